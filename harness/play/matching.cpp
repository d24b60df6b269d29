#include "play/matching.hpp"

#include "base/text.hpp"
#include "check/catalogue.hpp"
#include "check/coverage.hpp"
#include "check/marker.hpp"
#include "check/outcomes.hpp"
#include "play/texts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace easel::play {
namespace {

namespace json = base::json;

constexpr std::string_view contains = "~contains ";
constexpr std::string_view like = "~like ";

/// `word` is what a text must have in it, or fit.
bool is_pattern(std::string_view word) {
    return word.starts_with(contains) || word.starts_with(like);
}
bool pattern_holds(std::string_view word, std::string const& text) {
    if (word.starts_with(like)) return check::marker_fits(std::string(word.substr(like.size())), text);
    return text.find(word.substr(contains.size())) != std::string::npos;
}

/// The same for any value: a list contains what one of its items is.
bool pattern_holds(std::string_view word, json::value const& value) {
    if (auto const* list = value.if_array(); list != nullptr && word.starts_with(contains)) {
        return std::any_of(list->begin(), list->end(), [part = word.substr(contains.size())](json::value const& item) {
            return item.is_string() && std::string_view(item.as_string()) == part;
        });
    }
    return pattern_holds(word, text_of(value));
}

/// How many items an answer lists: the body itself, or its members.
std::optional<std::size_t> items_in(json::value const& body) {
    if (auto const* list = body.if_array()) return list->size();
    for (auto const* name : {"members", "content_items"}) {
        auto const* list = base::member(body, name);
        if (list != nullptr && list->is_array()) return list->as_array().size();
    }
    return std::nullopt;
}

Difference count_difference(json::value const& expected, json::value const& body) {
    auto const actual = items_in(body);
    if (actual && base::number(expected) == static_cast<double>(*actual)) return {};
    return {base::dump(expected) + " items", actual ? "there are " + std::to_string(*actual) : "the body is no list"};
}

std::string quoted(json::value const* value) {
    return value == nullptr ? "nothing" : base::dump(*value);
}

std::string excerpt(std::string const& body) {
    auto const text = base::to_valid_utf8(body.substr(0, 200));
    return body.size() > 200 ? text + "..." : text;
}

std::string without_period(std::string text) {
    if (text.ends_with('.')) text.pop_back();
    return text;
}

/// The message of any error body shape that Canvas has (ags.md 2), or of an OAuth error.
std::string message_of(json::value const& body) {
    if (auto const* message = base::at_pointer(body, "/errors/message"); message != nullptr && message->is_string()) {
        return std::string(message->as_string());
    }
    if (auto const* message = base::at_pointer(body, "/errors/0/message"); message != nullptr && message->is_string()) {
        return std::string(message->as_string());
    }
    for (auto const* key : {"error_description", "message", "error"}) {
        if (auto const text = base::text_member(body, key)) return *text;
    }
    return {};
}

Difference table_difference(std::string const& name, http::Response const& response) {
    auto const& rows = check::catalogues().errors;
    auto const row = rows.find(name);
    if (row == rows.end()) return {"a row of the error table", "'" + name + "' is none"};
    auto const differs = check::mismatch(row->second, response.status, response.body);
    if (differs.empty()) return {};
    return {
        "the documented answer " + name + " (" + std::to_string(row->second.status) + " " + row->second.message + ")",
        differs};
}

/// A row of the Outcomes table; nothing when there is none of that name.
std::optional<Difference> outcome_difference(std::string const& name, http::Response const& response) {
    auto const& rows = check::catalogues().outcomes;
    auto const row = rows.find(name);
    if (row == rows.end()) return std::nullopt;
    auto const differs = check::mismatch(row->second, response.status, response.body);
    if (differs.empty()) return Difference();
    return Difference{"the answer " + name + " (" + std::to_string(row->second.status) + " " + row->second.description + ")", differs};
}

/// What an Outcomes answer says under one of the step's keys; nothing for a key that is none of them.
std::optional<Difference> outcome_member(std::string_view key, json::value const& expected, std::string const& body) {
    using Member = std::string check::OutcomeAnswer::*;
    static std::map<std::string_view, Member> const members{
        {"code_major", &check::OutcomeAnswer::code_major},
        {"error_code", &check::OutcomeAnswer::error_code},
        {"description", &check::OutcomeAnswer::description},
        {"severity", &check::OutcomeAnswer::severity},
        {"message_ref", &check::OutcomeAnswer::message_ref},
        {"operation_ref", &check::OutcomeAnswer::operation_ref},
        {"operation_body", &check::OutcomeAnswer::body},
    };
    auto const member = members.find(key);
    if (member == members.end() && key != "result") return std::nullopt;
    auto const answer = check::read_outcome_answer(body);
    if (!answer) return Difference{"an Outcomes answer", "the body is '" + excerpt(body) + "'"};
    json::value actual;
    if (member != members.end()) {
        actual = (*answer).*(member->second);
        if (actual.as_string().empty() && text_of(expected) == "~absent") return Difference();
        return json_difference(expected, &actual, std::string(key));
    }
    if (answer->score) actual = *answer->score;
    return json_difference(json::value(text_of(expected)), answer->score ? &actual : nullptr, "result");
}

Difference no_mapping(std::string_view key, json::value const& expected) {
    return {std::string(key) + " as a mapping", "the case expects " + base::dump(expected)};
}

Difference header_difference(json::value const& expected, http::Headers const& headers) {
    if (!expected.is_object()) return no_mapping("headers", expected);
    for (auto const& [name, value] : expected.as_object()) {
        auto const wanted = text_of(value);
        auto const actual = std::string(headers.get(std::string_view(name)));
        bool holds = is_pattern(wanted) ? pattern_holds(wanted, actual) : actual == wanted;
        if (wanted == "~absent") holds = !headers.has(std::string_view(name));
        if (wanted == "~any") holds = headers.has(std::string_view(name));
        if (!holds) return {"header " + std::string(name) + ": " + wanted, "it is '" + actual + "'"};
    }
    return {};
}

} // namespace

