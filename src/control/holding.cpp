// Breakpoints: answers that are held, shown, changed and sent.
#include "base/text.hpp"
#include "control/answers.hpp"
#include "control/breakpoints.hpp"
#include "lti13/form_page.hpp"
#include "platform/editing.hpp"
#include "platform/routing.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace easel::control {
namespace {

using Held = Breakpoints::Held;
using yaml::Shape;

json::object breaks_of(Served const& served) {
    json::array calls;
    for (auto const kind : served.breakpoints->calls) calls.emplace_back(traffic::to_string(kind));
    json::array known;
    for (auto const kind : platform::answered_kinds()) known.emplace_back(traffic::to_string(kind));
    return {
        {"calls", std::move(calls)},
        {"patience", base::to_string(served.breakpoints->patience)},
        {"known", std::move(known)},
    };
}

http::awaitable<http::Response> breaks(Call& call) {
    co_return answer_json(200, breaks_of(*call.served));
}

/// Either all of it counts, or nothing.
http::awaitable<http::Response> set_breaks(Call& call) {
    static Shape const shape =
        Shape::object({{"calls", Shape::list_of(Shape::text())}, {"patience", Shape::duration()}});
    auto const body = read_body(call, shape);
    if (!body) co_return body.error();
    auto& breakpoints = *call.served->breakpoints;
    auto kinds = breakpoints.calls;
    if (body->contains("calls")) {
        kinds.clear();
        auto const known = platform::answered_kinds();
        std::vector<std::string> names;
        for (auto const kind : known) names.emplace_back(traffic::to_string(kind));
        auto const wanted = texts(*body, "calls");
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            auto const kind = traffic::call_kind(wanted[i]);
            if (!kind || std::find(known.begin(), known.end(), *kind) == known.end())
                co_return refuse(400, unknown_name("kind of call to hold", wanted[i], names, "/calls/" + std::to_string(i)));
            kinds.insert(*kind);
        }
    }
    auto patience = breakpoints.patience;
    if (body->contains("patience")) {
        patience = base::parse_duration(text(*body, "patience")).value_or(base::Duration::zero());
        if (patience < Breakpoints::least_patience || patience > Breakpoints::most_patience)
            co_return refuse(400, {"an answer is held for 1s to 1h", "/patience", "", "bad-value"});
    }
    breakpoints.calls = std::move(kinds);
    breakpoints.patience = patience;
    co_return answer_json(200, breaks_of(*call.served));
}

void put_time(json::object& view, Held const& held) {
    auto const left = std::chrono::duration_cast<base::Duration>(held.until - Breakpoints::Clock::now());
    view["left_ms"] = std::max(left, base::Duration::zero()).count();
    view["limit_ms"] = held.limit.count();
}

json::object line_of(Held const& held) {
    auto const& exchange = held.exchange;
    json::object line{
        {"number", exchange.number},
        {"kind", traffic::to_string(exchange.kind)},
        {"from", traffic::to_string(exchange.from)},
        {"method", base::to_valid_utf8(exchange.request.method)},
        {"url", base::to_valid_utf8(exchange.url)},
        {"status", exchange.response->status},
    };
    put_time(line, held);
    return line;
}

http::awaitable<http::Response> list(Call& call) {
    json::array all;
    for (auto const& held : call.served->breakpoints->held()) all.push_back(line_of(*held));
    co_return answer_json(200, json::object{{"held", std::move(all)}});
}

http::awaitable<http::Response> send_all(Call& call) {
    call.served->breakpoints->send_all();
    co_return no_content();
}

/// The form of a launch that this answer has the browser post to the tool.
std::optional<lti13::PostedForm> launch_in(traffic::CallKind kind, http::Response const& response) {
    if (kind != traffic::CallKind::authorization) return std::nullopt;
    auto form = lti13::read_form_page(response.body);
    if (form && base::find(form->fields, "id_token") == nullptr) form.reset();
    return form;
}

json::object whole(Held const& held) {
    auto const& exchange = held.exchange;
    auto const& response = *exchange.response;
    json::object view{{"number", exchange.number}, {"what", "answer"}};
    for (auto& [name, value] : platform::whole_view(exchange)) view[name] = std::move(value);
    view["fault"] = platform::fault_word(response.delivery);
    view["delay_ms"] = response.delay.count();
    put_time(view, held);
    auto const launch = launch_in(exchange.kind, response);
    view["message"] = launch ? json::value("launch") : json::value(nullptr);
    view["token"] = launch ? platform::token_view(base::value_of(launch->fields, "id_token")) : json::value(nullptr);
    return view;
}

