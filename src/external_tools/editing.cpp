// Creating, changing and deleting tools. @par Source canvas/external-tools-api.md 5.1 to 5.4
#include "base/text.hpp"
#include "external_tools/attributes.hpp"
#include "external_tools/call.hpp"
#include "external_tools/configured.hpp"
#include "tool_config/tool_config.hpp"

#include <algorithm>
#include <utility>

namespace easel::external_tools {

namespace {

/// The row of the form in which the parameters came.
std::string_view form_row(http::Request const& request) {
    auto const type = request.content_type();
    if (type == "multipart/form-data") return "5.1.2b";
    return type == "application/json" ? "5.1.2c" : "5.1.2a";
}

/// Parameters stand on top or inside `external_tool`, never both.
json::object own_parameters(Call& call) {
    call.applies(form_row(call.request));
    auto* const inside = call.parameters.if_contains("external_tool");
    bool const nested = inside != nullptr && inside->is_object();
    if (nested) call.applies("5.1.1");
    auto sent = nested ? inside->get_object() : call.parameters;
    // Odd names that Rack's brackets would cut: `external_tool[custom_fields[a b]]`, forms only.
    constexpr std::string_view begins = "external_tool[custom_fields[";
    json::object custom;
    for (auto const& [name, value] : call.request.form())
        if (name.starts_with(begins) && name.ends_with("]]"))
            custom[std::string_view(name).substr(begins.size(), name.size() - begins.size() - 2)] = value;
    if (!custom.empty()) {
        call.applies("5.3.10");
        sent["custom_fields"] = std::move(custom);
    }
    return sent;
}

/// What holds a tool by its address.
bool has_same_address(world::Tool const& one, world::Tool const& other) {
    if (!one.target_link_uri.empty()) return one.target_link_uri == other.target_link_uri;
    return !one.domain.empty() && one.domain == other.domain;
}

bool is_there_already(Call& call, world::Tool const& made) {
    auto const places = world::chain_of(call.world(), call.place);
    return std::any_of(call.world().tools.begin(), call.world().tools.end(), [&](world::Tool const& tool) {
        return !tool.deleted && has_same_address(made, tool) &&
               std::any_of(places.begin(), places.end(), [&](auto const& place) {
                   return world::is_installed(call.world(), tool, place);
               });
    });
}

bool wants_uniqueness(Call const& call) {
    auto const* const inside = call.parameters.if_contains("external_tool");
    if (inside == nullptr || !inside->is_object()) return false;
    return !rest::text(inside->get_object(), "verify_uniqueness").value_or("").empty();
}

/// What the documentation demands and Canvas does not (dialect `tool_parameters`).
void add_documented(Call& call, json::object const& sent, bool creates, std::vector<rest::Wrong>& wrongs) {
    bool const strict = call.world().dialects.tool_parameters_documented;
    auto const given = [&](std::string_view name) { return !rest::text(sent, name).value_or("").empty(); };
    bool const both = given("url") && given("domain");
    if (both && !strict) call.applies("5.2.12");
    if (both && !call.holds("5.2.16", !strict))
        for (auto const* attribute : {"url", "domain"})
            wrongs.push_back({attribute, "", "Either the url or domain should be set, not both."});
    bool const levelled = world::privacy_from(rest::text(sent, "privacy_level").value_or("")).has_value();
    if (!creates || levelled) return;
    if (!strict) call.applies("5.2.13");
    if (call.holds("5.2.17", !strict)) return;
    if (given("privacy_level"))
        wrongs.push_back({"privacy_level", "inclusion", "is not included in the list"});
    else
        wrongs.push_back({"privacy_level", "blank", "can't be blank"});
}

http::Response refused(Call& call, std::vector<rest::Wrong> const& wrongs) {
    call.applies("5.2.14");
    call.applies("5.2.15");
    return rest::invalid(wrongs);
}

/// What the parameters and a configuration say.
void set_configured(world::Tool& tool, Configuration const& configuration, traffic::Trail& trail) {
    if (configuration.replaces) forget_settings(tool);
    set_attributes(tool, configuration.parameters, trail);
    apply_configured_settings(tool, configuration.settings);
}

/// A further deployment of a developer key's tool.
http::Response deploy(Call& call) {
    auto& world = call.world();
    auto const sent = rest::text(call.parameters, "client_id").value_or("");
    auto const number = base::whole_number(sent);
    auto const* const key = number ? world::key_by_number(world, *number) : nullptr;
    bool const configured = key != nullptr && key->state != world::KeyState::deleted &&
                            std::any_of(world.tools.begin(), world.tools.end(), [&](auto const& tool) {
                                return tool.client_id == key->client_id;
                            });
    if (!call.holds("5.1.7", configured)) return rest::not_found();
    if (!configured) return rest::unforeseen(); // only where that check is switched off
    if (!call.holds("5.1.8", key->state == world::KeyState::active && key->on_for_account)) return rest::invalid({});
    auto const* const made = tool_config::deploy(
        world, key->client_id, installed_in(call.place), world::free_tool_name(world, base::slug(key->name)),
        call.context.now
    );
    call.applies("5.1.6");
    return show(call, *made);
}

} // namespace

std::optional<std::string> wanted_url(Context const& context, Route const& route, http::Request const& request) {
    if (route.what != Route::What::create && route.what != Route::What::update) return std::nullopt;
    Fetched const nothing;
    Call call{context, route, request, nothing};
    if (refuse(call) || call.parameters.contains("client_id")) return std::nullopt;
    return configuration_url(own_parameters(call));
}

http::Response create(Call& call) {
    if (call.parameters.contains("client_id")) return deploy(call);
    auto& world = call.world();
    auto const configuration = configured(own_parameters(call), nullptr, call.fetched, call.answer.trail);
    world::Tool made;
    made.privacy = world::Privacy::anonymous;
    set_configured(made, configuration, call.answer.trail);
    if (wants_uniqueness(call) && !call.holds("5.2.11", !is_there_already(call, made)))
        return refused(call, {{"tool_currently_installed", "", "The tool is already installed in this context."}});
    auto wrongs = wrongs_of(made, call.answer.trail);
    wrongs.insert(wrongs.end(), configuration.wrong.begin(), configuration.wrong.end());
    add_documented(call, configuration.parameters, true, wrongs);
    if (!wrongs.empty()) return refused(call, wrongs);
    drop_dead_placements(made, call.answer.trail);

    auto const where = installed_in(call.place);
    made.id = world.next_id++;
    made.name = world::free_tool_name(world, base::slug(made.title));
    made.course = where.course;
    made.account = where.account;
    made.deployment_id = std::to_string(made.id) + ":" + world::context_id_of(world, where);
    made.created_at = made.updated_at = call.context.now;
    auto const& kept = world.tools.emplace_back(std::move(made));
    world::touch(world, kept);
    world::touch_rest(world);
    return show(call, kept);
}

http::Response update(Call& call) {
    auto const configuration = configured(own_parameters(call), call.tool, call.fetched, call.answer.trail);
    auto changed = *call.tool; // what is refused leaves it as it was
    set_configured(changed, configuration, call.answer.trail);
    auto wrongs = wrongs_of(changed, call.answer.trail);
    wrongs.insert(wrongs.end(), configuration.wrong.begin(), configuration.wrong.end());
    add_documented(call, configuration.parameters, false, wrongs);
    if (!wrongs.empty()) return refused(call, wrongs);
    drop_dead_placements(changed, call.answer.trail);
    changed.updated_at = call.context.now;
    *call.tool = std::move(changed);
    world::touch(call.world(), *call.tool);
    call.applies("5.3.1");
    return show(call, *call.tool);
}

http::Response remove(Call& call) {
    call.tool->deleted = true;
    call.tool->updated_at = call.context.now;
    world::touch(call.world(), *call.tool);
    call.applies("5.4.1");
    return show(call, *call.tool);
}

} // namespace easel::external_tools
