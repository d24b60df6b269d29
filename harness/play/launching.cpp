// The `launch` step: the browser agent through login, authorization and the tool's page, tampering on the way. Launches that
// must be refused are judged in refusing.cpp.
#include "base/text.hpp"
#include "jose/jwt.hpp"
#include "lti13/scopes.hpp"
#include "play/session.hpp"
#include "traffic/exchange.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace easel::play {
namespace {

namespace json = base::json;
using check::Outcome;
using scenario::LaunchExpectation;
using traffic::CallKind;
using verdict::Verdict;

std::string outcome_word(Outcome outcome) {
    switch (outcome) {
    case Outcome::accepted: return "accepted";
    case Outcome::rejected: return "refused";
    case Outcome::undecided: return "neither clearly accepted nor clearly refused";
    }
    return {};
}

/// The name of whoever launches in a clone, with the launch's mark behind it for as long as the launch goes on.
class MarkedName {
  public:
    MarkedName(world::World& world, std::string user, std::string const& mark)
        : world_(world), user_(std::move(user)) {
        auto* marked = world::user_named(world_, user_);
        if (marked == nullptr || marked->full_name.empty() || mark.empty()) return;
        was_ = marked->full_name;
        marked->full_name += " " + mark;
        world::touch(world_, *marked);
    }
    ~MarkedName() {
        auto* marked = world::user_named(world_, user_);
        if (was_.empty() || marked == nullptr) return;
        marked->full_name = was_;
        world::touch(world_, *marked);
    }
    MarkedName(MarkedName const&) = delete;
    MarkedName& operator=(MarkedName const&) = delete;

  private:
    world::World& world_;
    std::string user_, was_;
};

bool is_authorization(base::Url const& url, std::string const& platform_origin) {
    return url.origin() == platform_origin && url.path.find("/api/lti/authorize") != std::string::npos;
}

/// @par Source requirements.md A.5
std::string evidence_words(std::string const& code) {
    static std::map<std::string, std::string> const words{
        {"E1", "it called services of this launch"}, {"E2", "accept marker"},    {"E3", "session probe"},
        {"E4", "page of a valid launch"},            {"E5", "text of this launch in its place"},
        {"E6", "new session cookie"},                {"R1", "refusing status"},  {"R2", "returned to Canvas with an error"},
        {"R3", "reject marker"},                     {"R4", "crashing status"},  {"R5", "page of a hopeless launch"},
        {"R6", "login begun again"},                 {"R7", "no text of this launch"},
    };
    auto const found = words.find(code);
    return found == words.end() ? code : found->second + " " + code;
}

} // namespace

base::Url with_query(base::Url url, base::Fields const& fields) {
    url.query += (url.has_query ? "&" : "") + base::form_encode(fields);
    url.has_query = true;
    return url;
}

std::set<std::string> cookie_names(agent::CookieJar const& jar, std::string const& host) {
    std::set<std::string> names;
    for (auto const& cookie : jar.cookies()) {
        if (cookie.host == host) names.insert(check::plain_text(cookie.name));
    }
    return names;
}

agent::Browser::Hooks launch_first(std::string const& platform_origin, check::LaunchEvidence& seen) {
    agent::Browser::Hooks hooks;
    hooks.before_send = [platform_origin, &seen](agent::Outgoing& outgoing) {
        seen.restarted = is_authorization(outgoing.url, platform_origin);
        return !seen.restarted;
    };
    hooks.kind_of = [first = true](agent::Outgoing const&) mutable {
        return std::exchange(first, false) ? CallKind::launch : CallKind::page;
    };
    return hooks;
}

std::string describe(LaunchRun const& run) {
    auto const& evidence = run.evidence;
    std::string text = "the launch was " + outcome_word(run.judgement.outcome) + " (";
    text += evidence.final_status == 0 ? "no answer" : "status " + std::to_string(evidence.final_status);
    for (auto const& code : run.judgement.codes) text += ", " + evidence_words(code);
    text += ")";
    if (!evidence.trouble.empty()) text += "; " + evidence.trouble;
    return text;
}

