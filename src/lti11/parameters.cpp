// What a launch tells. Fields whose value is unknown are not sent; empty texts are (lti11/1.b).
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

std::string const& title_of(world::Tool const& tool) {
    return tool.title.empty() ? tool.name : tool.title;
}

std::string link_title(Subject const& s) {
    if (s.assignment == nullptr && s.link == nullptr) return title_of(*s.tool);
    auto const& title = s.link_title();
    return title.empty() ? title_of(*s.tool) : title;
}

/// The opaque ids of those whom the user observes in the course.
std::vector<std::string> observed(Subject const& s) {
    std::vector<std::string> ids;
    for (auto const* user : lti13::observed_users(s)) ids.push_back(user->legacy_id);
    return ids;
}

/// @par Source canvas/lti11.md 1.1 (`custom_canvas_enrollment_state`)
std::string enrolment_state(Subject const& s) {
    if (!lti13::current_enrolments(s).empty()) return "active";
    bool enrolled = false;
    for (auto const& each : s.course->enrolments)
        enrolled |= s.user != nullptr && each.user == s.user->id && each.state != world::EnrolmentState::deleted;
    return enrolled ? "inactive" : "";
}

/// LTI 1.3 calls an available course active.
std::string workflow_state(world::CourseState state) {
    return state == world::CourseState::available ? "available" : lti13::course_state(state);
}

