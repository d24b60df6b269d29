#pragma once

#include "lti13/launch.hpp"
#include "world/world.hpp"

#include <string>

namespace easel::fuzz {

/// The default world with one tool, and its issuer; made afresh for every input.
struct Canvas {
    static constexpr char const* client_id = "10000000000001";
    static constexpr char const* redirect_uri = "https://tool.example/launch";

    world::World world;
    lti13::Issuer issuer;
    lti13::LaunchStore store;
    base::Instant now;

    Canvas();
    /// "/api/lti/courses/1/line_items"
    [[nodiscard]] std::string line_items_path();
    [[nodiscard]] std::string line_item_path(); ///< of quiz1
};

} // namespace easel::fuzz
