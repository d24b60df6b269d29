#pragma once

#include "traffic/exchange.hpp"

#include <string>
#include <utility>
#include <vector>

/// An exchange as named values, so that two of them can be compared by what they mean and not by their bytes.
namespace easel::replay {

/// A path and its value: {"response.json.scores.0.userId", "\"u1\""}.
using Leaf = std::pair<std::string, std::string>;
using Leaves = std::vector<Leaf>;

/// Method, query, form fields, JSON members and claims; also the parameters of an OAuth 1.0a header.
[[nodiscard]] Leaves read_request(traffic::Exchange const& exchange);
/// Status, type, where it leads, JSON members, fields of the forms of a page, the text that a person sees.
[[nodiscard]] Leaves read_response(traffic::Exchange const& exchange);

/// The last part of a leaf's path: "nonce" of "request.form.id_token.claims.nonce".
[[nodiscard]] std::string_view name_of(std::string_view path);

/// "browser", "tool" and so on; method; address without query, ids left out: "/api/lti/courses/{n}/line_items".
[[nodiscard]] std::string path_template(std::string_view url);

} // namespace easel::replay