Held const* find(Call const& call) {
    auto const number = base::whole_number(call.names.front());
    bool const fits = number && *number >= 1 && *number <= std::numeric_limits<int>::max();
    return fits ? call.served->breakpoints->find(static_cast<int>(*number)) : nullptr;
}

http::Response not_held(Call const& call) {
    return refuse(404, {"no answer to a call '" + call.names.front() + "' is held (any more)", "", "", "unknown-name"});
}

http::awaitable<http::Response> read(Call& call) {
    auto const* const held = find(call);
    if (held == nullptr) co_return not_held(call);
    co_return answer_json(200, whole(*held));
}

/// What `tamper` and `sign` make of the page that posts a launch, and in short: "id_token.claims.sub, sign none".
struct Tampered {
    http::Response response;
    std::string words;
};
std::optional<Tampered> tamper(
    Call const& call, Held const& held, json::object const& wanted, std::vector<platform::Complaint>& complaints
) {
    Tampered tampered{*held.exchange.response, {}};
    auto const* const points = wanted.if_contains("tamper");
    auto const sign = text(wanted, "sign", "world");
    bool const has_points = points != nullptr && !points->get_object().empty();
    if (!has_points && sign == "world") return tampered;
    std::string const place = has_points ? "/tamper" : "/sign";
    auto const refuse_it = [&](std::string const& at, std::string why) {
        complaints.push_back({at, std::move(why), "no-launch"});
        return std::nullopt;
    };
    if (!call.options.tamper) return refuse_it(place, "launches cannot be changed on this port");
    auto launch = launch_in(held.exchange.kind, tampered.response);
    if (!launch) return refuse_it(place, "this answer posts no launch to the tool");
    for (auto const* member : {"body", "error"}) {
        auto const pointer = std::string("/answer/") + member;
        if (base::at_pointer(wanted, pointer) != nullptr) return refuse_it(pointer, "leaves no launch that could be changed");
    }
    auto const given = has_points ? points->get_object() : json::object();
    if (auto problem = call.options.tamper(*call.served->stage, given, sign, launch->fields)) {
        complaints.push_back(std::move(*problem));
        return std::nullopt;
    }
    tampered.response.body = lti13::form_page(launch->action, launch->fields).body;
    std::vector<std::string> words;
    for (auto const& [point, value] : given) words.emplace_back(point);
    if (sign != "world") words.push_back("sign " + sign);
    tampered.words = base::join(words, ", ");
    return tampered;
}

http::awaitable<http::Response> send(Call& call) {
    static auto const any = Shape::anything();
    static Shape const shape = Shape::object({
        {"answer", any},
        {"fault", any},
        {"delay_ms", any},
        {"tamper", Shape::map_of(any)},
        {"sign", Shape::one_of_text({"world", "unknown_key", "no_kid", "none"})},
    });
    auto const* const held = find(call);
    if (held == nullptr) co_return not_held(call);
    auto const body = read_body(call, shape);
    if (!body) co_return body.error();
    std::vector<platform::Complaint> complaints;
    auto const tampered = tamper(call, *held, *body, complaints);
    auto const& basis = tampered ? tampered->response : *held->exchange.response;
    auto const edited = platform::edit_answer(*body, basis, call.options.documented_error, complaints);
    if (!complaints.empty()) co_return refuse_all(400, complaints);
    std::vector<std::string> words;
    for (auto const& part : {tampered->words, edited->words})
        if (!part.empty()) words.push_back(part);
    auto const number = held->exchange.number;
    auto& breakpoints = *call.served->breakpoints;
    if (words.empty())
        breakpoints.send(number);
    else
        breakpoints.send(number, edited->response);
    auto sent = words.empty() ? std::string("as it was") : base::join(words, ", ");
    co_return answer_json(200, json::object{{"number", number}, {"sent", std::move(sent)}});
}

} // namespace

void add_holding_routes(Routes& routes) {
    routes.push_back({"GET", "/worlds/{world}/breaks", breaks});
    routes.push_back({"POST", "/worlds/{world}/breaks", set_breaks});
    routes.push_back({"GET", "/worlds/{world}/held", list});
    routes.push_back({"DELETE", "/worlds/{world}/held", send_all});
    routes.push_back({"GET", "/worlds/{world}/held/{number}", read});
    routes.push_back({"POST", "/worlds/{world}/held/{number}", send});
}

} // namespace easel::control
