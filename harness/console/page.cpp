#include "console/page.hpp"

#include "console/access.hpp"

#include <string>

namespace easel::console {
namespace {

http::Response file(std::string_view type, std::string_view text, std::string_view ancestors) {
    auto response = http::text(200, std::string(text));
    response.headers.set("Content-Type", std::string(type));
    protect(response, ancestors);
    return response;
}

} // namespace

http::Response answer_page(Page const& page) {
    std::string const name(page.name);
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"><title>";
    html += page.title;
    html += "</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/" + name +
            ".css\"></head><body><div id=\"app\"><noscript><p>";
    html += page.without_scripts;
    html += "</p></noscript></div><script src=\"/" + name + ".js\"></script></body></html>\n";
    return file("text/html; charset=utf-8", html, page.ancestors);
}

std::optional<http::Response> answer_file(
    Page const& page, std::string_view path, std::function<std::string_view(std::string_view)> const& asset
) {
    bool const is_script = path == "/" + std::string(page.name) + ".js";
    bool const is_style = path == "/" + std::string(page.name) + ".css";
    if ((!is_script && !is_style) || !asset) return std::nullopt;
    auto const text = asset(path.substr(1));
    if (text.empty()) return std::nullopt;
    return file(is_script ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8", text, page.ancestors);
}

} // namespace easel::console
