// What a configuration in XML says over the parameters of a request.
#include "external_tools/configured.hpp"

#include "base/text.hpp"
#include "tool_xml/tool_xml.hpp"
#include "traffic/checks.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace easel::external_tools {
namespace {

namespace json = base::json;

std::optional<std::string> given(json::object const& parameters, std::string_view name) {
    auto const* const found = parameters.if_contains(name);
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string(found->get_string());
}
bool is_blank(std::optional<std::string> const& text) {
    return !text || base::trim(*text).empty();
}

/// The order of what stays is kept.
void drop(json::object& from, std::string_view name) {
    if (auto const found = from.find(name); found != from.end()) from.stable_erase(found);
}

/// Settings that the API has parameters for; all else goes into the tool as it is.
bool is_parameter(std::string_view setting) {
    constexpr std::array names{"text", "icon_url", "oauth_compliant", "canvas_icon_class"};
    return std::find(names.begin(), names.end(), setting) != names.end() || world::placement_rule(setting) != nullptr;
}

/// A placement that does not say whether it is on is there if some URL is: its own, or a general one.
/// @par Source config-xml.md 3.1
bool stays(json::object const& placement, json::object const& settings, bool tool_has_url) {
    if (placement.contains("enabled") || tool_has_url) return true;
    return !is_blank(given(placement, "url")) || !is_blank(given(settings, "url"));
}

class Merging {
  public:
    Merging(json::object parameters, world::Tool const* before, traffic::Trail& trail)
        : before_(before),
          trail_(trail) {
        made_.parameters = std::move(parameters);
    }

    Configuration merge(Fetched const& fetched) {
        auto const type = given(made_.parameters, "config_type");
        if (type == "by_xml") by_xml();
        if (type == "by_url") by_url(fetched);
        if (type == "by_xml" || type == "by_url") note_addresses();
        return std::move(made_);
    }

  private:
    /// Is the check passed? Else the attribute is wrong.
    bool check(char const* row, bool passed, char const* attribute, std::string const& message, char const* kind = "") {
        if (traffic::note(trail_, {"config-xml/", row}, passed)) return true;
        made_.wrong.push_back({attribute, kind, message});
        return false;
    }

    void by_xml() {
        auto const xml = given(made_.parameters, "config_xml");
        bool const there = check("5.6", !is_blank(xml), "config_xml", "can't be blank", "blank");
        if (xml && there) read(*xml, "config_xml");
        if (xml && !there) made_.wrong.push_back({"config_xml", "", "Invalid XML Configuration"});
    }

    void by_url(Fetched const& fetched) {
        using Outcome = Fetched::Outcome;
        auto const url = given(made_.parameters, "config_url");
        bool const there = check("5.7", !is_blank(url), "config_url", "can't be blank", "blank");
        if (!url) return;
        if (!there) {
            made_.wrong.push_back({"config_url", "", "Invalid URL"});
            return;
        }
        constexpr auto timed_out = "could not retrieve configuration, the server response timed out";
        if (!check("5.4", fetched.outcome != Outcome::timed_out, "config_url", timed_out)) return;
        if (!check("5.5", fetched.outcome == Outcome::fetched, "config_url", "Invalid URL")) return;
        rests_on("config-xml/4.1");
        rests_on("config-xml/4.2");
        read(fetched.body, "config_url");
    }

    /// What the rule about url and domain will find, whatever became of the configuration.
    void note_addresses() {
        auto const& parameters = made_.parameters;
        bool const had = before_ != nullptr && (!before_->target_link_uri.empty() || !before_->domain.empty());
        if (had || !is_blank(given(parameters, "url")) || !is_blank(given(parameters, "domain"))) return;
        bool const placed = std::any_of(parameters.begin(), parameters.end(), [](auto const& one) {
            auto const* const placement = one.value().if_object();
            return placement != nullptr && world::placement_rule(one.key()) != nullptr &&
                   !is_blank(given(*placement, "url"));
        });
        rests_on(placed ? "config-xml/5.9" : "config-xml/5.8");
    }

    void read(std::string_view document, char const* attribute) {
        auto const found = tool_xml::read(document);
        for (auto const& refusal : found.refusals) {
            if (traffic::note(trail_, refusal.fact, false)) continue;
            made_.wrong.push_back({attribute, "", refusal.message});
            return;
        }
        for (auto const& fact : found.facts) rests_on(fact);
        take(found.configured);
    }

    void rests_on(traffic::FactId const& fact) { traffic::note(trail_, fact, true); }

