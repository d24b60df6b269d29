#include "base/codec.hpp"
#include "base/text.hpp"
#include "rest/multipart.hpp"
#include "rest/rest.hpp"

#include <algorithm>
#include <array>

namespace easel::rest {

namespace {

namespace json = base::json;

base::Fault fault(base::FaultKind kind, std::string message) {
    return {kind, std::move(message), ""};
}

/// One step of a nested name: what stands before its first bracket, and the rest of it. As Rack splits names.
struct Step {
    std::string_view key;
    std::string_view rest;
};

Step first_step(std::string_view name, int depth) {
    if (depth == 0) {
        auto const open = name.find('[', 1);
        if (open == std::string_view::npos) return {name, {}};
        return {name.substr(0, open), name.substr(open)};
    }
    if (name.starts_with("[]")) return {"[]", name.substr(2)};
    auto const close = name.starts_with('[') ? name.find(']', 1) : std::string_view::npos;
    if (close == std::string_view::npos) return {name, {}};
    return {name.substr(1, close - 1), name.substr(close + 1)};
}

/// Whether `[b][c]` names something in there; a list never ends an element.
bool has_path(json::object const& object, std::string_view name) {
    auto const [key, rest] = first_step(name, 1);
    auto const* const found = object.if_contains(key);
    if (found == nullptr || rest.starts_with("[]")) return false;
    if (rest.empty()) return true;
    return found->is_object() && has_path(found->get_object(), rest);
}

class Nest {
  public:
    /// The fault that broke it, if any.
    base::Result<void> put(json::object& into, std::string_view name, std::string_view value, int depth = 0) {
        if (depth > most_depth) return fault(base::FaultKind::limit, "a parameter's name is nested too deeply");
        if (++made_ > most_parameters) return fault(base::FaultKind::limit, "too many parameters");
        auto const [key, rest] = first_step(name, depth);
        if (key.empty()) return {};
        if (rest.empty() || rest == "[") {
            into[rest.empty() ? key : name] = value;
            return {};
        }
        if (rest.starts_with("[]")) return append(into[key], rest.substr(2), value, depth);
        auto& inner = into[key];
        if (inner.is_null()) inner.emplace_object();
        if (!inner.is_object()) return clash(key);
        return put(inner.get_object(), rest, value, depth + 1);
    }

  private:
    static base::Fault clash(std::string_view key) {
        return fault(
            base::FaultKind::bad_file, "the parameter '" + std::string(key) + "' is both a value and a container"
        );
    }

    /// `a[]` and `a[][b]`: the latter goes on with the last element until that has a `b`.
    base::Result<void> append(json::value& slot, std::string_view rest, std::string_view value, int depth) {
        if (slot.is_null()) slot.emplace_array();
        if (!slot.is_array()) return clash("[]");
        auto& list = slot.get_array();
        if (rest.empty()) {
            list.emplace_back(value);
            return {};
        }
        bool const continues = !list.empty() && list.back().is_object() && !has_path(list.back().get_object(), rest);
        if (!continues) list.emplace_back(json::object());
        return put(list.back().get_object(), rest, value, depth + 1);
    }

    std::size_t made_ = 0;
};

base::Result<void> put_all(json::object& into, base::Fields const& fields) {
    if (fields.size() > most_parameters) return fault(base::FaultKind::limit, "too many parameters");
    Nest nest;
    for (auto const& [name, value] : fields) {
        if (!base::is_valid_utf8(name) || !base::is_valid_utf8(value))
            return fault(base::FaultKind::bad_file, "a parameter is no valid UTF-8");
        if (auto done = nest.put(into, name, value); !done) return done;
    }
    return {};
}

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
        if (auto done = put_all(body, *fields); !done) return done.error();
        return body;
    }
    if (type == "application/x-www-form-urlencoded" || type.empty()) {
        if (auto done = put_all(body, base::form_decode(request.body)); !done) return done.error();
    }
    return body;
}

} // namespace

base::Result<json::object> parameters(http::Request const& request) {
    json::object all;
    if (auto done = put_all(all, request.query()); !done) return done.error();
    auto body = of_body(request);
    if (!body) return body.error();
    if (all.empty()) return std::move(*body);
    for (auto& member : *body) all[member.key()] = std::move(member.value());
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
