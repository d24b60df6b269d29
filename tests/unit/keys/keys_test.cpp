#include "keys/keys.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>

namespace easel::keys {
namespace {

TEST(FixtureKeys, AreNineDifferentPrivateKeys) {
    std::set<std::string> seen;
    for (auto const* const name :
         {"platform-past",
          "platform-present",
          "platform-future",
          "platform-other",
          "probe",
          "reference-tool",
          "reference-tool-next",
          "reference-tool-other",
          "attacker"}) {
        auto const& key = fixture_key(name);
        EXPECT_TRUE(key.is_private()) << name;
        EXPECT_EQ(key.bits(), 2048) << name;
        EXPECT_EQ(&key, &fixture_key(name)) << name;
        seen.insert(key.public_pem());

        std::ifstream file(std::string(EASEL_SOURCE_DIR "/fixtures/keys/") + name + ".pem");
        EXPECT_EQ(key.private_pem(), std::string(std::istreambuf_iterator<char>(file), {})) << name;
    }
    EXPECT_EQ(seen.size(), 9U);
}

TEST(FixtureKeys, HaveNoOtherNames) {
    EXPECT_THROW(static_cast<void>(fixture_key("platform")), std::logic_error);
    EXPECT_THROW(static_cast<void>(fixture_key("probe.pem")), std::logic_error);
    EXPECT_THROW(static_cast<void>(fixture_key("")), std::logic_error);
}

}  // namespace
}  // namespace easel::keys
