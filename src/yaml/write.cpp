#include "yaml/write.hpp"

#include "yaml/scalar.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cctype>

namespace easel::yaml {
namespace {

namespace json = base::json;

/// Words that other readers of YAML take for something else.
bool is_plain(std::string_view text) {
    if (text.empty() || text.size() > 200) return false;
    auto const first = static_cast<unsigned char>(text.front());
    if (first >= 0x80 || (std::isalpha(first) == 0 && first != '/' && first != '_')) return false;
    auto const fits = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("_-./").find(c) != std::string_view::npos; };
    if (!std::all_of(text.begin(), text.end(), fits)) return false;
    std::string lower;
    for (char const c : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (auto const* word : {"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
        if (lower == word) return false;
    Node node;
    node.kind = Node::Kind::scalar;
    node.scalar = text;
    return read_scalar(node).type == ScalarType::text;
}

std::string text_of(std::string_view text) {
    return is_plain(text) ? std::string(text) : base::dump(json::value(json::string(text)));
}

std::string flow(json::value const& value) {
    if (value.is_string()) return text_of(value.get_string());
    if (value.is_null()) return "~";
    std::string out;
    if (value.is_array()) {
        for (auto const& item : value.get_array()) out += (out.empty() ? "" : ", ") + flow(item);
        return "[" + out + "]";
    }
    if (value.is_object()) {
        for (auto const& [name, member] : value.get_object()) out += (out.empty() ? "" : ", ") + text_of(name) + ": " + flow(member);
        return out.empty() ? "{}" : "{ " + out + " }";
    }
    return base::dump(value);
}

/// A mapping of steps: its members on lines of their own.
std::string item(json::value const& value) {
    if (!value.is_object() || value.get_object().empty()) return "  - " + flow(value) + "\n";
    std::string out;
    for (auto const& [name, member] : value.get_object()) out += (out.empty() ? "  - " : "    ") + text_of(name) + ": " + flow(member) + "\n";
    return out;
}

} // namespace

std::string write(json::value const& value) {
    if (!value.is_object() || value.get_object().empty()) return flow(value) + "\n";
    std::string out;
    for (auto const& [name, member] : value.get_object()) {
        bool const as_block = member.is_array() && !member.get_array().empty() && member.get_array().front().is_object();
        if (!as_block) {
            out += text_of(name) + ": " + flow(member) + "\n";
            continue;
        }
        out += text_of(name) + ":\n";
        for (auto const& one : member.get_array()) out += item(one);
    }
    return out;
}

} // namespace easel::yaml
