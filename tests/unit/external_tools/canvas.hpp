#pragma once

#include "external_tools/external_tools.hpp"

#include <string>
#include <vector>

namespace easel::external_tools {

/// A Canvas with one course in a sub-account, a group, people with tokens of their own names and nothing installed, at
/// 2026-03-01T10:00:00Z. Ids are those below.
struct Canvas {
    Canvas();

    world::World world;
    Desk desk;
    base::Instant now;

    /// The course and its sub-account.
    [[nodiscard]] std::string course() const;
    [[nodiscard]] std::string science() const;
    [[nodiscard]] std::string group() const;

    /// A call with that person's token; `form` as body. A path below /api/v1.
    traffic::Answer call(
        std::string const& method, std::string const& path, std::string const& who = "grace", std::string form = {}
    );
    traffic::Answer send(http::Request request, std::string const& who = "grace");
    /// Installs a tool of LTI 1.1 with these further form parameters; its id.
    world::Id install(std::string const& where, std::string const& name, std::string const& form = {});
    [[nodiscard]] world::Tool& tool(world::Id id) { return *world::tool_by_id(world, id); }
};

[[nodiscard]] base::json::value body_of(traffic::Answer const& answer);
/// The rows of external-tools-api.md that the answer rests on; those that failed begin with `!`.
[[nodiscard]] std::vector<std::string> rows_of(traffic::Answer const& answer);
[[nodiscard]] bool rests_on(traffic::Answer const& answer, std::string const& row);

} // namespace easel::external_tools
