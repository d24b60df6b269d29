#pragma once

#include "external_tools/external_tools.hpp"
#include "rest/rest.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Internal to this module: one request on its way through Canvas's checks.
namespace easel::external_tools {

namespace json = base::json;

struct Call {
    Context const& context;
    Route const& route;
    http::Request const& request;
    Fetched const& fetched;
    json::object parameters = {}; ///< query and body
    rest::Caller caller = {};
    world::Context place = {};   ///< found, once `refuse` let the call pass; visible_course_nav may have none
    world::Tool* tool = nullptr; ///< for show, update and remove
    traffic::Answer answer = {};

    [[nodiscard]] world::World& world() const { return context.world; }
    [[nodiscard]] std::string locale() const { return caller.user == nullptr ? "en" : caller.user->locale; }
    /// A check by its row of external-tools-api.md, "2.7"; says whether it passed.
    bool holds(std::string_view row, bool passed);
    /// A row that decided.
    void applies(std::string_view row);
    /// 200, with ids as the client wants them.
    [[nodiscard]] http::Response ok(json::value value) const;
};

/// Everything that comes before a request's own work: token, scope, context, right, tool and the right on it. The
/// refusal, if any. @par Source canvas/external-tools-api.md 2
[[nodiscard]] std::optional<http::Response> refuse(Call& call);
/// A further right in the place of the call.
[[nodiscard]] std::optional<http::Response> refuse_right(Call& call, rest::Right right);
[[nodiscard]] http::Response not_permitted(Call& call);

/// Where tools of this context are installed.
[[nodiscard]] world::Installed installed_in(world::Context const& place);
/// The active tool of that id, installed in one of these places; null when there is none.
[[nodiscard]] world::Tool* find_tool(world::World& world, world::Id id, std::vector<world::Installed> const& places);

// What each endpoint does with a call that was let pass.
[[nodiscard]] http::Response list(Call& call);
[[nodiscard]] http::Response show(Call& call, world::Tool const& tool);
[[nodiscard]] http::Response create(Call& call);
[[nodiscard]] http::Response update(Call& call);
[[nodiscard]] http::Response remove(Call& call);
[[nodiscard]] http::Response favor(Call& call);
[[nodiscard]] http::Response unfavor(Call& call);
[[nodiscard]] http::Response visible_course_nav(Call& call);
[[nodiscard]] http::Response sessionless(Call& call);
/// For a browser, which has no token: nothing was checked before.
[[nodiscard]] http::Response launch_page(Call& call);

} // namespace easel::external_tools
