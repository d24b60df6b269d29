#include "check/closing.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "check/page_reading.hpp"

#include <algorithm>
#include <vector>

namespace easel::check {
namespace {

constexpr std::string_view message = "org.imsglobal.lti.close";
constexpr std::string_view call = "postMessage";

/// The arguments of the call whose "(" stands at `open`, cut at the commas between them; empty when it has no end.
std::vector<std::string> arguments(std::string_view page, std::size_t open) {
    std::vector<std::string> found(1);
    int depth = 0;
    char quote = '\0';
    constexpr std::size_t longest = 4'000;
    for (auto at = open; at < page.size() && at - open < longest; ++at) {
        auto const c = page[at];
        if (quote != '\0') {
            if (c == '\\' && at + 1 < page.size()) {
                found.back() += c;
                found.back() += page[++at];
                continue;
            }
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'' || c == '`') {
            quote = c;
        } else if (c == '(' || c == '{' || c == '[') {
            if (++depth == 1) continue;
        } else if (c == ')' || c == '}' || c == ']') {
            if (--depth == 0) return found;
        } else if (c == ',' && depth == 1) {
            found.emplace_back();
            continue;
        }
        found.back() += c;
    }
    return {};
}

/// The text of a literal; nothing for any other expression.
std::string const* literal(std::string const& expression, std::string& text) {
    auto const trimmed = std::string(base::trim(expression));
    if (trimmed.size() < 2) return nullptr;
    auto const quote = trimmed.front();
    if ((quote != '"' && quote != '\'' && quote != '`') || trimmed.back() != quote) return nullptr;
    text = base::replace_all(trimmed.substr(1, trimmed.size() - 2), "\\/", "/");
    if (text.find(quote) != std::string::npos || text.find("${") != std::string::npos) return nullptr;
    return &text;
}

bool is_identifier(std::string_view name) {
    constexpr std::size_t longest = 61;
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    auto const fits = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || is_digit(c);
    };
    return !name.empty() && name.size() <= longest && !is_digit(name.front()) && std::ranges::all_of(name, fits);
}

/// What a name of the script is set to, when that is a literal.
std::string resolved(std::string_view page, std::string const& expression) {
    auto const name = std::string(base::trim(expression));
    if (!is_identifier(name)) return expression;
    for (auto at = page.find(name); at != std::string_view::npos; at = page.find(name, at + 1)) {
        auto after = page.substr(at + name.size());
        auto const equals = after.find_first_not_of(" \t\n");
        if (equals == std::string_view::npos || after[equals] != '=') continue;
        after = after.substr(equals + 1);
        auto const quoted = base::trim(after.substr(0, after.find_first_of(";\n,")));
        std::string text;
        if (literal(std::string(quoted), text) != nullptr) return std::string(quoted);
    }
    return expression;
}

/// What a call posts, told from its first argument: a literal without the message is something else (a resize).
enum class Posts { closing, other, unknown };
Posts posted_by(std::string const& argument, std::string_view page) {
    if (argument.find(message) != std::string::npos) return Posts::closing;
    auto const of = [](std::string_view text) {
        return text.find(message) != std::string_view::npos ? Posts::closing : Posts::other;
    };
    auto const object = wire::object_value(argument, page);
    if (object.empty()) {
        auto const text = wire::text_value(argument, page);
        return text ? of(*text) : Posts::unknown;
    }
    auto const subject = wire::member_value(object, "subject");
    if (auto const text = wire::text_value(subject, page)) return of(*text);
    bool const complete = subject.empty() && object.find("...") == std::string::npos;
    return complete ? Posts::other : Posts::unknown;
}

bool is_origin(std::string_view given, std::string_view wanted) {
    auto const one = base::parse_url(given);
    auto const other = base::parse_url(wanted);
    return one && other && one->origin() == other->origin();
}

bool has_script_elsewhere(std::string_view page) {
    auto const lower = base::to_lower(page);
    for (auto at = lower.find("<script"); at != std::string::npos; at = lower.find("<script", at + 1)) {
        auto const tag = lower.substr(at, lower.find('>', at) - at);
        if (tag.find("src") != std::string::npos) return true;
    }
    return false;
}

} // namespace

Closing closing_message(std::string_view page, std::string_view platform_origin) {
    using Outcome = Closing::Outcome;
    if (page.find(message) == std::string_view::npos) {
        if (has_script_elsewhere(page)) return {Outcome::unclear, "what your tool's page posts stands in a script elsewhere"};
        return {Outcome::wrong, "does not say that the registration is over"};
    }
    std::vector<std::vector<std::string>> certain;
    std::vector<std::vector<std::string>> possible;
    for (auto at = page.find(call); at != std::string_view::npos; at = page.find(call, at + 1)) {
        auto const open = page.find_first_not_of(" \t\n", at + call.size());
        if (open == std::string_view::npos || page[open] != '(') continue;
        auto given = arguments(page, open);
        if (given.size() < 2) continue;
        auto const posts = posted_by(given[0], page);
        if (posts == Posts::closing) certain.push_back(std::move(given));
        else if (posts == Posts::unknown) possible.push_back(std::move(given));
    }
    auto const& posted = certain.empty() ? possible : certain;
    for (auto const& given : posted) {
        auto const target = resolved(page, given[1]);
        std::string text;
        if (literal(target, text) == nullptr) continue;
        if (text == "*") return {Outcome::wrong, "addresses its closing message to `*`, to whatever page opened it"};
        if (is_origin(text, platform_origin)) return {Outcome::told, "the closing message is addressed to the platform"};
        return {Outcome::wrong, "addresses its closing message to `" + text.substr(0, 200) + "`, which is not the platform's origin"};
    }
    if (posted.empty()) return {Outcome::unclear, "your tool's page names the closing message and does not seem to post it"};
    return {Outcome::unclear, "to whom your tool's page posts is known to its script alone"};
}

} // namespace easel::check
