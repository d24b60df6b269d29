#pragma once

#include "verdict/result.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What JUnit and the console say alike. Internal to the module.
namespace easel::report::detail {

/// A verdict together with what the baseline, the threshold and earlier turns make of it.
enum class Ending { passed, warned, flaky, failed, expected_failure, unexpected_pass, inconclusive, skipped, error };
[[nodiscard]] Ending ending(verdict::CaseResult const& result, verdict::Threshold threshold);
[[nodiscard]] std::string_view to_string(Ending ending);

/// What happened, as one sentence: the first cause, or why nothing was judged; "" for a plain pass.
[[nodiscard]] std::string first_sentence(verdict::CaseResult const& result);
/// "easel replay reports/latest/result.json#ags.score/late".
[[nodiscard]] std::string replay_command(std::string_view result_path, std::string_view case_id);

/// "hop 9", "hops 9, 11, 13"; "" for none.
[[nodiscard]] std::string hop_list(std::vector<int> const& hops);
/// "0.292" for 292 ms and three decimals; further digits are cut.
[[nodiscard]] std::string seconds(base::Duration span, int decimals);

/// On one line: runs of white space become one blank.
[[nodiscard]] std::string flat(std::string_view text);
/// Control characters and those that change the writing direction as escapes: a peer's words must not steer a terminal.
[[nodiscard]] std::string visible(std::string_view text);
/// At most `most` characters (code points), the last one "…" if anything was cut. Invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t most);
/// The longest prefix of at most `most` bytes that cuts no UTF-8 sequence in two.
[[nodiscard]] std::string_view prefix(std::string_view text, std::size_t most);
[[nodiscard]] std::size_t characters(std::string_view text);

}  // namespace easel::report::detail
