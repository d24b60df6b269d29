#pragma once

#include <pugixml.hpp>

#include <string>
#include <string_view>
#include <vector>

/// XML read as leniently as by Canvas's parser: what is broken is recovered, names have their namespaces.
namespace easel::tool_xml {

struct Element {
    std::string name;       ///< local; with its prefix where that is not declared
    std::string_view space; ///< "" : none
    pugi::xml_node node;
    std::vector<Element> children;

    /// An attribute's text; "" without one.
    [[nodiscard]] std::string attribute(char const* key) const;
    /// All text below, trimmed.
    [[nodiscard]] std::string text() const;
};

struct Declaration {
    std::string prefix; ///< "" : the default namespace
    std::string space;
};

class Document {
  public:
    explicit Document(std::string_view text);

    /// The outermost element; null when there is none.
    [[nodiscard]] Element const* root() const { return found_ ? &root_ : nullptr; }
    /// The namespaces that the root declares, in order.
    [[nodiscard]] std::vector<Declaration> const& declared() const { return declared_; }

  private:
    pugi::xml_document tree_;
    Element root_;
    bool found_ = false;
    std::vector<Declaration> declared_;
};

} // namespace easel::tool_xml
