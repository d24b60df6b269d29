#include "base/codec.hpp"
#include "fake_platform.hpp"
#include "jose/jwt.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::reference_tool {
namespace {

namespace json = base::json;
using namespace std::chrono_literals;
using http::awaitable;
using testing::HasSubstr;
using testing::Not;
using testing_support::Stage;

http::Response refusal(int status, std::string const& message) {
    json::object error;
    error["message"] = message;
    json::object body;
    body["errors"] = error;
    return http::json(status, base::dump(body));
}

awaitable<http::Response> grade(Stage& s, char const* fraction = "0.8") {
    base::Fields fields{{"fraction", fraction}};
    co_return co_await s.post("/grade", std::move(fields));
}

TEST(Grade, SendsOneScore) { // SCORE-001, SCORE-003, SCORE-014, TOKEN-001 to TOKEN-009, TOKEN-013, TOKEN-019
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch();
        auto const page = co_await grade(s);
        EXPECT_THAT(page.body, HasSubstr("Score sent: 8.00 of 10"));
        co_await s.time->advance(60s);
    });
    auto const scores = stage.calls("/scores");
    ASSERT_EQ(scores.size(), 1U);
    EXPECT_EQ(scores[0].target, "/line_items/77/scores?type_id=7");
    EXPECT_EQ(scores[0].headers.get("Content-Type"), "application/vnd.ims.lis.v1.score+json");
    EXPECT_EQ(scores[0].headers.get("Authorization"), "Bearer token-1");
    EXPECT_EQ(scores[0].headers.get("User-Agent"), "EaselReferenceTool/1");
    auto const body = base::parse_json(scores[0].body).value();
    EXPECT_EQ(base::text_member(body, "userId"), "u-1");

    auto const tokens = stage.calls("/token");
    ASSERT_EQ(tokens.size(), 1U);
    auto const form = base::form_decode(tokens[0].body);
    EXPECT_EQ(*base::find(form, "grant_type"), "client_credentials");
    EXPECT_EQ(*base::find(form, "scope"), "https://purl.imsglobal.org/spec/lti-ags/scope/score");
    auto const assertion = jose::decode(*base::find(form, "client_assertion")).value();
    EXPECT_TRUE(jose::verifies(assertion, fixture_key()));
    EXPECT_EQ(base::text_member(assertion.claims, "iss"), "10000000000007");
    EXPECT_EQ(base::text_member(assertion.claims, "sub"), "10000000000007");
    EXPECT_THAT(base::text_member(assertion.claims, "aud").value(), HasSubstr("/token"));
    EXPECT_EQ(assertion.claims.at("exp").as_int64() - assertion.claims.at("iat").as_int64(), 300);
    EXPECT_EQ(base::text_member(assertion.header, "kid"), "easel-reference-tool-1");
}

TEST(Grade, AsksWhatItIsGiven) {
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        auto const nobody = co_await grade(s);
        EXPECT_EQ(nobody.status, 401);
        co_await s.launch();
        for (auto const* wrong : {"", "1.5", "-1", "nan", "x", "0.5x"}) {
            auto const page = co_await grade(s, wrong);
            EXPECT_EQ(page.status, 400) << wrong;
        }
        co_await s.launch([](json::object& claims) {
            claims["https://purl.imsglobal.org/spec/lti/claim/roles"] = json::array{"Instructor"};
        });
        auto const teacher = co_await grade(s); // SCORE-019
        EXPECT_EQ(teacher.status, 403);
    });
    EXPECT_TRUE(stage.calls("/scores").empty());
}

TEST(Tokens, AreReusedUntilAMinuteBeforeTheirEnd) { // TOKEN-010, TOKEN-011
    struct Case {
        char const* defect;
        int expires_in;
        std::size_t requests;
    };
    for (auto const& row : std::initializer_list<Case>{
             {"", 3600, 1},
             {"", 90, 2},
             {"", 4, 3},
             {"asks-for-a-token-each-time", 3600, 3},
             {"keeps-tokens-for-ever", 4, 1}}) {
        Stage stage(row.defect);
        stage.expires_in = row.expires_in;
        stage.run([](Stage& s) -> awaitable<void> {
            co_await s.launch();
            for (int i = 0; i < 3; ++i) {
                co_await grade(s);
                co_await s.time->advance(20s);
            }
        });
        EXPECT_EQ(stage.calls("/token").size(), row.requests) << row.defect << row.expires_in;
    }
}

