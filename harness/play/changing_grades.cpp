#include "play/changing.hpp"
#include "services/ags.hpp"

#include <algorithm>

namespace easel::play {

namespace json = base::json;

namespace {

Problem change_submission(
    world::World& world, world::Assignment const& assignment, world::Id user, json::value const& to
) {
    auto& submission = world::submission_of(world, assignment.id, user);
    touch(world, submission);
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "attempt") {
            return put(submission.attempt, key, value);
        } else if (key == "extra_attempts") {
            return put(submission.extra_attempts, key, value);
        } else if (key == "score") {
            std::optional<double> score;
            if (auto problem = put(score, key, value)) return problem;
            services::grade_by_person(world, assignment, user, score);
        } else if (key == "submitted_at") {
            return put(submission.submitted_at, key, value);
        } else if (key == "excused") {
            return put(submission.excused, key, value);
        } else {
            return unknown("a submission", key);
        }
        return std::nullopt;
    });
}

world::Result& result_of(Changing& change, world::LineItem const& item, world::Id user) {
    auto& world = change.world;
    auto* result = world::find_result(world, item.id, user);
    if (result != nullptr) return *result;
    world::Result made;
    made.id = world.next_id++;
    made.line_item = item.id;
    made.user = user;
    made.maximum = item.score_maximum;
    made.created_at = change.now;
    made.updated_at = change.now;
    made.grading_progress = "FullyGraded";
    made.activity_progress = "Completed";
    touch_rest(world);
    return world.results.emplace_back(std::move(made));
}

Problem change_result(Changing& change, world::LineItem const& item, world::Id user, json::value const& to) {
    auto& result = result_of(change, item, user);
    touch(change.world, result);
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "score") {
            if (auto problem = put(result.score, key, value)) return problem;
            auto& submission = world::submission_of(change.world, item.assignment, user);
            submission.score = result.score;
            submission.state = world::SubmissionState::graded;
            touch(change.world, submission);
        } else if (key == "maximum") {
            return put(result.maximum, key, value);
        } else if (key == "updated_at") {
            return put(result.updated_at, key, value);
        } else if (key == "comment") {
            result.comment = text_of(value);
        } else {
            return unknown("a result", key);
        }
        return std::nullopt;
    });
}

Problem change_progress(world::Progress& progress, json::value const& to) {
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state") {
            using State = world::ProgressState;
            for (auto const state : {State::queued, State::running, State::completed, State::failed}) {
                if (world::to_string(state) != text_of(value)) continue;
                progress.state = state;
                return std::nullopt;
            }
            return "no such progress state: " + text_of(value);
        }
        if (key == "completion") return put(progress.completion, key, value);
        if (key == "message") return put(progress.message, key, value);
        if (key == "updated_at") return put(progress.updated_at, key, value);
        return unknown("a progress", key);
    });
}

} // namespace

Problem change_submissions(Changing& change, json::value const& to) {
    auto const apply = [&](world::Assignment const& assignment, world::User const& user, json::value const& value) {
        return change_submission(change.world, assignment, user.id, value);
    };
    return by_user(change.world, to, "assignment", world::assignment_named, apply);
}

Problem change_results(Changing& change, json::value const& to) {
    auto const apply = [&](world::Assignment const& assignment, world::User const& user, json::value const& value
                       ) -> Problem {
        auto const* const item = world::default_line_item(change.world, assignment.id);
        return item == nullptr ? Problem("it has no line item") : change_result(change, *item, user.id, value);
    };
    return by_user(change.world, to, "assignment", world::assignment_named, apply);
}

Problem change_progresses(Changing& change, json::value const& to) {
    // The newest of the student's for that assignment.
    auto const apply = [&](world::Assignment const& assignment, world::User const& user, json::value const& value
                       ) -> Problem {
        auto& all = change.world.progresses;
        auto const found = std::find_if(all.rbegin(), all.rend(), [&](world::Progress const& progress) {
            return progress.assignment == assignment.id && progress.user == user.id;
        });
        if (found == all.rend()) return user.name + " has no file on its way for " + assignment.name;
        touch(change.world, *found);
        return change_progress(*found, value);
    };
    return by_user(change.world, to, "assignment", world::assignment_named, apply);
}

} // namespace easel::play
