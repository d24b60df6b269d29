// What SEC and PM rows need besides the launch itself: cookies planted before it, pages that explain themselves,
// scripts and transport looked at after it.
#include "agent/html.hpp"
#include "base/text.hpp"
#include "check/marker.hpp"
#include "http/tls_probe.hpp"
#include "play/session.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace easel::play {
namespace {

using verdict::Verdict;

bool uses_storage(std::string_view html) {
    return html.find("lti.put_data") != std::string_view::npos || html.find("lti.get_data") != std::string_view::npos;
}

std::size_t words_in(std::string const& text) {
    auto const words = base::split(text, ' ');
    return static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [](auto const& word) {
        return !word.empty();
    }));
}

/// Scripts from elsewhere may fill the page, whatever it shows without them.
bool has_script_elsewhere(std::string_view html) {
    agent::HtmlReader reader(html);
    agent::HtmlToken token;
    while (reader.next(token)) {
        if (token.kind == agent::HtmlToken::Kind::start && token.name == "script" && token.attribute("src")) return true;
    }
    return false;
}

/// A page that tells a person more than that something went wrong.
bool explains(LaunchRun const& run) {
    constexpr std::size_t enough_words = 8;
    constexpr std::array hints{
        "cookie", "browser", "window", "tab", "storage", "private", "incognito", "third-party", "third party"};
    if (run.evidence.final_status >= 500 || run.evidence.final_status == 0) return false;
    auto const text = base::to_lower(agent::visible_text(run.evidence.final_body));
    if (words_in(text) >= enough_words || run.evidence.returned_with_error) return true;
    return std::any_of(hints.begin(), hints.end(), [&](char const* hint) {
        return text.find(hint) != std::string::npos;
    });
}

/// Same-origin scripts that a page of the tool names.
void collect_scripts(traffic::Exchange const& exchange, std::set<std::string>& addresses) {
    auto const page = base::parse_url(exchange.url);
    if (!page || !exchange.response) return;
    agent::HtmlReader reader(exchange.response->body);
    agent::HtmlToken token;
    while (reader.next(token)) {
        if (token.kind != agent::HtmlToken::Kind::start || token.name != "script") continue;
        auto const source = token.attribute("src");
        if (!source) continue;
        auto const url = base::resolve(*page, *source);
        if (url && url->origin() == page->origin()) addresses.insert(url->text());
    }
}

} // namespace

agent::FrameCookies frame_cookies(scenario::Launch const& step) {
    switch (step.cookies) {
        case scenario::Cookies::allow:
            return agent::FrameCookies::allow;
        case scenario::Cookies::block:
            return agent::FrameCookies::block;
        case scenario::Cookies::partition:
            return agent::FrameCookies::partition;
    }
    return agent::FrameCookies::allow;
}

bool asks_storage_first(LaunchRun const& run) {
    auto const& codes = run.judgement.codes;
    bool const shown =
        std::any_of(codes.begin(), codes.end(), [](std::string const& code) { return code.starts_with('E'); });
    return !shown && uses_storage(run.evidence.final_body);
}

void Session::tell_wire_checks() {
    wire_.platform_origin = theatre_.platform.origin();
    if (theatre_.tool == nullptr) return;
    auto const& file = *theatre_.tool;
    wire_.embedded = file.policy.embedded;
    wire_.state_check_in_browser = file.oracle.state_check_in_browser;
    wire_.bundled = file.start && file.start->bundled;
}

http::awaitable<void> Session::look_closer() {
    auto const about_scripts = [](std::string const& id) { return id >= "PM-003" && id <= "PM-008"; };
    if (std::any_of(case_.requirements.begin(), case_.requirements.end(), about_scripts)) co_await fetch_scripts();
    if (!names("SEC-006")) co_return;
    std::set<std::string> asked;
    std::vector<std::string> const addresses{seat_.login_url, seat_.target_link_uri, seat_.jwks_url};
    for (auto const& address : addresses) {
        auto const url = base::parse_url(address);
        if (!url || url->scheme != "https" || !asked.insert(url->origin()).second) continue;
        auto version = co_await http::old_tls_taken(theatre_.loop, *url);
        if (!version.empty()) wire_.old_tls.push_back({url->origin(), std::move(version)});
    }
}

