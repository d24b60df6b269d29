#include "verdict/result.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace easel::verdict {

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::passed:
            return "passed";
        case Verdict::failed:
            return "failed";
        case Verdict::warned:
            return "warned";
        case Verdict::informed:
            return "informed";
        case Verdict::inconclusive:
            return "inconclusive";
        case Verdict::skipped:
            return "skipped";
        case Verdict::error:
            return "error";
    }
    return "error";
}

namespace {

constexpr std::array thresholds{Threshold::must, Threshold::should, Threshold::all};
constexpr int most_shards = 10'000;

std::optional<int> whole_number(std::string_view digits) {
    int value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

bool reaches(Verdict verdict, Threshold threshold) {
    switch (verdict) {
        case Verdict::failed:
            return true;
        case Verdict::warned:
            return threshold != Threshold::must;
        case Verdict::informed:
            return threshold == Threshold::all;
        case Verdict::passed:
        case Verdict::inconclusive:
        case Verdict::skipped:
        case Verdict::error:
            return false;
    }
    return false;
}

}  // namespace

std::string_view to_string(Threshold threshold) {
    switch (threshold) {
        case Threshold::must:
            return "must";
        case Threshold::should:
            return "should";
        case Threshold::all:
            return "all";
    }
    return "must";
}

std::optional<Threshold> threshold_named(std::string_view word) {
    for (auto const each : thresholds) {
        if (to_string(each) == word) return each;
    }
    return std::nullopt;
}

std::string to_string(Shard const& shard) {
    return std::to_string(shard.index) + "/" + std::to_string(shard.count);
}

std::optional<Shard> shard_named(std::string_view text) {
    auto const slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto const index = whole_number(text.substr(0, slash));
    auto const count = whole_number(text.substr(slash + 1));
    if (!index || !count || *index < 1 || *index > *count || *count > most_shards) return std::nullopt;
    return Shard{.index = *index, .count = *count};
}

bool counts_as_failure(CaseResult const& result, Threshold threshold) {
    if (result.unexpected_pass) return true;
    return !result.expected && reaches(result.verdict, threshold);
}

Check const* CaseResult::cause() const {
    if (first_cause.empty()) return nullptr;
    auto const found = std::ranges::find(checks, first_cause, &Check::id);
    return found == checks.end() ? nullptr : &*found;
}

Summary summarize(RunResult const& run) {
    Summary sum;
    for (auto const& result : run.cases) {
        ++sum.cases;
        if (result.unexpected_pass) ++sum.unexpected_passes;
        // A failure that the baseline foresaw is counted once, as expected.
        if (result.expected) {
            ++sum.expected;
            continue;
        }
        bool const well = result.verdict == Verdict::passed || result.verdict == Verdict::warned ||
                          result.verdict == Verdict::informed;
        if (result.flaky && well && !counts_as_failure(result, run.threshold)) {
            ++sum.flaky;
            continue;
        }
        switch (result.verdict) {
            case Verdict::passed:
                ++sum.passed;
                break;
            case Verdict::failed:
                ++sum.failed;
                break;
            case Verdict::warned:
                ++sum.warned;
                break;
            case Verdict::informed:
                ++sum.informed;
                break;
            case Verdict::inconclusive:
                ++sum.inconclusive;
                break;
            case Verdict::skipped:
                ++sum.skipped;
                break;
            case Verdict::error:
                ++sum.error;
                break;
        }
    }
    return sum;
}

}  // namespace easel::verdict