std::shared_ptr<agent::Browser> Session::browser_for(std::string const& jar) {
    auto const name = jar.empty() ? "launch " + std::to_string(launches_) : jar;
    auto& browser = jars_[name];
    if (!browser) {
        browser = std::make_shared<agent::Browser>(theatre_.client, stage_->log, browser_settings());
    }
    return browser;
}

http::awaitable<std::optional<bool>> Session::session_probe(agent::Browser& browser) {
    auto const& oracle = theatre_.tool->oracle;
    auto const url = base::parse_url(base::replace_all(oracle.probe_url, "{tool}", seat_.base));
    if (oracle.probe_url.empty() || !url) co_return std::nullopt;
    auto const page = co_await browser.get(*url);
    co_return page.response.status == oracle.probe_ok;
}

/// From where, and as whom; in a clone of the course, if so.
OpenedStep Session::open_step(scenario::Launch const& step, LaunchManner const& manner, LaunchRun& run) {
    ++launches_;
    OpenedStep made;
    auto const mark = manner.in_clone ? launch_mark() : std::string();
    made.mark = std::make_shared<MarkedName>(world(), step.as, mark);
    auto& intent = made.intent;
    intent.user = step.as;
    intent.placement = step.placement;
    intent.tool = !step.tool.empty() ? step.tool : step.registration.empty() ? "tool" : step.registration;
    run.registration = step.registration;
    auto const* assignment = world::assignment_named(world(), step.to);
    auto const* link = assignment == nullptr ? world::link_named(world(), step.to) : nullptr;
    auto const* course = assignment != nullptr ? world::course_by_id(world(), assignment->course)
                         : link != nullptr     ? world::course_by_id(world(), link->context)
                                               : world::course_named(world(), step.to);
    if (course != nullptr) {
        run.course = course->name;
        if (assignment != nullptr) run.assignment = assignment->name;
        if (manner.in_clone) {
            auto const suffix = "~" + std::to_string(++clones_);
            auto& copy = world::clone_course(world(), *course, clones_);
            run.course += suffix;
            if (!run.assignment.empty()) run.assignment += suffix;
            mark_clone(copy, world::assignment_named(world(), run.assignment), mark);
        }
    }
    if (course == nullptr && world::account_named(world(), step.to) != nullptr) intent.account = step.to;
    intent.assignment = run.assignment;
    intent.course = run.course;
    if (link != nullptr) intent.link = link->name;
    return made;
}

/// The step's tampering worked out; nothing when it cannot be, and why is the run's trouble then.
std::optional<json::object>
Session::tamper_of(scenario::Launch const& step, LaunchManner const& manner, LaunchRun& run) {
    if (manner.tamper != nullptr) return *manner.tamper;
    if (!manner.tampered || step.tamper.empty()) return json::object();
    auto evaluated = evaluate(step.tamper.value, scenario::InstantStyle::numeric_date);
    if (evaluated && evaluated->is_object()) return std::move(evaluated->as_object());
    run.evidence.trouble = "the tamper values cannot be worked out: " +
                           (evaluated ? std::string("not a mapping") : evaluated.error().message);
    return std::nullopt;
}

