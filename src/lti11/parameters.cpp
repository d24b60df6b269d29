// What a launch tells. Fields whose value is unknown are not sent; empty texts are (lti11.md 1).
#include "lti11/parameters.hpp"

#include "base/text.hpp"
#include "lti11/sourcedid.hpp"

namespace easel::lti11 {
namespace {

using lti13::Subject;
using world::Privacy;

bool tells_everything(Subject const& s) {
    return s.tool->privacy == Privacy::everything;
}

bool tells_name(Subject const& s) {
    return tells_everything(s) || s.tool->privacy == Privacy::name_only;
}

bool tells_email(Subject const& s) {
    return tells_everything(s) || s.tool->privacy == Privacy::email_only;
}

/// A number as Ruby prints it: whole ones without a fraction.
std::string points_text(world::Assignment const& assignment) {
    if (assignment.no_points) return {};
    return base::dump(base::json::value(assignment.points));
}

/// "bio101's return page", by what was opened. @par Source canvas/lti11.md 1.6
std::string return_url(Subject const& s) {
    auto const context = s.issuer.origin + "/" + s.context_path();
    if (s.assignment != nullptr) return context + "/assignments";
    auto const* const rule = world::placement_rule(s.placement);
    bool const picks = rule != nullptr && rule->deep_linking && !rule->resource_link;
    return context + "/external_content/success/" + (picks ? "external_tool_dialog" : "external_tool_redirect");
}

void add_message(Subject const& s, Parameters& p) {
    p["lti_message_type"] = "basic-lti-launch-request";
    p["lti_version"] = "LTI-1p0";
    bool const link = s.assignment != nullptr || s.link != nullptr;
    p["resource_link_id"] = link ? lti13::legacy_link_id(s.link_id()) : s.context_id();
    p["resource_link_title"] = link ? s.link_title() : s.tool->title.empty() ? s.tool->name : s.tool->title;
    p["oauth_callback"] = "about:blank";
    p["launch_presentation_locale"] = s.locale();
    p["launch_presentation_document_target"] = "iframe";
    p["launch_presentation_return_url"] = return_url(s);
    if (s.placement.empty()) return;
    auto const* const placed = s.placed();
    auto const width = placed != nullptr && placed->width ? placed->width : s.tool->width;
    auto const height = placed != nullptr && placed->height ? placed->height : s.tool->height;
    p["launch_presentation_width"] = std::to_string(width.value_or(800));
    p["launch_presentation_height"] = std::to_string(height.value_or(400));
}

void add_person(Subject const& s, Parameters& p) {
    p["roles"] = roles_here(s);
    p["ext_roles"] = roles_anywhere(s);
    if (s.user == nullptr) return;
    auto const& user = *s.user;
    p["user_id"] = user.legacy_id;
    if (tells_name(s)) {
        p["lis_person_name_given"] = user.given_name;
        p["lis_person_name_family"] = user.family_name;
        p["lis_person_name_full"] = user.full_name;
    }
    if (tells_email(s)) p["lis_person_contact_email_primary"] = user.email;
    if (!tells_everything(s)) return;
    p["user_image"] = lti13::avatar_url(s.issuer, user);
    p["custom_canvas_user_id"] = std::to_string(user.id);
    p["custom_canvas_user_login_id"] = user.login_id;
    if (!user.sis_id.empty()) p["lis_person_sourcedid"] = user.sis_id;
    auto const observed = lti13::observees(s);
    if (!observed.empty()) p["role_scope_mentor"] = base::join(observed, ",");
}

std::string enrolment_state(Subject const& s) {
    if (s.user == nullptr || world::enrolment_of(*s.course, s.user->id) == nullptr) return {};
    return lti13::current_enrolments(s).empty() ? "inactive" : "active";
}

void add_context(Subject const& s, Parameters& p) {
    p["context_id"] = s.context_id();
    p["context_title"] = s.context_title();
    if (s.course != nullptr) {
        p["context_label"] = s.course->label;
        p["custom_canvas_enrollment_state"] = enrolment_state(s);
    }
    if (!tells_everything(s)) return;
    p["custom_canvas_api_domain"] = lti13::authority(s.issuer);
    if (s.course != nullptr) {
        p["custom_canvas_course_id"] = std::to_string(s.course->id);
        p["custom_canvas_workflow_state"] = "available";
        if (!s.course->sis_id.empty()) p["lis_course_offering_sourcedid"] = s.course->sis_id;
    } else {
        p["custom_canvas_account_id"] = std::to_string(s.world.account.id);
    }
}

void add_platform(Subject const& s, Parameters& p) {
    p["tool_consumer_info_product_family_code"] = "canvas";
    p["tool_consumer_info_version"] = "cloud";
    p["tool_consumer_instance_guid"] = s.world.account.guid;
    p["tool_consumer_instance_name"] = s.world.account.name;
    p["tool_consumer_instance_contact_email"] = "notifications@canvas.example";
}

/// @par Source canvas/lti11.md 1.3
void add_assignment(Subject const& s, Parameters& p) {
    auto const& assignment = *s.assignment;
    auto const services = s.issuer.origin + "/api/lti/v1/";
    auto const tool = std::to_string(s.tool->id);
    p["lis_outcome_service_url"] = services + "tools/" + tool + "/grade_passback";
    p["ext_ims_lis_basic_outcome_url"] = services + "tools/" + tool + "/ext_grade_passback";
    p["ext_outcomes_tool_placement_url"] = services + "turnitin/outcomes_placement/" + tool;
    p["ext_outcome_data_values_accepted"] = "url,text";
    for (auto const* flag :
         {"ext_outcome_result_total_score_accepted",
          "ext_outcome_submission_submitted_at_accepted",
          "ext_outcome_submission_prioritize_non_tool_grade_accepted",
          "ext_outcome_submission_needs_additional_review_accepted"})
        p[flag] = "true";
    p["ext_lti_assignment_id"] = assignment.link_id;
    p["custom_canvas_assignment_title"] = assignment.title;
    p["custom_canvas_assignment_points_possible"] = points_text(assignment);
    if (tells_everything(s)) p["custom_canvas_assignment_id"] = std::to_string(assignment.id);
    if (s.user != nullptr && world::is_active_student(*s.course, s.user->id))
        p["lis_result_sourcedid"] =
            sourcedid(s.world, s.dialects(), {s.tool->id, s.course->id, assignment.id, s.user->id});
}

} // namespace

Parameters basic_parameters(Subject const& subject) {
    Parameters p;
    add_message(subject, p);
    add_person(subject, p);
    add_context(subject, p);
    add_platform(subject, p);
    if (subject.assignment != nullptr) add_assignment(subject, p);
    add_custom(subject, p);
    return p;
}

} // namespace easel::lti11