TEST(Tokens, AreRenewedOnceWhenRefused) { // TOKEN-012
    for (auto const* defect : {"", "gives-up-on-401"}) {
        bool const correct = *defect == '\0';
        Stage stage(defect);
        stage.score_answers = {refusal(401, "Access token expired")};
        std::string shown;
        stage.run([&](Stage& s) -> awaitable<void> {
            co_await s.launch();
            auto const page = co_await grade(s);
            shown = page.body;
        });
        EXPECT_EQ(stage.calls("/scores").size(), correct ? 2U : 1U);
        EXPECT_THAT(shown, HasSubstr(correct ? "Score sent" : "Score refused"));
    }
}

/// How a refusal is answered: calls in the minute after it, and what the learner sees.
struct Row {
    char const* name;
    int status;
    char const* message;
    std::size_t scores; ///< of the correct tool
    char const* defect;
    std::size_t with_defect;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Refusals : public testing::TestWithParam<Row> {};

std::size_t scores_after(std::string defect, Row const& row, std::string& shown) {
    Stage stage(std::move(defect));
    for (int i = 0; i < 20; ++i) stage.score_answers.push_back(refusal(row.status, row.message));
    stage.run([&](Stage& s) -> awaitable<void> {
        co_await s.launch();
        auto const page = co_await grade(s);
        shown = page.body;
        co_await s.time->advance(60s);
        http::Request probe;
        probe.target = "/t/1/me";
        auto const me = co_await s.ask(probe);
        EXPECT_EQ(me.status, 200) << "the session outlives a refusal"; // ERR-021
    });
    return stage.calls("/scores").size();
}

TEST_P(Refusals, AreFinalAndShown) {
    auto const& row = GetParam();
    std::string shown;
    EXPECT_EQ(scores_after("", row, shown), row.scores);
    EXPECT_THAT(shown, HasSubstr("class=\"error\">Score refused: " + base::html_escape(row.message)));
    EXPECT_EQ(scores_after(row.defect, row, shown), row.with_defect);
    EXPECT_EQ(scores_after("hides-refusals", row, shown), row.scores); // ERR-020
    EXPECT_THAT(shown, HasSubstr("Score sent"));
}

INSTANTIATE_TEST_SUITE_P(
    Err,
    Refusals,
    testing::ValuesIn<Row>({
        {"row_001", 400, "userId is missing", 1, "retries-missing-parameter", 6},
        {"row_002", 400, "Provided timestamp of x not a valid timestamp", 1, "retries-invalid-timestamp", 6},
        {"row_003", 400, "Provided timestamp of a before last updated timestamp of 2026-03-01T11:00:00.000Z", 1,
         "overwrites-newer-score", 2},
        {"row_004", 400, "Provided submitted_at timestamp of x in the future", 1, "retries-future-submission", 6},
        {"row_005", 401, "Invalid Developer Key", 2, "hammers-token-endpoint", 12},
        {"row_006", 401, "Access Token not linked to a Tool associated with this Context", 2, "retries-unlinked-tool",
         12},
        {"row_007", 404, "The specified resource does not exist.", 1, "recreates-deleted-line-item", 2},
        {"row_008", 404, "Context not found", 1, "retries-missing-context", 6},
        {"row_009", 412, "Tool does not have permission to view line_item", 1, "deletes-forbidden-line-item", 1},
        {"row_010", 412, "The specified LTI link ID is not associated with the line item.", 1, "retries-link-mismatch",
         6},
        {"row_011", 422, "This course has concluded. AGS requests will no longer be accepted for this course.", 1,
         "ignores-course-conclusion", 6},
        {"row_013", 422, "ScoreMaximum must be greater than or equal to 0", 1, "retries-negative-maximum", 6},
        {"row_014", 422, "ScoreMaximum not supplied when ScoreGiven present.", 1, "retries-missing-maximum", 6},
        {"row_015", 422, "Content items must be provided with submission type 'online_upload'", 1,
         "retries-missing-files", 6},
        {"row_016", 422, "The maximum number of allowed attempts has been reached for this submission", 1,
         "retries-everything-blindly", 6},
        {"row_017", 403, "Insufficient permissions", 1, "takes-missing-scope-for-throttling", 6},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Refusals, OfAForeignLineItemAreNoReasonToDeleteIt) { // ERR-009, LI-019
    for (auto const* defect : {"", "deletes-forbidden-line-item"}) {
        Stage stage(defect);
        stage.score_answers = {refusal(412, "Tool does not have permission to view line_item")};
        stage.run([](Stage& s) -> awaitable<void> {
            co_await s.launch();
            co_await grade(s);
        });
        bool deleted = false;
        for (auto const& call : stage.log) deleted = deleted || call.method == "DELETE";
        EXPECT_EQ(deleted, *defect != '\0');
    }
}

TEST(Refusals, OfAConcludedCourseHoldUntilTheNextLaunch) { // ERR-011
    Stage stage;
    stage.score_answers = {
        refusal(422, "This course has concluded. AGS requests will no longer be accepted for this course.")};
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch();
        co_await grade(s);
        auto const second = co_await grade(s);
        EXPECT_THAT(second.body, HasSubstr("Score refused"));
        EXPECT_EQ(s.calls("/scores").size(), 1U);
        co_await s.launch();
        auto const third = co_await grade(s);
        EXPECT_THAT(third.body, HasSubstr("Score sent"));
    });
}

TEST(Refusals, OfOneUserLeaveTheOthersAlone) { // ERR-012
    for (auto const* defect : {"", "gives-up-on-everybody"}) {
        Stage stage(defect);
        stage.score_answers = {refusal(422, "User not found in course or is not a student")};
        stage.run([](Stage& s) -> awaitable<void> {
            for (std::string const user : {"u-1", "u-2", "u-3"}) {
                co_await s.launch([&](json::object& claims) { claims["sub"] = user; });
                co_await grade(s);
            }
        });
        EXPECT_EQ(stage.calls("/scores").size(), *defect == '\0' ? 3U : 1U);
    }
}

TEST(Refusals, WithoutAttemptsLeftAreNoSuccess) { // ERR-016
    for (auto const* defect : {"", "hides-exhausted-attempts"}) {
        Stage stage(defect);
        stage.score_answers = {
            refusal(422, "The maximum number of allowed attempts has been reached for this submission")};
        std::string shown;
        stage.run([&](Stage& s) -> awaitable<void> {
            co_await s.launch();
            auto const page = co_await grade(s);
            shown = page.body;
        });
        EXPECT_THAT(shown, HasSubstr(*defect == '\0' ? "Score refused" : "Score sent"));
    }
}

TEST(Refusals, InHtmlDoNotCrash) { // ERR-019, ERR-021
    auto const status_after = [](std::string defect, char const* path) {
        Stage stage(std::move(defect));
        stage.score_answers = {http::html(422, "<html>" + std::string(200'000, 'x'))};
        int status = 0;
        stage.run([&](Stage& s) -> awaitable<void> {
            co_await s.launch();
            auto const page = co_await grade(s);
            http::Request probe;
            probe.target = path;
            auto const after = co_await s.ask(probe);
            status = page.status == 200 ? after.status : page.status;
        });
        return status;
    };
    EXPECT_EQ(status_after("", "/t/1/me"), 200);
    EXPECT_EQ(status_after("crashes-on-unreadable-errors", "/t/1/me"), 500);
    EXPECT_EQ(status_after("logs-out-on-refusal", "/t/1/me"), 401);
}

TEST(Trouble, IsOvercomeInTheBackground) { // ERR-018, THR-001, THR-003
    Stage stage;
    auto throttled = http::text(403, "403 Forbidden (Rate Limit Exceeded)\n");
    http::Response broken;
    broken.delivery = http::Delivery::reset;
    stage.score_answers = {http::html(503, "<html></html>"), throttled, broken};
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch();
        auto const page = co_await grade(s);
        EXPECT_EQ(page.status, 200);
        EXPECT_THAT(page.body, HasSubstr("sent again by itself"));
        co_await s.time->advance(120s);
    });
    auto const scores = stage.calls("/scores");
    ASSERT_EQ(scores.size(), 4U);
    EXPECT_EQ(scores[1].at - scores[0].at, 1s);
    EXPECT_EQ(scores[2].at - scores[1].at, 2s);
    EXPECT_EQ(scores[3].at - scores[2].at, 4s);
    for (auto const& score : scores) EXPECT_EQ(score.body, scores[0].body);
}

TEST(Trouble, IsNotInsistedOn) {
    for (auto const* defect : {"", "never-retries"}) {
        Stage stage(defect);
        for (int i = 0; i < 9; ++i) stage.score_answers.push_back(http::text(500, ""));
        stage.run([](Stage& s) -> awaitable<void> {
            co_await s.launch();
            co_await grade(s);
            co_await s.time->advance(1h);
        });
        EXPECT_EQ(stage.calls("/scores").size(), *defect == '\0' ? 6U : 1U);
    }
}

TEST(Trouble, WaitsAsLongAsAsked) { // THR-002
    Stage stage;
    auto throttled = http::text(429, "");
    throttled.headers.set("Retry-After", "5");
    stage.score_answers = {throttled};
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch();
        co_await grade(s);
        co_await s.time->advance(60s);
    });
    auto const scores = stage.calls("/scores");
    ASSERT_EQ(scores.size(), 2U);
    EXPECT_EQ(scores[1].at - scores[0].at, 5s);
}

