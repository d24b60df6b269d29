#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "check/catalogue.hpp"

#include <boost/json.hpp>

namespace easel::check {
namespace {

std::string_view without_period(std::string_view text) {
    if (text.ends_with('.')) text.remove_suffix(1);
    return text;
}

/// A message cut at its placeholders: "a <x> b" gives {"a ", " b"}; and the names between.
struct Pattern {
    std::vector<std::string> pieces;
    std::vector<std::string> names;
};

Pattern cut(std::string_view message) {
    Pattern out;
    out.pieces.emplace_back();
    while (!message.empty()) {
        auto const close = message.find('>');
        if (message.front() == '<' && close != std::string_view::npos) {
            out.names.emplace_back(message.substr(1, close - 1));
            out.pieces.emplace_back();
            message.remove_prefix(close + 1);
            continue;
        }
        out.pieces.back() += message.front();
        message.remove_prefix(1);
    }
    return out;
}

/// Each placeholder stands for one character or more.
bool fits(std::string_view message, std::string_view text) {
    auto const pieces = cut(message).pieces;
    if (pieces.size() == 1) return text == pieces.front();
    if (!text.starts_with(pieces.front())) return false;
    auto at = pieces.front().size();
    for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
        auto const found = text.find(pieces[i], at + 1);
        if (found == std::string_view::npos) return false;
        at = found + pieces[i].size();
    }
    return text.size() >= at + 1 + pieces.back().size() && text.ends_with(pieces.back());
}

std::string shown(std::string_view text) {
    constexpr std::size_t longest = 300;
    return "`" + base::to_valid_utf8(text.substr(0, longest)) + (text.size() > longest ? "...`" : "`");
}

/// Newer code names 422 by its new registered name. @par Source canvas/ags.md 2
bool same_type(std::string_view expected, std::string_view given) {
    return given == expected || (expected == "unprocessable_entity" && given == "unprocessable_content");
}

/// The message where the row's shape has it; a text says what is wrong with the shape.
struct Found {
    std::string message;
    std::string trouble;
};

Found find_message(ErrorRow const& row, base::json::value const& body) {
    if (row.shape == "list") {
        auto const* entry = base::at_pointer(body, "/errors/0");
        auto message = entry != nullptr ? base::text_member(*entry, "message") : std::nullopt;
        if (!message) return {"", "the body has no `errors` list whose first entry has a `message`"};
        return {*message, ""};
    }
    auto const* errors = base::member(body, "errors");
    auto message = errors != nullptr ? base::text_member(*errors, "message") : std::nullopt;
    if (!message) return {"", "the body has no `errors` object with a `message`"};
    auto const type = base::text_member(*errors, "type");
    if (!type) return {*message, "`errors.type` is missing"};
    if (!same_type(row.type, *type)) return {*message, "`errors.type` is " + shown(*type) + ", not `" + row.type + "`"};
    return {*message, ""};
}

}  // namespace

std::string mismatch(ErrorRow const& row, int status, std::string const& body) {
    if (status != row.status) {
        return "the status is " + std::to_string(status) + ", not " + std::to_string(row.status);
    }
    auto const parsed = base::parse_json(body);
    if (!parsed) return "the body is no JSON: " + shown(body);
    auto const found = find_message(row, *parsed);
    if (!found.trouble.empty()) return found.trouble;
    // What a placeholder stands for may end with a period of its own.
    if (fits(row.message, found.message)) return {};
    if (fits(without_period(row.message), without_period(found.message))) return {};
    return "the message is " + shown(found.message) + ", not `" + row.message + "`";
}

CannedAnswer canned_answer(ErrorRow const& row, std::map<std::string, std::string> const& values) {
    auto const pattern = cut(row.message);
    auto message = pattern.pieces.front();
    for (std::size_t i = 0; i < pattern.names.size(); ++i) {
        auto const value = values.find(pattern.names[i]);
        message += (value != values.end() ? value->second : pattern.names[i]) + pattern.pieces[i + 1];
    }
    base::json::object error;
    if (row.shape == "list") {
        error["message"] = message;
        return {row.status, base::dump(base::json::object{{"errors", base::json::array{error}}})};
    }
    error["type"] = row.type;
    error["message"] = message;
    return {row.status, base::dump(base::json::object{{"errors", error}})};
}

std::string row_matching(int status, std::string const& body) {
    for (auto const& [name, row] : catalogues().errors) {
        if (row.status == status && mismatch(row, status, body).empty()) return name;
    }
    return {};
}

}  // namespace easel::check
