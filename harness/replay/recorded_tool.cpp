#include "replay/recorded_tool.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "replay/redacted_text.hpp"

#include <algorithm>
#include <utility>

namespace easel::replay {
namespace {

using traffic::Exchange;
using traffic::Party;

constexpr char const* form_type = "application/x-www-form-urlencoded";

bool is_call(Exchange const& hop) {
    return hop.from == Party::tool;
}

/// What the tool and the platform do by themselves sets nothing off.
bool sets_off(Exchange const& hop) {
    return hop.from == Party::browser || hop.from == Party::probe;
}

} // namespace

RecordedTool::RecordedTool(
    http::asio::io_context& loop,
    http::Client& client,
    platform::Platform& platform,
    verdict::CaseResult const& then,
    play::Seat const& seat,
    Origins origins
)
    : loop_(loop),
      client_(client),
      platform_(platform),
      then_(then),
      time_(seat.time),
      shared_keys_(seat.lti11 ? seat.lti11->keys : std::vector<tool::SharedKey>()),
      origins_(std::move(origins)) {
    // A tool signs before anybody has asked for its keys.
    for (auto const& hop : then.hops)
        if (hop.to == Party::tool && hop.response) (void)keys_.replaced(hop.response->body);
    if (!seat.public_jwk.is_null()) (void)keys_.replaced(seat.public_jwk);
}

void RecordedTool::lacks(std::string what) {
    if (lacking_.empty()) lacking_ = std::move(what);
}

std::string RecordedTool::restored(std::string_view text) const {
    return as_today(text, table_, origins_);
}

http::Response RecordedTool::response_of(Hop const& recorded) {
    if (!recorded.response) {
        http::Response none;
        none.delivery = http::Delivery::reset;
        return none;
    }
    http::Response response;
    response.status = recorded.response->status;
    for (auto const& [name, value] : recorded.response->headers.fields()) {
        if (!is_for_this_connection(name))
            response.headers.add(name, as_ascii(sign_tokens(restored(value), recorded.number)));
    }
    auto body = sign_tokens(restored(keys_.replaced(recorded.response->body)), recorded.number);
    response.body = as_ascii(sign_forms(std::move(body), restored(recorded.url), recorded.number));
    return response;
}

RecordedTool::Hop const* RecordedTool::take(http::Request const& request) {
    auto const key = request.method + " " + std::string(request.path());
    for (auto const& hop : then_.hops) {
        if (hop.to != Party::tool || answered_.contains(hop.number) || hop.request.method != request.method) continue;
        auto const target = restored(hop.request.target);
        if (std::string_view(target).substr(0, target.find('?')) != request.path()) continue;
        answered_.insert(hop.number);
        last_[key] = &hop;
        return &hop;
    }
    return nullptr;
}

std::vector<RecordedTool::Hop const*> RecordedTool::calls_after(Hop const& trigger) const {
    std::vector<Hop const*> calls;
    for (auto const& hop : then_.hops) {
        if (hop.number <= trigger.number) continue;
        if (sets_off(hop)) break;
        if (is_call(hop)) calls.push_back(&hop);
    }
    return calls;
}

http::awaitable<http::Response> RecordedTool::answer(http::Request request) {
    auto const keep = shared_from_this();
    auto const* const recorded = take(request);
    if (recorded == nullptr) {
        // What was asked once may be asked again: the same answer, and nothing that came of it.
        auto const before = last_.find(request.method + " " + std::string(request.path()));
        co_return before == last_.end() ? http::text(404, "this is not in the recording\n")
                                        : response_of(*before->second);
    }
    Exchange now;
    now.url = origins_.tool + request.target;
    now.request = std::move(request);
    learn(*recorded, now);
    if (!sets_off(*recorded)) co_return response_of(*recorded);
    auto calls = calls_after(*recorded);
    auto const answered_at = recorded->at + recorded->took;
    auto const later =
        std::find_if(calls.begin(), calls.end(), [&](auto const* call) { return call->at > answered_at; });
    std::vector<Hop const*> after(later, calls.end());
    calls.erase(later, calls.end());
    co_await make(std::move(calls), recorded->at, false, time_->work());
    follow(std::move(after), answered_at);
    co_return response_of(*recorded);
}

void RecordedTool::finished(Exchange const& exchange) {
    if (!sets_off(exchange)) return;
    auto const place = place_of(exchange);
    int nth = seen_[place]++;
    for (auto const& hop : then_.hops) {
        if (!sets_off(hop) || place_of(hop) != place || nth-- > 0) continue;
        if (hop.to == Party::tool) { // what the server itself refused never came to us
            answered_.insert(hop.number);
            return;
        }
        learn(hop, exchange);
        follow(calls_after(hop), hop.at);
        return;
    }
}

/// What comes by itself: the work counts from now on, so that no wait overtakes it.
void RecordedTool::follow(std::vector<Hop const*> calls, base::Instant since) {
    if (!calls.empty()) http::spawn(loop_, make(std::move(calls), since, true, time_->work()));
}

/// @param waits  as long as the tool has waited between them; else they come at once
/// @param work   counts while they are made
http::awaitable<void> RecordedTool::make(
    std::vector<Hop const*> calls, base::Instant since, bool waits, timing::Time::Work work
) {
    auto const time = time_; // outlives the work
    auto const counted = std::move(work);
    auto const keep = shared_from_this();
    for (auto const* const one : calls) {
        if (waits && one->at > since) co_await time->sleep(one->at - since);
        since = std::max(since, one->at);
        co_await call(*one);
    }
}

std::string RecordedTool::body_of(Hop const& recorded) {
    auto const& request = recorded.request;
    if (recorded.request_size > request.body.size())
        lacks("the body of hop " + std::to_string(recorded.number) + " was cut for the file");
    if (request.content_type() != form_type) return sign_tokens(restored(request.body), recorded.number);
    bool const withheld = is_redacted(base::value_of(request.form(), "client_assertion"));
    if (!withheld && !is_redacted(request.body) && request.body.find('{') == std::string::npos)
        return restored(request.body); // to the byte
    base::Fields form;
    for (auto const& [name, value] : request.form()) {
        bool const made_up = name == "client_assertion" && is_redacted(value) && !table_.of(value);
        form.emplace_back(name, made_up ? assertion(recorded) : sign_tokens(restored(value), recorded.number));
    }
    return base::form_encode(form);
}

http::Request RecordedTool::request_of(Hop const& recorded) {
    http::Request request;
    request.method = recorded.request.method;
    request.target = as_ascii(restored(recorded.request.target));
    request.body = body_of(recorded);
    for (auto const& [name, value] : recorded.request.headers.fields()) {
        if (!is_for_this_connection(name)) request.headers.add(name, sign_tokens(restored(value), recorded.number));
    }
    if (base::to_lower(request.headers.get("Authorization").substr(0, 6)) == "oauth ") sign_header(recorded, request);
    http::Headers plain;
    for (auto const& [name, value] : request.headers.fields()) plain.add(name, as_ascii(value));
    request.headers = std::move(plain);
    return request;
}

http::awaitable<void> RecordedTool::call(Hop const& recorded) {
    auto request = request_of(recorded);
    if (recorded.to != Party::platform) {
        if (auto const url = base::parse_url(restored(recorded.url)))
            (void)co_await client_.send(*url, std::move(request));
        co_return;
    }
    Exchange now;
    now.url = origins_.platform + request.target;
    now.request = request;
    // Past the wire: what disturbs the delivery of an answer has no effect on what is answered.
    now.response = co_await platform_.ask(std::move(request));
    learn(recorded, now);
}

void RecordedTool::learn(Hop const& then, Hop const& now) {
    learn_exchange(table_, then, now);
    learn_tokens(then.url + "\n" + then.request.body, now.url + "\n" + now.request.body, 0);
    if (then.response && now.response) learn_tokens(then.response->body, now.response->body, 0);
}

/// The platform's own tokens, and those inside them: what is known by header and claims needs no signature.
void RecordedTool::learn_tokens(std::string_view then, std::string_view now, int depth) {
    constexpr int deepest = 3;
    auto const old = tokens_in(then);
    auto const fresh = tokens_in(now);
    if (old.size() != fresh.size() || depth > deepest) return;
    auto const claims = [](std::string_view token) {
        auto const from = token.find('.') + 1;
        return base::base64url_decode(token.substr(from, token.find('.', from) - from)).value_or("");
    };
    for (std::size_t i = 0; i < old.size(); ++i) {
        if (is_redacted(fresh[i])) continue;
        tokens_.try_emplace(std::string(without_signature(old[i])), fresh[i]);
        learn_tokens(claims(old[i]), claims(fresh[i]), depth + 1);
    }
}

} // namespace easel::replay
