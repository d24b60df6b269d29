#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace easel::base {

/// A stable 64-bit hash of texts (their borders count); the same on every machine and version.
[[nodiscard]] std::uint64_t stable_hash(std::initializer_list<std::string_view> texts);

/// A seeded generator (SplitMix64); the same seed gives the same sequence everywhere. Not for secrets.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    [[nodiscard]] std::uint64_t next();
    /// 0 <= value < bound; bound > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    /// `digits` lower-case hex digits.
    [[nodiscard]] std::string hex(std::size_t digits);
    /// A version-4 shaped UUID.
    [[nodiscard]] std::string uuid();
    /// What a generator is made from that goes on where this one stands.
    [[nodiscard]] std::uint64_t state() const { return state_; }

  private:
    std::uint64_t state_;
};

/// A seed from the operating system, for tools that run outside a seeded run.
[[nodiscard]] std::uint64_t system_entropy();

} // namespace easel::base
