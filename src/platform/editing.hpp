#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "http/message.hpp"
#include "platform/fault.hpp"
#include "traffic/exchange.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What is held at a breakpoint: shown whole, and its answer changed by hand.
namespace easel::platform {

/// The exchange as it is, bodies and all: whoever is to change it has to see it. Members `from`, `to`, `kind`,
/// `t_virtual`, `request` {method, url, headers, form, body}, `response` {status, headers, body} or null, `trail`
/// [[fact, passed]...]. Headers and forms are [[name, value]...]; a body is null (none), {text, size} or, where it is no
/// UTF-8, {base64, size}.
[[nodiscard]] base::json::object whole_view(traffic::Exchange const& exchange);

/// The header and the claims of a JWT, unverified; null for what is none.
[[nodiscard]] base::json::value token_view(std::string_view token);

/// A member's name as a part of a JSON pointer. @par Source RFC 6901, section 3
[[nodiscard]] std::string pointer_part(std::string_view name);
/// Why this cannot be a header field; nothing when it can. @par Source RFC 9110, sections 5.1, 5.5 and 5.6.2
[[nodiscard]] std::optional<std::string> header_problem(std::string_view name, std::string_view value);

/// [[name, value]...] of texts; nothing when there are complaints, which lead below `pointer`.
[[nodiscard]] std::optional<base::Fields>
read_fields(base::json::value const& value, std::string const& pointer, std::vector<Complaint>& complaints);
/// The same as header fields, which take one line each.
[[nodiscard]] std::optional<http::Headers>
read_headers(base::json::value const& value, std::string const& pointer, std::vector<Complaint>& complaints);

/// An answer as an await step's `answer` says it: `status`, `body` (JSON where it is), `headers`.
[[nodiscard]] base::json::object answer_points(http::Response const& response);

struct EditedAnswer {
    http::Response response;
    base::json::object points; ///< what was changed, as an await step's `answer` says it; empty: nothing was
    std::string words;         ///< the same in short: "answer 503, delay 250ms"; "" : nothing
};

/// The held answer, changed as `wanted` says; all members are optional:
///
///   answer    {error: a row of the documented tables, status: 100 to 599, headers: [[name, value]...], body: text};
///             null: as it is. What stands beside `error` is laid over it
///   fault     none (whole), reset, stall, truncated
///   delay_ms  0 to 600000
///
/// Further members are the caller's. Nothing when there are complaints.
[[nodiscard]] std::optional<EditedAnswer> edit_answer(
    base::json::object const& wanted, http::Response const& held, DocumentedError const& documented,
    std::vector<Complaint>& complaints
);

/// How an answer is delivered, by the word of a fault: "none", "reset", "stall", "truncated".
[[nodiscard]] std::string_view fault_word(http::Delivery delivery);

} // namespace easel::platform
