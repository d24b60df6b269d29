#include "lti13/token.hpp"

#include "base/codec.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "lti13/assertion.hpp"
#include "lti13/subject.hpp"
#include "traffic/checks.hpp"

#include <algorithm>
#include <iterator>

namespace easel::lti13 {

namespace {

constexpr char const* jwt_bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::int64_t token_life = 3600; ///< seconds
constexpr std::ptrdiff_t kept_tokens = 5'000;

/// A stage's tokens must not depend on what other stages drew, nor come again after a restart.
std::string token_id(Issuer const& issuer, std::uint64_t number) {
    return base::Random(base::stable_hash({issuer.secret, issuer.token_url(), std::to_string(number)})).uuid();
}

/// A form, or a JSON object (inferred from how Rails reads parameters); the query counts too.
base::Fields parameters_of(http::Request const& request) {
    auto all = request.form();
    if (request.content_type() == "application/json") {
        auto const body = base::parse_json(request.body);
        if (body && body->is_object())
            for (auto const& [name, value] : body->as_object())
                all.emplace_back(name, value.is_string() ? std::string(value.as_string()) : base::dump(value));
    }
    for (auto& field : request.query()) all.push_back(std::move(field));
    return all;
}

std::optional<std::string> parameter(base::Fields const& fields, std::string_view name) {
    auto const* const found = base::find(fields, name);
    if (found == nullptr) return std::nullopt;
    return *found;
}

/// `a`, `a and b`, `a, b, and c`
std::string sentence(std::vector<std::string> const& words) {
    if (words.empty()) return {};
    if (words.size() == 1) return words.front();
    if (words.size() == 2) return words.front() + " and " + words.back();
    auto const but_last = std::vector<std::string>(words.begin(), words.end() - 1);
    return base::join(but_last, ", ") + ", and " + words.back();
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (auto& word : base::split(text, ' '))
        if (!word.empty()) words.push_back(std::move(word));
    return words;
}

class Grant {
  public:
    Grant(world::World& world, Issuer& issuer, http::Request const& request, FetchedJwks const& jwks, base::Instant now)
        : world_(world),
          issuer_(issuer),
          request_(request),
          jwks_(jwks),
          now_(now),
          sent_(parameters_of(request)) {}

    traffic::Answer run() {
        answer_.client_id = token_request_client(request_).value_or("");
        applies(request_.content_type() == "application/json" ? "1.2" : "1.1");
        applies("1.3");
        if (parameter(sent_, "redirect_uri")) applies("1.10");
        // Canvas knows further grants, none of which LTI tools use: they are unsupported here.
        if (!note("2.1", parameter(sent_, "grant_type") == "client_credentials"))
            return refuse(400, "unsupported_grant_type", "The grant_type you requested is not currently supported");
        if (parameter(sent_, "client_assertion_type") != jwt_bearer) return shared_secret();
        if (parameter(sent_, "client_id") || parameter(sent_, "client_secret")) applies("1.6");

        auto const assertion = jose::decode(parameter(sent_, "client_assertion").value_or(""));
        auto const claims = assertion ? base::json::value(assertion->claims) : base::json::value();
        auto const* const subject = base::member(claims, "sub");
        auto const* const key = active_key(client_number(subject));
        if (key == nullptr && !assertion) applies("2.8");
        auto const written = parameter(sent_, "client_assertion").value_or("");
        if (!assertion && std::count(written.begin(), written.end(), '.') != 2) applies("3.1.13");
        if (!note("2.2", key != nullptr)) return refuse(401, "invalid_client", "unknown client");
        answer_.client_id = key->client_id;
        auto const client = subject->is_string() ? std::string(subject->as_string()) : base::dump(*subject);
        if (client != key->client_id) applies("2.12");
        if (!subject->is_string()) applies("3.2.17");

        auto fault = signature_fault(*assertion, *key, jwks_, world_.dialects.classic_signature_texts, answer_.trail);
        if (!fault) fault = claims_fault(claims, audiences(), now_, answer_.trail);
        if (fault) {
            applies("2.9"); // scopes are not looked at any more
            return refuse(400, "invalid_request", *fault);
        }
        note("2.4", true);
        return grant(*key, client);
    }

  private:
    bool note(std::string_view row, bool passed) {
        return traffic::note(answer_.trail, {"oauth2-token/", row}, passed);
    }

    /// A row that told how the request is read.
    void applies(std::string_view row) {
        answer_.trail.insert(answer_.trail.begin(), traffic::Check{{"oauth2-token/", row}, true});
    }

    traffic::Answer refuse(int status, std::string const& error, std::string const& description) {
        answer_.response = http::json(
            status,
            base::dump(base::json::object{
                {"error", error}, {"error_description", base::to_valid_utf8(description)}, // it may quote what was sent
            })
        );
        applies("2.13");
        if (status == 401) {
            applies("2.7");
            answer_.response.headers.set("WWW-Authenticate", "Canvas OAuth 2.0");
        }
        return std::move(answer_);
    }

    world::DeveloperKey const* active_key(std::optional<world::Id> number) const {
        auto const* const key = number ? world::key_by_number(world_, *number) : nullptr;
        return key != nullptr && key->state == world::KeyState::active ? key : nullptr;
    }

