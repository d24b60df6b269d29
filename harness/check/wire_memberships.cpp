// Rosters on the wire: requirements NRPS-*.
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/wire_inspection.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ranges>

namespace easel::check::wire {
namespace {

constexpr std::string_view roster_type = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";

std::vector<Exchange const*> rosters(Case const& run) {
    return run.tool_calls({CallKind::memberships});
}

/// Requests that begin a roster; the others follow a link of the platform.
std::vector<Exchange const*> beginnings(Case const& run) {
    auto calls = rosters(run);
    std::erase_if(calls, [&](Exchange const* call) { return was_linked(run, *call); });
    return calls;
}

/// The launch that was the latest when the call was made; null before any.
WireContext::Sent const* launch_before(Case const& run, Exchange const& call) {
    WireContext::Sent const* latest = nullptr;
    for (auto const& sent : run.context.launches)
        if (sent.first_hop <= call.number && !sent.memberships_url.empty() && !sent.aside) latest = &sent;
    return latest;
}

/// The announced URL that a call means, by its path: the latest before it.
std::optional<base::Url> announced(Case const& run, Exchange const& call) {
    for (auto const& sent : std::views::reverse(run.context.launches)) {
        if (sent.first_hop > call.number) continue;
        auto url = base::parse_url(sent.memberships_url);
        if (url && url->path == path_of(call.request.target)) return *url;
    }
    return std::nullopt;
}

void url_as_given(Case const& run, Findings& out) {
    for (auto const* call : beginnings(run)) {
        if (run.context.launches.empty()) continue;
        out.saw(*call);
        auto const url = announced(run, *call);
        if (!url) {
            out.violated(
                *call, "asked for a roster at " + quoted(call->request.target) + ", which no launch had named"
            );
            continue;
        }
        auto const given = call->request.query();
        for (auto const& field : base::form_decode(url->query)) {
            auto const times = std::ranges::count(given, field);
            if (times == 0)
                out.violated(
                    *call, "lost " + quoted(field.first) + " of the memberships URL's query " + quoted(url->query)
                );
            if (times > 1) out.violated(*call, "sent " + quoted(field.first) + " of the memberships URL twice");
        }
    }
}

void accepts_rosters(Case const& run, Findings& out) {
    for (auto const* call : rosters(run)) {
        out.saw(*call);
        auto const accept = call->request.headers.get("Accept");
        if (names_media_type(accept, roster_type)) continue;
        out.violated(
            *call,
            "sent " + call_name(*call) + " with the Accept header " + quoted(accept) + " instead of " +
                quoted(roster_type)
        );
    }
}

void scope_of_rosters(Case const& run, Findings& out) {
    for (auto const* call : rosters(run)) {
        auto const granted = scopes_of(run, bearer_token(call->request));
        if (!granted) continue;
        out.saw(*call);
        if (granted->contains(std::string(roster_scope))) continue;
        std::vector<std::string> const words(granted->begin(), granted->end());
        out.violated(
            *call,
            "sent " + call_name(*call) + " with a token that was granted " + quoted(base::join(words, " ")) + " only"
        );
    }
}

void follows_next(Case const& run, Findings& out) {
    inspect_pages(rosters(run), out);
}

/// A link to what has changed since: followed as it stands, or not at all.
void differences_as_given(Case const& run, Findings& out) {
    std::vector<std::pair<int, base::Url>> offered;
    bool used = false;
    for (auto const* call : rosters(run)) {
        for (auto const& [hop, url] : offered) {
            if (call->number <= hop || path_of(call->request.target) != url.path) continue;
            if (call->request.target == url.target()) {
                used = true;
                continue;
            }
            auto const begun = announced(run, *call);
            auto const usual = base::form_decode(begun ? begun->query : std::string());
            auto const given = call->request.query();
            // Part of the link's own query, changed or with something added.
            bool const altered = std::ranges::any_of(base::form_decode(url.query), [&](auto const& field) {
                return base::find(usual, field.first) == nullptr && base::find(given, field.first) != nullptr;
            });
            if (altered && !was_linked(run, *call)) {
                used = true;
                out.grave(
                    *call, "changed the differences link " + quoted(url.target()) + " into " + quoted(call->request.target)
                );
            }
        }
        if (!call->response) continue;
        if (auto const url = base::parse_url(linked_as(*call->response, "differences"))) {
            offered.emplace_back(call->number, *url);
            out.saw(*call);
        }
    }
    if (!offered.empty() && !used)
        out.worth_knowing(offered.front().first, "made no use of the differences link that the platform offered");
}

bool is_role(std::string_view value) {
    return value.find("://") != std::string_view::npos || value.starts_with("urn:");
}

bool is_limit(std::string_view value) {
    return !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos &&
           value.find_first_not_of('0') != std::string_view::npos;
}

void known_parameters(Case const& run, Findings& out) {
    for (auto const* call : beginnings(run)) {
        auto const url = announced(run, *call);
        if (!url) continue;
        out.saw(*call);
        auto const given_before = base::form_decode(url->query);
        for (auto const& [name, value] : call->request.query()) {
            if (base::find(given_before, name) != nullptr) continue;
            if (name != "role" && name != "limit" && name != "rlid") {
                out.violated(*call, "filtered a roster by " + quoted(name) + ", which no platform knows");
            } else if (name == "role" && !is_role(value)) {
                out.violated(
                    *call, "filtered a roster by the role " + quoted(value) + ", which is no full name of one"
                );
            } else if (name == "limit" && !is_limit(value)) {
                out.violated(*call, "sent the limit " + quoted(value));
            }
        }
    }
}

void right_context(Case const& run, Findings& out) {
    for (auto const* call : beginnings(run)) {
        auto const* const latest = launch_before(run, *call);
        auto const right = latest == nullptr ? std::nullopt : std::optional(base::parse_url(latest->memberships_url));
        if (!right || !*right || !announced(run, *call)) continue;
        out.saw(*call);
        if ((*right)->path == path_of(call->request.target)) continue;
        out.violated(
            *call,
            "asked for the roster " + quoted(path_of(call->request.target)) + " where the launch named " +
                quoted((*right)->path)
        );
    }
}

/// Ten launches within a minute bear three rosters.
void not_at_every_launch(Case const& run, Findings& out) {
    constexpr std::size_t most_rosters = 3;
    std::size_t launches = 0;
    for (auto const& exchange : run.exchanges) {
        if (exchange.kind != CallKind::launch || exchange.from != traffic::Party::browser) continue;
        out.saw(exchange);
        ++launches;
    }
    auto const calls = beginnings(run);
    for (auto i = most_rosters; i < calls.size(); ++i) {
        if (calls[i]->at - calls[i - most_rosters]->at > std::chrono::minutes(1)) continue;
        out.violated(
            *calls[i],
            "fetched the roster " + std::to_string(calls.size()) + " times for " + std::to_string(launches) +
                " launches"
        );
        return;
    }
}

constexpr std::array rules{
    Rule{"NRPS-001", "rosters begun", url_as_given, "Ask at context_memberships_url as it came, query included."},
    Rule{
        "NRPS-002",
        "roster requests",
        accepts_rosters,
        "Accept application/vnd.ims.lti-nrps.v2.membershipcontainer+json."},
    Rule{
        "NRPS-003",
        "roster requests with a known token",
        scope_of_rosters,
        "Ask for the scope contextmembership.readonly."},
    Rule{"NRPS-004", "pages of rosters", follows_next, "Follow the Link with rel=\"next\" until there is none."},
    Rule{
        "NRPS-014",
        "rosters with a differences link",
        differences_as_given,
        "Follow the Link with rel=\"differences\" exactly as it came."},
    Rule{"NRPS-009", "rosters begun", known_parameters, "Filter by role (a full URI), limit and rlid only."},
    Rule{"NRPS-012", "rosters begun", right_context, "Keep the memberships URL of each context apart."},
    Rule{
        "NRPS-013",
        "launches",
        not_at_every_launch,
        "Keep a roster for a while instead of fetching it at each launch."},
};

} // namespace

std::span<Rule const> membership_rules() {
    return rules;
}

} // namespace easel::check::wire
