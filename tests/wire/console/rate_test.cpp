// A run of 1,000 hops a second that is followed: the reader keeps up, and one that stops keeps nobody waiting.
#include "wire/console/fixtures.hpp"
#include "wire/console/paced.hpp"

#include <chrono>

namespace easel::console {
namespace {

using std::chrono::steady_clock;

constexpr int hops = 3'000; // three seconds
constexpr std::chrono::seconds most_behind(1);

TEST_F(ConsoleTest, ARunOfAThousandHopsASecondIsFollowedWithoutFallingBehind) {
    start();
    auto reader = follow();
    auto const stopped = follow(); // reads nothing from here on
    std::promise<Paced> made;
    auto ended = made.get_future();
    on_loop([&] {
        http::spawn(loop_, [](Console& console, std::promise<Paced>& done) -> http::awaitable<void> {
            done.set_value(co_await paced(console, hops));
        }(*console_, made));
    });
    int last = 0;
    while (last < hops) {
        auto const event = next_event(reader);
        ASSERT_EQ(event.kind, "hop") << "nothing is lost, after " << last;
        ASSERT_EQ(event.object().at("hop").at("n"), ++last);
    }
    auto const read = steady_clock::now();
    auto const run = ended.get();
    EXPECT_LT(read - run.last_sent, most_behind) << "the last hop came late";
    EXPECT_LT(run.most_late, most_behind) << "the run was slowed";
}

} // namespace
} // namespace easel::console
