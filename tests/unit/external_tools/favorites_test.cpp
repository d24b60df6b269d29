// Favorites and the tools of courses' navigation. @par Source external-tools-api.md 5.5, 5.6
#include "canvas.hpp"

#include <gtest/gtest.h>

namespace easel::external_tools {
namespace {

constexpr char const* button = "editor_button[icon_url]=https%3A%2F%2Ft.test%2Fi";

struct Favorites : testing::Test {
    Canvas canvas;

    traffic::Answer ask(char const* method, world::Id id, char const* kind = "rce", std::string const& where = "/accounts/1") {
        return canvas.call(
            method, where + "/external_tools/" + kind + "_favorites/" + std::to_string(id), "ruth"
        );
    }
};

TEST_F(Favorites, AreAtMostTwo) {
    auto const one = canvas.install("/accounts/1", "One", button);
    auto const two = canvas.install("/accounts/1", "Two", button);
    auto const three = canvas.install("/accounts/1", "Three", button);
    auto const list = [](std::vector<world::Id> const& ids) {
        std::string all;
        for (auto const id : ids) all += (all.empty() ? "" : ",") + std::to_string(id);
        return "{\"rce_favorite_tool_ids\":[" + all + "]}";
    };
    EXPECT_EQ(ask("POST", one).response.body, list({one}));
    EXPECT_EQ(ask("POST", one).response.body, list({one})) << "once is enough";
    EXPECT_EQ(ask("POST", two).response.body, list({one, two}));
    auto const third = ask("POST", three);
    EXPECT_EQ(third.response.status, 400);
    EXPECT_EQ(third.response.body, R"({"message":"Cannot have more than 2 favorited tools"})");
    EXPECT_EQ(ask("DELETE", three).response.body, list({one, two})) << "no favorite";
    EXPECT_EQ(ask("DELETE", 4711).response.body, list({one, two}));
    canvas.call("DELETE", "/accounts/1/external_tools/" + std::to_string(one), "ruth");
    auto const again = ask("POST", three);
    EXPECT_EQ(again.response.body, list({two, three})) << "a deleted one does not count";
    EXPECT_TRUE(rests_on(again, "5.5.5"));
    EXPECT_EQ(ask("DELETE", two).response.body, list({three}));
    EXPECT_EQ(
        body_of(canvas.call("GET", "/accounts/1/external_tools/" + std::to_string(three), "ada")).at("is_rce_favorite"), true
    );
}

TEST_F(Favorites, NeedThePlacement) {
    auto const plain = canvas.install("/accounts/1", "Plain");
    EXPECT_EQ(ask("POST", plain).response.body, R"({"message":"Tool does not have an editor_button placement"})");
    EXPECT_EQ(ask("POST", plain, "top_nav").response.body, R"({"message":"Tool does not have top_navigation placement"})");
    auto const top = canvas.install("/accounts/1", "Top", "top_navigation[enabled]=true");
    EXPECT_EQ(
        ask("POST", top, "top_nav").response.body, "{\"top_nav_favorite_tool_ids\":[" + std::to_string(top) + "]}"
    );
    EXPECT_EQ(ask("DELETE", top, "top_nav").response.body, R"({"top_nav_favorite_tool_ids":[]})");
}

TEST_F(Favorites, AreOfTheAccountAndThoseAbove) {
    auto const root = canvas.install("/accounts/1", "Root", button);
    auto const science = canvas.install(canvas.science(), "Science", button);
    EXPECT_EQ(ask("POST", science).response.status, 404) << "of a branch below";
    EXPECT_EQ(ask("POST", root).response.status, 200);
    EXPECT_EQ(
        ask("POST", science, "rce", canvas.science()).response.body,
        "{\"rce_favorite_tool_ids\":[" + std::to_string(root) + "," + std::to_string(science) + "]}"
    );
    EXPECT_EQ(canvas.world.account.rce_favorites, std::vector<world::Id>{root});
}

TEST(CourseNavigation, OfOneCourse) {
    Canvas canvas;
    auto const on = "course_navigation[enabled]=true";
    canvas.install("/accounts/1", "Root", on);
    canvas.install(canvas.course(), "Course", on);
    canvas.install(canvas.course(), "Staff", std::string(on) + "&course_navigation[visibility]=admins");
    canvas.install(canvas.course(), "Off", std::string(on) + "&course_navigation[default]=disabled");
    canvas.install(canvas.course(), "Switched-off", "course_navigation[enabled]=false");
    canvas.install(canvas.course(), "Elsewhere", "file_menu[enabled]=true");
    auto const names = [&](std::string const& path, char const* who) {
        std::string all;
        auto const body = body_of(canvas.call("GET", path, who));
        for (auto const& each : body.as_array()) {
            all += std::string(each.at("name").as_string()) + " ";
            EXPECT_EQ(each.at("context_id"), canvas.world.courses.front().id);
            EXPECT_EQ(each.at("context_name"), "Biology");
        }
        return all;
    };
    auto const one = canvas.course() + "/external_tools/visible_course_nav_tools";
    EXPECT_EQ(names(one, "ada"), "Course Root ");
    EXPECT_EQ(names(one, "grace"), "Course Staff Root ");
    auto const id = std::to_string(canvas.world.courses.front().id);
    auto const several = "/external_tools/visible_course_nav_tools?context_codes[]=course_";
    EXPECT_EQ(names(several + id, "ada"), "Course Root ");
    EXPECT_EQ(names(several + id + "&context_codes[]=course_4711", "ada"), "Course Root ") << "one that is not there";
}

TEST(CourseNavigation, RefusesInTheseBytes) {
    struct Row {
        char const* name;
        char const* path; ///< D: the second course
        char const* who;
        int status;
        char const* body;
    };
    constexpr char const* not_allowed =
        R"({"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]})";
    std::vector<Row> const rows{
        {"no codes", "/external_tools/visible_course_nav_tools", "ada", 400, R"({"message":"Missing context_codes"})"},
        {"a group's code", "/external_tools/visible_course_nav_tools?context_codes[]=group_1", "ada", 400,
         R"({"message":"Invalid context_codes; only `course` codes are supported"})"},
        {"no code", "/external_tools/visible_course_nav_tools?context_codes[]=course_x", "ada", 400,
         R"({"message":"Invalid context_codes; only `course` codes are supported"})"},
        {"an account", "/accounts/1/external_tools/visible_course_nav_tools", "ruth", 400,
         R"({"message":"Only course context is supported"})"},
        {"an account of which one is no admin", "/accounts/1/external_tools/visible_course_nav_tools", "ada", 403, not_allowed},
        {"a course that one may not read", "/external_tools/visible_course_nav_tools?context_codes[]=course_D", "ada", 403, not_allowed},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        std::string path = row.path;
        if (path.ends_with('D')) path.replace(path.size() - 1, 1, std::to_string(canvas.world.courses.back().id));
        auto const answer = canvas.call("GET", path, row.who);
        EXPECT_EQ(answer.response.status, row.status);
        EXPECT_EQ(answer.response.body, row.body);
    }
}

} // namespace
} // namespace easel::external_tools
