// Which message a placement sends.
#include "lti13/deep_linking_request.hpp"
#include "lti13/subject.hpp"

namespace easel::lti13 {

namespace {

constexpr char const* resource_link = "LtiResourceLinkRequest";
constexpr char const* deep_linking = "LtiDeepLinkingRequest";

/// Root-account flags turn two pickers into ordinary launches. @par Source canvas/lti13-launch.md 5.8
bool picker_is_off(Subject const& subject) {
    if (subject.placement == "course_assignments_menu") return !subject.dialects().deep_linking_line_items;
    if (subject.placement == "module_index_menu_modal") return !subject.dialects().deep_linking_module_index;
    return false;
}

} // namespace

base::Result<std::string> message_of(Subject const& subject, std::optional<std::string> const& asked) {
    auto const refused = [&](std::string text) { return base::Fault{base::FaultKind::bad_file, std::move(text), {}}; };
    auto const& placement = subject.placement;
    auto const* const rule = world::placement_rule(placement);
    if (rule == nullptr && !placement.empty()) return refused("Canvas has no placement '" + placement + "'");
    auto const* const placed = subject.placed();
    std::string message = rule != nullptr && !rule->resource_link ? deep_linking : resource_link;
    if (placed != nullptr && !placed->message_type.empty()) message = placed->message_type;
    if (asked) message = *asked;
    if (message != resource_link && message != deep_linking)
        return refused("'" + message + "' is no message that this platform sends from a link or placement");
    bool const picks = message == deep_linking;
    // An old placement may pick by its rule, but nothing is known of how (deep-linking.md 1.1).
    bool const may_pick = rule != nullptr && rule->deep_linking && picker_rules(placement);
    bool const fits = picks ? may_pick : rule == nullptr || rule->resource_link;
    if (!fits)
        return refused(
            placement.empty() ? "'" + message + "' needs a placement"
                              : "the placement '" + placement + "' does not send '" + message + "'"
        );
    if (picks && picker_is_off(subject)) return std::string(resource_link);
    return message;
}

} // namespace easel::lti13
