#include "replay/counterpart.hpp"

#include "replay/redacted_text.hpp"
#include "replay/resending.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace easel::replay {
namespace {

using traffic::Exchange;

/// The nth of `hops` that goes where `place` says; null: there are fewer.
Exchange const* nth_at(std::vector<Exchange> const& hops, std::string const& place, int nth) {
    for (auto const& hop : hops) {
        if (place_of(hop) == place && nth-- == 0) return &hop;
    }
    return nullptr;
}

/// A token that this run has made in the place of a recorded one stands for it as a whole.
void learn_tokens(Substitutions& table, std::string const& then, std::string const& now, int hop) {
    auto const old = tokens_in(then);
    auto const fresh = tokens_in(now);
    if (old.size() != fresh.size()) return;
    for (std::size_t i = 0; i < old.size(); ++i) table.learn("token", old[i], fresh[i], hop);
}

void learn(Substitutions& table, Exchange const& then, Exchange const& now) {
    learn_exchange(table, then, now);
    if (then.response && now.response) learn_tokens(table, then.response->body, now.response->body, then.number);
}

/// What this run has done up to the moment, beside the recording.
Substitutions table_until(verdict::CaseResult const& then, play::Moment const& moment) {
    Substitutions table;
    std::map<std::string, int> seen;
    for (auto const& now : moment.stage->log.exchanges()) {
        if (now.number >= moment.hop) break;
        auto const place = place_of(now);
        if (auto const* const recorded = nth_at(then.hops, place, seen[place]++)) learn(table, *recorded, now);
    }
    return table;
}

http::Response response_of(
    Exchange const& recorded, http::Response const& today, Substitutions const& table, Origins const& origins
) {
    http::Response response;
    response.status = recorded.response->status;
    for (auto const& [name, value] : recorded.response->headers.fields()) {
        if (is_for_this_connection(name) || response.headers.has(name)) continue;
        for (auto const& [other, text] : recorded.response->headers.fields()) {
            if (other != name) continue;
            auto fresh = as_today(text, table, origins);
            if (!is_redacted(fresh)) response.headers.add(name, std::move(fresh));
        }
        // Secrets that this run has no counterpart for: as they would be without a recording.
        if (!response.headers.has(name) && today.headers.has(name))
            response.headers.add(name, std::string(today.headers.get(name)));
    }
    response.body = as_today(recorded.response->body, table, origins);
    return response;
}

} // namespace

Counterpart counterpart(verdict::CaseResult const& then, play::Moment const& moment, Origins const& origins) {
    Counterpart out;
    auto const place = place_of(moment.exchange);
    auto const& log = moment.stage->log.exchanges();
    auto const nth = std::count_if(log.begin(), log.end(), [&](Exchange const& one) {
        return one.number < moment.hop && place_of(one) == place;
    });
    auto const* const recorded = nth_at(then.hops, place, static_cast<int>(nth));
    if (recorded == nullptr) {
        out.lacking = "The recording holds nothing like it at this point.";
        return out;
    }
    out.hop = recorded->number;
    auto const hop = "Hop " + std::to_string(recorded->number) + " of the recording ";
    if (recorded->request.headers.fields().empty()) { // of a passing case a report without --trace keeps lines only
        out.lacking = hop + "was kept without headers and bodies.";
        return out;
    }
    auto table = table_until(then, moment);
    learn(table, *recorded, moment.exchange);
    if (moment.what == play::Moment::What::request) {
        if (recorded->request_size > recorded->request.body.size()) {
            out.lacking = hop + "holds only the first part of this request.";
            return out;
        }
        Resending resending(then, false, table, nullptr);
        resending.set_origins(origins);
        auto request = resending.rewritten(*recorded, moment);
        if (is_redacted(request.body) || is_redacted(request.target))
            out.lacking = hop + "leaves out values that this run has nothing for.";
        else
            out.request = std::move(request);
        return out;
    }
    if (!recorded->response) {
        out.lacking = hop + "holds no answer.";
    } else if (recorded->response_size > recorded->response->body.size()) {
        out.lacking = hop + "holds only the first part of this answer.";
    } else {
        auto response = response_of(*recorded, moment.exchange.response.value_or(http::Response()), table, origins);
        if (is_redacted(response.body))
            out.lacking = hop + "leaves out values that this run has nothing for.";
        else
            out.response = std::move(response);
    }
    return out;
}

} // namespace easel::replay
