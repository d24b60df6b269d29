#include "external_tools/call.hpp"
#include "external_tools/settings.hpp"

#include <algorithm>

namespace easel::external_tools {

namespace {

/// The rows of external-tools-api.md 4 that one can see at this tool.
void note_shape(Call& call, world::Tool const& tool, json::object const& shown) {
    for (auto const* row : {"4.1", "4.2", "4.3", "4.5", "4.9", "4.10", "4.13"}) call.applies(row);
    call.applies(shown.at("custom_fields").is_null() ? "4.4a" : "4.4");
    bool const lacks_some = std::any_of(placement_names().begin(), placement_names().end(), [&](auto name) {
        return shown.at(name).is_null();
    });
    if (lacks_some) call.applies("4.6");
    if (shown.contains("selection_width") || shown.contains("selection_height")) call.applies("4.7");
    if (shown.contains("icon_url")) call.applies("4.8");
    if (shown.contains("developer_key_id")) call.applies("4.11");
    if (shown.contains("is_rce_favorite")) call.applies("4.12");
    if (shown.contains("is_top_nav_favorite")) call.applies("4.12a");
    if (rest::wants_text_ids(call.request)) call.applies("4.14");
    if (call.request.path().ends_with(".json")) call.applies("4.15");
    if (tool.deleted) call.applies("4.16");
}

/// Those of 4.1, for the tool's placements.
void note_placements(Call& call, world::Tool const& tool, json::object const& shown) {
    for (auto const& placement : tool.placements) {
        auto const* const found = shown.if_contains(placement.name);
        if (found == nullptr || !found->is_object() || placement.stored.empty()) continue;
        auto const& stored = placement.stored;
        call.applies(placement.enabled ? "4.1.1" : "4.1.7");
        call.applies("4.1.2");
        if (!stored.contains("selection_width") && !tool.width) call.applies("4.1.3");
        if (found->get_object().contains("icon_url")) call.applies("4.1.4");
        if (stored.contains("labels")) call.applies("4.1.5");
        if (!stored.contains("url")) call.applies("4.1.6");
    }
}

} // namespace

http::Response show(Call& call, world::Tool const& tool) {
    auto shown = tool_json(call.world(), tool, call.locale());
    note_shape(call, tool, shown);
    note_placements(call, tool, shown);
    return call.ok(std::move(shown));
}

} // namespace easel::external_tools
