#include "check/wire_scores.hpp"

#include "base/instant.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace easel::check::wire {
namespace {

constexpr std::string_view score_type = "application/vnd.ims.lis.v1.score+json";
constexpr auto clock_tolerance = std::chrono::minutes{5};  // requirements.md, times
constexpr auto future_tolerance = std::chrono::seconds{60};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

std::string path_key(Score const& score) {
    return std::string(path_of(score.exchange->request.target));
}

void scores_path(Case const& run, Findings& out) {
    inspect_appended(run, "/scores", out);
}

/// Only where the line item's URL ends with a slash (AGS 3.1.1.2 shows one).
void no_double_slash(Case const& run, Findings& out) {
    for (auto const& exchange : run.exchanges) {
        if (exchange.from != traffic::Party::tool || exchange.to != traffic::Party::platform) continue;
        auto const path = path_of(exchange.request.target);
        auto const slash = path.rfind('/');
        if (!path.ends_with("/scores") && !path.ends_with("/results")) continue;
        auto const item = path.substr(0, path.find_last_not_of('/', slash) + 1);
        auto const known = known_line_items(run, exchange.number);
        bool const ends_so = std::ranges::any_of(known, [&](std::string const& each) {
            auto const url = base::parse_url(each);
            return url && url->path == std::string(item) + "/";
        });
        if (!ends_so) continue;
        out.saw(exchange);
        if (path.find("//") != std::string_view::npos)
            out.violated(exchange, "put two slashes into the address " + quoted(exchange.request.target));
    }
}

void scores_method_and_type(Case const& run, Findings& out) {
    for (auto const* request : score_requests(run)) {
        out.saw(*request);
        if (request->request.method != "POST") {
            out.violated(*request, "sent a score by " + request->request.method + " instead of POST");
        } else if (request->request.content_type() != score_type) {
            out.violated(
                *request,
                "sent a score with the content type " + quoted(request->request.headers.get("Content-Type")) +
                    " instead of " + quoted(score_type)
            );
        }
    }
}

void one_json_object(Case const& run, Findings& out) {
    for (auto const* request : score_requests(run)) {
        if (!is_whole(*request)) continue;
        out.saw(*request);
        auto const& body = request->request.body;
        if (body.starts_with("\xEF\xBB\xBF")) {
            out.violated(*request, "sent a score that begins with a byte order mark");
        } else if (!base::is_valid_utf8(body)) {
            out.violated(*request, "sent a score that is no valid UTF-8");
        } else if (auto const parsed = base::parse_json(body); !parsed) {
            out.violated(*request, "sent a score that is no JSON: " + base::to_string(parsed.error()));
        } else if (!parsed->is_object()) {
            out.violated(*request, "sent a score that is not one JSON object: " + quoted(*parsed));
        }
    }
}

void user_is_sub(Case const& run, Findings& out) {
    if (run.context.launches.empty()) return;
    for (auto const& score : scores(run)) {
        out.saw(*score.exchange);
        auto const* user = score.body.if_contains("userId");
        if (user == nullptr) {
            out.violated(*score.exchange, "sent a score without `userId`");
            continue;
        }
        bool const known = user->is_string() && std::ranges::any_of(run.context.launches, [&](auto const& sent) {
                               return sent.sub == std::string_view(user->as_string());
                           });
        if (!known) {
            out.violated(
                *score.exchange, "sent a score whose `userId` is " + quoted(*user) + ", which is no `sub` of a launch"
            );
        }
    }
}

void timestamp_with_zone(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        out.saw(*score.exchange);
        auto const* stamp = score.body.if_contains("timestamp");
        if (stamp == nullptr) {
            out.violated(*score.exchange, "sent a score without `timestamp`");
            continue;
        }
        auto const time = stamp->is_string() ? base::parse_iso8601(std::string_view(stamp->as_string())) : std::nullopt;
        if (!time) {
            out.violated(*score.exchange, "sent the timestamp " + quoted(*stamp) + ", which is no ISO 8601 date-time");
        } else if (!time->zone_given) {
            out.violated(*score.exchange, "sent the timestamp " + quoted(*stamp) + ", which names no time zone");
        }
    }
}

/// The score's timestamp when it can be read; one without a zone counts as UTC, as Canvas reads it.
std::optional<base::Iso8601> stamp_of(Score const& score) {
    return base::parse_iso8601(text_at(score.body, "timestamp"));
}

