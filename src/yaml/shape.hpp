#pragma once

#include "yaml/node.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace easel::yaml {

/// What a piece of YAML may look like: one description that both the loader checks and the JSON Schema is printed from,
/// so the two cannot differ.
class Shape {
  public:
    struct Field;

    [[nodiscard]] static Shape anything();
    [[nodiscard]] static Shape nothing();  ///< null: `key:` or `key: ~`
    [[nodiscard]] static Shape text();
    [[nodiscard]] static Shape integer(long long least, long long most);
    [[nodiscard]] static Shape number();
    [[nodiscard]] static Shape boolean();
    [[nodiscard]] static Shape duration();  ///< "15s"; names such as t_retry by one_of_text beside it
    [[nodiscard]] static Shape one_of_text(std::vector<std::string> words);  ///< an enumeration
    [[nodiscard]] static Shape list_of(Shape item);
    [[nodiscard]] static Shape map_of(Shape value);                ///< free keys
    [[nodiscard]] static Shape object(std::vector<Field> fields);  ///< these keys and no others
    /// These keys, and any others with values of shape `rest`.
    [[nodiscard]] static Shape open_object(std::vector<Field> fields, Shape rest);
    /// Exactly one of `fields`, plus any of `beside` and of that field's own `beside`.
    [[nodiscard]] static Shape one_key_of(std::vector<Field> fields, std::vector<Field> beside);
    /// Any of them; the first of the node's kind explains what is wrong.
    [[nodiscard]] static Shape either(std::vector<Shape> shapes);
    /// A scalar holding "${" passes for any scalar, list or object of this shape.
    [[nodiscard]] Shape or_expression() const;
    [[nodiscard]] Shape described(std::string text) const;

    /// Appends what is wrong with `node`; true when nothing was.
    bool check(Node const& node, Problems& problems) const;
    /// JSON Schema draft-07.
    [[nodiscard]] base::json::object to_schema() const;

  private:
    struct Impl;
    std::shared_ptr<Impl const> impl_;
};

struct Shape::Field {
    std::string name;
    Shape shape;
    bool required = false;
    std::string description = {};
    std::vector<Field> beside = {};  ///< one_key_of only: keys that may stand beside this one
};

/// An optional and a required field, for tables of them.
[[nodiscard]] inline Shape::Field key(
    std::string name, Shape shape, std::string description = {}, std::vector<Shape::Field> beside = {}
) {
    return {
        .name = std::move(name),
        .shape = std::move(shape),
        .required = false,
        .description = std::move(description),
        .beside = std::move(beside),
    };
}
[[nodiscard]] inline Shape::Field required(std::string name, Shape shape, std::string description = {}) {
    auto field = key(std::move(name), std::move(shape), std::move(description));
    field.required = true;
    return field;
}

}  // namespace easel::yaml
