#pragma once

#include "base/codec.hpp"
#include "base/ids.hpp"
#include "http/message.hpp"
#include "play/send.hpp"
#include "world/context.hpp"
#include "world/world.hpp"

#include <string>
#include <string_view>

/// What a `rest` step puts on the wire, and what it sees on the page that comes.
namespace easel::play {

/// Members as Rails reads them from names: `{a: {b: [1, 2]}}` is `a[b][]=1&a[b][]=2`; nothing is "".
[[nodiscard]] base::Fields nested_fields(base::json::object const& members);
/// Method, path, query, headers and body of the step; no token.
[[nodiscard]] http::Request rest_request(Parameters const& parameters);
/// The person's token: that of the same name, else any, else one made now; "" when there is no such person.
[[nodiscard]] std::string person_token(world::World& world, std::string_view person, base::Random& random);

/// Where the External Tools API installs tools in that place, below /api/v1.
[[nodiscard]] std::string tools_path(world::World const& world, world::Installed const& place);
/// Somebody who may install tools everywhere; null when the world has nobody.
[[nodiscard]] world::User const* some_admin(world::World const& world);

/// The first form of a page.
struct PageForm {
    std::string action;
    base::Fields fields;
};
/// Empty when there is none.
[[nodiscard]] PageForm page_form(http::Response const& response);

} // namespace easel::play
