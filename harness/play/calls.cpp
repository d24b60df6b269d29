// The steps about what the tool does: `act` triggers it, `await` waits for one call, `quiet` watches what follows.
#include "base/text.hpp"
#include "check/catalogue.hpp"
#include "check/outcomes.hpp"
#include "check/marker.hpp"
#include "play/documented.hpp"
#include "play/action.hpp"
#include "play/matching.hpp"
#include "play/session.hpp"

#include <algorithm>
#include <cctype>

namespace easel::play {
namespace {

namespace json = base::json;
using traffic::CallKind;
using traffic::Exchange;
using traffic::Party;
using verdict::Verdict;

std::string call_name(CallKind kind, std::string const& what, int number = 1) {
    auto name = std::string(traffic::to_string(kind)) + (number == 1 ? " call" : " calls");
    return what.empty() ? name : name + " for " + what;
}

/// The row of either error table that the call was answered with, or "".
std::string row_of(Exchange const& call) {
    if (!call.response) return {};
    auto name = check::row_matching(call.response->status, call.response->body);
    if (!name.empty()) return name;
    auto const* const outcome = check::outcome_row_matching(call.response->status, call.response->body);
    return outcome == nullptr ? std::string() : outcome->name;
}

std::string answer_text(Exchange const& call) {
    if (!call.response) return "no answer (" + call.error + ")";
    auto text = "status " + std::to_string(call.response->status);
    if (auto const row = row_of(call); !row.empty()) text += " " + row;
    return text;
}

/// What an `await: {answer: ...}` puts in the place of the platform's answer.
/// `assignment` "" : whichever; answers are not told apart by course.
base::Result<platform::Fault>
fault_of(scenario::Await const& step, std::string const& assignment, json::value const& answer, base::Instant now) {
    auto plan = answer;
    if (plan.is_object()) {
        plan.as_object()["call"] = traffic::to_string(step.call);
        plan.as_object()["assignment"] = assignment;
    }
    auto const documented = [&](std::string_view name) { return documented_error(name, now); };
    std::vector<platform::Complaint> complaints;
    auto fault = platform::fault_from_json(plan, documented, complaints);
    if (fault) return std::move(*fault);
    auto const& first = complaints.front();
    return base::Fault{base::FaultKind::bad_file, (first.pointer.empty() ? "answer" : first.pointer.substr(1)) + " " + first.message, ""};
}

/// How a tool went on after a refusal. @par Source design.md 5
std::string reaction_word(std::vector<Exchange const*> const& repeats, base::Instant awaited) {
    if (repeats.empty()) return "stopped";
    if (repeats.size() == 1) return "retried-once";
    auto previous = awaited;
    auto gap = base::Duration{0};
    bool growing = true;
    for (auto const* repeat : repeats) {
        auto const next = repeat->at - previous;
        growing = growing && next > gap;
        gap = next;
        previous = repeat->at;
    }
    return growing ? "backed-off" : "retried-blindly";
}

/// A call of the tool itself, or what it sends through the browser.
bool comes_from_tool(Exchange const& exchange) {
    if (exchange.to != Party::platform) return false;
    return exchange.from == Party::tool || (exchange.from == Party::browser && exchange.kind == CallKind::deep_link_return);
}

/// Whether a text that an action sends, or shows to a person, makes use of a parameter.
bool sends_along(tool::Action const& action, std::string_view parameter) {
    auto const is_letter = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
    auto const mentions = [&](std::string_view text) {
        auto const expression = text.find("${");
        if (expression == std::string_view::npos) return false;
        for (auto at = text.find(parameter, expression); at != std::string_view::npos; at = text.find(parameter, at + 1)) {
            auto const end = at + parameter.size();
            if (!is_letter(text[at - 1]) && (end == text.size() || !is_letter(text[end]))) return true;
        }
        return false;
    };
    switch (action.form) {
    case tool::Action::Form::command: return std::any_of(action.command.begin(), action.command.end(), mentions);
    case tool::Action::Form::ask: return mentions(action.ask);
    case tool::Action::Form::form:
    case tool::Action::Form::automatic: return false;
    case tool::Action::Form::http: break;
    }
    return mentions(action.url) || mentions(action.body) || std::any_of(action.fields.begin(), action.fields.end(), [&](auto const& field) {
               return field.value().is_string() && mentions(field.value().as_string());
           });
}

/// Whether an action can choose something else: by a selector of its own, or by sending `${choice}` along.
bool offers_another(tool::Action const& action) {
    return action.form == tool::Action::Form::form ? !action.other.empty() : sends_along(action, "choice");
}

/// What a result is asked to have besides the score, and the tool has no room for; "" when it has room for all. A person
/// is told in words of the tool file's own.
std::string left_out(std::string const& name, tool::Action const& action, json::value const& parameters) {
    if (name != "outcome" || action.form == tool::Action::Form::ask || !parameters.is_object()) return {};
    for (auto const& [parameter, value] : parameters.get_object())
        if (parameter != "fraction" && !sends_along(action, parameter)) return parameter;
    return {};
}

} // namespace

base::Duration span_of(scenario::Window const& window, tool::Limits const& limits) {
    if (window.limit == "t_page") return limits.page;
    if (window.limit == "t_service") return limits.service;
    if (window.limit == "t_retry") return limits.retry;
    if (window.limit == "t_quiet") return limits.quiet;
    return window.span;
}

base::Duration Session::span_of(scenario::Window const& window) const {
    tool::Limits const fallback;
    return play::span_of(window, theatre_.tool != nullptr ? theatre_.tool->limits : fallback);
}

/// Waits as the stage's clock does. Whoever waits for real time leaves its slot to others meanwhile.
http::awaitable<bool> Session::wait_until(std::function<bool()> done, base::Duration span) {
    constexpr base::Duration worth_it{500};
    bool const yields = theatre_.slots != nullptr && !stage_->time->is_virtual() && span >= worth_it && !done();
    if (yields) theatre_.slots->release();
    if (ended_by_hand_) done = [done = std::move(done), ended = ended_by_hand_] { return *ended || done(); };
    bool const came = co_await stage_->time->wait_until(std::move(done), span);
    if (yields) co_await theatre_.slots->acquire();
    co_return came;
}

/// A tool that never comes back from an action because it makes calls without end is judged by the calls.
bool Session::explained_by_wire() const {
    return std::any_of(case_.requirements.begin(), case_.requirements.end(), [&](std::string const& id) {
        if (!check::is_wire_requirement(id)) return false;
        auto const verdict = check::judge_wire(id, stage_->log.exchanges(), wire_).verdict;
        return verdict == Verdict::failed || verdict == Verdict::warned;
    });
}

/// ERR-022, and O11-022 for LTI 1.1, for cases that name it: what the platform does not answer does not hold up the user's page.
void Session::check_page_came(yaml::Position const& at, std::chrono::steady_clock::duration took, std::vector<int> hops) {
    constexpr auto longest = std::chrono::milliseconds(9'900);
    auto const requirement = names("ERR-022") ? "ERR-022" : "O11-022";
    if (!names(requirement) || took < longest) return;
    judge_for(
        requirement, false, at, "the page comes within 10s, however slow the platform is",
        "Your tool's page had not come after 10s.", std::move(hops)
    );
    stopped_ = true;
}

/// The answers that the awaits right after a launch or act ask for must stand ready before the tool calls.
void Session::arm_answers(std::size_t after_step) {
    for (auto i = after_step + 1; i < case_.steps.size(); ++i) {
        auto const& action = case_.steps[i].action;
        bool const begins_anew = std::holds_alternative<scenario::Act>(action) || std::holds_alternative<scenario::Launch>(action) ||
                                 std::holds_alternative<scenario::Register>(action);
        if (begins_anew) return;
        auto const* awaited = std::get_if<scenario::Await>(&action);
        if (awaited == nullptr || awaited->answer.empty()) continue;
        auto const answer = evaluate(awaited->answer.value);
        auto const of_assignment = world::assignment_named(world(), awaited->what) != nullptr;
        auto fault = answer ? fault_of(*awaited, of_assignment ? awaited->what : "", *answer, stage_->time->now()) : base::Result<platform::Fault>(answer.error());
        if (!fault) {
            cannot_judge(Verdict::error, "bad_answer", "The harness cannot make this answer: " + fault.error().message, awaited->answer.at);
            return;
        }
        stage_->faults.push_back(std::move(*fault));
    }
}

http::awaitable<void> Session::act(scenario::Act const& step, std::size_t index) {
    auto const& at = case_.steps[index].at;
    auto const& actions = theatre_.tool->actions;
    auto const action = actions.find(step.action);
    mark_ = last_hop();
    arm_answers(index);
    if (stopped_) co_return;
    if (action == actions.end()) {
        cannot_judge(Verdict::skipped, "no_stimulus", "Not judged because the tool file has no action '" + step.action + "'.", at);
        co_return;
    }
    if (action->second.form == tool::Action::Form::ask && !theatre_.person) {
        cannot_judge(Verdict::skipped, "no_stimulus", "Not judged because action '" + step.action + "' needs a person.", at);
        co_return;
    }
    if (!last_launch_ && action->second.form != tool::Action::Form::command) {
        cannot_judge(Verdict::error, "no_launch", "An act needs a launch before it.", at);
        co_return;
    }
    auto parameters = evaluate(step.with.empty() ? json::value(json::object()) : step.with.value);
    if (!parameters) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot work out the action's parameters: " + parameters.error().message, at);
        co_return;
    }
    bool const second = base::text_member(*parameters, "choice") == "other";
    if (second && !offers_another(action->second)) {
        cannot_judge(
            Verdict::skipped, "no_stimulus",
            "Not judged because the tool file's action '" + step.action + "' names no second thing to choose (`form: { other: ... }`, or \"${choice}\" in what it sends).", at
        );
        co_return;
    }
    if (auto const missing = left_out(step.action, action->second, *parameters); !missing.empty()) {
        cannot_judge(
            Verdict::skipped, "no_stimulus",
            "Not judged because the tool file's action '" + step.action + "' has no \"${" + missing + "}\" in what it sends.", at
        );
        co_return;
    }
    wire_.expect_fraction = action->second.expect_fraction;
    if (auto const* given = base::member(*parameters, "fraction")) wire_.expect_fraction = base::number(*given);

    Stimulus stimulus{action->second, parameters->is_object() ? parameters->as_object() : json::object(), seat_.base, nullptr, nullptr};
    stimulus.person = theatre_.person.get();
    stimulus.patience = theatre_.tool->limits.person;
    auto const in_jar = launched_in_.find(step.jar);
    auto const* on = in_jar != launched_in_.end() ? &in_jar->second : last_launch_ ? &*last_launch_ : nullptr;
    if (step.on_previous) on = previous_launch_ ? &*previous_launch_ : nullptr;
    if (on != nullptr) {
        stimulus.page = &on->page;
        stimulus.browser = step.jar.empty() ? on->browser : browser_for(step.jar);
        stimulus.platform_origin = theatre_.platform.origin();
        stimulus.session = on->session;
        if (auto const* id = base::find(on->form, "lis_result_sourcedid")) wire_.acts.push_back({last_hop(), *id});
    }
    auto const first_hop = last_hop() + 1;
    auto const began = wall_now();
    // A person takes its time: others use the slot meanwhile.
    bool const asks = action->second.form == tool::Action::Form::ask && theatre_.slots != nullptr;
    if (asks) theatre_.slots->release();
    auto const done = co_await perform(std::move(stimulus));
    if (asks) co_await theatre_.slots->acquire();
    std::vector<int> hops;
    for (int hop = first_hop; hop <= last_hop(); ++hop) hops.push_back(hop);
    check_page_came(at, wall_now() - began, hops);
    if (stopped_) co_return;
    if (!done.problem.empty() && explained_by_wire()) {
        stopped_ = true;
        co_return;
    }
    // Whom the tool refused it shows nothing to act on.
    if (!done.problem.empty() && hops.empty() && on != nullptr && on->judgement.outcome == check::Outcome::rejected) co_return;
    if (!done.problem.empty()) {
        cannot_judge(Verdict::inconclusive, "stimulus_failed", "Not judged because the action '" + step.action + "' could not be made: " + done.problem, at);
        co_return;
    }
    last_action_ = done.page;
    if (done.page && done.page->response.status >= 500) {
        judge(
            false, at, "the tool answers the user's action without crashing",
            "Your tool answered the action '" + step.action + "' with status " + std::to_string(done.page->response.status) + ".", hops
        );
    }
    if (!stopped_) check_shown(step);
}

traffic::Exchange const* Session::find_call(scenario::Await const& step) const {
    for (auto const& exchange : stage_->log.exchanges()) {
        if (exchange.number <= std::max(mark_, awaited_) || !comes_from_tool(exchange) || wire_.aside.covers(exchange)) continue;
        if (exchange.kind != step.call) continue;
        if (!step.what.empty() && exchange.assignment != step.what && exchange.course != step.what) continue;
        if (!step.user.empty() && exchange.user != step.user) continue;
        if (!exchange.response && exchange.error.empty()) continue; // still being answered
        return &exchange;
    }
    return nullptr;
}

http::awaitable<void> Session::await_call(scenario::Await const& step) {
    auto const& at = step_->at;
    auto const span = span_of(step.within);
    // Calls that belong to the step before are found again from its mark.
    if (awaited_ < mark_) awaited_ = 0;
    bool const came = co_await wait_until([&] { return find_call(step) != nullptr; }, span);
    if (!came) {
        if (step.optional) co_return;
        std::string nearest;
        bool further = false;
        for (auto const& exchange : stage_->log.exchanges()) {
            bool const own = exchange.from == Party::tool && exchange.to == Party::platform && !wire_.aside.covers(exchange);
            further = further || (own && exchange.kind == step.call);
            if (exchange.number > mark_ && own) {
                nearest = " Nearest: " + exchange.request.method + " " + exchange.request.target + " (hop " + std::to_string(exchange.number) + ").";
            }
        }
        cannot_judge(
            Verdict::skipped, "not_exercised",
            "Not judged because your tool made no " + std::string(further ? "further " : "") + call_name(step.call, step.what) + " within " + base::to_string(span) + "." + nearest, at
        );
        co_return;
    }
    auto const& call = *find_call(step);
    awaited_ = call.number;
    if (is_given(step, call)) check_call(step, call);
}

/// What the case rests on but does not demand: a tool that does otherwise has not been tried.
bool Session::is_given(scenario::Await const& step, traffic::Exchange const& call) {
    if (step.given.empty()) return true;
    auto const wanted = evaluate(step.given.value);
    if (!wanted || !wanted->is_object()) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot work out what the call must have.", step.given.at);
        return false;
    }
    auto const differs = mismatch_of(wanted->as_object(), call);
    if (differs.required.empty()) return true;
    cannot_judge(
        Verdict::skipped, "not_exercised",
        "Not judged because your tool's " + call_name(step.call, step.what) + " did not have what this case is about (" + differs.required + "): " +
            differs.observed + ".",
        step.given.at
    );
    return false;
}

