#include "base/text.hpp"
#include "external_tools/attributes.hpp"
#include "traffic/checks.hpp"

#include <algorithm>

namespace easel::external_tools {

namespace {

constexpr std::string_view either = "Either the url or domain should be set.";
constexpr std::string_view white = " \t\r\n\f\v";

/// As people count: characters, not bytes.
std::size_t length_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

bool is_scheme(std::string_view text) {
    auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    });
}

bool is_host(std::string_view text) {
    if (text.starts_with('[')) return text.ends_with(']');
    return text.find_first_of("<>{}\\\"[]@") == std::string_view::npos;
}

bool is_port(std::string_view text) {
    auto const number = base::whole_number(text);
    return text.empty() || (number && *number >= 0 && *number <= 65'535);
}

bool is_authority(std::string_view text) {
    if (auto const at = text.rfind('@'); at != std::string_view::npos) {
        text.remove_prefix(at + 1);
        if (text.empty()) return false;
    }
    auto const colon = text.find(':', text.starts_with('[') ? std::min(text.find(']'), text.size()) : 0);
    if (colon == std::string_view::npos) return is_host(text);
    return colon > 0 && is_host(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

class Review {
  public:
    explicit Review(traffic::Trail& trail)
        : trail_(trail) {}

    bool holds(std::string_view row, bool passed) {
        return traffic::note(trail_, {"external-tools-api/5.2.", row}, passed);
    }
    void add(std::string_view attribute, std::string_view message, std::string_view type = "") {
        wrongs_.push_back({std::string(attribute), std::string(type), std::string(message)});
    }
    void present(std::string_view row, std::string_view attribute, std::string_view value) {
        if (!holds(row, !base::trim(value).empty())) add(attribute, "can't be blank", "blank");
    }
    void no_longer(std::string_view row, std::string_view attribute, std::string_view value, std::size_t most) {
        if (!holds(row, length_of(value) <= most))
            add(attribute, "is too long (maximum is " + std::to_string(most) + " characters)", "too_long");
    }
    std::vector<rest::Wrong> take() { return std::move(wrongs_); }

  private:
    traffic::Trail& trail_;
    std::vector<rest::Wrong> wrongs_;
};

} // namespace

bool is_readable_url(std::string_view url) {
    auto const colon = url.find_first_of(":/?#");
    bool const has_scheme = colon != std::string_view::npos && url[colon] == ':' && colon > 0;
    auto const scheme = has_scheme ? url.substr(0, colon) : std::string_view();
    if (colon == 0 && url[0] == ':') return false;
    if (has_scheme && !is_scheme(scheme)) return false;
    auto const rest = has_scheme ? url.substr(colon + 1) : url;
    bool const of_web = base::equals_ignoring_case(scheme, "http") || base::equals_ignoring_case(scheme, "https");
    if (!rest.starts_with("//")) return !of_web || !rest.empty();
    auto const authority = rest.substr(2, rest.find_first_of("/?#", 2) - 2);
    if (of_web && authority.empty() && rest.size() == 2) return false;
    return is_authority(authority);
}

std::vector<rest::Wrong> wrongs_of(world::Tool const& tool, traffic::Trail& trail) {
    Review review(trail);
    bool const lti11 = world::is_lti11(tool);
    review.present("1", "name", tool.title);
    if (lti11) review.present("2", "consumer_key", tool.consumer_key);
    if (lti11) review.present("3", "shared_secret", tool.shared_secret);
    review.no_longer("4", "name", tool.title, 255);
    review.no_longer("5", "consumer_key", tool.consumer_key, 2'048);
    review.no_longer("6", "domain", tool.domain, 253);
    bool const reachable = !tool.target_link_uri.empty() || !tool.domain.empty() ||
                           std::any_of(tool.placements.begin(), tool.placements.end(), [](auto const& placement) {
                               return !placement.target_link_uri.empty();
                           });
    if (!review.holds("7", reachable)) {
        review.add("url", either);
        review.add("domain", either);
    }
    auto const check = [&](std::string url) {
        std::erase_if(url, [](char c) { return white.find(c) != std::string_view::npos; });
        if (!url.empty() && !review.holds("8", is_readable_url(url))) review.add("url", "Incorrect url for " + url);
    };
    check(tool.target_link_uri);
    for (auto const& placement : tool.placements) check(placement.target_link_uri);
    return review.take();
}

} // namespace easel::external_tools
