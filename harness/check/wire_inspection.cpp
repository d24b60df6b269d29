#include "check/wire_inspection.hpp"

#include "base/text.hpp"
#include "base/url.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::check::wire {
namespace {

std::vector<Exchange const*> calls_in(std::deque<Exchange> const& exchanges, std::initializer_list<CallKind> kinds) {
    std::vector<Exchange const*> out;
    for (auto const& exchange : exchanges) {
        bool const wanted = exchange.from == traffic::Party::tool && exchange.to == traffic::Party::platform &&
                            std::ranges::find(kinds, exchange.kind) != kinds.end();
        if (wanted) out.push_back(&exchange);
    }
    return out;
}

}  // namespace

std::vector<Exchange const*> Case::tool_calls(std::initializer_list<CallKind> kinds) const {
    return calls_in(exchanges, kinds);
}

std::vector<Exchange const*> Case::all_tool_calls(std::initializer_list<CallKind> kinds) const {
    return calls_in(everything, kinds);
}

std::vector<Exchange const*> Case::authorization_requests() const {
    std::vector<Exchange const*> out;
    for (auto const& exchange : exchanges) {
        if (exchange.kind != CallKind::authorization || exchange.to != traffic::Party::platform) continue;
        // The second hop is the platform's own redirect, not the tool's request.
        if (exchange.request.path().ends_with("/authorize")) continue;
        out.push_back(&exchange);
    }
    return out;
}

void Findings::note(int hop, std::string what, Weight weight) {
    offences_.push_back({hop, std::move(what), weight});
}

void Findings::undecidable(std::string reason, std::string why) {
    if (!reason_.empty()) return;
    reason_ = std::move(reason);
    why_ = std::move(why);
}

std::string target_of(std::string const& url) {
    auto const parsed = base::parse_url(url);
    return parsed ? parsed->target() : url;
}

std::string quoted(std::string_view value) {
    constexpr std::size_t longest = 120;
    constexpr std::string_view hex = "0123456789abcdef";
    auto const clean = base::to_valid_utf8(value.substr(0, longest));
    std::string out = "`";
    for (auto const c : clean) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            out += "\\x";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        } else {
            out += c;
        }
    }
    return out + (value.size() > longest ? "...`" : "`");
}

std::string quoted(base::json::value const& value) {
    return quoted(base::dump(value));
}

base::Fields parameters(http::Request const& request) {
    auto fields = request.query();
    auto form = request.form();
    fields.insert(fields.end(), form.begin(), form.end());
    return fields;
}

std::size_t count(base::Fields const& fields, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::count(fields, name, &base::Fields::value_type::first));
}

bool is_whole(Exchange const& exchange) {
    return exchange.request_size <= exchange.request.body.size();
}

std::optional<base::json::object> json_body(Exchange const& exchange) {
    if (!is_whole(exchange)) return std::nullopt;
    auto parsed = base::parse_json(exchange.request.body);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    return std::move(parsed->as_object());
}

std::string_view path_of(std::string_view target) {
    return target.substr(0, target.find('?'));
}

