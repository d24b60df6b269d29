// Kinds of replay that play the case at the tool again.
#include "base/ids.hpp"
#include "check/similarity.hpp"
#include "play/run.hpp"
#include "replay/replay.hpp"
#include "replay/resending.hpp"

#include <algorithm>
#include <utility>

namespace easel::replay {
namespace {

using verdict::CaseResult;

/// Puts planned faults on the stage, and passes everything on to whoever steps through.
class Arming final : public play::Gate {
  public:
    Arming(std::vector<platform::Fault> faults, play::Gate* inner)
        : faults_(std::move(faults)),
          inner_(inner) {}

    void began(std::shared_ptr<platform::Stage> const& stage) override {
        stage->faults.insert(stage->faults.begin(), faults_.begin(), faults_.end());
        if (inner_ != nullptr) inner_->began(stage);
    }
    void step_began(platform::Stage const& stage, scenario::Step const& step, std::size_t count) override {
        if (inner_ != nullptr) inner_->step_began(stage, step, count);
    }
    void finished(traffic::Exchange const& exchange) override {
        if (inner_ != nullptr) inner_->finished(exchange);
    }
    bool holds(play::Moment::What what, traffic::Exchange const& exchange) const override {
        return inner_ != nullptr && inner_->holds(what, exchange);
    }
    http::awaitable<play::Decision> arrive(play::Moment moment) override {
        co_return co_await inner_->arrive(std::move(moment));
    }
    base::Duration patience() const override { return inner_ == nullptr ? base::Duration{0} : inner_->patience(); }

