#pragma once

#include "yaml/shape.hpp"

#include <set>

namespace easel::yaml {

/// What a Shape is made of. Used inside this module.
struct Shape::Impl {
    enum class Kind {
        anything,
        nothing,
        text,
        integer,
        number,
        boolean,
        duration,
        words,
        list,
        map,
        object,
        one_key,
        either,
    };
    Kind kind = Kind::anything;
    long long least = 0;  ///< integer
    long long most = 0;
    std::vector<std::string> words;
    std::vector<Shape> shapes;  ///< either: all; list: the item; map and open object: the value of free keys
    std::vector<Field> fields;
    std::vector<Field> beside;  ///< one_key
    bool expression = false;
    std::string description;

    [[nodiscard]] bool check(Node const& node, std::string const& what, Problems& problems) const;
    /// "a text", "one of a, b"
    [[nodiscard]] std::string expected() const;
    /// Could this shape take a node of that kind at all?
    [[nodiscard]] bool takes(Node const& node) const;
    [[nodiscard]] base::json::object to_schema() const;
    [[nodiscard]] base::json::object bare_schema() const;
    [[nodiscard]] base::json::object one_key_schema() const;

    static Impl const& of(Shape const& shape) { return *shape.impl_; }
    static Shape make(Impl impl) {
        Shape shape;
        shape.impl_ = std::make_shared<Impl const>(std::move(impl));
        return shape;
    }

  private:
    bool check_scalar(Node const& node, std::string const& what, Problems& problems) const;
    bool check_fields(Node const& node, std::vector<Field const*> const& known, Problems& problems) const;
    bool check_one_key(Node const& node, Problems& problems) const;
    bool check_either(Node const& node, std::string const& what, Problems& problems) const;
};

/// Durations as the schema knows them; base::parse_duration takes no others but longer numbers.
inline constexpr char const* duration_pattern =
    "^(?=.)([0-9]{1,9}d)?([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?([0-9]{1,9}ms)?$";

}  // namespace easel::yaml
