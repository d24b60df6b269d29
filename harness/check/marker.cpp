#include "check/marker.hpp"

#include <boost/regex.hpp>

#include <stdexcept>

namespace easel::check {
namespace {
constexpr std::size_t longest_text = 256 * 1024;
}  // namespace

bool marker_matches(std::string const& expression, std::string_view text) {
    if (expression.empty()) return false;
    text = text.substr(0, longest_text);
    if (expression.find_first_of("\\^$.|?*+()[]{}") == std::string::npos) {
        return text.find(expression) != std::string_view::npos;
    }
    // Boost's matcher, unlike std::regex, does not recurse with the text and gives up by itself: the page is the
    // tool's.
    boost::regex pattern;
    try {
        pattern.assign(expression, boost::regex::ECMAScript);
    } catch (boost::regex_error const&) {
        return text.find(expression) != std::string_view::npos;
    }
    try {
        return boost::regex_search(text.begin(), text.end(), pattern, boost::regex_constants::match_not_dot_newline);
    } catch (std::runtime_error const&) {
        return false;
    }
}

bool marker_fits(std::string const& expression, std::string_view text) {
    try {
        boost::regex const pattern(expression, boost::regex::ECMAScript);
        return boost::regex_match(text.begin(), text.end(), pattern, boost::regex_constants::match_not_dot_newline);
    } catch (std::runtime_error const&) {
        return false;
    }
}

std::optional<std::string> captured(std::string const& expression, std::string_view text) {
    text = text.substr(0, longest_text);
    try {
        boost::regex const pattern(expression, boost::regex::ECMAScript);
        boost::cmatch match;
        if (!boost::regex_search(text.data(), text.data() + text.size(), match, pattern)) return std::nullopt;
        if (match.size() < 2 || !match[1].matched) return std::nullopt;
        return match[1].str();
    } catch (std::runtime_error const&) { // no expression, or one whose work would explode
        return std::nullopt;
    }
}

std::string const* first_match(std::vector<std::string> const& expressions, std::string_view text) {
    for (auto const& expression : expressions) {
        if (marker_matches(expression, text)) return &expression;
    }
    return nullptr;
}

}  // namespace easel::check
