#include "reference_tool/deep_linking.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

/// Everything there is to choose.
struct Ware {
    char const* id;
    char const* type;
    char const* title;
    char const* path;       ///< below this tool; "" : it has none
    char const* media_type; ///< of files
};
constexpr std::array<Ware, 7> wares{{
    {"quiz", "ltiResourceLink", "Cells exercise", "/launch", ""},
    {"story", "ltiResourceLink", "Cells story", "/launch", ""},
    {"page", "link", "Cells reading", "/reading", ""},
    {"sheet", "file", "Cells sheet", "/reading", "text/html"},
    {"picture", "file", "Picture of a cell", "/cells.svg", "image/svg+xml"},
    {"course", "file", "Cells course", "/cells.zip", "application/zip"},
    {"note", "html", "Cells note", "", ""},
}};

/// "image/*" takes every image.
bool takes(std::string_view range, std::string_view type) {
    return range == "*/*" || range == type ||
           (range.ends_with("/*") && type.starts_with(range.substr(0, range.size() - 1)));
}

bool wanted(Installation const& tool, Picker const& picker, Ware const& ware) {
    if (std::find(picker.types.begin(), picker.types.end(), ware.type) == picker.types.end()) return false;
    auto const& ranges = picker.media_types;
    if (std::string_view(ware.type) != "file" || ranges.empty() || tool.broken("ignores-media-types")) return true;
    return std::any_of(ranges.begin(), ranges.end(), [&](auto const& range) { return takes(range, ware.media_type); });
}

/// How a link may be shown: in a frame, else in a window of its own, as the platform can.
void add_target(Installation const& tool, Picker const& picker, json::object& item) {
    auto const can = [&](std::string_view target) {
        return std::find(picker.targets.begin(), picker.targets.end(), target) != picker.targets.end();
    };
    if (can("iframe") || tool.broken("ignores-presentation-targets")) {
        item["iframe"] = json::object{{"width", 800}, {"height", 600}};
    } else if (can("window")) {
        item["window"] = json::object{{"targetName", "easel-reference-tool"}};
    }
}

json::object item_of(Installation const& tool, Picker const& picker, Ware const& ware) {
    json::object item;
    item["type"] = ware.type;
    item["title"] = ware.title;
    std::string_view const type = ware.type;
    if (type == "html") {
        item["html"] = "<p>Cells are small.</p>";
    } else if (type == "ltiResourceLink") {
        item["url"] = tool.broken("offers-items-without-tls") ? "http://items.tool.example/launch" : tool.url(ware.path);
        add_target(tool, picker, item);
        auto& custom = item["custom"].emplace_object();
        custom["exercise"] = ware.id;
        if (tool.broken("deep-links-nested-custom")) custom["settings"] = json::object{{"level", 1}, {"hints", true}};
        bool const graded = picker.line_items || tool.broken("line-items-where-not-wanted");
        if (std::string_view(ware.id) == "quiz" && graded) {
            auto& line_item = item["lineItem"].emplace_object();
            line_item["label"] = ware.title;
            line_item["scoreMaximum"] = 10;
            line_item["resourceId"] = "easel-exercise";
            if (tool.broken("deep-links-null-members")) line_item["tag"] = nullptr;
        }
    } else {
        item["url"] = tool.url(ware.path);
        if (type == "file") item["mediaType"] = ware.media_type;
    }
    return item;
}

} // namespace

std::vector<Offer> offers_for(Installation const& tool, Picker const& picker) {
    std::vector<Offer> offers;
    for (auto const& ware : wares)
        if (wanted(tool, picker, ware)) offers.push_back({ware.id, ware.title});
    return offers;
}

json::array items_for(Installation const& tool, Picker const& picker, std::vector<std::string> const& chosen) {
    json::array items;
    for (auto const& ware : wares) {
        bool const taken = std::find(chosen.begin(), chosen.end(), ware.id) != chosen.end();
        if (taken && wanted(tool, picker, ware)) items.push_back(item_of(tool, picker, ware));
    }
    if (items.empty()) return items;
    if (tool.broken("ignores-accept-types")) return {item_of(tool, picker, wares.back())};
    if (tool.broken("ignores-accept-multiple")) items.push_back(items.front());
    return items;
}

} // namespace easel::reference_tool
