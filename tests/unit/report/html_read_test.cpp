#include "base/codec.hpp"
#include "base/text.hpp"
#include "report/html.hpp"
#include "unit/report/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace easel::report {
namespace {

using testing::HasSubstr;

/// Of a run whose data is packed.
std::string packed_report() {
    auto run = test::sample_run();
    for (int i = 0; i < 60; ++i) {
        auto one = test::failed_case();
        one.id = "big/case-" + std::to_string(100 + i);
        one.hops[1].request.body = std::string(60'000, static_cast<char>('a' + i % 26)) + std::to_string(i);
        run.cases.push_back(std::move(one));
    }
    return html(run, {});
}

TEST(ReadHtml, GivesBackTheRunAndWhatItWasMadeOf) {
    HtmlOptions options;
    options.around = {{{"scenarios/ags/score.yaml", "scenario: x"}}, {{"w.yaml", "world"}}, "name: <Quizly>"};
    options.trace = true;
    auto const run = test::sample_run();
    auto const back = read_recording(html(run, options), "index.html");
    ASSERT_TRUE(back) << base::to_string(back.error());
    EXPECT_EQ(result_json(back->run), result_json(run));
    EXPECT_EQ(back->around.sources, options.around.sources);
    EXPECT_EQ(back->around.worlds, options.around.worlds);
    EXPECT_EQ(back->around.tool, "name: <Quizly>");
}

TEST(ReadHtml, PackedDataIsRead) {
    auto const text = packed_report();
    EXPECT_THAT(text, HasSubstr("<script type=\"application/octet-stream+gzip+base64\" id=\"easel-data\">"));
    auto const back = read_recording(text, "index.html");
    ASSERT_TRUE(back) << base::to_string(back.error());
    EXPECT_EQ(back->run.cases.size(), 66U);
    EXPECT_EQ(html(back->run, {}), text);
}

TEST(ReadHtml, KnowsAPageFromAResult) {
    EXPECT_TRUE(is_html("<!DOCTYPE html>\n<html"));
    EXPECT_TRUE(is_html("\n <html lang=\"en\">"));
    EXPECT_FALSE(is_html(R"({"schema_version":1})"));
    EXPECT_FALSE(is_html(""));
}

struct Row {
    char const* name;
    std::string text;
    char const* says;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}
class RefusedReports : public testing::TestWithParam<Row> {};

TEST_P(RefusedReports, SayWhatIsWrong) {
    auto const read = read_recording(GetParam().text, "out/index.html");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, base::FaultKind::bad_file);
    EXPECT_EQ(read.error().where, "out/index.html");
    EXPECT_THAT(read.error().message, HasSubstr(GetParam().says));
}

std::string plain() {
    return html(test::sample_run(), {});
}

std::string without_end(std::string text) {
    return text.substr(0, text.find("id=\"easel-data\">") + 2'000);
}

std::string with_flaw_in_pack() {
    auto text = packed_report();
    auto const at = text.find("id=\"easel-data\">") + 500;
    for (std::size_t i = 0; i < 40; ++i) text[at + i] = text[at + i] == 'A' ? 'B' : 'A';
    return text;
}

std::string with_short_pack() {
    auto text = packed_report();
    auto const from = text.find("id=\"easel-data\">") + std::string_view("id=\"easel-data\">").size();
    return text.replace(from + 400, text.find("</script>", from) - from - 400, "");
}

INSTANTIATE_TEST_SUITE_P(
    Report,
    RefusedReports,
    testing::ValuesIn<Row>({
        {"foreign", "<!DOCTYPE html><html><body>hello</body></html>", "holds no result of an easel run, or is cut off"},
        {"cut_before_the_data", plain().substr(0, 500), "or is cut off"},
        {"cut_in_the_data", without_end(plain()), "cut off"},
        {"cut_in_packed_data", without_end(packed_report()), "cut off"},
        {"newer",
         base::replace_all(plain(), R"("schema_version":1,)", R"("schema_version":2,)"),
         "schema_version 2, which is newer than"},
        {"edited", base::replace_all(plain(), R"("status":"failed")", R"("status":"fine")"), "no verdict"},
        {"no_report", base::replace_all(plain(), R"("report":{)", R"("rapport":{)"), "report is missing"},
        {"flaw_in_pack", with_flaw_in_pack(), "cannot be unpacked"},
        {"short_pack", with_short_pack(), "cannot be unpacked"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::report