http::awaitable<LaunchRun> Session::run_launch(scenario::Launch const& step, LaunchManner manner) {
    if (step.lti11) co_return co_await run_launch_lti11(step, manner);
    LaunchRun run;
    auto const client_id = client_of_launch(step);
    OpenedStep opening;
    base::Fields login;
    auto login_address = seat_.login_url;
    if (step.url.empty()) {
        opening = open_step(step, manner, run);
        auto opened = stage_->open(opening.intent, client_id);
        if (!opened) {
            run.evidence.trouble = "the platform could not open the launch: " + opened.error().message;
            co_return run;
        }
        login = std::move(opened->fields);
    } else {
        auto const opened = co_await open_by_url(step, run);
        if (!opened) co_return run;
        login = opened->form;
        login_address = opened->url.text();
    }
    auto const login_hint = base::value_of(login, "login_hint"); // who is logged in to the platform, whatever the tool is told
    auto const worked_out = tamper_of(step, manner, run);
    if (!worked_out) co_return run;
    auto const& tamper = *worked_out;
    if (manner.tamper == nullptr) tamper_login(tamper, login);
    run.login = login;
    run.session = login_hint;
    run.browser = browser_for(step.jar);
    if (step.planted) run.planted = co_await plant_cookies(*run.browser);
    auto const first_hop = last_hop() + 1;
    if (step.jar.empty()) run.evidence.probe_before = co_await session_probe(*run.browser);

    check::WireContext::Sent sent;
    sent.first_hop = first_hop;
    if (auto const* hint = base::find(login, "login_hint")) sent.login_hint = *hint;
    if (auto const* hint = base::find(login, "lti_message_hint")) sent.message_hint = *hint;
    if (auto const* target = base::find(login, "target_link_uri")) sent.target_link_uri = *target;
    auto const platform_origin = theatre_.platform.origin();
    auto const* user = world::user_named(world(), step.as);
    if (user != nullptr) sent.sub = user->lti_id;
    if (auto const* played_in = world::course_named(world(), run.course)) {
        sent.line_items_url = platform_origin + line_items_path(*played_in);
        sent.learner = user != nullptr && world::is_active_student(*played_in, user->id);
    }
    if (auto const* played = world::assignment_named(world(), run.assignment)) {
        if (auto const path = line_item_path(world(), *played)) sent.line_item_url = platform_origin + *path;
    }
    sent.client_id = client_id;
    sent.course = run.course;
    wire_.launches.push_back(sent);

    std::optional<agent::Outgoing> held; ///< a delivery that leaves this browser, or comes later
    std::set<std::string> cookies_at_delivery;
    std::string trouble;
    auto const delivery = delivery_of(tamper);
    // Where the launch goes on in another browser, that one is meant; who began it may have any.
    run.browser->treat_frame_cookies(delivery.other_jar ? agent::FrameCookies::allow : frame_cookies(step));
    agent::Browser::Hooks hooks;
    auto const login_sent = wall_now(); // wall time: a stage's clock may stand still
    hooks.before_send = [&](agent::Outgoing& outgoing) {
        if (!run.evidence.reached_authorization && outgoing.url.origin() == platform_origin && !comparing_)
            wire_.login_times.push_back(std::chrono::duration_cast<base::Duration>(wall_now() - login_sent));
        if (outgoing.url.origin() == platform_origin) {
            bool const authorizes = is_authorization(outgoing.url, platform_origin);
            run.evidence.reached_authorization = run.evidence.reached_authorization || authorizes;
            if (run.evidence.delivered && authorizes && !tamper.empty()) {
                run.evidence.restarted = true; // as with launch_first
                return false;
            }
            if (step.url.empty()) // else the page has seen to the session
                outgoing.request.headers.set("Cookie", std::string(platform::session_cookie) + "=" + login_hint);
            return step.expect != LaunchExpectation::login_refused;
        }
        bool const delivers = outgoing.from_form && !run.evidence.delivered &&
                              (base::find(outgoing.form, "id_token") != nullptr || base::find(outgoing.form, "error") != nullptr);
        if (!delivers) return true;
        if (auto const* error = base::find(outgoing.form, "error"); error != nullptr) {
            auto const* description = base::find(outgoing.form, "error_description");
            run.platform_refusal = *error + (description == nullptr ? "" : ": " + *description);
        }
        if (auto const* token = base::find(outgoing.form, "id_token")) note_canaries(*token, run);
        if (auto const done = tamper_response(tamper, issuer_of(step.registration), client_id, outgoing.form, seat_.issuer.get()); !done) {
            trouble = done.error().message;
            return false;
        }
        run.evidence.delivered = true;
        run.form = outgoing.form;
        run.form_action = outgoing.url.text();
        cookies_at_delivery = cookie_names(run.browser->jar(), outgoing.url.host);
        run.jar_before = run.browser->jar();
        if (auto const* token = base::find(outgoing.form, "id_token")) note_claims(*token);
        if (delivery.drop_cookies) run.browser->jar().clear();
        if (delivery.planted_state) plant_state(outgoing, run);
        bool const twice = step.expect == LaunchExpectation::once;
        bool const elsewhere = delivery.other_jar || delivery.planted_state || delivery.by_get;
        if (!step.hold.empty() || elsewhere || twice || delivery.after > base::Duration::zero()) {
            held = outgoing;
            return false;
        }
        return true;
    };
    hooks.kind_of = [&](agent::Outgoing const& outgoing) {
        if (!run.form.empty() && outgoing.form == run.form) return CallKind::launch;
        return run.evidence.reached_authorization || run.evidence.delivered ? CallKind::page : CallKind::login;
    };
    auto const login_url = base::parse_url(login_address);
    if (!login_url) {
        run.evidence.trouble = login_url.error().message;
        co_return run;
    }
    if (step.abandoned > 0) co_await abandon_logins(*login_url, login, step.abandoned);
    if (step.login_by_get) {
        run.page = co_await run.browser->get(with_query(*login_url, login), hooks);
    } else {
        run.page = co_await run.browser->post(*login_url, login, hooks);
    }
    if (held && !step.hold.empty()) {
        held_[step.hold] = {step, run, std::move(*held)};
        co_return run;
    }
    if (held) run.browser->treat_frame_cookies(frame_cookies(step));
    if (held && step.expect == LaunchExpectation::once) {
        co_await deliver_twice(std::move(*held), run);
    } else if (held) {
        run.page = co_await deliver(std::move(*held), delivery, run);
    }
    if (!trouble.empty()) run.page.trouble = trouble;

    if (!run.evidence.delivered && run.evidence.reached_authorization && run.page.url.origin() == platform_origin && run.page.response.status >= 400) {
        run.platform_refusal = "status " + std::to_string(run.page.response.status) + " " + run.page.response.body.substr(0, 200);
    }
    for (auto const& cookie : cookie_names(run.browser->jar(), run.page.url.host)) {
        if (run.evidence.delivered && !cookies_at_delivery.contains(cookie)) run.evidence.new_cookies.push_back(cookie);
    }
    if (run.evidence.delivered && run.page.url.text().starts_with(login_url->text())) run.evidence.restarted = true;
    check_no_hint_invented(run, first_hop);
    co_await gather(run, first_hop, manner.watched && step.expect != LaunchExpectation::none);
    co_return run;
}

