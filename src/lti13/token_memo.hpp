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
    /// What was just signed with that secret need not be taken apart again.
    void remember(std::string_view token, std::string_view secret, base::json::object claims);
    [[nodiscard]] std::size_t size() const { return claims_.size(); }

  private:
    using Claims = std::map<std::string, base::json::value, std::less<>>;
    void make_room(std::string_view secret);

    std::string secret_;
    Claims claims_;
    Claims::const_pointer last_ = nullptr; ///< what was read last: an answer reads its token several times
};

} // namespace easel::lti13
