#include "base/json.hpp"
#include "base/text.hpp"
#include "fuzz/answers.hpp"
#include "fuzz/canvas.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "lti13/token.hpp"

#include <boost/json.hpp>

namespace easel::fuzz {
namespace {

/// The assertion that a correct tool would send, with `changes` (a JSON object) laid over its claims; null takes one
/// out.
std::string assertion(Canvas const& canvas, std::string_view changes) {
    auto const iat = base::to_numeric_date(canvas.now);
    base::json::object claims{
        {"iss", Canvas::client_id},
        {"sub", Canvas::client_id},
        {"aud", canvas.issuer.token_url()},
        {"iat", iat},
        {"exp", iat + 60},
        {"jti", "one"},
    };
    auto const changed = base::parse_json(changes);
    if (changed && changed->is_object()) {
        for (auto const& [name, value] : changed->get_object()) {
            if (value.is_null()) {
                claims.erase(name);
            } else {
                claims[name] = value;
            }
        }
    }
    return jose::sign(
        {{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "tool-key"}}, claims, keys::fixture_key("reference-tool")
    );
}

} // namespace

/// First line: content type. Second line: changes of the claims in {assertion}. Third line: the key set fetched from
/// the tool; empty: the tool's key is registered. Then the body.
void token_request(std::string_view input) {
    Canvas canvas;
    http::Request request;
    request.method = "POST";
    request.target = "/login/oauth2/token";
    request.headers.set("Host", "canvas.test");
    request.headers.set("Content-Type", std::string(take_line(input)));
    auto const changes = take_line(input);
    lti13::FetchedJwks jwks;
    auto const fetched = take_line(input);
    if (!fetched.empty()) {
        world::key_by_client_id(canvas.world, Canvas::client_id)->public_jwk_url = "https://tool.example/jwks";
        jwks.outcome = fetched == "-" ? lti13::FetchedJwks::Outcome::unreachable : lti13::FetchedJwks::Outcome::fetched;
        auto const key = keys::fixture_key("reference-tool").public_jwk("tool-key");
        jwks.body = base::replace_all(std::string(fetched), "{key}", base::dump(key));
    }
    request.body = input;
    if (input.find("{assertion}") != std::string_view::npos)
        request.body = base::replace_all(std::string(input), "{assertion}", assertion(canvas, changes));

    (void)lti13::token_request_client(request);
    auto const answer = lti13::grant_token(canvas.world, canvas.issuer, request, jwks, canvas.now);
    check_trail(answer);
    auto const body = base::parse_json(answer.response.body);
    require(body.has_value(), "the body is JSON: " + answer.response.body);
    if (answer.response.status != 200) {
        require(canvas.issuer.issued_tokens.empty(), "who is refused gets no token");
        require(base::text_member(*body, "error").has_value(), "a refusal names its error (oauth2-token.md 2)");
        require(base::text_member(*body, "error_description").has_value(), "a refusal describes its error");
        return;
    }
    auto const token = base::text_member(*body, "access_token");
    require(token.has_value(), "a grant holds a token");
    http::Request service;
    service.headers.set("Authorization", "Bearer " + *token);
    auto const client = lti13::bearer_client(canvas.issuer, service);
    require(client && !client->empty(), "a granted token tells its client");
    traffic::Trail trail;
    auto const scope = base::text_member(*body, "scope").value_or("");
    auto const scopes = base::split(scope, ' ');
    auto const caller = lti13::check_bearer(canvas.world, canvas.issuer, service, scopes, canvas.now, trail);
    require(caller.has_value(), "a granted token opens what it was granted for");
}

} // namespace easel::fuzz
