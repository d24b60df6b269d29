#include "agent/browser.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace easel::agent {
namespace {

constexpr std::size_t most_cookies = 1'000;
constexpr std::size_t longest_cookie = 4'096;

bool is_address(std::string_view host) {
    return host.find(':') != std::string_view::npos ||
           std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

bool domain_matches(std::string_view host, std::string_view domain) {
    if (base::equals_ignoring_case(host, domain)) return true;
    if (is_address(host) || host.size() <= domain.size()) return false;
    auto const at = host.size() - domain.size();
    return host[at - 1] == '.' && base::equals_ignoring_case(host.substr(at), domain);
}

bool path_matches(std::string_view path, std::string_view cookie_path) {
    if (!path.starts_with(cookie_path)) return false;
    return path.size() == cookie_path.size() || cookie_path.ends_with('/') || path[cookie_path.size()] == '/';
}

/// RFC 6265, section 5.1.4.
std::string default_path(std::string_view path) {
    auto const slash = path.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return "/";
    return std::string(path.substr(0, slash));
}

std::optional<int> leading_number(std::string_view text, std::size_t most_digits) {
    int value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && digits < most_digits && text[digits] >= '0' && text[digits] <= '9') {
        value = value * 10 + (text[digits++] - '0');
    }
    if (digits == 0 || (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')) return std::nullopt;
    return value;
}

/// RFC 6265, section 5.1.1: any order, any of the separators in use.
std::optional<base::Instant> cookie_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> months{
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    std::optional<std::array<int, 3>> clock;
    std::optional<int> day, year;
    std::optional<unsigned> month;
    std::size_t at = 0;
    while (at < text.size()) {
        auto const is_separator = [](char c) {
            return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ':');
        };
        while (at < text.size() && is_separator(text[at])) ++at;
        auto const begin = at;
        while (at < text.size() && !is_separator(text[at])) ++at;
        auto const word = text.substr(begin, at - begin);
        if (word.empty()) break;
        if (!clock && word.find(':') != std::string_view::npos) {
            auto const parts = base::split(word, ':');
            if (parts.size() == 3) {
                auto const h = leading_number(parts[0], 2), m = leading_number(parts[1], 2),
                           s = leading_number(parts[2], 2);
                if (h && m && s) clock = {*h, *m, *s};
            }
            continue;
        }
        auto const number = leading_number(word, 4);
        if (!day && number && *number >= 1 && *number <= 31 && word.size() <= 2) {
            day = number;
        } else if (!month && word.size() >= 3) {
            auto const found = std::ranges::find(months, base::to_lower(word.substr(0, 3)));
            if (found != months.end())
                month = static_cast<unsigned>(found - months.begin()) + 1;
            else if (!year)
                year = number;
        } else if (!year) {
            year = number;
        }
    }
    if (!clock || !day || !month || !year) return std::nullopt;
    if (*year < 70)
        *year += 2000;
    else if (*year < 100)
        *year += 1900;
    std::chrono::year_month_day const date{
        std::chrono::year{*year}, std::chrono::month{*month}, std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *year < 1601) return std::nullopt;
    auto const [h, m, s] = *clock;
    return base::Instant{std::chrono::sys_days{date}} + std::chrono::hours{h} + std::chrono::minutes{m} +
           std::chrono::seconds{s};
}

/// The attributes of a Set-Cookie line.
struct Attributes {
    std::string domain, path, same_site;
    std::optional<base::Instant> expires;
    std::optional<std::int64_t> max_age;
    bool secure = false;
    bool partitioned = false;
};

Attributes read_attributes(std::vector<std::string> const& parts) {
    Attributes out;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        std::string_view const part = parts[i];
        auto const equals = std::min(part.find('='), part.size());
        auto const name = base::to_lower(base::trim(part.substr(0, equals)));
        auto const value = equals < part.size() ? base::trim(part.substr(equals + 1)) : std::string_view{};
        if (name == "secure") out.secure = true;
        if (name == "partitioned") out.partitioned = true;
        if (name == "samesite") out.same_site = base::to_lower(value);
        if (name == "path") out.path = std::string(value);
        if (name == "domain") out.domain = base::to_lower(value.starts_with('.') ? value.substr(1) : value);
        if (name == "expires") out.expires = cookie_date(value);
        if (name == "max-age") {
            std::int64_t seconds = 0;
            auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
            if (error == std::errc{} && end == value.data() + value.size()) out.max_age = seconds;
        }
    }
    return out;
}

}  // namespace

