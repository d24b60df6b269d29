// What a run has to wait for: windows beside each other overlap, leases of the registration add up (design.md 5).
#include "play/estimate.hpp"
#include "play/slots.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>

namespace easel::play {
namespace {

using namespace std::chrono_literals;
using scenario::Case;

Case loaded(std::string const& steps, std::string const& id = "a") {
    scenario::Loader loader(scenario::Catalogue{});
    loader.add("scenario: s\nsteps:\n" + steps, id + ".yaml", id, [](std::string const&) { return std::nullopt; });
    auto suite = loader.finish();
    EXPECT_TRUE(suite.problems.empty()) << suite.problems.front().message;
    return suite.cases.at(0);
}

struct Row {
    char const* name;
    char const* steps;
    base::Duration sure, most;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Waits : public testing::TestWithParam<Row> {};

TEST_P(Waits, AreTheWindowsThatHaveToPass) {
    auto const wait = wait_of(loaded(GetParam().steps), tool::Limits{});
    EXPECT_EQ(wait.sure, GetParam().sure);
    EXPECT_EQ(wait.most, GetParam().most);
}

INSTANTIATE_TEST_SUITE_P(
    Estimates, Waits,
    testing::ValuesIn<Row>({
        {"accepted", "- launch: { as: ada, to: q }\n  expect: accepted\n", 0s, 0s},
        {"rejected", "- launch: { as: ada, to: q }\n  expect: rejected\n", 15s, 15s},
        {"held_back", "- launch: { as: ada, to: q, tamper: { deliver.after: 20m } }\n  expect: rejected\n", 1215s, 1215s},
        {"quiet", "- quiet: { score: any, for: t_quiet }\n", 30s, 30s},
        {"quiet_steps_in_a_row", "- quiet: { score: any, for: t_retry }\n- quiet: { token: any, for: 1s }\n- quiet: { jwks: any, for: 70s }\n", 70s, 70s},
        {"quiet_steps_apart", "- quiet: { score: any, for: 5s }\n- act: score\n- quiet: { score: any, for: 3s }\n", 8s, 8s},
        {"awaited", "- await: { score: any }\n", 0s, 0s},
        {"awaited_perhaps", "- await: { score: any, optional: true }\n- await: { score: any, within: 2s, optional: true }\n", 0s, 17s},
        {"waited", "- wait: 10m\n", 600s, 600s},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Estimates, OverlapOrAddUp) {
    auto const shared = loaded("- quiet: { score: any, for: 60s }\n", "shared");
    auto const shorter = loaded("- quiet: { score: any, for: 20s }\n- await: { score: any, optional: true }\n", "shorter");
    auto const alone = loaded("- quiet: { token: any, for: 30s }\n", "alone");
    auto const also_alone = loaded("- change: { keys: rotated }\n- wait: 5s\n- await: { score: any, optional: true }\n", "also");
    auto const fact = loaded("- change: { clock: 1s }\n- wait: 1h\n", "fact");
    std::vector<Case const*> const cases{&shorter, &shared, &alone, &also_alone, &fact};

    auto const one_registration = estimate(cases, tool::Limits{}, false);
    EXPECT_EQ(one_registration.longest.sure, 60s);
    EXPECT_EQ(one_registration.longest_case, "shared");
    EXPECT_EQ(one_registration.serial.sure, 35s);
    EXPECT_EQ(one_registration.serial_cases, 2U);
    EXPECT_EQ(one_registration.total().sure, 95s);
    EXPECT_EQ(one_registration.total().most, 110s);
    EXPECT_EQ(
        describe(one_registration),
        "at least 1m35s of waiting (the longest window, 1m of shared, then 35s for 2 cases that need the registration alone); "
        "up to 1m50s where the tool makes no call that a case waits for"
    );
    auto const each_its_own = estimate(cases, tool::Limits{}, true);
    EXPECT_EQ(each_its_own.total().sure, 60s);
    EXPECT_EQ(each_its_own.serial_cases, 0U);
    EXPECT_EQ(describe(estimate({}, tool::Limits{}, false)), "at least 0s of waiting");
}

http::awaitable<void> work(Slots& slots, int& open, int& most, std::string& order, char name) {
    co_await slots.acquire();
    order += name;
    most = std::max(most, ++open);
    co_await http::sleep_wall(1ms);
    --open;
    slots.release();
}

TEST(Slots, AreGivenInTheOrderOfAsking) {
    http::asio::io_context loop;
    Slots slots(loop, 2);
    int open = 0;
    int most = 0;
    std::string order;
    for (char const name : {'a', 'b', 'c', 'd', 'e'}) http::spawn(loop, work(slots, open, most, order, name));
    loop.run();
    EXPECT_EQ(order, "abcde");
    EXPECT_EQ(most, 2);
    EXPECT_EQ(open, 0);
}

} // namespace
} // namespace easel::play
