// Times as Rails reads them: ISO 8601 and its neighbours, and dates as people and mail programs write them.
#include "base/text.hpp"
#include "outcomes/call.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace easel::outcomes {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "2017-13-45...", which names a day as ISO 8601 does.
bool looks_like_a_date(std::string_view text) {
    constexpr std::string_view form = "dddd-dd-dd";
    if (text.size() < form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) return false;
    return true;
}

/// 1 to 12 for "Apr" and "april".
std::optional<unsigned> month_of(std::string_view word) {
    constexpr std::array<std::string_view, 12> names{
        "january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december"};
    auto const lower = base::to_lower(word);
    for (std::size_t i = 0; i < names.size(); ++i)
        if (lower.size() >= 3 && names[i].starts_with(lower)) return static_cast<unsigned>(i + 1);
    return std::nullopt;
}

std::optional<int> number_of(std::string_view word) {
    int value = 0;
    auto const* const end = word.data() + word.size();
    auto const [stopped, error] = std::from_chars(word.data(), end, value);
    if (word.empty() || error != std::errc{} || stopped != end || value < 0) return std::nullopt;
    return value;
}

/// "1st", "16": the day of a month.
std::optional<unsigned> day_of(std::string_view word) {
    for (auto const* ending : {"st", "nd", "rd", "th"})
        if (word.ends_with(ending)) word.remove_suffix(2);
    auto const day = number_of(word);
    return day && *day >= 1 && *day <= 31 && word.size() <= 2 ? std::optional(static_cast<unsigned>(*day)) : std::nullopt;
}

/// "16 Apr 2017 18:54:36 +0000", "Sun, April 16, 2017 6:54pm" put as ISO 8601 puts it; "" when it has no such date.
std::string rewritten(std::string_view text) {
    std::optional<unsigned> month, day;
    std::optional<int> year;
    std::string time = "00:00:00";
    std::string zone;
    bool afternoon = false;
    auto const flat = base::replace_all(std::string(text), ",", " ");
    for (auto const& word : base::split(flat, ' ')) {
        if (word.empty()) continue;
        if (auto const found = month_of(word); found && !month) {
            month = found;
        } else if (word.find(':') != std::string::npos && word.front() != '+' && word.front() != '-') {
            auto const lower = base::to_lower(word);
            afternoon = afternoon || lower.ends_with("pm");
            time = lower.substr(0, lower.find_first_not_of("0123456789:."));
        } else if (base::equals_ignoring_case(word, "pm")) {
            afternoon = true;
        } else if (word.front() == '+' || word.front() == '-') {
            zone = word;
        } else if (auto const number = number_of(word); number && word.size() == 4) {
            year = number;
        } else if (auto const found_day = day_of(word); found_day && !day) {
            day = found_day;
        }
    }
    if (!month || !day || !year) return {};
    if (time.find(':') == 1) time.insert(0, "0");
    auto const hour = number_of(std::string_view(time).substr(0, 2));
    if (afternoon && hour && *hour < 12) time.replace(0, 2, std::to_string(*hour + 12));
    auto const two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(*year) + "-" + two(*month) + "-" + two(*day) + "T" + time + (zone.empty() ? "Z" : zone);
}

} // namespace

ReadTime read_time(std::string_view text) {
    text = base::trim(text);
    if (auto const at = base::parse_lenient_time(text)) return {at, false};
    if (looks_like_a_date(text)) return {std::nullopt, true};
    auto const slashed = base::replace_all(std::string(text), "/", "-");
    if (looks_like_a_date(slashed)) return {base::parse_lenient_time(slashed), false};
    auto const written_out = rewritten(text);
    if (written_out.empty()) return {};
    return {base::parse_lenient_time(written_out), false};
}

} // namespace easel::outcomes
