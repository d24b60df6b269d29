#include "base/json.hpp"
#include "jose/jwt.hpp"
#include "lti13/token.hpp"
#include "nrps_canvas.hpp"

#include <gtest/gtest.h>

namespace easel::services {
namespace {

std::string refusal(char const* type, std::string const& message) {
    return R"({"errors":{"type":")" + std::string(type) + R"(","message":")" + message + R"("}})";
}
std::string unauthorized(std::string const& message) {
    return refusal("unauthorized", message);
}
std::string bad_request(std::string const& message) {
    return refusal("bad_request", message);
}

RosterRow with_token(char const* name, char const* fact, std::string authorization, std::string const& message) {
    return {
        name,
        fact,
        [authorization](RosterCanvas& canvas) {
            canvas.authorization = authorization;
            canvas.get(course_roster);
        },
        401,
        unauthorized(message)};
}

using Claims = base::json::object;
RosterRow with_claims(
    char const* name,
    char const* fact,
    std::function<void(Claims&, std::int64_t)> const& change,
    std::string const& message
) {
    return {
        name,
        fact,
        [change](RosterCanvas& canvas) {
            auto token = jose::decode(canvas.token({roster_scope})).value();
            change(token.claims, base::to_numeric_date(canvas.tool_now));
            canvas.authorization = "Bearer " + jose::sign_hmac(token.header, token.claims, canvas.issuer.secret);
            canvas.get(course_roster);
        },
        401,
        unauthorized("Invalid access token field/s: " + message)};
}

/// With `rlid` after something was changed.
RosterRow linked(
    char const* name,
    char const* fact,
    std::string rlid,
    std::function<void(RosterCanvas&)> const& change,
    std::string const& message
) {
    return {
        name,
        fact,
        [rlid, change](RosterCanvas& canvas) {
            change(canvas);
            canvas.get(course_roster, {{"rlid", rlid}});
        },
        400,
        bad_request(message)};
}

RosterRow changed(
    char const* name, char const* fact, std::function<void(RosterCanvas&)> const& act, int status, std::string body
) {
    return {name, fact, act, status, std::move(body)};
}

/// A second installation of the tool in the account; the first one is gone.
void reinstall(RosterCanvas& canvas) {
    auto again = canvas.tool();
    canvas.tool().deleted = true;
    again.id = 7;
    canvas.world.tools.push_back(std::move(again));
}

std::string const not_linked = unauthorized("Access Token not linked to a Tool associated with this Context");

} // namespace

std::vector<RosterRow> roster_check_rows() {
    auto const get = [](std::string target) { return [target](RosterCanvas& c) { c.get(target); }; };
    return {
        with_token("no_token", "nrps/2.1", "none", "Missing access token"),
        with_token("another_scheme", "nrps/2.1", "Basic abc", "Missing access token"),
        with_token("no_jwt", "nrps/2.2", "Bearer abc", "Invalid access token format"),
        changed(
            "forged",
            "nrps/2.3",
            [](RosterCanvas& c) {
                auto token = jose::decode(c.token({roster_scope})).value();
                c.authorization = "Bearer " + jose::sign_hmac(token.header, token.claims, "another secret");
                c.get(course_roster);
            },
            401,
            unauthorized("Access token invalid - signature likely incorrect")
        ),
        changed(
            "expired",
            "nrps/2.4",
            [](RosterCanvas& c) {
                auto const sent = c.token({roster_scope});
                c.tool_now += std::chrono::hours(2);
                c.authorization = "Bearer " + sent;
                c.get(course_roster);
            },
            401,
            unauthorized("Access token expired")
        ),
        with_claims(
            "no_claims",
            "nrps/2.5",
            [](Claims& claims, std::int64_t) { claims = {}; },
            "the following assertions are missing: sub,aud,exp,iat,jti,iss"
        ),
        with_claims(
            "two_claims_missing",
            "nrps/2.5",
            [](Claims& claims, std::int64_t) {
                claims.erase("jti");
                claims.erase("iat");
            },
            "the following assertions are missing: iat,jti"
        ),
        with_claims(
            "another_audience",
            "nrps/2.6",
            [](Claims& claims, std::int64_t) { claims["aud"] = "https://elsewhere.test/login/oauth2/token"; },
            "the 'aud' is invalid"
        ),
        with_claims(
            "from_the_future",
            "nrps/2.7",
            [](Claims& claims, std::int64_t now) { claims["iat"] = now + 60; },
            "the 'iat' must not be in the future"
        ),
        with_claims(
            "too_old",
            "nrps/2.8",
            [](Claims& claims, std::int64_t now) { claims["iat"] = now - 3601; },
            "the 'iat' must be less than 3600 seconds old"
        ),
        changed(
            "key_deleted",
            "nrps/2.9",
            [](RosterCanvas& c) {
                c.world.keys[0].state = world::KeyState::deleted;
                c.get(course_roster);
            },
            401,
            unauthorized("Unknown or inactive Developer Key")
        ),
        changed(
            "key_unknown",
            "nrps/2.9",
            [](RosterCanvas& c) {
                c.caller = "10000000000099";
                c.get(course_roster);
            },
            401,
            unauthorized("Unknown or inactive Developer Key")
        ),
        changed(
            "another_scope",
            "nrps/2.10",
            [](RosterCanvas& c) {
                c.authorization = "Bearer " + c.token({"https://purl.imsglobal.org/spec/lti-ags/scope/score"});
                c.get(course_roster);
            },
            401,
            unauthorized("Insufficient permissions")
        ),
        changed(
            "key_off",
            "nrps/2.11",
            [](RosterCanvas& c) {
                c.world.keys[0].on_for_account = false;
                c.get(course_roster);
            },
            401,
            unauthorized("Invalid Developer Key")
        ),
        changed(
            "key_off_before_course_deleted",
            "nrps/2.11",
            [](RosterCanvas& c) {
                c.world.keys[0].on_for_account = false;
                c.course().state = world::CourseState::deleted;
                c.get(course_roster);
            },
            401,
            unauthorized("Invalid Developer Key")
        ),
        changed(
            "course_deleted",
            "nrps/2.12",
            [](RosterCanvas& c) {
                c.course().state = world::CourseState::deleted;
                c.get(course_roster);
            },
            404,
            refusal("not_found", "Context not found")
        ),
        changed(
            "course_deleted_in_long_words",
            "nrps/2.12",
            [](RosterCanvas& c) {
                c.world.dialects.deleted_context_long_text = true;
                c.course().state = world::CourseState::deleted;
                c.get(course_roster);
            },
            404,
            refusal("not_found", "Context is deleted or not found")
        ),
        changed(
            "group_deleted",
            "nrps/2.12",
            [](RosterCanvas& c) {
                c.group().deleted = true;
                c.get(group_roster);
            },
            404,
            refusal("not_found", "Context not found")
        ),
        changed("course_unknown", "nrps/2.12a", get("/api/lti/courses/99/names_and_roles"), 404, no_resource),
        changed(
            "course_unknown_before_key_off",
            "nrps/2.12a",
            [](RosterCanvas& c) {
                c.world.keys[0].on_for_account = false;
                c.get("/api/lti/courses/99/names_and_roles");
            },
            404,
            no_resource
        ),
        changed(
            "course_by_unknown_sis_id",
            "nrps/2.12a",
            get("/api/lti/courses/sis_course_id:X/names_and_roles"),
            404,
            no_resource
        ),
        changed("course_by_word", "nrps/2.12a", get("/api/lti/courses/self/names_and_roles"), 404, no_resource),
        changed("group_unknown", "nrps/2.12a", get("/api/lti/groups/99/names_and_roles"), 404, no_resource),
        changed(
            "tool_deleted",
            "nrps/2.13",
            [](RosterCanvas& c) {
                c.tool().deleted = true;
                c.get(course_roster);
            },
            401,
            not_linked
        ),
        changed(
            "tool_in_another_course",
            "nrps/2.13",
            [](RosterCanvas& c) {
                c.tool().course = 12; // nrps/2.25
                c.get(course_roster);
            },
            401,
            not_linked
        ),
        changed(
            "tool_in_a_course_and_a_group_of_the_account",
            "nrps/2.13",
            [](RosterCanvas& c) {
                c.tool().course = 11;
                c.group().course = 0;
                c.get(group_roster);
            },
            401,
            not_linked
        ),
        changed(
            "tool_in_a_sub_account_and_a_group_of_the_root_account",
            "nrps/2.13",
            [](RosterCanvas& c) {
                c.world.accounts.push_back({.id = 90, .name = "science"});
                c.tool().account = 90; // nrps/2.25
                c.group().course = 0;
                c.get(group_roster);
            },
            401,
            not_linked
        ),
        linked(
            "link_of_another_tool",
            "nrps/2.14",
            Canvas::link_id,
            [](RosterCanvas& c) { c.quiz().tool = 6; },
            "Tool does not have access to rlid or rlid does not exist"
        ),
        linked(
            "link_of_nobody_knows_what", "nrps/2.15", "nonsense", [](RosterCanvas&) {}, "Invalid 'rlid' parameter"
        ),
        linked(
            "assignment_without_a_tool",
            "nrps/2.15",
            Canvas::link_id,
            [](RosterCanvas& c) { c.quiz().tool = 0; },
            "Invalid 'rlid' parameter"
        ),
        linked(
            "context_of_another_course",
            "nrps/2.15",
            "c0ffee",
            [](RosterCanvas& c) { world::course_by_id(c.world, 12)->context_id = "c0ffee"; },
            "Invalid 'rlid' parameter"
        ),
        linked(
            "assignment_changed_to_text",
            "nrps/2.16",
            Canvas::link_id,
            [](RosterCanvas& c) { c.quiz().submission_types = "online_text_entry"; },
            "Requested assignment not configured for external tool launches"
        ),
        linked(
            "assignment_deleted",
            "nrps/2.17",
            Canvas::link_id,
            [](RosterCanvas& c) { c.quiz().deleted = true; },
            "Requested ResourceLink was not found"
        ),
        linked(
            "assignment_of_another_course",
            "nrps/2.17",
            Canvas::link_id,
            [](RosterCanvas& c) { c.quiz().course = 12; },
            "Requested ResourceLink was not found"
        ),
        linked(
            "link_in_a_text",
            "nrps/2.17",
            "link-9",
            [](RosterCanvas& c) { c.add_link(91, "link-9", false); },
            "Requested ResourceLink was not found"
        ),
        linked(
            "tool_installed_again",
            "nrps/2.19",
            Canvas::link_id,
            reinstall,
            "Requested ResourceLink bound to unexpected external tool"
        ),
        changed(
            "page_zero",
            "nrps/5.5",
            [](RosterCanvas& c) {
                c.get(course_roster, {{"page", "0"}});
            },
            404,
            no_resource
        ),
        changed(
            "page_in_words",
            "nrps/5.5",
            [](RosterCanvas& c) {
                c.get(course_roster, {{"page", "two"}});
            },
            404,
            no_resource
        ),
        changed(
            "posted",
            "nrps/1.15",
            [](RosterCanvas& c) { c.call("POST", course_roster); },
            404,
            R"({"errors":[{"message":"An error occurred.","error_code":"not_found"}]})"
        ),
        changed(
            "unreadable_query",
            "nrps/1.16",
            [](RosterCanvas& c) { c.call("GET", course_roster + "?role=%ff"); },
            400,
            R"({"errors":[{"message":"An error occurred.","error_code":"bad_request"}]})"
        ),
    };
}

} // namespace easel::services
