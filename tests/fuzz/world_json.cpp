#include "world_json/world_json.hpp"

#include "base/codec.hpp"
#include "fuzz/canvas.hpp"
#include "fuzz/fuzz.hpp"

#include <boost/json.hpp>

namespace easel::fuzz {
namespace {

namespace json = base::json;

/// The default world with the first rows of each table: enough of each kind, and quickly read.
json::object const& small_world() {
    static json::object const made = [] {
        constexpr std::size_t most = 3;
        auto whole = world_json::to_json(Canvas().world);
        for (auto& member : whole)
            if (auto* const table = member.value().if_array(); table != nullptr && table->size() > most)
                table->resize(most);
        return whole;
    }();
    return made;
}

/// Sets or adds a member; a place that is not there stays so.
void put(json::value& root, std::string_view pointer, json::value const& value) {
    auto const slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return;
    auto* const parent = const_cast<json::value*>(base::at_pointer(root, pointer.substr(0, slash)));
    auto const key = pointer.substr(slash + 1);
    if (parent == nullptr || !base::is_valid_utf8(key)) return;
    if (auto* const object = parent->if_object()) {
        (*object)[key] = value;
    } else if (auto* const array = parent->if_array(); array != nullptr && key == "-") {
        array->push_back(value);
    } else if (base::at_pointer(root, pointer) != nullptr) {
        *const_cast<json::value*>(base::at_pointer(root, pointer)) = value;
    }
}

void check_world(json::object const& given) {
    auto const read = world_json::from_json(given);
    if (!read) {
        require(!read.error().message.empty() || !read.error().where.empty(), "what cannot be read is told");
        return;
    }
    auto const text = base::dump(world_json::to_json(*read));
    auto const parsed = base::parse_json(text);
    require(parsed.has_value(), "a world is printed as JSON: " + text);
    auto const again = world_json::from_json(parsed->as_object());
    require(again.has_value(), "a world that was printed is read");
    require(base::dump(world_json::to_json(*again)) == text, "a world is printed as it was read");
    auto const rows = world_json::rows(*read);
    require(!rows.empty() && rows.back().table == world::Touched::Table::rest, "what is in no table comes last");
    for (auto const& row : rows) {
        require(!world_json::row_key(row).empty(), "a row has a key");
        require(!world_json::row_json(*read, row).is_null(), "a row has a value");
    }
}

} // namespace

/// Lines "pointer<TAB>JSON": changes of a world as it is kept. A text that is an object itself is read as a
/// whole world.
void world_json(std::string_view input) {
    auto const alone = base::parse_json(input);
    if (alone && alone->is_object()) {
        check_world(alone->get_object());
        return;
    }
    json::value changed = small_world();
    while (!input.empty()) {
        auto const line = take_line(input);
        auto const tab = line.find('\t');
        if (tab == std::string_view::npos) continue;
        auto const value = base::parse_json(line.substr(tab + 1));
        if (value) put(changed, line.substr(0, tab), *value);
    }
    if (changed.is_object()) check_world(changed.get_object());
}

} // namespace easel::fuzz
