#include "report/html.hpp"

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "jose/key.hpp"
#include "unit/report/sample.hpp"
#include "web/web.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <regex>
#include <set>

namespace easel::report {
namespace {

namespace json = base::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using verdict::CaseResult;
using verdict::RunResult;
using verdict::Threshold;
using verdict::Verdict;

HtmlOptions options() {
    HtmlOptions out;
    out.catalogue = {
        {"AGS-001", "AGS", "must", "The tool posts scores", "AGS 2.0 3.4"},
        {"ERR-003", "ERR", "must", "The tool gives up after a permanent refusal", "AGS 2.0 4.1"},
        {"ZZZ-001", "ZZZ", "may", "Nobody names this", "nowhere"},
    };
    out.facts = {{"ags/5.2.1", "the token is valid"}, {"ags/5.2.13", "attempts are left"}, {"ags/9.9", "not met here"}};
    std::string source;
    for (int line = 1; line <= 40; ++line) source += "line " + std::to_string(line) + "\n";
    out.around = {
        {{"scenarios/ags/score.yaml", source}, {"scenarios/other.yaml", "x"}},
        {{"worlds/default.yaml", "world: {}"}},
        "name: Quizly"};
    return out;
}

/// The page as a reader of XML sees it.
struct Page {
    explicit Page(std::string written)
        : text(std::move(written)) {
        auto const read = document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_doctype);
        EXPECT_TRUE(read) << read.description() << " at " << read.offset << ": "
                          << text.substr(static_cast<std::size_t>(std::max<std::ptrdiff_t>(read.offset - 80, 0)), 160);
    }
    void each(std::function<void(pugi::xml_node)> const& look) const {
        std::vector<pugi::xml_node> open{document.document_element()};
        while (!open.empty()) {
            auto const node = open.back();
            open.pop_back();
            look(node);
            for (auto const child : node.children()) {
                if (child.type() == pugi::node_element) open.push_back(child);
            }
        }
    }
    [[nodiscard]] pugi::xml_node with_id(std::string const& id) const {
        return document.find_node([&](pugi::xml_node node) { return id == node.attribute("id").value(); });
    }
    [[nodiscard]] json::value data() const {
        auto const parsed = base::parse_json(with_id("easel-data").child_value());
        EXPECT_TRUE(parsed);
        return parsed ? *parsed : json::value();
    }
    [[nodiscard]] static std::string words(pugi::xml_node node) {
        std::string out;
        for (auto const child : node.children())
            out += child.type() == pugi::node_element ? words(child) : std::string(child.value());
        return out;
    }
    std::string text;
    pugi::xml_document document;
};

std::string dumped(json::value const& value, std::string_view pointer) {
    auto const* const found = base::at_pointer(value, pointer);
    return found == nullptr ? "nothing there" : base::dump(*found);
}

/// Text that means harm, in one piece.
std::string hostile() {
    return std::string("</script><img src=x onerror=alert(1)> ]]> <!-- ", 47) + std::string("\0 ", 2) +
           "\xED\xA0\x80 \xFF\xFE \xE2\x80\xAE"
           "desrever\xE2\x81\xA9 \xEF\xBF\xBE \x1b[31m & \"'";
}

RunResult hostile_run() {
    auto run = test::sample_run();
    run.tool_name = hostile();
    run.setup[0].detail = hostile();
    auto& failed = run.cases[0];
    failed.title = failed.purpose = failed.reason = failed.reaction = hostile();
    failed.faults = {hostile()};
    for (auto& check : failed.checks) check.required = check.observed = check.hint = check.near_miss = hostile();
    for (auto& hop : failed.hops) {
        hop.url = "http://tool/" + hostile();
        hop.request.headers.add("X-" + hostile(), hostile());
        hop.request.body = hostile();
        hop.error = hop.fault = hostile();
    }
    failed.hops[0].response->body = std::string(std::size_t{5} << 20U, 'x') + hostile();
    failed.hops[0].response_size = failed.hops[0].response->body.size();
    return run;
}

TEST(Html, IsWellFormedAndSaysWhatTheRunSays) {
    Page const page(html(test::sample_run(), options()));
    EXPECT_THAT(page.text, StartsWith("<!DOCTYPE html>\n<html lang=\"en\">"));
    EXPECT_EQ(Page::words(page.document.child("html").child("head").child("title")), "NOT CONFORMANT · Quizly · Easel");
    auto const data = page.data();
    EXPECT_EQ(dumped(data, "/report/headline"), R"("NOT CONFORMANT")");
    EXPECT_EQ(dumped(data, "/report/partial"), R"("the harness could not judge 1 case")");
    EXPECT_EQ(
        dumped(data, "/report/catalogue/1"),
        R"({"id":"ERR-003","area":"ERR","level":"must","text":"The tool gives up after a permanent refusal","source":"AGS 2.0 4.1","url":""})"
    );
    EXPECT_EQ(dumped(data, "/report/catalogue/2"), "nothing there");
    EXPECT_EQ(dumped(data, "/report/facts"), R"({"ags/5.2.1":"the token is valid","ags/5.2.13":"attempts are left"})");
    EXPECT_EQ(dumped(data, "/report/worlds"), R"({"worlds/default.yaml":"world: {}"})");
    EXPECT_EQ(dumped(data, "/report/tool"), R"("name: Quizly")");
    EXPECT_EQ(dumped(data, "/report/sources/scenarios~1other.yaml"), "nothing there");
    EXPECT_EQ(dumped(data, "/report/compare"), "null");
    EXPECT_EQ(dumped(data, "/report/matrix"), "null");
    EXPECT_EQ(dumped(data, "/cases/0/id"), R"("ags.score/attempts-used-up")");
}

TEST(Html, AFailingCaseStandsInItWithAllItsParts) {
    Page const page(html(test::sample_run(), options()));
    auto const article = page.with_id("c-ags.score/attempts-used-up");
    ASSERT_STREQ(article.name(), "article");
    auto const words = Page::words(article);
    for (auto const* part : {
             "ags.score/attempts-used-up",
             "ERR-003",
             "The tool gives up after a permanent refusal",
             "Source: AGS 2.0 4.1",
             "scenarios/ags/score.yaml:33:9",
             "no further POST of the same score within 60s after 422 \"too many\"",
             "Your tool posted the same score 2 more times",
             "First cause: Your tool posted",
             "easel replay index.html#ags.score/attempts-used-up",
             "treat 400, 401, 404, 412 and 422 as final",
             ">   33 | line 33",
             "POST {platform}/api/lti/courses/1/line_items/5/scores",
             "✗ ags/5.2.13  attempts are left",
             "{\"errors\":{\"message\":\"too many\"}}",
             "retried-blindly",
             "does not tell permanent (4xx) from transient failures",
         }) {
        EXPECT_THAT(words, HasSubstr(part));
    }
    EXPECT_STREQ(page.with_id("c-ags.score/attempts-used-up/h9").name(), "details");
    EXPECT_STREQ(page.with_id("c-ags.score/attempts-used-up/k2").name(), "table");
    EXPECT_STREQ(page.with_id("c-ags.score/plain").name(), "tr");
}

TEST(Html, AFailureWithoutAHintSaysWhereToBegin) {
    auto run = test::sample_run();
    run.cases[0].checks[1].hint.clear();
    Page const page(html(run, options()));
    EXPECT_THAT(
        Page::words(page.with_id("c-ags.score/attempts-used-up")),
        HasSubstr("Try: Look at hop 11 first. `easel explain ERR-003` says what is asked for, and how it is judged.")
    );
}

TEST(Html, EveryAddressLeadsSomewhereAndEveryCountIsOne) {
    Page const page(html(test::sample_run(), options()));
    std::set<std::string> ids;
    std::vector<std::string> links;
    page.each([&](pugi::xml_node node) {
        if (auto const id = node.attribute("id")) EXPECT_TRUE(ids.insert(id.value()).second) << "twice: " << id.value();
        if (auto const link = node.attribute("href")) links.emplace_back(link.value());
    });
    EXPECT_GT(links.size(), 8U);
    for (auto const& link : links) {
        ASSERT_THAT(link, StartsWith("#"));
        EXPECT_TRUE(ids.contains(base::percent_decode(link.substr(1)))) << link;
    }
    int counts = 0;
    for (auto const link : page.document.select_nodes("//header//a")) {
        auto const text = std::string(link.node().child_value());
        auto const there = page.with_id(std::string(link.node().attribute("href").value()).substr(1));
        auto const items = there.select_nodes("self::tbody/tr | self::nav/ul/li").size();
        EXPECT_EQ(text.substr(0, text.find(' ')), std::to_string(items)) << text;
        ++counts;
    }
    EXPECT_EQ(counts, 6);
}

TEST(Html, NothingIsLoadedAndNothingButTheTemplateMayRun) {
    Page const page(html(hostile_run(), options()));
    std::vector<pugi::xml_node> scripts;
    page.each([&](pugi::xml_node node) {
        for (auto const attribute : node.attributes()) {
            std::string const name = attribute.name();
            EXPECT_THAT(name, Not(StartsWith("on"))) << node.name();
            EXPECT_NE(name, "src") << node.name();
            EXPECT_NE(name, "style") << node.name();
            if (name == "href") EXPECT_THAT(std::string(attribute.value()), Not(HasSubstr("http"))) << node.name();
        }
        EXPECT_STRNE(node.name(), "link");
        EXPECT_STRNE(node.name(), "img");
        EXPECT_STRNE(node.name(), "iframe");
        if (std::string(node.name()) == "script") scripts.push_back(node);
    });
    ASSERT_EQ(scripts.size(), 2U);
    EXPECT_FALSE(std::regex_search(std::string(web::asset("report.css")), std::regex("@import|url\\((?!['\"]?data:)")));

    // The policy names exactly what stands between the tags.
    auto const policy =
        page.document.select_node("//meta[@http-equiv='Content-Security-Policy']").node().attribute("content").value();
    EXPECT_THAT(policy, StartsWith("default-src 'none'; style-src 'sha256-"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_THAT(policy, Not(HasSubstr("http")));
    for (auto const& [open, close, name] :
         {std::tuple{"<style>", "</style>", "style-src"}, {"<script>", "</script>", "script-src"}}) {
        auto const from = page.text.find(open) + std::string_view(open).size();
        auto const inside = page.text.substr(from, page.text.find(close, from) - from);
        std::string bytes;
        auto const hex = jose::sha256_hex(inside);
        for (std::size_t i = 0; i < hex.size(); i += 2)
            bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
        EXPECT_THAT(policy, HasSubstr(std::string(name) + " 'sha256-" + base::base64_encode(bytes) + "'"));
    }
}

TEST(Html, WhatMeansHarmIsShownAndHarmsNot) {
    auto const run = hostile_run();
    Page const page(html(run, options()));
    auto const css = page.text.find("</head>");
    auto const app = page.text.rfind("<script>");
    auto const body = page.text.substr(css, app - css);
    for (std::string_view const raw :
         {"<img", "<!--", "]]>", "\xE2\x80\xAE", "\xE2\x81\xA9", "\xED\xA0\x80", "\xEF\xBF\xBE", "\x1b"}) {
        EXPECT_EQ(body.find(raw), std::string::npos) << raw;
    }
    EXPECT_EQ(body.find('\0'), std::string::npos);
    EXPECT_TRUE(base::is_valid_utf8(page.text));
    auto const words = Page::words(page.with_id("c-ags.score/attempts-used-up"));
    for (auto const* shown :
         {"</script><img src=x onerror=alert(1)>", "]]>", "\\x00", "\\u202edesrever\\u2069", "\\x1b[31m"}) {
        EXPECT_THAT(words, HasSubstr(shown));
    }
    EXPECT_LT(page.text.size(), std::size_t{2} << 20U); // the 5 MB body is cut
    EXPECT_THAT(words, HasSubstr(" more bytes)"));
    auto const back = read_recording(page.text, "index.html");
    ASSERT_TRUE(back) << base::to_string(back.error());
    EXPECT_THAT(back->run.cases[0].title, HasSubstr("</script><img"));
    EXPECT_EQ(html(back->run, options()), page.text);
}

TEST(Html, IsTheSameForTheSameRun) {
    EXPECT_EQ(html(test::sample_run(), options()), html(test::sample_run_on_other_ports(), options()));
}

TEST(Html, MergedShardsAreTheWholeRun) {
    auto whole = test::sample_run();
    whole.selected = static_cast<int>(whole.cases.size());
    auto const shard = [&](int index) {
        auto part = index == 1 ? test::sample_run() : test::sample_run_on_other_ports();
        part.selected = whole.selected;
        part.shard = verdict::Shard{.index = index, .count = 2};
        std::erase_if(part.cases, [&](auto const& one) {
            auto const at = std::ranges::find(whole.cases, one.id, &CaseResult::id) - whole.cases.begin();
            return at % 2 != index - 1;
        });
        return Part{std::to_string(index), read_recording(html(part, options()), "index.html")->run};
    };
    auto const merged = merge({shard(2), shard(1)}, false);
    ASSERT_TRUE(merged) << base::to_string(merged.error());
    EXPECT_EQ(html(*merged, options()), html(whole, options()));
}

TEST(Html, PassingCasesKeepTheirHopLinesUnlessAllIsTraced) {
    auto run = test::sample_run();
    auto well = test::failed_case();
    well.id = "ags.score/well";
    well.verdict = Verdict::passed;
    well.first_cause.clear();
    run.cases.push_back(well);
    Page const page(html(run, options()));
    auto const hop = dumped(page.data(), "/cases/6/hops/1");
    EXPECT_THAT(hop, HasSubstr(R"("method":"POST")"));
    EXPECT_THAT(hop, HasSubstr(R"("headers":[],"body":null},"response":{"status":422,"headers":[],"body":null})"));
    EXPECT_THAT(hop, HasSubstr(R"("rule":"ags/5.2.13","trail":[["ags/5.2.13",false]],"same_as":null)"));
    auto traced = options();
    traced.trace = true;
    EXPECT_THAT(
        dumped(Page(html(run, traced)).data(), "/cases/6/hops/1"), HasSubstr(R"("Content-Type","application/json")")
    );
}

TEST(Html, SetsOtherRunsBeside) {
    auto earlier = test::sample_run();
    earlier.cases[0].checks[1].required = "another thing";
    earlier.cases[2].verdict = Verdict::failed;
    earlier.cases.push_back(test::plain_case("gone", Verdict::passed));
    auto with = options();
    with.compare = Part{"last week", earlier};
    with.matrix = {Part{"Quizly 2", earlier}};
    auto const report = *base::at_pointer(Page(html(test::sample_run(), with)).data(), "/report");
    EXPECT_EQ(dumped(report, "/compare/name"), R"("last week")");
    EXPECT_EQ(dumped(report, "/compare/cases/ags.score~1attempts-used-up/change"), R"("other")");
    EXPECT_EQ(
        dumped(report, "/compare/cases/ags.score~1plain"),
        R"({"status":"failed","reaction":null,"cause":"Your tool: A score: plain","danger":false,"change":"fixed"})"
    );
    EXPECT_EQ(dumped(report, "/compare/cases/ags.score~1gone/change"), R"("gone")");
    EXPECT_EQ(dumped(report, "/compare/run/seed"), "7");
    EXPECT_EQ(dumped(report, "/matrix/0/name"), R"("Quizly")");
    EXPECT_EQ(dumped(report, "/matrix/1/name"), R"("Quizly 2")");
    EXPECT_EQ(dumped(report, "/matrix/1/cases/ags.score~1plain/status"), R"("failed")");
    EXPECT_EQ(dumped(report, "/matrix/0/cases/ags.score~1attempts-used-up/reaction"), R"("retried-blindly")");
}

RunResult many(int passing, int failing) {
    auto run = test::sample_run();
    run.cases.clear();
    auto const base_case = test::failed_case();
    for (int i = 0; i < passing + failing; ++i) {
        auto one = base_case;
        one.id = "suite/case-" + std::to_string(10'000 + i);
        one.hops.clear();
        // As many and as large as those of a case that posts scores.
        for (int n = 1; n <= 20; ++n) {
            auto hop = base_case.hops[1];
            hop.number = n;
            for (int h = 0; h < 12; ++h) hop.request.headers.add("X-Header-" + std::to_string(h), std::string(60, 'v'));
            // Random to a packer: it must not win by repetition.
            for (int block = 0; block < 64; ++block)
                hop.request.body += jose::sha256_hex(one.id + std::to_string(n * 100 + block));
            for (int fact = 0; fact < 20; ++fact)
                hop.trail.insert(hop.trail.begin(), {.fact = "ags/5.2." + std::to_string(fact), .passed = true});
            one.hops.push_back(std::move(hop));
        }
        if (i < passing) {
            one.verdict = Verdict::passed;
            one.first_cause.clear();
        }
        run.cases.push_back(std::move(one));
    }
    return run;
}

TEST(Html, StaysSmall) {
    struct Row {
        char const* name;
        int passing, failing;
        std::size_t most;
    };
    for (auto const& row :
         {Row{"300 passing", 300, 0, std::size_t{2} << 20U},
          Row{"30 of 300 failing", 270, 30, std::size_t{6} << 20U}}) {
        auto const text = html(many(row.passing, row.failing), options());
        EXPECT_LE(text.size(), row.most) << row.name;
        auto const back = read_recording(text, "index.html");
        ASSERT_TRUE(back) << row.name << ": " << base::to_string(back.error());
        EXPECT_EQ(back->run.cases.size(), 300U);
    }
    EXPECT_LE(web::asset("report.js").size() + web::asset("report.css").size(), std::size_t{150} * 1024);
}

TEST(Html, WhatIsEmbeddedCanStandBetweenItsTags) {
    for (std::string_view const name : {"report.js", "report.css"}) {
        auto const text = base::to_lower(web::asset(name));
        for (std::string_view const end : {"</script", "</style", "<!--", "]]>"})
            EXPECT_EQ(text.find(end), std::string::npos) << name << " holds " << end;
        EXPECT_EQ(text.find('\r'), std::string::npos) << name;
    }
}

// -- colours
// ------------------------------------------------------------------------------------------------------------
/// WCAG 2.1, relative luminance.
double luminance(std::string const& color) {
    double const weights[]{0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        auto const part = std::stoi(color.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
        sum += weights[i] * (part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double contrast(std::string const& one, std::string const& other) {
    auto const a = luminance(one);
    auto const b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

TEST(Palettes, CanBeReadInLightAndInDark) {
    std::string const css(web::asset("report.css"));
    std::regex const pair(R"(--([a-z0-9-]+): *light-dark\((#[0-9a-f]{6}), *(#[0-9a-f]{6})\))");
    std::map<std::string, std::pair<std::string, std::string>> palettes;
    for (std::sregex_iterator at(css.begin(), css.end(), pair), end; at != end; ++at)
        palettes[(*at)[1]] = {(*at)[2], (*at)[3]};
    struct Row {
        std::string ink, ground;
        double least;
    };
    std::vector<Row> rows{
        {"failed", "failed-ground", 4.5},
        {"warned", "warned-ground", 4.5},
        {"passed", "passed-ground", 4.5},
        {"ink", "failed-ground", 4.5},
        {"ink", "warned-ground", 4.5},
        {"ink", "passed-ground", 4.5},
        {"mark-ink", "mark", 4.5},
        {"ink", "added", 4.5},
        {"ink", "removed", 4.5},
        {"ink", "code", 4.5},
        {"focus", "surface", 3},
        {"focus", "ground", 3},
        {"line-strong", "surface", 3},
    };
    for (auto const* ink : {"ink", "ink-2", "link", "failed", "warned", "passed", "informed", "quiet", "flaky"}) {
        for (auto const* ground : {"ground", "surface", "sunken", "hover", "chosen"})
            rows.push_back({ink, ground, 4.5});
    }
    for (auto const& row : rows) {
        ASSERT_TRUE(palettes.contains(row.ink) && palettes.contains(row.ground)) << row.ink << " on " << row.ground;
        auto const& ink = palettes[row.ink];
        auto const& ground = palettes[row.ground];
        EXPECT_GE(contrast(ink.first, ground.first), row.least) << row.ink << " on " << row.ground << ", light";
        EXPECT_GE(contrast(ink.second, ground.second), row.least) << row.ink << " on " << row.ground << ", dark";
    }
}

// -- words
// --------------------------------------------------------------------------------------------------------------
struct HeadlineRow {
    char const* name;
    std::vector<Verdict> verdicts;
    bool expected, interrupted;
    char const* headline;
    char const* partial;
};
void PrintTo(HeadlineRow const& row, std::ostream* os) {
    *os << row.name;
}
class Headlines : public testing::TestWithParam<HeadlineRow> {};

TEST_P(Headlines, SayWhatIsKnown) {
    auto const& row = GetParam();
    auto run = test::sample_run();
    run.cases.clear();
    for (auto const verdict : row.verdicts)
        run.cases.push_back(test::plain_case("c" + std::to_string(run.cases.size()), verdict));
    for (auto& one : run.cases) one.expected = row.expected;
    run.interrupted = row.interrupted;
    run.selected = 4;
    EXPECT_EQ(headline(run), row.headline);
    EXPECT_EQ(why_partial(run), row.partial);
}

INSTANTIATE_TEST_SUITE_P(
    Report,
    Headlines,
    testing::ValuesIn<HeadlineRow>({
        {"passed", {Verdict::passed, Verdict::skipped, Verdict::inconclusive}, false, false, "CONFORMANT", ""},
        {"informed", {Verdict::informed}, false, false, "CONFORMANT", ""},
        {"warned", {Verdict::passed, Verdict::warned}, false, false, "CONFORMANT WITH ADVICE", ""},
        {"foreseen", {Verdict::failed}, true, false, "CONFORMANT WITH ADVICE", ""},
        {"failed", {Verdict::passed, Verdict::failed}, false, false, "NOT CONFORMANT", ""},
        {"failed_and_cut_short",
         {Verdict::failed},
         false,
         true,
         "NOT CONFORMANT",
         "the run was ended before it was done: 1 of 4 cases had finished"},
        {"cut_short",
         {Verdict::passed},
         false,
         true,
         "NOTHING FURTHER JUDGED",
         "the run was ended before it was done: 1 of 4 cases had finished"},
        {"errors",
         {Verdict::passed, Verdict::error, Verdict::error},
         false,
         false,
         "NOTHING FURTHER JUDGED",
         "the harness could not judge 2 cases"},
        {"nothing_to_see", {Verdict::skipped, Verdict::inconclusive}, false, false, "NOTHING JUDGED", ""},
        {"empty", {}, false, false, "NOTHING JUDGED", ""},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Html, APartialRunSaysSoFirst) {
    auto run = test::sample_run();
    run.interrupted = true;
    auto with = options();
    with.partial = "the run was interrupted (SIGINT)";
    Page const page(html(run, with));
    auto const card = page.with_id("static").child("header");
    EXPECT_EQ(Page::words(card.child("p")), "NOTHING FURTHER JUDGED: the run was interrupted (SIGINT)");
    EXPECT_EQ(dumped(page.data(), "/report/partial"), "\"the run was interrupted (SIGINT)\"");
    run.setup[0].verdict = Verdict::failed;
    run.cases.clear();
    Page const wrong(html(run, options()));
    EXPECT_THAT(
        Page::words(wrong.with_id("static")), HasSubstr("NOTHING FURTHER JUDGED: Your setup: 1 key at {tool}/jwks.json")
    );
    EXPECT_EQ(Page::words(wrong.document.select_node("//h1").node()), "? NOTHING JUDGED");
}

struct SentenceRow {
    char const* name;
    Verdict verdict;
    char const* said;
    char const* want;
};
TEST(Html, SentencesBeginWithTheOneWhoActed) {
    for (auto const& row : {
             SentenceRow{"tool", Verdict::failed, "Your tool posted it again", "Your tool posted it again"},
             {"the_tool", Verdict::failed, "the tool posted it again", "Your tool posted it again"},
             {"no_actor", Verdict::failed, "status 500", "Your tool: status 500"},
             {"advice", Verdict::warned, "The tool took 12 s", "Your tool took 12 s"},
             {"inconclusive", Verdict::inconclusive, "No marker told", "Not judged because no marker told"},
             {"canvas_is_a_name", Verdict::skipped, "Canvas has none", "Not judged because Canvas has none"},
             {"said_already", Verdict::skipped, "Not judged because of it", "Not judged because of it"},
             {"error", Verdict::error, "no port was free", "The harness could not judge this: no port was free"},
             {"harness", Verdict::error, "The harness could not bind", "The harness could not bind"},
         }) {
        auto run = test::sample_run();
        auto one = test::plain_case("one", row.verdict);
        one.reason = row.said;
        run.cases = {one};
        auto const data = Page(html(run, options())).data();
        EXPECT_EQ(dumped(data, "/report/sentences/ags.score~1one"), "\"" + std::string(row.want) + "\"") << row.name;
    }
}

TEST(Html, ForgedLaunchesComeFirst) {
    auto run = test::sample_run();
    auto forged = test::failed_case();
    forged.id = "zzz/forged";
    forged.level = "may";
    forged.false_accept = true;
    auto strict = test::failed_case();
    strict.id = "yyy/should";
    strict.level = "should";
    run.cases.push_back(strict);
    run.cases.push_back(forged);
    Page const page(html(run, options()));
    std::vector<std::string> ids;
    for (auto const article : page.document.select_nodes("//article"))
        ids.emplace_back(article.node().attribute("id").value());
    EXPECT_THAT(
        ids, testing::ElementsAre("c-zzz/forged", "c-ags.score/attempts-used-up", "c-ags.score/broken", "c-yyy/should")
    );
    EXPECT_THAT(Page::words(page.with_id("c-zzz/forged")), HasSubstr("ACCEPTED A FORGED LAUNCH"));
}

TEST(Html, CanBeReadByEverybody) {
    Page const page(html(test::sample_run(), options()));
    EXPECT_EQ(page.document.select_nodes("//h1").size(), 1U);
    EXPECT_STREQ(page.document.child("html").attribute("lang").value(), "en");
    EXPECT_EQ(page.document.select_nodes("//main").size(), 1U);
    for (auto const table : page.document.select_nodes("//table"))
        EXPECT_TRUE(table.node().child("caption")) << table.node().attribute("id").value();
    for (auto const head : page.document.select_nodes("//th"))
        EXPECT_TRUE(head.node().attribute("scope")) << Page::words(head.node());
    for (auto const fold : page.document.select_nodes("//details"))
        EXPECT_STREQ(fold.node().first_child().name(), "summary");
    // Levels of headings are not left out.
    int level = 1;
    for (auto const& found : page.document.select_nodes("//h1 | //h2 | //h3 | //h4")) {
        auto const now = found.node().name()[1] - '0';
        EXPECT_LE(now, level + 1) << Page::words(found.node());
        level = now;
    }
}

TEST(Html, AddressesOfCases) {
    EXPECT_EQ(case_address("", "launch.untrusted/no-kid"), "index.html#/c/launch.untrusted/no-kid");
    EXPECT_EQ(case_address("out/", "a b/ü"), "out/index.html#/c/a%20b/%C3%BC");
    EXPECT_EQ(case_address("", "a/h9"), "index.html#/c/a%2Fh9"); // no hop of the case "a"
}

} // namespace
} // namespace easel::report
