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
};
constexpr std::array<Ware, 5> wares{{
    {"quiz", "ltiResourceLink", "Cells exercise"},
    {"story", "ltiResourceLink", "Cells story"},
    {"page", "link", "Cells reading"},
    {"sheet", "file", "Cells sheet"},
    {"note", "html", "Cells note"},
}};

bool wanted(Picker const& picker, Ware const& ware) {
    return std::find(picker.types.begin(), picker.types.end(), ware.type) != picker.types.end();
}

json::object item_of(Installation const& tool, Picker const& picker, Ware const& ware) {
    json::object item;
    item["type"] = ware.type;
    item["title"] = ware.title;
    std::string_view const type = ware.type;
    if (type == "html") {
        item["html"] = "<p>Cells are small.</p>";
    } else if (type == "ltiResourceLink") {
        item["url"] = tool.url("/launch");
        auto& custom = item["custom"].emplace_object();
        custom["exercise"] = ware.id;
        if (tool.broken("deep-links-nested-custom")) custom["settings"] = json::object{{"level", 1}, {"hints", true}};
        if (std::string_view(ware.id) == "quiz" && picker.line_items) {
            auto& line_item = item["lineItem"].emplace_object();
            line_item["label"] = ware.title;
            line_item["scoreMaximum"] = 10;
            line_item["resourceId"] = "easel-exercise";
            if (tool.broken("deep-links-null-members")) line_item["tag"] = nullptr;
        }
    } else {
        item["url"] = tool.url("/reading");
        if (type == "file") item["mediaType"] = "text/html";
    }
    return item;
}

} // namespace

std::vector<Offer> offers_for(Picker const& picker) {
    std::vector<Offer> offers;
    for (auto const& ware : wares)
        if (wanted(picker, ware)) offers.push_back({ware.id, ware.title});
    return offers;
}

json::array items_for(Installation const& tool, Picker const& picker, std::vector<std::string> const& chosen) {
    json::array items;
    for (auto const& ware : wares) {
        bool const taken = std::find(chosen.begin(), chosen.end(), ware.id) != chosen.end();
        if (taken && wanted(picker, ware)) items.push_back(item_of(tool, picker, ware));
    }
    if (items.empty()) return items;
    if (tool.broken("ignores-accept-types")) return {item_of(tool, picker, wares.back())};
    if (tool.broken("ignores-accept-multiple")) items.push_back(items.front());
    return items;
}

} // namespace easel::reference_tool