/// OIDC-009, for cases that name it: where no message hint was sent, none comes back.
void Session::check_no_hint_invented(LaunchRun const& run, int first_hop) {
    auto const* sent = base::find(run.login, "lti_message_hint");
    if (!names("OIDC-009") || (sent != nullptr && !sent->empty())) return;
    for (auto const& exchange : stage_->log.exchanges()) {
        if (exchange.number < first_hop || exchange.kind != CallKind::authorization) continue;
        auto fields = exchange.request.query();
        for (auto& field : exchange.request.form()) fields.push_back(std::move(field));
        auto const* given = base::find(fields, "lti_message_hint");
        bool const none = given == nullptr || given->empty();
        judge_for(
            "OIDC-009", none, case_.at, "no lti_message_hint comes back where none was sent",
            none ? "none came back" : "Your tool sent lti_message_hint `" + *given + "` where none was sent.", {exchange.number}
        );
        return;
    }
    if (run.page.response.status == 0) { // that tells of no hint
        cannot_judge(Verdict::error, "timeout", "The harness got no answer to the login: " + run.page.trouble, case_.at);
        return;
    }
    judge_for(
        "OIDC-009", false, case_.at, "the tool goes on to the platform without lti_message_hint",
        "Your tool did not go on to the authorization endpoint: " + describe(run), {}
    );
}

/// Posts the form from another browser, or sends it as a query.
http::awaitable<agent::Page> Session::deliver(agent::Outgoing outgoing, Delivery how, LaunchRun& run) {
    if (how.after > base::Duration::zero()) co_await wait_until([] { return false; }, how.after);
    if (how.other_jar) {
        auto const cookies = run.browser->frame_cookies();
        run.browser = browser_for("other browser " + std::to_string(launches_));
        run.browser->treat_frame_cookies(cookies);
    }
    if (how.by_get) co_return co_await run.browser->get(with_query(outgoing.url, outgoing.form), launch_first(theatre_.platform.origin(), run.evidence));
    co_return co_await run.browser->post(outgoing.url, outgoing.form, launch_first(theatre_.platform.origin(), run.evidence));
}

