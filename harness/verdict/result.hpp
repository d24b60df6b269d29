#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "traffic/exchange.hpp"
#include "yaml/node.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a run found out, as plain data: the only thing reports see.
namespace easel::verdict {

using base::Duration;
using base::Instant;

/// @par Source design.md 1
enum class Verdict { passed, failed, warned, informed, inconclusive, skipped, error };
[[nodiscard]] std::string_view to_string(Verdict verdict);

/// From which level on a requirement that is not met counts as a failure of the run: `must` knows failed only, `should`
/// also warned, `all` also informed.
/// @par Source conventions.md 2, --level
enum class Threshold { must, should, all };
[[nodiscard]] std::string_view to_string(Threshold threshold);
[[nodiscard]] std::optional<Threshold> threshold_named(std::string_view word);

/// The part of a selection that a run played: number `index`, from 1, of `count`.
struct Shard {
    int index = 1;
    int count = 1;
    bool operator==(Shard const&) const = default;
};
/// "2/4", and back: 1 <= index <= count <= 10,000.
[[nodiscard]] std::string to_string(Shard const& shard);
[[nodiscard]] std::optional<Shard> shard_named(std::string_view text);

/// One thing a step looked at.
struct Check {
    std::string id;  ///< "k1", "k2", ... within the case
    Verdict verdict = Verdict::passed;
    std::string level;        ///< "must", "should", "may", "canvas"; "" for facts
    std::string requirement;  ///< requirement or fact id it speaks for; may be empty
    yaml::Position at;
    std::string required;               ///< what had to be, one sentence
    std::string observed;               ///< what was; quotes the peer's words escaped
    std::vector<int> hops;              ///< exchange numbers
    std::string hint;                   ///< what to change; may be empty
    std::string near_miss;              ///< the nearest thing that did come; may be empty
    std::vector<std::string> evidence;  ///< oracle codes, "E1", "R1"
    std::string reason;                 ///< reason code when inconclusive or skipped, e.g. "no_marker"
};

struct StepResult {
    int number = 0;
    std::string verb;
    Verdict verdict = Verdict::passed;
    yaml::Position at;
    std::vector<int> hops;
    std::vector<std::string> checks;  ///< ids
};

struct CaseResult {
    std::string id;
    std::string group;
    std::string title;
    std::string name;
    std::string purpose;
    std::vector<std::string> requirements;
    std::vector<std::string> facts;
    std::vector<std::string> tags;
    std::string level;  ///< the strictest of its requirements: "must" > "canvas" > "should" > "may"; "" for fact cases
    yaml::Position at;

    Verdict verdict = Verdict::passed;
    std::string reason;         ///< of skipped, inconclusive and error: one sentence
    std::string reaction;       ///< "stopped", "backed-off", "retried-once", "retried-blindly"; "" when not watched
    bool false_accept = false;  ///< a forged launch was accepted
    bool expected = false;      ///< the baseline foresaw this failure
    std::string expected_reason;
    bool unexpected_pass = false;
    int turns = 1;       ///< how often it was played
    bool flaky = false;  ///< its turns ended differently

    std::vector<StepResult> steps;
    std::vector<Check> checks;
    std::string first_cause;              ///< id of the check that explains the verdict; "" when passed
    std::vector<std::string> faults;      ///< planned for the platform's answers, and what became of each
    std::vector<traffic::Exchange> hops;  ///< already redacted
    Instant started;
    Duration took{0};  ///< stage time
    /// With --retries the turns that came before and were not good enough, with --repeat those that ended otherwise than
    /// this one; oldest first, without others of their own.
    std::vector<CaseResult> other_turns;

    [[nodiscard]] Check const* cause() const;  ///< the first-cause check, or null
};

/// Pre-flight: "jwks.reachable" and the like.
struct SetupCheck {
    std::string id;
    Verdict verdict = Verdict::passed;
    std::string detail;
    std::string hint;
};

struct RunResult {
    std::string version;  ///< of Easel
    std::uint64_t seed = 1;
    bool virtual_clock = false;
    Instant started;  ///< stage time for a virtual clock
    Duration took{0};
    std::string tool_name;
    std::string tool_file;  ///< as shown
    std::string canvas;     ///< dialect set
    std::string scenarios_sha256;
    std::string config_sha256;
    std::vector<SetupCheck> setup;
    std::vector<CaseResult> cases;  ///< sorted by id
    bool interrupted = false;
    Threshold threshold = Threshold::must;
    std::optional<Shard> shard;  ///< nothing: the whole selection
    int selected = 0;            ///< cases of the whole selection; a shard or a run that was stopped holds fewer
    std::map<std::string, std::string> vars;
    std::string platform_origin;  ///< written as {platform} in reports
    std::string tool_origin;      ///< written as {tool}
    std::string elsewhere_origin; ///< written as {elsewhere}
};

/// Does it fail the run: an unexpected pass, or not met at a level that counts, without the baseline foreseeing it?
[[nodiscard]] bool counts_as_failure(CaseResult const& result, Threshold threshold);

/// Every case is counted once: an expected failure as expected, one that ended well after a turn that did not as flaky.
struct Summary {
    int cases = 0, passed = 0, failed = 0, warned = 0, informed = 0, expected = 0, inconclusive = 0, skipped = 0,
        error = 0;
    int unexpected_passes = 0;
    int flaky = 0;
};
[[nodiscard]] Summary summarize(RunResult const& run);

}  // namespace easel::verdict
