#pragma once

#include "base/json.hpp"
#include "lti13/subject.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The variable substitutions of lti13-launch.md 6.2, by subject. A variable that tells nothing where it stands, is
/// sent as it was written.
namespace easel::lti13 {

/// Nothing: not available here.
using Expansion = std::optional<base::json::value>;

struct Variable {
    std::string_view fact; ///< row of lti13-launch.md, as "6.2.4"
    std::function<Expansion(Subject const&)> read;
};
using VariableTable = std::map<std::string, Variable, std::less<>>;

void add_platform_variables(VariableTable& table);
void add_page_variables(VariableTable& table); ///< what the page that opens the tool knows: editor, menus, styles
void add_person_variables(VariableTable& table);
void add_membership_variables(VariableTable& table);
void add_course_variables(VariableTable& table);
void add_assignment_variables(VariableTable& table);

/// The names of all of them, without `$`, sorted.
[[nodiscard]] std::vector<std::string> variable_names();

// -- helpers of the six -----------------------------------------------------------------------------------------------
[[nodiscard]] Expansion text_or_nothing(std::string const& text);
[[nodiscard]] Expansion time_or_nothing(std::optional<base::Instant> const& at);
[[nodiscard]] Expansion joined(std::vector<std::string> const& parts);

template <class Read>
auto of_user(Read read) {
    return [read](Subject const& s) -> Expansion { return s.user == nullptr ? Expansion{} : Expansion(read(s)); };
}
template <class Read>
auto of_course(Read read) {
    return [read](Subject const& s) -> Expansion { return s.course == nullptr ? Expansion{} : Expansion(read(s)); };
}
/// `read` gets the assignment, too.
template <class Read>
auto of_assignment(Read read) {
    return [read](Subject const& s) -> Expansion {
        auto const* const assignment = s.known_assignment();
        return assignment == nullptr ? Expansion{} : Expansion(read(s, *assignment));
    };
}

} // namespace easel::lti13
