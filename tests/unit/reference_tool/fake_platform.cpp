#include "fake_platform.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "oauth1/oauth1.hpp"

#include <boost/json.hpp>

namespace easel::reference_tool::testing_support {

namespace json = base::json;

namespace {

constexpr char const* tool_origin = "http://127.0.0.1:9001";
constexpr char const* client_id = "10000000000007";
constexpr char const* claim = "https://purl.imsglobal.org/spec/lti/claim/";
constexpr char const* ags = "https://purl.imsglobal.org/spec/lti-ags/";

/// @par Source outcomes.md 6
std::string success_answer() {
    return "<?xml version=\"1.0\"?><imsx_POXEnvelopeResponse><imsx_POXHeader><imsx_POXResponseHeaderInfo><imsx_statusInfo>"
           "<imsx_codeMajor>success</imsx_codeMajor></imsx_statusInfo></imsx_POXResponseHeaderInfo></imsx_POXHeader>"
           "<imsx_POXBody/></imsx_POXEnvelopeResponse>";
}

} // namespace

Stage::Stage(std::string defect)
    : time(timing::virtual_time(loop, base::parse_iso8601("2026-03-01T10:00:00Z").value().at)),
      client_(loop) {
    server_ = http::Server::listen(loop, [this](http::Request request) -> http::awaitable<http::Response> {
                  co_return answer(request);
              }).value();
    Registration told;
    told.issuer = "https://canvas.example";
    told.client_id = client_id;
    told.deployments = {"1:aa"};
    told.authorization_url = server_->origin() + "/authorize?env=beta";
    told.token_url = server_->origin() + "/token";
    told.jwks_url = server_->origin() + "/jwks";
    Options options;
    options.origin = tool_origin;
    options.base_path = "/t/1";
    options.registrations = {told};
    options.defect = std::move(defect);
    options.key = fixture_key();
    options.lti11.keys = {{"key-1", "s3cr&t"}, {"key-2", "other"}};
    tool = std::make_unique<Tool>(loop, client_, time, std::move(options));
}

Stage::~Stage() {
    server_->close();
}

void Stage::run(std::function<http::awaitable<void>(Stage&)> work) {
    http::spawn(loop, [](Stage& stage, std::function<http::awaitable<void>(Stage&)> body) -> http::awaitable<void> {
        co_await body(stage);
        stage.loop.stop();
    }(*this, std::move(work)));
    loop.restart();
    loop.run();
}

http::Response Stage::answer(http::Request const& request) {
    log.push_back({request.method, request.target, request.headers, request.body, time->now()});
    auto const path = request.path();
    if (path == "/jwks") {
        json::object set;
        set["keys"] = json::array{
            keys::fixture_key("platform-past").public_jwk("past"),
            keys::fixture_key("platform-present").public_jwk("present")};
        return http::json(200, base::dump(set));
    }
    if (path == "/token") {
        json::object grant;
        grant["access_token"] = "token-" + std::to_string(++tokens_);
        grant["token_type"] = "Bearer";
        grant["expires_in"] = expires_in;
        return http::json(200, base::dump(grant));
    }
    if (path.ends_with("/scores") && !score_answers.empty()) {
        auto next = score_answers.front();
        score_answers.pop_front();
        return next;
    }
    if (path == "/outcomes") {
        if (outcome_answers.empty()) return http::text(200, success_answer());
        auto next = outcome_answers.front();
        outcome_answers.pop_front();
        return next;
    }
    if (path == "/line_items" && request.method == "POST") {
        auto item = base::parse_json(request.body).value().as_object();
        item["id"] = server_->origin() + "/line_items/" + std::to_string(line_items.size() + 1) + "?made=1";
        line_items.emplace_back(item);
        return http::json(201, base::dump(item));
    }
    if (path == "/line_items") {
        json::array all;
        auto const query = request.query();
        auto const* resource = base::find(query, "resource_id");
        for (auto const& item : line_items)
            if (resource != nullptr && base::text_member(item, "resourceId") == *resource) all.push_back(item);
        return http::json(200, base::dump(all));
    }
    if (path == "/roster" && roster) return roster(request);
    if (path.ends_with("/results")) return http::json(200, R"([{"userId":"u-1","resultScore":4,"resultMaximum":5}])");
    return http::json(200, "{}");
}

http::awaitable<http::Response> Stage::ask(http::Request request) {
    std::string cookies;
    for (auto const& [name, value] : jar) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!cookies.empty()) request.headers.set("Cookie", cookies);
    auto response = co_await tool->answer(std::move(request));
    for (auto const& line : response.headers.all("Set-Cookie")) {
        auto const pair = line.substr(0, line.find(';'));
        auto const equals = pair.find('=');
        auto const name = pair.substr(0, equals);
        if (line.find("Max-Age=0;") != std::string::npos)
            jar.erase(name);
        else
            jar[name] = pair.substr(equals + 1);
    }
    co_return response;
}

http::awaitable<http::Response> Stage::post(std::string path, base::Fields fields) {
    co_return co_await ask(http::form_post("/t/1" + path, fields));
}

