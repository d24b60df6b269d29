#include "play/changing.hpp"

#include <algorithm>
#include <limits>

namespace easel::play {

namespace json = base::json;

namespace {

struct Part {
    std::string_view what;
    Problem (*change)(Changing&, json::value const&);
};

constexpr Part parts[] = {
    {"user", change_users},
    {"enrolment", change_enrolments},
    {"section", change_sections},
    {"group", change_groups},
    {"course", change_courses},
    {"assignment", change_assignments},
    {"line_item", change_line_items},
    {"link", change_links},
    {"submission", change_submissions},
    {"result", change_results},
    {"progress", change_progresses},
    {"tool", change_tool},
    {"placement", change_placements},
    {"key", change_key},
    {"dialect", change_dialects},
    {"throttle", change_throttle},
    {"file_service", change_file_service},
};

Part const* part_of(std::string_view what) {
    auto const* const found =
        std::find_if(std::begin(parts), std::end(parts), [&](Part const& part) { return part.what == what; });
    return found == std::end(parts) ? nullptr : found;
}

/// Into what cannot be cleared, by way of what can.
template <class T>
Problem put_present(T& into, std::string_view key, json::value const& value) {
    std::optional<T> read;
    auto problem = put(read, key, value);
    if (!problem && !read) problem = std::string(key) + " is missing";
    if (!problem) into = *read;
    return problem;
}

} // namespace

bool changes_world(std::string_view what) {
    return part_of(what) != nullptr;
}

Problem change_world(Changing& change, std::string_view what, json::value const& to) {
    auto const* const part = part_of(what);
    return part == nullptr ? Problem("there is no such thing to change") : part->change(change, to);
}

Problem unknown(std::string_view what, std::string_view key) {
    return std::string(what) + " has no '" + std::string(key) + "'";
}

Problem each(json::value const& value, std::function<Problem(std::string_view, json::value const&)> const& apply) {
    if (!value.is_object()) return apply("state", value);
    for (auto const& [key, member] : value.as_object()) {
        if (auto problem = apply(std::string_view(key), member)) return problem;
    }
    return std::nullopt;
}

Problem put(std::optional<base::Instant>& into, std::string_view key, json::value const& value) {
    auto const read = value.is_string() ? base::parse_iso8601(value.as_string()) : std::nullopt;
    if (!read && !value.is_null()) return std::string(key) + " is no time: " + text_of(value);
    into = read ? std::optional(read->at) : std::nullopt;
    return std::nullopt;
}

Problem put(std::optional<double>& into, std::string_view key, json::value const& value) {
    auto const read = base::number(value);
    if (!read && !value.is_null()) return std::string(key) + " is no number: " + text_of(value);
    into = read;
    return std::nullopt;
}

Problem put(std::optional<int>& into, std::string_view key, json::value const& value) {
    std::optional<double> number;
    if (auto problem = put(number, key, value)) return problem;
    using Range = std::numeric_limits<int>;
    if (number && (*number < Range::min() || *number > Range::max())) return std::string(key) + " is too large";
    into = number ? std::optional(static_cast<int>(*number)) : std::nullopt;
    return std::nullopt;
}

Problem put(base::Instant& into, std::string_view key, json::value const& value) {
    return put_present(into, key, value);
}
Problem put(double& into, std::string_view key, json::value const& value) {
    return put_present(into, key, value);
}
Problem put(int& into, std::string_view key, json::value const& value) {
    return put_present(into, key, value);
}

Problem put(bool& into, std::string_view key, json::value const& value) {
    if (!value.is_bool()) return std::string(key) + " is neither true nor false: " + text_of(value);
    into = value.as_bool();
    return std::nullopt;
}

Problem put(std::string& into, std::string_view, json::value const& value) {
    into = value.is_null() ? std::string() : text_of(value);
    return std::nullopt;
}

Problem put(std::vector<std::string>& into, std::string_view key, json::value const& value) {
    if (!value.is_array() && !value.is_null()) return std::string(key) + " is no list: " + text_of(value);
    into.clear();
    if (value.is_array())
        for (auto const& item : value.as_array()) into.push_back(text_of(item));
    return std::nullopt;
}

Problem put(json::object& into, std::string_view key, json::value const& value) {
    if (!value.is_object() && !value.is_null()) return std::string(key) + " is no mapping: " + text_of(value);
    into = value.is_object() ? value.as_object() : json::object();
    return std::nullopt;
}

Problem put_users(world::World& world, std::vector<world::Id>& into, std::string_view key, json::value const& value) {
    std::vector<std::string> names;
    if (auto problem = put(names, key, value)) return problem;
    std::vector<world::Id> ids;
    for (auto const& name : names) {
        auto const* const user = world::user_named(world, name);
        if (user == nullptr) return "no such user: " + name;
        ids.push_back(user->id);
    }
    into = std::move(ids);
    return std::nullopt;
}

Problem set_dialects(world::Dialects& dialects, json::value const& to) {
    return each(to, [&](std::string_view name, json::value const& value) -> Problem {
        if (world::set_dialect(dialects, name, text_of(value))) return std::nullopt;
        return "no dialect '" + std::string(name) + "' with the value '" + text_of(value) + "'";
    });
}

} // namespace easel::play
