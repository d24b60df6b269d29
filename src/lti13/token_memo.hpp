#pragma once

#include "base/json.hpp"

#include <map>
#include <string>
#include <string_view>

namespace easel::lti13 {

/// Access tokens whose signature was found good, by their text: a tool sends the same one with call after call. Whether
/// such a token still counts is nothing that it remembers.
class TokenMemo {
  public:
    /// The claims; null when the token was not kept, or kept for another secret. Good until the next `keep`.
    [[nodiscard]] base::json::value const* find(std::string_view token, std::string_view secret) const;
    base::json::value const& keep(std::string_view token, std::string_view secret, base::json::value claims);

  private:
    std::string secret_;
    std::map<std::string, base::json::value, std::less<>> claims_;
};

} // namespace easel::lti13
