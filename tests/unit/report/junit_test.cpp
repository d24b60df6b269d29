#include "report/report.hpp"
#include "unit/report/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace easel::report {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using verdict::Verdict;

pugi::xml_document parsed(std::string const& text) {
    pugi::xml_document document;
    auto const outcome = document.load_buffer(text.data(), text.size());
    EXPECT_TRUE(outcome) << outcome.description() << " at " << outcome.offset;
    return document;
}

pugi::xml_node the_case(pugi::xml_document const& document, std::string const& id) {
    for (auto const& found : document.select_nodes("//testcase")) {
        if (std::string(found.node().attribute("name").value()).starts_with(id)) return found.node();
    }
    return {};
}

verdict::RunResult run_of(verdict::CaseResult result) {
    auto run = test::sample_run();
    run.cases = {std::move(result)};
    return run;
}

TEST(Junit, WholeFile) {
    std::ifstream golden(EASEL_SOURCE_DIR "/tests/unit/report/golden/junit.xml");
    std::string const want(std::istreambuf_iterator<char>(golden), {});
    JunitOptions const options{
        .result_path = "reports/latest/result.json",
        .attachment = "reports/latest/index.html",
    };
    EXPECT_EQ(junit(test::sample_run(), options), want);
}

TEST(Junit, SameBytesWhateverThePorts) {
    EXPECT_EQ(junit(test::sample_run(), {}), junit(test::sample_run_on_other_ports(), {}));
}

// conventions.md 6: one outcome element at most, counts agree, names unique.
TEST(Junit, CountsAndNamesAgree) {
    auto run = test::sample_run();
    run.cases.push_back(run.cases.back());
    auto const document = parsed(junit(run, {}));
    auto const root = document.child("testsuites");
    std::set<std::string> names;
    int failures = 0, errors = 0, skipped = 0;
    for (auto const& found : document.select_nodes("//testcase")) {
        auto const node = found.node();
        auto const outcomes = [&](char const* name) {
            return std::distance(node.children(name).begin(), node.children(name).end());
        };
        EXPECT_LE(outcomes("failure") + outcomes("error") + outcomes("skipped"), 1);
        failures += static_cast<int>(outcomes("failure"));
        errors += static_cast<int>(outcomes("error"));
        skipped += static_cast<int>(outcomes("skipped"));
        EXPECT_TRUE(names.insert(node.attribute("name").value()).second) << node.attribute("name").value();
    }
    EXPECT_EQ(root.attribute("tests").as_int(), static_cast<int>(names.size()));
    EXPECT_EQ(root.attribute("failures").as_int(), failures);
    EXPECT_EQ(root.attribute("errors").as_int(), errors);
    EXPECT_EQ(root.attribute("skipped").as_int(), skipped);
    EXPECT_EQ(failures, 1);
    EXPECT_EQ(errors, 1);
    EXPECT_EQ(skipped, 3);
}

