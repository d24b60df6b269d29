#include "base/bounded.hpp"
#include "content_items/content_items.hpp"

namespace easel::content_items {
namespace {

constexpr std::size_t most_openers = 1'000;

std::string key_of(std::string_view login_hint, world::ContextKind kind, world::Id id) {
    return std::string(login_hint) + " " + world::context_path(kind, id);
}

} // namespace

void Openers::remember(world::World& world, lti11::Launch const& launch) {
    auto const* const rule = world::placement_rule(launch.placement);
    auto const* const user = world::user_named(world, launch.user);
    if (rule == nullptr || !rule->deep_linking || user == nullptr) return;
    auto const never = [](Opener const&) { return false; };
    base::make_room(latest_, most_openers, never, [](Opener const& opener) { return opener.turn; });
    latest_[key_of(user->legacy_id, launch.context_kind, launch.context)] = {
        launch.placement, launch.about, launch.module, ++turns_};
}

Opener const* Openers::find(std::string_view login_hint, world::ContextKind kind, world::Id id) const {
    auto const found = latest_.find(key_of(login_hint, kind, id));
    return found == latest_.end() ? nullptr : &found->second;
}

} // namespace easel::content_items
