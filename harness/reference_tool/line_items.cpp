#include "base/url.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/line_items.hpp"
#include "reference_tool/listing.hpp"
#include "reference_tool/reactions.hpp"

#include <boost/json.hpp>

#include <set>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr char const* own_resource = "easel-exercise"; ///< the same in every copy of a course (AGS 3.2.15)

std::string own_tag(Installation const& tool) {
    return tool.broken("numbers-its-line-items") ? "7" : "easel-score";
}

std::string link_key(Session const& session) {
    return course_key(session) + "\n" + session.link;
}

/// The session's own line item among `entries`: the link's, else one of this tool's that no other link uses.
std::string own_among(Installation const& tool, std::vector<json::value> const& entries, Session const& session) {
    std::set<std::string> taken;
    for (auto const& [key, url] : tool.own_line_items)
        if (key != link_key(session)) taken.insert(url);
    auto const remembered = tool.own_line_items.find(link_key(session));
    std::string found;
    for (auto const& entry : entries) {
        auto const id = base::text_member(entry, "id").value_or("");
        if (id.empty()) continue;
        if (tool.broken("takes-first-line-item")) return id;
        // A copied course holds line items that this tool has never made.
        bool const strange = remembered == tool.own_line_items.end() || remembered->second != id;
        if (strange && tool.broken("overlooks-copied-line-items")) continue;
        auto const link = base::text_member(entry, "resourceLinkId").value_or("");
        if (!session.link.empty() && link == session.link) return id;
        bool const own =
            base::text_member(entry, "resourceId") == own_resource && base::text_member(entry, "tag") == own_tag(tool);
        if (own && link.empty() && found.empty() && !taken.contains(id)) found = id;
    }
    return found;
}

} // namespace

std::string with_query(std::string const& url, base::Fields const& fields) {
    if (fields.empty()) return url;
    return url + (url.find('?') == std::string::npos ? '?' : '&') + base::form_encode(fields);
}

http::Request new_line_item(Installation const& tool, json::object item) {
    if (tool.broken("line-item-without-label")) item.erase("label");
    if (tool.broken("bare-line-item-member")) item["externalId"] = "cells";
    http::Request request;
    request.method = "POST";
    request.headers.set("Content-Type", tool.broken("line-item-as-plain-json") ? "application/json" : media_item);
    request.headers.set("Accept", media_item);
    request.body = base::dump(item);
    return request;
}

LineItem read_created(Installation const& tool, Session const& session, Reply const& reply) {
    LineItem made;
    auto const answer = assess(reply, tool.defects);
    auto const document = base::parse_json(reply.body);
    bool const taken = reply.status == 201 || !tool.broken("demands-201-for-line-items");
    if (answer.meaning == Assessment::Meaning::done && document && taken)
        made.url = base::text_member(*document, "id").value_or("");
    if (!made.url.empty() && tool.broken("builds-line-item-urls")) {
        auto const path = made.url.substr(0, made.url.find('?'));
        made.url = session.line_items + path.substr(path.rfind('/'));
    }
    if (!made.url.empty()) return made;
    made.trouble = answer.message.empty() ? "The platform named no line item" : answer.message;
    return made;
}

http::awaitable<LineItem> make_line_item(SharedTool tool, Session session) {
    LineItem made;
    if (session.line_items.empty() || !session.may(scope_line_items)) {
        made.trouble = "The platform lets this tool make no line item";
        co_return made;
    }
    auto const label = session.link_title.empty() ? std::string("Exercise") : session.link_title;
    json::object item{{"label", label}, {"scoreMaximum", 10}, {"resourceId", own_resource}, {"tag", own_tag(*tool)}};
    if (tool->broken("numbers-its-line-items")) item["tag"] = 7;
    auto request = new_line_item(*tool, std::move(item));
    auto const reply =
        co_await call_service(tool, session, scope_line_items, session.line_items, std::move(request));
    co_return read_created(*tool, session, reply);
}

http::awaitable<LineItem> line_item_for(SharedTool tool, Session session) {
    LineItem item;
    auto const turn = co_await Installation::take_turn(tool, "line item " + link_key(session));
    auto const kept = tool->own_line_items.find(link_key(session));
    bool const made_before = kept != tool->own_line_items.end();
    if (!session.line_item.empty()) {
        if (tool->broken("makes-needless-line-item") && !made_before) {
            auto const needless = co_await make_line_item(tool, session);
            tool->own_line_items.insert_or_assign(link_key(session), needless.url);
        }
        item.url = session.line_item;
        co_return item;
    }
    if (session.line_items.empty()) {
        item.trouble = "The platform offers no line items";
        co_return item;
    }
    // Asks anew at each act, in case the item is gone; only that keeps a relaunch from making a second one
    // (AGS 3.2.15).
    bool const may_read = session.may(scope_line_items) || session.may(scope_line_items_readonly);
    if (may_read && !tool->broken("makes-line-item-each-time")) {
        auto const scope = std::string(session.may(scope_line_items) ? scope_line_items : scope_line_items_readonly);
        for (bool by_link : {true, false}) {
            base::Fields filter;
            bool const one_page = tool->broken("reads-first-page-of-line-items");
            if (by_link && !one_page) filter.emplace_back(tool->broken("filters-by-camel-case") ? "resourceLinkId" : "resource_link_id", session.link);
            if (!by_link && !one_page) {
                filter.emplace_back("resource_id", own_resource);
                filter.emplace_back("tag", own_tag(*tool));
            }
            auto const url = with_query(session.line_items, filter);
            http::Request list;
            list.headers.set("Accept", tool->broken("accepts-any-line-items") ? "application/json" : media_container);
            auto const listing =
                co_await list_all(tool, session, scope, url, std::move(list), one_page);
            if (!listing.complete) {
                auto const answer = assess(listing.failed, tool->defects);
                if (answer.course_concluded) tool->scores.conclude(course_key(session));
                item.trouble = answer.message;
                co_return item;
            }
            item.url = own_among(*tool, listing.entries, session);
            if (!item.url.empty()) break;
        }
    }
    if (item.url.empty()) item = co_await make_line_item(tool, session);
    if (!item.url.empty()) tool->own_line_items.insert_or_assign(link_key(session), item.url);
    co_return item;
}

} // namespace easel::reference_tool
