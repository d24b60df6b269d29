#pragma once

#include "content_items/content_items.hpp"
#include "content_items/items.hpp"

#include <functional>

/// What Canvas's pages make of what came back. Used inside this module. @par Source canvas/lti11.md 9
namespace easel::content_items {

struct Creation {
    world::World& world;
    world::Context const& context;
    world::User const* user;
    Opener const* opener; ///< null: nobody knows which picker it was
    base::Instant now;
    std::function<world::Tool const*(std::string const& url)> tool_of; ///< whose link it is; null: nobody's
};
void create(Creation const& creation, json::array const& items, traffic::Trail& trail);

} // namespace easel::content_items
