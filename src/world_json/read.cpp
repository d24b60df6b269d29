#include "world_json/described.hpp"
#include "world_json/world_json.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <cmath>
#include <limits>

namespace easel::world_json {

namespace {

namespace json = base::json;

/// Where in the document we are, outermost first.
struct Place {
    Place const* above = nullptr;
    std::string step = {};

    [[nodiscard]] std::string pointer() const { return above == nullptr ? "" : above->pointer() + "/" + step; }
};

/// Stops the reading; caught in from_json.
struct Unreadable {
    std::string pointer;
    std::string message;
};

[[noreturn]] void refuse(Place const& at, std::string message) {
    throw Unreadable{at.pointer(), std::move(message)};
}

std::string escaped(std::string_view key) { // RFC 6901
    std::string text;
    for (char const c : key) {
        if (c == '~')
            text += "~0";
        else if (c == '/')
            text += "~1";
        else
            text += c;
    }
    return text;
}

void read(json::value const& from, bool& into, Place const& at) {
    if (!from.is_bool()) refuse(at, "is neither true nor false");
    into = from.as_bool();
}

void read(json::value const& from, std::int64_t& into, Place const& at) {
    if (!from.is_int64()) refuse(at, "is no whole number");
    into = from.as_int64();
}

void read(json::value const& from, int& into, Place const& at) {
    std::int64_t number = 0;
    read(from, number, at);
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
        refuse(at, "is too large");
    into = static_cast<int>(number);
}

void read(json::value const& from, double& into, Place const& at) {
    auto const number = base::number(from);
    if (!number || !std::isfinite(*number)) refuse(at, "is no number");
    into = *number;
}

void read(json::value const& from, std::string& into, Place const& at) {
    if (!from.is_string()) refuse(at, "is no text");
    into = from.as_string();
}

void read(json::value const& from, json::value& into, Place const&) {
    into = from;
}

void read(json::value const& from, json::object& into, Place const& at) {
    if (!from.is_object()) refuse(at, "is no object");
    into = from.as_object();
}

void read(json::value const& from, base::Instant& into, Place const& at) {
    if (from.is_int64()) {
        into = base::Instant(base::Duration(from.as_int64()));
        return;
    }
    auto const read_time = from.is_string() ? base::parse_iso8601(from.as_string()) : std::nullopt;
    if (!read_time) refuse(at, "is no time");
    into = read_time->at;
}

void read(json::value const& from, base::Duration& into, Place const& at) {
    std::int64_t count = 0;
    read(from, count, at);
    into = base::Duration(count);
}

void read(json::value const& from, base::Random& into, Place const& at) {
    std::string text;
    read(from, text, at);
    std::uint64_t state = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), state);
    if (error != std::errc{} || end != text.data() + text.size()) refuse(at, "is no state of a generator");
    into = base::Random(state);
}

template <class Enum>
    requires std::is_enum_v<Enum>
void read(json::value const& from, Enum& into, Place const& at) {
    std::string word;
    read(from, word, at);
    if (!boost::describe::enum_from_string(word.c_str(), into)) refuse(at, "'" + word + "' is not among its words");
}

template <class T>
void read(json::value const& from, std::optional<T>& into, Place const& at);
template <class T>
void read(json::value const& from, std::vector<T>& into, Place const& at);
template <class T>
void read(json::value const& from, std::deque<T>& into, Place const& at);
template <class T>
void read(json::value const& from, std::map<std::string, T>& into, Place const& at);

template <class Struct>
    requires boost::describe::has_describe_members<Struct>::value
void read(json::value const& from, Struct& into, Place const& at) {
    if (!from.is_object()) refuse(at, "is no object");
    auto const& object = from.as_object();
    std::size_t known = 0;
    for_each_member<Struct>([&](std::string_view name, auto member) {
        auto const* const found = object.if_contains(name);
        if (found == nullptr) return; // as a new row has it
        ++known;
        read(*found, into.*member, Place{&at, std::string(name)});
    });
    if (known == object.size()) return;
    for (auto const& [key, value] : object) {
        bool is_member = false;
        for_each_member<Struct>([&, &name = key](std::string_view each, auto) {
            is_member |= each == std::string_view(name);
        });
        if (!is_member) refuse(Place{&at, escaped(key)}, "is unknown");
    }
}

template <class T>
void read(json::value const& from, std::optional<T>& into, Place const& at) {
    into.reset();
    if (!from.is_null()) read(from, into.emplace(), at);
}

template <class Items>
void read_items(json::value const& from, Items& into, Place const& at) {
    if (!from.is_array()) refuse(at, "is no list");
    into.clear();
    for (auto const& item : from.as_array()) {
        Place const here{&at, std::to_string(into.size())};
        read(item, into.emplace_back(), here);
    }
}
template <class T>
void read(json::value const& from, std::vector<T>& into, Place const& at) {
    read_items(from, into, at);
}
template <class T>
void read(json::value const& from, std::deque<T>& into, Place const& at) {
    read_items(from, into, at);
}

template <class T>
void read(json::value const& from, std::map<std::string, T>& into, Place const& at) {
    if (!from.is_object()) refuse(at, "is no object");
    into.clear();
    for (auto const& [key, value] : from.as_object()) read(value, into[std::string(key)], Place{&at, escaped(key)});
}

} // namespace

base::Result<world::World> from_json(base::json::object const& json) {
    world::World world;
    try {
        read(json::value(json), world, Place{});
    } catch (Unreadable const& trouble) {
        return base::Fault{base::FaultKind::bad_file, trouble.message, trouble.pointer};
    }
    return world;
}

} // namespace easel::world_json
