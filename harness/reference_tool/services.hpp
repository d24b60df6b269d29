#pragma once

#include "http/message.hpp"
#include "reference_tool/installation.hpp"

#include <string>
#include <string_view>

namespace easel::reference_tool {

/// What came back from the platform.
struct Reply {
    int status = 0; ///< 0: nothing came
    http::Headers headers;
    std::string body;
    bool timed_out = false; ///< nothing came in time; whether the request was carried out is not known
};

/// Sends one request with the tool's own User-Agent; times out after five seconds, so that a page never waits longer.
[[nodiscard]] http::awaitable<Reply> fetch(SharedTool tool, std::string url, http::Request request);

/// A token request: client credentials with a signed assertion. @par Source Security Framework 4.1.1; RFC 7523 2.2
[[nodiscard]] http::Request token_request(
    Installation& tool, std::size_t registration, std::string const& deployment, std::string_view scope
);

/// A call with an access token of the session's deployment for `scope`, kept until a minute before it expires. A 401 is answered once with a new
/// token and the same call. When no token can be had, the reply is the token endpoint's.
[[nodiscard]] http::awaitable<Reply> call_service(
    SharedTool tool, Session session, std::string scope, std::string url, http::Request request
);

/// Forgets the token, so that the next call asks for a new one.
void drop_token(Installation& tool, Session const& session, std::string const& scope);

/// The target of the first Link with relation `next` behind `page`, as it stands; "" when there is none.
/// @par Source RFC 8288 section 3; throttling-pagination.md
[[nodiscard]] std::string next_link(Reply const& page, Switches const& defects);
/// The same of any relation.
[[nodiscard]] std::string linked_as(http::Headers const& headers, std::string_view relation);

inline constexpr char const* scope_score = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
inline constexpr char const* scope_results = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly";
inline constexpr char const* scope_line_items = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem";
inline constexpr char const* scope_memberships =
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
inline constexpr char const* scope_line_items_readonly =
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly";

} // namespace easel::reference_tool
