#include "content_items/page.hpp"

#include "deep_linking/page.hpp"

#include <boost/json.hpp>

namespace easel::content_items {

http::Response retrieved_page(Retrieved const& retrieved, std::string const& origin) {
    json::object told{
        {"service", retrieved.service},
        {"retrieved_data", retrieved.items},
        {"lti_response_messages", retrieved.messages},
    };
    if (!retrieved.service_id.empty()) told["service_id"] = retrieved.service_id;
    std::string page =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Returned to Canvas</title></head>\n"
        "<body>\n";
    for (auto const& [name, attributes] :
         {std::pair{"lti_msg", "class=\"flash-message\" role=\"status\""},
          std::pair{"lti_errormsg", "class=\"flash-error\" role=\"alert\""}}) {
        auto const text = base::text_member(retrieved.messages, name).value_or("");
        if (!text.empty())
            page += std::string("<p ") + attributes + ">" + base::html_escape(text) + "</p>\n";
    }
    page += "<script type=\"application/json\" id=\"external_content\">" + deep_linking::script_safe(told) + "</script>\n";
    page +=
        "<script>\n"
        "(function () {\n"
        "  var told = JSON.parse(document.getElementById('external_content').textContent);\n"
        "  if (told.lti_response_messages.lti_log) console.log(told.lti_response_messages.lti_log);\n"
        "  if (told.lti_response_messages.lti_errorlog) console.error(told.lti_response_messages.lti_errorlog);\n"
        "  var waiting = window.opener || (window.parent !== window ? window.parent : null);\n"
        "  var message = { subject: 'externalContentReady', contentItems: told.retrieved_data };\n"
        "  if (waiting) waiting.postMessage(message, " +
        deep_linking::script_safe(json::value(origin)) +
        ");\n"
        "})();\n"
        "</script>\n"
        "</body>\n</html>\n";
    return http::html(200, std::move(page));
}

} // namespace easel::content_items
