#include "base/text.hpp"
#include "lti13/hint.hpp"
#include "play/send.hpp"
#include "play/tamper.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace easel::play {

namespace json = base::json;

std::optional<std::string> Parameters::text(std::string_view name) const {
    auto const* value = find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return text_of(*value);
}

json::object const* Parameters::object(std::string_view name) const {
    auto const* value = find(name);
    return value == nullptr ? nullptr : value->if_object();
}

std::vector<std::string> Parameters::texts(std::string_view name) const {
    std::vector<std::string> found;
    auto const* value = find(name);
    auto const* list = value == nullptr ? nullptr : value->if_array();
    if (list == nullptr) return found;
    for (auto const& item : *list) found.push_back(text_of(item));
    return found;
}

bool Parameters::flag(std::string_view name, bool otherwise) const {
    auto const* value = find(name);
    return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

int Parameters::integer(std::string_view name, int otherwise) const {
    auto const* value = find(name);
    auto const number = value == nullptr ? std::nullopt : base::number(*value);
    return number ? static_cast<int>(std::lround(*number)) : otherwise;
}

base::Duration Parameters::span(std::string_view name) const {
    return base::parse_duration(text(name).value_or("")).value_or(base::Duration{0});
}

std::string session_of(world::World& world, std::string_view user) {
    auto const* found = world::user_named(world, user);
    return found == nullptr ? "" : found->legacy_id;
}

std::string claim_named(std::string_view name) {
    static std::array<std::string_view, 7> const of_deep_linking{
        "deep_linking_settings", "content_items", "data", "msg", "errormsg", "log", "errorlog"};
    static std::array<std::string_view, 2> const of_launches{"lti1p1", "platformnotificationservice"};
    if (std::find(of_deep_linking.begin(), of_deep_linking.end(), name) != of_deep_linking.end()) {
        return "https://purl.imsglobal.org/spec/lti-dl/claim/" + std::string(name);
    }
    if (std::find(of_launches.begin(), of_launches.end(), name) != of_launches.end()) {
        return "https://purl.imsglobal.org/spec/lti/claim/" + std::string(name);
    }
    if (name == "lti_student_id") return "https://www.instructure.com/lti_student_id";
    if (name == "replace_editor_contents") return "https://canvas.instructure.com/lti/replace_editor_contents";
    return claim_name(name);
}

} // namespace easel::play
