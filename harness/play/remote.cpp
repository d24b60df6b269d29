#include "play/remote.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "play/session.hpp"
#include "scenario/expression.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::SetupCheck;
using verdict::Verdict;

base::Instant wall_now() {
    return std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
}

std::string quoted(std::string_view name) {
    return "'" + std::string(name) + "'";
}

/// What a send step names outside of expressions.
std::vector<std::string> plain_names(scenario::Send const& send) {
    std::vector<std::string> names;
    auto const* request = send.request.value.if_object();
    if (request == nullptr) return names;
    auto const take = [&](json::object const& from, std::string_view key) {
        if (auto const* value = from.if_contains(key); value != nullptr && value->is_string())
            names.emplace_back(value->as_string());
    };
    for (auto const* key : {"user", "rlid", "course"}) take(*request, key);
    take(*request, send.kind);
    if (auto const* of = request->if_contains(send.kind); of != nullptr && of->is_object())
        take(of->as_object(), "group");
    return names;
}

/// A whole list is what it is only in a course that nobody else uses.
bool looks_at_a_whole_list(scenario::Send const& send) {
    auto const* expected = send.expect.value.if_object();
    if (send.kind != "line_items" && send.kind != "memberships") return false;
    if (expected == nullptr) return false;
    if (expected->contains("count")) return true;
    auto const* body = expected->if_contains("body");
    if (body == nullptr) return false;
    auto const* members = base::member(*body, "members");
    return body->is_array() || (members != nullptr && members->is_array());
}

std::optional<std::string> token_obstacle(json::value const& wish) {
    if (auto const* members = wish.if_object()) {
        if (members->contains("claims")) return "it needs a token that only its platform can make";
        auto const* scopes = members->if_contains("scopes");
        bool const none = scopes != nullptr && scopes->is_array() && scopes->as_array().empty();
        return none ? std::optional<std::string>("no Canvas grants a token without scopes") : std::nullopt;
    }
    auto const word = wish.is_string() ? std::string_view(wish.as_string()) : std::string_view();
    if (word == "expired" || word == "no_scope") return "it needs a token that only its platform can make";
    return std::nullopt;
}

std::optional<std::string> step_obstacle(scenario::Step const& step) {
    auto const* send = std::get_if<scenario::Send>(&step.action);
    if (send == nullptr) return "the step '" + std::string(step.verb()) + "' needs control of the world";
    if (send->as == "tool") return "it needs a tool under test";
    if (send->kind == "launch" || send->kind == "deep_link" || send->kind == "content_item")
        return "it needs a browser session";
    if (send->kind == "rest") return "it needs the token of a person";
    if (send->kind == "install") return "it needs the token of an admin";
    if (send->kind == "outcome") return "it needs the shared secret of an LTI 1.1 tool";
    if (send->kind == "config") return "a configuration cannot be tried over the network";
    auto const* request = send->request.value.if_object();
    if (request == nullptr) return std::nullopt;
    if (request->contains("session")) return "it needs a browser session";
    if (looks_at_a_whole_list(*send)) return "it needs a course of its own";
    if (auto const* wish = request->if_contains("token"); wish != nullptr && send->kind != "token")
        return token_obstacle(*wish);
    return std::nullopt;
}

/// What `name.rest` is there, or why nothing.
std::optional<std::string> name_obstacle(
    Remote const& remote, world::World& world, std::string_view head, std::string_view rest
) {
    auto const unmapped = [&](std::string_view kind) {
        return "the configuration maps no " + std::string(kind) + " " + quoted(head);
    };
    if (world::user_named(world, head) != nullptr) {
        auto const found = remote.users.find(head);
        if (found == remote.users.end()) return unmapped("user");
        if (rest == "id" && found->second.id == 0) return "the configuration has no id of " + quoted(head);
        if (!rest.empty() && rest != "id" && rest != "sub")
            return "it needs the " + std::string(rest) + " of " + quoted(head);
        return std::nullopt;
    }
    if (world::group_named(world, head) != nullptr) {
        return remote.groups.contains(head) ? std::nullopt : std::optional(unmapped("group"));
    }
    world::Course const* course = world::course_named(world, head);
    if (auto const* assignment = world::assignment_named(world, head)) {
        course = world::course_by_id(world, assignment->course);
        if (rest == "link_id")
            return remote.link_ids.contains(head)
                       ? std::nullopt
                       : std::optional("the configuration maps no link id of " + quoted(head));
        if (rest == "id") return "it needs the id of the assignment " + quoted(head);
    }
    if (course == nullptr) return std::nullopt;
    if (!remote.courses.contains(course->name)) return "the configuration maps no course " + quoted(course->name);
    return rest == "context_id" ? std::optional("it needs the context id of " + quoted(head)) : std::nullopt;
}

