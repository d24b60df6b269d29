#include "base/text.hpp"
#include "world_file/world_file.hpp"

#include <set>

namespace easel::world_file {

namespace {

using yaml::Node;

std::string text(Node const& of, std::string_view key, std::string otherwise = {}) {
    auto const* const found = of.find(key);
    return found == nullptr || found->is_null() ? std::move(otherwise) : found->scalar;
}

bool flag(Node const& of, std::string_view key, bool otherwise) {
    auto const* const found = of.find(key);
    return found == nullptr || found->is_null() ? otherwise : yaml::to_json(*found) == base::json::value(true);
}

std::vector<std::string> texts(Node const& of, std::string_view key) {
    std::vector<std::string> all;
    if (auto const* const found = of.find(key))
        for (auto const& item : found->items) all.push_back(item.scalar);
    return all;
}

base::json::object object(Node const& of, std::string_view key) {
    auto const* const found = of.find(key);
    if (found == nullptr || !found->is_mapping()) return {};
    return yaml::to_json(*found).as_object();
}

/// The members of the mapping `key`, or none.
std::vector<Node::Member> const& members(Node const& of, std::string_view key) {
    static std::vector<Node::Member> const none;
    auto const* const found = of.find(key);
    return found == nullptr ? none : found->members;
}

class Builder {
  public:
    Builder(BuildOptions const& options, yaml::Problems& problems)
        : options_(options),
          problems_(problems) {
        world_.next_id = options.first_id;
        world_.random = base::Random(options.seed);
    }

    world::World build(Node const& node) {
        dialects(node);
        account(node);
        for (auto const& [key, value] : members(node, "users")) user(key, value);
        for (auto const& [key, value] : members(node, "users")) observees(key, value);
        for (auto const& [key, value] : members(node, "courses")) course(key, value);
        for (auto const& key : options_.keys) world_.keys.push_back(key);
        for (auto const& tool : options_.tools) add_tool(tool);
        for (auto const& [key, value] : members(node, "keys")) developer_key(key, value);
        for (auto const& [key, value] : members(node, "tools")) tool(key, value);
        for (auto const& [key, value] : members(node, "courses"))
            for (auto const& [name, what] : members(value, "assignments")) assignment(key.scalar, name, what);
        return std::move(world_);
    }

  private:
    void problem(Node const& at, std::string message, std::string code, std::string hint = {}) {
        auto const width = std::max<int>(1, static_cast<int>(at.scalar.size()));
        problems_.push_back({at.at, std::move(message), std::move(hint), std::move(code), width});
    }

    template <class Things>
    void unknown(Node const& at, std::string_view kind, Things const& things) {
        std::vector<std::string> names;
        for (auto const& thing : things) names.push_back(thing.name);
        auto const near = base::nearest(at.scalar, names);
        problem(
            at,
            "unknown " + std::string(kind) + " '" + at.scalar + "'",
            "unknown-name",
            near ? "did you mean '" + *near + "'?" : ""
        );
    }

    /// Clones are named "<name>~<n>", so nothing else may hold that sign.
    std::string name_of(Node const& key) {
        if (key.scalar.empty() || key.scalar.find('~') != std::string::npos)
            problem(key, "'" + key.scalar + "' is no name: it is empty or holds '~'", "bad-name");
        return key.scalar;
    }

    std::optional<base::Instant> time(Node const& of, std::string_view key) {
        auto const* const found = of.find(key);
        if (found == nullptr || found->is_null()) return std::nullopt;
        std::string_view const written = found->scalar;
        if (written.starts_with('+') || written.starts_with('-')) {
            if (auto const span = base::parse_duration(written.substr(1)))
                return written.front() == '+' ? options_.now + *span : options_.now - *span;
        } else if (auto const iso = base::parse_iso8601(written)) {
            return iso->at;
        }
        problem(
            *found,
            "'" + found->scalar + "' is no time",
            "bad-time",
            "write ISO 8601 (2026-03-01T10:00:00Z) or a span from now (+7d, -1h30m)"
        );
        return std::nullopt;
    }

    void dialects(Node const& node) {
        world_.canvas = text(node, "canvas", world_.canvas);
        world_.dialects = world::dialects_of(world_.canvas).value_or(world::Dialects{});
        for (auto const& [key, value] : members(node, "dialects"))
            if (!world::set_dialect(world_.dialects, key.scalar, value.scalar))
                problem(value, "'" + key.scalar + "' cannot be '" + value.scalar + "'", "unknown-word");
    }

    void account(Node const& node) {
        world_.account.context_id = world_.random.hex(40);
        auto const guid = world_.random.hex(32) + ":canvas-lms";
        auto const* const found = node.find("account");
        world_.account.guid = found == nullptr ? guid : text(*found, "guid", guid);
        if (found != nullptr) world_.account.name = text(*found, "name", world_.account.name);
    }

    void user(Node const& key, Node const& node) {
        world::User made;
        made.id = world_.next_id++;
        made.name = name_of(key);
        made.full_name = text(node, "name");
        auto const blank = made.full_name.find(' ');
        made.given_name = text(node, "given", made.full_name.substr(0, blank));
        made.family_name =
            text(node, "family", blank == std::string::npos ? std::string{} : made.full_name.substr(blank + 1));
        made.email = text(node, "email");
        made.lti_id = world_.random.uuid();
        made.legacy_id = world_.random.hex(40);
        made.login_id = text(node, "login", made.name);
        made.sis_id = text(node, "sis");
        world_.users.push_back(std::move(made));
    }

