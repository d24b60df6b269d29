#pragma once

#include "base/instant.hpp"
#include "reference_tool/installation.hpp"
#include "reference_tool/reactions.hpp"
#include "reference_tool/services.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The Outcomes service of LTI 1.1, as this tool calls it. @par Source outcomes.md; requirements B.16
namespace easel::reference_tool {

enum class Operation { replace, read, remove };

/// What a replaceResult says of a result. A score is either a fraction or points; of the data one kind is sent.
struct Outcome {
    std::optional<double> fraction;
    std::optional<double> points; ///< extension resultTotalScore
    std::string text;             ///< extension resultData, as the other two
    std::string url;
    std::string launch_url;
    std::optional<base::Instant> submitted_at;
    bool prioritize_non_tool_grade = false;
    bool needs_additional_review = false;
};

/// What the platform takes of `wanted`: extensions that the launch did not offer are left out, points become a
/// fraction.
[[nodiscard]] Outcome as_accepted(Outcome wanted, OutcomeService const& service, Switches const& defects);

/// The request's body. @par Source outcomes.md 6.1
[[nodiscard]] std::string envelope(
    Operation operation,
    Outcome const& outcome,
    std::string const& sourcedid,
    std::string_view message_id,
    Installation const& tool
);

/// The whole request but its User-Agent: every one has a nonce, a time and a message id of its own, repeated ones too.
struct SignedCall {
    std::string url;
    http::Request request;
};
[[nodiscard]] SignedCall outcome_call(
    Installation& tool, Session const& session, Operation operation, Outcome const& outcome
);

/// An answer's parts; nothing when it is no POX answer. @par Source outcomes.md 6
struct OutcomeAnswer {
    std::string code_major;
    std::string description; ///< its first line
    std::string score;       ///< of readResult; "" : there is none
};
[[nodiscard]] std::optional<OutcomeAnswer> read_outcome_answer(std::string_view body);

/// What an answer means; only `success` inside it counts for one. @par Source requirements O11-017, O11-018, O11-022
[[nodiscard]] Assessment assess_outcome(Reply const& reply, Switches const& defects);

} // namespace easel::reference_tool