/// Names that stand for the same anywhere.
bool is_general(std::string_view head) {
    static std::array<std::string_view, 8> const general{
        "now", "uuid", "seed", "client_id", "issuer", "token_url", "platform", "answer"};
    return std::find(general.begin(), general.end(), head) != general.end();
}

/// The world's names that a case uses, as (name, what of it).
std::set<std::pair<std::string, std::string>> names_of(scenario::Case const& played) {
    std::set<std::pair<std::string, std::string>> names;
    for (auto const& step : played.steps) {
        auto const* send = std::get_if<scenario::Send>(&step.action);
        if (send == nullptr) continue;
        for (auto& name : plain_names(*send)) names.emplace(std::move(name), "");
        for (auto const* value : {&send->request.value, &send->expect.value}) {
            for (auto const& name : scenario::names_in(*value)) {
                auto const dot = name.find('.');
                names.emplace(name.substr(0, dot), dot == std::string::npos ? "" : name.substr(dot + 1));
            }
        }
    }
    return names;
}

/// Kinds that a line item made by a tool answers otherwise than Canvas's own.
bool needs_own_line_item(scenario::Send const& send) {
    return send.kind == "line_item" || send.kind == "line_item_update" || send.kind == "line_item_delete";
}

SetupCheck setup(std::string id, bool passed, std::string detail, std::string hint = {}) {
    return {
        std::move(id), passed ? Verdict::passed : Verdict::failed, std::move(detail), passed ? "" : std::move(hint)};
}

} // namespace

std::optional<std::string> obstacle(Remote const& remote, scenario::Case const& played, world::World& world) {
    if (played.needs_tool()) return "it needs a tool under test";
    if (!played.world.is_null()) return "it needs a world of its own";
    for (auto const& step : played.steps) {
        if (auto why = step_obstacle(step)) return why;
        auto const& send = std::get<scenario::Send>(step.action);
        for (auto const& name : plain_names(send)) {
            if (needs_own_line_item(send) && world::assignment_named(world, name) != nullptr &&
                !remote.line_items.contains(name)) {
                return "the configuration maps no line item of " + quoted(name);
            }
        }
    }
    for (auto const& [head, rest] : names_of(played)) {
        if (is_general(head)) continue;
        if (auto why = name_obstacle(remote, world, head, rest)) return why;
        if (!rest.empty() && world::user_named(world, head) == nullptr && world::group_named(world, head) == nullptr &&
            world::course_named(world, head) == nullptr && world::assignment_named(world, head) == nullptr) {
            return "nothing there is known as " + quoted(head);
        }
    }
    return std::nullopt;
}

std::vector<std::string> missing_line_items(Remote const& remote, scenario::Case const& played, world::World& world) {
    std::set<std::string> missing;
    for (auto const& [head, rest] : names_of(played)) {
        if (world::assignment_named(world, head) != nullptr && !remote.line_items.contains(head)) missing.insert(head);
    }
    return {missing.begin(), missing.end()};
}

void adopt_ids(Remote const& remote, world::World& world) {
    for (auto const& [name, id] : remote.courses) {
        auto* course = world::course_named(world, name);
        if (course == nullptr) continue;
        for (auto& assignment : world.assignments) {
            if (assignment.course == course->id) assignment.course = id;
        }
        course->id = id;
    }
    for (auto const& [name, id] : remote.groups) {
        if (auto* group = world::group_named(world, name)) group->id = id;
    }
    for (auto const& [name, person] : remote.users) {
        auto* user = world::user_named(world, name);
        if (user == nullptr) continue;
        user->lti_id = person.lti_id;
        if (person.id != 0) user->id = person.id;
    }
    for (auto const& [name, id] : remote.line_items) adopt_line_item(world, name, id);
    for (auto const& [name, id] : remote.link_ids) {
        if (auto* assignment = world::assignment_named(world, name)) assignment->link_id = id;
    }
}

