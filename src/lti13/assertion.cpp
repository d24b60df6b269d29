#include "lti13/assertion.hpp"

#include "base/text.hpp"
#include "traffic/checks.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace easel::lti13 {

namespace {

constexpr std::array required_claims{"sub", "aud", "exp", "iat", "jti", "iss"};
constexpr std::int64_t oldest = 300; ///< seconds
constexpr std::int64_t ahead = 30;

} // namespace

std::optional<std::string> signature_fault(
    jose::Jwt const& assertion,
    world::DeveloperKey const& key,
    FetchedJwks const& fetched,
    bool classic,
    traffic::Trail& trail
) {
    std::string const old = "JWS signature invalid.";
    auto const fails = [&](char const* row, bool failed) {
        return !traffic::note(trail, "oauth2-token/3.1." + std::string(row), !failed);
    };
    auto const text = [&](std::string current) { return classic ? old : std::move(current); };

    bool const by_url = !key.public_jwk_url.empty(); // the URL wins when both are set
    if (by_url && key.public_jwk) trail.push_back({"oauth2-token/3.1.9", true});
    trail.push_back({"oauth2-token/3.1.10", true});
    if (by_url) trail.push_back({"oauth2-token/3.1.11", true});
    if (by_url && fetched.outcome == FetchedJwks::Outcome::fetched && fetched.status != 200)
        trail.push_back({"oauth2-token/3.1.12", true});
    if (fails("1", !by_url && !key.public_jwk)) return old;

    base::json::value set;
    if (by_url) {
        if (fails("7", fetched.outcome != FetchedJwks::Outcome::fetched))
            return text("JWK Error: Failed to fetch public key");
        auto const parsed = base::parse_json(fetched.body);
        if (fails("6", !parsed)) return "JWK Error: Invalid JSON"; // old Canvas says so too
        set = *parsed;
    }

    // The JWT library looks at the algorithm before it looks for the key (inferred).
    auto const alg = base::text_member(assertion.header, "alg").value_or("");
    if (fails("4", alg == "none")) return text("JSON::JWS::UnexpectedAlgorithm");
    if (fails("3", alg != "RS256")) return text("Unexpected alg header");

    base::json::value jwk;
    if (by_url) {
        auto const* const keys = base::member(set, "keys");
        bool const usable = keys != nullptr && keys->is_array() && !keys->as_array().empty();
        if (fails("8", !usable)) return text("JSON::JWK::Set::KidNotFound");
        auto const kid = base::text_member(assertion.header, "kid");
        auto const found = kid ? jose::find_jwk(set, *kid) : std::nullopt;
        if (fails("5", !found)) return text("JSON::JWK::Set::KidNotFound");
        jwk = *found;
    } else {
        jwk = *key.public_jwk;
    }
    auto const public_key = jose::Key::from_jwk(jwk);
    if (fails("2", !public_key || !jose::verifies(assertion, *public_key)))
        return text("JSON::JWS::VerificationFailed");
    return std::nullopt;
}

std::optional<std::string> missing_claims(base::json::value const& claims) {
    std::vector<std::string> missing;
    for (auto const* name : required_claims) {
        auto const* const found = base::member(claims, name);
        if (found == nullptr || found->is_null()) missing.emplace_back(name);
    }
    if (missing.empty()) return std::nullopt;
    return "the following assertions are missing: " + base::join(missing, ",");
}

bool audience_fits(base::json::value const& claims, std::vector<std::string> const& accepted) {
    auto const* const aud = base::member(claims, "aud");
    auto const fits = [&](base::json::value const& each) {
        auto const* const text = each.if_string();
        return text != nullptr && std::find(accepted.begin(), accepted.end(), std::string(*text)) != accepted.end();
    };
    if (aud == nullptr) return false;
    if (auto const* const several = aud->if_array()) return std::any_of(several->begin(), several->end(), fits);
    return fits(*aud);
}

std::optional<double> numeric_claim(base::json::value const& claims, std::string_view name) {
    auto const* const found = base::member(claims, name);
    return found == nullptr ? std::nullopt : base::number(*found);
}

std::optional<std::string> claims_fault(
    base::json::value const& claims, std::vector<std::string> const& audiences, base::Instant now, traffic::Trail& trail
) {
    auto const missing = missing_claims(claims);
    if (!traffic::note(trail, "oauth2-token/3.2.1", !missing)) return missing;

    auto const applies = [&](char const* row) { trail.push_back({"oauth2-token/3.2." + std::string(row), true}); };
    applies("8"); // what was sent before is not remembered
    for (auto const* name : {"nbf", "nonce"})
        if (base::member(claims, name) != nullptr) applies("11");
    if (auto const* const aud = base::member(claims, "aud"); aud->is_array()) applies("14");
    if (*base::member(claims, "iss") != *base::member(claims, "sub")) applies("16");

    std::vector<std::string> wrong;
    auto const first = trail.size();
    auto const check = [&](char const* row, bool passed, char const* text) {
        if (!traffic::note(trail, "oauth2-token/3.2." + std::string(row), passed)) wrong.emplace_back(text);
    };
    auto const seconds = base::to_numeric_date(now);
    bool const heard = audience_fits(claims, audiences);
    auto urls = audiences;
    std::erase_if(urls, [](std::string const& each) { return each.find("://") == std::string::npos; });
    if (heard) applies(audience_fits(claims, urls) ? "12" : "13");
    if (!heard) applies("15");
    check("2", heard, "the 'aud' is invalid");
    auto const exp = numeric_claim(claims, "exp");
    check("3", exp.has_value(), "the 'exp' must be a number");
    if (exp && *exp > static_cast<double>(seconds) + 24 * 3600) applies("10");
    if (exp) check("4", *exp >= static_cast<double>(seconds), "the JWT has expired");
    auto const iat = numeric_claim(claims, "iat");
    check("5", iat.has_value(), "the 'iat' must be a number");
    if (iat) {
        check("6", *iat >= static_cast<double>(seconds - oldest), "the 'iat' must be less than 300 seconds old");
        check("7", *iat <= static_cast<double>(seconds + ahead), "the 'iat' must not be in the future");
    }
    if (wrong.empty()) return std::nullopt;
    if (wrong.size() > 1) applies("9");
    // All faults are told together; one of them must stand last, because they decided.
    std::stable_partition(
        trail.begin() + static_cast<std::ptrdiff_t>(first),
        trail.end(),
        [](traffic::Check const& each) { return each.passed; }
    );
    return base::join(wrong, " | ");
}

std::vector<std::string> token_urls(Issuer const& issuer, http::Request const& request) {
    std::vector<std::string> urls{issuer.token_url()};
    auto const scheme = issuer.origin.substr(0, issuer.origin.find(':'));
    if (auto const host = request.headers.get("Host"); !host.empty())
        urls.push_back(scheme + "://" + std::string(host) + issuer.base_path + "/login/oauth2/token");
    return urls;
}

std::optional<world::Id> client_number(base::json::value const* subject) {
    if (subject == nullptr) return std::nullopt;
    if (auto const* const number = subject->if_int64()) return *number;
    if (auto const* const number = subject->if_uint64()) return static_cast<world::Id>(*number);
    auto const* const text = subject->if_string();
    if (text == nullptr) return std::nullopt;
    world::Id number = 0;
    auto const [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return number;
}

} // namespace easel::lti13
