#include "report/report.hpp"

#include <algorithm>
#include <map>

namespace easel::report {

using verdict::CaseResult;
using verdict::RunResult;
using verdict::Shard;
using verdict::Verdict;

namespace {

base::Fault refused(std::string message) {
    return {.kind = base::FaultKind::usage, .message = std::move(message), .where = ""};
}

/// In what two parts may not differ: "seed 1" and "seed 2"; nothing when they fit.
std::optional<std::pair<std::string, std::string>> difference(RunResult const& a, RunResult const& b) {
    auto const vars = [](RunResult const& run) {
        std::string out = "variables";
        for (auto const& [name, value] : run.vars) out += " " + name + "=" + value;
        return out;
    };
    auto const both = [](auto const& say, RunResult const& one, RunResult const& other) {
        return std::pair{say(one), say(other)};
    };
    std::vector<std::pair<std::string, std::string>> const sayings{
        both([](RunResult const& run) { return "easel " + run.version; }, a, b),
        both([](RunResult const& run) { return "seed " + std::to_string(run.seed); }, a, b),
        both([](RunResult const& run) {
            return "a selection of " + std::to_string(run.selected) + " cases (" + run.scenarios_sha256.substr(0, 12) + ")";
        }, a, b),
        both([](RunResult const& run) { return "tool " + run.tool_name + " of " + run.tool_file; }, a, b),
        both([](RunResult const& run) { return "a tool file with digest " + run.config_sha256.substr(0, 12); }, a, b),
        both(vars, a, b),
        both([](RunResult const& run) { return "dialects " + run.canvas; }, a, b),
        both([](RunResult const& run) {
            return run.virtual_clock ? "a virtual clock from " + base::to_iso8601(run.started) : std::string("the real clock");
        }, a, b),
        both([](RunResult const& run) { return "level " + std::string(verdict::to_string(run.threshold)); }, a, b),
        both([](RunResult const& run) {
            return "a selection in " + std::to_string(run.shard.value_or(Shard{}).count) + " parts";
        }, a, b),
    };
    for (auto const& saying : sayings) {
        if (saying.first != saying.second) return saying;
    }
    return std::nullopt;
}

/// What stands against merging these as they are.
std::string gaps(std::vector<Part> const& parts) {
    std::map<int, std::string> seen;
    for (auto const& part : parts) {
        auto const shard = part.run.shard.value_or(Shard{});
        auto const [at, is_new] = seen.emplace(shard.index, part.file);
        if (!is_new) return at->second + " and " + part.file + " both hold shard " + verdict::to_string(shard);
    }
    auto const count = parts.front().run.shard.value_or(Shard{}).count;
    for (int index = 1; index <= count; ++index) {
        if (!seen.contains(index)) return "shard " + verdict::to_string(Shard{.index = index, .count = count}) + " is missing";
    }
    std::map<std::string_view, std::string_view> owner;
    for (auto const& part : parts) {
        for (auto const& result : part.run.cases) {
            auto const [at, is_new] = owner.emplace(result.id, part.file);
            if (!is_new) return std::string(at->second) + " and " + part.file + " both hold " + result.id;
        }
    }
    auto const selected = static_cast<std::size_t>(parts.front().run.selected);
    if (owner.size() < selected) {
        return "they hold " + std::to_string(owner.size()) + " of " + std::to_string(selected) + " cases";
    }
    return {};
}

int weight(Verdict verdict) {
    switch (verdict) {
        case Verdict::failed:
            return 3;
        case Verdict::error:
            return 2;
        case Verdict::warned:
        case Verdict::inconclusive:
            return 1;
        case Verdict::passed:
        case Verdict::informed:
        case Verdict::skipped:
            return 0;
    }
    return 0;
}

void add_setup(RunResult& whole, std::vector<verdict::SetupCheck> const& setup) {
    for (auto const& check : setup) {
        auto const known = std::ranges::find(whole.setup, check.id, &verdict::SetupCheck::id);
        if (known == whole.setup.end()) {
            whole.setup.push_back(check);
        } else if (weight(check.verdict) > weight(known->verdict)) {
            *known = check;
        }
    }
}

}  // namespace

base::Result<RunResult> merge(std::vector<Part> parts, bool partial) {
    if (parts.empty()) return refused("there is nothing to merge");
    auto const& first = parts.front();
    for (auto const& part : parts) {
        if (auto const differs = difference(first.run, part.run)) {
            return refused(
                "these are no parts of one run: " + first.file + " has " + differs->first + ", " + part.file + " has " +
                differs->second
            );
        }
    }
    if (auto const gap = gaps(parts); !gap.empty() && !partial) {
        return refused(gap + "; --partial merges what is there");
    }
    auto whole = first.run;
    whole.cases.clear();
    whole.setup.clear();
    whole.shard.reset();
    std::map<std::string, CaseResult> cases;
    for (auto& part : parts) {
        auto& run = part.run;
        whole.started = std::min(whole.started, run.started);
        whole.took = std::max(whole.took, run.took);  // shards play at the same time
        whole.interrupted = whole.interrupted || run.interrupted;
        if (whole.tool_origin != run.tool_origin) whole.tool_origin.clear();
        add_setup(whole, run.setup);
        for (auto& result : run.cases) {
            auto const id = result.id;
            cases.insert_or_assign(id, std::move(result));
        }
    }
    for (auto& [id, result] : cases) whole.cases.push_back(std::move(result));
    return whole;
}

}  // namespace easel::report
