#include "base/text.hpp"
#include "lti13/subject.hpp"
#include "lti13/variables.hpp"

namespace easel::lti13 {

using base::json::object;
using base::json::value;

Expansion text_or_nothing(std::string const& text) {
    if (text.empty()) return std::nullopt;
    return value(text);
}

Expansion time_or_nothing(std::optional<base::Instant> const& at) {
    if (!at) return std::nullopt;
    return value(base::to_iso8601(*at, 0));
}

Expansion joined(std::vector<std::string> const& parts) {
    return value(base::join(parts, ","));
}

namespace {

VariableTable const& variables() {
    static VariableTable const table = [] {
        VariableTable all;
        add_platform_variables(all);
        add_page_variables(all);
        add_person_variables(all);
        add_membership_variables(all);
        add_course_variables(all);
        add_assignment_variables(all);
        return all;
    }();
    return table;
}

void lay_over(object& merged, object const& level, std::string_view row, Subject const& subject) {
    for (auto const& member : level) {
        std::string_view name = member.key();
        if (name.starts_with("custom_")) {
            name.remove_prefix(7);
            subject.note({"6.3"});
        }
        if (merged.contains(name)) subject.note({row});
        merged[name] = member.value();
    }
}

} // namespace

std::vector<std::string> variable_names() {
    std::vector<std::string> names;
    for (auto const& entry : variables()) names.push_back(entry.first);
    return names;
}

value expanded(value const& configured, Subject const& subject) {
    auto const* const text = configured.if_string();
    if (text == nullptr || !text->starts_with('$')) return configured;
    subject.note({"6.1.1", "6.1.3"});
    auto const found = variables().find(std::string_view(*text).substr(1));
    if (found == variables().end()) return configured;
    subject.note({found->second.fact});
    auto expansion = found->second.read(subject);
    if (expansion && (expansion->is_number() || expansion->is_bool())) subject.note({"6.1.2"});
    return std::move(expansion).value_or(configured);
}

object merged_custom(Subject const& subject) {
    object merged;
    lay_over(merged, subject.tool->custom, "6.2", subject);
    if (auto const* const placed = subject.placed()) lay_over(merged, placed->custom, "6.4", subject);
    if (subject.assignment != nullptr) lay_over(merged, subject.assignment->custom, "6.2", subject);
    if (subject.link != nullptr) lay_over(merged, subject.link->custom, "6.2", subject);
    return merged;
}

object custom_claim(Subject const& subject) {
    subject.note({"6.1"});
    auto custom = merged_custom(subject);
    for (auto& member : custom) member.value() = expanded(member.value(), subject);
    return custom;
}

} // namespace easel::lti13
