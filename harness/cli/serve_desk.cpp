#include "cli/serve_desk.hpp"

#include "console/console.hpp"
#include "control/control.hpp"
#include "web/web.hpp"

#include <utility>

namespace easel::cli {
namespace {

constexpr console::Page desk_page{
    .name = "desk",
    .title = "Easel, a mock Canvas",
    .without_scripts = "The console needs scripts; Canvas's own port shows pages without."
};

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
    auto desk = desk_page;
    desk.ancestors = canvas_;
    std::optional<http::Response> page;
    if (path == "/") page = answer_page(desk);
    if (path == "/replay") page = answer_page(console::console_page);
    if (!page) page = answer_file(desk, path, web::asset);
    if (!page) page = answer_file(console::console_page, path, web::asset);
    if (!page) return std::nullopt;
    if (auto refused = access_.refusal(request)) return refused;
    if (request.method != "GET" && request.method != "HEAD") return http::text(405, "This path takes GET.\n");
    return page;
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
