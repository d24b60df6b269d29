// What the tool's routes do in a session of an LTI 1.1 launch: scores go to the Outcomes service. outcomes.md
#include "reference_tool/outcomes.hpp"

#include "base/text.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/pages.hpp"

#include <charconv>

namespace easel::reference_tool {
namespace {

using Meaning = Assessment::Meaning;

/// A result on its way.
struct Delivery {
    Session session;
    Outcome outcome;
    std::string key;
    std::uint64_t number = 0;
    Operation operation = Operation::replace;
};

std::optional<double> number_in(base::Fields const& form, std::string_view name) {
    auto const* found = base::find(form, name);
    if (found == nullptr) return std::nullopt;
    auto const text = base::trim(*found);
    double value = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Calls about one person's result go one after another, so that the platform hears of changes in their order.
http::awaitable<std::optional<Reply>> send(SharedTool tool, Delivery delivery) {
    auto const turn = co_await Installation::take_turn(tool, "outcome " + delivery.key);
    if (delivery.number != 0 && tool->scores.overtaken(delivery.key, delivery.number)) co_return std::nullopt;
    auto call = outcome_call(*tool, delivery.session, delivery.operation, delivery.outcome);
    co_return co_await fetch(tool, std::move(call.url), std::move(call.request));
}

/// Tries again after one, two, four, eight and sixteen seconds, and no sooner than the platform asked for.
http::awaitable<void> deliver_later(SharedTool tool, Delivery delivery, base::Duration wait, timing::Time::Work work) {
    static_cast<void>(work);
    for (auto const pause : {1, 2, 4, 8, 16}) {
        co_await tool->time->sleep(std::max<base::Duration>(std::chrono::seconds(pause), wait));
        if (tool->closed) co_return;
        auto const reply = co_await send(tool, delivery);
        if (!reply) co_return;
        auto const answer = assess_outcome(*reply, tool->defects);
        if (answer.meaning != Meaning::later) co_return;
        wait = answer.wait;
    }
}

/// What defects do: the same again, `times` times, `pause` apart.
http::awaitable<void> repeat(
    SharedTool tool, Delivery delivery, int times, base::Duration pause, timing::Time::Work work
) {
    static_cast<void>(work);
    for (int i = 0; i < times; ++i) {
        co_await tool->time->sleep(pause);
        if (tool->closed) co_return;
        auto const reply = co_await send(tool, delivery);
        if (!reply || assess_outcome(*reply, tool->defects).meaning == Meaning::done) co_return;
    }
}

http::Response sent_page(Session const& session) {
    return outcome_page(200, session, "Score sent.", false);
}

/// Tells the person what came of it, and does what is left to do.
http::Response conclude(SharedTool tool, Delivery const& delivery, Reply const& reply) {
    auto const& session = delivery.session;
    auto const answer = assess_outcome(reply, tool->defects);
    auto const work = [&] { return tool->time->work(); };
    switch (answer.meaning) {
        case Meaning::done:
            return sent_page(session);
        case Meaning::later:
            if (tool->broken("outcome-never-retries"))
                return outcome_page(200, session, "Score refused: " + answer.message, true);
            if (answer.throttled && tool->broken("outcome-hammers")) {
                http::spawn(tool->loop, repeat(tool, delivery, 60, std::chrono::milliseconds(250), work()));
            } else {
                http::spawn(tool->loop, deliver_later(tool, delivery, answer.wait, work()));
            }
            return outcome_page(
                200, session, "The platform cannot take the score now; it is sent again by itself.", false
            );
        case Meaning::unknown:
            if (tool->broken("outcome-again-after-timeout"))
                http::spawn(tool->loop, deliver_later(tool, delivery, answer.wait, work()));
            return outcome_page(200, session, "Nobody knows whether the score arrived: " + answer.message, true);
        case Meaning::refused:
            break;
    }
    if (tool->broken("outcome-repeats-failures"))
        http::spawn(tool->loop, repeat(tool, delivery, 5, std::chrono::seconds(1), work()));
    if (tool->broken("outcome-hides-failures")) return sent_page(session);
    return outcome_page(200, session, "Score refused: " + answer.message, true);
}

http::awaitable<http::Response> post(SharedTool tool, Session session, Outcome wanted) {
    Delivery delivery;
    delivery.outcome = as_accepted(std::move(wanted), *session.outcomes, tool->defects);
    delivery.key = course_key(session) + "\n" + session.outcomes->sourcedid;
    delivery.session = std::move(session);
    auto const& outcome = delivery.outcome;
    bool const empty = !outcome.fraction && !outcome.points && outcome.text.empty() && outcome.url.empty() &&
                       outcome.launch_url.empty();
    if (empty)
        co_return outcome_page(200, delivery.session, "Score refused: the platform takes nothing of the kind.", true);
    delivery.number = tool->scores.next(delivery.key, tool->now(), Switches()).number;
    auto const reply = co_await send(tool, delivery);
    if (!reply) co_return outcome_page(200, delivery.session, "A later change took this score's place.", false);
    co_return conclude(tool, delivery, *reply);
}

/// Whose session it is, with the place that its results go to; a page that says why not otherwise.
struct Learner {
    std::optional<Session> session;
    std::optional<http::Response> instead;
};

/// The place of whoever came last, or first: what only defects do.
void misplace(Installation& tool, Session& session) {
    auto& kept = tool.mistakes;
    if (tool.broken("outcome-of-the-latest-launch") && kept.latest_outcomes) session.outcomes = kept.latest_outcomes;
    if (tool.broken("outcome-keeps-first-place")) {
        auto const place = kept.first_outcomes.find(course_key(session) + "\n" + session.link + "\n" + session.user);
        if (place != kept.first_outcomes.end()) session.outcomes = place->second;
    }
    if (tool.broken("cuts-long-sourcedids") && session.outcomes->sourcedid.size() > 100)
        session.outcomes->sourcedid.resize(100);
}

Learner learner_of(Installation& tool, http::Request const& request) {
    auto const* found = tool.session_of(request);
    if (found == nullptr) return {std::nullopt, plain_page(401, "Nobody has come here from a course.")};
    auto session = *found;
    if (!session.outcomes) return {std::nullopt, outcome_page(400, session, "This launch is none of LTI 1.1.", true)};
    misplace(tool, session);
    bool const anybody = tool.broken("outcome-for-teachers");
    if (session.view != View::student && !anybody)
        return {std::nullopt, outcome_page(403, session, "Only learners are graded.", true)};
    // Without both there is nothing to score: not launched from an assignment, or not somebody who is graded.
    bool const placed = !session.outcomes->url.empty() && !session.outcomes->sourcedid.empty();
    if (!placed && !(anybody && !session.outcomes->url.empty()))
        return {
            std::nullopt, outcome_page(200, session, "Score refused: the platform takes no score from here.", true)};
    return {std::move(session), std::nullopt};
}

Delivery question(Session session, Operation operation) {
    Delivery delivery;
    delivery.key = course_key(session) + "\n" + session.outcomes->sourcedid;
    delivery.session = std::move(session);
    delivery.operation = operation;
    return delivery;
}

} // namespace

http::awaitable<http::Response> post_outcome(SharedTool tool, http::Request request, Occasion occasion) {
    auto learner = learner_of(*tool, request);
    if (learner.instead) co_return std::move(*learner.instead);
    auto& session = *learner.session;
    auto const form = request.form();
    Outcome wanted;
    wanted.fraction = read_fraction(form);
    wanted.points = number_in(form, "total");
    auto const given = base::value_of(form, "fraction");
    if (!given.empty() && !wanted.fraction)
        co_return outcome_page(400, session, "The fraction is a number from 0 to 1.", true);
    if (wanted.fraction == 0.0 && tool->broken("outcome-drops-zero"))
        co_return outcome_page(200, session, "Nothing to send.", false);
    wanted.text = base::value_of(form, "text");
    wanted.url = base::value_of(form, "url");
    wanted.launch_url = base::value_of(form, "launch_url");
    auto const submitted = base::parse_iso8601(base::value_of(form, "submitted_at"));
    if (submitted) wanted.submitted_at = submitted->at;
    if (!submitted && occasion == Occasion::attempt) wanted.submitted_at = tool->now();
    if (wanted.fraction && tool->unusual("outcomes-in-points") && session.outcomes->total_score &&
        session.outcomes->points > 0)
        wanted.points = *wanted.fraction * session.outcomes->points;
    bool const bare = wanted.text.empty() && wanted.url.empty() && wanted.launch_url.empty();
    if (bare && occasion == Occasion::attempt && tool->unusual("outcomes-with-address"))
        wanted.url = tool->url("/reading");
    wanted.prioritize_non_tool_grade = base::find(form, "prioritize") != nullptr;
    wanted.needs_additional_review = base::find(form, "review") != nullptr;
    co_return co_await post(tool, std::move(session), std::move(wanted));
}

http::awaitable<http::Response> read_outcome(SharedTool tool, http::Request request) {
    auto learner = learner_of(*tool, request);
    if (learner.instead) co_return std::move(*learner.instead);
    auto const delivery = question(std::move(*learner.session), Operation::read);
    auto const& session = delivery.session;
    auto const reply = co_await send(tool, delivery);
    auto const answer = assess_outcome(*reply, tool->defects);
    if (answer.meaning != Meaning::done)
        co_return outcome_page(200, session, "Results refused: " + answer.message, true);
    auto const read = read_outcome_answer(reply->body);
    auto score = read ? number_in({{"score", read->score}}, "score") : std::nullopt;
    if (!score && tool->broken("outcome-crashes-without-score"))
        co_return plain_page(500, "invalid literal for float(): ''");
    if (!score && tool->broken("outcome-takes-nothing-for-zero")) score = 0.0;
    if (!score) co_return outcome_page(200, session, "There is no result yet.", false);
    auto const shown = std::to_string(*score);
    co_return counted_page(session, "Result: " + shown, "result", shown);
}

http::awaitable<http::Response> delete_outcome(SharedTool tool, http::Request request) {
    auto learner = learner_of(*tool, request);
    if (learner.instead) co_return std::move(*learner.instead);
    auto const delivery = question(std::move(*learner.session), Operation::remove);
    auto const reply = co_await send(tool, delivery);
    auto const answer = assess_outcome(*reply, tool->defects);
    if (answer.meaning == Meaning::done)
        co_return outcome_page(200, delivery.session, "The score is taken back.", false);
    co_return outcome_page(200, delivery.session, "Score refused: " + answer.message, true);
}

} // namespace easel::reference_tool