void adopt_line_item(world::World& world, std::string_view assignment, world::Id id) {
    auto const* found = world::assignment_named(world, assignment);
    auto* item = found == nullptr ? nullptr : world::default_line_item(world, found->id);
    if (item != nullptr) item->id = id;
}

std::string address_of(Remote const& remote, std::string_view kind, std::string const& target) {
    if (kind != "token" && kind != "jwks") return remote.origin + target;
    auto address = kind == "token" ? remote.token_url : remote.jwks_url;
    if (auto const query = target.find('?'); query != std::string::npos)
        address += (address.find('?') == std::string::npos ? "?" : "&") + target.substr(query + 1);
    return address;
}

http::awaitable<base::Result<std::string>> remote_token(
    Remote& remote, http::Client& client, std::vector<std::string> const& scopes, base::Random& random
) {
    auto const wanted = base::join(scopes, " ");
    auto const now = wall_now();
    if (auto const kept = remote.tokens.find(wanted); kept != remote.tokens.end() && kept->second.until > now)
        co_return kept->second.text;
    auto const url = base::parse_url(remote.token_url);
    if (!url) co_return url.error();
    auto const seconds = base::to_numeric_date(now);
    json::object const claims{
        {"iss", remote.client_id},
        {"sub", remote.client_id},
        {"aud", remote.audience},
        {"iat", seconds},
        {"exp", seconds + 300},
        {"jti", random.uuid()},
    };
    json::object const header{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", remote.kid}};
    auto request = http::form_post(
        url->target(),
        {
            {"grant_type", "client_credentials"},
            {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
            {"client_assertion", jose::sign(header, claims, remote.key)},
            {"scope", wanted},
        }
    );
    auto const answered = co_await client.send(*url, std::move(request));
    if (!answered) co_return answered.error();
    auto const body = base::parse_json(answered->body);
    auto const token = body ? base::text_member(*body, "access_token") : std::nullopt;
    if (answered->status != 200 || !token) {
        co_return base::Fault{
            base::FaultKind::unreachable,
            "status " + std::to_string(answered->status) + ": " + base::to_valid_utf8(answered->body.substr(0, 300)),
            remote.token_url};
    }
    auto const* life = base::member(*body, "expires_in");
    auto const lives =
        std::chrono::seconds(static_cast<std::int64_t>(life == nullptr ? 3600 : base::number(*life).value_or(3600)));
    remote.tokens[wanted] = {*token, now + lives - std::chrono::minutes(2)};
    co_return *token;
}

http::awaitable<std::vector<SetupCheck>> check_remote(Remote& remote, http::Client& client, std::uint64_t seed) {
    std::vector<SetupCheck> checks;
    base::Random random(base::stable_hash({std::to_string(seed), "remote"}));
    auto const token = co_await remote_token(remote, client, remote.scopes, random);
    if (!token) {
        bool const refused = token.error().kind == base::FaultKind::unreachable;
        checks.push_back(setup(
            refused ? "platform.token" : "platform.reachable",
            false,
            to_string(token.error()),
            refused ? "The platform does not know this client, key or scope; see client_id, private_key and scopes of "
                      "the configuration."
                    : "Nothing answers there; see --platform and urls.token of the configuration."
        ));
        co_return checks;
    }
    checks.push_back(setup("platform.token", true, "the platform grants a token for every scope of the configuration"));
    for (auto const& [name, id] : remote.courses) {
        auto const path = "/api/lti/courses/" + std::to_string(id) + "/line_items";
        auto const url = base::parse_url(remote.origin + path);
        if (!url) {
            checks.push_back(setup("platform.reachable", false, to_string(url.error())));
            continue;
        }
        http::Request get;
        get.headers.set("Authorization", "Bearer " + *token);
        auto const answered = co_await client.send(*url, std::move(get));
        if (!answered) {
            checks.push_back(setup("platform.reachable", false, to_string(answered.error()), "See --platform."));
        } else {
            checks.push_back(setup(
                "platform.course",
                answered->status == 200,
                "course " + quoted(name) + " (" + std::to_string(id) + "): status " + std::to_string(answered->status) +
                    " for its line items",
                "The tool must be installed in this course; see courses in the configuration."
            ));
        }
    }
    co_return checks;
}

} // namespace easel::play