void timestamp_fraction(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        auto const stamp = stamp_of(score);
        if (!stamp) continue;
        out.saw(*score.exchange);
        if (stamp->fraction_digits > 0) continue;
        out.violated(
            *score.exchange,
            "sent the timestamp " + quoted(text_at(score.body, "timestamp")) + ", which has no fraction of a second"
        );
    }
}

void timestamp_is_now(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        auto const stamp = stamp_of(score);
        if (!stamp) continue;
        out.saw(*score.exchange);
        auto const ahead = stamp->at - run.context.tool_time(score.exchange->at);
        if (ahead > future_tolerance) {
            out.violated(
                *score.exchange,
                "sent a score timestamp that is " + base::to_string(std::chrono::round<std::chrono::seconds>(ahead)) +
                    " ahead of Canvas's clock"
            );
        } else if (ahead < -clock_tolerance) {
            out.violated(
                *score.exchange,
                "sent a score timestamp that is " + base::to_string(std::chrono::round<std::chrono::seconds>(-ahead)) +
                    " behind Canvas's clock"
            );
        }
    }
}

void increasing_timestamps(Case const& run, Findings& out) {
    struct Last {
        base::Instant at;
        int hop;
    };
    std::map<std::string, Last> last;
    std::set<std::string> sent;  // the same message once more is a repeat and no change
    for (auto const& score : scores(run)) {
        auto const stamp = stamp_of(score);
        if (!stamp) continue;
        out.saw(*score.exchange);
        auto const key = path_key(score) + ' ' + text_at(score.body, "userId");
        if (!sent.insert(key + ' ' + score.exchange->request.body).second) continue;
        auto const [earlier, first] = last.emplace(key, Last{stamp->at, score.exchange->number});
        if (first) continue;
        if (stamp->at <= earlier->second.at) {
            out.violated(
                *score.exchange,
                "changed a score without a later timestamp: " + base::to_iso8601(stamp->at) + " after " +
                    base::to_iso8601(earlier->second.at) + " in hop " + std::to_string(earlier->second.hop)
            );
            continue;
        }
        earlier->second = {stamp->at, score.exchange->number};
    }
}

void given_is_number(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        auto const* given = score.body.if_contains("scoreGiven");
        if (given == nullptr) continue;
        out.saw(*score.exchange);
        // null says "no score", which only a final grade cannot be
        if (given->is_null() && text_at(score.body, "gradingProgress") != "FullyGraded") continue;
        auto const value = base::number(*given);
        if (!value)
            out.violated(*score.exchange, "sent `scoreGiven` as " + quoted(*given) + ", which is no number");
        else if (!(*value >= 0))
            out.violated(*score.exchange, "sent the negative `scoreGiven` " + quoted(*given));
    }
}

void maximum_with_given(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        auto const* given = score.body.if_contains("scoreGiven");
        if (given == nullptr || given->is_null()) continue;
        out.saw(*score.exchange);
        auto const* maximum = score.body.if_contains("scoreMaximum");
        auto const value = maximum != nullptr ? base::number(*maximum) : std::nullopt;
        if (maximum == nullptr)
            out.violated(*score.exchange, "sent `scoreGiven` without `scoreMaximum`");
        else if (!value || !(*value > 0)) {
            out.violated(
                *score.exchange, "sent `scoreMaximum` as " + quoted(*maximum) + ", which is no number above 0"
            );
        }
    }
}

/// The achieved fraction is known for the last score only: earlier ones may stand for earlier work.
void right_fraction(Case const& run, Findings& out) {
    constexpr double tolerance = 0.005;
    if (!run.context.expect_fraction) return;
    Score const* last = nullptr;
    auto const all = scores(run);
    for (auto const& score : all) {
        if (auto const* given = score.body.if_contains("scoreGiven"); given != nullptr && base::number(*given))
            last = &score;
    }
    if (last == nullptr) return;
    out.saw(*last->exchange);
    auto const given = base::number(last->body.at("scoreGiven")).value_or(0);
    auto const* member = last->body.if_contains("scoreMaximum");
    auto const maximum = member != nullptr ? base::number(*member).value_or(0) : 0;
    if (maximum > 0 && std::abs(given / maximum - *run.context.expect_fraction) <= tolerance) return;
    out.violated(
        *last->exchange,
        "sent " + quoted(last->body.at("scoreGiven")) + " of " + (member != nullptr ? quoted(*member) : "nothing") +
            " where the fraction achieved was " + base::dump(*run.context.expect_fraction)
    );
}

