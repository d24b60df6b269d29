#include "base/json.hpp"
#include "base/text.hpp"
#include "fuzz/answers.hpp"
#include "fuzz/canvas.hpp"
#include "lti13/token.hpp"
#include "services/ags.hpp"

#include <boost/json.hpp>

namespace easel::fuzz {
namespace {

namespace json = base::json;

bool is_text(json::value const* value) {
    return value != nullptr && value->is_string();
}

/// One of the shapes of ags.md 2.
bool is_documented(json::value const& body) {
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

void check(traffic::Answer const& answer) {
    auto const& response = answer.response;
    check_trail(answer);
    if (response.body.empty()) return;
    require(base::is_valid_utf8(response.body), "a body is text");
    auto const body = base::parse_json(response.body);
    require(body.has_value(), "a body is JSON: " + response.body);
    require(base::dump(*body).size() <= response.body.size(), "a body is printed without blanks");
    if (response.status >= 400) require(is_documented(*body), "a refusal has a documented shape: " + response.body);
    require(response.headers.get("Content-Type").find("json") != std::string_view::npos, "JSON says that it is JSON");
}

} // namespace

/// First line: "METHOD target"; {items} and {item} stand for the paths of bio101's line items and quiz1's. Second line:
/// content type. Then the body; {ada} stands for her LTI id.
void ags_scores(std::string_view input) {
    Canvas canvas;
    http::Request request;
    auto const line = take_line(input);
    auto const blank = line.find(' ');
    request.method = line.substr(0, blank);
    request.target = blank == std::string_view::npos ? "" : std::string(line.substr(blank + 1));
    request.target = base::replace_all(request.target, "{items}", canvas.line_items_path());
    request.target = base::replace_all(request.target, "{item}", canvas.line_item_path());
    request.headers.set("Host", "canvas.test");
    request.headers.set("Content-Type", std::string(take_line(input)));
    request.body = base::replace_all(std::string(input), "{ada}", world::user_named(canvas.world, "ada")->lti_id);
    auto const& scopes = world::key_by_client_id(canvas.world, Canvas::client_id)->scopes;
    auto const token = lti13::mint_token(canvas.issuer, Canvas::client_id, scopes, canvas.now);
    request.headers.set("Authorization", "Bearer " + token);

    services::Context const context{canvas.world, canvas.issuer, canvas.now, canvas.now};
    check(services::answer_ags(context, request));
    check(services::answer_ags(context, request)); // and once more, upon what the first one changed
    http::Request results;
    results.target = canvas.line_item_path() + "/results";
    results.headers = request.headers;
    check(services::answer_ags(context, results));
}

} // namespace easel::fuzz
