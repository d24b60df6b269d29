#pragma once

#include "base/result.hpp"
#include "verdict/result.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Which cases a filter means.
/// @par Source report-ux.md C2
namespace easel::console {

/// Words that must all hold: `s:failed`, `@tag`, `l:must`, `r:LAUNCH-0`, `t:>2s`, `hop:422`, `in:claim=value`, and text that id or
/// title holds. `!` before a word negates it; quotes keep blanks together. `s:` takes several: `s:failed,error`.
class Filter {
  public:
    /// A word that has no meaning is a fault of usage.
    [[nodiscard]] static base::Result<Filter> parse(std::string_view text);
    [[nodiscard]] bool holds(verdict::CaseResult const& result) const;

    struct Word {
        char kind = ' '; ///< s, @, l, r, t, h(op), i(n), or a blank for text
        bool negated = false;
        std::string text;
        long long number = 0; ///< of t: milliseconds; of hop: the status
        char comparison = '>';
    };

  private:
    std::vector<Word> words_;
};

/// "failed", "expected", "flaky", ...: the word that stands before a case.
[[nodiscard]] std::string status_word(verdict::CaseResult const& result);

} // namespace easel::console
