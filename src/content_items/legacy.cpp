// The return by URL: one item in the query of the return URL. @par Source canvas/lti11.md 6.3
#include "base/text.hpp"
#include "base/url.hpp"
#include "content_items/items.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace easel::content_items {
namespace {

struct Ending {
    std::string_view ending;
    std::string_view type;
};
constexpr std::array<Ending, 12> endings{{
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".svg", "image/svg+xml"},
    {".pdf", "application/pdf"},
    {".txt", "text/plain"},
    {".html", "text/html"},
    {".zip", "application/zip"},
    {".imscc", "application/vnd.ims.imsccv1p1"},
    {".doc", "application/msword"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
}};

std::string media_type(std::string const& name, std::string const& url) {
    auto const parsed = base::parse_url(url);
    for (auto const& text : {base::to_lower(name), base::to_lower(parsed ? parsed->path : std::string())})
        for (auto const& each : endings)
            if (text.ends_with(each.ending)) return std::string(each.type);
    return {};
}

/// The names that older tools use. @par Source canvas/lti11.md 6.3.7, 6.3.8
std::string type_in(base::Fields const& query, traffic::Trail& trail) {
    auto const* type = base::find(query, "return_type");
    if (type == nullptr) {
        type = base::find(query, "embed_type");
        if (type != nullptr) trail.push_back({"lti11/6.3.7", true});
    }
    if (type == nullptr) return {};
    for (auto const& [old, name] :
         {std::pair{"basic_lti", "lti_launch_url"}, std::pair{"link", "url"}, std::pair{"image", "image_url"}}) {
        if (*type != old) continue;
        trail.push_back({"lti11/6.3.8", true});
        return name;
    }
    return *type;
}

struct Legacy {
    std::string_view name;
    char const* row;
    char const* type;
    char const* target;
    char const* media; ///< null: told by name and URL
};
constexpr std::array<Legacy, 6> legacies{{
    {"lti_launch_url", "lti11/6.3.1", "LtiLinkItem", "frame", "application/vnd.ims.lti.v1.ltilink"},
    {"url", "lti11/6.3.2", "ContentItem", "window", "text/html"},
    {"image_url", "lti11/6.3.3", "ContentItem", "embed", nullptr},
    {"iframe", "lti11/6.3.4", "ContentItem", "iframe", "text/html"},
    {"oembed", "lti11/6.3.5", "oembed", "", ""},
    {"file", "lti11/6.3.6", "FileItem", "download", nullptr},
}};

} // namespace

std::optional<json::object> legacy_item(
    base::Fields const& query, std::string_view service, Origin const& origin, traffic::Trail& trail
) {
    auto const value = [&](std::string_view name) { return base::value_of(query, name); };
    auto const type = type_in(query, trail);
    auto const* const kind = std::find_if(legacies.begin(), legacies.end(), [&](auto const& each) {
        return each.name == type;
    });
    if (kind == legacies.end()) {
        if (service == "external_tool_redirect" && !type.empty()) trail.push_back({"lti11/6.3.9", true});
        return std::nullopt;
    }
    trail.push_back({kind->row, true});
    trail.push_back({"lti11/6.3.11", true});
    json::object item{{"@type", kind->type}, {"url", value("url")}};
    if (kind->name == "oembed") {
        if (value("endpoint").empty()) return std::nullopt;
        item["endpoint"] = value("endpoint");
        return item;
    }
    auto text = value(kind->name == "image_url" ? "alt" : "text");
    if (!text.empty()) item["text"] = text;
    if (auto title = value("title"); !title.empty()) item["title"] = std::move(title);
    auto media = kind->media != nullptr ? std::string(kind->media) : media_type(text, value("url"));
    if (kind->name == "image_url" && !media.starts_with("image")) media = "image";
    if (kind->name == "file" && !value("content_type").empty()) media = value("content_type");
    item["mediaType"] = media;
    json::object advice{{"presentationDocumentTarget", kind->target}};
    for (auto const& [name, member] : {std::pair{"width", "displayWidth"}, std::pair{"height", "displayHeight"}}) {
        auto const written = value(name);
        int number = 0;
        auto const [end, error] = std::from_chars(written.data(), written.data() + written.size(), number);
        if (error == std::errc{} && end == written.data() + written.size() && number >= 0) advice[member] = number;
    }
    item["placementAdvice"] = std::move(advice);
    if (!base::parse_url(value("url"))) {
        trail.push_back({"lti11/6.3.10", true});
        return std::nullopt;
    }
    if (!complete(item, origin, trail)) return std::nullopt;
    return item;
}

} // namespace easel::content_items
