#include "wire_scene.hpp"

#include "base/codec.hpp"
#include "jose/jwt.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <stdexcept>

#include <gmock/gmock.h>

#include <ostream>

namespace easel::check::test {
namespace {

using traffic::Party;
namespace json = base::json;

constexpr char const* client = "10000000000001";
constexpr char const* tool_origin = "http://127.0.0.1:9001";
std::string lti(std::string const& name) {
    return "https://purl.imsglobal.org/spec/lti/claim/" + name;
}

constexpr char const* scope = "https://purl.imsglobal.org/spec/lti-ags/scope/";

Exchange exchange(Party from, Party to, CallKind kind, std::string method, std::string origin, std::string target) {
    Exchange out;
    out.from = from;
    out.to = to;
    out.kind = kind;
    out.url = std::move(origin) + target;
    out.request.method = std::move(method);
    out.request.target = std::move(target);
    out.request.headers.set("User-Agent", "QuizTool/1.0");
    if (kind == CallKind::authorization) out.request.headers.set("Cookie", "canvas_session=abc");
    out.response = http::text(200, "");
    return out;
}

Exchange service(CallKind kind, std::string method, std::string target) {
    auto out = exchange(Party::tool, Party::platform, kind, std::move(method), platform, std::move(target));
    out.request.headers.set("Authorization", std::string("Bearer ") + access_token);
    out.course = "bio101";
    out.client_id = client;
    return out;
}

void json_body(Exchange& out, std::string type, json::value const& value) {
    out.request.headers.set("Content-Type", std::move(type));
    out.request.body = base::dump(value);
}

std::string assertion(int hop, jose::Key const& key) {
    auto const now = base::to_numeric_date(time_of(hop));
    json::object const header{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "k1"}};
    json::object const claims{
        {"iss", client},
        {"sub", client},
        {"aud", std::string(platform) + "/login/oauth2/token"},
        {"iat", now},
        {"exp", now + 300},
        {"jti", "jti-" + std::to_string(hop)},
    };
    return jose::sign(header, claims, key);
}

void resign(Exchange& token, json::object const& header, json::object const& claims, jose::Key const& key) {
    set_parameter(token, "client_assertion", jose::sign(header, claims, key));
}

jose::Jwt assertion_of(Exchange const& token) {
    auto const fields = token.request.form();
    return jose::decode(*base::find(fields, "client_assertion")).value();
}

void change(json::object& object, std::string_view name, json::value value) {
    if (value.is_string() && value.as_string() == "~")
        object.erase(name);
    else
        object[name] = std::move(value);
}

void add_login(Scene& scene) {
    auto login = exchange(Party::browser, Party::tool, CallKind::login, "POST", "http://127.0.0.1:9001", "/login");
    auto const authorize = "?" + base::form_encode({
                                     {"scope", "openid"},
                                     {"response_type", "id_token"},
                                     {"response_mode", "form_post"},
                                     {"prompt", "none"},
                                     {"client_id", client},
                                     {"redirect_uri", "http://127.0.0.1:9001/launch"},
                                     {"login_hint", "hint +/=&"},
                                     {"lti_message_hint", "eyJ.message.hint"},
                                     {"state", "5f0c7a31-9d1e-4c55-8a3b-2f6e7d8c9b0a"},
                                     {"nonce", "e2b4c6d8f0a1938475665748392a1b0c"},
                                 });
    login.response = http::redirect(platform + std::string("/api/lti/authorize_redirect") + authorize);
    scene.add(login);
    scene.add(exchange(
        Party::browser,
        Party::platform,
        CallKind::authorization,
        "GET",
        platform,
        "/api/lti/authorize_redirect" + authorize
    ));
    scene.add(exchange(
        Party::browser, Party::platform, CallKind::authorization, "GET", platform, "/api/lti/authorize" + authorize
    ));

    auto launch = exchange(Party::browser, Party::tool, CallKind::launch, "POST", "http://127.0.0.1:9001", "/launch");
    json::object const claims{{"sub", ada_sub}, {"name", "Ada Lovelace"}, {"email", "ada@example.edu"}};
    auto const token = jose::sign_hmac({{"alg", "HS256"}}, claims, "secret");
    launch.request =
        http::form_post("/launch", {{"id_token", token}, {"state", "5f0c7a31-9d1e-4c55-8a3b-2f6e7d8c9b0a"}});
    launch.response = http::redirect("/app?session=77");
    scene.add(launch);
    auto page =
        exchange(Party::browser, Party::tool, CallKind::page, "GET", "http://127.0.0.1:9001", "/app?session=77");
    page.response = http::html(200, "<h1>Welcome, Ada Lovelace</h1>");
    scene.add(page);
}

void add_token(Scene& scene) {
    auto jwks = exchange(Party::platform, Party::tool, CallKind::jwks, "GET", "http://127.0.0.1:9001", "/jwks.json");
    jwks.response = http::json(200, scene.context.key_sets.at(0));
    scene.add(jwks);
    auto token = exchange(Party::tool, Party::platform, CallKind::token, "POST", platform, "/login/oauth2/token");
    std::string wanted;
    for (auto const& one : scene.context.announced_scopes) wanted += (wanted.empty() ? "" : " ") + one;
    token.request = http::form_post(
        "/login/oauth2/token",
        {
            {"grant_type", "client_credentials"},
            {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
            {"client_assertion", assertion(7, tool_key())},
            {"scope", wanted},
        }
    );
    token.request.headers.set("User-Agent", "QuizTool/1.0");
    token.response = http::json(
        200, base::dump(json::object{{"access_token", access_token}, {"token_type", "Bearer"}, {"scope", wanted}})
    );
    scene.add(token);
}

void add_services(Scene& scene) {
    auto const item = std::string("/api/lti/courses/1/line_items/2");
    auto list = service(CallKind::line_items, "GET", "/api/lti/courses/1/line_items?resource_id=quiz&limit=10");
    list.request.headers.set("Accept", "application/vnd.ims.lis.v2.lineitemcontainer+json");
    list.response = http::json(200, "[]");
    scene.add(list);
    auto one = service(CallKind::line_item, "GET", item + "?type_id=7&x=a%2Fb");
    one.request.headers.set("Accept", "application/vnd.ims.lis.v2.lineitem+json");
    scene.add(one);
    auto made = service(CallKind::line_item_create, "POST", "/api/lti/courses/1/line_items");
    json_body(
        made,
        "application/vnd.ims.lis.v2.lineitem+json",
        json::object{
            {"label", "Quiz"},
            {"scoreMaximum", 60},
            {"resourceId", "quiz"},
            {"tag", "grade"},
            {"startDateTime", "2026-03-01T10:00:00+01:00"},
            {"endDateTime", nullptr},
        }
    );
    scene.add(made);
    auto score = service(CallKind::score, "POST", item + "/scores?type_id=7&x=a%2Fb");
    json_body(
        score,
        "application/vnd.ims.lis.v1.score+json",
        json::object{
            {"userId", ada_sub},
            {"scoreGiven", 48},
            {"scoreMaximum", 60},
            {"activityProgress", "Completed"},
            {"gradingProgress", "FullyGraded"},
            {"timestamp", base::to_iso8601(time_of(11))},
            {"comment", "well done"},
            {"https://canvas.instructure.com/lti/submission",
             json::object{
                 {"submission_type", "online_upload"},
                 {"new_submission", true},
                 {"submitted_at", base::to_iso8601(time_of(11))},
                 {"content_items",
                  json::array{json::object{{"type", "file"}, {"url", "https://tool.test/a"}, {"title", "a"}}}},
             }},
        }
    );
    scene.add(score);
    auto results = service(CallKind::results, "GET", item + "/results?type_id=7&x=a%2Fb&user_id=" + ada_sub);
    results.request.headers.set("Accept", "application/vnd.ims.lis.v2.resultcontainer+json");
    scene.add(results);
}

json::object item(std::string id, std::string label) {
    return {
        {"id", std::move(id)},
        {"label", std::move(label)},
        {"scoreMaximum", 10},
        {"resourceId", "extra"},
        {"tag", "extra"},
        {"resourceLinkId", "link-3"},
        {"endDateTime", "2026-04-01T10:00:00Z"},
    };
}

/// A launch into course 3, which holds a copy of the quiz's line item; one more is made there and changed.
void add_line_items(Scene& scene) {
    std::string const container = "/api/lti/courses/3/line_items";
    std::string const own = container + "/9?type_id=7";
    json::object const claims{
        {"sub", ada_sub},
        {"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint", json::object{{"lineitems", platform + container}}},
        {lti("resource_link"), json::object{{"id", "link-3"}}},
    };
    auto launch = exchange(Party::browser, Party::tool, CallKind::launch, "POST", "http://127.0.0.1:9001", "/launch");
    auto const token = jose::sign_hmac({{"alg", "HS256"}}, claims, "secret");
    launch.request = http::form_post("/launch", {{"id_token", token}, {"state", "s"}});
    launch.response = http::html(200, "<h1>Welcome</h1>");
    auto sent = scene.context.launches.front();
    sent.first_hop = scene.add(std::move(launch)).number;
    sent.line_items_url = platform + container;
    sent.line_item_url = platform + container + "/5/";
    scene.context.launches.push_back(sent);

    auto copy = service(CallKind::line_item_create, "POST", container);
    copy.from = Party::probe;
    json_body(copy, "application/vnd.ims.lis.v2.lineitem+json", json::object{{"resourceId", "quiz"}, {"tag", "grade"}});
    copy.response = http::json(201, "{}");
    scene.add(std::move(copy));
    auto list = service(CallKind::line_items, "GET", container);
    list.request.headers.set("Accept", "application/vnd.ims.lis.v2.lineitemcontainer+json");
    list.response = http::json(200, "[]");
    scene.add(std::move(list));
    auto made = service(CallKind::line_item_create, "POST", container);
    auto wanted = item("", "Extra");
    wanted.erase("id");
    json_body(made, "application/vnd.ims.lis.v2.lineitem+json", wanted);
    made.response = http::json(201, base::dump(item(platform + own, "Extra")));
    scene.add(std::move(made));
    auto changed = service(CallKind::line_item_update, "PUT", own);
    json_body(changed, "application/vnd.ims.lis.v2.lineitem+json", item(platform + own, "Extra, 2nd"));
    scene.add(std::move(changed));
}

void add_progress(Scene& scene) {
    auto score = service(CallKind::score, "POST", "/api/lti/courses/3/line_items/5/scores");
    auto const now = base::to_iso8601(time_of(scene.exchanges.back().number + 1));
    json_body(
        score,
        "application/vnd.ims.lis.v1.score+json",
        json::object{
            {"userId", ada_sub},
            {"activityProgress", "Started"},
            {"gradingProgress", "NotReady"},
            {"timestamp", now},
            {"submission", json::object{{"startedAt", now}}},
        }
    );
    scene.add(std::move(score));
    std::string const results = "/api/lti/courses/1/line_items/2/results?type_id=7&x=a%2Fb";
    auto page = service(CallKind::results, "GET", results);
    page.request.headers.set("Accept", "application/vnd.ims.lis.v2.resultcontainer+json");
    auto last = page;
    page.response->headers.set("Link", "<" + (platform + results) + "&page=2>; rel=\"next\"");
    scene.add(std::move(page));
    set_target(last, results + "&page=2");
    scene.add(std::move(last));
}

void add_differences(Scene& scene) {
    auto again = Exchange(scene.exchanges.back());
    for (auto& each : scene.exchanges)
        if (each.kind == CallKind::memberships) again = each;
    again.response->headers.set(
        "Link", std::string("<") + platform + "/api/lti/courses/1/names_and_roles?x=1&since=7>; rel=\"differences\""
    );
    scene.add(again);
    set_target(again, "/api/lti/courses/1/names_and_roles?x=1&since=7");
    scene.add(std::move(again));
}

/// A picker opened at `path`, and its answer. `data` "" : the platform sends none. `narrow`: it takes no line items, and
/// its title holds markup.
void add_picker(Scene& scene, std::string const& path, std::string const& data, bool narrow = false) {
    json::object settings{
        {"deep_link_return_url", platform + path},
        {"accept_types", json::array{"ltiResourceLink", "html"}},
        {"accept_multiple", false},
    };
    if (!data.empty()) settings["data"] = data;
    if (narrow) {
        settings["accept_lineitem"] = false;
        settings["title"] = "<img src=x onerror=1>";
        settings["accept_presentation_document_targets"] = json::array{"iframe"};
    }
    json::object const asked{
        {"iss", platform},
        {lti("deployment_id"), "1:abc"},
        {dl("deep_linking_settings"), settings},
    };
    auto launch = exchange(Party::browser, Party::tool, CallKind::launch, "POST", "http://127.0.0.1:9001", "/launch");
    auto const id_token = jose::sign_hmac({{"alg", "HS256"}, {"typ", "JWT"}}, asked, "secret");
    launch.request = http::form_post("/launch", {{"id_token", id_token}, {"state", "s"}});
    launch.response = http::html(200, "<h1>Choose</h1>");
    auto const hop = scene.add(std::move(launch)).number + 1;

    auto const now = base::to_numeric_date(time_of(hop));
    json::object item{
        {"type", "ltiResourceLink"},
        {"url", "http://127.0.0.1:9001/launch"},
        {"custom", json::object{{"quiz", "5"}, {"level", "1"}}},
        {"lineItem", json::object{{"scoreMaximum", 10}, {"tag", "graded"}}},
        {"iframe", json::object{{"width", 800}, {"height", 600}}},
        {"available", json::object{{"startDateTime", "2026-03-01T10:00:00Z"}, {"endDateTime", "2026-04-01T10:00:00Z"}}},
    };
    json::object claims{
        {"iss", client},
        {"aud", platform},
        {"iat", now},
        {"exp", now + 300},
        {"nonce", "nonce-" + std::to_string(hop)},
        {lti("message_type"), "LtiDeepLinkingResponse"},
        {lti("version"), "1.3.0"},
        {lti("deployment_id"), "1:abc"},
        {dl("msg"), "One item"},
    };
    if (narrow) item.erase("lineItem");
    claims[dl("content_items")].emplace_array().push_back(item);
    if (!data.empty()) claims[dl("data")] = data;
    auto answer = exchange(Party::browser, Party::platform, CallKind::deep_link_return, "POST", platform, path);
    auto const token = jose::sign({{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "k1"}}, claims, tool_key());
    answer.request = http::form_post(path, {{"JWT", token}});
    scene.add(std::move(answer));
}

void add_rosters(Scene& scene) {
    std::string const nrps = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
    std::string const path = "/api/lti/courses/1/names_and_roles";
    scene.context.announced_scopes.push_back(nrps);
    scene.context.launches.front().memberships_url = platform + path + "?x=1";
    auto token = Exchange(scene.at(CallKind::token));
    set_parameter(token, "scope", nrps);
    set_parameter(token, "client_assertion", assertion(scene.exchanges.back().number + 1, tool_key()));
    token.response = http::json(
        200, base::dump(json::object{{"access_token", "roster-token"}, {"token_type", "Bearer"}, {"scope", nrps}})
    );
    scene.add(std::move(token));
    auto page = service(CallKind::memberships, "GET", path + "?x=1");
    page.request.headers.set("Authorization", "Bearer roster-token");
    page.request.headers.set("Accept", "application/vnd.ims.lti-nrps.v2.membershipcontainer+json");
    auto last = page;
    page.response->headers.set("Link", "<" + (platform + path) + "?x=1&page=2&per_page=50>; rel=\"next\"");
    scene.add(std::move(page));
    set_target(last, path + "?x=1&page=2&per_page=50");
    scene.add(std::move(last));
}

/// A login in a frame that offers its storage, and a launch that is refused there at first.
void add_pages(Scene& scene) {
    auto const put = [](std::string const& state) {
        return "<p>One moment.</p><a href='/go'>Go on</a><script>var key = 'login_" + state +
               "', asked = 'm1'; // whom to ask\n"
               "addEventListener('message', function (event) {\n"
               "  if (event.origin === 'http://127.0.0.1:8090' && event.data.message_id === asked) go();\n"
               "});\n"
               "setTimeout(go, 2000);\n"
               "window.parent.postMessage({subject: 'lti.put_data', message_id: asked, key: key, value: 'v'}, "
               "'http://127.0.0.1:8090');</script>";
    };
    auto const cookie = "; Path=/; Secure; SameSite=None; HttpOnly; Partitioned";
    auto const shown = [](int status, std::string body) {
        auto page = http::html(status, std::move(body));
        page.headers.set("Content-Security-Policy", "default-src 'self'; frame-ancestors http://127.0.0.1:8090");
        page.headers.set("Cache-Control", "no-store");
        return page;
    };
    for (auto const* state : {"5f0c7a319d1e4c55", "77f0c7a319d1e4c5"}) {
        auto login = exchange(Party::browser, Party::tool, CallKind::login, "POST", tool_origin, "/login");
        login.response = shown(200, put(state));
        login.response->headers.add("Set-Cookie", "login=" + std::string(state) + cookie);
        scene.add(login);
    }
    auto launch = scene.at(CallKind::launch);
    launch.response = shown(
        200, "<h1>Welcome</h1><script>window.parent.postMessage({subject: \"lti.frameResize\", height: 600}, "
             "\"http://127.0.0.1:8090\")</script>"
    );
    launch.response->headers.add("Set-Cookie", std::string("session=9d1e4c55aa8a3b2f6e7d") + cookie);
    auto const hop = scene.add(launch).number;
    scene.context.accepted = {hop - 1, hop};
    auto refused = scene.at(CallKind::launch);
    refused.response = shown(400, "<h1>Launch refused</h1>");
    scene.add(refused);
}

jose::Jwt answer_of(Exchange const& exchange) {
    auto const fields = exchange.request.form();
    return jose::decode(*base::find(fields, "JWT")).value();
}

}  // namespace

std::string dl(std::string const& name) {
    return "https://purl.imsglobal.org/spec/lti-dl/claim/" + name;
}

void set_answer_claim(Exchange& exchange, std::string_view name, json::value value) {
    auto token = answer_of(exchange);
    change(token.claims, name, std::move(value));
    set_parameter(exchange, "JWT", jose::sign(token.header, token.claims, tool_key()));
}

void set_answer_header(Exchange& exchange, std::string_view name, json::value value) {
    auto token = answer_of(exchange);
    change(token.header, name, std::move(value));
    set_parameter(exchange, "JWT", jose::sign(token.header, token.claims, tool_key()));
}

Scene correct_with_pickers() {
    auto scene = correct();
    add_picker(scene, "/courses/1/deep_linking_response?data=a%2Bb.c", "");
    add_picker(scene, "/courses/1/deep_linking_response?data=second", "state=\"1+1\"");
    return scene;
}

Scene correct_with_all() {
    auto scene = correct_with_rosters();
    add_differences(scene);
    add_line_items(scene);
    add_progress(scene);
    add_picker(scene, "/courses/1/deep_linking_response?data=third", "", true);
    return scene;
}

Scene correct_in_trouble() {
    auto scene = correct_with_rosters();
    auto& context = scene.context;
    context.authorization_url = std::string(platform) + "/api/lti/authorize_redirect?env=beta";
    auto& login = scene.at(CallKind::authorization);
    set_target(login, login.request.target + "&env=beta");
    context.login_times.assign(20, std::chrono::milliseconds(40));
    for (auto& one : scene.exchanges)
        if (one.kind == CallKind::token) set_claim(one, lti("deployment_id"), "1:abc");
    auto elsewhere = http::text(307, "");
    elsewhere.headers.set("Location", "http://127.0.0.1:9/token");
    scene.repeat(CallKind::token).response = std::move(elsewhere);
    scene.repeat(CallKind::memberships).response->headers.set("Link", "<http://127.0.0.1:9/roster>; rel=\"next\"");
    scene.repeat(CallKind::jwks);
    json::array keys{tool_key().public_jwk("k1"), other_key().public_jwk("k2")};
    context.key_sets.push_back(base::dump(json::object{{"keys", std::move(keys)}}));
    scene.at(CallKind::score).response->headers.set("X-Rate-Limit-Remaining", "30.0");
    for (int i = 0; i < 12; ++i) scene.repeat(CallKind::score);
    context.most_scores_at_once = 4;
    return scene;
}

Scene correct_with_rosters() {
    auto scene = correct_with_pickers();
    add_rosters(scene);
    return scene;
}

Scene correct_with_pages() {
    auto scene = correct_with_all();
    for (auto& one : scene.exchanges) {
        bool const page = one.from == Party::browser && one.to == Party::tool && one.response && one.response->status == 200;
        if (!page) continue;
        one.response->headers.set("Content-Security-Policy", std::string("frame-ancestors ") + platform);
        one.response->headers.set("Cache-Control", "no-store");
    }
    add_pages(scene);
    scene.context.platform_origin = platform;
    scene.context.bundled = true;
    return scene;
}

base::Instant time_of(int hop) {
    return *base::parse_lenient_time("2026-03-01T10:00:00.250Z") + std::chrono::seconds{hop};
}

jose::Key const& tool_key() {
    static auto const key = jose::Key::generate(2048).value();
    return key;
}
jose::Key const& other_key() {
    static auto const key = jose::Key::generate(2048).value();
    return key;
}
jose::Key const& short_key() {
    static auto const key = jose::Key::generate(1024).value();
    return key;
}

Exchange& Scene::at(CallKind kind) {
    auto const found = std::ranges::find(exchanges, kind, &Exchange::kind);
    if (found == exchanges.end()) throw std::logic_error("no exchange of that kind");
    return *found;
}

void Scene::drop(CallKind kind) {
    std::erase_if(exchanges, [kind](Exchange const& one) { return one.kind == kind; });
}

Exchange& Scene::add(Exchange exchange) {
    exchange.number = exchanges.empty() ? 1 : exchanges.back().number + 1;
    exchange.at = time_of(exchange.number);
    exchange.request_size = exchange.request.body.size();
    exchanges.push_back(std::move(exchange));
    return exchanges.back();
}

Exchange& Scene::repeat(CallKind kind) {
    return add(Exchange(at(kind)));
}

Scene correct() {
    Scene scene;
    auto& context = scene.context;
    context.client_id = client;
    context.redirect_uris = {"http://127.0.0.1:9001/launch"};
    context.token_url = std::string(platform) + "/login/oauth2/token";
    for (auto const* name : {"lineitem", "score", "result.readonly"})
        context.announced_scopes.push_back(scope + std::string(name));
    context.key_sets = {base::dump(json::object{{"keys", json::array{tool_key().public_jwk("k1")}}})};
    context.expect_fraction = 0.8;
    WireContext::Sent sent;
    sent.login_hint = "hint +/=&";
    sent.message_hint = "eyJ.message.hint";
    sent.target_link_uri = "http://127.0.0.1:9001/launch";
    sent.sub = ada_sub;
    sent.line_item_url = std::string(platform) + "/api/lti/courses/1/line_items/2?type_id=7&x=a%2Fb";
    sent.line_items_url = std::string(platform) + "/api/lti/courses/1/line_items";
    sent.first_hop = 1;
    sent.client_id = client;
    sent.course = "bio101";
    context.launches = {sent};
    add_login(scene);
    add_token(scene);
    add_services(scene);
    return scene;
}

namespace {

/// The registration page, the configuration and the posted registration.
void add_registration(Scene& scene, std::string const& token) {
    std::string const configuration = "/r/reg/api/lti/security/openid-configuration?registration_token=t0ken";
    base::Fields fields{{"openid_configuration", platform + configuration}};
    if (!token.empty()) fields.emplace_back("registration_token", token);
    auto const ask = [&](CallKind kind, std::string method, std::string target, std::string body, http::Response answer) {
        Exchange exchange;
        exchange.from = kind == CallKind::registration_page ? traffic::Party::browser : traffic::Party::tool;
        exchange.to = kind == CallKind::registration_page ? traffic::Party::tool : traffic::Party::platform;
        exchange.kind = kind;
        exchange.url = platform + target;
        exchange.request.method = std::move(method);
        exchange.request.target = std::move(target);
        exchange.request.body = std::move(body);
        exchange.request.headers.set("User-Agent", "QuizTool/1.0");
        if (!exchange.request.body.empty()) exchange.request.headers.set("Content-Type", "application/json");
        if (!token.empty() && exchange.from == traffic::Party::tool)
            exchange.request.headers.set("Authorization", "Bearer " + token);
        exchange.response = std::move(answer);
        scene.add(std::move(exchange));
    };
    auto const* const told = R"({"issuer":"http://127.0.0.1:8090","registration_endpoint":"http://127.0.0.1:8090/r/reg/api/lti/registrations",
        "scopes_supported":["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
        "https://purl.imsglobal.org/spec/lti-platform-configuration":{"messages_supported":[
            {"type":"LtiResourceLinkRequest","placements":["course_navigation"]},
            {"type":"LtiDeepLinkingRequest","placements":["link_selection"]}]}})";
    auto const* const sent = R"({"application_type":"web","response_types":["id_token"],"grant_types":["implicit","client_credentials"],
        "initiate_login_uri":"http://127.0.0.1:9001/login","redirect_uris":["http://127.0.0.1:9001/launch"],"client_name":"Tool",
        "jwks_uri":"http://127.0.0.1:9001/jwks.json","token_endpoint_auth_method":"private_key_jwt",
        "scope":"https://purl.imsglobal.org/spec/lti-ags/scope/score",
        "https://purl.imsglobal.org/spec/lti-tool-configuration":{"domain":"127.0.0.1:9001",
            "target_link_uri":"http://127.0.0.1:9001/launch","claims":["sub"],"messages":[
                {"type":"LtiResourceLinkRequest","placements":["https://canvas.instructure.com/lti/course_navigation"]},
                {"type":"LtiDeepLinkingRequest","placements":["ContentArea"]}]}})";
    ask(CallKind::registration_page, "GET", "/register?" + base::form_encode(fields), "", http::html(200, "done"));
    ask(CallKind::configuration, "GET", configuration, "", http::json(200, told));
    ask(CallKind::registration, "POST", "/r/reg/api/lti/registrations", sent, http::json(200, R"({"client_id":"1"})"));
}

} // namespace

