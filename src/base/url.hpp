#pragma once

#include "base/codec.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace easel::base {

/// An absolute http or https URL, split; values stay encoded as they came.
struct Url {
    std::string scheme; ///< "http" or "https"
    std::string host;   ///< without brackets for IPv6
    std::uint16_t port = 80;
    std::string path = "/"; ///< never empty
    std::string query;      ///< without `?`; empty when absent
    bool has_query = false;

    /// "http://127.0.0.1:9001", default ports left out.
    [[nodiscard]] std::string origin() const;
    /// What goes on the request line: path and query.
    [[nodiscard]] std::string target() const;
    [[nodiscard]] std::string text() const;
};

[[nodiscard]] Result<Url> parse_url(std::string_view text);
/// RFC 3986 section 5 resolution; fragments are dropped. Only http and https come out.
[[nodiscard]] Result<Url> resolve(Url const& base, std::string_view reference);
/// 127.0.0.0/8, "::1", "localhost" and names below ".localhost" (what browsers trust without TLS).
[[nodiscard]] bool is_loopback(std::string_view host);

} // namespace easel::base
