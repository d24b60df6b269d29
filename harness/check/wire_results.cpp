// Results on the wire: requirements RES-*.
#include "check/wire_inspection.hpp"

#include <algorithm>
#include <array>

namespace easel::check::wire {
namespace {

constexpr std::string_view result_type = "application/vnd.ims.lis.v2.resultcontainer+json";

bool on_results(Exchange const& exchange) {
    return exchange.from == traffic::Party::tool && exchange.to == traffic::Party::platform &&
           path_of(exchange.request.target).ends_with("/results");
}

void results_path(Case const& run, Findings& out) {
    inspect_appended(run, "/results", out);
}

void results_accept(Case const& run, Findings& out) {
    inspect_accept(run, CallKind::results, result_type, out);
}

void results_by_get(Case const& run, Findings& out) {
    for (auto const& exchange : run.exchanges) {
        if (!on_results(exchange)) continue;
        out.saw(exchange);
        if (exchange.request.method != "GET") out.violated(exchange, "sent " + call_name(exchange));
    }
}

void results_of_user(Case const& run, Findings& out) {
    for (auto const* call : run.tool_calls({CallKind::results})) {
        auto const query = call->request.query();
        if (was_linked(run, *call)) continue;
        for (std::string_view const wrong : {"userId", "userid", "user"}) {
            auto const* value = base::find(query, wrong);
            if (value == nullptr) continue;
            out.saw(*call);
            out.violated(*call, "filtered results by " + quoted(wrong) + " instead of `user_id`");
        }
        auto const* user = base::find(query, "user_id");
        if (user == nullptr || run.context.launches.empty()) continue;
        out.saw(*call);
        bool const known =
            std::ranges::any_of(run.context.launches, [&](auto const& sent) { return sent.sub == *user; });
        if (!known) {
            out.violated(*call, "filtered results by the user_id " + quoted(*user) + ", which is no `sub` of a launch");
        }
    }
}

void results_scope(Case const& run, Findings& out) {
    inspect_scope(run, run.tool_calls({CallKind::results}), {"result.readonly"}, out);
}

/// Whoever asks for everybody's results reads all pages; for one user's the first is enough.
void results_pages(Case const& run, Findings& out) {
    auto calls = run.tool_calls({CallKind::results});
    std::erase_if(calls, [](Exchange const* call) { return call->request.query_value("user_id").has_value(); });
    inspect_pages(calls, out);
}

constexpr std::array rules{
    Rule{
        "RES-001",
        "result requests",
        results_path,
        "Append /results to the path of the line item URL and keep its query."},
    Rule{"RES-002", "result requests", results_accept, "Accept application/vnd.ims.lis.v2.resultcontainer+json."},
    Rule{"RES-003", "result requests", results_by_get, "Read results by GET; they cannot be written."},
    Rule{
        "RES-004",
        "result requests for one user",
        results_of_user,
        "Filter by user_id and encode the sub for the URL."},
    Rule{"RES-007", "pages of results", results_pages, "Follow the Link with rel=\"next\" until there is none."},
    Rule{"RES-008", "result requests with a known token", results_scope, "Ask for the scope result.readonly."},
};

}  // namespace

std::span<Rule const> result_rules() {
    return rules;
}

}  // namespace easel::check::wire
