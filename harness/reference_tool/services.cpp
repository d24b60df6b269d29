#include "reference_tool/services.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr char const* user_agent = "EaselReferenceTool/1";

/// @par Source RFC 7523 3; LTI Core 6.2.1 on the deployment
std::string assertion(Installation& tool, std::size_t index, std::string const& deployment) {
    auto const& registration = tool.registration(index);
    auto const signing = tool.signing_key(index);
    auto const now = base::to_numeric_date(tool.now());
    auto const issuer = tool.broken("assertion-names-origin") ? tool.options.origin : registration.client_id;
    json::object claims;
    claims["iss"] = issuer;
    claims["sub"] = issuer;
    claims["aud"] = tool.broken("assertion-for-issuer") ? registration.issuer : registration.token_url;
    if (tool.broken("assertion-times-are-text")) {
        claims["iat"] = std::to_string(now);
        claims["exp"] = std::to_string(now + 300);
    } else {
        claims["iat"] = now;
        claims["exp"] = now + 300;
    }
    auto& last = tool.mistakes.assertion_id;
    if (last.empty() || !tool.broken("repeats-jti")) last = tool.random.uuid();
    claims["jti"] = last;
    if (!deployment.empty() && !tool.broken("assertion-without-deployment"))
        claims["https://purl.imsglobal.org/spec/lti/claim/deployment_id"] = deployment;

    json::object header;
    header["typ"] = "JWT";
    header["alg"] = "RS256";
    if (!tool.broken("assertion-without-kid")) header["kid"] = signing.kid;
    if (tool.broken("assertion-signed-with-hmac")) {
        header["alg"] = "HS256";
        return jose::sign_hmac(header, claims, registration.client_id);
    }
    return jose::sign(header, claims, signing.key);
}

std::pair<std::size_t, std::string> token_slot(
    Installation const& tool, Session const& session, std::string const& scope
) {
    auto const wanted = tool.broken("one-token-for-all-scopes") ? std::string() : scope;
    if (tool.broken("shares-tokens-between-registrations")) return {0, wanted};
    return {session.registration, session.deployment + "\n" + wanted};
}

/// What defects make of a token on its way into the store.
std::string kept_token(Installation const& tool, std::string token) {
    constexpr std::size_t column = 2'000;
    if (tool.broken("cuts-long-tokens") && token.size() > column) token.resize(column);
    return tool.broken("encodes-tokens") ? base::percent_encode(token) : token;
}

bool has_unknown_member(json::value const& grant) {
    constexpr std::array known{"access_token", "token_type", "expires_in", "scope"};
    return grant.is_object() && std::any_of(grant.get_object().begin(), grant.get_object().end(), [&](auto const& member) {
               return std::find(known.begin(), known.end(), member.key()) == known.end();
           });
}

/// Whether the grant says that it does not cover what was asked for.
bool lacks(json::value const& grant, std::string const& scope) {
    auto const granted = base::text_member(grant, "scope");
    if (!granted) return false;
    auto const words = base::split(*granted, ' ');
    return std::find(words.begin(), words.end(), scope) == words.end();
}

struct Grant {
    std::string token; ///< "" : none, see `reply`
    Reply reply;
};

