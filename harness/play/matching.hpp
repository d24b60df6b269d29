#pragma once

#include "base/json.hpp"
#include "traffic/exchange.hpp"

#include <string>

/// Compares an exchange with what a step's `expect:` says.
namespace easel::play {

struct Difference {
    std::string required; ///< "" : no difference
    std::string observed;
};

/// Keys of `expected`: status, error, answered (rows of the documented error table), message (of an error body, modulo
/// a final period), body (JSON: every member given must be there with that value), text (a part of the body), count
/// (items of the body or of its members), headers, request (members of the request's JSON body), form (fields of the
/// request's form), fact (the check that decided). For a value may stand "~any", "~absent", "~contains X" and "~like
/// REGEX". Any other key is a difference: whoever understands further keys takes them out beforehand.
[[nodiscard]] Difference mismatch_of(base::json::object const& expected, traffic::Exchange const& exchange);

/// The same of the fields of a form; `expected` must be a mapping.
[[nodiscard]] Difference fields_difference(base::json::value const& expected, base::Fields const& fields);

/// The first place where `actual` lacks what `expected` says; path and both values. Numbers compare by value.
[[nodiscard]] Difference json_difference(
    base::json::value const& expected, base::json::value const* actual, std::string const& path
);

} // namespace easel::play
