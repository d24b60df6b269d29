#include "check/similarity.hpp"

#include <gmock/gmock.h>

namespace {

using namespace easel::check;

struct Pair {
    char const* name;
    std::string one;
    std::string other;
    double least, most;
};
void PrintTo(Pair const& row, std::ostream* os) {
    *os << row.name;
}

class Similarity : public testing::TestWithParam<Pair> {};

TEST_P(Similarity, IsMeasuredOnWhatLasts) {
    auto const one = shingles_of(GetParam().one, {{"course title", "Biology gkfa"}});
    auto const other = shingles_of(GetParam().other, {{"course title", "Biology hh & co"}});
    EXPECT_GE(similarity(one, other), GetParam().least);
    EXPECT_LE(similarity(one, other), GetParam().most);
    EXPECT_DOUBLE_EQ(similarity(one, other), similarity(other, one));
}

constexpr char const* page = "<body class=app><h1>Welcome to the quiz</h1><p>Press the button to start your attempt.</p>";

// requirements.md A.5, normalisation for E4 and R5
INSTANTIATE_TEST_SUITE_P(
    Pages,
    Similarity,
    testing::ValuesIn<Pair>({
        {"the_same", page, page, 1, 1},
        {"both_empty", "", "", 1, 1},
        {"one_empty", page, "", 0, 0},
        {"short_ones_that_agree", "<p>", "<P>", 1, 1},
        {"nothing_in_common", page, "<table><tr><td>Sorry, that did not work out today at all</td></tr></table>", 0, 0.1},
        {"capitals", "<P>HELLO there you two</P>", "<p>hello There you two</p>", 1, 1},
        {"quotes", "<a href=x class='y z'>go on then</a>", "<a href=\"x\" class=\"y z\">go on then</a>", 1, 1},
        {"scripts_and_styles", "<style>a{}</style><p>hello you there now</p><script>var t=1;go()</script>",
         "<style>b{c:d}</style><p>hello you there now</p><script>other(2)</script>", 1, 1},
        {"digits", "<p>attempt 7 of 10 at 12:30</p>", "<p>attempt 18 of 9 at 7:05</p>", 1, 1},
        {"uuid", "<div id=\"7e57d004-2b97-4e7a-b45f-5387367791cd\">the one page</div>",
         "<div id=\"0d6a1c2e-11aa-4bcd-9e00-aabbccddeeff\">the one page</div>", 1, 1},
        {"nonce", "<script nonce=\"dGhpcyBpcyBhIG5vbmNlMTIz\"></script><p>the one page</p>",
         "<script nonce=\"YW5vdGhlciBub25jZSBoZXJlNDU2\"></script><p>the one page</p>", 1, 1},
        {"hex_in_an_address", "<a href=\"/s/8f14e45fceea167a/go\">the one page</a>", "<a href=\"/s/c9f0f895fb98ab91/go\">the one page</a>",
         1, 1},
        {"short_id_in_the_text", "<p>request 8f3a91 is the number</p>", "<p>request 77be02 is the number</p>", 1, 1},
        {"epoch", "<i data-at=1699999999>the one page</i>", "<i data-at=1700000123456>the one page</i>", 1, 1},
        {"canaries", "<h1>Biology gkfa</h1><p>your course is here</p>", "<h1>Biology hh &amp; co</h1><p>your course is here</p>", 1, 1},
        {"words_that_only_look_alike", "<p>quiz one for all of you</p>", "<p>exam two with none of them</p>", 0, 0.2},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Similarity, GrowsWithWhatIsShared) {
    std::string const frame = "<nav>home courses people grades settings help about</nav>";
    auto const one = shingles_of(frame + "<p>welcome to your attempt</p>", {});
    auto const near = shingles_of(frame + "<p>welcome to your next attempt</p>", {});
    auto const far = shingles_of("<p>sorry no such page</p>", {});
    EXPECT_GT(similarity(one, near), similarity(one, far));
    EXPECT_LT(similarity(one, near), 1);
}

struct Place {
    char const* name;
    std::string html;
    std::set<std::string> places;
};
void PrintTo(Place const& row, std::ostream* os) {
    *os << row.name;
}

class Positions : public testing::TestWithParam<Place> {};

TEST_P(Positions, NameElementAndParent) {
    EXPECT_EQ(positions_of(GetParam().html, "Quiz & more"), GetParam().places);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    Positions,
    testing::ValuesIn<Place>({
        {"nowhere", "<p>something else</p>", {}},
        {"heading", "<div class=top><h1>Quiz &amp; more</h1></div>", {"div.top>h1"}},
        {"class_counts", "<main><p class=error>Quiz & more</p></main>", {"main>p.error"}},
        {"after_a_void_element", "<main><p><img src=x><br>Quiz & more", {"main>p"}},
        {"after_an_element_that_ended", "<main><p>one</p><b>Quiz & more</b>", {"main>b"}},
        {"attribute", "<img alt=\"Quiz &amp; more\">", {"img@alt"}},
        {"title_of_the_page", "<html><title>Quiz &amp; more</title>", {"html>title"}},
        {"script", "<script>x = \"Quiz & more\"</script>", {"script"}},
        {"several", "<h1>Quiz & more</h1><a title=\"Quiz & more\">x</a>", {"h1", "a@title"}},
        {"no_html", "Quiz & more", {"text"}},
        {"end_without_start", "</p></div><p>Quiz & more</p>", {"p"}},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Positions, OfNothingAreNone) {
    EXPECT_TRUE(positions_of("<p>x</p>", "").empty());
}

TEST(PlainWords, LeaveScriptsAndCanariesOut) {
    EXPECT_THAT(
        plain_words("<title>Quiz 1</title><script>no</script><p>Hello Ada gkfa, it is 9:30</p>", {{"user name", "Ada gkfa"}}),
        testing::UnorderedElementsAre("quiz", "#", "hello", "it", "is")
    );
}

TEST(PlainText, KeepsTheNameOfACookie) {
    EXPECT_EQ(plain_text("easel_session"), "easel_session");
    EXPECT_EQ(plain_text("login_8f14e45fceea167a00aa"), plain_text("login_0011223344556677abcd"));
}

} // namespace
