// Deep linking, what the request allows: the rows DL-021, DL-022, DL-027 and DL-029 of requirements.md.
#include "agent/browser.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/wire_deep_linking.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::check::wire {
namespace {

namespace json = base::json;

void line_items_where_wanted(Case const& run, Findings& out) {
    Answers const answers(run);
    for (auto const& answer : answers.all()) {
        if (!answer.token || answer.opened == nullptr) continue;
        auto const* accepted = base::member(answer.opened->settings, "accept_lineitem");
        if (accepted == nullptr || !accepted->is_bool() || accepted->get_bool()) continue;
        out.saw(*answer.exchange);
        items_of(answer.token->claims, [&](json::object const& item, std::string const& place) {
            if (item.contains("lineItem"))
                out.violated(
                    *answer.exchange, "sent a `lineItem` with " + place + " where accept_lineitem was false"
                );
        });
    }
}

/// The item says how it is shown, and in no way that was asked for. One fitting way among several is enough.
std::string unwanted_target(json::object const& item, json::value const& wanted) {
    if (!wanted.is_array()) return "";
    std::vector<std::string> given;
    for (std::string_view const target : {"embed", "iframe", "window"})
        if (item.contains(target)) given.emplace_back(target);
    auto const fits = [&](json::value const& each) {
        return each.is_string() && std::ranges::find(given, std::string_view(each.get_string())) != given.end();
    };
    if (given.empty() || std::ranges::any_of(wanted.get_array(), fits)) return "";
    return "that is shown in `" + base::join(given, "`, `") + "` only, where " + quoted(wanted) + " was wanted";
}

/// "image/*" takes every image.
bool media_type_fits(std::string_view type, std::string_view range) {
    range = base::trim(range.substr(0, range.find(';')));
    if (range == "*/*" || base::equals_ignoring_case(range, type)) return true;
    if (!range.ends_with("/*")) return false;
    auto const kind = range.substr(0, range.size() - 1);
    return type.size() > kind.size() && base::equals_ignoring_case(type.substr(0, kind.size()), kind);
}

std::string unwanted_media(json::object const& item, json::value const& wanted) {
    auto const type = base::text_member(item, "mediaType");
    if (base::text_member(item, "type") != "file" || !type || !wanted.is_string()) return "";
    auto const ranges = base::split(std::string(wanted.get_string()), ',');
    if (std::ranges::any_of(ranges, [&](std::string const& range) { return media_type_fits(*type, range); })) return "";
    return "of the media type " + quoted(*type) + ", where " + quoted(wanted) + " was wanted";
}

void keeps_to_presentation(Case const& run, Findings& out) {
    each_content_item(run, out, [&](Returned const& answer, json::object const& item, std::string const& place) {
        if (answer.opened == nullptr) return;
        auto const& settings = answer.opened->settings;
        for (auto const& [name, look] : {
                 std::pair{"accept_presentation_document_targets", &unwanted_target},
                 std::pair{"accept_media_types", &unwanted_media},
             }) {
            auto const* wanted = base::member(settings, name);
            auto const wrong = wanted == nullptr ? std::string() : look(item, *wanted);
            if (!wrong.empty()) out.violated(*answer.exchange, "sent a content item (" + place + ") " + wrong);
        }
    });
}

/// Several pickers at a time, as in several tabs: each is answered with what is its own, and once.
void keeps_pickers_apart(Case const& run, Findings& out) {
    Answers const answers(run);
    if (answers.opened().size() < 2) return;
    std::vector<Opened const*> answered;
    for (auto const& answer : answers.all()) {
        if (!answer.token || answer.opened == nullptr) continue;
        auto const back = base::parse_url(answer.opened->return_url());
        if (!back || back->target() != answer.exchange->request.target) continue; // DL-006 judges that
        out.saw(*answer.exchange);
        auto const& claims = answer.token->claims;
        auto const* data = base::member(answer.opened->settings, "data");
        auto const* sent = claim(claims, dl_prefix, "data");
        auto const* deployment = claim(answer.opened->claims, lti_prefix, "deployment_id");
        auto const* named = claim(claims, lti_prefix, "deployment_id");
        bool const open = std::ranges::any_of(answers.opened(), [&](Opened const& each) {
            return &each != answer.opened && each.hop < answer.exchange->number &&
                   std::ranges::find(answered, &each) == answered.end();
        });
        if (data != nullptr && sent != nullptr && *data != *sent) {
            out.violated(*answer.exchange, "answered one picker with the data of another: " + quoted(*sent));
        } else if (deployment != nullptr && named != nullptr && *deployment != *named) {
            out.violated(*answer.exchange, "answered one picker with the deployment_id of another: " + quoted(*named));
        } else if (open && std::ranges::find(answered, answer.opened) != answered.end()) {
            out.violated(
                *answer.exchange, "answered the picker of hop " + std::to_string(answer.opened->hop) +
                                      " again, while another waited for its answer"
            );
        }
        answered.push_back(answer.opened);
    }
}

/// The markup of a title is on the page as markup.
void titles_are_text(Case const& run, Findings& out) {
    Answers const answers(run);
    for (auto const& opened : answers.opened()) {
        std::vector<std::string> markup;
        for (auto const* name : {"title", "text"}) {
            auto const text = base::text_member(opened.settings, name).value_or("");
            if (text.find('<') != std::string::npos) markup.push_back(text);
        }
        if (markup.empty()) continue;
        int shown = 0;
        for (auto const& exchange : run.exchanges) {
            bool const later_launch = exchange.kind == CallKind::launch && exchange.number > opened.hop;
            if (later_launch) break;
            bool const page = exchange.to == traffic::Party::tool && exchange.number >= opened.hop && exchange.response &&
                              (exchange.kind == CallKind::launch || exchange.kind == CallKind::page);
            if (!page || exchange.response->status >= 300) continue;
            shown = exchange.number;
            for (auto const& text : markup)
                if (agent::has_markup(exchange.response->body, text))
                    out.violated(exchange, "put " + quoted(text) + " into its page as markup, not as text");
        }
        if (shown > 0) out.saw(shown);
    }
}

constexpr std::array<Rule, 4> rules{{
    {"DL-021",
     "deep linking responses to requests with accept_lineitem false",
     line_items_where_wanted,
     "Leave lineItem out where accept_lineitem is false."},
    {"DL-022",
     "content items",
     keeps_to_presentation,
     "Offer what fits accept_presentation_document_targets and accept_media_types."},
    {"DL-027",
     "deep linking responses to one of several requests",
     keeps_pickers_apart,
     "Keep data, return URL and deployment with each picker, for example in its form, not in the user's session."},
    {"DL-029", "pages of pickers with markup in their title", titles_are_text, "Escape title and text of the settings."},
}};

} // namespace

std::span<Rule const> picker_rules() {
    return rules;
}

} // namespace easel::check::wire
