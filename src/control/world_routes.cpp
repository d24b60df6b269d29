// The worlds themselves: listed, made, read, changed, reset, taken away.
#include "control/answers.hpp"
#include "world_file/world_file.hpp"
#include "world_json/world_json.hpp"

namespace easel::control {
namespace {

using yaml::Shape;

/// An assignment's points may be none at all, which is a value.
bool is_points(std::vector<std::string> const& path) {
    return path.size() == 5 && path[0] == "courses" && path[2] == "assignments" && path[4] == "points";
}

/// A null takes a member away. @par Source RFC 7396
void nulls_remove(yaml::Node& node, std::vector<std::string>& path) {
    if (node.is_null() && !is_points(path)) {
        node.kind = yaml::Node::Kind::scalar;
        node.scalar = "~remove";
        node.quoted = true;
    }
    for (auto& member : node.members) {
        path.push_back(member.key.scalar);
        nulls_remove(member.value, path);
        path.pop_back();
    }
}

void nulls_remove(yaml::Node& patch) {
    std::vector<std::string> path;
    nulls_remove(patch, path);
}

json::array list_of(std::vector<Served*> const& all) {
    json::array list;
    for (auto const* served : all) list.push_back(describe(*served));
    return list;
}

http::awaitable<http::Response> list(Call& call) {
    co_return answer_json(200, json::object{{"worlds", list_of(call.worlds.in_order())}});
}

Shape const& new_world() {
    static Shape const shape = Shape::object({
        {"name", Shape::text(), true},
        {"world", Shape::map_of(Shape::anything())},
        {"clock", Shape::one_of_text({"real", "virtual"})},
        {"now", Shape::text()},
        {"seed", Shape::integer(0, 9'007'199'254'740'991)},
    });
    return shape;
}

http::awaitable<http::Response> create(Call& call) {
    auto const body = read_body(call, new_world());
    if (!body) co_return body.error();
    Worlds::Wanted wanted;
    wanted.name = text(*body, "name");
    if (call.worlds.find(wanted.name) != nullptr)
        co_return refuse(409, {"there is a world '" + wanted.name + "' already", "/name", "", "taken"});
    if (auto const clock = text(*body, "clock"); !clock.empty()) wanted.virtual_clock = clock == "virtual";
    if (auto const* now = body->if_contains("now")) {
        auto const at = base::parse_iso8601(now->as_string());
        if (!at)
            co_return refuse(
                400,
                {"'" + text(*body, "now") + "' is no time", "/now", "write ISO 8601 (2026-03-01T10:00:00Z)", "bad-time"}
            );
        if (!wanted.virtual_clock.value_or(false))
            co_return refuse(400, {"only a virtual clock starts at a time of its own", "/now", "", "real-clock"});
        wanted.start = at->at;
    }
    if (auto const* seed = body->if_contains("seed"))
        wanted.seed = static_cast<std::uint64_t>(base::number(*seed).value_or(1));
    if (auto const* over = body->if_contains("world")) {
        wanted.over = yaml::pointed_from_json(*over, "/world");
        nulls_remove(wanted.over);
    }
    yaml::Problems problems;
    auto const made = call.worlds.create(std::move(wanted), problems);
    if (!problems.empty()) co_return refuse_all(400, problems);
    if (!made) co_return refuse(400, {made.error().message, "/name", "", "bad-name"});
    auto response = answer_json(201, describe(**made));
    response.headers.set("Location", "/easel/v1/worlds/" + (*made)->name);
    co_return response;
}

/// By the names and words that a change takes. @par Source dialects.md
json::object dialects_json(world::Dialects const& dialects) {
    json::object all;
    for (auto const& one : world::dialect_words()) all[one.name] = world::dialect_value(dialects, one.name);
    return all;
}

http::awaitable<http::Response> read(Call& call) {
    auto whole = describe(*call.served);
    auto const& world = call.served->stage->world;
    auto shown = world_json::to_json(world);
    shown["dialects"] = dialects_json(world.dialects);
    auto& courses = shown["courses"].as_array();
    for (std::size_t i = 0; i < courses.size(); ++i)
        if (auto const& own = world.courses[i].dialects) courses[i].as_object()["dialects"] = dialects_json(*own);
    whole["world"] = std::move(shown);
    co_return answer_json(200, whole);
}

/// Keys of a world file, as JSON or as the YAML that world files are written in.
Read<yaml::Node> read_patch(Call const& call) {
    if (call.request.content_type() == "application/yaml") {
        yaml::Problems problems;
        auto document = yaml::parse(call.request.body, "body", problems);
        if (!problems.empty()) return refuse_all(400, problems);
        if (!document.root.is_mapping()) return refuse(400, {"the body must be a YAML mapping", "", "", "wrong-type"});
        return std::move(document.root);
    }
    static Shape const any = Shape::map_of(Shape::anything());
    auto const body = read_body(call, any);
    if (!body) return body.error();
    return yaml::pointed_from_json(*body);
}

http::awaitable<http::Response> change(Call& call) {
    auto read = read_patch(call);
    if (!read) co_return read.error();
    auto patch = std::move(*read);
    nulls_remove(patch);
    yaml::Problems problems;
    auto const changed = call.worlds.change(*call.served, patch, problems);
    if (!problems.empty()) co_return refuse_all(400, problems);
    if (!changed) co_return refuse(500, {changed.error().message});
    co_return answer_json(200, describe(*call.served));
}

http::awaitable<http::Response> reset(Call& call) {
    static Shape const shape = Shape::object({{"keep_tools", Shape::boolean()}});
    auto const body = read_body(call, shape);
    if (!body) co_return body.error();
    auto const done = call.worlds.reset(*call.served, flag(*body, "keep_tools", true));
    if (!done) co_return refuse(500, {to_string(done.error())});
    co_return answer_json(200, describe(*call.served));
}

http::awaitable<http::Response> remove(Call& call) {
    call.worlds.remove(call.served->name);
    co_return no_content();
}

} // namespace

json::object describe(Served const& served) {
    auto const& stage = *served.stage;
    json::array tools;
    for (auto const& tool : stage.world.tools)
        if (!tool.deleted) tools.emplace_back(tool.name);
    return {
        {"name", served.name},
        {"clock", served.start ? "virtual" : "real"},
        {"now", base::to_iso8601(stage.time->now())},
        {"seed", served.seed},
        {"canvas", stage.world.canvas},
        {"origin", served.issuer->origin},
        {"base_path", served.issuer->base_path},
        {"tools", std::move(tools)},
    };
}

void add_world_routes(Routes& routes) {
    routes.push_back({"GET", "/worlds", list});
    routes.push_back({"POST", "/worlds", create});
    routes.push_back({"GET", "/worlds/{world}", read});
    routes.push_back({"PATCH", "/worlds/{world}", change});
    routes.push_back({"DELETE", "/worlds/{world}", remove});
    routes.push_back({"POST", "/worlds/{world}/reset", reset});
}

} // namespace easel::control
