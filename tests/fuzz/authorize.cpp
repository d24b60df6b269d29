#include "agent/browser.hpp"
#include "base/text.hpp"
#include "fuzz/answers.hpp"
#include "fuzz/canvas.hpp"
#include "jose/jwt.hpp"

namespace easel::fuzz {
namespace {

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
    auto const* const nonce = base::find(sent, "nonce");
    if (nonce != nullptr && base::is_valid_utf8(*nonce))
        require(base::text_member(base::json::value(decoded->claims), "nonce") == *nonce, "the nonce comes back");
}

} // namespace

/// First line: "METHOD hop user", the hop 1 or 2. Then the parameters as a form; {hint} and {login} stand for what the
/// login initiation of ada's launch of quiz1 said.
void authorize(std::string_view input) {
    Canvas canvas;
    auto const login = lti13::open_launch(
        canvas.world,
        canvas.issuer,
        canvas.store,
        {.user = "ada", .assignment = "quiz1", .course = {}, .tool = {}, .placement = {}},
        canvas.now
    );
    require(login.has_value(), "the launch opens");
    auto const hint = base::percent_encode(*base::find(login->fields, "lti_message_hint"));
    auto const login_hint = base::percent_encode(*base::find(login->fields, "login_hint"));

    auto words = base::split(take_line(input), ' ');
    words.resize(3);
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
    auto const answer = lti13::authorize(canvas.world, canvas.issuer, canvas.store, request, session_user, canvas.now);
    for (auto const& check : answer.trail)
        require(check::catalogues().facts.contains(check.fact), "the fact is catalogued: " + check.fact);
    check_page(canvas, request, answer.response);
    // Nobody gets a second token out of one launch.
    auto const again = lti13::authorize(canvas.world, canvas.issuer, canvas.store, request, session_user, canvas.now);
    bool const first = answer.response.body.find("name=\"id_token\"") != std::string::npos;
    if (first) require(again.response.body.find("name=\"id_token\"") == std::string::npos, "a launch is read once");
}

} // namespace easel::fuzz
