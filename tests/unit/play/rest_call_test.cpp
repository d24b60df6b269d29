#include "play/rest_call.hpp"

#include <gmock/gmock.h>

namespace easel::play {
namespace {

namespace json = base::json;
using testing::IsEmpty;

json::object object(std::string const& text) {
    auto const parsed = base::parse_json(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    return parsed->as_object();
}

struct Row {
    char const* name;
    char const* step;
    char const* request; ///< method, target
    char const* type;
    char const* body;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class RestRequest : public testing::TestWithParam<Row> {};
TEST_P(RestRequest, IsAsTheStepSays) {
    auto const step = object(GetParam().step);
    auto const made = rest_request({step});
    EXPECT_EQ(made.method + " " + made.target, GetParam().request);
    EXPECT_EQ(made.headers.get("Content-Type"), GetParam().type);
    EXPECT_EQ(made.body, GetParam().body);
}
// clang-format off
INSTANTIATE_TEST_SUITE_P(Steps, RestRequest, testing::ValuesIn(std::vector<Row>{
    {"below_the_api", R"({"path":"/courses/5/external_tools"})", "GET /api/v1/courses/5/external_tools", "", ""},
    {"no_slash", R"({"path":"courses/5"})", "GET /api/v1/courses/5", "", ""},
    {"whole_path", R"({"path":"/api/lti/x"})", "GET /api/lti/x", "", ""},
    {"url", R"({"path":"http://127.0.0.1:1/courses/5?verifier=a%20b"})", "GET /courses/5?verifier=a%20b", "", ""},
    {"query", R"({"path":"/x","query":{"search_term":"a b","include":["x","y"]}})",
     "GET /api/v1/x?search_term=a+b&include%5B%5D=x&include%5B%5D=y", "", ""},
    {"more_query", R"({"path":"/x?a=1","query":{"b":2}})", "GET /api/v1/x?a=1&b=2", "", ""},
    {"no_query", R"({"path":"/x","query":{}})", "GET /api/v1/x", "", ""},
    {"form", R"({"path":"/x","form":{"name":"A","course_navigation":{"enabled":true},"n":5,"gone":null}})", "POST /api/v1/x",
     "application/x-www-form-urlencoded", "name=A&course_navigation%5Benabled%5D=true&n=5&gone="},
    {"empty_form", R"({"path":"/x","form":{}})", "POST /api/v1/x", "application/x-www-form-urlencoded", ""},
    {"put", R"({"path":"/x","method":"PUT","form":{"a":{"b":{"c":"d"}}}})", "PUT /api/v1/x", "application/x-www-form-urlencoded",
     "a%5Bb%5D%5Bc%5D=d"},
    {"multipart", R"({"path":"/x","multipart":{"a":{"b":"1\n2"}}})", "POST /api/v1/x",
     "multipart/form-data; boundary=easel-form-boundary",
     "--easel-form-boundary\r\nContent-Disposition: form-data; name=\"a[b]\"\r\n\r\n1\n2\r\n--easel-form-boundary--\r\n"},
    {"json", R"({"path":"/x","json":{"a":[1]}})", "POST /api/v1/x", "application/json", R"({"a":[1]})"},
    {"body", R"({"path":"/x","body":"a=1","content_type":"text/plain"})", "POST /api/v1/x", "text/plain", "a=1"},
    {"delete", R"({"path":"/x","method":"DELETE"})", "DELETE /api/v1/x", "", ""},
}), [](auto const& row) { return std::string(row.param.name); });
// clang-format on

TEST(RestRequest, TakesHeaders) {
    auto const step = object(R"({"path":"/x","json":{},"headers":{"Content-Type":"text/x","Accept":"a"}})");
    auto const made = rest_request({step});
    EXPECT_EQ(made.headers.get("content-type"), "text/x");
    EXPECT_EQ(made.headers.get("accept"), "a");
}

TEST(PersonToken, IsTheirsOrMadeNow) {
    world::World world;
    for (auto const* name : {"ada", "bob"}) {
        auto& user = world.users.emplace_back();
        user.id = world.next_id++;
        user.name = name;
    }
    auto const add = [&](char const* name, world::Id user) {
        auto& token = world.tokens.emplace_back();
        token.name = name;
        token.token = std::string("7~") + name;
        token.user = user;
    };
    add("narrow", 1);
    base::Random random(1);
    EXPECT_EQ(person_token(world, "ada", random), "7~narrow") << "any of hers";
    add("ada", 1);
    EXPECT_EQ(person_token(world, "ada", random), "7~ada") << "the one of her name first";
    auto const made = person_token(world, "bob", random);
    EXPECT_EQ(made.size(), 66U);
    EXPECT_EQ(person_token(world, "bob", random), made);
    ASSERT_NE(world::access_token(world, made), nullptr);
    EXPECT_EQ(world::access_token(world, made)->user, 2);
    EXPECT_EQ(person_token(world, "nobody", random), "");
}

TEST(PageForm, IsTheFirstOfAPage) {
    auto const page = page_form(http::html(
        200,
        "<input name=before value=0><form method=post action=\"https://t.example/?a=1&amp;b=2\"><input type=hidden name=a value='1 &amp; 2'>"
        "<input type=submit><input name=b></form><form action=/x><input name=c></form>"
    ));
    EXPECT_EQ(page.action, "https://t.example/?a=1&b=2");
    EXPECT_EQ(page.fields, (base::Fields{{"a", "1 & 2"}, {"b", ""}}));
    EXPECT_THAT(page_form(http::json(200, "{}")).fields, IsEmpty());
}

} // namespace
} // namespace easel::play
