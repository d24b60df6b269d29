// What a launch that is posted once more proves: the first delivery of it was good, and its traces look the same.
// requirements.md A.5.
#include "check/similarity.hpp"
#include "play/aside.hpp"

#include <algorithm>
#include <set>

namespace easel::play {

using traffic::CallKind;

/// E1 of a replay. Its calls go to URLs that the first delivery had as well, so a late call of that one would look the same.
/// They count only where the tool made such calls before the first page came, none after it, and the same before this page.
void Session::weigh_calls_of_replay(LaunchRun const& before, LaunchRun& run) const {
    std::set<CallKind> at_once;
    std::set<CallKind> again;
    bool late = false;
    for (auto const& exchange : stage_->log.exchanges()) {
        bool const of_course = exchange.from == traffic::Party::tool && exchange.to == traffic::Party::platform &&
                               !exchange.course.empty() && exchange.course == run.course;
        auto const hop = exchange.number;
        if (!of_course || hop < before.first_hop) continue;
        if (hop <= before.page_hop) at_once.insert(exchange.kind);
        else if (hop < run.first_hop) late = true;
        else if (hop <= run.page_hop) again.insert(exchange.kind);
    }
    bool const same = std::includes(again.begin(), again.end(), at_once.begin(), at_once.end());
    if (!at_once.empty() && !late && same) return;
    run.evidence.service_call = false;
    run.evidence.service_hops.clear();
}

/// Whether the answer to a replay may be no more than the session that the first delivery opened in this browser: the tool led
/// the browser on, or the page is what anybody in that session gets by asking for it.
http::awaitable<bool> Session::shows_live_session(LaunchRun const& run) {
    constexpr double alike = 0.95;
    auto const& hops = run.page.hops;
    auto const* last = hops.empty() ? nullptr : stage_->log.find(hops.back());
    if (last == nullptr) co_return false;
    if (last->request.method == "GET") co_return true; // a form would have been posted
    if (!run.page.url.scheme.starts_with("http")) co_return false;
    Aside const aside(*this);
    auto const plain = co_await run.browser->get(run.page.url);
    auto const status = plain.response.status;
    if (status < 200 || status > 299 || !plain.trouble.empty()) co_return false;
    auto const shingles = [&](std::string const& body) { return check::shingles_of(body, run.evidence.canaries); };
    co_return check::similarity(shingles(plain.response.body), shingles(run.page.response.body)) >= alike;
}

/// Where the replay comes from: the named browser, else one as the first delivery's was before it, so that no session of that
/// one speaks for the replay.
std::shared_ptr<agent::Browser> Session::browser_of_replay(LaunchRun const& before, std::string const& jar) {
    if (!jar.empty()) return browser_for(jar);
    if (!before.jar_before) return before.browser;
    auto browser = browser_for("replay " + std::to_string(launches_));
    browser->treat_frame_cookies(before.browser->frame_cookies());
    browser->jar() = *before.jar_before;
    return browser;
}

/// Posts the previous launch's form once more.
http::awaitable<LaunchRun> Session::replay_previous(scenario::Launch const& step) {
    ++launches_;
    auto const& before = *last_launch_;
    LaunchRun run;
    run.course = before.course;
    run.assignment = before.assignment;
    run.login = before.login;
    run.form = before.form;
    run.form_action = before.form_action;
    run.return_url = before.return_url;
    run.jar_before = before.jar_before;
    run.browser = browser_of_replay(before, step.jar);
    auto const first_hop = last_hop() + 1;
    auto const url = base::parse_url(run.form_action);
    if (!url) {
        run.evidence.trouble = "there is no earlier launch to replay";
        co_return run;
    }
    run.evidence.canaries = before.evidence.canaries;
    run.evidence.session_before = run.browser == before.browser;
    run.evidence.reached_authorization = true;
    run.evidence.delivered = true;
    if (!run.evidence.session_before) run.evidence.probe_before = co_await session_probe(*run.browser);
    auto const cookies_before = cookie_names(run.browser->jar(), url->host);
    run.page = co_await run.browser->post(*url, run.form, launch_first(theatre_.platform.origin(), run.evidence));
    for (auto const& cookie : cookie_names(run.browser->jar(), run.page.url.host)) {
        if (!cookies_before.contains(cookie)) run.evidence.new_cookies.push_back(cookie);
    }
    co_await gather(run, first_hop, false);
    weigh_calls_of_replay(before, run);
    // Where the session of the first delivery is still alive in this browser, only what this answer shows counts.
    if (run.evidence.session_before) run.evidence.probe_after.reset();
    run.judgement = check::judge_launch(run.evidence, theatre_.tool->oracle);
    auto const& codes = run.judgement.codes;
    if (run.evidence.session_before && std::find(codes.begin(), codes.end(), "E2") != codes.end()) {
        run.evidence.page_of_earlier = co_await shows_live_session(run);
        run.judgement = check::judge_launch(run.evidence, theatre_.tool->oracle);
    }
    co_return run;
}

} // namespace easel::play
