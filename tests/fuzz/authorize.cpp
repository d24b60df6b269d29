#include "agent/browser.hpp"
#include "base/text.hpp"
#include "fuzz/answers.hpp"
#include "fuzz/canvas.hpp"
#include "jose/jwt.hpp"
#include "lti13/deep_linking_request.hpp"

#include <boost/json.hpp>

namespace easel::fuzz {
namespace {

/// The page that a deep linking launch leads back to can be read by the platform.
void check_return(Canvas const& canvas, base::json::object const& claims) {
    auto const settings = claims.find("https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings");
    if (settings == claims.end()) return;
    auto const url = base::parse_url(base::text_member(settings->value(), "deep_link_return_url").value_or(""));
    require(url && url->origin() == canvas.issuer.origin, "a picker leads back to the platform");
    auto const query = base::form_decode(url->query);
    auto const* const data = base::find(query, "data");
    require(data && lti13::read_return_data(canvas.issuer, *data), "the platform reads what it signed");
}

void check_page(Canvas const& canvas, http::Request const& request, http::Response const& response) {
    require(
        base::is_valid_utf8(response.body) || !base::is_valid_utf8(request.target + request.body), "a page is text"
    );
    auto const page = base::parse_url("https://canvas.test/api/lti/authorize").value();
    auto const forms = agent::find_forms(response.body, page);
    if (response.status != 200 || response.body.find("http-equiv=\"refresh\"") != std::string::npos) return;
    require(forms.size() == 1, "the page holds one form");
    auto const& form = forms.front();
    require(form.method == "POST" && form.submits_itself, "the form posts itself");
    require(form.action == Canvas::redirect_uri, "the form goes to the tool: " + form.action);
    auto sent = request.query();
    for (auto& field : request.form()) sent.push_back(std::move(field));
    auto const* const token = base::find(form.fields, "id_token");
    if (token == nullptr) {
        require(base::find(form.fields, "error") != nullptr, "a form without a token tells an error");
        return;
    }
    auto const decoded = jose::decode(*token);
    require(decoded && jose::verifies(*decoded, canvas.issuer.signing_key().key), "the id_token verifies");
    check_return(canvas, decoded->claims);
    auto const* const nonce = base::find(sent, "nonce");
    if (nonce != nullptr && base::is_valid_utf8(*nonce))
        require(base::text_member(base::json::value(decoded->claims), "nonce") == *nonce, "the nonce comes back");
}

/// What a word of the first line opens: a placement, in bio101, or else quiz1.
lti13::LaunchIntent intent_of(std::string const& user, std::string const& placement) {
    lti13::LaunchIntent intent{.user = user, .assignment = "quiz1", .course = {}, .tool = {}, .placement = {}};
    if (!placement.empty())
        intent = {.user = user, .assignment = {}, .course = "bio101", .tool = "tool", .placement = placement};
    return intent;
}

} // namespace

/// First line: "METHOD hop user placement", the hop 1 or 2, the placement missing for a launch of quiz1. Then the
/// parameters, a whole query or form; {hint} and {login} stand for what the login initiation said (of ada's launch; of
/// grace's from a placement).
void authorize(std::string_view input) {
    Canvas canvas;
    auto words = base::split(take_line(input), ' ');
    words.resize(4);
    auto const login = lti13::open_launch(
        canvas.world,
        canvas.issuer,
        canvas.store,
        intent_of(words[3].empty() ? "ada" : "grace", words[3]),
        canvas.now
    );
    if (!login) {
        require(!words[3].empty() && !login.error().message.empty(), "the launch opens, or it is said why not");
        return;
    }
    auto const hint = base::percent_encode(*base::find(login->fields, "lti_message_hint"));
    auto const login_hint = base::percent_encode(*base::find(login->fields, "login_hint"));

    auto form = base::replace_all(std::string(input), "{hint}", hint);
    form = base::replace_all(std::move(form), "{login}", login_hint);
    http::Request request;
    request.method = words[0];
    request.headers.set("Host", "canvas.test");
    request.target = "/api/lti/authorize";
    if (request.method == "POST") {
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        request.body = form;
    } else {
        request.target += "?" + form;
    }
    auto const* const user = world::user_named(canvas.world, words[2]);
    auto const session_user = user == nullptr ? words[2] : user->legacy_id;

    auto const sent = base::form_decode(form);
    if (auto const* const text = base::find(sent, "lti_message_hint"))
        (void)lti13::hint_verifier(canvas.issuer, *text);
    auto const hopped = lti13::authorize_redirect(canvas.issuer, request, canvas.now);
    check_trail(hopped);
    if (hopped.response.status == 302) {
        auto const to = base::parse_url(hopped.response.headers.get("Location"));
        require(to && to->origin() == canvas.issuer.origin, "the first hop leads to the second");
    }
    auto answer = lti13::authorize(canvas.world, canvas.issuer, canvas.store, request, session_user, canvas.now);
    for (auto const& check : answer.trail) {
        std::string const fact(check.fact);
        require(check::catalogues().facts.contains(fact), "the fact is catalogued: " + fact);
    }
    traffic::complete(answer);
    check_page(canvas, request, answer.response);
    // Nobody gets a second token out of one launch.
    auto const again = lti13::authorize(canvas.world, canvas.issuer, canvas.store, request, session_user, canvas.now);
    bool const first = answer.response.body.find("name=\"id_token\"") != std::string::npos;
    if (first) require(again.response.body.find("name=\"id_token\"") == std::string::npos, "a launch is read once");
}

} // namespace easel::fuzz
