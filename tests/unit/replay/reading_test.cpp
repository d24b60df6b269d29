#include "replay/reading.hpp"

#include "base/codec.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace easel::replay {
namespace {

using traffic::Exchange;

std::string value_of(Leaves const& leaves, std::string const& path) {
    auto const found = std::find_if(leaves.begin(), leaves.end(), [&](auto const& leaf) { return leaf.first == path; });
    return found == leaves.end() ? "(missing)" : found->second;
}

Exchange posted(std::string body, std::string type) {
    Exchange hop;
    hop.url = "{tool}/launch?x=1&y=a%20b";
    hop.request.method = "POST";
    hop.request.target = "/launch?x=1&y=a%20b";
    hop.request.headers.set("Content-Type", std::move(type));
    hop.request.body = std::move(body);
    return hop;
}

TEST(ReadRequest, TakesQueryAndFormsApart) {
    auto const token = base::base64url_encode(R"({"alg":"RS256"})") + "." +
                       base::base64url_encode(R"({"nonce":"n1","roles":["a","b"]})") + ".‹redacted:signature#1›";
    auto const leaves =
        read_request(posted("state=s&id_token=" + token + "&a=1&a=2", "application/x-www-form-urlencoded"));
    EXPECT_EQ(value_of(leaves, "request.query.y"), "a b");
    EXPECT_EQ(value_of(leaves, "request.form.state"), "s");
    EXPECT_EQ(value_of(leaves, "request.form.id_token.claims.nonce"), "n1");
    EXPECT_EQ(value_of(leaves, "request.form.id_token.claims.roles.1"), "b");
    EXPECT_EQ(value_of(leaves, "request.form.id_token.header.alg"), "RS256");
    EXPECT_EQ(value_of(leaves, "request.form.a#2"), "2");
}

TEST(ReadRequest, TakesJsonApartWhateverItsTypeSays) {
    auto const leaves = read_request(posted(
        R"({"scores":[{"userId":"u1","scoreGiven":0.5}],"none":[],"empty":{}})", "application/vnd.ims.lis.v1.score+json"
    ));
    EXPECT_EQ(value_of(leaves, "request.json.scores.0.userId"), "u1");
    EXPECT_EQ(value_of(leaves, "request.json.scores.0.scoreGiven"), "0.5");
    EXPECT_EQ(value_of(leaves, "request.json.none"), "[]");
    EXPECT_EQ(value_of(leaves, "request.json.empty"), "{}");
}

TEST(ReadRequest, KeepsWhatItCannotRead) {
    EXPECT_EQ(value_of(read_request(posted("{broken", "application/json")), "request.body"), "{broken");
    EXPECT_EQ(value_of(read_request(posted("<xml/>", "application/xml")), "request.body"), "<xml/>");
}

TEST(ReadResponse, ReadsPagesAsAPersonDoes) {
    auto hop = posted("", "");
    hop.response.emplace();
    hop.response->status = 200;
    hop.response->headers.set("Content-Type", "text/html; charset=utf-8");
    hop.response->body =
        "<p>Hello <b>you</b></p><form action='/next' method='post'><input type=hidden name=a value=1></form>";
    auto const leaves = read_response(hop);
    EXPECT_EQ(value_of(leaves, "response.status"), "200");
    EXPECT_EQ(value_of(leaves, "response.forms.0.field.a"), "1");
    EXPECT_NE(value_of(leaves, "response.text").find("Hello you"), std::string::npos);
}

TEST(ReadResponse, SaysThatNoneCame) {
    EXPECT_EQ(value_of(read_response(posted("", "")), "response.missing"), "no answer");
}

TEST(PathTemplate, LeavesIdsOut) {
    EXPECT_EQ(
        path_template("{platform}/api/lti/courses/11063430620015/line_items/4?x=1"),
        "{platform}/api/lti/courses/{id}/line_items/{id}"
    );
    EXPECT_EQ(path_template("/t/9c35fb136d/launch"), "/t/{id}/launch");
    EXPECT_EQ(path_template("/api/v1/feedbeef"), "/api/v1/feedbeef");
    EXPECT_EQ(path_template("/u/da837877-35fe-4e60-a0f3-0a4ef9ae732b"), "/u/{id}");
}

TEST(NameOf, IsTheLastPart) {
    EXPECT_EQ(name_of("request.form.id_token.claims.nonce"), "nonce");
    EXPECT_EQ(name_of("request.form.a#2"), "a");
    EXPECT_EQ(name_of("plain"), "plain");
}

} // namespace
} // namespace easel::replay
