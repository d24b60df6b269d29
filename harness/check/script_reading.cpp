// Scripts read without being run: calls, their arguments, and names that stand for one text. What cannot be read that
// way is left alone.
#include "agent/html.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/page_reading.hpp"

#include <algorithm>
#include <cctype>

namespace easel::check::wire {
namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}
bool is_blank(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}
bool is_quote(char c) {
    return c == '"' || c == '\'' || c == '`';
}

/// Just behind the text literal that begins at `at`; the end when it is not closed.
std::size_t behind_text(std::string_view code, std::size_t at) {
    auto const quote = code[at];
    for (++at; at < code.size(); ++at) {
        if (code[at] == '\\') {
            ++at;
        } else if (code[at] == quote) {
            return at + 1;
        } else if (code[at] == '\n' && quote != '`') {
            return at;
        }
    }
    return code.size();
}

/// Where the bracket opened at `at` closes; the end when it does not.
std::size_t closing(std::string_view code, std::size_t at) {
    int depth = 0;
    while (at < code.size()) {
        auto const c = code[at];
        if (is_quote(c)) {
            at = behind_text(code, at);
            continue;
        }
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c == ')' || c == ']' || c == '}') {
            if (--depth == 0) return at;
        }
        ++at;
    }
    return code.size();
}

/// Cuts at `separator`s that stand in no bracket and no text.
std::vector<std::string> cut(std::string_view code, char separator) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    std::size_t at = 0;
    while (at < code.size()) {
        auto const c = code[at];
        if (is_quote(c)) {
            at = behind_text(code, at);
        } else if (c == '(' || c == '[' || c == '{') {
            at = std::min(closing(code, at) + 1, code.size());
        } else {
            if (c == separator) {
                parts.emplace_back(base::trim(code.substr(begin, at - begin)));
                begin = at + 1;
            }
            ++at;
        }
    }
    auto const last = base::trim(code.substr(std::min(begin, code.size())));
    if (!last.empty()) parts.emplace_back(last);
    return parts;
}

bool is_name(std::string_view text) {
    return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
           std::ranges::all_of(text, is_word);
}