/// Values that only the tool file can give; where it gives none, the case cannot play.
bool Session::lacks_hint(scenario::Launch const& step) {
    struct Hint {
        std::string_view name;
        Verdict verdict;
        char const* reason;
        char const* text;
    };
    static std::array const hints{
        Hint{"deployments.", Verdict::skipped, "single_deployment", "no further deployment of this registration"},
        Hint{"second.deployment_id", Verdict::skipped, "single_deployment", "no deployment of its second registration"},
        Hint{"second.consumer_key", Verdict::skipped, "single_key", "no second consumer key (`lti11: { keys: [...] }`)"},
        Hint{"trusted_audience", Verdict::skipped, "no_trusted_audience", "no audience that your tool trusts (`policy: { trusted_audiences: [...] }`)"},
        Hint{"resources.", Verdict::inconclusive, "no_second_resource", "no two pages that a target link can open (`oracle: { resources: [...] }`)"},
    };
    for (auto const& name : scenario::names_in(step.tamper.value)) {
        auto const hint = std::find_if(hints.begin(), hints.end(), [&](Hint const& one) { return name.starts_with(one.name); });
        if (hint == hints.end()) continue;
        bool const installed = name != "second.deployment_id" || (registered("second") != nullptr && !registered("second")->deployments.empty());
        if (installed && lookup(name)) continue;
        cannot_judge(hint->verdict, hint->reason, std::string("Not judged because the tool file names ") + hint->text + ".", step.tamper.at);
        return true;
    }
    return false;
}

/// A case about placements plays where the tool shows.
bool Session::lacks_placement(scenario::Launch const& step) {
    auto const& tags = case_.tags;
    bool const about_placements = std::find(tags.begin(), tags.end(), "placements") != tags.end();
    if (!about_placements || step.placement.empty() || theatre_.tool->shows_at(step.placement)) return false;
    cannot_judge(
        Verdict::skipped, "placement_not_declared",
        "Not judged because the tool file does not say that your tool shows at `" + step.placement + "` (`placements: [...]`).",
        step.expect_at.line != 0 ? step.expect_at : case_.at
    );
    return true;
}

http::awaitable<void> Session::launch(scenario::Launch const& step) {
    if (lacks_placement(step)) co_return;
    if (step.to == "picked" || step.to == "picked before") {
        auto made = step;
        auto const name = picked(step.to == "picked" ? 0 : 1);
        if (!name) {
            cannot_judge(
                Verdict::skipped, "not_exercised", "Not judged because no deep linking response of your tool made something to launch.",
                step.expect_at.line != 0 ? step.expect_at : case_.at
            );
            co_return;
        }
        made.to = *name;
        co_await launch(made);
        co_return;
    }
    previous_launch_ = last_launch_;
    if (lacks_hint(step)) co_return;
    auto const* points = step.tamper.value.if_object();
    if (names("OIDC-016") && points != nullptr && points->contains("login.client_id") && registered("second") != nullptr) {
        cannot_judge(
            Verdict::skipped, "several_registrations",
            "Not judged because your tool has several registrations of this issuer, and only the client id tells them apart.", step.tamper.at
        );
        co_return;
    }
    if (step.replay_previous && !last_launch_) {
        cannot_judge(Verdict::error, "no_launch", "There is no earlier launch to replay.", case_.at);
        co_return;
    }
    if (!step.url.empty()) {
        co_await launch_by_url(step);
        co_return;
    }
    if (step.expect == LaunchExpectation::rejected || step.expect == LaunchExpectation::returned) {
        co_await judge_rejection(step);
        co_return;
    }
    if (!step.deliver.empty()) {
        co_await deliver_later(step);
    } else if (step.replay_previous) {
        co_await conclude_launch(step, co_await replay_previous(step));
    } else {
        co_await conclude_launch(step, co_await run_launch(step, {}));
    }
}

