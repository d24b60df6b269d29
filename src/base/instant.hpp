#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace easel::base {

/// A point in time, UTC, millisecond precision.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A span of time in milliseconds.
using Duration = std::chrono::milliseconds;

/// Reads an ISO 8601 date-time ("2026-03-01T10:00:00.250+02:00", "20260301T100000Z"); fractions beyond
/// milliseconds are cut; a missing offset means UTC (`zone_given` then tells false). A bare date is refused.
struct Iso8601 {
    Instant at;
    bool zone_given = false;
    int fraction_digits = 0;
};
[[nodiscard]] std::optional<Iso8601> parse_iso8601(std::string_view text);

/// What Canvas's lenient parser takes besides ISO 8601: a blank for the `T`, a trailing " UTC" or offset, a bare date.
/// @par Source canvas/ags.md 5.5
[[nodiscard]] std::optional<Instant> parse_lenient_time(std::string_view text);

/// "2026-03-01T10:00:00.000Z"; `decimals` 0 or 3.
[[nodiscard]] std::string to_iso8601(Instant at, int decimals = 3);

/// Seconds since the epoch, as JWT's NumericDate.
[[nodiscard]] std::int64_t to_numeric_date(Instant at);
[[nodiscard]] Instant from_numeric_date(double seconds);

/// "250ms", "15s", "5m", "2h", "1d", "1h30m"; a bare number is refused.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
/// The shortest of those forms, e.g. "1h30m"; "0s" for nothing.
[[nodiscard]] std::string to_string(Duration span);

} // namespace easel::base
