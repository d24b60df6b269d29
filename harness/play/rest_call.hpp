#pragma once

#include "base/codec.hpp"
#include "base/ids.hpp"
#include "http/message.hpp"
#include "play/send.hpp"
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

/// The first form of a page.
struct PageForm {
    std::string action;
    base::Fields fields;
};
/// Empty when there is none.
[[nodiscard]] PageForm page_form(http::Response const& response);

} // namespace easel::play
