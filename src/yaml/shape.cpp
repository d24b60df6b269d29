#include "yaml/shape.hpp"

#include "base/instant.hpp"
#include "base/text.hpp"
#include "yaml/scalar.hpp"
#include "yaml/shape_impl.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>

namespace easel::yaml {

Shape Shape::anything() {
    return Impl::make({.kind = Impl::Kind::anything});
}
Shape Shape::nothing() {
    return Impl::make({.kind = Impl::Kind::nothing});
}
Shape Shape::text() {
    return Impl::make({.kind = Impl::Kind::text});
}
Shape Shape::integer(long long least, long long most) {
    return Impl::make({.kind = Impl::Kind::integer, .least = least, .most = most});
}
Shape Shape::number() {
    return Impl::make({.kind = Impl::Kind::number});
}
Shape Shape::boolean() {
    return Impl::make({.kind = Impl::Kind::boolean});
}
Shape Shape::duration() {
    return Impl::make({.kind = Impl::Kind::duration});
}
Shape Shape::one_of_text(std::vector<std::string> words) {
    return Impl::make({.kind = Impl::Kind::words, .words = std::move(words)});
}
Shape Shape::list_of(Shape item) {
    return Impl::make({.kind = Impl::Kind::list, .shapes = {std::move(item)}});
}
Shape Shape::map_of(Shape value) {
    return Impl::make({.kind = Impl::Kind::map, .shapes = {std::move(value)}});
}
Shape Shape::object(std::vector<Field> fields) {
    return Impl::make({.kind = Impl::Kind::object, .fields = std::move(fields)});
}
Shape Shape::open_object(std::vector<Field> fields, Shape rest) {
    return Impl::make({.kind = Impl::Kind::object, .shapes = {std::move(rest)}, .fields = std::move(fields)});
}
Shape Shape::one_key_of(std::vector<Field> fields, std::vector<Field> beside) {
    return Impl::make({.kind = Impl::Kind::one_key, .fields = std::move(fields), .beside = std::move(beside)});
}
Shape Shape::either(std::vector<Shape> shapes) {
    return Impl::make({.kind = Impl::Kind::either, .shapes = std::move(shapes)});
}

Shape Shape::or_expression() const {
    auto impl = *impl_;
    impl.expression = true;
    return Impl::make(std::move(impl));
}

Shape Shape::described(std::string text) const {
    auto impl = *impl_;
    impl.description = std::move(text);
    return Impl::make(std::move(impl));
}

bool Shape::check(Node const& node, Problems& problems) const {
    return impl_->check(node, "the text", problems);
}

namespace {

/// "15s", "1h30m"; numbers of at most nine digits, as the schema's pattern says.
bool is_duration(std::string const& text) {
    std::size_t digits = 0;
    for (char const c : text) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits > 9) return false;
    }
    return base::parse_duration(text).has_value();
}

bool is_whole(base::json::value const& value, long long least, long long most) {
    if (auto const* number = value.if_int64()) return *number >= least && *number <= most;
    if (auto const* number = value.if_double())
        return std::trunc(*number) == *number && *number >= static_cast<double>(least) &&
               *number <= static_cast<double>(most);
    return false;
}

void report(Problems& problems, Node const& node, std::string message, std::string hint, std::string code) {
    problems.push_back({node.at, std::move(message), std::move(hint), std::move(code), shown_width(node)});
}

std::vector<std::string> names_of(std::vector<Shape::Field const*> const& fields) {
    std::vector<std::string> names;
    for (auto const* field : fields) names.push_back(field->name);
    return names;
}

/// "did you mean 'x'?", or the words when they are few.
std::string suggestion(std::string const& word, std::vector<std::string> const& words) {
    if (auto const near = base::nearest(word, words)) return "did you mean '" + *near + "'?";
    if (words.size() <= 15) return "known: " + base::join(words, ", ");
    return {};
}

void append(std::vector<Shape::Field const*>& known, std::vector<Shape::Field> const& fields) {
    for (auto const& field : fields) known.push_back(&field);
}

Shape::Field const* find_field(std::vector<Shape::Field const*> const& fields, std::string_view name) {
    auto const found =
        std::find_if(fields.begin(), fields.end(), [&](auto const* field) { return field->name == name; });
    return found == fields.end() ? nullptr : *found;
}

std::string list_words(std::vector<std::string> const& words, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? last : std::string_view(", ");
        text += words[i];
    }
    return text;
}

}  // namespace

