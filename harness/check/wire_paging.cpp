// Lists in pages, and how fast a tool calls: requirements THR-005 to THR-013.
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/links.hpp"
#include "check/wire_inspection.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>

namespace easel::check::wire {
namespace {

/// A page that names a next one at the platform itself.
struct Page {
    Exchange const* call;
    std::string next;                  ///< path and query, as they stand in the link
    std::vector<Exchange const*> later; ///< the tool's further requests for lists of this kind
};

bool is_page(Exchange const& call) {
    return call.response && call.response->status == 200;
}

std::string origin_of(std::string const& url) {
    auto const parsed = base::parse_url(url);
    return parsed ? parsed->origin() : std::string();
}

/// Path and query of a URL as written; "" for another origin.
std::string written_target(std::string const& url, std::string const& origin) {
    if (!url.starts_with(origin) || origin.empty()) return {};
    auto const target = url.substr(origin.size());
    return target.starts_with('/') ? target.substr(0, target.find('#')) : std::string();
}

std::vector<Exchange const*> lists(Case const& run) {
    return run.tool_calls({CallKind::memberships, CallKind::line_items, CallKind::results});
}

std::vector<Page> pages(Case const& run) {
    std::vector<Page> found;
    auto const calls = lists(run);
    for (auto const* call : calls) {
        if (!is_page(*call)) continue;
        Page page{call, written_target(next_link_of(call->response->headers), origin_of(call->url)), {}};
        if (page.next.empty()) continue;
        for (auto const* later : calls)
            if (later->number > call->number && later->kind == call->kind) page.later.push_back(later);
        found.push_back(std::move(page));
    }
    return found;
}

/// Parameters without regard to case, encoding and order.
std::map<std::string, int> loosely(std::string_view target) {
    std::map<std::string, int> counted;
    for (auto const& [name, value] : base::form_decode(query_of(target)))
        ++counted[base::to_lower(base::percent_decode(name, true) + "=" + base::percent_decode(value, true))];
    return counted;
}

/// How a request relates to the page that it was to be for.
enum class Likeness { none, exact, altered, extended };

Likeness likeness(std::string_view asked, std::string_view next) {
    if (asked == next) return Likeness::exact;
    if (!base::equals_ignoring_case(path_of(asked), path_of(next))) return Likeness::none;
    auto rest = loosely(asked);
    for (auto const& [parameter, times] : loosely(next)) {
        auto const found = rest.find(parameter);
        if (found == rest.end()) return Likeness::none;
        found->second -= times;
    }
    bool const more = std::ranges::any_of(rest, [](auto const& left) { return left.second > 0; });
    return more ? Likeness::extended : Likeness::altered;
}

/// The request by which the tool went on from a page: the exact one, else the one most like it; null for none.
struct Step {
    Exchange const* call = nullptr;
    Likeness how = Likeness::none;
};
Step step_from(Page const& page) {
    Step best;
    for (auto const* later : page.later) {
        auto const how = likeness(later->request.target, page.next);
        if (how == Likeness::exact) return {later, how};
        if (how != Likeness::none && best.call == nullptr) best = {later, how};
    }
    return best;
}

void follows_next(Case const& run, Findings& out) {
    auto const calls = lists(run);
    for (auto const& page : pages(run)) {
        out.saw(*page.call);
        if (step_from(page).call != nullptr) continue;
        // Who has read the next page already may look at this one again and leave it at that.
        bool const known = std::ranges::any_of(calls, [&](Exchange const* call) {
            return call->kind == page.call->kind && likeness(call->request.target, page.next) == Likeness::exact;
        });
        if (known) continue;
        out.violated(*page.call, "did not ask for the next page, " + quoted(page.next));
    }
}

/// Follows next, and none of the other relations.
void follows_next_only(Case const& run, Findings& out) {
    follows_next(run, out);
    for (auto const& page : pages(run)) {
        for (auto const& link : links_of(page.call->response->headers)) {
            if (std::ranges::find(link.relations, "next") != link.relations.end()) continue;
            auto const other = written_target(link.target, origin_of(page.call->url));
            // Where a list begins a tool may begin again.
            if (other.empty() || other == page.next || other == page.call->request.target) continue;
            auto const taken = std::ranges::find_if(page.later, [&](Exchange const* later) {
                return later->request.target == other;
            });
            if (taken == page.later.end()) continue;
            out.violated(
                **taken, "asked for " + quoted(other) + ", which is no next page but " +
                             quoted(base::join(link.relations, " "))
            );
        }
    }
}

void next_as_it_stands(Case const& run, Findings& out) {
    for (auto const& page : pages(run)) {
        auto const step = step_from(page);
        if (step.call == nullptr) continue;
        out.saw(*step.call);
        if (step.how == Likeness::altered)
            out.violated(
                *step.call, "asked for " + quoted(step.call->request.target) + " where the next page is " +
                                quoted(page.next)
            );
    }
}

void nothing_added_to_next(Case const& run, Findings& out) {
    for (auto const& page : pages(run)) {
        auto const step = step_from(page);
        if (step.call == nullptr) continue;
        out.saw(*step.call);
        if (step.how == Likeness::extended)
            out.violated(
                *step.call, "added parameters to the next page: it asked for " + quoted(step.call->request.target) +
                                " where the next page is " + quoted(page.next)
            );
    }
}

/// Sixty pages in a minute.
void stops_in_circles(Case const& run, Findings& out) {
    constexpr std::size_t most = 60;
    auto const calls = lists(run);
    for (auto const& page : pages(run)) out.saw(*page.call);
    for (std::size_t i = most; i < calls.size(); ++i) {
        if (calls[i]->at - calls[i - most]->at > std::chrono::minutes(1)) continue;
        out.violated(*calls[i], "asked for " + std::to_string(calls.size()) + " pages of a list that goes in circles");
        return;
    }
}

/// A score of every learner: how many wait for their answers at a time.
void few_at_a_time(Case const& run, Findings& out) {
    constexpr int most = 10;
    auto const scores = run.tool_calls({CallKind::score});
    if (scores.size() <= most) return; // too few to tell
    for (auto const* call : scores) out.saw(*call);
    if (run.context.most_scores_at_once > most)
        out.violated(
            *scores[most], "sent " + std::to_string(scores.size()) + " scores with more than " + std::to_string(most) + " of them at the same time"
        );
}

/// What Canvas says is left of the bucket.
std::optional<double> remaining_of(Exchange const& call) {
    if (!call.response || !call.response->headers.has("X-Rate-Limit-Remaining")) return std::nullopt;
    auto const number = base::parse_json(call.response->headers.get("X-Rate-Limit-Remaining"));
    return number ? base::number(*number) : std::nullopt;
}

/// After the first answer that leaves little, no rush of calls follows within a second.
void slower_when_little_is_left(Case const& run, Findings& out) {
    constexpr double little = 100;
    constexpr std::size_t rush = 10;
    auto const calls = run.tool_calls({CallKind::score, CallKind::memberships, CallKind::line_items, CallKind::results});
    auto const first = std::ranges::find_if(calls, [](Exchange const* call) {
        auto const left = remaining_of(*call);
        return left && *left < little;
    });
    if (first == calls.end()) return;
    out.saw(**first);
    auto const begin = first + 1;
    auto const end = std::find_if(begin, calls.end(), [&](Exchange const* call) {
        return call->at > (*first)->at + std::chrono::seconds(1);
    });
    auto const count = static_cast<std::size_t>(end - begin);
    if (count > rush)
        out.violated(
            **begin, "made " + std::to_string(count) + " calls within a second of being told that little is left of its rate limit"
        );
}

void token_stays_here(Case const& run, Findings& out) {
    for (auto const* call : lists(run)) {
        if (!is_page(*call)) continue;
        auto const next = base::parse_url(next_link_of(call->response->headers));
        if (next && next->origin() != origin_of(call->url)) out.saw(*call);
    }
    for (auto const& exchange : run.exchanges) {
        if (exchange.from != traffic::Party::tool || exchange.to != traffic::Party::probe) continue;
        if (!exchange.request.headers.has("Authorization")) continue;
        out.violated(exchange, "sent its access token to another origin: " + quoted(exchange.url));
    }
}

constexpr std::string_view subject = "pages that name a next one";
constexpr std::string_view remedy = "Read Link as RFC 8288 says, whatever the case of its name, and follow rel=\"next\".";
constexpr std::array rules{
    Rule{"THR-005", "scores of a class", few_at_a_time, "Send a class's scores a few at a time."},
    Rule{
        "THR-006",
        "answers that leave little of the rate limit",
        slower_when_little_is_left,
        "Pause when X-Rate-Limit-Remaining runs low."},
    Rule{"THR-007", subject, follows_next, remedy},
    Rule{"THR-008", subject, follows_next_only, remedy},
    Rule{"THR-009", "next pages asked for", next_as_it_stands, "Ask for the next page at the very URL of the link."},
    Rule{
        "THR-010",
        "next pages asked for",
        nothing_added_to_next,
        "Add no parameters to the next page's URL; it has what it needs."},
    Rule{"THR-011", subject, follows_next, "Follow rel=\"next\" as long as there is one, whatever a page holds."},
    Rule{"THR-012", subject, stops_in_circles, "Stop at a page that was read already, and after a number of pages."},
    Rule{
        "THR-013",
        "pages that lead to another origin",
        token_stays_here,
        "Compare the origin of the next page with the first one's before you send the token."},
};

} // namespace

std::span<Rule const> paging_rules() {
    return rules;
}

} // namespace easel::check::wire
