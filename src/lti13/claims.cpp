#include "lti13/launch.hpp"
#include "lti13/subject.hpp"

#include <algorithm>

namespace easel::lti13 {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;
using world::Privacy;

constexpr char const* ags = "https://purl.imsglobal.org/spec/lti-ags/";
constexpr char const* nrps_scope = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
constexpr char const* notices_scope = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers";

/// What older Canvas leaves in nested claims. @par Source lti13-launch.md 5.3
void add_junk(Subject const& s, object& nested) {
    if (!s.world.dialects.junk_claim_members) return;
    nested["validation_context"] = nullptr;
    nested["errors"] = object{
        {"errors", object{}}
    };
}

array to_array(std::vector<std::string> const& texts) {
    return array(texts.begin(), texts.end());
}

value or_null(std::string const& text) {
    return text.empty() ? value(nullptr) : value(text);
}

void put(object& claims, std::string_view name, std::string const& text) {
    if (!text.empty()) claims[name] = text;  // top-level values without content are left out (5.2)
}

bool has_scope(Subject const& s, std::string_view scope) {
    return std::find(s.key->scopes.begin(), s.key->scopes.end(), scope) != s.key->scopes.end();
}

void add_security(Subject const& s, object& claims) {
    claims[claim("message_type")] = "LtiResourceLinkRequest";
    claims[claim("version")] = "1.3.0";
    object link{
        {"id",          s.link_id()                                                           },
        {"description", s.assignment == nullptr ? value() : or_null(s.assignment->description)},
        {"title",       s.link_title()                                                        },
    };
    add_junk(s, link);
    claims[claim("resource_link")] = std::move(link);
    claims["aud"] = s.key->client_id;
    claims["azp"] = s.key->client_id;
    claims[claim("deployment_id")] = s.tool->deployment_id;
    auto const iat = base::to_numeric_date(s.now);
    claims["exp"] = iat + 3600;
    claims["iat"] = iat;
    claims["iss"] = s.issuer.issuer;
    if (s.user != nullptr) claims["sub"] = s.user->lti_id;
    claims[claim("target_link_uri")] = s.target_link_uri();
}

void add_user(Subject const& s, object& claims) {
    auto const legacy = s.user == nullptr ? std::string{} : s.user->legacy_id;
    claims[claim("lti11_legacy_user_id")] = legacy;
    // The 1.1 id always differs from `sub`; without one there is nothing to tell (inferred).
    if (!legacy.empty()) {
        object lti1p1{
            {"user_id", legacy}
        };
        add_junk(s, lti1p1);
        claims[claim("lti1p1")] = std::move(lti1p1);
    }
    auto const privacy = s.tool->privacy;
    bool const named = privacy == Privacy::name_only || privacy == Privacy::everything;
    if (s.user != nullptr) {
        if (privacy == Privacy::email_only || privacy == Privacy::everything) put(claims, "email", s.user->email);
        if (named) {
            put(claims, "name", s.user->full_name);
            put(claims, "given_name", s.user->given_name);
            put(claims, "family_name", s.user->family_name);
        }
        if (privacy == Privacy::everything) {
            claims["picture"] = avatar_url(s.issuer);
            if (auto const subs = observees(s); !subs.empty()) claims[claim("role_scope_mentor")] = to_array(subs);
        }
    }
    if (named) {
        // Without a SIS id: null, as real tokens show, not the literal variable (5.2).
        object lis{
            {"person_sourcedid",          s.user == nullptr ? value() : or_null(s.user->sis_id)    },
            {"course_offering_sourcedid", s.course == nullptr ? value() : or_null(s.course->sis_id)},
        };
        add_junk(s, lis);
        claims[claim("lis")] = std::move(lis);
    }
}

void add_context(Subject const& s, object& claims) {
    object context{
        {"id", s.context_id()}
    };
    if (s.course != nullptr) context["label"] = s.course->label;
    context["title"] = s.context_title();
    context["type"] =
        array{s.course != nullptr ? "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering" : "Account"};
    add_junk(s, context);
    claims[claim("context")] = std::move(context);

    object platform{
        {"guid",                s.world.account.guid},
        {"name",                s.world.account.name},
        {"version",             "cloud"             },
        {"product_family_code", "canvas"            },
    };
    add_junk(s, platform);
    claims[claim("tool_platform")] = std::move(platform);

    auto const place = s.course != nullptr ? "/courses/" + std::to_string(s.course->id)
                                           : "/accounts/" + std::to_string(s.world.account.id);  // inferred
    object presentation{
        {"document_target", "iframe"                                                                    },
        {"return_url",      s.issuer.origin + place + "/external_content/success/external_tool_redirect"},
        {"locale",          "en"                                                                        },
    };
    add_junk(s, presentation);
    claims[claim("launch_presentation")] = std::move(presentation);
    claims["locale"] = "en";
    claims[claim("roles")] = to_array(all_roles(s));
    claims[claim("custom")] = custom_claim(s);
}

void add_grade_service(Subject const& s, object& claims) {
    array scopes;
    for (auto const& scope : s.key->scopes) {
        bool const grades =
            scope == std::string(ags) + "scope/lineitem" || scope == std::string(ags) + "scope/lineitem.readonly" ||
            scope == std::string(ags) + "scope/result.readonly" || scope == std::string(ags) + "scope/score" ||
            scope == "https://canvas.instructure.com/lti-ags/progress/scope/show";
        if (grades) scopes.emplace_back(scope);
    }
    if (scopes.empty()) return;
    auto const items = s.issuer.origin + "/api/lti/courses/" + std::to_string(s.course->id) + "/line_items";
    object endpoint{
        {"scope",     std::move(scopes)},
        {"lineitems", items            },
    };
    if (s.assignment != nullptr) {
        auto const* const item = world::default_line_item(s.world, s.assignment->id);
        if (item != nullptr && !item->deleted) endpoint["lineitem"] = items + "/" + std::to_string(item->id);
    }
    add_junk(s, endpoint);
    claims[std::string(ags) + "claim/endpoint"] = std::move(endpoint);
}

void add_services(Subject const& s, object& claims) {
    if (s.course != nullptr) {
        add_grade_service(s, claims);
        if (has_scope(s, nrps_scope)) {
            auto const course = s.issuer.origin + "/api/lti/courses/" + std::to_string(s.course->id);
            object names{
                {"context_memberships_url", course + "/names_and_roles"},
                {"service_versions",        array{"2.0"}               },
            };
            add_junk(s, names);
            claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"] = std::move(names);
        }
    }
    if (has_scope(s, notices_scope)) {
        auto const id = std::to_string(s.tool->id);
        claims[claim("platformnotificationservice")] = object{
            {"service_versions",                  array{"1.0"}                                      },
            {"platform_notification_service_url", s.issuer.origin + "/api/lti/notice-handlers/" + id},
            {"scope",                             array{notices_scope}                              },
            {"notice_types_supported",
             array{
                 "LtiHelloWorldNotice",
                 "LtiAssetProcessorSubmissionNotice",
                 "LtiContextCopyNotice",
                 "LtiAssetProcessorContributionNotice"}                                             },
        };
    }
}

}  // namespace

base::Result<base::json::object> launch_claims(
    world::World& world, Issuer const& issuer, LaunchIntent const& intent, base::Instant now
) {
    auto const subject = find_subject(world, issuer, intent, now);
    if (!subject) return subject.error();
    object claims;
    add_security(*subject, claims);
    add_user(*subject, claims);
    add_context(*subject, claims);
    add_services(*subject, claims);
    if (world.dialects.junk_claim_members)
        claims["errors"] = object{
            {"errors", object{}}
        };
    // Extensions are added after empty values were dropped: a plain launch says null (5.7).
    claims["https://www.instructure.com/placement"] = or_null(intent.placement);
    return claims;
}

}  // namespace easel::lti13
