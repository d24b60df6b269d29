#include "lti13/token_memo.hpp"

namespace easel::lti13 {

namespace {

constexpr std::size_t most_tokens = 256; ///< then it begins anew; a tool needs a handful

} // namespace

base::json::value const* TokenMemo::find(std::string_view token, std::string_view secret) const {
    auto const found = claims_.find(token);
    return found == claims_.end() || secret != secret_ ? nullptr : &found->second;
}

base::json::value const& TokenMemo::keep(std::string_view token, std::string_view secret, base::json::value claims) {
    if (secret != secret_ || claims_.size() >= most_tokens) claims_.clear();
    secret_ = secret;
    return claims_.insert_or_assign(std::string(token), std::move(claims)).first->second;
}

} // namespace easel::lti13
