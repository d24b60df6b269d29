// The steps about the platform's state: `change` alters it, `gradebook` looks at it.
#include "base/text.hpp"
#include "play/matching.hpp"
#include "play/session.hpp"
#include "services/ags.hpp"

#include <functional>

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;
using Problem = std::optional<std::string>; ///< why a change cannot be made

std::string word(json::value const& value) { return value.is_string() ? std::string(value.as_string()) : base::dump(value); }

/// Applies `apply(key, value)` to every member; a value that is a bare word is taken as `{state: word}`.
Problem each(json::value const& value, std::function<Problem(std::string_view, json::value const&)> const& apply) {
    if (!value.is_object()) return apply("state", value);
    for (auto const& [key, member] : value.as_object()) {
        if (auto problem = apply(std::string_view(key), member)) return problem;
    }
    return std::nullopt;
}

/// Null clears.
Problem put(std::optional<base::Instant>& into, std::string_view key, json::value const& value) {
    auto const read = value.is_string() ? base::parse_iso8601(value.as_string()) : std::nullopt;
    if (!read && !value.is_null()) return std::string(key) + " is no time: " + word(value);
    into = read ? std::optional(read->at) : std::nullopt;
    return std::nullopt;
}

Problem put(std::optional<double>& into, std::string_view key, json::value const& value) {
    auto const read = base::number(value);
    if (!read && !value.is_null()) return std::string(key) + " is no number: " + word(value);
    into = read;
    return std::nullopt;
}

Problem put(std::optional<int>& into, std::string_view key, json::value const& value) {
    std::optional<double> number;
    auto problem = put(number, key, value);
    if (!problem) into = number ? std::optional(static_cast<int>(*number)) : std::nullopt;
    return problem;
}

/// Into what cannot be cleared.
template <class T>
Problem put(T& into, std::string_view key, json::value const& value) {
    std::optional<T> read;
    auto problem = put(read, key, value);
    if (!problem && !read) problem = std::string(key) + " is missing";
    if (!problem) into = *read;
    return problem;
}

Problem unknown(std::string_view what, std::string_view key) { return std::string(what) + " has no '" + std::string(key) + "'"; }

Problem change_course(world::Course& course, json::value const& to) {
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state") {
            auto const text = word(value) == "concluded" ? std::string("completed") : word(value);
            auto const state = world::course_state_from(text);
            if (!state) return "no such course state: " + text;
            course.state = *state;
        } else if (key == "end_at") {
            return put(course.end_at, key, value);
        } else if (key == "term_end_at") {
            return put(course.term_end_at, key, value);
        } else if (key == "restrict_dates") {
            course.restrict_dates = value.is_bool() && value.as_bool();
        } else {
            return unknown("a course", key);
        }
        return std::nullopt;
    });
}

Problem change_assignment(world::Assignment& assignment, json::value const& to) {
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state" && word(value) == "deleted") {
            assignment.deleted = true;
        } else if (key == "attempts") {
            return put(assignment.allowed_attempts, key, value);
        } else if (key == "points") {
            return put(assignment.points, key, value);
        } else if (key == "published") {
            assignment.published = value.is_bool() && value.as_bool();
        } else if (key == "due") {
            return put(assignment.due_at, key, value);
        } else {
            return unknown("an assignment", key);
        }
        return std::nullopt;
    });
}

Problem change_submission(world::World& world, world::Assignment const& assignment, world::User const& user, json::value const& to) {
    auto& submission = world::submission_of(world, assignment.id, user.id);
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "attempt") {
            return put(submission.attempt, key, value);
        } else if (key == "extra_attempts") {
            return put(submission.extra_attempts, key, value);
        } else if (key == "score") {
            std::optional<double> score;
            if (auto problem = put(score, key, value)) return problem;
            services::grade_by_person(world, assignment, user.id, score);
        } else if (key == "submitted_at") {
            return put(submission.submitted_at, key, value);
        } else {
            return unknown("a submission", key);
        }
        return std::nullopt;
    });
}

