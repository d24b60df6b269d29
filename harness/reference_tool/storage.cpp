#include "reference_tool/storage.hpp"

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "reference_tool/exposure.hpp"

#include <boost/json.hpp>

namespace easel::reference_tool {
namespace {

/// A text within a script: JSON, with nothing in it that could end the script.
std::string literal(std::string const& text) {
    return base::replace_all(base::dump(base::json::value(text)), "<", "\\u003c");
}

std::string origin_of(std::string const& address) {
    auto const url = base::parse_url(address);
    return url ? url->origin() : address;
}

/// What both pages share: whom to ask, under which key, and how answers are told from what others post.
std::string prelude(Installation const& tool, Login const& login, std::string_view purpose) {
    auto const& platform = tool.registration(login.registration);
    auto const origin = tool.broken("stores-state-for-anybody") ? "*" : origin_of(platform.authorization_url);
    auto const key = tool.broken("one-storage-key") ? "easel_login" : "easel_login_" + login.state.substr(0, 16);
    std::string script = "var origin = " + literal(origin) + ";\n";
    script += "var key = " + literal(key) + ";\n";
    script += "var asked = " + literal(std::string(purpose) + "-" + login.state.substr(0, 8)) + ";\n";
    script += "var frameName = " + literal(login.storage_target) + ";\n";
    script +=
        "function storage() {\n"
        "  if (frameName === \"_parent\") return window.parent;\n"
        "  return window.parent.frames[frameName] || window.parent;\n"
        "}\n";
    return script;
}

/// The condition under which a message is the awaited answer.
std::string is_answer(Installation const& tool, std::string_view subject) {
    std::string condition;
    if (!tool.broken("believes-any-storage-answer") && !tool.broken("stores-state-for-anybody"))
        condition += "event.origin === origin && ";
    if (tool.broken("stores-state-for-anybody")) condition += "event.origin !== window.location.href && ";
    condition += "event.data";
    if (!tool.broken("ignores-message-ids")) condition += " && event.data.message_id === asked";
    return condition + " && event.data.subject === \"" + std::string(subject) + ".response\"";
}

http::Response page(
    Installation const& tool, Login const& login, int status, std::string const& head, std::string const& body
) {
    auto response = http::html(
        status,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Easel reference tool</title>" + head +
            "</head>\n<body>" + body + "</body></html>\n"
    );
    response.headers.set("Cache-Control", "no-store");
    response.headers.set(
        "Content-Security-Policy",
        "frame-ancestors " + origin_of(tool.registration(login.registration).authorization_url)
    );
    spoil_headers(tool, response);
    return response;
}

} // namespace

http::Response storing_page(Installation const& tool, Login const& login, std::string const& next) {
    auto const script = prelude(tool, login, "put") +
                        "window.addEventListener(\"message\", function (event) {\n"
                        "  if (event.data && event.data.subject === \"lti.capabilities.response\") {\n"
                        "    storage().postMessage(\n"
                        "      {subject: \"lti.put_data\", message_id: asked, key: key, value: " +
                        literal(login.binding) +
                        "}, origin);\n"
                        "  } else if (" +
                        is_answer(tool, "lti.put_data") +
                        ") {\n"
                        "    document.getElementById(\"next\").click();\n"
                        "  }\n"
                        "});\n"
                        "window.parent.postMessage({subject: \"lti.capabilities\", message_id: asked}, \"*\");\n";
    auto const address = base::html_escape(next);
    return page(
        tool,
        login,
        200,
        "<meta http-equiv=\"refresh\" content=\"1;url=" + address + "\">",
        "<p>One moment. <a id=\"next\" href=\"" + address + "\">Go on</a></p>\n<script>\n" + script + "</script>\n"
    );
}

http::Response proof_page(Installation const& tool, Login const& login) {
    std::string body =
        "<h1>Launch refused for now</h1>\n"
        "<p>This browser keeps no cookies of this tool here. The course page is being asked who began the login. If "
        "nothing "
        "happens, allow cookies for this tool or <a target=\"_blank\" href=\"" +
        base::html_escape(tool.url("/launch")) + "\">open it in a new window</a>.</p>\n";
    if (tool.broken("waits-for-storage-for-ever")) body = "<h1>Launch refused for now</h1>\n";
    body += "<form id=\"proof\" method=\"post\" action=\"" + base::html_escape(tool.url("/launch")) +
            "\"><input type=\"hidden\" name=\"state\" value=\"" + base::html_escape(login.state) +
            "\"><input type=\"hidden\" name=\"proof\" value=\"\"></form>\n";
    auto const script = prelude(tool, login, "get") +
                        "window.addEventListener(\"message\", function (event) {\n"
                        "  if (!(" +
                        is_answer(tool, "lti.get_data") +
                        ") || !event.data.value) return;\n"
                        "  var form = document.getElementById(\"proof\");\n"
                        "  form.elements.proof.value = event.data.value;\n"
                        "  form.submit();\n"
                        "});\n"
                        "storage().postMessage({subject: \"lti.get_data\", message_id: asked, key: key}, origin);\n";
    return page(tool, login, 401, "", body + "<script>\n" + script + "</script>\n");
}

} // namespace easel::reference_tool