void Session::check_call(scenario::Await const& step, traffic::Exchange const& call) {
    // What Canvas did not make cannot be found again, changed or filled.
    bool const not_made = step.call == traffic::CallKind::line_item_create && call.response && call.response->status >= 400;
    if (not_made && step.expect.empty() && step.answer.empty()) {
        cannot_judge(
            Verdict::skipped, "not_exercised", "Not judged because Canvas refused the line item that your tool made: " + answer_text(call) + ".",
            step_->at
        );
        return;
    }
    if (step.expect.empty()) return;
    auto const expected = evaluate(step.expect.value);
    if (!expected || !expected->is_object()) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot work out what is expected.", step.expect_at);
        return;
    }
    auto const& wanted = expected->as_object();
    if (auto const row = base::text_member(*expected, "answered")) {
        auto const actual = row_of(call);
        if (actual != *row) {
            cannot_judge(
                Verdict::inconclusive, "stimulus_failed",
                "Not judged because your tool's call was answered with " + answer_text(call) + ", not with the refusal that this case is about.",
                step.expect_at
            );
            return;
        }
        check_surfaced(call, step.expect_at);
    }
    auto const differs = mismatch_of(wanted, call);
    if (differs.required.empty()) return;
    judge(false, step.expect_at, differs.required, "Your tool's call differs: " + differs.observed, {call.number});
}