TEST(Trouble, IsForgottenWhenANewerScoreExists) { // SCORE-010
    Stage stage;
    stage.score_answers = {http::text(500, "")};
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch();
        co_await grade(s, "0.5");
        co_await grade(s, "1");
        co_await s.time->advance(60s);
    });
    auto const scores = stage.calls("/scores");
    ASSERT_EQ(scores.size(), 2U);
    EXPECT_THAT(scores[1].body, HasSubstr("\"scoreGiven\":10,"));
}

TEST(Trouble, EndsWithTheTool) {
    Stage stage;
    stage.score_answers = {http::text(500, "")};
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch();
        co_await grade(s);
        s.tool.reset();
        co_await s.time->advance(60s);
    });
    EXPECT_EQ(stage.calls("/scores").size(), 1U);
}

TEST(Scores, MayBeSentTwiceByADefectOnly) { // SCORE-013, SCORE-021, SCORE-027, SCORE-031
    struct Case {
        char const* defect;
        char const* path;
        char const* fraction;
        bool relaunch;
        std::size_t scores;
    };
    for (auto const& row : std::initializer_list<Case>{
             {"", "/grade", "0", false, 1},
             {"drops-zero-scores", "/grade", "0", false, 0},
             {"posts-twice", "/grade", "0.5", false, 2},
             {"", "/regrade", "0.5", false, 1},
             {"", "/grade", "0.5", true, 1},
             {"grades-zero-on-relaunch", "/grade", "0.5", true, 2}}) {
        Stage stage(row.defect);
        stage.run([&](Stage& s) -> awaitable<void> {
            co_await s.launch();
            base::Fields fields{{"fraction", row.fraction}};
            co_await s.post(row.path, std::move(fields));
            if (row.relaunch) co_await s.launch();
            co_await s.time->advance(60s);
        });
        EXPECT_EQ(stage.calls("/scores").size(), row.scores) << row.defect << row.path;
    }
}