std::string Shape::Impl::expected() const {
    switch (kind) {
        case Kind::anything:
            return "anything";
        case Kind::nothing:
            return "nothing";
        case Kind::text:
            return "a text";
        case Kind::integer:
            return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
        case Kind::number:
            return "a number";
        case Kind::boolean:
            return "true or false";
        case Kind::duration:
            return "a duration such as 15s or 1h30m";
        case Kind::words:
            if (words.size() > 15) return "one of the known words";
            return words.size() == 1 ? "'" + words.front() + "'" : "one of " + base::join(words, ", ");
        case Kind::list:
            return "a list";
        case Kind::map:
        case Kind::object:
        case Kind::one_key:
            return "a mapping";
        case Kind::either:
            break;
    }
    std::vector<std::string> all;
    for (auto const& shape : shapes) {
        auto text = of(shape).expected();
        if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
    }
    return list_words(all, " or ");
}

bool Shape::Impl::takes(Node const& node) const {
    switch (kind) {
        case Kind::anything:
            return true;
        case Kind::nothing:
            return node.is_null();
        case Kind::text:
        case Kind::integer:
        case Kind::number:
        case Kind::boolean:
        case Kind::duration:
        case Kind::words:
            return node.is_scalar();
        case Kind::list:
            return node.is_sequence();
        case Kind::map:
        case Kind::object:
        case Kind::one_key:
            return node.is_mapping();
        case Kind::either:
            break;
    }
    return std::any_of(shapes.begin(), shapes.end(), [&](auto const& shape) { return of(shape).takes(node); });
}

bool Shape::Impl::check(Node const& node, std::string const& what, Problems& problems) const {
    if (expression && node.is_scalar() && read_scalar(node).type == ScalarType::text &&
        node.scalar.find("${") != std::string::npos)
        return true;
    if (kind == Kind::either) return check_either(node, what, problems);
    if (!takes(node)) {
        report(problems, node, what + " must be " + expected() + ", but is " + describe(node), "", "wrong-type");
        return false;
    }
    switch (kind) {
        case Kind::anything:
        case Kind::nothing:
            return true;
        case Kind::list: {
            bool good = true;
            for (auto const& item : node.items)
                good = of(shapes.front()).check(item, "an item of " + what, problems) && good;
            return good;
        }
        case Kind::map: {
            bool good = true;
            for (auto const& [key, value] : node.members)
                good = of(shapes.front()).check(value, "'" + shorten(key.scalar) + "'", problems) && good;
            return good;
        }
        case Kind::object: {
            std::vector<Field const*> known;
            append(known, fields);
            return check_fields(node, known, problems);
        }
        case Kind::one_key:
            return check_one_key(node, problems);
        case Kind::text:
        case Kind::integer:
        case Kind::number:
        case Kind::boolean:
        case Kind::duration:
        case Kind::words:
        case Kind::either:
            break;
    }
    return check_scalar(node, what, problems);
}

bool Shape::Impl::check_scalar(Node const& node, std::string const& what, Problems& problems) const {
    auto const scalar = read_scalar(node);
    bool const is_text = scalar.type == ScalarType::text;
    bool const is_number = scalar.type == ScalarType::integer || scalar.type == ScalarType::floating;
    std::string hint;
    std::string code = "wrong-type";
    switch (kind) {
        case Kind::text:
            if (is_text) return true;
            hint = "put it in quotes: \"" + shorten(node.scalar) + "\"";
            break;
        case Kind::integer:
            if (is_number && is_whole(scalar.value, least, most)) return true;
            if (is_number) code = "out-of-range";
            break;
        case Kind::number:
            if (is_number) return true;
            break;
        case Kind::boolean:
            if (scalar.type == ScalarType::boolean) return true;
            break;
        case Kind::duration:
            if (is_text && is_duration(node.scalar)) return true;
            code = "bad-duration";
            break;
        case Kind::words:
            if (is_text && std::find(words.begin(), words.end(), node.scalar) != words.end()) return true;
            code = "unknown-word";
            if (auto const near = base::nearest(node.scalar, words)) hint = "did you mean '" + *near + "'?";
            break;
        default:
            break;
    }
    report(problems, node, what + " must be " + expected() + ", but is " + describe(node), hint, code);
    return false;
}

