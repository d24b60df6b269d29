#include "base/nested.hpp"

namespace easel::base {

namespace {

Fault fault(FaultKind kind, std::string message) {
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
    Result<void> put(json::object& into, std::string_view name, std::string_view value, int depth = 0) {
        if (depth > deepest_name) return fault(FaultKind::limit, "a parameter's name is nested too deeply");
        if (++made_ > most_names) return fault(FaultKind::limit, "too many parameters");
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
    static Fault clash(std::string_view key) {
        return fault(
            FaultKind::bad_file, "the parameter '" + std::string(key) + "' is both a value and a container"
        );
    }

    /// `a[]` and `a[][b]`: the latter goes on with the last element until that has a `b`.
    Result<void> append(json::value& slot, std::string_view rest, std::string_view value, int depth) {
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

} // namespace

Result<json::object> nested(Fields const& fields) {
    json::object all;
    Nest nest;
    for (auto const& [name, value] : fields) {
        if (!is_valid_utf8(name) || !is_valid_utf8(value))
            return fault(FaultKind::bad_file, "a parameter is no valid UTF-8");
        if (auto done = nest.put(all, name, value); !done) return done.error();
    }
    return all;
}

} // namespace easel::base
