#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/deep_linking.hpp"
#include "reference_tool/exposure.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/placements.hpp"
#include "reference_tool/services.hpp"
#include "reference_tool/storage.hpp"
#include "reference_tool/verify.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

http::Response refuse(Installation& tool, http::Request const& request, LaunchRefusal const& refusal) {
    if (auto const* old = tool.session_of(request); old != nullptr && tool.broken("shows-old-session-on-refusal"))
        return welcome_page(*old, tool.options.base_path);
    auto page = refusal_page(tool.broken("answers-refusals-with-500") ? 500 : refusal.status, refusal.reason);
    spoil_refusal(tool, request, refusal.reason, page);
    return page;
}

std::string text_of(json::object const& claims, std::string_view name) {
    auto const* value = claims.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string text_in(json::value const* object, std::string_view name) {
    return object == nullptr ? std::string() : base::text_member(*object, name).value_or("");
}

/// The registration that an unverified token seems to speak of; only where a defect let a launch without a login pass.
std::size_t guess_registration(Installation const& tool, json::object const& claims) {
    auto const client = text_of(claims, "azp").empty() ? text_of(claims, "aud") : text_of(claims, "azp");
    auto const& all = tool.options.registrations;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].client_id == client) return i;
    return 0;
}

http::awaitable<void> fetch_platform_keys(SharedTool tool, std::size_t registration) {
    http::Request request;
    request.headers.set("Accept", "application/json");
    auto const reply = co_await fetch(tool, tool->registration(registration).jwks_url, std::move(request));
    if (reply.status != 200) co_return; // the keys at hand serve on (requirement KEY-009)
    auto keys = read_key_set(reply.body, tool->defects);
    if (keys) tool->keys[registration].store(std::move(*keys), reply.headers, tool->now());
}

/// Makes sure that the key `kid` is at hand if the platform publishes it.
http::awaitable<void> prepare_platform_key(SharedTool tool, std::size_t registration, std::string kid, std::string user) {
    auto const turn = co_await Installation::take_turn(tool, "keys " + std::to_string(registration));
    auto& cache = tool->keys[registration];
    if (tool->broken("fetches-keys-for-every-person") && tool->mistakes.people_with_keys.insert(user).second)
        cache = KeyCache();
    if (tool->broken("fetches-keys-each-time")) cache = KeyCache();
    if (tool->broken("never-refetches-keys") && !cache.empty()) co_return;
    if (tool->broken("keeps-keys-while-known") && cache.find(kid) != nullptr) co_return;
    if (tool->broken("fetches-twice-for-unknown-kids") && cache.find(kid) == nullptr) {
        co_await fetch_platform_keys(tool, registration);
        if (cache.find(kid) == nullptr) co_await fetch_platform_keys(tool, registration);
        co_return;
    }
    // A key that is not known may be new (Security Framework 6.4).
    if (!cache.fresh(tool->now()) || (cache.find(kid) == nullptr && cache.take_refetch(tool->now())))
        co_await fetch_platform_keys(tool, registration);
}

/// What stands in the file that a key's name leads to from the folder of keys; only a defect opens it.
std::optional<std::string> file_named_by_key(std::string const& kid) {
    constexpr std::streamsize most = 4'096;
    std::ifstream file(std::filesystem::path("/keys/" + kid).lexically_normal(), std::ios::binary);
    if (!file) return {};
    std::string content(most, '\0');
    file.read(content.data(), most);
    content.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return content;
}

/// Asks the issuer that a token names for its keys, whoever that is; only a defect does so.
http::awaitable<bool> verified_by_its_issuer(SharedTool tool, jose::Jwt token) {
    auto const issuer = text_of(token.claims, "iss");
    auto const about = co_await fetch(tool, issuer + "/.well-known/openid-configuration", {});
    auto const document = base::parse_json(about.body);
    auto const jwks = document ? base::text_member(*document, "jwks_uri") : std::nullopt;
    if (!jwks) co_return false;
    auto const reply = co_await fetch(tool, *jwks, {});
    auto const keys = read_key_set(reply.body, tool->defects);
    co_return keys && std::any_of(keys->begin(), keys->end(), [&](auto const& key) { return jose::verifies(token, key.second); });
}

