#include "base/codec.hpp"
#include "check/outcomes.hpp"
#include "fuzz/fuzz.hpp"
#include "outcomes/call.hpp"

namespace easel::fuzz {

/// A document that a tool posts, and the same as an answer that a platform gives.
void pox(std::string_view input) {
    auto const asked = outcomes::read_pox(input);
    for (auto const* text : {&asked.message_id, &asked.operation, &asked.sourcedid})
        require(base::is_valid_utf8(*text), "what is read is text");
    for (auto const* text : {&asked.score, &asked.total_score, &asked.text, &asked.url, &asked.launch_url, &asked.submitted_at})
        if (*text) require(base::is_valid_utf8(**text), "what is read is text");
    if (asked.score) (void)outcomes::read_float(*asked.score);
    if (asked.submitted_at) (void)outcomes::read_time(*asked.submitted_at);
    if (auto const number = outcomes::read_float(input))
        require(outcomes::percent_text(*number).ends_with('%'), "a fraction is printed as percent");
    (void)outcomes::read_time(input);
    (void)check::read_outcome_answer(input);
}

} // namespace easel::fuzz
