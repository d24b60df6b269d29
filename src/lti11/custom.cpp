#include "base/json.hpp"
#include "lti11/parameters.hpp"

namespace easel::lti11 {
namespace {

/// A value as a form holds it.
std::string form_text(base::json::value const& value) {
    if (auto const* const text = value.if_string()) return std::string(*text);
    return value.is_null() ? std::string() : base::dump(value);
}

/// Variables that tell an LTI 1.1 tool something else than an LTI 1.3 tool, or that only it knows.
std::optional<std::string> own_variable(std::string_view name, lti13::Subject const& s) {
    if (name == "$Canvas.xuser.allRoles") return roles_anywhere(s);
    if (name == "$Canvas.root_account.id") return std::to_string(s.world.account.id);
    if (name == "$Canvas.course.workflowState" && s.course != nullptr)
        return s.course->state == world::CourseState::available ? std::optional<std::string>("available") : std::nullopt;
    return std::nullopt;
}

std::string text_of(base::json::value const& configured, lti13::Subject const& subject) {
    auto const* const text = configured.if_string();
    if (text == nullptr || !text->starts_with('$')) return form_text(configured);
    auto quiet = subject; // its notes are rows of LTI 1.3
    quiet.noted = nullptr;
    if (auto own = own_variable(*text, quiet)) {
        note(subject, {"3.5", "3.8"});
        return std::move(*own);
    }
    auto made = form_text(lti13::expanded(configured, quiet));
    note(subject, {made == std::string_view(*text) ? "3.6" : "3.5", "3.8"});
    return made;
}

void add(
    base::json::object const& fields,
    lti13::Subject const& subject,
    bool of_link,
    std::string_view overriding,
    Parameters& parameters
) {
    for (auto const& [written, value] : fields) {
        bool const own = of_link && std::string_view(written).starts_with("ext_");
        auto const name = own ? std::string(written) : custom_name(written);
        if (of_link) note(subject, {"1.5"});
        if (name != "custom_" + std::string(written)) note(subject, {"3.1", "3.2"});
        if (parameters.contains(name)) note(subject, {overriding});
        note(subject, {"1.1.23"});
        parameters[name] = text_of(value, subject);
    }
}

} // namespace

std::string custom_name(std::string_view written) {
    std::string name;
    for (char const c : written) {
        bool const lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        bool const upper = c >= 'A' && c <= 'Z';
        bool const within_character = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
        if (within_character) continue;
        name += lower ? c : upper ? static_cast<char>(c - 'A' + 'a') : '_';
    }
    return name.starts_with("custom_") ? name : "custom_" + name;
}

void add_custom(lti13::Subject const& subject, Parameters& parameters) {
    add(subject.tool->custom, subject, false, "3.3", parameters);
    if (auto const* const placed = subject.placed()) add(placed->custom, subject, false, "3.3", parameters);
    if (subject.assignment != nullptr) add(subject.assignment->custom, subject, true, "3.4", parameters);
    if (subject.link != nullptr) add(subject.link->custom, subject, true, "3.4", parameters);
}

} // namespace easel::lti11
