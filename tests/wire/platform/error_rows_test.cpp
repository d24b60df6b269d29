// Every row of the documented error table, provoked through HTTP and compared byte for byte. The bytes are those of
// docs/canvas/ags.md 4; the table of fixtures/error-table.yaml only says that no row is left out.
#include "wire/platform/calling.hpp"

#include "yaml/node.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <ostream>
#include <set>

namespace easel::platform {
namespace {

struct Call {
    http::Request request;
    std::string target;
};

struct Row {
    std::string name;     ///< of the documented table
    std::string fact;     ///< of ags.md 4
    std::string decided;  ///< the check of ags.md 3 or 5.2 that refuses
    std::function<Call(Stage&)> call;
    int status;
    std::string body;
    bool after_a_score = false; ///< one at 10:00:00 has been taken before
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

using Change = std::function<void(Stage&)>;

Call scoring(Stage& stage, std::string const& changes) {
    return {authorized(stage, "POST", score_body(stage, changes)), line_item_path(stage) + "/scores"};
}
/// The usual score but for `changes` to its body.
std::function<Call(Stage&)> score(std::string changes) {
    return [changes](Stage& stage) { return scoring(stage, changes); };
}
/// The usual score after `change` to the world.
std::function<Call(Stage&)> score_after(Change change) {
    return [change](Stage& stage) {
        change(stage);
        return scoring(stage, "{}");
    };
}

std::vector<Row> rows() {
    auto const course = [](Stage& stage) -> world::Course& { return *world::course_named(stage.world, "bio101"); };
    auto const quiz = [](Stage& stage) -> world::Assignment& { return *world::assignment_named(stage.world, "quiz1"); };
    return {
        {"parameter-missing", "ags/4.1", "ags/5.2.11", score(R"({"timestamp":"~"})"), 400,
         R"({"errors":[{"message":"timestamp is missing"}]})"},
        {"timestamp-invalid", "ags/4.2", "ags/5.2.12", score(R"({"timestamp":"asdf"})"), 400,
         R"({"errors":{"type":"bad_request","message":"Provided timestamp of asdf not a valid timestamp"}})"},
        {"timestamp-stale", "ags/4.3", "ags/5.2.13", score(R"({"timestamp":"2026-03-01T09:00:00.000Z"})"), 400,
         R"({"errors":{"type":"bad_request","message":"Provided timestamp of 2026-03-01T09:00:00.000Z before last updated timestamp of 2026-03-01T10:00:00.000Z"}})",
         true},
        {"submitted-at-future", "ags/4.4", "ags/5.2.17", score(R"({"submission":{"submittedAt":"2026-03-01T10:05:00.001Z"}})"), 400,
         R"({"errors":{"type":"bad_request","message":"Provided submitted_at timestamp of 2026-03-01T10:05:00.001Z in the future"}})"},
        {"developer-key-invalid", "ags/4.5", "ags/3.4b",
         score_after([](Stage& stage) { world::key_by_client_id(stage.world, tool_client)->on_for_account = false; }), 401,
         R"({"errors":{"type":"unauthorized","message":"Invalid Developer Key"}})"},
        {"token-not-linked", "ags/4.6", "ags/3.6",
         score_after([](Stage& stage) { world::tool_named(stage.world, "tool")->deleted = true; }), 401,
         R"({"errors":{"type":"unauthorized","message":"Access Token not linked to a Tool associated with this Context"}})"},
        {"resource-missing", "ags/4.7", "ags/3.8a",
         [](Stage& stage) {
             return Call{authorized(stage, "POST", score_body(stage)), line_items_path(stage) + "/999999/scores"};
         },
         404, R"({"errors":[{"message":"The specified resource does not exist."}]})"},
        {"context-missing", "ags/4.8", "ags/3.5",
         score_after([course](Stage& stage) { course(stage).state = world::CourseState::deleted; }), 404,
         R"({"errors":{"type":"not_found","message":"Context not found"}})"},
        // The owner of a line item is checked where it is shown, changed or deleted, never for a score (3.9).
        {"line-item-denied", "ags/4.9", "ags/3.8b",
         [](Stage& stage) { return Call{authorized(stage, "GET", "", probe_client), line_item_path(stage)}; }, 412,
         R"({"errors":{"type":"precondition_failed","message":"Tool does not have permission to view line_item"}})"},
        {"link-mismatch", "ags/4.10", "ags/5.2.9", score(R"({"resourceLinkId":"another"})"), 412,
         R"({"errors":{"type":"precondition_failed","message":"The specified LTI link ID is not associated with the line item."}})"},
        {"course-concluded", "ags/4.11", "ags/3.7",
         score_after([course](Stage& stage) { course(stage).state = world::CourseState::completed; }), 422,
         R"({"errors":{"type":"unprocessable_entity","message":"This course has concluded. AGS requests will no longer be accepted for this course."}})"},
        {"not-a-student", "ags/4.12", "ags/5.2.10", score(R"({"userId":"~"})"), 422,
         R"({"errors":{"type":"unprocessable_entity","message":"User not found in course or is not a student"}})"},
        {"maximum-negative", "ags/4.13", "ags/5.2.14b", score(R"({"scoreMaximum":-1})"), 422,
         R"({"errors":{"type":"unprocessable_entity","message":"ScoreMaximum must be greater than or equal to 0"}})"},
        {"maximum-missing", "ags/4.14", "ags/5.2.14a", score(R"({"scoreMaximum":"~"})"), 422,
         R"({"errors":{"type":"unprocessable_entity","message":"ScoreMaximum not supplied when ScoreGiven present."}})"},
        {"content-items-missing", "ags/4.15", "ags/5.2.18",
         score(R"({"https://canvas.instructure.com/lti/submission":{"submission_type":"online_upload"}})"), 422,
         R"({"errors":{"type":"unprocessable_entity","message":"Content items must be provided with submission type 'online_upload'"}})"},
        {"attempts-exhausted", "ags/4.16", "ags/5.2.19",
         score_after([quiz](Stage& stage) { quiz(stage).allowed_attempts = 0; }), 422,
         R"({"errors":{"type":"unprocessable_entity","message":"The maximum number of allowed attempts has been reached for this submission"}})"},
    };
}

class ErrorRows : public PlatformTest, public testing::WithParamInterface<Row> {};

TEST_P(ErrorRows, AnswerByteForByte) {
    auto const& row = GetParam();
    auto const stage = set_stage();
    if (row.after_a_score) ASSERT_EQ(post_score(*stage).status, 200);
    auto const call = row.call(*stage);
    auto const answer = ask(call.target, call.request);
    EXPECT_EQ(answer.status, row.status);
    EXPECT_EQ(answer.body, row.body);
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/json; charset=utf-8"); // ags/1.13, ags/1.14

    auto const& trail = stage->log.exchanges().back().trail;
    ASSERT_FALSE(trail.empty());
    EXPECT_EQ(decided_by(trail), row.decided);
    EXPECT_FALSE(trail.back().passed) << "what decided stands last";
    EXPECT_TRUE(std::any_of(trail.begin(), trail.end(), [&](auto const& check) { return check.fact == row.fact; }))
        << "the trail names the row " << row.fact;
}

INSTANTIATE_TEST_SUITE_P(Canvas, ErrorRows, testing::ValuesIn(rows()), [](auto const& info) {
    auto name = info.param.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(ErrorTable, HasATestForEachRow) {
    yaml::Problems problems;
    auto const table = yaml::load(EASEL_SOURCE_DIR "/fixtures/error-table.yaml", "error-table.yaml", problems);
    ASSERT_TRUE(problems.empty());
    std::set<std::string> documented;
    for (auto const& row : table.root.items) documented.insert(row.find("name")->scalar);
    std::set<std::string> tested;
    for (auto const& row : rows()) tested.insert(row.name);
    EXPECT_EQ(tested, documented);
}

using Scores = PlatformTest;

TEST_F(Scores, AreTakenWithTheBytesOfTheDocumentation) { // ags/5.9.1, ags/5.9.3, ags/1.6
    auto const stage = set_stage();
    auto const next_id = stage->world.next_id;
    auto const answer = post_score(*stage);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/vnd.ims.lis.v1.score+json; charset=utf-8");
    EXPECT_EQ(
        answer.body, R"({"https://canvas.instructure.com/lti/submission":{"content_items":[]},"resultUrl":")" +
                         platform_->origin() + line_item_path(*stage) + "/results/" + std::to_string(next_id) + "\"}"
    );
    auto const* submission = world::find_submission(
        stage->world, world::assignment_named(stage->world, "quiz1")->id, world::user_named(stage->world, "ada")->id
    );
    ASSERT_NE(submission, nullptr);
    EXPECT_EQ(submission->score, 4.0); // 8 of 20 on a line item of 10 points (ags/5.6.1)
    EXPECT_EQ(submission->attempt, 1);
}

TEST_F(Scores, TakeTheSameTimestampTwice) { // ags/5.5.5: only an earlier one is stale
    auto const stage = set_stage();
    EXPECT_EQ(post_score(*stage).status, 200);
    EXPECT_EQ(post_score(*stage).status, 200);
}

} // namespace
} // namespace easel::platform