/// Does the user hear of a refusal? Only for the requirements that say so, and only where the tool file tells how it shows.
void Session::check_surfaced(traffic::Exchange const& call, yaml::Position const& at) {
    auto const* requirement = names("ERR-020") ? "ERR-020" : names("ERR-016") ? "ERR-016" : nullptr;
    if (requirement == nullptr || !last_action_) return;
    auto const& marker = theatre_.tool->oracle.error_marker;
    if (marker.empty()) {
        if (std::string_view(requirement) == "ERR-020") {
            cannot_judge(Verdict::inconclusive, "no_marker", "Not judged because the tool file has no oracle.error_marker to tell how a failure shows.", at);
        }
        return;
    }
    bool const told = check::marker_matches(marker, last_action_->response.body);
    judge_for(
        requirement, told, at, "the user is told that the score was refused",
        told ? "the page shows the error marker" : "Your tool's page does not show oracle.error_marker.", {call.number}
    );
}

http::awaitable<void> Session::quiet(scenario::Quiet const& step) {
    auto const at = step_->at;
    auto const* awaited = step.from_start ? nullptr : stage_->log.find(awaited_);
    if (step.same_body && awaited == nullptr) {
        cannot_judge(Verdict::error, "no_call", "A quiet step with same_body needs an await before it.", at);
        co_return;
    }
    auto const span = span_of(step.span);
    // Without an awaited call everything since the latest launch or act counts.
    auto const since = step.from_start ? 0 : awaited != nullptr ? awaited_ : mark_;
    auto const started = awaited != nullptr ? awaited->at : stage_->time->now();
    auto const reference = awaited != nullptr ? awaited->request : http::Request{};
    auto const repeats = [&] {
        std::vector<Exchange const*> found;
        for (auto const& exchange : stage_->log.exchanges()) {
            if (exchange.number <= since || !comes_from_tool(exchange) || wire_.aside.covers(exchange)) continue;
            if (exchange.kind != step.call) continue;
            if (!step.what.empty() && exchange.assignment != step.what && exchange.course != step.what) continue;
            if (step.same_body && (exchange.request.body != reference.body || exchange.request.target != reference.target)) continue;
            found.push_back(&exchange);
        }
        return found;
    };
    // Past the worst that is tolerated the verdict is certain; the rest of the window is watched for the reaction only.
    auto const enough = static_cast<std::size_t>(std::max(step.tolerate, step.at_most)) + 2;
    // Quiet steps in a row watch the same time, each as long as it says.
    if (!quiet_since_) quiet_since_ = stage_->time->now();
    auto const left = std::max(base::Duration::zero(), std::chrono::duration_cast<base::Duration>(*quiet_since_ + span - stage_->time->now()));
    co_await wait_until([&] { return repeats().size() >= enough; }, left);
    auto const found = repeats();
    auto const count = static_cast<int>(found.size());
    result_.reaction = reaction_word(found, started);

    std::vector<int> hops;
    std::string times;
    for (auto const* repeat : found) {
        hops.push_back(repeat->number);
        if (hops.size() <= 3) times += (times.empty() ? " at +" : ", +") + base::to_string(std::max(base::Duration::zero(), std::chrono::duration_cast<base::Duration>(repeat->at - started)));
    }
    auto const further = [&](int number) {
        return std::string("further ") + (step.same_body ? "identical " : "") + call_name(step.call, step.what, number);
    };
    auto const most = step.at_most == 0 ? "no " : "at most " + std::to_string(step.at_most) + " ";
    auto const required = most + further(std::max(step.at_most, 1)) + " within " + base::to_string(span);
    auto const observed = "Your tool made " + std::to_string(count) + " " + further(count) + times + ".";
    auto& made = judge_for(main_requirement(), count <= step.at_most, at, required, count == 0 ? "none came" : observed, hops);
    if (count > step.at_most && count <= step.tolerate && made.verdict == Verdict::failed) {
        made.verdict = Verdict::warned;
        stopped_ = false;
    }
    if (count > step.at_most) made.hint = "Tell permanent refusals (400, 401, 404, 412, 422) from passing trouble before you repeat a call.";
}

} // namespace easel::play
