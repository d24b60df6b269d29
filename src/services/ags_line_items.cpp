#include "base/url.hpp"
#include "services/ags_call.hpp"
#include "services/answers.hpp"
#include "services/paging.hpp"
#include "services/preamble.hpp"
#include "services/ruby.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace easel::services {
namespace {

namespace json = base::json;

constexpr std::string_view media_type = "application/vnd.ims.lis.v2.lineitem+json";
constexpr std::string_view container_type = "application/vnd.ims.lis.v2.lineitemcontainer+json";

constexpr std::size_t usual_size = 320; ///< of a line item's text, with room to spare

std::string launch_url(world::World& world, world::Assignment const& assignment) {
    if (!assignment.target_link_uri.empty()) return assignment.target_link_uri;
    if (assignment.tool == 0) return {};
    auto const tool = std::find_if(world.tools.begin(), world.tools.end(), [&](auto const& each) {
        return each.id == assignment.tool;
    });
    return tool == world.tools.end() ? std::string() : tool->target_link_uri;
}

/// `include=launch_url` or `include[]=launch_url`
bool wants_launch_url(Params const& params) {
    auto const* const include = params.find("include");
    if (include == nullptr) return false;
    if (auto const* text = include->if_string()) {
        return std::string_view(*text).find("launch_url") != std::string_view::npos;
    }
    auto const* const list = include->if_array();
    return list != nullptr && std::any_of(list->begin(), list->end(), [](json::value const& value) {
               return value.is_string() && std::string_view(value.get_string()) == "launch_url";
           });
}

struct Filters {
    std::optional<std::string> tag;
    std::optional<std::string> resource_id;
    std::string link_id;  ///< "": any

    [[nodiscard]] bool any() const { return tag || resource_id || !link_id.empty(); }
    [[nodiscard]] bool take(world::LineItem const& item, world::Assignment const& assignment) const {
        // Without a tag there is no text to equal, not even an empty one.
        auto const equals = [](std::optional<std::string> const& want, std::string const& have) {
            return !want || (!have.empty() && *want == have);
        };
        return equals(tag, item.tag) && equals(resource_id, item.resource_id) &&
               (link_id.empty() || assignment.link_id == link_id);
    }
};

Filters filters_of(Params const& params) {
    auto const text = [&](std::string_view name) -> std::optional<std::string> {
        auto const* const value = params.scalar(name);
        if (value == nullptr || value->is_null()) return std::nullopt;
        return ruby::to_s(*value);
    };
    auto link_id = text("resource_link_id").value_or("");
    if (ruby::is_blank(json::value(json::string(link_id)))) link_id.clear();
    return {text("tag"), text("resource_id"), std::move(link_id)};
}

struct Listed {
    world::LineItem const* item;
    world::Assignment const* assignment;
};

/// Active line items of every assignment of the course on which the caller's key has one. @par Source ags.md 6.3
std::vector<Listed> visible(Call& call, Filters const& filters) {
    auto& world = call.world();
    std::vector<world::Assignment const*> assignments;
    for (auto const& item : world.line_items) {
        if (item.deleted || item.client_id != call.caller.client_id) continue;
        auto const* const assignment = world::assignment_by_id(world, item.assignment);
        if (assignment == nullptr || assignment->deleted || assignment->course != call.course->id) continue;
        if (std::find(assignments.begin(), assignments.end(), assignment) == assignments.end()) {
            assignments.push_back(assignment);
        }
    }
    std::vector<Listed> listed;
    if (assignments.empty()) return listed;
    for (auto const& item : world.line_items) {
        if (item.deleted) continue;
        auto const found = std::find_if(assignments.begin(), assignments.end(), [&](auto const* assignment) {
            return assignment->id == item.assignment;
        });
        if (found != assignments.end() && filters.take(item, **found)) listed.push_back({&item, *found});
    }
    std::sort(listed.begin(), listed.end(), [](auto const& a, auto const& b) { return a.item->id < b.item->id; });
    return listed;
}

}  // namespace

