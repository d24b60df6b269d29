#pragma once

#include "report/neutral.hpp"
#include "verdict/result.hpp"

#include <string>
#include <string_view>

namespace easel::report::detail {

constexpr std::size_t message_characters = 200;  // conventions.md 6, rule 3
constexpr std::size_t excerpt_bytes = 4096;      // rule 10

/// What a case found out, in words for files: neutral, valid UTF-8, of bounded length. Internal to the module.
class Explanation {
  public:
    /// @param result_path  shown in replay commands, relative to the report folder
    Explanation(verdict::RunResult const& run, std::string result_path)
        : neutral_(run),
          result_path_(std::move(result_path)) {}

    /// On one line, at most `most` characters.
    [[nodiscard]] std::string line(std::string_view text, std::size_t most = message_characters) const;
    /// On one line, at most 4 KB.
    [[nodiscard]] std::string excerpt(std::string_view text) const;
    /// The first cause on one line; "" for a plain pass.
    [[nodiscard]] std::string message(verdict::CaseResult const& result) const;
    /// The message, then every check with what was required and observed, the reaction, faults, and how to replay it.
    [[nodiscard]] std::string details(verdict::CaseResult const& result) const;
    /// "must"; of a fact case "fact".
    [[nodiscard]] static std::string level(verdict::CaseResult const& result);

  private:
    std::string check(verdict::Check const& check, verdict::CaseResult const& result) const;
    Neutral neutral_;
    std::string result_path_;
};

}  // namespace easel::report::detail
