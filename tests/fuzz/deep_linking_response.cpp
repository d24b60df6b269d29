#include "deep_linking/deep_linking.hpp"

#include "agent/browser.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "fuzz/answers.hpp"
#include "fuzz/canvas.hpp"
#include "jose/algorithms.hpp"
#include "keys/keys.hpp"
#include "lti13/deep_linking_request.hpp"
#include "world_json/world_json.hpp"

#include <boost/json.hpp>

namespace easel::fuzz {
namespace {

namespace json = base::json;

std::string dl_claim(std::string const& name) {
    return "https://purl.imsglobal.org/spec/lti-dl/claim/" + name;
}

/// Lays a JSON object over another; null takes a member out.
void change(json::object& object, std::string_view changes) {
    auto const read = base::parse_json(changes);
    if (!read || !read->is_object()) return;
    for (auto const& [name, value] : read->get_object()) {
        if (value.is_null()) {
            object.erase(name);
        } else {
            object[name] = value;
        }
    }
}

/// What the page hands to its opener, read as a browser does: nothing in a script element ends it but its end tag.
json::object response_in(std::string const& page) {
    constexpr std::string_view start = "<script type=\"application/json\" id=\"deep_link_response\">";
    auto const begin = page.find(start);
    require(begin != std::string::npos, "the page carries a response (deep-linking.md 2.4)");
    require(page.find(start, begin + 1) == std::string::npos, "the page carries one response");
    auto const end = page.find("</script", begin);
    require(end != std::string::npos, "the element ends");
    auto const text = page.substr(begin + start.size(), end - begin - start.size());
    require(text.find('<') == std::string::npos, "nothing in it looks like a tag");
    auto const read = base::parse_json(text);
    require(read && read->is_object(), "the response is an object: " + text);
    return read->get_object();
}

void check_refusal(http::Response const& response, bool wants_json) {
    auto const type = response.headers.get("Content-Type");
    bool const is_json = type.find("application/json") != std::string_view::npos;
    if (response.status != 400) {
        require(is_json == wants_json, "a page for a browser, JSON for a program");
        return;
    }
    require(is_json, "what is wrong with a response is told as JSON");
    auto const body = base::parse_json(response.body);
    auto const* const errors = body ? base::member(*body, "errors") : nullptr;
    require(errors != nullptr && errors->is_object() && !errors->get_object().empty(), "errors: " + response.body);
    for (auto const& [group, list] : errors->get_object()) {
        require(list.is_array() && !list.get_array().empty(), "each attribute has its complaints");
        for (auto const& each : list.get_array())
            require(base::text_member(each, "message").has_value(), "a complaint says something (deep-linking.md 2.3)");
    }
}

} // namespace

/// First line: "user placement context accept". Then, one line each: changes of the JWT's header, of its claims, and of
/// what `data` remembers; the query ({data}), the form ({jwt}), the fetched key set (empty: the key is registered). The
/// rest: content items.
void deep_linking_response(std::string_view input) {
    Canvas canvas;
    auto words = base::split(take_line(input), ' ');
    words.resize(4);
    auto const iat = base::to_numeric_date(canvas.now);
    json::object header{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", "tool-key"}};
    std::string const lti = "https://purl.imsglobal.org/spec/lti/claim/";
    json::object claims{
        {"iss", Canvas::client_id},
        {"aud", canvas.issuer.issuer},
        {"iat", iat},
        {"exp", iat + 300},
        {"nonce", "n"},
        {lti + "message_type", "LtiDeepLinkingResponse"},
        {lti + "version", "1.3.0"},
        {lti + "deployment_id", world::tool_named(canvas.world, "tool")->deployment_id},
    };
    change(header, take_line(input));
    auto const claim_changes = take_line(input);
    json::object remembered;
    change(remembered, take_line(input));
    auto const query = take_line(input);
    auto const form = take_line(input);
    auto const fetched = take_line(input);
    if (auto const items = base::parse_json(input)) claims[dl_claim("content_items")] = *items;
    change(claims, claim_changes);

    auto const id = [&](char const* name) {
        auto const* const value = remembered.if_contains(name);
        return value != nullptr && value->is_int64() ? value->get_int64() : world::Id{0};
    };
    lti13::ReturnData data;
    data.nonce = "once";
    data.placement = words[1];
    data.modal = remembered.contains("modal");
    data.context_module_id = id("context_module_id");
    data.assignment_id = id("assignment_id");
    data.content_item_id = id("content_item_id");
    auto const signed_data = lti13::sign_return_data(canvas.issuer, data, canvas.now);
    if (base::is_valid_utf8(words[1]))
        require(lti13::read_return_data(canvas.issuer, signed_data).has_value(), "data is read as it was signed");

    lti13::FetchedJwks jwks;
    auto& key = *world::key_by_client_id(canvas.world, Canvas::client_id);
    if (!fetched.empty()) {
        key.public_jwk_url = "https://tool.example/jwks";
        jwks.outcome = fetched == "-" ? lti13::FetchedJwks::Outcome::unreachable : lti13::FetchedJwks::Outcome::fetched;
        auto const public_jwk = keys::fixture_key("reference-tool").public_jwk("tool-key");
        jwks.body = base::replace_all(std::string(fetched), "{key}", base::dump(public_jwk));
    }
    std::string context = words[2];
    if (context == "course") context = "courses/" + std::to_string(world::course_named(canvas.world, "bio101")->id);
    if (context == "account") context = "accounts/" + std::to_string(canvas.world.account.id);
    http::Request request;
    request.method = "POST";
    auto const target = "/" + context + "/deep_linking_response?" + std::string(query);
    request.target = base::replace_all(target, "{data}", base::percent_encode(signed_data));
    request.headers.set("Host", "canvas.test");
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    if (!words[3].empty()) request.headers.set("Accept", words[3]);
    request.body = form;
    if (form.find("{jwt}") != std::string_view::npos) {
        auto const token = jose::sign_as_named(header, claims, keys::fixture_key("reference-tool"));
        request.body = base::replace_all(std::string(form), "{jwt}", token);
    }

    auto const* const user = world::user_named(canvas.world, words[0]);
    auto const session = user == nullptr ? words[0] : user->legacy_id;
    (void)deep_linking::response_client(request);
    auto const assignments = canvas.world.assignments.size();
    auto const links = canvas.world.links.size();
    auto const line_items = canvas.world.line_items.size();
    auto const answer = deep_linking::answer_return(
        canvas.world, canvas.issuer, request, jwks, session, canvas.now, canvas.now
    );
    check_facts(answer); // what the refusal looks like stands behind the check (2.2.14, 2.3)
    auto const& response = answer.response;
    auto const status = response.status;
    require(status == 200 || status == 400 || status == 401 || status == 404, "the status is documented");
    if (status != 200) {
        check_refusal(response, request.headers.get("Accept").find("application/json") != std::string_view::npos);
        bool const same = canvas.world.assignments.size() == assignments && canvas.world.links.size() == links &&
                          canvas.world.line_items.size() == line_items;
        require(same, "who is refused makes nothing");
        return;
    }
    require(base::is_valid_utf8(response.body), "a page is text");
    auto const handed = response_in(response.body);
    auto const* const items = handed.if_contains("content_items");
    require(items != nullptr && items->is_array(), "the opener gets items");
    require(handed.contains("ltiEndpoint"), "the opener gets the endpoint");
    auto const page = base::parse_url("https://canvas.test" + request.target);
    if (page) require(agent::find_forms(response.body, *page).empty(), "the page has no form");
    auto const again = deep_linking::answer_return(
        canvas.world, canvas.issuer, request, jwks, session, canvas.now, canvas.now
    );
    require(again.response.status == 400, "a return URL is used once");
    auto const kept = world_json::to_json(canvas.world);
    require(world_json::from_json(kept).has_value(), "what was made can be kept");
}

} // namespace easel::fuzz