    void observees(Node const& key, Node const& node) {
        auto const* const found = node.find("observes");
        if (found == nullptr) return;
        auto* const observer = world::user_named(world_, key.scalar);
        for (auto const& item : found->items) {
            if (auto const* const observed = world::user_named(world_, item.scalar))
                observer->observees.push_back(observed->id);
            else
                unknown(item, "user", world_.users);
        }
    }

    void course(Node const& key, Node const& node) {
        world::Course made;
        made.id = world_.next_id++;
        made.name = name_of(key);
        made.title = text(node, "title", made.name);
        made.label = text(node, "label", made.name);
        made.sis_id = text(node, "sis");
        made.context_id = world_.random.hex(40);
        made.state = world::course_state_from(text(node, "state", "available")).value_or(made.state);
        made.end_at = time(node, "end_at");
        made.term_end_at = time(node, "term_end_at");
        made.restrict_dates = flag(node, "restrict_dates", false);
        for (auto const& [name, how] : members(node, "people")) {
            auto const* const person = world::user_named(world_, name.scalar);
            if (person == nullptr) {
                unknown(name, "user", world_.users);
                continue;
            }
            world::Enrolment enrolment;
            enrolment.user = person->id;
            enrolment.role =
                world::role_from(how.is_scalar() ? how.scalar : text(how, "role")).value_or(enrolment.role);
            enrolment.state = world::enrolment_state_from(text(how, "state", "active")).value_or(enrolment.state);
            made.enrolments.push_back(enrolment);
        }
        world_.courses.push_back(std::move(made));
    }

    void developer_key(Node const& key, Node const& node) {
        world::DeveloperKey made;
        made.name = name_of(key);
        made.client_id = text(node, "client_id");
        made.state = world::key_state_from(text(node, "state", "active")).value_or(made.state);
        made.on_for_account = flag(node, "on_for_account", true);
        made.scopes = texts(node, "scopes");
        if (auto const* const jwk = node.find("public_jwk")) made.public_jwk = yaml::to_json(*jwk);
        made.public_jwk_url = text(node, "public_jwk_url");
        made.client_secret = text(node, "client_secret");
        made.redirect_uris = texts(node, "redirect_uris");
        if (world::key_by_client_id(world_, made.client_id) != nullptr)
            problem(*node.find("client_id"), "client id '" + made.client_id + "' is taken", "duplicate-name");
        world_.keys.push_back(std::move(made));
    }

    void add_tool(world::Tool made) {
        if (made.id == 0) made.id = world_.next_id++;
        if (made.deployment_id.empty()) {
            auto const* const where = world::course_by_id(world_, made.course);
            auto const& context = where == nullptr ? world_.account.context_id : where->context_id;
            made.deployment_id = std::to_string(made.id) + ":" + context;
        }
        world_.tools.push_back(std::move(made));
    }

    void tool(Node const& key, Node const& node) {
        if (world::tool_named(world_, key.scalar) != nullptr)
            return problem(key, "there is a tool '" + key.scalar + "' already", "duplicate-name");
        world::Tool made;
        made.name = name_of(key);
        auto const& owner = *node.find("key");
        for (auto const& each : world_.keys)
            if (each.name == owner.scalar || each.client_id == owner.scalar) made.client_id = each.client_id;
        if (made.client_id.empty()) unknown(owner, "key", world_.keys);
        if (auto const* const where = node.find("course")) {
            if (auto const* const course = world::course_named(world_, where->scalar))
                made.course = course->id;
            else
                unknown(*where, "course", world_.courses);
        }
        made.deployment_id = text(node, "deployment_id");
        made.deleted = flag(node, "deleted", false);
        made.privacy = world::privacy_from(text(node, "privacy", "public")).value_or(made.privacy);
        made.title = text(node, "title", made.name);
        made.login_url = text(node, "login_url");
        made.target_link_uri = text(node, "target_link_uri");
        made.custom = object(node, "custom");
        add_tool(std::move(made));
    }

    void assignment(std::string const& course_name, Node const& key, Node const& node) {
        if (world::assignment_named(world_, key.scalar) != nullptr)
            return problem(key, "there is an assignment '" + key.scalar + "' already", "duplicate-name");
        world::Assignment made;
        made.id = world_.next_id++;
        made.course = world::course_named(world_, course_name)->id;
        made.name = name_of(key);
        made.title = text(node, "title", made.name);
        made.description = text(node, "description");
        if (auto const* const points = node.find("points"))
            made.points = base::number(yaml::to_json(*points)).value_or(0);
        made.grading = world::grading_type_from(text(node, "grading", "points")).value_or(made.grading);
        made.link_id = world_.random.uuid();
        if (auto const* const attempts = node.find("attempts"))
            if (auto const allowed = base::number(yaml::to_json(*attempts)))
                made.allowed_attempts = static_cast<int>(*allowed);
        made.due_at = time(node, "due");
        made.unlock_at = time(node, "unlock");
        made.published = flag(node, "published", true);
        made.target_link_uri = text(node, "url");
        made.custom = object(node, "custom");
        std::string owner;
        if (auto const* const tool_name = node.find("tool")) {
            if (auto const* const found = world::tool_named(world_, tool_name->scalar)) {
                made.tool = found->id;
                owner = found->client_id;
            } else {
                unknown(*tool_name, "tool", world_.tools);
            }
        }
        world_.assignments.push_back(std::move(made));
        if (!owner.empty()) world::add_coupled_line_item(world_, world_.assignments.back(), std::move(owner));
    }

    BuildOptions const& options_;
    yaml::Problems& problems_;
    world::World world_;
};

}  // namespace

world::World build(yaml::Node const& node, BuildOptions const& options, yaml::Problems& problems) {
    if (!shape().check(node, problems)) return {};
    return Builder(options, problems).build(node);
}

}  // namespace easel::world_file
