#pragma once

#include "base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::check {

/// A row of fixtures/requirements.yaml: what a tool must do.
struct Requirement {
    std::string id;
    std::string area;   ///< "OIDC"
    std::string level;  ///< "must", "should", "may", "canvas"
    std::string text;   ///< "The tool ..."
    std::string source;
    std::string provoke;
    std::string observe;
    std::string unobserved;  ///< why no case can show it, "needs_browser: ..."; "" : one should
};

/// A row of fixtures/facts/*.yaml: what Canvas does.
struct Fact {
    std::string id;  ///< "ags/5.2.13"
    std::string text;
    std::string source;
    std::string uncovered;  ///< why no case shows it; "" : one has to
};

/// A row of fixtures/error-table.yaml, written from the seed document: one of the two independent witnesses.
struct ErrorRow {
    std::string name;  ///< "timestamp-stale"
    int status = 0;
    std::string message;  ///< with <placeholders>
    std::string shape;    ///< "object": {"errors":{"type","message"}}; "list": {"errors":[{"message"}]}
    std::string type;     ///< expected errors.type for shape "object"
    std::string advice;
    std::string source;
};

/// A row of fixtures/outcome-errors.yaml: what the Outcomes service of LTI 1.1 says where it refuses, and what to do.
struct OutcomeRow {
    std::string name;  ///< "bad_score": Canvas's own code where it has one
    int status = 0;
    std::string code_major;  ///< "": the answer is no XML but a list of errors
    std::string description; ///< with a <placeholder> at its end, perhaps
    std::string error_code;  ///< "": none
    std::string cause;
    std::string remedy;
    std::string source;
};

struct Catalogues {
    std::map<std::string, Requirement, std::less<>> requirements;
    std::map<std::string, Fact, std::less<>> facts;
    std::map<std::string, ErrorRow, std::less<>> errors;
    std::map<std::string, OutcomeRow, std::less<>> outcomes;
};

/// Reads the files embedded in the binary; they are checked by a test, so a fault is a bug.
[[nodiscard]] Catalogues const& catalogues();
/// Where the first published document that a requirement's source names can be read; "" : it names none.
[[nodiscard]] std::string source_address(std::string_view source);

/// Does an answer match a row? Status, body shape, message modulo <placeholders> and a final period. The text says what
/// differs; empty when it matches.
[[nodiscard]] std::string mismatch(ErrorRow const& row, int status, std::string const& body);
/// The row's answer, for replacing a platform's answer; placeholders are filled from `values` ("timestamp",
/// "parameter").
struct CannedAnswer {
    int status;
    std::string body;
};
[[nodiscard]] CannedAnswer canned_answer(ErrorRow const& row, std::map<std::string, std::string> const& values);
/// The name of the row that an answer matches, or "".
[[nodiscard]] std::string row_matching(int status, std::string const& body);

}  // namespace easel::check
