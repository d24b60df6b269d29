// Tokens in Canvas's order, and who may do what. @par Source external-tools-api.md 1, 2
#include "rest/rest.hpp"

#include <gtest/gtest.h>

namespace easel::rest {
namespace {

using world::ContextKind;
using world::EnrolmentState;
using world::Role;

base::Instant at(std::string const& text) {
    return base::parse_iso8601(text)->at;
}

/// One course with people of every kind, and a token for each sort of trouble.
struct Canvas {
    world::World world;
    base::Instant now = at("2026-03-01T10:04:00Z");
    traffic::Trail trail;
    Caller caller;

    Canvas() {
        world.account.id = 1;
        auto& course = world.courses.emplace_back();
        course.id = 5;
        course.name = "bio";
        add("ada", Role::student);
        add("grace", Role::teacher);
        add("tom", Role::ta);
        add("dana", Role::designer);
        add("olga", Role::observer);
        add("ines", Role::student, EnrolmentState::invited);
        add("ivo", Role::teacher, EnrolmentState::inactive);
        add("cora", Role::student, EnrolmentState::completed);
        user("mallory");
        user("ruth").account_admin = true;
        auto& red = world.groups.emplace_back();
        red.id = 8;
        red.course = 5;
        red.members = {named("ada").id};
        token("scoped").scopes = std::vector<std::string>{"url:GET|/api/v1/x"};
        token("lapsed").expires_at = now;
        token("ended").ends_at = at("2026-01-02T03:04:05Z");
        token("revoked").revoked = true;
        token("orphan").user = 4711;
        token("plain");
        token("admin").user = named("ruth").id;
    }

    world::User& user(std::string name) {
        auto& made = world.users.emplace_back();
        made.id = static_cast<world::Id>(100 + world.users.size());
        made.name = name;
        made.sis_id = "sis_" + name;
        return made;
    }
    void add(std::string name, Role role, EnrolmentState state = EnrolmentState::active) {
        world.courses.front().enrolments.push_back({user(std::move(name)).id, role, state, 0});
    }
    world::User& named(std::string_view name) { return *world::user_named(world, name); }
    world::AccessToken& token(std::string name) {
        auto& made = world.tokens.emplace_back();
        made.name = name;
        made.token = name;
        made.user = named("ada").id;
        return made;
    }

