#include "traffic/fact_id.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace easel::traffic {
namespace {

TEST(FactId, IsATextInPlace) {
    FactId const fact("ags/5.", "2.13");
    EXPECT_EQ(fact.view(), "ags/5.2.13");
    EXPECT_EQ(fact, FactId(std::string("ags/5.2.13")));
    EXPECT_NE(fact, FactId("ags/5.2.1"));
    EXPECT_TRUE(fact.starts_with("ags/"));
    EXPECT_EQ(fact + " passed", "ags/5.2.13 passed");
    EXPECT_EQ(FactId().view(), "");
    std::ostringstream out;
    out << fact;
    EXPECT_EQ(out.str(), "ags/5.2.13");
}

TEST(FactId, HasALimit) {
    EXPECT_EQ(FactId(std::string(FactId::longest, 'x')).view().size(), FactId::longest);
    EXPECT_THROW(FactId(std::string(FactId::longest, 'x'), "y"), std::length_error);
}

} // namespace
} // namespace easel::traffic