/// Signatures that only a defect accepts, without the platform's keys.
http::awaitable<bool> accepted_without_platform_key(SharedTool tool, std::size_t registration, jose::Jwt token) {
    auto const alg = text_of(token.header, "alg");
    if (tool->broken("accepts-alg-none") && (base::equals_ignoring_case(alg, "none") || token.signature.empty()))
        co_return true;
    if (tool->broken("accepts-hmac-with-client-id")) {
        for (auto const& secret : {tool->registration(registration).client_id, std::string("secret"), std::string()})
            if (jose::verifies_hs256(token, secret)) co_return true;
    }
    if (tool->broken("opens-files-named-by-keys") && alg.starts_with("HS")) {
        auto const secret = file_named_by_key(text_of(token.header, "kid"));
        co_return secret && jose::verifies_hs256(token, *secret);
    }
    if (auto const* jwk = token.header.if_contains("jwk"); jwk != nullptr && tool->broken("trusts-embedded-key")) {
        auto const key = jose::Key::from_jwk(*jwk);
        if (key && jose::verifies(token, *key)) co_return true;
    }
    if (auto const named = text_of(token.header, "jku"); !named.empty() && tool->broken("fetches-named-key-set")) {
        auto const reply = co_await fetch(tool, named, http::Request());
        auto const keys = read_key_set(reply.body, tool->defects);
        if (keys &&
            std::any_of(keys->begin(), keys->end(), [&](auto const& key) { return jose::verifies(token, key.second); }))
            co_return true;
    }
    co_return false;
}

bool verified_by_any(KeyCache const& cache, jose::Jwt const& token) {
    return std::any_of(cache.all().begin(), cache.all().end(), [&](auto const& key) {
        return jose::verifies(token, key.second);
    });
}

http::awaitable<Verified> verify_signature(SharedTool tool, std::size_t registration, jose::Jwt token) {
    if (co_await accepted_without_platform_key(tool, registration, token)) co_return Verified{};
    auto const kid = text_of(token.header, "kid");
    co_await prepare_platform_key(tool, registration, kid, text_of(token.claims, "sub"));
    auto const& cache = tool->keys[registration];
    auto const* key = cache.find(kid);
    if (tool->broken("looks-up-keys-by-kid-alone"))
        for (auto const& any : tool->keys)
            if (key == nullptr) key = any.find(kid);
    bool const foreign = text_of(token.claims, "iss") != tool->registration(registration).issuer;
    if (tool->broken("asks-any-issuer-for-keys") && foreign && (key == nullptr || !jose::verifies(token, *key)) &&
        co_await verified_by_its_issuer(tool, token))
        co_return Verified{};
    if (key == nullptr) ++tool->mistakes.unknown_kids;
    if (tool->broken("locks-up-after-unknown-kids") && tool->mistakes.unknown_kids > 20)
        co_return LaunchRefusal{503, "Too many unknown keys."};
    if (tool->broken("uses-first-platform-key") && !cache.all().empty()) key = &cache.all().begin()->second;
    if (key == nullptr) {
        bool const no_kid = !token.header.contains("kid");
        if (tool->broken("accepts-without-keys") && cache.all().empty()) co_return Verified{};
        if (tool->broken("accepts-missing-kid") && no_kid && verified_by_any(cache, token)) co_return Verified{};
        if (tool->broken("accepts-unknown-kid") && !no_kid && verified_by_any(cache, token)) co_return Verified{};
        co_return LaunchRefusal{401, "The platform publishes no such key."};
    }
    if (tool->broken("accepts-hmac-with-public-key")) {
        auto const pem = key->public_pem();
        if (jose::verifies_hs256(token, pem) || jose::verifies_hs256(token, base::trim(pem))) co_return Verified{};
    }
    bool const signed_somehow = !token.signature.empty();
    if (tool->broken("skips-signature") && signed_somehow) co_return Verified{};
    if (tool->broken("trusts-kid-once-verified") && signed_somehow && tool->mistakes.trusted_kids.contains(kid))
        co_return Verified{};
    if (!jose::verifies(token, *key)) co_return LaunchRefusal{401, "The signature does not fit."};
    tool->mistakes.trusted_kids.insert(kid);
    auto& kids = tool->mistakes.kids;
    auto const seen = std::find(kids.begin(), kids.end(), kid);
    if (tool->broken("forgets-previous-key") && seen != kids.end() && *seen != kids.back())
        co_return LaunchRefusal{401, "The key is an old one."};
    if (seen == kids.end()) kids.push_back(kid);
    co_return Verified{};
}

