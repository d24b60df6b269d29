#include "external_tools/call.hpp"

#include <algorithm>

namespace easel::external_tools {

namespace {

constexpr std::size_t most_favorites = 2;

bool is_rce(Call const& call) {
    return call.route.favorite == Route::Favorite::rce;
}

std::vector<world::Id>& own_list(Call& call) {
    if (auto* const account = call.place.account)
        return is_rce(call) ? account->rce_favorites : account->top_nav_favorites;
    return is_rce(call) ? call.world().account.rce_favorites : call.world().account.top_nav_favorites;
}

/// An account without favorites of its own has those of the account above.
std::vector<world::Id> list_in_force(Call& call) {
    auto& world = call.world();
    for (auto const& place : world::chain_of(world, call.place)) {
        auto const* const account = world::account_by_id(world, place.account);
        auto const& rce = account == nullptr ? world.account.rce_favorites : account->rce_favorites;
        auto const& top = account == nullptr ? world.account.top_nav_favorites : account->top_nav_favorites;
        auto const& list = is_rce(call) ? rce : top;
        if (list.empty()) continue;
        if (account != call.place.account) call.applies("5.5.8");
        return list;
    }
    return {};
}

void keep(Call& call, std::vector<world::Id> const& list) {
    own_list(call) = list;
    if (call.place.account != nullptr)
        world::touch(call.world(), *call.place.account);
    else
        world::touch_rest(call.world());
}

http::Response answer_list(Call const& call, std::vector<world::Id> const& list) {
    json::array ids;
    for (auto const id : list) ids.emplace_back(id);
    return call.ok(json::object{{is_rce(call) ? "rce_favorite_tool_ids" : "top_nav_favorite_tool_ids", std::move(ids)}}
    );
}

http::Response bad_request(std::string_view message) {
    return http::json(400, base::dump(json::object{{"message", message}}));
}

} // namespace

http::Response favor(Call& call) {
    auto& world = call.world();
    auto const places = world::chain_of(world, call.place);
    auto const* const tool = find_tool(world, call.route.tool.value_or(0), places);
    if (!call.holds("5.5.1", tool != nullptr)) return rest::not_found();
    if (tool == nullptr) return rest::unforeseen(); // only where that check is switched off
    auto const* const placement = is_rce(call) ? "editor_button" : "top_navigation";
    auto const* const found = world::placement_of(*tool, placement);
    if (!call.holds(is_rce(call) ? "5.5.2" : "5.5.3", found != nullptr && found->enabled))
        return bad_request(
            is_rce(call) ? "Tool does not have an editor_button placement"
                         : "Tool does not have top_navigation placement"
        );
    auto list = list_in_force(call);
    if (std::find(list.begin(), list.end(), tool->id) == list.end())
        list.push_back(tool->id);
    else
        call.applies("5.5.7");
    if (list.size() > most_favorites) {
        auto const gone = std::erase_if(list, [&](world::Id id) {
            auto const* const each = find_tool(world, id, places);
            return each == nullptr || world::placement_of(*each, placement) == nullptr;
        });
        if (gone != 0) call.applies("5.5.5");
    }
    if (!call.holds("5.5.4", list.size() <= most_favorites))
        return bad_request("Cannot have more than 2 favorited tools");
    keep(call, list);
    return answer_list(call, list);
}

http::Response unfavor(Call& call) {
    auto list = list_in_force(call);
    if (std::erase(list, call.route.tool.value_or(0)) != 0)
        keep(call, list);
    else
        call.applies("5.5.6");
    return answer_list(call, list);
}

} // namespace easel::external_tools
