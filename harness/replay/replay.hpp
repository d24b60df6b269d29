#pragma once

#include "play/session.hpp"
#include "replay/align.hpp"
#include "replay/gate.hpp"
#include "replay/recording.hpp"
#include "replay/substitution.hpp"
#include "replay/what_if.hpp"
#include "scenario/scenario.hpp"
#include "tool/tool_file.hpp"
#include "verdict/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A recorded case again: in whole, in parts, with something changed, or without the tool. @par Source report-ux.md C6
namespace easel::replay {

enum class Kind {
    whole_case, ///< the scenario again: is it fixed?
    from_hop,   ///< the same, held before a hop: what happens there?
    tool_side,  ///< what was sent to the tool is sent again, fresh: does the tool answer as then?
    mock_side,  ///< what the tool did is done again to today's mock: does the mock answer as then?
    what_if,    ///< the scenario with something changed: what does it take to fail?
};
/// "case", "from-hop", "tool-side", "mock-side", "what-if".
[[nodiscard]] std::string_view to_string(Kind kind);
[[nodiscard]] std::optional<Kind> kind_named(std::string_view name);

enum class Word { fixed, same, different, flaky, error };
/// "FIXED", "SAME", "DIFFERENT", "FLAKY", "ERROR".
[[nodiscard]] std::string_view to_string(Word word);

struct Request {
    Kind kind = Kind::whole_case;
    std::string case_id;
    int from_hop = 0;
    std::vector<Change> changes;
    bool literal = false; ///< tool_side: nonce, state and times as they were
    int repeat = 1;
};

struct Outcome {
    Word word = Word::error;
    std::string why; ///< one sentence
    verdict::CaseResult then;
    std::optional<verdict::CaseResult> now; ///< redacted, origins left out as in a file; nothing: nothing was played
    std::vector<Substitution> substitutions;
    std::vector<AlignedHop> hops;
    std::vector<Word> turns;  ///< of a repeated replay, in order
    bool unreachable = false; ///< ERROR, because the tool or the setup is not there

    /// FIXED 0; SAME 0 where the recorded case was good, or where only answers are compared, else 1; DIFFERENT and
    /// FLAKY 1; ERROR 4 or 5.
    [[nodiscard]] int exit_code(Kind kind) const;
};
/// With `schema_version`; deterministic.
[[nodiscard]] base::json::object to_json(Outcome const& outcome, Kind kind);

[[nodiscard]] Outcome not_judged(verdict::CaseResult const& then, std::string why, bool unreachable = false);

/// Passed, or merely informed.
[[nodiscard]] bool is_good(verdict::Verdict verdict);
/// Failed, warned, inconclusive or in error without the baseline foreseeing it: what a replay without a case is about.
[[nodiscard]] bool is_worth_replaying(verdict::CaseResult const& result);
/// What became of a case: the same checks fail for the same cause, others do, none does, or nothing can be said.
[[nodiscard]] Word compare(verdict::CaseResult const& then, verdict::CaseResult const& now);

/// What a replay plays with besides the theatre.
struct Means {
    std::vector<std::string> secrets; ///< that no outcome may show
    Gate* gate = nullptr;             ///< null: nobody steps through
};

/// Plays one recorded case at the theatre's tool: every kind but mock_side. `played` is the case as it stands now.
[[nodiscard]] http::awaitable<Outcome> replay_live(
    play::Theatre& theatre,
    Recording const& recording,
    verdict::CaseResult const& then,
    scenario::Case const& played,
    Request const& request,
    Means means
);

/// Plays recorded cases without the tool; needs nothing but the recording and how the cases and the tool are described.
struct Offline {
    Recording const& recording;
    scenario::Suite const& suite;
    tool::ToolFile const* tool = nullptr; ///< null: only cases without a tool can be judged
    yaml::Node default_world;
    std::vector<std::string> secrets;
};
/// One outcome for each of `cases`, in their order; `finished` is called with each.
[[nodiscard]] http::awaitable<std::vector<Outcome>> replay_mock_side(
    http::asio::io_context& loop,
    Offline const& offline,
    std::vector<verdict::CaseResult const*> cases,
    std::function<void(Outcome const&)> const& finished
);

/// A result as it would be read back from its file: secrets and origins left out, bodies cut.
[[nodiscard]] verdict::CaseResult as_recorded(
    verdict::CaseResult now, verdict::RunResult about, std::vector<std::string> const& secrets
);

} // namespace easel::replay
