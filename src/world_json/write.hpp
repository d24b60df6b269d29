#pragma once

#include "world_json/described.hpp"

#include <boost/json.hpp>

namespace easel::world_json {

namespace json = base::json;

// Every kind of member there is; what is no struct has an overload of its own.
[[nodiscard]] inline json::value write(bool value) {
    return value;
}
[[nodiscard]] inline json::value write(int value) {
    return value;
}
[[nodiscard]] inline json::value write(std::int64_t value) {
    return value;
}
[[nodiscard]] inline json::value write(double value) {
    return value;
}
[[nodiscard]] inline json::value write(std::string const& value) {
    return json::value(value);
}
[[nodiscard]] inline json::value write(json::value const& value) {
    return value;
}
[[nodiscard]] inline json::value write(json::object const& value) {
    return value;
}
[[nodiscard]] json::value write(base::Instant value);
[[nodiscard]] json::value write(base::Duration value);
[[nodiscard]] json::value write(base::Random const& value);

template <class T>
[[nodiscard]] json::value write(std::optional<T> const& value);
template <class T>
[[nodiscard]] json::value write(std::vector<T> const& value);
template <class T>
[[nodiscard]] json::value write(std::deque<T> const& value);
template <class T>
[[nodiscard]] json::value write(std::map<std::string, T> const& value);
template <class Enum>
    requires std::is_enum_v<Enum>
[[nodiscard]] json::value write(Enum value) {
    return json::value(boost::describe::enum_to_string(value, ""));
}
template <class Struct>
    requires boost::describe::has_describe_members<Struct>::value
[[nodiscard]] json::value write(Struct const& value) {
    json::object written;
    for_each_member<Struct>([&](std::string_view name, auto member) { written[name] = write(value.*member); });
    return written;
}

template <class T>
json::value write(std::optional<T> const& value) {
    return value ? write(*value) : json::value();
}
template <class Items>
json::value write_items(Items const& items) {
    json::array written;
    for (auto const& item : items) written.push_back(write(item));
    return written;
}
template <class T>
json::value write(std::vector<T> const& value) {
    return write_items(value);
}
template <class T>
json::value write(std::deque<T> const& value) {
    return write_items(value);
}
template <class T>
json::value write(std::map<std::string, T> const& value) {
    json::object written;
    for (auto const& [key, item] : value) written[key] = write(item);
    return written;
}

} // namespace easel::world_json
