#include "console/editing.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "lti11/launch.hpp"
#include "oauth1/oauth1.hpp"
#include "platform/editing.hpp"
#include "play/by_hand.hpp"
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

/// "/answer/status" and what is wrong with it, in one line.
Fault wrong(platform::Complaint const& complaint) {
    auto const place = base::replace_all(complaint.pointer.substr(1), "/", ".");
    return wrong(place + " " + complaint.message);
}

// -- answers ----------------------------------------------------------------------------------------------------------

base::Result<Edited> edit_answer(play::Moment const& moment, json::object const& wanted, Place place) {
    Edited edited;
    auto const documented = [now = moment.stage->time->now()](std::string_view name) { return play::documented_error(name, now); };
    std::vector<platform::Complaint> complaints;
    auto made = platform::edit_answer(wanted, moment.exchange.response.value_or(http::Response()), documented, complaints);
    if (!made) return wrong(complaints.front());
    if (made->points.empty()) return edited;
    edited.decision.response = std::move(made->response);
    edited.edits.push_back(
        {.what = Edit::What::answer, .hop = moment.hop, .step = place.step, .points = std::move(made->points), .call = moment.exchange.kind,
         .earlier = place.earlier, .chip = "hop " + std::to_string(moment.hop) + ": " + made->words}
    );
    return edited;
}

// -- requests ---------------------------------------------------------------------------------------------------------

world::Tool const* consumer(play::Moment const& moment, std::string const& key) {
    auto const& tools = moment.stage->world.tools;
    auto const found = std::find_if(tools.begin(), tools.end(), [&](auto const& tool) { return !key.empty() && tool.consumer_key == key; });
    return found == tools.end() ? nullptr : &*found;
}

base::Result<base::Fields> tampered(play::Moment const& moment, base::Fields form, json::object const& points) {
    switch (message_of(moment)) {
    case Message::login: play::tamper_login(points, form); return form;
    case Message::launch: {
        if (auto const done = play::tamper_launch(*moment.stage, points, form); !done) return done.error();
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

json::object field_points(play::Moment const& moment, base::Fields const& before, base::Fields const& after) {
    json::object points;
    std::string const prefix(point_prefix(message_of(moment)));
    for (auto const& [name, value] : after) {
        auto const* old = base::find(before, name);
        if (old == nullptr || *old != value) points[prefix + name] = base::to_valid_utf8(value);
    }
    for (auto const& field : before)
        if (base::find(after, field.first) == nullptr) points[prefix + field.first] = "~remove";
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
    if (auto const signed_as = play::sign_as(base::text_member(wanted, "sign").value_or(""), points); !signed_as) return signed_as.error();
    for (auto const& [point, value] : points) {
        if (auto const problem = play::by_hand_problem(point, value, message == Message::lti11_launch)) return wrong(*problem);
    }
    bool by_hand = false;
    std::vector<platform::Complaint> complaints;
    if (auto const* own = wanted.if_contains("request"); own != nullptr && own->is_object()) {
        auto const& fields = own->get_object();
        if (auto const* posted = fields.if_contains("form")) {
            auto given = platform::read_fields(*posted, "/request/form", complaints);
            if (!given) return wrong(complaints.front());
            auto const more = field_points(moment, form, *given);
            if (message == Message::other) {
                form = std::move(*given);
                request.body = base::form_encode(form);
                by_hand = by_hand || !more.empty();
            } else {
                for (auto const& [point, value] : more) points.insert_or_assign(point, value);
            }
        }
        if (auto const* headers = fields.if_contains("headers")) {
            auto given = platform::read_headers(*headers, "/request/headers", complaints);
            if (!given) return wrong(complaints.front());
            request.headers = std::move(*given);
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
    json::object view{{"what", moment.what == play::Moment::What::request ? "request" : "answer"}, {"hop", moment.hop}};
    for (auto& [name, value] : platform::whole_view(moment.exchange)) view[name] = std::move(value);
    view["message"] = nullptr;
    view["token"] = nullptr;
    switch (message_of(moment)) {
    case Message::login: view["message"] = "login"; break;
    case Message::launch:
        view["message"] = "launch";
        view["token"] = platform::token_view(moment.exchange.request.form_value("id_token").value_or(""));
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
        done.points = platform::answer_points(*recorded.response);
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
