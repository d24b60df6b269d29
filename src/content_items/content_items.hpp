#pragma once

#include "base/instant.hpp"
#include "http/message.hpp"
#include "lti11/launch.hpp"
#include "lti13/issuer.hpp"
#include "oauth1/oauth1.hpp"
#include "traffic/answer.hpp"
#include "world/context.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

/// What comes back from an LTI 1.1 tool's picker: `ContentItemSelection`, or the legacy return by URL. The request side is
/// lti11/content_item_request.hpp. @par Source canvas/lti11.md 6.2, 6.3
namespace easel::content_items {

/// `<context>/external_content/{success,update}/<service>[/<item>]`; nothing for any other path.
struct ReturnRoute : world::Place {
    bool updates = false;
    std::string service; ///< "external_tool_dialog", "external_tool_redirect"
    std::string item;    ///< the content item that is updated
};
[[nodiscard]] std::optional<ReturnRoute> return_route(std::string_view path);

/// Whether a request brings content to such a path; else it only brings the user back.
[[nodiscard]] bool brings_content(std::string_view method, std::string_view target);

/// What Canvas's page knows that opened a picker; what comes back tells nothing of it.
struct Opener {
    std::string placement;
    world::Id assignment = 0; ///< on whose page it was opened
    world::Id module = 0;     ///< which is to be filled
    std::uint64_t turn = 0;   ///< tells which came later
};
/// The latest picker of each person in each context. Bounded: those that were opened longest ago are forgotten.
class Openers {
  public:
    /// Nothing happens for a launch that opens no picker.
    void remember(world::World& world, lti11::Launch const& launch);
    /// Null: nobody knows of one.
    [[nodiscard]] Opener const* find(std::string_view login_hint, world::ContextKind kind, world::Id id) const;

  private:
    std::map<std::string, Opener> latest_;
    std::uint64_t turns_ = 0;
};

/// The page carries `retrieved_data` and the tool's messages as JSON in
/// `<script type="application/json" id="external_content">`. What Canvas's pages make of the items once
/// their dialogs are confirmed is made at once: links that somebody returns who may manage the course, homework, imports.
/// @param session_user  the login hint of whoever is logged in to Canvas in that browser
[[nodiscard]] traffic::Answer answer_return(
    world::World& world,
    lti13::Issuer const& issuer,
    http::Request const& request,
    std::string const& session_user,
    Openers const& openers = {},
    base::Instant now = {}
);

/// `<context>/external_tools/retrieve`, which an embedded LTI link leads to; nothing for any other path.
[[nodiscard]] std::optional<world::Place> retrieval_route(std::string_view path);
/// Launches the LTI 1.1 tool of the query's `url` for whoever is logged in: a page with one form that posts itself.
[[nodiscard]] traffic::Answer answer_retrieval(
    world::World& world, lti13::Issuer const& issuer, http::Request const& request, std::string const& session_user,
    base::Instant now,
    oauth1::Freshness const& fresh
);

} // namespace easel::content_items
