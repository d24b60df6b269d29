#include "lti13/token_memo.hpp"

#include "jose/jwt.hpp"

namespace easel::lti13 {

namespace {

constexpr std::size_t most_tokens = 256; ///< then it begins anew; a tool needs a handful

} // namespace

void TokenMemo::make_room(std::string_view secret) {
    if (secret == secret_ && claims_.size() < most_tokens) return;
    claims_.clear();
    last_ = nullptr;
    secret_ = secret;
}

TokenMemo::Reading TokenMemo::read(std::string_view token, std::string_view secret) {
    make_room(secret);
    if (last_ != nullptr && last_->first == token) return {true, &last_->second};
    if (auto const known = claims_.find(token); known != claims_.end()) {
        last_ = &*known;
        return {true, &known->second};
    }
    auto parts = jose::decode(token);
    if (!parts) return {false, nullptr};
    if (!jose::verifies_hs256(*parts, secret)) return {true, nullptr};
    last_ = &*claims_.emplace(token, std::move(parts->claims)).first;
    return {true, &last_->second};
}

void TokenMemo::remember(std::string_view token, std::string_view secret, base::json::object claims) {
    make_room(secret);
    claims_.emplace(token, std::move(claims));
}

} // namespace easel::lti13
