#include "deep_linking/page.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "deep_linking/verification.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::deep_linking {

namespace {

constexpr auto replace_editor_contents = "https://canvas.instructure.com/lti/replace_editor_contents";

/// As Canvas's language prints a value inside another: {"a"=>[1, nil]}.
std::string inspected(json::value const& value) {
    if (value.is_null()) return "nil";
    if (auto const* const list = value.if_array()) {
        std::vector<std::string> parts;
        for (auto const& each : *list) parts.push_back(inspected(each));
        return "[" + base::join(parts, ", ") + "]";
    }
    if (auto const* const object = value.if_object()) {
        std::vector<std::string> parts;
        for (auto const& each : *object)
            parts.push_back(base::dump(json::value(each.key())) + "=>" + inspected(each.value()));
        return "{" + base::join(parts, ", ") + "}";
    }
    return base::dump(value);
}

std::string as_text(json::value const& value) {
    return value.is_string() ? std::string(value.get_string()) : inspected(value);
}

bool wants_json(http::Request const& request) {
    return request.headers.get("Accept").find("application/json") != std::string_view::npos;
}

http::Response plain_page(int status, std::string const& title, std::string const& text) {
    return http::html(
        status,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>" + title + "</title></head>\n" +
            "<body><h1>" + title + "</h1><p>" + text + "</p></body>\n</html>\n"
    );
}

} // namespace

std::string script_safe(json::value const& value) {
    std::string text = base::dump(value);
    for (auto const& [from, to] : {
             std::pair{"<", "\\u003c"},
             {">", "\\u003e"},
             {"&", "\\u0026"},
             {"\xE2\x80\xA8", "\\u2028"},
             {"\xE2\x80\xA9", "\\u2029"},
         })
        text = base::replace_all(std::move(text), from, to);
    return text;
}

json::object deep_link_response(
    Submission const& submission,
    Created const& created,
    json::object const& claims,
    world::DeveloperKey const& key,
    lti13::Issuer const& issuer,
    traffic::Trail& trail
) {
    auto const& data = submission.data;
    auto const applies = [&](char const* row) { trail.push_back({"deep-linking/" + std::string(row), true}); };
    json::object response;
    if (!data.placement.empty()) response["placement"] = data.placement;
    response["content_items"] = submission.items;
    if (data.content_item_id != 0) response["service_id"] = data.content_item_id;
    for (auto const* name : {"msg", "log", "errormsg", "errorlog"}) {
        auto const* const said = claims.if_contains(dl_claim(name));
        if (said == nullptr || said->is_null()) continue;
        if (!said->is_string()) applies("2.1.6");
        response[name] = as_text(*said);
    }
    auto const path = world::context_path(submission.context.kind, submission.context.id);
    response["ltiEndpoint"] = issuer.origin + "/" + path + "/external_tools/retrieve";
    response["reloadpage"] = created.reload_page;
    response["moduleCreated"] = created.module_created;
    if (data.placement == "collaboration" && submission.tool != nullptr) response["tool_id"] = submission.tool->id;
    auto const* const replaces = claims.if_contains(replace_editor_contents);
    if (replaces != nullptr && replaces->is_bool() && replaces->get_bool()) {
        bool const may = std::find(key.scopes.begin(), key.scopes.end(), replace_editor_contents) != key.scopes.end();
        applies("2.1.8");
        if (may && data.placement == "editor_button") response["replaceEditorContents"] = true;
    }
    return response;
}

http::Response success_page(json::object const& response, lti13::Issuer const& issuer) {
    auto const shown = [&](char const* name, char const* attributes) -> std::string {
        auto const* const text = response.if_contains(name);
        if (text == nullptr) return {};
        return std::string("<p ") + attributes + ">" + base::html_escape(std::string_view(text->get_string())) +
               "</p>\n";
    };
    std::string page =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Retrieving Content</title></head>\n"
        "<body>\n";
    page += shown("msg", "class=\"flash-message\" role=\"status\"");
    page += shown("errormsg", "class=\"flash-error\" role=\"alert\"");
    page += "<script type=\"application/json\" id=\"deep_link_response\">" + script_safe(response) + "</script>\n";
    page +=
        "<script>\n"
        "(function () {\n"
        "  var response = JSON.parse(document.getElementById('deep_link_response').textContent);\n"
        "  if (response.log) console.log(response.log);\n"
        "  if (response.errorlog) console.error(response.errorlog);\n"
        "  var waiting = window.opener || (window.parent !== window ? window.parent : null);\n"
        "  var message = Object.assign({ subject: 'LtiDeepLinkingResponse' }, response);\n"
        "  if (waiting) waiting.postMessage(message, " +
        script_safe(json::value(issuer.origin)) +
        ");\n"
        "})();\n"
        "</script>\n"
        "</body>\n</html>\n";
    return http::html(200, std::move(page));
}

http::Response not_found(http::Request const& request) {
    if (wants_json(request))
        return http::json(404, R"({"errors":[{"message":"The specified resource does not exist."}]})");
    return plain_page(404, "Page Not Found", "Oops, we couldn&#39;t find that page.");
}

http::Response unauthorized(http::Request const& request) {
    if (wants_json(request)) {
        constexpr auto body =
            R"({"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]})";
        return http::json(401, body);
    }
    return plain_page(401, "Access Denied", "You don&#39;t have access to view this resource.");
}

} // namespace easel::deep_linking
