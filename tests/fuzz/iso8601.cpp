#include "base/instant.hpp"
#include "fuzz/fuzz.hpp"

#include <cstdlib>

namespace easel::fuzz {

void iso8601(std::string_view input) {
    // Years of four digits are all that the text form has; an offset can lead out of them.
    auto const printable = [](base::Instant at) {
        auto const text = base::to_iso8601(at);
        return text.size() == std::string_view("2026-03-01T10:00:00.000Z").size();
    };
    if (auto const read = base::parse_iso8601(input)) {
        if (printable(read->at)) {
            auto const again = base::parse_iso8601(base::to_iso8601(read->at));
            require(again && again->at == read->at && again->zone_given, "a time reads as it was printed");
        }
        require(base::parse_lenient_time(input) == read->at, "the lenient reader takes what the strict one takes");
    }
    if (auto const lenient = base::parse_lenient_time(input); lenient && printable(*lenient)) {
        auto const whole = base::parse_iso8601(base::to_iso8601(*lenient, 0));
        require(whole && *lenient - whole->at < std::chrono::seconds(1), "without decimals the second stays");
    }
    if (auto const span = base::parse_duration(input)) {
        require(base::parse_duration(base::to_string(*span)) == span, "a span reads as it was printed");
    }
    auto const at = base::from_numeric_date(std::strtod(std::string(input).c_str(), nullptr));
    require(
        base::from_numeric_date(static_cast<double>(base::to_numeric_date(at))) <= at,
        "a NumericDate is cut, not rounded"
    );
}

} // namespace easel::fuzz
