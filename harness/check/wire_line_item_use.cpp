// What a tool makes of line items that it knows: the rows LI-003, 007, 010, 011, 017 and 020 of requirements.md.
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/wire_inspection.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace easel::check::wire {
namespace {

namespace json = base::json;

constexpr std::string_view lti = "https://purl.imsglobal.org/spec/lti/claim/";
constexpr std::string_view ags_claim = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";

std::vector<Exchange const*> writes(Case const& run) {
    return run.tool_calls({CallKind::line_item_create, CallKind::line_item_update});
}

std::string url_path(std::string const& url) {
    auto const parsed = base::parse_url(url);
    return parsed ? parsed->path : std::string();
}

bool succeeded(Exchange const& exchange) {
    return exchange.response && exchange.response->status >= 200 && exchange.response->status < 300;
}

// -- LI-003, LI-020 ---------------------------------------------------------------------------------------------------

/// What stands in a container already: the harness put it there, as a copied course has it.
struct Held {
    int hop;
    std::string container, resource_id, tag;
};

std::vector<Held> held_items(Case const& run) {
    std::vector<Held> held;
    for (auto const& exchange : run.exchanges) {
        if (exchange.from != traffic::Party::probe || exchange.kind != CallKind::line_item_create) continue;
        auto const item = json_body(exchange);
        if (!item || !succeeded(exchange)) continue;
        held.push_back(
            {exchange.number,
             std::string(path_of(exchange.request.target)),
             base::text_member(*item, "resourceId").value_or(""),
             base::text_member(*item, "tag").value_or("")}
        );
    }
    return held;
}

void reuses_line_items(Case const& run, Findings& out) {
    for (auto const& held : held_items(run)) {
        if (held.resource_id.empty() && held.tag.empty()) continue;
        for (auto const* call : run.tool_calls({CallKind::line_items, CallKind::line_item_create})) {
            if (call->number < held.hop || path_of(call->request.target) != held.container) continue;
            out.saw(*call);
            auto const item = call->kind == CallKind::line_item_create ? json_body(*call) : std::nullopt;
            if (!item || base::text_member(*item, "resourceId").value_or("") != held.resource_id ||
                base::text_member(*item, "tag").value_or("") != held.tag)
                continue;
            out.violated(
                *call,
                "made a second line item with resourceId " + quoted(held.resource_id) + " and tag " + quoted(held.tag) +
                    " in a course that held one"
            );
        }
    }
}

// -- LI-007 -----------------------------------------------------------------------------------------------------------

/// Link ids by container: those of launches that named it, and those that its line items show.
std::multimap<std::string, std::string> known_links(Case const& run, int before) {
    std::multimap<std::string, std::string> links;
    for (auto const& exchange : run.everything) {
        if (exchange.number >= before) break;
        if (exchange.kind == CallKind::launch && exchange.from == traffic::Party::browser) {
            auto const form = exchange.request.form();
            auto const* text = base::find(form, "id_token");
            auto const token = text == nullptr ? base::Result<jose::Jwt>(base::Fault{}) : jose::decode(*text);
            auto const* ags = token ? token->claims.if_contains(ags_claim) : nullptr;
            auto const* link = token ? token->claims.if_contains(std::string(lti) + "resource_link") : nullptr;
            if (ags == nullptr || link == nullptr) continue;
            auto const container = url_path(base::text_member(*ags, "lineitems").value_or(""));
            links.emplace(container, base::text_member(*link, "id").value_or(""));
        }
        if (exchange.kind == CallKind::line_items && exchange.response) {
            auto const items = base::parse_json(exchange.response->body);
            if (!items || !items->is_array()) continue;
            for (auto const& item : items->get_array())
                links.emplace(
                    std::string(path_of(exchange.request.target)),
                    base::text_member(item, "resourceLinkId").value_or("")
                );
        }
    }
    return links;
}

void links_of_launches(Case const& run, Findings& out) {
    for (auto const* call : run.tool_calls({CallKind::line_item_create})) {
        auto const item = json_body(*call);
        auto const* link = item ? item->if_contains("resourceLinkId") : nullptr;
        if (link == nullptr || link->is_null()) continue;
        out.saw(*call);
        auto const known = known_links(run, call->number);
        auto const [first, last] = known.equal_range(std::string(path_of(call->request.target)));
        bool const fits = link->is_string() && std::any_of(first, last, [&](auto const& each) {
                              return each.second == std::string_view(link->get_string());
                          });
        if (fits) continue;
        out.violated(
            *call, "made a line item for the resourceLinkId " + quoted(*link) + ", which no launch from this course had"
        );
    }
}

// -- LI-010 -----------------------------------------------------------------------------------------------------------

/// The line item as the tool was last shown it; nothing when it was not.
std::optional<json::object> last_shown(Case const& run, Exchange const& update) {
    std::optional<json::object> shown;
    auto const take = [&](json::value const& item) {
        bool const same = url_path(base::text_member(item, "id").value_or("")) == path_of(update.request.target);
        if (same && item.is_object()) shown = item.get_object();
    };
    auto const told = run.tool_calls(
        {CallKind::line_items, CallKind::line_item, CallKind::line_item_create, CallKind::line_item_update}
    );
    for (auto const* call : told) {
        if (call->number >= update.number || !succeeded(*call)) continue;
        auto const body = base::parse_json(call->response->body);
        if (body && body->is_array())
            std::ranges::for_each(body->get_array(), take);
        else if (body)
            take(*body);
    }
    return shown;
}

void updates_whole_items(Case const& run, Findings& out) {
    for (auto const* call : run.tool_calls({CallKind::line_item_update})) {
        auto const item = json_body(*call);
        auto const shown = last_shown(run, *call);
        if (!item || !shown) continue;
        out.saw(*call);
        for (std::string_view const name : {"id", "resourceLinkId"}) {
            auto const* sent = item->if_contains(name);
            auto const* held = shown->if_contains(name);
            if (sent == nullptr || (held != nullptr && *sent == *held) || (held == nullptr && sent->is_null())) continue;
            out.violated(
                *call, "changed `" + std::string(name) + "` of a line item from " +
                           (held == nullptr ? std::string("nothing") : quoted(*held)) + " to " + quoted(*sent)
            );
        }
        std::vector<std::string> dropped;
        for (std::string_view const name :
             {"label", "scoreMaximum", "resourceLinkId", "resourceId", "tag", "startDateTime", "endDateTime"})
            if (shown->contains(name) && !item->contains(name)) dropped.push_back(quoted(name));
        if (!dropped.empty())
            out.doubtful(*call, "left out " + base::join(dropped, ", ") + ", which the line item had, when it changed it");
    }
}

// -- LI-011 -----------------------------------------------------------------------------------------------------------

/// The line item that a call is about: its path without `/scores` and `/results`.
std::string item_path(std::string_view target) {
    auto path = path_of(target);
    for (std::string_view const suffix : {"/scores", "/results"})
        if (path.ends_with(suffix)) path.remove_suffix(suffix.size());
    while (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path);
}

bool keeps(base::Fields const& given, std::string const& query) {
    return std::ranges::all_of(base::form_decode(query), [&](auto const& field) {
        return std::ranges::find(given, field) != given.end();
    });
}

/// After the tool has made a line item: it uses the id that it was given, whatever that looks like.
void ids_as_given(Case const& run, Findings& out) {
    auto const made = run.tool_calls({CallKind::line_item_create});
    auto const first = std::ranges::find_if(made, [](Exchange const* call) { return succeeded(*call); });
    if (first == made.end()) return;
    for (auto const& exchange : run.exchanges) {
        bool const of_tool = exchange.from == traffic::Party::tool && exchange.to == traffic::Party::platform;
        if (!of_tool || exchange.number <= (*first)->number) continue;
        if (path_of(exchange.request.target).find("/line_items/") == std::string_view::npos) continue;
        out.saw(exchange);
        bool known = false;
        std::string query;
        for (auto const& url : known_line_items(run, exchange.number)) {
            auto const parsed = base::parse_url(url);
            if (!parsed || item_path(parsed->path) != item_path(exchange.request.target)) continue;
            known = true;
            query = parsed->query;
            if (keeps(exchange.request.query(), query)) query.clear();
            if (query.empty()) break;
        }
        if (!known)
            out.violated(exchange, "called " + quoted(exchange.request.target) + ", which is no id that it was given");
        else if (!query.empty())
            out.violated(
                exchange, "called " + quoted(exchange.request.target) + " where the id has the query " + quoted(query)
            );
    }
}

// -- LI-017 -----------------------------------------------------------------------------------------------------------

void extensions_by_url(Case const& run, Findings& out) {
    constexpr std::array<std::string_view, 9> members{
        "id", "label", "scoreMaximum", "resourceId", "resourceLinkId", "tag", "startDateTime", "endDateTime",
        "gradesReleased"};
    for (auto const* call : writes(run)) {
        auto const item = json_body(*call);
        if (!item) continue;
        out.saw(*call);
        auto const shown = last_shown(run, *call);
        for (auto const& member : *item) {
            std::string_view const name = member.key();
            bool const by_url = name.starts_with("https://") || name.starts_with("http://");
            bool const known = std::ranges::find(members, name) != members.end() || (shown && shown->contains(name));
            if (by_url || known) continue;
            out.violated(
                *call, "added the member " + quoted(name) + " to a line item, which is no fully qualified URL"
            );
        }
    }
}

constexpr std::array<Rule, 6> rules{{
    {"LI-003",
     "line items looked for or made where the course held one",
     reuses_line_items,
     "Look for resourceId and tag before you make a line item."},
    {"LI-007", "line items made for a link", links_of_launches, "Send the resource_link id of the launch, or none."},
    {"LI-010", "line items changed", updates_whole_items, "Change what you have read and send it whole."},
    {"LI-011",
     "calls for line items after one was made",
     ids_as_given,
     "Keep the id of a line item as it came, and build no URL yourself."},
    {"LI-017", "line items written", extensions_by_url, "Name members of your own by a URL that you control."},
    {"LI-020",
     "line items looked for or made where the course held one",
     reuses_line_items,
     "Follow the Link with rel=\"next\", or ask by resource_id and tag."},
}};

} // namespace

std::span<Rule const> line_item_use_rules() {
    return rules;
}

} // namespace easel::check::wire
