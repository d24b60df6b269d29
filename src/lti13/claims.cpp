#include "lti13/claims_parts.hpp"

namespace easel::lti13 {

using base::json::array;
using base::json::object;
using base::json::value;
using world::Privacy;

void add_junk(Subject const& s, object& nested) {
    if (!s.dialects().junk_claim_members) return;
    nested["validation_context"] = nullptr;
    nested["errors"] = object{{"errors", object{}}};
}

array to_array(std::vector<std::string> const& texts) {
    return array(texts.begin(), texts.end());
}

value or_null(std::string const& text) {
    return text.empty() ? value(nullptr) : value(text);
}

namespace {

constexpr std::size_t most_claims = 40;

void put(object& claims, std::string_view name, std::string const& text) {
    if (!text.empty()) claims[name] = text; // top-level values without content are left out (5.2)
}

void add_security(Subject const& s, object& claims) {
    claims["aud"] = s.key->client_id;
    claims["azp"] = s.key->client_id;
    claims[claim("deployment_id")] = s.tool->deployment_id;
    auto const iat = base::to_numeric_date(s.now);
    claims["exp"] = iat + 3600;
    claims["iat"] = iat;
    claims["iss"] = s.issuer.issuer;
    if (s.user != nullptr) claims["sub"] = s.user->lti_id;
    claims[claim("target_link_uri")] = s.target_link_uri();
    s.note({"5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.5", "5.1.6", "5.1.7", "5.1.8", "5.1.9", "5.1.10", "5.1.11"});
}

/// What an LTI 1.1 tool knew the user and the link by. The signature needs the nonce: it is added when that is known.
void add_legacy(Subject const& s, object& claims) {
    auto const legacy = s.user == nullptr ? std::string{} : s.user->legacy_id;
    claims[claim("lti11_legacy_user_id")] = legacy;
    s.note({"5.2.9"});
    object lti1p1;
    if (!legacy.empty()) lti1p1["user_id"] = legacy; // it always differs from `sub`
    if (!s.tool->legacy_key.empty()) {
        lti1p1["oauth_consumer_key"] = s.tool->legacy_key;
        s.note({"5.2.11", "5.2.12"});
        if (s.assignment != nullptr || s.link != nullptr) {
            lti1p1["resource_link_id"] = legacy_link_id(s.link_id());
            s.note({"5.2.13"});
        }
    }
    if (lti1p1.empty()) return;
    s.note({"5.2.10"});
    add_junk(s, lti1p1);
    claims[claim("lti1p1")] = std::move(lti1p1);
}

void add_lis(Subject const& s, object& claims) {
    // Without a SIS id: null, as real tokens show, not the literal variable (5.2).
    object lis{
        {"person_sourcedid", s.user == nullptr ? value() : or_null(s.user->sis_id)},
        {"course_offering_sourcedid", s.course == nullptr ? value() : or_null(s.course->sis_id)},
    };
    add_junk(s, lis);
    claims[claim("lis")] = std::move(lis);
    s.note({"5.2.4", "5.2.8"});
}

void add_user(Subject const& s, object& claims) {
    s.note({"5.2.1", "5.2.7"});
    auto const privacy = s.tool->privacy;
    bool const everything = privacy == Privacy::everything;
    bool const named = privacy == Privacy::name_only || everything;
    bool const mailed = privacy == Privacy::email_only || everything;
    if (s.user != nullptr) {
        if (mailed) put(claims, "email", s.user->email);
        if (named) {
            put(claims, "name", s.user->full_name);
            put(claims, "given_name", s.user->given_name);
            put(claims, "family_name", s.user->family_name);
        }
        if (everything) {
            claims["picture"] = avatar_url(s.issuer, *s.user);
            if (auto const subs = observees(s); !subs.empty()) claims[claim("role_scope_mentor")] = to_array(subs);
        }
    }
    if (named) add_lis(s, claims);
    s.note({"5.2.2", "5.2.3", "5.2.4", "5.2.5"}); // by their presence or absence
    if (claims.contains(claim("role_scope_mentor"))) s.note({"5.2.6"});
}

char const* context_type(world::ContextKind kind) {
    switch (kind) {
        case world::ContextKind::course:
            return "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering";
        case world::ContextKind::group:
            return "http://purl.imsglobal.org/vocab/lis/v2/course#Group";
        case world::ContextKind::account:
            break;
    }
    return "Account"; // a bare word, no URI
}

void add_context(Subject const& s, object& claims) {
    object context{{"id", s.context_id()}};
    if (s.course != nullptr) context["label"] = s.course->label;
    context["title"] = s.context_title();
    context["type"] = array{context_type(s.context_kind())};
    add_junk(s, context);
    claims[claim("context")] = std::move(context);
    s.note({"5.3.1"});
    if (s.course != nullptr) s.note({"5.3.5"});
    if (s.group != nullptr) s.note({"5.3.9"});
    if (s.course == nullptr && s.group == nullptr) s.note({"5.3.6"});

    object platform{
        {"guid", s.world.account.guid},
        {"name", s.world.account.name},
        {"version", "cloud"},
        {"product_family_code", "canvas"},
    };
    add_junk(s, platform);
    claims[claim("tool_platform")] = std::move(platform);
    s.note({"5.3.2", "5.3.8"});
    if (s.dialects().junk_claim_members) s.note({"5.3.7"});
}

/// The first that is configured of link, placement and tool. @par Source lti13-launch.md 5.3
std::optional<int> first_of(std::optional<int> link, std::optional<int> placement, std::optional<int> tool) {
    if (link) return link;
    return placement ? placement : tool;
}

void add_presentation(Subject const& s, object& claims) {
    object presentation{
        {"document_target", "iframe"}, // of new tabs, too
        {"return_url", s.issuer.origin + "/" + s.context_path() + "/external_content/success/external_tool_redirect"},
        {"locale", s.locale()},
    };
    std::optional<int> width;
    std::optional<int> height;
    if (s.assignment != nullptr) {
        width = s.assignment->frame_width;
        height = s.assignment->frame_height;
    } else if (s.link != nullptr) {
        width = s.link->frame_width;
        height = s.link->frame_height;
    }
    auto const* const placed = s.placed();
    width = first_of(width, placed == nullptr ? std::nullopt : placed->width, s.tool->width);
    height = first_of(height, placed == nullptr ? std::nullopt : placed->height, s.tool->height);
    if (height) presentation["height"] = *height;
    if (width) presentation["width"] = *width;
    if (height || width) s.note({"5.3.10"});
    add_junk(s, presentation);
    claims[claim("launch_presentation")] = std::move(presentation);
    claims["locale"] = s.locale();
    s.note({"5.3.3", "5.3.4", "5.3.11"});
}

/// Extensions are added after empty values were dropped: a plain launch says null. @par Source lti13-launch.md 5.7
void add_extensions(Subject const& s, object& claims) {
    claims["https://www.instructure.com/placement"] = or_null(s.placement);
    s.note({"5.7.1", "5.7.2"});
    if (s.placement == "student_context_card" && s.student != nullptr) {
        claims["https://www.instructure.com/lti_student_id"] = std::to_string(s.student->id);
        s.note({"5.7.3", "5.8.9"});
    }
}

} // namespace

object claims_of(Subject const& subject) {
    object claims;
    claims.reserve(most_claims);
    claims[claim("message_type")] = subject.message_type;
    claims[claim("version")] = "1.3.0";
    add_message_claims(subject, claims);
    add_security(subject, claims);
    add_legacy(subject, claims);
    add_user(subject, claims);
    add_context(subject, claims);
    add_presentation(subject, claims);
    claims[claim("roles")] = to_array(all_roles(subject));
    claims[claim("custom")] = custom_claim(subject);
    add_service_claims(subject, claims);
    if (subject.dialects().junk_claim_members) claims["errors"] = object{{"errors", object{}}};
    add_extensions(subject, claims);
    return claims;
}

base::Result<object> launch_claims(
    world::World& world, Issuer const& issuer, LaunchIntent const& intent, base::Instant now
) {
    auto const subject = find_subject(world, issuer, intent, now);
    if (!subject) return subject.error();
    if (subject->key == nullptr) return not_by_login(*subject);
    return claims_of(*subject);
}

} // namespace easel::lti13
