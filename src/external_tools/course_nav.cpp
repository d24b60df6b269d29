#include "base/text.hpp"
#include "external_tools/call.hpp"
#include "world/visibility.hpp"

namespace easel::external_tools {

namespace {

http::Response bad_request(std::string_view message) {
    return http::json(400, base::dump(json::object{{"message", message}}));
}

/// The ids of `course_5`; nothing when one is the code of something else.
std::optional<std::vector<world::Id>> course_ids(std::vector<std::string> const& codes) {
    constexpr std::string_view of_course = "course_";
    std::vector<world::Id> ids;
    for (auto const& code : codes) {
        auto const id = code.starts_with(of_course) ? base::whole_number(code.substr(of_course.size())) : std::nullopt;
        if (!id) return std::nullopt;
        ids.push_back(*id);
    }
    return ids;
}

/// The tools of a course's navigation as they stand there, nearest context first.
void add_tools(Call& call, world::Course& course, json::array& shown) {
    auto& world = call.world();
    auto const seen_from = world::find_context(world, world::ContextKind::course, course.id);
    for (auto const& place : world::chain_of(world, course)) {
        for (auto const& tool : world.tools) {
            if (tool.deleted || !world::is_installed(world, tool, place)) continue;
            auto const* const placement = world::placement_of(tool, "course_navigation");
            if (placement == nullptr) continue;
            if (!world::is_visible(world, tool, *placement, call.caller.user, seen_from)) {
                call.applies("5.6.5");
                continue;
            }
            auto each = tool_json(world, tool, call.locale());
            each["context_id"] = course.id;
            each["context_name"] = course.title;
            shown.emplace_back(std::move(each));
        }
    }
}

} // namespace

http::Response visible_course_nav(Call& call) {
    json::array shown;
    if (call.route.place.context != world::ContextKind::course || call.route.place.id) {
        if (auto refused = refuse_right(call, rest::Right::read)) return std::move(*refused);
        if (!call.holds("5.6.3", call.place.course != nullptr && call.place.group == nullptr))
            return bad_request("Only course context is supported");
        if (call.place.course != nullptr) add_tools(call, *call.place.course, shown);
        call.applies("5.6.4");
        return call.ok(std::move(shown));
    }
    auto const codes = rest::texts(call.parameters, "context_codes");
    if (!call.holds("5.6.1", !codes.empty())) return bad_request("Missing context_codes");
    auto const ids = course_ids(codes);
    if (!call.holds("5.6.2", ids.has_value()))
        return bad_request("Invalid context_codes; only `course` codes are supported");
    if (!ids) return rest::unforeseen(); // only where that check is switched off
    auto& world = call.world();
    std::vector<world::Context> courses; // unknown ones are passed over
    for (auto const id : *ids)
        if (auto const place = world::find_context(world, world::ContextKind::course, id); place.found)
            courses.push_back(place);
        else
            call.applies("5.6.6");
    for (auto const& course : courses)
        if (!call.holds("1.13", rest::may(*call.caller.user, rest::Right::read, course))) return not_permitted(call);
    for (auto const& course : courses) add_tools(call, *course.course, shown);
    call.applies("5.6.4");
    return call.ok(std::move(shown));
}

} // namespace easel::external_tools
