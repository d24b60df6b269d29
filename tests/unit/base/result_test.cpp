#include "base/result.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace easel::base {
namespace {

TEST(Fault, ReadsWithItsPlaceInFront) {
    EXPECT_EQ(to_string(Fault{FaultKind::io, "cannot read", ""}), "cannot read");
    EXPECT_EQ(to_string(Fault{FaultKind::bad_file, "unknown key", "a.yaml:3:1"}), "a.yaml:3:1: unknown key");
}

TEST(Result, ThrowsTheFaultsWordsWhenItsValueIsWanted) {
    Result<int> const result = Fault{FaultKind::timeout, "connect took too long", "http://127.0.0.1:1"};
    try {
        static_cast<void>(result.value());
        FAIL() << "no exception";
    } catch (std::runtime_error const& error) {
        EXPECT_STREQ(error.what(), "http://127.0.0.1:1: connect took too long");
    }
}

}  // namespace
}  // namespace easel::base
