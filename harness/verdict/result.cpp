#include "verdict/result.hpp"

#include <algorithm>

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
