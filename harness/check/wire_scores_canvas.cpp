#include "base/instant.hpp"
#include "base/text.hpp"
#include "check/wire_scores.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace easel::check::wire {
namespace {

bool is_url_name(std::string_view name) {
    return name.starts_with("https://") || name.starts_with("http://");
}

/// Members of a score by AGS 3.4; `startedAt` and `submittedAt` belong into `submission`, which SCORE-029 judges.
bool is_score_member(std::string_view name) {
    constexpr std::array<std::string_view, 11> members{
        "userId",
        "scoreGiven",
        "scoreMaximum",
        "comment",
        "timestamp",
        "activityProgress",
        "gradingProgress",
        "submission",
        "startedAt",
        "submittedAt",
        "scoringUserId",
    };
    return std::ranges::find(members, name) != members.end();
}

void extensions_by_url(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        out.saw(*score.exchange);
        for (auto const& member : score.body) {
            std::string_view const name = member.key();
            if (is_score_member(name) || is_url_name(name)) continue;
            auto const what = "added the member " + quoted(name) + " to a score, which is no fully qualified URL";
            if (member.value().is_null())
                out.doubtful(*score.exchange, what);
            else
                out.violated(*score.exchange, what);
        }
    }
}

/// The Canvas extension of a score, when it is there.
base::json::value const* extension_of(Score const& score) {
    return score.body.if_contains(submission_extension);
}

void inspect_extension(Exchange const& exchange, base::json::object const& extension, Findings& out) {
    constexpr std::array<std::string_view, 6> types{
        "none",
        "basic_lti_launch",
        "online_text_entry",
        "external_tool",
        "online_upload",
        "online_url",
    };
    if (auto const* type = extension.if_contains("submission_type")) {
        bool const known =
            type->is_string() && std::ranges::find(types, std::string_view(type->as_string())) != types.end();
        if (!known)
            out.violated(exchange, "sent the submission_type " + quoted(*type) + ", which Canvas does not know");
    }
    if (auto const* data = extension.if_contains("submission_data"); data != nullptr && !data->is_string()) {
        out.violated(exchange, "sent `submission_data` as " + quoted(*data) + ", which is no string");
    }
    for (std::string_view const name : {"new_submission", "preserve_score", "prioritize_non_tool_grade"}) {
        auto const* value = extension.if_contains(name);
        if (value == nullptr || value->is_bool()) continue;
        out.violated(exchange, "sent `" + std::string(name) + "` as " + quoted(*value) + ", which is no boolean");
    }
}

void submission_extension_members(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        auto const* extension = extension_of(score);
        if (extension == nullptr) continue;
        out.saw(*score.exchange);
        if (extension->is_object())
            inspect_extension(*score.exchange, extension->as_object(), out);
        else
            out.violated(
                *score.exchange, "sent Canvas's submission extension as " + quoted(*extension) + ", which is no object"
            );
    }
}

bool is_file_item(base::json::value const& item) {
    return base::text_member(item, "type") == "file" && base::text_member(item, "url") &&
           base::text_member(item, "title");
}

void upload_has_files(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        auto const* extension = extension_of(score);
        if (extension == nullptr || base::text_member(*extension, "submission_type") != "online_upload") continue;
        out.saw(*score.exchange);
        auto const* items = base::member(*extension, "content_items");
        bool const fits = items != nullptr && items->is_array() && std::ranges::any_of(items->as_array(), is_file_item);
        if (fits) continue;
        out.violated(
            *score.exchange,
            "sent submission_type `online_upload` without a content item of type `file` with url and title"
        );
    }
}

void submitted_at_not_ahead(Case const& run, Findings& out) {
    constexpr auto tolerance = std::chrono::seconds{60};
    for (auto const& score : scores(run)) {
        auto const* extension = extension_of(score);
        auto const* given = extension != nullptr ? base::member(*extension, "submitted_at") : nullptr;
        if (given == nullptr || given->is_null()) continue;
        out.saw(*score.exchange);
        auto const time = given->is_string() ? base::parse_iso8601(std::string_view(given->as_string())) : std::nullopt;
        if (!time) {
            out.violated(
                *score.exchange, "sent the submitted_at " + quoted(*given) + ", which is no ISO 8601 date-time"
            );
            continue;
        }
        auto const ahead = time->at - run.context.tool_time(score.exchange->at);
        if (ahead <= tolerance) continue;
        out.violated(
            *score.exchange,
            "sent a submitted_at that is " + base::to_string(std::chrono::round<std::chrono::seconds>(ahead)) +
                " ahead of Canvas's clock"
        );
    }
}

/// Before the tool was made to do anything: a final grade without a score takes away what a teacher gave.
void no_grade_for_a_start(Case const& run, Findings& out) {
    int first_act = std::numeric_limits<int>::max();
    for (auto const& exchange : run.exchanges) {
        if (exchange.to != traffic::Party::tool) continue;
        if (exchange.kind == CallKind::launch && exchange.from == traffic::Party::browser) out.saw(exchange);
        if (exchange.kind == CallKind::action) first_act = std::min(first_act, exchange.number);
    }
    for (auto const& score : scores(run)) {
        if (score.exchange->number > first_act || score.body.contains("scoreGiven")) continue;
        if (text_at(score.body, "gradingProgress") != "FullyGraded") continue;
        out.violated(*score.exchange, "sent `gradingProgress` FullyGraded without scoreGiven when somebody had only begun");
    }
}

constexpr std::string_view with_extension = "scores with Canvas's submission extension";
constexpr std::array rules{
    Rule{
        "SCORE-018",
        "launches",
        no_grade_for_a_start,
        "Send NotReady or Pending as gradingProgress until there is a score."},
    Rule{"SCORE-023", "scores", extensions_by_url, "Name members of your own by a URL that you control."},
    Rule{
        "SCORE-024",
        with_extension,
        submission_extension_members,
        "Use a submission_type that Canvas knows, a string as submission_data, and JSON booleans."},
    Rule{
        "SCORE-025",
        "scores with submission_type online_upload",
        upload_has_files,
        "Send content_items with at least one {\"type\": \"file\", \"url\": ..., \"title\": ...}."},
    Rule{
        "SCORE-026",
        "scores with submitted_at",
        submitted_at_not_ahead,
        "Send the moment of the submission as submitted_at."},
};

}  // namespace

std::span<Rule const> canvas_score_rules() {
    return rules;
}

}  // namespace easel::check::wire
