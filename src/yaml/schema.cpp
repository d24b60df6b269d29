#include "yaml/shape_impl.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>

namespace easel::yaml {

namespace json = base::json;

base::json::object Shape::to_schema() const {
    return impl_->to_schema();
}

namespace {

json::object field_schema(Shape::Field const& field) {
    auto schema = field.shape.to_schema();
    if (!field.description.empty()) schema["description"] = field.description;
    return schema;
}

json::array required_of(std::vector<Shape::Field> const& fields) {
    json::array names;
    for (auto const& field : fields)
        if (field.required) names.emplace_back(field.name);
    return names;
}

json::object properties_of(std::vector<Shape::Field> const& fields) {
    json::object properties;
    for (auto const& field : fields) properties[field.name] = field_schema(field);
    return properties;
}

}  // namespace

json::object Shape::Impl::to_schema() const {
    auto schema = bare_schema();
    if (expression && kind != Kind::anything && kind != Kind::text) {
        json::object text;
        text["type"] = "string";
        text["pattern"] = "\\$\\{";
        auto plain = std::move(schema);
        schema = json::object();
        schema["anyOf"] = json::array({json::value(std::move(plain)), json::value(std::move(text))});
    }
    if (!description.empty()) schema["description"] = description;
    return schema;
}

json::object Shape::Impl::bare_schema() const {
    json::object schema;
    switch (kind) {
        case Kind::anything:
            break;
        case Kind::nothing:
            schema["type"] = "null";
            break;
        case Kind::text:
            schema["type"] = "string";
            break;
        case Kind::integer:
            schema["type"] = "integer";
            schema["minimum"] = least;
            schema["maximum"] = most;
            break;
        case Kind::number:
            schema["type"] = "number";
            break;
        case Kind::boolean:
            schema["type"] = "boolean";
            break;
        case Kind::duration:
            schema["type"] = "string";
            schema["pattern"] = duration_pattern;
            break;
        case Kind::words:
            schema["enum"] = json::array(words.begin(), words.end());
            break;
        case Kind::list:
            schema["type"] = "array";
            schema["items"] = of(shapes.front()).to_schema();
            break;
        case Kind::map:
            schema["type"] = "object";
            schema["additionalProperties"] = of(shapes.front()).to_schema();
            break;
        case Kind::object:
            schema["type"] = "object";
            schema["properties"] = properties_of(fields);
            if (shapes.empty())
                schema["additionalProperties"] = false;
            else
                schema["additionalProperties"] = of(shapes.front()).to_schema();
            if (auto names = required_of(fields); !names.empty()) schema["required"] = std::move(names);
            break;
        case Kind::one_key:
            return one_key_schema();
        case Kind::either: {
            json::array all;
            for (auto const& shape : shapes) all.emplace_back(of(shape).to_schema());
            schema["anyOf"] = std::move(all);
            break;
        }
    }
    return schema;
}

/// Exactly one of the fields: one branch for each, which also forbids the keys that belong to other fields. All keys
/// are listed at the top, for editors that complete; a name whose meaning differs from choice to choice is told by the
/// branches.
json::object Shape::Impl::one_key_schema() const {
    std::map<std::string, Impl const*> meaning;  // null: differs
    json::object properties;
    auto mention = [&](Field const& field) {
        auto const [known, fresh] = meaning.emplace(field.name, &of(field.shape));
        if (fresh) properties[field.name] = field_schema(field);
        if (fresh || known->second == &of(field.shape)) return;
        known->second = nullptr;
        properties[field.name] = json::object();
    };
    for (auto const& field : fields) mention(field);
    for (auto const& field : beside) mention(field);
    for (auto const& field : fields)
        for (auto const& own : field.beside) mention(own);

    json::array branches;
    for (auto const& field : fields) {
        std::vector<Field> allowed{field};
        allowed.insert(allowed.end(), beside.begin(), beside.end());
        allowed.insert(allowed.end(), field.beside.begin(), field.beside.end());
        json::object differing;
        json::array names;
        for (auto const& one : allowed) {
            if (std::find(names.begin(), names.end(), json::value(json::string(one.name))) != names.end()) continue;
            names.emplace_back(one.name);
            if (meaning.at(one.name) == nullptr) differing[one.name] = field_schema(one);
        }
        json::object branch;
        allowed.front().required = true;
        branch["required"] = required_of(allowed);
        json::object among;
        among["enum"] = std::move(names);
        branch["propertyNames"] = std::move(among);
        if (!differing.empty()) branch["properties"] = std::move(differing);
        branches.emplace_back(std::move(branch));
    }

    json::object schema;
    schema["type"] = "object";
    schema["properties"] = std::move(properties);
    schema["additionalProperties"] = false;
    schema["oneOf"] = std::move(branches);
    return schema;
}

}  // namespace easel::yaml
