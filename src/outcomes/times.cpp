// Times as Rails reads them: ISO 8601 and its neighbours, and dates as people, scripts and mail programs write them.
#include "base/text.hpp"
#include "outcomes/call.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace easel::outcomes {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t longest_time = 128; // Ruby reads no longer ones either

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// How many digits stand at the front.
std::size_t digits_of(std::string_view text) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

/// Takes one to `most` digits from the front; nothing when there are none, or more.
std::optional<unsigned> take_number(std::string_view& text, std::size_t most) {
    auto const size = digits_of(text);
    if (size == 0 || size > most) return std::nullopt;
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + size, value);
    text.remove_prefix(size);
    return value;
}
/// The same for a word that is a number and nothing else.
std::optional<unsigned> number_of(std::string_view word, std::size_t most) {
    auto const number = take_number(word, most);
    return word.empty() ? number : std::nullopt;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

/// 1 to 12 for "Apr" and "april": which of `names` begins with the word.
std::optional<unsigned> place_among(std::span<std::string_view const> names, std::string_view word) {
    auto const lower = base::to_lower(word);
    if (lower.size() < 3) return std::nullopt;
    auto const found = std::find_if(names.begin(), names.end(), [&](auto name) { return name.starts_with(lower); });
    if (found == names.end()) return std::nullopt;
    return static_cast<unsigned>(found - names.begin() + 1);
}
constexpr std::array<std::string_view, 12> months{
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> weekdays{
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};

/// "1st", "16": the day of a month.
std::optional<unsigned> day_of(std::string_view word) {
    auto const lower = base::to_lower(word);
    word = lower;
    for (auto const* ending : {"st", "nd", "rd", "th"})
        if (word.ends_with(ending)) word.remove_suffix(2);
    auto const day = number_of(word, 2);
    return day && *day >= 1 && *day <= 31 ? day : std::nullopt;
}

/// Hours to add to those of a clock of twelve, for "am" and "P.M.".
std::optional<unsigned> half_of(std::string_view word) {
    auto const plain = base::to_lower(base::replace_all(std::string(word), ".", ""));
    if (plain == "am") return 0U;
    if (plain == "pm") return 12U;
    return std::nullopt;
}

struct Zone {
    std::string_view name;
    int hours;
};
/// @par Source RFC 822, section 5.1
constexpr std::array zones{
    Zone{"Z", 0}, Zone{"UT", 0}, Zone{"UTC", 0}, Zone{"GMT", 0}, Zone{"EST", -5}, Zone{"EDT", -4}, Zone{"CST", -6},
    Zone{"CDT", -5}, Zone{"MST", -7}, Zone{"MDT", -6}, Zone{"PST", -8}, Zone{"PDT", -7}};

/// "EST", "+0200", "GMT-5", "UTC+05:30".
std::optional<minutes> zone_of(std::string_view word) {
    for (auto const& zone : zones)
        if (base::equals_ignoring_case(word, zone.name)) return hours(zone.hours);
    for (std::string_view const prefix : {"UTC", "GMT", "UT"}) {
        if (!base::equals_ignoring_case(word.substr(0, prefix.size()), prefix)) continue;
        word.remove_prefix(prefix.size());
        break;
    }
    bool const minus = take(word, '-');
    if (!minus && !take(word, '+')) return std::nullopt;
    auto const size = std::min<std::size_t>(digits_of(word), 4);
    auto hour = word.substr(0, size <= 2 ? size : size - 2);
    auto rest = word.substr(hour.size());
    if (size <= 2 && take(rest, ':') && digits_of(rest) != 2) return std::nullopt;
    auto const whole = number_of(hour, 2);
    auto const part = rest.empty() ? std::optional(0U) : number_of(rest, 2);
    if (!whole || !part || *part > 59) return std::nullopt;
    auto const offset = hours(*whole) + minutes(*part);
    return minus ? -offset : offset;
}

/// Reads a time word by word.
class Reader {
  public:
    /// False when the word says something about a time that is not understood.
    bool read(std::string_view word, std::string_view next);
    [[nodiscard]] ReadTime result() const;
    [[nodiscard]] bool has_zone() const { return zone_.has_value(); }
    [[nodiscard]] bool took_next() const { return took_next_; }

  private:
    bool read_date(std::string_view& word);
    bool read_clock(std::string_view word);
    bool read_after_clock(std::string_view word);
    bool read_zone(std::string_view word);
    bool read_number(std::string_view word, std::string_view next);
    bool read_name(std::string_view word);
    [[nodiscard]] bool has_date() const { return year_ || month_ || day_; }

    std::optional<unsigned> year_, month_, day_;
    std::optional<unsigned> hour_; ///< as it is written
    std::optional<unsigned> half_;
    unsigned minute_ = 0, second_ = 0, millisecond_ = 0;
    std::optional<minutes> zone_;
    bool took_next_ = false;
};

/// "2017-04-16" or "2017/4/16" in front of the word.
bool Reader::read_date(std::string_view& word) {
    auto rest = word;
    if (digits_of(rest) != 4) return false;
    auto const year = take_number(rest, 4);
    auto const separator = rest.empty() ? '\0' : rest.front();
    if (separator != '-' && separator != '/') return false;
    take(rest, separator);
    auto const month = take_number(rest, 2);
    if (!month || !take(rest, separator)) return false;
    auto const day = take_number(rest, 2);
    if (!day || has_date()) return false;
    year_ = year;
    month_ = month;
    day_ = day;
    word = rest;
    return true;
}

/// "18:54", "18:54:36.250", and what may follow without a blank.
bool Reader::read_clock(std::string_view word) {
    auto const hour = take_number(word, 2);
    if (!hour || hour_ || !take(word, ':') || digits_of(word) != 2) return false;
    hour_ = hour;
    minute_ = *take_number(word, 2);
    if (take(word, ':')) {
        if (digits_of(word) != 2) return false;
        second_ = *take_number(word, 2);
        if (word.size() > 1 && (word.front() == '.' || word.front() == ',') && is_digit(word[1])) {
            word.remove_prefix(1);
            for (unsigned scale = 100; !word.empty() && is_digit(word.front()); scale /= 10) {
                millisecond_ += static_cast<unsigned>(word.front() - '0') * scale;
                word.remove_prefix(1);
            }
        }
    }
    return word.empty() || read_after_clock(word);
}

/// "pm", "Z", "pmEST".
bool Reader::read_after_clock(std::string_view word) {
    for (std::size_t const size : {4U, 3U, 2U}) { // "p.m.", "p.m", "pm"
        auto const half = word.size() >= size ? half_of(word.substr(0, size)) : std::nullopt;
        if (!half) continue;
        half_ = half;
        word.remove_prefix(size);
        if (word.empty()) return true;
        break;
    }
    return read_zone(word);
}

/// The first one, if it is one.
bool Reader::read_zone(std::string_view word) {
    if (zone_) return false;
    zone_ = zone_of(word);
    return zone_.has_value();
}

/// A word that begins with a digit: "16", "16th", "2017", "9am", "9" before "am", a time, a date.
bool Reader::read_number(std::string_view word, std::string_view next) {
    if (read_date(word)) {
        if (word.starts_with('T') || word.starts_with('t')) word.remove_prefix(1);
        return word.empty() || (is_digit(word.front()) ? read_clock(word) : read_zone(word));
    }
    if (word.find(':') != std::string_view::npos) return read_clock(word);
    auto rest = word;
    auto const hour = take_number(rest, 2);
    auto const half = half_of(rest.empty() ? next : rest);
    if (hour && half) {
        if (hour_) return false;
        hour_ = hour;
        half_ = half;
        took_next_ = rest.empty();
        return true;
    }
    if (auto const year = number_of(word, 4); year && word.size() == 4 && !year_) {
        year_ = year;
        return true;
    }
    auto const day = day_of(word);
    if (!day || day_) return false;
    day_ = day;
    return true;
}

bool Reader::read_name(std::string_view word) {
    if (auto const month = place_among(months, word); month && !month_) {
        month_ = month;
        return true;
    }
    if (auto const half = half_of(word)) {
        bool const fits = hour_ && !half_;
        half_ = half;
        return fits;
    }
    if (read_zone(word)) return true;
    // "Sun", "at"; after an offset its name, "+0200 CEST". What follows a time else would be the name of a zone.
    constexpr std::array<std::string_view, 4> fillers{"at", "of", "on", "the"};
    bool const filler = std::find(fillers.begin(), fillers.end(), base::to_lower(word)) != fillers.end();
    return filler || zone_ || !hour_ || place_among(weekdays, word);
}

bool Reader::read(std::string_view word, std::string_view next) {
    took_next_ = false;
    if (word.size() > 1 && word.ends_with('.') && !half_of(word)) word.remove_suffix(1); // "Apr.", "16."
    if (is_digit(word.front())) return read_number(word, next);
    bool const has_digit = std::any_of(word.begin(), word.end(), is_digit);
    if (has_digit || word.find(':') != std::string_view::npos) return read_zone(word);
    return std::none_of(word.begin(), word.end(), is_letter) || read_name(word); // "-" parts words
}

ReadTime Reader::result() const {
    if (!year_ || !month_ || !day_) return {};
    std::chrono::year_month_day const date{
        std::chrono::year(static_cast<int>(*year_)), std::chrono::month(*month_), std::chrono::day(*day_)};
    auto const written = hour_.value_or(0);
    auto const hour = half_ ? written % 12 + *half_ : written;
    auto const zone = zone_.value_or(minutes(0));
    // Midnight may be that of the day's end, and a minute has room for a leap second.
    bool const past_end = hour == 24 && minute_ + second_ + millisecond_ > 0;
    bool const possible = date.ok() && written <= 24 && !past_end && minute_ <= 59 && second_ <= 60 &&
                          zone < hours(24) && zone > -hours(24);
    if (!possible) return {std::nullopt, true};
    base::Instant const day = std::chrono::sys_days(date);
    return {
        day + hours(hour) + minutes(minute_) + std::chrono::seconds(second_) + base::Duration(millisecond_) - zone, false};
}

/// Blanks and commas part words, except the comma before a fraction: "18:54:36,250".
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        auto const c = i < text.size() ? text[i] : ' ';
        bool const fraction = c == ',' && word.find(':') != std::string::npos && is_digit(word.back()) &&
                              i + 1 < text.size() && is_digit(text[i + 1]);
        bool const parts = c == ' ' || (c >= '\t' && c <= '\r') || (c == ',' && !fraction);
        if (!parts) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    return words;
}

bool read_words(Reader& reader, std::string_view text) {
    auto const words = words_of(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!reader.read(words[i], i + 1 < words.size() ? words[i + 1] : std::string())) return false;
        if (reader.took_next()) ++i;
    }
    return true;
}

} // namespace

ReadTime read_time(std::string_view text) {
    text = base::trim(text);
    if (text.size() > longest_time) return {};
    if (auto const at = base::parse_lenient_time(text)) return {at, false};
    Reader reader;
    auto const comment = std::min(text.find('('), text.size());
    if (!read_words(reader, text.substr(0, comment))) return {};
    // "GMT-0500 (EST)" says it twice; without the offset the comment is all there is.
    if (!reader.has_zone() && comment < text.size()) {
        auto inside = text.substr(comment + 1);
        if (inside.ends_with(')')) inside.remove_suffix(1);
        if (!read_words(reader, inside)) return {};
    }
    return reader.result();
}

} // namespace easel::outcomes