Problem change_result(world::World& world, world::LineItem const& item, world::User const& user, json::value const& to, base::Instant now) {
    auto* result = world::find_result(world, item.id, user.id);
    if (result == nullptr) {
        world::Result made;
        made.id = world.next_id++;
        made.line_item = item.id;
        made.user = user.id;
        made.maximum = item.score_maximum;
        made.created_at = now;
        made.updated_at = now;
        made.grading_progress = "FullyGraded";
        made.activity_progress = "Completed";
        result = &world.results.emplace_back(std::move(made));
    }
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "score") {
            if (auto problem = put(result->score, key, value)) return problem;
            auto& submission = world::submission_of(world, item.assignment, user.id);
            submission.score = result->score;
            submission.state = world::SubmissionState::graded;
        } else if (key == "maximum") {
            return put(result->maximum, key, value);
        } else if (key == "updated_at") {
            return put(result->updated_at, key, value);
        } else if (key == "comment") {
            result->comment = word(value);
        } else {
            return unknown("a result", key);
        }
        return std::nullopt;
    });
}

Problem change_key(world::DeveloperKey& key, json::value const& to) {
    return each(to, [&](std::string_view name, json::value const& value) -> Problem {
        if (name == "state") {
            auto const text = word(value);
            if (text == "off" || text == "on") {
                key.on_for_account = text == "on";
                return std::nullopt;
            }
            auto const state = world::key_state_from(text);
            if (!state) return "no such key state: " + text;
            key.state = *state;
        } else if (name == "scopes" && value.is_array()) {
            key.scopes.clear();
            for (auto const& scope : value.as_array()) key.scopes.push_back(word(scope));
        } else if (name == "public_jwk") {
            if (value.is_null() || word(value) == "~remove") {
                key.public_jwk.reset();
            } else {
                key.public_jwk = value;
            }
        } else if (name == "public_jwk_url") {
            key.public_jwk_url = word(value);
        } else if (name == "redirect_uris" && value.is_array()) {
            key.redirect_uris.clear();
            for (auto const& uri : value.as_array()) key.redirect_uris.push_back(word(uri));
        } else {
            return unknown("a key", name);
        }
        return std::nullopt;
    });
}

Problem change_line_item(world::LineItem& item, json::value const& to, std::function<std::string(std::string const&)> const& client) {
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state" && word(value) == "deleted") {
            item.deleted = true;
        } else if (key == "owner") {
            item.client_id = client(word(value));
        } else if (key == "maximum") {
            return put(item.score_maximum, key, value);
        } else if (key == "tag") {
            item.tag = word(value);
        } else if (key == "resource_id") {
            item.resource_id = word(value);
        } else if (key == "coupled") {
            item.coupled = value.is_bool() && value.as_bool();
        } else {
            return unknown("a line item", key);
        }
        return std::nullopt;
    });
}

Problem change_enrolment(world::Course& course, world::User const& user, json::value const& to) {
    auto* enrolment = world::enrolment_of(course, user.id);
    if (enrolment == nullptr) enrolment = &course.enrolments.emplace_back(world::Enrolment{user.id});
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        auto const text = word(value);
        if (key == "role") {
            auto const role = world::role_from(text);
            if (!role) return "no such role: " + text;
            enrolment->role = *role;
        } else if (key == "state") {
            auto const state = world::enrolment_state_from(text);
            if (!state) return "no such enrolment state: " + text;
            enrolment->state = *state;
        } else {
            return unknown("an enrolment", key);
        }
        return std::nullopt;
    });
}

