// The `rest` step: a person's program calls the platform's REST API with that person's token.
#include "agent/browser.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "play/matching.hpp"
#include "play/rest_call.hpp"
#include "play/session.hpp"
#include "world/visibility.hpp"

#include <algorithm>

namespace easel::play {

namespace json = base::json;
using verdict::Verdict;

namespace {

constexpr int most_hops = 5;
constexpr std::string_view boundary = "easel-form-boundary";

void flatten(base::Fields& fields, std::string const& name, json::value const& value) {
    if (auto const* members = value.if_object()) {
        for (auto const& [key, member] : *members) flatten(fields, name + "[" + std::string(key) + "]", member);
    } else if (auto const* items = value.if_array()) {
        for (auto const& item : *items) flatten(fields, name + "[]", item);
    } else {
        fields.emplace_back(name, value.is_null() ? "" : text_of(value));
    }
}

std::string multipart(base::Fields const& fields) {
    std::string body;
    for (auto const& [name, value] : fields) {
        body += "--" + std::string(boundary) + "\r\nContent-Disposition: form-data; name=\"" +
                base::replace_all(name, "\"", "%22") + "\"\r\n\r\n" + value + "\r\n";
    }
    return body + "--" + std::string(boundary) + "--\r\n";
}

/// Method and target, the latter without the step's query.
std::string target_of(std::string const& path) {
    if (auto const url = base::parse_url(path)) return url->target();
    if (path.starts_with("/api/")) return path;
    return std::string("/api/v1") + (path.starts_with('/') ? "" : "/") + path;
}

std::string session_header(std::string const& session) {
    return std::string(platform::session_cookie) + "=" + session;
}

/// The session that an answer begins in the browser; "" : none.
std::string session_in(http::Response const& response) {
    auto const name = std::string(platform::session_cookie) + "=";
    for (auto const& line : response.headers.all("Set-Cookie"))
        if (line.starts_with(name)) return line.substr(name.size(), line.find(';') - name.size());
    return {};
}

} // namespace

PageForm page_form(http::Response const& response) {
    if (response.content_type() != "text/html") return {};
    auto const forms = agent::find_forms(response.body, {});
    return forms.empty() ? PageForm() : PageForm{forms.front().action, forms.front().fields};
}

base::Fields nested_fields(json::object const& members) {
    base::Fields fields;
    for (auto const& [name, value] : members) flatten(fields, std::string(name), value);
    return fields;
}

http::Request rest_request(Parameters const& parameters) {
    http::Request request;
    request.target = target_of(parameters.text("path").value_or(""));
    std::string type;
    if (auto const* form = parameters.object("form")) {
        request.body = base::form_encode(nested_fields(*form));
        type = "application/x-www-form-urlencoded";
    } else if (auto const* parts = parameters.object("multipart")) {
        request.body = multipart(nested_fields(*parts));
        type = "multipart/form-data; boundary=" + std::string(boundary);
    } else if (auto const* document = parameters.find("json")) {
        request.body = base::dump(*document);
        type = "application/json";
    }
    if (auto body = parameters.text("body")) request.body = std::move(*body);
    type = parameters.text("content_type").value_or(type);
    if (!type.empty()) request.headers.set("Content-Type", type);
    request.method = parameters.text("method").value_or(type.empty() && request.body.empty() ? "GET" : "POST");
    if (auto const* query = parameters.object("query")) {
        auto const written = base::form_encode(nested_fields(*query));
        if (!written.empty())
            request.target += (request.target.find('?') == std::string::npos ? "?" : "&") + written;
    }
    if (auto const* headers = parameters.object("headers")) {
        for (auto const& [name, value] : *headers) request.headers.set(std::string_view(name), text_of(value));
    }
    return request;
}

std::string tools_path(world::World const& world, world::Installed const& place) {
    using world::ContextKind;
    auto const account = place.account != 0 ? place.account : world.account.id;
    return "/" +
           (place.course != 0 ? world::context_path(ContextKind::course, place.course)
                              : world::context_path(ContextKind::account, account)) +
           "/external_tools";
}

world::User const* some_admin(world::World const& world) {
    auto const& users = world.users;
    auto const found = std::find_if(users.begin(), users.end(), [](auto const& user) { return world::is_administrator(&user); });
    return found == users.end() ? nullptr : &*found;
}

std::string person_token(world::World& world, std::string_view person, base::Random& random) {
    auto const* user = world::user_named(world, person);
    if (user == nullptr) return {};
    auto const own = [&](world::AccessToken const& token) { return token.user == user->id && token.name == person; };
    auto const any = [&](world::AccessToken const& token) { return token.user == user->id; };
    auto found = std::find_if(world.tokens.begin(), world.tokens.end(), own);
    if (found == world.tokens.end()) found = std::find_if(world.tokens.begin(), world.tokens.end(), any);
    if (found != world.tokens.end()) return found->token;
    world::AccessToken made; // whoever has none makes one in the profile
    made.name = std::string(person);
    made.token = "7~" + random.hex(64);
    made.user = user->id;
    world.tokens.push_back(std::move(made));
    return world.tokens.back().token;
}

std::optional<std::string> Session::token_of_step(Parameters const& parameters) {
    auto const person = parameters.text("as").value_or("");
    if (auto const wish = parameters.text("token")) {
        if (*wish == "none") return "";
        auto const& all = world().tokens;
        auto const named = std::find_if(all.begin(), all.end(), [&](auto const& token) { return token.name == *wish; });
        return named == all.end() ? *wish : named->token;
    }
    if (person.empty()) return "";
    if (auto token = person_token(world(), person, random_); !token.empty()) return token;
    cannot_judge(Verdict::error, "bad_value", "The world has no user '" + person + "'.", step_->at);
    return std::nullopt;
}

http::awaitable<void> Session::send_rest(Sender const& sender, scenario::Send const& step) {
    auto request = rest_request(sender.parameters);
    auto const token = token_of_step(sender.parameters);
    if (!token) co_return;
    if (!token->empty() && !request.headers.has("Authorization"))
        request.headers.set("Authorization", "Bearer " + *token);
    auto session = session_of(world(), sender.parameters.text("session").value_or(""));
    if (!session.empty()) request.headers.set("Cookie", session_header(session));
    // Nothing else tells whose case a call without a token of its world is.
    bool const told = world::access_token(world(), *token) != nullptr;
    if (!told) request.headers.set(platform::stage_header, stage_->name);
    auto exchange = co_await call_platform(std::move(request));
    for (int hop = 0; exchange && sender.parameters.flag("follow", false) && hop < most_hops; ++hop) {
        auto const to = base::parse_url(exchange->response->headers.get("Location"));
        if (exchange->response->status / 100 != 3 || !to || to->origin() != theatre_.platform.origin()) break;
        if (auto begun = session_in(*exchange->response); !begun.empty()) session = std::move(begun);
        http::Request next;
        next.target = to->target();
        if (!session.empty()) next.headers.set("Cookie", session_header(session));
        if (!told) next.headers.set(platform::stage_header, stage_->name);
        exchange = co_await call_platform(std::move(next));
    }
    if (!exchange) co_return;
    if (auto const name = sender.parameters.text("keep")) kept_[*name] = last_answer_;
    auto const page = page_form(*exchange->response);
    if (base::find(page.fields, "lti_message_hint") != nullptr) { // `send: {launch: {from: login}}` goes on with it
        auto const client = base::value_of(page.fields, "client_id");
        if (stage_->issuers.contains(client)) sent_launch_ = SentLaunch{{page.action, page.fields, {}}, client, session, {}, {}, {}, {}};
    }
    auto expected = expectation(step);
    if (!expected) co_return;
    Difference differs;
    if (auto const* fields = expected->if_contains("form")) differs = fields_difference(*fields, page.fields);
    if (auto const* action = expected->if_contains("action"); action != nullptr && differs.required.empty()) {
        auto const actual = json::value(page.action);
        differs = json_difference(*action, &actual, "the form's address");
    }
    expected->erase("form");
    expected->erase("action");
    auto const answered = mismatch_of(*expected, *exchange); // a status says more than a form that is not there
    judge_sent(step, answered.required.empty() ? differs : answered, *exchange);
}

} // namespace easel::play
