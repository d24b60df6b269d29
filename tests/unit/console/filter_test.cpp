#include "console/filter.hpp"

#include "base/codec.hpp"

#include <gtest/gtest.h>

namespace easel::console {
namespace {

/// A failed case about scores, of level must, that took 2.5 s and met a 422.
verdict::CaseResult late_score() {
    verdict::CaseResult one;
    one.id = "ags.score/late";
    one.title = "A late score: an hour";
    one.level = "must";
    one.verdict = verdict::Verdict::failed;
    one.tags = {"ags", "score"};
    one.requirements = {"SCORE-027"};
    one.took = base::Duration(2'500);
    traffic::Exchange hop;
    hop.request.method = "POST";
    hop.response = http::json(422, "{}");
    one.hops.push_back(hop);
    traffic::Exchange launch;
    auto const payload = base::base64url_encode(R"({"aud":"1000","https://purl.imsglobal.org/spec/lti/claim/version":"1.3.0","iat":5})");
    launch.request = http::form_post("/launch", {{"id_token", "e30." + payload + ".sig"}});
    one.hops.push_back(launch);
    return one;
}

struct Row {
    char const* filter;
    bool holds;
};
class Filters : public testing::TestWithParam<Row> {};

TEST_P(Filters, MeanWhatTheySay) {
    auto const& row = GetParam();
    auto const filter = Filter::parse(row.filter);
    ASSERT_TRUE(filter) << to_string(filter.error());
    EXPECT_EQ(filter->holds(late_score()), row.holds) << row.filter;
}

INSTANTIATE_TEST_SUITE_P(
    Filter, Filters,
    testing::Values(
        Row{"", true}, Row{"late", true}, Row{"LATE", true}, Row{"\"an hour\"", true}, Row{"\"an minute\"", false}, Row{"!late", false},
        Row{"s:failed", true}, Row{"s:passed", false}, Row{"s:error,failed", true}, Row{"!s:passed", true}, Row{"@ags", true},
        Row{"@ag", false}, Row{"!@slow", true}, Row{"l:must", true}, Row{"l:should", false}, Row{"r:SCORE", true}, Row{"r:LAUNCH", false},
        Row{"t:>2s", true}, Row{"t:<2s", false}, Row{"t:>2500ms", false}, Row{"hop:422", true}, Row{"hop:404", false},
        Row{"in:aud=1000", true}, Row{"in:version=1.3.0", true}, Row{"in:iat=5", true}, Row{"in:aud=1001", false},
        Row{"s:failed @ags !slow l:must", true}, Row{"s:failed @dl", false}
    )
);

TEST(Filter, TellsWhatItDoesNotUnderstand) {
    for (auto const* bad : {"t:2s", "t:>", "t:>2h", "t:>-1s", "hop:x", "in:aud", "s:", "!", "@"}) EXPECT_FALSE(Filter::parse(bad)) << bad;
    EXPECT_FALSE(Filter::parse(std::string(2'000, 'x')));
}

TEST(Filter, ExpectedAndFlakyAreWordsOfTheirOwn) {
    auto one = late_score();
    one.expected = true;
    EXPECT_EQ(status_word(one), "expected");
    EXPECT_FALSE(Filter::parse("s:failed")->holds(one));
    one.expected = false;
    one.flaky = true;
    EXPECT_EQ(status_word(one), "flaky");
}

} // namespace
} // namespace easel::console
