#include "scenario/expression.hpp"

#include "fuzz/fuzz.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::fuzz {
namespace {

using scenario::Value;

std::optional<Value> known(std::string_view name) {
    if (name == "now") return Value(base::Instant(std::chrono::seconds(1'770'000'000)));
    if (name == "span") return Value(base::Duration(90'000));
    if (name == "number") return Value(base::json::value(7));
    if (name == "half") return Value(base::json::value(0.5));
    if (name == "text" || name == "quiz1.line_item.id") return Value(base::json::value("Text ${now}"));
    if (name == "list") return Value(base::json::value(base::json::array{1, "two"}));
    return std::nullopt;
}

} // namespace

void expression(std::string_view input) {
    base::json::value const value = base::json::string(input);
    auto const grammar = scenario::check_expression(input);
    auto const names = scenario::names_in(value);
    for (auto const style : {scenario::InstantStyle::iso8601, scenario::InstantStyle::numeric_date}) {
        auto const result = scenario::evaluate(value, known, style);
        if (!grammar) {
            require(!result, "what breaks the grammar has no value");
            require(!grammar.error().message.empty(), "a broken expression is explained");
        } else if (!result) {
            require(input.find("${") != std::string_view::npos, "a text without expressions has a value");
        }
    }
    if (grammar && input.find("${") == std::string_view::npos) {
        auto const result = scenario::evaluate(value, known);
        require(result && *result == value && names.empty(), "a text without expressions stays");
    }
    // What is inside a structure comes out as it does alone.
    base::json::value const nested = base::json::object{{"key", base::json::array{value}}};
    auto const alone = scenario::evaluate(value, known);
    auto const inside = scenario::evaluate(nested, known);
    require(alone.has_value() == inside.has_value(), "a structure has a value when its texts have");
    if (alone) require(inside->at("key").at(0) == *alone, "a text has the same value everywhere");
}

} // namespace easel::fuzz
