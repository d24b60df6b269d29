#include "lti13/token_memo.hpp"

#include "jose/jwt.hpp"

namespace easel::lti13 {

namespace {

constexpr std::size_t most_tokens = 256; ///< then it begins anew; a tool needs a handful

} // namespace

TokenMemo::Reading TokenMemo::read(std::string_view token, std::string_view secret) {
    if (secret != secret_ || claims_.size() >= most_tokens) claims_.clear();
    secret_ = secret;
    if (auto const known = claims_.find(token); known != claims_.end()) return {true, &known->second};
    auto parts = jose::decode(token);
    if (!parts) return {false, nullptr};
    if (!jose::verifies_hs256(*parts, secret)) return {true, nullptr};
    return {true, &claims_.emplace(token, std::move(parts->claims)).first->second};
}

} // namespace easel::lti13
