#include "deep_linking/assignments.hpp"

#include "base/text.hpp"
#include "traffic/checks.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace easel::deep_linking {

namespace {

constexpr std::ptrdiff_t longest_title = 255;

/// In characters, not bytes.
std::ptrdiff_t length(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
}

json::value const* member_of(json::object const& item, std::string_view part, std::string_view name) {
    auto const* const object = item.if_contains(part);
    return object == nullptr ? nullptr : base::member(*object, name);
}

std::optional<base::Instant> time_of(json::object const& item, std::string_view part, std::string_view name) {
    auto const* const value = member_of(item, part, name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return base::parse_lenient_time(value->get_string());
}

void complain(json::object& item, std::string_view field, std::string const& text) {
    auto& errors = item["errors"];
    if (!errors.is_object()) errors.emplace_object();
    errors.as_object()[field] = text;
}

/// Numbers as text too: vendors write their ids either way.
std::string plain_text(json::value const* value) {
    if (value == nullptr || value->is_null() || value->is_structured()) return {};
    return value->is_string() ? std::string(value->get_string()) : base::dump(*value);
}

} // namespace

bool is_title(std::string_view text) {
    return length(text) <= longest_title;
}

std::optional<double> number_of(json::value const* value) {
    if (value == nullptr) return std::nullopt;
    if (auto const number = base::number(*value)) return number;
    if (!value->is_string()) return std::nullopt;
    std::string const text(base::trim(value->get_string()));
    char* end = nullptr;
    auto const number = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::optional<int> frame_of(json::object const& item, std::string_view side) {
    auto const number = number_of(member_of(item, "iframe", side));
    if (!number || *number < 0 || *number > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<int>(*number);
}

json::object custom_of(json::object const& item) {
    json::object kept;
    auto const* const custom = item.if_contains("custom");
    if (custom == nullptr || !custom->is_object()) return kept;
    for (auto const& each : custom->get_object())
        if (!each.value().is_structured()) kept[each.key()] = each.value();
    return kept;
}

bool opens_new_tab(json::object const& item) {
    auto const* const name = member_of(item, "window", "targetName");
    return name != nullptr && name->is_string() && name->get_string() == "_blank";
}

world::Assignment* make_assignment(
    Submission& submission, world::Tool const& tool, json::object& item, bool edits, traffic::Trail& trail
) {
    auto& world = submission.world;
    auto const applies = [&](char const* row) { trail.push_back({"deep-linking/" + std::string(row), true}); };
    auto const* const label = member_of(item, "lineItem", "label");
    if (label != nullptr && label->is_string() && !label->get_string().empty()) {
        applies("3.1.3");
        item["title"] = std::string(label->get_string());
    }
    auto const* const wanted = member_of(item, "lineItem", "scoreMaximum");
    if (!traffic::note(trail, "deep-linking/3.2.1", wanted != nullptr && !wanted->is_null())) {
        complain(item, "lineItem.scoreMaximum", "lineItem.scoreMaximum is a required field");
        return nullptr;
    }
    auto title = base::text_member(item, "title").value_or("");
    if (title.empty()) title = tool.title;
    auto const maximum = number_of(wanted);
    bool const valid =
        traffic::note(trail, "deep-linking/3.2.2", maximum.has_value() && is_title(title));
    if (!maximum) complain(item, "points_possible", "points_possible is not a number");
    if (!is_title(title)) complain(item, "title", "title is too long (maximum is 255 characters)");
    if (!valid) return nullptr;

    auto* made = edits ? world::assignment_by_id(world, submission.data.assignment_id) : nullptr;
    if (made != nullptr && (made->deleted || made->course != submission.context.course->id)) made = nullptr;
    bool const is_new = made == nullptr;
    if (is_new) {
        made = &world.assignments.emplace_back();
        made->id = world.next_id++;
        made->course = submission.context.course->id;
        made->name = "tool-made-" + std::to_string(made->id);
        made->link_id = world.random.uuid();
        made->published = false;
        applies("3.1.12");
    } else {
        applies("3.1.13");
    }
    made->title = title;
    made->description = base::text_member(item, "text").value_or("");
    made->points = *maximum;
    made->no_points = false;
    made->tool = tool.id;
    made->submission_types = "external_tool";
    made->target_link_uri = base::text_member(item, "url").value_or("");
    made->unlock_at = time_of(item, "available", "startDateTime");
    made->lock_at = time_of(item, "available", "endDateTime");
    made->due_at = time_of(item, "submission", "endDateTime");
    made->frame_width = frame_of(item, "width");
    made->frame_height = frame_of(item, "height");
    made->new_tab = opens_new_tab(item);
    made->custom = custom_of(item);

    auto* coupled = is_new ? nullptr : world::default_line_item(world, made->id);
    if (coupled == nullptr) coupled = &world::add_coupled_line_item(world, *made, submission.client_id);
    // Scores must reach the edited assignment with the tool's own key, whoever had it before (inferred).
    coupled->client_id = submission.client_id;
    coupled->deleted = false;
    coupled->label = made->title;
    coupled->score_maximum = made->points;
    coupled->start_at = made->unlock_at;
    coupled->end_at = made->due_at;
    coupled->resource_id = plain_text(member_of(item, "lineItem", "resourceId"));
    coupled->tag = plain_text(member_of(item, "lineItem", "tag"));
    world::touch(world, *made);
    world::touch(world, *coupled);
    world::touch_rest(world); // ids and randomness were used
    item["assignment_id"] = made->id;
    return made;
}

} // namespace easel::deep_linking
