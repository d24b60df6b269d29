#include "base/codec.hpp"
#include "check/catalogue.hpp"
#include "fuzz/fuzz.hpp"

#include <charconv>

namespace easel::fuzz {

/// First line: status. Then the body.
void error_table(std::string_view input) {
    auto const line = take_line(input);
    int status = 0;
    std::from_chars(line.data(), line.data() + line.size(), status);
    std::string const body(input);
    auto const& rows = check::catalogues().errors;
    for (auto const& [name, row] : rows) {
        auto const said = check::mismatch(row, status, body);
        require(base::is_valid_utf8(said), "what differs is told as text");
        if (said.empty()) require(status == row.status, "a row has one status");

        // The documented answer is told apart by nothing but its own row, whatever stands for its placeholders.
        auto const value = body.empty() || !base::is_valid_utf8(body) ? "x" : body;
        auto const canned = check::canned_answer(row, {{"timestamp", value}, {"parameter", value}});
        auto const differs = check::mismatch(row, canned.status, canned.body);
        require(differs.empty(), name + " fits its own answer: " + differs);
    }
    auto const found = check::row_matching(status, body);
    if (!found.empty()) require(check::mismatch(rows.at(found), status, body).empty(), "the row found fits");
}

} // namespace easel::fuzz
