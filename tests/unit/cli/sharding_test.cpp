#include "cli/environment.hpp"
#include "cli/sharding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

namespace easel::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using verdict::Shard;
using namespace std::chrono_literals;

std::vector<std::string> const five{"a", "b", "c", "d", "e"};

TEST(PartOf, TakesTurnsWithoutTimings) {
    EXPECT_THAT(part_of(five, {}, {.index = 1, .count = 2}), ElementsAre(0, 2, 4));
    EXPECT_THAT(part_of(five, {}, {.index = 2, .count = 2}), ElementsAre(1, 3));
    EXPECT_THAT(part_of(five, {}, {.index = 6, .count = 7}), IsEmpty());
    // Times of other cases only are as good as none.
    EXPECT_THAT(part_of(five, {{"z", 9s}}, {.index = 2, .count = 2}), ElementsAre(1, 3));
}

TEST(PartOf, PutsTheLongestFirstWhereThereIsLeast) {
    Timings const timings{{"a", 10s}, {"b", 9s}, {"c", 4s}, {"d", 3s}, {"e", 2s}};
    // 10 | 9; then 4 to the second (13), 3 to the first (13), 2 to the first of equals.
    EXPECT_THAT(part_of(five, timings, {.index = 1, .count = 2}), ElementsAre(0, 3, 4));
    EXPECT_THAT(part_of(five, timings, {.index = 2, .count = 2}), ElementsAre(1, 2));
}

TEST(PartOf, CountsWhatIsNotRecordedAsTheMedian) {
    Timings const timings{{"a", 1s}, {"b", 7s}, {"c", 9s}};
    // d and e count 7: c | b ... 9 | 7 | then d to the second (14), e to the first (16), a to the second.
    EXPECT_THAT(part_of(five, timings, {.index = 1, .count = 2}), ElementsAre(2, 4));
    EXPECT_THAT(part_of(five, timings, {.index = 2, .count = 2}), ElementsAre(0, 1, 3));
}

TEST(PartOf, NoCaseTakesNothing) {
    Timings const nothing{{"a", 0s}, {"b", 0s}, {"c", 0s}, {"d", 0s}, {"e", 0s}};
    EXPECT_THAT(part_of(five, nothing, {.index = 1, .count = 2}), SizeIs(3));
    EXPECT_THAT(part_of(five, nothing, {.index = 2, .count = 2}), SizeIs(2));
}

TEST(PartOf, EveryCaseIsInExactlyOnePart) {
    std::vector<std::string> ids;
    Timings timings;
    for (int i = 0; i < 97; ++i) {
        ids.push_back("case-" + std::to_string(i));
        if (i % 3 != 0) timings[ids.back()] = std::chrono::milliseconds(i * i % 41);
    }
    for (auto const& known : {timings, Timings()}) {
        for (int const count : {1, 2, 7, 97, 120}) {
            std::vector<int> seen(ids.size());
            for (int index = 1; index <= count; ++index) {
                for (auto const i : part_of(ids, known, {.index = index, .count = count})) ++seen[i];
            }
            EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), 97) << count;
        }
    }
}

TEST(Timings, ComeBackAsTheyWereWritten) {
    verdict::RunResult run;
    run.cases.resize(2);
    run.cases[0].id = "b/\"quoted\"";
    run.cases[0].took = 12ms;
    run.cases[1].id = "c";
    auto const text = timings_json({{"a", 5ms}, {"c", 7ms}}, run);
    auto const back = read_timings(text, "t.json");
    ASSERT_TRUE(back) << base::to_string(back.error());
    EXPECT_EQ(*back, (Timings{{"a", 5ms}, {"b/\"quoted\"", 12ms}, {"c", 0ms}}));
    EXPECT_TRUE(read_timings(timings_json({}, {}), "t.json")->empty());
}

