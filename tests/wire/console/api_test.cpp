#include "wire/console/fixtures.hpp"

namespace easel::console {
namespace {

TEST_F(ConsoleTest, TellsTheRunAndItsCases) {
    start();
    auto const run = get("/easel/v1/replay/run").object();
    EXPECT_EQ(run.at("schema_version"), 1);
    EXPECT_EQ(run.at("run").at("summary").at("failed"), 1);
    EXPECT_EQ(run.at("state").at("kind"), "idle");
    EXPECT_EQ(run.at("state").at("actor"), "you");
    auto const all = get("/easel/v1/replay/cases").object();
    EXPECT_EQ(all.at("cases").as_array().size(), 2u);
    auto const failed = get("/easel/v1/replay/cases?q=s:failed").object();
    ASSERT_EQ(failed.at("cases").as_array().size(), 1u);
    EXPECT_EQ(failed.at("cases").as_array()[0].at("id"), "ags.score/late");
    EXPECT_EQ(failed.at("total"), 2);
    EXPECT_EQ(get("/easel/v1/replay/cases?q=t:soon").code(), "bad_filter");
}

TEST_F(ConsoleTest, TellsOneCaseByItsIdHoweverTheSlashIsWritten) {
    start();
    for (auto const* path : {"/easel/v1/replay/cases/ags.score/late", "/easel/v1/replay/cases/ags.score%2Flate"}) {
        auto const one = get(path).object();
        ASSERT_TRUE(one.contains("case")) << path;
        EXPECT_EQ(one.at("case").at("id"), "ags.score/late");
        EXPECT_TRUE(one.at("bodies").is_object());
    }
    EXPECT_EQ(get("/easel/v1/replay/cases/nobody").status, 404);
    EXPECT_EQ(get("/easel/v1/replay/cases/nobody").code(), "not_found");
}

TEST_F(ConsoleTest, ExplainsCodes) {
    start();
    EXPECT_EQ(get("/easel/v1/replay/explain/ags/5.2.13").object().at("text"), "a fact");
    EXPECT_EQ(get("/easel/v1/replay/explain/nothing").status, 404);
}

TEST_F(ConsoleTest, ARunWithoutBreakpointsGoesThrough) {
    start();
    auto events = follow();
    auto const begun = post("/easel/v1/replay/cases/ags.score/late/replay");
    EXPECT_EQ(begun.status, 202);
    EXPECT_EQ(begun.object().at("run"), 1);
    auto const hop = next_of(events, "hop").object();
    EXPECT_EQ(hop.at("hop").at("status"), 422);
    EXPECT_EQ(hop.at("hop").at("url"), "http://canvas.example/scores") << "what stands in a query is not told";
    auto const verdict = next_of(events, "verdict").object();
    EXPECT_EQ(verdict.at("word"), "SAME");
    auto const state = next_of(events, "state").object();
    EXPECT_EQ(state.at("word"), "Finished: SAME");
    EXPECT_EQ(get("/easel/v1/replay/runs/1").object().at("live_hops").as_array().size(), 1u);
    EXPECT_EQ(get("/easel/v1/replay/runs/1/result").object().at("case").at("id"), "ags.score/late");
    EXPECT_EQ(get("/easel/v1/replay/runs/1/diff").status, 200);
}

TEST_F(ConsoleTest, ABreakpointHoldsAnEditChangesAndContinueGoesOn) {
    start();
    auto events = follow();
    ASSERT_EQ(post("/easel/v1/replay/cases/ags.score/late/replay", R"({"breaks":{"calls":["score"]}})").status, 202);
    Event state;
    do state = next_of(events, "state");
    while (state.object().at("kind") != "paused");
    EXPECT_EQ(state.object().at("actor"), "you");
    EXPECT_EQ(state.object().at("hop"), 3);
    EXPECT_GT(state.object().at("left_ms").as_int64(), 0);
    EXPECT_TRUE(std::string(state.object().at("word").as_string()).starts_with("Paused before the answer of hop 3"));

    auto const held = get("/easel/v1/replay/held").object().at("held").as_object();
    EXPECT_EQ(held.at("response").at("status"), 422);
    EXPECT_EQ(post("/easel/v1/replay/cases/launch/plain/replay").code(), "busy") << "one case at a time";
    EXPECT_EQ(post("/easel/v1/replay/runs/1/continue", R"({"answer":{"status":7}})").code(), "bad_edit") << "and it is still held";
    EXPECT_EQ(get("/easel/v1/replay/runs/1/diff").code(), "playing");

    auto const clock = post("/easel/v1/replay/clock", R"({"advance":"5m"})").object();
    EXPECT_EQ(clock.at("virtual"), true);
    EXPECT_EQ(post("/easel/v1/replay/clock", R"({"advance":"soon"})").code(), "bad_time");
    EXPECT_EQ(post("/easel/v1/replay/clock", R"({"set":"1999-01-01T00:00:00Z"})").code(), "bad_time");
    EXPECT_EQ(post("/easel/v1/replay/clock", R"({"freeze":true})").status, 200);

    EXPECT_EQ(post("/easel/v1/replay/runs/1/continue", R"({"answer":{"status":200}})").status, 200);
    auto const verdict = next_of(events, "verdict").object();
    EXPECT_EQ(verdict.at("word"), "FIXED");
    EXPECT_EQ(verdict.at("why"), clock.at("now")) << "the clock moved while it was held";
    EXPECT_EQ(verdict.at("edits").as_array().size(), 2u);
    EXPECT_EQ(post("/easel/v1/replay/runs/1/continue").code(), "not_paused");
    EXPECT_EQ(post("/easel/v1/replay/clock", R"({"advance":"5m"})").code(), "not_paused");
}

TEST_F(ConsoleTest, TheRecordedAnswerGoesOutInThePlaceOfTheHeldOne) {
    start();
    auto events = follow();
    ASSERT_EQ(post("/easel/v1/replay/cases/ags.score/late/replay", R"({"from_hop":2})").status, 202);
    while (next_of(events, "state").object().at("kind") != "paused") {}
    EXPECT_EQ(get("/easel/v1/replay/held").object().at("held").at("recorded"), base::parse_json(R"({"hop":2,"lacking":null})").value());
    for (auto const* wrong : {R"({"recorded":false})", R"({"recorded":1})", R"({"recorded":true,"answer":{"status":200}})", R"({"recorded":true,"fault":"reset"})"})
        EXPECT_EQ(post("/easel/v1/replay/runs/1/continue", wrong).code(), "bad_edit") << wrong;
    EXPECT_EQ(post("/easel/v1/replay/runs/1/continue", R"({"recorded":true})").status, 200);
    EXPECT_EQ(next_of(events, "edit").object().at("chip"), "hop 3: answer 418 as recorded (hop 2)");
    EXPECT_EQ(next_of(events, "hop").object().at("hop").at("status"), 418);
}

TEST_F(ConsoleTest, WhatIsNotRecordedCannotBeSentAsRecorded) {
    start();
    auto events = follow();
    ASSERT_EQ(post("/easel/v1/replay/cases/launch/plain/replay", R"({"from_hop":2})").status, 202);
    while (next_of(events, "state").object().at("kind") != "paused") {}
    auto const recorded = get("/easel/v1/replay/held").object().at("held").at("recorded").as_object();
    EXPECT_TRUE(recorded.at("hop").is_null());
    EXPECT_EQ(recorded.at("lacking"), "The recording holds nothing like it at this point.");
    auto const refused = post("/easel/v1/replay/runs/1/continue", R"({"recorded":true})");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.code(), "not_recorded");
    EXPECT_EQ(post("/easel/v1/replay/runs/1/continue").status, 200) << "it is still held";
}

TEST_F(ConsoleTest, TheWorldOfTheRunThatIsHeldCanBeChanged) {
    start();
    EXPECT_EQ(post("/easel/v1/replay/world", R"({"changes":{"canvas":"2026-01"}})").code(), "not_paused");
    auto events = follow();
    ASSERT_EQ(post("/easel/v1/replay/cases/ags.score/late/replay", R"({"from_hop":2})").status, 202);
    while (next_of(events, "state").object().at("kind") != "paused") {}
    struct Bad {
        char const* body;
        char const* pointer;
    };
    for (auto const& row : {
             Bad{"{}", "/changes"},
             Bad{R"({"changes":[]})", "/changes"},
             Bad{R"({"changes":{}})", "/changes"},
             Bad{R"({"changes":{"world.courses.bio101.state":"completed"},"more":1})", "/changes"},
             Bad{R"({"changes":{"world.courses.bio101.state":"asleep"}})", "/changes/world.courses.bio101.state"},
             Bad{R"({"changes":{"world.courses.bio101.state":"completed","world.a/b~c":1}})", "/changes/world.a~1b~0c"},
         }) {
        auto const answer = post("/easel/v1/replay/world", row.body);
        EXPECT_EQ(answer.status, 400) << row.body;
        EXPECT_EQ(answer.code(), "bad_change") << row.body;
        EXPECT_EQ(answer.object().at("error").at("pointer"), row.pointer) << row.body;
    }
    EXPECT_EQ(get("/easel/v1/replay/held").object().at("held").at("world").at("courses").at(0).at("state"), "available") << "nothing of it was done";
    auto const done = post("/easel/v1/replay/world", R"({"changes":{"world.courses.bio101.state":"completed"}})");
    EXPECT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(done.object().at("world").at("courses").at(0).at("state"), "completed");
    EXPECT_EQ(next_of(events, "edit").object().at("chip"), "hop 3: world.courses.bio101.state=completed");
    EXPECT_EQ(next_of(events, "world").object().at("hop"), 3);
    EXPECT_EQ(get("/easel/v1/replay/held").object().at("held").at("world").at("courses").at(0).at("state"), "completed");
    EXPECT_EQ(post("/easel/v1/replay/runs/1/continue").status, 200);
}

TEST_F(ConsoleTest, AbortEndsWhatIsHeld) {
    start();
    auto events = follow();
    ASSERT_EQ(post("/easel/v1/replay/cases/ags.score/late/replay", R"({"from_hop":2})").status, 202);
    while (next_of(events, "state").object().at("kind") != "paused") {}
    EXPECT_EQ(post("/easel/v1/replay/runs/1/abort").status, 200);
    EXPECT_EQ(next_of(events, "verdict").object().at("word"), "ERROR");
    EXPECT_EQ(post("/easel/v1/replay/runs/1/abort").code(), "ended");
    EXPECT_EQ(post("/easel/v1/replay/runs/9/abort").code(), "no_such_run");
}

TEST_F(ConsoleTest, BreakpointsOutliveTheRunTheyWereSetBefore) {
    start();
    EXPECT_EQ(post("/easel/v1/replay/breaks", R"({"hops":[3]})").status, 200);
    EXPECT_EQ(get("/easel/v1/replay/breaks").object().at("hops").as_array().size(), 1u);
    auto events = follow();
    for (int run = 1; run <= 2; ++run) {
        ASSERT_EQ(post("/easel/v1/replay/cases/ags.score/late/replay").status, 202);
        while (next_of(events, "state").object().at("kind") != "paused") {}
        EXPECT_EQ(post("/easel/v1/replay/runs/" + std::to_string(run) + "/continue").status, 200);
        EXPECT_EQ(next_of(events, "verdict").object().at("run"), run);
    }
    EXPECT_EQ(post("/easel/v1/replay/breaks", R"({"calls":["lunch"]})").code(), "bad_break");
}

struct BadRow {
    char const* path;
    char const* body;
    int status;
    char const* code;
};

TEST_F(ConsoleTest, SaysWhatIsWrongWithAWish) {
    start();
    for (auto const& row : {
             BadRow{"/easel/v1/replay/cases/ags.score/late/replay", "[]", 400, "bad_request"},
             BadRow{"/easel/v1/replay/cases/ags.score/late/replay", "{", 400, "bad_request"},
             BadRow{"/easel/v1/replay/cases/ags.score/late/replay", R"({"kind":"lunch"})", 400, "bad_request"},
             BadRow{"/easel/v1/replay/cases/ags.score/late/replay", R"({"kind":5})", 400, "bad_request"},
             BadRow{"/easel/v1/replay/cases/ags.score/late/replay", R"({"repeat":0})", 400, "bad_request"},
             BadRow{"/easel/v1/replay/cases/ags.score/late/replay", R"({"lunch":1})", 400, "bad_request"},
             BadRow{"/easel/v1/replay/cases/ags.score/late/replay", R"({"breaks":{"hops":[0]}})", 400, "bad_break"},
             BadRow{"/easel/v1/replay/cases/nobody/replay", "{}", 404, "not_found"},
             BadRow{"/easel/v1/replay/runs/1/lunch", "{}", 404, "not_found"},
             BadRow{"/easel/v1/replay/runs/x/abort", "{}", 404, "not_found"},
             BadRow{"/easel/v1/replay/scenario", "{}", 400, "bad_request"},
             BadRow{"/easel/v1/replay/scenario", R"({"run":4})", 404, "no_such_run"},
             BadRow{"/easel/v1/replay/sign", "{}", 409, "not_paused"},
             BadRow{"/easel/v1/replay/lunch", "{}", 404, "not_found"},
         }) {
        auto const answer = post(row.path, row.body);
        EXPECT_EQ(answer.status, row.status) << row.path << " " << row.body;
        EXPECT_EQ(answer.code(), row.code) << row.path << " " << row.body;
        EXPECT_EQ(answer.object().at("schema_version"), 1);
    }
}

TEST_F(ConsoleTest, ThePageCanEndIt) {
    start();
    std::promise<void> ended;
    on_loop([&] {
        http::spawn(loop_, [](Console& console, std::promise<void>& done) -> http::awaitable<void> {
            co_await console.api().until_end();
            done.set_value();
        }(*console_, ended));
    });
    EXPECT_EQ(post("/easel/v1/replay/end").status, 200);
    ended.get_future().wait();
}

} // namespace
} // namespace easel::console
