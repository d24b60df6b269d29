#include "reference_tool/scores.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

/// Whole numbers are written without a fraction.
json::value plain_number(double value) {
    auto const rounded = std::round(value * 1e6) / 1e6;
    auto const whole = static_cast<std::int64_t>(rounded);
    if (static_cast<double>(whole) == rounded) return whole;
    return rounded;
}

std::string number_text(double value) {
    return base::dump(plain_number(value));
}

/// What a tool that mixes up its users' identifiers sends.
std::string other_id(Session const& session) {
    if (!session.legacy_id.empty()) return session.legacy_id;
    return session.email.empty() ? "user-" + session.user : session.email;
}

json::value stamp_text(base::Instant stamp, Switches const& defects) {
    if (defects.broken("local-time-as-utc")) return json::value(base::to_iso8601(stamp - std::chrono::hours(2)));
    auto text = base::to_iso8601(stamp);
    if (defects.broken("timestamp-in-whole-seconds")) text = text.substr(0, text.find('.')) + "Z";
    if (defects.broken("timestamp-without-zone")) text.pop_back();
    if (defects.broken("timestamp-as-milliseconds"))
        text = "/Date(" + std::to_string(base::to_numeric_date(stamp) * 1000) + ")/";
    return json::value(std::move(text));
}

json::object canvas_extension(
    Session const& session, base::Instant stamp, Occasion occasion, std::string_view page, Switches const& defects
) {
    json::object extension;
    if (occasion == Occasion::regrade && !defects.broken("regrade-makes-an-attempt")) {
        extension["new_submission"] = false;
        return extension;
    }
    extension["new_submission"] = true;
    extension["submission_type"] = "basic_lti_launch";
    extension["submission_data"] = page;
    extension["submitted_at"] = base::to_iso8601(stamp);
    if (session.hands_in_a_file) {
        extension["submission_type"] = "online_upload";
        extension.erase("submission_data");
        extension["content_items"] = json::array{json::object{
            {"type", "file"}, {"url", std::string(page) + "/work.txt"}, {"title", "work.txt"}, {"media_type", "text/plain"}
        }};
    }
    if (defects.broken("misuses-canvas-extension")) {
        extension["new_submission"] = "yes";
        extension["submission_type"] = "quiz";
    }
    if (defects.broken("upload-without-files")) {
        extension["submission_type"] = "online_upload";
        extension.erase("submission_data");
        extension.erase("content_items");
    }
    if (defects.broken("submits-in-the-future"))
        extension["submitted_at"] = base::to_iso8601(stamp + std::chrono::hours(1));
    return extension;
}

std::string below(std::string_view line_item, std::string_view name, Switches const& defects) {
    auto const question = line_item.find('?');
    auto path = std::string(line_item.substr(0, question));
    if (path.ends_with('/') && !defects.broken("doubles-slashes")) path.pop_back();
    path += "/" + std::string(name);
    if (question != std::string_view::npos) path += line_item.substr(question);
    return path;
}

} // namespace

std::string course_key(Session const& session) {
    return std::to_string(session.registration) + "\n" + session.deployment + "\n" + session.course;
}

std::string score_key(Session const& session, std::string_view line_item) {
    return std::to_string(session.registration) + "\n" + std::string(line_item) + "\n" + session.user;
}

ScoreBook::Ticket ScoreBook::next(std::string const& key, base::Instant now, Switches const& defects) {
    auto const last = last_.find(key);
    Ticket ticket{1, now};
    if (last != last_.end()) {
        ticket.number = last->second.number + 1;
        ticket.stamp = std::max(now, last->second.stamp + base::Duration{1});
        // The next second is the next moment that it can tell.
        if (defects.broken("timestamp-in-whole-seconds"))
            ticket.stamp = std::max(now, last->second.stamp + std::chrono::seconds(1));
        if (defects.broken("repeats-timestamps")) ticket.stamp = last->second.stamp;
    }
    last_.insert_or_assign(key, ticket);
    return ticket;
}

bool ScoreBook::overtaken(std::string const& key, std::uint64_t number) const {
    auto const last = last_.find(key);
    return last != last_.end() && last->second.number > number;
}

json::object score_body(
    Session const& session,
    double fraction,
    base::Instant stamp,
    Occasion occasion,
    std::string_view page,
    Switches const& defects
) {
    double const given = fraction * score_maximum;
    json::object body;
    body["userId"] = defects.broken("scores-another-identifier") ? other_id(session) : session.user;
    body["scoreGiven"] = plain_number(defects.broken("percent-of-ten") ? fraction * 100 : given);
    if (defects.broken("score-as-text")) body["scoreGiven"] = number_text(given);
    body["scoreMaximum"] = plain_number(score_maximum);
    if (defects.broken("maximum-as-text")) body["scoreMaximum"] = number_text(score_maximum);
    body["activityProgress"] = defects.broken("made-up-activity-progress") ? "Finished" : "Completed";
    body["gradingProgress"] = "FullyGraded";
    if (defects.broken("made-up-grading-progress")) body["gradingProgress"] = "Graded";
    if (defects.broken("never-fully-graded")) body["gradingProgress"] = "Pending";
    body["timestamp"] = stamp_text(stamp, defects);
    if (defects.broken("bare-extension-member")) body["attemptNumber"] = 1;
    body["https://canvas.instructure.com/lti/submission"] = canvas_extension(session, stamp, occasion, page, defects);
    if (occasion == Occasion::attempt) {
        auto const handed_in = defects.broken("submits-in-the-future") ? stamp + std::chrono::hours(1) : stamp;
        auto started = base::to_iso8601(std::min(session.started, stamp));
        if (defects.broken("submission-times-without-zone")) started.pop_back();
        body["submission"] = json::object{{"startedAt", started}, {"submittedAt", base::to_iso8601(handed_in)}};
    }
    return body;
}

std::string score_text(json::object const& body, Switches const& defects) {
    auto const text = base::dump(body);
    return defects.broken("encodes-score-twice") ? base::dump(json::value(text)) : text;
}

std::string scores_url(std::string_view line_item, Switches const& defects) {
    if (defects.broken("appends-scores-to-query")) return std::string(line_item) + "/scores";
    return below(line_item, "scores", defects);
}

std::string results_url(std::string_view line_item, std::string_view user, Switches const& defects) {
    auto url = defects.broken("appends-results-to-query") ? std::string(line_item) + "/results"
                                                           : below(line_item, "results", defects);
    if (user.empty()) return url;
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += defects.broken("filters-results-by-camel-case") ? "userId=" : "user_id=";
    return url + (defects.broken("filters-results-unencoded") ? std::string(user) : base::percent_encode(user));
}

json::object start_body(Session const& session, base::Instant stamp, Switches const& defects) {
    json::object body;
    body["userId"] = session.user;
    body["activityProgress"] = "Started";
    body["gradingProgress"] = defects.broken("begins-fully-graded") ? "FullyGraded" : "NotReady";
    body["timestamp"] = base::to_iso8601(stamp);
    // Canvas takes every score for an attempt unless told otherwise.
    body["https://canvas.instructure.com/lti/submission"] = json::object{{"new_submission", false}};
    return body;
}

} // namespace easel::reference_tool
