// A launch delivered twice at the same time, and logins that nobody finishes.
#include "play/session.hpp"

namespace easel::play {
namespace {

using check::Outcome;
using verdict::Verdict;

/// One of two deliveries: a browser with the same cookies and a log of its own, since which of the two the tool takes
/// first is chance.
struct Twin {
    traffic::Log log;
    std::shared_ptr<agent::Browser> browser;
    agent::Page page;
    check::LaunchEvidence seen;
    bool done = false;
};

http::awaitable<void> post(Twin& twin, base::Url url, base::Fields form, std::string platform_origin, http::Signal& changed) {
    twin.page = co_await twin.browser->post(std::move(url), std::move(form), launch_first(platform_origin, twin.seen));
    twin.done = true;
    changed.notify();
}

check::Judgement judge_page(agent::Page const& page, tool::Oracle const& oracle) {
    check::LaunchEvidence evidence;
    evidence.reached_authorization = true;
    evidence.delivered = true;
    evidence.final_status = page.response.status;
    evidence.final_body = page.response.body;
    evidence.final_url = page.url.text();
    evidence.trouble = page.trouble;
    evidence.needs_script = page.needs_script;
    return check::judge_launch(evidence, oracle);
}

/// The better one first, so that the report does not tell who was quicker.
bool before(Twin const& one, Twin const& other) {
    auto const rank = [](Twin const& twin) { return std::pair(twin.page.response.status, twin.page.response.body); };
    return rank(one) <= rank(other);
}

} // namespace

http::awaitable<void> Session::deliver_twice(agent::Outgoing outgoing, LaunchRun& run) {
    http::Signal changed(theatre_.loop);
    std::array<Twin, 2> twins;
    auto const settings = browser_settings();
    for (auto& twin : twins) {
        twin.browser = std::make_shared<agent::Browser>(theatre_.client, twin.log, settings);
        twin.browser->jar() = run.browser->jar();
        http::spawn(theatre_.loop, post(twin, outgoing.url, outgoing.form, settings.platform_origin, changed));
    }
    while (!twins[0].done || !twins[1].done) co_await changed.wait_for(std::chrono::seconds(60));
    if (!before(twins[0], twins[1])) std::swap(twins[0], twins[1]);
    for (auto& twin : twins)
        for (auto& exchange : twin.log.exchanges()) stage_->log.finish(stage_->log.begin(std::move(exchange)));
    run.browser->jar() = twins[0].browser->jar();
    run.page = std::move(twins[0].page);
    run.second_page = std::move(twins[1].page);
}

/// Who refuses every launch has refused the second one for no reason that counts: where neither delivery was accepted, a
/// valid launch beside them has to be.
http::awaitable<void>
Session::judge_two_deliveries(scenario::Launch const& step, LaunchRun const& run, yaml::Position const& at) {
    if (!run.second_page) {
        cannot_judge(
            Verdict::skipped, "blocked", "Not judged because the launch never came to an id_token: " + describe(run), at
        );
        co_return;
    }
    auto const& oracle = theatre_.tool->oracle;
    auto const first = judge_page(run.page, oracle);
    auto const second = judge_page(*run.second_page, oracle);
    bool const one_refused = first.outcome == Outcome::rejected || second.outcome == Outcome::rejected;
    bool const both_taken = first.outcome == Outcome::accepted && second.outcome == Outcome::accepted;
    if (!one_refused && !both_taken) {
        auto const& unclear = first.outcome == Outcome::undecided ? first : second;
        cannot_judge(Verdict::inconclusive, unclear.reason, "Not judged because " + unclear.explanation, at);
        co_return;
    }
    if (first.outcome != Outcome::accepted && second.outcome != Outcome::accepted) {
        auto valid = step;
        valid.expect = scenario::LaunchExpectation::accepted;
        valid.tamper = {};
        valid.jar.clear();
        auto twin = co_await run_launch(valid, {.tampered = false, .in_clone = true});
        if (check::comparable(twin.evidence, twin.judgement)) co_await compare_with_valid(valid, twin);
        if (twin_fails(twin, "beside the two deliveries", at)) co_return;
    }
    judge(
        !both_taken, at, "of two deliveries of one launch at the same time at most one is accepted",
        both_taken ? "Your tool accepted both deliveries." : "one was accepted at most", run.evidence.hops
    );
}

/// They are no part of what is judged, and would push it out of the log.
http::awaitable<void> Session::abandon_logins(base::Url login_url, base::Fields login, int count) {
    for (int i = 0; i < count; ++i) {
        auto request = http::form_post(login_url.target(), login);
        http::ClientLimits limits;
        limits.total = theatre_.tool->limits.page;
        limits.keep_alive = true;
        auto const answer = co_await theatre_.client.send(login_url, std::move(request), limits);
        if (!answer) co_return; // the launch that follows shows whether the tool is still there
    }
}

} // namespace easel::play
