#pragma once

#include "world/world.hpp"

#include <optional>
#include <string_view>

namespace easel::services {

enum class Action {
    list_line_items,
    create_line_item,
    show_line_item,
    update_line_item,
    delete_line_item,
    post_score,
    list_results,
    show_result,
    show_progress,
    none,  ///< a path of the services with a method or an ending that has no route
};

/// A path of the services taken apart; ids that are no decimal numbers are 0, which nothing has.
struct AgsRoute {
    Action action = Action::none;
    std::optional<world::Id> course;
    world::Id line_item = 0;
    world::Id item = 0;  ///< the result or the progress
};

/// Nothing for a path outside `/api/lti/courses/<course>/{line_items,progress}`.
[[nodiscard]] std::optional<AgsRoute> ags_route(std::string_view method, std::string_view path);

}  // namespace easel::services