    http::Response refusal(http::Request const& request) {
        trail.clear();
        auto refused = refuse_caller(world, request, parameters(request).value(), "url:GET|/api/v1/x", now, caller, trail);
        return refused ? std::move(*refused) : http::Response{.status = 0};
    }
    http::Response with(std::string const& authorization, std::string target = "/x") {
        http::Request request;
        request.target = std::move(target);
        if (!authorization.empty()) request.headers.set("Authorization", authorization);
        return refusal(request);
    }
};

TEST(Caller, IsRefusedInTheseBytes) {
    struct Row {
        char const* name;
        char const* authorization;
        char const* target;
        char const* body;
        bool asks;
        char const* fact;
    };
    std::vector<Row> const rows{
        {"no credentials", "", "/x", R"({"status":"unauthenticated","errors":[{"message":"user authorization required"}]})", true, "2.1"},
        {"another scheme", "Basic abc", "/x", R"({"status":"unauthenticated","errors":[{"message":"user authorization required"}]})", true, "2.1"},
        {"lower case", "bearer plain", "/x", R"({"status":"unauthenticated","errors":[{"message":"user authorization required"}]})", true, "2.1"},
        {"an unknown token", "Bearer nobody", "/x", R"({"errors":[{"message":"Invalid access token."}]})", true, "2.2"},
        {"a lapsed grant", "Bearer lapsed", "/x", R"({"errors":[{"message":"Invalid access token."}]})", true, "2.2"},
        {"nobody's token", "Bearer orphan", "/x", R"({"errors":[{"message":"Invalid access token."}]})", true, "2.2"},
        {"a second blank", "Bearer  plain", "/x", R"({"errors":[{"message":"Invalid access token."}]})", true, "2.2"},
        {"past its end", "Bearer ended", "/x", R"({"errors":[{"message":"Expired access token.","expired_at":"2026-01-02T03:04:05Z"}]})", true, "2.3"},
        {"revoked", "Bearer revoked", "/x", R"({"errors":[{"message":"Revoked access token."}]})", true, "2.4"},
        {"as somebody unknown", "Bearer admin", "/x?as_user_id=4711", R"({"errors":"Invalid as_user_id"})", false, "2.9"},
        {"as somebody else without the right", "Bearer plain", "/x?as_user_id=102", R"({"errors":"Invalid as_user_id"})", false, "2.9"},
        {"as no number", "Bearer admin", "/x?as_user_id=grace", R"({"errors":"Invalid as_user_id"})", false, "2.9"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        auto const answer = canvas.with(row.authorization, row.target);
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(answer.body, row.body);
        EXPECT_EQ(answer.headers.get("WWW-Authenticate"), row.asks ? R"(Bearer realm="canvas-lms")" : "");
        ASSERT_FALSE(canvas.trail.empty());
        EXPECT_EQ(canvas.trail.back().fact, "external-tools-api/" + std::string(row.fact));
        EXPECT_FALSE(canvas.trail.back().passed);
    }
}

TEST(Caller, NeedsTheScopeWhereTheKeyEnforcesScopes) {
    Canvas canvas;
    EXPECT_EQ(canvas.with("Bearer scoped").status, 0);
    http::Request request;
    request.headers.set("Authorization", "Bearer scoped");
    auto const refused = refuse_caller(canvas.world, request, parameters(request).value(), "url:POST|/api/v1/x", canvas.now, canvas.caller, canvas.trail);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 401);
    EXPECT_EQ(refused->body, R"({"errors":[{"message":"Insufficient scopes on access token."}]})");
    EXPECT_FALSE(refused->headers.has("WWW-Authenticate"));
    EXPECT_EQ(canvas.trail.back().fact, "external-tools-api/2.5");
}

TEST(Caller, IsKnownByAnyPlaceOfTheToken) {
    struct Row {
        char const* name;
        char const* target;
        char const* type;
        char const* body;
    };
    std::vector<Row> const rows{
        {"the query", "/x?access_token=plain", "", ""},
        {"a form", "/x", "application/x-www-form-urlencoded", "access_token=plain"},
        {"a multipart form", "/x", "multipart/form-data; boundary=b",
         "--b\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\nplain\r\n--b--\r\n"},
        {"JSON", "/x", "application/json", R"({"access_token":"plain"})"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        http::Request request;
        request.target = row.target;
        if (*row.type != '\0') request.headers.set("Content-Type", row.type);
        request.body = row.body;
        EXPECT_EQ(canvas.refusal(request).status, 0);
        ASSERT_NE(canvas.caller.user, nullptr);
        EXPECT_EQ(canvas.caller.user->name, "ada");
    }
}

TEST(Caller, MayActAsAnother) {
    Canvas canvas;
    for (auto const& [reference, name] : std::map<std::string, std::string>{
             {"102", "grace"}, {"sis_user_id:sis_tom", "tom"}, {"self", "ruth"}}) {
        EXPECT_EQ(canvas.with("Bearer admin", "/x?as_user_id=" + reference).status, 0) << reference;
        EXPECT_EQ(canvas.caller.user->name, name);
    }
}

TEST(Rights, AreThoseOfTheRole) {
    struct Row {
        char const* user;
        bool reads, manages, reads_unpublished, reads_group, reads_account;
    };
    std::vector<Row> const rows{
        {"ada", true, false, false, true, false},     {"grace", true, true, true, true, false},
        {"tom", true, true, true, true, false},       {"dana", true, true, true, true, false},
        {"olga", true, false, false, false, false},   {"ines", false, false, false, false, false},
        {"ivo", false, false, false, false, false},   {"cora", true, false, false, false, false},
        {"mallory", false, false, false, false, false}, {"ruth", true, true, true, true, true},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.user);
        Canvas canvas;
        auto const& user = canvas.named(row.user);
        auto const at = [&](ContextKind kind, world::Id id) { return world::find_context(canvas.world, kind, id); };
        auto const course = at(ContextKind::course, 5);
        EXPECT_EQ(may(user, Right::read, course), row.reads);
        EXPECT_EQ(may(user, Right::manage_tools, course), row.manages);
        EXPECT_EQ(may(user, Right::read, at(ContextKind::group, 8)), row.reads_group);
        EXPECT_EQ(may(user, Right::manage_tools, at(ContextKind::group, 8)), row.reads_account);
        EXPECT_EQ(may(user, Right::read, at(ContextKind::account, 1)), row.reads_account);
        EXPECT_EQ(may(user, Right::manage_tools, at(ContextKind::account, 1)), row.reads_account);
        canvas.world.courses.front().state = world::CourseState::unpublished;
        EXPECT_EQ(may(user, Right::read, course), row.reads_unpublished);
        canvas.world.courses.front().state = world::CourseState::available;
        canvas.world.courses.front().is_public = true;
        EXPECT_TRUE(may(user, Right::read, course));
    }
}

} // namespace
} // namespace easel::rest
