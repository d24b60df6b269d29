// The `launch` step in LTI 1.1: one signed form, tampered with before or after it is signed, posted by the browser agent. How
// it is judged is as with LTI 1.3: launching.cpp, refusing.cpp, comparing.cpp.
#include "base/text.hpp"
#include "play/session.hpp"
#include "play/tamper_lti11.hpp"

#include <algorithm>

namespace easel::play {
namespace {

namespace json = base::json;
using scenario::LaunchExpectation;
using verdict::Verdict;

} // namespace

/// What this launch says as no other does, before anybody tampers with it.
void Session::note_canaries(base::Fields const& parameters, LaunchRun& run) {
    constexpr std::size_t shortest = 4; // less is found on any page
    for (auto const& [kind, name] : {
             std::pair{"course title", std::string("context_title")},
             std::pair{"link title", std::string("resource_link_title")},
             std::pair{"user name", std::string("lis_person_name_full")},
             std::pair{"custom value", std::string("custom_") + canary_parameter},
         }) {
        auto text = base::value_of(parameters, name);
        if (text.size() >= shortest) run.evidence.canaries.push_back({kind, std::move(text)});
    }
}

/// What the tool is about to be told.
void Session::note_sent(scenario::Launch const& step, LaunchRun const& run, SignedLaunch const& posted, int first_hop) {
    check::WireContext::Sent sent;
    sent.first_hop = first_hop;
    sent.target_link_uri = posted.url.text();
    sent.sub = base::value_of(posted.form, "user_id");
    sent.client_id = base::value_of(posted.form, "oauth_consumer_key");
    sent.course = run.course;
    auto const* user = world::user_named(world(), step.as);
    auto const* played_in = world::course_named(world(), run.course);
    sent.learner = user != nullptr && played_in != nullptr && world::is_active_student(*played_in, user->id);
    sent.form = posted.form;
    sent.shared_secret = posted.secret;
    wire_.launches.push_back(std::move(sent));
}

http::awaitable<LaunchRun> Session::run_launch_lti11(scenario::Launch const& step, LaunchManner manner) {
    LaunchRun run;
    SignedLaunch posted;
    auto const tamper = tamper_of(step, manner, run);
    if (!tamper) co_return run;
    OpenedStep opening; // until the launch is over, for the marks that it leaves in the world
    if (step.url.empty()) {
        opening = open_step(step, manner, run);
        auto const opened = stage_->open_lti11(opening.intent);
        auto const url = opened ? base::parse_url(opened->url) : opened.error();
        if (!url) {
            run.evidence.trouble = "the platform could not open the launch: " + url.error().message;
            co_return run;
        }
        note_canaries(opened->fields, run);
        posted = sign_launch(*opened, *url, stage_->freshness(), *tamper);
    } else {
        auto const opened = co_await open_by_url(step, run);
        if (!opened) co_return run;
        note_canaries(opened->form, run);
        posted.url = opened->url;
        posted.form = opened->form;
        for (auto const& tool : world().tools)
            if (tool.consumer_key == base::value_of(opened->form, "oauth_consumer_key")) posted.secret = tool.shared_secret;
    }
    run.browser = browser_for(step.jar);
    run.browser->treat_frame_cookies(frame_cookies(step));
    if (step.planted) run.planted = co_await plant_cookies(*run.browser);
    auto const first_hop = last_hop() + 1;
    if (step.jar.empty()) run.evidence.probe_before = co_await session_probe(*run.browser);

    auto const delivery = delivery_of(*tamper);
    note_sent(step, run, posted, first_hop);
    run.form = posted.form;
    run.form_action = posted.url.text();
    run.base_string = posted.base_string;
    run.return_url = base::value_of(posted.form, "launch_presentation_return_url");
    run.evidence.delivered = true;
    if (delivery.after > base::Duration::zero()) co_await wait_until([] { return false; }, delivery.after);
    agent::Outgoing outgoing;
    outgoing.url = posted.url;
    outgoing.form = posted.form;
    outgoing.from_form = true;
    if (!step.hold.empty()) {
        held_[step.hold] = {step, run, std::move(outgoing)};
        co_return run;
    }
    auto const cookies_before = cookie_names(run.browser->jar(), posted.url.host);
    run.jar_before = run.browser->jar();
    auto const hooks = launch_first(theatre_.platform.origin(), run.evidence);
    if (step.expect == LaunchExpectation::once) {
        co_await deliver_twice(std::move(outgoing), run);
    } else if (delivery.by_get) {
        run.page = co_await run.browser->get(with_query(posted.url, posted.form), hooks);
    } else {
        run.page = co_await run.browser->post(posted.url, posted.form, hooks);
    }
    for (auto const& cookie : cookie_names(run.browser->jar(), run.page.url.host))
        if (!cookies_before.contains(cookie)) run.evidence.new_cookies.push_back(cookie);
    co_await gather(run, first_hop, manner.watched && step.expect != LaunchExpectation::none);
    co_return run;
}

/// Whether the tool has the side that this case plays with; why not has been noted then.
bool Session::speaks_version() {
    // What a tool shows of itself is there whichever version it speaks.
    bool const only_shows = std::all_of(case_.steps.begin(), case_.steps.end(), [](scenario::Step const& step) {
        return std::holds_alternative<scenario::OwnConfiguration>(step.action);
    });
    if (only_shows) return true;
    if (!case_.is_lti11()) {
        if (!seat_.login_url.empty()) return true;
        cannot_judge(Verdict::skipped, "not_offered", "Not judged because your tool speaks LTI 1.1 only, as the tool file says.", case_.at);
        return false;
    }
    bool const denied = theatre_.tool->denies("lti11");
    if (seat_.lti11 && !denied) return true;
    cannot_judge(
        Verdict::skipped, "not_offered",
        denied ? "Not judged because the tool file says that your tool does not speak LTI 1.1 (`features: { lti11: false }`)."
               : "Not judged because the tool file does not say that your tool speaks LTI 1.1 (`lti11: { launch_url: ... }`).",
        case_.at
    );
    return false;
}

/// From here on the case knows the tool's LTI 1.1 side alone.
bool Session::play_lti11() {
    auto const& lti = *seat_.lti11;
    if (case_.needs_registration("second") && lti.keys.size() < 2) {
        cannot_judge(
            Verdict::skipped, "single_key", "Not judged because the tool file names no second consumer key (`lti11: { keys: [...] }`).",
            case_.at
        );
        return false;
    }
    seat_.client_id = lti.keys.front().consumer_key;
    seat_.deployments.clear();
    seat_.login_url.clear();
    seat_.redirect_uris = {lti.launch_url};
    seat_.target_link_uri = lti.launch_url;
    seat_.jwks_url.clear();
    seat_.public_jwk = nullptr;
    seat_.further.clear();
    return true;
}

/// The tool under test as Canvas knows it: one installation for each consumer key.
void Session::install_lti11(world_file::BuildOptions& options) const {
    auto const& lti = *seat_.lti11;
    std::size_t const count = case_.needs_registration("second") ? 2 : 1;
    for (std::size_t i = 0; i < count; ++i) {
        world::Tool tool;
        tool.name = i == 0 ? "tool" : "second";
        tool.consumer_key = lti.keys[i].consumer_key;
        tool.shared_secret = lti.keys[i].shared_secret;
        tool.title = theatre_.tool->name;
        tool.target_link_uri = lti.launch_url;
        tool.oauth_compliant = lti.oauth_compliant;
        options.tools.push_back(std::move(tool));
    }
}

/// L11-025, for cases that name it: whether the tool asks for the relaunch that LTI 1.1.2 offers it.
void Session::judge_relaunch(LaunchRun const& run, yaml::Position const& at) {
    auto const address = base::value_of(run.form, "relaunch_url");
    bool asked = false;
    for (auto const& url : run.page.chain) {
        auto const parsed = base::parse_url(url);
        if (address.empty() || !parsed || !url.starts_with(address)) continue;
        auto const query = base::form_decode(parsed->query);
        asked = !base::value_of(query, "tool_state").empty() && base::value_of(query, "platform_state") == base::value_of(run.form, "platform_state");
    }
    judge_for(
        "L11-025", asked, at, "the tool asks the platform to launch once more, with its own tool_state (LTI 1.1.2)",
        asked ? "Your tool sent the user to relaunch_url with platform_state and tool_state."
              : "Your tool asked for no relaunch: " + describe(run),
        run.evidence.hops
    );
}

/// L11-023, for cases that name it: whoever cannot sign chooses no address for the user to go on to.
void Session::check_led_astray(LaunchRun const& run) {
    if (!names("L11-023") || stopped_ || run.judgement.outcome != check::Outcome::rejected || elsewhere_.empty()) return;
    auto const strange = theatre_.elsewhere->origin();
    bool astray = false;
    for (auto const& url : run.page.chain) astray = astray || url.starts_with(strange);
    judge_for(
        "L11-023", !astray, case_.at, "a launch with a bad signature does not send the user to the return URL that it names",
        astray ? "Your tool sent the user to an address that nobody has signed." : "Your tool sent the user nowhere else.",
        run.evidence.hops
    );
}

} // namespace easel::play