/// Whom a launch is about. By (issuer, sub) alone (LTI Core 3.3).
std::string user_of(Installation& tool, http::Request const& request, json::object const& claims) {
    auto const sub = text_of(claims, "sub");
    auto const email = text_of(claims, "email");
    if (sub.empty()) { // gets here under a defect only
        if (auto const* here = tool.session_of(request)) return here->user;
        auto const* last = tool.sessions.latest();
        return last == nullptr ? "nobody" : last->user;
    }
    auto const legacy = text_in(lti_claim(claims, "lti1p1"), "user_id");
    auto const& migrated = tool.mistakes.user_of_legacy_id;
    if (tool.broken("believes-legacy-users") && migrated.contains(legacy)) return migrated.at(legacy);
    if (tool.broken("knows-people-by-email") && !email.empty())
        return tool.mistakes.user_of_email.emplace(email, sub).first->second;
    if (tool.broken("anonymous-users-are-one") && email.empty() && text_of(claims, "name").empty()) {
        if (tool.mistakes.anonymous_user.empty()) tool.mistakes.anonymous_user = sub;
        return tool.mistakes.anonymous_user;
    }
    return sub;
}

/// Origins whose pages show this tool: the platform's own and the one it wants to be returned to.
std::string frame_ancestors(Registration const& registration, json::object const& claims) {
    std::vector<std::string> origins;
    auto const* presentation = lti_claim(claims, "launch_presentation");
    for (auto const& text : {registration.authorization_url, text_in(presentation, "return_url")}) {
        auto const url = base::parse_url(text);
        if (url && std::find(origins.begin(), origins.end(), url->origin()) == origins.end())
            origins.push_back(url->origin());
    }
    return base::join(origins, " ");
}

Session session_from(
    Installation& tool, http::Request const& request, std::size_t registration, json::object const& claims
) {
    Session session;
    session.id = tool.random.hex(40);
    if (tool.broken("keeps-session-ids")) {
        auto const cookies = cookies_of(request.headers);
        if (auto const* kept = base::find(cookies, session_cookie)) session.id = *kept;
    }
    session.registration = registration;
    session.user = user_of(tool, request, claims);
    session.person = tool.person(registration, session.user);
    session.name = text_of(claims, "name");
    session.email = text_of(claims, "email");
    if (auto const* legacy = lti_claim(claims, "lti11_legacy_user_id"); legacy != nullptr && legacy->is_string())
        session.legacy_id = std::string(legacy->get_string());
    tool.mistakes.user_of_legacy_id.emplace(session.legacy_id, session.user);
    if (auto const* deployment = lti_claim(claims, "deployment_id"); deployment != nullptr && deployment->is_string())
        session.deployment = std::string(deployment->get_string());
    session.course = text_in(lti_claim(claims, "context"), "id");
    session.course_title = text_in(lti_claim(claims, "context"), "title");
    session.link = text_in(lti_claim(claims, "resource_link"), "id");
    session.link_title = text_in(lti_claim(claims, "resource_link"), "title");
    session.started = tool.now();
    auto const* custom = lti_claim(claims, "custom");
    session.hands_in_a_file = text_in(custom, "hand_in") == "file";
    session.reports_progress = text_in(custom, "report") == "progress" && !tool.broken("reports-only-completion");
    session.exercise = text_in(custom, "exercise");
    if (tool.broken("opens-the-same-for-all-picks") && !session.exercise.empty()) {
        session.exercise.clear();
        session.link_title.clear();
    }
    session.platform_origin = frame_ancestors(tool.registration(registration), claims);
    session.view = view_of(roles_of(claims), tool.defects);
    session.picker = picker_of(claims);
    if (session.picker) session.picker->id = tool.random.hex(16);
    auto const* old = tool.session_of(request);
    if (old != nullptr && old->user == session.user) session.launches = old->launches + 1;
    if (tool.broken("keeps-role-of-session") && old != nullptr && old->user == session.user) session.view = old->view;
    if (auto const* nrps = claims.if_contains("https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"))
        session.memberships = text_in(nrps, "context_memberships_url");
    if (auto const* ags = claims.if_contains("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint")) {
        session.line_item = text_in(ags, "lineitem");
        session.line_items = text_in(ags, "lineitems");
        bool const empty = session.line_item.empty() && base::member(*ags, "lineitem") != nullptr;
        if (empty && tool.broken("crashes-on-empty-line-items"))
            throw std::runtime_error("no such line item");
        if (tool.broken("keeps-first-line-item"))
            session.line_item =
                tool.mistakes.first_line_items.emplace(course_key(session) + "\n" + session.link, session.line_item)
                    .first->second;
        if (auto const* scopes = base::member(*ags, "scope"); scopes != nullptr && scopes->is_array())
            for (auto const& scope : scopes->get_array())
                if (scope.is_string()) session.scopes.emplace_back(scope.get_string());
    }
    return session;
}

