#include "play/estimate.hpp"

#include "check/wire.hpp"
#include "play/session.hpp"

#include <algorithm>

namespace easel::play {
namespace {

/// Token requests and key sets belong to a registration: a case that is judged by them sees its own only when it has the
/// registration alone. Scopes are known from the tokens that the case saw granted.
bool is_judged_by_registration(scenario::Case const& played) {
    return std::any_of(played.requirements.begin(), played.requirements.end(), [](std::string const& id) {
        bool const of_tokens = id.starts_with("TOKEN-") || id.starts_with("KEY-") || id == "SCORE-030" || id == "RES-008";
        return of_tokens && check::is_wire_requirement(id);
    });
}

/// The message hint is what tells whose launch an authentication request belongs to.
bool changes_message_hint(scenario::Case const& played) {
    return std::any_of(played.steps.begin(), played.steps.end(), [](scenario::Step const& step) {
        auto const* launch = std::get_if<scenario::Launch>(&step.action);
        auto const* points = launch == nullptr ? nullptr : launch->tamper.value.if_object();
        return points != nullptr && points->contains("login.lti_message_hint");
    });
}

base::Duration delay_of(scenario::Await const& step) {
    auto const delay = base::text_member(step.answer.value, "delay");
    return delay ? base::parse_duration(*delay).value_or(base::Duration{0}) : base::Duration{0};
}

/// The time that a delivery is held back.
base::Duration held_back(scenario::Launch const& step) {
    auto const after = base::text_member(step.tamper.value, "deliver.after");
    return after ? base::parse_duration(*after).value_or(base::Duration{0}) : base::Duration{0};
}

std::string cases_text(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " case that needs" : " cases that need");
}

} // namespace

bool plays_by_itself(scenario::Case const& played) {
    return played.needs_registration_alone() || is_judged_by_registration(played) || changes_message_hint(played);
}

base::Duration delays_of(scenario::Case const& played) {
    base::Duration longest{0};
    for (auto const& step : played.steps)
        if (auto const* awaited = std::get_if<scenario::Await>(&step.action)) longest = std::max(longest, delay_of(*awaited));
    return longest;
}

Wait wait_of(scenario::Case const& played, tool::Limits const& limits) {
    Wait wait;
    base::Duration window{0}; // quiet steps in a row watch the same time
    for (auto const& step : played.steps) {
        auto const* watched = std::get_if<scenario::Quiet>(&step.action);
        if (watched != nullptr) {
            auto const span = span_of(watched->span, limits);
            auto const more = std::max(base::Duration{0}, span - window);
            window = std::max(window, span);
            wait.sure += more;
            wait.most += more;
            continue;
        }
        window = base::Duration{0};
        if (auto const* launched = std::get_if<scenario::Launch>(&step.action)) {
            // A tool that refuses is watched for what it does all the same.
            bool const refused = launched->expect == scenario::LaunchExpectation::rejected ||
                                 launched->expect == scenario::LaunchExpectation::returned;
            auto const late = refused ? limits.service : base::Duration{0};
            wait.sure += late + held_back(*launched);
            wait.most += late + held_back(*launched);
        } else if (auto const* awaited = std::get_if<scenario::Await>(&step.action)) {
            if (awaited->optional) wait.most += span_of(awaited->within, limits);
        } else if (auto const* passed = std::get_if<scenario::Wait>(&step.action)) {
            wait.sure += span_of(passed->span, limits);
            wait.most += span_of(passed->span, limits);
        }
    }
    return wait;
}

Estimate estimate(std::vector<scenario::Case const*> const& cases, tool::Limits const& limits, bool isolates) {
    Estimate made;
    for (auto const* played : cases) {
        if (!played->needs_tool()) continue;
        auto const wait = wait_of(*played, limits);
        if (!isolates && plays_by_itself(*played)) {
            ++made.serial_cases;
            made.serial.sure += wait.sure;
            made.serial.most += wait.most;
            continue;
        }
        if (wait.sure > made.longest.sure) made.longest_case = played->id;
        made.longest.sure = std::max(made.longest.sure, wait.sure);
        made.longest.most = std::max(made.longest.most, wait.most);
    }
    return made;
}

std::string describe(Estimate const& estimate) {
    auto const total = estimate.total();
    auto text = "at least " + base::to_string(total.sure) + " of waiting";
    std::vector<std::string> parts;
    if (!estimate.longest_case.empty())
        parts.push_back("the longest window, " + base::to_string(estimate.longest.sure) + " of " + estimate.longest_case);
    if (estimate.serial_cases > 0)
        parts.push_back(base::to_string(estimate.serial.sure) + " for " + cases_text(estimate.serial_cases) + " the registration alone");
    if (!parts.empty()) text += " (" + parts.front() + (parts.size() > 1 ? ", then " + parts.back() : "") + ")";
    if (total.most > total.sure) text += "; up to " + base::to_string(total.most) + " where the tool makes no call that a case waits for";
    return text;
}

} // namespace easel::play
