#include "base/text.hpp"
#include "rest/rest.hpp"
#include "traffic/checks.hpp"
#include "world/visibility.hpp"

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

/// An enrolment that counts: who was invited has not come yet, who is inactive may not.
bool takes_part(world::Course const& course, world::User const& user) {
    return std::any_of(course.enrolments.begin(), course.enrolments.end(), [&](world::Enrolment const& each) {
        bool const counts =
            each.state == world::EnrolmentState::active || each.state == world::EnrolmentState::completed;
        return each.user == user.id && counts;
    });
}

bool may_read(world::Course const& course, world::User const& user) {
    if (course.state != world::CourseState::available && course.state != world::CourseState::completed) return false;
    return course.is_public || takes_part(course, user);
}

/// What the header brings; "" : none.
std::string bearer_of(http::Request const& request) {
    auto const sent = request.headers.get("Authorization");
    return sent.starts_with(scheme) ? std::string(sent.substr(scheme.size())) : std::string();
}

} // namespace

std::string token_of(http::Request const& request) {
    if (auto token = bearer_of(request); !token.empty()) return token;
    auto const sent = parameters(request);
    return sent ? text(*sent, "access_token").value_or("") : std::string();
}

std::optional<http::Response> refuse_caller(
    world::World& world,
    http::Request const& request,
    json::object const& parameters,
    std::string_view scope,
    base::Instant now,
    Caller& caller,
    traffic::Trail& trail
) {
    auto sent = bearer_of(request);
    bool const by_header = request.headers.get("Authorization").starts_with(scheme);
    if (!by_header) sent = text(parameters, "access_token").value_or("");
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
    auto const other = text(parameters, "as_user_id").value_or("");
    if (other.empty()) return std::nullopt;
    auto const* const played = user_of(world, *user, other);
    bool const may_play = played != nullptr && !played->deleted && (played == user || world::is_administrator(user));
    if (!holds(trail, "9", may_play)) return unauthorized({{"errors", "Invalid as_user_id"}}, false);
    if (played == nullptr) return unforeseen();
    applies(trail, "19");
    caller.user = played;
    return std::nullopt;
}

bool may(world::User const& user, Right right, world::Context const& place) {
    if (world::is_administrator(&user)) return true;
    if (!place.found) return false;
    bool const teaches = world::is_staff(place, &user);
    if (right == Right::manage_tools) return teaches && place.group == nullptr;
    if (teaches) return true;
    if (place.group != nullptr) {
        auto const& members = place.group->members;
        return std::find(members.begin(), members.end(), user.id) != members.end();
    }
    return place.course != nullptr && may_read(*place.course, user);
}

} // namespace easel::rest