void inspect_word(
    Case const& run, std::string_view name, std::initializer_list<std::string_view> words, Findings& out
) {
    for (auto const& score : scores(run)) {
        out.saw(*score.exchange);
        auto const* given = score.body.if_contains(name);
        if (given == nullptr) {
            out.violated(*score.exchange, "sent a score without `" + std::string(name) + "`");
        } else if (!given->is_string() || !is_one_of(std::string_view(given->as_string()), words)) {
            out.violated(*score.exchange, "sent the " + std::string(name) + " " + quoted(*given));
        }
    }
}

void activity_progress(Case const& run, Findings& out) {
    inspect_word(run, "activityProgress", {"Initialized", "Started", "InProgress", "Submitted", "Completed"}, out);
}

void grading_progress(Case const& run, Findings& out) {
    inspect_word(run, "gradingProgress", {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}, out);
}

void final_is_fully_graded(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        auto const* given = score.body.if_contains("scoreGiven");
        if (given == nullptr || given->is_null()) continue;
        out.saw(*score.exchange);
        auto const progress = text_at(score.body, "gradingProgress");
        if (!is_one_of(progress, {"Pending", "NotReady", "Failed"})) continue;
        out.violated(
            *score.exchange,
            "sent a score under the gradingProgress " + quoted(progress) + ", which Canvas does not count"
        );
    }
}

void learners_only(Case const& run, Findings& out) {
    std::map<std::string, bool> learner;  // by sub; whoever was a learner once may be graded
    for (auto const& sent : run.context.launches) learner[sent.sub] = learner[sent.sub] || sent.learner;
    for (auto const& score : scores(run)) {
        auto const known = learner.find(text_at(score.body, "userId"));
        if (known == learner.end()) continue;
        out.saw(*score.exchange);
        if (!known->second)
            out.violated(*score.exchange, "sent a score for somebody who was launched as no learner of the course");
    }
}

/// "<b>", "</p>" or "<br/>"; "a < b" is plain text.
bool has_tag(std::string_view text) {
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        auto const name = text.substr(at + 1 + (text.substr(at + 1).starts_with('/') ? 1 : 0));
        bool const letter = !name.empty() && ((name[0] | 0x20) >= 'a' && (name[0] | 0x20) <= 'z');
        if (letter && text.find('>', at) != std::string_view::npos) return true;
    }
    return false;
}

void plain_comments(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        auto const comment = text_at(score.body, "comment");
        if (comment.empty()) continue;
        out.saw(*score.exchange);
        if (has_tag(comment)) out.violated(*score.exchange, "sent a comment with HTML in it: " + quoted(comment));
    }
}

void more_than_completion(Case const& run, Findings& out) {
    auto const all = scores(run);
    for (auto const& score : all) out.saw(*score.exchange);
    bool const more = std::ranges::any_of(all, [](Score const& score) {
        auto const progress = text_at(score.body, "activityProgress");
        return is_one_of(progress, {"Initialized", "Started", "InProgress", "Submitted"});
    });
    if (!all.empty() && !more)
        out.worth_knowing(all.front().exchange->number, "reported no progress but the end of the activity");
}

void submission_times(Case const& run, Findings& out) {
    for (auto const& score : scores(run)) {
        for (std::string_view const bare : {"startedAt", "submittedAt"}) {
            if (!score.body.contains(bare)) continue;
            out.saw(*score.exchange);
            out.doubtful(
                *score.exchange, "sent `" + std::string(bare) + "` beside `submission` instead of inside it"
            );
        }
        auto const* submission = score.body.if_contains("submission");
        if (submission == nullptr || submission->is_null()) continue;
        out.saw(*score.exchange);
        std::map<std::string_view, base::Instant> times;
        for (std::string_view const name : {"startedAt", "submittedAt"}) {
            auto const* given = base::member(*submission, name);
            if (given == nullptr || given->is_null()) continue;
            auto const time = given->is_string() ? base::parse_iso8601(std::string_view(given->as_string())) : std::nullopt;
            auto const place = "`submission." + std::string(name) + "` ";
            if (!time)
                out.grave(*score.exchange, "sent " + place + quoted(*given) + ", which is no ISO 8601 date-time");
            else if (!time->zone_given)
                out.grave(*score.exchange, "sent " + place + quoted(*given) + ", which names no time zone");
            else if (time->fraction_digits == 0)
                out.doubtful(*score.exchange, "sent " + place + quoted(*given) + ", which has no fraction of a second");
            if (time && time->zone_given)
                times.emplace(name, time->at);
        }
        if (times.size() == 2 && times["submittedAt"] < times["startedAt"])
            out.grave(*score.exchange, "sent a `submission` that was handed in before it was started");
    }
}

