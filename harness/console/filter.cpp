#include "console/filter.hpp"

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace easel::console {
namespace {

using base::Fault;
using base::FaultKind;

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    bool quoted = false;
    for (char const c : text) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ' ' && !quoted) {
            if (!word.empty()) words.push_back(std::exchange(word, {}));
        } else {
            word += c;
        }
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
}

Fault wrong(std::string const& message) {
    return {FaultKind::usage, message, ""};
}

/// ">2s", "<500ms": the number of milliseconds.
bool read_time(Filter::Word& word) {
    std::string_view text = word.text;
    if (!text.starts_with('>') && !text.starts_with('<')) return false;
    word.comparison = text.front();
    text.remove_prefix(1);
    long long unit = 1;
    if (text.ends_with("ms")) {
        text.remove_suffix(2);
    } else if (text.ends_with("s")) {
        text.remove_suffix(1);
        unit = 1'000;
    } else {
        return false;
    }
    auto const number = base::whole_number(text);
    if (!number || *number < 0 || *number > 1'000'000'000) return false;
    word.number = *number * unit;
    return true;
}

bool contains(std::string_view text, std::string_view part) {
    return base::to_lower(text).find(base::to_lower(part)) != std::string::npos;
}

std::string as_text(base::json::value const& value) {
    return value.is_string() ? std::string(value.get_string()) : base::dump(value);
}

/// Whether a token in the messages of the case has that claim; a claim of LTI by its last part, too.
bool has_claim(verdict::CaseResult const& result, std::string_view claim, std::string_view wanted) {
    auto const carries = [&](std::string const& jwt) {
        auto const parts = base::split(jwt, '.');
        if (parts.size() < 2) return false;
        auto const payload = base::base64url_decode(parts[1]);
        auto const claims = payload ? base::parse_json(*payload) : base::Result<base::json::value>(base::json::value());
        if (!claims || !claims->is_object()) return false;
        return std::any_of(claims->get_object().begin(), claims->get_object().end(), [&](auto const& member) {
            std::string_view const name = member.key();
            bool const is_it = name == claim || name.ends_with("/" + std::string(claim));
            return is_it && as_text(member.value()) == wanted;
        });
    };
    return std::any_of(result.hops.begin(), result.hops.end(), [&](auto const& hop) {
        for (auto const& field : {"id_token", "JWT", "client_assertion"})
            if (auto const jwt = hop.request.form_value(field); jwt && carries(*jwt)) return true;
        return false;
    });
}

bool matches(Filter::Word const& word, verdict::CaseResult const& result) {
    switch (word.kind) {
    case 's': {
        auto const wanted = base::split(word.text, ',');
        return std::find(wanted.begin(), wanted.end(), status_word(result)) != wanted.end();
    }
    case '@': return std::find(result.tags.begin(), result.tags.end(), word.text) != result.tags.end();
    case 'l': return result.level == word.text;
    case 'r':
        return std::any_of(result.requirements.begin(), result.requirements.end(), [&](auto const& id) { return id.starts_with(word.text); }) ||
               std::any_of(result.facts.begin(), result.facts.end(), [&](auto const& id) { return id.starts_with(word.text); });
    case 't': return word.comparison == '>' ? result.took.count() > word.number : result.took.count() < word.number;
    case 'h':
        return std::any_of(result.hops.begin(), result.hops.end(), [&](auto const& hop) {
            return hop.response && hop.response->status == word.number;
        });
    case 'i': {
        auto const equals = word.text.find('=');
        return has_claim(result, word.text.substr(0, equals), word.text.substr(equals + 1));
    }
    default: return contains(result.id, word.text) || contains(result.title, word.text) || contains(result.name, word.text);
    }
}

} // namespace

std::string status_word(verdict::CaseResult const& result) {
    if (result.expected) return "expected";
    if (result.flaky) return "flaky";
    return std::string(verdict::to_string(result.verdict));
}

base::Result<Filter> Filter::parse(std::string_view text) {
    constexpr std::size_t most = 1'000;
    if (text.size() > most) return wrong("a filter has at most 1,000 characters");
    Filter filter;
    for (auto const& raw : words_of(text)) {
        Word word;
        std::string_view rest = raw;
        if (rest.starts_with('!')) {
            word.negated = true;
            rest.remove_prefix(1);
        }
        static constexpr std::array<std::pair<std::string_view, char>, 7> prefixes{
            {{"s:", 's'}, {"@", '@'}, {"l:", 'l'}, {"r:", 'r'}, {"t:", 't'}, {"hop:", 'h'}, {"in:", 'i'}}
        };
        for (auto const& [prefix, kind] : prefixes) {
            if (word.kind != ' ' || !rest.starts_with(prefix)) continue;
            word.kind = kind;
            rest.remove_prefix(prefix.size());
        }
        word.text = rest;
        if (word.text.empty()) return wrong("'" + raw + "' says nothing");
        if (word.kind == 't' && !read_time(word)) return wrong("t: takes >2s or <500ms, not '" + word.text + "'");
        if (word.kind == 'h') {
            auto const status = base::whole_number(word.text);
            if (!status) return wrong("hop: takes a status, not '" + word.text + "'");
            word.number = *status;
        }
        if (word.kind == 'i' && word.text.find('=') == std::string::npos) return wrong("in: takes claim=value, not '" + word.text + "'");
        filter.words_.push_back(std::move(word));
    }
    return filter;
}

bool Filter::holds(verdict::CaseResult const& result) const {
    return std::all_of(words_.begin(), words_.end(), [&](Word const& word) { return matches(word, result) != word.negated; });
}

} // namespace easel::console
