#include "base/codec.hpp"
#include "base/nested.hpp"
#include "base/text.hpp"
#include "rest/multipart.hpp"
#include "rest/rest.hpp"

#include <algorithm>
#include <array>

namespace easel::rest {

namespace {

namespace json = base::json;

base::Result<json::object> of_body(http::Request const& request) {
    json::object body;
    if (request.body.empty()) return body;
    auto const type = request.content_type();
    if (type == "application/json") {
        auto parsed = base::parse_json(request.body);
        if (!parsed) return parsed.error();
        if (auto* const object = parsed->if_object()) return std::move(*object);
        body["_json"] = std::move(*parsed); // as Rails names a text that is no object
        return body;
    }
    if (type == "multipart/form-data") {
        auto fields = read_multipart(request.headers.get("Content-Type"), request.body);
        if (!fields) return fields.error();
        return base::nested(*fields);
    }
    if (type == "application/x-www-form-urlencoded" || type.empty()) return base::nested(base::form_decode(request.body));
    return body;
}

} // namespace

base::Result<json::object> parameters(http::Request const& request) {
    auto all = base::nested(request.query());
    if (!all) return all;
    auto body = of_body(request);
    if (!body || all->empty()) return body;
    for (auto& member : *body) (*all)[member.key()] = std::move(member.value());
    return all;
}

std::optional<std::string> text(json::value const& value) {
    if (auto const* const string = value.if_string()) return std::string(*string);
    if (value.is_null() || value.is_object() || value.is_array()) return std::nullopt;
    return base::dump(value);
}

std::optional<std::string> text(json::object const& parameters, std::string_view name) {
    auto const* const value = parameters.if_contains(name);
    return value == nullptr ? std::nullopt : text(*value);
}

std::vector<std::string> texts(json::object const& parameters, std::string_view name) {
    std::vector<std::string> all;
    auto const* const value = parameters.if_contains(name);
    if (value == nullptr) return all;
    if (auto const* const list = value->if_array()) {
        for (auto const& each : *list) all.push_back(text(each).value_or(""));
    } else {
        all.push_back(text(*value).value_or(""));
    }
    std::erase(all, "");
    return all;
}

bool truth(json::value const& value) {
    constexpr std::array<std::string_view, 6> yes{"1", "on", "t", "true", "y", "yes"};
    auto const word = base::to_lower(text(value).value_or(""));
    return std::find(yes.begin(), yes.end(), word) != yes.end();
}

std::optional<bool> truth(json::object const& parameters, std::string_view name) {
    auto const* const value = parameters.if_contains(name);
    if (value == nullptr) return std::nullopt;
    return truth(*value);
}

} // namespace easel::rest
