#include "scenario/expression.hpp"

#include "base/text.hpp"
#include "scenario/grammar.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace easel::scenario {

using base::Duration;
using base::Fault;
using base::FaultKind;
using base::Instant;
using base::Result;
namespace json = base::json;

namespace {

Fault bad(std::string message) {
    return {.kind = FaultKind::bad_file, .message = std::move(message), .where = {}};
}

bool is_number(json::value const& value) {
    return value.is_int64() || value.is_uint64() || value.is_double();
}

std::string kind_of(Value const& value) {
    if (std::holds_alternative<Instant>(value)) return "a time";
    if (std::holds_alternative<Duration>(value)) return "a duration";
    auto const& plain = std::get<json::value>(value);
    if (plain.is_string()) return "a text";
    if (is_number(plain)) return "a number";
    if (plain.is_bool()) return "true or false";
    if (plain.is_null()) return "null";
    return plain.is_array() ? "a list" : "a mapping";
}

json::value add_numbers(json::value const& a, json::value const& b, bool subtract) {
    if (a.is_int64() && b.is_int64()) {
        std::int64_t sum = 0;
        bool const overflow = subtract ? __builtin_sub_overflow(a.get_int64(), b.get_int64(), &sum)
                                       : __builtin_add_overflow(a.get_int64(), b.get_int64(), &sum);
        if (!overflow) return sum;
    }
    auto const left = *base::number(a);
    auto const right = *base::number(b);
    return subtract ? left - right : left + right;
}

/// Millisecond counts, added without overflow.
std::optional<Duration> add_spans(Duration a, Duration b, bool subtract) {
    std::int64_t sum = 0;
    bool const overflow = subtract ? __builtin_sub_overflow(a.count(), b.count(), &sum)
                                   : __builtin_add_overflow(a.count(), b.count(), &sum);
    if (overflow) return std::nullopt;
    return Duration{sum};
}

Result<Value> add(Value const& a, Value const& b, bool subtract) {
    auto const* at = std::get_if<Instant>(&a);
    auto const* span = std::get_if<Duration>(&a);
    auto const* other_at = std::get_if<Instant>(&b);
    auto const* other_span = std::get_if<Duration>(&b);
    std::optional<Value> sum;
    if (at != nullptr && other_span != nullptr) {
        if (auto const total = add_spans(at->time_since_epoch(), *other_span, subtract)) sum = Instant{*total};
    } else if (span != nullptr && other_at != nullptr && !subtract) {
        if (auto const total = add_spans(other_at->time_since_epoch(), *span, false)) sum = Instant{*total};
    } else if (at != nullptr && other_at != nullptr && subtract) {
        if (auto const gap = add_spans(at->time_since_epoch(), other_at->time_since_epoch(), true)) sum = *gap;
    } else if (span != nullptr && other_span != nullptr) {
        if (auto const total = add_spans(*span, *other_span, subtract)) sum = *total;
    } else if (auto const* left = std::get_if<json::value>(&a), *right = std::get_if<json::value>(&b);
               left != nullptr && right != nullptr) {
        if (is_number(*left) && is_number(*right)) sum = Value(add_numbers(*left, *right, subtract));
        if (left->is_string() && right->is_string() && !subtract) {
            auto text = left->get_string();
            text += right->get_string();
            sum = Value(json::value(std::move(text)));
        }
    }
    if (sum) return *sum;
    return bad(
        subtract ? kind_of(b) + " cannot be taken from " + kind_of(a) : kind_of(b) + " cannot be added to " + kind_of(a)
    );
}

Result<Value> filtered(Filter filter, Value const& value) {
    auto const* at = std::get_if<Instant>(&value);
    auto const* span = std::get_if<Duration>(&value);
    auto const* plain = std::get_if<json::value>(&value);
    switch (filter) {
        case Filter::none:
            return value;
        case Filter::seconds:
            if (at != nullptr) return Value(json::value(base::to_numeric_date(*at)));
            if (span != nullptr && span->count() % 1000 == 0) return Value(json::value(span->count() / 1000));
            if (span != nullptr) return Value(json::value(static_cast<double>(span->count()) / 1000.0));
            return bad("the filter 'seconds' takes a time or a duration, not " + kind_of(value));
        case Filter::iso:
        case Filter::iso0:
            if (at != nullptr)
                return Value(json::value(json::string(base::to_iso8601(*at, filter == Filter::iso ? 3 : 0))));
            return bad("the filter 'iso' takes a time, not " + kind_of(value));
        case Filter::upper:
        case Filter::lower:
            break;
    }
    if (plain == nullptr || !plain->is_string())
        return bad("the filters 'upper' and 'lower' take a text, not " + kind_of(value));
    std::string text(plain->get_string());
    if (filter == Filter::lower) return Value(json::value(json::string(base::to_lower(text))));
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return Value(json::value(json::string(text)));
}

Result<Value> value_of(Operand const& operand, Lookup const& lookup) {
    if (auto const* name = std::get_if<Name>(&operand.value)) {
        if (auto found = lookup ? lookup(name->dotted) : std::nullopt) return *found;
        return bad("nothing is called '" + name->dotted + "' here");
    }
    if (auto const* span = std::get_if<Duration>(&operand.value)) return Value(*span);
    return Value(std::get<json::value>(operand.value));
}

Result<Value> compute(Expression const& expression, Lookup const& lookup) {
    auto total = value_of(expression.operands.front(), lookup);
    for (std::size_t i = 1; total && i < expression.operands.size(); ++i) {
        auto const next = value_of(expression.operands[i], lookup);
        if (!next) return next.error();
        total = add(*total, *next, expression.operands[i].subtract);
    }
    if (!total) return total.error();
    return filtered(expression.filter, *total);
}

json::value alone(Value const& value, InstantStyle style) {
    if (auto const* at = std::get_if<Instant>(&value)) {
        if (style == InstantStyle::numeric_date) return base::to_numeric_date(*at);
        return json::value(json::string(base::to_iso8601(*at)));
    }
    if (auto const* span = std::get_if<Duration>(&value)) return json::value(json::string(base::to_string(*span)));
    return std::get<json::value>(value);
}

Result<std::string> inside_text(Value const& value) {
    auto const plain = alone(value, InstantStyle::iso8601);
    if (plain.is_string()) return std::string(plain.get_string());
    if (plain.is_bool() || is_number(plain)) return json::serialize(plain);
    return bad(kind_of(value) + " cannot stand inside a text");
}

Result<json::value> evaluate_text(std::string_view text, Lookup const& lookup, InstantStyle style) {
    auto const cut_text = cut(text);
    if (auto const* error = std::get_if<SyntaxError>(&cut_text))
        return bad(
            "column " + std::to_string(error->offset + 1) + " of '" + std::string(text) + "': " + error->message
        );
    auto const& pieces = std::get<std::vector<Piece>>(cut_text);
    std::string whole;
    for (auto const& piece : pieces) {
        if (!piece.expression) {
            whole += piece.literal;
            continue;
        }
        auto const value = compute(*piece.expression, lookup);
        auto const slice = std::string(text.substr(piece.begin, piece.end - piece.begin));
        if (!value) return bad(slice + ": " + value.error().message);
        if (pieces.size() == 1) return alone(*value, style);
        auto const part = inside_text(*value);
        if (!part) return bad(slice + ": " + part.error().message);
        whole += *part;
    }
    return json::value(json::string(whole));
}

void collect(json::value const& value, std::vector<std::string>& names) {
    if (auto const* object = value.if_object())
        for (auto const& member : *object) collect(member.value(), names);
    if (auto const* array = value.if_array())
        for (auto const& item : *array) collect(item, names);
    auto const* text = value.if_string();
    if (text == nullptr || !has_expression(*text)) return;
    auto const cut_text = cut(*text);
    auto const* pieces = std::get_if<std::vector<Piece>>(&cut_text);
    if (pieces == nullptr) return;
    for (auto const& piece : *pieces) {
        if (!piece.expression) continue;
        for (auto const& operand : piece.expression->operands) {
            auto const* name = std::get_if<Name>(&operand.value);
            if (name != nullptr && std::find(names.begin(), names.end(), name->dotted) == names.end())
                names.push_back(name->dotted);
        }
    }
}

}  // namespace

