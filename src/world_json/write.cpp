#include "world_json/write.hpp"

#include "world_json/world_json.hpp"

namespace easel::world_json {

json::value write(base::Instant value) {
    // Readable where that says it all: a clock that was moved past the year 9999 has no ISO 8601 form.
    auto text = base::to_iso8601(value);
    auto const back = base::parse_iso8601(text);
    if (back && back->at == value) return json::value(text);
    return value.time_since_epoch().count();
}

json::value write(base::Duration value) {
    return value.count();
}

json::value write(base::Random const& value) {
    return json::value(std::to_string(value.state())); // as text: 64 bits are more than a double holds
}

json::object to_json(world::World const& world) {
    return write(world).as_object();
}

} // namespace easel::world_json
