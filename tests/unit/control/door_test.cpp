// Who may ask, and how wrong questions are answered.
#include "control_fixture.hpp"

namespace easel::control {
namespace {

struct Caller {
    std::string name;
    std::string host;
    std::string origin;
    std::string authorization;
    int status;
};

class Doors : public ControlTest, public testing::WithParamInterface<Caller> {};

TEST_P(Doors, TellFriendFromFoe) {
    auto const& row = GetParam();
    auto asked = request("GET", "/worlds");
    asked.headers.set("Host", row.host);
    if (!row.origin.empty()) asked.headers.set("Origin", row.origin);
    asked.headers.remove("Authorization");
    if (!row.authorization.empty()) asked.headers.set("Authorization", row.authorization);
    auto const answered = send(asked);
    EXPECT_EQ(answered.status, row.status) << base::dump(answered.body);
    EXPECT_EQ(answered.headers.get("Access-Control-Allow-Origin"), "");
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Doors,
    testing::Values(
        Caller{"own", "127.0.0.1:8091", "", "Bearer secret", 200},
        Caller{"lower", "127.0.0.1:8091", "", "bearer secret", 200},
        Caller{"own_origin", "127.0.0.1:8091", "http://127.0.0.1:8091", "Bearer secret", 200},
        Caller{"no_token", "127.0.0.1:8091", "", "", 401},
        Caller{"wrong_token", "127.0.0.1:8091", "", "Bearer secreT", 401},
        Caller{"part_of_token", "127.0.0.1:8091", "", "Bearer secre", 401},
        Caller{"empty_token", "127.0.0.1:8091", "", "Bearer ", 401},
        Caller{"basic", "127.0.0.1:8091", "", "Basic secret", 401},
        Caller{"foreign_host", "evil.test:8091", "", "Bearer secret", 403},
        Caller{"no_host", "", "", "Bearer secret", 403},
        Caller{"foreign_origin", "127.0.0.1:8091", "http://evil.test", "Bearer secret", 403},
        Caller{"null_origin", "127.0.0.1:8091", "null", "Bearer secret", 403},
        Caller{"other_port", "127.0.0.1:8091", "http://127.0.0.1:8090", "Bearer secret", 403}
    ),
    [](auto const& row) { return row.param.name; }
);

TEST_F(ControlTest, APageOfItsOwnNeedsNoToken) {
    options_.own_page = [](http::Request const& request) { return request.headers.get("Cookie") == "session"; };
    auto asked = request("GET", "/worlds");
    asked.headers.remove("Authorization");
    EXPECT_EQ(send(asked).status, 401);
    asked.headers.set("Cookie", "session");
    EXPECT_EQ(send(asked).status, 200);
    asked.headers.set("Authorization", "Bearer wrong");
    EXPECT_EQ(send(asked).status, 401) << "who shows a token is judged by it";
    asked.headers.remove("Authorization");
    asked.headers.set("Host", "evil.test");
    EXPECT_EQ(send(asked).status, 403);
    asked.headers.set("Host", "127.0.0.1:8091");
    asked.headers.set("Origin", "http://evil.test");
    EXPECT_EQ(send(asked).status, 403);
}

TEST_F(ControlTest, TellsFactsAndThePagesAddress) {
    EXPECT_EQ(ask("POST", "/console").status, 404) << "there is no page";
    EXPECT_EQ(base::dump(ask("GET", "/facts").body), R"({"facts":{}})");
    options_.page_address = [] { return std::string("http://127.0.0.1:8091/?token=1"); };
    options_.facts = [] { return json::object{{"ags/1.6", "POST takes a score"}}; };
    EXPECT_EQ(ask("POST", "/console").at("/address"), "http://127.0.0.1:8091/?token=1");
    EXPECT_EQ(ask("GET", "/facts").at("/facts/ags~11.6"), "POST takes a score");
}

struct Wrong {
    std::string name;
    std::string method;
    std::string path;
    std::string body;
    int status;
    std::string pointer;
    std::string says;
};

class WrongQuestions : public ControlTest, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongQuestions, AreAnsweredWithThePlace) {
    auto const& row = GetParam();
    auto const answered = ask(row.method, row.path, row.body);
    EXPECT_EQ(answered.status, row.status);
    EXPECT_EQ(answered.at("/pointer"), row.pointer);
    auto const text = answered.at("/error") + " " + answered.at("/hint");
    EXPECT_NE(text.find(row.says), std::string::npos) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    WrongQuestions,
    testing::Values(
        Wrong{"no_json", "PATCH", "/worlds/default", R"({"users": {,}})", 400, "", "no JSON"},
        Wrong{"no_object", "PATCH", "/worlds/default", R"([1])", 400, "", "object"},
        Wrong{"unknown_key", "PATCH", "/worlds/default", R"({"usres": {}})", 400, "/usres", "users"},
        Wrong{
            "deep_unknown_key",
            "PATCH",
            "/worlds/default",
            R"({"courses": {"bio101": {"stat": "deleted"}}})",
            400,
            "/courses/bio101/stat",
            "state"},
        Wrong{
            "wrong_type",
            "PATCH",
            "/worlds/default",
            R"({"courses": {"bio101": {"assignments": {"quiz1": {"points": "many"}}}}})",
            400,
            "/courses/bio101/assignments/quiz1/points",
            "number"},
        Wrong{
            "unknown_user",
            "PATCH",
            "/worlds/default",
            R"({"courses": {"bio101": {"people": {"adda": "student"}}}})",
            400,
            "/courses/bio101/people/adda",
            "ada"},
        Wrong{
            "bad_time",
            "PATCH",
            "/worlds/default",
            R"({"courses": {"bio101": {"end_at": "soon"}}})",
            400,
            "/courses/bio101/end_at",
            "time"},
        Wrong{"unknown_world", "GET", "/worlds/defualt", "", 404, "", "default"},
        Wrong{"unknown_path", "GET", "/wrolds", "", 404, "", "no such path"},
        Wrong{"wrong_method", "PUT", "/worlds", "{}", 405, "", "GET, POST"},
        Wrong{"name_taken", "POST", "/worlds", R"({"name": "default"})", 409, "/name", "already"},
        Wrong{"bad_name", "POST", "/worlds", R"({"name": "Über"})", 400, "/name", "no name"},
        Wrong{"no_name", "POST", "/worlds", R"({})", 400, "", "name"},
        Wrong{"no_body", "POST", "/worlds", "", 400, "", "name"},
        Wrong{"bad_clock", "POST", "/worlds", R"({"name": "b", "clock": "sundial"})", 400, "/clock", "virtual"},
        Wrong{
            "bad_world",
            "POST",
            "/worlds",
            R"({"name": "b", "world": {"users": {"x": {"nmae": "X"}}}})",
            400,
            "/world/users/x/nmae",
            "name"},
        Wrong{
            "now_of_real_clock",
            "POST",
            "/worlds",
            R"({"name": "b", "clock": "real", "now": "2026-01-01T00:00:00Z"})",
            400,
            "/now",
            "virtual"},
        Wrong{"unknown_kind", "GET", "/worlds/default/traffic?kind=scores", "", 400, "", "score"},
        Wrong{"unknown_parameter", "GET", "/worlds/default/traffic?knd=score", "", 400, "", "kind"},
        Wrong{"long_wait", "GET", "/worlds/default/traffic?wait=10m", "", 400, "", "60s"},
        Wrong{"unknown_assignment", "GET", "/worlds/default/gradebook?assignment=quizz1", "", 404, "", "quiz1"},
        Wrong{
            "unknown_fault",
            "POST",
            "/worlds/default/faults",
            R"({"call": "score", "error": "timestamp-stal"})",
            400,
            "/error",
            "row"},
        Wrong{
            "fault_for_nothing",
            "POST",
            "/worlds/default/faults",
            R"({"call": "score", "assignment": "quiz9", "status": 500})",
            404,
            "/assignment",
            "quiz"},
        Wrong{"no_such_fault", "DELETE", "/worlds/default/faults/1", "", 404, "", "fault"},
        Wrong{
            "clock_both",
            "POST",
            "/worlds/default/clock",
            R"({"advance": "1h", "set": "2026-01-01T00:00:00Z"})",
            400,
            "/set",
            "set"},
        Wrong{"clock_back", "POST", "/worlds/default/clock", R"({"set": "2020-01-01T00:00:00Z"})", 409, "/set", "back"},
        Wrong{
            "token_for_nobody", "POST", "/worlds/default/tokens", R"({"client_id": "7"})", 404, "/client_id", "client"},
        Wrong{"keys_of_nobody", "POST", "/worlds/default/keys/rotate", R"({"tool": "tol"})", 404, "/tool", "tool"},
        Wrong{"no_such_tool", "GET", "/worlds/default/tools/tol", "", 404, "", "tool"},
        Wrong{"no_such_call", "GET", "/worlds/default/traffic/99", "", 404, "", "99"}
    ),
    [](auto const& row) { return row.param.name; }
);

TEST_F(ControlTest, ABodyThatIsNoJsonByItsTypeIsRefused) {
    auto asked = request("POST", "/worlds", R"({"name": "b"})");
    asked.headers.set("Content-Type", "text/plain");
    EXPECT_EQ(send(asked).status, 415);
    EXPECT_EQ(worlds_->find("b"), nullptr);
}

TEST_F(ControlTest, SeveralProblemsAreAllTold) {
    auto const answered =
        ask("PATCH", "/worlds/default", R"({"users": {"ada": {"nmae": "A"}, "bob": {"emial": "b"}}})");
    EXPECT_EQ(answered.status, 400);
    ASSERT_NE(base::at_pointer(answered.body, "/problems"), nullptr) << base::dump(answered.body);
    EXPECT_EQ(answered.at("/problems/1/pointer"), "/users/bob/emial");
}

TEST_F(ControlTest, TheIndexNamesEveryRoute) {
    for (auto const* path : {"", "/"}) {
        auto const answered = ask("GET", path);
        EXPECT_EQ(answered.status, 200);
        EXPECT_GE(base::at_pointer(answered.body, "/routes")->as_array().size(), 25U);
    }
}

} // namespace
} // namespace easel::control
