#include "http/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Headers, NamesCompareWithoutCaseAndTheFirstValueCounts) {
    Headers const headers{{"Content-Type", "text/html"}, {"set-cookie", "a=1"}, {"Set-Cookie", "b=2"}};
    EXPECT_EQ(headers.get("content-TYPE"), "text/html");
    EXPECT_EQ(headers.get("SET-COOKIE"), "a=1");
    EXPECT_THAT(headers.all("Set-Cookie"), ElementsAre("a=1", "b=2"));
    EXPECT_TRUE(headers.has("set-cookie"));
    EXPECT_FALSE(headers.has("set-cookies"));
    EXPECT_EQ(headers.get("Host"), "");
}

TEST(Headers, SetKeepsThePlaceAndDropsTheOthers) {
    Headers headers{{"A", "1"}, {"B", "2"}, {"a", "3"}};
    headers.set("a", "9");
    headers.set("C", "4");
    EXPECT_THAT(headers.fields(), ElementsAre(Pair("A", "9"), Pair("B", "2"), Pair("C", "4")));
    headers.remove("b");
    headers.remove("missing");
    EXPECT_THAT(headers.fields(), ElementsAre(Pair("A", "9"), Pair("C", "4")));
}

struct TargetRow {
    char const* name;
    char const* target;
    char const* path;
    base::Fields query;
};
void PrintTo(TargetRow const& row, std::ostream* os) {
    *os << row.name;
}

class Targets : public testing::TestWithParam<TargetRow> {};

TEST_P(Targets, SplitIntoPathAndQuery) {
    Request request;
    request.target = GetParam().target;
    EXPECT_EQ(request.path(), GetParam().path);
    EXPECT_EQ(request.query(), GetParam().query);
}

INSTANTIATE_TEST_SUITE_P(
    Http, Targets,
    testing::ValuesIn<TargetRow>({
        {"bare", "/a/b", "/a/b", {}},
        {"query", "/a?x=1&y=%20+z", "/a", {{"x", "1"}, {"y", "  z"}}},
        {"empty_query", "/a?", "/a", {}},
        {"repeated", "/a?x=1&x=2", "/a", {{"x", "1"}, {"x", "2"}}},
        {"fragment", "/a?x=1#y=2", "/a", {{"x", "1"}}},
        {"path_encoded", "/a%2Fb?c", "/a%2Fb", {{"c", ""}}},
        {"second_mark", "/a?u=/b?c=d", "/a", {{"u", "/b?c=d"}}},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Request, ContentTypeIsLowerCaseWithoutParameters) {
    Request request;
    EXPECT_EQ(request.content_type(), "");
    request.headers.set("content-type", " Application/JSON ; charset=utf-8");
    EXPECT_EQ(request.content_type(), "application/json");
}

TEST(Request, OnlyAFormHasFormFields) {
    auto request = form_post("/login", {{"a b", "ä&="}, {"c", ""}});
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/login");
    EXPECT_THAT(request.form(), ElementsAre(Pair("a b", "ä&="), Pair("c", "")));
    request.headers.set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    EXPECT_THAT(request.form(), ElementsAre(Pair("a b", "ä&="), Pair("c", "")));
    request.headers.set("Content-Type", "text/plain");
    EXPECT_THAT(request.form(), IsEmpty());
}

TEST(Response, HelpersSetTypeAndStatus) {
    EXPECT_EQ(html(404, "<p>").content_type(), "text/html");
    EXPECT_EQ(json(422, "{}").content_type(), "application/json");
    EXPECT_EQ(text(403, "no").content_type(), "text/plain");
    EXPECT_EQ(json(422, "{}").status, 422);
    auto const found = redirect("http://127.0.0.1/x");
    EXPECT_EQ(found.status, 302);
    EXPECT_EQ(found.headers.get("Location"), "http://127.0.0.1/x");
}

TEST(Response, ReasonPhrasesAreThoseOfTheRegistry) {
    EXPECT_EQ(reason_phrase(200), "OK");
    EXPECT_EQ(reason_phrase(404), "Not Found");
    EXPECT_EQ(reason_phrase(422), "Unprocessable Content");
    EXPECT_EQ(reason_phrase(599), "");
}

} // namespace
} // namespace easel::http
