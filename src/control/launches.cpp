// Launches: what Canvas would send the browser to the tool with, for whoever plays the browser.
#include "control/answers.hpp"
#include "lti11/launch.hpp"

namespace easel::control {
namespace {

using yaml::Shape;

Shape const& launch_shape() {
    static Shape const shape = Shape::object({
        {"user", Shape::text()},
        {"assignment", Shape::text()},
        {"course", Shape::text()},
        {"group", Shape::text()},
        {"account", Shape::boolean()},
        {"link", Shape::text()},
        {"tool", Shape::text()},
        {"placement", Shape::text()},
        {"module", Shape::text()},
        {"message_type", Shape::text()},
        {"storage_target", Shape::boolean()},
    });
    return shape;
}

} // namespace

world::ResourceLink* named_link(world::World& world, std::string_view name) {
    if (name.empty()) return nullptr;
    if (auto* link = world::link_named(world, name)) return link;
    auto* link = world::link_by_link_id(world, name);
    if (link == nullptr || !link->name.empty()) return link;
    link->name = link->link_id;
    world::touch(world, *link);
    return link;
}

namespace {

/// Everything that is named must be there; what it comes to is for Canvas to say.
std::optional<http::Response> check_names(world::World& world, json::object const& body) {
    auto const check = [&](char const* key, auto* (*find)(world::World&, std::string_view), auto const& all
                       ) -> std::optional<http::Response> {
        auto const name = text(body, key);
        if (name.empty() || find(world, name) != nullptr) return std::nullopt;
        return refuse(404, unknown(key, name, all, std::string("/") + key));
    };
    if (auto refused = check("user", world::user_named, world.users)) return refused;
    if (auto refused = check("assignment", world::assignment_named, world.assignments)) return refused;
    if (auto refused = check("course", world::course_named, world.courses)) return refused;
    if (auto refused = check("group", world::group_named, world.groups)) return refused;
    if (!text(body, "link").empty() && named_link(world, text(body, "link")) == nullptr)
        return refuse(404, unknown("link", text(body, "link"), world.links, "/link"));
    if (auto refused = check("tool", world::tool_named, world.tools)) return refused;
    if (auto refused = check("module", world::module_named, world.modules)) return refused;
    int contexts = flag(body, "account", false) ? 1 : 0;
    for (auto const* key : {"assignment", "course", "group", "link"}) contexts += body.contains(key) ? 1 : 0;
    if (contexts != 1)
        return refuse(400, {"a launch goes to one of assignment, course, group, account and link", "", "", "one-of"});
    return std::nullopt;
}

/// The tool that is launched: that of the assignment or link, else the named one, else the only one there is.
Read<world::Tool const*> tool_of(Served const& served, json::object const& body) {
    auto& world = served.stage->world;
    world::Id id = 0;
    if (auto const* assignment = world::assignment_named(world, text(body, "assignment"))) id = assignment->tool;
    if (auto const* link = named_link(world, text(body, "link"))) id = link->tool;
    if (id != 0) return world::tool_by_id(world, id);
    if (body.contains("assignment"))
        return refuse(409, {"this assignment is no external tool's", "/assignment", "", "no-tool"});
    if (auto const name = text(body, "tool"); !name.empty()) return world::tool_named(world, name);
    world::Tool const* only = nullptr;
    for (auto const& tool : world.tools) {
        if (tool.deleted) continue;
        if (only != nullptr) return refuse(400, {"this world has several tools: name one", "/tool", "", "missing-key"});
        only = &tool;
    }
    if (only == nullptr) return refuse(409, {"this world has no tool", "", "", "no-tool"});
    return only;
}

/// What the browser is to post, and the cookie by which Canvas knows it.
http::Response to_post(std::string const& url, base::Fields const& form, std::string const& session) {
    json::object fields;
    for (auto const& [name, value] : form) fields[name] = value;
    return answer_json(
        201,
        json::object{
            {"url", url},
            {"method", "POST"},
            {"fields", std::move(fields)},
            {"session_cookie", json::object{{"name", platform::session_cookie}, {"value", session}}},
        }
    );
}

http::awaitable<http::Response> launch(Call& call) {
    auto const body = read_body(call, launch_shape());
    if (!body) co_return body.error();
    auto& stage = *call.served->stage;
    if (auto refused = check_names(stage.world, *body)) co_return std::move(*refused);
    auto const tool = tool_of(*call.served, *body);
    if (!tool) co_return tool.error();
    if (*tool == nullptr || (*tool)->deleted) co_return refuse(409, {"the tool was deleted", "", "", "no-tool"});
    bool const lti11 = world::is_lti11(**tool);
    if (!lti11 && (*tool)->login_url.empty())
        co_return refuse(
            409,
            {"this Canvas does not know where the tool '" + (*tool)->name + "' is: register it first",
             "",
             "",
             "no-tool"}
        );

    lti13::LaunchIntent intent;
    intent.user = text(*body, "user");
    intent.assignment = text(*body, "assignment");
    intent.course = text(*body, "course");
    intent.group = text(*body, "group");
    if (auto const* link = named_link(stage.world, text(*body, "link"))) intent.link = link->name;
    intent.tool = (*tool)->name;
    intent.placement = text(*body, "placement");
    intent.module = text(*body, "module");
    intent.storage_target = flag(*body, "storage_target", true);
    if (body->contains("message_type")) intent.message_type = text(*body, "message_type");
    if (lti11) {
        auto const opened = stage.open_lti11(intent);
        if (!opened) co_return refuse(409, {opened.error().message, "", "", "not-launched"});
        auto const form = lti11::signed_form(*opened, stage.freshness());
        auto const* user = world::user_named(stage.world, intent.user);
        co_return to_post(opened->url, form, user == nullptr ? "" : user->legacy_id);
    }
    auto const login = stage.open(intent, (*tool)->client_id);
    if (!login) co_return refuse(409, {login.error().message, "", "", "not-launched"});
    auto const* hint = base::find(login->fields, "login_hint");
    co_return to_post(login->url, login->fields, hint == nullptr ? "" : *hint);
}

} // namespace

void add_launch_routes(Routes& routes) {
    routes.push_back({"POST", "/worlds/{world}/launches", launch});
}

} // namespace easel::control