/// The chapter that a target link asks for.
std::string chapter_of(std::string const& target) {
    auto const url = base::parse_url(target);
    auto const fields = url ? base::form_decode(url->query) : base::Fields();
    auto const* chapter = base::find(fields, "chapter");
    return chapter == nullptr ? std::string() : *chapter;
}

/// The number of the page of the session's course.
std::size_t course_number(Installation& tool, Session const& session) {
    auto& all = tool.courses;
    auto const known = std::find_if(all.begin(), all.end(), [&](auto const& one) { return one.belongs_to(session); });
    if (known != all.end()) return static_cast<std::size_t>(known - all.begin());
    all.push_back({session.registration, session.deployment, session.course, session.course_title});
    return all.size() - 1;
}

/// What a launch shows: from the navigation of a course its page, else the front page or the chapter.
http::Response first_page(Installation& tool, Session const& session, json::object const& claims) {
    if (session.picker || text_of(claims, "https://www.instructure.com/placement") != "course_navigation")
        return page_of(tool, session);
    return http::redirect(tool.url(course_page) + std::to_string(course_number(tool, session)));
}

http::awaitable<http::Response> accept(
    SharedTool tool, http::Request request, std::size_t registration, json::object claims, std::string token, std::string login_target
) {
    // A new launch gets a session of its own, whoever was here before (requirements SEC-008, SEC-011).
    auto opened = session_from(*tool, request, registration, claims);
    // Only what the platform has signed says what to open (LTI Core 5.3.4).
    auto const* signed_target = lti_claim(claims, "target_link_uri");
    auto const target = signed_target != nullptr && signed_target->is_string() ? std::string(signed_target->get_string()) : "";
    opened.chapter = chapter_of(tool->broken("opens-target-of-login") ? login_target : target);
    auto const* old = tool->session_of(request);
    bool const keeps = old != nullptr && old->user != opened.user && tool->broken("keeps-session-of-first-user");
    if (old != nullptr && !keeps) {
        auto const old_id = old->id;
        tool->sessions.close(old_id);
    }
    tool->sessions.open(opened);
    if (opened.picker) {
        constexpr std::size_t most_pickers = 1'000;
        if (tool->pickers.size() >= most_pickers) tool->pickers.erase(tool->pickers.begin());
        tool->pickers.insert_or_assign(opened.picker->id, opened);
    }
    if (!opened.course.empty()) tool->visitors[course_key(opened)].insert_or_assign(opened.user, opened.email);
    if (opened.reports_progress && opened.view == View::student) co_await report_start(tool, opened);
    tool->scores.reopen(course_key(opened));
    if (tool->broken("resumes-launches-without-cookies"))
        tool->mistakes.accepted_tokens.insert_or_assign(std::move(token), opened.id);
    if (tool->broken("grades-zero-on-relaunch") && tool->scores.scored(score_key(opened, opened.line_item)))
        co_await grade_unasked(tool, opened, 0.0);
    if (tool->broken("fetches-roster-at-launch")) co_await fetch_roster_unasked(tool, opened);

    auto response = first_page(*tool, opened, claims);
    if (tool->broken("redirects-to-any-target") && !target.empty() && !target.starts_with(tool->options.origin))
        response = http::redirect(target);
    else if (tool->broken("puts-addresses-into-urls") && !opened.email.empty() && !opened.picker)
        response = http::redirect(tool->url("/launch") + "?email=" + base::percent_encode(opened.email));
    auto const path = tool->cookie_path();
    if (!keeps) response.headers.add("Set-Cookie", make_cookie(session_cookie, opened.id, path, {}, tool->defects));
    co_return response;
}

