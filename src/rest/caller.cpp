#include "base/text.hpp"
#include "rest/rest.hpp"
#include "traffic/checks.hpp"

#include <algorithm>

namespace easel::rest {

namespace {

namespace json = base::json;

constexpr std::string_view scheme = "Bearer "; // external-tools-api.md 2: exactly this word, one blank

/// A row of external-tools-api.md 2.
bool holds(traffic::Trail& trail, std::string_view row, bool passed) {
    return traffic::note(trail, {"external-tools-api/2.", row}, passed);
}

void applies(traffic::Trail& trail, std::string_view row) {
    trail.push_back({{"external-tools-api/2.", row}, true});
}

http::Response unauthorized(json::value const& body, bool asks_for_token) {
    auto answer = http::json(401, base::dump(body));
    if (asks_for_token) answer.headers.set("WWW-Authenticate", R"(Bearer realm="canvas-lms")");
    return answer;
}

http::Response bad_token(std::string_view message) {
    return unauthorized({{"errors", json::array{json::object{{"message", message}}}}}, true);
}

/// A member of the query or, where that has none, of the body, which is read only then.
std::string parameter(http::Request const& request, std::string_view name) {
    if (auto found = request.query_value(name)) return std::move(*found);
    if (request.body.empty()) return {};
    auto const all = parameters(request);
    return all ? text(*all, name).value_or("") : std::string();
}

/// By Canvas's id, "self" or SIS id.
world::User const* user_of(world::World& world, world::User const& caller, std::string_view reference) {
    constexpr std::string_view of_sis = "sis_user_id:";
    if (reference == "self") return &caller;
    if (reference.starts_with(of_sis)) {
        auto const wanted = reference.substr(of_sis.size());
        for (auto const& user : world.users)
            if (!wanted.empty() && user.sis_id == wanted) return &user;
        return nullptr;
    }
    auto const id = base::whole_number(reference);
    return id ? world::user_by_id(world, *id) : nullptr;
}

bool is_admin(world::User const& user) {
    return user.account_admin || user.site_admin;
}

/// An enrolment that counts: who was invited has not come yet, who is inactive may not.
bool takes_part(world::Course const& course, world::User const& user, bool teaching_only) {
    return std::any_of(course.enrolments.begin(), course.enrolments.end(), [&](world::Enrolment const& each) {
        bool const counts = each.state == world::EnrolmentState::active ||
                            (each.state == world::EnrolmentState::completed && !teaching_only);
        bool const teaches =
            each.role == world::Role::teacher || each.role == world::Role::ta || each.role == world::Role::designer;
        return each.user == user.id && counts && (teaches || !teaching_only);
    });
}

bool may_read(world::Course const& course, world::User const& user) {
    if (takes_part(course, user, true)) return true;
    if (course.state != world::CourseState::available && course.state != world::CourseState::completed) return false;
    return course.is_public || takes_part(course, user, false);
}

} // namespace

std::string token_of(http::Request const& request) {
    auto const sent = request.headers.get("Authorization");
    if (sent.starts_with(scheme)) return std::string(sent.substr(scheme.size()));
    return parameter(request, "access_token");
}

std::optional<http::Response> refuse_caller(
    world::World& world,
    http::Request const& request,
    std::string_view scope,
    base::Instant now,
    Caller& caller,
    traffic::Trail& trail
) {
    auto const sent = token_of(request);
    bool const by_header = request.headers.get("Authorization").starts_with(scheme);
    if (!by_header && request.headers.has("Authorization")) applies(trail, "13");
    if (!by_header && !sent.empty()) applies(trail, "14");
    if (!holds(trail, "1", !sent.empty()))
        return unauthorized(
            {{"status", "unauthenticated"},
             {"errors", json::array{json::object{{"message", "user authorization required"}}}}},
            true
        );
    auto const* const token = world::access_token(world, sent);
    auto const* const user = token == nullptr ? nullptr : world::user_by_id(world, token->user);
    bool const known = user != nullptr && !user->deleted;
    bool const lapsed = token != nullptr && token->expires_at && *token->expires_at <= now;
    if (!holds(trail, "2", known && !lapsed)) return bad_token("Invalid access token.");
    if (!known) return unforeseen(); // only where that check is switched off
    if (!holds(trail, "4", !token->revoked)) return bad_token("Revoked access token.");
    if (!holds(trail, "3", !token->ends_at || *token->ends_at > now)) {
        json::object error{{"message", "Expired access token."}, {"expired_at", base::to_iso8601(*token->ends_at, 0)}};
        return unauthorized({{"errors", json::array{std::move(error)}}}, true);
    }
    bool const allowed =
        !token->scopes || std::find(token->scopes->begin(), token->scopes->end(), scope) != token->scopes->end();
    if (!holds(trail, "5", allowed))
        return unauthorized(
            {{"errors", json::array{json::object{{"message", "Insufficient scopes on access token."}}}}}, false
        );
    caller = {user, token};
    auto const other = parameter(request, "as_user_id");
    if (other.empty()) return std::nullopt;
    auto const* const played = user_of(world, *user, other);
    bool const may_play = played != nullptr && !played->deleted && (played == user || is_admin(*user));
    if (!holds(trail, "9", may_play)) return unauthorized({{"errors", "Invalid as_user_id"}}, false);
    if (played == nullptr) return unforeseen();
    applies(trail, "19");
    caller.user = played;
    return std::nullopt;
}

bool may(world::World& world, world::User const& user, Right right, world::Place const& place) {
    if (is_admin(user)) return true;
    if (!place.id) return false;
    auto const where = world::find_context(world, place.context, *place.id);
    if (!where.found) return false;
    bool const teaches = where.course != nullptr && takes_part(*where.course, user, true);
    if (right != Right::read) return teaches && where.group == nullptr;
    if (where.group != nullptr) {
        auto const& members = where.group->members;
        return teaches || std::find(members.begin(), members.end(), user.id) != members.end();
    }
    return where.course != nullptr && may_read(*where.course, user);
}

} // namespace easel::rest