void append_line_item(
    std::string& out, Call& call, world::LineItem const& item, world::Assignment const* assignment, bool with_launch_url
) {
    ruby::ObjectText object(out);
    object.add("id", line_item_url(call, item));
    object.add("scoreMaximum", item.score_maximum);
    object.add("label", item.label);
    if (item.resource_id.empty() || item.tag.empty()) call.applies_once("ags/6.1.3");
    if (item.start_at || item.end_at) call.applies_once("ags/6.1.2");
    call.applies_once("ags/6.1.5");
    if (!item.resource_id.empty()) object.add("resourceId", item.resource_id);
    if (!item.tag.empty()) object.add("tag", item.tag);
    if (item.start_at) object.add("startDateTime", base::to_iso8601(*item.start_at, 0));
    if (item.end_at) object.add("endDateTime", base::to_iso8601(*item.end_at, 0));
    bool const linked = assignment != nullptr && item.linked && !assignment->link_id.empty();
    if (linked) object.add("resourceLinkId", assignment->link_id);
    if (!item.submission_type.is_null()) object.add(submission_type_extension, item.submission_type);
    if (with_launch_url && assignment != nullptr) {
        if (auto const url = launch_url(call.world(), *assignment); !url.empty()) object.add(launch_url_extension, url);
    }
    object.close();
}

std::string line_item_text(Call& call, world::LineItem const& item, bool with_launch_url) {
    std::string out;
    append_line_item(out, call, item, world::assignment_by_id(call.world(), item.assignment), with_launch_url);
    return out;
}

http::Response list_line_items(Call& call) {
    auto const filters = filters_of(call.params);
    call.applies("ags/6.3.1");
    if (filters.any()) call.applies("ags/6.3.2");
    if (filters.tag == "" || filters.resource_id == "") call.applies("ags/6.3.8");
    if (filters.link_id.empty() && call.params.find("resource_link_id") != nullptr) call.applies("ags/6.3.9");
    auto const listed = visible(call, filters);
    bool const of_others = std::any_of(listed.begin(), listed.end(), [&](Listed const& each) {
        return each.item->client_id != call.caller.client_id;
    });
    if (of_others) call.applies("ags/6.3.3");
    bool const unpublished = std::any_of(listed.begin(), listed.end(), [](Listed const& each) {
        return !each.assignment->published;
    });
    if (unpublished) call.applies("ags/9.11");
    auto const base_url = line_items_url(request_origin(call.context.issuer, call.request), *call.course);
    auto const page = page_of(call.params, listed.size(), base_url);
    if (!call.holds("ags/10.5", page.has_value(), "ags/4.7")) return list_error(404, no_such_resource);
    if (!page) return nothing_to_go_on();
    call.applies(page->limited ? "ags/10.1" : "ags/10.2");
    call.applies(page->beyond ? "ags/10.4" : "ags/10.3");
    if (page->with_query) call.applies("ags/10.6");
    if (page->bounded) call.applies("ags/10.7");
    call.applies("ags/1.15");

    bool const with_launch_url = wants_launch_url(call.params);
    if (with_launch_url) call.applies("ags/6.1.1");
    std::string items = "[";
    items.reserve(page->count * usual_size);
    for (std::size_t i = page->first; i != page->first + page->count; ++i) {
        if (i != page->first) items += ',';
        append_line_item(items, call, *listed[i].item, listed[i].assignment, with_launch_url);
    }
    items += ']';
    auto response = rendered(200, container_type, std::move(items));
    response.headers.add("Link", page->link);
    return response;
}

http::Response show_line_item(Call& call) {
    LineItemChecks const checks{.owner = true, .in_course = "ags/6.3.4", .link = "ags/6.3.5"};
    if (auto refusal = find_line_item(call, checks)) return std::move(*refusal);
    if (!call.holds("ags/6.3.6", !call.assignment->deleted, "ags/4.20")) return empty_answer(404);
    if (call.line_item->coupled) call.applies("ags/6.2.1");
    bool const with_launch_url = wants_launch_url(call.params);
    if (with_launch_url) call.applies("ags/6.1.1");
    return rendered(200, media_type, line_item_text(call, *call.line_item, with_launch_url));
}

http::Response delete_line_item(Call& call) {
    LineItemChecks const checks{.owner = true, .in_course = "ags/6.3.4", .link = "ags/6.3.5"};
    if (auto refusal = find_line_item(call, checks)) return std::move(*refusal);
    if (!call.holds("ags/6.6.1", !call.line_item->coupled, "ags/4.17")) return empty_answer(401);

    auto& world = call.world();
    auto const drop = [&](world::LineItem& item) {
        item.deleted = true;
        world::touch(world, item);
        for (auto& result : world.results) {
            if (result.line_item != item.id) continue;
            result.deleted = true;
            world::touch(world, result);
        }
    };
    if (!is_default(world, *call.line_item)) {
        call.applies("ags/6.6.3");
        drop(*call.line_item);
        return empty_answer(204);
    }
    call.applies("ags/6.6.2");
    call.assignment->deleted = true;
    world::touch(world, *call.assignment);
    for (auto& item : world.line_items) {
        if (item.assignment == call.assignment->id) drop(item);
    }
    return empty_answer(204);
}

}  // namespace easel::services
