#include "rest/rest.hpp"

#include "base/text.hpp"

namespace easel::rest {

std::string token_of(http::Request const& request) {
    constexpr std::string_view scheme = "Bearer "; // external-tools-api.md 2: exactly this word, one blank
    auto const sent = request.headers.get("Authorization");
    if (sent.starts_with(scheme)) return std::string(sent.substr(scheme.size()));
    if (auto token = request.query_value("access_token")) return std::move(*token);
    return request.form_value("access_token").value_or("");
}

} // namespace easel::rest
