// The order of the checks and who may do what. @par Source external-tools-api.md 1, 2
#include "canvas.hpp"

#include <gtest/gtest.h>

namespace easel::external_tools {
namespace {

TEST(Checks, AreMadeInCanvasOrder) {
    struct Row {
        char const* name;
        char const* method;
        char const* path; ///< C: the course, T: a tool of it
        char const* who;
        int status;
        char const* decides;
    };
    std::vector<Row> const rows{
        {"no token goes before everything", "GET", "/courses/4711/external_tools", "", 401, "!2.1"},
        {"a bad token before the context", "GET", "/courses/4711/external_tools", "nobody", 401, "!2.2"},
        {"an unknown course before the right", "GET", "/courses/4711/external_tools", "mallory", 404, "!2.7"},
        {"a course that is no number", "GET", "/courses/x/external_tools", "grace", 404, "!2.7"},
        {"a stranger lists a course", "GET", "C/external_tools", "mallory", 403, "2.6"},
        {"a student lists a course", "GET", "C/external_tools", "ada", 200, "1.1"},
        {"a student lists the account", "GET", "/accounts/1/external_tools", "ada", 403, "2.6"},
        {"an admin lists the account", "GET", "/accounts/1/external_tools", "ruth", 200, "1.2"},
        {"a stranger shows, the right before the tool", "GET", "C/external_tools/4711", "mallory", 403, "2.6"},
        {"an unknown tool", "GET", "C/external_tools/4711", "ada", 404, "!2.8"},
        {"tool 0", "GET", "C/external_tools/0", "ada", 404, "!2.8"},
        {"a student shows", "GET", "C/external_tools/T", "ada", 200, "1.5"},
        {"anybody looks for an account's tool", "GET", "/accounts/1/external_tools/T", "mallory", 404, "!2.8"},
        {"a student creates, before the body is looked at", "POST", "C/external_tools", "ada", 403, "2.6"},
        {"an assistant creates nothing", "POST", "C/external_tools", "tom", 400, "!5.2.1"},
        {"a student changes what is not there", "PUT", "C/external_tools/4711", "ada", 404, "!2.8"},
        {"a student changes", "PUT", "C/external_tools/T", "ada", 403, "!1.7"},
        {"a student deletes what is not there", "DELETE", "C/external_tools/4711", "ada", 404, "!2.8"},
        {"a student deletes", "DELETE", "C/external_tools/T", "ada", 403, "!1.8"},
        {"a teacher makes a favorite of what is not there", "POST", "/accounts/1/external_tools/rce_favorites/4711", "grace", 403, "!1.9"},
        {"an admin makes a favorite of what is not there", "POST", "/accounts/1/external_tools/rce_favorites/4711", "ruth", 404, "!5.5.1"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        auto const tool = canvas.install(canvas.course(), "Wiki");
        std::string path = row.path;
        if (path.starts_with('C')) path.replace(0, 1, canvas.course());
        if (path.ends_with('T')) path.replace(path.size() - 1, 1, std::to_string(tool));
        auto const answer = canvas.call(row.method, path, row.who);
        EXPECT_EQ(answer.response.status, row.status) << answer.response.body;
        EXPECT_TRUE(rests_on(answer, row.decides)) << testing::PrintToString(rows_of(answer));
    }
}

TEST(Checks, AnswerOlderCanvasesWith401) {
    Canvas canvas;
    canvas.world.dialects.rest_unauthorized_is_401 = true;
    auto const answer = canvas.call("GET", "/accounts/1/external_tools", "ada");
    EXPECT_EQ(answer.response.status, 401);
    EXPECT_FALSE(answer.response.headers.has("WWW-Authenticate"));
}

TEST(Checks, RefuseABodyThatCannotBeRead) {
    Canvas canvas;
    http::Request request;
    request.method = "POST";
    request.target = "/api/v1" + canvas.course() + "/external_tools";
    request.headers.set("Content-Type", "application/json");
    request.body = "{";
    EXPECT_EQ(canvas.send(request).response.status, 400);
}

} // namespace
} // namespace easel::external_tools