Scene correct_with_registrations() {
    auto scene = correct_with_pages();
    add_registration(scene, "t0ken");
    add_registration(scene, "");
    return scene;
}

void set_parameter(Exchange& exchange, std::string_view name, std::string value) {
    bool const in_query = exchange.request.method == "GET";
    auto fields = in_query ? exchange.request.query() : exchange.request.form();
    if (value == "~")
        base::remove(fields, name);
    else
        base::set(fields, name, std::move(value));
    if (in_query) {
        set_target(exchange, std::string(exchange.request.path()) + "?" + base::form_encode(fields));
    } else {
        set_body(exchange, base::form_encode(fields));
    }
}

void set_body(Exchange& exchange, std::string body) {
    exchange.request_size = body.size();
    exchange.request.body = std::move(body);
}

void set_member(Exchange& exchange, std::string_view name, json::value value) {
    auto object = base::parse_json(exchange.request.body).value().as_object();
    object[name] = std::move(value);
    set_body(exchange, base::dump(object));
}

void remove_member(Exchange& exchange, std::string_view name) {
    auto object = base::parse_json(exchange.request.body).value().as_object();
    object.erase(name);
    set_body(exchange, base::dump(object));
}

void set_claim(Exchange& exchange, std::string_view name, json::value value) {
    auto token = assertion_of(exchange);
    change(token.claims, name, std::move(value));
    resign(exchange, token.header, token.claims, tool_key());
}