/// A number as Canvas prints it: whole ones without a fraction. No points at all are an empty text.
std::string points_text(world::Assignment const& assignment) {
    if (assignment.no_points) return {};
    auto const whole = static_cast<std::int64_t>(assignment.points);
    if (static_cast<double>(whole) == assignment.points) return std::to_string(whole);
    auto text = std::to_string(assignment.points);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

void add_message(Subject const& s, Parameters& p) {
    note(s, {"1.a", "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.14"});
    p["lti_message_type"] = "basic-lti-launch-request";
    p["lti_version"] = "LTI-1p0";
    bool const link = s.assignment != nullptr || s.link != nullptr;
    p["resource_link_id"] = link ? lti13::legacy_link_id(s.link_id()) : s.context_id();
    p["resource_link_title"] = link_title(s);
    p["launch_presentation_return_url"] = return_url(s);
    note(s, {s.sessionless ? "1.6.4" : s.assignment != nullptr ? "1.6.3" : is_selection(s) ? "1.6.2" : "1.6.1"});
    if (s.placement.empty()) return;
    note(s, {"1.1.15"});
    auto const* const placed = s.placed();
    auto const width = placed != nullptr && placed->width ? placed->width : s.tool->width;
    auto const height = placed != nullptr && placed->height ? placed->height : s.tool->height;
    p["launch_presentation_width"] = std::to_string(width.value_or(800));
    p["launch_presentation_height"] = std::to_string(height.value_or(400));
}

void add_names(Subject const& s, Parameters& p) {
    if (!tells_everything(s)) note(s, {"1.2.13"});
    if (s.user == nullptr) return;
    auto const& user = *s.user;
    if (tells_name(s)) {
        note(s, {"1.2.1"});
        if (user.given_name.empty() || user.family_name.empty()) note(s, {"1.b"});
        p["lis_person_name_given"] = user.given_name;
        p["lis_person_name_family"] = user.family_name;
        p["lis_person_name_full"] = user.full_name;
    }
    // People of a world have one address, which also is the one that came with the SIS id.
    if (tells_email(s)) {
        note(s, {"1.2.2"});
        if (!user.email.empty()) p["lis_person_contact_email_primary"] = user.email;
    }
    if (!tells_everything(s)) return;
    note(s, {"1.2.3", "1.2.4", "1.2.5"});
    p["user_image"] = lti13::avatar_url(s.issuer, user);
    p["custom_canvas_user_id"] = std::to_string(user.id);
    p["custom_canvas_user_login_id"] = user.login_id;
    if (!user.sis_id.empty()) p["lis_person_sourcedid"] = user.sis_id;
    if (auto const ids = observed(s); !ids.empty()) {
        note(s, {"1.2.10"});
        p["role_scope_mentor"] = base::join(ids, ",");
    }
}

void add_canvas_ids(Subject const& s, Parameters& p) {
    if (s.course != nullptr) {
        note(s, {"1.1.10", "1.1.11"});
        p["context_label"] = s.course->label;
        p["custom_canvas_enrollment_state"] = enrolment_state(s);
    }
    if (!tells_everything(s)) return;
    note(s, {"1.2.9"});
    p["custom_canvas_api_domain"] = lti13::authority(s.issuer);
    if (s.course != nullptr) {
        note(s, {"1.2.6", "1.2.7"});
        p["custom_canvas_course_id"] = std::to_string(s.course->id);
        p["custom_canvas_workflow_state"] = workflow_state(s.course->state);
        if (!s.course->sis_id.empty()) p["lis_course_offering_sourcedid"] = s.course->sis_id;
    } else if (s.group == nullptr) {
        note(s, {"1.2.8"});
        p["custom_canvas_account_id"] = std::to_string(s.context_number()); // accounts of a world have no SIS id
    }
    // Seen in recorded launches; when exactly they are sent is not established.
    if (s.module != nullptr && s.item != nullptr) {
        note(s, {"1.2.12"});
        p["custom_canvas_module_id"] = std::to_string(s.module->id);
        p["custom_canvas_module_item_id"] = std::to_string(s.item->id);
    }
}

void add_platform(Subject const& s, Parameters& p) {
    note(s, {"1.1.16", "1.1.17", "1.1.18", "1.1.19", "1.1.20"});
    p["tool_consumer_info_product_family_code"] = "canvas";
    p["tool_consumer_info_version"] = "cloud";
    p["tool_consumer_instance_guid"] = s.world.account.guid;
    p["tool_consumer_instance_name"] = s.world.account.name;
    p["tool_consumer_instance_contact_email"] = "notifications@canvas.example";
}

/// @par Source canvas/lti11.md 1.3
void add_outcomes(Subject const& s, Parameters& p) {
    note(s, {"1.3.1", "1.3.2", "1.3.3", "1.3.4", "1.3.5", "1.3.6", "1.3.7", "1.3.8", "1.3.9", "1.3.10"});
    auto const& assignment = *s.assignment;
    auto const services = s.issuer.origin + "/api/lti/v1/";
    auto const tool = std::to_string(s.tool->id);
    p["lis_outcome_service_url"] = services + "tools/" + tool + "/grade_passback";
    p["ext_ims_lis_basic_outcome_url"] = services + "tools/" + tool + "/ext_grade_passback";
    p["ext_outcomes_tool_placement_url"] = services + "turnitin/outcomes_placement/" + tool;
    auto const homework = accepted_homework(assignment);
    p["ext_outcome_data_values_accepted"] = homework.empty() ? "url,text" : homework;
    for (auto const* flag :
         {"ext_outcome_result_total_score_accepted",
          "ext_outcome_submission_submitted_at_accepted",
          "ext_outcome_submission_prioritize_non_tool_grade_accepted",
          "ext_outcome_submission_needs_additional_review_accepted"})
        p[flag] = "true";
    p["ext_lti_assignment_id"] = assignment.link_id;
    // Learners only: a teacher has no result (1.3.2).
    if (is_learner(s)) {
        note(s, {"1.3.14"});
        p["lis_result_sourcedid"] =
            sourcedid(s.world, s.dialects(), {s.tool->id, s.course->id, assignment.id, s.user->id});
    }
}

} // namespace

void note(Subject const& subject, std::initializer_list<std::string_view> rows) {
    if (subject.noted == nullptr) return;
    for (auto const row : rows) subject.noted->push_back({{"lti11/", row}, true});
}

