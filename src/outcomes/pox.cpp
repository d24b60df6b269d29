// The XML of a request, read as leniently as Canvas reads it.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/xml_text.hpp"
#include "outcomes/call.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace easel::outcomes {
namespace {

/// Escapes are left to recovered_xml_text, and a document type defines nothing: no entity grows.
constexpr unsigned parsing = pugi::parse_cdata | pugi::parse_ws_pcdata | pugi::parse_eol;

std::string_view local(std::string_view name) {
    return name.substr(name.rfind(':') + 1);
}

std::string_view default_namespace(pugi::xml_node element, std::string_view inherited) {
    auto const declared = element.attribute("xmlns");
    return declared ? std::string_view(declared.value()) : inherited;
}

/// An element that Canvas's selectors can see: without a prefix, in the namespace that the root declares.
struct Element {
    pugi::xml_node node;
    std::string_view space;
    explicit operator bool() const { return static_cast<bool>(node); }
};

class Document {
  public:
    explicit Document(std::string_view body) {
        // A broken document keeps what came before the break.
        complete_ = tree_.load_buffer(body.data(), body.size(), parsing).status == pugi::status_ok;
        for (auto const& child : tree_.children()) {
            if (child.type() != pugi::node_element || root_) continue;
            root_ = child;
            space_ = default_namespace(root_, {});
        }
    }

    [[nodiscard]] bool complete() const { return complete_; }
    [[nodiscard]] std::string_view root_space() const { return space_; }
    [[nodiscard]] std::string_view root_name() const { return root_.name(); }

    /// The first of that name anywhere at or below `from`, in the order of the document.
    [[nodiscard]] Element anywhere(Element const& from, std::string_view name) const {
        std::vector<std::string_view> spaces{from.space};
        auto node = from.node;
        while (node) {
            if (node.type() == pugi::node_element && spaces.size() <= most_depth) {
                auto const space = spaces.size() == 1 ? from.space : default_namespace(node, spaces.back());
                if (name == node.name() && space == space_) return {node, space};
                if (node.first_child()) {
                    spaces.push_back(space);
                    node = node.first_child();
                    continue;
                }
            }
            while (node != from.node && !node.next_sibling()) {
                node = node.parent();
                spaces.pop_back();
            }
            if (node == from.node) break;
            node = node.next_sibling();
        }
        return {};
    }
    [[nodiscard]] Element anywhere(std::string_view name) const { return anywhere({root_, space_}, name); }

    /// The first in the order of the document that this path of children leads to.
    [[nodiscard]] Element below(Element const& from, std::initializer_list<std::string_view> path) const {
        return follow(from, path.begin(), path.end());
    }

  private:
    using Step = std::string_view const*;
    [[nodiscard]] Element follow(Element const& from, Step step, Step end) const {
        if (step == end) return from;
        for (auto const& child : from.node.children()) {
            if (child.type() != pugi::node_element || *step != child.name()) continue;
            auto const space = default_namespace(child, from.space);
            if (space != space_) continue;
            if (auto const found = follow({child, space}, step + 1, end)) return found;
        }
        return {};
    }

