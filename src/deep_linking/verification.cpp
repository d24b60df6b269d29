#include "deep_linking/verification.hpp"

#include "base/text.hpp"
#include "jose/algorithms.hpp"
#include "lti13/assertion.hpp"
#include "traffic/checks.hpp"

#include <boost/json.hpp>

#include <array>

namespace easel::deep_linking {

namespace {

constexpr std::array required_claims{"aud", "exp", "iat"};
constexpr double oldest = 300; ///< seconds
constexpr double ahead = 30;

constexpr auto not_verified = "JWT verification failure";

class Verification {
  public:
    Verification(
        world::World& world,
        lti13::Issuer const& issuer,
        lti13::FetchedJwks const& fetched,
        base::Instant tool_now,
        traffic::Trail& trail
    )
        : world_(world),
          issuer_(issuer),
          fetched_(fetched),
          now_(static_cast<double>(base::to_numeric_date(tool_now))),
          trail_(trail) {}

    Verified run(std::string const& text) {
        auto const token = jose::decode(text);
        if (!passes("2", token.has_value())) return refuse({"JWT format is invalid"});
        found_.claims = token->claims;
        auto const number = lti13::client_number(token->claims.if_contains("iss"));
        found_.key = number ? world::key_by_number(world_, *number) : nullptr;
        applies("2.1.1");
        if (!passes("2b", found_.key != nullptr)) return refuse({"Client not found"});
        if (auto const texts = signature_fault(*token); !texts.empty()) return refuse(texts);

        // These are told together (2.2.13); of the claims only the first fault.
        auto const before = trail_.size();
        claims_fault();
        if (!passes("5", found_.key->on_for_account))
            found_.complaints.push_back(complaint("developer_key", "Developer key inactive in context"));
        if (!passes("6", found_.key->state == world::KeyState::active))
            found_.complaints.push_back(complaint("developer_key", "Developer key inactive"));
        if (found_.complaints.size() > 1)
            trail_.insert(trail_.begin() + static_cast<std::ptrdiff_t>(before), {"deep-linking/2.2.13", true});
        return std::move(found_);
    }

  private:
    bool passes(std::string const& row, bool passed) {
        return traffic::note(trail_, "deep-linking/2.2." + row, passed);
    }
    void applies(std::string_view row) { trail_.push_back({{"deep-linking/", row}, true}); }

    Verified refuse(std::vector<std::string> const& texts) {
        for (auto const& text : texts) found_.complaints.push_back(complaint("jwt", text));
        return std::move(found_);
    }

    /// Checks 3a to 3e; the texts of the refusal. Keys are RSA keys, as Canvas's configuration demands
    /// (developer-key.md 2.1), so an algorithm of another family is unsuited to them.
    std::vector<std::string> signature_fault(jose::Jwt const& token) {
        auto const& key = *found_.key;
        bool const by_url = !key.public_jwk_url.empty(); // the URL wins when both are set (oauth2-token.md 3.1.9)
        if (!by_url && !passes("3c", key.public_jwk.has_value())) return {not_verified};
        json::value set;
        if (by_url) {
            auto const parsed = base::parse_json(fetched_.body);
            bool const usable = fetched_.outcome == lti13::FetchedJwks::Outcome::fetched && parsed.has_value();
            if (!passes("3a", usable)) return {"Fetching JWK from public_jwk_url failed", not_verified};
            set = *parsed;
        }
        auto const alg = base::text_member(token.header, "alg").value_or("");
        if (!passes("3d", jose::is_rsa_algorithm(alg))) return {"JWT has unexpected alg"};

        json::value jwk;
        if (by_url) {
            auto const kid = base::text_member(token.header, "kid");
            auto const found = kid ? jose::find_jwk(set, *kid) : std::nullopt;
            if (!passes("3b", found.has_value())) return {"JSON::JWK::Set::KidNotFound", not_verified};
            jwk = *found;
        } else {
            jwk = *key.public_jwk;
            if (base::text_member(jwk, "kid") != base::text_member(token.header, "kid")) applies("2.2.18");
        }
        auto const public_key = jose::Key::from_jwk(jwk);
        if (!passes("3e", public_key.has_value())) return {"JWT exception"};
        bool const fits = jose::verifies_as_named(token, *public_key);
        if (!passes(by_url ? "3b" : "3c", fits)) {
            if (by_url) return {"JSON::JWS::VerificationFailed", not_verified};
            return {not_verified};
        }
        if (alg != "RS256") applies("2.2.17");
        return {};
    }

    /// Check 4: the first fault only.
    void claims_fault() {
        auto const& claims = found_.claims;
        std::vector<std::string> missing;
        for (auto const* name : required_claims) {
            auto const* const claim = claims.if_contains(name);
            if (claim == nullptr || claim->is_null()) missing.emplace_back(name);
        }
        auto const exp = lti13::numeric_claim(claims, "exp");
        auto const iat = lti13::numeric_claim(claims, "iat");
        auto const fault = [&]() -> std::string {
            if (!missing.empty()) return "the following assertions are missing: " + base::join(missing, ",");
            if (!lti13::audience_fits(claims, {issuer_.issuer})) return "the 'aud' is invalid";
            if (!exp) return "the 'exp' must be a number";
            if (*exp < now_) return "the JWT has expired";
            if (!iat) return "the 'iat' must be a number";
            if (*iat < now_ - oldest) return "the 'iat' must be less than 300 seconds old";
            if (*iat > now_ + ahead) return "the 'iat' must not be in the future";
            return {};
        }();
        if (!passes("4", fault.empty())) found_.complaints.push_back(complaint("base", fault));
    }

    world::World& world_;
    lti13::Issuer const& issuer_;
    lti13::FetchedJwks const& fetched_;
    double now_;
    traffic::Trail& trail_;
    Verified found_;
};

} // namespace

Complaint complaint(std::string group, std::string text) {
    // That `message` repeats `type` for these is inferred.
    return {group, group, text, text};
}

Complaint data_complaint(std::string type) {
    std::string const message = type == "already_used" ? "Do not attempt to submit content items multiple times."
                                                       : "Do not modify the deep_link_return_url in any way.";
    return {"data_jwt", "?data=JWT", std::move(type), message};
}

std::string error_body(std::vector<Complaint> const& complaints) {
    json::object errors;
    for (auto const& each : complaints) {
        auto& list = errors[each.group];
        if (!list.is_array()) list.emplace_array();
        list.as_array().push_back(json::object{
            {"attribute", each.attribute},
            {"type", each.type},
            {"message", each.message},
        });
    }
    json::object body;
    body["errors"] = std::move(errors);
    return base::dump(body);
}

std::string dl_claim(std::string_view name) {
    return "https://purl.imsglobal.org/spec/lti-dl/claim/" + std::string(name);
}

Verified verify_response(
    world::World& world,
    lti13::Issuer const& issuer,
    std::string const& text,
    lti13::FetchedJwks const& fetched,
    base::Instant tool_now,
    traffic::Trail& trail
) {
    return Verification(world, issuer, fetched, tool_now, trail).run(text);
}

} // namespace easel::deep_linking
