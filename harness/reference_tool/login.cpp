#include "base/url.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/services.hpp"
#include "reference_tool/storage.hpp"

#include <algorithm>
#include <array>

namespace easel::reference_tool {
namespace {

std::string value(base::Fields const& fields, std::string_view name) {
    auto const* found = base::find(fields, name);
    return found == nullptr ? std::string() : *found;
}

bool all_known(base::Fields const& fields) {
    constexpr std::array known{
        "iss",           "login_hint",    "target_link_uri",    "lti_message_hint",  "client_id", "lti_deployment_id",
        "deployment_id", "canvas_region", "canvas_environment", "lti_storage_target"};
    return std::all_of(fields.begin(), fields.end(), [&](auto const& field) {
        return std::find(known.begin(), known.end(), field.first) != known.end();
    });
}

/// The registration a login speaks of. Without a client id the issuer decides when it has one only.
std::optional<std::size_t> find_registration(
    Installation const& tool, std::string const& iss, std::string const& client_id
) {
    auto const& all = tool.options.registrations;
    std::vector<std::size_t> of_issuer;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].issuer == iss) of_issuer.push_back(i);
    if (of_issuer.empty() && !all.empty()) {
        if (iss.empty() && tool.broken("login-without-iss")) return 0;
        if (!iss.empty() && tool.broken("login-of-unknown-issuer")) return 0;
    }
    if (of_issuer.empty()) return {};
    if (client_id.empty()) {
        if (of_issuer.size() > 1 || tool.broken("demands-client-id")) return {};
        return of_issuer.front();
    }
    for (auto i : of_issuer)
        if (all[i].client_id == client_id) return tool.broken("knows-one-client-of-an-issuer") ? of_issuer.front() : i;
    if (tool.broken("login-of-unknown-client")) return of_issuer.front();
    return {};
}

/// Some other client id than the registration's own.
std::string another_client(Installation const& tool, Registration const& right) {
    for (auto const& other : tool.options.registrations)
        if (other.client_id != right.client_id) return other.client_id;
    return right.client_id + "0";
}

base::Fields authentication_request(
    Installation const& tool,
    Login const& login,
    std::string const& hint,
    std::string const* message_hint,
    std::string const& target
) {
    auto const& registration = tool.registration(login.registration);
    base::Fields fields;
    fields.emplace_back("scope", tool.broken("scope-without-openid") ? "profile" : "openid");
    fields.emplace_back("response_type", tool.broken("asks-for-a-code") ? "code" : "id_token");
    fields.emplace_back("response_mode", "form_post");
    fields.emplace_back("prompt", tool.broken("prompts-for-login") ? "login" : "none");
    fields.emplace_back(
        "client_id", tool.broken("wrong-client-id") ? another_client(tool, registration) : registration.client_id
    );
    // Where the answer goes is the tool's decision alone (Security Framework 5.1.1.2).
    fields.emplace_back("redirect_uri", tool.broken("redirect-uri-from-target") ? target : tool.url("/launch"));
    fields.emplace_back(
        "login_hint", tool.broken("decodes-login-hint-twice") ? base::percent_decode(hint, true) : hint
    );
    fields.emplace_back("state", login.state);
    fields.emplace_back("nonce", login.nonce);
    bool const hinted = message_hint != nullptr && !message_hint->empty();
    if (hinted && tool.broken("cuts-message-hint"))
        fields.emplace_back("lti_message_hint", message_hint->substr(0, 128));
    else if (hinted)
        fields.emplace_back("lti_message_hint", *message_hint);
    else if (tool.broken("null-message-hint"))
        fields.emplace_back("lti_message_hint", "null");
    return fields;
}

} // namespace

http::awaitable<http::Response> begin_login(SharedTool shared, http::Request request) {
    auto& tool = *shared;
    bool const by_get = request.method == "GET";
    if (!by_get && request.method != "POST") co_return plain_page(405, "Logins come by GET or POST.");
    if (by_get && tool.broken("login-refuses-get")) co_return plain_page(405, "Logins come by POST.");
    auto const given = by_get ? request.query() : request.form();
    if (!by_get && tool.broken("login-demands-csrf-token") && base::find(given, "authenticity_token") == nullptr)
        co_return plain_page(403, "The CSRF token is missing.");
    if (tool.broken("refuses-unknown-parameters") && !all_known(given))
        co_return plain_page(400, "A parameter is not known.");

    auto const iss = value(given, "iss");
    auto const hint = value(given, "login_hint");
    if ((iss.empty() || hint.empty()) && !tool.broken("login-without-iss"))
        co_return plain_page(400, "A login needs iss and login_hint.");
    auto const index = find_registration(tool, iss, value(given, "client_id"));
    if (!index) co_return plain_page(400, "This tool does not know that platform.");

    if (tool.broken("keeps-a-hundred-logins") && tool.logins.pending() >= 100)
        co_return plain_page(503, "Too many logins are under way.");
    auto const target = value(given, "target_link_uri");
    // Tools that look unusual do without the platform's storage, as most tools do.
    auto const storage = tool.options.variant.empty() ? value(given, "lti_storage_target") : std::string();
    auto const login = tool.logins.begin(*index, tool.random, tool.now(), tool.defects, storage, target);
    tool.mistakes.latest_login = *index;
    auto const fields = authentication_request(tool, login, hint, base::find(given, "lti_message_hint"), target);
    // An authorization endpoint may have a query of its own (RFC 6749 3.1).
    auto endpoint = tool.registration(*index).authorization_url;
    if (tool.broken("drops-endpoint-query")) endpoint = endpoint.substr(0, endpoint.find('?'));
    char const joint = endpoint.find('?') == std::string::npos ? '?' : '&';
    auto const next = endpoint + joint + base::form_encode(fields);
    // Whether the frame keeps cookies shows later only; where the platform offers its storage, the login uses both.
    auto response = login.storage_target.empty() ? http::redirect(next) : storing_page(tool, login, next);
    if (tool.broken("authorizes-from-its-server")) {
        auto const reply = co_await fetch(shared, next, {});
        response = http::html(200, reply.body);
    }
    response.headers.set("Cache-Control", "no-store");
    response.headers.add(
        "Set-Cookie",
        make_cookie(
            LoginBook::cookie_name(login.state, tool.defects), login.binding, tool.cookie_path(),
            tool.broken("logins-never-end") ? 86'400 : 600, tool.defects
        )
    );
    co_return response;
}

} // namespace easel::reference_tool
