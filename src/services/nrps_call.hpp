#pragma once

#include "base/json.hpp"
#include "lti13/token.hpp"
#include "services/nrps.hpp"
#include "services/params.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the parts of the roster hand each other. Internal to this module.
namespace easel::services {

/// One request for a roster on its way through the checks; the pointers are set once their checks have passed.
struct RosterCall {
    Context context;
    http::Request const& request;
    NrpsRoute route = {};
    Params params = {};
    lti13::Caller caller = {};
    world::Course* course = nullptr; ///< the course, or the group's; null for a group of the account
    world::Group* group = nullptr;   ///< null: a course is asked for
    world::Tool* tool = nullptr;
    std::string role = {};                   ///< the filter; empty: none
    std::string rlid = {};                   ///< the link that is asked for; empty: none
    world::Assignment* assignment = nullptr; ///< what `rlid` names, one of the two or neither
    world::ResourceLink* link = nullptr;
    traffic::Answer answer = {};

    /// Notes a check and says whether it passed.
    [[nodiscard]] bool holds(std::string_view fact, bool passed);
    /// Notes a rule that applies and decides nothing.
    void applies(std::string_view fact);
    [[nodiscard]] world::Dialects const& dialects() const;
};

/// Checks 14 to 19; sets `assignment` or `link`. @par Source canvas/nrps.md 2
[[nodiscard]] std::optional<http::Response> find_link(RosterCall& call);

struct Member {
    world::User* user = nullptr;
    std::vector<std::string> roles; ///< full URNs in Canvas's order
};
/// Everybody whom the request's filters leave, by Canvas id. @par Source canvas/nrps.md 3
[[nodiscard]] std::vector<Member> listed_members(RosterCall& call);

/// The members of 4 in Canvas's order.
[[nodiscard]] base::json::object member_json(RosterCall const& call, Member const& member);
/// Notes which of the rules of 4 shape the answer.
void note_member_rules(RosterCall& call);

} // namespace easel::services
