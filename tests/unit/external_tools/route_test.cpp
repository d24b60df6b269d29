// Paths and methods of the API, and the scope of each. @par Source external-tools-api.md 1
#include "external_tools/external_tools.hpp"

#include <gtest/gtest.h>

namespace easel::external_tools {
namespace {

using What = Route::What;

TEST(Routes, AreFound) {
    struct Row {
        char const* method;
        char const* path;
        What what;
        char const* scope;
    };
    std::vector<Row> const rows{
        {"GET", "/api/v1/courses/5/external_tools", What::list, "url:GET|/api/v1/courses/:course_id/external_tools"},
        {"GET", "/api/v1/courses/5/external_tools.json", What::list, "url:GET|/api/v1/courses/:course_id/external_tools"},
        {"GET", "/api/v1/accounts/1/external_tools", What::list, "url:GET|/api/v1/accounts/:account_id/external_tools"},
        {"GET", "/api/v1/groups/8/external_tools", What::list, "url:GET|/api/v1/groups/:group_id/external_tools"},
        {"POST", "/api/v1/courses/5/external_tools", What::create, "url:POST|/api/v1/courses/:course_id/external_tools"},
        {"GET", "/api/v1/courses/5/external_tools/7", What::show,
         "url:GET|/api/v1/courses/:course_id/external_tools/:external_tool_id"},
        {"PUT", "/api/v1/accounts/1/external_tools/7.json", What::update,
         "url:PUT|/api/v1/accounts/:account_id/external_tools/:external_tool_id"},
        {"DELETE", "/api/v1/accounts/1/external_tools/7", What::remove,
         "url:DELETE|/api/v1/accounts/:account_id/external_tools/:external_tool_id"},
        {"GET", "/api/v1/courses/5/external_tools/sessionless_launch", What::sessionless,
         "url:GET|/api/v1/courses/:course_id/external_tools/sessionless_launch"},
        {"GET", "/courses/5/external_tools/sessionless_launch", What::launch_page, ""},
        {"POST", "/api/v1/accounts/1/external_tools/rce_favorites/7", What::favor,
         "url:POST|/api/v1/accounts/:id/external_tools/rce_favorites/:tool_id"},
        {"DELETE", "/api/v1/accounts/1/external_tools/top_nav_favorites/7", What::unfavor,
         "url:DELETE|/api/v1/accounts/:id/external_tools/top_nav_favorites/:tool_id"},
        {"GET", "/api/v1/external_tools/visible_course_nav_tools", What::visible_course_nav,
         "url:GET|/api/v1/external_tools/visible_course_nav_tools"},
        {"GET", "/api/v1/courses/5/external_tools/visible_course_nav_tools", What::visible_course_nav,
         "url:GET|/api/v1/courses/:course_id/external_tools/visible_course_nav_tools"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(std::string(row.method) + " " + row.path);
        auto const found = route(row.method, row.path);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->what, row.what);
        EXPECT_EQ(found->scope, row.scope);
    }
}

TEST(Routes, AreNotThereForOthers) {
    for (auto const& [method, path] : std::vector<std::pair<char const*, char const*>>{
             {"PATCH", "/api/v1/courses/5/external_tools/7"},
             {"DELETE", "/api/v1/courses/5/external_tools"},
             {"POST", "/api/v1/groups/8/external_tools"},
             {"GET", "/api/v1/groups/8/external_tools/7"},
             {"GET", "/api/v1/users/8/external_tools"},
             {"POST", "/api/v1/courses/5/external_tools/rce_favorites/7"},
             {"GET", "/api/v1/accounts/1/external_tools/rce_favorites/7"},
             {"GET", "/courses/5/external_tools"},
             {"GET", "/api/v1/courses/5/external_tools/7/more"}})
        EXPECT_FALSE(route(method, path)) << method << " " << path;
}

} // namespace
} // namespace easel::external_tools
