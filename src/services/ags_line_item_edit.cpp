#include "base/url.hpp"
#include "services/ags_call.hpp"
#include "services/answers.hpp"
#include "services/ruby.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace easel::services {
namespace {

namespace json = base::json;

constexpr std::string_view media_type = "application/vnd.ims.lis.v2.lineitem+json";

std::string text_of(json::value const* value) {
    return value == nullptr ? std::string() : ruby::to_s(*value);
}

/// What does not read as a time becomes none, as when a model's attribute is set.
std::optional<base::Instant> time_of(json::value const* value) {
    auto const* const text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::nullopt : base::parse_lenient_time(std::string_view(*text));
}

bool is_set(json::value const* value) {
    return value != nullptr && !ruby::is_blank(*value);
}

/// Model validations, grouped by attribute. @par Source ags.md 6.4 f, 6.5
std::vector<FieldError> line_item_errors(json::value const* maximum, json::value const* label) {
    std::vector<FieldError> errors;
    if (!is_set(maximum)) errors.push_back({"score_maximum", "can't be blank", "blank"});
    if (maximum == nullptr || !ruby::is_number(*maximum)) {
        errors.push_back({"score_maximum", "is not a number", "not_a_number"});
    }
    if (!is_set(label)) errors.push_back({"label", "can't be blank", "blank"});
    return errors;
}

/// `host` is the tool's domain or below it.
bool is_within(std::string_view host, std::string_view domain) {
    if (domain.empty() || !host.ends_with(domain)) return false;
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

/// The 1.3 tool, seen from the course, that `url` belongs to: its own URL, whatever the query, else its domain.
world::Tool const* tool_matching(Call& call, std::string_view url) {
    auto const stem = [](std::string_view text) { return text.substr(0, text.find_first_of("?#")); };
    auto const parsed = base::parse_url(url);
    auto const host = parsed ? parsed->host : std::string();
    world::Tool const* by_domain = nullptr;
    for (auto const& tool : call.world().tools) {
        if (world::tool_for(call.world(), *call.course, tool.client_id) != &tool) continue;
        if (!tool.target_link_uri.empty() && stem(tool.target_link_uri) == stem(url)) return &tool;
        if (by_domain == nullptr && is_within(host, tool.domain)) by_domain = &tool;
    }
    return by_domain;
}

/// Rows a to d of ags.md 6.4; sets `assignment` when a link is named.
std::optional<http::Response> check_link(Call& call) {
    auto const* const sent = call.params.scalar("resourceLinkId");
    if (!is_set(sent)) return std::nullopt;
    auto& world = call.world();
    auto const link_id = ruby::to_s(*sent);
    auto const assignment = std::find_if(world.assignments.begin(), world.assignments.end(), [&](auto const& each) {
        return each.link_id == link_id;
    });
    if (!call.holds("ags/6.4.a", assignment != world.assignments.end(), "ags/4.7")) {
        return list_error(404, no_such_resource);
    }
    if (assignment == world.assignments.end()) return nothing_to_go_on();
    if (!call.holds("ags/6.4.b", assignment->tool == call.tool->id, "ags/4.22")) {
        return object_error(422, "Resource link id points to Tool not associated with this Context");
    }
    // A resource link lives as long as a line item, deleted or not, remembers it.
    auto const linked = [&](world::LineItem const& item) { return item.assignment == assignment->id && item.linked; };
    bool const exists = std::any_of(world.line_items.begin(), world.line_items.end(), linked);
    if (!call.holds("ags/6.4.c", exists, "ags/4.7")) return list_error(404, no_such_resource);
    bool const active = std::any_of(world.line_items.begin(), world.line_items.end(), [&](world::LineItem const& item) {
        return linked(item) && !item.deleted;
    });
    bool const usable = active && assignment->course == call.course->id && !assignment->deleted;
    if (!call.holds("ags/6.4.d", usable, "ags/4.21")) return empty_answer(412);
    call.assignment = &*assignment;
    return std::nullopt;
}

/// The submission type extension, known keys only; null when absent.
json::value extension_of(Params const& params) {
    auto const* const sent = params.find(submission_type_extension);
    if (sent == nullptr || !sent->is_object()) return nullptr;
    json::object known;
    for (std::string_view const key : {"type", "external_tool_url"}) {
        if (auto const* value = sent->get_object().if_contains(key); value != nullptr && ruby::is_scalar(*value)) {
            known[key] = *value;
        }
    }
    return json::value(std::move(known));
}

/// Row e.
std::optional<http::Response> check_submission_type(Call& call, json::value const& extension) {
    if (extension.is_null()) return std::nullopt;
    constexpr std::array<std::string_view, 5> offline{"none", "external_tool", "on_paper", "not_graded", "wiki_page"};
    auto const* const type = base::member(extension, "type");
    auto const name = text_of(type);
    bool const known = std::find(offline.begin(), offline.end(), name) != offline.end();
    if (call.holds("ags/6.4.e", known, "ags/4.19")) return std::nullopt;
    // Canvas asks the absent type for its symbol, which nothing has foreseen.
    if (type == nullptr || !type->is_string()) return unforeseen_error(500);
    return text_error(400, "Invalid submission_type for new assignment: " + name);
}

void note_dropped_members(Call& call) {
    bool const dropped = has_other_members(
        call.params,
        {"scoreMaximum",
         "label",
         "resourceId",
         "tag",
         "startDateTime",
         "endDateTime",
         "resourceLinkId",
         submission_type_extension}
    );
    if (dropped) call.applies("ags/6.1.4");
}

/// An assignment for a line item without a link. @par Source ags.md 6.4
world::Assignment& make_assignment(Call& call, world::LineItem& item) {
    auto& world = call.world();
    world::Assignment made;
    made.id = world.next_id++;
    made.course = call.course->id;
    made.name = "tool-made-" + std::to_string(made.id);
    made.title = item.label;
    made.points = item.score_maximum;
    made.link_id = world.random.uuid();
    made.due_at = item.end_at;
    made.unlock_at = item.start_at;
    made.submission_types = base::text_member(item.submission_type, "type").value_or("none");
    item.linked = false;
    call.applies("ags/6.4.h");
    if (made.submission_types == "external_tool") {
        made.target_link_uri = base::text_member(item.submission_type, "external_tool_url").value_or("");
        if (auto const* tool = tool_matching(call, made.target_link_uri)) {
            made.tool = tool->id;
            item.linked = true;
        }
        call.applies(item.linked ? "ags/6.2.3" : "ags/6.4.g");
    } else {
        call.applies("ags/6.2.2");
    }
    auto& added = world.assignments.emplace_back(std::move(made));
    world::touch(world, added);
    return added;
}

}  // namespace

http::Response create_line_item(Call& call) {
    if (auto refusal = check_link(call)) return std::move(*refusal);
    world::LineItem made;
    made.submission_type = extension_of(call.params);
    if (auto refusal = check_submission_type(call, made.submission_type)) return std::move(*refusal);
    auto const* const maximum = call.params.scalar("scoreMaximum");
    auto const* const label = call.params.scalar("label");
    auto const errors = line_item_errors(maximum, label);
    if (!call.holds("ags/6.4.f", errors.empty(), "ags/4.27")) return field_errors(errors);

    note_dropped_members(call);
    made.client_id = call.caller.client_id;
    made.label = text_of(label);
    made.score_maximum = maximum == nullptr ? 0 : ruby::to_f(*maximum);
    made.resource_id = text_of(call.params.scalar("resourceId"));
    made.tag = text_of(call.params.scalar("tag"));
    made.start_at = time_of(call.params.scalar("startDateTime"));
    made.end_at = time_of(call.params.scalar("endDateTime"));
    if (call.assignment == nullptr) {
        call.assignment = &make_assignment(call, made);
    } else {
        call.applies("ags/6.2.4");
    }
    made.assignment = call.assignment->id;
    made.id = call.world().next_id++;
    call.answer.assignment = call.assignment->name;
    auto const& item = call.world().line_items.emplace_back(std::move(made));
    world::touch(call.world(), item);
    world::touch_rest(call.world());
    return rendered(201, media_type, line_item_text(call, item));
}

http::Response update_line_item(Call& call) {
    LineItemChecks const checks{.owner = true, .in_course = "ags/6.3.4", .link = "ags/6.3.5"};
    if (auto refusal = find_line_item(call, checks)) return std::move(*refusal);
    bool const extends = !extension_of(call.params).is_null();
    if (!call.holds("ags/6.5.5", !extends)) return unforeseen_error(500);

    auto& item = *call.line_item;
    auto const* const maximum = call.params.scalar("scoreMaximum");
    auto const* const label = call.params.scalar("label");
    json::value const held_maximum = item.score_maximum;
    json::value const held_label = json::string(item.label);
    auto const errors =
        line_item_errors(maximum == nullptr ? &held_maximum : maximum, label == nullptr ? &held_label : label);
    if (!call.holds("ags/6.5.4", errors.empty(), "ags/4.27")) return field_errors(errors);

    call.applies("ags/6.5.1");
    note_dropped_members(call);
    if (maximum != nullptr) item.score_maximum = ruby::to_f(*maximum);
    if (label != nullptr) item.label = ruby::to_s(*label);
    if (auto const* value = call.params.scalar("resourceId")) item.resource_id = text_of(value);
    if (auto const* value = call.params.scalar("tag")) item.tag = text_of(value);
    auto const* const start = call.params.scalar("startDateTime");
    auto const* const end = call.params.scalar("endDateTime");
    if (start != nullptr) item.start_at = time_of(start);
    if (end != nullptr) item.end_at = time_of(end);
    if (is_default(call.world(), item)) {
        call.applies("ags/6.5.2");
        if (label != nullptr) call.assignment->title = item.label;
        if (maximum != nullptr) call.assignment->points = item.score_maximum;
        if (start != nullptr) call.assignment->unlock_at = item.start_at;
        if (end != nullptr) call.assignment->due_at = item.end_at;
        world::touch(call.world(), *call.assignment);
    } else {
        call.applies("ags/6.5.3");
    }
    world::touch(call.world(), item);
    return rendered(200, media_type, line_item_text(call, item));
}

}  // namespace easel::services
