#include "scenario/substitute.hpp"

#include "base/text.hpp"
#include "scenario/grammar.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace easel::scenario {

using yaml::Node;

namespace {

constexpr std::size_t most_nodes = 100'000;  // as much as a text may hold

bool is_case_name(std::string_view dotted) {
    return dotted.starts_with("case.");
}

bool uses_row(std::vector<Piece> const& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [](Piece const& piece) {
        if (!piece.expression) return false;
        auto const& operands = piece.expression->operands;
        return std::any_of(operands.begin(), operands.end(), [](Operand const& operand) {
            auto const* name = std::get_if<Name>(&operand.value);
            return name != nullptr && is_case_name(name->dotted);
        });
    });
}

Node const* step_into(Node const& node, std::string const& part) {
    if (node.is_mapping()) return node.find(part);
    std::size_t index = 0;
    auto const [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
    bool const number = error == std::errc{} && end == part.data() + part.size();
    return node.is_sequence() && number && index < node.items.size() ? &node.items[index] : nullptr;
}

}  // namespace

void Substitution::report(Node const& node, std::string message, std::string hint, std::string code) {
    problems_.push_back({node.at, std::move(message), std::move(hint), std::move(code), 1});
}

bool Substitution::count(Node const& node) {
    if (too_many_) return false;
    if (++nodes_ <= most_nodes) return true;
    too_many_ = true;
    report(node, "more than " + std::to_string(most_nodes) + " values in one case", "", "too-many-nodes");
    return false;
}

Node const* Substitution::find(std::string_view dotted, Node const& user) {
    auto const parts = base::split(dotted, '.');
    if (std::find(keys_.begin(), keys_.end(), parts[1]) == keys_.end()) {
        if (row_ == nullptr) {
            report(user, "${" + std::string(dotted) + "}: this scenario has no cases", "", "unknown-case-key");
        } else {
            auto const near = base::nearest(parts[1], keys_);
            auto hint = near ? "did you mean '" + *near + "'?" : "keys of the cases: " + base::join(keys_, ", ");
            report(user, "no case has a key '" + parts[1] + "'", std::move(hint), "unknown-case-key");
        }
        return nullptr;
    }
    Node const* found = row_;
    for (std::size_t i = 1; found != nullptr && i < parts.size(); ++i) found = step_into(*found, parts[i]);
    return found;
}

std::optional<Node> Substitution::apply(Node const& node) {
    if (!count(node)) return std::nullopt;
    if (node.is_scalar()) return apply_text(node);
    Node copy;
    copy.kind = node.kind;
    copy.at = node.at;
    for (auto const& item : node.items)
        if (auto value = apply(item)) copy.items.push_back(std::move(*value));
    for (auto const& [key, value] : node.members)
        if (auto replaced = apply(value)) copy.members.push_back({key, std::move(*replaced)});
    return copy;
}

std::optional<Node> Substitution::apply_text(Node const& node) {
    if (!has_expression(node.scalar)) return node;
    auto const cut_text = cut(node.scalar);
    auto const* pieces = std::get_if<std::vector<Piece>>(&cut_text);
    if (pieces == nullptr || !uses_row(*pieces)) return node;  // a bad expression is reported when all are checked

    if (pieces->size() == 1) {
        auto const* name = pieces->front().expression->only_name();
        if (name != nullptr) {
            auto const* value = find(*name, node);
            if (value == nullptr) return std::nullopt;
            for (std::vector<Node const*> open{value}; !open.empty();) {  // what is copied counts
                auto const* next = open.back();
                open.pop_back();
                if (!count(*next)) return std::nullopt;
                for (auto const& item : next->items) open.push_back(&item);
                for (auto const& member : next->members) open.push_back(&member.value);
            }
            return *value;
        }
    }
    std::string text;
    for (auto const& piece : *pieces) {
        auto const slice = std::string_view(node.scalar).substr(piece.begin, piece.end - piece.begin);
        if (!piece.expression) {
            text += slice;
            continue;
        }
        auto const* only = piece.expression->only_name();
        if (only != nullptr && is_case_name(*only)) {
            auto const part = splice(*only, node, false);
            if (!part) return std::nullopt;
            text += *part;
            continue;
        }
        std::size_t at = piece.begin;
        for (auto const& operand : piece.expression->operands) {
            auto const* name = std::get_if<Name>(&operand.value);
            if (name == nullptr || !is_case_name(name->dotted)) continue;
            auto const part = splice(name->dotted, node, true);
            if (!part) return std::nullopt;
            text += std::string_view(node.scalar).substr(at, operand.begin - at);
            text += *part;
            at = operand.end;
        }
        text += std::string_view(node.scalar).substr(at, piece.end - at);
    }
    Node copy = node;
    copy.scalar = std::move(text);
    copy.quoted = true;  // still a text when digits alone came together
    return copy;
}

std::optional<std::string> Substitution::splice(std::string_view dotted, Node const& user, bool in_expression) {
    auto const before = problems_.size();
    auto const* value = find(dotted, user);
    auto const name = "${" + std::string(dotted) + "}";
    if (value == nullptr) {
        if (problems_.size() == before)
            report(
                user,
                name + " is missing in this case",
                "a value that is nothing but " + name + " may be missing",
                "missing-case-key"
            );
        return std::nullopt;
    }
    if (!value->is_scalar()) {
        report(user, name + " is no text or number, which only such can stand inside a text", "", "wrong-type");
        return std::nullopt;
    }
    if (!in_expression) return value->scalar;
    // Inside an expression: durations and numbers as they are, a lone expression by its name, all else as a text.
    auto const cut_text = cut("${" + value->scalar + "}");
    if (auto const* pieces = std::get_if<std::vector<Piece>>(&cut_text); pieces != nullptr && pieces->size() == 1) {
        auto const& expression = pieces->front().expression;
        if (expression && expression->operands.size() == 1 && expression->filter == Filter::none &&
            expression->only_name() == nullptr)
            return value->scalar;
    }
    auto const inner = cut(value->scalar);
    if (auto const* pieces = std::get_if<std::vector<Piece>>(&inner);
        pieces != nullptr && pieces->size() == 1 && pieces->front().expression) {
        if (auto const* only = pieces->front().expression->only_name()) return *only;
    }
    if (value->scalar.find('"') != std::string::npos || has_expression(value->scalar)) {
        report(*value, "this cannot stand inside the expression that uses " + name, "", "bad-expression");
        return std::nullopt;
    }
    return "\"" + value->scalar + "\"";
}

}  // namespace easel::scenario