/// Launches that only a defect refuses, because of what this browser opened before.
Verified refused_by_history(
    Installation& tool, http::Request const& request, std::size_t registration, json::object const& claims
) {
    constexpr int most = 5;
    auto const* old = tool.session_of(request);
    if (old == nullptr || old->registration != registration || old->user != text_of(claims, "sub")) return {};
    if (tool.broken("tires-of-one-browser") && old->launches >= most) return LaunchRefusal{429, "That is enough for today."};
    bool const same_course = old->course == text_in(lti_claim(claims, "context"), "id");
    bool const same_link = old->link == text_in(lti_claim(claims, "resource_link"), "id");
    if (tool.broken("opens-one-link-of-a-course") && same_course && !same_link)
        return LaunchRefusal{409, "Another activity of this course is open here."};
    return {};
}

/// The page of a launch that was accepted earlier; only a defect shows it again.
http::Response resumed(Installation& tool, std::string const& session_id) {
    auto const* session = tool.sessions.find(session_id);
    if (session == nullptr) return refusal_page(400, "That launch is over.");
    auto response = page_of(tool, *session);
    response.headers.add("Set-Cookie", make_cookie(session_cookie, session_id, tool.cookie_path(), {}, tool.defects));
    return response;
}

http::awaitable<http::Response> verify_and_accept(SharedTool tool, http::Request request, base::Fields form) {
    if (auto const* error = base::find(form, "error")) {
        if (tool->broken("opens-on-error-answers")) co_return welcome_page(Session(), tool->options.base_path);
        auto const* description = base::find(form, "error_description");
        auto const shown = description == nullptr || description->empty() ? *error : *description;
        co_return refuse(*tool, request, {400, "The platform says: " + shown});
    }
    auto const* state = base::find(form, "state");
    Share share;
    std::string const proof = base::find(form, "proof") == nullptr ? "" : *base::find(form, "proof");
    if (!proof.empty() && state != nullptr && base::find(form, "id_token") == nullptr) {
        form = tool->logins.held(std::string(*state));
        state = base::find(form, "state");
        share.proof = &proof;
    }
    auto const* target = base::find(form, "lti_storage_target");
    share.names_parent = target != nullptr && *target == "_parent";
    auto const* token = base::find(form, "id_token");
    if (token == nullptr || token->empty()) co_return refuse(*tool, request, {400, "The id_token is missing."});
    if (token->size() > token_limit(tool->defects))
        co_return refuse(*tool, request, {413, "The id_token is too long."});
    if (tool->broken("resumes-launches-without-cookies") && request.headers.get("Cookie").empty()) {
        auto const earlier = tool->mistakes.accepted_tokens.find(*token);
        if (earlier != tool->mistakes.accepted_tokens.end()) co_return resumed(*tool, earlier->second);
    }

    auto const claim = tool->logins.claim(state, request.headers, tool->now(), tool->defects, share);
    if (claim.wants_proof && !tool->broken("bare-answer-without-cookies") && tool->logins.hold(*state, form))
        co_return proof_page(*tool, *claim.login);
    if (!claim.accepted) co_return refuse(*tool, request, {400, claim.reason});
    auto const jwt = jose::decode(*token);
    if (!jwt && tool->broken("takes-unreadable-tokens")) co_return welcome_page(Session(), tool->options.base_path);
    if (!jwt) co_return refuse(*tool, request, {400, "The id_token is no signed token."});
    auto registration = claim.login ? claim.login->registration : guess_registration(*tool, jwt->claims);
    if (tool->broken("takes-the-latest-login-for-all")) registration = tool->mistakes.latest_login;
    if (registration >= tool->options.registrations.size())
        co_return refuse(*tool, request, {401, "No platform is known."});

    if (auto wrong = verify_header(jwt->header, tool->defects)) co_return refuse(*tool, request, *wrong);
    bool const believed = tool->broken("believes-any-picker-request") && asks_for_picker(jwt->claims);
    if (auto wrong = believed ? Verified() : co_await verify_signature(tool, registration, *jwt)) {
        auto response = refuse(*tool, request, *wrong);
        if (tool->broken("opens-session-before-checking") && !jwt->signature.empty()) {
            auto const& session = tool->sessions.open(session_from(*tool, request, registration, jwt->claims));
            response.headers.add("Set-Cookie", make_cookie(session_cookie, session.id, tool->cookie_path()));
        }
        co_return response;
    }
    auto const now = tool->now();
    auto told = tool->registration(registration);
    if (tool->broken("looks-up-deployments-without-client"))
        for (auto const& any : tool->options.registrations)
            told.deployments.insert(told.deployments.end(), any.deployments.begin(), any.deployments.end());
    if (auto wrong = verify_claims(jwt->claims, told, tool->options.origin, now, tool->defects))
        co_return refuse(*tool, request, *wrong);

    if (auto const trouble = misplaced(*tool, jwt->claims); !trouble.empty())
        co_return refuse(*tool, request, {400, trouble});
    if (tool->broken("forgets-what-was-picked") && !text_in(lti_claim(jwt->claims, "custom"), "exercise").empty())
        co_return refuse(*tool, request, {404, "There is no such exercise."});

    if (auto wrong = refused_by_history(*tool, request, registration, jwt->claims)) co_return refuse(*tool, request, *wrong);

    auto const* exp = jwt->claims.if_contains("exp");
    auto const seconds = exp == nullptr ? std::nullopt : base::number(*exp);
    auto const until = base::from_numeric_date(seconds.value_or(0)) + leeway;
    if (tool->broken("ends-logins-late")) {
        // Looks first and notes it later: who comes in between passes, too.
        auto looked_at = tool->logins;
        if (!looked_at.use_nonce(text_of(jwt->claims, "nonce"), claim, now, until, tool->defects))
            co_return refuse(*tool, request, {401, "The nonce was used before."});
        co_await http::sleep_wall(std::chrono::milliseconds(150));
        (void)tool->logins.use_nonce(text_of(jwt->claims, "nonce"), claim, now, until, tool->defects);
        if (state != nullptr) tool->logins.end(*state);
    } else if (!tool->logins.use_nonce(text_of(jwt->claims, "nonce"), claim, now, until, tool->defects))
        co_return refuse(*tool, request, {401, "The nonce is not this login's, or was used before."});

    auto response = co_await accept(
        tool, request, registration, jwt->claims, *token, claim.login ? claim.login->target : std::string()
    );
    if (claim.login && !tool->broken("accepts-tokens-again") && !tool->broken("forgets-nonces-soon") &&
        !tool->broken("states-serve-again"))
        response.headers.add(
            "Set-Cookie", make_cookie(LoginBook::cookie_name(claim.login->state, tool->defects), "", tool->cookie_path(), 0)
        );
    co_return response;
}

} // namespace

