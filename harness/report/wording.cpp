#include "report/wording.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace easel::report::detail {

using verdict::Verdict;

namespace {

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::string hex_byte(unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    return {digits[byte >> 4U], digits[byte & 0xFU]};
}

// LRM, RLM, the embeddings and overrides U+202A..202E, the isolates U+2066..2069: all are E2 80 xx or E2 81 xx.
bool changes_direction(unsigned char second, unsigned char third) {
    if (second == 0x80) return third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE);
    return second == 0x81 && third >= 0xA6 && third <= 0xA9;
}

std::string forged(verdict::CaseResult const& result, std::string sentence) {
    return result.false_accept ? "ACCEPTED A FORGED LAUNCH: " + sentence : sentence;
}

}  // namespace

Ending ending(verdict::CaseResult const& result, verdict::Threshold threshold) {
    if (result.unexpected_pass) return Ending::unexpected_pass;
    if (verdict::counts_as_failure(result, threshold)) return Ending::failed;
    // Foreseen where it would have counted.
    bool const foreseen = result.expected && threshold != verdict::Threshold::must;
    switch (result.verdict) {
        case Verdict::passed:
        case Verdict::informed:
            return result.flaky ? Ending::flaky : Ending::passed;
        case Verdict::failed:
            return Ending::expected_failure;
        case Verdict::warned:
            if (foreseen) return Ending::expected_failure;
            return result.flaky ? Ending::flaky : Ending::warned;
        case Verdict::inconclusive:
            return Ending::inconclusive;
        case Verdict::skipped:
            return Ending::skipped;
        case Verdict::error:
            return Ending::error;
    }
    return Ending::error;
}

std::string_view to_string(Ending ending) {
    switch (ending) {
        case Ending::passed:
            return "passed";
        case Ending::warned:
            return "warned";
        case Ending::flaky:
            return "flaky";
        case Ending::failed:
            return "failed";
        case Ending::expected_failure:
            return "expected failure";
        case Ending::unexpected_pass:
            return "unexpected pass";
        case Ending::inconclusive:
            return "inconclusive";
        case Ending::skipped:
            return "skipped";
        case Ending::error:
            return "error";
    }
    return "error";
}

std::string first_sentence(verdict::CaseResult const& result) {
    if (result.unexpected_pass) {
        auto const why = result.expected_reason.empty() ? "" : " (" + result.expected_reason + ")";
        return "unexpected pass: the expected-failures file foresees trouble here" + why + "; remove this entry";
    }
    auto const* const cause = result.cause();
    auto const caused = [&]() -> std::string {
        if (!cause) return {};
        return cause->observed.empty() ? "not met: " + cause->required : cause->observed;
    }();
    switch (result.verdict) {
        case Verdict::passed:
        case Verdict::informed:
            if (result.flaky && !result.other_turns.empty()) {
                return std::to_string(result.other_turns.size()) + " of " + std::to_string(result.turns) +
                       " turns ended otherwise, the first: " + first_sentence(result.other_turns.front());
            }
            return caused;
        case Verdict::failed:
        case Verdict::warned:
            if (!caused.empty()) return forged(result, caused);
            return forged(result, result.reason.empty() ? result.title : result.reason);
        case Verdict::inconclusive:
        case Verdict::skipped:
        case Verdict::error:
            break;
    }
    if (!result.reason.empty()) return result.reason;
    return caused.empty() ? std::string(verdict::to_string(result.verdict)) : caused;
}

std::string replay_command(std::string_view result_path, std::string_view case_id) {
    std::string command = "easel replay ";
    command += result_path.empty() ? "result.json" : result_path;
    command += '#';
    command += case_id;
    return command;
}

std::string hop_list(std::vector<int> const& hops) {
    if (hops.empty()) return {};
    std::string text = hops.size() == 1 ? "hop " : "hops ";
    for (std::size_t i = 0; i < hops.size(); ++i) {
        if (i != 0) text += ", ";
        text += std::to_string(hops[i]);
    }
    return text;
}

std::string seconds(base::Duration span, int decimals) {
    auto const ms = std::max<std::int64_t>(span.count(), 0);
    auto digits = std::to_string(ms % 1000);
    digits.insert(0, 3 - digits.size(), '0');
    return std::to_string(ms / 1000) + "." + digits.substr(0, static_cast<std::size_t>(decimals));
}

std::string flat(std::string_view text) {
    std::string out;
    bool gap = false;
    for (char const c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            gap = !out.empty();
            continue;
        }
        if (gap) out += ' ';
        gap = false;
        out += c;
    }
    return out;
}

std::string visible(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    auto const at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        auto const second = static_cast<unsigned char>(at(i + 1));
        auto const third = static_cast<unsigned char>(at(i + 2));
        if (byte < 0x20 || byte == 0x7F) {
            out += "\\x" + hex_byte(byte);
        } else if (byte == 0xC2 && second >= 0x80 && second <= 0x9F) {  // C1 controls: a terminal may obey them
            out += "\\x" + hex_byte(second);
            i += 1;
        } else if (byte == 0xE2 && changes_direction(second, third)) {
            auto const low = static_cast<unsigned char>(((second & 0x3U) << 6U) | (third & 0x3FU));
            out += "\\u20" + hex_byte(low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return base::to_valid_utf8(out);
}

std::string_view prefix(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    auto end = most;
    while (end > 0 && is_continuation(text[end])) --end;
    return text.substr(0, end);
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

std::string shorten(std::string_view text, std::size_t most) {
    auto const valid = base::to_valid_utf8(text);
    if (characters(valid) <= most || most == 0) return valid;
    std::size_t end = 0;
    std::size_t kept = 0;
    for (; end < valid.size(); ++end) {
        if (is_continuation(valid[end])) continue;
        if (kept + 1 == most) break;
        ++kept;
    }
    return valid.substr(0, end) + "…";
}

}  // namespace easel::report::detail
