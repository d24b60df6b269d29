#pragma once

#include "check/catalogue.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What the Outcomes service of LTI 1.1 answers. @par Source canvas/outcomes.md 6, 7.2
namespace easel::check {

/// Of either endpoint; texts are "" where the answer has none.
struct OutcomeAnswer {
    std::string code_major;
    std::string severity;
    std::string description; ///< its first line, without the number of the report
    std::string error_code;  ///< `ext_canvas_error_code`
    std::string message_ref;
    std::string operation_ref;
    std::string body; ///< name of the element below `imsx_POXBody`
    std::optional<std::string> score;
};
/// Nothing when the text is no such document.
[[nodiscard]] std::optional<OutcomeAnswer> read_outcome_answer(std::string_view xml);

/// What differs between an answer and a row of the table, "" when nothing does; placeholders stand for any text.
[[nodiscard]] std::string mismatch(OutcomeRow const& row, int status, std::string const& body);

} // namespace easel::check
