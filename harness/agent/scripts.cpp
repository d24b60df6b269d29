#include "agent/html.hpp"
#include "base/codec.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

namespace easel::agent {
namespace {

/// Longer scripts are applications, whose assignments run when somebody does something.
constexpr std::size_t longest_redirecting_script = 4096;

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

bool contains_any(std::string_view text, auto const& words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

constexpr std::array<std::string_view, 8> runs_by_itself{
    "load", "ready(", "DOMContentLoaded", "setTimeout", "})(", "}())", ")()", "requestAnimationFrame"};
constexpr std::array<std::string_view, 8> waits_for_people{
    "onclick", "'click'", "\"click\"", "onchange", "'change'", "\"change\"", "onsubmit", "'submit'"};

/// Whether `at` stands inside `addEventListener("message", ...)`: that runs when another window has answered.
bool waits_for_a_message(std::string_view script, std::size_t at) {
    constexpr std::string_view listen = "addEventListener(";
    for (auto call = script.find(listen); call < at; call = script.find(listen, call + 1)) {
        auto const event = script.substr(call + listen.size(), 9);
        if (event != "\"message\"" && event != "'message'") continue;
        int depth = 1;
        for (auto i = call + listen.size(); i < at && depth > 0; ++i) {
            if (script[i] == '(') ++depth;
            if (script[i] == ')') --depth;
        }
        if (depth > 0) return true;
    }
    return false;
}

/// What runs only when a person acts or another window answers, or inside a function that nothing here calls.
bool needs_somebody(std::string_view script, std::size_t before) {
    if (waits_for_a_message(script, before)) return true;
    if (contains_any(script, runs_by_itself)) return false;
    if (contains_any(script, waits_for_people)) return true;
    auto const head = script.substr(0, before);
    return head.find("function") != std::string_view::npos || head.find("=>") != std::string_view::npos;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
    return at;
}

std::optional<unsigned> read_hex(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return std::nullopt;
    unsigned value = 0;
    for (auto const c : text.substr(at, digits)) {
        if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return std::nullopt;
        auto const digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value * 16 + static_cast<unsigned>(digit);
    }
    return value;
}

void append_code_point(std::string& out, unsigned code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else {
        out += base::html_unescape("&#" + std::to_string(code) + ";");
    }
}

/// The string literal at `at`; nothing when none begins there or it is put together from parts.
std::optional<std::string> read_literal(std::string_view script, std::size_t at) {
    if (at >= script.size() || (script[at] != '"' && script[at] != '\'' && script[at] != '`')) return std::nullopt;
    auto const quote = script[at];
    std::string out;
    for (++at; at < script.size(); ++at) {
        auto const c = script[at];
        if (c == quote) {
            auto const after = skip_blanks(script, at + 1);
            if (after < script.size() && script[after] == '+') return std::nullopt;
            return out;
        }
        if (quote == '`' && c == '$' && at + 1 < script.size() && script[at + 1] == '{') return std::nullopt;
        if (c == '\n' && quote != '`') return std::nullopt;
        if (c != '\\' || at + 1 >= script.size()) {
            out += c;
            continue;
        }
        auto const escaped = script[++at];
        if (escaped == 'x' || escaped == 'u') {
            auto const digits = escaped == 'x' ? std::size_t{2} : std::size_t{4};
            if (auto const code = read_hex(script, at + 1, digits)) {
                append_code_point(out, *code);
                at += digits;
                continue;
            }
        }
        out += escaped == 'n' ? '\n' : escaped;
    }
    return std::nullopt;
}

/// The chain of names that ends just before `at`: for "window.top.location" everything before "location".
std::string_view owner_before(std::string_view script, std::size_t at) {
    auto begin = at;
    while (begin > 0 && (is_word(script[begin - 1]) || script[begin - 1] == '.')) --begin;
    return script.substr(begin, at - begin);
}

/// Leaving the frame is the whole window's navigation and not the tool's page in the frame.
bool is_own_window(std::string_view owner) {
    return owner.empty() || owner == "window." || owner == "document." || owner == "self." || owner == "this." ||
           owner == "window.document." || owner == "window.self." || owner == "globalThis.";
}

}  // namespace

bool script_listens(std::string_view script) {
    return script.find("addEventListener(\"message\"") != std::string_view::npos ||
           script.find("addEventListener('message'") != std::string_view::npos;
}

bool script_submits(std::string_view script) {
    for (std::string_view const call : {".submit(", ".submit.call(", ".requestSubmit("}) {
        auto const at = script.find(call);
        if (at != std::string_view::npos && !needs_somebody(script, at)) return true;
    }
    return false;
}

std::optional<std::string> script_destination(std::string_view script) {
    if (script.size() > longest_redirecting_script) return std::nullopt;
    constexpr std::string_view word = "location";
    for (auto at = script.find(word); at != std::string_view::npos; at = script.find(word, at + 1)) {
        if (!is_own_window(owner_before(script, at))) continue;
        auto after = at + word.size();
        std::optional<std::string> target;
        for (std::string_view const call : {".replace", ".assign"}) {
            if (!script.substr(after).starts_with(call)) continue;
            auto const open = skip_blanks(script, after + call.size());
            if (open < script.size() && script[open] == '(')
                target = read_literal(script, skip_blanks(script, open + 1));
        }
        if (!target) {
            if (script.substr(after).starts_with(".href")) after += 5;
            after = skip_blanks(script, after);
            bool const assigns = after + 1 < script.size() && script[after] == '=' && script[after + 1] != '=';
            if (assigns) target = read_literal(script, skip_blanks(script, after + 1));
        }
        if (target && !target->empty() && !needs_somebody(script, at)) return target;
    }
    return std::nullopt;
}

bool script_names(std::string_view script, std::string_view word) {
    if (word.empty()) return false;
    for (auto at = script.find(word); at != std::string_view::npos; at = script.find(word, at + 1)) {
        bool const starts = at == 0 || !is_word(script[at - 1]);
        auto const end = at + word.size();
        bool const ends = end >= script.size() || !is_word(script[end]);
        if (starts && ends) return true;
    }
    return false;
}

}  // namespace easel::agent