TEST(LineItems, AreTakenFromTheLaunch) { // LI-001
    for (auto const* defect : {"", "makes-needless-line-item"}) {
        Stage stage(defect);
        stage.run([](Stage& s) -> awaitable<void> {
            co_await s.launch();
            co_await grade(s);
            co_await grade(s);
        });
        EXPECT_EQ(stage.line_items.size(), *defect == '\0' ? 0U : 1U);
        EXPECT_EQ(stage.calls("/line_items/77/scores").size(), 2U);
    }
}

TEST(LineItems, AreMadeOnceWhenTheLaunchNamesNone) { // LI-002, LI-011, LI-013
    for (auto const* defect : {"", "makes-line-item-each-time"}) {
        Stage stage(defect);
        stage.with_line_item = false;
        stage.run([](Stage& s) -> awaitable<void> {
            for (int i = 0; i < 3; ++i) {
                co_await s.launch();
                co_await grade(s);
            }
        });
        bool const correct = *defect == '\0';
        EXPECT_EQ(stage.line_items.size(), correct ? 1U : 3U);
        if (correct) {
            EXPECT_EQ(stage.calls("/line_items/1/scores?made=1").size(), 3U);
            EXPECT_EQ(stage.calls("/line_items?").front().target, "/line_items?resource_link_id=link-1");
        }
    }
}

TEST(LineItems, AreMadeOnRequest) { // LI-004, LI-006
    struct Case {
        char const* defect;
        char const* type;
        bool labelled;
    };
    for (auto const& row : std::initializer_list<Case>{
             {"", "application/vnd.ims.lis.v2.lineitem+json", true},
             {"line-item-as-plain-json", "application/json", true},
             {"line-item-without-label", "application/vnd.ims.lis.v2.lineitem+json", false}}) {
        Stage stage(row.defect);
        stage.run([](Stage& s) -> awaitable<void> {
            co_await s.launch();
            auto const page = co_await s.post("/line-item");
            EXPECT_THAT(page.body, HasSubstr("Line item made."));
        });
        ASSERT_EQ(stage.line_items.size(), 1U);
        EXPECT_EQ(stage.calls("/line_items").front().headers.get("Content-Type"), row.type);
        EXPECT_EQ(stage.line_items[0].as_object().contains("label"), row.labelled);
        EXPECT_TRUE(stage.line_items[0].at("scoreMaximum").is_number());
    }
}