/// As a browser would; more than a page needs is left alone, and its scripts count as unknown then.
http::awaitable<void> Session::fetch_scripts() {
    constexpr std::size_t most = 10;
    std::set<std::string> addresses;
    for (auto const& exchange : stage_->log.exchanges()) {
        if (exchange.from == traffic::Party::browser && exchange.to == traffic::Party::tool)
            collect_scripts(exchange, addresses);
    }
    if (addresses.size() > most) co_return;
    auto const browser = browser_for("scripts");
    agent::Browser::Hooks hooks;
    hooks.kind_of = [](agent::Outgoing const&) { return traffic::CallKind::other; };
    for (auto const& address : addresses) {
        if (auto const url = base::parse_url(address)) (void)co_await browser->get(*url, hooks);
    }
}

void Session::judge_explanation(LaunchRun const& run, yaml::Position const& at) {
    bool const storage = uses_storage(run.evidence.final_body);
    bool const accepted = run.judgement.outcome == check::Outcome::accepted;
    bool const holds = accepted || storage || explains(run);
    // A page that nothing tells, or that loads scripts, may say it all once those have run.
    bool const unknown = run.judgement.outcome == check::Outcome::undecided || has_script_elsewhere(run.evidence.final_body);
    if ((run.evidence.needs_script && !storage && !accepted) || (!holds && unknown)) {
        cannot_judge(
            Verdict::inconclusive,
            "needs_browser",
            "Not judged because your tool answered with a page that scripts may fill.",
            at
        );
        return;
    }
    auto& made = judge(
        holds,
        at,
        "where a frame has no cookies, the tool goes on by the platform's storage, or says what to do",
        holds ? (accepted  ? describe(run)
                 : storage ? "Your tool asks the platform's storage."
                           : "Your tool says what to do: " + describe(run))
              : "Your tool left the person with a bare answer: " + describe(run),
        run.evidence.hops
    );
    if (!holds)
        made.hint = "Use lti.put_data and lti.get_data, or say that cookies are blocked here and offer a new window.";
}

http::awaitable<std::vector<agent::Cookie>> Session::plant_cookies(agent::Browser& browser) {
    std::vector<agent::Cookie> planted;
    auto const tool = base::parse_url(seat_.target_link_uri);
    if (!tool) co_return planted;
    // What an attacker gets by a visit of his own; else a value of his choice under the name that an earlier launch
    // told.
    auto const visitor = browser_for("visitor " + std::to_string(launches_));
    (void)co_await visitor->get(*tool);
    planted = visitor->jar().cookies();
    if (last_launch_) {
        for (auto cookie : last_launch_->browser->jar().cookies()) {
            bool const known = std::any_of(planted.begin(), planted.end(), [&](auto const& other) {
                return other.name == cookie.name;
            });
            if (known || cookie.host != base::to_lower(tool->host)) continue;
            cookie.value = random_.hex(std::clamp<std::size_t>(cookie.value.size(), 8, 128));
            planted.push_back(std::move(cookie));
        }
    }
    for (auto const& cookie : planted) browser.jar().set(cookie);
    co_return planted;
}

http::awaitable<void> Session::check_planted(LaunchRun const& run, yaml::Position const& at) {
    if (stopped_ || run.judgement.outcome != check::Outcome::accepted) co_return;
    auto const& oracle = theatre_.tool->oracle;
    if (run.planted.empty()) {
        cannot_judge(
            Verdict::skipped,
            "not_exercised",
            "Not judged because your tool has set no cookie that could be planted.",
            at
        );
        co_return;
    }
    if (oracle.probe_url.empty() && oracle.accept_markers.empty()) {
        cannot_judge(
            Verdict::inconclusive,
            "no_marker",
            "Not judged because session_probe or accept_markers in the tool file would have to tell whether a session "
            "is open.",
            at
        );
        co_return;
    }
    // Whoever planted the cookies holds nothing else.
    auto const attacker = browser_for("attacker " + std::to_string(launches_));
    for (auto const& cookie : run.planted) attacker->jar().set(cookie);
    auto const first_hop = last_hop() + 1;
    bool open = false;
    if (auto const probed = co_await session_probe(*attacker)) {
        open = *probed;
    } else {
        auto const page = co_await attacker->get(run.page.url);
        open = page.response.status < 300 && check::first_match(oracle.accept_markers, page.response.body) != nullptr;
    }
    std::vector<int> hops;
    for (int hop = first_hop; hop <= last_hop(); ++hop) hops.push_back(hop);
    auto& made = judge(
        !open,
        at,
        "the launch begins a session under an id of its own",
        open ? "Your tool opened the session under the cookie `" + run.planted.front().name +
                   "` that was planted before the launch."
             : "A browser that holds the planted cookie alone is not in the session.",
        std::move(hops)
    );
    if (open) made.hint = "Make a new session id at every launch, and forget what came with the request.";
}

} // namespace easel::play
