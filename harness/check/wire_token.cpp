#include "base/text.hpp"
#include "base/url.hpp"
#include "check/wire_inspection.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace easel::check::wire {
namespace {

constexpr std::initializer_list<CallKind> service_kinds{
    CallKind::score,
    CallKind::line_items,
    CallKind::line_item_create,
    CallKind::line_item,
    CallKind::line_item_update,
    CallKind::line_item_delete,
    CallKind::memberships,
    CallKind::results,
};
constexpr auto clock_tolerance = std::chrono::seconds{60};  // requirements.md, times
constexpr double longest_lifetime = 3600;

std::vector<Exchange const*> token_requests(Case const& run) {
    return run.tool_calls({CallKind::token});
}

void posts_a_form(Case const& run, Findings& out) {
    for (auto const* request : token_requests(run)) {
        out.saw(*request);
        auto const& message = request->request;
        if (message.method != "POST")
            out.violated(*request, "asked for a token by " + quoted(message.method));
        else if (message.content_type() != "application/x-www-form-urlencoded") {
            out.violated(
                *request,
                "asked for a token with the content type " + quoted(message.headers.get("Content-Type")) +
                    " instead of `application/x-www-form-urlencoded`"
            );
        }
        for (std::string_view const name : {"grant_type", "client_assertion", "client_assertion_type", "scope"}) {
            if (base::find(message.query(), name) == nullptr) continue;
            out.violated(*request, "put the parameter `" + std::string(name) + "` of its token request into the URL");
            break;
        }
    }
}

void grant_and_assertion_type(Case const& run, Findings& out) {
    for (auto const* request : token_requests(run)) {
        out.saw(*request);
        auto const fields = parameters(request->request);
        for (auto const& [name, value] : {
                 std::pair<std::string_view, std::string_view>{"grant_type", "client_credentials"},
                 {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
             }) {
            auto const* given = base::find(fields, name);
            if (given != nullptr && *given == value) continue;
            out.violated(
                *request,
                given == nullptr
                    ? "sent no `" + std::string(name) + "` in its token request"
                    : "sent the " + std::string(name) + " " + quoted(*given) + " instead of " + quoted(value)
            );
        }
    }
}

void signed_with_rs256(Case const& run, Findings& out) {
    auto const keys = published_keys(run.context);
    for (auto const* request : token_requests(run)) {
        out.saw(*request);
        auto const fields = parameters(request->request);
        if (base::find(fields, "client_assertion") == nullptr) {
            out.violated(*request, "sent no `client_assertion` in its token request");
            continue;
        }
        auto const assertion = assertion_of(*request);
        if (!assertion) {
            out.violated(*request, "sent a client_assertion that is no signed JWT");
            continue;
        }
        auto const alg = base::text_member(assertion->header, "alg");
        if (alg != "RS256") {
            out.violated(
                *request,
                "signed its client_assertion with " + (alg ? "alg " + quoted(*alg) : std::string("no `alg`")) +
                    " instead of `RS256`"
            );
        } else if (keys.empty()) {
            out.undecidable(
                "no_key_set", "Not judged because no key set of your tool was fetched to verify its client_assertion."
            );
        } else if (std::ranges::none_of(keys, [&](auto const& key) { return signed_by(*assertion, key); })) {
            out.violated(*request, "signed its client_assertion with a key that its key set does not offer");
        }
    }
}

void issuer_and_subject(Case const& run, Findings& out) {
    for (auto const* request : token_requests(run)) {
        auto const assertion = assertion_of(*request);
        if (!assertion) continue;
        out.saw(*request);
        for (std::string_view const name : {"iss", "sub"}) {
            auto const* given = assertion->claims.if_contains(name);
            auto const claim = "`" + std::string(name) + "`";
            if (given == nullptr) {
                out.violated(*request, "sent a client_assertion without " + claim);
            } else if (!given->is_string() || given->as_string() != run.context.client_id) {
                out.violated(
                    *request,
                    "sent a client_assertion whose " + claim + " is " + quoted(*given) + ", not its client_id " +
                        quoted(run.context.client_id)
                );
            }
        }
    }
}

/// The token URL, or the bare host that newer Canvas takes as well. @par Source oauth2-token.md, audience
bool is_agreed_audience(std::string_view given, std::string const& token_url) {
    if (given == token_url) return true;
    auto const url = base::parse_url(token_url);
    return url && given == url->host;
}

void agreed_audience(Case const& run, Findings& out) {
    for (auto const* request : token_requests(run)) {
        auto const assertion = assertion_of(*request);
        if (!assertion) continue;
        out.saw(*request);
        auto const* aud = assertion->claims.if_contains("aud");
        auto const agreed = [&](base::json::value const& value) {
            return value.is_string() && is_agreed_audience(value.as_string(), run.context.token_url);
        };
        bool const fits =
            aud != nullptr && (agreed(*aud) || (aud->is_array() && std::ranges::any_of(aud->as_array(), agreed)));
        if (fits) continue;
        out.violated(
            *request,
            "sent a client_assertion whose `aud` is " + (aud != nullptr ? quoted(*aud) : std::string("missing")) +
                ", not the token URL " + quoted(run.context.token_url)
        );
    }
}

std::string seconds_text(base::Duration span) {
    return base::to_string(std::chrono::round<std::chrono::seconds>(std::chrono::abs(span)));
}

void assertion_times(Case const& run, Findings& out) {
    for (auto const* request : token_requests(run)) {
        auto const assertion = assertion_of(*request);
        if (!assertion) continue;
        out.saw(*request);
        std::map<std::string_view, double> times;
        for (std::string_view const name : {"iat", "exp"}) {
            auto const* given = assertion->claims.if_contains(name);
            auto const value = given != nullptr ? base::number(*given) : std::nullopt;
            if (value) {
                times[name] = *value;
            } else {
                out.violated(
                    *request,
                    "sent a client_assertion whose `" + std::string(name) + "` is " +
                        (given != nullptr ? quoted(*given) + " and no number" : std::string("missing"))
                );
            }
        }
        if (times.size() < 2) continue;
        auto const now = run.context.tool_time(request->at);
        auto const iat = base::from_numeric_date(times["iat"]);
        auto const exp = base::from_numeric_date(times["exp"]);
        if (iat > now + clock_tolerance) {
            out.violated(*request, "set an `iat` that is " + seconds_text(iat - now) + " ahead of Canvas's clock");
        }
        // A clock that lags behind is granted the same tolerance as one that is ahead.
        if (exp + clock_tolerance <= now) {
            out.violated(*request, "sent a client_assertion that had expired " + seconds_text(now - exp) + " before");
        } else if (times["exp"] <= times["iat"]) {
            out.violated(*request, "sent a client_assertion that expires no later than it is issued");
        } else if (times["exp"] - times["iat"] > longest_lifetime) {
            out.doubtful(
                *request,
                "sent a client_assertion that is valid for " + seconds_text(exp - iat) + "; five minutes suffice"
            );
        }
    }
}

void fresh_jti(Case const& run, Findings& out) {
    std::map<std::string, int> used;
    for (auto const* request : token_requests(run)) {
        auto const assertion = assertion_of(*request);
        if (!assertion) continue;
        out.saw(*request);
        auto const* jti = assertion->claims.if_contains("jti");
        if (jti == nullptr) {
            out.violated(*request, "sent a client_assertion without `jti`");
            continue;
        }
        auto const [earlier, fresh] = used.emplace(base::dump(*jti), request->number);
        if (fresh) continue;
        out.violated(
            *request, "used the `jti` " + quoted(*jti) + " of hop " + std::to_string(earlier->second) + " again"
        );
    }
}

/// The scopes of which one suffices for a call.
std::vector<std::string> enough_for(CallKind kind) {
    auto const full = [](std::string_view name) { return std::string(ags_scope) + std::string(name); };
    switch (kind) {
        case CallKind::score:
            return {full("score")};
        case CallKind::results:
            return {full("result.readonly")};
        case CallKind::line_items:
        case CallKind::line_item:
            return {full("lineitem.readonly"), full("lineitem")};
        case CallKind::memberships:
            return {std::string(roster_scope)};
        default:
            return {full("lineitem")};
    }
}

/// Everything that the claim of the grade services offered was asked for, and every call made with a token would have done
/// with one and the same scope. The roster is a claim of its own with one scope.
bool asked_too_much(Case const& run, std::vector<std::string> const& asked) {
    std::set<std::string> offered(run.context.announced_scopes.begin(), run.context.announced_scopes.end());
    offered.erase(std::string(roster_scope));
    std::set<std::string> const wanted(asked.begin(), asked.end());
    if (offered.size() < 2 || !std::ranges::includes(wanted, offered)) return false;
    auto const calls = run.tool_calls(service_kinds);
    if (calls.empty()) return false;
    return std::ranges::any_of(offered, [&](std::string const& scope) {
        return std::ranges::all_of(calls, [&](Exchange const* call) {
            auto const enough = enough_for(call->kind);
            return std::ranges::find(enough, scope) != enough.end();
        });
    });
}

void announced_scopes(Case const& run, Findings& out) {
    auto const& announced = run.context.announced_scopes;
    for (auto const* request : token_requests(run)) {
        out.saw(*request);
        auto const fields = parameters(request->request);
        auto const* scope = base::find(fields, "scope");
        if (scope == nullptr || base::trim(*scope).empty()) {
            out.violated(*request, "asked for a token without `scope`");
            continue;
        }
        if (scope->find(',') != std::string::npos) {
            out.violated(*request, "separated the scopes of its token request by commas: " + quoted(*scope));
            continue;
        }
        auto asked = base::split(*scope, ' ');
        std::erase(asked, "");
        auto const foreign = std::ranges::find_if(asked, [&](std::string const& one) {
            return std::ranges::find(announced, one) == announced.end();
        });
        // Without any claim in this case there is nothing to hold the request against.
        if (!announced.empty() && foreign != asked.end()) {
            out.violated(*request, "asked for the scope " + quoted(*foreign) + ", which no launch had announced");
        } else if (asked_too_much(run, asked)) {
            out.doubtful(
                *request, "asked for every scope that was announced although one would have sufficed for its calls"
            );
        }
    }
}

void no_client_secret(Case const& run, Findings& out) {
    for (auto const* request : token_requests(run)) {
        out.saw(*request);
        auto const header = base::to_lower(base::trim(request->request.headers.get("Authorization")));
        if (header.starts_with("basic")) out.violated(*request, "sent HTTP Basic credentials with its token request");
        if (base::find(parameters(request->request), "client_secret") != nullptr) {
            out.violated(*request, "sent a `client_secret` with its token request");
        }
    }
}

void bearer_header(Case const& run, Findings& out) {
    for (auto const* call : run.tool_calls(service_kinds)) {
        out.saw(*call);
        auto const what = call->request.method + " " + quoted(path_of(call->request.target));
        if (base::find(call->request.query(), "access_token") != nullptr) {
            out.violated(*call, "sent " + what + " with the token as query parameter");
            continue;
        }
        if (base::find(call->request.form(), "access_token") != nullptr) {
            out.violated(*call, "sent " + what + " with the token in the body");
            continue;
        }
        auto const header = std::string(base::trim(call->request.headers.get("Authorization")));
        auto const words = base::split(header, ' ');
        if (header.empty()) {
            out.violated(*call, "sent " + what + " without an `Authorization` header");
        } else if (!base::equals_ignoring_case(words.front(), "Bearer") || words.size() < 2) {
            out.violated(*call, "sent " + what + " with an `Authorization` header that does not begin with `Bearer `");
        } else if (words.size() > 2) {
            out.violated(*call, "sent " + what + " with more than one word after `Bearer`");
        } else if (words.front() != "Bearer") {
            out.doubtful(
                *call, "wrote the scheme of its token as " + quoted(words.front()) + ", which some platforms refuse"
            );
        }
    }
}

/// Whose token came to the services of a launch; a course that was launched on several registrations tells nothing.
void token_of_the_registration(Case const& run, Findings& out) {
    for (auto const* call : run.tool_calls(service_kinds)) {
        if (call->course.empty() || call->client_id.empty()) continue;
        std::set<std::string> launched;
        for (auto const& sent : run.context.launches)
            if (sent.course == call->course && !sent.client_id.empty()) launched.insert(sent.client_id);
        if (launched.size() != 1) continue;
        out.saw(*call);
        if (launched.contains(call->client_id)) continue;
        out.violated(
            *call,
            "presented a token of the client " + quoted(call->client_id) + " at a URL that it has from a launch for " +
                quoted(*launched.begin())
        );
    }
}

void user_agent(Case const& run, Findings& out) {
    for (auto const& exchange : run.exchanges) {
        if (exchange.from != traffic::Party::tool || exchange.to != traffic::Party::platform) continue;
        out.saw(exchange);
        if (!base::trim(exchange.request.headers.get("User-Agent")).empty()) continue;
        out.violated(
            exchange,
            "sent " + exchange.request.method + " " + quoted(path_of(exchange.request.target)) +
                " without a `User-Agent`"
        );
    }
}

/// What came with a token, and whether it was the platform's own answer.
void opaque_token(Case const& run, Findings& out) {
    std::set<std::string> granted;
    for (auto const& exchange : run.everything) {
        if (exchange.from != traffic::Party::tool || exchange.to != traffic::Party::platform) continue;
        if (exchange.kind == CallKind::token && exchange.response && exchange.response->status < 300) {
            auto const body = base::parse_json(exchange.response->body);
            auto token = body ? base::text_member(*body, "access_token") : std::nullopt;
            if (token) granted.insert(std::move(*token));
        }
        if (granted.empty() || std::ranges::find(service_kinds, exchange.kind) == service_kinds.end()) continue;
        if (run.context.aside.covers(exchange)) continue;
        auto const token = bearer_token(exchange.request);
        // A token that the platform knows may be one of before this case.
        if (!granted.contains(token) && !exchange.client_id.empty()) continue;
        out.saw(exchange);
        if (granted.contains(token)) continue;
        out.violated(
            exchange, "sent " + exchange.request.method + " " + quoted(path_of(exchange.request.target)) +
                          (token.empty() ? " without its token" : " with " + quoted(token) + ", which is no token it was given")
        );
    }
}

void assertion_stays_here(Case const& run, Findings& out) {
    for (auto const* request : token_requests(run)) {
        if (!request->response) continue;
        auto const status = request->response->status;
        auto const to = base::parse_url(request->response->headers.get("Location"));
        auto const from = base::parse_url(request->url);
        if (status >= 300 && status < 400 && to && from && to->origin() != from->origin()) out.saw(*request);
    }
    for (auto const& exchange : run.exchanges) {
        if (exchange.from != traffic::Party::tool || exchange.to != traffic::Party::probe) continue;
        if (exchange.request.body.find("client_assertion=") == std::string::npos) continue;
        out.violated(exchange, "sent its client_assertion to another origin: " + quoted(exchange.url));
    }
}

void names_its_deployment(Case const& run, Findings& out) {
    for (auto const* request : token_requests(run)) {
        auto const assertion = assertion_of(*request);
        if (!assertion) continue;
        out.saw(*request);
        if (!assertion->claims.contains("https://purl.imsglobal.org/spec/lti/claim/deployment_id"))
            out.violated(*request, "named no deployment in its client_assertion");
    }
}

constexpr std::string_view subject = "token requests";
constexpr std::array rules{
    Rule{"TOKEN-001", subject, posts_a_form, "POST the parameters as application/x-www-form-urlencoded in the body."},
    Rule{
        "TOKEN-002",
        subject,
        grant_and_assertion_type,
        "Send grant_type=client_credentials and the jwt-bearer client_assertion_type."},
    Rule{
        "TOKEN-003",
        subject,
        signed_with_rs256,
        "Sign the client_assertion with RS256 and a key of your published key set."},
    Rule{
        "TOKEN-004", subject, issuer_and_subject, "Set both `iss` and `sub` of the client_assertion to the client_id."},
    Rule{"TOKEN-005", subject, agreed_audience, "Set `aud` of the client_assertion to the token URL."},
    Rule{
        "TOKEN-006",
        subject,
        assertion_times,
        "Set `iat` to now and `exp` a few minutes later, both as numbers of seconds."},
    Rule{"TOKEN-007", subject, fresh_jti, "Make a new `jti` for every client_assertion."},
    Rule{
        "TOKEN-008",
        subject,
        announced_scopes,
        "Ask for the scopes that the launch announced and the calls need, separated by blanks."},
    Rule{"TOKEN-009", subject, no_client_secret, "Let the client_assertion be the only credential."},
    Rule{
        "TOKEN-013",
        "service calls",
        bearer_header,
        "Send `Authorization: Bearer <token>` and the token nowhere else."},
    Rule{
        "TOKEN-014",
        "service calls after a grant",
        opaque_token,
        "Keep and send the access token exactly as it came, whatever its length and letters."},
    Rule{
        "TOKEN-020",
        "redirects of the token endpoint to another origin",
        assertion_stays_here,
        "Do not follow redirects of the token endpoint."},
    Rule{
        "TOKEN-022",
        subject,
        names_its_deployment,
        "Add the claim https://purl.imsglobal.org/spec/lti/claim/deployment_id to the client_assertion."},
    Rule{
        "TOKEN-016",
        "calls of services",
        token_of_the_registration,
        "Keep access tokens by issuer, client id and scope, and take that of the launch whose URL is called."},
    Rule{
        "TOKEN-019",
        "requests of your tool's server to the platform",
        user_agent,
        "Send a User-Agent with every request; Canvas refuses those without."},
};

}  // namespace

std::span<Rule const> token_rules() {
    return rules;
}

std::optional<jose::Jwt> assertion_of(Exchange const& exchange) {
    auto const fields = parameters(exchange.request);
    auto const* assertion = base::find(fields, "client_assertion");
    if (assertion == nullptr) return std::nullopt;
    auto decoded = jose::decode(*assertion);
    if (!decoded) return std::nullopt;
    return std::move(*decoded);
}

}  // namespace easel::check::wire
