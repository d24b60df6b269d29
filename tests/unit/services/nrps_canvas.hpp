#pragma once

#include "canvas.hpp"
#include "services/nrps.hpp"

#include <ostream>

/// The small Canvas of the services' tests, asked for rosters.
namespace easel::services {

inline std::string const course_roster = "/api/lti/courses/11/names_and_roles";
inline std::string const group_roster = "/api/lti/groups/71/names_and_roles";
inline std::string const learner = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner";
inline std::string const instructor = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor";
inline constexpr auto roster_scope = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";

struct RosterCanvas : Canvas {
    http::Headers headers; ///< sent besides

    RosterCanvas();
    /// GET with a token of `caller` with the roster's scope, unless `authorization` says otherwise.
    traffic::Answer const& get(std::string const& target, base::Fields const& query = {});
    /// The same for anything else.
    traffic::Answer const& call(std::string const& method, std::string const& target);
    [[nodiscard]] base::json::object body() const;
    /// World names of those who are listed, "ada bob grace".
    [[nodiscard]] std::string listed();
    /// The member that stands for the user; null: nobody does.
    [[nodiscard]] base::json::value member(std::string const& user) const;
    [[nodiscard]] bool rests_on(std::string const& fact) const;

    world::Enrolment& enrol(
        world::Id user, world::Role role, world::EnrolmentState state = world::EnrolmentState::active
    );
    world::User& user(world::Id id) { return *world::user_by_id(world, id); }
    world::Tool& tool() { return world.tools[0]; }
    world::Group& group() { return world.groups[0]; }
    world::ResourceLink& add_link(world::Id id, std::string const& link_id, bool in_module = true);
};

/// One request and everything that must come of it.
struct RosterRow {
    std::string name;
    std::string fact; ///< decides a refusal; stands in the trail of a success
    std::function<void(RosterCanvas&)> act;
    int status = 200;
    std::string shown; ///< of a refusal the message, of a roster those who are listed; "*": not looked at
    std::function<void(RosterCanvas&)> then = {}; ///< further expectations
};
void PrintTo(RosterRow const& row, std::ostream* out);

[[nodiscard]] std::vector<RosterRow> roster_check_rows();
[[nodiscard]] std::vector<RosterRow> roster_rows();

} // namespace easel::services
