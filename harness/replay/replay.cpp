// What a replay found: its word, and the same as JSON.
#include "replay/replay.hpp"

#include "base/codec.hpp"
#include "report/redact.hpp"
#include "report/report.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

namespace easel::replay {
namespace {

using verdict::CaseResult;
using verdict::Verdict;

constexpr int schema_version = 1;

constexpr std::array kinds{
    std::pair{Kind::whole_case, std::string_view("case")},
    std::pair{Kind::from_hop, std::string_view("from-hop")},
    std::pair{Kind::tool_side, std::string_view("tool-side")},
    std::pair{Kind::mock_side, std::string_view("mock-side")},
    std::pair{Kind::what_if, std::string_view("what-if")},
};

bool is_unjudged(Verdict verdict) {
    return verdict == Verdict::error || verdict == Verdict::inconclusive || verdict == Verdict::skipped;
}

/// What fails, and for what reason. Lines of a scenario move; requirements and reason codes stay.
std::set<std::tuple<std::string, std::string, Verdict>> failing_checks(CaseResult const& result) {
    std::set<std::tuple<std::string, std::string, Verdict>> failing;
    for (auto const& check : result.checks) {
        if (!is_good(check.verdict)) failing.emplace(check.requirement, check.reason, check.verdict);
    }
    return failing;
}

bool same_cause(CaseResult const& then, CaseResult const& now) {
    auto const* a = then.cause();
    auto const* b = now.cause();
    if (then.verdict != now.verdict || (a == nullptr) != (b == nullptr)) return false;
    if (a != nullptr && (a->requirement != b->requirement || a->required != b->required || a->reason != b->reason))
        return false;
    return failing_checks(then) == failing_checks(now);
}

base::json::object summary_of(CaseResult const& result) {
    auto const* const cause = result.cause();
    base::json::object out;
    out["status"] = verdict::to_string(result.verdict);
    out["cause"] = nullptr;
    if (cause != nullptr) {
        base::json::object row{
            {"check", cause->id},
            {"requirement", base::to_valid_utf8(cause->requirement)},
            {"required", base::to_valid_utf8(cause->required)},
            {"observed", base::to_valid_utf8(cause->observed)},
            {"reason", base::to_valid_utf8(cause->reason)}};
        out["cause"] = std::move(row);
    }
    return out;
}

} // namespace

std::string_view to_string(Kind kind) {
    return std::find_if(kinds.begin(), kinds.end(), [&](auto const& one) { return one.first == kind; })->second;
}

std::optional<Kind> kind_named(std::string_view name) {
    auto const found = std::find_if(kinds.begin(), kinds.end(), [&](auto const& one) { return one.second == name; });
    if (found == kinds.end()) return std::nullopt;
    return found->first;
}

std::string_view to_string(Word word) {
    switch (word) {
        case Word::fixed:
            return "FIXED";
        case Word::same:
            return "SAME";
        case Word::different:
            return "DIFFERENT";
        case Word::flaky:
            return "FLAKY";
        case Word::error:
            return "ERROR";
    }
    return "ERROR";
}

int Outcome::exit_code(Kind kind) const {
    constexpr int unreachable_tool = 4;
    constexpr int trouble = 5;
    // Of ourselves it is asked whether we answer the same; of the tool, whether its case is mended.
    bool const compares_answers = kind == Kind::mock_side;
    switch (word) {
        case Word::fixed:
            return 0;
        case Word::same:
            return compares_answers || is_good(then.verdict) ? 0 : 1;
        case Word::different:
        case Word::flaky:
            return 1;
        case Word::error:
            break;
    }
    return unreachable ? unreachable_tool : trouble;
}

base::json::object to_json(Outcome const& outcome, Kind kind) {
    base::json::object out;
    out["schema_version"] = schema_version;
    out["case"] = outcome.then.id;
    out["kind"] = to_string(kind);
    out["word"] = to_string(outcome.word);
    out["why"] = base::to_valid_utf8(outcome.why);
    out["exit_code"] = outcome.exit_code(kind);
    out["then"] = summary_of(outcome.then);
    out["now"] = nullptr;
    if (outcome.now) out["now"] = summary_of(*outcome.now);
    base::json::array turns;
    for (auto const word : outcome.turns) turns.emplace_back(to_string(word));
    out["turns"] = std::move(turns);
    out["substitutions"] = to_json(outcome.substitutions);
    out["hops"] = to_json(outcome.hops);
    return out;
}

Outcome not_judged(CaseResult const& then, std::string why, bool unreachable) {
    Outcome outcome;
    outcome.why = std::move(why);
    outcome.then = then;
    outcome.unreachable = unreachable;
    return outcome;
}

bool is_good(Verdict verdict) {
    return verdict == Verdict::passed || verdict == Verdict::informed;
}

bool is_worth_replaying(CaseResult const& result) {
    return !result.expected && !is_good(result.verdict) && result.verdict != Verdict::skipped;
}

Word compare(CaseResult const& then, CaseResult const& now) {
    if (is_good(now.verdict)) return is_good(then.verdict) ? Word::same : Word::fixed;
    if (same_cause(then, now)) return Word::same;
    return is_unjudged(now.verdict) ? Word::error : Word::different;
}

CaseResult as_recorded(CaseResult now, verdict::RunResult about, std::vector<std::string> const& secrets) {
    report::Redactor redactor(secrets);
    report::redact(now, redactor);
    about.cases = {now};
    auto read = report::read_result_json(report::result_json(about), "replay");
    return read && !read->cases.empty() ? std::move(read->cases.front()) : now;
}

} // namespace easel::replay
