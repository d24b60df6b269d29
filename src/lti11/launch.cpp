#include "lti11/launch.hpp"

#include "base/text.hpp"
#include "lti11/parameters.hpp"

namespace easel::lti11 {
namespace {

base::Fault refused(std::string message) {
    return {base::FaultKind::bad_file, std::move(message), {}};
}

/// The launch URL's query in both modes. @par Source canvas/lti11.md 4.1
void place_query(lti13::Subject const& subject, base::Url url, Parameters& parameters, Launch& launch) {
    bool const compliant = subject.tool->oauth_compliant || subject.dialects().signs_posts_compliantly;
    launch.signed_url = url;
    if (!compliant) {
        // The first value counts, and a launch's own parameters win.
        for (auto const& [name, value] : base::form_decode(url.query)) parameters.emplace(name, value);
        launch.signed_url.query.clear();
        launch.signed_url.has_query = false;
    }
    bool const bare = subject.tool->post_only && !compliant;
    launch.url = bare ? launch.signed_url.text() : url.text();
}

/// What a browser posts, which is what a compliant launch signs.
std::string with_form_breaks(std::string const& text) {
    return base::replace_all(base::replace_all(text, "\r\n", "\n"), "\n", "\r\n");
}

} // namespace

base::Result<Launch> open_launch(
    world::World& world, lti13::Issuer const& issuer, lti13::LaunchIntent const& intent, base::Instant now
) {
    auto const subject = lti13::find_subject(world, issuer, intent, now);
    if (!subject) return subject.error();
    if (!world::is_lti11(*subject->tool)) return refused("the tool '" + subject->tool->name + "' speaks LTI 1.3");
    auto const url = base::parse_url(base::trim(subject->target_link_uri()));
    if (!url) return refused("the tool '" + subject->tool->name + "' has no launch URL: " + url.error().message);
    Launch launch;
    auto parameters = basic_parameters(*subject);
    place_query(*subject, *url, parameters, launch);
    bool const compliant = launch.signed_url.has_query || subject->tool->oauth_compliant;
    for (auto& [name, value] : parameters) launch.fields.emplace_back(name, compliant ? with_form_breaks(value) : value);
    launch.signer = {subject->tool->consumer_key, subject->tool->shared_secret};
    launch.course = subject->course == nullptr ? "" : subject->course->name;
    launch.assignment = subject->assignment == nullptr ? "" : subject->assignment->name;
    launch.user = intent.user;
    return launch;
}

std::string fresh_nonce(world::World& world) {
    constexpr std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string nonce;
    for (int i = 0; i < 43; ++i) nonce += signs[world.random.below(signs.size())];
    world::touch_rest(world); // nonces must not come again after a restart
    return nonce;
}

base::Fields signed_form(Launch const& launch, oauth1::Freshness const& fresh) {
    return oauth1::signed_form(launch.signed_url, launch.fields, launch.signer, fresh);
}

} // namespace easel::lti11
