#include "base/instant.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/wire_inspection.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::check::wire {
namespace {

constexpr std::string_view item_type = "application/vnd.ims.lis.v2.lineitem+json";
constexpr std::string_view container_type = "application/vnd.ims.lis.v2.lineitemcontainer+json";

std::vector<Exchange const*> writes(Case const& run) {
    return run.tool_calls({CallKind::line_item_create, CallKind::line_item_update});
}

void item_media_type(Case const& run, Findings& out) {
    for (auto const* call : writes(run)) {
        out.saw(*call);
        if (call->request.content_type() == item_type) continue;
        out.violated(
            *call,
            "sent " + call_name(*call) + " with the content type " + quoted(call->request.headers.get("Content-Type"))
        );
    }
}

void line_item_accept(Case const& run, Findings& out) {
    inspect_accept(run, CallKind::line_items, container_type, out);
    inspect_accept(run, CallKind::line_item, item_type, out);
}

/// Calls `look` with every line item that the tool wrote; a body that is no object is a violation.
void each_item(Case const& run, Findings& out, void (*look)(Exchange const&, base::json::object const&, Findings&)) {
    for (auto const* call : writes(run)) {
        if (!is_whole(*call)) continue;
        out.saw(*call);
        auto const body = json_body(*call);
        if (body)
            look(*call, *body, out);
        else
            out.violated(*call, "sent " + call_name(*call) + " with a body that is no JSON object");
    }
}

void label_and_maximum(Case const& run, Findings& out) {
    each_item(run, out, [](Exchange const& call, base::json::object const& item, Findings& found) {
        auto const* label = item.if_contains("label");
        if (label == nullptr)
            found.violated(call, "sent a line item without `label`");
        else if (!label->is_string() || base::trim(std::string_view(label->as_string())).empty()) {
            found.violated(call, "sent a line item whose `label` is " + quoted(*label));
        }
        auto const* maximum = item.if_contains("scoreMaximum");
        auto const value = maximum != nullptr ? base::number(*maximum) : std::nullopt;
        if (maximum == nullptr)
            found.violated(call, "sent a line item without `scoreMaximum`");
        else if (!value || !(*value > 0))
            found.violated(call, "sent a line item whose `scoreMaximum` is " + quoted(*maximum));
    });
}

void ids_are_text(Case const& run, Findings& out) {
    for (auto const* call : writes(run)) {
        auto const item = json_body(*call);
        if (!item) continue;
        for (std::string_view const name : {"resourceId", "tag"}) {
            auto const* value = item->if_contains(name);
            if (value == nullptr || value->is_null()) continue;
            out.saw(*call);
            if (!value->is_string())
                out.violated(*call, "sent `" + std::string(name) + "` as " + quoted(*value) + ", which is no string");
        }
    }
}

void dates_with_zone(Case const& run, Findings& out) {
    for (auto const* call : writes(run)) {
        auto const item = json_body(*call);
        if (!item) continue;
        for (std::string_view const name : {"startDateTime", "endDateTime"}) {
            auto const* value = item->if_contains(name);
            // null and "" take the date away (AGS 3.2.12)
            if (value == nullptr || value->is_null() || (value->is_string() && value->as_string().empty())) continue;
            out.saw(*call);
            auto const time =
                value->is_string() ? base::parse_iso8601(std::string_view(value->as_string())) : std::nullopt;
            if (time && time->zone_given) continue;
            out.violated(
                *call,
                "sent `" + std::string(name) + "` " + quoted(*value) +
                    (time ? ", which names no time zone" : ", which is no ISO 8601 date-time")
            );
        }
    }
}

/// The container that a request of the list means, by its path; null when no launch named it.
std::optional<base::Url> container_of(Case const& run, std::string_view path) {
    for (auto const& sent : run.context.launches) {
        auto url = base::parse_url(sent.line_items_url);
        if (url && url->path == path) return *url;
    }
    return std::nullopt;
}

void filter_names(Case const& run, Findings& out) {
    for (auto const* call : run.tool_calls({CallKind::line_items})) {
        auto const query = std::string(query_of(call->request.target));
        auto const container = container_of(run, path_of(call->request.target));
        auto const given_before = base::form_decode(container ? container->query : std::string());
        if (query.empty() && given_before.empty()) continue;
        if (was_linked(run, *call)) continue;  // a page that the platform had named
        out.saw(*call);
        if (query.find('?') != std::string::npos) {
            out.violated(*call, "put a second `?` into the URL of the line items: " + quoted(call->request.target));
            continue;
        }
        auto const given = base::form_decode(query);
        for (auto const& field : given_before) {
            if (std::ranges::find(given, field) != given.end()) continue;
            out.violated(*call, "lost `" + field.first + "` of the line items URL " + quoted(container->query));
        }
        for (auto const& [name, value] : given) {
            bool const known = name == "resource_link_id" || name == "resource_id" || name == "tag" || name == "limit";
            if (known || base::find(given_before, name) != nullptr) continue;
            out.violated(*call, "filtered line items by " + quoted(name) + ", which no platform knows");
        }
    }
}

constexpr std::array rules{
    Rule{"LI-004", "line items written", item_media_type, "Send application/vnd.ims.lis.v2.lineitem+json."},
    Rule{
        "LI-005",
        "line items read",
        line_item_accept,
        "Accept ...lineitemcontainer+json for the list and ...lineitem+json for one line item."},
    Rule{
        "LI-006", "line items written", label_and_maximum, "Send a label and a scoreMaximum that is a number above 0."},
    Rule{"LI-008", "line items written with resourceId or tag", ids_are_text, "Write resourceId and tag as strings."},
    Rule{
        "LI-009",
        "line items written with dates",
        dates_with_zone,
        "Write dates with an offset, such as 2026-03-01T10:00:00Z."},
    Rule{
        "LI-015",
        "line item lists asked for with a query",
        filter_names,
        "Add resource_link_id, resource_id, tag or limit to the query that the URL already has."},
};

}  // namespace

std::span<Rule const> line_item_rules() {
    return rules;
}

}  // namespace easel::check::wire
