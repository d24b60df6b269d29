#include "services/ags_gradebook.hpp"
#include "services/answers.hpp"
#include "services/ruby.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace easel::services {
namespace {

namespace json = base::json;

using Refusal = std::optional<http::Response>;

std::string period(Call& call, std::string text) {
    return text + (call.dialects().final_periods ? "." : "");
}

/// A value's text; "" when absent.
std::string text_of(json::value const* value) {
    return value == nullptr ? std::string() : ruby::to_s(*value);
}

/// @par Source ags.md 5.5; only a text is a time.
std::optional<base::Instant> parse_time(Call& call, json::value const& value) {
    auto const* const text = value.if_string();
    if (text == nullptr) {
        call.applies("ags/5.5.9");
        return std::nullopt;
    }
    std::string_view const view = *text;
    if (auto const strict = base::parse_iso8601(view)) {
        call.applies("ags/5.5.1");
        if (!strict->zone_given) call.applies("ags/5.5.8");
        return strict->at;
    }
    auto const lenient = base::parse_lenient_time(view);
    if (!lenient) return std::nullopt;
    if (call.dialects().strict_iso8601_scores) {
        call.applies("ags/5.5.3");
        return std::nullopt;
    }
    call.applies("ags/5.5.2");
    return lenient;
}

/// Why the person does not count as a student. @par Source ags.md 5.3
std::string_view why_no_student(Call& call, world::User const* user) {
    if (call.course->state != world::CourseState::available) return "ags/5.3.1";
    return user == nullptr ? "ags/5.3.2" : "ags/5.3.3";
}

/// Checks 10 and 11.
Refusal check_user_and_presence(Call& call, Score& score) {
    auto const* const user_id = call.params.find("userId");
    auto const missing = [&](std::string_view name) -> Refusal {
        if (call.holds("ags/5.2.11", false, "ags/4.1")) return std::nullopt;
        return list_error(400, std::string(name) + " is missing");
    };
    if (call.dialects().missing_user_is_parameter_missing && (user_id == nullptr || ruby::is_blank(*user_id))) {
        if (auto refusal = missing("userId")) return refusal;
    }
    auto const* const reference = user_id == nullptr ? call.params.scalar("user_id") : call.params.scalar("userId");
    score.user = world::user_by_reference(call.world(), text_of(reference));
    if (score.user != nullptr) {
        call.answer.user = score.user->name;
        if (text_of(reference) != score.user->lti_id) call.applies("ags/5.1.1");
        if (user_id == nullptr) call.applies("ags/5.1.2");
    }
    bool const student = score.user != nullptr && world::is_active_student(*call.course, score.user->id);
    if (!student) call.applies(why_no_student(call, score.user));
    if (!call.holds("ags/5.2.10", student, "ags/4.12")) {
        return object_error(422, "User not found in course or is not a student");
    }
    if (score.user == nullptr) return nothing_to_go_on();
    if (!world::is_active_student(*call.course, score.user->id, false)) call.applies("ags/5.3.4");

    constexpr std::array<std::string_view, 4> required{"userId", "activityProgress", "gradingProgress", "timestamp"};
    for (auto const name : required) {
        auto const* const value = call.params.find(name);
        // `false` is no text, but it is there.
        if (value != nullptr && (value->is_bool() || !ruby::is_blank(*value))) continue;
        if (auto refusal = missing(name)) return refusal;
    }
    (void)call.holds("ags/5.2.11", true);
    return std::nullopt;
}

/// Checks 12 and 13.
Refusal check_timestamp(Call& call, Score& score) {
    static json::value const nothing;
    auto const* const sent = call.params.find("timestamp");
    auto const& raw = sent == nullptr ? nothing : *sent;
    auto const timestamp = parse_time(call, raw);
    auto const prefix = [&] { return "Provided timestamp of " + ruby::to_s(raw); };
    if (!call.holds("ags/5.2.12", timestamp.has_value(), "ags/4.2")) {
        return object_error(400, prefix() + " not a valid timestamp");
    }
    score.timestamp = timestamp.value_or(call.context.tool_now);
    auto const* const last = world::find_result(call.world(), call.line_item->id, score.user->id);
    if (last != nullptr && last->updated_at == score.timestamp) call.applies("ags/5.5.5");
    auto const* const graded = world::find_submission(call.world(), call.assignment->id, score.user->id);
    if (last != nullptr && graded != nullptr && graded->graded_by_person) call.applies("ags/5.5.7");
    if (!call.holds("ags/5.2.13", last == nullptr || last->updated_at <= score.timestamp, "ags/4.3")) {
        return object_error(
            400, prefix() + " before last updated timestamp of " + base::to_iso8601(last->updated_at, 3)
        );
    }
    if (score.timestamp > call.context.tool_now) call.applies("ags/5.5.4");
    return std::nullopt;
}

/// Checks 14 and 15, for a score that counts.
Refusal check_numbers(Call& call, Score const& score) {
    if (!score.counts) return std::nullopt;
    if (!call.holds("ags/5.2.14a", call.params.find("scoreMaximum") != nullptr, "ags/4.14")) {
        return object_error(422, period(call, "ScoreMaximum not supplied when ScoreGiven present"));
    }
    double const maximum = score.maximum == nullptr ? 0 : ruby::to_f(*score.maximum);
    if (!call.holds("ags/5.2.14b", maximum >= 0, "ags/4.13")) {
        return object_error(422, "ScoreMaximum must be greater than or equal to 0");
    }
    bool const fits = maximum != 0 || call.line_item->score_maximum == 0;
    bool const pass_fail = call.assignment->grading == world::GradingType::pass_fail;
    if (!fits && pass_fail) call.applies("ags/5.6.7");
    if (!call.holds("ags/5.2.14c", fits, "ags/4.23")) {
        return object_error(422, "cannot be zero if line item's maximum is not zero");
    }
    if (!call.holds("ags/5.2.15", ruby::to_f(*score.given) >= 0, "ags/4.24")) {
        return object_error(422, "ScoreGiven must be greater than or equal to 0");
    }
    return std::nullopt;
}

/// The first that is there, even if empty. @par Source ags.md 5.1
json::value const* sent_submission_time(Call& call, json::value const* extension) {
    auto const is_there = [](json::value const* value) {
        return value != nullptr && !value->is_null() && !(value->is_bool() && !value->get_bool());
    };
    if (auto const* submission = call.params.find("submission")) {
        if (auto const* time = base::member(*submission, "submittedAt"); is_there(time)) return time;
    }
    if (auto const* time = call.params.find("submittedAt"); is_there(time)) {
        bool const ignored = call.dialects().ignore_top_level_submitted_at;
        call.applies(ignored ? "ags/5.1.5" : "ags/5.1.4");
        if (!ignored) return time;
    }
    if (extension != nullptr) {
        if (auto const* time = base::member(*extension, "submitted_at"); is_there(time)) {
            call.applies("ags/5.1.4");
            return time;
        }
    }
    return nullptr;
}

/// Checks 16 and 17.
Refusal check_submission_time(Call& call, Score& score, json::value const* extension) {
    auto const* const raw = sent_submission_time(call, extension);
    if (raw == nullptr || ruby::is_blank(*raw)) return std::nullopt;
    auto const at = parse_time(call, *raw);
    auto const prefix = [&] { return "Provided submitted_at timestamp of " + ruby::to_s(*raw); };
    if (!call.holds("ags/5.2.16", at.has_value(), "ags/4.2")) {
        return object_error(400, prefix() + " not a valid timestamp");
    }
    if (!call.holds("ags/5.2.17", !at || *at <= call.context.tool_now + std::chrono::minutes(1), "ags/4.4")) {
        return object_error(400, prefix() + " in the future");
    }
    score.submitted_at = at;
    return std::nullopt;
}

void copy_scalars(json::object const& from, json::object& to, std::initializer_list<std::string_view> keys) {
    for (auto const key : keys) {
        if (auto const* value = from.if_contains(key); value != nullptr && ruby::is_scalar(*value)) to[key] = *value;
    }
}

/// The extension's known keys. @par Source ags.md 5.1, 7
json::object known_keys(json::object const& sent) {
    json::object known;
    copy_scalars(
        sent,
        known,
        {"new_submission",
         "preserve_score",
         "prioritize_non_tool_grade",
         "submission_type",
         "submission_data",
         "submitted_at"}
    );
    auto const* const items = sent.if_contains("content_items");
    if (items == nullptr || !items->is_array()) return known;
    json::array kept;
    for (auto const& item : items->get_array()) {
        if (!item.is_object()) continue;
        json::object content;
        copy_scalars(item.get_object(), content, {"type", "url", "title", "media_type"});
        kept.emplace_back(std::move(content));
    }
    known["content_items"] = std::move(kept);
    return known;
}

void read_extension(Call& call, Score& score, json::object known) {
    if (auto const* items = known.if_contains("content_items")) {
        for (auto const& item : items->get_array()) {
            if (base::text_member(item, "type") != "file") {
                call.applies("ags/5.1.6");
                continue;
            }
            ContentFile file;
            copy_scalars(item.get_object(), file.shown, {"type", "url", "title"});
            file.url = text_of(base::member(item, "url"));
            file.title = text_of(base::member(item, "title"));
            file.media_type = text_of(base::member(item, "media_type"));
            score.files.push_back(std::move(file));
        }
    }
    auto const flag = [&](std::string_view key) {
        auto const* const value = known.if_contains(key);
        if (value != nullptr && !value->is_bool()) call.applies("ags/5.1.3");
        return value == nullptr ? std::nullopt : ruby::to_boolean(*value);
    };
    score.preserve = flag("preserve_score").value_or(false);
    score.prioritize_non_tool = flag("prioritize_non_tool_grade").value_or(false);
    if (auto const* type = known.if_contains("submission_type"); type != nullptr && !type->is_null()) {
        score.submission_type = ruby::to_s(*type);
    }
    score.submission_data = text_of(known.if_contains("submission_data"));
    if (!score.files.empty()) {
        call.applies("ags/5.8.1");
        score.submission_type = "online_upload";
        score.job_submits = !call.dialects().multiple_files;
    }
    score.new_submission = flag("new_submission").value_or(true) && score.submission_type != "none";
    score.extension = std::move(known);
}

/// Checks 18 and 19.
Refusal check_submission(Call& call, Score const& score) {
    bool const has_what_it_needs = score.submission_type != "online_upload" || !score.files.empty();
    if (!call.holds("ags/5.2.18", has_what_it_needs, "ags/4.15")) {
        return object_error(422, "Content items must be provided with submission type 'online_upload'");
    }
    if (!score.new_submission) return std::nullopt;
    auto const left = world::attempts_left(
        *call.assignment, world::find_submission(call.world(), call.assignment->id, score.user->id)
    );
    call.applies("ags/5.7.1");
    if (!call.holds("ags/5.2.19", left != 0, "ags/4.16")) {
        return object_error(422, "The maximum number of allowed attempts has been reached for this submission");
    }
    return std::nullopt;
}

void read_members(Call& call, Score& score) {
    score.activity_progress = text_of(call.params.scalar("activityProgress"));
    score.grading_progress = text_of(call.params.scalar("gradingProgress"));
    score.given = call.params.scalar("scoreGiven");
    score.maximum = call.params.scalar("scoreMaximum");
    score.comment = call.params.scalar("comment");
    bool const dropped = has_other_members(
        call.params,
        {"userId",
         "user_id",
         "activityProgress",
         "gradingProgress",
         "timestamp",
         "scoreGiven",
         "scoreMaximum",
         "comment",
         "submission",
         "submittedAt",
         "resourceLinkId",
         submission_extension}
    );
    if (dropped) call.applies("ags/5.1.7");
    bool const accepted = score.grading_progress == "FullyGraded" || score.grading_progress == "PendingManual";
    score.counts = accepted && score.given != nullptr && !score.given->is_null();
}

/// @par Source ags.md 5.9
http::Response score_answer(Call& call, Score const& score, world::Result const& result) {
    call.applies(score.files.empty() ? "ags/5.9.1" : "ags/5.9.2");
    json::object submission;
    auto& items = submission["content_items"].emplace_array();
    for (auto const& file : score.files) items.emplace_back(file.shown);
    json::object body;
    body.reserve(2);
    if (call.dialects().multiple_files) {
        call.applies("ags/5.9.3");
        body[submission_extension] = std::move(submission);
        body["resultUrl"] = result_url(call, result);
    } else {
        body["resultUrl"] = result_url(call, result);
        body[submission_extension] = std::move(submission);
    }
    return success(200, "application/vnd.ims.lis.v1.score+json", json::value(std::move(body)));
}

}  // namespace

