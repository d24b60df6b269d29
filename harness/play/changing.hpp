#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "play/texts.hpp"
#include "world/world.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

/// What `change:` does to the world; plain functions of it.
namespace easel::play {

/// What a change needs besides the world.
struct Changing {
    world::World& world;
    base::Instant now;                                     ///< on the tool's clock
    std::string tool_client;                               ///< of the tool `tool`
    std::function<std::string(std::string const&)> client; ///< client id of "tool" or "other"
};

/// Why a change cannot be made; nothing when it has been made.
using Problem = std::optional<std::string>;

/// Nothing to do with the world: false.
[[nodiscard]] bool changes_world(std::string_view what);
/// `to` is what stands under `what` in the step.
[[nodiscard]] Problem change_world(Changing& change, std::string_view what, base::json::value const& to);

// -- the parts, one for each `what`
// ------------------------------------------------------------------------------------ changing_people.cpp
[[nodiscard]] Problem change_users(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_enrolments(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_sections(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_groups(Changing& change, base::json::value const& to);
// changing_course.cpp
[[nodiscard]] Problem change_courses(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_assignments(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_line_items(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_links(Changing& change, base::json::value const& to);
// changing_grades.cpp
[[nodiscard]] Problem change_submissions(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_results(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_progresses(Changing& change, base::json::value const& to);
// changing_tools.cpp
[[nodiscard]] Problem change_tool(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_placements(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_key(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_dialects(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_throttle(Changing& change, base::json::value const& to);
[[nodiscard]] Problem change_file_service(Changing& change, base::json::value const& to);

// -- their common ground
// -----------------------------------------------------------------------------------------------
[[nodiscard]] Problem unknown(std::string_view what, std::string_view key);

/// Applies `apply(key, value)` to every member; a value that is a bare word is taken as `{state: word}`.
[[nodiscard]] Problem each(
    base::json::value const& value, std::function<Problem(std::string_view, base::json::value const&)> const& apply
);
/// Applies `apply(thing, value)` to the thing of every name.
template <class Find, class Apply>
[[nodiscard]] Problem by_name(
    world::World& world, base::json::value const& to, std::string_view kind, Find const& find, Apply const& apply
);
/// `{bio101: {ada: ...}}` and the like: as `by_name`, and below each of them users by their names.
template <class Find, class Apply>
[[nodiscard]] Problem by_user(
    world::World& world, base::json::value const& to, std::string_view kind, Find const& find, Apply const& apply
);

/// Null clears.
[[nodiscard]] Problem put(std::optional<base::Instant>& into, std::string_view key, base::json::value const& value);
[[nodiscard]] Problem put(std::optional<double>& into, std::string_view key, base::json::value const& value);
[[nodiscard]] Problem put(std::optional<int>& into, std::string_view key, base::json::value const& value);
/// Into what cannot be cleared.
[[nodiscard]] Problem put(base::Instant& into, std::string_view key, base::json::value const& value);
[[nodiscard]] Problem put(double& into, std::string_view key, base::json::value const& value);
[[nodiscard]] Problem put(int& into, std::string_view key, base::json::value const& value);
[[nodiscard]] Problem put(bool& into, std::string_view key, base::json::value const& value);
/// Null empties.
[[nodiscard]] Problem put(std::string& into, std::string_view key, base::json::value const& value);
[[nodiscard]] Problem put(std::vector<std::string>& into, std::string_view key, base::json::value const& value);
[[nodiscard]] Problem put(base::json::object& into, std::string_view key, base::json::value const& value);
/// The users that a list names; null: nobody.
[[nodiscard]] Problem put_users(
    world::World& world, std::vector<world::Id>& into, std::string_view key, base::json::value const& value
);
[[nodiscard]] Problem set_dialects(world::Dialects& dialects, base::json::value const& to);

template <class Find, class Apply>
Problem by_name(
    world::World& world, base::json::value const& to, std::string_view kind, Find const& find, Apply const& apply
) {
    if (!to.is_object()) return "name the " + std::string(kind) + " first";
    for (auto const& [name, value] : to.as_object()) {
        auto* const found = find(world, std::string_view(name));
        if (found == nullptr) return "no such " + std::string(kind) + ": " + std::string(name);
        if (auto problem = apply(*found, value)) return problem;
    }
    return std::nullopt;
}

template <class Find, class Apply>
Problem by_user(
    world::World& world, base::json::value const& to, std::string_view kind, Find const& find, Apply const& apply
) {
    return by_name(world, to, kind, find, [&](auto& thing, base::json::value const& users) {
        return by_name(world, users, "user", world::user_named, [&](world::User& user, base::json::value const& value) {
            return apply(thing, user, value);
        });
    });
}

} // namespace easel::play
