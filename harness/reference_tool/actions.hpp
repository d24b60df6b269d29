#pragma once

#include "http/message.hpp"
#include "reference_tool/installation.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the tool's routes do. Each takes the tool by shared pointer: a coroutine may outlive the request's caller.
namespace easel::reference_tool {

/// GET or POST /login: a third-party initiated login. @par Source Security Framework 5.1.1; LTI Core 4.1
[[nodiscard]] http::awaitable<http::Response> begin_login(SharedTool shared, http::Request request);

/// POST /launch: the authentication response. GET /launch: the page again, for a live session.
/// @par Source Security Framework 5.1.1.3 to 5.1.3; LTI Core 5.3
[[nodiscard]] http::awaitable<http::Response> receive_launch(SharedTool tool, http::Request request);

/// POST /lti11: a launch of LTI 1.1. GET /lti11: the page again, for a live session. @par Source lti11.md 1, 4
[[nodiscard]] http::awaitable<http::Response> receive_lti11(SharedTool tool, http::Request request);

/// POST /outcome, and /grade and /regrade of a session that LTI 1.1 opened: a result for its user. @par Source outcomes.md 3
[[nodiscard]] http::awaitable<http::Response> post_outcome(SharedTool tool, http::Request request, Occasion occasion);
/// POST /outcome/read and /outcome/delete. @par Source outcomes.md 4, 5
[[nodiscard]] http::awaitable<http::Response> read_outcome(SharedTool tool, http::Request request);
[[nodiscard]] http::awaitable<http::Response> delete_outcome(SharedTool tool, http::Request request);

/// GET /course/<n>: a course's page, for those who were launched there (requirement SEC-012).
[[nodiscard]] http::Response show_course(Installation& tool, http::Request const& request, std::string_view path);

/// GET /jwks.json. @par Source Security Framework 6.2, 6.3
[[nodiscard]] http::Response key_set(Installation const& tool);

/// GET /config.xml and /config.json: what an admin installs the tool by. @par Source config-xml.md; developer-key.md 2
[[nodiscard]] http::Response configuration_xml(Installation const& tool);
[[nodiscard]] http::Response configuration_json(Installation const& tool);

/// GET /register: registers this tool with the platform whose configuration is named.
/// @par Source Dynamic Registration; registration.md 2
[[nodiscard]] http::awaitable<http::Response> register_with(SharedTool tool, http::Request request);

/// POST /grade and /regrade: a score for the session's user; the latter makes no new attempt. @par Source AGS 3.4
[[nodiscard]] http::awaitable<http::Response> grade(SharedTool tool, http::Request request, Occasion occasion);
/// Sends a score without being asked; only a defect does so.
[[nodiscard]] http::awaitable<void> grade_unasked(SharedTool tool, Session session, double fraction);

/// Tells the platform that a learner has begun; takes no attempt. @par Source AGS 3.4.7; ags.md 5.7
[[nodiscard]] http::awaitable<void> report_start(SharedTool tool, Session session);

/// The score in a form, from 0 to 1; nothing when it is none.
[[nodiscard]] std::optional<double> read_fraction(base::Fields const& form);
/// Sends a score, again and again while the platform cannot take it, and no faster than it can bear.
[[nodiscard]] http::awaitable<void> grade_patiently(
    SharedTool tool, Session session, std::string line_item, double fraction
);
/// POST /grade-all: a score for every learner of the course.
[[nodiscard]] http::awaitable<http::Response> grade_all(SharedTool tool, http::Request request);

/// POST /rotate-keys: a new key signs from now on, the old one stays published. @par Source Security Framework 6.4
[[nodiscard]] http::Response rotate_keys(Installation& tool);

/// POST /results: what the platform holds for a learner; for a teacher, everybody's. @par Source AGS 3.3
[[nodiscard]] http::awaitable<http::Response> show_result(SharedTool tool, http::Request request);

/// POST /roster: who is in the course. @par Source NRPS 2.0
[[nodiscard]] http::awaitable<http::Response> show_roster(SharedTool tool, http::Request request);
/// The learners of a session's course.
struct ClassList {
    std::vector<std::string> users;
    std::string trouble; ///< "" : complete
};
[[nodiscard]] http::awaitable<ClassList> learners_of(SharedTool tool, Session session);
/// Fetches it without being asked; only a defect does so.
[[nodiscard]] http::awaitable<void> fetch_roster_unasked(SharedTool tool, Session session);

/// POST /line-item: a column of its own in the course's gradebook. @par Source AGS 3.2.5
[[nodiscard]] http::awaitable<http::Response> create_line_item(SharedTool tool, http::Request request);
/// POST /line-item/update and /line-item/delete: that column renamed, taken away. @par Source AGS 3.2.6
[[nodiscard]] http::awaitable<http::Response> update_line_item(SharedTool tool, http::Request request);
[[nodiscard]] http::awaitable<http::Response> delete_line_item(SharedTool tool, http::Request request);

/// GET /launch again, or what comes of a launch: the page of a session, with the picker for those who are here to choose.
[[nodiscard]] http::Response page_of(Installation const& tool, Session const& session);

/// POST /pick: what was chosen goes back to the platform, through the browser. @par Source Deep Linking 2.3, 4.5
[[nodiscard]] http::Response pick(Installation& tool, http::Request const& request);

/// Where a session's scores go: the launch's line item, or one found or made in its container.
struct LineItem {
    std::string url;     ///< "" : there is none
    std::string trouble; ///< why
};
[[nodiscard]] http::awaitable<LineItem> line_item_for(SharedTool tool, Session session);
/// Makes a line item for the session's link; its answer's `id`.
[[nodiscard]] http::awaitable<LineItem> make_line_item(SharedTool tool, Session session);

} // namespace easel::reference_tool