http::Response post_score(Call& call) {
    LineItemChecks const checks{.owner = false, .in_course = "ags/5.2.8", .link = "ags/5.2.9"};
    if (auto refusal = find_line_item(call, checks)) return std::move(*refusal);

    Score score;
    if (auto refusal = check_user_and_presence(call, score)) return std::move(*refusal);
    if (auto refusal = check_timestamp(call, score)) return std::move(*refusal);
    read_members(call, score);
    if (auto refusal = check_numbers(call, score)) return std::move(*refusal);
    auto const* const extension = call.params.find(submission_extension);
    if (auto refusal = check_submission_time(call, score, extension)) return std::move(*refusal);
    if (extension != nullptr && extension->is_object()) {
        read_extension(call, score, known_keys(extension->get_object()));
    }
    if (auto refusal = check_submission(call, score)) return std::move(*refusal);

    // With the flag ags_scores_multiple_files the files go first, without it last.
    bool const files_first = call.dialects().multiple_files;
    if (!score.files.empty() && files_first) {
        if (auto refusal = upload_files(call, score)) return std::move(*refusal);
    }
    auto const recorded = record_score(call, score);
    if (!call.holds("ags/5.2.20", recorded.errors.empty(), recorded.row)) return field_errors(recorded.errors);
    if (recorded.result == nullptr) return nothing_to_go_on();
    if (!score.files.empty() && !files_first) {
        if (auto refusal = upload_files(call, score)) return std::move(*refusal);
    }
    return score_answer(call, score, *recorded.result);
}

}  // namespace easel::services
