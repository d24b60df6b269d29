#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "lti13/issuer.hpp"
#include "lti13/launch.hpp"
#include "traffic/exchange.hpp"
#include "world/context.hpp"
#include "world/world.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::lti13 {

/// What a launch intent names, looked up: everything that claims are made of.
struct Subject {
    world::World& world;
    Issuer const& issuer;
    world::User* user = nullptr;             ///< null: nobody is logged in
    world::Course* course = nullptr;         ///< the context; null: a group or the account is
    world::Assignment* assignment = nullptr; ///< the link that is launched, if it is an assignment
    world::Tool* tool = nullptr;
    world::DeveloperKey* key = nullptr; ///< null: the tool speaks LTI 1.1
    std::string placement = {};
    base::Instant now = {};
    world::Group* group = nullptr;            ///< the context; null: a course or the account is
    world::ResourceLink* link = nullptr;      ///< the link that is launched, if it is no assignment
    world::Assignment* about = nullptr;       ///< the assignment on whose page a placement was opened
    world::Module const* module = nullptr;    ///< in which the link, or whose menu, was opened
    world::ModuleItem const* item = nullptr;  ///< the module's line that was opened
    world::User const* student = nullptr;     ///< looked at in a card
    world::User const* masquerader = nullptr; ///< the admin who acts as the user
    std::string message_type = "LtiResourceLinkRequest";
    std::string editor_contents = {};
    std::string editor_selection = {};
    world::SubAccount* account = nullptr;       ///< the context; null: a course, a group or the root account is
    std::string url = {};                       ///< opened whatever the link says; "" : what it says
    bool sessionless = false;
    base::Fields further = {};
    traffic::Trail* noted = nullptr; ///< collects the facts that a launch rests on

    /// Notes rows of lti13-launch.md, as "5.4.1".
    void note(std::initializer_list<std::string_view> rows) const;

    /// Not `found` where the course is deleted, which a case may launch from all the same.
    [[nodiscard]] world::Context context() const;
    [[nodiscard]] world::ContextKind context_kind() const;
    [[nodiscard]] world::Id context_number() const; ///< Canvas's id of the context
    [[nodiscard]] std::string const& context_id() const;
    [[nodiscard]] std::string const& context_title() const;
    /// "courses/7", "groups/3", "accounts/1"
    [[nodiscard]] std::string context_path() const;
    /// The account that the context is, or is in; null: the root account.
    [[nodiscard]] world::SubAccount const* nearest_account() const;
    /// The course, or the one that the group belongs to; null for the account.
    [[nodiscard]] world::Course* graded_course() const;
    [[nodiscard]] world::Dialects const& dialects() const;
    /// The assignment that variables tell of; null: none.
    [[nodiscard]] world::Assignment* known_assignment() const;
    /// The placement as the tool configures it; null: it does not.
    [[nodiscard]] world::Placement const* placed() const;

    [[nodiscard]] std::string const& target_link_uri() const;
    [[nodiscard]] std::string const& link_id() const;
    [[nodiscard]] std::string const& link_title() const;
    [[nodiscard]] std::string locale() const;
    /// The 40 hex digits that stand for the user, or for any visitor who is not logged in.
    [[nodiscard]] std::string login_hint() const;
};

/// Whatever version of LTI the tool speaks; the message is that of LTI 1.3.
[[nodiscard]] base::Result<Subject> find_subject(
    world::World& world, Issuer const& issuer, LaunchIntent const& intent, base::Instant now
);
/// Why a tool without a developer key has no login initiation.
[[nodiscard]] base::Fault not_by_login(Subject const& subject);
/// The claims of what was looked up; `nonce` and what is signed with it are left out.
[[nodiscard]] base::json::object claims_of(Subject const& subject);

/// Claims prefix `C/` of the fact file.
[[nodiscard]] std::string claim(std::string_view name);

/// The message of a placement: what was asked for, else what the tool configures, else what the placement sends by
/// itself. Refused when the placement does not allow it. @par Source canvas/developer-key.md 3, lti13-launch.md 5.8
[[nodiscard]] base::Result<std::string> message_of(Subject const& subject, std::optional<std::string> const& asked);

/// The context's own roles, sorted; and all roles, sorted without duplicates. @par Source canvas/lti13-launch.md 5.4
[[nodiscard]] std::vector<std::string> context_roles(Subject const& subject);
[[nodiscard]] std::vector<std::string> all_roles(Subject const& subject);
/// LIS context roles of one enrolment role.
[[nodiscard]] std::vector<std::string> roles_of(world::Role role);
/// The user's enrolments in the course that count today.
[[nodiscard]] std::vector<world::Enrolment> current_enrolments(Subject const& subject);
/// Those whom the user observes in the course.
[[nodiscard]] std::vector<world::User const*> observed_users(Subject const& subject);
/// Their `sub` values.
[[nodiscard]] std::vector<std::string> observees(Subject const& subject);

/// Custom parameters of tool, placement and link laid over each other, not yet expanded. @par Source lti13-launch.md 6
[[nodiscard]] base::json::object merged_custom(Subject const& subject);
/// A configured value with its variable expanded; unknown and unavailable ones stay. @par Source lti13-launch.md 6.1
[[nodiscard]] base::json::value expanded(base::json::value const& configured, Subject const& subject);
/// Canvas's word for a course's state, as variables tell it: "active", "claimed", "completed", "deleted".
[[nodiscard]] std::string course_state(world::CourseState state);
/// Merged and expanded custom parameters.
[[nodiscard]] base::json::object custom_claim(Subject const& subject);

/// Host and port of the issuer's origin.
[[nodiscard]] std::string authority(Issuer const& issuer);
/// The user's picture, or that of somebody who has none.
[[nodiscard]] std::string avatar_url(Issuer const& issuer, world::User const& user);
/// The id by which an LTI 1.1 tool knew a link. @par Source lti13-launch.md 5.2 (`lti1p1`)
[[nodiscard]] std::string legacy_link_id(std::string_view link_id);
/// What Canvas calls a thing's `uuid`: 40 characters that never change.
[[nodiscard]] std::string uuid_of(std::string_view lti_id);

} // namespace easel::lti13