/// Keeps what the token endpoint answered; a grant without a usable token counts as its refusal.
Grant read_grant(
    Installation& tool, std::pair<std::size_t, std::string> const& slot, std::string const& scope, Reply reply
) {
    Grant grant;
    if (reply.status == 200 || (reply.status == 201 && !tool.broken("takes-grants-with-200-only"))) {
        auto const document = base::parse_json(reply.body);
        auto const token = document ? base::text_member(*document, "access_token") : std::nullopt;
        bool const strange = document && tool.broken("refuses-unknown-grant-members") && has_unknown_member(*document);
        if (document && tool.broken("crashes-on-smaller-grants") && lacks(*document, scope))
            throw std::runtime_error("the grant lacks a scope");
        if (token && !token->empty() && !strange) {
            grant.token = kept_token(tool, *token);
            auto const* expires = base::member(*document, "expires_in");
            auto const seconds = expires == nullptr ? std::nullopt : base::number(*expires);
            auto lifetime =
                std::chrono::seconds(static_cast<std::int64_t>(std::clamp(seconds.value_or(0), 0.0, 86'400.0)));
            if (tool.broken("keeps-tokens-for-ever")) lifetime = std::chrono::hours(24 * 3650);
            auto const use_until = tool.now() + lifetime - std::chrono::seconds(60);
            if (!tool.broken("asks-for-a-token-each-time"))
                tool.tokens.insert_or_assign(slot, AccessToken{grant.token, use_until});
            return grant;
        }
        reply.status = 400;
        reply.body = R"({"error_description":"The platform granted no access token"})";
    }
    grant.reply = std::move(reply);
    return grant;
}

http::awaitable<Grant> obtain_token(SharedTool tool, Session session, std::string scope) {
    auto const slot = token_slot(*tool, session, scope);
    // One request for a token at a time; who waited finds it ready.
    auto const turn = co_await Installation::take_turn(tool, "token " + std::to_string(slot.first) + " " + slot.second);
    auto const kept = tool->tokens.find(slot);
    if (kept != tool->tokens.end() && tool->now() < kept->second.use_until) {
        Grant grant;
        grant.token = kept->second.text;
        co_return grant;
    }
    auto const& told = tool->registration(session.registration);
    auto const ask = [&] { return token_request(*tool, session.registration, session.deployment, scope); };
    auto reply = co_await fetch(tool, told.token_url, ask());
    for (int again = 0; again < 5 && tool->broken("hammers-refused-grants") && reply.status >= 400; ++again)
        reply = co_await fetch(tool, told.token_url, ask());
    // A redirect would take the assertion to whoever it names: it is no grant (requirement TOKEN-020).
    if (reply.status == 307 && tool->broken("follows-token-redirects"))
        reply = co_await fetch(tool, std::string(reply.headers.get("Location")), ask());
    co_return read_grant(*tool, slot, scope, std::move(reply));
}

} // namespace

http::awaitable<Reply> fetch(SharedTool tool, std::string url, http::Request request) {
    Reply reply;
    auto const target = base::parse_url(url);
    if (!target) {
        reply.status = 400;
        reply.body = R"({"message":"The platform gave an address that is none"})";
        co_return reply;
    }
    request.target = target->target();
    if (!request.headers.has("User-Agent")) request.headers.set("User-Agent", user_agent);
    http::ClientLimits limits;
    limits.connect = base::Duration{4'000};
    limits.total = base::Duration{tool->broken("waits-for-slow-answers") ? 60'000 : 5'000};
    auto answer = co_await tool->client.send(*target, std::move(request), limits);
    if (!answer) {
        reply.timed_out = answer.error().kind == base::FaultKind::timeout;
        co_return reply;
    }
    reply.status = answer->status;
    reply.headers = std::move(answer->headers);
    reply.body = std::move(answer->body);
    co_return reply;
}

http::Request token_request(
    Installation& tool, std::size_t registration, std::string const& deployment, std::string_view scope
) {
    base::Fields fields;
    fields.emplace_back("grant_type", "client_credentials");
    fields.emplace_back(
        "client_assertion_type",
        tool.broken("wrong-assertion-type") ? "jwt-bearer" : "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
    fields.emplace_back("client_assertion", assertion(tool, registration, deployment));
    auto wanted = std::string(scope);
    if (tool.broken("commas-between-scopes")) wanted = std::string(scope_score) + "," + scope_results;
    fields.emplace_back("scope", wanted);

    auto request = http::form_post("/", fields);
    if (tool.broken("token-request-as-json")) {
        json::object members;
        for (auto const& [name, text] : fields) members[name] = text;
        request.body = base::dump(members);
        request.headers.set("Content-Type", "application/json");
    }
    request.headers.set("Accept", "application/json");
    if (tool.broken("sends-no-user-agent")) request.headers.set("User-Agent", "");
    if (tool.broken("basic-credentials-too"))
        request.headers.set("Authorization", "Basic " + base::base64_encode(tool.registration(registration).client_id + ":secret"));
    return request;
}

void drop_token(Installation& tool, Session const& session, std::string const& scope) {
    tool.tokens.erase(token_slot(tool, session, scope));
}

http::awaitable<Reply> call_service(
    SharedTool tool, Session session, std::string scope, std::string url, http::Request request
) {
    if (tool->broken("sends-no-user-agent")) request.headers.set("User-Agent", "");
    for (bool second = false;; second = true) {
        auto grant = co_await obtain_token(tool, session, scope);
        if (grant.token.empty()) co_return std::move(grant.reply);
        auto attempt = request;
        attempt.headers.set(
            "Authorization", tool->broken("token-without-scheme") ? grant.token : "Bearer " + grant.token
        );
        auto reply = co_await fetch(tool, url, std::move(attempt));
        if (reply.status != 401 || second) co_return reply;
        if (tool->broken("gives-up-on-401") || tool->broken("keeps-tokens-for-ever")) co_return reply;
        // The token may have been withdrawn before its time (RFC 6750 3.1): once more with a new one.
        drop_token(*tool, session, scope);
    }
}

namespace {

/// Cuts the header at every comma and knows one way of writing a relation.
std::string next_link_carelessly(http::Headers const& headers) {
    for (auto const& line : headers.all("Link")) {
        for (auto const& part : base::split(line, ',')) {
            auto const text = std::string(base::trim(part));
            auto const end = text.find('>');
            if (text.starts_with('<') && end != std::string::npos && text.find("rel=\"next\"") != std::string::npos)
                return text.substr(1, end - 1);
        }
    }
    return "";
}

} // namespace

std::string linked_as(http::Headers const& headers, std::string_view relation) {
    for (auto const& line : headers.all("Link")) {
        std::size_t at = 0;
        while ((at = line.find('<', at)) != std::string::npos) {
            auto const end = line.find('>', at);
            if (end == std::string::npos) break;
            auto const target = line.substr(at + 1, end - at - 1);
            // Parameters go up to a comma outside quotes.
            std::size_t stop = end + 1;
            for (bool quoted = false; stop < line.size() && (quoted || line[stop] != ','); ++stop)
                if (line[stop] == '"') quoted = !quoted;
            for (auto const& parameter : base::split(line.substr(end + 1, stop - end - 1), ';')) {
                auto const equals = parameter.find('=');
                if (equals == std::string::npos) continue;
                auto value = std::string(base::trim(std::string_view(parameter).substr(equals + 1)));
                std::erase(value, '"');
                bool const is_rel =
                    base::equals_ignoring_case(base::trim(std::string_view(parameter).substr(0, equals)), "rel");
                auto const relations = base::split(value, ' ');
                if (is_rel && std::any_of(relations.begin(), relations.end(), [&](auto const& each) {
                        return base::equals_ignoring_case(each, relation);
                    }))
                    return target;
            }
            at = stop;
        }
    }
    return "";
}

std::string next_link(Reply const& page, Switches const& defects) {
    if (defects.broken("knows-link-header-in-one-case")) {
        auto const& fields = page.headers.fields();
        if (std::none_of(fields.begin(), fields.end(), [](auto const& field) { return field.first == "Link"; })) return "";
    }
    auto url = defects.broken("cuts-link-header-at-commas") ? next_link_carelessly(page.headers) : linked_as(page.headers, "next");
    if (url.empty()) return url;
    if (defects.broken("lowers-next-links")) url = base::to_lower(url);
    if (defects.broken("adds-limit-to-next-links")) url += (url.find('?') == std::string::npos ? "?" : "&") + std::string("limit=50");
    return url;
}

} // namespace easel::reference_tool