Result<void> check_expression(std::string_view text_with_expressions) {
    auto const pieces = cut(text_with_expressions);
    if (auto const* error = std::get_if<SyntaxError>(&pieces))
        return bad("column " + std::to_string(error->offset + 1) + ": " + error->message);
    return {};
}

Result<json::value> evaluate(json::value const& value, Lookup const& lookup, InstantStyle style) {
    if (auto const* text = value.if_string()) {
        if (!has_expression(*text)) return value;
        return evaluate_text(*text, lookup, style);
    }
    if (auto const* array = value.if_array()) {
        json::array items;
        items.reserve(array->size());
        for (auto const& item : *array) {
            auto part = evaluate(item, lookup, style);
            if (!part) return part.error();
            items.push_back(std::move(*part));
        }
        return json::value(std::move(items));
    }
    if (auto const* object = value.if_object()) {
        json::object members;
        members.reserve(object->size());
        for (auto const& [key, member] : *object) {
            auto part = evaluate(member, lookup, style);
            if (!part) return part.error();
            members[key] = std::move(*part);
        }
        return json::value(std::move(members));
    }
    return value;
}

std::vector<std::string> names_in(json::value const& value) {
    std::vector<std::string> names;
    collect(value, names);
    return names;
}

}  // namespace easel::scenario
