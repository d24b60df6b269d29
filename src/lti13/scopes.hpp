#pragma once

#include <algorithm>
#include <array>
#include <string_view>

/// Scopes that decide what a launch carries. A key may hold any other, too: a token is granted for whatever it holds.
namespace easel::lti13 {

inline constexpr char const* nrps_scope = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
inline constexpr char const* notices_scope = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers";
inline constexpr char const* progress_scope = "https://canvas.instructure.com/lti-ags/progress/scope/show";

/// What the claim of the assignment and grade service lists. @par Source canvas/lti13-launch.md 5.6
inline constexpr std::array<std::string_view, 5> grade_scopes{
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    progress_scope,
};

[[nodiscard]] inline bool is_grade_scope(std::string_view scope) {
    return std::find(grade_scopes.begin(), grade_scopes.end(), scope) != grade_scopes.end();
}

} // namespace easel::lti13