std::string accepted_homework(world::Assignment const& assignment) {
    std::vector<std::string> types;
    for (auto const& part : base::split(assignment.submission_types, ',')) {
        auto const type = base::trim(part);
        if (type == "online_upload") types.emplace_back("file");
        if (type == "online_url" || type == "basic_lti_launch") types.emplace_back("url");
    }
    return base::join(types, ",");
}

bool is_selection(Subject const& s) {
    auto const* const rule = world::placement_rule(s.placement);
    return rule != nullptr && rule->deep_linking;
}

std::string return_url(Subject const& s) {
    auto const context = s.issuer.origin + "/" + s.context_path();
    if (s.sessionless) return context;
    if (s.assignment != nullptr) return context + "/assignments";
    return context + "/external_content/success/external_tool_" + (is_selection(s) ? "dialog" : "redirect");
}

void add_common(Subject const& s, Parameters& p) {
    note(s, {"1.1.6", "1.1.7", "1.1.8", "1.1.9", "1.1.12", "1.1.13", "1.1.21"});
    p["oauth_callback"] = "about:blank";
    p["launch_presentation_locale"] = s.locale();
    p["launch_presentation_document_target"] = "iframe";
    p["context_id"] = s.context_id();
    p["context_title"] = s.context_title();
    p["tool_consumer_instance_guid"] = s.world.account.guid;
    p["roles"] = roles_here(s);
    p["ext_roles"] = roles_anywhere(s);
    if (s.user == nullptr) return;
    note(s, {"1.1.5"});
    p["user_id"] = s.user->legacy_id;
}

void add_assignment_facts(Subject const& s, Parameters& p) {
    auto const* const assignment = s.known_assignment();
    if (assignment == nullptr) return;
    note(s, {"1.3.11", "1.3.12"});
    p["custom_canvas_assignment_title"] = assignment->title;
    p["custom_canvas_assignment_points_possible"] = points_text(*assignment);
    if (!tells_everything(s)) return;
    note(s, {"1.2.11", "1.3.13"});
    p["custom_canvas_assignment_id"] = std::to_string(assignment->id);
}

void add_selection(Subject const& s, Parameters& p) {
    auto const add = [&](char const* row, std::initializer_list<std::pair<char const*, std::string>> fields) {
        note(s, {row, "1.4.5"});
        for (auto const& [name, value] : fields) p[name] = value;
        p["ext_content_return_url"] = return_url(s);
    };
    if (s.placement == "editor_button") {
        note(s, {"1.4.6"});
        add("1.4.1",
            {{"selection_directive", "embed_content"},
             {"ext_content_intended_use", "embed"},
             {"ext_content_return_types", "oembed,lti_launch_url,url,image_url,iframe"}});
        if (!s.editor_selection.empty()) p["text"] = base::percent_encode(s.editor_selection);
    } else if (s.placement == "resource_selection") {
        note(s, {"1.4.6"});
        add("1.4.2",
            {{"selection_directive", "select_link"},
             {"ext_content_intended_use", "navigation"},
             {"ext_content_return_types", "lti_launch_url"}});
    } else if (s.placement == "homework_submission") {
        auto const types = s.about == nullptr ? std::string() : accepted_homework(*s.about);
        add("1.4.3", {{"ext_content_intended_use", "homework"}, {"ext_content_return_types", types}});
        add_assignment_facts(s, p);
    } else if (s.placement == "migration_selection") {
        add("1.4.4",
            {{"ext_content_intended_use", "content_package"},
             {"ext_content_return_types", "file"},
             {"ext_content_file_extensions", "zip,imscc"}});
    }
}

Parameters basic_parameters(Subject const& subject) {
    Parameters p;
    add_message(subject, p);
    add_common(subject, p);
    add_names(subject, p);
    add_canvas_ids(subject, p);
    add_platform(subject, p);
    if (subject.assignment != nullptr) {
        add_outcomes(subject, p);
        add_assignment_facts(subject, p);
    }
    add_selection(subject, p);
    add_custom(subject, p);
    for (auto const& [name, value] : subject.further) p.emplace(name, value);
    return p;
}

} // namespace easel::lti11
