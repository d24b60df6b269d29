#include "tool_xml/tool_xml.hpp"

#include "base/text.hpp"
#include "tool_xml/document.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::tool_xml {
namespace {

namespace json = base::json;

constexpr std::string_view blti_space = "http://www.imsglobal.org/xsd/imsbasiclti_v1p0";
constexpr std::string_view canvas_platform = "canvas.instructure.com";

/// The links of the document: elements of that name in the root's default namespace, wherever they are.
void find_links(Element const& from, std::string_view space, std::vector<Element const*>& links) {
    if (from.name == "cartridge_basiclti_link" && from.space == space) links.push_back(&from);
    for (auto const& child : from.children) find_links(child, space, links);
}

/// The children of the links by name, in the namespace of basic LTI.
struct Link {
    std::vector<Element const*> links;
    std::string_view space;

    [[nodiscard]] std::vector<Element const*> all(std::string_view name) const {
        std::vector<Element const*> found;
        for (auto const* link : links)
            for (auto const& child : link->children)
                if (child.name == name && child.space == space) found.push_back(&child);
        return found;
    }
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const {
        auto const found = all(name);
        return found.empty() ? std::nullopt : std::optional(found.front()->text());
    }
};

/// `property`, `options` and `custom` by their local names, whatever their namespace. @par Source config-xml.md 1
json::object properties(Element const& of, std::size_t depth, std::vector<std::string>& facts) {
    json::object found;
    if (depth > most_nested_options) return found;
    for (auto const& child : of.children) {
        if (child.name == "custom") {
            facts.emplace_back("config-xml/3.10");
            found["custom_fields"] = properties(child, depth + 1, facts);
            continue;
        }
        auto const name = child.attribute("name");
        if (name.empty()) continue;
        if (child.name == "property") {
            facts.emplace_back("config-xml/1.4");
            found[name] = child.text();
        }
        if (child.name == "options") {
            if (depth > 1) facts.emplace_back("config-xml/3.9");
            found[name] = properties(child, depth + 1, facts);
        }
    }
    return found;
}

/// A text is taken out; what is none, nested options for instance, is dropped with it.
std::optional<std::string> take(json::object& from, std::string_view name) {
    auto const found = from.find(name);
    if (found == from.end()) return std::nullopt;
    auto const value = found->value();
    from.stable_erase(found);
    return value.is_string() ? std::optional(std::string(value.get_string())) : std::nullopt;
}

bool has_unescaped_url(json::value const& value) {
    auto const* const object = value.if_object();
    if (object == nullptr) return false;
    return std::any_of(object->begin(), object->end(), [](auto const& member) {
        if (member.key() == "url" && member.value().is_string()) return looks_unescaped(member.value().get_string());
        return has_unescaped_url(member.value());
    });
}

class Reading {
  public:
    Read of(std::string_view text) {
        if (text.size() > most_bytes) return refused("config-xml/5.1", "Invalid XML Configuration");
        Document const document(text);
        bool const imsglobal = names_imsglobal(document);
        if (!imsglobal) refuse("config-xml/5.1", "Invalid XML Configuration");
        if (document.root() == nullptr) return std::move(read_);
        rests_on("config-xml/1.1");
        auto const space = space_of_elements(document);
        if (!space) {
            refuse("config-xml/5.2", "Invalid xml syntax");
            return std::move(read_);
        }
        Link link{{}, *space};
        find_links(*document.root(), default_space(document), link.links);
        elements(link);
        extensions(link);
        if (unescaped_) refuse("config-xml/5.3", "Invalid url in xml. Ampersands must be escaped.");
        return std::move(read_);
    }

  private:
    Read refused(char const* fact, char const* message) {
        refuse(fact, message);
        return std::move(read_);
    }
    void refuse(char const* fact, char const* message) { read_.refusals.push_back({fact, message}); }
    void rests_on(char const* fact) { read_.facts.emplace_back(fact); }

