#include "report/neutral.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "report/report.hpp"

#include <algorithm>
#include <utility>

namespace easel::report {
namespace detail {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_name(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}
bool is_base64url(char c) {
    return is_name(c) || c == '_';
}

// True when what follows would make it another host or port: "http://127.0.0.1:80" is no part of
// "http://127.0.0.1:8090".
bool goes_on(std::string_view rest) {
    if (rest.empty()) return false;
    if (is_name(rest[0]) || rest.starts_with("%3A") || rest.starts_with("%3a")) return true;
    if (rest.size() < 2) return false;
    if (rest[0] == '.' || rest[0] == ':') return is_name(rest[1]);
    return false;
}

std::size_t run_end(std::string_view text, std::size_t at) {
    while (at < text.size() && is_base64url(text[at])) ++at;
    return at;
}

std::string lower_escapes(std::string text) {
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        if (text[i] != '%') continue;
        auto const lower = base::to_lower(std::string_view(text).substr(i + 1, 2));
        text.replace(i + 1, 2, lower);
    }
    return text;
}

/// The LTI 1.1 key's signature covers the issuer's address, which differs from run to run.
std::string without_key_signature(std::string claims) {
    constexpr std::string_view member = "\"oauth_consumer_key_sign\":\"";
    auto const at = claims.find(member);
    if (at == std::string::npos) return claims;
    auto const from = at + member.size();
    auto const end = claims.find('"', from);
    return end == std::string::npos ? claims : claims.replace(from, end - from, "{signature}");
}

}  // namespace

Neutral::Neutral(verdict::RunResult const& run) {
    add(run.platform_origin, "platform");
    add(run.tool_origin, "tool");
    add(run.elsewhere_origin, "elsewhere");
}

void Neutral::add(std::string const& origin, std::string const& name) {
    if (origin.empty()) return;
    auto const encoded = base::percent_encode(origin);
    auto const half = base::replace_all(encoded, "%3A", ":");  // many encoders leave the colon
    auto const whole = "{" + name + "}";
    for (auto const& written : {
             origin,
             base::replace_all(origin, "/", "\\/"),  // JSON as some libraries print it
             encoded,
             lower_escapes(encoded),
             half,
             lower_escapes(half),
             base::percent_encode(encoded),
         }) {
        auto const same = [&](Form const& form) { return form.written == written; };
        if (std::ranges::none_of(forms_, same)) forms_.push_back({.written = written, .instead = whole});
    }
    auto const scheme = origin.find("://");
    if (scheme == std::string::npos) return;
    auto const authority = origin.substr(scheme + 3);
    auto const colon = authority.rfind(':');
    // Without a port the host is a word like any other.
    if (colon == std::string::npos || colon + 1 == authority.size() || !is_digit(authority[colon + 1])) return;
    auto const host = "{" + name + ".host}";
    auto const once = base::percent_encode(authority);
    // Twice encoded in what LTI 1.1 signs.
    for (auto const& written : {authority, once, base::percent_encode(once)})
        forms_.push_back({.written = written, .instead = host, .bare = true});
}

std::string Neutral::plain(std::string text) const {
    // Two rounds, as the bare host of one origin is part of its full form.
    for (bool const bare : {false, true}) {
        for (auto const& form : forms_) {
            if (form.bare != bare) continue;
            for (std::size_t at = 0; (at = text.find(form.written, at)) != std::string::npos;) {
                auto const rest = std::string_view(text).substr(at + form.written.size());
                auto const inside = form.bare && at > 0 && (is_name(text[at - 1]) || text[at - 1] == '.') &&
                                    !(at > 2 && text[at - 3] == '%');  // after an escape such as %2F
                if (goes_on(rest) || inside) {
                    at += form.written.size();
                    continue;
                }
                text.replace(at, form.written.size(), form.instead);
                at += form.instead.size();
            }
        }
    }
    return text;
}

std::string Neutral::operator()(std::string text) const {
    if (forms_.empty()) return text;
    text = plain(std::move(text));
    // Claims carry endpoints; a JWT's parts are therefore written anew where they hold an origin.
    for (std::size_t at = 0; (at = text.find("eyJ", at)) != std::string::npos;) {
        auto const header_end = run_end(text, at);
        bool const starts = at == 0 || !is_base64url(text[at - 1]);
        if (!starts || header_end >= text.size() || text[header_end] != '.') {
            at = header_end;
            continue;
        }
        // Header and claims, from the back so that positions stay good; a token that was signed over still shows as one.
        auto const claims_end = run_end(text, header_end + 1);
        auto end = claims_end;
        for (auto const& [from, to] : {std::pair{header_end + 1, claims_end}, std::pair{at, header_end}}) {
            auto const part = text.substr(from, to - from);
            auto const decoded = base::base64url_decode(part);
            auto const written = decoded ? without_key_signature(plain(*decoded)) : std::string();
            if (!decoded || written == *decoded) continue;
            auto const again = base::base64url_encode(written);
            text.replace(from, part.size(), again);
            end = end + again.size() - part.size();
        }
        at = end;
    }
    return text;
}

}  // namespace detail

std::string neutral(std::string text, verdict::RunResult const& run) {
    return detail::Neutral(run)(std::move(text));
}

}  // namespace easel::report
