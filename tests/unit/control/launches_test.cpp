// Launches that a program plays the browser of, and the faults and clock around them.
#include "control_fixture.hpp"

namespace easel::control {
namespace {

TEST_F(ControlTest, ALaunchIsTheFormThatCanvasSends) {
    register_tool();
    auto const opened = ask("POST", "/worlds/default/launches", R"({"user": "ada", "assignment": "quiz1"})");
    ASSERT_EQ(opened.status, 201) << base::dump(opened.body);
    EXPECT_EQ(opened.at("/url"), "https://tool.test/login");
    EXPECT_EQ(opened.at("/method"), "POST");
    EXPECT_EQ(opened.at("/fields/client_id"), "10000000000001");
    EXPECT_EQ(opened.at("/fields/iss"), platform_->origin());
    EXPECT_EQ(opened.at("/session_cookie/name"), platform::session_cookie);
    EXPECT_EQ(opened.at("/session_cookie/value"), opened.at("/fields/login_hint"));
    EXPECT_FALSE(opened.at("/fields/lti_message_hint").empty());
    EXPECT_EQ(stage().opened.size(), 1U);
}

struct Target {
    std::string name;
    std::string body;
    int status;
    std::string pointer;
    std::string says;
};

class Targets : public ControlTest, public testing::WithParamInterface<Target> {};

TEST_P(Targets, AreOpenedOrRefused) {
    register_tool();
    auto const& row = GetParam();
    auto const answered = ask("POST", "/worlds/default/launches", row.body);
    EXPECT_EQ(answered.status, row.status) << base::dump(answered.body);
    EXPECT_EQ(answered.at("/pointer"), row.pointer);
    EXPECT_NE(base::dump(answered.body).find(row.says), std::string::npos) << base::dump(answered.body);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Targets,
    testing::Values(
        Target{"course", R"({"user": "grace", "course": "bio101"})", 201, "", "login_hint"},
        Target{
            "placement",
            R"({"user": "grace", "course": "bio101", "placement": "course_navigation"})",
            201,
            "",
            "login_hint"},
        Target{
            "account",
            R"({"user": "grace", "account": true, "placement": "account_navigation"})",
            201,
            "",
            "login_hint"},
        Target{"named_tool", R"({"user": "grace", "course": "bio101", "tool": "tool"})", 201, "", "login_hint"},
        Target{"nowhere", R"({"user": "ada"})", 400, "", "one of assignment"},
        Target{"twice", R"({"user": "ada", "assignment": "quiz1", "course": "bio101"})", 400, "", "one of assignment"},
        Target{"unknown_user", R"({"user": "adda", "assignment": "quiz1"})", 404, "/user", "did you mean 'ada'"},
        Target{"unknown_assignment", R"({"user": "ada", "assignment": "quiz7"})", 404, "/assignment", "quiz7"},
        Target{"unknown_tool", R"({"user": "ada", "course": "bio101", "tool": "nil"})", 404, "/tool", "nil"},
        Target{"wrong_type", R"({"user": 7, "assignment": "quiz1"})", 400, "/user", "text"}
    ),
    [](auto const& row) { return row.param.name; }
);

TEST_F(ControlTest, AToolWithoutAddressesIsNotLaunched) {
    auto const answered = ask("POST", "/worlds/default/launches", R"({"user": "ada", "assignment": "quiz1"})");
    EXPECT_EQ(answered.status, 409);
    EXPECT_NE(answered.at("/error").find("register"), std::string::npos);
}

TEST_F(ControlTest, FaultsArePlannedListedAndTakenAway) {
    auto const planned =
        ask("POST",
            "/worlds/default/faults",
            R"({"call": "score", "assignment": "quiz1", "error": "timestamp-stale", "times": 2})");
    ASSERT_EQ(planned.status, 201) << base::dump(planned.body);
    EXPECT_EQ(planned.at("/number"), "1");
    EXPECT_EQ(planned.at("/left"), "2");
    ask("POST", "/worlds/default/faults", R"({"call": "token", "status": 503, "times": "always", "delay": "250ms"})");
    auto listed = ask("GET", "/worlds/default/faults");
    EXPECT_EQ(listed.at("/errors"), R"(["timestamp-stale"])");
    EXPECT_EQ(listed.at("/faults/1/left"), "always");
    EXPECT_EQ(ask("DELETE", "/worlds/default/faults/1").status, 204);
    EXPECT_EQ(ask("DELETE", "/worlds/default/faults/1").status, 404);
    listed = ask("GET", "/worlds/default/faults");
    EXPECT_EQ(listed.at("/faults/0/number"), "2");
    EXPECT_EQ(ask("DELETE", "/worlds/default/faults").status, 204);
    EXPECT_EQ(ask("GET", "/worlds/default/faults").at("/faults"), "[]");
}

} // namespace
} // namespace easel::control
