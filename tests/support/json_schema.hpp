#pragma once

#include "base/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <regex>
#include <string>

/// A small JSON Schema validator (draft-07), written from the specification and independent of yaml::Shape: it says
/// whether an editor would accept a value. A keyword that it does not know is an error, so that nothing passes
/// unjudged.
namespace easel::support {

namespace json = base::json;

class SchemaValidator {
  public:
    /// The first reason why `value` does not fit, or "".
    [[nodiscard]] static std::string explain(json::value const& schema, json::value const& value) {
        return check(schema, value, "");
    }

  private:
    static std::string check(json::value const& schema, json::value const& value, std::string const& at) {
        if (auto const* always = schema.if_bool()) return *always ? "" : at + ": nothing is allowed here";
        for (auto const& [keyword, rule] : schema.as_object()) {
            auto const reason = keyword_fails(keyword, rule, schema.as_object(), value, at);
            if (!reason.empty()) return reason;
        }
        return {};
    }

    static std::string keyword_fails(
        std::string_view keyword,
        json::value const& rule,
        json::object const& schema,
        json::value const& value,
        std::string const& at
    ) {
        auto const* text = value.if_string();
        auto const* array = value.if_array();
        auto const* object = value.if_object();
        auto const number = base::number(value);
        if (keyword == "$schema" || keyword == "title" || keyword == "description") return {};
        if (keyword == "type")
            return has_type(value, rule.as_string()) ? "" : at + ": is not of type " + json::serialize(rule);
        if (keyword == "enum") {
            auto const& words = rule.as_array();
            return std::find(words.begin(), words.end(), value) != words.end() ? "" : at + ": is none of the enum";
        }
        if (keyword == "minimum") return !number || *number >= *base::number(rule) ? "" : at + ": too small";
        if (keyword == "maximum") return !number || *number <= *base::number(rule) ? "" : at + ": too large";
        if (keyword == "pattern") {
            std::regex const pattern(std::string(rule.as_string()));
            return text == nullptr || std::regex_search(text->begin(), text->end(), pattern) ? "" : at + ": pattern";
        }
        if (keyword == "items") return array == nullptr ? "" : all(*array, rule, at);
        if (keyword == "required") {
            if (object == nullptr) return {};
            for (auto const& name : rule.as_array())
                if (!object->contains(name.as_string())) return at + ": lacks " + std::string(name.as_string());
            return {};
        }
        if (keyword == "propertyNames") {
            if (object == nullptr) return {};
            for (auto const& member : *object)
                if (auto reason = check(rule, json::value(json::string(member.key())), at); !reason.empty())
                    return reason;
            return {};
        }
        if (keyword == "properties" || keyword == "additionalProperties")
            return object == nullptr ? "" : members(keyword, rule, schema, *object, at);
        if (keyword == "anyOf" || keyword == "oneOf") {
            std::size_t fitting = 0;
            std::string reasons;
            for (auto const& branch : rule.as_array()) {
                auto const reason = check(branch, value, at);
                fitting += reason.empty() ? 1 : 0;
                if (!reason.empty()) reasons += " / " + reason;
            }
            bool const good = keyword == "anyOf" ? fitting > 0 : fitting == 1;
            return good ? ""
                        : at + ": " + std::to_string(fitting) + " branches of " + std::string(keyword) + " fit" +
                              reasons;
        }
        return at + ": unknown keyword " + std::string(keyword);
    }

    static bool has_type(json::value const& value, std::string_view type) {
        if (type == "null") return value.is_null();
        if (type == "boolean") return value.is_bool();
        if (type == "string") return value.is_string();
        if (type == "array") return value.is_array();
        if (type == "object") return value.is_object();
        auto const number = base::number(value);
        if (type == "number") return number.has_value();
        return type == "integer" && number && std::trunc(*number) == *number;
    }

    static std::string all(json::array const& array, json::value const& schema, std::string const& at) {
        for (std::size_t i = 0; i < array.size(); ++i)
            if (auto reason = check(schema, array[i], at + "/" + std::to_string(i)); !reason.empty()) return reason;
        return {};
    }

    static std::string members(
        std::string_view keyword,
        json::value const& rule,
        json::object const& schema,
        json::object const& object,
        std::string const& at
    ) {
        auto const* named = schema.if_contains("properties");
        for (auto const& [key, member] : object) {
            auto const* own = named == nullptr ? nullptr : named->as_object().if_contains(key);
            auto const* judge = keyword == "properties" ? own : own == nullptr ? &rule : nullptr;
            if (judge == nullptr) continue;
            if (auto reason = check(*judge, member, at + "/" + std::string(key)); !reason.empty()) return reason;
        }
        return {};
    }
};

}  // namespace easel::support
