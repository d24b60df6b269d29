// The `send` step: the platform called as a tool would call it, by the probe or in the tool's name.
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "lti13/token.hpp"
#include "play/matching.hpp"
#include "play/session.hpp"

#include <algorithm>

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;

constexpr std::string_view ags_scope = "https://purl.imsglobal.org/spec/lti-ags/scope/";
constexpr char const* probe_agent = "Easel probe";
constexpr std::string_view submission_extension = "https://canvas.instructure.com/lti/submission";
constexpr std::string_view submission_type_extension = "https://canvas.instructure.com/lti/submission_type";

/// The parameters of a send step, by name.
struct Parameters {
    json::object const& all;
    [[nodiscard]] json::value const* find(std::string_view name) const { return all.if_contains(name); }
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const {
        auto const* value = find(name);
        if (value == nullptr || value->is_null()) return std::nullopt;
        return value->is_string() ? std::string(value->as_string()) : base::dump(*value);
    }
};

/// `extra` members are added, `omit`ted ones dropped; `body` replaces everything.
std::string finish_body(json::object body, Parameters const& parameters) {
    if (auto const* whole = parameters.find("body")) {
        return whole->is_string() ? std::string(whole->as_string()) : base::dump(*whole);
    }
    if (auto const* extra = parameters.find("extra"); extra != nullptr && extra->is_object()) {
        for (auto const& [name, value] : extra->as_object()) body[name] = value;
    }
    if (auto const* omit = parameters.find("omit"); omit != nullptr && omit->is_array()) {
        for (auto const& name : omit->as_array()) {
            if (name.is_string()) body.erase(std::string_view(name.as_string()));
        }
    }
    return base::dump(body);
}

void put(json::object& body, std::string_view member, Parameters const& parameters, std::string_view name) {
    if (auto const* value = parameters.find(name)) body[member] = *value;
}

std::string score_body(world::World& world, Parameters const& parameters, base::Instant now) {
    json::object body;
    if (auto const user = parameters.text("user")) {
        auto const* found = world::user_named(world, *user);
        body["userId"] = found != nullptr ? found->lti_id : *user;
    }
    body["activityProgress"] = "Completed";
    body["gradingProgress"] = "FullyGraded";
    body["timestamp"] = base::to_iso8601(now);
    put(body, "activityProgress", parameters, "activity");
    put(body, "gradingProgress", parameters, "grading");
    put(body, "timestamp", parameters, "timestamp");
    put(body, "scoreGiven", parameters, "given");
    put(body, "scoreMaximum", parameters, "of");
    put(body, "comment", parameters, "comment");
    put(body, "resourceLinkId", parameters, "resource_link_id");
    put(body, submission_extension, parameters, "submission");
    if (auto const* submitted = parameters.find("submitted_at")) body["submission"] = json::object{{"submittedAt", *submitted}};
    return finish_body(std::move(body), parameters);
}

std::string line_item_body(Parameters const& parameters) {
    json::object body;
    put(body, "label", parameters, "label");
    put(body, "scoreMaximum", parameters, "maximum");
    put(body, "tag", parameters, "tag");
    put(body, "resourceId", parameters, "resource_id");
    put(body, "resourceLinkId", parameters, "resource_link_id");
    put(body, "startDateTime", parameters, "start");
    put(body, "endDateTime", parameters, "end");
    put(body, submission_type_extension, parameters, "extension");
    return finish_body(std::move(body), parameters);
}

/// The filters of a list, as its query names them (ags.md 6.3, 7).
base::Fields filters_of(world::World& world, std::string_view kind, Parameters const& parameters) {
    base::Fields fields;
    if (kind == "line_items") {
        for (auto const* name : {"tag", "resource_id", "resource_link_id"}) {
            if (auto const value = parameters.text(name)) fields.emplace_back(name, *value);
        }
    }
    if (kind == "results") {
        if (auto const user = parameters.text("user")) {
            auto const* found = world::user_named(world, *user);
            fields.emplace_back("user_id", found != nullptr ? found->lti_id : *user);
        }
    }
    return fields;
}

std::vector<std::string> scopes_in(json::value const& list) {
    std::vector<std::string> scopes;
    if (!list.is_array()) return scopes;
    for (auto const& scope : list.as_array()) {
        if (!scope.is_string()) continue;
        auto const text = std::string(scope.as_string());
        scopes.push_back(text.find("://") == std::string::npos ? std::string(ags_scope) + text : text);
    }
    return scopes;
}

std::vector<std::string> ags_scopes() {
    std::string const base(ags_scope);
    return {base + "lineitem", base + "lineitem.readonly", base + "result.readonly", base + "score"};
}

