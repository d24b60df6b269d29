// What an action's page shows, by the markers of the tool file: the `expect` of an act.
#include "agent/html.hpp"
#include "base/text.hpp"
#include "check/marker.hpp"
#include "play/matching.hpp"
#include "play/session.hpp"
#include "play/texts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;

/// "0.5", "50 %" and "50%" as a fraction; nothing when it is no number.
std::optional<double> number_shown(std::string_view text) {
    text = base::trim(text);
    bool const percent = text.ends_with('%');
    if (percent) text = base::trim(text.substr(0, text.size() - 1));
    double value = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return percent ? value / 100 : value;
}

/// Whether a script of the page could write into it: one in a file, or one that names what it takes to write.
bool may_be_filled(std::string_view html) {
    constexpr std::array writing{"innerHTML", "innerText", "textContent", "append", "createElement", "insert", "replace",
                                 "write", "fetch", "XMLHttpRequest", "import", "render"};
    agent::HtmlReader reader(html);
    agent::HtmlToken token;
    while (reader.next(token)) {
        bool const script = token.name == "script";
        if (script && token.kind == agent::HtmlToken::Kind::start && token.attribute("src")) return true;
        if (!script || token.kind != agent::HtmlToken::Kind::raw) continue;
        for (auto const* word : writing)
            if (token.text.find(word) != std::string_view::npos) return true;
    }
    return false;
}

struct Marker {
    char const* key;  ///< of the step's `expect`
    char const* name; ///< in the tool file
    std::string const& expression;
    char const* what;
};

} // namespace

void Session::check_shown(scenario::Act const& step) {
    if (step.expect.empty()) return;
    auto const& at = step.expect_at;
    auto const expected = evaluate(step.expect.value);
    if (!expected || !expected->is_object()) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot work out what the page should show.", at);
        return;
    }
    if (!last_action_) {
        cannot_judge(Verdict::inconclusive, "no_page", "Not judged because the action '" + step.action + "' ends on no page.", at);
        return;
    }
    auto const& oracle = theatre_.tool->oracle;
    auto const& page = last_action_->response.body;
    auto const hop = std::vector<int>{last_hop()};
    auto const lacks = [&](std::string_view marker) {
        cannot_judge(
            Verdict::inconclusive, "no_marker",
            "Not judged because the tool file has no oracle." + std::string(marker) + " to tell what the page shows.", at
        );
    };
    bool const told = check::marker_matches(oracle.error_marker, page);
    if (expected->as_object().contains("or") && told) {
        judge_for(main_requirement(), true, at, "the page shows the whole, or says that something is missing", "it says so", hop);
        return;
    }
    for (auto const& marker : {
             Marker{"result", "result_marker", oracle.result_marker, "a result of "},
             Marker{"members", "roster_marker", oracle.roster_marker, "a number of people of "},
         }) {
        auto const* wanted = expected->as_object().if_contains(marker.key);
        if (wanted == nullptr) continue;
        if (marker.expression.empty()) return lacks(marker.name);
        auto const text = check::captured(marker.expression, page);
        auto const shown = text ? number_shown(*text) : std::nullopt;
        auto const required = wanted->is_string() ? std::string("no number where there is none")
                                                  : "the page shows " + std::string(marker.what) + base::dump(*wanted);
        auto const seen = shown ? "the page shows " + *text : std::string("the page shows no number");
        if (wanted->is_string()) {
            judge_for(main_requirement(), !shown, at, required, shown ? "Your tool shows " + *text + "." : seen, hop);
        } else if (!shown) {
            cannot_judge(
                Verdict::inconclusive, "marker_not_found",
                "Not judged because oracle." + std::string(marker.name) + " finds no number on the page.", at
            );
        } else {
            bool const same = std::abs(*shown - base::number(*wanted).value_or(0)) < 0.005;
            judge_for(main_requirement(), same, at, required, same ? seen : "Your tool shows " + *text + ".", hop);
        }
        if (stopped_) return;
    }
    if (auto const* wanted = expected->as_object().if_contains("error"); wanted != nullptr && wanted->is_bool()) {
        if (oracle.error_marker.empty()) return lacks("error_marker");
        judge_for(
            main_requirement(), told == wanted->get_bool(), at,
            wanted->get_bool() ? "the user is told that it failed" : "the user is not told of an error where there is none",
            told ? "Your tool's page shows oracle.error_marker." : "Your tool's page does not show oracle.error_marker.", hop
        );
    }
}

namespace {

/// What stands behind an item that deep linking made; equal texts open the same thing.
std::string content_of(world::World& world, world::ModuleItem const& item) {
    if (auto const* made = world::assignment_by_id(world, item.assignment))
        return made->title + "\n" + made->target_link_uri + "\n" + base::dump(made->custom);
    auto const& links = world.links;
    auto const link = std::find_if(links.begin(), links.end(), [&](auto const& each) { return each.id == item.link; });
    return link == links.end() ? "" : link->title + "\n" + link->url + "\n" + base::dump(link->custom);
}

} // namespace

/// The assignment or link that a deep linking response made, the latest or the one before it; a teacher publishes what
/// stands unpublished.
std::optional<std::string> Session::picked(std::size_t back) {
    auto const made = [&](world::ModuleItem const& item) {
        auto const& all = world().modules;
        auto const module = std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.id == item.module; });
        return module != all.end() && module->name.starts_with("tool-made-") && !item.deleted;
    };
    auto const& items = world().module_items;
    for (auto item = items.rbegin(); item != items.rend(); ++item) {
        if (!made(*item) || back-- != 0) continue;
        if (auto* assignment = world::assignment_by_id(world(), item->assignment)) {
            assignment->published = true;
            world::touch(world(), *assignment);
            return assignment->name;
        }
        for (auto& link : world().links) {
            if (link.id != item->link) continue;
            if (link.name.empty()) link.name = "picked-" + std::to_string(link.id);
            world::touch(world(), link);
            return link.name;
        }
        break;
    }
    return std::nullopt;
}

/// Two things that were picked: whether they open differently. Pages that a script fills cannot tell.
void Session::check_differs(scenario::Launch const& step, LaunchRun const& run) {
    if (!step.differs || stopped_ || !previous_launch_) return;
    auto const& items = world().module_items;
    auto const count = items.size();
    if (count < 2 || content_of(world(), items[count - 1]) == content_of(world(), items[count - 2])) {
        cannot_judge(
            Verdict::skipped, "not_exercised", "Not judged because your tool returned the same item twice.", step.expect_at
        );
        return;
    }
    auto const before = agent::visible_text(previous_launch_->page.response.body);
    auto const now = agent::visible_text(run.page.response.body);
    bool const scripted = run.page.needs_script || now.empty() || may_be_filled(run.page.response.body);
    if (scripted && now == before) {
        cannot_judge(
            Verdict::inconclusive, "needs_browser", "Not judged because a script fills the page, and the harness runs none.", step.expect_at
        );
        return;
    }
    bool const holds = now != before;
    auto& made = judge_for(
        main_requirement(), holds, step.expect_at, "two different items open different content",
        holds ? "the pages differ" : "Your tool shows the same page for two different items that it returned.", run.evidence.hops
    );
    if (made.verdict != Verdict::failed) return;
    made.verdict = Verdict::warned;
    stopped_ = false;
}

} // namespace easel::play
