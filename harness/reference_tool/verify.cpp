#include "reference_tool/verify.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "reference_tool/deep_linking.hpp"
#include "reference_tool/roles.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::reference_tool {
namespace {

namespace json = base::json;
using std::string;
using std::string_view;

LaunchRefusal distrust(string reason) {
    return {401, std::move(reason)};
}
LaunchRefusal malformed(string reason) {
    return {400, std::move(reason)};
}

string text_of(json::object const& claims, string_view name) {
    auto const* value = claims.if_contains(name);
    return value != nullptr && value->is_string() ? string(value->get_string()) : string();
}

string lti_text(json::object const& claims, string_view name) {
    auto const* value = lti_claim(claims, name);
    return value != nullptr && value->is_string() ? string(value->get_string()) : string();
}

/// The way a careless comparison of issuers looks at them.
bool same_issuer_loosely(string_view sent, string_view registered) {
    auto const bare = [](string_view url) {
        auto const at = url.find("://");
        return base::to_lower(at == string_view::npos ? url : url.substr(at + 3));
    };
    return bare(sent).starts_with(bare(registered));
}

Verified verify_issuer(json::object const& claims, Registration const& registration, Switches const& defects) {
    if (defects.broken("ignores-iss")) return {};
    auto const sent = text_of(claims, "iss");
    if (sent == registration.issuer) return {};
    if (defects.broken("compares-iss-loosely") && same_issuer_loosely(sent, registration.issuer)) return {};
    return distrust("The issuer is not the one this login began with.");
}

Verified verify_audience(json::object const& claims, Registration const& registration, Switches const& defects) {
    std::vector<string> audience;
    auto const* aud = claims.if_contains("aud");
    if (aud != nullptr && aud->is_string()) audience.emplace_back(aud->get_string());
    if (aud != nullptr && aud->is_array()) {
        if (defects.broken("refuses-aud-array")) return distrust("The audience is a list.");
        for (auto const& entry : aud->get_array()) {
            if (!entry.is_string()) return distrust("An audience is no string.");
            audience.emplace_back(entry.get_string());
        }
    }
    auto const& client = registration.client_id;
    // A client id of 14 digits does not fit into 32 bits; read that way it equals nothing.
    if (defects.broken("reads-client-id-as-number") && client.size() > 9)
        return distrust("The audience is not this tool's number.");
    if (!defects.broken("ignores-aud")) {
        if (std::find(audience.begin(), audience.end(), client) == audience.end())
            return distrust("The token is meant for somebody else.");
        if (defects.broken("looks-at-first-audience-only") && audience.front() != client)
            return distrust("The first audience is somebody else.");
        auto const& trusted = registration.trusted_audiences;
        bool const several =
            std::any_of(audience.begin(), audience.end(), [&](auto const& one) { return one != client; });
        bool const strangers = std::any_of(audience.begin(), audience.end(), [&](auto const& one) {
            return one != client && std::find(trusted.begin(), trusted.end(), one) == trusted.end();
        });
        bool const azp_given = claims.contains("azp");
        if (several && !azp_given) {
            if (!defects.broken("demands-no-azp")) return distrust("Several audiences, but no authorized party.");
        } else if (strangers && !defects.broken("trusts-any-further-audience")) {
            return distrust("The token is meant for an audience that is not trusted.");
        }
    }
    auto const* azp = claims.if_contains("azp");
    if (azp != nullptr && !defects.broken("ignores-azp") && !(azp->is_string() && azp->get_string() == client))
        return distrust("The token was made for another party.");
    return {};
}

std::optional<base::Instant> date_of(json::object const& claims, string_view name) {
    auto const* value = claims.if_contains(name);
    if (value == nullptr) return {};
    auto const seconds = base::number(*value);
    // Beyond the year 9999 it is no date, and the arithmetic below must not overflow.
    if (!seconds || *seconds < 0 || *seconds > 253'402'300'799.0) return {};
    return base::from_numeric_date(*seconds);
}

Verified verify_expiry(json::object const& claims, base::Instant now, Switches const& defects) {
    auto const exp = date_of(claims, "exp");
    if (!claims.contains("exp"))
        return defects.broken("accepts-missing-exp") ? Verified{} : malformed("The token has no expiry.");
    if (!exp) return defects.broken("accepts-exp-that-is-no-number") ? Verified{} : malformed("The expiry is no date.");
    auto const allowed = defects.broken("allows-ten-minutes-after-exp") ? base::Duration{600'000} : leeway;
    if (*exp + allowed <= now && !defects.broken("ignores-exp")) return malformed("The token has expired.");
    return {};
}

Verified verify_times(json::object const& claims, base::Instant now, Switches const& defects) {
    if (auto wrong = verify_expiry(claims, now, defects)) return wrong;
    auto const iat = date_of(claims, "iat");
    if (!iat && !(defects.broken("accepts-missing-iat") && !claims.contains("iat")))
        return malformed("The token has no time of issue.");
    if (iat && *iat > now + leeway && !defects.broken("accepts-tokens-from-the-future"))
        return malformed("The token was issued in the future.");
    if (iat && *iat > now && defects.broken("demands-a-clock-behind-its-own"))
        return malformed("The token was issued in the future.");
    if (iat && defects.broken("accepts-tokens-for-ten-seconds-only") && *iat + base::Duration{10'000} < now)
        return malformed("The token is too old.");
    if (claims.contains("nbf") && !defects.broken("ignores-nbf")) {
        auto const nbf = date_of(claims, "nbf");
        if (!nbf || *nbf > now + leeway) return malformed("The token is not valid yet.");
    }
    return {};
}

Verified verify_kind(json::object const& claims, Switches const& defects) {
    auto const* version = lti_claim(claims, "version");
    if (version == nullptr) {
        if (!defects.broken("accepts-missing-version")) return malformed("The LTI version is missing.");
    } else if (lti_text(claims, "version") != "1.3.0" && !defects.broken("accepts-any-version")) {
        return malformed("The LTI version is not 1.3.0.");
    }
    auto const* kind = lti_claim(claims, "message_type");
    if (kind == nullptr)
        return defects.broken("accepts-missing-message-type") ? Verified{} : malformed("The message type is missing.");
    auto const named = lti_text(claims, "message_type");
    if (asks_for_picker(claims)) return verify_picker(claims, defects);
    if (named == "LtiResourceLinkRequest" || defects.broken("accepts-any-message-type")) return {};
    return malformed("This tool does not know that message type.");
}

Verified verify_deployment(json::object const& claims, Registration const& registration, Switches const& defects) {
    auto const id = lti_text(claims, "deployment_id");
    if (id.empty()) {
        if (defects.broken("accepts-missing-deployment")) return {};
        return distrust("The deployment is missing.");
    }
    auto const& known = registration.deployments;
    if (defects.broken("knows-one-deployment") && !known.empty() && id != known.front())
        return distrust("The deployment is not known.");
    // A registration without deployments takes them as they come.
    if (known.empty() || std::find(known.begin(), known.end(), id) != known.end()) return {};
    if (defects.broken("accepts-any-deployment")) return {};
    return distrust("The deployment is not known.");
}

Verified verify_target(json::object const& claims, string_view own_origin, Switches const& defects) {
    auto const target = lti_text(claims, "target_link_uri");
    if (target.empty()) {
        if (defects.broken("accepts-missing-target-link")) return {};
        return malformed("The target link is missing.");
    }
    auto const url = base::parse_url(target);
    auto const own = base::parse_url(own_origin);
    bool const at_home = url && own && url->origin() == own->origin();
    if (!at_home && !defects.broken("redirects-to-any-target")) return malformed("The target link is not this tool's.");
    return {};
}

Verified verify_link(json::object const& claims, Switches const& defects) {
    if (asks_for_picker(claims)) return {};  // there is no link yet
    auto const* link = lti_claim(claims, "resource_link");
    if (link == nullptr) {
        if (defects.broken("accepts-missing-resource-link")) return {};
        return malformed("The resource link is missing.");
    }
    auto const id = base::text_member(*link, "id").value_or("");
    if (id.empty() && !defects.broken("accepts-link-without-id")) return malformed("The resource link has no id.");
    if (id.size() > 255 || (id.size() > 64 && defects.broken("refuses-long-ids")))
        return malformed("The link id is too long.");
    return {};
}

Verified verify_person(json::object const& claims, Switches const& defects) {
    auto const* roles = lti_claim(claims, "roles");
    if (roles == nullptr || !roles->is_array()) {
        if (!(defects.broken("accepts-missing-roles") && roles == nullptr)) return malformed("The roles are missing.");
    }
    auto const sub = text_of(claims, "sub");
    if (sub.empty() && !defects.broken("takes-anonymous-for-last-user"))
        return distrust("This tool takes no anonymous users.");
    if (sub.size() > 255 || (sub.size() > 64 && defects.broken("refuses-long-ids")))
        return malformed("The user id is too long.");
    return {};
}

/// Launches that only a defect refuses.
Verified verify_by_mistake(json::object const& claims, Switches const& defects) {
    auto const roles = roles_of(claims);
    auto const view = view_of(roles, Switches());
    auto const holds = [&](string_view part) {
        return std::any_of(roles.begin(), roles.end(), [&](auto const& role) {
            return role.find(part) != string::npos;
        });
    };
    if (defects.broken("refuses-teachers") && view == View::teacher) return malformed("Teachers have no access.");
    if (defects.broken("refuses-learners") && view == View::student) return malformed("Learners have no access.");
    if (defects.broken("refuses-teaching-assistants") && holds("#TeachingAssistant"))
        return malformed("Not for assistants.");
    if (defects.broken("refuses-group-roles") && (holds("membership#Member") || holds("membership#Manager")))
        return malformed("Not for groups.");
    if (defects.broken("refuses-designers") && holds("#ContentDeveloper")) return malformed("Not for designers.");
    if (defects.broken("refuses-test-users") && holds("#TestUser")) return malformed("The test student has no access.");
    if (defects.broken("crashes-on-lone-sub-role") && view == View::neither && holds("membership/"))
        return LaunchRefusal{500, "No principal role."};
    if (defects.broken("refuses-short-roles")) {
        for (auto const& role : roles)
            if (!role.empty() && role.find(':') == string::npos) return malformed("A role is no URI.");
    }
    if (defects.broken("crashes-on-students-who-choose") && view == View::student && asks_for_picker(claims))
        return LaunchRefusal{500, "No course to manage."};
    if (defects.broken("demands-given-names") && claims.contains("given_name") && text_of(claims, "given_name").empty())
        return malformed("The given name is missing.");
    bool const named = claims.contains("name");
    bool const mailed = claims.contains("email");
    if (defects.broken("refuses-pictures") && claims.contains("picture"))
        return malformed("A picture was not expected.");
    if (defects.broken("demands-email-with-name") && named && !mailed) return malformed("The email is missing.");
    if (defects.broken("demands-name-with-email") && mailed && !named) return malformed("The name is missing.");
    if (defects.broken("demands-name-or-email") && !mailed && !named) return malformed("Name and email are missing.");
    if (defects.broken("demands-optional-claims")) {
        for (auto const* name : {"context", "launch_presentation", "tool_platform"})
            if (lti_claim(claims, name) == nullptr) return malformed(string(name) + " is missing.");
    }
    if (defects.broken("refuses-unknown-claims")) {
        for (auto const& claim : claims) {
            auto const name = claim.key();
            if (name.find("://") != string_view::npos && !name.starts_with("https://purl.imsglobal.org/") &&
                !name.starts_with("https://www.instructure.com/"))
                return malformed("The token holds an unknown claim.");
        }
    }
    if (defects.broken("refuses-custom-values")) {
        auto const* custom = lti_claim(claims, "custom");
        if (custom != nullptr && custom->is_object())
            for (auto const& entry : custom->get_object())
                if (entry.value().is_string() &&
                    (entry.value().get_string().empty() || entry.value().get_string()[0] == '$'))
                    return malformed("A custom value is not filled in.");
    }
    return {};
}

} // namespace

json::value const* lti_claim(json::object const& claims, string_view name) {
    return claims.if_contains("https://purl.imsglobal.org/spec/lti/claim/" + string(name));
}

std::vector<string> roles_of(json::object const& claims) {
    std::vector<string> roles;
    auto const* list = lti_claim(claims, "roles");
    if (list == nullptr || !list->is_array()) return roles;
    for (auto const& role : list->get_array())
        if (role.is_string()) roles.emplace_back(role.get_string());
    return roles;
}

std::size_t token_limit(Switches const& defects) {
    return defects.broken("refuses-large-tokens") ? 8 * 1024 : 256 * 1024;
}

Verified verify_header(json::object const& header, Switches const& defects) {
    auto const alg = text_of(header, "alg");
    bool const unsigned_allowed = defects.broken("accepts-alg-none") && base::equals_ignoring_case(alg, "none");
    bool const hmac_allowed =
        (defects.broken("accepts-hmac-with-public-key") || defects.broken("accepts-hmac-with-client-id")) &&
        alg.starts_with("HS");
    auto const* kid = header.if_contains("kid");
    bool const named_file = defects.broken("opens-files-named-by-keys") && alg.starts_with("HS");
    if (alg != "RS256" && !unsigned_allowed && !hmac_allowed && !named_file) return distrust("The token is not signed with RS256.");
    if (header.contains("crit") && !defects.broken("ignores-crit"))
        return distrust("The token demands an extension that this tool does not know.");
    if (kid == nullptr && defects.broken("accepts-missing-kid")) return {};
    if (kid == nullptr || !kid->is_string() || kid->get_string().empty()) return distrust("The token names no key.");
    if (kid->get_string().size() > 1024) return distrust("The name of the key is too long.");
    return {};
}

Verified verify_claims(
    json::object const& claims,
    Registration const& registration,
    string_view own_origin,
    base::Instant now,
    Switches const& defects
) {
    if (auto wrong = verify_issuer(claims, registration, defects)) return wrong;
    if (auto wrong = verify_audience(claims, registration, defects)) return wrong;
    if (auto wrong = verify_times(claims, now, defects)) return wrong;
    if (auto wrong = verify_kind(claims, defects)) return wrong;
    if (auto wrong = verify_deployment(claims, registration, defects)) return wrong;
    if (auto wrong = verify_target(claims, own_origin, defects)) return wrong;
    if (auto wrong = verify_link(claims, defects)) return wrong;
    if (auto wrong = verify_person(claims, defects)) return wrong;
    return verify_by_mistake(claims, defects);
}

} // namespace easel::reference_tool
