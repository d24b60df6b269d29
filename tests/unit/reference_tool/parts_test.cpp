#include "keys/keys.hpp"
#include "reference_tool/logins.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/platform_keys.hpp"
#include "reference_tool/reactions.hpp"
#include "reference_tool/scores.hpp"
#include "reference_tool/services.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::reference_tool {
namespace {

namespace json = base::json;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

base::Instant const start = base::parse_iso8601("2026-03-01T10:00:00.250Z").value().at;

Session learner() {
    Session session;
    session.user = "u-1";
    session.person = session.user;
    session.email = "ada@mock.example";
    session.course = "course-1";
    return session;
}

TEST(ScoreUrl, KeepsTheQuery) { // SCORE-001, SCORE-002
    Switches const correct;
    EXPECT_EQ(scores_url("http://c/li/9", correct), "http://c/li/9/scores");
    EXPECT_EQ(scores_url("http://c/li/9?type_id=7&x=a%2Fb", correct), "http://c/li/9/scores?type_id=7&x=a%2Fb");
    EXPECT_EQ(scores_url("http://c/li/9/", correct), "http://c/li/9/scores");
    EXPECT_EQ(scores_url("http://c/li/9?a=1", Switches("appends-scores-to-query")), "http://c/li/9?a=1/scores");
    EXPECT_EQ(results_url("http://c/li/9?a=1", "u+&=", correct), "http://c/li/9/results?a=1&user_id=u%2B%26%3D"); // RES-004
}

TEST(ScoreBody, IsWhatAgsAsksFor) {
    auto const body = score_body(learner(), 0.8, start, Occasion::attempt, "http://t/launch", Switches());
    EXPECT_EQ(
        base::dump(body), R"({"userId":"u-1","scoreGiven":8,"scoreMaximum":10,"activityProgress":"Completed",)"
                          R"("gradingProgress":"FullyGraded","timestamp":"2026-03-01T10:00:00.250Z",)"
                          R"("https://canvas.instructure.com/lti/submission":{"new_submission":true,)"
                          R"("submission_type":"basic_lti_launch","submission_data":"http://t/launch",)"
                          R"("submitted_at":"2026-03-01T10:00:00.250Z"},)"
                          R"("submission":{"startedAt":"1970-01-01T00:00:00.000Z",)"
                          R"("submittedAt":"2026-03-01T10:00:00.250Z"}})"
    );
}

TEST(ScoreBody, OfARegradeMakesNoAttempt) { // SCORE-027
    auto const body = score_body(learner(), 0, start, Occasion::regrade, "", Switches());
    EXPECT_EQ(body.at("scoreGiven"), json::value(0)); // SCORE-013
    EXPECT_EQ(base::dump(body.at("https://canvas.instructure.com/lti/submission")), R"({"new_submission":false})");
}

struct BodyRow {
    char const* defect;
    char const* pointer;
    char const* value;
};
void PrintTo(BodyRow const& row, std::ostream* os) {
    *os << row.defect;
}

class BrokenScore : public testing::TestWithParam<BodyRow> {};

TEST_P(BrokenScore, DiffersInOneMember) {
    auto const& row = GetParam();
    json::value const body =
        score_body(learner(), 0.8, start, Occasion::attempt, "http://t/launch", Switches(row.defect));
    auto const* member = base::at_pointer(body, row.pointer);
    ASSERT_NE(member, nullptr);
    EXPECT_EQ(base::dump(*member), row.value);
}

#define EXTENSION "/https:~1~1canvas.instructure.com~1lti~1submission/"
INSTANTIATE_TEST_SUITE_P(
    Score,
    BrokenScore,
    testing::ValuesIn<BodyRow>({
        {"scores-another-identifier", "/userId", R"("ada@mock.example")"},
        {"timestamp-without-zone", "/timestamp", R"("2026-03-01T10:00:00.250")"},
        {"local-time-as-utc", "/timestamp", R"("2026-03-01T08:00:00.250Z")"},
        {"score-as-text", "/scoreGiven", R"("8")"},
        {"maximum-as-text", "/scoreMaximum", R"("10")"},
        {"percent-of-ten", "/scoreGiven", "80"},
        {"made-up-activity-progress", "/activityProgress", R"("Finished")"},
        {"made-up-grading-progress", "/gradingProgress", R"("Graded")"},
        {"never-fully-graded", "/gradingProgress", R"("Pending")"},
        {"bare-extension-member", "/attemptNumber", "1"},
        {"misuses-canvas-extension", EXTENSION "submission_type", R"("quiz")"},
        {"upload-without-files", EXTENSION "submission_type", R"("online_upload")"},
        {"submits-in-the-future", EXTENSION "submitted_at", R"("2026-03-01T11:00:00.250Z")"},
    }),
    [](auto const& info) {
        std::string name = info.param.defect;
        for (auto& c : name)
            if (c == '-') c = '_';
        return name;
    }
);

TEST(ScoreBook, TimestampsGrowStrictly) { // SCORE-009
    ScoreBook book;
    auto const first = book.next("k", start, Switches());
    auto const second = book.next("k", start, Switches());
    EXPECT_EQ(second.stamp, first.stamp + 1ms);
    EXPECT_EQ(book.next("other", start, Switches()).stamp, start);
    EXPECT_TRUE(book.overtaken("k", first.number));
    EXPECT_FALSE(book.overtaken("k", second.number));
    EXPECT_EQ(book.next("k", start + 5s, Switches()).stamp, start + 5s);
    EXPECT_EQ(book.next("k", start + 9s, Switches("repeats-timestamps")).stamp, start + 5s);
}

struct AnswerRow {
    char const* name;
    int status;
    char const* body;
    Assessment::Meaning meaning;
    char const* message;
};
void PrintTo(AnswerRow const& row, std::ostream* os) {
    *os << row.name;
}

class Answers : public testing::TestWithParam<AnswerRow> {};

TEST_P(Answers, AreUnderstood) {
    Reply reply;
    reply.status = GetParam().status;
    reply.body = GetParam().body;
    auto const found = assess(reply, Switches());
    EXPECT_EQ(found.meaning, GetParam().meaning);
    EXPECT_EQ(found.message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Platform,
    Answers,
    testing::ValuesIn<AnswerRow>({
        {"delivered", 200, R"({"resultUrl":"x"})", Assessment::Meaning::done, ""},
        {"delivered_without_body", 204, "", Assessment::Meaning::done, ""},
        {"object_shape", 400, R"({"errors":{"type":"bad_request","message":"M"}})", Assessment::Meaning::refused, "M"},
        {"list_shape", 404, R"({"errors":[{"message":"M"}]})", Assessment::Meaning::refused, "M"},
        {"string_shape", 400, R"({"error":"M"})", Assessment::Meaning::refused, "M"},
        {"token_shape", 401, R"({"error":"invalid_client","error_description":"unknown client"})",
         Assessment::Meaning::refused, "unknown client"},
        {"empty_412", 412, "", Assessment::Meaning::refused, "The platform answered 412"},
        {"html_422_err_019", 422, "<html>oops</html>", Assessment::Meaning::refused, "The platform answered 422"},
        {"server_error_err_018", 503, "<html></html>", Assessment::Meaning::later, "The platform answered 503"},
        {"throttle_403_thr_001", 403, "403 Forbidden (Rate Limit Exceeded)\n", Assessment::Meaning::later,
         "The platform answered 403"},
        {"throttle_429_thr_002", 429, "", Assessment::Meaning::later, "The platform answered 429"},
        {"forbidden_403_err_017", 403, R"({"errors":{"message":"Insufficient permissions"}})",
         Assessment::Meaning::refused, "Insufficient permissions"},
        {"nothing_came", 0, "", Assessment::Meaning::later, "The connection broke"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Answers, SayMore) {
    Reply reply;
    reply.status = 422;
    reply.body =
        R"({"errors":{"message":"This course has concluded. AGS requests will no longer be accepted."}})";
    EXPECT_TRUE(assess(reply, Switches()).course_concluded);
    reply.status = 429;
    reply.headers.set("Retry-After", "5");
    EXPECT_EQ(assess(reply, Switches()).wait, 5s);
    reply.status = 0;
    reply.timed_out = true;
    EXPECT_EQ(assess(reply, Switches()).meaning, Assessment::Meaning::unknown);
}

TEST(BlindRepeats, BelongToTheRowOfTheErrorTable) {
    struct Case {
        char const* defect;
        int status;
        char const* message;
    };
    for (auto const& row : std::initializer_list<Case>{
             {"retries-missing-parameter", 400, "userId is missing"},
             {"retries-invalid-timestamp", 400, "Provided timestamp of x not a valid timestamp"},
             {"retries-future-submission", 400, "Provided submitted_at timestamp of x in the future"},
             {"retries-unlinked-tool", 401, "Access Token not linked to a Tool associated with this Context"},
             {"retries-missing-context", 404, "Context not found"},
             {"retries-link-mismatch", 412, "The specified LTI link ID is not associated with the line item."},
             {"ignores-course-conclusion", 422, "This course has concluded. AGS requests will no longer be accepted."},
             {"retries-negative-maximum", 422, "ScoreMaximum must be greater than or equal to 0"},
             {"retries-missing-maximum", 422, "ScoreMaximum not supplied when ScoreGiven present."},
             {"retries-missing-files", 422, "Content items must be provided with submission type 'online_upload'"},
         }) {
        EXPECT_TRUE(repeats_blindly(row.status, row.message, Switches(row.defect))) << row.defect;
        EXPECT_TRUE(repeats_blindly(row.status, row.message, Switches("retries-everything-blindly"))) << row.defect;
        EXPECT_FALSE(repeats_blindly(row.status, row.message, Switches())) << row.defect;
        EXPECT_FALSE(repeats_blindly(422, "User not found in course or is not a student", Switches(row.defect)))
            << row.defect;
    }
}

TEST(NextLink, IsTakenAsItStands) { // THR-007, THR-008, THR-009
    auto const next = [](char const* name, char const* value) {
        Reply page;
        page.headers = http::Headers{{name, value}};
        return next_link(page, Switches());
    };
    EXPECT_EQ(
        next(
            "link",
            R"(<http://c/a?p=1>; rel="current", <http://c/a?p=W%3D%3D,x;y>; rel="next", <http://c/z>; rel="last")"
        ),
        "http://c/a?p=W%3D%3D,x;y"
    );
    EXPECT_EQ(next("LINK", "<http://c/b>; title=\"a, b\"; rel=next"), "http://c/b");
    EXPECT_EQ(next("Link", R"(<http://c/a>; rel="first")"), "");
    EXPECT_EQ(next("Link", "<http://c/a"), "");
}

TEST(KeySet, PassesOverWhatItCannotUse) { // KEY-006, KEY-007
    auto bare = keys::fixture_key("platform-present").public_jwk("k1");
    bare.erase("alg");
    bare.erase("use");
    auto for_encryption = keys::fixture_key("platform-past").public_jwk("k2");
    for_encryption["use"] = "enc";
    auto nameless = keys::fixture_key("platform-past").public_jwk("");
    nameless.erase("kid");
    json::object set;
    set["keys"] = json::array{json::object{{"kty", "EC"}, {"kid", "e"}}, for_encryption, nameless, 7, bare};
    auto const text = base::dump(set);
    auto const read = read_key_set(text, Switches());
    ASSERT_TRUE(read.has_value());
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ(read->begin()->first, "k1");
    EXPECT_FALSE(read_key_set(text, Switches("chokes-on-foreign-keys")).has_value());
    EXPECT_TRUE(read_key_set(text, Switches("demands-alg-in-platform-keys"))->empty());
    EXPECT_FALSE(read_key_set("<html>", Switches()).has_value());
    EXPECT_FALSE(read_key_set("{}", Switches()).has_value());
}

TEST(KeyCache, KeepsToMaxAge) { // KEY-003, KEY-004
    KeyCache cache;
    EXPECT_FALSE(cache.fresh(start));
    cache.store({}, http::Headers{{"Cache-Control", "public, max-age=2"}}, start);
    EXPECT_TRUE(cache.fresh(start + 1s));
    EXPECT_FALSE(cache.fresh(start + 2s));
    cache.store({}, {}, start);
    EXPECT_TRUE(cache.fresh(start + 299s));
    cache.store({}, http::Headers{{"Cache-Control", "no-store"}}, start);
    EXPECT_FALSE(cache.fresh(start));
}

TEST(KeyCache, LimitsRefetching) { // KEY-005
    KeyCache cache;
    int granted = 0;
    for (int i = 0; i < 30; ++i) granted += cache.take_refetch(start) ? 1 : 0;
    EXPECT_EQ(granted, 20);
    EXPECT_TRUE(cache.take_refetch(start + 61s));
}

TEST(Logins, EndAfterTenMinutes) { // REPLAY-012
    base::Random random(1);
    LoginBook book;
    auto const login = book.begin(0, random, start, Switches());
    http::Headers const headers{{"Cookie", LoginBook::cookie_name(login.state, Switches()) + "=" + login.binding}};
    EXPECT_FALSE(book.claim(&login.state, headers, start + 11min, Switches()).accepted);
    auto const second = book.begin(0, random, start, Switches());
    http::Headers const good{{"Cookie", LoginBook::cookie_name(second.state, Switches()) + "=" + second.binding}};
    EXPECT_TRUE(book.claim(&second.state, good, start + 9min, Switches()).accepted);
    EXPECT_FALSE(book.claim(&second.state, good, start + 9min, Switches()).accepted); // REPLAY-011
}

TEST(Logins, TakeNoCookieWhoseValueIsTheState) { // REPLAY-016
    base::Random random(1);
    LoginBook book;
    auto const login = book.begin(0, random, start, Switches());
    http::Headers const forged{{"Cookie", LoginBook::cookie_name(login.state, Switches()) + "=" + login.state}};
    EXPECT_FALSE(book.claim(&login.state, forged, start, Switches()).accepted);
}

TEST(Cookies, SurviveInAFrame) { // SEC-001, SEC-002
    EXPECT_EQ(make_cookie("a", "b", "/t/1", 600), "a=b; Path=/t/1; Max-Age=600; Secure; SameSite=None; HttpOnly; Partitioned");
    auto const cookies = cookies_of(http::Headers{{"Cookie", "a=1; b=2=3"}, {"Cookie", "c="}});
    EXPECT_EQ(cookies, (base::Fields{{"a", "1"}, {"b", "2=3"}, {"c", ""}}));
}

TEST(Pages, EscapeWhatTheyShow) { // SEC-009
    auto session = learner();
    session.name = "\"><svg/onload=1>";
    session.view = View::student;
    auto const page = welcome_page(session, "");
    EXPECT_THAT(page.body, HasSubstr("Start attempt"));
    EXPECT_THAT(page.body, Not(HasSubstr("Configure")));
    EXPECT_THAT(page.body, HasSubstr("data-user=\"u-1\""));
    EXPECT_THAT(page.body, Not(HasSubstr("<svg")));
    EXPECT_THAT(refusal_page(400, "<b>").body, HasSubstr("&lt;b&gt;"));
    EXPECT_THAT(refusal_page(400, "x").body, HasSubstr("Launch refused"));
    EXPECT_THAT(refusal_page(400, "x").body, Not(HasSubstr("Welcome")));
}

} // namespace
} // namespace easel::reference_tool
