#include "base/url.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/reactions.hpp"
#include "reference_tool/services.hpp"

#include <boost/json.hpp>

#include <set>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr char const* media_item = "application/vnd.ims.lis.v2.lineitem+json";
constexpr char const* media_container = "application/vnd.ims.lis.v2.lineitemcontainer+json";
constexpr char const* media_results = "application/vnd.ims.lis.v2.resultcontainer+json";
constexpr char const* own_resource = "easel-exercise"; ///< the same in every copy of a course (AGS 3.2.15)
constexpr char const* own_tag = "easel-score";

std::string with_query(std::string const& url, base::Fields const& fields) {
    return url + (url.find('?') == std::string::npos ? '?' : '&') + base::form_encode(fields);
}

std::string link_key(Session const& session) {
    return course_key(session) + "\n" + session.link;
}

/// All entries of a container, page by page; stops on the first page that fails, at another origin, and in circles.
struct Listing {
    std::vector<json::value> entries;
    Reply failed; ///< what the page that failed was answered
    bool complete = true;
};

http::awaitable<Listing> list_all(
    SharedTool tool, std::size_t registration, std::string scope, std::string url, std::string accept
) {
    constexpr std::size_t most_pages = 50;
    Listing listing;
    auto const start = base::parse_url(url);
    std::set<std::string> seen;
    while (!url.empty() && seen.size() < most_pages && seen.insert(url).second) {
        http::Request request;
        request.headers.set("Accept", accept);
        auto reply = co_await call_service(tool, registration, scope, url, std::move(request));
        if (assess(reply, tool->defects).meaning != Assessment::Meaning::done) {
            listing.failed = std::move(reply);
            listing.complete = false;
            break;
        }
        auto const document = base::parse_json(reply.body);
        if (document && document->is_array())
            for (auto const& entry : document->get_array()) listing.entries.push_back(entry);
        // The token is for this platform alone (requirement THR-013).
        url = next_link(reply.headers);
        auto const next = base::parse_url(url);
        if (!next || !start || next->origin() != start->origin()) break;
    }
    co_return listing;
}

http::Request new_line_item(
    Installation const& tool, std::string const& label, std::string const& resource, std::string const& tag
) {
    json::object item;
    item["label"] = label;
    item["scoreMaximum"] = 10;
    item["resourceId"] = resource;
    item["tag"] = tag;
    if (tool.broken("line-item-without-label")) item.erase("label");
    http::Request request;
    request.method = "POST";
    request.headers.set("Content-Type", tool.broken("line-item-as-plain-json") ? "application/json" : media_item);
    request.headers.set("Accept", media_item);
    request.body = base::dump(item);
    return request;
}

/// The `id` that the platform gave a new line item, or why there is none.
LineItem read_created(Reply const& reply, Switches const& defects) {
    LineItem made;
    auto const answer = assess(reply, defects);
    auto const document = base::parse_json(reply.body);
    if (answer.meaning == Assessment::Meaning::done && document)
        made.url = base::text_member(*document, "id").value_or("");
    if (!made.url.empty()) return made;
    made.trouble = answer.message.empty() ? "The platform named no line item" : answer.message;
    return made;
}

/// The session's own line item among `entries`: the link's, else one of this tool's that no other link uses.
std::string own_among(Installation const& tool, std::vector<json::value> const& entries, Session const& session) {
    std::set<std::string> taken;
    for (auto const& [key, url] : tool.own_line_items)
        if (key != link_key(session)) taken.insert(url);
    std::string found;
    for (auto const& entry : entries) {
        auto const id = base::text_member(entry, "id").value_or("");
        if (id.empty()) continue;
        auto const link = base::text_member(entry, "resourceLinkId").value_or("");
        if (!session.link.empty() && link == session.link) return id;
        bool const own =
            base::text_member(entry, "resourceId") == own_resource && base::text_member(entry, "tag") == own_tag;
        if (own && link.empty() && found.empty() && !taken.contains(id)) found = id;
    }
    return found;
}

} // namespace

http::awaitable<LineItem> make_line_item(SharedTool tool, Session session) {
    LineItem made;
    if (session.line_items.empty() || !session.may(scope_line_items)) {
        made.trouble = "The platform lets this tool make no line item";
        co_return made;
    }
    auto const label = session.link_title.empty() ? std::string("Exercise") : session.link_title;
    auto request = new_line_item(*tool, label, own_resource, own_tag);
    auto const reply =
        co_await call_service(tool, session.registration, scope_line_items, session.line_items, std::move(request));
    co_return read_created(reply, tool->defects);
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
            if (by_link) filter.emplace_back("resource_link_id", session.link);
            if (!by_link) {
                filter.emplace_back("resource_id", own_resource);
                filter.emplace_back("tag", own_tag);
            }
            auto const url = with_query(session.line_items, filter);
            auto const listing = co_await list_all(tool, session.registration, scope, url, media_container);
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

http::awaitable<http::Response> create_line_item(SharedTool tool, http::Request request) {
    auto const* found = tool->session_of(request);
    if (found == nullptr) co_return plain_page(401, "Nobody has come here from a course.");
    auto const session = *found;
    if (session.line_items.empty() || !session.may(scope_line_items))
        co_return outcome_page(200, session, "The platform lets this tool make no line item.", true);
    if (tool->scores.concluded(course_key(session)))
        co_return outcome_page(200, session, "The platform takes no calls for this course any more.", true);
    auto call = new_line_item(*tool, "Extra credit", "easel-extra", "easel-extra");
    auto const reply =
        co_await call_service(tool, session.registration, scope_line_items, session.line_items, std::move(call));
    if (assess(reply, tool->defects).course_concluded) tool->scores.conclude(course_key(session));
    auto const made = read_created(reply, tool->defects);
    if (made.url.empty()) co_return outcome_page(200, session, "Line item refused: " + made.trouble, true);
    co_return outcome_page(200, session, "Line item made.", false);
}

http::awaitable<http::Response> show_result(SharedTool tool, http::Request request) {
    auto const* found = tool->session_of(request);
    if (found == nullptr) co_return plain_page(401, "Nobody has come here from a course.");
    auto const session = *found;
    if (!session.may(scope_results))
        co_return outcome_page(200, session, "The platform shows this tool no results.", true);
    if (tool->scores.concluded(course_key(session)))
        co_return outcome_page(200, session, "The platform takes no calls for this course any more.", true);
    auto const item = co_await line_item_for(tool, session);
    if (item.url.empty()) co_return outcome_page(200, session, "No results: " + item.trouble, true);
    auto const url = results_url(item.url, session.user);
    auto const listing = co_await list_all(tool, session.registration, scope_results, url, media_results);
    if (!listing.complete) {
        auto const answer = assess(listing.failed, tool->defects);
        if (answer.course_concluded) tool->scores.conclude(course_key(session));
        co_return outcome_page(200, session, "Results refused: " + answer.message, true);
    }
    for (auto const& entry : listing.entries) {
        if (base::text_member(entry, "userId") != session.user) continue;
        auto const* score = base::member(entry, "resultScore");
        auto const value = score == nullptr ? std::nullopt : base::number(*score);
        if (!value) continue;
        // The maximum is 1 unless given (AGS 3.3.4.6).
        auto const* maximum = base::member(entry, "resultMaximum");
        auto const most = maximum == nullptr ? 1.0 : base::number(*maximum).value_or(1.0);
        if (most <= 0) continue;
        co_return outcome_page(200, session, "Result: " + std::to_string(*value / most * 100) + " percent", false);
    }
    co_return outcome_page(200, session, "There is no result yet.", false);
}

} // namespace easel::reference_tool
