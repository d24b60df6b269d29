#include "base/codec.hpp"
#include "base/text.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/reactions.hpp"
#include "reference_tool/services.hpp"

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace easel::reference_tool {
namespace {

namespace json = base::json;
using Meaning = Assessment::Meaning;

/// A score on its way.
struct Delivery {
    Session session;
    std::string line_item;
    std::string key;
    std::uint64_t number = 0;
    json::object body;
};

http::Request score_request(Installation const& tool, Delivery const& delivery) {
    http::Request request;
    request.method = "POST";
    request.headers.set(
        "Content-Type",
        tool.broken("score-as-plain-json") ? "application/json" : "application/vnd.ims.lis.v1.score+json"
    );
    request.body = score_text(delivery.body, tool.defects);
    return request;
}

/// Sends the score once. Scores of one person in one line item go one after another, so that the platform hears of
/// changes in their order (requirement SCORE-010).
http::awaitable<std::optional<Reply>> send(SharedTool tool, Delivery delivery) {
    auto const turn = co_await Installation::take_turn(tool, "score " + delivery.key);
    if (tool->scores.overtaken(delivery.key, delivery.number)) co_return std::nullopt;
    auto url = scores_url(delivery.line_item, tool->defects);
    auto request = score_request(*tool, delivery);
    co_return co_await call_service(
        tool, delivery.session, tool->broken("scores-with-result-token") ? scope_results : scope_score, std::move(url),
        std::move(request)
    );
}

void remember(Installation& tool, Delivery const& delivery, Assessment const& answer) {
    if (answer.meaning == Meaning::done) tool.scores.delivered(delivery.key);
    if (answer.course_concluded && !tool.broken("ignores-course-conclusion") &&
        !tool.broken("retries-everything-blindly"))
        tool.scores.conclude(course_key(delivery.session));
}

/// Takes the moment of the delivery for that of the submission; only a defect does so.
void restamp(json::object& body, base::Instant now) {
    auto const text = base::to_iso8601(now);
    if (auto* extension = body.if_contains("https://canvas.instructure.com/lti/submission"))
        extension->as_object()["submitted_at"] = text;
    if (auto* submission = body.if_contains("submission")) submission->as_object()["submittedAt"] = text;
}

/// Tries again after one, two, four, eight and sixteen seconds, and no sooner than the platform asked for.
http::awaitable<void> deliver_later(SharedTool tool, Delivery delivery, base::Duration wait, timing::Time::Work work) {
    static_cast<void>(work);
    for (auto const pause : {1, 2, 4, 8, 16}) {
        base::Duration const span = std::max<base::Duration>(std::chrono::seconds(pause), wait);
        co_await tool->time->sleep(span);
        if (tool->closed || tool->scores.concluded(course_key(delivery.session))) co_return;
        if (tool->broken("restamps-late-deliveries")) restamp(delivery.body, tool->now());
        auto const reply = co_await send(tool, delivery);
        if (!reply) co_return;
        auto const answer = assess(*reply, tool->defects);
        remember(*tool, delivery, answer);
        if (answer.meaning != Meaning::later) co_return;
        wait = answer.wait;
    }
}

/// What one defect does to a platform that throttles: four requests a second until one is taken.
http::awaitable<void> hammer(SharedTool tool, Delivery delivery, timing::Time::Work work) {
    static_cast<void>(work);
    for (int i = 0; i < 60; ++i) {
        co_await tool->time->sleep(std::chrono::milliseconds(250));
        if (tool->closed) co_return;
        auto const reply = co_await send(tool, delivery);
        if (!reply || assess(*reply, tool->defects).meaning == Meaning::done) co_return;
    }
}

/// What some defects do: the identical request again and again, a second apart.
http::awaitable<void> repeat(
    SharedTool tool, Delivery delivery, int times, bool with_new_tokens, timing::Time::Work work
) {
    static_cast<void>(work);
    for (int i = 0; i < times; ++i) {
        co_await tool->time->sleep(std::chrono::seconds(1));
        if (tool->closed) co_return;
        if (with_new_tokens) drop_token(*tool, delivery.session, scope_score);
        co_await send(tool, delivery);
    }
}

/// Reactions to a refusal that do harm; each belongs to one defect. True: the answer is dealt with.
http::awaitable<bool> react_wrongly(SharedTool tool, Delivery delivery, int status, std::string message) {
    auto const says = [&](std::string_view part) { return message.find(part) != std::string::npos; };
    if (repeats_blindly(status, message, tool->defects)) {
        http::spawn(tool->loop, repeat(tool, delivery, 5, false, tool->time->work()));
    } else if (tool->broken("hammers-token-endpoint") && says("Invalid Developer Key")) {
        http::spawn(tool->loop, repeat(tool, delivery, 5, true, tool->time->work()));
    } else if (tool->broken("overwrites-newer-score") && says("before last updated timestamp")) {
        auto const at = message.rfind(' ');
        auto const held = base::parse_iso8601(std::string_view(message).substr(at + 1));
        auto const stamp = (held ? std::max(held->at, tool->now()) : tool->now()) + std::chrono::seconds(1);
        delivery.body["timestamp"] = base::to_iso8601(stamp);
        co_await send(tool, delivery);
    } else if (tool->broken("recreates-deleted-line-item") && says("resource does not exist")) {
        auto const made = co_await make_line_item(tool, delivery.session);
        if (!made.url.empty()) {
            delivery.line_item = made.url;
            co_await send(tool, delivery);
        }
    } else if (tool->broken("deletes-forbidden-line-item") && says("permission to view")) {
        http::Request request;
        request.method = "DELETE";
        co_await call_service(
            tool, delivery.session, scope_line_items, delivery.line_item, std::move(request)
        );
    } else if (tool->broken("deletes-missing-line-items") && says("resource does not exist")) {
        http::Request request;
        request.method = "DELETE";
        co_await call_service(tool, delivery.session, scope_line_items, delivery.line_item, std::move(request));
    } else if (tool->broken("gives-up-on-everybody") && says("is not a student")) {
        tool->scores.abandon(course_key(delivery.session));
    }
    co_return tool->broken("hides-refusals") || (tool->broken("hides-exhausted-attempts") && says("allowed attempts"));
}

http::Response sent_page(Session const& session, double fraction) {
    auto const tenths = std::round(fraction * score_maximum * 100) / 100;
    auto text = std::to_string(tenths);
    text.resize(text.find('.') + 3);
    return outcome_page(200, session, "Score sent: " + text + " of 10", false);
}

/// Tells the person what came of a score, and does what is left to do.
http::awaitable<http::Response> conclude(SharedTool tool, Delivery delivery, double fraction, Reply reply) {
    auto const answer = assess(reply, tool->defects);
    auto const session = delivery.session;
    remember(*tool, delivery, answer);
    if (answer.meaning == Meaning::done) {
        if (tool->broken("posts-twice")) http::spawn(tool->loop, repeat(tool, delivery, 1, false, tool->time->work()));
        auto page = sent_page(session, fraction);
        if (tool->broken("shows-its-access-token") && !tool->tokens.empty())
            page.headers.set("X-Debug", "Bearer " + tool->tokens.begin()->second.text);
        co_return page;
    }
    bool const unreadable = reply.body.empty() || reply.body.front() == '<' || reply.body.size() > 100'000;
    if (reply.status != 0 && unreadable && tool->broken("crashes-on-unreadable-errors"))
        co_return plain_page(500, "Unexpected end of JSON input");
    if (answer.meaning == Meaning::later) {
        if (tool->broken("never-retries"))
            co_return outcome_page(200, session, "Score refused: " + answer.message, true);
        if (answer.throttled && tool->broken("hammers-when-throttled")) {
            http::spawn(tool->loop, hammer(tool, delivery, tool->time->work()));
        } else {
            http::spawn(tool->loop, deliver_later(tool, delivery, answer.wait, tool->time->work()));
        }
        co_return outcome_page(
            200, session, "The platform cannot take the score now; it is sent again by itself.", false
        );
    }
    if (answer.meaning == Meaning::unknown && tool->broken("sends-again-after-a-timeout"))
        http::spawn(tool->loop, deliver_later(tool, delivery, answer.wait, tool->time->work()));
    if (answer.meaning == Meaning::unknown)
        co_return outcome_page(200, session, "Nobody knows whether the score arrived: " + answer.message, true);
    if (co_await react_wrongly(tool, delivery, reply.status, answer.message)) co_return sent_page(session, fraction);
    if (tool->broken("logs-out-on-refusal")) tool->sessions.close(session.id);
    co_return outcome_page(200, session, "Score refused: " + answer.message, true);
}

/// "<p>Well <b>done</b> &amp; soon</p>" as platforms want it: "Well done & soon" (AGS 3.4.11).
std::string plain_text(std::string const& html) {
    std::string text;
    bool inside = false;
    for (char const c : html) {
        if (c == '<') inside = true;
        if (!inside) text += c;
        if (c == '>') inside = false;
    }
    return std::string(base::trim(base::html_unescape(text)));
}

/// Sends what a score was before its second change once more; only a defect does so.
http::awaitable<void> deliver_the_one_before(SharedTool tool, Delivery late) {
    auto& kept = tool->mistakes.score_before[late.key];
    auto const before = std::exchange(kept, late.body);
    if (late.number < 3) co_return;
    auto const ticket = tool->scores.next(late.key, tool->now(), tool->defects);
    late.number = ticket.number;
    late.body = before;
    late.body["timestamp"] = base::to_iso8601(ticket.stamp);
    co_await send(tool, late);
}

/// A score about to be sent.
struct Grade {
    double fraction = 0;
    Occasion occasion = Occasion::attempt;
    std::string comment = {}; ///< "" : none
};

http::awaitable<http::Response> post_score(SharedTool tool, Session session, Grade given) {
    if (tool->scores.concluded(course_key(session)))
        co_return outcome_page(
            200, session, "Score refused: the platform takes no scores for this course any more.", true
        );
    if (tool->scores.abandoned(course_key(session)))
        co_return outcome_page(200, session, "Scores are switched off.", true);
    if (!session.may(scope_score) && !tool->broken("scores-without-being-allowed"))
        co_return outcome_page(200, session, "Score refused: the platform does not let this tool send scores.", true);
    auto const item = co_await line_item_for(tool, session);
    if (item.url.empty()) co_return outcome_page(200, session, "Score refused: " + item.trouble, true);

    Delivery delivery;
    delivery.session = session;
    delivery.line_item = item.url;
    delivery.key = score_key(session, item.url);
    auto const ticket = tool->scores.next(delivery.key, tool->now(), tool->defects);
    delivery.number = ticket.number;
    auto const& [fraction, occasion, comment] = given;
    delivery.body = score_body(session, fraction, ticket.stamp, occasion, tool->url("/launch"), tool->defects);
    if (!comment.empty()) delivery.body["comment"] = tool->broken("comments-in-html") ? comment : plain_text(comment);
    auto reply = co_await send(tool, delivery);
    if (!reply) co_return outcome_page(200, session, "A later change took this score's place.", false);
    if (tool->broken("delivers-changes-out-of-order")) co_await deliver_the_one_before(tool, delivery);
    co_return co_await conclude(tool, delivery, fraction, std::move(*reply));
}

/// What the platform says is left of its rate limit. @par Source throttling-pagination.md
double rate_left(Reply const& reply) {
    auto const text = reply.headers.get("X-Rate-Limit-Remaining");
    double left = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), left);
    return read.ec == std::errc() ? left : 1'000.0;
}

} // namespace