void CookieJar::store(base::Url const& from, std::string_view set_cookie, base::Instant now, FrameCookies mode) {
    if (mode == FrameCookies::block) return;
    if (set_cookie.size() > 2 * longest_cookie) return;
    auto const parts = base::split(set_cookie, ';');
    if (parts.empty()) return;
    std::string_view const pair = parts.front();
    auto const equals = pair.find('=');
    if (equals == std::string_view::npos) return;

    Cookie cookie;
    cookie.name = std::string(base::trim(pair.substr(0, equals)));
    cookie.value = std::string(base::trim(pair.substr(equals + 1)));
    if (cookie.name.empty() || cookie.name.size() + cookie.value.size() > longest_cookie) return;

    auto const attributes = read_attributes(parts);
    bool const trustworthy = from.scheme == "https" || base::is_loopback(from.host);
    cookie.secure = attributes.secure;
    cookie.partitioned = attributes.partitioned && attributes.secure;
    if (mode == FrameCookies::partition && !cookie.partitioned) return;
    if (cookie.secure && !trustworthy) return;
    if (attributes.same_site == "none" && !cookie.secure) return;

    cookie.host = base::to_lower(from.host);
    if (!attributes.domain.empty()) {
        if (!domain_matches(cookie.host, attributes.domain)) return;
        // An address, or a name without a dot ("localhost"), has no siblings to share with.
        cookie.host_only = is_address(cookie.host) || attributes.domain.find('.') == std::string::npos;
        if (cookie.host_only && attributes.domain != cookie.host) return;
        cookie.host = attributes.domain;
    }
    cookie.path = attributes.path.starts_with('/') ? attributes.path : default_path(from.path);
    if (cookie.name.starts_with("__Secure-") && !cookie.secure) return;
    if (cookie.name.starts_with("__Host-") && (!cookie.secure || !cookie.host_only || cookie.path != "/")) return;

    cookie.expires = attributes.expires;
    if (attributes.max_age) {
        // More than ten years is for ever; the bound keeps the sum from overflowing.
        auto const seconds = std::clamp<std::int64_t>(*attributes.max_age, 0, std::int64_t{10} * 366 * 86'400);
        cookie.expires = now + std::chrono::seconds{seconds};
    }
    set(std::move(cookie));
    std::erase_if(cookies_, [&](Cookie const& kept) { return kept.expires && *kept.expires <= now; });
}

std::string CookieJar::header_for(base::Url const& to, base::Instant now, FrameCookies mode) const {
    if (mode == FrameCookies::block) return {};
    std::vector<Cookie const*> fitting;
    for (auto const& cookie : cookies_) {
        bool const host =
            cookie.host_only ? base::equals_ignoring_case(to.host, cookie.host) : domain_matches(to.host, cookie.host);
        bool const safe = !cookie.secure || to.scheme == "https" || base::is_loopback(to.host);
        bool const alive = !cookie.expires || *cookie.expires > now;
        if (mode == FrameCookies::partition && !cookie.partitioned) continue;
        if (host && safe && alive && path_matches(to.path, cookie.path)) fitting.push_back(&cookie);
    }
    // Longer paths first, then older ones first (RFC 6265, section 5.4).
    std::ranges::stable_sort(fitting, [](Cookie const* a, Cookie const* b) { return a->path.size() > b->path.size(); });
    std::string header;
    for (auto const* cookie : fitting) {
        if (!header.empty()) header += "; ";
        header += cookie->name + '=' + cookie->value;
    }
    return header;
}

void CookieJar::set(Cookie cookie) {
    auto const same = std::ranges::find_if(cookies_, [&](Cookie const& kept) {
        return kept.name == cookie.name && kept.host == cookie.host && kept.path == cookie.path;
    });
    if (same != cookies_.end()) {
        *same = std::move(cookie);
        return;
    }
    if (cookies_.size() >= most_cookies) cookies_.erase(cookies_.begin());
    cookies_.push_back(std::move(cookie));
}

}  // namespace easel::agent