/// What became of a launch that played, against what the step expects.
http::awaitable<void> Session::conclude_launch(scenario::Launch const& step, LaunchRun run) {
    auto const& at = step.expect_at.line != 0 ? step.expect_at : case_.at;
    note_accepted(run);
    if (step.expect == LaunchExpectation::none) {
        last_launch_ = std::move(run);
        co_return;
    }
    if (step.lti11 && names("L11-025")) {
        judge_relaunch(run, at);
        last_launch_ = std::move(run);
        co_return;
    }
    if (step.expect == LaunchExpectation::once) {
        co_await judge_two_deliveries(step, run, at);
        last_launch_ = std::move(run);
        co_return;
    }
    if (step.expect == LaunchExpectation::login_refused) {
        if (run.evidence.final_status == 0 && !run.evidence.reached_authorization) {
            cannot_judge(Verdict::error, "unreachable", "The harness got no answer to the login initiation: " + run.evidence.trouble, at);
        } else {
            judge(
                !run.evidence.reached_authorization, at, "the tool refuses this login initiation and does not go on to the platform",
                run.evidence.reached_authorization ? "Your tool sent the browser to the authorization endpoint."
                                                   : describe(run),
                run.evidence.hops
            );
        }
        last_launch_ = std::move(run);
        co_return;
    }
    if (!run.platform_refusal.empty()) {
        cannot_judge(
            Verdict::skipped, "blocked",
            "Not judged because the platform refused your tool's authorization request: " + run.platform_refusal, at
        );
        last_launch_ = std::move(run);
        co_return;
    }
    if (could_not_finish(run) && names("SEC-013") && last_launch_) {
        judge(false, at, "the tool goes on serving after a request that is too large", "Your tool serves no more: " + run.evidence.trouble, run.evidence.hops);
        last_launch_ = std::move(run);
        co_return;
    }
    if (could_not_finish(run)) {
        cannot_judge(Verdict::error, "timeout", "The harness could not finish the launch: " + run.evidence.trouble, at);
        last_launch_ = std::move(run);
        co_return;
    }
    if (check::comparable(run.evidence, run.judgement) && !step.replay_previous) co_await compare_with_valid(step, run);
    note_accepted(run);
    if (step.expect == LaunchExpectation::explained) {
        judge_explanation(run, at);
        last_launch_ = std::move(run);
        co_return;
    }
    auto const outcome = run.judgement.outcome;
    if (step.expect == LaunchExpectation::survives && outcome == Outcome::rejected) {
        // Words of regret on a page of status 500 do not make the refusal a friendly one; but who refuses everything that way
        // has not crashed here.
        bool crashed = run.judgement.crashed || run.evidence.final_status >= 500;
        if (crashed) {
            auto const& hopeless = *co_await hopeless_of(step);
            bool const its_manner = std::any_of(hopeless.begin(), hopeless.end(), [&](check::LaunchEvidence const& one) {
                return one.final_status == run.evidence.final_status;
            });
            // Frameworks say 500 for what nobody caught; any other status was chosen, whatever words come with it.
            bool const chosen = run.evidence.final_status != 500;
            crashed = !its_manner || !(chosen || check::looks_hopeless(run.evidence, hopeless));
        }
        judge(
            !crashed, at, "the tool accepts this launch or refuses it in a friendly way",
            crashed ? "Your tool crashed: " + describe(run) : describe(run), run.evidence.hops
        ).evidence = run.judgement.codes;
    } else if (outcome == Outcome::undecided) {
        cannot_judge(Verdict::inconclusive, run.judgement.reason, "Not judged because " + run.judgement.explanation, at);
    } else {
        auto& made = judge(
            outcome == Outcome::accepted, at, "the tool accepts this launch",
            outcome == Outcome::accepted ? describe(run) : "Your tool refused a launch that it has to accept: " + describe(run),
            run.evidence.hops
        );
        made.evidence = run.judgement.codes;
        if (made.verdict != Verdict::passed) made.hint = "See the answer of the last hop for the tool's own reason.";
        if (made.verdict != Verdict::passed && !run.base_string.empty()) made.hint += " What was signed: " + run.base_string;
        if (made.verdict == Verdict::warned && run.judgement.crashed) {
            made.verdict = Verdict::failed; // a friendly refusal may be tolerable, a crash never is
            stopped_ = true;
        }
    }
    check_view(step, run);
    check_differs(step, run);
    co_await check_page(step, run);
    if (step.planted) co_await check_planted(run, at);
    last_launch_ = std::move(run);
}

} // namespace easel::play
