#include "canvas.hpp"

#include "base/codec.hpp"
#include "jose/algorithms.hpp"
#include "keys/keys.hpp"
#include "world_file/world_file.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <regex>

namespace easel::deep_linking {

Canvas::Canvas()
    : signer(keys::fixture_key("reference-tool")) {
    world_file::BuildOptions options;
    options.first_id = 500;
    options.seed = 3;
    options.now = now;
    world::DeveloperKey made;
    made.client_id = client;
    made.public_jwk = signer.public_jwk("tool-key-1");
    options.keys.push_back(made);
    world::Tool installed;
    installed.name = "tool";
    installed.client_id = client;
    installed.title = "Quizzes";
    installed.login_url = "https://tool.example/login";
    installed.target_link_uri = "https://tool.example/quiz";
    options.tools.push_back(installed);

    yaml::Problems problems;
    auto const document = yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "default.yaml", problems);
    world = world_file::build(document.root, options, problems);
    EXPECT_TRUE(problems.empty());
    key = world::key_by_client_id(world, client);
    tool = world::tool_named(world, "tool");

    issuer.issuer = "https://canvas.instructure.com";
    issuer.origin = "http://127.0.0.1:8090";
    issuer.secret = "canvas secret";
    header = {
        {"alg", "RS256"},
        {"kid", "tool-key-1"},
    };
    auto const seconds = base::to_numeric_date(now);
    claims = {
        {"iss", client},
        {"aud", "https://canvas.instructure.com"},
        {"sub", client},
        {"iat", seconds},
        {"exp", seconds + 300},
        {"nonce", "n-1"},
        {lti("message_type"), "LtiDeepLinkingResponse"},
        {lti("version"), "1.3.0"},
        {lti("deployment_id"), tool->deployment_id},
    };
    items = array(R"([{"type":"ltiResourceLink","title":"Rivers","url":"https://tool.example/quiz/5"}])");
}

void Canvas::post() {
    ++posts_;
    if (data_text.empty()) {
        lti13::ReturnData data;
        data.nonce = "nonce-" + std::to_string(posts_);
        data.placement = placement;
        data.context_module_id = module_id;
        data.assignment_id = assignment_id;
        data.content_item_id = content_item_id;
        data_text = lti13::sign_return_data(issuer, data, now);
    }
    auto payload = claims;
    if (with_items) payload[dl("content_items")] = items;
    auto const text = token.empty() ? jose::sign_as_named(header, payload, signer) : token;
    auto target = path.empty() ? "/courses/" + std::to_string(course().id) + "/deep_linking_response" : path;
    if (with_data) target += "?data=" + base::percent_encode(data_text);
    auto request = http::form_post(target, {{"JWT", text}});
    if (!accept.empty()) request.headers.set("Accept", accept);
    auto const* const person = user.empty() ? nullptr : world::user_named(world, user);
    answer = answer_return(world, issuer, request, jwks, person == nullptr ? "" : person->legacy_id, now, now);
    for (auto const& check : answer.trail) reached_facts().insert(check.fact);
}

std::string Canvas::decided() const {
    std::string fact;
    for (auto const& check : answer.trail)
        if (!check.passed) fact = check.fact;
    return fact;
}

bool Canvas::reached(std::string const& fact) const {
    for (auto const& check : answer.trail)
        if (check.fact == fact) return true;
    return false;
}

std::vector<std::string> Canvas::complaints(std::string const& group) const {
    std::vector<std::string> texts;
    auto const body = base::parse_json(answer.response.body);
    if (!body) return texts;
    auto const* const list = base::at_pointer(*body, "/errors/" + group);
    if (list == nullptr) return texts;
    for (auto const& each : list->as_array()) texts.push_back(base::text_member(each, "type").value_or("?"));
    return texts;
}

json::object Canvas::response() const {
    std::smatch match;
    std::regex const element("<script type=\"application/json\" id=\"deep_link_response\">([^<]*)</script>");
    if (!std::regex_search(answer.response.body, match, element)) {
        ADD_FAILURE() << "no deep_link_response in " << answer.response.status << " " << answer.response.body;
        return {};
    }
    return object(match[1].str());
}

std::set<std::string>& reached_facts() {
    static std::set<std::string> facts;
    return facts;
}

std::set<std::string> listed_facts() {
    std::ifstream file(EASEL_SOURCE_DIR "/fixtures/facts/deep-linking.yaml");
    std::set<std::string> ids;
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("- id: ")) ids.insert(line.substr(6));
    return ids;
}

json::object object(std::string_view text) {
    return base::parse_json(text).value().as_object();
}

json::array array(std::string_view text) {
    return base::parse_json(text).value().as_array();
}

std::string lti(std::string const& name) {
    return "https://purl.imsglobal.org/spec/lti/claim/" + name;
}

std::string dl(std::string const& name) {
    return "https://purl.imsglobal.org/spec/lti-dl/claim/" + name;
}

} // namespace easel::deep_linking
