#include "world_file/builder.hpp"

#include "base/text.hpp"
#include "base/url.hpp"

#include <algorithm>

namespace easel::world_file {

std::string text(Node const& of, std::string_view key, std::string otherwise) {
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

double number(Node const& of, std::string_view key, double otherwise) {
    auto const* const found = of.find(key);
    return found == nullptr ? otherwise : base::number(yaml::to_json(*found)).value_or(otherwise);
}

std::optional<int> whole(Node const& of, std::string_view key) {
    auto const* const found = of.find(key);
    auto const written = found == nullptr ? std::nullopt : base::number(yaml::to_json(*found));
    return written ? std::optional(static_cast<int>(*written)) : std::nullopt;
}

std::vector<Node::Member> const& members(Node const& of, std::string_view key) {
    static std::vector<Node::Member> const none;
    auto const* const found = of.find(key);
    return found == nullptr ? none : found->members;
}

Builder::Builder(BuildOptions const& options, yaml::Problems& problems)
    : options_(options),
      problems_(problems) {
    world_.next_id = options.first_id;
    world_.random = base::Random(options.seed);
}

world::World Builder::build(Node const& node) {
    dialects(node);
    account(node);
    for (auto const& [key, value] : members(node, "users")) user(key, value);
    for (auto const& [key, value] : members(node, "users")) observees(key, value);
    for (auto const& [key, value] : members(node, "accounts")) sub_account(key, value);
    for (auto const& [key, value] : members(node, "accounts")) parent(key, value);
    for (auto const& [key, value] : members(node, "courses")) course(key, value);
    for (auto const& key : options_.keys) world_.keys.push_back(key);
    for (auto const& tool : options_.tools) add_tool(tool);
    for (auto const& [key, value] : members(node, "keys")) developer_key(key, value);
    for (auto const& [key, value] : members(node, "tools")) tool(key, value);
    auto const in_courses = [&](std::string_view kind, auto const& make) {
        for (auto const& [key, value] : members(node, "courses"))
            for (auto const& [name, what] : members(value, kind))
                make(*world::course_named(world_, key.scalar), name, what);
    };
    using In = world::Course const&;
    in_courses("assignments", [&](In in, Node const& name, Node const& what) { assignment(in, name, what); });
    in_courses("groups", [&](In in, Node const& name, Node const& what) { group(in.id, name, what); });
    if (auto const* const of_account = node.find("account"))
        for (auto const& [name, what] : members(*of_account, "groups")) group(0, name, what);
    in_courses("links", [&](In in, Node const& name, Node const& what) { link(in, name, what); });
    in_courses("modules", [&](In in, Node const& name, Node const& what) { module(in, name, what); });
    throttle(node);
    file_service(node);
    configuration_hosts(node);
    for (auto const& [key, value] : members(node, "tokens")) access_token(key, value);
    return std::move(world_);
}

void Builder::problem(Node const& at, std::string message, std::string code, std::string hint) {
    auto const width = std::max<int>(1, static_cast<int>(at.scalar.size()));
    problems_.push_back({at.at, std::move(message), std::move(hint), std::move(code), width});
}

void Builder::unknown_among(Node const& at, std::string_view kind, std::vector<std::string> const& names) {
    auto const near = base::nearest(at.scalar, names);
    problem(
        at,
        "unknown " + std::string(kind) + " '" + at.scalar + "'",
        "unknown-name",
        near ? "did you mean '" + *near + "'?" : ""
    );
}

std::string Builder::name_of(Node const& key) {
    if (key.scalar.empty() || key.scalar.find('~') != std::string::npos)
        problem(key, "'" + key.scalar + "' is no name: it is empty or holds '~'", "bad-name");
    return key.scalar;
}

bool Builder::is_new(Node const& key, std::string_view kind, bool taken) {
    if (taken) problem(key, "there is " + std::string(kind) + " '" + key.scalar + "' already", "duplicate-name");
    return !taken;
}

std::optional<base::Instant> Builder::time(Node const& of, std::string_view key) {
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

std::vector<world::Id> Builder::people(Node const& of, std::string_view key) {
    std::vector<world::Id> ids;
    auto const* const found = of.find(key);
    if (found == nullptr) return ids;
    for (auto const& item : found->items) {
        if (auto const* const person = world::user_named(world_, item.scalar))
            ids.push_back(person->id);
        else
            unknown(item, "user", world_.users);
    }
    return ids;
}

void Builder::set_dialects(world::Dialects& dialects, Node const& node) {
    for (auto const& [key, value] : members(node, "dialects"))
        if (!world::set_dialect(dialects, key.scalar, value.scalar))
            problem(value, "'" + key.scalar + "' cannot be '" + value.scalar + "'", "unknown-word");
}

void Builder::dialects(Node const& node) {
    world_.canvas = text(node, "canvas", world_.canvas);
    world_.dialects = world::dialects_of(world_.canvas).value_or(world::Dialects{});
    set_dialects(world_.dialects, node);
}

void Builder::account(Node const& node) {
    world_.account.context_id = world_.random.hex(40);
    auto const guid = world_.random.hex(32) + ":canvas-lms";
    auto const* const found = node.find("account");
    world_.account.guid = found == nullptr ? guid : text(*found, "guid", guid);
    if (found != nullptr) world_.account.name = text(*found, "name", world_.account.name);
}

void Builder::sub_account(Node const& key, Node const& node) {
    world::SubAccount made;
    made.id = world_.next_id++;
    made.name = name_of(key);
    made.title = text(node, "title", made.name);
    made.context_id = world_.random.hex(40);
    world_.accounts.push_back(std::move(made));
}

void Builder::parent(Node const& key, Node const& node) {
    auto& account = *world::account_named(world_, key.scalar);
    account.parent = account_in(node, "parent");
    for (auto const* above = &account; above->parent != 0; above = world::account_by_id(world_, above->parent)) {
        if (above->parent != account.id) continue;
        problem(*node.find("parent"), "'" + key.scalar + "' would be above itself", "bad-parent");
        account.parent = 0;
        return;
    }
}

world::Id Builder::account_in(Node const& of, std::string_view key) {
    auto const* const found = of.find(key);
    if (found == nullptr) return 0;
    if (auto const* const account = world::account_named(world_, found->scalar)) return account->id;
    unknown(*found, "account", world_.accounts);
    return 0;
}

void Builder::access_token(Node const& key, Node const& node) {
    world::AccessToken made;
    made.name = name_of(key);
    // Worlds of one seed draw alike; their tokens differ all the same, for by them a request finds its world.
    base::Random random(base::stable_hash({made.name, std::to_string(options_.seed), std::to_string(options_.first_id)}));
    made.token = text(node, "token", "7~" + random.hex(64));
    if (auto const* const owner = node.find("user")) {
        if (auto const* const user = world::user_named(world_, owner->scalar))
            made.user = user->id;
        else
            unknown(*owner, "user", world_.users);
    } else if (auto const* const user = world::user_named(world_, made.name)) {
        made.user = user->id;
    } else {
        unknown(key, "user", world_.users);
    }
    if (auto const* const granted = node.find("key")) {
        for (auto const& each : world_.keys)
            if (each.name == granted->scalar || each.client_id == granted->scalar) made.client_id = each.client_id;
        if (made.client_id.empty()) unknown(*granted, "key", world_.keys);
    }
    if (node.find("scopes") != nullptr) made.scopes = texts(node, "scopes");
    made.expires_at = time(node, "expires");
    made.ends_at = time(node, "ends");
    made.revoked = flag(node, "revoked", false);
    made.opens_sessions = flag(node, "opens_sessions", true);
    if (world::access_token(world_, made.token) != nullptr)
        problem(node, "the token of '" + made.name + "' is taken", "duplicate-name");
    world_.tokens.push_back(std::move(made));
}

void Builder::throttle(Node const& node) {
    auto const* const found = node.find("throttle");
    if (found == nullptr) return;
    auto& made = world_.throttle;
    made.enabled = flag(*found, "enabled", made.enabled);
    made.maximum = number(*found, "maximum", made.maximum);
    made.high_water_mark = number(*found, "high_water_mark", made.high_water_mark);
    made.outflow = number(*found, "outflow", made.outflow);
    made.up_front_cost = number(*found, "up_front_cost", made.up_front_cost);
    made.cost_per_request = number(*found, "cost_per_request", made.cost_per_request);
    made.after_requests = whole(*found, "after_requests");
    for (auto const& blocked : texts(*found, "blocked")) {
        // By a tool's or a key's name or, as for any client that there may be, by its id.
        auto const* const tool = world::tool_named(world_, blocked);
        auto const key = std::find_if(world_.keys.begin(), world_.keys.end(), [&](auto const& each) {
            return each.name == blocked;
        });
        if (tool != nullptr)
            made.blocked.push_back(tool->client_id);
        else
            made.blocked.push_back(key == world_.keys.end() ? blocked : key->client_id);
    }
}

void Builder::file_service(Node const& node) {
    auto const* const found = node.find("file_service");
    if (found == nullptr) return;
    world_.file_service.status = whole(*found, "status");
    world_.file_service.body = text(*found, "body");
}

void Builder::configuration_hosts(Node const& node) {
    auto const* const found = node.find("configuration_hosts");
    if (found == nullptr) return;
    for (auto const& [host, origin] : found->members) {
        if (origin.scalar.empty()) {
            world_.configuration_hosts[base::to_lower(host.scalar)] = "";
            continue;
        }
        auto const parsed = base::parse_url(origin.scalar);
        if (!parsed || !base::is_loopback(parsed->host) || parsed->target() != "/")
            problem(origin, "stands for a host and must be a local origin, such as http://127.0.0.1:9001", "bad-value");
        else
            world_.configuration_hosts[base::to_lower(host.scalar)] = parsed->origin();
    }
}

void Builder::user(Node const& key, Node const& node) {
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
    made.sis_integration_id = text(node, "sis_integration");
    made.locale = text(node, "locale", made.locale);
    made.time_zone = text(node, "time_zone", made.time_zone);
    made.avatar_url = text(node, "avatar");
    auto const admin = text(node, "admin");
    made.account_admin = admin == "account";
    made.site_admin = admin == "site";
    made.deleted = flag(node, "deleted", false);
    world_.users.push_back(std::move(made));
}

void Builder::observees(Node const& key, Node const& node) {
    world::user_named(world_, key.scalar)->observees = people(node, "observes");
}

world::World build(yaml::Node const& node, BuildOptions const& options, yaml::Problems& problems) {
    if (!shape().check(node, problems)) return {};
    return Builder(options, problems).build(node);
}

BuildOptions trial_build(std::vector<std::string> const& tools) {
    BuildOptions options;
    for (auto const& name : tools) {
        world::DeveloperKey key;
        key.client_id = std::to_string(10'000'000'000'001 + static_cast<std::int64_t>(options.tools.size()));
        world::Tool tool;
        tool.name = name;
        tool.client_id = key.client_id;
        options.keys.push_back(std::move(key));
        options.tools.push_back(std::move(tool));
    }
    return options;
}

} // namespace easel::world_file
