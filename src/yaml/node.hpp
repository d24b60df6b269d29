#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace easel::yaml {

/// Where something stands in a text; lines and columns count from 1.
struct Position {
    std::string file;  ///< as it is to be shown, relative where possible
    int line = 0;
    int column = 0;
    std::string pointer = {};  ///< in a JSON text instead: the JSON pointer (RFC 6901)
};
/// "file:line:column", or the JSON pointer.
[[nodiscard]] std::string to_string(Position const& at);

/// A YAML value with its position. Plain data: cheap to copy around, safe to rewrite.
struct Node {
    enum class Kind { null, scalar, sequence, mapping };
    Kind kind = Kind::null;
    std::string scalar;   ///< text of a scalar
    bool quoted = false;  ///< written with quotes: always text, never a number
    std::vector<Node> items;
    struct Member;
    std::vector<Member> members;  ///< of a mapping, in their order
    Position at;

    [[nodiscard]] bool is_null() const { return kind == Kind::null; }
    [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
    [[nodiscard]] bool is_sequence() const { return kind == Kind::sequence; }
    [[nodiscard]] bool is_mapping() const { return kind == Kind::mapping; }
    /// The member's value, or null when absent.
    [[nodiscard]] Node const* find(std::string_view key) const;
    [[nodiscard]] Node* find(std::string_view key);
};

struct Node::Member {
    Node key;  ///< always a scalar
    Node value;
};

/// One thing wrong with a text.
struct Problem {
    Position at;
    std::string message;  ///< "unknown key 'lunch'"
    std::string hint;     ///< "did you mean 'launch'?"; may be empty
    std::string code;     ///< stable, e.g. "unknown-key"
    int width = 1;        ///< characters the caret line covers
};
using Problems = std::vector<Problem>;

/// A parsed text; `source` is kept for excerpts.
struct Document {
    Node root;
    std::string file;
    std::shared_ptr<std::string const> source;
};

/// Parses one YAML document (at most 1 MiB, 64 levels, no more than 100,000 nodes after aliases). Duplicate keys, keys
/// that are not scalars, tags other than the core ones and several documents are problems.
[[nodiscard]] Document parse(std::string text, std::string file, Problems& problems);
/// Reads and parses; an unreadable file is a problem at line 0.
[[nodiscard]] Document load(std::string const& path, std::string shown_as, Problems& problems);

/// Compiler form, one per problem:
///   file:line:col: error: message [code]
///      33 |   - lunch: {}
///         |     ^^^^^ did you mean 'launch'?
/// without a newline at its end. `source` is the text for the excerpt, or null: the hint then ends the first line.
[[nodiscard]] std::string format(Problem const& problem, std::string const* source);

/// YAML core schema: null, booleans, integers, floats; quoted scalars are text; mappings keep their order.
[[nodiscard]] base::json::value to_json(Node const& node);
/// The other way, all at `at`.
[[nodiscard]] Node from_json(base::json::value const& value, Position const& at);
/// The same, each node at its JSON pointer below `pointer`; a key stands where its value does.
[[nodiscard]] Node pointed_from_json(base::json::value const& value, std::string const& pointer = {});

}  // namespace easel::yaml
