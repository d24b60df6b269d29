#include "services/preamble.hpp"

#include "base/url.hpp"
#include "services/answers.hpp"
#include "traffic/checks.hpp"

#include <utility>

namespace easel::services {

bool note(traffic::Trail& trail, PreambleCheck const& check, bool passed) {
    if (!passed && !check.row.empty()) trail.push_back({check.row, true});
    return traffic::note(trail, check.fact, passed);
}

boost::system::result<lti13::Caller, http::Response> check_caller(
    Context const& context, http::Request const& request, std::vector<std::string> const& scopes_any,
    PreambleFacts const& facts, traffic::Answer& answer
) {
    auto const before = answer.trail.size();
    auto caller =
        lti13::check_bearer(context.world, context.issuer, request, scopes_any, context.tool_now, answer.trail);
    // The checks are the same everywhere; each service numbers them in its own facts. Those of the token's own fact
    // file stand beside them.
    std::size_t made = 0;
    for (auto i = before; i != answer.trail.size() && made != facts.token.size(); ++i) {
        auto& fact = answer.trail[i].fact;
        if (fact.starts_with("ags/3.")) fact = facts.token[made++];
    }
    if (!caller) {
        answer.client_id = lti13::bearer_client(context.issuer, request).value_or("");
        return object_error(caller.error().status, caller.error().message);
    }
    answer.client_id = caller->client_id;
    return std::move(*caller);
}

std::optional<http::Response> check_context(
    ContextState const& state, lti13::Caller const& caller, PreambleFacts const& facts, traffic::Trail& trail
) {
    if (!note(trail, facts.found, state.found)) return list_error(404, no_such_resource);
    if (!note(trail, facts.key_on, caller.key != nullptr && caller.key->on_for_account))
        return object_error(401, "Invalid Developer Key");
    if (!note(trail, facts.alive, state.alive))
        return object_error(404, state.long_text ? "Context is deleted or not found" : "Context not found");
    if (!note(trail, facts.linked, state.tool != nullptr))
        return object_error(401, "Access Token not linked to a Tool associated with this Context");
    return std::nullopt;
}

std::string request_origin(lti13::Issuer const& issuer, http::Request const& request) {
    auto const host = request.headers.get("Host");
    auto const scheme_end = issuer.origin.find("://");
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
    bool const usable = !host.empty() && host.find_first_not_of(plain) == std::string_view::npos &&
                        base::parse_url("http://" + std::string(host)).has_value();
    if (!usable || scheme_end == std::string::npos) return issuer.origin;
    return issuer.origin.substr(0, scheme_end + 3) + std::string(host);
}

} // namespace easel::services
