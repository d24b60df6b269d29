// The page behind a sessionless launch. @par Source canvas/external-tools-api.md 6.4
#include "base/codec.hpp"
#include "external_tools/call.hpp"
#include "lti13/form_page.hpp"

namespace easel::external_tools {
namespace {

http::Response cannot_locate() {
    return http::text(404, "Cannot locate launch request, please try again.");
}

/// The token is taken off the address, whether it was any good or not.
http::Response logged_in(Call& call, std::string const& token) {
    call.applies("6.4.5");
    auto query = call.request.query();
    base::remove(query, "session_token");
    auto const path = call.context.origin + std::string(call.request.path());
    auto response = http::redirect(path + "?" + base::form_encode(query));
    auto& tokens = call.context.desk.session_tokens;
    if (auto const found = tokens.find(token); found != tokens.end()) {
        if (found->second.until > call.context.now)
            response.headers.set(
                "Set-Cookie", std::string(session_cookie) + "=" + found->second.login_hint + "; path=/; HttpOnly"
            );
        tokens.erase(found);
    }
    return response;
}

/// LTI 1.3: the login initiation, for whoever is logged in by now.
http::Response login(Call& call, lti13::LaunchIntent intent, std::string const& client_id) {
    call.applies("6.4.12");
    auto const* const user = world::user_by_login_hint(call.world(), call.context.session);
    if (user != nullptr) intent.user = user->name;
    call.answer.user = intent.user;
    call.answer.client_id = client_id;
    auto const opened = call.context.open(intent, client_id);
    if (!opened) return rest::not_permitted(call.world().dialects);
    return lti13::form_page(opened->url, opened->fields);
}

} // namespace

http::Response launch_page(Call& call) {
    if (auto const token = call.request.query_value("session_token")) return logged_in(call, *token);
    auto& all = call.context.desk.waiting;
    auto const found = all.find(call.request.query_value("verifier").value_or(""));
    bool const waits = found != all.end() && found->second.context == call.route.place.context;
    if (!waits) {
        call.holds("6.4.6", false);
        return cannot_locate();
    }
    bool const in_time = found->second.until > call.context.now;
    if (in_time && found->second.intent && call.context.session.empty()) {
        // Canvas's own page of the tool: whoever is not logged in is asked to be; nothing is used up.
        call.applies("6.4.13");
        return http::redirect(call.context.origin + "/login");
    }
    auto const waiting = std::move(found->second);
    all.erase(found);
    call.applies("6.4.3");
    if (!call.holds("6.4.2", in_time)) return cannot_locate();
    call.applies("6.4.4");
    auto& trail = call.answer.trail;
    trail.insert(trail.end(), waiting.rests_on.begin(), waiting.rests_on.end());
    if (waiting.intent) return login(call, *waiting.intent, waiting.client_id);
    call.applies("6.4.14");
    return lti13::form_page(waiting.url, waiting.fields);
}

} // namespace easel::external_tools