/// The expressions that `name` is given anywhere: `name = ...`, up to the end of the statement.
std::vector<std::string> given(std::string_view code, std::string_view name) {
    std::vector<std::string> all;
    for (auto at = code.find(name); at != std::string_view::npos; at = code.find(name, at + 1)) {
        if (at > 0 && (is_word(code[at - 1]) || code[at - 1] == '.')) continue;
        auto behind = at + name.size();
        while (behind < code.size() && is_blank(code[behind])) ++behind;
        if (behind + 1 >= code.size() || code[behind] != '=' || code[behind + 1] == '=' || code[behind + 1] == '>')
            continue;
        auto const rest = code.substr(behind + 1);
        auto const statement = cut(rest.substr(0, 20'000), ';');
        if (statement.empty()) continue;
        auto const declarations = cut(statement.front(), ',');
        all.push_back(declarations.empty() ? std::string() : declarations.front());
        if (all.size() > 1) break; // it is not one text then
    }
    return all;
}

std::optional<std::string> literal(std::string_view expression) {
    if (expression.size() < 2 || !is_quote(expression.front())) return std::nullopt;
    if (behind_text(expression, 0) != expression.size()) return std::nullopt;
    if (expression.front() == '`' && expression.find("${") != std::string_view::npos) return std::nullopt;
    return std::string(expression.substr(1, expression.size() - 2));
}

bool is_script(http::Response const& response) {
    return response.content_type().find("javascript") != std::string::npos ||
           response.content_type().find("ecmascript") != std::string::npos;
}

bool runs(agent::HtmlToken const& element) {
    auto const type = base::to_lower(element.attribute_or("type", ""));
    return type.empty() || type == "module" || type.find("javascript") != std::string::npos;
}

/// The script of that address, as it was fetched in this case.
Exchange const* fetched(Case const& run, std::string const& url) {
    for (auto const* answer : answers_to_browser(run)) {
        if (answer->url == url && answer->response->status == 200 && is_script(*answer->response)) return answer;
    }
    return nullptr;
}

void add(PageScripts& scripts, std::string_view code) {
    scripts.raw += std::string(code) + "\n";
    scripts.code += without_comments(code) + "\n;";
}

} // namespace

std::string without_comments(std::string_view code) {
    std::string out;
    out.reserve(code.size());
    std::size_t at = 0;
    while (at < code.size()) {
        auto const rest = code.substr(at);
        if (is_quote(rest.front())) {
            auto const end = behind_text(code, at);
            out += code.substr(at, end - at);
            at = end;
        } else if (rest.starts_with("//")) {
            at = std::min(code.find('\n', at), code.size());
        } else if (rest.starts_with("/*")) {
            auto const end = code.find("*/", at + 2);
            at = end == std::string_view::npos ? code.size() : end + 2;
        } else {
            out += rest.front();
            ++at;
        }
    }
    return out;
}

std::vector<ScriptCall> calls_of(std::string_view code, std::string_view name) {
    std::vector<ScriptCall> calls;
    for (auto at = code.find(name); at != std::string_view::npos; at = code.find(name, at + 1)) {
        auto open = at + name.size();
        while (open < code.size() && is_blank(code[open])) ++open;
        if (open >= code.size() || code[open] != '(' || (at > 0 && is_word(code[at - 1]))) continue;
        ScriptCall call;
        auto begin = at;
        while (begin > 0) {
            auto const c = code[begin - 1];
            bool const part = is_word(c) || c == '.' || c == '?' || c == '[' || c == ']' || is_quote(c);
            if (!part) break;
            --begin;
        }
        auto receiver = code.substr(begin, at - begin);
        while (receiver.ends_with('.') || receiver.ends_with('?')) receiver.remove_suffix(1);
        call.receiver = std::string(receiver);
        call.arguments = cut(code.substr(open + 1, closing(code, open) - open - 1), ',');
        calls.push_back(std::move(call));
    }
    return calls;
}

std::optional<std::string> text_value(std::string_view expression, std::string_view code) {
    expression = base::trim(expression);
    if (auto text = literal(expression)) return text;
    if (!is_name(expression)) return std::nullopt;
    auto const values = given(code, expression);
    if (values.size() != 1) return std::nullopt;
    return literal(values.front());
}

std::string object_value(std::string_view expression, std::string_view code) {
    expression = base::trim(expression);
    auto const inner = calls_of(expression, "stringify");
    if (!inner.empty() && !inner.front().arguments.empty()) return object_value(inner.front().arguments.front(), code);
    if (expression.starts_with('{')) return std::string(expression);
    if (!is_name(expression)) return {};
    auto const values = given(code, expression);
    return values.size() == 1 && values.front().starts_with('{') ? values.front() : std::string();
}

std::string member_value(std::string_view object, std::string_view key) {
    if (!object.starts_with('{')) return {};
    for (auto const& member : cut(object.substr(1, closing(object, 0) - 1), ',')) {
        auto const parts = cut(member, ':');
        if (parts.empty()) continue;
        auto const name = literal(parts.front()).value_or(parts.front());
        if (name != key) continue;
        if (parts.size() == 1) return name; // shorthand: { key }
        return std::string(base::trim(std::string_view(member).substr(member.find(':') + 1)));
    }
    return {};
}

std::vector<PageScripts> scripts_of_pages(Case const& run) {
    std::vector<PageScripts> all;
    for (auto const* answer : answers_to_browser(run)) {
        if (!is_html(*answer->response)) continue;
        PageScripts scripts;
        scripts.page = answer;
        scripts.complete = is_whole_answer(*answer);
        auto const page = base::parse_url(answer->url);
        agent::HtmlReader reader(answer->response->body);
        agent::HtmlToken token;
        bool inside = false;
        while (reader.next(token)) {
            if (token.kind == agent::HtmlToken::Kind::raw && token.name == "script") {
                if (inside) add(scripts, token.text);
                inside = false;
                continue;
            }
            if (token.kind != agent::HtmlToken::Kind::start || token.name != "script") continue;
            auto const source = token.attribute("src");
            inside = runs(token) && !source;
            if (!source || !runs(token) || !page) continue;
            auto const url = base::resolve(*page, *source);
            auto const* script = url ? fetched(run, url->text()) : nullptr;
            if (script != nullptr) add(scripts, script->response->body);
            scripts.complete = scripts.complete && script != nullptr && is_whole_answer(*script);
        }
        if (!scripts.code.empty()) all.push_back(std::move(scripts));
    }
    return all;
}

} // namespace easel::check::wire
