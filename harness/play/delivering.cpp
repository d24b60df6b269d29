// What comes after the platform's answer: launches that were held, and whose page a launch led to.
#include "base/text.hpp"
#include "check/marker.hpp"
#include "play/session.hpp"
#include "traffic/exchange.hpp"

#include <algorithm>

namespace easel::play {
namespace {

using check::Outcome;
using traffic::CallKind;
using verdict::Verdict;

/// Fewer characters than these stand in a cookie's name by chance.
constexpr std::size_t least_in_common = 6;

/// The name of the cookie that holds another state: tools put the state, or its beginning, into the name.
std::string renamed(std::string const& name, std::string const& state, std::string const& other) {
    for (auto length = std::min(name.size(), state.size()); length >= least_in_common; --length) {
        auto const at = name.find(std::string_view(state).substr(0, length));
        if (at != std::string::npos) return name.substr(0, at) + other.substr(0, length) + name.substr(at + length);
    }
    return name;
}

bool shows(std::string const& body, std::string const& title) {
    return !title.empty() && agent::visible_text(body).find(title) != std::string::npos;
}

} // namespace

/// Plays a deliver step: the launch that was held is judged by what this step expects.
http::awaitable<void> Session::deliver_later(scenario::Launch const& step) {
    auto held = held_.extract(step.deliver);
    if (held.empty()) {
        cannot_judge(
            Verdict::skipped, "blocked", "Not judged because the launch that is held as '" + step.deliver + "' never came to an id_token.",
            step.expect_at.line != 0 ? step.expect_at : case_.at
        );
        co_return;
    }
    auto whole = held.mapped().step;
    whole.hold.clear();
    whole.expect = step.expect;
    whole.expect_at = step.expect_at;
    whole.view = step.view;
    whole.differs = step.differs;
    whole.another_user = step.another_user;
    whole.own_page = step.own_page;
    whole.resource = step.resource;
    co_await conclude_launch(whole, co_await deliver_held(std::move(held.mapped())));
}

/// Posts what the platform answered to an earlier login, from the browser that made it.
http::awaitable<LaunchRun> Session::deliver_held(HeldLaunch held) {
    auto run = std::move(held.run);
    auto const& target = held.outgoing.url;
    auto const first_hop = last_hop() + 1;
    auto const before = cookie_names(run.browser->jar(), target.host);
    run.page = co_await run.browser->post(target, held.outgoing.form, launch_first(theatre_.platform.origin(), run.evidence));
    for (auto const& cookie : cookie_names(run.browser->jar(), run.page.url.host)) {
        if (!before.contains(cookie)) run.evidence.new_cookies.push_back(cookie);
    }
    co_await gather(run, first_hop, true);
    co_return run;
}

/// REPLAY-016: the form's state becomes one that the tool never made, and the posting browser has every cookie of the login
/// with that state as its value.
void Session::plant_state(agent::Outgoing& outgoing, LaunchRun& run) {
    auto const* sent = base::find(outgoing.form, "state");
    auto const state = sent == nullptr ? std::string() : *sent;
    auto const other = made_up_state(state);
    auto const victim = browser_for("planted " + std::to_string(launches_));
    run.no_state_cookie = true;
    for (auto cookie : run.browser->jar().cookies()) {
        if (cookie.host != outgoing.url.host) continue;
        run.no_state_cookie = false;
        cookie.name = renamed(cookie.name, state, other);
        cookie.value = other;
        victim->jar().set(std::move(cookie));
    }
    base::set(outgoing.form, "state", other);
    run.form = outgoing.form;
    run.browser = victim;
}

/// What the step expects of the page itself; only an accepted launch has one.
http::awaitable<void> Session::check_page(scenario::Launch const& step, LaunchRun const& run) {
    if (run.judgement.outcome != Outcome::accepted) co_return;
    auto const shown = check::captured(theatre_.tool->oracle.user_marker, run.evidence.final_body).value_or("");
    if (step.another_user && !stopped_) co_await check_user(step, run);
    if (step.own_page && !stopped_) check_own_page(step, run);
    if (step.resource > 0 && !stopped_) check_resource(step, run);
    if (!shown.empty()) user_shown_ = shown;
}

/// The page, and what the browser gets when it asks for it once more, belong to whoever was launched last.
http::awaitable<void> Session::check_user(scenario::Launch const& step, LaunchRun const& run) {
    auto const& marker = theatre_.tool->oracle.user_marker;
    auto shown = check::captured(marker, run.evidence.final_body).value_or("");
    if (user_shown_.empty() || shown.empty()) {
        cannot_judge(
            Verdict::inconclusive, "no_marker",
            std::string("Not judged because ") +
                (marker.empty() ? "the tool file has no user_marker to tell whose page it is."
                                : "the page shows nothing that the tool file's user_marker captures."),
            step.expect_at
        );
        co_return;
    }
    auto hops = run.evidence.hops;
    if (shown != user_shown_ && run.page.url.scheme.starts_with("http")) {
        auto const again = co_await run.browser->get(run.page.url);
        auto const kept = again.response.status == 200 ? check::captured(marker, again.response.body) : std::nullopt;
        if (kept) shown = *kept;
        hops.insert(hops.end(), again.hops.begin(), again.hops.end());
    }
    bool const another = shown != user_shown_;
    judge_for(
        main_requirement(), another, step.expect_at, "the page is that of the user who is launched, not of the user launched before",
        another ? "Your tool shows another user than before."
                : "Your tool shows the user `" + user_shown_ + "` of the launch before, whoever is launched now.",
        std::move(hops)
    );
}

/// The course on the page is the launch's, not that of another launch of the case.
void Session::check_own_page(scenario::Launch const& step, LaunchRun const& run) {
    auto const title_of = [&](std::string const& name) {
        auto const* course = world::course_named(world(), name);
        return course == nullptr ? std::string() : course->title;
    };
    auto const own = title_of(run.course);
    std::string foreign;
    for (auto const& sent : wire_.launches) {
        auto const title = title_of(sent.course);
        if (title != own && shows(run.evidence.final_body, title)) foreign = title;
    }
    bool const holds = foreign.empty() || shows(run.evidence.final_body, own);
    judge(
        holds, step.expect_at, "the page shows the course that was launched, '" + own + "'",
        holds ? "Your tool shows no other course than the one that was launched."
              : "Your tool shows '" + foreign + "', the course of another launch.",
        run.evidence.hops
    );
}

/// LAUNCH-046: which of the tool's pages was opened.
void Session::check_resource(scenario::Launch const& step, LaunchRun const& run) {
    auto const& all = theatre_.tool->oracle.resources;
    auto const opened = [&](std::size_t index) {
        auto const& marker = all[index].marker;
        return check::marker_matches(marker, run.evidence.final_body) || check::marker_matches(marker, run.evidence.final_url);
    };
    auto const wanted = static_cast<std::size_t>(step.resource - 1);
    bool const right = wanted < all.size() && opened(wanted);
    bool wrong = false;
    for (std::size_t i = 0; i < all.size(); ++i) wrong = wrong || (i != wanted && opened(i));
    if (right == wrong) {
        cannot_judge(
            Verdict::inconclusive, right ? "conflicting_evidence" : "no_marker",
            std::string("Not judged because the page shows ") + (right ? "more than one marker" : "no marker") +
                " of the tool file's resources (`oracle: { resources: [...] }`).",
            step.expect_at
        );
        return;
    }
    judge_for(
        main_requirement(), right, step.expect_at, "the tool opens the target_link_uri of the signed token",
        right ? "Your tool opened the token's target." : "Your tool opened another target than the token's.", run.evidence.hops
    );
}

/// L11-026: an address that content may have been embedded by, opened by somebody who was never launched.
http::awaitable<void> Session::visit_as_stranger(yaml::Position const& at) {
    if (!last_launch_) {
        cannot_judge(Verdict::error, "no_launch", "There is no earlier launch whose page could be opened.", at);
        co_return;
    }
    auto const first_hop = last_hop() + 1;
    auto const seen = co_await browser_for("stranger " + std::to_string(launches_))->get(last_launch_->page.url);
    auto const status = seen.response.status;
    bool const empty = status >= 200 && status < 300 && !seen.needs_script && agent::visible_text(seen.response.body).empty();
    std::vector<int> hops;
    for (int hop = first_hop; hop <= last_hop(); ++hop) hops.push_back(hop);
    bool const holds = status > 0 && status < 500 && !empty;
    auto& made = judge_for(
        main_requirement(), holds, at, "somebody who was never launched is answered in a friendly way",
        status == 0 ? "Your tool did not answer: " + seen.trouble
                    : "Your tool answered with status " + std::to_string(status) + (empty ? " and an empty page." : "."),
        std::move(hops)
    );
    if (!holds) made.hint = "What the editor button embeds is shown to students without a launch: expect no session there.";
}

/// SEC-012: a page that belongs to one launch stays closed to the browser of another.
http::awaitable<void> Session::visit(scenario::Visit const& step, yaml::Position const& at) {
    if (step.jar.empty()) {
        co_await visit_as_stranger(at);
        co_return;
    }
    auto const jar = jars_.find(step.jar);
    auto const earlier = launched_in_.find(step.jar);
    if (!last_launch_ || jar == jars_.end() || earlier == launched_in_.end()) {
        cannot_judge(Verdict::error, "no_launch", "There is no earlier launch in the browser '" + step.jar + "' to compare with.", at);
        co_return;
    }
    auto const& run = *last_launch_;
    auto const* course = world::course_named(world(), run.course);
    auto const title = course == nullptr ? std::string() : course->title;
    if (run.evidence.final_url == earlier->second.evidence.final_url) {
        cannot_judge(
            Verdict::inconclusive, "one_address", "Not judged because your tool shows every launch at the same address, so none can be asked for by its address.", at
        );
        co_return;
    }
    if (!shows(run.evidence.final_body, title)) {
        cannot_judge(
            Verdict::inconclusive, "no_marker", "Not judged because the page shows no course title that would tell whose data it holds.", at
        );
        co_return;
    }
    auto const first_hop = last_hop() + 1;
    auto const stranger = co_await browser_for("stranger " + std::to_string(launches_))->get(run.page.url);
    if (shows(stranger.response.body, title)) {
        cannot_judge(
            Verdict::inconclusive, "conflicting_evidence",
            "Not judged because the address opens that page in a browser without any session: it may be a session itself.", at
        );
        co_return;
    }
    auto const seen = co_await jar->second->get(run.page.url);
    if (seen.response.status == 0) {
        cannot_judge(Verdict::error, "timeout", "The harness got no answer: " + seen.trouble, at);
        co_return;
    }
    bool const closed = !shows(seen.response.body, title);
    std::vector<int> hops;
    for (int hop = first_hop; hop <= last_hop(); ++hop) hops.push_back(hop);
    auto& made = judge_for(
        main_requirement(), closed, at, "the page of one deployment stays closed to the session of another",
        closed ? "Your tool did not show it (status " + std::to_string(seen.response.status) + ")."
               : "Your tool showed '" + title + "' to somebody who was launched from elsewhere.",
        std::move(hops)
    );
    if (!closed) made.hint = "Look data up by the session's registration and deployment, never by the id in the address alone.";
}

} // namespace easel::play
