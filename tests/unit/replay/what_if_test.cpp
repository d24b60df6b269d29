#include "replay/what_if.hpp"

#include <gtest/gtest.h>

namespace easel::replay {
namespace {

yaml::Node world() {
    yaml::Problems problems;
    auto document = yaml::parse(
        "canvas: 2026-01\naccount: { name: U }\nusers: { ada: { name: Ada Lovelace, email: a@mock.example, login: ada "
        "} }\n"
        "courses: { bio101: { title: Biology, label: BIO, people: { ada: student } } }\n",
        "world.yaml",
        problems
    );
    EXPECT_TRUE(problems.empty());
    return document.root;
}

base::Result<WhatIf> read(std::vector<std::string> const& texts) {
    std::vector<Change> changes;
    for (auto const& text : texts) changes.push_back(*read_change(text));
    return read_what_if(changes, world());
}

TEST(ReadChange, NeedsAnEqualsSign) {
    EXPECT_FALSE(read_change("world"));
    EXPECT_FALSE(read_change("=x"));
    EXPECT_EQ(read_change("a.b=c=d")->value, "c=d");
}

TEST(WhatIf, LaysTheWorldOverTheCases) {
    auto const made = read({"world.courses.bio101.state=completed", "world.courses.bio101.title=Botany"});
    ASSERT_TRUE(made) << base::to_string(made.error());
    scenario::Case played;
    auto const with = changed(played, *made);
    auto const* course = with.world.find("courses")->find("bio101");
    EXPECT_EQ(course->find("state")->scalar, "completed");
    EXPECT_EQ(course->find("title")->scalar, "Botany");
}

TEST(WhatIf, TakesClockSeedAndFaults) {
    auto const made = read(
        {"clock.start=2026-06-01T00:00:00Z",
         "seed=7",
         "faults.score=503",
         "answer.token.fault=stall",
         "faults.score.times=always"}
    );
    ASSERT_TRUE(made) << base::to_string(made.error());
    EXPECT_EQ(base::to_iso8601(*made->start), "2026-06-01T00:00:00.000Z");
    EXPECT_EQ(made->seed, 7U);
    ASSERT_EQ(made->faults.size(), 2U);
    EXPECT_EQ(made->faults[0].kind, traffic::CallKind::score);
    EXPECT_EQ(made->faults[0].answer->status, 503);
    EXPECT_EQ(made->faults[0].times, -1);
    EXPECT_EQ(made->faults[1].delivery, http::Delivery::stall);
}

TEST(WhatIf, ChangesNothingWithoutChanges) {
    auto const made = read({});
    ASSERT_TRUE(made);
    scenario::Case played;
    EXPECT_TRUE(changed(played, *made).world.is_null());
}

struct Row {
    char const* name;
    char const* change;
    char const* says;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class RefusedChange : public testing::TestWithParam<Row> {};

TEST_P(RefusedChange, SaysWhatIsKnown) {
    auto const made = read({GetParam().change});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, base::FaultKind::usage);
    EXPECT_NE(made.error().message.find(GetParam().says), std::string::npos) << made.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Changes,
    RefusedChange,
    testing::Values(
        Row{"unknown", "lunch=soon", "known: world.TABLE"},
        Row{"no_such_course", "world.courses.bio102.state=concluded", "did you mean 'bio101'"},
        Row{"no_such_member", "world.courses.bio101.stat=concluded", "unknown key 'stat'"},
        Row{"no_such_table", "world.curses.bio101.state=x", "unknown key 'curses'"},
        Row{"no_such_state", "world.courses.bio101.state=asleep", "world.courses.bio101.state"},
        Row{"no_time", "clock.start=tomorrow", "ISO 8601"},
        Row{"no_seed", "seed=many", "whole number"},
        Row{"no_call", "faults.scores=503", "did you mean 'score'"},
        Row{"no_row", "faults.score=no-such-row", "documented error"},
        Row{"no_member", "faults.score.stauts=503", "stauts"},
        Row{"no_yaml", "world.account.name=[", "no YAML"}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::replay
