#include "play/run.hpp"

#include "base/ids.hpp"
#include "play/estimate.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <string_view>

namespace easel::play {
namespace {

struct Batch {
    Theatre& theatre;
    PlayOptions const& options;
    std::deque<scenario::Case const*> waiting;
    std::vector<verdict::CaseResult>& results;
    bool several = false; ///< in flight at once: whose fault it is when the tool ends cannot be told then
    std::deque<scenario::Case const*> again;
    bool stopped = false;
    int running = 0;
    http::Signal done;

    Batch(Theatre& shared, PlayOptions const& how, std::vector<verdict::CaseResult>& into)
        : theatre(shared), options(how), results(into), done(shared.loop) {}
};

/// A turn after the first must not meet what the tool remembers of an earlier one, so its ids come from another seed.
http::awaitable<verdict::CaseResult> play_turn(Theatre const& theatre, scenario::Case const& played, int turn) {
    auto own = theatre;
    if (turn > 1) own.seed = base::stable_hash({std::to_string(theatre.seed), "turn", std::to_string(turn)});
    co_return co_await Session(own, played).play();
}

int gravity(verdict::Verdict verdict) {
    using verdict::Verdict;
    switch (verdict) {
    case Verdict::failed: return 6;
    case Verdict::error: return 5;
    case Verdict::warned: return 4;
    case Verdict::inconclusive: return 3;
    case Verdict::skipped: return 2;
    case Verdict::informed: return 1;
    case Verdict::passed: return 0;
    }
    return 5;
}

bool not_good_enough(PlayOptions const& options, verdict::CaseResult const& result) {
    if (options.not_good_enough) return options.not_good_enough(result);
    return result.verdict == verdict::Verdict::failed || result.verdict == verdict::Verdict::error;
}

bool says_something(verdict::CaseResult const& result) {
    using verdict::Verdict;
    auto const how = result.verdict;
    return how == Verdict::passed || how == Verdict::warned || how == Verdict::informed;
}

/// Until a turn is good enough. One in which nothing could be judged makes up for no failure before it.
http::awaitable<verdict::CaseResult> play_again_if_needed(Theatre const& theatre, scenario::Case const& played, PlayOptions const& options) {
    std::vector<verdict::CaseResult> before;
    for (int turn = 1;; ++turn) {
        auto result = co_await play_turn(theatre, played, turn);
        bool const good = !not_good_enough(options, result) && (turn == 1 || says_something(result));
        if (!good && turn <= options.retries) {
            before.push_back(std::move(result));
            continue;
        }
        for (auto& earlier : before) {
            if (!good && gravity(earlier.verdict) > gravity(result.verdict)) std::swap(earlier, result);
        }
        result.turns = turn;
        result.flaky = good && turn > 1;
        result.other_turns = std::move(before);
        co_return result;
    }
}

/// So many times, whatever comes of it: the gravest turn stands for all.
http::awaitable<verdict::CaseResult> play_repeatedly(Theatre const& theatre, scenario::Case const& played, int turns) {
    std::vector<verdict::CaseResult> all;
    for (int turn = 1; turn <= turns; ++turn) {
        auto result = co_await play_turn(theatre, played, turn);
        // What ended like an earlier turn tells nothing new.
        bool const known = std::any_of(all.begin(), all.end(), [&](auto const& one) { return one.verdict == result.verdict; });
        if (!known) all.push_back(std::move(result));
    }
    auto const gravest = std::max_element(all.begin(), all.end(), [](auto const& a, auto const& b) {
        return gravity(a.verdict) < gravity(b.verdict);
    });
    auto result = std::move(*gravest);
    all.erase(gravest);
    result.turns = turns;
    result.flaky = !all.empty();
    result.other_turns = std::move(all);
    co_return result;
}

http::awaitable<verdict::CaseResult> play_case(Theatre const& theatre, scenario::Case const& played, PlayOptions const& options) {
    if (options.repeat > 1) co_return co_await play_repeatedly(theatre, played, options.repeat);
    co_return co_await play_again_if_needed(theatre, played, options);
}

bool tool_has_ended(verdict::CaseResult const& result) {
    return std::any_of(result.checks.begin(), result.checks.end(), [](verdict::Check const& check) { return check.reason == tool_ended; });
}

http::awaitable<void> work(Batch& batch) {
    while (!batch.waiting.empty() && !batch.stopped) {
        auto const* next = batch.waiting.front();
        batch.waiting.pop_front();
        auto* slots = batch.theatre.slots;
        if (slots != nullptr) co_await slots->acquire();
        auto result = co_await play_case(batch.theatre, *next, batch.options);
        if (slots != nullptr) slots->release();
        if (batch.several && tool_has_ended(result)) {
            batch.again.push_back(next);
            continue;
        }
        if (batch.options.finished && !batch.options.finished(result)) batch.stopped = true;
        batch.results.push_back(std::move(result));
    }
    --batch.running;
    batch.done.notify();
}

http::awaitable<bool> play_batch(Theatre& theatre, PlayOptions const& options, std::deque<scenario::Case const*> cases, int jobs, std::vector<verdict::CaseResult>& results) {
    Batch batch(theatre, options, results);
    batch.waiting = std::move(cases);
    batch.several = jobs > 1;
    batch.running = std::min(jobs, static_cast<int>(batch.waiting.size()));
    for (int i = batch.running; i > 0; --i) http::spawn(theatre.loop, work(batch));
    while (batch.running > 0) co_await batch.done.wait_for(std::chrono::seconds(60));
    // By themselves, so that only the case that ends the tool is told so.
    if (!batch.stopped && !batch.again.empty()) co_return co_await play_batch(theatre, options, std::move(batch.again), 1, results);
    co_return !batch.stopped;
}

/// Who waits longest begins first, so that waits overlap. With a virtual clock only answers that are held back take time.
void put_longest_first(std::deque<scenario::Case const*>& cases, Theatre const& theatre) {
    if (theatre.tool == nullptr) return;
    std::map<std::string_view, base::Duration> waits;
    for (auto const* played : cases)
        waits[played->id] = theatre.virtual_clock ? delays_of(*played) : wait_of(*played, theatre.tool->limits).sure;
    std::stable_sort(cases.begin(), cases.end(), [&](auto const* a, auto const* b) { return waits[a->id] > waits[b->id]; });
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
    put_longest_first(shared, theatre);
    auto const jobs = std::max(1, options.jobs);
    // On real time most cases wait most of the time; a bound keeps the stages that are open small in number.
    constexpr int most_open = 200;
    bool const overlaps = theatre.host != nullptr && !theatre.virtual_clock && jobs > 1;
    Slots slots(theatre.loop, jobs);
    if (overlaps) theatre.slots = &slots;
    bool const goes_on = co_await play_batch(theatre, options, std::move(shared), overlaps ? std::max(jobs, most_open) : jobs, results);
    theatre.slots = nullptr;
    if (goes_on) co_await play_batch(theatre, options, std::move(alone), 1, results);
    std::sort(results.begin(), results.end(), [](auto const& a, auto const& b) { return a.id < b.id; });
    co_return results;
}

} // namespace easel::play
