#include "base/instant.hpp"

#include "base/text.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace easel::base {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes text from its front, as long as it is what was asked for.
class Reader {
  public:
    explicit Reader(std::string_view rest)
        : rest_(rest) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool before_digit() const { return !rest_.empty() && is_digit(rest_.front()); }

    /// Whether one of `characters` was next; it is taken then.
    bool take(std::string_view characters) {
        if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }

    /// Exactly `count` digits; fails for good otherwise.
    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!before_digit()) {
                failed_ = true;
                return 0;
            }
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }

    [[nodiscard]] bool failed() const { return failed_; }

  private:
    std::string_view rest_;
    bool failed_ = false;
};

struct Date {
    std::chrono::sys_days day;
    bool extended = false;  ///< with hyphens
};

/// "2026-03-01" or "20260301" of a day that exists.
std::optional<Date> read_date(Reader& in) {
    int const year = in.digits(4);
    bool const extended = in.take("-");
    int const month = in.digits(2);
    if (extended && !in.take("-")) return std::nullopt;
    int const day = in.digits(2);
    std::chrono::year_month_day const date{
        std::chrono::year{year},
        std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day)}};
    if (in.failed() || !date.ok()) return std::nullopt;
    return Date{.day = date, .extended = extended};
}

/// "Z", "+02:00", "+0200" or "+02"; nothing read means none given.
std::optional<minutes> read_offset(Reader& in, bool& given) {
    given = true;
    if (in.take("Zz")) return minutes{0};
    bool const minus = in.take("-");
    if (!minus && !in.take("+")) {
        given = false;
        return minutes{0};
    }
    int const hour = in.digits(2);
    int minute = 0;
    if (in.take(":") || in.before_digit()) minute = in.digits(2);
    if (in.failed() || hour > 23 || minute > 59) return std::nullopt;
    auto const offset = hours{hour} + minutes{minute};
    return minus ? -offset : offset;
}

struct Unit {
    std::string_view name;
    Duration size;
};
/// Largest first.
constexpr std::array<Unit, 5> units{
    {{"d", days{1}}, {"h", hours{1}}, {"m", minutes{1}}, {"s", seconds{1}}, {"ms", Duration{1}}}
};

}  // namespace

std::optional<Iso8601> parse_iso8601(std::string_view text) {
    Reader in(text);
    auto const date = read_date(in);
    if (!date || !in.take("Tt")) return std::nullopt;

    int const hour = in.digits(2);
    if (date->extended && !in.take(":")) return std::nullopt;
    int const minute = in.digits(2);
    int second = 0;
    int millisecond = 0;
    int fraction_digits = 0;
    bool const has_seconds = date->extended ? in.take(":") : in.before_digit();
    if (has_seconds) {
        second = in.digits(2);
        if (!in.failed() && in.take(".,")) {
            for (int scale = 100; in.before_digit(); scale /= 10) {
                millisecond += in.digits(1) * scale;
                ++fraction_digits;
            }
            if (fraction_digits == 0) return std::nullopt;
        }
    }
    // A leap second has no place on this time line, and no clock that we talk to sends one.
    if (in.failed() || hour > 23 || minute > 59 || second > 59) return std::nullopt;

    bool zone_given = false;
    auto const offset = read_offset(in, zone_given);
    if (!offset || !in.at_end()) return std::nullopt;
    return Iso8601{
        .at = date->day + hours{hour} + minutes{minute} - *offset + seconds{second} + Duration{millisecond},
        .zone_given = zone_given,
        .fraction_digits = fraction_digits};
}

std::optional<Instant> parse_lenient_time(std::string_view text) {
    text = trim(text);
    if (auto const strict = parse_iso8601(text)) return strict->at;
    Reader in(text);
    if (auto const date = read_date(in); date && in.at_end()) return Instant(date->day);

    // "2026-03-01 10:00:00 +0200": the first blank stands for the T, a second one sets the zone apart.
    std::string joined(text);
    if (auto const zone = joined.rfind(' '); zone != std::string::npos && zone > 0) {
        std::string const name = joined.substr(zone + 1);
        bool const utc = equals_ignoring_case(name, "UTC") || equals_ignoring_case(name, "Z");
        if (utc || name.front() == '+' || name.front() == '-') {
            joined.resize(zone);
            joined = std::string(trim(joined)) + (utc ? "Z" : name);
        }
    }
    if (auto const blank = joined.find(' '); blank != std::string::npos) joined[blank] = 'T';
    auto const read = parse_iso8601(joined);
    if (!read) return std::nullopt;
    return read->at;
}

std::string to_iso8601(Instant at, int decimals) {
    auto const day = std::chrono::floor<days>(at);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss const time{at - day};
    std::string out;
    out.reserve(28);
    auto const append = [&](char const* lead, auto number, std::size_t width) {
        auto const digits = std::to_string(number);
        out += lead;
        if (digits.size() < width) out.append(width - digits.size(), '0');
        out += digits;
    };
    auto const year = static_cast<int>(date.year());
    append(year < 0 ? "-" : "", std::abs(year), 4); // the sign in front of four digits, as Ruby prints it
    append("-", static_cast<unsigned>(date.month()), 2);
    append("-", static_cast<unsigned>(date.day()), 2);
    append("T", time.hours().count(), 2);
    append(":", time.minutes().count(), 2);
    append(":", time.seconds().count(), 2);
    if (decimals > 0) append(".", time.subseconds().count(), 3);
    out += 'Z';
    return out;
}

std::int64_t to_numeric_date(Instant at) {
    return std::chrono::floor<seconds>(at).time_since_epoch().count();
}

Instant from_numeric_date(double seconds_since_epoch) {
    // The year 9999 at most either way: what lies beyond cannot be printed, and a wild number must not overflow.
    constexpr double limit = 253'402'300'799.0;
    if (std::isnan(seconds_since_epoch)) return Instant{};
    double const clamped = std::fmin(std::fmax(seconds_since_epoch, -limit), limit);
    return Instant{Duration{std::llround(clamped * 1000)}};
}

std::optional<Duration> parse_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::int64_t total = 0;
    std::size_t next_unit = 0;  // each part must be of a smaller unit than the one before
    while (!text.empty()) {
        std::size_t digits = 0;
        std::int64_t value = 0;
        while (digits < text.size() && is_digit(text[digits])) {
            if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
            if (__builtin_add_overflow(value, text[digits] - '0', &value)) return std::nullopt;
            ++digits;
        }
        if (digits == 0) return std::nullopt;
        text.remove_prefix(digits);
        std::size_t letters = 0;
        while (letters < text.size() && !is_digit(text[letters])) ++letters;
        auto const name = text.substr(0, letters);
        text.remove_prefix(letters);
        while (next_unit < units.size() && units[next_unit].name != name) ++next_unit;
        if (next_unit == units.size()) return std::nullopt;
        if (__builtin_mul_overflow(value, units[next_unit].size.count(), &value)) return std::nullopt;
        if (__builtin_add_overflow(total, value, &total)) return std::nullopt;
        ++next_unit;
    }
    return Duration{total};
}

std::string to_string(Duration span) {
    if (span == Duration::zero()) return "0s";
    std::string out;
    if (span < Duration::zero()) out += '-';
    for (auto const& unit : units) {
        auto const count = span / unit.size;
        if (count == 0) continue;
        out += std::to_string(count < 0 ? -count : count);
        out += unit.name;
        span -= count * unit.size;
    }
    return out;
}

}  // namespace easel::base
