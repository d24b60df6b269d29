// Judging a launch by its page where the page is all there is: baselines to compare with (valid and hopeless launches), texts
// that only one launch carries, and the session that a refusal may have left behind. requirements.md A.5.
#include "base/ids.hpp"
#include "play/aside.hpp"

#include <algorithm>

namespace easel::play {
namespace {

namespace json = base::json;
using check::Outcome;

std::string baseline_key(scenario::Launch const& step) {
    return step.as + "|" + step.to + "|" + step.placement + "|" + step.registration + "|" + step.tool + (step.lti11 ? "|1.1" : "");
}

/// The step without what makes it special: in a fresh browser, valid.
scenario::Launch plain(scenario::Launch step) {
    step.tamper = {};
    step.jar.clear();
    step.cookies = scenario::Cookies::allow;
    step.planted = false;
    step.hold.clear();
    step.replay_previous = false;
    return step;
}

/// Posts that no tool can take for a launch: a token that is none, and no form at all.
std::vector<json::object> hopeless_tampers(scenario::Launch const& step) {
    if (step.lti11)
        return {
            {{"oauth.key", "nobody"}, {"oauth.signature", "garbage"}, {"posted.lti_version", "garbage"}},
            {{"posted.*", "~remove"}},
        };
    return {
        {{"id_token.raw", "garbage"}},
        {{"response.id_token", "~remove"}, {"response.state", "~remove"}},
    };
}

} // namespace

/// What is played to compare with would make the tool fetch key sets outside the planned answers; what it then holds on to
/// proves nothing for the rest of the case.
bool Session::scripts_key_set() const {
    return std::any_of(case_.steps.begin(), case_.steps.end(), [](scenario::Step const& step) {
        auto const* awaited = std::get_if<scenario::Await>(&step.action);
        return awaited != nullptr && awaited->call == traffic::CallKind::jwks && !awaited->answer.empty();
    });
}

/// Letters only, so that it reads as a name and no digits are taken out of it.
std::string Session::launch_mark() const {
    base::Random random(base::stable_hash({std::to_string(theatre_.seed), case_.id, "mark", std::to_string(launches_)}));
    std::string mark;
    for (auto const digit : random.hex(10)) {
        mark += digit <= '9' ? static_cast<char>('g' + (digit - '0')) : digit;
    }
    return mark;
}

void Session::mark_clone(world::Course& course, world::Assignment* assignment, std::string const& mark) {
    course.title += " " + mark;
    world::touch(world(), course);
    if (assignment == nullptr) return;
    assignment->title += " " + mark;
    assignment->custom[canary_parameter] = mark;
    world::touch(world(), *assignment);
}

Comparisons& Session::comparisons() {
    bool const isolates = theatre_.host == nullptr || theatre_.host->isolates();
    return isolates ? comparisons_ : *theatre_.comparisons;
}

/// B-, for this role and placement; each in a fresh browser and with a login of its own.
http::awaitable<Hopeless const*> Session::hopeless_of(scenario::Launch const& step) {
    auto& known = comparisons().hopeless;
    auto const key = baseline_key(step);
    if (auto const found = known.find(key); found != known.end() && !found->second.empty())
        co_return &found->second;
    Aside const aside(*this);
    Hopeless made;
    for (auto const& tamper : hopeless_tampers(step)) {
        auto run = co_await run_launch(plain(step), {.in_clone = true, .watched = false, .tamper = &tamper});
        if (run.evidence.delivered && run.evidence.trouble.empty()) made.push_back(std::move(run.evidence));
    }
    co_return &known.insert_or_assign(key, std::move(made)).first->second;
}

/// Two valid launches that are alike, and unlike hopeless ones, prove each other.
http::awaitable<void> Session::compare_twins(scenario::Launch const& step, LaunchRun& one, LaunchRun& other) {
    auto const& oracle = theatre_.tool->oracle;
    bool const one_open = check::comparable(one.evidence, one.judgement);
    bool const other_open = check::comparable(other.evidence, other.judgement);
    if ((!one_open && !other_open) || scripts_key_set()) co_return;
    auto const* hopeless = co_await hopeless_of(step);
    auto const with = [&](LaunchRun const& twin) {
        return check::Baselines{
            .twin = &twin.evidence,
            .hopeless = hopeless,
            .twin_accepted = twin.judgement.outcome == Outcome::accepted,
        };
    };
    auto judged_one = check::judge_launch(one.evidence, oracle, with(other));
    auto judged_other = check::judge_launch(other.evidence, oracle, with(one));
    // Where nothing but their likeness speaks for them, it has to speak for both.
    bool const unproven = one.judgement.outcome != Outcome::accepted && other.judgement.outcome != Outcome::accepted;
    bool const both = judged_one.outcome == Outcome::accepted && judged_other.outcome == Outcome::accepted;
    if (unproven && !both) co_return;
    if (one_open) one.judgement = std::move(judged_one);
    if (other_open) other.judgement = std::move(judged_other);
}

http::awaitable<void>
Session::compare_with_twins(scenario::Launch const& step, LaunchRun& run, LaunchRun const& one, LaunchRun const& other) {
    if (!check::comparable(run.evidence, run.judgement) || scripts_key_set()) co_return;
    auto const* hopeless = co_await hopeless_of(step);
    run.judgement = check::judge_launch(
        run.evidence, theatre_.tool->oracle, {.twin = &one.evidence, .other = &other.evidence, .hopeless = hopeless}
    );
}

/// For a launch that should be accepted and does not say so by itself: two plain ones to compare it with.
http::awaitable<void> Session::compare_with_valid(scenario::Launch const& step, LaunchRun& run) {
    if (scripts_key_set()) co_return;
    Aside const aside(*this);
    auto const* hopeless = co_await hopeless_of(step);
    if (hopeless->empty() || check::looks_hopeless(run.evidence, *hopeless)) {
        // It may have been refused all the same; that takes a valid launch to tell.
        if (step.tamper.empty()) co_return;
    }
    auto& known = comparisons().valid;
    auto const key = baseline_key(step);
    auto found = known.find(key);
    if (found == known.end()) {
        LaunchManner const as_twin{.tampered = false, .in_clone = true, .watched = false};
        auto one = co_await run_launch(plain(step), as_twin);
        auto other = co_await run_launch(plain(step), as_twin);
        co_await compare_twins(step, one, other);
        ValidPair pair;
        if (one.judgement.outcome == Outcome::accepted && other.judgement.outcome == Outcome::accepted)
            pair = {std::move(one.evidence), std::move(other.evidence)};
        found = known.insert_or_assign(key, std::move(pair)).first;
    }
    if (found->second.size() != 2) co_return;
    run.judgement = check::judge_launch(
        run.evidence, theatre_.tool->oracle,
        {.twin = &found->second.front(), .other = &found->second.back(), .hopeless = hopeless}
    );
}

/// Opens the page of the accepted twin in the browser of the refused launch. What is said of it, when it shows: "" otherwise.
http::awaitable<std::string> Session::session_left_behind(LaunchRun& run, LaunchRun const& twin) {
    auto const url = twin.page.url;
    auto const home = base::parse_url(seat_.login_url.empty() ? seat_.target_link_uri : seat_.login_url);
    if (!home || url.origin() != home->origin() || !run.browser) co_return std::string();
    Aside const aside(*this);
    auto const opened = co_await run.browser->get(url);
    auto const status = opened.response.status;
    if (status < 200 || status > 299 || !opened.trouble.empty()) co_return std::string();
    auto const anonymous = co_await browser_for("nobody's browser " + std::to_string(launches_))->get(url);
    if (anonymous.response.status == 0) co_return std::string();
    if (!check::shows_session(opened.response.body, run.evidence.canaries, twin.evidence, anonymous.response.body))
        co_return std::string();
    auto const hops = opened.hops;
    run.evidence.hops.insert(run.evidence.hops.end(), hops.begin(), hops.end());
    co_return "; the page of the valid launch opens in that browser" +
        (hops.empty() ? std::string() : " (hop " + std::to_string(hops.front()) + ")") + ", though nobody else can open it";
}

} // namespace easel::play