std::string_view query_of(std::string_view target) {
    auto const mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

bool names_media_type(std::string_view header, std::string_view type) {
    auto const entries = base::split(header, ',');
    return std::ranges::any_of(entries, [&](std::string_view entry) {
        return base::equals_ignoring_case(base::trim(entry.substr(0, entry.find(';'))), type);
    });
}

std::string bearer_token(http::Request const& request) {
    auto const header = base::trim(request.headers.get("Authorization"));
    constexpr std::string_view scheme = "bearer ";
    if (header.size() <= scheme.size() || !base::equals_ignoring_case(header.substr(0, scheme.size()), scheme))
        return {};
    return std::string(base::trim(header.substr(scheme.size())));
}

std::vector<std::string> known_line_items(Case const& run, int before) {
    std::vector<std::string> urls;
    for (auto const& sent : run.context.launches) {
        if (!sent.line_item_url.empty() && sent.first_hop <= before) urls.push_back(sent.line_item_url);
    }
    auto const add = [&urls](base::json::value const& item) {
        if (auto id = base::text_member(item, "id")) urls.push_back(*id);
    };
    auto const told = run.all_tool_calls(
        {CallKind::line_items, CallKind::line_item, CallKind::line_item_create, CallKind::line_item_update}
    );
    for (auto const* call : told) {
        if (call->number >= before || !call->response || call->response->status >= 300) continue;
        auto const body = base::parse_json(call->response->body);
        if (!body) continue;
        if (body->is_array())
            std::ranges::for_each(body->as_array(), add);
        else
            add(*body);
    }
    return urls;
}

bool was_linked(Case const& run, Exchange const& exchange) {
    for (auto const& earlier : run.everything) {
        if (earlier.number >= exchange.number) break;
        if (!earlier.response) continue;
        for (auto const& link : earlier.response->headers.all("Link")) {
            if (link.find(exchange.request.target + ">") != std::string::npos) return true;
        }
    }
    return false;
}

std::string linked_as(http::Response const& response, std::string_view relation) {
    for (auto const& header : response.headers.all("Link")) {
        auto const found = header.find("rel=\"" + std::string(relation) + "\"");
        if (found == std::string::npos) continue;
        auto const open = header.rfind('<', found);
        auto const close = open == std::string::npos ? open : header.find('>', open);
        if (close != std::string::npos) return header.substr(open + 1, close - open - 1);
    }
    return {};
}

std::string next_of(http::Response const& response) {
    return linked_as(response, "next");
}

void inspect_pages(std::vector<Exchange const*> const& calls, Findings& out) {
    for (auto const* call : calls) {
        if (!call->response || call->response->status != 200) continue;
        out.saw(*call);
        auto const url = base::parse_url(next_of(*call->response));
        if (!url) continue;
        // Who has read the next page already may look at this one again and leave it at that.
        bool const followed = std::ranges::any_of(calls, [&](Exchange const* other) {
            return other != call && other->request.target == url->target();
        });
        if (!followed) out.violated(*call, "did not ask for the next page, " + quoted(url->target()));
    }
}

std::optional<std::set<std::string>> scopes_of(Case const& run, std::string const& token) {
    if (token.empty()) return std::nullopt;
    for (auto const* call : run.all_tool_calls({CallKind::token})) {
        if (!call->response || call->response->status >= 300) continue;
        auto const body = base::parse_json(call->response->body);
        if (!body || base::text_member(*body, "access_token") != token) continue;
        auto granted = base::text_member(*body, "scope");
        if (!granted) {
            auto const asked = parameters(call->request);
            auto const* scope = base::find(asked, "scope");
            granted = scope != nullptr ? *scope : std::string();
        }
        auto const words = base::split(*granted, ' ');
        return std::set<std::string>(words.begin(), words.end());
    }
    return std::nullopt;
}

void inspect_scope(
    Case const& run,
    std::vector<Exchange const*> const& calls,
    std::initializer_list<std::string_view> enough,
    Findings& out
) {
    for (auto const* call : calls) {
        auto const granted = scopes_of(run, bearer_token(call->request));
        if (!granted) continue;
        out.saw(*call);
        bool const fits = std::ranges::any_of(enough, [&](std::string_view scope) {
            return granted->contains(std::string(ags_scope) + std::string(scope));
        });
        if (fits) continue;
        std::vector<std::string> const words(granted->begin(), granted->end());
        out.violated(
            *call,
            "sent " + call->request.method + " " + quoted(call->request.target) + " with a token that was granted " +
                quoted(base::join(words, " ")) + " only"
        );
    }
}

std::string call_name(Exchange const& call) {
    return call.request.method + " " + quoted(path_of(call.request.target));
}

void inspect_accept(Case const& run, CallKind kind, std::string_view type, Findings& out) {
    for (auto const* call : run.tool_calls({kind})) {
        out.saw(*call);
        auto const accept = call->request.headers.get("Accept");
        if (names_media_type(accept, type)) continue;
        out.violated(
            *call,
            "sent " + call_name(*call) + " with the Accept header " + quoted(accept) + " instead of " + quoted(type)
        );
    }
}

void inspect_appended(Case const& run, std::string_view suffix, Findings& out) {
    auto const path_without_slash = [](std::string_view path) {
        while (path.ends_with('/')) path.remove_suffix(1);
        return path;
    };
    for (auto const& exchange : run.exchanges) {
        if (exchange.from != traffic::Party::tool || exchange.to != traffic::Party::platform) continue;
        auto const target = std::string_view(exchange.request.target);
        auto const path = path_of(target);
        auto const query = query_of(target);
        auto const followed = query.find(std::string(suffix) + "&") != std::string_view::npos;
        if (path.find("/line_items") != std::string_view::npos && (query.ends_with(suffix) || followed)) {
            out.saw(exchange);
            out.violated(
                exchange,
                "appended " + quoted(suffix) +
                    " to the query of the line item URL instead of its path: " + quoted(target)
            );
            continue;
        }
        if (!path.ends_with(suffix)) continue;
        out.saw(exchange);
        auto const item_path = path_without_slash(path.substr(0, path.size() - suffix.size()));
        for (auto const& known : known_line_items(run, exchange.number)) {
            auto const url = base::parse_url(known);
            if (!url || path_without_slash(url->path) != item_path || url->query.empty()) continue;
            // A further parameter (a filter) may follow what the URL brought.
            bool const kept =
                query == url->query || query.starts_with(url->query + "&") || query.ends_with("&" + url->query);
            if (kept || was_linked(run, exchange)) continue;
            out.violated(
                exchange, "sent the query " + quoted(query) + " where the line item URL has " + quoted(url->query)
            );
            break;
        }
    }
}

}  // namespace easel::check::wire
