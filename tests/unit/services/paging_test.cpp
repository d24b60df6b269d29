#include "services/paging.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace easel::services {
namespace {

struct Case {
    char const* name;
    char const* query;
    std::size_t total;
    std::optional<std::pair<std::size_t, std::size_t>> part; ///< first, count; nothing: no such page
    char const* link;                                        ///< without the base URL, quotes as '; "": not looked at
};
void PrintTo(Case const& row, std::ostream* out) { *out << row.name; }

class Paging : public testing::TestWithParam<Case> {};

TEST_P(Paging, FindsThePartAndTheLinks) {
    auto const& row = GetParam();
    http::Request request;
    request.target = "/x" + std::string(row.query);
    auto const page = page_of(Params::read(request).value(), row.total, "B");
    ASSERT_EQ(page.has_value(), row.part.has_value());
    if (!page) return;
    EXPECT_EQ(page->first, row.part->first);
    EXPECT_EQ(page->count, row.part->second);
    std::string want = row.link;
    for (auto& c : want) c = c == '\'' ? '"' : c;
    if (!want.empty()) {
        EXPECT_EQ(page->link, want);
    }
}

TEST(Limit, IsAParameterLikeAnyOtherWhereCanvasKnowsNone) {
    http::Request request;
    request.target = "/x?limit=1&per_page=2";
    auto const page = page_of(Params::read(request).value(), 3, "B", {.limit = PageRules::Limit::unknown});
    ASSERT_TRUE(page);
    EXPECT_EQ(page->count, 2U);
    EXPECT_TRUE(page->link.starts_with("<B?limit=1&page=1&per_page=2>; rel=\"current\",<B?limit=1&page=2&per_page=2>;"));
}

constexpr auto no_page = std::nullopt;

INSTANTIATE_TEST_SUITE_P(
    Canvas, Paging,
    testing::Values(
        Case{"empty", "", 0, {{0, 0}},
             "<B?page=1&per_page=10>; rel='current',<B?page=1&per_page=10>; rel='first',"
             "<B?page=1&per_page=10>; rel='last'"},
        Case{"middle", "?page=2&per_page=2", 5, {{2, 2}},
             "<B?page=2&per_page=2>; rel='current',<B?page=3&per_page=2>; rel='next',<B?page=1&per_page=2>; rel='prev',"
             "<B?page=1&per_page=2>; rel='first',<B?page=3&per_page=2>; rel='last'"},
        Case{"default_size", "", 11, {{0, 10}}, ""}, Case{"capped", "?per_page=1000", 500, {{0, 100}}, ""},
        Case{"at_least_one", "?per_page=0", 5, {{0, 1}}, ""}, Case{"size_in_words", "?per_page=many", 5, {{0, 1}}, ""},
        Case{"limit_has_no_cap", "?limit=1000", 500, {{0, 500}}, ""},
        Case{"limit_wins", "?limit=3&per_page=2", 5, {{0, 3}}, ""},
        Case{"limit_beyond_reason", "?limit=99999999999999999999", 5, {{0, 5}}, ""},
        Case{"others_sorted_and_escaped", "?z=a+b&b[]=2&b[]=1&access_token=t&api_key=k&a=%2F%C3%A9&page=1&a=~", 1,
             {{0, 1}},
             "<B?a=~&b%5B%5D=1&b%5B%5D=2&z=a+b&page=1&per_page=10>; rel='current',"
             "<B?a=~&b%5B%5D=1&b%5B%5D=2&z=a+b&page=1&per_page=10>; rel='first',"
             "<B?a=~&b%5B%5D=1&b%5B%5D=2&z=a+b&page=1&per_page=10>; rel='last'"},
        Case{"beyond", "?page=3&per_page=5", 5, {{0, 0}},
             "<B?page=3&per_page=30>; rel='current',<B?page=4&per_page=30>; rel='next',"
             "<B?page=2&per_page=30>; rel='prev',<B?page=1&per_page=30>; rel='first'"},
        Case{"far_beyond", "?page=99999999999999999999", 5, {{0, 0}}, ""},
        Case{"begins_with_digits", "?page=1x", 5, {{0, 0}}, ""}, Case{"page_empty", "?page=", 5, {{0, 5}}, ""},
        Case{"page_zero", "?page=0", 5, no_page, ""}, Case{"page_negative", "?page=-1", 5, no_page, ""},
        Case{"page_in_words", "?page=one", 5, no_page, ""}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(PagingHeader, IsBoundedAndKeepsTheNextLinkFirst) {
    http::Request request;
    request.target = "/x?page=2&per_page=1&q=" + std::string(2500, 'q');
    auto const page = page_of(Params::read(request).value(), 3, "B");
    ASSERT_TRUE(page);
    EXPECT_LE(page->link.size(), 6U * 1024);
    EXPECT_NE(page->link.find("rel=\"next\""), std::string::npos);
    EXPECT_NE(page->link.find("rel=\"last\""), std::string::npos);
    EXPECT_EQ(page->link.find("rel=\"current\""), std::string::npos);
}

} // namespace
} // namespace easel::services