    pugi::xml_document tree_;
    pugi::xml_node root_;
    std::string_view space_;
    bool complete_ = false;
};

/// All text below it, as the parser that Canvas uses gathers it.
std::string content(pugi::xml_node element) {
    std::string text;
    auto node = element;
    std::size_t depth = 0;
    for (;;) {
        if (node.type() == pugi::node_pcdata) text += base::recovered_xml_text(node.value());
        if (node.type() == pugi::node_cdata) text += node.value();
        if (node.first_child() && depth < most_depth) {
            node = node.first_child();
            ++depth;
            continue;
        }
        while (node != element && !node.next_sibling()) {
            node = node.parent();
            --depth;
        }
        if (node == element) break;
        node = node.next_sibling();
    }
    return base::to_valid_utf8(text);
}

pugi::xml_node first_element(pugi::xml_node parent) {
    for (auto const& child : parent.children())
        if (child.type() == pugi::node_element) return child;
    return {};
}

struct Range {
    std::uint32_t first, last;
};
/// What a name may begin with, and what else may stand in it; a colon parts prefix and name.
/// @par Source XML 1.0, section 2.3
constexpr std::array name_starts{
    Range{'A', 'Z'}, Range{'_', '_'}, Range{'a', 'z'}, Range{0xC0, 0xD6}, Range{0xD8, 0xF6}, Range{0xF8, 0x2FF},
    Range{0x370, 0x37D}, Range{0x37F, 0x1FFF}, Range{0x200C, 0x200D}, Range{0x2070, 0x218F}, Range{0x2C00, 0x2FEF},
    Range{0x3001, 0xD7FF}, Range{0xF900, 0xFDCF}, Range{0xFDF0, 0xFFFD}, Range{0x10000, 0xEFFFF}};
constexpr std::array name_rest{
    Range{'-', '.'}, Range{'0', '9'}, Range{0xB7, 0xB7}, Range{0x300, 0x36F}, Range{0x203F, 0x2040}};

bool is_among(std::span<Range const> ranges, std::uint32_t code) {
    return std::any_of(ranges.begin(), ranges.end(), [&](Range range) { return code >= range.first && code <= range.last; });
}

/// The first character of valid UTF-8; it is taken.
std::uint32_t take_character(std::string_view& text) {
    auto const lead = static_cast<unsigned char>(text.front());
    std::size_t const size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t code = size == 1 ? lead : lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    text.remove_prefix(size);
    return code;
}

/// The answer's elements are named after it.
bool is_name(std::string_view text) {
    if (text.empty() || !is_among(name_starts, take_character(text))) return false;
    while (!text.empty()) {
        auto const code = take_character(text);
        if (!is_among(name_starts, code) && !is_among(name_rest, code)) return false;
    }
    return true;
}

std::string without_request(std::string_view name) {
    constexpr std::string_view ending = "Request";
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
    auto valid = base::to_valid_utf8(name);
    return is_name(valid) ? valid : std::string();
}

} // namespace

Passback read_pox(std::string_view body) {
    Passback asked;
    Document const document(body);
    if (!document.complete()) asked.applied.push_back("2.1.5");
    bool const usual = document.root_space() == "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0" &&
                       document.root_name() == "imsx_POXEnvelopeRequest";
    asked.applied.push_back(usual ? "2.1.1" : "2.1.2");
    if (auto const header = document.anywhere("imsx_POXHeader"))
        if (auto const id = document.anywhere(header, "imsx_messageIdentifier")) asked.message_id = content(id.node);
    auto const pox_body = document.anywhere("imsx_POXBody");
    auto const operation = pox_body ? first_element(pox_body.node) : pugi::xml_node();
    if (!operation) return asked;
    asked.operation = without_request(local(operation.name()));
    if (asked.operation.empty()) return asked;
    if (auto const guid = document.anywhere(pox_body, "sourcedGUID"))
        if (auto const id = document.below(guid, {"sourcedId"})) asked.sourcedid = content(id.node);

    auto const text_at = [&](std::initializer_list<std::string_view> path) -> std::optional<std::string> {
        auto const found = document.below(pox_body, path);
        return found ? std::optional(content(found.node)) : std::nullopt;
    };
    auto const request = "replaceResultRequest";
    auto const data = [&](std::string_view name) {
        return text_at({request, "resultRecord", "result", "resultData", name});
    };
    asked.score = text_at({request, "resultRecord", "result", "resultScore", "textString"});
    asked.total_score = text_at({request, "resultRecord", "result", "resultTotalScore", "textString"});
    asked.text = data("text");
    asked.url = data("url");
    asked.launch_url = data("ltiLaunchUrl");
    asked.download_url = data("downloadUrl");
    asked.document_name = data("documentName");
    asked.submitted_at = text_at({request, "submissionDetails", "submittedAt"});
    auto const has = [&](std::string_view name) {
        return static_cast<bool>(document.below(pox_body, {request, "submissionDetails", name}));
    };
    asked.prioritizes_non_tool_grade = has("prioritizeNonToolGrade");
    asked.needs_additional_review = has("needsAdditionalReview");
    return asked;
}

} // namespace easel::outcomes
