#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "world/context.hpp"
#include "world/world.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A developer key's configuration JSON: Canvas's validation, its internal form, and the key and tool made of it.
namespace easel::tool_config {

/// One complaint, as the key API words it. @par Source canvas/developer-key.md 5
struct Complaint {
    std::string field;   ///< "lti_key", "configuration", "placements", "disabled_placements", "configuration_url"
    std::string message;
    std::string pointer; ///< JSON pointer of the place at fault; "" : the whole
    std::string fact;    ///< what was broken, "developer-key/2.1"
};

/// Installing options beside the document itself. @par Source canvas/developer-key.md 5.2
struct Install {
    std::string client_id;                         ///< "" : the caller assigns one
    std::string key_name;                          ///< "" : the title
    std::vector<std::string> redirect_uris = {};   ///< empty: the target_link_uri
    std::vector<std::string> disabled_placements = {};
    std::string privacy_level = {};                ///< over the document's
    bool privacy_level_required = false;           ///< dialect `privacy_level`: documented
};

/// What a valid document makes; ids and deployment id are left for whoever puts them into a world.
struct Configuration {
    base::json::object internal; ///< @par Source canvas/developer-key.md 4
    world::DeveloperKey key;
    world::Tool tool;
};

struct Read {
    std::optional<Configuration> configuration; ///< absent when there are complaints
    std::vector<Complaint> complaints;          ///< in Canvas's order
    std::vector<std::string> facts;             ///< the rules that the document met, "developer-key/3.1"
};
[[nodiscard]] Read read(base::json::value const& document, Install const& options);

/// What came of fetching a configuration URL: its checks (5.1), then `read`.
struct Fetched {
    bool timed_out = false;
    int status = 0;
    std::string reason;
    std::string content_type;
    std::string body;
};
[[nodiscard]] Read read_fetched(Fetched const& fetched, Install const& options);

/// Puts key and tool into the world, installed at that place. A key that is there already is replaced, a
/// client id is assigned when there is none. Returns the tool.
world::Tool& install(
    world::World& world, Configuration configuration, world::Installed place, std::string name, base::Instant now
);
/// A further deployment of a key that is there. Null when the key has no tool yet.
world::Tool* deploy(
    world::World& world, std::string_view client_id, world::Installed place, std::string name, base::Instant now
);

/// The body of the key API's 422: `{"errors":[{"field","message","error_code"}]}`.
[[nodiscard]] base::json::object error_body(std::vector<Complaint> const& complaints);

/// Placements Canvas knows, with the message types each allows. @par Source canvas/developer-key.md 3
struct PlacementRule {
    std::string name;
    bool resource_link = false;
    bool deep_linking = false;
    std::string fact = {}; ///< "developer-key/3.1"
};
[[nodiscard]] std::vector<PlacementRule> const& placement_rules();

/// Every scope of LTI that Canvas knows, documented and hidden. @par Source canvas/oauth2-token.md 4.1
[[nodiscard]] std::span<std::string_view const> lti_scopes();

} // namespace easel::tool_config
