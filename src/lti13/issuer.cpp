#include "lti13/issuer.hpp"

#include "base/ids.hpp"

namespace easel::lti13 {

namespace {

constexpr char const* longest_cached = "max-age=864000"; ///< ten days; general knowledge of Canvas

} // namespace

std::string jwks_body(Issuer const& issuer) {
    base::json::array keys;
    for (auto const& [kid, key] : issuer.keys) keys.emplace_back(key.public_jwk(kid));
    return base::dump(base::json::object{{"keys", std::move(keys)}});
}

traffic::Answer answer_jwks(Issuer const& issuer) {
    traffic::Answer answer;
    answer.response = http::json(200, jwks_body(issuer));
    answer.response.headers.set("Cache-Control", longest_cached);
    for (auto const* row : {"1.4", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8"})
        answer.trail.push_back({{"lti13-launch/", row}, true});
    return answer;
}

void rotate_keys(Issuer& issuer, base::Instant now) {
    ++issuer.rotations;
    auto& [past, present, future] = issuer.keys;
    // Each kid follows from the last, so that none comes twice, and the same run has the same ones.
    auto const suffix = base::Random(base::stable_hash({issuer.secret, future.kid})).uuid();
    auto retired = std::move(past.key);
    past = std::move(present);
    present = std::move(future);
    future = {base::to_iso8601(now, 0) + "_" + suffix, std::move(retired)};
}

} // namespace easel::lti13
