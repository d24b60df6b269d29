#include "services/params.hpp"

#include "base/json.hpp"
#include "fuzz/fuzz.hpp"
#include "services/ruby.hpp"

#include <boost/json.hpp>

namespace easel::fuzz {
namespace {

namespace json = base::json;

void check_value(json::value const& value) {
    auto const text = services::ruby::to_s(value);
    require(base::is_valid_utf8(text), "a parameter is text: " + text);
    auto const rendered = base::parse_json(services::ruby::render(value));
    require(rendered.has_value(), "a parameter is rendered as JSON: " + services::ruby::render(value));
    require(services::ruby::is_scalar(value) != value.is_structured(), "a parameter is one value or many");
    if (services::ruby::is_number(value)) require(!services::ruby::is_blank(value), "a number is not blank");
    (void)services::ruby::to_f(value);
    (void)services::ruby::to_boolean(value);
}

} // namespace

/// First line: query; second line: content type. Then the body: form, JSON, or a type that nothing reads (multipart).
void parameters(std::string_view input) {
    http::Request request;
    request.method = "POST";
    request.target = "/api/lti/courses/1/line_items?" + std::string(take_line(input));
    request.headers.set("Content-Type", std::string(take_line(input)));
    request.body = input;
    auto const read = services::Params::read(request);
    if (!read) return;
    for (auto const& [name, value] : read->body()) {
        require(read->find(name) == &value, "the body goes before the query: " + std::string(name));
        check_value(value);
    }
    for (auto const& [name, text] : read->query()) {
        if (auto const* const value = read->find(name)) check_value(*value);
        if (auto const* const value = read->scalar(name)) require(!value->is_structured(), "a scalar is one value");
    }
    bool const is_multipart = request.content_type() == "multipart/form-data";
    if (is_multipart && !input.empty())
        require(read->has_unread_body() && read->body().empty(), "nobody reads multipart");
    http::Request again = request;
    again.target = "/api/lti/courses/1/line_items?" + base::form_encode(read->query());
    auto const same = services::Params::read(again);
    require(same && same->query() == read->query(), "a query reads as it was printed");
}

} // namespace easel::fuzz