TEST(Timings, RefuseWhatIsNone) {
    for (auto const* text : {"", "[]", "{}", R"({"version":2,"ms":{}})", R"({"version":1,"ms":[]})", R"({"version":1,"ms":{"a":-1}})",
                             R"({"version":1,"ms":{"a":"1"}})"}) {
        auto const read = read_timings(text, "t.json");
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().kind, base::FaultKind::bad_file);
    }
}

struct Variables {
    char const* name;
    char const* flag;
    char const* total;
    char const* index;
    char const* shard; ///< "" : everything; "!" : refused
};
void PrintTo(Variables const& row, std::ostream* os) { *os << row.name; }

class ChooseShard : public testing::TestWithParam<Variables> {};

TEST_P(ChooseShard, FromTheFlagElseFromBazel) {
    auto const& row = GetParam();
    auto const set = [](char const* name, char const* value) { value == nullptr ? unsetenv(name) : setenv(name, value, 1); };
    auto const status = std::filesystem::temp_directory_path() / ("easel-status-" + std::string(row.name));
    std::filesystem::remove(status);
    set("TEST_TOTAL_SHARDS", row.total);
    set("TEST_SHARD_INDEX", row.index);
    set("TEST_SHARD_STATUS_FILE", status.c_str());
    auto const chosen = choose_shard(row.flag);
    for (auto const* name : {"TEST_TOTAL_SHARDS", "TEST_SHARD_INDEX", "TEST_SHARD_STATUS_FILE"}) unsetenv(name);
    EXPECT_TRUE(std::filesystem::remove(status)) << "Bazel wants to see that sharding is understood";
    if (std::string(row.shard) == "!") {
        ASSERT_FALSE(chosen);
        EXPECT_EQ(chosen.error().kind, base::FaultKind::usage);
        return;
    }
    ASSERT_TRUE(chosen) << base::to_string(chosen.error());
    EXPECT_EQ(*chosen ? verdict::to_string(**chosen) : "", row.shard);
}

INSTANTIATE_TEST_SUITE_P(
    Cli, ChooseShard,
    testing::ValuesIn<Variables>({
        {"neither", "", nullptr, nullptr, ""},
        {"flag", "2/3", nullptr, nullptr, "2/3"},
        {"bazel", "", "4", "0", "1/4"},
        {"bazel_last", "", "4", "3", "4/4"},
        {"flag_wins", "1/2", "4", "0", "1/2"},
        {"zero", "0/2", nullptr, nullptr, "!"},
        {"beyond", "3/2", nullptr, nullptr, "!"},
        {"words", "a/b", nullptr, nullptr, "!"},
        {"one_number", "2", nullptr, nullptr, "!"},
        {"signed", "+1/2", nullptr, nullptr, "!"},
        {"too_many", "1/10001", nullptr, nullptr, "!"},
        {"bazel_beyond", "", "4", "4", "!"},
        {"bazel_negative", "", "4", "-1", "!"},
        {"bazel_half", "", "4", nullptr, "!"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(SourceDate, IsSecondsOrRefused) {
    setenv("SOURCE_DATE_EPOCH", "1767603600", 1);
    EXPECT_EQ(base::to_iso8601(**source_date(), 0), "2026-01-05T09:00:00Z");
    for (auto const* wrong : {"soon", "-1", "1.5", "99999999999999999999", "253402300800"}) {
        setenv("SOURCE_DATE_EPOCH", wrong, 1);
        EXPECT_FALSE(source_date()) << wrong;
    }
    unsetenv("SOURCE_DATE_EPOCH");
    EXPECT_FALSE(source_date()->has_value());
}

TEST(PrematureExit, FileIsThereUntilTheEnd) {
    auto const path = std::filesystem::temp_directory_path() / "easel-premature";
    setenv("TEST_PREMATURE_EXIT_FILE", path.c_str(), 1);
    {
        PrematureExitFile const file;
        EXPECT_TRUE(std::filesystem::exists(path));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    unsetenv("TEST_PREMATURE_EXIT_FILE");
}

} // namespace
} // namespace easel::cli
