// Link headers and ids as texts. @par Source external-tools-api.md 3, 4
#include "rest/rest.hpp"

#include <gtest/gtest.h>

namespace easel::rest {
namespace {

std::string const url = "https://canvas.test/api/v1/courses/1/external_tools";

base::json::object sent(std::string const& json) {
    return base::parse_json(json)->get_object();
}

TEST(Pages, OfTheWorkedExample) { // seven tools, three on a page
    auto const page = page_of(url, sent(R"({"per_page":"3"})"), 7);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->first, 0U);
    EXPECT_EQ(page->count, 3U);
    EXPECT_EQ(
        page->link,
        "<" + url + "?page=1&per_page=3>; rel=\"current\",<" + url + "?page=2&per_page=3>; rel=\"next\",<" + url +
            "?page=1&per_page=3>; rel=\"first\",<" + url + "?page=3&per_page=3>; rel=\"last\""
    );
}

TEST(Pages, AreCut) {
    struct Row {
        char const* name;
        char const* parameters;
        std::size_t total, first, count;
        std::string links; ///< their relations with their page numbers
    };
    std::vector<Row> const rows{
        {"ten by default", "{}", 25, 0, 10, "current1 next2 first1 last3"},
        {"in the middle", R"({"page":"2"})", 25, 10, 10, "current2 next3 prev1 first1 last3"},
        {"the last", R"({"page":"3"})", 25, 20, 5, "current3 prev2 first1 last3"},
        {"a number of JSON", R"({"page":3})", 25, 20, 5, "current3 prev2 first1 last3"},
        {"past the end", R"({"page":"9"})", 25, 25, 0, "current9 prev8 first1 last3"},
        {"nothing", "{}", 0, 0, 0, "current1 first1 last1"},
        {"at most a hundred", R"({"per_page":"1000"})", 250, 0, 100, "current1 next2 first1 last3"},
        {"at least one", R"({"per_page":"0"})", 2, 0, 1, "current1 next2 first1 last2"},
        {"no number of elements", R"({"per_page":"x"})", 2, 0, 1, "current1 next2 first1 last2"},
        {"an empty page number", R"({"page":""})", 5, 0, 5, "current1 first1 last1"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        auto const page = page_of(url, sent(row.parameters), row.total);
        ASSERT_TRUE(page);
        EXPECT_EQ(page->first, row.first);
        EXPECT_EQ(page->count, row.count);
        std::string links;
        for (std::size_t at = 0; (at = page->link.find("rel=\"", at)) != std::string::npos;) {
            auto const name = page->link.substr(at + 5, page->link.find('"', at + 5) - at - 5);
            auto const number = page->link.rfind("page=", page->link.rfind("&per_page", at));
            links += (links.empty() ? "" : " ") + name +
                     page->link.substr(number + 5, page->link.find('&', number) - number - 5);
            at += 5;
        }
        EXPECT_EQ(links, row.links);
    }
    for (auto const* page : {"0", "-1", "x"}) EXPECT_FALSE(page_of(url, {{"page", page}}, 5)) << page;
}

TEST(Pages, RepeatTheOtherParameters) {
    auto const page = page_of(
        url,
        sent(R"({"search_term":"cell lab","access_token":"secret","placement":["a","b"],"x":{"y":"1"},"page":"1"})"),
        1
    );
    EXPECT_TRUE(page->link.starts_with(
        "<" + url + "?placement%5B%5D=a&placement%5B%5D=b&search_term=cell+lab&x%5By%5D=1&page=1&per_page=10>; "
    )) << page->link;
}

TEST(Ids, BecomeTextsWhereTheClientWants) {
    http::Request request;
    EXPECT_FALSE(wants_text_ids(request));
    request.headers.set("Accept", "application/json+canvas-string-ids, application/json");
    EXPECT_TRUE(wants_text_ids(request));
    base::json::value value = *base::parse_json(
        R"([{"id":7,"context_id":5,"ids":[1,2],"rce_favorite_tool_ids":[3],"width":800,"in":{"tool_id":9},"x_id":null,"y_id":"a"}])"
    );
    write_ids_as_texts(value);
    EXPECT_EQ(
        base::dump(value),
        R"([{"id":"7","context_id":"5","ids":["1","2"],"rce_favorite_tool_ids":["3"],"width":800,"in":{"tool_id":"9"},"x_id":null,"y_id":"a"}])"
    );
}

TEST(Refusals, AreInTheseBytes) {
    EXPECT_EQ(not_found().status, 404);
    EXPECT_EQ(not_found().body, R"({"errors":[{"message":"The specified resource does not exist."}]})");
    world::Dialects dialects;
    EXPECT_EQ(not_permitted(dialects).status, 403);
    dialects.rest_unauthorized_is_401 = true;
    EXPECT_EQ(not_permitted(dialects).status, 401);
    EXPECT_EQ(
        not_permitted(dialects).body,
        R"({"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]})"
    );
    EXPECT_EQ(
        invalid({{"name", "blank", "can't be blank"}, {"url", "", "No."}, {"name", "", "Bad."}}).body,
        R"({"errors":{"name":[{"attribute":"name","type":"blank","message":"can't be blank"},)"
        R"({"attribute":"name","type":"Bad.","message":"Bad."}],"url":[{"attribute":"url","type":"No.","message":"No."}]}})"
    );
}

} // namespace
} // namespace easel::rest
