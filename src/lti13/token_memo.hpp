#pragma once

#include "base/json.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace easel::lti13 {

/// What the platform signs for itself and gets back again and again, access tokens and message hints, taken apart. Those
/// whose signature was good are remembered; whether they still count is not.
class TokenMemo {
  public:
    struct Reading {
        bool is_jwt = false;
        base::json::value const* claims = nullptr; ///< null: not signed with that secret. Good until the next `read`.
    };
    /// @param secret  of HS256; a new one makes it forget what another had signed
    [[nodiscard]] Reading read(std::string_view token, std::string_view secret);
    [[nodiscard]] std::size_t size() const { return claims_.size(); }

  private:
    std::string secret_;
    std::map<std::string, base::json::value, std::less<>> claims_;
};

} // namespace easel::lti13
