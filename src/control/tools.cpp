// Tools: registered by a developer key's configuration, or by the few addresses that a launch needs.
#include "base/text.hpp"
#include "base/url.hpp"
#include "control/tools.hpp"
#include "tool_config/tool_config.hpp"

#include <algorithm>
#include <set>

namespace easel::control {
namespace {

using yaml::Shape;

Shape const& deployment_shape() {
    static Shape const shape =
        Shape::object({{"course", Shape::text()}, {"account", Shape::text()}, {"name", Shape::text()}});
    return shape;
}

Shape const& registration_shape() {
    auto const anything = Shape::map_of(Shape::anything());
    static Shape const shape = Shape::object({
        {"name", Shape::text()},
        {"client_id", Shape::text()},
        {"course", Shape::text()},
        {"account", Shape::text()},
        {"deployments", Shape::list_of(deployment_shape())},
        // a developer key's JSON, itself or where it is
        {"configuration", anything},
        {"configuration_url", Shape::text()},
        {"disabled_placements", Shape::list_of(Shape::text())},
        // or these
        {"title", Shape::text()},
        {"login_url", Shape::text()},
        {"target_link_uri", Shape::text()},
        {"public_jwk", anything},
        {"public_jwk_url", Shape::text()},
        {"scopes", Shape::list_of(Shape::text())},
        {"placements", Shape::list_of(Shape::either({Shape::text(), anything}))},
        {"custom", anything},
        {"domain", Shape::text()},
        // both ways
        {"redirect_uris", Shape::list_of(Shape::text())},
        {"privacy_level", Shape::text()},
        // or LTI 1.1
        {"consumer_key", Shape::text()},
        {"shared_secret", Shape::text()},
        {"oauth_compliant", Shape::boolean()},
        {"post_only", Shape::boolean()},
    });
    return shape;
}

/// A configuration document and how its complaints point into the body.
struct Document {
    json::value value;
    std::vector<std::pair<std::string, std::string>> pointers; ///< prefix there -> prefix in the body
};

/// The few addresses as the document that a developer key takes, so that both are judged alike.
Document document_of(json::object const& body) {
    auto const title = text(body, "title", text(body, "name", "Tool"));
    auto const redirects = texts(body, "redirect_uris");
    json::object document{
        {"title", title},
        {"description", title},
        {"target_link_uri", text(body, "target_link_uri", redirects.empty() ? "" : redirects.front())},
        {"oidc_initiation_url", text(body, "login_url")},
    };
    for (auto const* key : {"public_jwk", "public_jwk_url", "scopes"})
        if (auto const* found = body.if_contains(key)) document[key] = *found;
    if (auto const* custom = body.if_contains("custom")) document["custom_fields"] = *custom;
    json::array placements;
    if (auto const* wanted = body.if_contains("placements")) {
        for (auto const& one : wanted->as_array()) {
            if (!one.is_string()) {
                placements.push_back(one);
                continue;
            }
            json::object placement{{"placement", one}};
            if (auto const* rule = world::placement_rule(one.as_string()))
                placement["message_type"] = world::default_placement(*rule).message_type;
            placements.emplace_back(std::move(placement));
        }
    }
    json::object extension{
        {"platform", "canvas.instructure.com"},
        {"privacy_level", text(body, "privacy_level", "public")},
        {"settings", json::object{{"placements", std::move(placements)}}},
    };
    if (auto const* domain = body.if_contains("domain")) extension["domain"] = *domain;
    document["extensions"] = json::array{std::move(extension)};
    return {
        std::move(document),
        {
            {"/extensions/0/settings/placements", "/placements"},
            {"/extensions/0/privacy_level", "/privacy_level"},
            {"/extensions/0/domain", "/domain"},
            {"/oidc_initiation_url", "/login_url"},
            {"/custom_fields", "/custom"},
            {"/description", "/title"},
            {"", ""},
        },
    };
}

std::string pointer_in_body(Document const& document, std::string const& pointer) {
    for (auto const& [there, here] : document.pointers)
        if (pointer.starts_with(there)) return here + pointer.substr(there.size());
    return pointer;
}

http::awaitable<Read<tool_config::Read>> fetch(
    Options const& options, std::string url, tool_config::Install const& install
) {
    auto const parsed = base::parse_url(url);
    if (!parsed || options.client == nullptr)
        co_return refuse(400, {"'" + url + "' is no http or https URL", "/configuration_url"});
    http::Request get;
    get.target = parsed->target();
    get.headers.set("Accept", "application/json");
    auto const answered = co_await options.client->send(*parsed, std::move(get));
    tool_config::Fetched fetched;
    if (answered) {
        fetched.status = answered->status;
        fetched.reason = http::reason_phrase(answered->status);
        fetched.content_type = answered->headers.get("Content-Type");
        fetched.body = answered->body;
    } else if (answered.error().kind == base::FaultKind::timeout) {
        fetched.timed_out = true;
    } else {
        co_return refuse(422, {answered.error().message, "/configuration_url", "", "unreachable"});
    }
    co_return tool_config::read_fetched(fetched, install);
}

http::Response complaints(std::vector<tool_config::Complaint> const& found, Document const& document, bool by_url) {
    std::vector<Complaint> all;
    for (auto const& one : found) {
        auto const pointer = by_url ? std::string("/configuration_url") : pointer_in_body(document, one.pointer);
        auto const hint = by_url && !one.pointer.empty() ? "in the document at " + one.pointer : std::string();
        all.push_back({one.message, pointer, hint, one.field});
    }
    return refuse_all(422, all);
}

/// The deployment of a client id in that very place.
world::Tool const* deployed(world::World const& world, std::string_view client_id, world::Installed const& place) {
    for (auto const& tool : world.tools)
        if (tool.client_id == client_id && world::Installed{tool.course, tool.account} == place && !tool.deleted)
            return &tool;
    return nullptr;
}

/// What `deployments` asks for, looked up before anything changes.
Read<std::vector<std::pair<world::Installed, std::string>>> further(world::World& world, json::object const& body) {
    std::vector<std::pair<world::Installed, std::string>> all;
    auto const* wanted = body.if_contains("deployments");
    if (wanted == nullptr) return all;
    for (std::size_t i = 0; i < wanted->as_array().size(); ++i) {
        auto const& one = wanted->as_array()[i].as_object();
        auto const place = place_at(world, one, "/deployments/" + std::to_string(i));
        if (!place) return place.error();
        all.emplace_back(*place, text(one, "name"));
    }
    return all;
}

http::awaitable<http::Response> register_tool(Call& call) {
    auto const body = read_body(call, registration_shape());
    if (!body) co_return body.error();
    if (is_of_lti11(*body)) co_return register_lti11(call, *body);
    bool const by_url = body->contains("configuration_url");
    bool const by_document = body->contains("configuration");
    bool const plain = !by_url && !by_document;
    if (by_url && by_document)
        co_return refuse(400, {"a configuration comes by itself or by its URL, not both", "/configuration_url"});
    for (auto const* key :
         {"title",
          "login_url",
          "target_link_uri",
          "public_jwk",
          "public_jwk_url",
          "scopes",
          "placements",
          "custom",
          "domain"})
        if (!plain && body->contains(key))
            co_return refuse(400, {"this stands in the configuration", std::string("/") + key});
    if (plain && !body->contains("login_url")) {
        co_return refuse(
            400,
            {"a tool is registered by a configuration, a configuration_url, its login_url, or a consumer_key",
             "/login_url",
             "",
             "missing-key"}
        );
    }

    tool_config::Install install;
    install.client_id = text(*body, "client_id");
    install.redirect_uris = texts(*body, "redirect_uris");
    install.disabled_placements = texts(*body, "disabled_placements");
    if (!plain) install.privacy_level = text(*body, "privacy_level");
    install.privacy_level_required = call.served->stage->world.dialects.privacy_level_required;
    if (!std::all_of(install.client_id.begin(), install.client_id.end(), [](char c) { return c >= '0' && c <= '9'; }))
        co_return refuse(400, {"a client id of Canvas is a number", "/client_id", "", "wrong-type"});

    auto document = plain ? document_of(*body) : Document{};
    tool_config::Read read;
    if (by_url) {
        auto const world_name = call.served->name;
        auto fetched = co_await fetch(call.options, text(*body, "configuration_url"), install);
        if (!fetched) co_return fetched.error();
        read = std::move(*fetched);
        // The world may have been taken away meanwhile.
        call.served = call.worlds.find(world_name);
        if (call.served == nullptr) co_return refuse(404, {"there is no world '" + world_name + "' any more"});
        if (auto refused = refuse_aside(call.worlds)) co_return std::move(*refused);
    } else {
        if (by_document) document = {*body->if_contains("configuration"), {{"", "/configuration"}}};
        read = tool_config::read(document.value, install);
    }
    if (!read.configuration) co_return complaints(read.complaints, document, by_url);
    auto& configuration = *read.configuration;
    auto& world = call.served->stage->world;
    if (plain && !body->contains("placements")) configuration.tool.placements = world::default_placements();
    if (plain && !body->contains("scopes")) configuration.key.scopes = usual_scopes();

    auto const name = text(*body, "name");
    auto const place = place_at(world, *body, "");
    if (!place) co_return place.error();
    auto const deployments = further(world, *body);
    if (!deployments) co_return deployments.error();

    auto client_id = install.client_id;
    auto const* blank = client_id.empty() && *place == world::Installed{} ? blank_tool(world, name) : nullptr;
    if (blank != nullptr) client_id = blank->client_id;
    bool const known = !client_id.empty() && world::key_by_client_id(world, client_id) != nullptr;
    if (auto const* taken = name.empty() ? nullptr : world::tool_named(world, name);
        taken != nullptr && taken->client_id != client_id)
        co_return refuse(409, {"there is a tool '" + name + "' already", "/name", "", "taken"});
    if (client_id.empty()) client_id = std::to_string(world::shard_offset + world.next_id++);
    configuration.key.client_id = configuration.tool.client_id = client_id;

    // One that is there keeps its name and its ids.
    auto const* here = deployed(world, client_id, *place);
    auto const chosen =
        here != nullptr ? here->name : world::free_tool_name(world, name.empty() ? base::slug(configuration.tool.title) : name);
    auto const now = call.served->stage->time->now();
    auto const& installed = tool_config::install(world, std::move(configuration), *place, chosen, now);
    call.worlds.register_client(*call.served, client_id);
    for (auto const& [where, wanted] : *deployments)
        if (deployed(world, client_id, where) == nullptr)
            tool_config::deploy(
                world, client_id, where, world::free_tool_name(world, wanted.empty() ? chosen : wanted), now
            );
    call.worlds.put(*call.served);
    co_return answer_json(known ? 200 : 201, describe(*call.served, installed));
}

/// The deployment of that name.
Read<world::Tool*> tool_at(Call& call) {
    auto& world = call.served->stage->world;
    auto* tool = world::tool_named(world, call.names.front());
    if (tool == nullptr || tool->deleted) return refuse(404, unknown("tool", call.names.front(), world.tools));
    return tool;
}

http::awaitable<http::Response> list(Call& call) {
    json::array tools;
    for (auto const& tool : call.served->stage->world.tools)
        if (!tool.deleted) tools.push_back(describe(*call.served, tool));
    co_return answer_json(200, json::object{{"tools", std::move(tools)}});
}

http::awaitable<http::Response> read(Call& call) {
    auto const tool = tool_at(call);
    if (!tool) co_return tool.error();
    co_return answer_json(200, describe(*call.served, **tool));
}

http::awaitable<http::Response> deploy(Call& call) {
    auto const body = read_body(call, deployment_shape());
    if (!body) co_return body.error();
    auto const tool = tool_at(call);
    if (!tool) co_return tool.error();
    if (world::is_lti11(**tool))
        co_return refuse(409, {"a tool of LTI 1.1 is not deployed again: register it there, too", "", "", "no-key"});
    auto& world = call.served->stage->world;
    auto const place = place_at(world, *body, "");
    if (!place) co_return place.error();
    auto const client_id = (*tool)->client_id;
    if (deployed(world, client_id, *place) != nullptr)
        co_return refuse(
            409,
            {"this tool is deployed there already", place->account == 0 ? "/course" : "/account", "", "taken"}
        );
    auto const name = text(*body, "name");
    if (!name.empty() && world::free_tool_name(world, name) != name)
        co_return refuse(409, {"there is a tool '" + name + "' already", "/name", "", "taken"});
    auto const chosen = name.empty() ? world::free_tool_name(world, (*tool)->name) : name;
    auto const* made = tool_config::deploy(world, client_id, *place, chosen, call.served->stage->time->now());
    if (made == nullptr) co_return refuse(409, {"this tool cannot be deployed again"});
    call.worlds.put(*call.served);
    co_return answer_json(201, describe(*call.served, *made));
}

/// What an admin changes about a key or its tool; the tool's own addresses come with a registration.
http::awaitable<http::Response> change(Call& call) {
    static Shape const shape = Shape::object({
        {"state", Shape::one_of_text({"active", "inactive"})},
        {"on_for_account", Shape::boolean()},
        {"scopes", Shape::list_of(Shape::text())},
        {"redirect_uris", Shape::list_of(Shape::text())},
        {"public_jwk_url", Shape::text()},
        {"public_jwk", Shape::map_of(Shape::anything())},
        {"privacy_level", Shape::one_of_text({"anonymous", "email_only", "name_only", "public"})},
        {"custom", Shape::map_of(Shape::anything())},
    });
    auto const body = read_body(call, shape);
    if (!body) co_return body.error();
    auto const tool = tool_at(call);
    if (!tool) co_return tool.error();
    if (world::is_lti11(**tool)) co_return change_lti11(call, *body, **tool);
    auto& world = call.served->stage->world;
    auto* key = world::key_by_client_id(world, (*tool)->client_id);
    if (key == nullptr) co_return refuse(409, {"this tool's key was deleted", "", "", "no-key"});
    auto const has = [&](std::string_view name) { return body->contains(name); };
    if (has("state")) key->state = world::key_state_from(text(*body, "state")).value_or(key->state);
    key->on_for_account = flag(*body, "on_for_account", key->on_for_account);
    if (has("scopes")) key->scopes = texts(*body, "scopes");
    if (has("redirect_uris")) key->redirect_uris = texts(*body, "redirect_uris");
    if (has("public_jwk_url")) key->public_jwk_url = text(*body, "public_jwk_url");
    if (has("public_jwk")) key->public_jwk = body->at("public_jwk");
    if (has("privacy_level"))
        (*tool)->privacy = world::privacy_from(text(*body, "privacy_level")).value_or((*tool)->privacy);
    if (has("custom")) (*tool)->custom = body->at("custom").as_object();
    (*tool)->updated_at = call.served->stage->time->now();
    world::touch(world, *key);
    world::touch(world, **tool);
    co_return answer_json(200, describe(*call.served, **tool));
}

http::awaitable<http::Response> remove(Call& call) {
    auto const tool = tool_at(call);
    if (!tool) co_return tool.error();
    auto& world = call.served->stage->world;
    auto const client_id = (*tool)->client_id;
    (*tool)->deleted = true;
    (*tool)->updated_at = call.served->stage->time->now();
    world::touch(world, **tool);
    bool const last = std::none_of(world.tools.begin(), world.tools.end(), [&](auto const& each) {
        return each.client_id == client_id && !each.deleted;
    });
    if (auto* key = last ? world::key_by_client_id(world, client_id) : nullptr) {
        key->state = world::KeyState::deleted;
        world::touch(world, *key);
        if (call.served->stage->issuers.at(client_id) != call.served->issuer)
            call.worlds.unregister_client(*call.served, client_id);
    }
    call.worlds.put_extra(*call.served);
    co_return no_content();
}

} // namespace

world::Tool* blank_tool(world::World& world, std::string const& name) {
    for (auto& tool : world.tools)
        if (!tool.deleted && !world::is_lti11(tool) && tool.login_url.empty() && (name.empty() || name == tool.name)) return &tool;
    return nullptr;
}

Read<world::Installed> place_at(world::World& world, json::object const& body, std::string const& pointer) {
    auto const course_name = text(body, "course");
    auto const account_name = text(body, "account");
    if (!course_name.empty() && !account_name.empty())
        return refuse(400, {"a tool is installed in a course or in an account", pointer + "/account", "", "one-of"});
    if (!course_name.empty()) {
        auto const* const course = world::course_named(world, course_name);
        if (course == nullptr) return refuse(404, unknown("course", course_name, world.courses, pointer + "/course"));
        return world::Installed{.course = course->id};
    }
    if (account_name.empty()) return world::Installed{};
    auto const* const account = world::account_named(world, account_name);
    if (account == nullptr) return refuse(404, unknown("account", account_name, world.accounts, pointer + "/account"));
    return world::Installed{.account = account->id};
}

json::value course_name(world::World& world, world::Tool const& tool) {
    auto const* const course = world::course_by_id(world, tool.course);
    return course == nullptr ? json::value() : json::value(course->name);
}

json::value account_name(world::World& world, world::Tool const& tool) {
    auto const* const account = world::account_by_id(world, tool.account);
    return account == nullptr ? json::value() : json::value(account->name);
}

Read<std::string> chosen_client(Served const& served, json::object const& body) {
    auto& world = served.stage->world;
    auto const& issuers = served.stage->issuers;
    if (auto const client_id = text(body, "client_id"); !client_id.empty()) {
        if (world::key_by_client_id(world, client_id) != nullptr && issuers.contains(client_id)) return client_id;
        std::vector<std::string> known;
        for (auto const& key : world.keys) known.push_back(key.client_id);
        return refuse(404, unknown_name("client", client_id, known, "/client_id"));
    }
    if (auto const name = text(body, "tool"); !name.empty()) {
        auto const* tool = world::tool_named(world, name);
        if (tool != nullptr && !tool->deleted && issuers.contains(tool->client_id)) return tool->client_id;
        return refuse(404, unknown("tool", name, world.tools, "/tool"));
    }
    std::set<std::string> clients;
    for (auto const& tool : world.tools)
        if (!tool.deleted && issuers.contains(tool.client_id)) clients.insert(tool.client_id);
    if (clients.size() == 1) return *clients.begin();
    if (clients.empty()) return refuse(404, {"this world has no tool", "", "", "unknown-name"});
    return refuse(400, {"this world has several tools: name one", "/tool", "", "missing-key"});
}

json::object describe(Served const& served, world::Tool const& tool) {
    if (world::is_lti11(tool)) return describe_lti11(served, tool);
    auto& world = served.stage->world;
    json::array deployments;
    for (auto const& each : world.tools)
        if (each.client_id == tool.client_id && !each.deleted)
            deployments.push_back(json::object{
                {"name", each.name},
                {"deployment_id", each.deployment_id},
                {"course", course_name(world, each)},
                {"account", account_name(world, each)}});
    json::array placements;
    for (auto const& placement : tool.placements)
        if (placement.enabled) placements.emplace_back(placement.name);
    auto const* key = world::key_by_client_id(world, tool.client_id);
    json::array scopes;
    json::array redirects;
    if (key != nullptr) {
        scopes = json::array(key->scopes.begin(), key->scopes.end());
        redirects = json::array(key->redirect_uris.begin(), key->redirect_uris.end());
    }
    auto const found = served.stage->issuers.find(tool.client_id);
    auto const& issuer = found == served.stage->issuers.end() ? *served.issuer : *found->second;
    return {
        {"lti_version", "1.3"},
        {"name", tool.name},
        {"title", tool.title},
        {"client_id", tool.client_id},
        {"deployment_id", tool.deployment_id},
        {"course", course_name(world, tool)},
        {"account", account_name(world, tool)},
        {"deployments", std::move(deployments)},
        {"issuer", issuer.issuer},
        {"auth_url", issuer.authorization_url()},
        {"token_url", issuer.token_url()},
        {"jwks_url", issuer.jwks_url()},
        {"login_url", optional_text(tool.login_url)},
        {"target_link_uri", optional_text(tool.target_link_uri)},
        {"redirect_uris", std::move(redirects)},
        {"scopes", std::move(scopes)},
        {"placements", std::move(placements)},
        {"privacy_level", world::to_string(tool.privacy)},
        {"state", key != nullptr && key->state == world::KeyState::active ? "active" : "inactive"},
        {"on_for_account", key != nullptr && key->on_for_account},
    };
}

void add_tool_routes(Routes& routes) {
    routes.push_back({"GET", "/worlds/{world}/tools", list});
    routes.push_back({"POST", "/worlds/{world}/tools", register_tool});
    routes.push_back({"GET", "/worlds/{world}/tools/{tool}", read});
    routes.push_back({"PATCH", "/worlds/{world}/tools/{tool}", change});
    routes.push_back({"DELETE", "/worlds/{world}/tools/{tool}", remove});
    routes.push_back({"POST", "/worlds/{world}/tools/{tool}/deployments", deploy});
}

} // namespace easel::control
