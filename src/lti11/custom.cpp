#include "base/json.hpp"
#include "lti11/parameters.hpp"

namespace easel::lti11 {
namespace {

/// A value as a form holds it.
std::string form_text(base::json::value const& value) {
    if (auto const* const text = value.if_string()) return std::string(*text);
    return value.is_null() ? std::string() : base::dump(value);
}

} // namespace

std::string custom_name(std::string_view written) {
    std::string name;
    for (char const c : written) {
        bool const lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        bool const upper = c >= 'A' && c <= 'Z';
        name += lower ? c : upper ? static_cast<char>(c - 'A' + 'a') : '_';
    }
    return name.starts_with("custom_") ? name : "custom_" + name;
}

void add_custom(lti13::Subject const& subject, Parameters& parameters) {
    auto const add = [&](base::json::object const& fields) {
        for (auto const& [name, value] : fields)
            parameters[custom_name(name)] = form_text(lti13::expanded(value, subject));
    };
    add(subject.tool->custom);
    if (auto const* const placed = subject.placed()) add(placed->custom);
    auto const* const of_link = subject.assignment != nullptr ? &subject.assignment->custom
                                : subject.link != nullptr     ? &subject.link->custom
                                                              : nullptr;
    if (of_link == nullptr) return;
    for (auto const& [name, value] : *of_link) {
        auto const own = std::string_view(name).starts_with("ext_");
        parameters[own ? std::string(name) : custom_name(name)] = form_text(lti13::expanded(value, subject));
    }
}

} // namespace easel::lti11
