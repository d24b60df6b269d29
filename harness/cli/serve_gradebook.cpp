// What came of launches: grades, and what was handed in.
#include "base/codec.hpp"
#include "cli/serve_page.hpp"

namespace easel::cli {
namespace {

std::string escaped(std::string const& text) {
    return base::html_escape(base::to_valid_utf8(text));
}

std::string score_text(world::Assignment const& assignment, world::Submission const* submission) {
    if (submission == nullptr) return "-";
    std::string text =
        submission->score ? number_text(*submission->score) : std::string(world::to_string(submission->state));
    if (assignment.grading == world::GradingType::pass_fail && !submission->grade.empty())
        text = base::html_escape(submission->grade);
    if (submission->score && submission->state != world::SubmissionState::graded)
        text += " <span class=\"note\">" + std::string(world::to_string(submission->state)) + "</span>";
    if (submission->points_deducted > 0)
        text += " <span class=\"note\">-" + number_text(submission->points_deducted) + " late</span>";
    if (submission->excused) text += " <span class=\"note\">excused</span>";
    if (submission->attempt > 0) text += " <span class=\"note\">#" + std::to_string(submission->attempt) + "</span>";
    return text;
}

std::string course_table(world::World& world, world::Course const& course) {
    std::vector<world::Assignment const*> columns;
    std::vector<std::string> heads{"Student"};
    for (auto const& assignment : world.assignments) {
        if (assignment.course != course.id || assignment.deleted) continue;
        columns.push_back(&assignment);
        heads.push_back(
            escaped(assignment.title) + "<br><span class=\"note\">of " + number_text(assignment.points) + "</span>"
        );
    }
    std::string rows;
    for (auto const& enrolment : course.enrolments) {
        if (enrolment.role != world::Role::student && enrolment.role != world::Role::test_student) continue;
        auto const* user = world::user_by_id(world, enrolment.user);
        if (user == nullptr) continue;
        std::vector<std::string> cells{html_text(user->full_name.empty() ? user->name : user->full_name)};
        for (auto const* assignment : columns)
            cells.push_back(score_text(*assignment, world::find_submission(world, assignment->id, user->id)));
        rows += html_row(cells);
    }
    if (columns.empty() || rows.empty()) return "";
    return "<h2>" + escaped(course.title) + "</h2><div class=\"scroll\"><table>" + html_row(heads, "th") + rows +
           "</table></div>";
}

} // namespace

http::Response gradebook_page(Visit const& visit) {
    auto& world = visit.served.stage->world;
    std::string body = "<h1>Gradebook</h1><p class=\"note\">#1 is the first attempt.</p>";
    for (auto const& course : world.courses) body += course_table(world, course);
    return html_page(visit, "Gradebook", body);
}

http::Response submissions_page(Visit const& visit) {
    auto& world = visit.served.stage->world;
    std::string rows;
    for (auto const& submission : world.submissions) {
        auto const* user = world::user_by_id(world, submission.user);
        auto const* assignment = world::assignment_by_id(world, submission.assignment);
        if (user == nullptr || assignment == nullptr) continue;
        std::string what = escaped(submission.type);
        for (auto const& text : {submission.url, submission.body})
            if (!text.empty()) what += (what.empty() ? "" : "<br>") + escaped(text);
        for (auto const& file : submission.attachments)
            what += (what.empty() ? "" : "<br>") + escaped(file.name) + " <span class=\"note\">" +
                    std::to_string(file.size) + " bytes</span>";
        std::string comments;
        for (auto const& comment : submission.comments) comments += (comments.empty() ? "" : "<br>") + escaped(comment);
        rows += html_row({
            html_text(user->full_name.empty() ? user->name : user->full_name),
            escaped(assignment->title),
            score_text(*assignment, &submission),
            std::string(world::to_string(submission.state)),
            submission.submitted_at ? base::to_iso8601(*submission.submitted_at, 0) : "-",
            what.empty() ? "-" : what,
            comments.empty() ? "-" : comments,
        });
    }
    auto const heads = html_row({"Student", "Assignment", "Score", "State", "Submitted", "What", "Comments"}, "th");
    return html_page(
        visit,
        "Submissions",
        "<h1>Submissions</h1>" + (rows.empty() ? "<p>Nothing was handed in or graded yet.</p>"
                                               : "<div class=\"scroll\"><table>" + heads + rows + "</table></div>")
    );
}

} // namespace easel::cli
