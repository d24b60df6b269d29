#pragma once

#include "verdict/result.hpp"

namespace easel::report::test {

/// A score that a tool posts again after a permanent refusal: one failed case with three hops.
[[nodiscard]] verdict::CaseResult failed_case();
/// A case of the same group with nothing but its verdict.
[[nodiscard]] verdict::CaseResult plain_case(std::string name, verdict::Verdict verdict);
/// The failed case, a passed, a warned, a skipped and an inconclusive one, and one error, under a virtual clock.
[[nodiscard]] verdict::RunResult sample_run();
/// The same run as another machine saw it: other ports.
[[nodiscard]] verdict::RunResult sample_run_on_other_ports();

}  // namespace easel::report::test
