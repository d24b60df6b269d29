#include "traffic/checks.hpp"

#include <gmock/gmock.h>

namespace easel::traffic {
namespace {

TEST(Note, LeavesTheCheckInTheTrail) {
    Trail trail;
    EXPECT_TRUE(note(trail, "ags/1", true));
    EXPECT_FALSE(note(trail, "ags/2", false));
    ASSERT_EQ(trail.size(), 2U);
    EXPECT_EQ(trail[0].fact, "ags/1");
    EXPECT_TRUE(trail[0].passed);
    EXPECT_FALSE(trail[1].passed);
}

TEST(SwitchOff, LetsThatCheckPassAndNoOther) {
    Trail trail;
    switch_off("ags/2");
    EXPECT_TRUE(note(trail, "ags/2", false));
    EXPECT_FALSE(note(trail, "ags/20", false));
    switch_off("");
    EXPECT_FALSE(note(trail, "ags/2", false));
}

} // namespace
} // namespace easel::traffic
