#pragma once

#include "services/ags.hpp"

#include <functional>
#include <ostream>
#include <string>
#include <vector>

/// A small Canvas for the tests of the services: one course, one tool with an assignment, and a second tool.
namespace easel::services {

struct Canvas {
    static constexpr auto ada_lti_id = "5a4c6d2e-0c1b-4b7e-9d55-1f3f6a9e0001";
    static constexpr auto link_id = "0e7b9c1a-2222-4f6f-8a10-0d6f8f000021";
    static constexpr auto client = "10000000000001";
    static constexpr auto other_client = "10000000000002";

    world::World world;
    lti13::Issuer issuer;
    base::Instant now;      ///< 2026-03-01T10:04:00Z
    base::Instant tool_now; ///< the same
    std::string authorization; ///< "": a token of `caller` with every scope
    std::string caller = client;
    std::string host = "canvas.test";
    std::string accept; ///< "": not sent
    std::string content_type = "application/vnd.ims.lis.v1.score+json";
    traffic::Answer answer; ///< the last one

    Canvas();
    /// Asks and keeps the answer.
    traffic::Answer const& ask(std::string const& method, std::string const& target, std::string const& body = {});
    /// The same for the usual score with the members of `changes` (a JSON object) put in; "~" takes one out.
    traffic::Answer const& score(std::string const& changes = "{}");
    [[nodiscard]] std::string token(std::vector<std::string> const& scopes) const;

    [[nodiscard]] world::Course& course() { return *world::course_by_id(world, 11); }
    [[nodiscard]] world::Assignment& quiz() { return *world::assignment_by_id(world, 301); }
    [[nodiscard]] world::LineItem& item() { return *world::line_item_by_id(world, 21); }
    [[nodiscard]] world::Submission& ada() { return world::submission_of(world, 301, 42); }
    [[nodiscard]] world::Result* ada_result() { return world::find_result(world, 21, 42); }
    world::Assignment& add_assignment(world::Id id, world::Id course);
    world::LineItem& add_line_item(world::Id id, world::Id assignment, std::string const& client_id);
    world::Result& add_result(world::Id id, world::Id line_item, world::Id user, double score);
};

[[nodiscard]] std::string score_body(std::string const& changes);
[[nodiscard]] base::Instant at(std::string const& text);

inline std::string const items_path = "/api/lti/courses/11/line_items";
inline std::string const item_path = items_path + "/21";
inline std::string const scores_path = item_path + "/scores";
inline std::string const results_path = item_path + "/results";
/// The body of a 200 to a first score, and E2 for what is not there.
inline std::string const scored =
    R"({"https://canvas.instructure.com/lti/submission":{"content_items":[]},)"
    R"("resultUrl":"https://canvas.test/api/lti/courses/11/line_items/21/results/1000"})";
inline std::string const no_resource = R"({"errors":[{"message":"The specified resource does not exist."}]})";

/// One request and everything that must come of it.
struct Row {
    std::string name;
    char const* fact; ///< decides a refusal; stands in the trail of a success
    std::function<void(Canvas&)> act;
    int status;
    std::string body;
    std::function<void(Canvas&)> then = {}; ///< further expectations
};
void PrintTo(Row const& row, std::ostream* out);

[[nodiscard]] std::vector<Row> pipeline_rows();
[[nodiscard]] std::vector<Row> check_rows();
[[nodiscard]] std::vector<Row> effect_rows();
[[nodiscard]] std::vector<Row> grading_rows();
[[nodiscard]] std::vector<Row> group_rows();
[[nodiscard]] std::vector<Row> file_rows();
[[nodiscard]] std::vector<Row> progress_rows();
[[nodiscard]] std::vector<Row> line_item_rows();
[[nodiscard]] std::vector<Row> result_rows();
[[nodiscard]] std::vector<Row> course_state_rows();

} // namespace easel::services