TEST(Results, AreShown) { // RES-001, RES-004
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch();
        auto const page = co_await s.post("/results");
        EXPECT_THAT(page.body, HasSubstr("Result: 80"));
    });
    EXPECT_EQ(stage.calls("/results").front().target, "/line_items/77/results?type_id=7&user_id=u-1");
    EXPECT_EQ(stage.calls("/results").front().headers.get("Accept"), "application/vnd.ims.lis.v2.resultcontainer+json");
}

struct TokenRow {
    char const* defect;
    bool (*differs)(Stage::Call const& token, Stage::Call const& score);
};
void PrintTo(TokenRow const& row, std::ostream* os) {
    *os << row.defect;
}

jose::Jwt assertion_in(Stage::Call const& token) {
    auto const form = base::form_decode(token.body);
    return jose::decode(*base::find(form, "client_assertion")).value();
}

class BrokenTokens : public testing::TestWithParam<TokenRow> {};

TEST_P(BrokenTokens, DifferOnTheWire) {
    auto const differs_with = [&](std::string defect) {
        Stage stage(std::move(defect));
        stage.run([](Stage& s) -> awaitable<void> {
            co_await s.launch();
            co_await grade(s);
        });
        return GetParam().differs(stage.calls("/token").front(), stage.calls("/scores").front());
    };
    EXPECT_FALSE(differs_with(""));
    EXPECT_TRUE(differs_with(GetParam().defect));
}

using Seen = Stage::Call const&;
INSTANTIATE_TEST_SUITE_P(
    Token,
    BrokenTokens,
    testing::ValuesIn<TokenRow>({
        {"token-request-as-json", [](Seen t, Seen) { return t.headers.get("Content-Type") == "application/json"; }},
        {"wrong-assertion-type",
         [](Seen t, Seen) { return t.body.find("client-assertion-type") == std::string::npos; }},
        {"assertion-signed-with-hmac",
         [](Seen t, Seen) { return base::text_member(assertion_in(t).header, "alg") == "HS256"; }},
        {"assertion-without-kid", [](Seen t, Seen) { return !assertion_in(t).header.contains("kid"); }},
        {"assertion-names-origin",
         [](Seen t, Seen) { return base::text_member(assertion_in(t).claims, "iss") != "10000000000007"; }},
        {"assertion-for-issuer",
         [](Seen t, Seen) { return base::text_member(assertion_in(t).claims, "aud") == "https://canvas.example"; }},
        {"assertion-times-are-text", [](Seen t, Seen) { return assertion_in(t).claims.at("exp").is_string(); }},
        {"commas-between-scopes", [](Seen t, Seen) { return t.body.find("score%2Chttps") != std::string::npos; }},
        {"basic-credentials-too", [](Seen t, Seen) { return t.headers.has("Authorization"); }},
        {"sends-no-user-agent",
         [](Seen t, Seen s) { return t.headers.get("User-Agent").empty() && s.headers.get("User-Agent").empty(); }},
        {"token-without-scheme", [](Seen, Seen s) { return s.headers.get("Authorization") == "token-1"; }},
        {"score-as-plain-json", [](Seen, Seen s) { return s.headers.get("Content-Type") == "application/json"; }},
        {"encodes-score-twice", [](Seen, Seen s) { return s.body.front() == '"'; }},
    }),
    [](auto const& info) {
        std::string name = info.param.defect;
        for (auto& c : name)
            if (c == '-') c = '_';
        return name;
    }
);

TEST(Tokens, CarryFreshIds) { // TOKEN-007
    for (auto const* defect : {"", "repeats-jti"}) {
        Stage stage(defect);
        stage.expires_in = 1;
        stage.run([](Stage& s) -> awaitable<void> {
            co_await s.launch();
            co_await grade(s);
            co_await grade(s);
        });
        auto const tokens = stage.calls("/token");
        ASSERT_EQ(tokens.size(), 2U);
        bool const same = assertion_in(tokens[0]).claims.at("jti") == assertion_in(tokens[1]).claims.at("jti");
        EXPECT_EQ(same, *defect != '\0');
    }
}

} // namespace
} // namespace easel::reference_tool
