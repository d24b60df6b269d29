#include "replay/recording.hpp"

#include "base/json.hpp"
#include "report/html.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace easel::replay {
namespace {

namespace json = base::json;
using verdict::CaseResult;

base::Fault bad(std::string const& file, std::string message) {
    return {base::FaultKind::bad_file, std::move(message), file};
}

/// Counts under `run.summary` that are not those of the cases.
std::optional<std::string> wrong_count(json::value const& root, verdict::RunResult const& run) {
    auto const counts = verdict::summarize(run);
    std::vector<std::pair<std::string_view, int>> const expected{
        {"cases", counts.cases},
        {"passed", counts.passed},
        {"failed", counts.failed},
        {"warned", counts.warned},
        {"informed", counts.informed},
        {"expected", counts.expected},
        {"error", counts.error},
        {"skipped", counts.skipped},
        {"inconclusive", counts.inconclusive},
        {"flaky", counts.flaky},
        {"unexpected_passes", counts.unexpected_passes},
    };
    auto const* const about = base::member(root, "run");
    auto const* const summary = about == nullptr ? nullptr : base::member(*about, "summary");
    if (summary == nullptr || !summary->is_object()) return "run.summary is missing";
    for (auto const& [name, count] : expected) {
        auto const* const told = base::member(*summary, name);
        if (told == nullptr) continue; // of an older version
        if (told->is_int64() && told->get_int64() == count) continue;
        return "run.summary." + std::string(name) + " is " + base::dump(*told) + ", but the cases make it " +
               std::to_string(count);
    }
    return std::nullopt;
}

std::optional<std::string> wrong_case(CaseResult const& result, std::string const& path) {
    int last = 0;
    for (std::size_t i = 0; i < result.hops.size(); ++i) {
        auto const number = result.hops[i].number;
        if (number <= last) {
            return path + ".hops[" + std::to_string(i) + "].n is " + std::to_string(number) + ", but comes after " +
                   std::to_string(last);
        }
        last = number;
    }
    std::set<std::string> ids;
    for (std::size_t i = 0; i < result.checks.size(); ++i) {
        auto const& check = result.checks[i];
        auto const here = path + ".checks[" + std::to_string(i) + "]";
        if (!ids.insert(check.id).second) return here + ".id '" + check.id + "' stands twice";
        for (auto const hop : check.hops)
            if (hop > last) return here + ".observed.hops names hop " + std::to_string(hop) + ", which is not there";
    }
    if (!result.first_cause.empty() && !ids.contains(result.first_cause)) {
        return path + ".first_cause names '" + result.first_cause + "', which is no check of the case";
    }
    for (std::size_t i = 0; i < result.steps.size(); ++i) {
        for (auto const& check : result.steps[i].checks) {
            if (!ids.contains(check))
                return path + ".steps[" + std::to_string(i) + "].checks names '" + check +
                       "', which is no check of the case";
        }
    }
    return std::nullopt;
}

/// What cannot be: nobody but a hand has written that.
std::optional<std::string> contradiction(json::value const& root, verdict::RunResult const& run) {
    std::set<std::string> ids;
    for (std::size_t i = 0; i < run.cases.size(); ++i) {
        auto const path = "cases[" + std::to_string(i) + "]";
        if (!ids.insert(run.cases[i].id).second) return path + ".id '" + run.cases[i].id + "' stands twice";
        if (auto wrong = wrong_case(run.cases[i], path)) return wrong;
    }
    return wrong_count(root, run);
}

} // namespace

CaseResult const* Recording::find(std::string_view case_id) const {
    auto const found =
        std::find_if(run.cases.begin(), run.cases.end(), [&](auto const& one) { return one.id == case_id; });
    return found == run.cases.end() ? nullptr : &*found;
}

base::Result<Recording> read_recording(std::string_view text, std::string const& file) {
    auto const root = report::parse_recording(text, file);
    if (!root) return root.error();
    auto read = report::recording_of(*root, file);
    if (!read) return read.error();
    if (auto const wrong = contradiction(*root, read->run)) return bad(file, "the result was changed by hand: " + *wrong);
    if (!report::is_untouched(*root)) return bad(file, "the result was changed by hand: what it holds is not what its digest was made of");
    auto& [run, around] = *read;
    return Recording{file, std::move(run), std::move(around)};
}

base::Result<Recording> load_recording(std::string const& file) {
    auto const text = report::load_result(file);
    if (!text) return text.error();
    return read_recording(*text, file);
}

} // namespace easel::replay
