#include "reference_tool/exposure.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"

namespace easel::reference_tool {
namespace {

void add_script(http::Response& response, std::string const& script) {
    response.body =
        base::replace_all(std::move(response.body), "</body>", "<script>\n" + script + "</script>\n</body>");
}

} // namespace

void spoil_headers(Installation const& tool, http::Response& response) {
    constexpr auto policy = "Content-Security-Policy";
    if (tool.broken("forbids-frames")) response.headers.set(policy, "frame-ancestors 'self'");
    if (tool.broken("sends-x-frame-options")) {
        response.headers.remove(policy);
        response.headers.set("X-Frame-Options", "SAMEORIGIN");
    }
    if (tool.broken("lets-anybody-frame-it")) response.headers.remove(policy);
    if (tool.broken("lets-browsers-store-pages")) response.headers.remove("Cache-Control");
}

void spoil_page(Installation const& tool, Session const& session, http::Response& response) {
    spoil_headers(tool, response);
    if (tool.broken("renders-names-raw") && !session.name.empty())
        response.body = base::replace_all(std::move(response.body), base::html_escape(session.name), session.name);
    if (tool.broken("posts-names-to-anybody"))
        add_script(
            response,
            "window.parent.postMessage({subject: \"easel.ready\", user: \"" + base::html_escape(session.name) +
                "\"}, \"*\");\n"
        );
    if (tool.broken("resizes-the-top-window"))
        response.body =
            base::replace_all(std::move(response.body), "window.parent.postMessage(", "window.top.postMessage(");
}

void spoil_refusal(
    Installation const& tool, http::Request const& request, std::string_view reason, http::Response& response
) {
    auto const add = [&](std::string const& text) {
        response.body = base::replace_all(std::move(response.body), "</body>", "<pre>" + text + "</pre>\n</body>");
    };
    if (tool.broken("echoes-errors-raw"))
        response.body = base::replace_all(std::move(response.body), base::html_escape(reason), std::string(reason));
    if (tool.broken("shows-stack-traces"))
        add("Traceback (most recent call last):\n  File \"launch.py\", line 41, in launch\n    raise "
            "LaunchRefused(reason)");
    if (tool.broken("shows-refused-tokens")) add(base::html_escape(request.form_value("id_token").value_or("")));
    if (tool.broken("shows-its-key")) add("-----BEGIN PRIVATE KEY-----\nMIIB...\n-----END PRIVATE KEY-----");
    if (tool.broken("bare-answer-without-cookies") && cookies_of(request.headers).empty()) response.body = "401";
}

} // namespace easel::reference_tool
