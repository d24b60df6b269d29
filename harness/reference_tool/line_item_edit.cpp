// POST /line-item, /line-item/update and /line-item/delete: a column for extra credit, which teachers make, rename and
// take away.
#include "reference_tool/line_items.hpp"
#include "reference_tool/listing.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/reactions.hpp"

#include <boost/json.hpp>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr char const* extra_resource = "easel-extra";

/// The session of the request, if it may change line items; else the page that says why not.
struct Permit {
    std::optional<Session> session;
    http::Response refusal;
};

Permit permit_for(Installation& tool, http::Request const& request) {
    auto const* found = tool.session_of(request);
    if (found == nullptr) return {{}, plain_page(401, "Nobody has come here from a course.")};
    if (found->line_items.empty() || !found->may(scope_line_items))
        return {{}, outcome_page(200, *found, "The platform lets this tool make no line item.", true)};
    if (tool.scores.concluded(course_key(*found)))
        return {{}, outcome_page(200, *found, "The platform takes no calls for this course any more.", true)};
    return {*found, {}};
}

/// Made in the launch of a link that has a line item, the new one belongs to that link, too (AGS 3.2.9).
json::object extra_line_item(Installation& tool, Session const& session) {
    json::object item;
    item["label"] = "Extra credit";
    item["scoreMaximum"] = 10;
    item["resourceId"] = extra_resource;
    item["tag"] = extra_resource;
    auto& first = tool.mistakes.first_link;
    if (!session.line_item.empty()) {
        if (first.empty()) first = session.link;
        item["resourceLinkId"] = tool.broken("line-item-for-first-link") ? first : session.link;
    }
    auto const ends = session.started + std::chrono::hours(24 * 90);
    auto text = base::to_iso8601(ends);
    if (tool.broken("line-item-dates-without-zone")) text.pop_back();
    item["endDateTime"] = text;
    return item;
}

/// The extra line item as the platform holds it, and the page to show when there is none.
struct Found {
    json::object item;
    std::string url;
    std::string trouble;
};

http::awaitable<Found> find_extra(SharedTool tool, Session session) {
    Found found;
    http::Request list;
    list.headers.set("Accept", media_container);
    auto const url = with_query(session.line_items, {{"resource_id", extra_resource}, {"tag", extra_resource}});
    auto const listing = co_await list_all(tool, session, scope_line_items, url, std::move(list));
    if (!listing.complete) {
        found.trouble = assess(listing.failed, tool->defects).message;
        co_return found;
    }
    for (auto const& entry : listing.entries) {
        bool const own = base::text_member(entry, "resourceId") == extra_resource;
        if (!own || !entry.is_object()) continue;
        found.url = base::text_member(entry, "id").value_or("");
        found.item = entry.get_object();
        co_return found;
    }
    found.trouble = "There is no column for extra credit";
    co_return found;
}

} // namespace

http::awaitable<http::Response> create_line_item(SharedTool tool, http::Request request) {
    auto permit = permit_for(*tool, request);
    if (!permit.session) co_return std::move(permit.refusal);
    auto const session = *permit.session;
    auto call = new_line_item(*tool, extra_line_item(*tool, session));
    auto const reply =
        co_await call_service(tool, session, scope_line_items, session.line_items, std::move(call));
    if (assess(reply, tool->defects).course_concluded) tool->scores.conclude(course_key(session));
    auto const made = read_created(*tool, session, reply);
    if (made.url.empty()) co_return outcome_page(200, session, "Line item refused: " + made.trouble, true);
    co_return outcome_page(200, session, "Line item made.", false);
}

/// Reads it first: what is sent replaces the whole (AGS 3.2.6).
http::awaitable<http::Response> update_line_item(SharedTool tool, http::Request request) {
    auto permit = permit_for(*tool, request);
    if (!permit.session) co_return std::move(permit.refusal);
    auto const session = *permit.session;
    auto found = co_await find_extra(tool, session);
    if (found.url.empty()) co_return outcome_page(200, session, "Line item refused: " + found.trouble, true);
    http::Request read;
    read.headers.set("Accept", media_item);
    auto const shown = co_await call_service(tool, session, scope_line_items, found.url, std::move(read));
    auto const document = base::parse_json(shown.body);
    if (shown.status == 200 && document && document->is_object()) found.item = document->get_object();

    found.item["label"] = "Extra credit, second edition";
    if (tool->broken("updates-without-other-members"))
        found.item = json::object{{"label", "Extra credit, second edition"}, {"scoreMaximum", 10}};
    if (tool->broken("moves-line-items")) found.item["resourceLinkId"] = session.link + "-2";
    auto call = new_line_item(*tool, std::move(found.item));
    call.method = "PUT";
    auto const reply = co_await call_service(tool, session, scope_line_items, found.url, std::move(call));
    auto const answer = assess(reply, tool->defects);
    bool const done = answer.meaning == Assessment::Meaning::done;
    co_return outcome_page(200, session, done ? "Line item changed." : "Line item refused: " + answer.message, !done);
}

http::awaitable<http::Response> delete_line_item(SharedTool tool, http::Request request) {
    auto permit = permit_for(*tool, request);
    if (!permit.session) co_return std::move(permit.refusal);
    auto const session = *permit.session;
    auto const found = co_await find_extra(tool, session);
    if (found.url.empty()) co_return outcome_page(200, session, "Line item refused: " + found.trouble, true);
    http::Request call;
    call.method = "DELETE";
    auto const reply = co_await call_service(tool, session, scope_line_items, found.url, std::move(call));
    auto const answer = assess(reply, tool->defects);
    bool done = answer.meaning == Assessment::Meaning::done;
    if (tool->broken("takes-no-content-for-failure") && reply.body.empty()) done = false;
    co_return outcome_page(200, session, done ? "Line item deleted." : "Line item refused: " + answer.message, !done);
}

} // namespace easel::reference_tool
