#include "services/ags_gradebook.hpp"

#include "services/gradebook.hpp"
#include "services/ruby.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <utility>

namespace easel::services {
namespace {

using world::SubmissionState;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::size_t short_url = 250;

/// Step (a). @par Source ags.md 5.7
void write_submission(Call& call, Score const& score) {
    auto& world = call.world();
    call.applies("ags/5.7.2");
    call.applies("ags/5.7.6");
    auto const& type = score.submission_type;
    bool const known =
        is_one_of(type, {"basic_lti_launch", "online_text_entry", "online_url", "external_tool", "online_upload"});
    Work work;
    work.type = known ? type : "";
    work.url = is_one_of(type, {"basic_lti_launch", "online_url"}) ? score.submission_data : "";
    work.body = type == "online_text_entry" ? score.submission_data : "";
    work.attachments = score.attachments;
    work.at = score.submitted_at.value_or(call.context.now);
    if (work.url.size() > short_url) call.applies("ags/5.7.8");
    if (call.assignment->due_at && work.at > *call.assignment->due_at) call.applies("ags/5.7.7");

    for (auto const student : submitters(world, *call.assignment, score.user->id)) {
        auto& submission = world::submission_of(world, call.assignment->id, student);
        bool const same_time = submission.submitted_at == work.at;
        if (student == score.user->id) {
            if (same_time) call.applies("ags/5.7.4");
            if (work.attachments.empty() && !submission.attachments.empty()) call.applies("ags/5.7.9");
        } else {
            call.applies("ags/5.10.1");
        }
        hand_in(world, submission, work, !same_time);
    }
}

/// What the result's validations say. @par Source ags.md 5.2, check 20
std::vector<FieldError> result_errors(Score const& score) {
    std::vector<FieldError> errors;
    using Words = std::initializer_list<std::string_view>;
    auto const want_word = [&](char const* field, std::string_view word, Words words) {
        if (word.empty() || is_one_of(word, words)) return;
        errors.push_back({field, "is not included in the list", "inclusion"});
    };
    want_word(
        "activity_progress", score.activity_progress, {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
    );
    want_word(
        "grading_progress", score.grading_progress, {"FullyGraded", "PendingManual", "Pending", "Failed", "NotReady"}
    );
    auto const is_set = [](base::json::value const* value) { return value != nullptr && !ruby::is_blank(*value); };
    bool const has_score = is_set(score.given);
    bool const has_maximum = is_set(score.maximum);
    if (has_score && !has_maximum) errors.push_back({"result_maximum", "can't be blank", "blank"});
    if (has_score && !ruby::is_number(*score.given)) {
        errors.push_back({"result_score", "is not a number", "not_a_number"});
    }
    if (has_maximum && !ruby::is_number(*score.maximum)) {
        errors.push_back({"result_maximum", "is not a number", "not_a_number"});
    }
    return errors;
}

struct Grade {
    double score = 0;
    std::optional<std::string> text; ///< of pass/fail
};

std::string_view grading_fact(world::GradingType grading) {
    switch (grading) {
        case world::GradingType::percent:
            return "ags/5.6.10";
        case world::GradingType::letter_grade:
        case world::GradingType::gpa_scale:
            return "ags/5.6.11";
        case world::GradingType::not_graded:
            return "ags/5.6.12";
        default:
            return {};
    }
}

/// @par Source ags.md 5.6
Grade scaled_grade(Call& call, Score const& score) {
    double const given = ruby::to_f(*score.given);
    double const maximum = score.maximum == nullptr ? 0 : ruby::to_f(*score.maximum);
    if (call.assignment->grading == world::GradingType::pass_fail) {
        double const points = call.assignment->points;
        bool const complete = given > 0;
        if (points == 0 && maximum == 0) {
            call.applies(complete ? "ags/5.6.4" : "ags/5.6.3");
        } else if (points == 0) {
            call.applies(complete ? "ags/5.6.6" : "ags/5.6.5");
        } else {
            call.applies(complete ? "ags/5.6.9" : "ags/5.6.8");
        }
        return {complete ? points : 0, complete ? "complete" : "incomplete"};
    }
    bool const no_factor = std::abs(maximum) < DBL_EPSILON;
    call.applies(no_factor ? "ags/5.6.2" : "ags/5.6.1");
    if (auto const fact = grading_fact(call.assignment->grading); !fact.empty()) call.applies(fact);
    double const factor = no_factor ? 1 : call.line_item->score_maximum / maximum;
    return {given * factor, std::nullopt};
}

/// The rows of the table in ags.md 5.4.
enum class Effect {
    grade,          ///< 1, 2 and, with `prioritize_non_tool`, 4
    keep_priority,  ///< 3
    keep,           ///< 5, 8
    clear,          ///< 6, 7
};

Effect effect_of(Score const& score, bool has_score) {
    if (score.preserve) return Effect::keep;
    if (!score.counts) return Effect::clear;
    return score.prioritize_non_tool && has_score ? Effect::keep_priority : Effect::grade;
}

std::string_view effect_fact(Score const& score, Effect effect) {
    bool const manual = score.grading_progress == "PendingManual";
    bool const accepted = manual || score.grading_progress == "FullyGraded";
    switch (effect) {
        case Effect::keep:
            return score.counts || manual ? "ags/5.4.5" : "ags/5.4.8";
        case Effect::clear:
            return accepted ? "ags/5.4.6" : "ags/5.4.7";
        case Effect::keep_priority:
            return "ags/5.4.3";
        case Effect::grade:
            break;
    }
    if (score.prioritize_non_tool) return "ags/5.4.4";
    return manual ? "ags/5.4.2" : "ags/5.4.1";
}

/// Whose grade the score changes: the group's, unless each member has a grade of his own. @par Source ags.md 5.10
std::vector<world::Id> graded_students(Call& call, Score const& score, Effect effect) {
    bool const changes = effect == Effect::grade || effect == Effect::clear;
    if (!changes || !call.assignment->group_assignment) return {score.user->id};
    if (call.assignment->grade_individually) {
        call.applies("ags/5.10.3");
        return {score.user->id};
    }
    auto const* const group = world::group_of(call.world(), call.assignment->course, score.user->id);
    call.applies(group == nullptr ? "ags/5.10.4" : "ags/5.10.2");
    auto students = submitters(call.world(), *call.assignment, score.user->id);
    std::erase_if(students, [&](world::Id student) {
        auto const* const theirs = world::find_submission(call.world(), call.assignment->id, student);
        bool const excused = student != score.user->id && theirs != nullptr && theirs->excused;
        if (excused) call.applies("ags/5.10.7");
        return excused;
    });
    return students;
}

/// Step (b), the gradebook's share.
void write_grade(Call& call, Score const& score, Effect effect) {
    auto& world = call.world();
    auto const& assignment = *call.assignment;
    call.applies(effect_fact(score, effect));
    bool const locked = (assignment.unlock_at && *assignment.unlock_at > call.context.now) ||
                        (assignment.lock_at && *assignment.lock_at < call.context.now);
    if (locked) call.applies("ags/5.4.16");
    bool const manual = score.grading_progress == "PendingManual";
    auto const grade = effect == Effect::grade ? scaled_grade(call, score) : Grade();
    auto const students = graded_students(call, score, effect);
    for (auto const student : students) {
        auto& submission = world::submission_of(world, assignment.id, student);
        auto const before = submission.score;
        if (effect == Effect::clear) {
            clear_grade(world, submission);
        } else if (effect == Effect::grade) {
            if (submission.excused) call.applies("ags/5.4.12");
            if (submission.state == SubmissionState::pending_review && !manual) call.applies("ags/5.4.9");
            give_grade(world, assignment, submission, grade.score, grade.text, Grader::tool);
            if (submission.points_deducted != 0) call.applies("ags/5.4.15");
        }
        if (manual && effect != Effect::clear) submission.state = SubmissionState::pending_review;
        world::touch(world, submission);
        if (student == score.user->id) continue;
        call.applies("ags/5.10.5");
        follow_in_result(world, assignment, submission, before);
    }
    if (score.comment == nullptr || ruby::is_blank(*score.comment)) return;
    if (students.front() != score.user->id) call.applies("ags/5.10.6");
    auto& commented = world::submission_of(world, assignment.id, students.front());
    commented.comments.push_back(ruby::to_s(*score.comment));
    world::touch(world, commented);
}

std::optional<double> number_or_none(base::json::value const* value) {
    if (value == nullptr || ruby::is_blank(*value)) return std::nullopt;
    return ruby::to_f(*value);
}

world::Result& write_result(Call& call, Score const& score) {
    auto& world = call.world();
    auto* result = world::find_result(world, call.line_item->id, score.user->id);
    if (result == nullptr) {
        world::Result made;
        made.id = world.next_id++;
        made.line_item = call.line_item->id;
        made.user = score.user->id;
        made.created_at = score.timestamp;
        result = &world.results.emplace_back(std::move(made));
        world::touch_rest(world);
    } else {
        call.applies("ags/5.5.6");
    }
    call.applies("ags/5.4.10");
    result->score = number_or_none(score.given);
    result->maximum = number_or_none(score.maximum);
    result->activity_progress = score.activity_progress;
    result->grading_progress = score.grading_progress;
    if (score.comment != nullptr) {
        result->comment = score.comment->is_null() ? std::nullopt : std::optional(ruby::to_s(*score.comment));
    }
    result->extension = score.extension;
    result->updated_at = score.timestamp;
    world::touch(world, *result);
    return *result;
}

/// Why the grade cannot change, if it would. @par Source ags.md 4.25, 4.26
std::optional<Recorded> frozen_grade(Call& call, Score const& score, Effect effect) {
    auto const refused = [](std::string_view row, std::string const& why) {
        Recorded recorded;
        recorded.errors.push_back({"grade", "cannot be changed at this time: " + why, std::nullopt});
        recorded.row = row;
        return recorded;
    };
    if (effect == Effect::grade && !call.assignment->published) {
        return refused("ags/4.25", "This assignment is still unpublished");
    }
    auto const* const before = world::find_submission(call.world(), call.assignment->id, score.user->id);
    bool const changes = effect == Effect::grade || (effect == Effect::clear && before != nullptr && before->score);
    if (changes && before != nullptr && before->unassigned) {
        return refused("ags/4.26", "This assignment is not applicable to this student");
    }
    return std::nullopt;
}

}  // namespace

Recorded record_score(Call& call, Score const& score) {
    auto& world = call.world();
    bool const reaches_gradebook = is_default(world, *call.line_item);
    bool const submits = reaches_gradebook && score.new_submission && !score.job_submits;
    if (!reaches_gradebook) call.applies("ags/5.4.13");
    if (reaches_gradebook && !score.new_submission) {
        call.applies(score.submission_type == "none" ? "ags/5.7.3" : "ags/5.7.5");
    }
    auto const& only_for = call.assignment->only_for;
    bool const assigned =
        only_for.empty() || std::find(only_for.begin(), only_for.end(), score.user->id) != only_for.end();
    if (submits) write_submission(call, score);

    auto const* const before = world::find_submission(world, call.assignment->id, score.user->id);
    auto const effect = effect_of(score, before != nullptr && before->score);
    Recorded recorded;
    if (auto frozen = reaches_gradebook ? frozen_grade(call, score, effect) : std::nullopt) {
        recorded = std::move(*frozen);
    } else {
        recorded.errors = result_errors(score);
        recorded.row = "ags/4.27";
        if (!recorded.errors.empty() && !score.counts && score.given != nullptr && score.maximum == nullptr) {
            call.applies("ags/5.4.11");
        }
    }
    if (!recorded.errors.empty()) {
        // Nothing below has been written, as if rolled back; the new submission was outside the transaction.
        if (submits) call.applies("ags/5.4.14");
        return recorded;
    }
    if (!assigned) call.applies("ags/5.3.5");
    if (!call.assignment->published) call.applies("ags/9.11");
    if (reaches_gradebook) write_grade(call, score, effect);
    recorded.result = &write_result(call, score);
    return recorded;
}

}  // namespace easel::services
