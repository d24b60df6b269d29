#include "play/run.hpp"

#include "check/wire.hpp"

#include <algorithm>
#include <deque>

namespace easel::play {
namespace {

struct Batch {
    Theatre& theatre;
    PlayOptions const& options;
    std::deque<scenario::Case const*> waiting;
    std::vector<verdict::CaseResult>& results;
    bool stopped = false;
    int running = 0;
    http::Signal done;

    Batch(Theatre& shared, PlayOptions const& how, std::vector<verdict::CaseResult>& into)
        : theatre(shared), options(how), results(into), done(shared.loop) {}
};

http::awaitable<void> work(Batch& batch) {
    while (!batch.waiting.empty() && !batch.stopped) {
        auto const* next = batch.waiting.front();
        batch.waiting.pop_front();
        auto result = co_await Session(batch.theatre, *next).play();
        if (batch.options.finished && !batch.options.finished(result)) batch.stopped = true;
        batch.results.push_back(std::move(result));
    }
    --batch.running;
    batch.done.notify();
}

http::awaitable<bool> play_batch(Theatre& theatre, PlayOptions const& options, std::deque<scenario::Case const*> cases, int jobs, std::vector<verdict::CaseResult>& results) {
    Batch batch(theatre, options, results);
    batch.waiting = std::move(cases);
    batch.running = std::min(jobs, static_cast<int>(batch.waiting.size()));
    for (int i = batch.running; i > 0; --i) http::spawn(theatre.loop, work(batch));
    while (batch.running > 0) co_await batch.done.wait_for(std::chrono::seconds(60));
    co_return !batch.stopped;
}

/// Token requests and key sets belong to a registration: a case that is judged by them sees its own only when it has the
/// registration alone. Scopes are known from the tokens that the case saw granted.
bool is_judged_by_registration(scenario::Case const& played) {
    return std::any_of(played.requirements.begin(), played.requirements.end(), [](std::string const& id) {
        bool const of_tokens = id.starts_with("TOKEN-") || id.starts_with("KEY-") || id == "SCORE-030" || id == "RES-008";
        return of_tokens && check::is_wire_requirement(id);
    });
}

/// The message hint is what tells whose launch an authentication request belongs to.
bool changes_message_hint(scenario::Case const& played) {
    return std::any_of(played.steps.begin(), played.steps.end(), [](scenario::Step const& step) {
        auto const* launch = std::get_if<scenario::Launch>(&step.action);
        auto const* points = launch == nullptr ? nullptr : launch->tamper.value.if_object();
        return points != nullptr && points->contains("login.lti_message_hint");
    });
}

/// Whether a tool that every case shares would leave open which exchanges are this case's.
bool plays_by_itself(scenario::Case const& played) {
    return played.needs_registration_alone() || is_judged_by_registration(played) || changes_message_hint(played);
}

} // namespace

http::awaitable<std::vector<verdict::CaseResult>>
play_cases(Theatre& theatre, std::vector<scenario::Case const*> cases, PlayOptions options) {
    std::vector<verdict::CaseResult> results;
    std::deque<scenario::Case const*> shared;
    std::deque<scenario::Case const*> alone;
    bool const isolates = theatre.host == nullptr || theatre.host->isolates();
    for (auto const* played : cases) {
        bool const by_itself = !isolates && played->needs_tool() && plays_by_itself(*played);
        (by_itself ? alone : shared).push_back(played);
    }
    // What may leave a tool with a wrong idea of the platform's keys must not spoil what others are judged by.
    std::stable_partition(alone.begin(), alone.end(), [](auto const* played) { return !played->has_tag("last"); });
    bool const goes_on = co_await play_batch(theatre, options, std::move(shared), std::max(1, options.jobs), results);
    if (goes_on) co_await play_batch(theatre, options, std::move(alone), 1, results);
    std::sort(results.begin(), results.end(), [](auto const& a, auto const& b) { return a.id < b.id; });
    co_return results;
}

} // namespace easel::play
