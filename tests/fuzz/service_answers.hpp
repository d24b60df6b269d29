#pragma once

#include "base/json.hpp"
#include "base/url.hpp"
#include "fuzz/answers.hpp"
#include "reference_tool/services.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

/// What holds for every answer of an LTI Advantage service.
namespace easel::fuzz {

inline bool is_text(base::json::value const* value) {
    return value != nullptr && value->is_string();
}

/// One of the shapes of ags.md 2.
inline bool is_documented(base::json::value const& body) {
    if (is_text(base::member(body, "error"))) return true; // E4
    auto const* const errors = base::member(body, "errors");
    if (errors == nullptr) return false;
    if (errors->is_object())
        return is_text(base::member(*errors, "type")) && is_text(base::member(*errors, "message")); // E1
    if (!errors->is_array() || errors->get_array().empty()) return false;
    for (auto const& each : errors->get_array()) { // E2, E3
        if (!is_text(base::member(each, "message"))) return false;
        auto const* const code = base::member(each, "error_code");
        bool const has_field = base::member(each, "field") != nullptr;
        if (has_field && code == nullptr) return false;
        if (code != nullptr && !code->is_string() && !code->is_null()) return false;
    }
    return true;
}

/// The header says in one line what is next; a tool reads the URL that leads there.
inline void check_link(http::Response const& response) {
    auto const link = std::string(response.headers.get("Link"));
    require(link.find_first_of("\r\n") == std::string::npos, "a Link is one line");
    auto const next = reference_tool::linked_as(response.headers, "next");
    bool const promised = link.find("; rel=\"next\"") != std::string::npos;
    require(next.empty() != promised, "a Link reads as it was printed: " + link);
    if (!next.empty()) require(base::parse_url(next).has_value(), "a Link leads to a URL: " + next);
}

inline void check_service_answer(traffic::Answer const& answer, std::initializer_list<int> documented) {
    auto const& response = answer.response;
    check_trail(answer);
    bool const known = std::find(documented.begin(), documented.end(), response.status) != documented.end();
    require(known, "the status is documented: " + std::to_string(response.status));
    check_link(response);
    if (response.body.empty()) return;
    require(base::is_valid_utf8(response.body), "a body is text");
    auto const body = base::parse_json(response.body);
    require(body.has_value(), "a body is JSON: " + response.body);
    require(base::dump(*body).size() <= response.body.size(), "a body is printed without blanks");
    if (response.status >= 400) require(is_documented(*body), "a refusal has a documented shape: " + response.body);
    require(response.headers.get("Content-Type").find("json") != std::string_view::npos, "JSON says that it is JSON");
}

} // namespace easel::fuzz
