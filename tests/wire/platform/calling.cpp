#include "wire/platform/calling.hpp"

#include "base/json.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "lti13/token.hpp"
#include "world_file/world_file.hpp"
#include "yaml/node.hpp"

#include <regex>

namespace easel::platform {
namespace {

namespace json = base::json;

std::vector<std::string> scopes() {
    std::string const ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";
    return {
        ags + "lineitem",
        ags + "lineitem.readonly",
        ags + "result.readonly",
        ags + "score",
        "https://canvas.instructure.com/lti-ags/progress/scope/show",
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
    };
}

world::DeveloperKey key_of(std::string const& client_id) {
    world::DeveloperKey key;
    key.client_id = client_id;
    key.scopes = scopes();
    key.redirect_uris = {redirect_uri};
    key.public_jwk = keys::fixture_key("reference-tool").public_jwk(tool_kid);
    return key;
}

world::Tool installed(std::string name, std::string const& client_id) {
    world::Tool tool;
    tool.name = std::move(name);
    tool.client_id = client_id;
    tool.login_url = "https://tool.test/login";
    tool.target_link_uri = redirect_uri;
    return tool;
}

} // namespace

base::Instant noon() {
    return base::parse_iso8601("2026-03-01T10:04:00Z")->at;
}

PlatformTest::PlatformTest() : platform_(Platform::start(loop_, {}).value()) {}

std::shared_ptr<Stage> PlatformTest::set_stage(Casting const& casting) {
    auto& issuer = issuers_[casting.base_path];
    if (!issuer) issuer = platform_->add_issuer(casting.base_path, "", "secret of " + casting.base_path);

    world_file::BuildOptions options;
    options.first_id = casting.first_id;
    options.now = noon();
    options.seed = casting.seed;
    options.keys = {key_of(casting.client_id), key_of(probe_client)};
    options.keys.front().public_jwk_url = casting.jwks_url;
    options.tools = {installed("tool", casting.client_id), installed("probe", probe_client)};
    yaml::Problems problems;
    auto const document = yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "default.yaml", problems);

    auto stage = std::make_shared<Stage>();
    stage->name = casting.name;
    stage->time = timing::virtual_time(loop_, noon());
    stage->world = world_file::build(document.root, options, problems);
    EXPECT_TRUE(problems.empty());
    stage->probe_client = probe_client;
    stage->issuers[casting.client_id] = issuer;
    stage->issuers[probe_client] = issuer;
    platform_->add(stage);
    return stage;
}

base::Result<http::Response> PlatformTest::send(std::string const& target, http::Request request) {
    auto const url = base::parse_url(target.starts_with('/') ? platform_->origin() + target : target).value();
    return run(client_.send(url, std::move(request)));
}

http::Response PlatformTest::ask(std::string const& target, http::Request request) {
    auto answer = send(target, std::move(request));
    EXPECT_TRUE(answer.has_value()) << target << ": " << answer.error().message;
    return answer ? std::move(*answer) : http::Response{.status = 0};
}

http::Response PlatformTest::post_score(Stage& stage, std::string const& assignment, std::string const& client_id) {
    auto const& sender = client_id.empty() ? std::string(tool_client) : client_id;
    return ask(line_item_path(stage, assignment) + "/scores", authorized(stage, "POST", score_body(stage), sender));
}

std::string line_items_path(Stage& stage, std::string const& course) {
    return "/api/lti/courses/" + std::to_string(world::course_named(stage.world, course)->id) + "/line_items";
}

std::string line_item_path(Stage& stage, std::string const& assignment) {
    auto const& found = *world::assignment_named(stage.world, assignment);
    auto const& course = *world::course_by_id(stage.world, found.course);
    return line_items_path(stage, course.name) + "/" + std::to_string(world::default_line_item(stage.world, found.id)->id);
}

http::Request authorized(Stage& stage, std::string method, std::string body, std::string const& client_id) {
    auto& issuer = *stage.issuers.at(client_id);
    http::Request request;
    request.method = std::move(method);
    request.headers.set(
        "Authorization", "Bearer " + lti13::mint_token(issuer, client_id, scopes(), stage.time->tool_now())
    );
    if (!body.empty()) request.headers.set("Content-Type", score_type);
    request.body = std::move(body);
    return request;
}

std::string score_body(Stage& stage, std::string const& changes) {
    json::object body{
        {"userId", world::user_named(stage.world, "ada")->lti_id},
        {"activityProgress", "Completed"},
        {"gradingProgress", "FullyGraded"},
        {"timestamp", "2026-03-01T10:00:00.000Z"},
        {"scoreGiven", 8},
        {"scoreMaximum", 20},
    };
    auto const changed = base::parse_json(changes).value();
    for (auto const& [name, value] : changed.as_object()) {
        if (value == json::value("~")) {
            body.erase(name);
        } else {
            body[name] = value;
        }
    }
    return base::dump(body);
}

http::Request token_request(Stage const& stage, std::string const& client_id) {
    auto const now = base::to_numeric_date(stage.time->tool_now());
    auto const assertion = jose::sign(
        {{"typ", "JWT"}, {"alg", "RS256"}, {"kid", tool_kid}},
        json::object{
            {"iss", client_id},
            {"sub", client_id},
            {"aud", stage.issuers.at(client_id)->token_url()},
            {"iat", now},
            {"exp", now + 300},
            {"jti", "b1c6b1f0-52a1-4a0e-9b55-2d7b9a6f5a01"},
        },
        keys::fixture_key("reference-tool")
    );
    return http::form_post(
        "",
        {
            {"grant_type", "client_credentials"},
            {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
            {"client_assertion", assertion},
            {"scope", "https://purl.imsglobal.org/spec/lti-ags/scope/score"},
        }
    );
}

base::Fields hidden_inputs(std::string const& html) {
    static std::regex const input("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
    base::Fields fields;
    for (std::sregex_iterator at(html.begin(), html.end(), input), end; at != end; ++at) {
        fields.emplace_back(base::html_unescape((*at)[1].str()), base::html_unescape((*at)[2].str()));
    }
    return fields;
}

base::Fields authentication_request(lti13::LoginInitiation const& login) {
    return {
        {"scope", "openid"},
        {"response_type", "id_token"},
        {"response_mode", "form_post"},
        {"prompt", "none"},
        {"client_id", value_of(login.fields, "client_id")},
        {"redirect_uri", redirect_uri},
        {"login_hint", value_of(login.fields, "login_hint")},
        {"lti_message_hint", value_of(login.fields, "lti_message_hint")},
        {"nonce", "a nonce"},
        {"state", "a state"},
    };
}

std::string value_of(base::Fields const& fields, std::string_view name) {
    auto const* found = base::find(fields, name);
    return found == nullptr ? "" : *found;
}

std::string decided_by(traffic::Trail const& trail) {
    std::string fact;
    for (auto const& check : trail) {
        if (!check.passed) fact = check.fact;
    }
    return fact;
}

} // namespace easel::platform
