#include "external_tools/external_tools.hpp"
#include "rest/rest.hpp"

namespace easel::external_tools {

std::optional<std::string> wanted_url(Context const&, Route const&, http::Request const&) {
    return std::nullopt;
}

traffic::Answer answer(Context const&, Route const&, http::Request const&, Fetched const&) {
    traffic::Answer found;
    found.response = rest::not_found();
    return found;
}

} // namespace easel::external_tools
