#include "replay/align.hpp"

#include <gtest/gtest.h>

namespace easel::replay {
namespace {

using traffic::Exchange;
using traffic::Party;

Exchange hop(int number, std::string const& path, int status, std::string body = "") {
    Exchange made;
    made.number = number;
    made.from = Party::tool;
    made.to = Party::platform;
    made.url = "{platform}" + path;
    made.request.method = "POST";
    made.request.target = path;
    made.response.emplace();
    made.response->status = status;
    made.response->headers.set("Content-Type", "application/json");
    made.response->body = std::move(body);
    return made;
}

TEST(Align, PairsByAddressAndOrder) {
    Substitutions table;
    auto const rows = align(
        {hop(1, "/a/1", 200), hop(2, "/a/2", 422), hop(3, "/b", 200)},
        {hop(1, "/a/7", 200), hop(2, "/a/8", 422), hop(4, "/b", 200)},
        table
    );
    ASSERT_EQ(rows.size(), 3U);
    for (auto const& row : rows) EXPECT_TRUE(row.is_same()) << row.title;
    EXPECT_EQ(rows[1].now, 2);
    EXPECT_EQ(rows[2].now, 4);
}

TEST(Align, ShowsWhatIsMissingAndWhatIsNewAtItsPlace) {
    Substitutions table;
    auto const rows = align(
        {hop(1, "/a", 200), hop(2, "/gone", 200), hop(3, "/c", 200)},
        {hop(1, "/a", 200), hop(2, "/new", 200), hop(3, "/c", 200)},
        table
    );
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0].then, 1);
    EXPECT_EQ(rows[1].now, 0) << rows[1].title;
    EXPECT_EQ(rows[2].then, 0) << rows[2].title;
    EXPECT_EQ(rows[3].then, 3);
    EXPECT_FALSE(rows[1].is_same());
    EXPECT_FALSE(rows[2].is_same());
}

TEST(Align, TellsFreshValuesFromChangedOnes) {
    Substitutions table;
    auto const rows = align(
        {hop(1, "/token", 200, R"({"access_token":"old-token-value","scope":"a"})"),
         hop(2, "/s", 200, R"({"echo":"saw old-token-value"})")},
        {hop(1, "/token", 200, R"({"access_token":"new-token-value","scope":"b"})"),
         hop(2, "/s", 200, R"({"echo":"saw new-token-value"})")},
        table
    );
    ASSERT_EQ(rows.size(), 2U);
    ASSERT_EQ(rows[0].differences.size(), 2U);
    EXPECT_EQ(rows[0].differences[0].path, "response.json.scope");
    EXPECT_FALSE(rows[0].differences[0].expected);
    EXPECT_TRUE(rows[0].differences[1].expected);
    EXPECT_TRUE(rows[1].is_same()) << "a fresh value counts wherever it recurs";
    ASSERT_EQ(table.all().size(), 1U);
}

TEST(Align, TakesTagsByTheirKind) {
    Substitutions table;
    auto const same = align(
        {hop(1, "/x", 200, R"({"a":"‹redacted:cookie#1›"})")},
        {hop(1, "/x", 200, R"({"a":"‹redacted:cookie#4›"})")},
        table
    );
    EXPECT_TRUE(same[0].is_same());
    auto const other = align(
        {hop(1, "/x", 200, R"({"a":"‹redacted:cookie#1›"})")},
        {hop(1, "/x", 200, R"({"a":"‹redacted:token#1›"})")},
        table
    );
    EXPECT_FALSE(other[0].is_same());
}

TEST(Align, StatusAndMissingAnswersAreDifferences) {
    Substitutions table;
    EXPECT_FALSE(align({hop(1, "/x", 200)}, {hop(1, "/x", 422)}, table)[0].is_same());
    auto silent = hop(1, "/x", 200);
    silent.response.reset();
    EXPECT_FALSE(align({hop(1, "/x", 200)}, {silent}, table)[0].is_same());
    EXPECT_TRUE(align({silent}, {silent}, table)[0].is_same());
}

TEST(Align, OfNothingIsNothing) {
    Substitutions table;
    EXPECT_TRUE(align({}, {}, table).empty());
}

} // namespace
} // namespace easel::replay
