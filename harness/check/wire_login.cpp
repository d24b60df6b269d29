#include "base/text.hpp"
#include "base/url.hpp"
#include "check/wire_inspection.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace easel::check::wire {
namespace {

using Sent = WireContext::Sent;

/// The parameter must be there once with this value.
void expect_value(
    Exchange const& exchange, base::Fields const& fields, std::string_view name, std::string_view value, Findings& out
) {
    auto const* given = base::find(fields, name);
    if (given == nullptr) {
        out.violated(exchange, "sent no `" + std::string(name) + "` in its authentication request");
    } else if (count(fields, name) > 1) {
        out.violated(exchange, "sent `" + std::string(name) + "` more than once in its authentication request");
    } else if (*given != value) {
        out.violated(
            exchange,
            "sent `" + std::string(name) + "` " + quoted(*given) + " in its authentication request, not " +
                quoted(value)
        );
    }
}

void response_type_and_mode(Case const& run, Findings& out) {
    for (auto const* request : run.authorization_requests()) {
        out.saw(*request);
        auto const fields = parameters(request->request);
        expect_value(*request, fields, "response_type", "id_token", out);
        expect_value(*request, fields, "response_mode", "form_post", out);
    }
}

void openid_scope(Case const& run, Findings& out) {
    for (auto const* request : run.authorization_requests()) {
        out.saw(*request);
        auto const fields = parameters(request->request);
        auto const* scope = base::find(fields, "scope");
        auto const words = base::split(scope != nullptr ? *scope : std::string(), ' ');
        if (std::ranges::find(words, "openid") == words.end()) {
            out.violated(
                *request,
                scope == nullptr ? "sent no `scope` in its authentication request"
                                 : "sent the scope " + quoted(*scope) + ", which lacks `openid`"
            );
        } else if (words.size() > 1) {
            out.doubtful(*request, "asked for more than `openid` in its authentication request: " + quoted(*scope));
        }
    }
}

void prompt_none(Case const& run, Findings& out) {
    for (auto const* request : run.authorization_requests()) {
        out.saw(*request);
        expect_value(*request, parameters(request->request), "prompt", "none", out);
    }
}

/// Logins may overlap, so a hint counts as returned when any login so far had sent it.
std::vector<Sent const*> sent_before(Case const& run, Exchange const& request) {
    std::vector<Sent const*> out;
    for (auto const& sent : run.context.launches) {
        if (sent.first_hop <= request.number && !sent.aside) out.push_back(&sent);
    }
    return out;
}

/// The client of the login that this request follows; logins are begun one after another.
void registered_client_id(Case const& run, Findings& out) {
    for (auto const* request : run.authorization_requests()) {
        out.saw(*request);
        auto const logins = sent_before(run, *request);
        bool const known = !logins.empty() && !logins.back()->client_id.empty();
        auto const& client = known ? logins.back()->client_id : run.context.client_id;
        expect_value(*request, parameters(request->request), "client_id", client, out);
    }
}

/// Only the user's browser has the platform's session cookie.
void asked_by_the_browser(Case const& run, Findings& out) {
    for (auto const* request : run.authorization_requests()) {
        out.saw(*request);
        if (request->request.headers.get("Cookie").find("canvas_session=") != std::string_view::npos) continue;
        out.violated(
            *request, "sent its authentication request itself, without the user's browser: the platform's session cookie is missing"
        );
    }
}

/// `hint` is the member of Sent that the parameter must return.
void inspect_hint(Case const& run, std::string_view name, std::string Sent::*hint, Findings& out) {
    for (auto const* request : run.authorization_requests()) {
        auto const logins = sent_before(run, *request);
        if (logins.empty()) continue;
        auto const& latest = logins.back()->*hint;
        auto const fields = parameters(request->request);
        auto const* given = base::find(fields, name);
        if (given == nullptr) {
            if (latest.empty()) continue;  // nothing was sent, nothing came back
            out.saw(*request);
            out.violated(*request, "did not return `" + std::string(name) + "`");
            continue;
        }
        out.saw(*request);
        bool const returned = std::ranges::any_of(logins, [&](Sent const* sent) { return sent->*hint == *given; });
        if (returned) continue;
        auto what = "returned `" + std::string(name) + "` as " + quoted(*given);
        if (latest.starts_with(*given)) {
            what +=
                ", cut after " + std::to_string(given->size()) + " of " + std::to_string(latest.size()) + " characters";
        } else {
            what += "; it was sent " + quoted(latest);
        }
        out.violated(*request, what);
    }
}

void login_hint_returned(Case const& run, Findings& out) {
    inspect_hint(run, "login_hint", &Sent::login_hint, out);
}
void message_hint_returned(Case const& run, Findings& out) {
    inspect_hint(run, "lti_message_hint", &Sent::message_hint, out);
}

void registered_redirect_uri(Case const& run, Findings& out) {
    for (auto const* request : run.authorization_requests()) {
        out.saw(*request);
        auto const fields = parameters(request->request);
        auto const* given = base::find(fields, "redirect_uri");
        if (given == nullptr) {
            out.violated(*request, "sent no `redirect_uri` in its authentication request");
        } else if (std::ranges::find(run.context.redirect_uris, *given) == run.context.redirect_uris.end()) {
            out.violated(*request, "sent the redirect_uri " + quoted(*given) + ", which is not registered for it");
        }
    }
}

// -- state and nonce --------------------------------------------------------------------------------------------------

/// Bits that one character can carry, judged by the alphabet in use.
double bits_per_character(std::string_view value) {
    bool lower = false, upper = false, beyond_hex = false, digit = false, other = false;
    for (auto const c : value) {
        if (c >= '0' && c <= '9')
            digit = true;
        else if (c >= 'a' && c <= 'z')
            lower = true, beyond_hex = beyond_hex || c > 'f';
        else if (c >= 'A' && c <= 'Z')
            upper = true, beyond_hex = beyond_hex || c > 'F';
        else
            other = true;
    }
    if (digit && !lower && !upper && !other) return std::log2(10.0);
    if (!other && !beyond_hex && !(lower && upper)) return 4;
    if (!other && !(lower && upper)) return std::log2(36.0);
    return other ? 6 : std::log2(62.0);
}

/// Hyphens of a UUID and the like carry nothing.
std::string without_hyphens(std::string_view value) {
    return base::replace_all(std::string(value), "-", "");
}

/// What all values have in common at both ends tells an attacker nothing new. A few characters agree by chance.
struct Common {
    std::size_t prefix = 0;
    std::size_t suffix = 0;
};
Common common_ends(std::vector<std::string> const& values) {
    constexpr std::size_t by_chance = 3;
    if (values.size() < 2) return {};
    auto const& first = values.front();
    auto prefix = first.size();
    auto suffix = first.size();
    for (auto const& value : values) {
        auto const shorter = std::min(value.size(), first.size());
        std::size_t p = 0, s = 0;
        while (p < shorter && value[p] == first[p]) ++p;
        while (s < shorter && value[value.size() - 1 - s] == first[first.size() - 1 - s]) ++s;
        prefix = std::min(prefix, p);
        suffix = std::min(suffix, s);
    }
    return {prefix > by_chance ? prefix : 0, suffix > by_chance ? suffix : 0};
}

constexpr double least_bits = 64;
constexpr double good_bits = 128;

void inspect_unguessable(Case const& run, std::string_view name, Findings& out) {
    std::map<std::string, int> first_use;
    std::vector<std::string> values;
    std::vector<Exchange const*> carriers;
    for (auto const* request : run.authorization_requests()) {
        out.saw(*request);
        auto const fields = parameters(request->request);
        auto const* given = base::find(fields, name);
        if (given == nullptr || given->empty()) {
            out.violated(*request, "sent no `" + std::string(name) + "` in its authentication request");
            continue;
        }
        auto const [earlier, fresh] = first_use.emplace(*given, request->number);
        if (!fresh) {
            out.violated(
                *request,
                "sent the `" + std::string(name) + "` " + quoted(*given) + " again that it had used before (hop " +
                    std::to_string(earlier->second) + ")"
            );
            continue;
        }
        values.push_back(without_hyphens(*given));
        carriers.push_back(request);
    }
    auto const common = common_ends(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto const& value = values[i];
        auto const fixed = std::min(common.prefix + common.suffix, value.size());
        auto const varying =
            std::string_view(value).substr(std::min(common.prefix, value.size()), value.size() - fixed);
        auto const bits = static_cast<double>(varying.size()) * bits_per_character(varying);
        if (bits >= good_bits) continue;
        auto what = "sent a `" + std::string(name) + "` of which at most " + std::to_string(static_cast<int>(bits)) +
                    " bits can vary between logins: " + quoted(value);
        if (bits < least_bits)
            out.violated(*carriers[i], what);
        else
            out.doubtful(*carriers[i], what);
    }
}

void unguessable_state(Case const& run, Findings& out) {
    inspect_unguessable(run, "state", out);
}

void unguessable_nonce(Case const& run, Findings& out) {
    inspect_unguessable(run, "nonce", out);
    auto const requests = run.authorization_requests();
    std::map<std::string, int> states;
    for (auto const* request : requests) {
        auto const fields = parameters(request->request);
        if (auto const* state = base::find(fields, "state")) states.emplace(*state, request->number);
    }
    for (auto const* request : requests) {
        auto const fields = parameters(request->request);
        auto const* nonce = base::find(fields, "nonce");
        if (nonce == nullptr) continue;
        auto const found = states.find(*nonce);
        if (found != states.end() && found->second != request->number) {
            out.violated(
                *request, "used the state of another login (hop " + std::to_string(found->second) + ") as nonce"
            );
        }
    }
}

/// What the tool was told of the endpoint may have a query of its own.
void endpoint_query_kept(Case const& run, Findings& out) {
    auto const told = base::parse_url(run.context.authorization_url);
    if (!told || told->query.empty()) return;
    for (auto const* request : run.authorization_requests()) {
        out.saw(*request);
        auto const query = query_of(request->request.target);
        auto const given = base::form_decode(query);
        for (auto const& field : base::form_decode(told->query)) {
            if (query.find('?') != std::string_view::npos) {
                out.violated(*request, "put a second question mark into the endpoint's address: " + quoted(query));
            } else if (std::ranges::find(given, field) == given.end()) {
                out.violated(*request, "lost " + quoted(field.first + "=" + field.second) + " of the endpoint's address");
            }
        }
    }
}

/// Nineteen of twenty logins.
void logins_in_time(Case const& run, Findings& out) {
    constexpr std::size_t enough = 20;
    auto times = run.context.login_times;
    if (times.size() < enough) return;
    std::ranges::sort(times);
    auto const place = (times.size() * 95 + 99) / 100 - 1;
    int hop = 0;
    for (auto const& exchange : run.exchanges)
        if (exchange.kind == CallKind::login && exchange.to == traffic::Party::tool) hop = exchange.number;
    out.saw(hop);
    if (times[place] > std::chrono::seconds(3)) out.violated(hop, "took more than 3s to answer one login in ten");
}

constexpr std::string_view subject = "authentication requests";
constexpr std::array rules{
    Rule{"OIDC-003", subject, response_type_and_mode, "Send response_type=id_token and response_mode=form_post."},
    Rule{"OIDC-004", subject, openid_scope, "Send scope=openid, and nothing else in it."},
    Rule{"OIDC-005", subject, prompt_none, "Send prompt=none."},
    Rule{
        "OIDC-006",
        subject,
        registered_client_id,
        "Pick the registration by issuer and client_id of the login initiation, and send its client_id."},
    Rule{"OIDC-007", subject, login_hint_returned, "Return login_hint as it came, encoded once for the URL."},
    Rule{"OIDC-008", subject, message_hint_returned, "Return lti_message_hint as it came, whatever its length."},
    Rule{
        "OIDC-010",
        subject,
        registered_redirect_uri,
        "Take redirect_uri from the registration, never from target_link_uri."},
    Rule{
        "OIDC-019",
        "authentication requests at an endpoint with a query",
        endpoint_query_kept,
        "Append your parameters with & where the authorization endpoint has a query."},
    Rule{"OIDC-021", "logins", logins_in_time, "Answer a login at once; leave what takes time for later."},
    Rule{
        "OIDC-018",
        subject,
        asked_by_the_browser,
        "Redirect the browser to the authorization endpoint; never fetch it from the server."},
    Rule{"OIDC-011", subject, unguessable_state, "Make a new state for every login from 128 random bits or more."},
    Rule{"OIDC-012", subject, unguessable_nonce, "Make a new nonce for every login from 128 random bits or more."},
};

}  // namespace

std::span<Rule const> login_rules() {
    return rules;
}

}  // namespace easel::check::wire
