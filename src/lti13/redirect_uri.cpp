#include "lti13/launch.hpp"

#include <algorithm>

namespace easel::lti13 {

bool redirect_uri_matches(std::string_view registered, std::string_view requested) {
    auto const mark = registered.find('?');
    auto const asked = requested.find('?');
    // Canvas, as read, does not compare what precedes a registered query; a mock should (lti13-launch.md 3.2).
    if (registered.substr(0, mark) != requested.substr(0, asked)) return false;
    if (mark == std::string_view::npos) return true;
    auto const demanded = base::form_decode(registered.substr(mark + 1));
    auto const given =
        asked == std::string_view::npos ? base::Fields{} : base::form_decode(requested.substr(asked + 1));
    return std::all_of(demanded.begin(), demanded.end(), [&](auto const& pair) {
        return std::find(given.begin(), given.end(), pair) != given.end();
    });
}

} // namespace easel::lti13
