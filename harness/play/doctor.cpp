// Pre-flight: a wrong setup must never be called a broken tool.
#include "agent/browser.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/key.hpp"
#include "play/run.hpp"

#include <algorithm>
#include <chrono>

namespace easel::play {
namespace {

using verdict::SetupCheck;
using verdict::Verdict;

scenario::Case launch_case(std::string name, std::string user, bool login_by_get) {
    scenario::Case made;
    made.id = "setup/" + name;
    made.group = "setup";
    made.title = "Setup";
    scenario::Launch launch;
    launch.as = std::move(user);
    launch.to = "quiz1";
    launch.expect = scenario::LaunchExpectation::accepted;
    launch.login_by_get = login_by_get;
    scenario::Step step;
    step.action = std::move(launch);
    step.number = 1;
    made.steps.push_back(std::move(step));
    return made;
}

/// "Your tool refused a plain launch with status 401: Launch refused ...": what the browser ended on, for somebody to recognize.
std::string refusal_of(verdict::CaseResult const& played) {
    constexpr std::size_t most = 160;
    traffic::Exchange const* last = nullptr;
    for (auto const& hop : played.hops)
        if (hop.from == traffic::Party::browser && hop.response) last = &hop;
    if (last == nullptr) return "A plain launch led to no page";
    auto text = std::string(base::trim(base::to_valid_utf8(agent::visible_text(last->response->body))));
    std::size_t end = std::min(text.size(), most);
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    if (end < text.size()) text = text.substr(0, end) + " ...";
    auto const who = last->to == traffic::Party::tool ? "Your tool refused a plain launch" : "The platform ended a plain launch of your tool";
    return std::string(who) + " with status " + std::to_string(last->response->status) + (text.empty() ? ", an empty page" : ": " + text);
}

constexpr std::string_view way_on = " If that is right and your tool is to be judged for it, go on with easel run --no-doctor.";

/// What a plain launch came to. One that is refused fails the setup, which `hint` helps to put right; of one that nobody can
/// tell the cases will say more, each by its own requirement.
SetupCheck taken(std::string id, verdict::CaseResult const& played, std::string what, std::string hint) {
    SetupCheck check{std::move(id), Verdict::passed, std::move(what), ""};
    if (played.verdict == Verdict::passed) return check;
    if (played.verdict == Verdict::failed) {
        check.verdict = Verdict::failed;
        check.detail = refusal_of(played);
        check.hint = std::move(hint) + std::string(way_on);
        return check;
    }
    check.verdict = Verdict::warned;
    check.detail = played.reason.empty() && played.cause() != nullptr ? played.cause()->observed : played.reason;
    check.hint = "Cases can be judged only as far as launches are; see oracle in docs/tool-file.md.";
    return check;
}

/// A tool that takes a student's launch is set up; what it has against teachers is for the cases to judge.
http::awaitable<void> ask_a_student(Theatre& theatre, SetupCheck& refused, scenario::Case student) {
    auto const played = co_await Session(theatre, student).play();
    if (played.verdict == Verdict::passed) {
        refused.verdict = Verdict::warned;
        refused.hint = "It takes a student's launch; the cases judge what it has against teachers.";
    }
}

http::awaitable<SetupCheck> check_jwks(Theatre& theatre, Seat const& seat) {
    SetupCheck check{"jwks.reachable", Verdict::passed, "", ""};
    if (seat.jwks_url.empty()) {
        auto const key = seat.public_jwk.is_null() ? base::Result<jose::Key>(base::Fault{}) : jose::Key::from_jwk(seat.public_jwk);
        check.id = "jwks.given";
        check.verdict = key ? Verdict::passed : Verdict::warned;
        check.detail = key ? "public_jwk is an RSA key" : "the tool file names neither jwks_url nor a usable public_jwk";
        if (!key) check.hint = "Without a key of the tool no access token can be granted; services are not exercised.";
        co_return check;
    }
    auto const url = base::parse_url(seat.jwks_url);
    http::Request get;
    std::string problem = url ? "" : url.error().message;
    if (url) {
        get.target = url->target();
        auto const answer = co_await theatre.client.send(*url, get);
        auto const parsed = answer ? base::parse_json(answer->body) : base::Result<base::json::value>(base::Fault{});
        auto const* keys = parsed ? base::member(*parsed, "keys") : nullptr;
        if (!answer) {
            problem = answer.error().message;
        } else if (keys == nullptr || !keys->is_array()) {
            problem = "status " + std::to_string(answer->status) + ", and no JSON with \"keys\"";
        } else {
            check.detail = std::to_string(keys->as_array().size()) + (keys->as_array().size() == 1 ? " key" : " keys");
        }
    }
    if (!problem.empty()) {
        check.verdict = Verdict::warned;
        check.detail = "Your setup: the key set at " + seat.jwks_url + " cannot be read: " + problem;
        check.hint = "Correct lti13.jwks_url in the tool file; without it the platform grants no token.";
    }
    co_return check;
}

/// Reads what a plain teacher's launch says about the setup.
std::vector<SetupCheck> read_launch(verdict::CaseResult const& played, Seat const& seat) {
    std::vector<SetupCheck> found;
    traffic::Exchange const* login = nullptr;
    traffic::Exchange const* authorization = nullptr;
    traffic::Exchange const* refused = nullptr;
    for (auto const& hop : played.hops) {
        if (hop.kind == traffic::CallKind::login && login == nullptr) login = &hop;
        if (hop.kind != traffic::CallKind::authorization) continue;
        if (authorization == nullptr) authorization = &hop;
        if (hop.response && hop.response->status >= 400) refused = &hop;
    }
    SetupCheck reach{"login.reachable", Verdict::passed, "", ""};
    if (login == nullptr || !login->response) {
        reach.verdict = Verdict::failed;
        reach.detail = "Your setup: " + seat.login_url + " does not answer: " + (login == nullptr ? "no request was possible" : login->error);
        reach.hint = "Start the tool, or correct lti13.login_url in the tool file.";
        found.push_back(std::move(reach));
        return found;
    }
    reach.detail = "status " + std::to_string(login->response->status);
    if (login->response->status == 404) {
        reach.verdict = Verdict::failed;
        reach.detail = "Your setup: " + seat.login_url + " answers 404";
        reach.hint = "Correct lti13.login_url in the tool file.";
    }
    found.push_back(std::move(reach));
    if (found.back().verdict == Verdict::failed) return found;

    SetupCheck go_on{"login.goes_on", Verdict::passed, "the tool sends the browser to the platform", ""};
    if (authorization == nullptr) {
        go_on.verdict = Verdict::failed;
        go_on.detail = "Your setup: after the login initiation the tool did not go on to the platform's authorization endpoint";
        if (!played.reason.empty()) go_on.detail += ": " + played.reason;
        go_on.hint = "Register this platform in the tool: issuer " + seat.issuer->issuer + ", client id " + seat.client_id +
                     ", authorization " + seat.issuer->authorization_url() + ", token " + seat.issuer->token_url() + ", key set " +
                     seat.issuer->jwks_url() + ", deployment " + (seat.deployments.empty() ? "" : seat.deployments.front()) + ".";
    }
    found.push_back(std::move(go_on));
    if (found.back().verdict == Verdict::failed) return found;

    SetupCheck registered{"registration.fits", Verdict::passed, "client id and redirect URI are registered", ""};
    if (refused != nullptr) {
        // An address may be missing in the tool file; everything else was told to the tool in the login initiation.
        bool const address = refused->response->body.find("redirect_uri") != std::string::npos;
        registered.verdict = address ? Verdict::failed : Verdict::warned;
        registered.detail = std::string(address ? "Your setup: " : "") + "the platform refused the authorization request: " + refused->response->body.substr(0, 200);
        registered.hint = address ? "Compare lti13.redirect_uris in the tool file with what the tool sends." : "The login cases tell what is wrong with the request.";
    }
    found.push_back(std::move(registered));

    auto const told = "Compare what your tool was told with the tool file: client id " + seat.client_id + ", deployment " +
                      (seat.deployments.empty() ? "" : seat.deployments.front()) + ", issuer " + seat.issuer->issuer +
                      ", the platform's keys at " + seat.issuer->jwks_url() + ".";
    found.push_back(taken(launch_plain, played, "a teacher's launch is accepted", told));
    return found;
}

/// What a plain teacher's launch by LTI 1.1 says about the setup.
http::awaitable<std::vector<SetupCheck>> check_lti11(Theatre& theatre) {
    auto const plain_of = [](std::string name, std::string user) {
        auto plain = launch_case(std::move(name), std::move(user), false);
        std::get<scenario::Launch>(plain.steps.front().action).lti11 = true;
        return plain;
    };
    auto const plain = plain_of("lti11", "grace");
    auto const played = co_await Session(theatre, plain).play();
    auto const& told = *theatre.tool->lti11;
    auto const launch = std::find_if(played.hops.begin(), played.hops.end(), [](auto const& hop) {
        return hop.kind == traffic::CallKind::launch;
    });
    std::vector<SetupCheck> found;
    SetupCheck reach{"lti11.reachable", Verdict::passed, "", ""};
    bool const answered = launch != played.hops.end() && launch->response;
    bool const missing = answered && launch->response->status == 404;
    if (!answered || missing) {
        reach.verdict = Verdict::failed;
        reach.detail = "Your setup: " + told.launch_url + (missing ? " answers 404" : " does not answer: ");
        if (!missing) reach.detail += launch == played.hops.end() ? "no request was possible" : launch->error;
        reach.hint = "Start the tool, or correct lti11.launch_url in the tool file.";
        found.push_back(std::move(reach));
        co_return found;
    }
    reach.detail = "status " + std::to_string(launch->response->status);
    found.push_back(std::move(reach));
    auto const hint = "Compare the consumer key " + told.keys.front().consumer_key +
                      " and the shared secret of the tool file with what your tool was told.";
    found.push_back(taken(lti11_launch, played, "a teacher's LTI 1.1 launch is accepted", hint));
    if (found.back().verdict == Verdict::failed) co_await ask_a_student(theatre, found.back(), plain_of("lti11-student", "ada"));
    co_return found;
}

http::awaitable<std::vector<SetupCheck>> check_lti13(Theatre& theatre) {
    std::vector<SetupCheck> all;
    auto const posted = launch_case("launch", "grace", false);
    auto played = co_await Session(theatre, posted).play();
    auto const seat = theatre.host->seat("setup/keys", false);
    all = read_launch(played, seat);
    bool by_get_only = false;
    if (all.back().id == "login.goes_on" && all.back().verdict == Verdict::failed) {
        // A tool that takes the login by GET only is set up well; that it refuses the POST is for the cases to judge.
        auto const by_get = launch_case("launch-by-get", "grace", true);
        played = co_await Session(theatre, by_get).play();
        auto second = read_launch(played, seat);
        by_get_only = second.size() > 2;
        if (by_get_only) all = std::move(second);
    }
    if (all.back().id == launch_plain && all.back().verdict == Verdict::failed)
        co_await ask_a_student(theatre, all.back(), launch_case("launch-student", "ada", by_get_only));
    auto const hopeless = [](auto const& check) { return check.verdict == Verdict::failed && check.id != launch_plain; };
    if (std::none_of(all.begin(), all.end(), hopeless)) {
        all.push_back(co_await check_jwks(theatre, seat));
    }
    co_return all;
}

} // namespace

http::awaitable<std::vector<SetupCheck>> check_setup(Theatre& theatre) {
    auto const& file = *theatre.tool;
    std::vector<SetupCheck> all;
    if (file.lti13 || !file.lti11) all = co_await check_lti13(theatre);
    if (!file.lti11 || file.denies("lti11")) co_return all;
    auto found = co_await check_lti11(theatre);
    all.insert(all.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    co_return all;
}

http::awaitable<bool> wait_for_tool(Theatre& theatre, base::Duration limit) {
    auto const seat = theatre.host->seat("setup/wait", false);
    auto const url = base::parse_url(seat.login_url.empty() && seat.lti11 ? seat.lti11->launch_url : seat.login_url);
    if (!url) co_return false;
    auto const deadline = std::chrono::steady_clock::now() + limit;
    while (true) {
        http::Request get;
        get.target = url->target();
        auto const answer = co_await theatre.client.send(*url, std::move(get), {.connect = base::Duration{1000}, .total = base::Duration{2000}});
        if (answer) co_return true;
        if (std::chrono::steady_clock::now() >= deadline) co_return false;
        co_await http::sleep_wall(std::chrono::milliseconds(100));
    }
}

} // namespace easel::play