struct Row {
    char const* name;
    Verdict verdict;
    bool strict, expected, unexpected_pass;
    char const* element;  ///< "" : none
    char const* message;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class JunitOutcomes : public testing::TestWithParam<Row> {};

// design.md 1 and conventions.md 6, rule 4
TEST_P(JunitOutcomes, OneElement) {
    auto const& row = GetParam();
    auto result = test::plain_case("row", row.verdict);
    result.reason = "because";
    result.expected = row.expected;
    result.unexpected_pass = row.unexpected_pass;
    if (row.expected || row.unexpected_pass) result.expected_reason = "known";
    auto run = run_of(result);
    if (row.strict) run.threshold = verdict::Threshold::should;
    auto const document = parsed(junit(run, {}));
    auto const node = the_case(document, "ags.score/row");
    for (auto const* const name : {"failure", "error", "skipped"}) {
        auto const child = node.child(name);
        EXPECT_EQ(!child.empty(), std::string(row.element) == name) << name;
        if (child) {
            EXPECT_STREQ(child.attribute("message").value(), row.message);
        }
    }
    bool const warning = !node.select_node("properties/property[@name='warning']").node().empty();
    EXPECT_EQ(warning, row.verdict == Verdict::warned && !row.strict);
}

INSTANTIATE_TEST_SUITE_P(
    Report,
    JunitOutcomes,
    testing::ValuesIn<Row>({
        {"passed",                 Verdict::passed,       false, false, false, "",        ""                       },
        {"informed",               Verdict::informed,     false, false, false, "",        ""                       },
        {"failed",                 Verdict::failed,       false, false, false, "failure", "because"                },
        {"failed_expected",        Verdict::failed,       false, true,  false, "skipped", "expected failure: known"},
        {"unexpected_pass",
         Verdict::passed,
         false,                                                  false,
         true,                                                                 "failure",
         "unexpected pass: the expected-failures file foresees trouble here (known); remove this entry"            },
        {"warned",                 Verdict::warned,       false, false, false, "",        ""                       },
        {"warned_strict",          Verdict::warned,       true,  false, false, "failure", "because"                },
        {"warned_strict_expected", Verdict::warned,       true,  true,  false, "skipped", "expected failure: known"},
        {"inconclusive",           Verdict::inconclusive, false, false, false, "skipped", "inconclusive: because"  },
        {"skipped",                Verdict::skipped,      false, false, false, "skipped", "because"                },
        {"error",                  Verdict::error,        false, false, false, "error",   "because"                },
}),
    [](auto const& info) { return std::string(info.param.name); }
);

// conventions.md 6, rule 9: the last turn decides, those before it are told of by what became of the case.
TEST(Junit, EarlierTurnsAreFlakyWhenTheCaseEndsWellAndRerunsWhenNot) {
    auto flaky = test::plain_case("flaky", Verdict::passed);
    flaky.turns = 2;
    flaky.flaky = true;
    flaky.other_turns = {test::failed_case()};
    auto const told = parsed(junit(run_of(flaky), {}));
    auto const node = the_case(told, "ags.score/flaky");
    auto const earlier = node.child("flakyFailure");
    EXPECT_STREQ(earlier.attribute("type").value(), "must");
    EXPECT_THAT(earlier.attribute("message").value(), StartsWith("Your tool posted the same score 2 more times"));
    EXPECT_THAT(earlier.child_value("stackTrace"), HasSubstr("ERR-003"));
    EXPECT_TRUE(node.child("failure").empty());
    EXPECT_THAT(node.child_value("system-out"), StartsWith("flaky: ags.score/flaky: 1 of 2 turns ended otherwise"));

    auto failed = test::failed_case();
    failed.turns = 2;
    failed.other_turns = {test::failed_case()};
    auto const document = parsed(junit(run_of(failed), {}));
    EXPECT_STREQ(document.child("testsuites").attribute("failures").value(), "1");
    auto const again = the_case(document, failed.id);
    EXPECT_FALSE(again.child("failure").empty());
    EXPECT_FALSE(again.child("rerunFailure").empty());
    EXPECT_TRUE(again.child("flakyFailure").empty());
}

TEST(Junit, NamesTheShardAndTheLevel) {
    auto run = test::sample_run();
    run.shard = verdict::Shard{.index = 2, .count = 4};
    run.threshold = verdict::Threshold::all;
    auto const text = junit(run, {});
    EXPECT_THAT(text, HasSubstr(R"(<property name="shard" value="2/4"/>)"));
    EXPECT_THAT(text, HasSubstr(R"(<property name="level" value="all"/>)"));
}

TEST(Junit, HostileTextStaysWellFormed) {
    auto result = test::failed_case();
    std::string const nasty = "a\x01\x0b]]><b a=\"'\">&amp;\xff\xed\xa0\x80\xef\xbf\xbe</failure>";
    result.checks[1].observed = nasty;
    result.title = nasty;
    result.group = nasty;
    auto const text = junit(run_of(result), {});
    EXPECT_THAT(text, Not(HasSubstr("]]>")));
    EXPECT_THAT(text, Not(StartsWith("\xEF\xBB\xBF")));
    auto const document = parsed(text);
    auto const failure = the_case(document, result.id).child("failure");
    EXPECT_THAT(failure.attribute("message").value(), StartsWith("a\uFFFD\uFFFD]]><b a=\"'\">&amp;\uFFFD"));
    EXPECT_THAT(failure.attribute("message").value(), EndsWith("</failure>"));
}

TEST(Junit, LongTextsAreCutWhereReadersNeedIt) {
    auto result = test::failed_case();
    for (int i = 0; i < 3000; ++i) result.checks[1].observed += " ü€";
    auto const document = parsed(junit(run_of(result), {}));
    auto const node = the_case(document, result.id);
    auto const characters = [](std::string_view text) {
        return std::count_if(text.begin(), text.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        });
    };
    EXPECT_EQ(characters(node.child("failure").attribute("message").value()), 200);
    EXPECT_EQ(characters(node.child_value("system-out")), 300);
    EXPECT_THAT(node.child_value("failure"), HasSubstr("more bytes)"));
    EXPECT_LT(std::string(node.child_value("failure")).size(), 6000U);
}

TEST(Junit, AttachmentOnlyIfThereIsOne) {
    EXPECT_THAT(junit(test::sample_run(), {}), Not(HasSubstr("ATTACHMENT")));
    auto const document = parsed(junit(test::sample_run(), {.attachment = "reports/latest/index.html"}));
    EXPECT_THAT(
        the_case(document, "ags.score/attempts-used-up").child_value("system-out"),
        EndsWith("\n[[ATTACHMENT|reports/latest/index.html]]")
    );
    EXPECT_THAT(the_case(document, "ags.score/slow").child_value("system-out"), Not(HasSubstr("ATTACHMENT")));
}

TEST(Junit, FailedSetupIsAnErrorAndNobodysFailure) {
    auto run = test::sample_run();
    run.cases.clear();
    run.setup = {
        {.id = "tool.reachable",
         .verdict = Verdict::failed,
         .detail = "Your setup: nothing answers at http://127.0.0.1:9001",
         .hint = "start the tool"                                                     },
        {.id = "jwks.reachable", .verdict = Verdict::skipped, .detail = "", .hint = ""},
    };
    auto const document = parsed(junit(run, {}));
    auto const root = document.child("testsuites");
    EXPECT_EQ(root.attribute("tests").as_int(), 1);
    EXPECT_EQ(root.attribute("failures").as_int(), 0);
    EXPECT_EQ(root.attribute("errors").as_int(), 1);
    auto const error = the_case(document, "tool.reachable").child("error");
    EXPECT_STREQ(error.attribute("message").value(), "Your setup: nothing answers at {tool}");
    EXPECT_THAT(error.child_value(), HasSubstr("start the tool"));
}

TEST(Junit, AcceptedForgeryIsNamedFirst) {
    auto result = test::failed_case();
    result.false_accept = true;
    auto const document = parsed(junit(run_of(result), {}));
    EXPECT_THAT(
        the_case(document, result.id).child("failure").attribute("message").value(),
        StartsWith("ACCEPTED A FORGED LAUNCH: Your tool")
    );
}

}  // namespace
}  // namespace easel::report
