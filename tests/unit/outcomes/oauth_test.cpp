// Checks 1 to 7: who asks, when, for the first time; and how the header is read (6.2).
#include "canvas.hpp"

#include "base/json.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>

namespace easel::outcomes {
namespace {

constexpr auto invalid = "Invalid authorization header";
constexpr auto expired = "Timestamp too old or too far in the future, request has expired";
constexpr auto duplicate = "Duplicate nonce detected";

std::string message(traffic::Answer const& answer) {
    auto const body = base::parse_json(answer.response.body);
    auto const* const text = body ? base::at_pointer(*body, "/errors/0/message") : nullptr;
    return text == nullptr ? answer.response.body : std::string(text->as_string());
}

struct Row {
    char const* name;
    Signing how;
    std::string decides; ///< "": it passes
    std::string text;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Signature : public testing::TestWithParam<Row> {};

TEST_P(Signature, IsCheckedAsCanvasDoes) {
    Canvas canvas;
    auto const answer = canvas.post(canvas.replace(Canvas::score("0.5")), GetParam().how);
    EXPECT_EQ(decided_by(answer), GetParam().decides);
    EXPECT_EQ(answer.response.status, GetParam().decides.empty() ? 200 : 401);
    if (GetParam().decides.empty()) return;
    EXPECT_EQ(message(answer), GetParam().text);
    EXPECT_EQ(answer.response.headers.get("Content-Type"), "application/json; charset=utf-8");
    EXPECT_FALSE(answer.response.headers.has("WWW-Authenticate"));
    EXPECT_EQ(canvas.submission(), nullptr);
}

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Signature,
    testing::Values(
        Row{"right", {}, "", ""},
        Row{"wrong_secret", {.secret = "wrong"}, "2.4", invalid},
        Row{"empty_secret", {.secret = ""}, "2.4", invalid},
        Row{"no_signature", {.parameters = {{"oauth_signature", ""}}}, "2.4", invalid},
        Row{"garbage_signature", {.parameters = {{"oauth_signature", "AAAA"}}}, "2.4", invalid},
        Row{"sha256", {.method = "HMAC-SHA256"}, "", ""},
        Row{"lower_case_method", {.method = "hmac-sha1"}, "", ""},
        Row{"plaintext", {.method = "PLAINTEXT"}, "", ""},
        Row{"rsa", {.method = "RSA-SHA1"}, "2.4", invalid},
        Row{"unknown_method", {.method = "HMAC-MD5"}, "2.3", invalid},
        Row{"no_method", {.parameters = {{"oauth_signature_method", "~"}}}, "2.3", invalid},
        Row{"no_header", {.header = "Basic abc"}, "2.3", invalid},
        Row{"scheme_in_lower_case", {.header = "oauth oauth_signature_method=\"HMAC-SHA1\""}, "2.3", invalid},
        Row{"bearer_token", {.header = "Bearer abc"}, "2.3", invalid},
        Row{"odd_number_of_parts", {.header = "OAuth oauth_nonce=\"a=\""}, "2.2", invalid},
        Row{"realm_with_a_query", {.header = "OAuth realm=\"https://t.test/?a=b\", oauth_nonce=\"1\""}, "2.2", invalid},
        Row{"duplicate_parameter",
            {.header = "OAuth oauth_signature_method=\"HMAC-SHA1\", oauth_nonce=\"1\", oauth_nonce=\"1\""},
            "2.4.9",
            invalid},
        Row{"wrong_consumer_key", {.parameters = {{"oauth_consumer_key", "nobody"}}}, "", ""},
        Row{"no_consumer_key", {.parameters = {{"oauth_consumer_key", "~"}}}, "", ""},
        Row{"no_body_hash", {.parameters = {{"oauth_body_hash", "~"}}}, "", ""},
        Row{"wrong_body_hash", {.parameters = {{"oauth_body_hash", "AAAA"}}}, "", ""},
        Row{"old", {.ahead = -minutes(91)}, "2.5", expired},
        Row{"far_ahead", {.ahead = minutes(91)}, "2.5", expired},
        Row{"no_timestamp", {.parameters = {{"oauth_timestamp", "~"}}}, "2.5", expired},
        Row{"timestamp_is_no_number", {.parameters = {{"oauth_timestamp", "now"}}}, "2.5", expired},
        Row{"nearly_too_old", {.ahead = -minutes(89)}, "", ""},
        Row{"exactly_too_old", {.ahead = -minutes(90)}, "2.6", duplicate},
        Row{"a_minute_ahead", {.ahead = seconds(60)}, "", ""},
        Row{"two_minutes_ahead", {.ahead = minutes(2)}, "2.6", duplicate},
        Row{"no_nonce", {.parameters = {{"oauth_nonce", "~"}}}, "", ""}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Signatures, NoteWhatCanvasDoesNotCompare) {
    Canvas canvas;
    auto const body = canvas.replace(Canvas::score("0.5"));
    EXPECT_TRUE(applied(canvas.post(body, {.parameters = {{"oauth_consumer_key", "nobody"}}}), "2.16"));
    EXPECT_TRUE(applied(canvas.post(body, {.method = "PLAINTEXT"}), "2.17"));
    EXPECT_TRUE(applied(canvas.post(body, {.parameters = {{"oauth_body_hash", "~"}}}), "2.18"));
    EXPECT_TRUE(applied(canvas.post(body, {.ahead = minutes(2)}), "2.15"));
    auto const right = canvas.post(body);
    for (auto const* rule : {"2.15", "2.16", "2.17", "2.18"}) EXPECT_FALSE(applied(right, rule)) << rule;
}

TEST(Signatures, KnowTheWorkedExample) {
    // outcomes.md 6.2
    Canvas canvas;
    canvas.world.tools.front().shared_secret = "secret";
    canvas.tool_now = canvas.now = base::from_numeric_date(1700000000);
    http::Request request;
    request.method = "POST";
    request.target = "/api/lti/v1/tools/7/grade_passback";
    request.headers.set("Host", "canvas.test");
    request.headers.set("Content-Type", "application/xml");
    request.body = "<x/>";
    request.headers.set(
        "Authorization",
        "OAuth realm=\"\", oauth_body_hash=\"JAGtss%2F%2B%2Fb%2FNf2Pxe5Gl2UbnhVw%3D\", oauth_consumer_key=\"key-1\", "
        "oauth_nonce=\"n1\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1700000000\", oauth_version=\"1.0\", "
        "oauth_signature=\"J%2FaJAtGNAUZ5bJePJJoSL1%2FP9os%3D\""
    );
    EXPECT_EQ(decided_by(canvas.ask(request)), "2.9") << "the signature holds, there is no operation";
    request.body = "<y/>";
    canvas.desk = {};
    EXPECT_EQ(decided_by(canvas.ask(request)), "2.9") << "the body takes no part";
}

TEST(Signatures, CountTheQuery) {
    Canvas canvas;
    http::Request request;
    request.headers.set("Content-Type", "application/xml");
    request.body = canvas.replace(Canvas::score("0.5"));
    auto signed_request = canvas.signed_request("/api/lti/v1/tools/7/grade_passback?a=1&b=%2F", request);
    EXPECT_EQ(decided_by(canvas.ask(signed_request)), "");
    signed_request.target = "/api/lti/v1/tools/7/grade_passback?a=2&b=%2F";
    EXPECT_EQ(decided_by(canvas.ask(signed_request)), "2.4");
}

TEST(Signatures, MayComeInTheQuery) {
    Canvas canvas;
    auto request = canvas.pox(canvas.replace(Canvas::score("0.5")));
    auto const parameters = oauth1::read_authorization(request.headers.get("Authorization")).value();
    request.headers.remove("Authorization");
    request.target += "?" + base::form_encode(parameters);
    EXPECT_EQ(decided_by(canvas.ask(request)), "");
}

TEST(Signatures, OfTheHeaderWin) {
    Canvas canvas;
    auto request = canvas.pox(canvas.replace(Canvas::score("0.5")));
    request.target += "?oauth_nonce=other";
    EXPECT_EQ(decided_by(canvas.ask(request)), "") << "the query's nonce does not count";
}

TEST(Nonces, AreGoodOnce) {
    Canvas canvas;
    auto const body = canvas.replace(Canvas::score("0.5"));
    EXPECT_EQ(decided_by(canvas.post(body, {.nonce = "n"})), "");
    auto const again = canvas.post(body, {.nonce = "n"});
    EXPECT_EQ(decided_by(again), "2.6");
    EXPECT_EQ(message(again), duplicate);
}

TEST(Nonces, AreBurntByWhatIsRefusedLater) {
    Canvas canvas;
    auto request = canvas.pox(canvas.replace(Canvas::score("0.5")));
    request.headers.set("Content-Type", "text/xml");
    auto const first = canvas.ask(request);
    EXPECT_EQ(first.response.status, 415);
    EXPECT_EQ(decided_by(first), "2.7");
    EXPECT_EQ(message(first), "Content-Type must be 'application/xml'");
    EXPECT_TRUE(applied(first, "2.14"));
    EXPECT_EQ(decided_by(canvas.ask(request)), "2.6");
}

TEST(Nonces, OfAnyLengthAreKeptShort) {
    Canvas canvas;
    auto const body = canvas.replace(Canvas::score("0.5"));
    std::string const longest(60'000, 'n');
    EXPECT_EQ(decided_by(canvas.post(body, {.nonce = longest})), "");
    EXPECT_EQ(decided_by(canvas.post(body, {.nonce = longest + "m"})), "") << "it differs at its end";
    EXPECT_EQ(decided_by(canvas.post(body, {.nonce = longest})), "2.6");
    ASSERT_EQ(canvas.desk.nonces.size(), 2U);
    for (auto const& [key, until] : canvas.desk.nonces) EXPECT_LE(key.size(), 80U);
}

TEST(Nonces, AreEachToolsOwn) {
    Canvas canvas;
    (void)canvas.post(canvas.replace(Canvas::score("0.5")), {.nonce = "n"});
    http::Request request;
    request.headers.set("Content-Type", "application/xml");
    request.body = "<x/>";
    auto const other = canvas.signed_request(
        "/api/lti/v1/tools/8/grade_passback", request, {.secret = "other", .nonce = "n"}
    );
    EXPECT_EQ(decided_by(canvas.ask(other)), "2.9");
}

TEST(Nonces, AreForgottenAfterTheirWindow) {
    Canvas canvas;
    auto const body = canvas.replace(Canvas::score("0.5"));
    (void)canvas.post(body, {.nonce = "n"});
    canvas.tool_now += minutes(90) + seconds(59);
    EXPECT_EQ(decided_by(canvas.post(body, {.nonce = "n"})), "2.6");
    canvas.tool_now += seconds(1);
    EXPECT_EQ(decided_by(canvas.post(body, {.nonce = "n"})), "");
}

TEST(Nonces, AreNotKeptWithoutBound) {
    Canvas canvas;
    for (int i = 0; i < 100'000; ++i)
        canvas.desk.nonces["7:" + std::to_string(i)] = canvas.now + minutes(90) + std::chrono::milliseconds(i);
    EXPECT_EQ(decided_by(canvas.post(canvas.replace(Canvas::score("0.5")))), "");
    EXPECT_LE(canvas.desk.nonces.size(), 50'001U);
    EXPECT_TRUE(canvas.desk.nonces.contains("7:99999")) << "the oldest go";
}

TEST(Tools, OfNobodyAre404) {
    Canvas canvas;
    http::Request request;
    auto const answer = canvas.ask(canvas.signed_request("/api/lti/v1/tools/99/grade_passback", request));
    EXPECT_EQ(answer.response.status, 404);
    EXPECT_EQ(answer.response.body, R"({"errors":[{"message":"The specified resource does not exist."}]})");
    EXPECT_EQ(decided_by(answer), "2.1");
}

TEST(Tools, OfLti13HaveNoSecret) {
    Canvas canvas;
    auto& tool = canvas.world.tools.front();
    tool.client_id = "10000000000001";
    tool.shared_secret.clear();
    EXPECT_EQ(decided_by(canvas.post(canvas.replace(Canvas::score("0.5")), {.secret = ""})), "2.4");
}

TEST(ContentTypes, MayHaveParametersUnlessStrict) {
    Canvas canvas;
    auto const typed = [&](std::string const& type) {
        auto request = canvas.pox(canvas.replace(Canvas::score("0.5")));
        request.headers.set("Content-Type", type);
        return canvas.ask(request);
    };
    auto const lenient = typed("application/xml; charset=utf-8");
    EXPECT_EQ(lenient.response.status, 200);
    EXPECT_TRUE(applied(lenient, "2.4.6"));
    canvas.world.dialects.outcome_type_is_strict = true;
    EXPECT_EQ(typed("application/xml; charset=utf-8").response.status, 415);
    EXPECT_EQ(typed("application/xml").response.status, 200);
}

TEST(Bodies, AboveAMebibyteAre413) {
    Canvas canvas;
    auto const whole = canvas.post(std::string(most_body, ' '));
    EXPECT_EQ(decided_by(whole), "2.9");
    auto const answer = canvas.post(std::string(most_body + 1, ' '));
    EXPECT_EQ(answer.response.status, 413);
    EXPECT_EQ(decided_by(answer), "2.4.8");
}

TEST(Methods, OtherThanPostAre404) {
    Canvas canvas;
    auto request = canvas.pox(canvas.replace(Canvas::score("0.5")));
    request.method = "PUT";
    EXPECT_EQ(canvas.ask(request).response.status, 404);
    EXPECT_EQ(kind_of(route(request.path()).value(), request), traffic::CallKind::other);
}

TEST(Reports, AreNumbered) {
    Canvas canvas;
    auto const first = canvas.post("", {.secret = "wrong"});
    auto const second = canvas.post("");
    EXPECT_NE(first.response.body.find("\"error_report_id\":1}"), std::string::npos) << first.response.body;
    EXPECT_NE(second.response.body.find("[EID_2]"), std::string::npos) << second.response.body;
}

TEST(Placement, IsAcknowledged) {
    Canvas canvas;
    http::Request request;
    request.headers.set("Content-Type", "application/json");
    request.body = "{}";
    auto signed_request = canvas.signed_request("/api/lti/v1/turnitin/outcomes_placement/7", request);
    auto const answer = canvas.ask(signed_request);
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.response.body, "{}");
    signed_request = canvas.signed_request("/api/lti/v1/turnitin/outcomes_placement/7", request, {.secret = "wrong"});
    EXPECT_EQ(canvas.ask(signed_request).response.status, 401);
}

struct Path {
    char const* name;
    char const* path;
    int what; ///< -1: none
};
void PrintTo(Path const& row, std::ostream* out) {
    *out << row.name;
}

class Routes : public testing::TestWithParam<Path> {};

TEST_P(Routes, AreRead) {
    auto const found = route(GetParam().path);
    EXPECT_EQ(found ? static_cast<int>(found->what) : -1, GetParam().what);
    if (found) EXPECT_EQ(found->tool, 7);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Routes,
    testing::Values(
        Path{"passback", "/api/lti/v1/tools/7/grade_passback", 0}, Path{"legacy", "/api/lti/v1/tools/7/ext_grade_passback", 1},
        Path{"placement", "/api/lti/v1/turnitin/outcomes_placement/7", 2},
        Path{"further", "/api/lti/v1/tools/7/grade_passback/x", -1}, Path{"no_number", "/api/lti/v1/tools/x/grade_passback", -1},
        Path{"no_tool", "/api/lti/v1/tools//grade_passback", -1}, Path{"negative", "/api/lti/v1/tools/-7/grade_passback", -1},
        Path{"other", "/api/lti/v1/tools/7/other", -1}, Path{"bare", "/api/lti/v1/tools/7", -1},
        Path{"too_large", "/api/lti/v1/tools/99999999999999999999/grade_passback", -1}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::outcomes