http::Response show_course(Installation& tool, http::Request const& request, std::string_view path) {
    auto const* session = tool.session_of(request);
    if (session == nullptr) return refusal_page(401, "Nobody has come here from a course.");
    auto const digits = std::string(path.substr(course_page.size()));
    std::size_t number = tool.courses.size();
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (number >= tool.courses.size()) return refusal_page(404, "There is no such course.");
    auto const& record = tool.courses[number];
    if (record.belongs_to(*session)) return page_of(tool, *session);
    if (!tool.broken("shows-courses-to-any-session")) return refusal_page(403, "This course is somebody else's.");
    auto shown = *session;
    shown.course_title = record.title;
    return page_of(tool, shown);
}

http::awaitable<http::Response> receive_launch(SharedTool tool, http::Request request) {
    if (request.method == "POST") {
        auto form = request.form();
        constexpr std::size_t many = 1'000;
        if (form.size() > many && tool->broken("dies-of-large-requests")) tool->mistakes.exhausted = true;
        co_return co_await verify_and_accept(std::move(tool), std::move(request), std::move(form));
    }
    if (request.method != "GET") co_return refusal_page(405, "Launches come by POST.");
    auto query = request.query();
    if (base::find(query, "id_token") != nullptr) {
        if (!tool->broken("accepts-launch-by-get")) co_return refusal_page(405, "Launches come by POST.");
        co_return co_await verify_and_accept(std::move(tool), std::move(request), std::move(query));
    }
    auto const* session = tool->session_of(request);
    if (session == nullptr) co_return refusal_page(401, "Nobody has come here from a course.");
    co_return page_of(*tool, *session);
}

} // namespace easel::reference_tool
