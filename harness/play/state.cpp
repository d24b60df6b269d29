// The steps about the platform's state: `change` alters it, `gradebook` looks at it.
#include "base/text.hpp"
#include "play/changing.hpp"
#include "play/matching.hpp"
#include "lti13/token.hpp"
#include "play/session.hpp"

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;

/// One submission as a gradebook step may describe it.
json::object describe(world::World& world, world::Assignment const& assignment, world::User const& user) {
    json::object seen;
    auto const optional_time = [](std::optional<base::Instant> at) { return at ? json::value(base::to_iso8601(*at)) : json::value(); };
    auto const optional_text = [](std::string const& text) { return text.empty() ? json::value() : json::value(text); };
    auto const optional_number = [](std::optional<double> number) { return number ? json::value(*number) : json::value(); };
    auto const* submission = world::find_submission(world, assignment.id, user.id);
    world::Submission const none{};
    auto const& shown = submission != nullptr ? *submission : none;
    seen["score"] = optional_number(shown.score);
    seen["grade"] = optional_text(shown.grade);
    seen["attempt"] = shown.attempt;
    seen["state"] = world::to_string(shown.state);
    seen["submitted_at"] = optional_time(shown.submitted_at);
    seen["type"] = optional_text(shown.type);
    seen["url"] = optional_text(shown.url);
    seen["body"] = optional_text(shown.body);
    seen["excused"] = shown.excused;
    seen["late"] = assignment.due_at && shown.submitted_at && *shown.submitted_at > *assignment.due_at;
    json::array comments;
    for (auto const& comment : shown.comments) comments.emplace_back(comment);
    seen["comments"] = std::move(comments);
    seen["deducted"] = shown.points_deducted;
    json::array files;
    for (auto const& file : shown.attachments) files.emplace_back(file.name);
    seen["files"] = std::move(files);
    auto const* item = world::default_line_item(world, assignment.id);
    auto const* result = item == nullptr ? nullptr : world::find_result(world, item->id, user.id);
    if (result != nullptr) {
        seen["result"] = json::object{
            {"score", optional_number(result->score)},
            {"maximum", optional_number(result->maximum)},
            {"activity", result->activity_progress},
            {"grading", result->grading_progress},
            {"comment", result->comment ? json::value(*result->comment) : json::value()},
            {"updated_at", base::to_iso8601(result->updated_at)},
        };
    }
    return seen;
}

/// Nothing has been handed in or graded, by anybody.
bool is_untouched(world::World& world, world::Assignment const& assignment, world::User const& user) {
    auto const* submission = world::find_submission(world, assignment.id, user.id);
    auto const* item = world::default_line_item(world, assignment.id);
    bool const no_result = item == nullptr || world::find_result(world, item->id, user.id) == nullptr;
    return no_result && (submission == nullptr || (submission->attempt == 0 && !submission->score));
}

} // namespace

http::awaitable<void> Session::change(scenario::Change const& step) {
    auto const at = step_->at;
    auto const evaluated = evaluate(step.to.value);
    if (!evaluated) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot work out this change: " + evaluated.error().message, at);
        co_return;
    }
    auto const& to = *evaluated;
    auto const tool_client = client_named("tool");
    Problem problem;
    bool const copies = step.what == "dialect" && base::text_member(to, "lti11_query") == "copied";
    if (copies && seat_.lti11 && seat_.lti11->oauth_compliant) {
        cannot_judge(Verdict::skipped, "not_offered", "The tool file says that Canvas copies no query for this tool (lti11: oauth_compliant).", at);
        co_return;
    }
    if (changes_world(step.what)) {
        auto const client = [&](std::string const& name) { return client_named(name == "other" ? "probe" : name); };
        Changing changing{world(), stage_->time->tool_now(), tool_client, client};
        problem = change_world(changing, step.what, to);
    } else if (step.what == "token") {
        auto& issuer = *stage_->issuers.at(tool_client);
        if (text_of(to) != "expired") {
            problem = "a token can be 'expired'";
        } else {
            (void)lti13::expire_tokens(issuer);
        }
    } else if (step.what == "registered") {
        auto const all = registration::registrations(world());
        if (text_of(to) != "switched_on") {
            problem = "a registration can be 'switched_on'";
        } else if (all.empty()) {
            problem = "there is none";
        } else {
            registration::switch_on(world(), all.back());
        }
    } else if (step.what == "keys") {
        if (text_of(to) != "rotated") {
            problem = "keys can be 'rotated'";
        } else {
            // The future key becomes the present one; the past one comes back last, under a kid of its own.
            auto& keys = stage_->issuers.at(tool_client)->keys;
            auto const oldest = keys[0].key;
            keys = {keys[1], keys[2], lti13::PlatformKey{"2026-03-01T00:00:00Z_" + random_.hex(6), oldest}};
        }
    } else if (step.what == "clock") {
        auto text = text_of(to);
        if (text.starts_with('+')) text.erase(0, 1);
        auto const span = base::parse_duration(text);
        if (!span) {
            problem = "the clock moves by a duration such as 1h";
        } else if (case_.needs_tool() && !stage_->time->is_virtual() && *span > base::Duration::zero()) {
            // A tool with a clock of its own would take what comes next for a message from the future.
            cannot_judge(
                Verdict::skipped, "own_clock",
                "Not judged because your tool has a clock of its own, which Easel cannot move by " + text + ".", at
            );
        } else {
            if (!stage_->time->is_virtual()) wire_.advances.push_back({stage_->time->now(), *span});
            co_await stage_->time->advance(*span);
        }
    } else {
        problem = "there is no such thing to change";
    }
    if (problem) cannot_judge(Verdict::error, "bad_change", "The harness cannot change the " + step.what + ": " + *problem, at);
}

