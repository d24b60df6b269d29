#pragma once

#include "base/json.hpp"
#include "lti13/deep_linking_request.hpp"
#include "traffic/exchange.hpp"
#include "world/context.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>

namespace easel::deep_linking {

namespace json = base::json;

/// A response that passed its checks, and where it leads.
struct Submission {
    world::World& world;
    world::Context context;
    lti13::ReturnData data;
    std::string client_id;
    world::Tool const* tool = nullptr; ///< null: the key has no active deployment that reaches the context
    json::array items;                 ///< what the tool sent; enriched as things are made of them
};

/// Does the item have that type? Only `ltiResourceLink` items are the server's business.
[[nodiscard]] bool is_link(json::value const& item);

/// What the decision table asks first. @par Source canvas/deep-linking.md 3
struct Plan {
    bool line_items_in_play = false;
    bool line_items_ignored = false; ///< some link has one, but they are not in play
    bool new_module = false;
    bool needs_rights = false; ///< checks 10 and 11 are asked
};
[[nodiscard]] Plan plan_for(Submission const& submission);

struct Created {
    bool reload_page = false;
    bool module_created = false;
    bool module_missing = false; ///< the module of `data` is gone: nothing was made
};
/// Makes what the table says; the row that held goes into the trail.
[[nodiscard]] Created create(Submission& submission, Plan const& plan, traffic::Trail& trail);

} // namespace easel::deep_linking
