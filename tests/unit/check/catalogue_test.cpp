#include "check/catalogue.hpp"

#include "check/marker.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace {

using easel::check::catalogues;
using testing::AnyOf;
using testing::StartsWith;

TEST(Requirements, AreAllThereAndWellFormed) {
    auto const& rows = catalogues().requirements;
    EXPECT_GE(rows.size(), 391u); // rows are appended, never taken away
    std::set<std::string> areas;
    for (auto const& [id, row] : rows) {
        EXPECT_TRUE(std::regex_match(id, std::regex("[A-Z0-9]+-[0-9]{3}"))) << id;
        EXPECT_EQ(id.substr(0, id.rfind('-')), row.area) << id;
        EXPECT_THAT(row.level, AnyOf("must", "should", "may", "canvas")) << id;
        EXPECT_THAT(row.text, StartsWith("The tool ")) << id;
        EXPECT_FALSE(row.source.empty() || row.provoke.empty() || row.observe.empty()) << id;
        EXPECT_TRUE(std::regex_match(row.unobserved, std::regex("((needs_browser|lti11): [a-z].+[^.])?"))) << id;
        areas.insert(row.area);
    }
    EXPECT_EQ(areas.size(), 21u);
}

TEST(SourceAddress, IsThatOfTheFirstPublishedDocument) {
    using easel::check::source_address;
    EXPECT_EQ(source_address("SEC 5.1.3; RFC 8725 3.8"), "https://www.imsglobal.org/spec/security/v1p0/");
    EXPECT_EQ(source_address("RFC 8725 3.8; SEC 5.1.3"), "https://www.rfc-editor.org/rfc/rfc8725");
    EXPECT_EQ(source_address("session fixation, OIDC"), "https://openid.net/specs/openid-connect-core-1_0.html");
    EXPECT_EQ(
        source_address("CV:doc/api/registration.md (inferred)"), "https://github.com/instructure/canvas-lms/blob/master/doc/api/registration.md"
    );
    EXPECT_EQ(source_address("CV:lti11.md 3; SEED-ERR"), "") << "not Canvas's own";
    EXPECT_EQ(source_address("RFC"), "");
    EXPECT_EQ(source_address(""), "");
}

TEST(Requirements, AreAllOnTheirPage) {
    std::ifstream file(EASEL_SOURCE_DIR "/docs/requirements.md");
    std::string const page(std::istreambuf_iterator<char>(file), {});
    for (auto const& [id, row] : catalogues().requirements) {
        auto const begin = "| " + id + " | " + row.level + " | ";
        EXPECT_NE(page.find(begin), std::string::npos) << id;
    }
}

TEST(Facts, AreAllThereAndWellFormed) {
    auto const& rows = catalogues().facts;
    EXPECT_FALSE(rows.empty());
    std::set<std::string> files;
    for (auto const& [id, row] : rows) {
        EXPECT_TRUE(std::regex_match(id, std::regex("[a-z0-9-]+/[0-9a-z.]+"))) << id;
        EXPECT_FALSE(row.text.empty() || row.source.empty()) << id;
        files.insert(id.substr(0, id.find('/')));
    }
    std::set<std::string> written;
    for (auto const& file : std::filesystem::directory_iterator(EASEL_SOURCE_DIR "/fixtures/facts"))
        written.insert(file.path().stem().string());
    EXPECT_EQ(files, written);
    EXPECT_GE(files.size(), 3u);
}

TEST(ErrorTable, HasTheDocumentedRows) {
    std::set<std::string> names;
    for (auto const& [name, row] : catalogues().errors) names.insert(name);
    EXPECT_THAT(
        names,
        testing::UnorderedElementsAre(
            "parameter-missing",
            "timestamp-invalid",
            "timestamp-stale",
            "submitted-at-future",
            "developer-key-invalid",
            "token-not-linked",
            "resource-missing",
            "context-missing",
            "line-item-denied",
            "link-mismatch",
            "course-concluded",
            "not-a-student",
            "maximum-negative",
            "maximum-missing",
            "content-items-missing",
            "attempts-exhausted"
        )
    );
}

struct MarkerRow {
    char const* name;
    std::string expression;
    std::string text;
    bool matches;
};
void PrintTo(MarkerRow const& row, std::ostream* os) {
    *os << row.name;
}
class Markers : public testing::TestWithParam<MarkerRow> {};
TEST_P(Markers, Match) {
    EXPECT_EQ(easel::check::marker_matches(GetParam().expression, GetParam().text), GetParam().matches);
}
INSTANTIATE_TEST_SUITE_P(
    Texts,
    Markers,
    testing::ValuesIn<MarkerRow>({
        {"plain", "Welcome", "<h1>Welcome</h1>", true},
        {"plain_absent", "Welcome", "<h1>welcome</h1>", false},
        {"expression", R"~(data-user="([^"]+)")~", R"~(<p data-user="a1">)~", true},
        {"dot_stops_at_line_ends", "a.*b", "a\nb", false},
        {"not_an_expression", "f(x", "call f(x)", true},
        {"empty", "", "anything", false},
        {"beyond_the_bound", "needle", std::string(300 * 1024, ' ') + "needle", false},
        {"large_page", "x.*needle", std::string(200 * 1024, 'y') + "x needle", true},
        {"explodes", "(a+)+$", std::string(50'000, 'a') + "b", false},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

}  // namespace
