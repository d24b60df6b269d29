#include "base/ids.hpp"

#include <random>

namespace easel::base {
namespace {

/// The output step of SplitMix64: spreads every input bit over the whole word.
std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

}  // namespace

std::uint64_t stable_hash(std::initializer_list<std::string_view> texts) {
    // FNV-1a over the bytes; the length of each text keeps {"ab", "c"} and {"a", "bc"} apart.
    constexpr std::uint64_t prime = 0x100000001b3ULL;
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (auto const text : texts) {
        for (char const c : text) hash = (hash ^ static_cast<unsigned char>(c)) * prime;
        hash = mix(hash ^ (text.size() * prime));
    }
    return hash;
}

std::uint64_t Random::next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    return mix(state_);
}

std::uint64_t Random::below(std::uint64_t bound) {
    // Values under 2^64 mod bound are drawn again, so that every result is equally likely.
    std::uint64_t const unfair = (0 - bound) % bound;
    for (;;) {
        std::uint64_t const value = next();
        if (value >= unfair) return value % bound;
    }
}

std::string Random::hex(std::size_t digits) {
    std::string out;
    out.reserve(digits);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (i % 16 == 0) bits = next();
        out += "0123456789abcdef"[bits & 15];
        bits >>= 4;
    }
    return out;
}

std::string Random::uuid() {
    std::string out = hex(32);
    out[12] = '4';
    out[16] = "89ab"[below(4)];
    for (std::size_t const at : {20U, 16U, 12U, 8U}) out.insert(at, 1, '-');
    return out;
}

std::uint64_t system_entropy() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) ^ device();
}

}  // namespace easel::base
