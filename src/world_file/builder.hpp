#pragma once

#include "base/text.hpp"
#include "world_file/world_file.hpp"

/// The work behind `build`, split by subject; nobody else includes this.
namespace easel::world_file {

using yaml::Node;

/// The member's text, or `otherwise` when it is absent or null.
[[nodiscard]] std::string text(Node const& of, std::string_view key, std::string otherwise = {});
[[nodiscard]] bool flag(Node const& of, std::string_view key, bool otherwise);
[[nodiscard]] std::vector<std::string> texts(Node const& of, std::string_view key);
[[nodiscard]] base::json::object object(Node const& of, std::string_view key);
[[nodiscard]] double number(Node const& of, std::string_view key, double otherwise);
[[nodiscard]] std::optional<int> whole(Node const& of, std::string_view key);
/// The members of the mapping `key`, or none.
[[nodiscard]] std::vector<Node::Member> const& members(Node const& of, std::string_view key);

class Builder {
  public:
    Builder(BuildOptions const& options, yaml::Problems& problems);
    [[nodiscard]] world::World build(Node const& node);

  private:
    void problem(Node const& at, std::string message, std::string code, std::string hint = {});
    void unknown_among(Node const& at, std::string_view kind, std::vector<std::string> const& names);
    template <class Things>
    void unknown(Node const& at, std::string_view kind, Things const& things) {
        std::vector<std::string> names;
        for (auto const& thing : things) names.emplace_back(thing.name);
        unknown_among(at, kind, names);
    }
    /// Clones are named "<name>~<n>", so nothing else may hold that sign.
    std::string name_of(Node const& key);
    /// False, and a problem, when there is such a thing already.
    bool is_new(Node const& key, std::string_view kind, bool taken);
    std::optional<base::Instant> time(Node const& of, std::string_view key);
    /// The users that the list `key` names; a problem for each that is not there.
    std::vector<world::Id> people(Node const& of, std::string_view key);

    void set_dialects(world::Dialects& dialects, Node const& node);
    void dialects(Node const& node);
    void account(Node const& node);
    void sub_account(Node const& key, Node const& node);
    void parent(Node const& key, Node const& node);
    /// The sub-account that `key` names; 0: none.
    world::Id account_in(Node const& of, std::string_view key);
    void access_token(Node const& key, Node const& node);
    void throttle(Node const& node);
    void file_service(Node const& node);
    void configuration_hosts(Node const& node);
    void user(Node const& key, Node const& node);
    void observees(Node const& key, Node const& node);

    // courses.cpp
    void course(Node const& key, Node const& node);
    void sections(world::Course& course, Node const& node);
    void enrolment(world::Course& course, world::User const& person, Node const& node);
    void group(world::Id course, Node const& key, Node const& node);
    void assignment(world::Course const& course, Node const& key, Node const& node);
    void link(world::Course const& course, Node const& key, Node const& node);
    void module(world::Course const& course, Node const& key, Node const& node);
    void module_item(world::Course const& course, world::Module const& module, Node const& node);

    // tools.cpp
    void developer_key(Node const& key, Node const& node);
    void add_tool(world::Tool made);
    void tool(Node const& key, Node const& node);
    std::vector<world::Placement> placements(Node const& node, bool lti11);
    std::optional<world::Placement> placement(Node const& name, Node const& node, bool lti11);

    BuildOptions const& options_;
    yaml::Problems& problems_;
    world::World world_;
};

} // namespace easel::world_file
