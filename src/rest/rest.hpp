#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "traffic/answer.hpp"
#include "world/context.hpp"
#include "world/world.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What Canvas's REST API has in common, whatever the endpoint: parameters, the caller, refusals.
/// @par Source canvas/external-tools-api.md 2, 3
namespace easel::rest {

// -- parameters -------------------------------------------------------------------------------------------------------
/// Query and body as one object: form and multipart by nested names (base::nested), and JSON. The body goes over the
/// query. Texts stay texts. FaultKind::bad_file when the body is none of what its Content-Type says, FaultKind::limit
/// beyond the bounds of nested names.
[[nodiscard]] base::Result<base::json::object> parameters(http::Request const& request);

/// The text of a member: numbers and booleans as they are written; nothing when it is absent, null or no scalar.
[[nodiscard]] std::optional<std::string> text(base::json::object const& parameters, std::string_view name);
[[nodiscard]] std::optional<std::string> text(base::json::value const& value);
/// The texts of a list, or the one of a scalar; empty ones are left out.
[[nodiscard]] std::vector<std::string> texts(base::json::object const& parameters, std::string_view name);
/// What Rails takes for a yes: true, "true", "1", 1, "on", "yes", "t"...; absent: nothing.
[[nodiscard]] std::optional<bool> truth(base::json::object const& parameters, std::string_view name);
[[nodiscard]] bool truth(base::json::value const& value);

// -- who calls --------------------------------------------------------------------------------------------------------
/// The token that a request brings, from its header or its parameters; "" : none.
[[nodiscard]] std::string token_of(http::Request const& request);

struct Caller {
    world::User const* user = nullptr;
    world::AccessToken const* token = nullptr;
};
/// Whose call it is, by its token and, where the token is bound to scopes, by `scope` ("url:GET|/api/v1/..."). Else the
/// refusal. Notes its checks in `trail`.
/// @param parameters  of the request, query and body
[[nodiscard]] std::optional<http::Response> refuse_caller(
    world::World& world,
    http::Request const& request,
    base::json::object const& parameters,
    std::string_view scope,
    base::Instant now,
    Caller& caller,
    traffic::Trail& trail
);

/// What people may do in a place of the world.
enum class Right { read, manage_tools };
[[nodiscard]] bool may(world::User const& user, Right right, world::Context const& place);

// -- refusals ---------------------------------------------------------------------------------------------------------
[[nodiscard]] http::Response not_found();
/// 500, as whatever goes wrong unforeseen.
[[nodiscard]] http::Response unforeseen();
/// 403, or 401 by the dialect `rest_unauthorized`.
[[nodiscard]] http::Response not_permitted(world::Dialects const& dialects);
/// 400 with `errors`: attribute to what is wrong with it, in order; several may concern one attribute.
struct Wrong {
    std::string attribute;
    std::string type; ///< "" : the message
    std::string message;
};
[[nodiscard]] http::Response invalid(std::vector<Wrong> const& errors);

// -- ids --------------------------------------------------------------------------------------------------------------
/// Whether the client wants ids as texts: `Accept: application/json+canvas-string-ids`.
[[nodiscard]] bool wants_text_ids(http::Request const& request);
/// Makes texts of the numbers in every `id`, `..._id`, `ids` and `..._ids`.
void write_ids_as_texts(base::json::value& value);

} // namespace easel::rest
