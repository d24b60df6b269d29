#include "base/text.hpp"
#include "check/wire_inspection.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::check::wire {
namespace {

struct Secret {
    std::string value;
    std::string_view name;
};

constexpr std::size_t shortest_secret = 8;  // anything shorter stands in pages by chance

std::vector<Secret> service_secrets(Case const& run) {
    std::vector<Secret> out;
    auto const add = [&out](std::string value, std::string_view name) {
        if (value.size() >= shortest_secret) out.push_back({std::move(value), name});
    };
    for (auto const* request : run.tool_calls({CallKind::token})) {
        auto const fields = parameters(request->request);
        if (auto const* assertion = base::find(fields, "client_assertion")) add(*assertion, "a client assertion");
        if (!request->response) continue;
        auto const body = base::parse_json(request->response->body);
        if (!body) continue;
        if (auto token = base::text_member(*body, "access_token")) add(*token, "an access token");
    }
    return out;
}

bool to_the_browser(Exchange const& exchange) {
    return exchange.from == traffic::Party::browser && exchange.to == traffic::Party::tool &&
           exchange.response.has_value();
}

void no_secrets_in_pages(Case const& run, Findings& out) {
    auto const secrets = service_secrets(run);
    if (secrets.empty()) return;
    for (auto const& exchange : run.exchanges) {
        if (!to_the_browser(exchange)) continue;
        out.saw(exchange);
        for (auto const& secret : secrets) {
            auto const& answer = *exchange.response;
            bool shown = answer.body.find(secret.value) != std::string::npos;
            for (auto const& [name, value] : answer.headers.fields()) {
                shown = shown || value.find(secret.value) != std::string::npos;
            }
            if (!shown) continue;
            out.violated(exchange, "showed " + std::string(secret.name) + " to the browser");
            break;
        }
    }
}

/// What a URL must not carry: texts of the launches made, as they stand after decoding.
struct Personal {
    std::vector<Secret> tokens;
    std::vector<Secret> data;
};

Personal personal(Case const& run) {
    Personal out;
    for (auto& secret : service_secrets(run)) {
        if (secret.name == "an access token") out.tokens.push_back(std::move(secret));
    }
    for (auto const& exchange : run.exchanges) {
        if (exchange.kind != CallKind::launch || exchange.to != traffic::Party::tool) continue;
        auto const fields = parameters(exchange.request);
        auto const* token = base::find(fields, "id_token");
        if (token == nullptr || token->size() < shortest_secret) continue;
        out.tokens.push_back({*token, "the id_token"});
        auto const decoded = jose::decode(*token);
        if (!decoded) continue;
        auto const email = base::text_member(decoded->claims, "email");
        if (email && email->find('@') != std::string::npos) out.data.push_back({*email, "the user's email address"});
        auto const name = base::text_member(decoded->claims, "name");
        // Only a full name is telling; a first name may be part of any path.
        if (name && name->size() >= shortest_secret && name->find(' ') != std::string::npos) {
            out.data.push_back({*name, "the user's name"});
        }
    }
    return out;
}

Secret const* carried(std::string const& url, std::vector<Secret> const& secrets) {
    auto const decoded = base::percent_decode(url, true);
    auto const found = std::ranges::find_if(secrets, [&](Secret const& secret) {
        return url.find(secret.value) != std::string::npos || decoded.find(secret.value) != std::string::npos;
    });
    return found == secrets.end() ? nullptr : &*found;
}

void nothing_personal_in_urls(Case const& run, Findings& out) {
    auto const what = personal(run);
    if (what.tokens.empty() && what.data.empty()) return;
    auto const inspect = [&](Exchange const& exchange, std::string const& url) {
        if (auto const* token = carried(url, what.tokens)) {
            out.grave(exchange, "put " + std::string(token->name) + " into a URL");
        } else if (auto const* data = carried(url, what.data)) {
            out.violated(exchange, "put " + std::string(data->name) + " into a URL");
        }
    };
    for (auto const& exchange : run.exchanges) {
        if (!to_the_browser(exchange)) continue;
        out.saw(exchange);
        auto const location = std::string(exchange.response->headers.get("Location"));
        if (!location.empty()) inspect(exchange, location);
        // Where the tool has led the browser; logins and launches are addressed by the platform.
        else if (exchange.kind == CallKind::page)
            inspect(exchange, exchange.url);
    }
}

constexpr std::string_view subject = "answers of your tool to the browser";
constexpr std::array rules{
    Rule{"TOKEN-021", subject, no_secrets_in_pages, "Keep access tokens and client assertions on the server."},
    Rule{
        "PRIV-009",
        subject,
        nothing_personal_in_urls,
        "Lead the browser on with an opaque session id; keep tokens, names and addresses out of URLs."},
};

}  // namespace

std::span<Rule const> privacy_rules() {
    return rules;
}

}  // namespace easel::check::wire
