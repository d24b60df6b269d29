#include "report/compare.hpp"

#include "report/explanation.hpp"
#include "report/wording.hpp"

#include <algorithm>
#include <map>

namespace easel::report {

using detail::Ending;
using verdict::CaseResult;
using verdict::RunResult;

namespace {

bool fails(CaseResult const& result, verdict::Threshold threshold) {
    auto const how = detail::ending(result, threshold);
    return how == Ending::failed || how == Ending::unexpected_pass || how == Ending::error;
}

Change change_of(CaseResult const* before, CaseResult const* after, RunResult const& earlier, RunResult const& later) {
    if (after == nullptr) return Change::gone;
    bool const fails_now = fails(*after, later.threshold);
    if (before == nullptr) return fails_now ? Change::fresh : Change::joined;
    bool const failed = fails(*before, earlier.threshold);
    if (failed != fails_now) return fails_now ? Change::fresh : Change::fixed;
    // One that passes may mention another thing in passing: no news.
    bool const is_well = detail::ending(*after, later.threshold) == Ending::passed;
    return before->verdict == after->verdict && (is_well || same_cause(*before, *after)) ? Change::same : Change::other;
}

std::string entry(Difference const& one, detail::Explanation const& then, detail::Explanation const& now) {
    auto const said = [](CaseResult const& result, detail::Explanation const& words) {
        auto const message = words.message(result);
        return std::string(verdict::to_string(result.verdict)) +
               (message.empty() ? "" : ": " + detail::visible(message));
    };
    auto out = "  " + one.id + "\n";
    if (one.before != nullptr) out += "    was  " + said(*one.before, then) + "\n";
    if (one.after != nullptr) out += "    now  " + said(*one.after, now) + "\n";
    return out;
}

} // namespace

std::string_view to_string(Change change) {
    switch (change) {
        case Change::fresh:
            return "new";
        case Change::fixed:
            return "fixed";
        case Change::other:
            return "other";
        case Change::same:
            return "same";
        case Change::gone:
            return "gone";
        case Change::joined:
            return "joined";
    }
    return "same";
}

bool same_cause(CaseResult const& before, CaseResult const& after) {
    auto const* const one = before.cause();
    auto const* const other = after.cause();
    if (before.verdict != after.verdict || (one == nullptr) != (other == nullptr)) return false;
    if (one == nullptr) return before.reason == after.reason;
    return one->requirement == other->requirement && one->required == other->required && one->reason == other->reason &&
           before.false_accept == after.false_accept && before.reaction == after.reaction;
}

std::vector<Difference> compare(RunResult const& before, RunResult const& after) {
    std::map<std::string_view, Difference> all;
    for (auto const& result : before.cases) all[result.id].before = &result;
    for (auto const& result : after.cases) all[result.id].after = &result;
    std::vector<Difference> out;
    for (auto& [id, one] : all) {
        one.id = std::string(id);
        one.change = change_of(one.before, one.after, before, after);
        out.push_back(std::move(one));
    }
    return out;
}

std::string diff_text(
    RunResult const& before, RunResult const& after, std::string const& before_name, std::string const& after_name
) {
    auto const all = compare(before, after);
    detail::Explanation const then(before, "result.json");
    detail::Explanation const now(after, "result.json");
    auto const count = [&](Change change) {
        return std::ranges::count_if(all, [&](auto const& one) { return one.change == change; });
    };
    auto const about = [](std::string const& name, RunResult const& run) {
        return name + " (" + (run.tool_name.empty() ? std::string("no tool") : run.tool_name) + ", seed " +
               std::to_string(run.seed) + ", " + std::to_string(run.cases.size()) + " cases)";
    };
    auto out = "A  " + about(before_name, before) + "\nB  " + about(after_name, after) + "\n";
    for (auto const& [change, title] : {
             std::pair{Change::fresh, "new failures"},
             {Change::fixed, "fixed"},
             {Change::other, "same verdict, other cause, or another verdict"},
         }) {
        out += "\n" + std::string(title) + ": " + std::to_string(count(change)) + "\n";
        for (auto const& one : all) {
            if (one.change == change) out += entry(one, then, now);
        }
    }
    out += "\nunchanged: " + std::to_string(count(Change::same)) + "\n";
    for (auto const& [change, title] : {std::pair{Change::gone, "only in A"}, {Change::joined, "only in B"}}) {
        if (count(change) == 0) continue;
        out += std::string(title) + ": " + std::to_string(count(change)) + "\n";
        for (auto const& one : all) {
            if (one.change == change) out += "  " + one.id + "\n";
        }
    }
    return out;
}

} // namespace easel::report
