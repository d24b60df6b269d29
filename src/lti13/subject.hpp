#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "lti13/issuer.hpp"
#include "lti13/launch.hpp"
#include "world/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::lti13 {

/// What a launch intent names, looked up: everything that claims are made of.
struct Subject {
    world::World& world;
    Issuer const& issuer;
    world::User* user = nullptr;              ///< null: nobody is logged in
    world::Course* course = nullptr;          ///< null: the account is the context
    world::Assignment* assignment = nullptr;  ///< null: the launch has no link of its own
    world::Tool* tool = nullptr;
    world::DeveloperKey* key = nullptr;
    std::string placement = {};
    base::Instant now = {};

    [[nodiscard]] std::string const& context_id() const;
    [[nodiscard]] std::string const& context_title() const;
    [[nodiscard]] std::string const& target_link_uri() const;
    [[nodiscard]] std::string const& link_id() const;
    [[nodiscard]] std::string const& link_title() const;
    /// The 40 hex digits that stand for the user, or for any visitor who is not logged in.
    [[nodiscard]] std::string login_hint() const;
};

[[nodiscard]] base::Result<Subject> find_subject(
    world::World& world, Issuer const& issuer, LaunchIntent const& intent, base::Instant now
);

/// Claims prefix `C/` of the fact file.
[[nodiscard]] std::string claim(std::string_view name);

/// The context's own roles, sorted; and all roles, sorted without duplicates. @par Source canvas/lti13-launch.md 5.4
[[nodiscard]] std::vector<std::string> context_roles(Subject const& subject);
[[nodiscard]] std::vector<std::string> all_roles(Subject const& subject);
/// LIS context roles of one enrolment role.
[[nodiscard]] std::vector<std::string> roles_of(world::Role role);
/// The user's enrolments in the course that count today.
[[nodiscard]] std::vector<world::Enrolment> current_enrolments(Subject const& subject);
/// `sub` values of those whom the user observes in the course.
[[nodiscard]] std::vector<std::string> observees(Subject const& subject);

/// Merged and expanded custom parameters. @par Source canvas/lti13-launch.md 6
[[nodiscard]] base::json::object custom_claim(Subject const& subject);

/// Host and port of the issuer's origin.
[[nodiscard]] std::string authority(Issuer const& issuer);
/// The picture of somebody who has none.
[[nodiscard]] std::string avatar_url(Issuer const& issuer);

}  // namespace easel::lti13
