#include "lti11/launch.hpp"

#include "base/text.hpp"
#include "lti11/content_item_request.hpp"
#include "lti11/embedded.hpp"
#include "lti11/parameters.hpp"

namespace easel::lti11 {
namespace {

constexpr std::string_view basic_request = "basic-lti-launch-request";

base::Fault refused(std::string message) {
    return {base::FaultKind::bad_file, std::move(message), {}};
}

bool signs_compliantly(lti13::Subject const& subject) {
    return subject.tool->oauth_compliant || subject.dialects().signs_posts_compliantly;
}

/// The launch URL's query in both modes. @par Source canvas/lti11.md 4.1
void place_query(lti13::Subject const& subject, base::Url const& url, Parameters& parameters, Launch& launch) {
    bool const compliant = signs_compliantly(subject);
    launch.signed_url = url;
    launch.url = url.text();
    if (compliant) {
        note(subject, {"4.1.5", "4.1.6", "4.1.8"});
        if (!subject.tool->oauth_compliant) note(subject, {"4.1.9"});
        for (auto const& [name, value] : base::form_decode(url.query))
            if (parameters.contains(name)) note(subject, {"4.1.7"});
        return;
    }
    note(subject, {"4.1.4"});
    if (!url.has_query) return;
    note(subject, {"4.1.1", "4.1.2"});
    for (auto const& [name, value] : base::form_decode(url.query)) {
        bool const first = parameters.emplace(name, value).second; // and a launch's own parameters win
        if (!first) note(subject, {"4.1.3"});
    }
    launch.signed_url.query.clear();
    launch.signed_url.has_query = false;
    if (!subject.tool->post_only) return;
    note(subject, {"4.1.10"});
    launch.url = launch.signed_url.text();
}

/// What a browser posts, which is what a compliant launch signs.
std::string with_form_breaks(std::string const& text) {
    return base::replace_all(base::replace_all(text, "\r\n", "\n"), "\n", "\r\n");
}

/// Whether the placement opens a picker: as it was asked for, else as the tool configures it.
base::Result<bool> is_picker(lti13::Subject const& subject, std::optional<std::string> const& asked) {
    auto const* const placed = subject.placed();
    auto const message = asked ? *asked : placed != nullptr ? placed->message_type : std::string();
    if (message == content_item_request) return true;
    if (message.empty() || message == basic_request) return false;
    return refused("'" + message + "' is no message of LTI 1.1");
}

base::Result<Parameters> parameters_of(
    lti13::Subject const& subject, lti13::LaunchIntent const& intent, std::string const& launch_url
) {
    auto const picks = is_picker(subject, intent.message_type);
    if (!picks) return picks.error();
    if (*picks) return picker_parameters(subject, launch_url, intent.content_item);
    return basic_parameters(subject);
}

} // namespace

base::Result<Launch> open_launch(
    world::World& world, lti13::Issuer const& issuer, lti13::LaunchIntent const& intent, base::Instant now
) {
    return open_embedded(world, issuer, intent, {}, now);
}

base::Result<Launch> open_embedded(
    world::World& world,
    lti13::Issuer const& issuer,
    lti13::LaunchIntent const& intent,
    std::string const& embedded,
    base::Instant now
) {
    auto subject = lti13::find_subject(world, issuer, intent, now);
    if (!subject) return subject.error();
    auto const& tool = *subject->tool;
    if (!world::is_lti11(tool)) return refused("the tool '" + tool.name + "' speaks LTI 1.3");
    auto const& written = embedded.empty() ? subject->target_link_uri() : embedded;
    auto const url = base::parse_url(base::trim(written));
    if (!url) return refused("the tool '" + tool.name + "' has no launch URL: " + url.error().message);
    Launch launch;
    launch.rests_on.reserve(100);
    subject->noted = &launch.rests_on;
    auto parameters = parameters_of(*subject, intent, url->text());
    if (!parameters) return parameters.error();
    if (url->path == "/") note(*subject, {"4.1.12"});
    if (base::trim(written).size() != written.size()) note(*subject, {"4.1.11"});
    place_query(*subject, *url, *parameters, launch);
    bool const compliant = signs_compliantly(*subject);
    for (auto& [name, value] : *parameters)
        launch.fields.emplace_back(name, compliant ? with_form_breaks(value) : value);
    note(*subject, {"1.1.22", "1.1.24", "4.2.1", "4.2.2", "4.2.3", "4.2.4", "4.2.5", "4.2.6"});
    launch.signer = {tool.consumer_key, tool.shared_secret};
    launch.course = subject->course == nullptr ? "" : subject->course->name;
    launch.assignment = subject->assignment == nullptr ? "" : subject->assignment->name;
    launch.user = intent.user;
    launch.context_kind = subject->context_kind();
    launch.context = subject->context_number();
    launch.placement = subject->placement;
    launch.about = subject->about == nullptr ? 0 : subject->about->id;
    launch.module = subject->module == nullptr ? 0 : subject->module->id;
    return launch;
}

std::string fresh_nonce(base::Random& random) {
    constexpr std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string nonce;
    for (int i = 0; i < 43; ++i) nonce += signs[random.below(signs.size())];
    return nonce;
}

base::Fields signed_form(Launch const& launch, oauth1::Freshness const& fresh) {
    return oauth1::signed_form(launch.signed_url, launch.fields, launch.signer, fresh);
}

} // namespace easel::lti11
