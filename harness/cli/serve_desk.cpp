#include "cli/serve_desk.hpp"

#include "base/text.hpp"
#include "control/control.hpp"
#include "web/web.hpp"

#include <utility>

namespace easel::cli {
namespace {

constexpr std::string_view page =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
    "content=\"width=device-width, initial-scale=1\">"
    "<title>Easel, a mock Canvas</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" "
    "href=\"/desk.css\"></head>"
    "<body><div id=\"app\"><noscript><p>The console needs scripts; Canvas's own port shows pages "
    "without.</p></noscript></div>"
    "<script src=\"/desk.js\"></script></body></html>\n";

http::Response file(std::string_view type, std::string_view text, std::string_view ancestors) {
    auto response = http::text(200, std::string(text));
    response.headers.set("Content-Type", std::string(type));
    console::protect(response, ancestors);
    return response;
}

console::AccessOptions access_options(std::uint16_t port, std::vector<std::string> names) {
    console::AccessOptions options;
    options.port = port;
    options.session = control::fresh_secret();
    options.names = std::move(names);
    options.anew = "The control API makes a new one: POST /easel/v1/console with its token.";
    return options;
}

} // namespace

Desk::Desk(std::string origin, std::uint16_t port, std::vector<std::string> names, std::string canvas)
    : origin_(std::move(origin)),
      canvas_(std::move(canvas)),
      access_(access_options(port, std::move(names))) {}

std::optional<http::Response> Desk::answer(http::Request const& request) {
    if (auto exchanged = access_.exchange(request)) return exchanged;
    auto const path = request.path();
    if (path != "/" && path != "/desk.js" && path != "/desk.css") return std::nullopt;
    if (auto refused = access_.refusal(request)) return refused;
    if (request.method != "GET" && request.method != "HEAD") return http::text(405, "This path takes GET.\n");
    if (path == "/") return file("text/html; charset=utf-8", page, canvas_);
    if (path == "/desk.js") return file("text/javascript; charset=utf-8", web::asset("desk.js"), canvas_);
    return file("text/css; charset=utf-8", web::asset("desk.css"), canvas_);
}

bool Desk::asks(http::Request const& request) const {
    if (access_.refusal(request)) return false;
    auto const site = request.headers.get("Sec-Fetch-Site");
    return site.empty() || site == "same-origin" || site == "none";
}

std::string Desk::address() {
    auto const token = control::fresh_secret();
    access_.renew(token);
    return origin_ + "/?token=" + token;
}

} // namespace easel::cli
