#include "console/editing.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "lti11/launch.hpp"
#include "oauth1/oauth1.hpp"
#include "play/documented.hpp"
#include "play/tamper.hpp"
#include "play/tamper_lti11.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace easel::console {

namespace json = base::json;

namespace {

using base::Fault;
using base::FaultKind;

Fault wrong(std::string message) {
    return {FaultKind::usage, std::move(message), ""};
}

json::string plain(std::string_view text) {
    return json::string(base::is_valid_utf8(text) ? std::string(text) : base::to_valid_utf8(text));
}

json::array headers_view(http::Headers const& headers) {
    json::array out;
    for (auto const& [name, value] : headers.fields()) out.emplace_back(json::array{plain(name), plain(value)});
    return out;
}

json::value body_view(std::string const& body) {
    if (body.empty()) return nullptr;
    if (base::is_valid_utf8(body)) return json::object{{"text", plain(body)}, {"size", body.size()}};
    return json::object{{"base64", base::base64_encode(body)}, {"size", body.size()}};
}

json::array fields_view(base::Fields const& fields) {
    json::array out;
    for (auto const& [name, value] : fields) out.emplace_back(json::array{plain(name), plain(value)});
    return out;
}

/// A list of pairs, or an object, of texts.
base::Result<std::vector<std::pair<std::string, std::string>>> pairs(json::value const& value, std::string_view what) {
    std::vector<std::pair<std::string, std::string>> out;
    auto const refuse = [&] { return wrong(std::string(what) + " takes [[name, value], ...] of texts"); };
    if (!value.is_array()) return refuse();
    for (auto const& pair : value.get_array()) {
        if (!pair.is_array() || pair.get_array().size() != 2) return refuse();
        auto const& name = pair.get_array()[0];
        auto const& text = pair.get_array()[1];
        if (!name.is_string() || !text.is_string()) return refuse();
        out.emplace_back(std::string(name.get_string()), std::string(text.get_string()));
    }
    return out;
}

base::Result<void> set_headers(http::Headers& headers, json::value const& value) {
    auto const given = pairs(value, "headers");
    if (!given) return given.error();
    http::Headers fresh;
    for (auto const& [name, text] : *given) fresh.add(name, text);
    headers = std::move(fresh);
    return {};
}

// -- answers ----------------------------------------------------------------------------------------------------------

/// As an await step's `answer` says it.
json::object answer_points(http::Response const& response) {
    json::object points{{"status", response.status}};
    auto const type = response.headers.get("Content-Type");
    auto const parsed = type.find("json") == std::string_view::npos ? base::Result<json::value>(wrong("")) : base::parse_json(response.body);
    if (!response.body.empty()) points["body"] = parsed && !parsed->is_string() ? *parsed : json::value(plain(response.body));
    json::object headers;
    for (auto const& [name, value] : response.headers.fields()) headers[name] = plain(value);
    if (!headers.empty()) points["headers"] = std::move(headers);
    return points;
}

base::Result<void> change_answer(http::Response& response, json::object const& wanted, base::Instant now, json::object& points) {
    if (auto const* row = wanted.if_contains("error")) {
        auto const found = row->is_string() ? play::documented_error(row->get_string(), now) : std::nullopt;
        if (!found) return wrong("answer.error takes a row of the documented tables");
        response = *found;
        points = json::object{{"error", *row}};
    }
    bool changed = false;
    if (auto const* status = wanted.if_contains("status")) {
        auto const number = base::number(*status);
        if (!number || *number < 100 || *number > 599) return wrong("answer.status takes 100 to 599");
        response.status = static_cast<int>(*number);
        changed = true;
    }
    if (auto const* headers = wanted.if_contains("headers")) {
        if (auto const set = set_headers(response.headers, *headers); !set) return set.error();
        changed = true;
    }
    if (auto const* body = wanted.if_contains("body")) {
        if (!body->is_string()) return wrong("answer.body takes a text");
        response.body = body->get_string();
        changed = true;
    }
    if (changed) points = answer_points(response);
    return {};
}

base::Result<Edited> edit_answer(play::Moment const& moment, json::object const& wanted, Place place) {
    Edited edited;
    auto response = moment.exchange.response.value_or(http::Response());
    json::object points;
    if (auto const* answer = wanted.if_contains("answer"); answer != nullptr && !answer->is_null()) {
        if (!answer->is_object()) return wrong("answer takes an object");
        auto const changed = change_answer(response, answer->get_object(), moment.stage->time->now(), points);
        if (!changed) return changed.error();
    }
    std::string chip;
    if (points.contains("error")) chip = "answer " + base::text_member(points, "error").value_or("");
    if (points.contains("status")) chip = "answer " + std::to_string(response.status);
    if (auto const fault = base::text_member(wanted, "fault"); fault && *fault != "none") {
        static constexpr std::array<std::pair<std::string_view, http::Delivery>, 3> ways{
            {{"reset", http::Delivery::reset}, {"stall", http::Delivery::stall}, {"truncated", http::Delivery::truncated}}
        };
        auto const way = std::find_if(ways.begin(), ways.end(), [&](auto const& one) { return one.first == *fault; });
        if (way == ways.end()) return wrong("fault takes none, reset, stall or truncated");
        response.delivery = way->second;
        if (way->second != http::Delivery::truncated) points.clear();
        points["fault"] = *fault;
        chip += (chip.empty() ? "" : ", ") + *fault;
    }
    if (auto const* delay = wanted.if_contains("delay_ms")) {
        auto const number = base::number(*delay);
        if (!number || *number < 0 || *number > 600'000) return wrong("delay_ms takes 0 to 600000");
        response.delay = base::Duration(static_cast<base::Duration::rep>(*number));
        if (response.delay > base::Duration::zero()) {
            points["delay"] = base::to_string(response.delay);
            chip += (chip.empty() ? "" : ", ") + ("delay " + base::to_string(response.delay));
        }
    }
    if (points.empty()) return edited;
    edited.decision.response = std::move(response);
    edited.edits.push_back(
        {.what = Edit::What::answer, .hop = moment.hop, .step = place.step, .points = std::move(points), .call = moment.exchange.kind,
         .earlier = place.earlier, .chip = "hop " + std::to_string(moment.hop) + ": " + chip}
    );
    return edited;
}

// -- requests ---------------------------------------------------------------------------------------------------------

/// The issuer of the client that the token is for.
lti13::Issuer const* issuer_of(play::Moment const& moment, std::string const& token, std::string& client) {
    auto const decoded = jose::decode(token);
    auto const& issuers = moment.stage->issuers;
    if (decoded) client = base::text_member(decoded->claims, "aud").value_or("");
    auto const found = issuers.find(client);
    if (found != issuers.end()) return found->second.get();
    return issuers.empty() ? nullptr : issuers.begin()->second.get();
}

world::Tool const* consumer(play::Moment const& moment, std::string const& key) {
    auto const& tools = moment.stage->world.tools;
    auto const found = std::find_if(tools.begin(), tools.end(), [&](auto const& tool) { return !key.empty() && tool.consumer_key == key; });
    return found == tools.end() ? nullptr : &*found;
}

base::Result<base::Fields> tampered(play::Moment const& moment, base::Fields form, json::object const& points) {
    switch (message_of(moment)) {
    case Message::login: play::tamper_login(points, form); return form;
    case Message::launch: {
        std::string client;
        auto const* issuer = issuer_of(moment, base::value_of(form, "id_token"), client);
        if (issuer == nullptr) return wrong("nobody here could have signed this token");
        if (auto const done = play::tamper_response(points, *issuer, client, form); !done) return done.error();
        return form;
    }
    case Message::lti11_launch: {
        auto const* tool = consumer(moment, base::value_of(form, "oauth_consumer_key"));
        if (tool == nullptr) return wrong("the world knows no such consumer key");
        lti11::Launch launch;
        launch.signer = {tool->consumer_key, tool->shared_secret};
        auto const url = base::parse_url(moment.exchange.url);
        if (!url) return url.error();
        launch.signed_url = *url;
        for (auto const& field : form)
            if (!field.first.starts_with("oauth_") || field.first == "oauth_callback") launch.fields.push_back(field);
        auto const at = base::whole_number(base::value_of(form, "oauth_timestamp")).value_or(0);
        return play::sign_launch(launch, *url, {base::value_of(form, "oauth_nonce"), base::from_numeric_date(static_cast<double>(at))}, points).form;
    }
    case Message::other: break;
    }
    return wrong("only a login or a launch can be tampered with by points");
}

/// What the menu beside the claims means.
base::Result<void> sign_as(std::string_view word, json::object& points) {
    if (word.empty() || word == "world") return {};
    if (word == "unknown_key") {
        points["id_token.key"] = "attacker";
    } else if (word == "no_kid") {
        points["id_token.header.kid"] = "~remove";
    } else if (word == "none") {
        points["id_token.alg"] = "none";
    } else {
        return wrong("sign takes world, unknown_key, no_kid or none");
    }
    return {};
}

std::string points_chip(json::object const& points) {
    std::string text;
    for (auto const& [point, value] : points) text += (text.empty() ? "" : ", ") + std::string(point);
    return text;
}

/// Form fields put in by hand, as points: `response.` of a launch, `login.` of a login, `posted.` of LTI 1.1.
std::string_view point_prefix(Message message) {
    switch (message) {
    case Message::login: return "login.";
    case Message::launch: return "response.";
    case Message::lti11_launch: return "posted.";
    case Message::other: break;
    }
    return {};
}

base::Result<json::object> field_points(play::Moment const& moment, base::Fields const& before, json::value const& form) {
    auto const after = pairs(form, "request.form");
    if (!after) return after.error();
    json::object points;
    std::string const prefix(point_prefix(message_of(moment)));
    for (auto const& [name, value] : *after) {
        auto const* old = base::find(before, name);
        if (old == nullptr || *old != value) points[prefix + name] = plain(value);
    }
    for (auto const& field : before)
        if (base::find(*after, field.first) == nullptr) points[prefix + field.first] = "~remove";
    return points;
}

base::Result<Edited> edit_request(play::Moment const& moment, json::object const& wanted, Place place) {
    Edited edited;
    auto const message = message_of(moment);
    auto request = moment.exchange.request;
    auto form = request.form();
    json::object points;
    if (auto const* tamper = wanted.if_contains("tamper"); tamper != nullptr && !tamper->is_null()) {
        if (!tamper->is_object()) return wrong("tamper takes an object of points");
        points = tamper->get_object();
    }
    if (auto const signed_as = sign_as(base::text_member(wanted, "sign").value_or(""), points); !signed_as) return signed_as.error();
    for (auto const& [point, value] : points) {
        auto const problem = message == Message::lti11_launch ? play::tamper_point_problem_lti11(point) : play::tamper_point_problem(point);
        if (problem) return wrong(*problem);
        if (auto const bad = play::tamper_value_problem(point, value)) return wrong(*bad);
        if (std::string_view(point).starts_with("deliver.")) return wrong("'" + std::string(point) + "' is for scenarios; here you are the one who delivers");
    }
    bool by_hand = false;
    if (auto const* own = wanted.if_contains("request"); own != nullptr && own->is_object()) {
        auto const& fields = own->get_object();
        if (auto const* posted = fields.if_contains("form")) {
            auto more = field_points(moment, form, *posted);
            if (!more) return more.error();
            if (message == Message::other) {
                form = *pairs(*posted, "request.form");
                request.body = base::form_encode(form);
                by_hand = by_hand || !more->empty();
            } else {
                for (auto const& [point, value] : *more) points.insert_or_assign(point, value);
            }
        }
        if (auto const* headers = fields.if_contains("headers")) {
            if (auto const set = set_headers(request.headers, *headers); !set) return set.error();
            by_hand = true;
        }
        if (auto const target = base::text_member(fields, "url")) {
            request.target = *target;
            by_hand = true;
        }
        if (auto const body = base::text_member(fields, "body")) {
            request.body = *body;
            by_hand = true;
        }
    }
    if (!points.empty()) {
        auto changed = tampered(moment, form, points);
        if (!changed) return changed.error();
        request.body = base::form_encode(*changed);
        edited.edits.push_back(
            {.what = Edit::What::tamper, .hop = moment.hop, .step = place.step, .points = points,
             .chip = "hop " + std::to_string(moment.hop) + ": " + points_chip(points)}
        );
    }
    if (by_hand) {
        edited.edits.push_back(
            {.what = Edit::What::other, .hop = moment.hop, .step = place.step, .chip = "hop " + std::to_string(moment.hop) + ": request by hand"}
        );
    }
    if (!edited.edits.empty()) edited.decision.request = std::move(request);
    auto const* again = wanted.if_contains("again");
    if (again != nullptr && again->is_bool() && again->get_bool()) edited.decision.way = play::Decision::Way::again;
    return edited;
}

json::value token_view(std::string const& token) {
    auto const decoded = jose::decode(token);
    if (!decoded) return nullptr;
    return json::object{{"header", decoded->header}, {"claims", decoded->claims}};
}

} // namespace

Message message_of(play::Moment const& moment) {
    if (moment.what != play::Moment::What::request || moment.exchange.to != traffic::Party::tool) return Message::other;
    auto const& request = moment.exchange.request;
    if (request.method != "POST") return Message::other;
    if (request.form_value("id_token")) return Message::launch;
    if (request.form_value("oauth_signature")) return Message::lti11_launch;
    return request.form_value("login_hint") ? Message::login : Message::other;
}

json::object moment_view(play::Moment const& moment) {
    auto const& hop = moment.exchange;
    json::array trail;
    for (auto const& made : hop.trail) trail.emplace_back(json::array{made.fact.view(), made.passed});
    json::object view{
        {"what", moment.what == play::Moment::What::request ? "request" : "answer"},
        {"hop", moment.hop},
        {"from", traffic::to_string(hop.from)},
        {"to", traffic::to_string(hop.to)},
        {"kind", traffic::to_string(hop.kind)},
        {"t_virtual", base::to_iso8601(hop.at)},
        {"request",
         json::object{
             {"method", plain(hop.request.method)},
             {"url", plain(hop.url)},
             {"headers", headers_view(hop.request.headers)},
             {"form", fields_view(hop.request.form())},
             {"body", body_view(hop.request.body)},
         }},
        {"response", nullptr},
        {"trail", std::move(trail)},
        {"message", nullptr},
        {"token", nullptr},
    };
    if (hop.response) {
        view["response"] = json::object{
            {"status", hop.response->status}, {"headers", headers_view(hop.response->headers)}, {"body", body_view(hop.response->body)}
        };
    }
    switch (message_of(moment)) {
    case Message::login: view["message"] = "login"; break;
    case Message::launch:
        view["message"] = "launch";
        view["token"] = token_view(hop.request.form_value("id_token").value_or(""));
        break;
    case Message::lti11_launch: view["message"] = "lti11_launch"; break;
    case Message::other: break;
    }
    return view;
}

base::Result<Edited> edit_as_recorded(play::Moment const& moment, replay::Counterpart const& recorded, Place place) {
    if (!recorded.lacking.empty()) return Fault{FaultKind::bad_file, recorded.lacking, ""};
    Edited edited;
    Edit done{.what = Edit::What::other, .hop = moment.hop, .step = place.step, .call = moment.exchange.kind, .earlier = place.earlier};
    auto const chip = "hop " + std::to_string(moment.hop) + ": ";
    auto const of = " as recorded (hop " + std::to_string(recorded.hop) + ")";
    if (recorded.response) {
        done.what = Edit::What::answer;
        done.points = answer_points(*recorded.response);
        done.chip = chip + "answer " + std::to_string(recorded.response->status) + of;
    } else {
        done.chip = chip + "request" + of;
    }
    edited.decision.response = recorded.response;
    edited.decision.request = recorded.request;
    edited.edits.push_back(std::move(done));
    return edited;
}

base::Result<Edited> edit(play::Moment const& moment, json::object const& wanted, Place place) {
    static constexpr std::array known{"answer", "fault", "delay_ms", "request", "tamper", "sign", "again", "then"};
    for (auto const& [name, value] : wanted) {
        if (std::find(known.begin(), known.end(), std::string_view(name)) == known.end()) return wrong("there is nothing called '" + std::string(name) + "' here");
    }
    bool const of_answer = moment.what == play::Moment::What::answer;
    for (auto const* name : {"request", "tamper", "sign", "again"})
        if (of_answer && wanted.contains(name)) return wrong("an answer is held, and '" + std::string(name) + "' is for requests");
    for (auto const* name : {"answer", "fault", "delay_ms"})
        if (!of_answer && wanted.contains(name)) return wrong("a request is held, and '" + std::string(name) + "' is for answers");
    return of_answer ? edit_answer(moment, wanted, place) : edit_request(moment, wanted, place);
}

} // namespace easel::console