/// The Authorization header's token for a service call; nothing: none is sent.
std::optional<std::string>
bearer_token(lti13::Issuer& issuer, std::string const& client_id, Parameters const& parameters, base::Instant now) {
    auto const* wish = parameters.find("token");
    auto const fresh = [&](std::vector<std::string> const& scopes) { return lti13::mint_token(issuer, client_id, scopes, now); };
    if (wish == nullptr) return fresh(ags_scopes());
    if (wish->is_object()) {
        auto const* list = base::member(*wish, "scopes");
        auto token = fresh(list == nullptr ? ags_scopes() : scopes_in(*list));
        auto decoded = jose::decode(token);
        auto const* claims = base::member(*wish, "claims");
        if (!decoded || claims == nullptr || !claims->is_object()) return token;
        for (auto const& [name, value] : claims->as_object()) {
            if (value.is_string() && value.as_string() == "~remove") {
                decoded->claims.erase(name);
            } else {
                decoded->claims[name] = value;
            }
        }
        return jose::sign_hmac(decoded->header, decoded->claims, issuer.secret);
    }
    auto const word = wish->is_string() ? std::string(wish->as_string()) : std::string("valid");
    if (word == "none") return std::nullopt;
    if (word == "garbage") return "this-is-no-token";
    if (word == "no_scope") return fresh({});
    auto token = fresh(ags_scopes());
    if (word == "expired") {
        auto const decoded = jose::decode(token);
        if (auto const* jti = decoded ? decoded->claims.if_contains("jti") : nullptr) {
            issuer.expired_tokens.insert(std::string(jti->as_string()));
        }
    }
    // Not the last character: its spare bits must stay zero, or the token is none at all.
    if (word == "wrong_signature") token[token.size() - 10] = token[token.size() - 10] == 'x' ? 'y' : 'x';
    return token;
}

