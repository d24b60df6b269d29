// Launches that the tool has to refuse: judged between two accepted twins. requirements.md A.5. And what a page shows, to whom.
#include "check/marker.hpp"
#include "play/session.hpp"

#include <algorithm>

namespace easel::play {

using check::Outcome;
using verdict::Verdict;

namespace {

/// Requirements that speak of what somebody sees. @par Source requirements.md B.5, B.15
bool is_about_views(std::string const& id) {
    return id.starts_with("ROLE-") || id == "L11-016" || id == "L11-017" || id == "L11-018" || id == "L11-019";
}

} // namespace

bool could_not_finish(LaunchRun const& run) {
    return !run.evidence.trouble.empty() && run.judgement.outcome == Outcome::undecided;
}

/// Whether nothing can be judged by this twin; why not has been noted then.
bool Session::twin_fails(LaunchRun const& twin, std::string const& which, yaml::Position const& at) {
    if (twin.judgement.outcome == Outcome::accepted) return false;
    if (!twin.platform_refusal.empty()) {
        cannot_judge(
            Verdict::skipped, "blocked",
            "Not judged because the platform refused your tool's authorization request of the valid launch " + which + ": " + twin.platform_refusal, at
        );
        return true;
    }
    auto const detail = twin.judgement.explanation.empty() ? describe(twin) : twin.judgement.explanation;
    if (could_not_finish(twin)) {
        cannot_judge(Verdict::error, "timeout", "The harness could not finish the launch " + which + ": " + twin.evidence.trouble, at);
    } else if (twin.judgement.outcome == Outcome::undecided) {
        cannot_judge(Verdict::inconclusive, twin.judgement.reason, "Not judged because the valid launch " + which + " could not be told: " + detail, at);
    } else {
        cannot_judge(Verdict::skipped, "twin_rejected", "Not judged because the valid launch " + which + " was refused: " + detail, at);
    }
    return true;
}

http::awaitable<void> Session::judge_rejection(scenario::Launch const& step) {
    auto const& at = step.expect_at.line != 0 ? step.expect_at : case_.at;
    auto twin_step = step;
    twin_step.tamper = {};
    twin_step.jar.clear();
    twin_step.cookies = scenario::Cookies::allow;
    LaunchManner const as_twin{.tampered = false, .in_clone = true};

    std::vector<std::string> users; // as the tool's pages name them
    auto const note_user = [&](LaunchRun const& seen) {
        auto const& marker = theatre_.tool->oracle.user_marker;
        if (marker.empty()) return;
        if (auto const user = check::captured(marker, seen.page.response.body)) users.push_back(*user);
    };
    if (last_launch_) note_user(*last_launch_);
    LaunchRun before;
    if (step.replay_previous) {
        before = *last_launch_;
    } else {
        before = co_await run_launch(twin_step, as_twin);
        // A page that could be a hopeless launch's proves nothing, whatever the second twin shows.
        bool compare = check::comparable(before.evidence, before.judgement) && !scripts_key_set();
        if (compare) compare = !check::looks_hopeless(before.evidence, *co_await hopeless_of(twin_step));
        if (!compare && twin_fails(before, "before it", at)) co_return;
    }
    auto run = step.replay_previous ? co_await replay_previous(step) : co_await run_launch(step, {.in_clone = true});
    auto after = co_await run_launch(twin_step, as_twin);
    co_await compare_twins(twin_step, before, after);
    if (!step.replay_previous && twin_fails(before, "before it", at)) co_return;
    if (twin_fails(after, "after it", at)) co_return;
    for (auto const* twin : {&before, &after}) note_user(*twin);
    co_await compare_with_twins(twin_step, run, after, before);

    bool const asks_first = run.judgement.outcome == Outcome::undecided && asks_storage_first(run);
    if (run.no_state_cookie) {
        cannot_judge(
            Verdict::inconclusive, "no_state_cookie", "Not judged because your tool's login set no cookie that a state could stand in.", at
        );
    } else if (could_not_finish(run)) {
        cannot_judge(Verdict::error, "timeout", "The harness could not finish the launch: " + run.evidence.trouble, at);
    } else if (run.judgement.outcome == Outcome::undecided && !asks_first) {
        cannot_judge(Verdict::inconclusive, run.judgement.reason, "Not judged because " + run.judgement.explanation, at);
    } else if (run.judgement.outcome == Outcome::accepted && names("LAUNCH-044") && theatre_.tool->policy.anonymous_accepted) {
        judge_anonymous(run, users, at);
    } else if (run.judgement.outcome == Outcome::accepted && needs_real_browser()) {
        cannot_judge(
            Verdict::inconclusive, "needs_browser",
            "Not judged because, as the tool file says (state_check: client_js), a script in the page compares the state; "
            "a browser that runs scripts would decide.", at
        );
    } else {
        bool const fresh_jar = step.jar.empty() && !step.replay_previous;
        std::string session;
        bool const turned_away = run.judgement.outcome == Outcome::rejected || asks_first;
        if (turned_away && fresh_jar) session = co_await session_left_behind(run, after);
        bool const refused = turned_away && session.empty();
        // What is to be returned is signed as it should be: wrong, but nobody's forgery.
        bool const forged = step.expect != scenario::LaunchExpectation::returned;
        auto& made = judge(
            refused, at, "the tool refuses this launch, while it accepts the same launch without the defect",
            refused ? describe(run)
                    : (forged ? "Your tool accepted a forged launch: " : "Your tool accepted a launch that it has to return: ") +
                          describe(run) + session,
            run.evidence.hops
        );
        made.evidence = run.judgement.codes;
        if (made.verdict == Verdict::failed && forged) result_.false_accept = true;
        if (!refused) made.hint = "Compare the tampered message with the valid one of the launch before it.";
        if (refused && step.expect == scenario::LaunchExpectation::returned) check_returned(run, at);
        check_led_astray(run);
        check_refusal_status(run);
    }
    last_launch_ = std::move(run);
}

/// Rows that a tool can satisfy by a script in its page, for tools that say so. @par Source requirements.md A.4
bool Session::needs_real_browser() const {
    if (!theatre_.tool->oracle.state_check_in_browser) return false;
    return names("REPLAY-002") || names("REPLAY-003") || names("REPLAY-015") || names("REPLAY-016");
}

/// LAUNCH-048, for cases that name it: a refusal is a 4xx, no crash and no empty page.
void Session::check_refusal_status(LaunchRun const& run) {
    if (run.judgement.outcome != Outcome::rejected || !names("LAUNCH-048")) return;
    auto const status = run.evidence.final_status;
    bool const empty = status == 200 && agent::visible_text(run.evidence.final_body).empty();
    judge_for(
        "LAUNCH-048", status < 500 && !empty, case_.at, "a refused launch is answered with 4xx and a page that says so",
        "Your tool answered with status " + std::to_string(status) + (empty ? " and an empty page" : "") + ".", run.evidence.hops
    );
}

/// A refusal that leaves the user where they are is one all the same, but not what was asked for.
void Session::check_returned(LaunchRun const& run, yaml::Position const& at) {
    bool const returned = run.evidence.returned_with_error;
    auto& made = judge_for(
        main_requirement(), returned, at, "the tool sends the user back to launch_presentation_return_url with lti_errormsg",
        returned ? "Your tool sent the user back with an error." : "Your tool refused the launch and kept the user: " + describe(run),
        run.evidence.hops
    );
    if (returned) return;
    made.verdict = verdict::Verdict::warned;
    made.hint = "Redirect to launch_presentation_return_url with `lti_errormsg=...` in its query.";
    stopped_ = false;
}

/// A wrong view is a matter of roles, whatever else the case is about.
void Session::check_view(scenario::Launch const& step, LaunchRun const& run) {
    if (step.view.empty() || stopped_ || run.judgement.outcome != Outcome::accepted) return;
    auto const& oracle = theatre_.tool->oracle;
    auto const view = check::view_of(run.evidence.final_body, oracle, step.view);
    auto const about_roles = std::find_if(case_.requirements.begin(), case_.requirements.end(), is_about_views);
    if (!view) {
        if (about_roles == case_.requirements.end()) return; // the view is not what the case is about
        cannot_judge(
            Verdict::inconclusive, "no_marker",
            "Not judged because the tool file has no " +
                std::string(!oracle.teacher_markers.empty() ? "student_markers" : !oracle.student_markers.empty() ? "teacher_markers" : "teacher_markers and student_markers") +
                " to tell whose view the page is.",
            step.expect_at
        );
        result_.checks.back().requirement = *about_roles;
        return;
    }
    bool const holds = step.view == "not_teacher" ? *view != "teacher" : *view == step.view;
    auto requirement = *view == "neither" ? main_requirement() : std::string(step.view == "teacher" ? "ROLE-001" : "ROLE-002");
    if (step.lti11) requirement = main_requirement();
    for (auto const& named : case_.requirements) {
        if (is_about_views(named)) requirement = named;
    }
    judge_for(
        requirement, holds, step.expect_at,
        step.view == "not_teacher" ? "the page shows no teacher's view" : "the page shows the " + step.view + "'s view",
        "Your tool showed " + (*view == "neither" ? std::string("neither view") : "the " + *view + "'s view") + ".", run.evidence.hops
    );
}

} // namespace easel::play
