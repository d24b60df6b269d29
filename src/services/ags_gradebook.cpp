#include "services/ags_gradebook.hpp"

#include "services/ruby.hpp"

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <utility>

namespace easel::services {
namespace {

using world::Submission;
using world::SubmissionState;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// The score as the gradebook shows it: "4", "4.5".
std::string grade_text(double score) {
    auto text = ruby::float_text(score);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

/// Step (a). @par Source ags.md 5.7
void write_submission(Call& call, Score const& score) {
    auto& submission = world::submission_of(call.world(), call.assignment->id, score.user->id);
    call.applies("ags/5.7.2");
    auto const at = score.submitted_at.value_or(call.context.now);
    if (submission.submitted_at == at) {
        call.applies("ags/5.7.4");
    } else {
        ++submission.attempt;
    }
    submission.submitted_at = at;
    submission.state = SubmissionState::submitted;

    call.applies("ags/5.7.6");
    auto const& type = score.submission_type;
    bool const known =
        is_one_of(type, {"basic_lti_launch", "online_text_entry", "online_url", "external_tool", "online_upload"});
    submission.type = known ? type : "";
    submission.url = is_one_of(type, {"basic_lti_launch", "online_url"}) ? score.submission_data : "";
    submission.body = type == "online_text_entry" ? score.submission_data : "";
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
    std::string text;
};

/// @par Source ags.md 5.6
Grade scaled_grade(Call& call, Score const& score) {
    double const given = ruby::to_f(*score.given);
    double const maximum = ruby::to_f(*score.maximum);
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
    double const factor = no_factor ? 1 : call.line_item->score_maximum / maximum;
    double const scaled = given * factor;
    return {scaled, grade_text(scaled)};
}

void clear_grade(Submission& submission) {
    submission.score.reset();
    submission.grade.clear();
    submission.graded_by_tool = false;
    submission.graded_by_person = false;
    if (submission.state == SubmissionState::graded || submission.state == SubmissionState::pending_review) {
        submission.state = submission.submitted_at ? SubmissionState::submitted : SubmissionState::unsubmitted;
    }
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

/// Step (b), the gradebook's share.
void write_grade(Call& call, Score const& score, Effect effect) {
    auto& submission = world::submission_of(call.world(), call.assignment->id, score.user->id);
    call.applies(effect_fact(score, effect));
    bool const manual = score.grading_progress == "PendingManual";
    if (effect == Effect::clear) {
        clear_grade(submission);
    } else if (effect == Effect::grade) {
        auto grade = scaled_grade(call, score);
        submission.score = grade.score;
        submission.grade = std::move(grade.text);
        submission.graded_by_tool = true;
        submission.graded_by_person = false;
        if (submission.excused) call.applies("ags/5.4.12");
        submission.excused = false;
        submission.state = SubmissionState::graded;
    }
    if (manual && effect != Effect::clear) submission.state = SubmissionState::pending_review;
    if (score.comment != nullptr && !ruby::is_blank(*score.comment)) {
        submission.comments.push_back(ruby::to_s(*score.comment));
    }
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
    return *result;
}

}  // namespace

Recorded record_score(Call& call, Score const& score) {
    bool const reaches_gradebook = is_default(call.world(), *call.line_item);
    if (!reaches_gradebook) call.applies("ags/5.4.13");
    if (reaches_gradebook && score.new_submission) write_submission(call, score);
    if (reaches_gradebook && !score.new_submission) {
        call.applies(score.submission_type == "none" ? "ags/5.7.3" : "ags/5.7.5");
    }

    auto const* const before = world::find_submission(call.world(), call.assignment->id, score.user->id);
    auto const effect = effect_of(score, before != nullptr && before->score);
    Recorded recorded;
    if (reaches_gradebook && effect == Effect::grade && !call.assignment->published) {
        recorded.errors.push_back(
            {"grade", "cannot be changed at this time: This assignment is still unpublished", std::nullopt}
        );
        recorded.row = "ags/4.25";
    } else {
        recorded.errors = result_errors(score);
        recorded.row = "ags/4.27";
        if (!recorded.errors.empty() && !score.counts && score.given != nullptr && score.maximum == nullptr) {
            call.applies("ags/5.4.11");
        }
    }
    if (!recorded.errors.empty()) {
        // Nothing below has been written, as if rolled back; the new submission was outside the transaction.
        if (reaches_gradebook && score.new_submission) call.applies("ags/5.4.14");
        return recorded;
    }
    if (reaches_gradebook) write_grade(call, score, effect);
    recorded.result = &write_result(call, score);
    return recorded;
}

void grade_by_person(
    world::World& world, world::Assignment const& assignment, world::Id user, std::optional<double> score
) {
    auto& submission = world::submission_of(world, assignment.id, user);
    bool const changed = submission.score != score;
    if (!score) {
        clear_grade(submission);
    } else {
        bool const pass_fail = assignment.grading == world::GradingType::pass_fail;
        submission.grade = !pass_fail ? grade_text(*score) : *score > 0 ? "complete" : "incomplete";
        submission.score = score;
        submission.state = SubmissionState::graded;
        submission.graded_by_tool = false;
        submission.excused = false;
    }
    submission.graded_by_person = true;

    auto const* const item = world::default_line_item(world, assignment.id);
    auto* const result = item == nullptr ? nullptr : world::find_result(world, item->id, user);
    if (result == nullptr) return;
    if (changed) {
        result->score = score;
        if (!result->maximum) result->maximum = assignment.points;
    }
    if (score && result->grading_progress == "PendingManual") result->grading_progress = "FullyGraded";
}

}  // namespace easel::services