std::optional<double> read_fraction(base::Fields const& form) {
    auto const* text = base::find(form, "fraction");
    if (text == nullptr) return {};
    auto const trimmed = base::trim(*text);
    double value = 0;
    auto const read = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), value);
    bool const whole = read.ec == std::errc() && read.ptr == trimmed.data() + trimmed.size();
    if (!whole || !(value >= 0 && value <= 1)) return {};
    return value;
}

http::awaitable<void> grade_patiently(SharedTool tool, Session session, std::string line_item, double fraction) {
    constexpr double little = 200;
    constexpr double leak = 10; // a second
    Delivery delivery;
    delivery.session = session;
    delivery.line_item = line_item;
    delivery.key = score_key(session, line_item);
    auto const ticket = tool->scores.next(delivery.key, tool->now(), tool->defects);
    delivery.number = ticket.number;
    delivery.body = score_body(session, fraction, ticket.stamp, Occasion::regrade, tool->url("/launch"), tool->defects);
    base::Duration wait{0};
    for (auto const pause : {0, 1, 2, 4, 8, 16, 16, 16}) {
        base::Duration const span = std::max<base::Duration>(std::chrono::seconds(pause), wait);
        if (span > base::Duration::zero()) co_await tool->time->sleep(span);
        if (tool->closed || tool->scores.concluded(course_key(session))) co_return;
        auto const reply = co_await send(tool, delivery);
        if (!reply) co_return;
        auto const answer = assess(*reply, tool->defects);
        remember(*tool, delivery, answer);
        bool const drops = answer.throttled && tool->broken("drops-throttled-scores-of-a-class");
        if (answer.meaning == Meaning::later && !drops) {
            wait = answer.wait;
            continue;
        }
        auto const left = rate_left(*reply);
        if (left < little && !tool->broken("ignores-what-is-left"))
            co_await tool->time->sleep(std::chrono::seconds(static_cast<int>((little - left) / leak)));
        co_return;
    }
}