void score_scope(Case const& run, Findings& out) {
    inspect_scope(run, score_requests(run), {"score"}, out);
}

constexpr std::string_view subject = "scores";
constexpr std::array rules{
    Rule{"SCORE-001", subject, scores_path, "Append /scores to the path of the line item URL and keep its query."},
    Rule{
        "SCORE-002",
        "scores and results of line items whose URL ends with a slash",
        no_double_slash,
        "Drop the slash at the end of the path before you append /scores."},
    Rule{"SCORE-003", subject, scores_method_and_type, "POST scores as application/vnd.ims.lis.v1.score+json."},
    Rule{"SCORE-004", subject, one_json_object, "Send one JSON object in UTF-8, encoded once."},
    Rule{"SCORE-005", subject, user_is_sub, "Set userId to the sub of the launch, as a string."},
    Rule{"SCORE-006", subject, timestamp_with_zone, "Send a timestamp such as 2026-03-01T10:00:00.250Z."},
    Rule{"SCORE-007", subject, timestamp_fraction, "Send milliseconds in the timestamp."},
    Rule{
        "SCORE-008",
        subject,
        timestamp_is_now,
        "Stamp the moment of the change, in UTC or with the right offset, and keep the server's clock in step."},
    Rule{
        "SCORE-009",
        subject,
        increasing_timestamps,
        "Give every change of a score a later timestamp than the one before."},
    Rule{
        "SCORE-011",
        "scores with scoreGiven",
        given_is_number,
        "Send scoreGiven as a JSON number of 0 or more, or leave it out."},
    Rule{
        "SCORE-012",
        "scores with scoreGiven",
        maximum_with_given,
        "Send scoreMaximum, a number above 0, with every scoreGiven."},
    Rule{
        "SCORE-014",
        "scores of a known fraction",
        right_fraction,
        "Scale scoreGiven to the scoreMaximum that you send beside it."},
    Rule{
        "SCORE-015",
        subject,
        activity_progress,
        "Use Initialized, Started, InProgress, Submitted or Completed as activityProgress."},
    Rule{
        "SCORE-016",
        subject,
        grading_progress,
        "Use FullyGraded, Pending, PendingManual, Failed or NotReady as gradingProgress."},
    Rule{
        "SCORE-017",
        "scores with scoreGiven",
        final_is_fully_graded,
        "Send final grades with gradingProgress FullyGraded."},
    Rule{"SCORE-019", "scores for users who were launched", learners_only, "Send scores for learners only."},
    Rule{"SCORE-022", "scores with a comment", plain_comments, "Send comments as plain text."},
    Rule{
        "SCORE-028",
        subject,
        more_than_completion,
        "Report Started when somebody begins and Submitted when they hand in."},
    Rule{
        "SCORE-029",
        "scores with times of the submission",
        submission_times,
        "Write submission.startedAt and submission.submittedAt such as 2026-03-01T10:00:00.250Z."},
    Rule{"SCORE-030", "scores with a known token", score_scope, "Ask for the scope score before sending scores."},
};

}  // namespace

std::span<Rule const> score_rules() {
    return rules;
}

std::vector<Exchange const*> score_requests(Case const& run) {
    std::vector<Exchange const*> out;
    for (auto const& exchange : run.exchanges) {
        if (exchange.from != traffic::Party::tool || exchange.to != traffic::Party::platform) continue;
        bool const fits = exchange.kind == CallKind::score || path_of(exchange.request.target).ends_with("/scores");
        if (fits) out.push_back(&exchange);
    }
    return out;
}

std::vector<Score> scores(Case const& run) {
    std::vector<Score> out;
    for (auto const* request : score_requests(run)) {
        if (auto body = json_body(*request)) out.push_back({request, std::move(*body)});
    }
    return out;
}

std::string text_at(base::json::object const& body, std::string_view name) {
    auto const* value = body.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace easel::check::wire
