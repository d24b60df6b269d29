#include "outcomes/outcomes.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/outcomes.hpp"
#include "fuzz/answers.hpp"
#include "fuzz/canvas.hpp"
#include "lti11/sourcedid.hpp"
#include "oauth1/oauth1.hpp"

#include <algorithm>
#include <array>

namespace easel::fuzz {
namespace {

void check(traffic::Answer const& answer) {
    check_facts(answer);
    constexpr std::array statuses{200, 401, 404, 413, 415, 422, 500}; // outcomes.md 2
    auto const& response = answer.response;
    require(std::find(statuses.begin(), statuses.end(), response.status) != statuses.end(), "the status is documented");
    require(base::is_valid_utf8(response.body), "a body is text");
    bool const xml = response.headers.get("Content-Type").find("xml") != std::string_view::npos;
    if (xml) {
        require(check::read_outcome_answer(response.body).has_value(), "an answer is read by others: " + response.body);
    } else {
        require(base::parse_json(response.body).has_value(), "any other answer is JSON: " + response.body);
    }
}

} // namespace

/// First line: the endpoint (passback, legacy, placement), a blank, and the Authorization header, or SIGNED for a right one.
/// Second line: content type. Then the body; {sourcedid} stands for that of ada for quiz1.
void outcomes(std::string_view input) {
    Canvas canvas;
    auto& world = canvas.world;
    world::Tool tool;
    tool.id = world.next_id++;
    tool.name = "old";
    tool.consumer_key = "old-key";
    tool.shared_secret = "old-secret";
    tool.target_link_uri = "https://old.example/launch";
    world.tools.push_back(tool);
    auto& quiz = *world::assignment_named(world, "quiz1");
    quiz.tool = tool.id;
    auto const ada = world::user_named(world, "ada")->id;

    auto const line = take_line(input);
    auto const blank = std::min(line.find(' '), line.size());
    auto const endpoint = line.substr(0, blank);
    auto const id = std::to_string(tool.id);
    http::Request request;
    request.method = "POST";
    request.target = endpoint == "placement" ? "/api/lti/v1/turnitin/outcomes_placement/" + id
                                             : "/api/lti/v1/tools/" + id + (endpoint == "legacy" ? "/ext_grade_passback" : "/grade_passback");
    request.headers.set("Host", canvas.issuer.origin.substr(canvas.issuer.origin.find("://") + 3));
    request.headers.set("Content-Type", std::string(take_line(input)));
    auto const sourcedid = lti11::sourcedid(world, world.dialects, {tool.id, quiz.course, quiz.id, ada});
    request.body = base::replace_all(std::string(input), "{sourcedid}", sourcedid);

    outcomes::Desk desk;
    outcomes::Context const context{world, desk, canvas.issuer, canvas.now, canvas.now};
    auto const route = outcomes::route(request.path());
    require(route.has_value(), "the address is known");
    for (auto const* nonce : {"one", "two", "two"}) { // once more, upon what the first one changed; and with a used nonce
        auto header = std::string(line.substr(std::min(blank + 1, line.size())));
        if (header == "SIGNED") {
            auto parameters = oauth1::protocol_parameters({"old-key", "old-secret"}, {nonce, canvas.now});
            auto counted = request.form();
            counted.insert(counted.end(), parameters.begin(), parameters.end());
            auto const url = base::parse_url(canvas.issuer.origin + request.target);
            require(url.has_value(), "the address is a URL");
            parameters.emplace_back(
                "oauth_signature",
                *oauth1::signature(oauth1::hmac_sha1, oauth1::base_string("POST", *url, counted), "old-secret")
            );
            header = oauth1::authorization_header(parameters);
        }
        request.headers.set("Authorization", header);
        (void)outcomes::kind_of(*route, request);
        (void)outcomes::consumer_key_of(request);
        check(outcomes::answer(context, *route, request));
    }
}

} // namespace easel::fuzz
