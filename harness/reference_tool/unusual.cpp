#include "reference_tool/unusual.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "jose/key.hpp"
#include "reference_tool/services.hpp"
#include "reference_tool/verify.hpp"

#include <algorithm>
#include <array>

namespace easel::reference_tool {
namespace {

using http::Request;
using http::Response;

constexpr char const* odd_session = "sid*~2.x|!";
constexpr char const* odd_login = "&lti^";
constexpr char const* usual_login = "easel_login_";
constexpr char const* media_line_item = "application/vnd.ims.lis.v2.lineitem+json";

std::string path_of(Installation const& tool, Request const& request) {
    auto const full = std::string(request.path());
    return full.starts_with(tool.options.base_path) ? full.substr(tool.options.base_path.size()) : full;
}

void go_to(Installation const& tool, Request& request, std::string_view path) {
    auto const query = request.target.find('?');
    request.target = tool.options.base_path + std::string(path) +
                     (query == std::string::npos ? std::string() : request.target.substr(query));
}

/// The id of the session that the answer opens; "" when it opens none.
std::string opened_session(Response const& response) {
    auto const begins = std::string(session_cookie) + "=";
    for (auto const& line : response.headers.all("Set-Cookie")) {
        if (line.starts_with(begins)) return line.substr(begins.size(), line.find(';') - begins.size());
    }
    return {};
}

void change_cookies(Response& response, auto const& change) {
    auto const lines = response.headers.all("Set-Cookie");
    response.headers.remove("Set-Cookie");
    for (auto const& line : lines) {
        if (auto const changed = change(line); !changed.empty()) response.headers.add("Set-Cookie", changed);
    }
}

bool is_html(Response const& response) {
    return response.content_type() == "text/html";
}

/// Takes the place of a page; what the browser is told besides (cookies, who may frame it) stays.
Response instead_of(Response const& usual, Response made) {
    for (auto const& [name, value] : usual.headers.fields()) {
        if (name == "Set-Cookie" || name == "Content-Security-Policy" || name == "Cache-Control") made.headers.add(name, value);
    }
    return made;
}

template <class Map>
void bound(Map& kept) {
    constexpr std::size_t most = 1000;
    while (kept.size() > most) kept.erase(kept.begin());
}

std::string signature(Installation const& tool, std::string_view text) {
    return base::base64url_encode(jose::hmac_sha256("state of " + tool.options.origin + tool.options.base_path, text));
}

std::string signed_state(Installation const& tool, std::string const& state) {
    auto const payload = base::base64url_encode("{\"s\":\"" + state + "\"}");
    return payload + "." + signature(tool, payload);
}

/// The state inside a signed one; what was not signed here is left as it is, and known to nobody.
std::string unsigned_state(Installation const& tool, std::string const& text) {
    auto const dot = text.find('.');
    auto const payload = text.substr(0, dot);
    if (dot == std::string::npos || !jose::equal_in_constant_time(text.substr(dot + 1), signature(tool, payload))) return text;
    auto const inside = base::base64url_decode(payload);
    auto const json = inside ? base::parse_json(*inside) : base::Result<base::json::value>(base::json::value());
    return json ? base::text_member(*json, "s").value_or(text) : text;
}

/// Back from what the browser knows to what the usual routes know.
void understand(Installation& tool, Request& request) {
    auto const path = path_of(tool, request);
    if (tool.unusual("odd-cookies") && request.headers.has("Cookie")) {
        auto cookies = base::replace_all(std::string(request.headers.get("Cookie")), odd_session, session_cookie);
        request.headers.set("Cookie", base::replace_all(std::move(cookies), odd_login, usual_login));
    }
    if (tool.unusual("session-in-the-address")) {
        if (auto const id = request.query_value("sid")) {
            auto const cookies = std::string(request.headers.get("Cookie"));
            request.headers.set("Cookie", std::string(session_cookie) + "=" + *id + (cookies.empty() ? "" : "; " + cookies));
        }
        if (path == "/app") go_to(tool, request, "/launch");
    }
    if (tool.unusual("page-of-its-own") && path.starts_with("/page/")) go_to(tool, request, "/launch");
    if (tool.unusual("signed-state") && path == "/launch" && request.method == "POST") {
        auto form = request.form();
        if (auto const* state = base::find(form, "state")) base::set(form, "state", unsigned_state(tool, *state));
        request.body = base::form_encode(form);
    }
}

/// Reads the line item of a launch, which nobody has asked for.
http::awaitable<void> read_line_item(SharedTool tool, Session session) {
    auto const scope = session.may(scope_line_items_readonly) ? scope_line_items_readonly : scope_line_items;
    if (session.line_item.empty() || !session.may(scope)) co_return;
    Request request;
    request.headers.set("Accept", media_line_item);
    (void)co_await call_service(tool, session, scope, session.line_item, std::move(request));
}

http::awaitable<void> read_line_item_later(SharedTool tool, Session session, timing::Time::Work) {
    co_await tool->time->sleep(std::chrono::seconds(3));
    if (!tool->closed) co_await read_line_item(tool, std::move(session));
}

/// Asks for a token without need, so that it is at hand.
http::awaitable<void> fetch_token(SharedTool tool) {
    auto const& first = tool->registration(0);
    auto const deployment = first.deployments.empty() ? std::string() : first.deployments.front();
    (void)co_await fetch(tool, first.token_url, token_request(*tool, 0, deployment, scope_score));
}

/// The page of an accepted launch, in the variant's manner.
http::awaitable<Response> welcome_unusually(SharedTool tool, Response usual, std::string id) {
    auto const* session = tool->sessions.find(id);
    if (session == nullptr) co_return usual;
    auto const& base_path = tool->options.base_path;
    if (tool->unusual("shell-that-calls")) co_await read_line_item(tool, *session);
    if (tool->unusual("calls-later")) http::spawn(tool->loop, read_line_item_later(tool, *session, tool->time->work()));
    if (tool->unusual("second-step-by-form") || tool->unusual("second-step-by-refresh")) {
        auto const ticket = tool->random.hex(32);
        tool->kept.pages.insert_or_assign(ticket, std::move(usual));
        bound(tool->kept.pages);
        co_return tool->unusual("second-step-by-form") ? step_by_form(base_path + "/enter", ticket)
                                                       : step_by_refresh(base_path + "/enter?ticket=" + ticket);
    }
    if (tool->unusual("see-other") || tool->unusual("page-of-its-own")) {
        auto const address = tool->unusual("see-other") ? "/launch" : "/page/" + tool->random.hex(20);
        auto response = instead_of(usual, http::redirect(base_path + address));
        response.status = tool->unusual("see-other") ? 303 : 302;
        co_return response;
    }
    if (tool->unusual("session-in-the-address"))
        co_return instead_of(usual, http::redirect(base_path + "/app?" + base::form_encode({{"sid", id}})));
    co_return usual;
}

/// The platform's return URL of the launch, where the launch comes from a platform that is known; "" otherwise.
std::string way_back(Installation const& tool, Request const& request) {
    auto const jwt = jose::decode(request.form_value("id_token").value_or(""));
    auto const* presentation = jwt ? lti_claim(jwt->claims, "launch_presentation") : nullptr;
    auto const text = presentation == nullptr ? "" : base::text_member(*presentation, "return_url").value_or("");
    auto const url = base::parse_url(text);
    auto const home = base::parse_url(tool.registration(0).authorization_url);
    return url && home && url->origin() == home->origin() ? text : "";
}

/// A refused launch, in the variant's manner.
Response refuse_unusually(Installation& tool, Request const& request, Response usual) {
    auto const& base_path = tool.options.base_path;
    if (tool.unusual("refuses-with-200") || tool.unusual("cookies-for-everybody")) usual.status = 200;
    if (tool.unusual("refuses-with-503")) usual.status = 503;
    if (tool.unusual("refuses-by-sign-in")) return http::redirect(base_path + "/sign-in");
    if (tool.unusual("refuses-as-json")) return http::json(usual.status, "{\"error\":\"launch_refused\"}");
    if (tool.unusual("refuses-without-a-word")) {
        Response bare;
        bare.status = 403;
        return bare;
    }
    if (tool.unusual("repeats-input")) return repeating_page(request);
    if (tool.unusual("refuses-to-the-platform")) {
        auto const back = way_back(tool, request);
        auto const joint = back.find('?') == std::string::npos ? "?" : "&";
        if (!back.empty())
            return http::redirect(back + joint + base::form_encode({{"lti_errormsg", "The launch was refused."}}));
    }
    if (tool.unusual("refuses-by-new-login")) {
        auto const cookies = cookies_of(request.headers);
        auto const* key = base::find(cookies, "easel_again");
        auto const begun = key == nullptr ? tool.kept.logins.end() : tool.kept.logins.find(*key);
        usual.status = 200;
        if (begun == tool.kept.logins.end()) return usual;
        auto const fields = begun->second;
        tool.kept.logins.erase(begun); // once
        return http::redirect(base_path + "/login?" + base::form_encode(fields));
    }
    return usual;
}

bool looks_the_same_everywhere(Installation const& tool) {
    constexpr std::array<std::string_view, 4> shells{"one-shell", "shell-that-calls", "shell-that-tells-nothing", "calls-later"};
    return std::ranges::any_of(shells, [&](auto id) { return tool.unusual(id); });
}

/// What every answer of the variant has.
void dress(Installation& tool, Request const& request, Response& response) {
    if (tool.unusual("odd-cookies")) {
        change_cookies(response, [](std::string const& line) {
            return base::replace_all(base::replace_all(line, session_cookie, odd_session), usual_login, odd_login);
        });
    }
    if (tool.unusual("cookies-for-everybody"))
        response.headers.add("Set-Cookie", make_cookie("visitor", tool.random.hex(32), tool.cookie_path()));
    if (tool.unusual("session-in-the-address")) {
        auto id = opened_session(response);
        change_cookies(response, [](std::string const& line) {
            return line.starts_with(session_cookie) ? std::string() : line;
        });
        if (id.empty()) id = request.query_value("sid").value_or("");
        auto const action = "action=\"" + base::html_escape(tool.options.base_path) + "/";
        if (is_html(response) && !id.empty()) {
            for (std::string_view const path : {"line-item", "roster", "grade", "results", "pick"}) {
                response.body = base::replace_all(
                    std::move(response.body), action + std::string(path) + "\"", action + std::string(path) + "?sid=" + id + "\""
                );
            }
        }
    }
    if (!is_html(response)) return;
    if (tool.unusual("loud-html")) response.body = loud(response.body);
    if (tool.unusual("random-ids")) response.body = with_random_ids(std::move(response.body), tool.random);
}

/// Steps that only variants have; nothing for the usual ones.
std::optional<Response> further_step(Installation& tool, Request const& request, std::string const& path) {
    if (path == "/sign-in" && tool.unusual("refuses-by-sign-in")) return sign_in_page();
    bool const by_form = tool.unusual("second-step-by-form"), by_refresh = tool.unusual("second-step-by-refresh");
    if (path != "/enter" || (!by_form && !by_refresh)) return std::nullopt;
    auto const ticket = by_form ? request.form_value("ticket") : request.query_value("ticket");
    auto const waiting = tool.kept.pages.find(ticket.value_or(""));
    if (waiting == tool.kept.pages.end()) return http::html(401, "<h1>Launch refused</h1><p>Nobody waits here.</p>");
    auto page = std::move(waiting->second);
    tool.kept.pages.erase(waiting);
    return page;
}

/// A login, in the variant's manner.
http::awaitable<void> log_in_unusually(SharedTool tool, Request const& request, Response& response) {
    if (response.status != 302) co_return;
    if (tool->unusual("see-other")) response.status = 303;
    if (tool->unusual("signed-state")) {
        auto url = base::parse_url(std::string(response.headers.get("Location")));
        if (!url) co_return;
        auto fields = base::form_decode(url->query);
        if (auto const* state = base::find(fields, "state")) base::set(fields, "state", signed_state(*tool, *state));
        url->query = base::form_encode(fields);
        response.headers.set("Location", url->text());
    }
    if (tool->unusual("refuses-by-new-login")) {
        auto const key = tool->random.hex(20);
        tool->kept.logins.insert_or_assign(key, request.method == "GET" ? request.query() : request.form());
        bound(tool->kept.logins);
        response.headers.add("Set-Cookie", make_cookie("easel_again", key, tool->cookie_path(), 600));
    }
    if (tool->unusual("token-at-every-login")) co_await fetch_token(tool);
}

} // namespace

http::awaitable<Response> answer_unusually(SharedTool tool, Request request, Route usual) {
    understand(*tool, request);
    auto const path = path_of(*tool, request);
    bool const a_page = path != "/jwks.json" && !path.starts_with("/config.") && path != "/me" && path != "/healthz";
    bool const slow = tool->unusual("slow-pages") && a_page;
    // Nobody moves a virtual clock while a browser waits.
    if (slow && !tool->time->is_virtual()) co_await tool->time->sleep(std::chrono::seconds(2));
    if (auto step = further_step(*tool, request, path)) co_return std::move(*step);

    auto response = co_await usual(tool, request);
    if (path == "/login") co_await log_in_unusually(tool, request, response);
    if (path == "/launch" || path == "/lti11") {
        auto const opened = opened_session(response);
        auto const* session = opened.empty() ? tool->session_of(request) : tool->sessions.find(opened);
        bool const together = tool->unusual("one-page-for-all-messages") || tool->unusual("one-page-for-all-people");
        if (together && session != nullptr && response.status == 200)
            response.body = everything_page(*tool, *session).body;
        if (!opened.empty()) {
            response = co_await welcome_unusually(tool, std::move(response), opened);
        } else if (response.status >= 400) {
            response = refuse_unusually(*tool, request, std::move(response));
        }
    }
    if (a_page && looks_the_same_everywhere(*tool) && response.status != 302) response = instead_of(response, shell_page());
    dress(*tool, request, response);
    if (slow && tool->time->is_virtual()) response.delay = base::Duration(30);
    co_return response;
}

} // namespace easel::reference_tool
