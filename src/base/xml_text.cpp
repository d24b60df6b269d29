#include "base/xml_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace easel::base {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
    auto const byte = [&](std::uint32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | (code >> 6));
        byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        byte(0xE0 | (code >> 12));
        byte(0x80 | ((code >> 6) & 0x3F));
        byte(0x80 | (code & 0x3F));
    } else {
        byte(0xF0 | (code >> 18));
        byte(0x80 | ((code >> 12) & 0x3F));
        byte(0x80 | ((code >> 6) & 0x3F));
        byte(0x80 | (code & 0x3F));
    }
}

/// "#38" and "#x26"; nothing for what is no character.
void append_reference(std::string& out, std::string_view digits) {
    bool const hex = digits.starts_with('x');
    if (hex) digits.remove_prefix(1);
    std::uint32_t code = 0;
    auto const* const end = digits.data() + digits.size();
    auto const [stopped, error] = std::from_chars(digits.data(), end, code, hex ? 16 : 10);
    bool const surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (error != std::errc{} || stopped != end || code == 0 || code > 0x10FFFF || surrogate) return;
    append_utf8(out, code);
}

void append_entity(std::string& out, std::string_view name) {
    if (name.starts_with('#')) return append_reference(out, name.substr(1));
    if (name == "amp") out += '&';
    if (name == "lt") out += '<';
    if (name == "gt") out += '>';
    if (name == "quot") out += '"';
    if (name == "apos") out += '\'';
}

} // namespace

std::string recovered_xml_text(std::string_view raw) {
    constexpr auto names = "#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    std::string out;
    out.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        auto const stray = raw.find('&', at);
        out.append(raw.substr(at, stray - at));
        if (stray == std::string_view::npos) break;
        auto const end = std::min(raw.find_first_not_of(names, stray + 1), raw.size());
        bool const whole = end < raw.size() && raw[end] == ';';
        if (whole) append_entity(out, raw.substr(stray + 1, end - stray - 1));
        at = whole ? end + 1 : end;
    }
    return out;
}

std::size_t end_of_xml_section(std::string_view text, std::size_t at) {
    struct Section {
        std::string_view begins, ends;
    };
    for (auto const& [begins, ends] :
         {Section{"<!--", "-->"}, Section{"<![CDATA[", "]]>"}, Section{"<?", "?>"}, Section{"<!", ">"}}) {
        if (!text.substr(at).starts_with(begins)) continue;
        auto const end = text.find(ends, at + begins.size());
        return end == std::string_view::npos ? text.size() : end + ends.size();
    }
    return std::string_view::npos;
}

std::optional<std::string> utf8_of_utf16(std::string_view text) {
    bool const big = text.starts_with("\xFE\xFF");
    if ((!big && !text.starts_with("\xFF\xFE")) || text.size() % 2 != 0) return std::nullopt;
    auto const unit = [&](std::size_t at) {
        auto const byte = [&](std::size_t place) { return std::uint32_t{static_cast<unsigned char>(text[place])}; };
        return big ? byte(at) << 8 | byte(at + 1) : byte(at + 1) << 8 | byte(at);
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 2; at < text.size(); at += 2) {
        auto code = unit(at);
        if (code >= 0xD800 && code <= 0xDFFF) {
            auto const low = at + 2 < text.size() ? unit(at + 2) : 0;
            if (code > 0xDBFF || low < 0xDC00 || low > 0xDFFF) return std::nullopt;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            at += 2;
        }
        append_utf8(out, code);
    }
    return out;
}

} // namespace easel::base
