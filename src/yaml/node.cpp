#include "yaml/node.hpp"

#include "yaml/scalar.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::yaml {

std::string to_string(Position const& at) {
    if (at.line <= 0) return at.file.empty() ? at.pointer : at.file;
    return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

Node const* Node::find(std::string_view key) const {
    for (auto const& member : members)
        if (member.key.scalar == key) return &member.value;
    return nullptr;
}

Node* Node::find(std::string_view key) {
    for (auto& member : members)
        if (member.key.scalar == key) return &member.value;
    return nullptr;
}

base::json::value to_json(Node const& node) {
    switch (node.kind) {
        case Node::Kind::null:
            return nullptr;
        case Node::Kind::scalar:
            return read_scalar(node).value;
        case Node::Kind::sequence: {
            base::json::array items;
            items.reserve(node.items.size());
            for (auto const& item : node.items) items.push_back(to_json(item));
            return items;
        }
        case Node::Kind::mapping:
            break;
    }
    base::json::object members;
    members.reserve(node.members.size());
    for (auto const& [key, value] : node.members) members.insert_or_assign(key.scalar, to_json(value));
    return members;
}

namespace {

/// `/` and `~` within one part of a JSON pointer. @par Source RFC 6901, section 3
std::string pointer_part(std::string_view key) {
    std::string part = "/";
    for (char const c : key) {
        if (c == '~')
            part += "~0";
        else if (c == '/')
            part += "~1";
        else
            part += c;
    }
    return part;
}

/// `pointed`: `at.pointer` grows on the way down.
Node node_of(base::json::value const& value, Position const& at, bool pointed) {
    Node node;
    node.at = at;
    if (value.is_null()) return node;
    auto const below = [&](std::string_view part) {
        auto deeper = at;
        if (pointed) deeper.pointer += pointer_part(part);
        return deeper;
    };
    if (auto const* object = value.if_object()) {
        node.kind = Node::Kind::mapping;
        for (auto const& [key, member] : *object) {
            Node name;
            name.kind = Node::Kind::scalar;
            name.scalar = std::string(key);
            name.at = below(key);
            auto const where = name.at;
            node.members.push_back({std::move(name), node_of(member, where, pointed)});
        }
    } else if (auto const* array = value.if_array()) {
        node.kind = Node::Kind::sequence;
        for (auto const& item : *array)
            node.items.push_back(node_of(item, below(std::to_string(node.items.size())), pointed));
    } else if (auto const* text = value.if_string()) {
        node.kind = Node::Kind::scalar;
        node.scalar = std::string(*text);
        node.quoted = true;
    } else {
        node.kind = Node::Kind::scalar;
        node.scalar = base::json::serialize(value);
    }
    return node;
}

}  // namespace

Node from_json(base::json::value const& value, Position const& at) {
    return node_of(value, at, false);
}

Node pointed_from_json(base::json::value const& value, std::string const& pointer) {
    Position at;
    at.pointer = pointer;
    return node_of(value, at, true);
}

namespace {

constexpr std::size_t widest_excerpt = 140;

/// The characters of one line of the source, tabs and control characters as blanks.
std::vector<std::string> characters_of_line(std::string const& source, int line) {
    std::size_t start = source.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    for (int i = 1; i < line; ++i) {
        auto const end = source.find('\n', start);
        if (end == std::string::npos) return {};
        start = end + 1;
    }
    auto const text = std::string_view(source).substr(start, source.find('\n', start) - start);
    std::vector<std::string> characters;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '\r') continue;
        if ((byte & 0xC0U) == 0x80U && !characters.empty())
            characters.back() += c;
        else
            characters.emplace_back(1, byte < 0x20 || byte == 0x7F ? ' ' : c);
    }
    return characters;
}

std::string join(std::vector<std::string> const& characters, std::size_t from, std::size_t to) {
    std::string text;
    for (auto i = from; i < to; ++i) text += characters[i];
    return text;
}

}  // namespace

std::string format(Problem const& problem, std::string const* source) {
    auto const head = to_string(problem.at) + ": error: " + problem.message + " [" + problem.code + "]";
    if (source == nullptr || problem.at.line <= 0) return problem.hint.empty() ? head : head + " " + problem.hint;

    auto const characters = characters_of_line(*source, problem.at.line);
    auto const column = static_cast<std::size_t>(std::max(1, problem.at.column)) - 1;
    // A very long line is shown as a window around the caret.
    std::size_t from = 0;
    std::string before;
    if (characters.size() > widest_excerpt && column > widest_excerpt / 2) {
        from = std::min(column - widest_excerpt / 2, characters.size() - 1);
        before = "...";
    }
    auto const to = std::min(characters.size(), from + widest_excerpt);
    auto const shown = before + join(characters, from, to) + (to < characters.size() ? "..." : "");

    auto number = std::to_string(problem.at.line);
    if (number.size() < 5) number.insert(0, 5 - number.size(), ' ');
    auto const caret_at = before.size() + std::min(column, characters.size()) - std::min(from, column);
    auto const room = to > column ? to - column : 1;
    auto const carets = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(1, problem.width)), 1, room);

    auto text = head + "\n" + number + " | " + shown;
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n" + std::string(number.size(), ' ') + " | " + std::string(caret_at, ' ') + std::string(carets, '^');
    if (!problem.hint.empty()) text += " " + problem.hint;
    return text;
}

}  // namespace easel::yaml
