// What is seen of a launch: its own texts, what the tool was told, its calls, its page. requirements.md A.5.
#include "jose/jwt.hpp"
#include "lti13/scopes.hpp"
#include "play/session.hpp"
#include "traffic/exchange.hpp"

namespace easel::play {

namespace json = base::json;
using check::Outcome;
using traffic::CallKind;

/// What this launch says as no other does, before anybody tampers with it.
void Session::note_canaries(std::string const& id_token, LaunchRun& run) {
    constexpr std::size_t shortest = 4; // less is found on any page
    auto const decoded = jose::decode(id_token);
    if (!decoded) return;
    auto const note = [&](char const* kind, std::string text) {
        if (text.size() >= shortest) run.evidence.canaries.push_back({kind, std::move(text)});
    };
    auto const in = [&](char const* claim, char const* name) {
        auto const* object = decoded->claims.if_contains(claim_name(claim));
        return object == nullptr ? std::string() : base::text_member(*object, name).value_or("");
    };
    note("course title", in("context", "title"));
    note("link title", in("resource_link", "title"));
    note("user name", base::text_member(json::value(decoded->claims), "name").value_or(""));
    note("custom value", in("custom", canary_parameter));
}

/// What the tool was really told; tampering may have changed it.
void Session::note_claims(std::string const& id_token) {
    auto const decoded = jose::decode(id_token);
    if (!decoded) return;
    auto& sent = wire_.launches.back();
    if (auto const* sub = decoded->claims.if_contains("sub"); sub != nullptr && sub->is_string()) sent.sub = sub->as_string();
    auto const* ags = decoded->claims.if_contains(claim_name("ags"));
    if (ags != nullptr) {
        sent.line_item_url = base::text_member(*ags, "lineitem").value_or("");
        sent.line_items_url = base::text_member(*ags, "lineitems").value_or("");
    }
    auto const* nrps = decoded->claims.if_contains(claim_name("nrps"));
    sent.memberships_url = nrps == nullptr ? "" : base::text_member(*nrps, "context_memberships_url").value_or("");
    if (nrps != nullptr) wire_.announced_scopes.emplace_back(lti13::nrps_scope);
    auto const* scopes = ags == nullptr ? nullptr : base::member(*ags, "scope");
    if (scopes == nullptr || !scopes->is_array()) return;
    for (auto const& scope : scopes->as_array()) {
        if (scope.is_string()) wire_.announced_scopes.emplace_back(scope.as_string());
    }
}

/// E1: calls to URLs that only this launch (its course) has.
void Session::look_at_calls(LaunchRun& run, int first_hop) const {
    run.evidence.service_hops.clear();
    for (auto const& exchange : stage_->log.exchanges()) {
        bool const picked = exchange.kind == CallKind::deep_link_return; // comes through the browser
        if (exchange.number < first_hop || (exchange.from != traffic::Party::tool && !picked)) continue;
        if (exchange.to != traffic::Party::platform || exchange.course.empty() || exchange.course != run.course) continue;
        run.evidence.service_hops.push_back(exchange.number);
    }
    run.evidence.service_call = !run.evidence.service_hops.empty();
}

http::awaitable<void> Session::gather(LaunchRun& run, int first_hop, bool wait_for_calls) {
    auto& evidence = run.evidence;
    run.first_hop = first_hop;
    run.page_hop = last_hop();
    evidence.final_status = run.page.response.status;
    evidence.final_body = run.page.response.body;
    evidence.final_url = run.page.url.text();
    evidence.trouble = run.page.stopped_by_hook ? "" : run.page.trouble;
    evidence.needs_script = run.page.needs_script;
    for (auto const& url : run.page.chain) {
        bool const back = url.find(platform::return_path) != std::string::npos ||
                          (!run.return_url.empty() && url.starts_with(run.return_url));
        bool const error = url.find("lti_errormsg=") != std::string::npos || url.find("lti_errorlog=") != std::string::npos;
        evidence.returned_with_error = evidence.returned_with_error || (back && error);
    }
    auto const& oracle = theatre_.tool->oracle;
    if (evidence.delivered) evidence.probe_after = co_await session_probe(*run.browser);
    look_at_calls(run, first_hop);
    run.judgement = check::judge_launch(evidence, oracle);
    // Late effects: a call that comes after a refusal proves that the launch was taken all the same.
    if (wait_for_calls && evidence.delivered && run.judgement.outcome != Outcome::accepted) {
        co_await wait_until(
            [&] {
                look_at_calls(run, first_hop);
                return evidence.service_call;
            },
            theatre_.tool->limits.service
        );
        run.judgement = check::judge_launch(evidence, oracle);
    }
    for (int hop = first_hop; hop <= last_hop(); ++hop) evidence.hops.push_back(hop);
    if (run.judgement.outcome == Outcome::rejected && !run.page.hops.empty()) wire_.refusals.insert(run.page.hops.back());
}

/// For the wire checks that look at the pages of accepted launches only.
void Session::note_accepted(LaunchRun const& run) {
    if (run.judgement.outcome == Outcome::accepted) wire_.accepted.insert(run.page.hops.begin(), run.page.hops.end());
}

} // namespace easel::play
