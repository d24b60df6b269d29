// Tools of LTI 1.1: a consumer key, a shared secret, a launch URL.
#include "base/text.hpp"
#include "base/url.hpp"
#include "control/tools.hpp"
#include "lti11/content_item_request.hpp"
#include "world/context.hpp"

#include <algorithm>
#include <array>

namespace easel::control {
namespace {

constexpr char const* basic = "basic-lti-launch-request";

/// What belongs to a developer key, which such a tool has not.
constexpr std::array of_lti13{
    "client_id", "deployments", "configuration", "configuration_url", "disabled_placements",
    "login_url", "public_jwk",  "public_jwk_url", "scopes",           "redirect_uris"};

/// A placement by its name, or with its message.
Read<world::Placement> placement_of(json::value const& written, std::string const& pointer) {
    auto const name = written.is_string() ? std::string(written.get_string())
                                          : base::text_member(written, "placement").value_or("");
    if (world::placement_rule(name) == nullptr) {
        std::vector<std::string> known;
        for (auto const& rule : world::placement_rules()) known.emplace_back(rule.name);
        return refuse(422, unknown_name("placement", name, known, pointer));
    }
    world::Placement made;
    made.name = name;
    if (!written.is_object()) return made;
    auto const& object = written.get_object();
    made.message_type = base::text_member(object, "message_type").value_or("");
    if (!made.message_type.empty() && made.message_type != basic &&
        made.message_type != lti11::content_item_request)
        return refuse(422, {"'" + made.message_type + "' is no message of LTI 1.1", pointer + "/message_type"});
    made.target_link_uri = base::text_member(object, "target_link_uri").value_or("");
    if (auto const* const custom = object.if_contains("custom_fields"); custom != nullptr && custom->is_object())
        made.custom = custom->get_object();
    return made;
}

Read<std::vector<world::Placement>> placements_of(json::object const& body) {
    std::vector<world::Placement> all;
    auto const* const wanted = body.if_contains("placements");
    if (wanted == nullptr) { // every one, as ordinary launches
        for (auto const& rule : world::placement_rules()) all.emplace_back().name = rule.name;
        return all;
    }
    auto const& list = wanted->as_array();
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto made = placement_of(list[i], "/placements/" + std::to_string(i));
        if (!made) return made.error();
        all.push_back(std::move(*made));
    }
    return all;
}

} // namespace

bool is_of_lti11(json::object const& body) {
    return body.contains("consumer_key") || body.contains("shared_secret");
}

http::Response register_lti11(Call& call, json::object const& body) {
    for (auto const* key : of_lti13)
        if (body.contains(key))
            return refuse(400, {"a tool of LTI 1.1 has none", std::string("/") + key, "", "unknown-key"});
    for (auto const* key : {"consumer_key", "shared_secret", "target_link_uri"})
        if (text(body, key).empty())
            return refuse(
                400, {std::string("a tool of LTI 1.1 needs its ") + key, std::string("/") + key, "", "missing-key"}
            );
    if (!base::parse_url(base::trim(text(body, "target_link_uri"))))
        return refuse(422, {"that is no http or https URL", "/target_link_uri"});
    auto const privacy = world::privacy_from(text(body, "privacy_level", "public"));
    if (!privacy) return refuse(422, {"there is no such privacy level", "/privacy_level"});
    auto placements = placements_of(body);
    if (!placements) return placements.error();
    auto& world = call.served->stage->world;
    auto const place = place_at(world, body, "");
    if (!place) return place.error();
    auto const now = call.served->stage->time->now();

    auto const name = text(body, "name");
    auto* here = *place == world::Installed{} ? blank_tool(world, name) : nullptr;
    if (here == nullptr && !name.empty() && world::tool_named(world, name) != nullptr)
        return refuse(409, {"there is a tool '" + name + "' already", "/name", "", "taken"});
    if (here == nullptr) {
        here = &world.tools.emplace_back();
        here->id = world.next_id++;
        here->created_at = now;
        here->name = world::free_tool_name(world, name.empty() ? base::slug(text(body, "title")) : name);
        world::touch_rest(world);
    }
    here->client_id.clear();
    here->course = place->course;
    here->account = place->account;
    here->updated_at = now;
    here->deployment_id = std::to_string(here->id) + ":" + world::context_id_of(world, *place);
    here->title = text(body, "title", here->title.empty() ? here->name : here->title);
    here->consumer_key = text(body, "consumer_key");
    here->shared_secret = text(body, "shared_secret");
    here->target_link_uri = text(body, "target_link_uri");
    here->domain = text(body, "domain");
    here->privacy = *privacy;
    here->placements = std::move(*placements);
    here->oauth_compliant = flag(body, "oauth_compliant", false);
    here->post_only = flag(body, "post_only", false);
    if (auto const* const custom = body.if_contains("custom")) here->custom = custom->as_object();
    world::touch(world, *here);
    call.worlds.put(*call.served);
    return answer_json(201, describe(*call.served, *here));
}

http::Response change_lti11(Call& call, json::object const& body, world::Tool& tool) {
    for (auto const& [key, value] : body)
        if (key != "privacy_level" && key != "custom")
            return refuse(409, {"a tool of LTI 1.1 has no key", "/" + std::string(key), "", "no-key"});
    if (body.contains("privacy_level"))
        tool.privacy = world::privacy_from(text(body, "privacy_level")).value_or(tool.privacy);
    if (body.contains("custom")) tool.custom = body.at("custom").as_object();
    tool.updated_at = call.served->stage->time->now();
    world::touch(call.served->stage->world, tool);
    return answer_json(200, describe(*call.served, tool));
}

json::object describe_lti11(Served const& served, world::Tool const& tool) {
    auto& world = served.stage->world;
    json::array placements;
    for (auto const& placement : tool.placements)
        if (placement.enabled) placements.emplace_back(placement.name);
    return {
        {"lti_version", "1.1"},
        {"name", tool.name},
        {"title", tool.title},
        {"consumer_key", tool.consumer_key},
        {"course", course_name(world, tool)},
        {"account", account_name(world, tool)},
        {"target_link_uri", tool.target_link_uri},
        {"outcome_service_url",
         served.issuer->origin + "/api/lti/v1/tools/" + std::to_string(tool.id) + "/grade_passback"},
        {"placements", std::move(placements)},
        {"privacy_level", world::to_string(tool.privacy)},
        {"oauth_compliant", tool.oauth_compliant},
        {"post_only", tool.post_only},
    };
}

} // namespace easel::control