    void take(tool_xml::Configured const& said) {
        made_.replaces = true;
        rests_on("config-xml/3.11");
        who_it_is(said);
        auto& parameters = made_.parameters;
        // Canvas sets these two after it has read the configuration, so the request's win.
        bool const selects = parameters.contains("not_selectable");
        if (said.not_selectable) rests_on("config-xml/3.3");
        if (said.not_selectable && !selects) parameters["not_selectable"] = *said.not_selectable;
        auto const* const sent = parameters.if_contains("oauth_compliant");
        auto const compliant = sent == nullptr ? std::nullopt : std::optional(*sent);
        forget_settings();
        bool const has_url =
            !is_blank(given(parameters, "url")) || (before_ != nullptr && !before_->target_link_uri.empty());
        for (auto const& [name, value] : said.settings) {
            auto const* const placement = world::placement_rule(name) == nullptr ? nullptr : value.if_object();
            if (placement != nullptr && !stays(*placement, said.settings, has_url)) {
                rests_on("config-xml/3.1.4");
                continue;
            }
            if (placement != nullptr && !placement->contains("enabled")) rests_on("config-xml/3.1.3");
            if (placement != nullptr) installs(*placement);
            if (placement == nullptr && !is_parameter(name)) rests_on("config-xml/3.7");
            (is_parameter(name) ? parameters : made_.settings)[name] = value;
        }
        parameters["custom_fields"] = said.custom_fields;
        if (compliant)
            parameters["oauth_compliant"] = *compliant;
        else if (said.settings.contains("oauth_compliant"))
            rests_on("config-xml/3.3.1");
        if (said.tool_id) {
            rests_on("config-xml/3.5");
            made_.settings["tool_id"] = *said.tool_id;
        }
        if (said.settings.contains("selection_width") || said.settings.contains("selection_height"))
            rests_on("config-xml/3.8");
    }

    void installs(json::object const& placement) {
        rests_on("config-xml/3.1.1");
        if (given(placement, "message_type") == "ContentItemSelectionRequest") rests_on("config-xml/3.1.2");
        if (given(placement, "enabled") == "false") rests_on("config-xml/3.1.5");
    }

    void who_it_is(tool_xml::Configured const& said) {
        auto& parameters = made_.parameters;
        bool const named = !is_blank(given(parameters, "name")) || (before_ != nullptr && !before_->title.empty());
        if (!named && said.title) parameters["name"] = *said.title;
        if (!said.description) rests_on("config-xml/2.2"); // it goes
        parameters["description"] = said.description ? json::value(*said.description) : json::value();
        if (!is_blank(said.url)) parameters["url"] = *said.url;
        if (!is_blank(said.domain)) {
            rests_on("config-xml/3.2");
            parameters["domain"] = *said.domain;
        }
        if (!said.privacy_level) rests_on("config-xml/3.1");
        privacy(said.privacy_level.value_or("name_only"));
        key("consumer_key", said.consumer_key, before_ != nullptr && !before_->consumer_key.empty());
        key("shared_secret", said.shared_secret, before_ != nullptr && !before_->shared_secret.empty());
    }

    /// What Canvas does not know changes nothing.
    void privacy(std::string const& level) {
        constexpr std::array known{"anonymous", "name_only", "email_only", "public"};
        if (std::find(known.begin(), known.end(), level) == known.end())
            rests_on("config-xml/3.12");
        else
            made_.parameters["privacy_level"] = level;
    }

    void key(char const* name, std::optional<std::string> const& said, bool had) {
        if (had || given(made_.parameters, name)) return;
        if (!said) rests_on("config-xml/3.4");
        made_.parameters[name] = said.value_or("fake");
    }

    /// The configuration takes the place of all settings, those of the request included.
    void forget_settings() {
        auto& parameters = made_.parameters;
        for (auto const* name :
             {"text", "icon_url", "oauth_compliant", "canvas_icon_class", "custom_fields", "custom_fields_string"})
            drop(parameters, name);
        for (auto const& rule : world::placement_rules()) drop(parameters, rule.name);
    }

    Configuration made_;
    world::Tool const* before_;
    traffic::Trail& trail_;
};

bool is_yes(json::value const& value) {
    return value.is_string() && base::trim(std::string_view(value.get_string())) == "true";
}

} // namespace

Configuration configured(
    base::json::object parameters, world::Tool const* before, Fetched const& fetched, traffic::Trail& trail
) {
    return Merging(std::move(parameters), before, trail).merge(fetched);
}

std::optional<std::string> configuration_url(base::json::object const& parameters) {
    auto url = given(parameters, "config_url");
    if (given(parameters, "config_type") != "by_url" || is_blank(url)) return std::nullopt;
    return url;
}

void forget_settings(world::Tool& tool) {
    json::object kept; // a tool is a favorite whatever its settings are
    for (auto const* name : {"is_rce_favorite", "is_top_nav_favorite", "unified_tool_id"})
        if (auto const* const value = tool.settings.if_contains(name)) kept[name] = *value;
    tool.settings = std::move(kept);
    tool.placements.clear();
    tool.custom.clear();
    tool.icon_url.clear();
    tool.text.clear();
    tool.tool_id.clear();
    tool.width.reset();
    tool.height.reset();
    tool.oauth_compliant = false;
    tool.post_only = false;
}

void apply_configured_settings(world::Tool& tool, base::json::object const& settings) {
    for (auto const& [name, value] : settings) {
        auto const text = value.is_string() ? std::string(value.get_string()) : std::string();
        auto const size = base::whole_number(base::trim(text));
        bool const fits = size && *size >= 0 && *size <= 1'000'000;
        if (name == "tool_id")
            tool.tool_id = text;
        else if (name == "post_only")
            tool.post_only = is_yes(value);
        else if (name == "selection_width")
            tool.width = fits ? std::optional(static_cast<int>(*size)) : 0; // as Ruby reads a number: none is 0
        else if (name == "selection_height")
            tool.height = fits ? std::optional(static_cast<int>(*size)) : 0;
        else
            tool.settings[name] = value;
    }
}

} // namespace easel::external_tools