void set_header(Exchange& exchange, std::string_view name, json::value value) {
    auto token = assertion_of(exchange);
    change(token.header, name, std::move(value));
    resign(exchange, token.header, token.claims, tool_key());
}

void sign_with(Exchange& exchange, jose::Key const& key) {
    auto const token = assertion_of(exchange);
    resign(exchange, token.header, token.claims, key);
}

void set_target(Exchange& exchange, std::string target) {
    exchange.url = platform + target;
    exchange.request.target = std::move(target);
}

void set_key_member(Scene& scene, std::string_view name, json::value value) {
    auto set = base::parse_json(scene.context.key_sets.at(0)).value();
    change(set.as_object().at("keys").as_array().at(0).as_object(), name, std::move(value));
    scene.context.key_sets[0] = base::dump(set);
}

void PrintTo(Spoiled const& row, std::ostream* os) {
    *os << row.requirement << ' ' << row.name;
}

void expect_judged(Spoiled const& row, Scene scene) {
    row.spoil(scene);
    auto const check = judge_wire(row.requirement, scene.exchanges, scene.context);
    EXPECT_EQ(check.verdict, row.verdict) << check.observed;
    EXPECT_THAT(check.observed, testing::HasSubstr(row.says));
    if (check.verdict != verdict::Verdict::failed && check.verdict != verdict::Verdict::warned) return;
    EXPECT_THAT(check.observed, testing::StartsWith("Your tool "));
    EXPECT_NE(check.hint, "");
    EXPECT_THAT(check.hops, testing::Not(testing::IsEmpty()));
}

}  // namespace easel::check::test
