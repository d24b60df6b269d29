#include "console/access.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "jose/key.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>

namespace easel::console {
namespace {

constexpr int schema_version = 1;

/// Digits and dots, or an address in brackets: no name that a resolver is asked about.
bool is_address(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) return true;
    return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

http::Response refused(http::Request const& request, int status, std::string_view code, std::string_view message) {
    if (is_api(request.path())) return answer_error(status, code, message);
    auto response = http::text(status, std::string(message) + "\n");
    protect(response);
    return response;
}

} // namespace

bool is_api(std::string_view path) {
    return path.starts_with(api_path) && (path.size() == api_path.size() || path[api_path.size()] == '/');
}

Access::Access(AccessOptions options) : options_(std::move(options)) {}

std::string Access::cookie_name() const {
    // Ports do not keep cookies apart: two consoles must not take each other's away.
    return "easel_console_" + std::to_string(options_.port);
}

bool Access::is_own_host(std::string_view host) const {
    auto const port = ":" + std::to_string(options_.port);
    if (!host.ends_with(port)) return false;
    host.remove_suffix(port.size());
    for (auto const own : {"127.0.0.1", "localhost", "[::1]"})
        if (base::equals_ignoring_case(host, own)) return true;
    if (options_.any_address && is_address(host)) return true;
    return std::any_of(options_.names.begin(), options_.names.end(), [&](std::string const& own) {
        return base::equals_ignoring_case(host, own);
    });
}

bool Access::has_bearer(http::Request const& request) const {
    auto const given = request.headers.get("Authorization");
    bool const bearer = given.size() > 7 && base::equals_ignoring_case(given.substr(0, 7), "Bearer ");
    return bearer && !options_.bearer.empty() && jose::equal_in_constant_time(base::trim(given.substr(7)), options_.bearer);
}

bool Access::has_session(http::Request const& request) const {
    auto const name = cookie_name();
    for (auto const& line : request.headers.all("Cookie")) {
        for (auto const& part : base::split(line, ';')) {
            auto const pair = base::trim(part);
            auto const equals = pair.find('=');
            if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
            if (!options_.session.empty() && jose::equal_in_constant_time(pair.substr(equals + 1), options_.session)) return true;
        }
    }
    return false;
}

std::optional<http::Response> Access::exchange(http::Request const& request) {
    if (request.method != "GET" || request.path() != "/") return std::nullopt;
    auto const token = request.query_value("token");
    if (!token) return std::nullopt;
    if (!is_own_host(request.headers.get("Host")))
        return refused(request, 403, "foreign_host", "This port does not answer to that Host.");
    auto response = http::redirect("/");
    protect(response);
    if (has_session(request)) return response;
    if (exchanged_ || options_.token.empty() || !jose::equal_in_constant_time(*token, options_.token)) {
        return refused(
            request, 403, exchanged_ ? "token_used" : "bad_token",
            exchanged_ ? "This address has been used already. " + options_.anew : std::string("That is not the console's address.")
        );
    }
    exchanged_ = true;
    response.headers.add("Set-Cookie", cookie_name() + "=" + options_.session + "; Path=/; HttpOnly; SameSite=Strict");
    return response;
}

std::optional<http::Response> Access::refusal(http::Request const& request) const {
    auto const host = request.headers.get("Host");
    if (!is_own_host(host)) return refused(request, 403, "foreign_host", "This port does not answer to that Host.");
    if (has_bearer(request)) return std::nullopt;
    bool const reads = request.method == "GET" || request.method == "HEAD";
    auto const origin = request.headers.get("Origin");
    bool const own_page = base::equals_ignoring_case(origin, "http://" + std::string(host));
    if ((!reads || request.headers.has("Origin")) && !own_page) {
        return refused(request, 403, "foreign_origin", "Only the console's own page may ask this: the header Origin must name it.");
    }
    if (!has_session(request)) {
        return refused(request, 401, "no_session", "Open the address that was printed when the console began; it holds a token.");
    }
    return std::nullopt;
}

void Access::renew(std::string token) {
    options_.token = std::move(token);
    exchanged_ = false;
}

void protect(http::Response& response, std::string_view ancestors) {
    auto& headers = response.headers;
    headers.set("Cache-Control", "no-store");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors " +
            std::string(ancestors)
    );
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
}

http::Response answer_json(int status, base::json::object const& body) {
    base::json::object whole{{"schema_version", schema_version}};
    for (auto const& [name, value] : body) whole.insert_or_assign(name, value);
    auto response = http::json(status, base::dump(whole));
    protect(response);
    return response;
}

http::Response answer_error(int status, std::string_view code, std::string_view message, std::string_view pointer) {
    base::json::object error{{"code", code}, {"message", base::to_valid_utf8(message)}};
    if (!pointer.empty()) error["pointer"] = base::to_valid_utf8(pointer);
    return answer_json(status, base::json::object{{"error", std::move(error)}});
}

} // namespace easel::console