base::Fields Stage::lti11_form(base::Fields const& changes) const {
    base::Fields form{
        {"lti_message_type", "basic-lti-launch-request"},
        {"lti_version", "LTI-1p0"},
        {"resource_link_id", "link-1"},
        {"user_id", "u-1"},
        {"roles", "Learner"},
        {"context_id", "course-1"},
        {"context_title", "Café & Co's (A*b)!"},
        {"custom_1", "one"},
        {"custom_10", "ten"},
        {"oauth_callback", "about:blank"},
        {"launch_presentation_return_url", server_->origin() + "/back?x=1"},
        {"lis_outcome_service_url", server_->origin() + "/outcomes?a=1&b=%2F"},
        {"lis_result_sourcedid", "7-1<42>&9"},
        {"custom_canvas_assignment_points_possible", "20"},
        {"ext_outcome_data_values_accepted", "url,text"},
        {"ext_outcome_result_total_score_accepted", "true"},
        {"ext_outcome_submission_submitted_at_accepted", "true"},
        {"ext_outcome_submission_prioritize_non_tool_grade_accepted", "true"},
        {"ext_outcome_submission_needs_additional_review_accepted", "true"},
    };
    for (auto const& [name, value] : changes) {
        if (value == "~")
            base::remove(form, name);
        else
            base::set(form, name, value);
    }
    return form;
}

base::Fields Stage::sign(base::Fields const& fields, std::string const& url, std::string const& secret, std::string const& key) {
    oauth1::Freshness const fresh{"nonce-" + std::to_string(++nonces_), time->tool_now()};
    return oauth1::signed_form(base::parse_url(url).value(), fields, {key, secret}, fresh);
}

http::awaitable<http::Response> Stage::launch_lti11(base::Fields changes) {
    auto form = sign(lti11_form(changes), std::string(tool_origin) + "/t/1/lti11");
    co_return co_await post("/lti11", std::move(form));
}

http::awaitable<base::Fields> Stage::login(base::Fields changes) {
    base::Fields fields{
        {"iss", "https://canvas.example"},
        {"login_hint", "hint"},
        {"target_link_uri", "http://127.0.0.1:9001/t/1/launch"},
        {"client_id", client_id},
        {"lti_message_hint", "message"},
        {"canvas_region", "not_configured"}};
    for (auto const& [name, value] : changes) {
        if (value == "~")
            base::remove(fields, name);
        else
            base::set(fields, name, value);
    }
    auto const response = co_await post("/login", std::move(fields));
    if (response.status != 302) co_return base::Fields{};
    auto const url = base::parse_url(response.headers.get("Location")).value();
    co_return base::form_decode(url.query);
}

json::object Stage::claims(base::Fields const& request) const {
    auto const now = base::to_numeric_date(time->now());
    auto const* nonce = base::find(request, "nonce");
    json::object all;
    all["iss"] = "https://canvas.example";
    all["aud"] = client_id;
    all["azp"] = client_id;
    all["sub"] = "u-1";
    all["name"] = "Ada Lovelace";
    all["email"] = "ada@mock.example";
    all["iat"] = now;
    all["exp"] = now + 3600;
    all["nonce"] = nonce == nullptr ? std::string() : *nonce;
    auto const put = [&](char const* name, json::value value) { all[std::string(claim) + name] = std::move(value); };
    put("version", "1.3.0");
    put("message_type", "LtiResourceLinkRequest");
    put("deployment_id", "1:aa");
    put("target_link_uri", "http://127.0.0.1:9001/t/1/launch");
    put("resource_link", json::object{{"id", "link-1"}, {"title", "Cells quiz"}});
    put("context", json::object{{"id", "course-1"}, {"title", "Biology"}});
    put("roles", json::array{"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"});
    json::object endpoint;
    endpoint["scope"] = json::array{
        std::string(ags) + "scope/score", std::string(ags) + "scope/lineitem",
        std::string(ags) + "scope/result.readonly"};
    endpoint["lineitems"] = server_->origin() + "/line_items";
    if (with_line_item) endpoint["lineitem"] = server_->origin() + "/line_items/77?type_id=7";
    all[std::string(ags) + "claim/endpoint"] = endpoint;
    return all;
}

std::string Stage::signed_token(json::object const& claims, std::string const& kid) const {
    json::object header;
    header["typ"] = "JWT";
    header["alg"] = "RS256";
    header["kid"] = kid;
    return jose::sign(header, claims, keys::fixture_key("platform-present"));
}

http::awaitable<http::Response> Stage::deliver(std::string token, std::string state) {
    base::Fields fields{{"id_token", token}, {"state", state}, {"lti_storage_target", "post_message_forwarding"}};
    co_return co_await post("/launch", std::move(fields));
}

http::awaitable<http::Response> Stage::launch(Change change) {
    auto const request = co_await login();
    auto all = claims(request);
    if (change) change(all);
    auto const* state = base::find(request, "state");
    co_return co_await deliver(signed_token(all), state == nullptr ? std::string() : *state);
}

std::vector<Stage::Call> Stage::calls(std::string_view part) const {
    std::vector<Call> found;
    for (auto const& call : log)
        if (call.target.find(part) != std::string::npos) found.push_back(call);
    return found;
}

} // namespace easel::reference_tool::testing_support
