#include "content_items/items.hpp"

#include "base/url.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::content_items {
namespace {

constexpr std::array<std::string_view, 4> known_types{"LtiLinkItem", "FileItem", "ContentItem", "oembed"};

constexpr double most_pixels = 1e6;

void applies(traffic::Trail& trail, std::string_view row) {
    trail.push_back({{"lti11/", row}, true});
}

std::string member_of(json::object const& item, std::string_view name) {
    return base::text_member(item, name).value_or("");
}

/// Where and how large it is shown; what is missing is filled in.
json::object& advice_of(json::object& item, traffic::Trail& trail) {
    auto& advice = item["placementAdvice"];
    if (!advice.is_object()) {
        applies(trail, "6.2.13");
        advice = json::object{{"presentationDocumentTarget", "default"}, {"displayWidth", 800}, {"displayHeight", 600}};
    }
    return advice.as_object();
}

std::string size_of(json::object const& advice) {
    std::string text;
    for (auto const& [member, attribute] :
         {std::pair{"displayWidth", "width"}, std::pair{"displayHeight", "height"}}) {
        auto const* const value = advice.if_contains(member);
        auto const number = value == nullptr ? std::nullopt : base::number(*value);
        if (number && *number >= 0 && *number <= most_pixels)
            text += " " + std::string(attribute) + "=\"" + std::to_string(static_cast<long>(*number)) + "\"";
    }
    return text;
}

/// What the editor puts into the page. @par Source canvas/lti11.md 8
std::string embedded(json::object const& item, json::object const& advice, std::string const& url) {
    auto const target = member_of(advice, "presentationDocumentTarget");
    auto const address = base::html_escape(url);
    auto text = member_of(item, "text");
    if (text.empty()) text = member_of(item, "title");
    bool const is_image = member_of(item, "mediaType").starts_with("image");
    if (is_image && (target == "embed" || target == "default"))
        return "<img src=\"" + address + "\" alt=\"" + base::html_escape(text) + "\"" + size_of(advice) + ">";
    if (target == "iframe" || target == "frame" || target == "embed")
        return "<iframe src=\"" + address + "\"" + size_of(advice) + "></iframe>";
    return "<a href=\"" + address + "\"" + (target == "window" ? " target=\"_blank\"" : "") + ">" +
           base::html_escape(text.empty() ? url : text) + "</a>";
}

} // namespace

bool is_lti_link(json::object const& item) {
    return member_of(item, "@type") == "LtiLinkItem";
}

bool complete(json::object& item, Origin const& origin, traffic::Trail& trail) {
    auto const type = member_of(item, "@type");
    if (std::find(known_types.begin(), known_types.end(), type) == known_types.end()) {
        applies(trail, "6.2.14");
        return false;
    }
    if (type == "oembed") return true;
    auto url = member_of(item, "url");
    if (is_lti_link(item) && url.empty() && !origin.default_url.empty()) {
        applies(trail, "6.2.10");
        url = origin.default_url;
        item["url"] = url;
    }
    if (!base::parse_url(url)) return false; // 6.3.10, 6.2.4
    applies(trail, "6.2.14");
    auto const& advice = advice_of(item, trail);
    auto shown = url;
    if (is_lti_link(item)) {
        auto const target = member_of(advice, "presentationDocumentTarget");
        bool const borderless = target == "iframe" || target == "window";
        applies(trail, "6.2.11");
        applies(trail, "6.2.12");
        applies(trail, "8.2");
        shown = "/" + origin.context_path + "/external_tools/retrieve?" + (borderless ? "display=borderless&" : "") +
                "url=" + base::percent_encode(url);
        item["canvasURL"] = shown;
    } else {
        applies(trail, "8.1");
    }
    item["embed"] = embedded(item, advice, shown);
    return true;
}

std::optional<json::array> read_items(std::string_view text, Origin const& origin, traffic::Trail& trail) {
    json::array items;
    if (text.empty()) return items;
    auto const parsed = base::parse_json(text);
    if (!parsed) return std::nullopt;
    auto const* const graph = base::member(*parsed, "@graph");
    auto const* const list = graph == nullptr ? nullptr : graph->if_array();
    if (list == nullptr) return items;
    applies(trail, "6.2.3");
    for (auto const& each : *list) {
        auto const* const written = each.if_object();
        if (written == nullptr) continue;
        auto item = *written;
        if (complete(item, origin, trail)) items.push_back(std::move(item));
    }
    return items;
}

} // namespace easel::content_items