namespace {

/// "It made 2 outcome calls, answered 502, 502.": why a gradebook may hold less than was sent.
std::string calls_told(std::vector<traffic::Exchange const*> const& calls) {
    constexpr std::size_t most = 6;
    if (calls.empty()) return " It made no call that changes it.";
    std::vector<std::string> answers;
    for (auto const* call : calls)
        if (answers.size() < most) answers.push_back(call->response ? std::to_string(call->response->status) : "with nothing");
    if (calls.size() > most) answers.push_back("...");
    return " It made " + std::to_string(calls.size()) + (calls.size() == 1 ? " call" : " calls") + " that may change it, answered " +
           base::join(answers, ", ") + ".";
}

} // namespace

void Session::gradebook(scenario::Gradebook const& step) {
    auto const at = step_->at;
    auto const expected = evaluate(step.expected.value);
    if (!expected || !expected->is_object()) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot work out what the gradebook should hold.", at);
        return;
    }
    for (auto const& [name, users] : expected->as_object()) {
        auto const* assignment = world::assignment_named(world(), std::string_view(name));
        if (assignment == nullptr || !users.is_object()) {
            cannot_judge(Verdict::error, "bad_value", "There is no assignment '" + std::string(name) + "'.", at);
            return;
        }
        for (auto const& [who, wanted] : users.as_object()) {
            auto const* user = world::user_named(world(), std::string_view(who));
            if (user == nullptr) {
                cannot_judge(Verdict::error, "bad_value", "There is no user '" + std::string(who) + "'.", at);
                return;
            }
            json::value const seen = describe(world(), *assignment, *user);
            auto const place = std::string(name) + "." + std::string(who);
            auto differs = wanted.is_null() ? Difference() : json_difference(wanted, &seen, place);
            if (wanted.is_null() && !is_untouched(world(), *assignment, *user)) differs = {place + " empty", "it is " + base::dump(seen)};
            auto const required = differs.required.empty() ? "the gradebook holds what the step says" : "gradebook: " + differs.required;
            auto const observed = differs.required.empty() ? "it does" : differs.observed;
            if (case_.requirements.empty()) {
                judge_platform(differs.required.empty(), at, required, observed, {});
            } else {
                std::vector<traffic::Exchange const*> calls;
                for (auto const& exchange : stage_->log.exchanges()) {
                    bool const changes = exchange.kind == traffic::CallKind::score || exchange.kind == traffic::CallKind::outcome ||
                                         exchange.kind == traffic::CallKind::outcome_delete;
                    if (changes && exchange.from == traffic::Party::tool && !wire_.aside.covers(exchange)) calls.push_back(&exchange);
                }
                auto const blame = differs.required.empty()
                                       ? observed
                                       : "What your tool sent left the gradebook otherwise: " + observed + "." + calls_told(calls);
                judge_for(main_requirement(), differs.required.empty(), at, required, blame, {});
            }
            if (stopped_) return;
        }
    }
}

} // namespace easel::play
