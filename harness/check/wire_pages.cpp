// SEC: what the tool sends to the browser, from the login to the final page. @par Source requirements B.19
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/page_reading.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace easel::check::wire {
namespace {

bool on_loopback_without_tls(std::string_view address) {
    auto const url = base::parse_url(address);
    return url && url->scheme == "http" && base::is_loopback(url->host);
}

// -- cookies ----------------------------------------------------------------------------------------------------------

struct Placed {
    Exchange const* answer;
    SetCookie cookie;
};

/// Cookies that a login or session may rest on, from one half of a launch's way through the tool: the login, or what
/// comes from the delivery on. Which of them it is that the session rests on cannot be seen, so one that is right excuses
/// the others: preferences, and old and new attributes side by side, are usual.
struct Half {
    bool of_login = false;
    std::vector<Placed> cookies;

    [[nodiscard]] bool any(auto is_right) const {
        return std::ranges::any_of(cookies, is_right, &Placed::cookie);
    }
};

std::vector<Half> halves(Case const& run, Findings& out) {
    std::vector<Half> all;
    for (auto const* answer : answers_to_browser(run)) {
        bool const login = answer->kind == CallKind::login;
        if (!login && answer->kind != CallKind::launch && answer->kind != CallKind::page) continue;
        if (all.empty() || all.back().of_login != login || answer->kind == CallKind::launch) all.push_back({login, {}});
        auto const cookies = session_cookies(*answer->response);
        if (!cookies.empty()) out.saw(*answer);
        for (auto const& cookie : cookies) all.back().cookies.push_back({answer, cookie});
    }
    std::erase_if(all, [](Half const& half) { return half.cookies.empty(); });
    return all;
}

std::string named(SetCookie const& cookie) {
    return "the cookie " + quoted(cookie.name);
}

bool lives_in_frames(SetCookie const& cookie) {
    return cookie.secure && cookie.same_site == "none";
}

void cookies_for_frames(Case const& run, Findings& out) {
    if (!run.context.embedded) return;
    for (auto const& half : halves(run, out)) {
        if (half.any(lives_in_frames)) continue;
        auto const& [answer, cookie] = half.cookies.front();
        auto what = "set " + named(cookie) + " without ";
        if (!cookie.secure && cookie.same_site != "none")
            what += "Secure and SameSite=None";
        else
            what += cookie.secure ? "SameSite=None" : "Secure";
        if (cookie.secure && !cookie.same_site.empty()) what += " (it says SameSite=" + cookie.same_site + ")";
        if (on_loopback_without_tls(answer->url))
            out.worth_knowing(answer->number, what + ", which only loopback excuses");
        else
            out.violated(*answer, what);
    }
}

void cookies_hidden_from_scripts(Case const& run, Findings& out) {
    for (auto const& half : halves(run, out)) {
        if (run.context.state_check_in_browser && half.of_login) continue;
        if (half.any(&SetCookie::http_only)) continue;
        auto const& [answer, cookie] = half.cookies.front();
        out.violated(*answer, "set " + named(cookie) + " without HttpOnly");
    }
}

void partitioned_cookies(Case const& run, Findings& out) {
    if (!run.context.embedded) return;
    for (auto const& half : halves(run, out)) {
        if (half.any(&SetCookie::partitioned)) continue;
        auto const& [answer, cookie] = half.cookies.front();
        out.violated(*answer, "set " + named(cookie) + " without Partitioned");
    }
}

// -- frames -----------------------------------------------------------------------------------------------------------

/// A tool may name the hosted Canvas only: the platform that it plays here is a mock of that.
bool allows_platform(std::vector<std::string> const& sources, WireContext const& context) {
    if (allows_ancestor(sources, context.platform_origin)) return true;
    return std::ranges::any_of(sources, [](std::string const& source) {
        return base::to_lower(source).find("instructure.com") != std::string::npos;
    });
}

void can_be_framed(Case const& run, Findings& out) {
    if (!run.context.embedded || run.context.platform_origin.empty()) return;
    for (auto const* answer : answers_to_browser(run)) {
        if (!is_shown_page(*answer)) continue;
        out.saw(*answer);
        auto const policies = frame_ancestors(*answer->response);
        for (auto const& sources : policies) {
            if (allows_platform(sources, run.context)) continue;
            out.violated(
                *answer,
                "answered with `frame-ancestors " + base::join(sources, " ") +
                    "`, which keeps its page out of the frame of " + run.context.platform_origin
            );
            break;
        }
        if (!policies.empty()) continue; // browsers ignore the older header then
        auto const older = base::to_lower(base::trim(answer->response->headers.get("X-Frame-Options")));
        if (older == "deny" || older == "sameorigin")
            out.violated(
                *answer, "answered with `X-Frame-Options: " + base::replace_all(older, "sameorigin", "SAMEORIGIN") + "`"
            );
    }
}

void restricts_framing(Case const& run, Findings& out) {
    if (!run.context.embedded) return;
    for (auto const* answer : answers_to_browser(run)) {
        if (!is_shown_page(*answer)) continue;
        out.saw(*answer);
        auto const policies = frame_ancestors(*answer->response);
        bool const anybody = std::ranges::all_of(policies, [](std::vector<std::string> const& sources) {
            return std::ranges::any_of(sources, [](std::string const& source) {
                return source == "*" || source == "https:" || source == "http:";
            });
        });
        if (policies.empty())
            out.violated(*answer, "let every page frame its own: it sent no frame-ancestors");
        else if (anybody)
            out.violated(*answer, "let every page frame its own: its frame-ancestors name no platform");
    }
}

// -- transport --------------------------------------------------------------------------------------------------------

/// Where the items of a deep linking response lead, as far as they lead to the tool.
std::vector<std::string> item_addresses(Exchange const& exchange) {
    std::vector<std::string> all;
    auto const fields = parameters(exchange.request);
    auto const* token = base::find(fields, "JWT");
    auto const decoded = token == nullptr ? base::Result<jose::Jwt>(base::Fault{}) : jose::decode(*token);
    if (!decoded) return all;
    auto const* items = decoded->claims.if_contains("https://purl.imsglobal.org/spec/lti-dl/claim/content_items");
    if (items == nullptr || !items->is_array()) return all;
    for (auto const& item : items->as_array()) {
        if (base::text_member(item, "type") != "ltiResourceLink") continue;
        if (auto url = base::text_member(item, "url")) all.push_back(*url);
    }
    return all;
}

void secure_transport(Case const& run, Findings& out) {
    std::set<std::string> judged;
    auto const judge = [&](Exchange const& exchange, std::string const& address, std::string_view use) {
        auto const url = base::parse_url(address);
        if (!url || !judged.insert(url->origin() + url->path).second) return;
        out.saw(exchange);
        for (auto const& old : run.context.old_tls) {
            if (old.url == url->origin())
                out.doubtful(
                    exchange, "takes " + old.version + " at " + quoted(old.url) + ", which is older than TLS 1.2"
                );
        }
        if (url->scheme == "https") return;
        auto const what = std::string(use) + " " + quoted(url->origin() + url->path) + " without TLS";
        // The bundled tool's own addresses are the harness's.
        if (!on_loopback_without_tls(address))
            out.violated(exchange, what);
        else if (!run.context.bundled)
            out.worth_knowing(exchange.number, what + ", which only loopback excuses");
    };
    for (auto const& exchange : run.exchanges) {
        bool const asked = exchange.to == traffic::Party::tool &&
                           (exchange.from == traffic::Party::browser || exchange.from == traffic::Party::platform);
        if (asked) judge(exchange, exchange.url, "is reached at");
        if (exchange.kind != CallKind::deep_link_return || exchange.from != traffic::Party::browser) continue;
        for (auto const& address : item_addresses(exchange)) judge(exchange, address, "returned an item at");
    }
}

void not_stored(Case const& run, Findings& out) {
    for (auto const* answer : answers_to_browser(run)) {
        bool const after_login = answer->kind == CallKind::launch || answer->kind == CallKind::page;
        if (!after_login || !is_shown_page(*answer)) continue;
        out.saw(*answer);
        auto const header = base::to_lower(base::join(answer->response->headers.all("Cache-Control"), ","));
        bool kept_back = false;
        for (auto const& directive : base::split(header, ',')) {
            auto const word = base::trim(directive);
            kept_back = kept_back || word == "no-store" || word == "private";
        }
        if (kept_back) continue;
        out.violated(
            *answer,
            header.empty() ? "sent a page of a launch without Cache-Control"
                           : "sent a page of a launch with `Cache-Control: " + header + "`"
        );
    }
}

// -- content ----------------------------------------------------------------------------------------------------------

/// A page counts when its launch was accepted or a canary stands on it: who refuses everything renders nothing.
void escapes_what_it_renders(Case const& run, Findings& out) {
    for (auto const* answer : answers_to_browser(run)) {
        if (!is_html(*answer->response)) continue;
        bool const rendered = base::html_unescape(answer->response->body).find(canary_text) != std::string::npos;
        if (rendered || run.context.accepted.contains(answer->number)) out.saw(*answer);
        if (auto const canary = canary_element(answer->response->body))
            out.violated(
                *answer,
                "put a text that came to it into its page as markup: an svg element with onload=" + quoted(*canary)
            );
    }
}

bool is_error_page(Exchange const& answer, WireContext const& context) {
    return answer.response->status >= 400 || context.refusals.contains(answer.number);
}

void discreet_error_pages(Case const& run, Findings& out) {
    constexpr std::size_t shortest_token = 40;
    std::vector<std::string> tokens;
    for (auto const& exchange : run.exchanges) {
        if (exchange.kind != CallKind::launch || exchange.to != traffic::Party::tool) continue;
        auto const fields = parameters(exchange.request);
        auto const* token = base::find(fields, "id_token");
        if (token != nullptr && token->size() >= shortest_token) tokens.push_back(*token);
    }
    for (auto const* answer : answers_to_browser(run)) {
        auto const& body = answer->response->body;
        bool const error = is_error_page(*answer, run.context);
        if (error) out.saw(*answer);
        if (auto const language = stack_trace(body); !language.empty()) {
            out.violated(*answer, "showed a stack trace (" + std::string(language) + ")");
        } else if (answer->kind != CallKind::jwks && shows_private_key(body)) {
            out.violated(*answer, "showed a private key");
        } else if (error && std::ranges::any_of(tokens, [&](std::string const& token) {
                       return body.find(token) != std::string::npos;
                   })) {
            out.violated(*answer, "showed the id_token on an error page");
        }
    }
}

constexpr std::string_view cookie_subject = "answers with a cookie of a login or session";
constexpr std::string_view page_subject = "pages that the platform's frame showed";
constexpr std::array rules{
    Rule{"SEC-001", cookie_subject, cookies_for_frames, "Set these cookies with `Secure; SameSite=None`."},
    Rule{"SEC-002", cookie_subject, cookies_hidden_from_scripts, "Set these cookies with `HttpOnly`."},
    Rule{"SEC-003", cookie_subject, partitioned_cookies, "Set these cookies with `Partitioned`."},
    Rule{
        "SEC-004",
        page_subject,
        can_be_framed,
        "Send no X-Frame-Options, and name the platform's origin in frame-ancestors."},
    Rule{
        "SEC-005",
        page_subject,
        restricts_framing,
        "Send `Content-Security-Policy: frame-ancestors` with the origins of your platforms."},
    Rule{
        "SEC-006",
        "addresses of your tool",
        secure_transport,
        "Serve everything with TLS 1.2 or newer, and name https only."},
    Rule{"SEC-007", "pages of launches", not_stored, "Send these pages with `Cache-Control: no-store`."},
    Rule{
        "SEC-009",
        "pages of accepted launches",
        escapes_what_it_renders,
        "Escape names, titles, custom values and parameters wherever a page shows them."},
    Rule{
        "SEC-010",
        "error pages of your tool",
        discreet_error_pages,
        "Show a short message and a number; keep traces, tokens and keys in the log."},
};

} // namespace

std::span<Rule const> page_rules() {
    return rules;
}

} // namespace easel::check::wire