    /// The only test of namespaces: config-xml.md 1.
    static bool names_imsglobal(Document const& document) {
        return std::any_of(document.declared().begin(), document.declared().end(), [](Declaration const& one) {
            return base::to_lower(one.prefix + " " + one.space).find("imsglobal") != std::string::npos;
        });
    }
    static std::string_view default_space(Document const& document) {
        for (auto const& one : document.declared())
            if (one.prefix.empty()) return one.space;
        return {};
    }
    /// By its address whatever its prefix; else whatever is called `blti`.
    std::optional<std::string_view> space_of_elements(Document const& document) {
        for (auto const& one : document.declared()) {
            if (one.space != blti_space) continue;
            rests_on("config-xml/1.2");
            return one.space;
        }
        for (auto const& one : document.declared()) {
            if (one.prefix != "blti") continue;
            rests_on("config-xml/1.3");
            return one.space;
        }
        return std::nullopt;
    }

    /// Elements that say nothing to Canvas.
    void note_unread(Link const& link) {
        constexpr std::array<std::string_view, 4> unread{"vendor", "cartridge_bundle", "cartridge_icon", "secure_icon"};
        for (auto const* one : link.links)
            for (auto const& child : one->children)
                if (std::find(unread.begin(), unread.end(), child.name) != unread.end()) rests_on("config-xml/2.9");
    }

    void elements(Link const& link) {
        note_unread(link);
        auto& made = read_.configured;
        if ((made.title = link.text("title"))) rests_on("config-xml/2.1");
        if ((made.description = link.text("description"))) rests_on("config-xml/2.2");
        if ((made.url = link.text("secure_launch_url")))
            rests_on("config-xml/2.3");
        else if ((made.url = link.text("launch_url")))
            rests_on("config-xml/2.4");
        if (made.url) unescaped_ = looks_unescaped(*made.url);
        if (auto const custom = link.all("custom"); !custom.empty()) {
            rests_on("config-xml/2.6");
            custom_ = properties(*custom.front(), 1, read_.facts);
            unescaped_ = unescaped_ || has_unescaped_url(custom_);
        }
        if ((icon_ = link.text("icon"))) rests_on("config-xml/2.5");
    }

    void extensions(Link const& link) {
        auto& made = read_.configured;
        for (auto const* extension : link.all("extensions")) {
            auto found = properties(*extension, 1, read_.facts);
            auto const platform = extension->attribute("platform");
            unescaped_ = unescaped_ || has_unescaped_url(found);
            if (platform != canvas_platform) {
                rests_on("config-xml/2.8");
                continue;
            }
            // A second one takes the place of the first.
            rests_on("config-xml/2.7");
            made.privacy_level = take(found, "privacy_level");
            made.not_selectable = take(found, "not_selectable");
            made.domain = take(found, "domain");
            made.consumer_key = take(found, "consumer_key");
            made.shared_secret = take(found, "shared_secret");
            made.tool_id = take(found, "tool_id");
            (void)take(found, "outcome"); // points of an assignment that cartridge imports make: no setting
            made.settings = std::move(found);
        }
        if (icon_) made.settings["icon_url"] = *icon_;
        if (auto const given = made.settings.find("custom_fields"); given != made.settings.end()) {
            if (given->value().is_object()) made.custom_fields = given->value().get_object();
            made.settings.stable_erase(given);
        }
        for (auto const& [name, value] : custom_) made.custom_fields[name] = value;
    }

    Read read_;
    json::object custom_;
    std::optional<std::string> icon_;
    bool unescaped_ = false;
};

} // namespace

bool looks_unescaped(std::string_view url) {
    bool after_equals = false;
    for (char const c : url) {
        if (c == '=' && after_equals) return true;
        if (c == '=') after_equals = true;
        if (c == '&' || c == ';') after_equals = false;
    }
    return false;
}

Read read(std::string_view document) {
    auto found = Reading().of(document);
    std::sort(found.facts.begin(), found.facts.end());
    found.facts.erase(std::unique(found.facts.begin(), found.facts.end()), found.facts.end());
    return found;
}

} // namespace easel::tool_xml
