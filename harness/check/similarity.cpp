#include "check/similarity.hpp"

#include "agent/html.hpp"
#include "base/codec.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace easel::check {
namespace {

using agent::HtmlReader;
using agent::HtmlToken;

constexpr std::size_t words_of_a_shingle = 4;
constexpr std::size_t shortest_hex = 16;
constexpr std::size_t shortest_base64 = 20;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_hex(char c) {
    return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}
bool in_word(char c) {
    return is_digit(c) || is_letter(c) || c == '-' || c == '_' || c == '+' || c == '=' || c == '#';
}

/// UUIDs, digests, nonces, keys: nothing that a person wrote, and another one each time.
bool looks_random(std::string_view word) {
    std::size_t hex = 0, others = 0, digits = 0, letters = 0;
    for (auto const c : word) {
        if (is_digit(c)) ++digits;
        if (is_letter(c)) ++letters;
        if (is_hex(c)) {
            ++hex;
        } else if (c != '-') {
            ++others;
        }
    }
    if (others == 0 && hex >= shortest_hex) return true;
    return word.size() >= shortest_base64 && digits != 0 && letters != 0;
}

/// "8f3a91": letters and digits in turns are an id, while "quiz1" is a word with a number.
bool looks_like_an_id(std::string_view piece) {
    int turns = 0;
    for (std::size_t i = 1; i < piece.size(); ++i) {
        if (is_digit(piece[i]) != is_digit(piece[i - 1])) ++turns;
    }
    return turns >= 2;
}

std::string plain(std::string_view word) {
    if (looks_random(word)) return "#";
    std::string out;
    std::size_t at = 0;
    while (at < word.size()) {
        auto end = word.find_first_of("-_+=", at);
        if (end == std::string_view::npos) end = word.size();
        auto const piece = word.substr(at, end - at);
        if (looks_like_an_id(piece)) {
            out += '#';
        } else {
            for (auto const c : piece) {
                if (!is_digit(c)) {
                    out += c;
                } else if (out.empty() || out.back() != '#') {
                    out += '#';
                }
            }
        }
        if (end < word.size()) out += word[end];
        at = end + 1;
    }
    return base::to_lower(out);
}

template <class Take>
void each_word(std::string_view text, Take const& take) {
    std::size_t at = 0;
    while (at < text.size()) {
        auto begin = at;
        while (begin < text.size() && !in_word(text[begin])) ++begin;
        auto end = begin;
        while (end < text.size() && in_word(text[end])) ++end;
        if (end > begin) take(plain(text.substr(begin, end - begin)));
        at = end;
    }
}

std::string without_canaries(std::string_view page, std::vector<Canary> const& canaries) {
    // The longest first: a title may hold another one.
    auto sorted = canaries;
    std::ranges::stable_sort(sorted, std::ranges::greater{}, [](Canary const& one) { return one.text.size(); });
    std::string text(page);
    for (auto const& canary : sorted) {
        if (canary.text.empty()) continue;
        text = base::replace_all(std::move(text), canary.text, "#");
        if (auto const escaped = base::html_escape(canary.text); escaped != canary.text)
            text = base::replace_all(std::move(text), escaped, "#");
    }
    return text;
}

bool holds_code(std::string_view element) {
    return element == "script" || element == "style";
}

/// Elements without content and end.
bool is_void(std::string_view element) {
    constexpr std::array<std::string_view, 14> all{
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"};
    return std::find(all.begin(), all.end(), element) != all.end();
}

std::vector<std::string> words_of(std::string_view page) {
    std::vector<std::string> words;
    auto const take = [&words](std::string word) { words.push_back(std::move(word)); };
    HtmlReader reader(page);
    HtmlToken token;
    while (reader.next(token)) {
        switch (token.kind) {
        case HtmlToken::Kind::start:
            words.push_back("<" + token.name);
            for (auto const& [name, value] : token.attributes) {
                words.push_back(name + "=");
                each_word(value, take);
            }
            break;
        case HtmlToken::Kind::end: words.push_back("</" + token.name); break;
        case HtmlToken::Kind::text: each_word(base::html_unescape(token.text), take); break;
        case HtmlToken::Kind::raw:
            if (!holds_code(token.name)) each_word(base::html_unescape(token.text), take);
            break;
        }
    }
    return words;
}

bool holds(std::string_view where, std::string_view text) {
    return where.find(text) != std::string_view::npos;
}

} // namespace

Shingles shingles_of(std::string_view page, std::vector<Canary> const& canaries) {
    auto const words = words_of(without_canaries(page, canaries));
    Shingles all;
    auto const none = std::string_view();
    for (std::size_t i = 0; i == 0 || i + words_of_a_shingle <= words.size(); ++i) {
        auto const word = [&](std::size_t n) { return i + n < words.size() ? std::string_view(words[i + n]) : none; };
        if (words.empty()) break;
        all.push_back(base::stable_hash({word(0), word(1), word(2), word(3)}));
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

double similarity(Shingles const& one, Shingles const& other) {
    if (one.empty() && other.empty()) return 1;
    std::size_t both = 0;
    auto a = one.begin();
    auto b = other.begin();
    while (a != one.end() && b != other.end()) {
        if (*a == *b) {
            ++both;
            ++a;
            ++b;
        } else if (*a < *b) {
            ++a;
        } else {
            ++b;
        }
    }
    return static_cast<double>(both) / static_cast<double>(one.size() + other.size() - both);
}

std::set<std::string> plain_words(std::string_view page, std::vector<Canary> const& canaries) {
    std::set<std::string> words;
    auto const cleaned = without_canaries(page, canaries);
    HtmlReader reader(cleaned);
    HtmlToken token;
    while (reader.next(token)) {
        bool const seen = token.kind == HtmlToken::Kind::text ||
                          (token.kind == HtmlToken::Kind::raw && !holds_code(token.name));
        if (seen) each_word(base::html_unescape(token.text), [&](std::string word) { words.insert(std::move(word)); });
    }
    return words;
}

std::string plain_text(std::string_view text) {
    std::string out;
    each_word(text, [&out](std::string const& word) { out += (out.empty() ? "" : " ") + word; });
    return out;
}

std::set<std::string> positions_of(std::string_view page, std::string_view text) {
    std::set<std::string> found;
    if (text.empty()) return found;
    std::vector<std::string> open; // elements around, with their classes
    HtmlReader reader(page);
    HtmlToken token;
    while (reader.next(token)) {
        if (token.kind == HtmlToken::Kind::start) {
            for (auto const& [name, value] : token.attributes) {
                if (holds(value, text)) found.insert(token.name + "@" + name);
            }
            auto const classes = token.attribute_or("class", "");
            if (!is_void(token.name)) open.push_back(token.name + (classes.empty() ? "" : "." + classes));
        } else if (token.kind == HtmlToken::Kind::end) {
            auto const is_it = [&](std::string const& one) { return one == token.name || one.starts_with(token.name + "."); };
            auto const last = std::find_if(open.rbegin(), open.rend(), is_it);
            if (last != open.rend()) open.erase(std::next(last).base(), open.end());
        } else if (holds(token.text, text) || holds(base::html_unescape(token.text), text)) {
            auto const around = open.size() < 2 ? std::string() : open[open.size() - 2] + ">";
            if (token.kind == HtmlToken::Kind::raw && holds_code(token.name)) {
                found.insert(token.name);
            } else {
                found.insert(around + (open.empty() ? std::string("text") : open.back()));
            }
        }
    }
    return found;
}

} // namespace easel::check