Difference fields_difference(json::value const& expected, base::Fields const& fields) {
    if (!expected.is_object()) return no_mapping("fields", expected);
    for (auto const& [name, value] : expected.as_object()) {
        auto const wanted = text_of(value);
        auto const* actual = base::find(fields, std::string_view(name));
        bool holds = actual != nullptr && (is_pattern(wanted) ? pattern_holds(wanted, *actual) : *actual == wanted);
        if (wanted == "~absent") holds = actual == nullptr;
        if (wanted == "~any") holds = actual != nullptr;
        if (!holds)
            return {
                "parameter " + std::string(name) + " = " + wanted,
                actual == nullptr ? "it is absent" : "it is '" + *actual + "'"};
    }
    return {};
}

Difference json_difference(json::value const& expected, json::value const* actual, std::string const& path) {
    auto const place = path.empty() ? "the body" : path;
    if (expected.is_string()) {
        auto const& word = expected.as_string();
        if (word == "~any") return actual != nullptr ? Difference{} : Difference{place + " present", "it is absent"};
        if (word == "~absent")
            return actual == nullptr ? Difference{} : Difference{place + " absent", "it is " + quoted(actual)};
        if (is_pattern(word)) {
            bool const holds = actual != nullptr && pattern_holds(word, *actual);
            return holds ? Difference{}
                         : Difference{
                               place + " " + std::string(std::string_view(word).substr(1)), "it is " + quoted(actual)};
        }
    }
    if (actual == nullptr) return {place + " = " + base::dump(expected), "it is absent"};
    if (expected.is_object()) {
        if (!actual->is_object()) return {place + " an object", "it is " + quoted(actual)};
        for (auto const& [key, value] : expected.as_object()) {
            auto differs = json_difference(
                value,
                base::member(*actual, std::string_view(key)),
                path.empty() ? std::string(key) : path + "." + std::string(key)
            );
            if (!differs.required.empty()) return differs;
        }
        return {};
    }
    if (expected.is_array()) {
        if (!actual->is_array() || actual->as_array().size() != expected.as_array().size()) {
            return {place + " = " + base::dump(expected), "it is " + quoted(actual)};
        }
        for (std::size_t i = 0; i < expected.as_array().size(); ++i) {
            auto differs =
                json_difference(expected.as_array()[i], &actual->as_array()[i], path + "[" + std::to_string(i) + "]");
            if (!differs.required.empty()) return differs;
        }
        return {};
    }
    auto const wanted_number = base::number(expected);
    auto const actual_number = base::number(*actual);
    bool const same =
        wanted_number && actual_number ? std::abs(*wanted_number - *actual_number) < 1e-9 : expected == *actual;
    if (!same) return {place + " = " + base::dump(expected), "it is " + quoted(actual)};
    return {};
}

Difference mismatch_of(json::object const& expected, traffic::Exchange const& exchange) {
    if (!exchange.response) return {"an answer", "none came: " + exchange.error};
    auto const& response = *exchange.response;
    auto const parsed = base::parse_json(response.body);
    auto const body = parsed ? *parsed : json::value();
    for (auto const& [key, value] : expected) {
        Difference differs;
        if (key == "status") {
            if (base::number(value) != static_cast<double>(response.status)) {
                differs = {
                    "status " + base::dump(value),
                    "status " + std::to_string(response.status) + ": " + excerpt(response.body)};
            }
        } else if (key == "error" || key == "answered") {
            auto const name = std::string(value.as_string());
            auto const of_outcome = outcome_difference(name, response);
            differs = of_outcome ? *of_outcome : table_difference(name, response);
        } else if (key == "message") {
            auto const actual = message_of(body);
            if (without_period(actual) != without_period(std::string(value.as_string()))) {
                differs = {"message " + base::dump(value), "it is '" + actual + "' in " + excerpt(response.body)};
            }
        } else if (key == "body") {
            if (value.is_string() && value.as_string() != "~any" && value.as_string() != "~absent") {
                if (response.body != value.as_string())
                    differs = {"the body " + base::dump(value), "it is '" + excerpt(response.body) + "'"};
            } else {
                differs = json_difference(value, parsed ? &body : nullptr, "");
            }
        } else if (key == "text") {
            if (response.body.find(text_of(value)) == std::string::npos) {
                differs = {"a body with " + base::dump(value), "it is '" + excerpt(response.body) + "'"};
            }
        } else if (key == "count") {
            differs = count_difference(value, body);
        } else if (key == "headers") {
            differs = header_difference(value, response.headers);
        } else if (key == "request") {
            auto const sent = base::parse_json(exchange.request.body);
            differs = value.is_object() ? json_difference(value, sent ? &*sent : nullptr, "") : no_mapping(key, value);
        } else if (key == "form") {
            differs = fields_difference(value, exchange.request.form());
        } else if (key == "fact") {
            auto const decided = check::deciding_facts(exchange.trail);
            if (std::find(decided.begin(), decided.end(), std::string(value.as_string())) == decided.end()) {
                auto const observed =
                    decided.empty() ? std::string("no check refused it") : "it was decided by " + decided.front();
                differs = {"an answer decided by " + std::string(value.as_string()), observed};
            }
        } else if (auto const of_outcome = outcome_member(std::string_view(key), value, response.body)) {
            differs = *of_outcome;
        } else {
            differs = {std::string(key) + " of this call", "a call of its kind has none"};
        }
        if (!differs.required.empty()) return differs;
    }
    return {};
}

} // namespace easel::play
