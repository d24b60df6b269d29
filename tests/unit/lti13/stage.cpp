#include "stage.hpp"

#include "keys/keys.hpp"
#include "world_file/world_file.hpp"

#include <fstream>
#include <regex>
#include <set>

namespace easel::lti13 {

Stage::Stage() {
    world_file::BuildOptions options;
    options.first_id = 500;
    options.seed = 3;
    options.now = now;
    world::DeveloperKey made;
    made.client_id = "10000000000207";
    made.scopes = {
        "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
        "https://purl.imsglobal.org/spec/lti-ags/scope/score",
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
    };
    made.redirect_uris = {"https://tool.example/launch"};
    made.public_jwk = keys::fixture_key("reference-tool").public_jwk("tool-key-1");
    options.keys.push_back(made);
    world::Tool installed;
    installed.name = "tool";
    installed.client_id = made.client_id;
    installed.login_url = "https://tool.example/login";
    installed.target_link_uri = "https://tool.example/quiz";
    options.tools.push_back(installed);

    yaml::Problems problems;
    auto const document = yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "default.yaml", problems);
    world = world_file::build(document.root, options, problems);
    EXPECT_TRUE(problems.empty());
    key = world::key_by_client_id(world, made.client_id);
    tool = world::tool_named(world, "tool");

    issuer.issuer = "https://canvas.instructure.com";
    issuer.origin = "http://127.0.0.1:8090";
    issuer.secret = "stage secret";
    issuer.keys = {
        PlatformKey{"2025-12-01T00:00:00Z_p", keys::fixture_key("platform-past")   },
        PlatformKey{"2026-01-01T00:00:00Z_1", keys::fixture_key("platform-present")},
        PlatformKey{"2026-02-01T00:00:00Z_f", keys::fixture_key("platform-future") },
    };
}

void Stage::TearDown() {
    for (auto const& [fact, unused] : named_) EXPECT_TRUE(is_catalogued(fact)) << fact;
}

LoginInitiation Stage::open(LaunchIntent const& intent) {
    auto login = open_launch(world, issuer, store, intent, now);
    EXPECT_TRUE(login.has_value()) << (login ? "" : login.error().message);
    return login ? *login : LoginInitiation{};
}

LoginInitiation Stage::open() {
    return open({.user = "ada", .assignment = "quiz1", .course = {}, .tool = {}, .placement = {}});
}

base::Fields Stage::request_for(LoginInitiation const& login) const {
    return {
        {"scope", "openid"},
        {"response_type", "id_token"},
        {"response_mode", "form_post"},
        {"prompt", "none"},
        {"client_id", "10000000000207"},
        {"redirect_uri", "https://tool.example/launch"},
        {"login_hint", *base::find(login.fields, "login_hint")},
        {"lti_message_hint", *base::find(login.fields, "lti_message_hint")},
        {"state", "st-77"},
        {"nonce", "n-4711"},
    };
}

traffic::Answer Stage::authorize_with(base::Fields const& fields, std::string const& session_user) {
    http::Request request;
    request.target = "/api/lti/authorize?" + base::form_encode(fields);
    auto answer = authorize(world, issuer, store, request, session_user, now);
    traffic::complete(answer);
    remember(answer.trail);
    return answer;
}

traffic::Answer Stage::authorize_with(base::Fields const& fields) {
    return authorize_with(fields, ada());
}

void Stage::remember(traffic::Trail const& trail) {
    for (auto const& check : trail) named_[check.fact] = true;
}

Form form_in(std::string const& page) {
    Form form;
    std::smatch match;
    if (std::regex_search(page, match, std::regex("<form action=\"([^\"]*)\" method=\"POST\">")))
        form.action = base::html_unescape(match[1].str());
    std::regex const input("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
    for (std::sregex_iterator at(page.begin(), page.end(), input), end; at != end; ++at)
        form.fields.emplace_back(base::html_unescape((*at)[1].str()), base::html_unescape((*at)[2].str()));
    return form;
}

std::string decided(traffic::Trail const& trail) {
    if (trail.empty()) return "nothing";
    return trail.back().fact + (trail.back().passed ? " passed" : " failed");
}

bool is_catalogued(std::string const& fact) {
    static std::set<std::string> const ids = [] {
        std::set<std::string> all;
        for (auto const* name : {"lti13-launch", "oauth2-token", "ags"}) {
            std::ifstream file(std::string(EASEL_SOURCE_DIR "/fixtures/facts/") + name + ".yaml");
            for (std::string line; std::getline(file, line);)
                if (line.starts_with("- id: ")) all.insert(line.substr(6));
        }
        return all;
    }();
    return ids.contains(fact);
}

std::string c(std::string_view claim) {
    return "https://purl.imsglobal.org/spec/lti/claim/" + std::string(claim);
}

}  // namespace easel::lti13
