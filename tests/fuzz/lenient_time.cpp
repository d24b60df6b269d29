#include "base/instant.hpp"
#include "fuzz/fuzz.hpp"

#include <string>

namespace easel::fuzz {

/// A date as tools write them (ags.md 5.5).
void lenient_time(std::string_view input) {
    auto const read = base::parse_lenient_time(input);
    if (auto const strict = base::parse_iso8601(input)) require(read == strict->at, "ISO 8601 is taken");
    if (!read) return;
    auto const iso = base::to_iso8601(*read, 3);
    // Years of four digits are all that the text form has; an offset can lead out of them.
    if (iso.size() != std::string_view("2026-03-01T10:00:00.000Z").size()) return;
    require(base::parse_lenient_time(iso) == read, "a time reads as it was printed: " + iso);
    auto const date = iso.substr(0, 10);
    auto const time = iso.substr(11, 12);
    for (auto const* zone : {"", "Z", " UTC", "+00:00", " +0000", "-00:00"}) {
        auto const written = date + " " + time + zone;
        require(base::parse_lenient_time(written) == read, "the same time is written as " + written);
    }
    auto const day = base::parse_lenient_time(date);
    require(day && *day <= *read && *read - *day < std::chrono::days(1), "a bare date is the beginning of its day");
}

} // namespace easel::fuzz
