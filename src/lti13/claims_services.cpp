#include "lti13/claims_parts.hpp"
#include "lti13/scopes.hpp"

#include <algorithm>

namespace easel::lti13 {

namespace {

using base::json::array;
using base::json::object;

bool has_scope(Subject const& s, std::string_view scope) {
    return std::find(s.key->scopes.begin(), s.key->scopes.end(), scope) != s.key->scopes.end();
}

void add_grades(Subject const& s, world::Course const& course, object& claims) {
    array scopes;
    for (auto const& scope : s.key->scopes)
        if (is_grade_scope(scope)) scopes.emplace_back(scope);
    if (scopes.empty()) return;
    auto const items = s.issuer.origin + "/api/lti/courses/" + std::to_string(course.id) + "/line_items";
    object endpoint{{"scope", std::move(scopes)}, {"lineitems", items}};
    if (s.assignment != nullptr) {
        auto const* const item = world::default_line_item(s.world, s.assignment->id);
        if (item != nullptr && !item->deleted) endpoint["lineitem"] = items + "/" + std::to_string(item->id);
    }
    add_junk(s, endpoint);
    claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"] = std::move(endpoint);
    s.note({"5.6.1", "5.6.2"});
    if (s.group != nullptr) s.note({"5.6.7"});
}

void add_names(Subject const& s, object& claims) {
    if (!has_scope(s, nrps_scope)) return;
    object names{
        {"context_memberships_url", s.issuer.origin + "/api/lti/" + s.context_path() + "/names_and_roles"},
        {"service_versions", array{"2.0"}},
    };
    add_junk(s, names);
    claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"] = std::move(names);
    s.note({"5.6.3"});
}

/// @par Source canvas/pns.md 1
void add_notices(Subject const& s, object& claims) {
    if (!has_scope(s, notices_scope)) return;
    auto const url = s.issuer.origin + "/api/lti/notice-handlers/" + std::to_string(s.tool->id);
    claims[claim("platformnotificationservice")] = object{
        {"service_versions", array{"1.0"}},
        {"platform_notification_service_url", url},
        {"scope", array{notices_scope}},
        {"notice_types_supported",
         array{
             "LtiHelloWorldNotice",
             "LtiAssetProcessorSubmissionNotice",
             "LtiContextCopyNotice",
             "LtiAssetProcessorContributionNotice"}},
    };
    s.note({"5.6.4"});
}

} // namespace

void add_service_claims(Subject const& subject, object& claims) {
    if (auto const* const course = subject.graded_course()) add_grades(subject, *course, claims);
    if (subject.context_kind() == world::ContextKind::account)
        subject.note({"5.6.5"});
    else
        add_names(subject, claims);
    add_notices(subject, claims);
    subject.note({"5.6.6"}); // the scopes are those that the key has now
}

} // namespace easel::lti13
