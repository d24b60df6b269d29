#include "check/page_reading.hpp"

#include "agent/html.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/marker.hpp"

#include <algorithm>
#include <array>

namespace easel::check::wire {
namespace {

constexpr std::size_t shortest_secret = 16;

/// Names that browsers, statistics and load balancers use; a launch works without them.
constexpr std::array<std::string_view, 18> foreign_cookies{
    "_ga",
    "_gid",
    "_gat",
    "_fbp",
    "_hj",
    "_pk_",
    "ajs_",
    "amp_",
    "mp_",
    "__cf",
    "cf_clear",
    "awsalb",
    "arraffi",
    "bigipserver",
    "incap_ses_",
    "visid_inc",
    "nlbi_",
    "optimizely"};

bool is_foreign(std::string_view name) {
    auto const lower = base::to_lower(name);
    if (lower.find("csrf") != std::string::npos || lower.find("xsrf") != std::string::npos) return true;
    return std::ranges::any_of(foreign_cookies, [&](std::string_view prefix) { return lower.starts_with(prefix); });
}

/// "https://lms.example:8443", "*.example", "http://127.0.0.1:*" against an origin.
bool matches_source(std::string_view source, base::Url const& origin) {
    if (source == "*") return true;
    auto host = source;
    if (auto const scheme = source.find("://"); scheme != std::string_view::npos) {
        auto const wanted = base::to_lower(source.substr(0, scheme));
        if (wanted != origin.scheme && !(wanted == "http" && origin.scheme == "https")) return false;
        host = source.substr(scheme + 3);
    } else if (source.ends_with(':')) {
        auto const wanted = base::to_lower(source.substr(0, source.size() - 1));
        // Only the mock's own loopback origin is plain; a real platform is on https.
        return wanted == origin.scheme || (wanted == "https" && base::is_loopback(origin.host)) ||
               (wanted == "http" && origin.scheme == "https");
    }
    host = host.substr(0, host.find('/'));
    std::string_view port;
    if (auto const colon = host.rfind(':'); colon != std::string_view::npos && host.find(']', colon) == host.npos) {
        port = host.substr(colon + 1);
        host = host.substr(0, colon);
    }
    auto const usual = origin.scheme == "https" ? 443 : 80;
    bool const port_fits = port == "*" || (port.empty() ? origin.port == usual : port == std::to_string(origin.port));
    if (!port_fits) return false;
    if (host.starts_with("*.")) {
        auto const suffix = base::to_lower(host.substr(1));
        return origin.host.size() > suffix.size() && base::to_lower(origin.host).ends_with(suffix);
    }
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return base::equals_ignoring_case(host, origin.host);
}

} // namespace

std::vector<SetCookie> cookies_set(http::Response const& response) {
    std::vector<SetCookie> all;
    for (auto const& line : response.headers.all("Set-Cookie")) {
        auto const parts = base::split(line, ';');
        if (parts.empty()) continue;
        std::string_view const pair = parts.front();
        auto const equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        SetCookie cookie;
        cookie.name = std::string(base::trim(pair.substr(0, equals)));
        cookie.value = std::string(base::trim(pair.substr(equals + 1)));
        cookie.deletes = cookie.value.empty();
        for (std::size_t i = 1; i < parts.size(); ++i) {
            std::string_view const part = parts[i];
            auto const mark = std::min(part.find('='), part.size());
            auto const name = base::to_lower(base::trim(part.substr(0, mark)));
            auto const value = mark < part.size() ? base::trim(part.substr(mark + 1)) : std::string_view{};
            if (name == "secure") cookie.secure = true;
            if (name == "httponly") cookie.http_only = true;
            if (name == "partitioned") cookie.partitioned = true;
            if (name == "samesite") cookie.same_site = base::to_lower(value);
            if (name == "max-age" && (value == "0" || value.starts_with('-'))) cookie.deletes = true;
            if (name == "expires" && value.find("1970") != std::string_view::npos) cookie.deletes = true;
        }
        all.push_back(std::move(cookie));
    }
    return all;
}

std::vector<SetCookie> session_cookies(http::Response const& response) {
    auto all = cookies_set(response);
    std::erase_if(all, [](SetCookie const& cookie) {
        // Words are a preference ("America/New_York"); what is random has a digit somewhere.
        bool const words = cookie.value.find_first_of("0123456789") == std::string::npos;
        return cookie.deletes || cookie.value.size() < shortest_secret || words || is_foreign(cookie.name);
    });
    return all;
}

std::vector<Exchange const*> answers_to_browser(Case const& run) {
    std::vector<Exchange const*> all;
    for (auto const& exchange : run.exchanges) {
        bool const wanted = exchange.from == traffic::Party::browser && exchange.to == traffic::Party::tool &&
                            exchange.response.has_value();
        if (wanted) all.push_back(&exchange);
    }
    return all;
}

bool is_html(http::Response const& response) {
    auto const type = response.content_type();
    return type == "text/html" || type == "application/xhtml+xml" ||
           (type.empty() && base::trim(response.body).starts_with('<'));
}

bool is_whole_answer(Exchange const& exchange) {
    return !exchange.response || exchange.response_size <= exchange.response->body.size();
}

bool is_shown_page(Exchange const& exchange) {
    bool const of_a_launch = exchange.kind == CallKind::login || exchange.kind == CallKind::launch ||
                             exchange.kind == CallKind::page || exchange.kind == CallKind::action;
    return of_a_launch && exchange.response->status >= 200 && exchange.response->status < 300 &&
           is_html(*exchange.response) && !base::trim(exchange.response->body).empty();
}

std::vector<std::vector<std::string>> frame_ancestors(http::Response const& response) {
    std::vector<std::vector<std::string>> found;
    for (auto const& header : response.headers.all("Content-Security-Policy")) {
        for (auto const& policy : base::split(header, ',')) {
            for (auto const& directive : base::split(policy, ';')) {
                auto words = base::split(base::trim(directive), ' ');
                std::erase_if(words, [](std::string const& word) { return base::trim(word).empty(); });
                if (words.empty() || !base::equals_ignoring_case(words.front(), "frame-ancestors")) continue;
                words.erase(words.begin());
                found.push_back(std::move(words));
                break; // the first directive of a name counts
            }
        }
    }
    return found;
}

bool allows_ancestor(std::vector<std::string> const& sources, std::string_view origin) {
    auto const url = base::parse_url(origin);
    return url && std::ranges::any_of(sources, [&](std::string const& source) {
               return !source.starts_with('\'') && matches_source(source, *url);
           });
}

std::optional<std::string> canary_element(std::string_view html) {
    agent::HtmlReader reader(html);
    agent::HtmlToken token;
    while (reader.next(token)) {
        if (token.kind != agent::HtmlToken::Kind::start || token.name != "svg") continue;
        auto value = token.attribute("onload");
        if (value && value->starts_with(canary_word)) return value;
    }
    return std::nullopt;
}

std::string_view stack_trace(std::string_view text) {
    struct Trace {
        std::string_view language;
        std::string expression;
    };
    static std::array<Trace, 9> const traces{{
        {"Python", R"(Traceback \(most recent call last\))"},
        {"JavaScript", R"(\bat [^\n<(]{0,120}\(?(file://|node:|/|[A-Z]:\\)[^\s():]{1,200}:\d{1,6}:\d{1,6})"},
        {"Java", R"(\bat [\w.$/]{3,200}\((\w{1,100}\.(java|kt|scala):\d{1,6}|Native Method|Unknown Source)\))"},
        {"PHP", R"(#\d{1,3} /[^\s(]{1,200}\.php\(\d{1,6}\))"},
        {".NET", R"(\bat [\w.`<>]{3,200}\([^)\n]{0,200}\) in [^\n]{1,200}:line \d{1,6})"},
        {"Ruby", R"([\w/.-]{1,200}\.rb:\d{1,6}:in )"},
        {"Go", R"(goroutine \d{1,9} \[\w{1,20}[^\]\n]{0,60}\]:)"},
        {"Rust", R"(thread '[^'\n]{1,80}' panicked at )"},
        {"Perl", R"(\bat /[^\s]{1,200}\.p[lm] line \d{1,6})"},
    }};
    auto const plain = base::html_unescape(text);
    for (auto const& trace : traces) {
        if (marker_matches(trace.expression, plain)) return trace.language;
    }
    return {};
}

bool shows_private_key(std::string_view text) {
    if (text.find("PRIVATE KEY-----") != std::string_view::npos) return true;
    // JSON within HTML may have its quotes escaped.
    auto const plain = base::html_unescape(text);
    auto const has = [&](std::string_view member) { return plain.find(member) != std::string::npos; };
    return has("\"kty\"") && has("\"d\"") && (has("\"dp\"") || has("\"crv\""));
}

} // namespace easel::check::wire
