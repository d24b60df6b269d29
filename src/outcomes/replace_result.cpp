// replaceResult: the student's work, the grade, and why not. A later failure replaces an earlier one; where there is one,
// nothing is written. @par Source canvas/outcomes.md 3
#include "base/text.hpp"
#include "outcomes/call.hpp"
#include "services/files.hpp"
#include "services/gradebook.hpp"
#include "services/ruby.hpp"

#include <algorithm>
#include <chrono>

namespace easel::outcomes {
namespace {

using world::GradingType;
using world::SubmissionState;

constexpr base::Duration future_skew = std::chrono::seconds(60);

/// A grade as the tool gives it: its text ("75%", "17.5", "pass"), and the points that this is.
struct Grade {
    std::string text;
    double points = 0;
    std::optional<std::string> shown; ///< of pass/fail
};

/// What will be written, if nothing fails.
struct Plan {
    std::string type; ///< of a new submission; "": none
    std::string url;
    std::string body;
    std::optional<Grade> grade;
    std::optional<base::Instant> submitted_at; ///< as the tool says
    bool time_alone = false; ///< nothing but that time is to be written
    std::optional<Reply> failed;

    [[nodiscard]] bool has_failed() const { return failed.has_value(); }
};

void fail(Plan& plan, std::string_view code, std::string description) {
    plan.failed = failure(code, std::move(description));
}

struct Numbers {
    std::optional<double> score;
    std::optional<double> total;
};

/// S1 and S2. The text goes back with the line end that Canvas's own has.
Numbers read_numbers(Call& call, Plan& plan) {
    auto const& asked = call.asked;
    Numbers read;
    if (asked.score) {
        read.score = read_float(*asked.score);
        if (!call.holds("3.2.1", read.score.has_value()))
            fail(plan, "no_parseable_result_score", "Unable to parse resultScore: " + *asked.score + "\n");
    }
    if (asked.total_score) {
        read.total = read_float(*asked.total_score);
        if (!plan.has_failed() && !call.holds("3.2.2", read.total.has_value()))
            fail(plan, "no_parseable_result_total_score", "Unable to parse resultTotalScore: " + *asked.total_score + "\n");
    }
    return read;
}

bool has_file(Passback const& asked) {
    return asked.download_url && asked.document_name;
}

/// S3.
void choose_submission(Call& call, world::Submission const* existing, Plan& plan) {
    auto const& asked = call.asked;
    if (asked.text) {
        if (asked.url) call.applies("3.2.15");
        if (asked.text->empty()) call.applies("3.2.16");
        plan.type = "online_text_entry";
        plan.body = *asked.text;
        call.applies("3.2.3a");
    } else if (asked.url) {
        plan.type = "online_url";
        plan.url = *asked.url;
        call.applies("3.2.3b");
    } else if (has_file(asked)) {
        plan.type = "online_upload";
        call.applies("3.2.3c");
    } else if (asked.launch_url) {
        plan.type = "basic_lti_launch";
        plan.url = *asked.launch_url;
        call.applies("3.2.3d");
    } else if (existing == nullptr || existing->type.empty()) {
        plan.type = "external_tool";
        call.applies("3.2.3e");
    } else {
        call.applies("3.2.3f");
    }
}

/// S5.
void choose_grade(Call& call, Numbers const& numbers, Plan& plan) {
    auto const& asked = call.asked;
    auto const& assignment = *call.assignment;
    auto const sent = numbers.total ? numbers.total : numbers.score;
    if (assignment.grading == GradingType::pass_fail && sent) {
        call.applies("3.2.5a");
        bool const pass = *sent > 0;
        plan.grade = pass ? Grade{"pass", assignment.points, "complete"} : Grade{"fail", 0, "incomplete"};
    } else if (numbers.total) {
        call.applies("3.2.5b");
        plan.grade = Grade{services::ruby::float_text(*numbers.total), *numbers.total, std::nullopt};
    } else if (numbers.score) {
        if (!call.holds("3.2.5c", *numbers.score >= 0 && *numbers.score <= 1))
            return fail(plan, "bad_score", "Score is not between 0 and 1");
        auto const percent = *numbers.score * 100;
        plan.grade = Grade{percent_text(*numbers.score), assignment.points * percent / 100, std::nullopt};
    } else if (!plan.has_failed()) {
        bool const works = asked.text || asked.url || has_file(asked) || asked.launch_url;
        plan.time_alone = !works && !call.dialects().outcome_time_needs_score && asked.submitted_at &&
                          !base::trim(*asked.submitted_at).empty();
        if (plan.time_alone) call.applies("3.2.17");
        if (!call.holds("3.2.5d", works || plan.time_alone)) fail(plan, "no_score", "No score given");
    }
}

/// S6 and S7; what Canvas answers where the time breaks it.
std::optional<Reply> read_submission_time(Call& call, Plan& plan) {
    auto const& sent = call.asked.submitted_at;
    if (!sent || base::trim(*sent).empty()) return std::nullopt;
    auto const read = read_time(*sent);
    if (!call.holds("3.4.5", !read.impossible)) {
        Reply reply;
        reply.crash = internal_error(call.context.desk);
        return reply;
    }
    bool const readable = read.at.has_value();
    bool const in_future = readable && *read.at > call.context.tool_now + future_skew;
    if (!call.holds("3.2.6", readable)) {
        fail(plan, "timestamp_not_parseable", "Invalid timestamp - timestamp not parseable");
    } else if (!call.holds("3.2.7", !in_future)) {
        fail(plan, "timestamp_in_future", "Invalid timestamp - timestamp in future");
    }
    plan.submitted_at = read.at;
    return std::nullopt;
}

bool is_blank_work(Plan const& plan) {
    bool const text = plan.type == "online_text_entry" && base::trim(plan.body).empty();
    bool const link = (plan.type == "online_url" || plan.type == "basic_lti_launch") && base::trim(plan.url).empty();
    return text || link;
}

/// Asks for the file behind the answer; the submission lists it at once. @par Source canvas/outcomes.md 3.2, S9
std::vector<world::Attachment> queue_file(Call& call) {
    auto const& asked = call.asked;
    call.applies("3.2.9");
    auto const& progress = services::queue_file(
        call.world(),
        {call.assignment->id, call.user->id, *asked.download_url, *asked.document_name, {}},
        call.context.now
    );
    return {{progress.file, progress.file_name, progress.media_type, progress.file_url, 0}};
}

void hand_in(Call& call, Plan const& plan, std::vector<world::Attachment> attachments = {}) {
    auto& world = call.world();
    services::Work work;
    work.type = plan.type;
    work.url = plan.url;
    work.body = plan.body;
    work.at = plan.submitted_at.value_or(call.context.now);
    work.attachments = std::move(attachments);
    for (auto const student : services::submitters(world, *call.assignment, call.user->id)) {
        auto& submission = world::submission_of(world, call.assignment->id, student);
        services::hand_in(world, submission, work, submission.submitted_at != work.at);
        if (is_blank_work(plan)) submission.state = SubmissionState::unsubmitted;
    }
}

/// A grade is the group's, unless each member has one of his own.
std::vector<world::Id> graded_students(Call& call) {
    if (call.assignment->grade_individually) return {call.user->id};
    return services::submitters(call.world(), *call.assignment, call.user->id);
}

void write_grade(Call& call, Grade const& grade) {
    auto& world = call.world();
    for (auto const student : graded_students(call)) {
        auto& submission = world::submission_of(world, call.assignment->id, student);
        auto const before = submission.score;
        services::give_grade(
            world, *call.assignment, submission, grade.points, grade.shown, services::Grader::tool
        );
        services::follow_in_result(world, *call.assignment, submission, before);
    }
}

/// The teacher is asked to look at it. @par Source canvas/outcomes.md 3.1
void ask_for_review(Call& call) {
    bool const ignored = call.dialects().outcome_review_is_ignored;
    call.applies(ignored ? "3.1.9" : "3.1.8");
    if (ignored) return;
    auto& submission = world::submission_of(call.world(), call.assignment->id, call.user->id);
    submission.state = SubmissionState::pending_review;
    world::touch(call.world(), submission);
}

/// S8: a comment is all that is left of the grade. A file is not asked for, which would be S9.
Reply refuse_without_points(Call& call, Plan const& plan) {
    auto& world = call.world();
    if (world::find_submission(world, call.assignment->id, call.user->id) == nullptr) hand_in(call, plan);
    auto& submission = world::submission_of(world, call.assignment->id, call.user->id);
    submission.comments.push_back(
        "An external tool attempted to grade this assignment as " + (plan.grade ? plan.grade->text : std::string()) +
        ", but was unable\nto because the assignment has no points possible."
    );
    world::touch(world, submission);
    return failure("no_points_possible", "Assignment has no points possible.");
}

/// S10.
Reply write(Call& call, Plan const& plan) {
    auto& world = call.world();
    bool const writes = !plan.type.empty() || plan.grade || plan.time_alone;
    if (!call.holds("3.2.10", writes))
        return failure("no_submission_created", "This outcome request failed to create a new homework submission.");
    if (plan.type == "online_upload") {
        hand_in(call, plan, queue_file(call));
    } else if (!plan.type.empty()) {
        hand_in(call, plan);
    }
    if (plan.type.empty() && plan.submitted_at) {
        call.applies("3.5.3");
        auto& submission = world::submission_of(world, call.assignment->id, call.user->id);
        submission.submitted_at = plan.submitted_at;
        world::touch(world, submission);
    }
    if (plan.grade) write_grade(call, *plan.grade);
    if (call.asked.needs_additional_review) ask_for_review(call);
    return {};
}

} // namespace

Reply replace_result(Call& call) {
    Plan plan;
    auto const numbers = read_numbers(call, plan);
    auto const* const existing = world::find_submission(call.world(), call.assignment->id, call.user->id);
    choose_submission(call, existing, plan);
    bool const kept =
        call.asked.prioritizes_non_tool_grade && existing != nullptr && existing->graded_by_person;
    if (kept) {
        call.applies("3.2.4");
    } else {
        choose_grade(call, numbers, plan);
    }
    if (auto crash = read_submission_time(call, plan)) return std::move(*crash);
    if (plan.has_failed()) return std::move(*plan.failed);
    bool const has_points = !call.assignment->no_points || call.assignment->grading == GradingType::pass_fail;
    if (!call.holds("3.2.8", has_points)) return refuse_without_points(call, plan);
    return write(call, plan);
}

} // namespace easel::outcomes