  private:
    std::vector<platform::Fault> faults_;
    play::Gate* inner_;
};

verdict::RunResult about(play::Theatre const& theatre, Recording const& recording) {
    auto run = recording.run;
    run.cases.clear();
    run.platform_origin = theatre.platform.origin();
    run.tool_origin = theatre.host == nullptr ? "" : theatre.host->origin();
    run.elsewhere_origin = theatre.elsewhere == nullptr ? "" : theatre.elsewhere->origin();
    return run;
}

/// A turn after the first must not meet what the tool remembers of an earlier one.
std::uint64_t seed_of(std::uint64_t seed, int turn) {
    return turn == 1 ? seed : base::stable_hash({std::to_string(seed), "replay", std::to_string(turn)});
}

std::string why(Word word, CaseResult const& then, CaseResult const& now) {
    switch (word) {
        case Word::fixed:
            return "Every check of the case holds now.";
        case Word::same:
            return is_good(now.verdict) ? "It passed then and passes now." : "The same checks fail for the same cause.";
        case Word::different:
            return is_good(then.verdict) ? "It passed then, and fails now."
                                         : "Other checks fail than then, or for another cause.";
        case Word::flaky:
            break;
        case Word::error:
            return "Nothing could be judged: " +
                   (now.cause() == nullptr ? std::string(verdict::to_string(now.verdict)) : now.cause()->observed);
    }
    return {};
}

/// Mixed words say more than any of them.
void conclude_turns(Outcome& outcome, std::vector<std::pair<Word, CaseResult>> turns) {
    for (auto const& [word, result] : turns) outcome.turns.push_back(word);
    bool const mixed =
        std::any_of(turns.begin(), turns.end(), [&](auto const& turn) { return turn.first != turns.front().first; });
    auto& shown =
        mixed ? *std::find_if(turns.begin(), turns.end(), [](auto const& turn) { return turn.first != Word::fixed; })
              : turns.front();
    outcome.word = mixed ? Word::flaky : shown.first;
    if (mixed) {
        std::string words;
        for (auto const& turn : turns) words += (words.empty() ? "" : ", ") + std::string(to_string(turn.first));
        outcome.why = "Its turns ended differently: " + words + ".";
    } else {
        outcome.why = why(outcome.word, outcome.then, shown.second);
    }
    outcome.now = std::move(shown.second);
}

std::string of(traffic::Exchange const& hop) {
    auto const status = hop.response ? std::to_string(hop.response->status) : "no answer";
    return status + (hop.response && !hop.response->content_type().empty() ? " " + hop.response->content_type() : "");
}

traffic::Exchange const* hop_of(CaseResult const& result, int number) {
    auto const found =
        std::find_if(result.hops.begin(), result.hops.end(), [&](auto const& hop) { return hop.number == number; });
    return found == result.hops.end() ? nullptr : &*found;
}

/// In what two answers of a tool differ; "" : in nothing that counts. Pages are compared without what changes from one
/// showing to the next.
std::string difference_of(traffic::Exchange const& then, traffic::Exchange const& now) {
    if (of(then) != of(now)) return of(then) + " then, " + of(now) + " now";
    if (!then.response) return {};
    auto const led = [](traffic::Exchange const& hop) {
        auto const location = hop.response->headers.get("Location");
        return std::string(location.substr(0, location.find('?')));
    };
    if (led(then) != led(now)) return "led to " + led(then) + " then, to " + led(now) + " now";
    constexpr double alike = 0.9;
    auto const likeness =
        check::similarity(check::shingles_of(then.response->body, {}), check::shingles_of(now.response->body, {}));
    return likeness >= alike ? "" : "the same kind of page with another text";
}

void compare_answers(Outcome& outcome) {
    outcome.word = Word::same;
    outcome.why = "The tool answers as then.";
    int compared = 0;
    for (auto const& row : outcome.hops) {
        auto const* const then = hop_of(outcome.then, row.then);
        auto const* const now = hop_of(*outcome.now, row.now);
        auto const& any = then != nullptr ? *then : *now;
        if (any.to != traffic::Party::tool || any.from != traffic::Party::browser) continue;
        ++compared;
        auto const differs = then == nullptr  ? "it is new"
                             : now == nullptr ? "it does not come any more"
                                              : difference_of(*then, *now);
        if (differs.empty() || outcome.word == Word::different) continue;
        outcome.word = Word::different;
        outcome.why = row.title + ": " + differs + ".";
    }
    if (compared == 0) {
        outcome.word = Word::error;
        outcome.why = "Nothing could be judged: the recording holds no request to the tool.";
    }
}

} // namespace

http::awaitable<Outcome> replay_live(
    play::Theatre& theatre,
    Recording const& recording,
    CaseResult const& then,
    scenario::Case const& played,
    Request const& request,
    Means means
) {
    Outcome outcome;
    outcome.then = then;
    auto const world =
        played.world.is_null() ? theatre.default_world : world_file::merge(theatre.default_world, played.world);
    auto what_if = read_what_if(request.changes, world);
    if (!what_if) co_return not_judged(then, what_if.error().message);
    auto const now_played = changed(played, *what_if);
    Substitutions table;
    Resending resending(then, request.literal, table, means.gate);
    Arming arming(what_if->faults, means.gate);
    std::vector<std::pair<Word, CaseResult>> turns;
    for (int turn = 1; turn <= std::max(1, request.repeat); ++turn) {
        auto own = theatre;
        own.seed = seed_of(what_if->seed.value_or(theatre.seed), turn);
        if (request.kind == Kind::tool_side)
            own.gate = &resending;
        else if (means.gate != nullptr || !what_if->faults.empty())
            own.gate = &arming;
        auto results = co_await play::play_cases(
            own, {&now_played}, {.jobs = 1, .finished = {}, .repeat = 1, .retries = 0, .not_good_enough = {}}
        );
        if (results.empty()) co_return not_judged(then, "The case was not played.");
        auto now = as_recorded(std::move(results.front()), about(theatre, recording), means.secrets);
        auto const word = compare(then, now);
        turns.emplace_back(word, std::move(now));
    }
    conclude_turns(outcome, std::move(turns));
    outcome.hops = align(then.hops, outcome.now->hops, table);
    outcome.substitutions = table.all();
    if (request.kind == Kind::tool_side) compare_answers(outcome);
    co_return outcome;
}

} // namespace easel::replay