bool Shape::Impl::check_fields(Node const& node, std::vector<Field const*> const& known, Problems& problems) const {
    bool good = true;
    for (auto const& [key, value] : node.members) {
        auto const what = "'" + shorten(key.scalar) + "'";
        if (auto const* field = find_field(known, key.scalar)) {
            good = of(field->shape).check(value, what, problems) && good;
        } else if (kind == Kind::object && !shapes.empty()) {
            good = of(shapes.front()).check(value, what, problems) && good;
        } else {
            report(problems, key, "unknown key " + what, suggestion(key.scalar, names_of(known)), "unknown-key");
            good = false;
        }
    }
    for (auto const* field : known) {
        if (!field->required || node.find(field->name) != nullptr) continue;
        report(problems, node, "the key '" + field->name + "' is missing", field->description, "missing-key");
        good = false;
    }
    return good;
}

bool Shape::Impl::check_one_key(Node const& node, Problems& problems) const {
    std::vector<Field const*> choices;
    append(choices, fields);
    std::vector<Field const*> present;
    for (auto const& member : node.members)
        if (auto const* field = find_field(choices, member.key.scalar)) present.push_back(field);
    // A name may be a choice of its own and also a key beside another one: the choice is the one that allows the
    // others.
    auto chosen_list = present;
    if (present.size() > 1)
        std::erase_if(chosen_list, [&](Field const* candidate) {
            std::vector<Field const*> allowed{candidate};
            append(allowed, beside);
            append(allowed, candidate->beside);
            return !std::all_of(present.begin(), present.end(), [&](Field const* other) {
                return find_field(allowed, other->name) != nullptr;
            });
        });
    if (present.size() > 1 && chosen_list.size() != 1) {
        auto const second = std::find_if(node.members.begin(), node.members.end(), [&](auto const& member) {
            return member.key.scalar == present[1]->name;
        });
        auto message = "'" + present[1]->name + "' and '" + present[0]->name + "' cannot stand in one mapping";
        report(problems, second->key, std::move(message), "", "two-choices");
        return false;
    }
    Field const* chosen = chosen_list.empty() ? nullptr : chosen_list.front();
    std::vector<Field const*> known;
    if (chosen != nullptr) known.push_back(chosen);
    append(known, beside);
    if (chosen != nullptr) {
        append(known, chosen->beside);
        bool good = true;
        Node plain = node;  // without the keys that belong to another choice, which deserve a word of their own
        for (auto const& member : node.members) {
            if (find_field(known, member.key.scalar) != nullptr) continue;
            auto const elsewhere = std::any_of(fields.begin(), fields.end(), [&](Field const& field) {
                std::vector<Field const*> own;
                append(own, field.beside);
                return find_field(own, member.key.scalar) != nullptr;
            });
            if (!elsewhere) continue;
            report(
                problems,
                member.key,
                "'" + member.key.scalar + "' does not go with '" + chosen->name + "'",
                "",
                "unknown-key"
            );
            std::erase_if(plain.members, [&](auto const& m) { return m.key.scalar == member.key.scalar; });
            good = false;
        }
        return check_fields(plain, known, problems) && good;
    }
    // No choice: a misspelt one explains it best.
    auto candidates = names_of(choices);
    std::vector<Field const*> besides = known;
    for (auto const& field : fields) append(besides, field.beside);
    for (auto const& member : node.members) {
        if (find_field(besides, member.key.scalar) != nullptr) continue;
        report(
            problems,
            member.key,
            "unknown key '" + shorten(member.key.scalar) + "'",
            suggestion(member.key.scalar, candidates),
            "unknown-key"
        );
        return false;
    }
    report(problems, node, "one of these keys must be here: " + list_words(candidates, " or "), "", "missing-key");
    return false;
}

bool Shape::Impl::check_either(Node const& node, std::string const& what, Problems& problems) const {
    std::vector<Impl const*> fitting;
    for (auto const& shape : shapes)
        if (of(shape).takes(node)) fitting.push_back(&of(shape));
    std::vector<Problems> found;
    for (auto const* shape : fitting) {
        Problems own;
        if (shape->check(node, what, own)) return true;
        found.push_back(std::move(own));
    }
    // Collections: what is wrong inside. Scalars: what any of the shapes would have taken.
    if (!node.is_scalar() && !found.empty()) {
        problems.insert(problems.end(), found.front().begin(), found.front().end());
        return false;
    }
    std::string hint;
    std::string code = found.size() == 1 ? found.front().front().code : "wrong-type";
    for (auto const& own : found)
        if (hint.empty() && !own.empty()) hint = own.front().hint;
    report(problems, node, what + " must be " + expected() + ", but is " + describe(node), hint, code);
    return false;
}

}  // namespace easel::yaml
