#pragma once

#include "base/json.hpp"
#include "lti13/token.hpp"
#include "services/ags.hpp"
#include "services/ags_route.hpp"
#include "services/params.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// What the parts of the AGS hand each other. Internal to this module.
namespace easel::services {

inline constexpr std::string_view submission_extension = "https://canvas.instructure.com/lti/submission";
inline constexpr std::string_view submission_type_extension = "https://canvas.instructure.com/lti/submission_type";
inline constexpr std::string_view launch_url_extension = "https://canvas.instructure.com/lti/launch_url";

/// One call on its way through the checks; the pointers are set once their checks have passed.
struct Call {
    Context context;
    http::Request const& request;
    AgsRoute route;
    Params params;
    lti13::Caller caller;
    world::Course* course = nullptr;
    world::Tool* tool = nullptr;
    world::LineItem* line_item = nullptr;
    world::Assignment* assignment = nullptr;
    traffic::Answer answer;

    [[nodiscard]] world::World& world() { return context.world; }
    /// Those of the course once it is known.
    [[nodiscard]] world::Dialects const& dialects() const {
        return course == nullptr ? context.world.dialects : world::dialects_in(context.world, *course);
    }
    /// Notes a check and says whether it passed; a failing one is preceded by its `row` of the documented table.
    [[nodiscard]] bool holds(std::string_view fact, bool passed, std::string_view row = {});
    /// Notes a rule that applies and decides nothing.
    void applies(std::string_view fact);
    /// The same where it may apply to many rows of one answer.
    void applies_once(std::string_view fact);
};

/// Facts that stand for the same check in different calls.
struct LineItemChecks {
    bool owner = false;  ///< the line item must be the caller's. @par Source ags.md 3.8b
    std::string_view in_course;
    std::string_view link;
};
/// For what nobody can go on without, where its check has been switched off (traffic::switch_off).
[[nodiscard]] http::Response nothing_to_go_on();

/// Sets `line_item` and `assignment`, or says why not: exists, owner, course, link id.
[[nodiscard]] std::optional<http::Response> find_line_item(Call& call, LineItemChecks const& checks);

/// "<origin>/api/lti/courses/<course>/line_items"
[[nodiscard]] std::string line_items_url(std::string_view origin, world::Course const& course);
[[nodiscard]] std::string line_item_url(Call const& call, world::LineItem const& item);
[[nodiscard]] std::string result_url(Call const& call, world::Result const& result);
/// "<origin>/api/lti/courses/<course>/progress/<id>"
[[nodiscard]] std::string
progress_url(std::string_view origin, world::Course const& course, world::Progress const& progress);
/// Is this the line item whose scores reach the gradebook? @par Source ags.md 5.4
[[nodiscard]] bool is_default(world::World& world, world::LineItem const& item);

[[nodiscard]] http::Response list_line_items(Call& call);
[[nodiscard]] http::Response create_line_item(Call& call);
[[nodiscard]] http::Response show_line_item(Call& call);
[[nodiscard]] http::Response update_line_item(Call& call);
[[nodiscard]] http::Response delete_line_item(Call& call);
[[nodiscard]] http::Response post_score(Call& call);
[[nodiscard]] http::Response list_results(Call& call);
[[nodiscard]] http::Response show_result(Call& call);
[[nodiscard]] http::Response show_progress(Call& call);

/// What a caller's own words are dropped by: members of the body besides these.
[[nodiscard]] bool has_other_members(Params const& params, std::initializer_list<std::string_view> known);

/// Appends the members of 6.1 in Canvas's order, as one object. `assignment` is the item's.
void append_line_item(
    std::string& out, Call& call, world::LineItem const& item, world::Assignment const* assignment, bool with_launch_url
);
[[nodiscard]] std::string line_item_text(Call& call, world::LineItem const& item, bool with_launch_url = false);

}  // namespace easel::services