http::awaitable<http::Response> grade(SharedTool tool, http::Request request, Occasion occasion) {
    auto const* found = tool->session_of(request);
    if (found == nullptr) co_return plain_page(401, "Nobody has come here from a course.");
    if (found->outcomes) co_return co_await post_outcome(tool, std::move(request), occasion);
    auto session = *found;
    if (tool->broken("scores-whoever-came-last")) session.user = tool->sessions.latest()->user;
    if (session.view != View::student && !tool->broken("scores-teachers"))
        co_return outcome_page(403, session, "Only learners are graded.", true);
    auto const fraction = read_fraction(request.form());
    if (!fraction) co_return outcome_page(400, session, "The fraction is a number from 0 to 1.", true);
    if (*fraction == 0 && tool->broken("drops-zero-scores"))
        co_return outcome_page(200, session, "Nothing to send.", false);
    auto const form = request.form();
    auto const* comment = base::find(form, "comment");
    co_return co_await post_score(tool, session, {*fraction, occasion, comment == nullptr ? "" : *comment});
}

http::awaitable<void> grade_unasked(SharedTool tool, Session session, double fraction) {
    co_await post_score(tool, session, {fraction, Occasion::regrade});
}

http::awaitable<void> report_start(SharedTool tool, Session session) {
    if (!session.may(scope_score) || session.line_item.empty()) co_return;
    Delivery delivery;
    delivery.session = session;
    delivery.line_item = session.line_item;
    delivery.key = score_key(session, session.line_item);
    auto const ticket = tool->scores.next(delivery.key, tool->now(), tool->defects);
    delivery.number = ticket.number;
    delivery.body = start_body(session, ticket.stamp, tool->defects);
    co_await send(tool, std::move(delivery));
}

} // namespace easel::reference_tool
