#include "lti11/sourcedid.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "jose/key.hpp"

#include <array>

namespace easel::lti11 {
namespace {

/// The installation's secret.
std::string secret(world::World const& world) {
    return "sourcedid of " + world.account.guid;
}

std::string joined(Sourced const& s) {
    std::string text;
    for (auto const id : {s.tool, s.course, s.assignment, s.user}) text += (text.empty() ? "" : "-") + std::to_string(id);
    return text;
}

std::optional<world::Id> id_of(std::string_view text) {
    auto const id = base::whole_number(text);
    return id && *id >= 0 ? id : std::nullopt;
}

std::optional<Sourced> four_ids(std::vector<std::string> const& parts) {
    std::array<world::Id, 4> ids{};
    for (std::size_t i = 0; i < 4; ++i) {
        auto const id = id_of(parts[i]);
        if (!id) return std::nullopt;
        ids[i] = *id;
    }
    return Sourced{ids[0], ids[1], ids[2], ids[3]};
}

bool is_word(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") ==
                                std::string_view::npos;
}

} // namespace

std::string legacy_signature(world::World const& world, Sourced const& sourced) {
    return base::hex_encode(jose::hmac(160, secret(world), joined(sourced)));
}

std::string sourcedid(world::World const& world, world::Dialects const& dialects, Sourced const& sourced) {
    auto const legacy = joined(sourced) + "-" + legacy_signature(world, sourced);
    if (!dialects.encrypted_sourcedids) return legacy;
    // A real one is a JWE around a JWS. Tools must take it as it comes, so that a signed text of that length will do.
    auto const sealed = jose::hmac(256, secret(world), legacy) + jose::hmac(512, secret(world), "filling " + legacy);
    return base::base64_encode(sealed + legacy);
}

std::optional<LegacySourcedid> read_legacy(std::string_view text) {
    for (auto const& line : base::split(text, '\n')) {
        std::string_view whole = line;
        if (whole.ends_with('\r')) whole.remove_suffix(1);
        auto const parts = base::split(whole, '-');
        if (parts.size() != 5 || !is_word(parts[4])) continue;
        if (auto const sourced = four_ids(parts)) return LegacySourcedid{*sourced, parts[4]};
    }
    return std::nullopt;
}

std::optional<Sourced> read_encrypted(world::World const& world, std::string_view text) {
    constexpr std::size_t seal = 32 + 64;
    auto const opened = base::base64_decode(text);
    if (!opened || opened->size() <= seal) return std::nullopt;
    auto const legacy = std::string_view(*opened).substr(seal);
    if (!jose::equal_in_constant_time(opened->substr(0, 32), jose::hmac(256, secret(world), legacy))) return std::nullopt;
    auto const read = read_legacy(legacy);
    return read ? std::optional(read->sourced) : std::nullopt;
}

} // namespace easel::lti11
