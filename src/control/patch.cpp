// A change in the world file's own keys, laid on a world that is on: the world is built as it would have been before
// and after the change, and what differs between the two is carried over to the rows of that name. All else stays:
// grades, line items, ids, and what a tool or an earlier change has made of other members.
#include "control/control.hpp"
#include "control/patch.hpp"
#include "services/ags.hpp"
#include "world/context.hpp"
#include "world_file/world_file.hpp"

#include <algorithm>
#include <map>

namespace easel::control {
namespace {

using world::Id;
using world::World;

template <class Rows>
auto* named(Rows& rows, std::string_view name) {
    auto const found = std::find_if(rows.begin(), rows.end(), [&](auto const& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

/// Copies the members that the change changed.
template <class Row, class... Member>
void carry(Row& live, Row const* before, Row const& after, Member... members) {
    auto const one = [&](auto member) {
        if (before == nullptr || !(before->*member == after.*member)) live.*member = after.*member;
    };
    (one(members), ...);
}

class Patch {
  public:
    Patch(World& live, World const& before, World const& after, yaml::Node const& patch)
        : live_(live),
          before_(before),
          after_(after),
          patch_(patch) {}

    void apply() {
        whole_world();
        // Every row gets its place first: rows name each other.
        place(live_.users, after_.users);
        place(live_.accounts, after_.accounts);
        place(live_.courses, after_.courses);
        place(live_.groups, after_.groups);
        place(live_.keys, after_.keys);
        place(live_.tools, after_.tools);
        place(live_.assignments, after_.assignments);
        place(live_.links, after_.links);
        place(live_.modules, after_.modules);
        place(live_.tokens, after_.tokens);
        for (auto const& row : after_.courses) sections(row);

        each(live_.users, before_.users, after_.users, [&](auto&... rows) { user(rows...); });
        each(live_.accounts, before_.accounts, after_.accounts, [&](auto&... rows) { sub_account(rows...); });
        each(live_.courses, before_.courses, after_.courses, [&](auto&... rows) { course(rows...); });
        each(live_.groups, before_.groups, after_.groups, [&](auto&... rows) { group(rows...); });
        each(live_.keys, before_.keys, after_.keys, [&](auto&... rows) { key(rows...); });
        each(live_.tools, before_.tools, after_.tools, [&](auto&... rows) { tool(rows...); });
        each(live_.assignments, before_.assignments, after_.assignments, [&](auto&... rows) { assignment(rows...); });
        each(live_.links, before_.links, after_.links, [&](auto&... rows) { link(rows...); });
        each(live_.modules, before_.modules, after_.modules, [&](auto&... rows) { module(rows...); });
        each(live_.tokens, before_.tokens, after_.tokens, [&](auto&... rows) { access_token(rows...); });
        removed();
    }

  private:
    /// The live row of a row of `after_`; a new one is a copy under ids of its own.
    template <class Rows>
    void place(Rows& live, Rows const& after) {
        for (auto const& row : after) {
            auto* found = named(live, row.name);
            if (found == nullptr) {
                found = &live.emplace_back(row);
                renew(*found);
                fresh_.push_back(found);
            }
            if constexpr (requires { found->id; }) ids_[row.id] = found->id;
        }
    }

    /// `after_` was drawn from the seed of the live world, so its ids may be another row's there.
    void renew(auto& row) {
        auto& random = live_.random;
        if constexpr (requires { row.id; }) row.id = live_.next_id++;
        if constexpr (requires { row.lti_id; }) row.lti_id = random.uuid();
        if constexpr (requires { row.legacy_id; }) row.legacy_id = random.hex(40);
        if constexpr (requires { row.context_id; }) row.context_id = random.hex(40);
        if constexpr (requires { row.link_id; }) row.link_id = random.uuid();
        if constexpr (requires { row.lookup_uuid; }) row.lookup_uuid = random.uuid();
    }

    /// Calls `change(live, before or null, after)` for the rows that are there after the change.
    template <class Rows, class Change>
    void each(Rows& live, Rows const& before, Rows const& after, Change change) {
        for (auto const& row : after) {
            auto& own = *named(live, row.name);
            auto const* was = is_fresh(own) ? nullptr : named(before, row.name);
            change(own, was, row);
        }
    }

    [[nodiscard]] bool is_fresh(auto const& row) const {
        return std::find(fresh_.begin(), fresh_.end(), &row) != fresh_.end();
    }

    [[nodiscard]] Id id(Id after) const {
        auto const found = ids_.find(after);
        return found == ids_.end() ? 0 : found->second;
    }
    [[nodiscard]] std::vector<Id> ids(std::vector<Id> const& after) const {
        std::vector<Id> all;
        for (auto const one : after) all.push_back(id(one));
        return all;
    }
    /// Ids of the two worlds are told apart by the names behind them.
    template <class Rows>
    [[nodiscard]] static std::vector<std::string> names(Rows const& rows, std::vector<Id> const& wanted) {
        std::vector<std::string> all;
        for (auto const one : wanted)
            for (auto const& row : rows)
                if (row.id == one) all.push_back(row.name);
        return all;
    }
    [[nodiscard]] bool same_users(std::vector<Id> const& before, std::vector<Id> const& after) const {
        return names(before_.users, before) == names(after_.users, after);
    }
    [[nodiscard]] bool same_tool(Id before, Id after) const {
        return names(before_.tools, {before}) == names(after_.tools, {after});
    }

    /// Does the change name this member of a thing? `path` leads to it.
    [[nodiscard]] bool names(std::initializer_list<std::string_view> path) const {
        auto const* node = &patch_;
        for (auto const part : path)
            if ((node = node->find(part)) == nullptr) return false;
        return true;
    }

    void whole_world() {
        if (names({"canvas"}) || names({"dialects"})) {
            live_.canvas = after_.canvas;
            live_.dialects = after_.dialects;
        }
        carry(live_.account, &before_.account, after_.account, &world::Account::name);
        if (names({"account", "guid"})) live_.account.guid = after_.account.guid;
        if (names({"throttle"})) live_.throttle = after_.throttle;
        if (names({"file_service"})) live_.file_service = after_.file_service;
        if (names({"configuration_hosts"})) live_.configuration_hosts = after_.configuration_hosts;
    }

    void sections(world::Course const& after) {
        auto& live = *named(live_.courses, after.name);
        if (is_fresh(live)) live.sections.clear();
        for (auto const& section : after.sections) {
            auto* found = named(live.sections, section.name);
            if (found == nullptr) {
                found = &live.sections.emplace_back(section);
                found->id = live_.next_id++;
            }
            found->title = section.title;
            found->sis_id = section.sis_id;
            ids_[section.id] = found->id;
        }
    }

    void user(world::User& live, world::User const* before, world::User const& after) {
        using U = world::User;
        carry(
            live,
            before,
            after,
            &U::full_name,
            &U::given_name,
            &U::family_name,
            &U::email,
            &U::login_id,
            &U::sis_id,
            &U::locale,
            &U::time_zone,
            &U::avatar_url,
            &U::sis_integration_id,
            &U::account_admin,
            &U::site_admin,
            &U::deleted
        );
        if (before == nullptr || !same_users(before->observees, after.observees)) live.observees = ids(after.observees);
    }

    void sub_account(world::SubAccount& live, world::SubAccount const* before, world::SubAccount const& after) {
        carry(live, before, after, &world::SubAccount::title);
        live.parent = id(after.parent);
    }

    void access_token(world::AccessToken& live, world::AccessToken const* before, world::AccessToken const& after) {
        using T = world::AccessToken;
        carry(
            live, before, after, &T::client_id, &T::scopes, &T::expires_at, &T::ends_at, &T::revoked, &T::opens_sessions
        );
        if (before == nullptr || names({"tokens", after.name, "user"})) live.user = id(after.user);
        if (names({"tokens", after.name, "token"}))
            live.token = after.token;
        else if (before == nullptr)
            live.token = "7~" + live_.random.hex(64);
    }

    void course(world::Course& live, world::Course const* before, world::Course const& after) {
        using C = world::Course;
        carry(
            live,
            before,
            after,
            &C::title,
            &C::label,
            &C::sis_id,
            &C::state,
            &C::end_at,
            &C::term_end_at,
            &C::restrict_dates,
            &C::is_public,
            &C::locale,
            &C::time_zone,
            &C::past_context_ids
        );
        auto const changed = [&](std::string_view key) {
            return before == nullptr || names({"courses", after.name, key});
        };
        if (changed("account")) live.account = id(after.account);
        if (changed("late_policy")) live.late_policy = after.late_policy;
        if (changed("dialects") || changed("canvas")) live.dialects = after.dialects;
        if (changed("people") || changed("sections")) {
            live.enrolments = after.enrolments;
            for (auto& enrolment : live.enrolments) {
                enrolment.user = id(enrolment.user);
                enrolment.section = id(enrolment.section);
            }
        }
    }

    void group(world::Group& live, world::Group const* before, world::Group const& after) {
        carry(live, before, after, &world::Group::title, &world::Group::deleted);
        if (before == nullptr) live.course = id(after.course);
        if (before == nullptr || !same_users(before->members, after.members)) live.members = ids(after.members);
        if (before == nullptr || !same_users({before->leader}, {after.leader})) live.leader = id(after.leader);
    }

    void key(world::DeveloperKey& live, world::DeveloperKey const* before, world::DeveloperKey const& after) {
        using K = world::DeveloperKey;
        carry(
            live,
            before,
            after,
            &K::client_id,
            &K::state,
            &K::on_for_account,
            &K::scopes,
            &K::public_jwk,
            &K::public_jwk_url,
            &K::client_secret,
            &K::redirect_uris
        );
    }

    void tool(world::Tool& live, world::Tool const* before, world::Tool const& after) {
        using T = world::Tool;
        carry(
            live,
            before,
            after,
            &T::client_id,
            &T::deleted,
            &T::privacy,
            &T::title,
            &T::login_url,
            &T::target_link_uri,
            &T::custom,
            &T::domain,
            &T::tool_id,
            &T::description,
            &T::width,
            &T::height,
            &T::legacy_key,
            &T::legacy_secret,
            &T::consumer_key,
            &T::shared_secret,
            &T::oauth_compliant,
            &T::post_only,
            &T::not_selectable,
            &T::icon_url,
            &T::text
        );
        if (before == nullptr) {
            live.course = id(after.course);
            live.account = id(after.account);
            auto const own = std::to_string(after.id) + ":";
            auto const& context = world::context_id_of(live_, {live.course, live.account});
            // Unless it was given one, its deployment id comes from its own id and place.
            if (after.deployment_id.starts_with(own)) live.deployment_id = std::to_string(live.id) + ":" + context;
        }
        if (before != nullptr && names({"tools", after.name})) live.updated_at = after.updated_at;
        auto const named_here = [&](std::string_view member) { return names({"tools", after.name, member}); };
        if (named_here("deployment_id")) live.deployment_id = after.deployment_id;
        if (named_here("placements")) live.placements = after.placements;
    }

    void assignment(world::Assignment& live, world::Assignment const* before, world::Assignment const& after) {
        using A = world::Assignment;
        carry(
            live,
            before,
            after,
            &A::title,
            &A::description,
            &A::points,
            &A::no_points,
            &A::grading,
            &A::allowed_attempts,
            &A::due_at,
            &A::unlock_at,
            &A::lock_at,
            &A::published,
            &A::deleted,
            &A::target_link_uri,
            &A::custom,
            &A::group_assignment,
            &A::grade_individually,
            &A::new_tab,
            &A::frame_width,
            &A::frame_height,
            &A::submission_types
        );
        if (before == nullptr) live.course = id(after.course);
        if (before == nullptr || !same_users(before->only_for, after.only_for))
            services::assign_only_to(live_, live, ids(after.only_for));
        bool const other_tool = before == nullptr || !same_tool(before->tool, after.tool);
        if (other_tool) live.tool = id(after.tool);
        auto* item = world::default_line_item(live_, live.id);
        if (item == nullptr && other_tool && live.tool != 0) {
            if (auto const* owner = world::tool_by_id(live_, live.tool))
                world::add_coupled_line_item(live_, live, owner->client_id);
        } else if (item != nullptr && item->coupled && before != nullptr) {
            if (before->points != after.points) item->score_maximum = live.points;
            if (before->title != after.title) item->label = live.title;
        }
    }

    void link(world::ResourceLink& live, world::ResourceLink const* before, world::ResourceLink const& after) {
        using L = world::ResourceLink;
        carry(live, before, after, &L::title, &L::url, &L::custom, &L::frame_width, &L::frame_height, &L::deleted);
        if (before == nullptr) live.context = id(after.context);
        if (before == nullptr || !same_tool(before->tool, after.tool)) live.tool = id(after.tool);
    }

    void module(world::Module& live, world::Module const* before, world::Module const& after) {
        carry(live, before, after, &world::Module::title, &world::Module::published, &world::Module::deleted);
        if (before == nullptr) live.course = id(after.course);
        auto const* where = world::course_by_id(live_, live.course);
        bool const named_items = where != nullptr && names({"courses", where->name, "modules", after.name, "items"});
        if (before != nullptr && !named_items) return;
        for (auto& item : live_.module_items)
            if (item.module == live.id) item.deleted = true;
        for (auto const& item : after_.module_items) {
            if (item.module != after.id) continue;
            auto& added = live_.module_items.emplace_back(item);
            added.id = live_.next_id++;
            added.module = live.id;
            added.assignment = id(item.assignment);
            added.link = id(item.link);
        }
    }

    template <class Rows, class Remove>
    void gone(Rows& live, Rows const& before, Rows const& after, Remove remove) {
        for (auto const& row : before)
            if (named(after, row.name) == nullptr)
                if (auto* own = named(live, row.name)) remove(*own);
    }

    void removed() {
        auto const mark = [](auto& row) { row.deleted = true; };
        gone(live_.users, before_.users, after_.users, mark);
        gone(live_.courses, before_.courses, after_.courses, [](auto& row) {
            row.state = world::CourseState::deleted;
        });
        gone(live_.tokens, before_.tokens, after_.tokens, [](auto& row) { row.revoked = true; });
        gone(live_.groups, before_.groups, after_.groups, mark);
        gone(live_.keys, before_.keys, after_.keys, [](auto& row) { row.state = world::KeyState::deleted; });
        gone(live_.tools, before_.tools, after_.tools, mark);
        gone(live_.assignments, before_.assignments, after_.assignments, [&](world::Assignment& row) {
            row.deleted = true;
            for (auto& item : live_.line_items)
                if (item.assignment == row.id) item.deleted = true;
        });
        gone(live_.links, before_.links, after_.links, mark);
        gone(live_.modules, before_.modules, after_.modules, mark);
    }

    World& live_;
    World const& before_;
    World const& after_;
    yaml::Node const& patch_;
    std::map<Id, Id> ids_; ///< of rows of `after_` to those of `live_`
    std::vector<void const*> fresh_;
};

/// What the next change complains about does not stand in its own body.
void forget_pointers(yaml::Node& node) {
    if (!node.at.pointer.empty()) node.at = {"an earlier change", 0, 0};
    for (auto& item : node.items) forget_pointers(item);
    for (auto& [key, value] : node.members) {
        forget_pointers(key);
        forget_pointers(value);
    }
}

/// Courses, tools and links may be in an account, and in Canvas it never goes with them.
void refuse_removal(World const& before, World const& after, yaml::Node const& patch, yaml::Problems& problems) {
    auto const* const accounts = patch.find("accounts");
    for (auto const& account : before.accounts) {
        if (named(after.accounts, account.name) != nullptr) continue;
        auto const* const written = accounts == nullptr ? nullptr : accounts->find(account.name);
        yaml::Problem problem;
        problem.at = written == nullptr ? patch.at : written->at;
        problem.message = "the account '" + account.name + "' cannot be taken away from a world that is on";
        problem.hint = "move its courses elsewhere, or make a world without it";
        problem.code = "cannot-remove";
        problems.insert(problems.begin(), std::move(problem));
    }
}

} // namespace

void carry_over(World& live, World const& before, World const& after, yaml::Node const& patch) {
    Patch(live, before, after, patch).apply();
}

base::Result<void> Worlds::change(Served& served, yaml::Node const& patch, yaml::Problems& problems) {
    auto const now = served.stage->time->now();
    yaml::Problems old_ones; // what holds already is no news
    auto const before = build(served, now, old_ones);
    auto changed = world_file::merge(served.definition, patch);
    auto kept = std::exchange(served.definition, std::move(changed));
    auto const after = build(served, now, problems);
    refuse_removal(before, after, patch, problems);
    if (!problems.empty()) {
        served.definition = std::move(kept);
        return base::Fault{base::FaultKind::bad_file, problems.front().message, to_string(problems.front().at)};
    }
    forget_pointers(served.definition);
    carry_over(served.stage->world, before, after, patch);
    for (auto const& key : served.stage->world.keys) served.stage->issuers.try_emplace(key.client_id, served.issuer);
    put(served);
    return {};
}

} // namespace easel::control