Problem change_dialect(world::Dialects& dialects, json::value const& to) {
    return each(to, [&](std::string_view name, json::value const& value) -> Problem {
        if (world::set_dialect(dialects, name, word(value))) return std::nullopt;
        return "no dialect '" + std::string(name) + "' with the value '" + word(value) + "'";
    });
}

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
    auto const client = [&](std::string const& name) { return client_named(name == "other" ? "probe" : name); };
    auto const tool_client = client_named("tool");
    Problem problem;
    // `{course: {bio101: {...}}}`: by name, then what changes.
    auto const by_name = [&](auto find, auto apply, std::string_view kind) {
        if (!to.is_object()) {
            problem = "name the " + std::string(kind) + " first";
            return;
        }
        for (auto const& [name, value] : to.as_object()) {
            auto* found = find(world(), std::string_view(name));
            problem = found == nullptr ? Problem("no such " + std::string(kind) + ": " + std::string(name)) : apply(*found, value);
            if (problem) return;
        }
    };
    // `{result: {quiz1: {ada: {...}}}}`: by assignment and user.
    auto const by_user = [&](auto apply) {
        by_name(
            world::assignment_named,
            [&](world::Assignment& assignment, json::value const& users) -> Problem {
                if (!users.is_object()) return "name the user";
                for (auto const& [name, value] : users.as_object()) {
                    auto* user = world::user_named(world(), std::string_view(name));
                    if (user == nullptr) return "no such user: " + std::string(name);
                    if (auto failed = apply(assignment, *user, value)) return failed;
                }
                return std::nullopt;
            },
            "assignment"
        );
    };
    auto const line_item_of = [&](world::Assignment const& assignment) { return world::default_line_item(world(), assignment.id); };

    if (step.what == "course") {
        by_name(world::course_named, change_course, "course");
    } else if (step.what == "assignment") {
        by_name(world::assignment_named, change_assignment, "assignment");
    } else if (step.what == "line_item") {
        by_name(
            world::assignment_named,
            [&](world::Assignment& assignment, json::value const& value) -> Problem {
                auto* item = line_item_of(assignment);
                return item == nullptr ? Problem("it has no line item") : change_line_item(*item, value, client);
            },
            "assignment"
        );
    } else if (step.what == "submission") {
        by_user([&](world::Assignment const& assignment, world::User const& user, json::value const& value) {
            return change_submission(world(), assignment, user, value);
        });
    } else if (step.what == "result") {
        by_user([&](world::Assignment const& assignment, world::User const& user, json::value const& value) -> Problem {
            auto* item = line_item_of(assignment);
            return item == nullptr ? Problem("it has no line item") : change_result(world(), *item, user, value, stage_->time->tool_now());
        });
    } else if (step.what == "enrolment") {
        by_name(
            world::course_named,
            [&](world::Course& course, json::value const& users) -> Problem {
                if (!users.is_object()) return "name the user";
                for (auto const& [name, value] : users.as_object()) {
                    auto* user = world::user_named(world(), std::string_view(name));
                    if (user == nullptr) return "no such user: " + std::string(name);
                    if (auto failed = change_enrolment(course, *user, value)) return failed;
                }
                return std::nullopt;
            },
            "course"
        );
    } else if (step.what == "tool") {
        auto* tool = world::tool_named(world(), "tool");
        auto const text = word(to);
        if (tool == nullptr || (text != "deleted" && text != "installed")) {
            problem = "a tool can be 'deleted' or 'installed'";
        } else {
            tool->deleted = text == "deleted";
        }
    } else if (step.what == "key") {
        auto* key = world::key_by_client_id(world(), tool_client);
        problem = key == nullptr ? Problem("there is no key") : change_key(*key, to);
    } else if (step.what == "token") {
        auto& issuer = *stage_->issuers.at(tool_client);
        if (word(to) != "expired") {
            problem = "a token can be 'expired'";
        } else {
            issuer.expired_tokens.insert(issuer.issued_tokens.begin(), issuer.issued_tokens.end());
        }
    } else if (step.what == "keys") {
        if (word(to) != "rotated") {
            problem = "keys can be 'rotated'";
        } else {
            // The future key becomes the present one; the past one comes back last, under a kid of its own.
            auto& keys = stage_->issuers.at(tool_client)->keys;
            auto const oldest = keys[0].key;
            keys = {keys[1], keys[2], lti13::PlatformKey{"2026-03-01T00:00:00Z_" + random_.hex(6), oldest}};
        }
    } else if (step.what == "dialect") {
        problem = change_dialect(world().dialects, to);
    } else if (step.what == "clock") {
        auto text = word(to);
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
                auto const blame = differs.required.empty() ? observed : "What your tool sent left the gradebook otherwise: " + observed + ".";
                judge_for(main_requirement(), differs.required.empty(), at, required, blame, {});
            }
            if (stopped_) return;
        }
    }
}

} // namespace easel::play