/// A client_credentials grant as the probe would ask for it; `assertion` changes claims, `header.` names change the header.
base::Fields token_form(lti13::Issuer const& issuer, std::string const& client_id, Parameters const& parameters, base::Instant now, std::string jti) {
    json::object header{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", "easel-probe"}};
    json::object claims{
        {"iss", client_id},
        {"sub", client_id},
        {"aud", issuer.token_url()},
        {"iat", base::to_numeric_date(now)},
        {"exp", base::to_numeric_date(now) + 300},
        {"jti", std::move(jti)},
    };
    auto key = keys::fixture_key("probe");
    if (auto const* assertion = parameters.find("assertion"); assertion != nullptr && assertion->is_object()) {
        for (auto const& [point, value] : assertion->as_object()) {
            auto const name = std::string_view(point);
            auto& target = name.starts_with("header.") ? header : claims;
            auto const member = name.starts_with("header.") ? name.substr(7) : name;
            if (name == "key") {
                key = keys::fixture_key("attacker");
            } else if (value.is_string() && value.as_string() == "~remove") {
                target.erase(member);
            } else {
                target[member] = value;
            }
        }
    }
    auto const alg = base::text_member(header, "alg").value_or("");
    auto assertion = alg == "none"             ? jose::unsigned_token(header, claims)
                     : alg.starts_with("HS") ? jose::sign_hmac(header, claims, "secret")
                                             : jose::sign(header, claims, key);
    if (auto const raw = parameters.text("body")) assertion = *raw;
    base::Fields form{
        {"grant_type", parameters.text("grant_type").value_or("client_credentials")},
        {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
        {"client_assertion", assertion},
        {"scope", parameters.text("scope").value_or(std::string(ags_scope) + "score")},
    };
    if (auto const* extra = parameters.find("extra"); extra != nullptr && extra->is_object()) {
        for (auto const& [name, value] : extra->as_object()) {
            base::set(form, std::string_view(name), value.is_string() ? std::string(value.as_string()) : base::dump(value));
        }
    }
    if (auto const* omit = parameters.find("omit"); omit != nullptr && omit->is_array()) {
        for (auto const& name : omit->as_array()) {
            if (name.is_string()) base::remove(form, std::string_view(name.as_string()));
        }
    }
    return form;
}

} // namespace

http::awaitable<void> Session::send(scenario::Send const& step) {
    auto const at = step_->at;
    auto const evaluated = evaluate(step.request.value);
    if (!evaluated || !evaluated->is_object()) {
        cannot_judge(
            Verdict::error, "bad_value",
            "The harness cannot work out what to send: " + (evaluated ? std::string("no mapping") : evaluated.error().message), at
        );
        co_return;
    }
    Parameters const parameters{evaluated->as_object()};
    auto const client_id = client_named(step.as);
    auto& issuer = *stage_->issuers.at(client_id);
    auto const tool_now = stage_->time->tool_now();
    auto const what = parameters.text(step.kind).value_or("");

    // Where the call goes: an assignment's line item, a course's container, or a path as it stands.
    auto const* assignment = world::assignment_named(world(), what);
    auto const* course = assignment != nullptr ? world::course_by_id(world(), assignment->course) : world::course_named(world(), what);
    auto target = course == nullptr ? std::string() : line_items_path(*course);
    if (auto const path = assignment == nullptr ? std::nullopt : line_item_path(world(), *assignment)) target = *path;
    // The kind `line_item` names an assignment or gives a URL itself.
    if (auto const given = parameters.text("line_item"); given && !(step.kind == "line_item" && assignment != nullptr)) {
        auto const url = base::parse_url(*given);
        target = url ? url->target() : *given;
    } else if (target.empty()) {
        auto const url = base::parse_url(what); // `get` and `post` take a path or a URL
        target = url ? url->target() : what;
    }

    http::Request request;
    std::string content_type;
    auto const& kind = step.kind;
    if (kind == "token") {
        request = http::form_post(issuer.base_path + "/login/oauth2/token", token_form(issuer, client_id, parameters, tool_now, random_.uuid()));
    } else if (kind == "jwks") {
        request.target = issuer.base_path + "/api/lti/security/jwks";
    } else {
        request.target = target;
        if (kind == "score") {
            request.method = "POST";
            request.target += "/scores";
            request.body = score_body(world(), parameters, tool_now);
            content_type = "application/vnd.ims.lis.v1.score+json";
        } else if (kind == "line_item_create" || kind == "line_item_update") {
            request.method = kind == "line_item_create" ? "POST" : "PUT";
            request.body = line_item_body(parameters);
            content_type = "application/vnd.ims.lis.v2.lineitem+json";
        } else if (kind == "line_item_delete") {
            request.method = "DELETE";
        } else if (kind == "results") {
            request.target += "/results";
        } else if (kind == "post") {
            request.method = "POST";
            request.body = finish_body({}, parameters);
            content_type = "application/json";
        }
        if (auto const token = bearer_token(issuer, client_id, parameters, tool_now)) {
            request.headers.set("Authorization", "Bearer " + *token);
        }
        if (!content_type.empty()) request.headers.set("Content-Type", parameters.text("content_type").value_or(content_type));
    }
    auto fields = filters_of(world(), kind, parameters);
    if (auto const* query = parameters.find("query"); query != nullptr && query->is_object()) {
        for (auto const& [name, value] : query->as_object()) {
            fields.emplace_back(std::string_view(name), value.is_string() ? std::string(value.as_string()) : base::dump(value));
        }
    }
    if (!fields.empty()) {
        request.target += (request.target.find('?') == std::string::npos ? "?" : "&") + base::form_encode(fields);
    }
    if (auto const* headers = parameters.find("headers"); headers != nullptr && headers->is_object()) {
        for (auto const& [name, value] : headers->as_object()) {
            if (value.is_string()) request.headers.set(std::string_view(name), std::string(value.as_string()));
        }
    }

    auto const url = base::parse_url(theatre_.platform.origin() + request.target);
    if (!url) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot send to " + request.target, at);
        co_return;
    }
    request.headers.set("User-Agent", probe_agent);
    auto const before = last_hop();
    auto const answered = co_await theatre_.client.send(*url, std::move(request));
    if (!answered) {
        cannot_judge(Verdict::error, "io", "The harness got no answer from its own platform: " + answered.error().message, at);
        co_return;
    }
    auto const parsed = base::parse_json(answered->body);
    last_answer_ = parsed ? *parsed : json::value();
    if (step.expect.empty()) co_return;
    auto const expected = evaluate(step.expect.value);
    if (!expected || !expected->is_object()) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot work out what is expected.", step.expect_at);
        co_return;
    }
    // The tool may have called in between.
    auto const& all = stage_->log.exchanges();
    auto const exchange = std::find_if(all.begin(), all.end(), [&](traffic::Exchange const& one) {
        return one.number > before && one.request.headers.get("User-Agent") == probe_agent;
    });
    if (exchange == all.end()) {
        cannot_judge(
            Verdict::error, "not_logged",
            "The platform did not take this call for one of the case: status " + std::to_string(answered->status) + ".", at
        );
        co_return;
    }
    // Compared with the whole answer, not with the log's copy, which may be cut.
    auto whole = *exchange;
    whole.response = *answered;
    auto const differs = mismatch_of(expected->as_object(), whole);
    if (differs.required.empty()) {
        judge_platform(true, step.expect_at, "the platform answers as documented", "status " + std::to_string(answered->status), {exchange->number});
    } else {
        judge_platform(false, step.expect_at, differs.required, differs.observed, {exchange->number});
    }
}

} // namespace easel::play