    traffic::Answer shared_secret() {
        applies("1.4");
        auto const id = base::json::value(parameter(sent_, "client_id").value_or(""));
        auto const* const key = active_key(client_number(&id));
        if (!note("2.3", key != nullptr)) return refuse(401, "invalid_client", "unknown client");
        answer_.client_id = key->client_id;
        auto const secret = parameter(sent_, "client_secret").value_or("");
        if (!note("2.3b", !secret.empty() && secret == key->client_secret))
            return refuse(401, "invalid_client", "invalid client");
        note("2.3c", false); // LTI keys are never enabled for it
        return refuse(400, "invalid_request", "assertion method not supported for this grant_type");
    }

    std::vector<std::string> audiences() const {
        auto accepted = token_urls(issuer_, request_);
        if (!world_.dialects.audience_token_url_only)
            if (auto const origin = base::parse_url(issuer_.origin)) accepted.push_back(origin->host);
        return accepted;
    }

    traffic::Answer grant(world::DeveloperKey const& key, std::string const& client) {
        auto written = parameter(sent_, "scope");
        if (!written) written = parameter(sent_, "scopes");
        if (parameter(sent_, "scopes")) applies("1.5");
        auto const scopes = words_of(written.value_or(""));
        std::vector<std::string> refused;
        for (auto const& scope : scopes)
            if (std::find(key.scopes.begin(), key.scopes.end(), scope) == key.scopes.end()) refused.push_back(scope);
        bool const some = note("2.5b", !scopes.empty());
        if (!refused.empty()) applies("4.2");
        if (!refused.empty() && refused.size() < scopes.size()) applies("1.9");
        if (!some || !refused.empty()) applies("4.1");
        if (!some || !note("2.5", refused.empty()))
            return refuse(
                400,
                "invalid_scope",
                "A requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner. "
                "The following scopes were requested, but not granted: " +
                    sentence(refused)
            );
        if (!key.on_for_account) applies("2.10");
        bool const installed = std::any_of(world_.tools.begin(), world_.tools.end(), [&](world::Tool const& tool) {
            return tool.client_id == key.client_id && !tool.deleted;
        });
        if (!installed) applies("2.11");
        for (auto const* row : {"1.7", "1.8", "5.1", "5.2", "5.3", "5.4", "5.6", "4.4"}) applies(row);
        answer_.trail.push_back({"lti13-launch/1.5", true});
        note("2.6", true);
        answer_.response = http::json(
            200,
            base::dump(base::json::object{
                {"access_token", mint_token(issuer_, client, scopes, now_, account_uuid(world_))},
                {"token_type", "Bearer"},
                {"expires_in", token_life},
                {"scope", base::join(scopes, " ")}})
        );
        return std::move(answer_);
    }

    world::World& world_;
    Issuer& issuer_;
    http::Request const& request_;
    FetchedJwks const& jwks_;
    base::Instant now_;
    base::Fields sent_;
    traffic::Answer answer_;
};

} // namespace

std::optional<std::string> token_request_client(http::Request const& request) {
    auto const sent = parameters_of(request);
    if (auto const assertion = jose::decode(parameter(sent, "client_assertion").value_or(""))) {
        auto const* const subject = assertion->claims.if_contains("sub");
        if (subject != nullptr && subject->is_string()) return std::string(subject->as_string());
        if (subject != nullptr && subject->is_number()) return base::dump(*subject);
    }
    return parameter(sent, "client_id");
}

traffic::Answer grant_token(
    world::World& world, Issuer& issuer, http::Request const& request, FetchedJwks const& jwks, base::Instant now
) {
    return Grant(world, issuer, request, jwks, now).run();
}

std::string account_uuid(world::World const& world) {
    return uuid_of(world.account.context_id);
}

std::size_t expire_tokens(Issuer& issuer) {
    auto const before = issuer.expired_tokens.size();
    issuer.expired_tokens.insert(issuer.issued_tokens.begin(), issuer.issued_tokens.end());
    issuer.expired_below = issuer.granted;
    return issuer.expired_tokens.size() - before;
}

void remember_tokens(Issuer& issuer, std::uint64_t granted, std::uint64_t expired_below) {
    issuer.granted = granted;
    issuer.expired_below = expired_below;
    auto const last_ones = [](std::uint64_t end) { return end - std::min<std::uint64_t>(end, kept_tokens); };
    issuer.issued_tokens.clear();
    for (auto n = last_ones(granted); n < granted; ++n) issuer.issued_tokens.push_back(token_id(issuer, n));
    for (auto n = last_ones(expired_below); n < expired_below; ++n) issuer.expired_tokens.insert(token_id(issuer, n));
}

std::string mint_token(
    Issuer& issuer,
    std::string const& client_id,
    std::vector<std::string> const& scopes,
    base::Instant now,
    std::string const& account
) {
    auto& issued = issuer.issued_tokens;
    auto const jti = token_id(issuer, issuer.granted++);
    if (std::ssize(issued) >= 2 * kept_tokens) issued.erase(issued.begin(), issued.begin() + kept_tokens);
    issued.push_back(jti);
    auto const iat = base::to_numeric_date(now);
    base::json::object claims{
        {"iss", issuer.issuer},
        {"sub", client_id},
        {"aud", issuer.token_url()},
        {"iat", iat},
        {"exp", iat + token_life},
        {"jti", jti},
        {"scopes", base::join(scopes, " ")},
    };
    if (!account.empty()) claims["canvas.instructure.com"] = base::json::object{{"account_uuid", account}};
    return jose::sign_hmac({{"typ", "JWT"}, {"alg", "HS256"}}, std::move(claims), issuer.secret);
}

void throw_exception_from_error(Refused const& refused, boost::source_location const&) {
    throw std::runtime_error("refused with " + std::to_string(refused.status) + ": " + refused.message);
}

} // namespace easel::lti13
