// The tool configuration inside a registration, and its messages.
#include "base/text.hpp"
#include "registration/parts.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::registration {
namespace {

/// The two of the standard, and the newer ones of document processors. @par Source canvas/registration.md 2.4
constexpr std::array<std::string_view, 5> message_types{
    "LtiResourceLinkRequest",
    "LtiDeepLinkingRequest",
    "LtiEulaRequest",
    "LtiAssetProcessorSettingsRequest",
    "LtiReportReviewRequest",
};
constexpr std::array<std::string_view, 4> privacy_levels{"public", "name_only", "email_only", "anonymous"};
constexpr std::array<std::string_view, 3> visibilities{"admins", "members", "public"};
constexpr std::array<std::string_view, 7> display_types{
    "default", "full_width", "full_width_in_context", "full_width_with_nav", "in_nav_context", "borderless", "new_window"};

template <class Words>
bool is_one_of(json::value const& value, Words const& words) {
    auto const* const text = value.if_string();
    return text != nullptr && std::find(words.begin(), words.end(), std::string_view(*text)) != words.end();
}

template <class Words>
std::string list_of(Words const& words) {
    std::vector<std::string> const list(words.begin(), words.end());
    return base::join(list, ", ");
}

/// A host, perhaps with a port: no scheme, no path.
bool is_host(json::value const& value) {
    auto const* const text = value.if_string();
    return text != nullptr && !text->empty() && text->find_first_of("/ ?#@") == json::string::npos;
}

bool is_list(json::value const* value, bool (*fits)(json::value const&)) {
    auto const* const list = value == nullptr ? nullptr : value->if_array();
    return list != nullptr && std::all_of(list->begin(), list->end(), fits);
}

bool is_text(json::value const& value) { return value.is_string(); }
bool is_truth(json::value const& value) { return value.is_bool(); }
bool is_size(json::value const& value) { return value.is_string() || value.is_int64() || value.is_uint64(); }

bool holds_texts(json::value const& value) {
    auto const* const object = value.if_object();
    return object != nullptr && std::all_of(object->begin(), object->end(), [](auto const& member) {
               return member.value().is_string();
           });
}

/// One member that may be left out, as null too.
struct Optional {
    std::string_view name;
    bool (*fits)(json::value const&);
    std::string_view sentence;
    std::string_view row;
};

bool is_privacy(json::value const& value) { return is_one_of(value, privacy_levels); }
bool is_visibility(json::value const& value) { return is_one_of(value, visibilities); }
bool is_display_type(json::value const& value) { return is_one_of(value, display_types); }
bool are_texts(json::value const& value) { return is_list(&value, is_text); }
bool are_hosts(json::value const& value) { return is_list(&value, is_host); }

constexpr std::array tool_members{
    Optional{"secondary_domains", are_hosts, "must hold host names", "2.4.17"},
    Optional{"custom_parameters", holds_texts, "must hold strings", "2.4.18"},
    Optional{"description", is_text, "must be a string", "2.4.19"},
    Optional{"deployment_id", is_text, "must be a string", "2.4.19"},
    Optional{"https://canvas.instructure.com/lti/privacy_level", is_privacy, "must be a privacy level", "2.4.20"},
    Optional{"https://canvas.instructure.com/lti/tool_id", is_text, "must be a string", "2.4.21"},
    Optional{"https://canvas.instructure.com/lti/vendor", is_text, "must be a string", "2.4.22"},
};

constexpr std::array message_members{
    Optional{"target_link_uri", is_web_address, "must be a URI", "2.4.24"},
    Optional{"icon_uri", is_web_address, "must be a URI", "2.4.24"},
    Optional{"label", is_text, "must be a string", "2.4.25"},
    Optional{"custom_parameters", holds_texts, "must hold strings", "2.4.26"},
    Optional{"roles", are_texts, "must hold strings", "2.4.27"},
    Optional{
        "https://canvas.instructure.com/lti/course_navigation/default_enabled", is_truth, "must be a boolean", "2.4.29"},
    Optional{"https://canvas.instructure.com/lti/visibility", is_visibility, "must be a visibility", "2.4.30"},
    Optional{"https://canvas.instructure.com/lti/display_type", is_display_type, "must be a display type", "2.4.31"},
    Optional{"https://canvas.instructure.com/lti/launch_width", is_size, "must be a number or a string", "2.4.32"},
    Optional{"https://canvas.instructure.com/lti/launch_height", is_size, "must be a number or a string", "2.4.32"},
};

template <class Members>
void check_optional(json::object const& object, Members const& members, std::string const& place, Review& review) {
    for (auto const& member : members) {
        auto const* const value = present(object, member.name);
        if (value == nullptr) continue;
        auto const sentence = quoted(member.name) + " " + std::string(member.sentence);
        if (review.expect(member.fits(*value), member.row, sentence, place + "/" + std::string(member.name)))
            review.meets(member.row);
    }
}

void check_message(json::value const& value, std::string const& place, Review& review) {
    auto const* const message = value.if_object();
    auto const* const type = message == nullptr ? nullptr : present(*message, "type");
    bool const known = type != nullptr && is_one_of(*type, message_types);
    if (review.expect(known, "2.4.23", "'type' must be one of " + list_of(message_types), place + "/type"))
        review.meets("2.4.23");
    if (message == nullptr) return;
    check_optional(*message, message_members, place, review);
    auto const* const placements = present(*message, "placements");
    if (placements == nullptr) return;
    auto const is_placement = [](json::value const& one) {
        return one.is_string() && placement_named(one.get_string()).has_value();
    };
    auto const sentence = std::string("'placements' must hold placements of Canvas");
    if (review.expect(is_list(placements, is_placement), "2.4.28", sentence, place + "/placements"))
        review.meets("2.4.28");
}

} // namespace

std::optional<std::string> placement_named(std::string_view written) {
    if (written == "ContentArea") return "link_selection";
    if (written == "RichTextEditor") return "editor_button";
    if (written.starts_with(canvas_prefix)) written.remove_prefix(canvas_prefix.size());
    auto const* const rule = world::placement_rule(written);
    return rule == nullptr ? std::nullopt : std::optional(std::string(rule->name));
}

void check_tool_configuration(json::object const& tool, Review& review) {
    auto const place = "/" + std::string(tool_configuration);
    auto const required = [&](std::string_view name, bool (*fits)(json::value const&), std::string_view what, std::string_view row) {
        auto const* const value = present(tool, name);
        auto const sentence = quoted(name) + " " + std::string(what);
        if (review.expect(value != nullptr && fits(*value), row, sentence, place + "/" + std::string(name)))
            review.meets(row);
    };
    required("domain", is_host, "must be a host without scheme and path", "2.4.13");
    required("messages", [](json::value const& value) { return value.is_array(); }, "must be a list", "2.4.14");
    required("claims", are_texts, "must be a list of strings", "2.4.15");
    required("target_link_uri", is_text, "is required", "2.4.16");
    check_optional(tool, tool_members, place, review);
    auto const* const messages = present(tool, "messages");
    auto const* const list = messages == nullptr ? nullptr : messages->if_array();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
        check_message((*list)[i], place + "/messages/" + std::to_string(i), review);
}

} // namespace easel::registration
