// What one message carries and another does not, and what placements add.
#include "lti13/claims_parts.hpp"
#include "lti13/deep_linking_request.hpp"

#include <array>

namespace easel::lti13 {

namespace {

using base::json::object;
using base::json::value;

void add_resource_link(Subject const& s, object& claims) {
    object link{
        {"id", s.link_id()},
        {"description", s.assignment == nullptr ? value() : or_null(s.assignment->description)},
        {"title", s.link_title()},
    };
    add_junk(s, link);
    claims[claim("resource_link")] = std::move(link);
    s.note({"5.5.1", "5.5.2", "5.5.3", "5.5.4"});
}

/// @par Source canvas/deep-linking.md 1
void add_picker(Subject const& s, object& claims) {
    auto const rules = picker_rules(s.placement);
    if (!rules) return; // message_of lets only pickers through
    ReturnData data;
    data.nonce = s.world.random.uuid();
    data.placement = s.placement;
    data.modal = rules->modal;
    if (s.module != nullptr) data.context_module_id = s.module->id;
    if (s.about != nullptr) data.assignment_id = s.about->id;
    auto settings = deep_linking_settings(s.issuer, s.context_kind(), s.context_number(), *rules, data, s.now);
    add_junk(s, settings);
    claims["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"] = std::move(settings);
    s.note({"5.5.6"});
    if (s.placement.starts_with("ActivityAssetProcessor") && s.about != nullptr) {
        claims[claim("activity")] = object{{"id", s.about->link_id}, {"title", s.about->title}};
        s.note({"5.8.11"});
    }
}

struct Placed {
    std::string_view row; ///< of lti13-launch.md 5.8
    std::string_view placement;
};

constexpr std::array placement_rows{
    Placed{"5.8.1", "course_navigation"},
    Placed{"5.8.1", "course_home_sub_navigation"},
    Placed{"5.8.1", "course_settings_sub_navigation"},
    Placed{"5.8.1", "tool_configuration"},
    Placed{"5.8.2", "account_navigation"},
    Placed{"5.8.2", "global_navigation"},
    Placed{"5.8.2", "user_navigation"},
    Placed{"5.8.2", "analytics_hub"},
    Placed{"5.8.3", "link_selection"},
    Placed{"5.8.4", "assignment_selection"},
    Placed{"5.8.5", "homework_submission"},
    Placed{"5.8.6", "editor_button"},
    Placed{"5.8.9", "student_context_card"},
    Placed{"5.8.10", "post_grades"},
    Placed{"5.8.10", "assignment_edit"},
    Placed{"5.8.10", "assignment_view"},
    Placed{"5.8.10", "similarity_detection"},
    Placed{"5.8.12", "course_assignments_menu"},
    Placed{"5.8.13", "module_index_menu_modal"},
};

void note_placement(Subject const& s) {
    if (s.placement.empty()) {
        if (s.assignment != nullptr) s.note({"5.8.4"});
        if (s.link != nullptr) s.note({"5.8.3"});
        return;
    }
    for (auto const& each : placement_rows)
        if (each.placement == s.placement) s.note({each.row});
    if (s.placement.ends_with("_menu")) s.note({"5.8.7"});
    s.note({"5.8.8"});
}

} // namespace

void add_message_claims(Subject const& subject, object& claims) {
    if (subject.message_type == "LtiDeepLinkingRequest")
        add_picker(subject, claims);
    else
        add_resource_link(subject, claims);
    note_placement(subject);
}

} // namespace easel::lti13
