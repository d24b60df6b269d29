#include "console/events.hpp"

#include <gtest/gtest.h>

namespace easel::console {
namespace {

std::string event(int id, std::string const& kind, std::string const& data) {
    return "id: " + std::to_string(id) + "\nevent: " + kind + "\ndata: " + data + "\n\n";
}

TEST(Events, WhoFollowsGetsWhatCameAfterWhatItHasSeen) {
    http::asio::io_context loop;
    Events events(loop);
    EXPECT_EQ(events.latest(), 0u);
    EXPECT_EQ(events.after(0).text, "");
    events.publish("hop", "{\"n\":1}");
    events.publish("state", "{}");
    EXPECT_EQ(events.latest(), 2u);
    auto const all = events.after(0);
    EXPECT_EQ(all.text, event(1, "hop", "{\"n\":1}") + event(2, "state", "{}"));
    EXPECT_EQ(all.seen, 2u);
    EXPECT_EQ(events.after(1).text, event(2, "state", "{}"));
    EXPECT_EQ(events.after(2).text, "");
}

TEST(Events, AWriterNeverWaitsAndTheRingNeverGrows) {
    http::asio::io_context loop;
    Events events(loop, {.events = 100, .bytes = 1'000'000});
    for (int i = 1; i <= 100'000; ++i) events.publish("hop", std::to_string(i));
    EXPECT_EQ(events.kept(), 100u);
    auto const batch = events.after(0);
    EXPECT_TRUE(batch.text.starts_with("id: 99900\nevent: lost\ndata: {\"from\":1,\"to\":99900,\"count\":99900}\n\nid: 99901\n")) << batch.text.substr(0, 120);
    EXPECT_EQ(batch.seen, 100'000u);
}

TEST(Events, BytesAreBoundedAsWell) {
    http::asio::io_context loop;
    Events events(loop, {.events = 1'000'000, .bytes = 10'000});
    for (int i = 0; i < 1'000; ++i) events.publish("hop", std::string(500, 'x'));
    EXPECT_LE(events.kept_bytes(), 10'000u);
    events.publish("hop", std::string(50'000, 'x'));
    EXPECT_EQ(events.kept(), 1u) << "the latest stays, however long";
    EXPECT_EQ(events.after(1'000).seen, 1'001u);
}

TEST(Events, ALongStreamComesInPieces) {
    http::asio::io_context loop;
    Events events(loop);
    for (int i = 1; i <= 50; ++i) events.publish("hop", std::string(100, 'x'));
    std::uint64_t seen = 0;
    int pieces = 0;
    while (seen < 50) {
        auto const batch = events.after(seen, 1'000);
        ASSERT_GT(batch.seen, seen);
        EXPECT_LT(batch.text.size(), 1'300u);
        seen = batch.seen;
        ++pieces;
    }
    EXPECT_GT(pieces, 4);
}

TEST(Events, WhoHasSeenMoreThanThereWasFollowedAnotherConsole) {
    http::asio::io_context loop;
    Events events(loop);
    events.publish("state", "{}");
    auto const batch = events.after(77);
    EXPECT_TRUE(batch.text.starts_with("event: lost\ndata: {\"from\":0,\"to\":0,\"count\":0,\"restarted\":true}\n\nid: 1\n")) << batch.text;
    EXPECT_EQ(batch.seen, 1u);
}

} // namespace
} // namespace easel::console
