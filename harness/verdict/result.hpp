#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "traffic/exchange.hpp"
#include "yaml/node.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// What a run found out, as plain data: the only thing reports see.
namespace easel::verdict {

using base::Duration;
using base::Instant;

/// @par Source design.md 1
enum class Verdict { passed, failed, warned, informed, inconclusive, skipped, error };
[[nodiscard]] std::string_view to_string(Verdict verdict);

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

    std::vector<StepResult> steps;
    std::vector<Check> checks;
    std::string first_cause;              ///< id of the check that explains the verdict; "" when passed
    std::vector<std::string> faults;      ///< planned for the platform's answers, and what became of each
    std::vector<traffic::Exchange> hops;  ///< already redacted
    Instant started;
    Duration took{0};  ///< stage time

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
    std::map<std::string, std::string> vars;
    std::string platform_origin;  ///< written as {platform} in reports
    std::string tool_origin;      ///< written as {tool}
};

struct Summary {
    int cases = 0, passed = 0, failed = 0, warned = 0, informed = 0, expected = 0, inconclusive = 0, skipped = 0,
        error = 0;
    int unexpected_passes = 0;
};
[[nodiscard]] Summary summarize(RunResult const& run);

}  // namespace easel::verdict
