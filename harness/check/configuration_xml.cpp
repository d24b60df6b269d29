// What Canvas takes without a word in a configuration's XML, and what it does not. @par Source canvas/config-xml.md
#include "base/text.hpp"
#include "base/url.hpp"
#include "base/xml_text.hpp"
#include "check/configuration.hpp"
#include "check/json_place.hpp"
#include "check/xml_reading.hpp"
#include "tool_xml/tool_xml.hpp"
#include "world/world.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace easel::check {
namespace {

/// Of any version: Canvas looks at `imsglobal` alone. @par Source canvas/config-xml.md 1.1
constexpr std::string_view cartridge_spaces = "http://www.imsglobal.org/xsd/imslticc_v1p";
constexpr std::string_view blti_spaces = "http://www.imsglobal.org/xsd/imsbasiclti_v1p";
constexpr std::string_view blti_space = "http://www.imsglobal.org/xsd/imsbasiclti_v1p0";
constexpr std::string_view property_space = "http://www.imsglobal.org/xsd/imslticm_v1p0";
constexpr std::string_view canvas_platform = "canvas.instructure.com";

using Elements = std::vector<pugi::xml_node>;

template <std::size_t N>
bool is_one_of(std::string_view word, std::array<std::string_view, N> const& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// By its address, or called `blti` as Canvas assumes. @par Source canvas/config-xml.md 1.2, 1.3
bool is_blti_space(std::string_view prefix, std::string_view space) {
    return space == blti_space || (prefix == "blti" && space.starts_with(blti_spaces));
}

std::string text_of(pugi::xml_node node) {
    return std::string(base::trim(xml::content(node)));
}

class Judge {
  public:
    explicit Judge(std::string_view text)
        : text_(text) {}

    ConfigurationCheck judge() {
        judged("CFG-002");
        auto const flaws = xml::flaws(text_);
        auto const is_ampersand = [](xml::Flaw const& flaw) { return flaw.is_ampersand; };
        bool const readable = std::all_of(flaws.begin(), flaws.end(), is_ampersand);
        if (readable || std::any_of(flaws.begin(), flaws.end(), is_ampersand)) judged("CFG-004");
        for (auto const& flaw : flaws) {
            if (flaw.is_ampersand)
                complain("CFG-004", flaw.offset, flaw.what + ": Canvas loses what stands there; an `&` itself is `&amp;`");
            else
                complain("CFG-002", flaw.offset, "it is no well-formed XML: " + flaw.what);
        }
        if (!readable) return std::move(check_);
        (void)document_.load_buffer(text_.data(), text_.size());
        root_ = document_.document_element();
        if (!namespaces()) return std::move(check_);
        read();
        judge_tool();
        judge_urls();
        judge_placements();
        return std::move(check_);
    }

  private:
    void judged(char const* requirement) { check_.requirements.emplace_back(requirement); }
    void complain(char const* requirement, std::size_t offset, std::string text, bool doubtful = false) {
        auto const place = place_of_byte(text_, offset, "");
        check_.flaws.push_back({requirement, place.line, place.column, std::move(text), doubtful});
    }
    void complain(char const* requirement, pugi::xml_node node, std::string text, bool doubtful = false) {
        complain(requirement, xml::offset_of(node), std::move(text), doubtful);
    }
    /// Namespaces declared at the root, by prefix.
    bool namespaces() {
        std::map<std::string, std::string, std::less<>> declared;
        for (auto const& attribute : root_.attributes()) {
            std::string_view const name = attribute.name();
            if (name == "xmlns") declared[""] = attribute.value();
            if (name.starts_with("xmlns:")) declared[std::string(name.substr(6))] = attribute.value();
        }
        bool const link = xml::local_name(root_) == "cartridge_basiclti_link" &&
                          xml::namespace_of(root_).starts_with(cartridge_spaces);
        if (!link) {
            complain(
                "CFG-002",
                root_,
                "the root is no `cartridge_basiclti_link` of the namespace `" + std::string(cartridge_spaces) + "0`"
            );
            return false;
        }
        bool const basic = std::any_of(declared.begin(), declared.end(), [](auto const& one) {
            return is_blti_space(one.first, one.second);
        });
        if (!basic) {
            complain("CFG-002", root_, "the root does not declare the namespace `" + std::string(blti_space) + "`");
            return false;
        }
        declared_ = std::move(declared);
        // Canvas knows these by their local names: in any namespace, but in one. @par Source canvas/config-xml.md 1.4
        auto const undeclared = root_.find_node([this](pugi::xml_node node) { return is_lost_property(node); });
        if (undeclared)
            complain(
                "CFG-002",
                undeclared,
                "nothing declares the prefix of `" + std::string(undeclared.name()) +
                    "`: the root has to declare the namespace `" + std::string(property_space) + "`"
            );
        return true;
    }

    [[nodiscard]] bool is_lost_property(pugi::xml_node node) const {
        if (node.type() != pugi::node_element) return false;
        std::string_view const name = node.name();
        auto const colon = name.find(':');
        auto const local = xml::local_name(node);
        if (colon == std::string_view::npos || (local != "property" && local != "options")) return false;
        return !declared_.contains(name.substr(0, colon)) && xml::namespace_of(node).empty();
    }

    [[nodiscard]] bool is_blti(pugi::xml_node node) const {
        std::string_view const name = node.name();
        auto const colon = name.find(':');
        auto const found = declared_.find(name.substr(0, colon == std::string_view::npos ? 0 : colon));
        return found != declared_.end() && is_blti_space(found->first, found->second);
    }

    void read() {
        for (auto const& node : root_.children()) {
            if (node.type() != pugi::node_element || !is_blti(node)) continue;
            std::string const name(xml::local_name(node));
            if (name == "extensions" && node.attribute("platform").value() == canvas_platform) extension_ = node;
            elements_.try_emplace(name, node);
        }
        for (auto const& node : extension_.children()) {
            if (node.type() != pugi::node_element) continue;
            std::string const name = node.attribute("name").value();
            if (xml::local_name(node) == "property") properties_.try_emplace(name, node);
            if (xml::local_name(node) == "options") options_.emplace_back(name, node);
        }
    }
    [[nodiscard]] pugi::xml_node element(std::string const& name) const {
        auto const found = elements_.find(name);
        return found == elements_.end() ? pugi::xml_node() : found->second;
    }
    [[nodiscard]] pugi::xml_node property(std::string const& name) const {
        auto const found = properties_.find(name);
        return found == properties_.end() ? pugi::xml_node() : found->second;
    }
    static pugi::xml_node property_of(pugi::xml_node options, std::string_view name) {
        for (auto const& node : options.children())
            if (xml::local_name(node) == "property" && node.attribute("name").value() == name) return node;
        return {};
    }
    [[nodiscard]] pugi::xml_node launch_url() const {
        auto const secure = element("secure_launch_url");
        return secure ? secure : element("launch_url");
    }
    static bool says(pugi::xml_node node) { return node && !text_of(node).empty(); }

    void judge_tool() {
        judged("CFG-003");
        if (!says(element("title"))) complain("CFG-003", root_, "there is no `title`, so that the tool has no name");
        auto const domain = property("domain");
        bool const placed = std::any_of(options_.begin(), options_.end(), [](auto const& one) {
            return says(property_of(one.second, "url"));
        });
        // Canvas takes it with the URL of a placement alone (config-xml.md 5.9), but finds it by no other URL then.
        if (!says(launch_url()) && !says(domain))
            complain("CFG-003", root_, "there is neither a `launch_url` nor a `domain`", placed);
        if (auto const level = property("privacy_level")) {
            judged("CFG-009");
            constexpr std::array<std::string_view, 4> known{"anonymous", "name_only", "email_only", "public"};
            auto const said = text_of(level);
            if (!is_one_of(said, known))
                complain(
                    "CFG-009",
                    level,
                    "`privacy_level` is `" + said +
                        "`, which Canvas does not know: anonymous, name_only, email_only or public"
                );
        }
    }

    /// Every URL that people or Canvas are led to, with its name.
    void judge_urls() {
        std::vector<std::pair<std::string, pugi::xml_node>> urls;
        if (says(launch_url())) urls.emplace_back(xml::local_name(launch_url()), launch_url());
        for (auto const& [name, options] : options_)
            if (auto const url = property_of(options, "url"); says(url)) urls.emplace_back("url of " + name, url);
        auto const domain = property("domain");
        bool const has_domain = says(domain);
        if (has_domain) judge_domain(domain);
        for (auto const& [name, node] : urls) {
            auto const text = text_of(node);
            auto const url = base::parse_url(text);
            if (!url) {
                complain("CFG-003", node, "the " + name + " `" + text + "` is no http or https URL");
                continue;
            }
            if (tool_xml::looks_unescaped(text))
                complain(
                    "CFG-004",
                    node,
                    "the " + name + " has two `=` without `&` between them: Canvas takes it for one whose `&` were lost"
                );
            if (url->scheme == "http" && !base::is_loopback(url->host))
                complain(
                    "CFG-003", node, "the " + name + " is not https: browsers show no such page inside of Canvas", true
                );
            if (has_domain) judge_host(name, node, *url, base::to_lower(text_of(domain)));
        }
        judge_icons();
    }

    void judge_domain(pugi::xml_node domain) {
        judged("CFG-010");
        auto const said = text_of(domain);
        if (said.find('/') != std::string::npos)
            complain(
                "CFG-010", domain, "`domain` is `" + said + "`: it has to be a host alone, without scheme and path"
            );
    }

    /// A host of the domain or below it; ports count where the domain has one.
    void judge_host(std::string const& name, pugi::xml_node node, base::Url const& url, std::string domain) {
        if (domain.find('/') != std::string::npos) return; // said already
        auto const origin = url.origin();
        auto const host =
            base::to_lower(domain.find(':') == std::string::npos ? url.host : origin.substr(origin.find("://") + 3));
        if (host != domain && !host.ends_with("." + domain))
            complain(
                "CFG-010",
                node,
                "the " + name + " is at `" + host + "`, which does not belong to the domain `" + domain + "`"
            );
    }

    void judge_icons() {
        Elements icons;
        if (auto const icon = element("icon")) icons.push_back(icon);
        if (auto const icon = property("icon_url")) icons.push_back(icon);
        for (auto const& [name, options] : options_)
            if (auto const icon = property_of(options, "icon_url")) icons.push_back(icon);
        if (!icons.empty()) judged("CFG-011");
        for (auto const icon : icons) {
            auto const url = base::parse_url(text_of(icon));
            if (url && (url->scheme == "https" || base::is_loopback(url->host))) continue;
            complain(
                "CFG-011",
                icon,
                "the icon `" + text_of(icon) + "` is at no https URL: browsers do not show it inside of Canvas"
            );
        }
    }

    void judge_placements() {
        constexpr std::array<std::string_view, 5> others{
            "labels", "custom_fields", "environments", "content_migration", "vendor_extensions"};
        judge_message_type(property("message_type"));
        if (!options_.empty()) judged("CFG-005");
        std::set<std::string> seen;
        for (auto const& [name, options] : options_) {
            if (is_one_of(name, others)) continue;
            if (world::placement_rule(name) == nullptr) {
                unknown_placement(name, options);
                continue;
            }
            if (seen.empty()) judged("CFG-006");
            if (!seen.insert(name).second)
                complain("CFG-005", options, "the placement `" + name + "` stands here twice: the last one counts");
            bool const url = says(property_of(options, "url")) || says(property("url")) || says(launch_url());
            if (!property_of(options, "enabled") && !url)
                complain(
                    "CFG-006",
                    options,
                    "the placement `" + name + "` has neither `enabled` nor a URL: Canvas drops it without a word"
                );
            judge_message_type(property_of(options, "message_type"));
            if (name == "editor_button") judge_editor_button(options);
        }
    }

    void unknown_placement(std::string const& name, pugi::xml_node options) {
        std::vector<std::string> known;
        for (auto const& rule : world::placement_rules()) known.emplace_back(rule.name);
        auto const near = base::nearest(name, known);
        complain(
            "CFG-005",
            options,
            "Canvas knows no placement `" + name + "`" + (near ? "; did you mean `" + *near + "`?" : "")
        );
    }

    void judge_message_type(pugi::xml_node type) {
        constexpr std::array<std::string_view, 3> known{
            "basic-lti-launch-request", "ContentItemSelectionRequest", "resource_selection"};
        if (!type) return;
        if (!std::exchange(types_, true)) judged("CFG-008");
        auto const said = text_of(type);
        if (is_one_of(said, known)) return;
        complain(
            "CFG-008",
            type,
            "Canvas knows no message type `" + said +
                "`: ContentItemSelectionRequest or basic-lti-launch-request, spelled so"
        );
    }

    void judge_editor_button(pugi::xml_node options) {
        judged("CFG-007");
        auto const shows = [&](char const* name) { return says(property_of(options, name)) || says(property(name)); };
        if (!shows("icon_url") && !shows("canvas_icon_class") && !says(element("icon")))
            complain(
                "CFG-007",
                options,
                "`editor_button` has no `icon_url`, and the tool has no icon: the editor shows an empty button"
            );
        for (auto const* side : {"selection_width", "selection_height"}) {
            auto const own = property_of(options, side);
            auto const size = own ? own : property(side);
            auto const number = size ? base::whole_number(text_of(size)) : std::nullopt;
            if (!size)
                complain("CFG-007", options, "`editor_button` has no `" + std::string(side) + "`");
            else if (!number || *number <= 0)
                complain(
                    "CFG-007",
                    size,
                    "`" + std::string(side) + "` is `" + text_of(size) + "`, which is no number of pixels"
                );
        }
    }

    std::string_view text_;
    ConfigurationCheck check_;
    pugi::xml_document document_;
    pugi::xml_node root_;
    std::map<std::string, std::string, std::less<>> declared_;
    std::map<std::string, pugi::xml_node> elements_;
    pugi::xml_node extension_;
    std::map<std::string, pugi::xml_node> properties_;
    std::vector<std::pair<std::string, pugi::xml_node>> options_;
    bool types_ = false;
};

} // namespace

ConfigurationCheck judge_xml_configuration(std::string_view text) {
    auto const narrow = base::utf8_of_utf16(text);
    auto found = Judge(narrow ? std::string_view(*narrow) : text).judge();
    std::stable_sort(found.flaws.begin(), found.flaws.end(), [](auto const& one, auto const& other) {
        return std::pair(one.line, one.column) < std::pair(other.line, other.column);
    });
    return found;
}

bool is_xml_type(std::string_view media_type) {
    return media_type == "text/xml" || media_type == "application/xml" || media_type.ends_with("+xml");
}

} // namespace easel::check
