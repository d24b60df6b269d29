// external-tools-api.md 7
#include "world/visibility.hpp"

#include "base/json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace easel::world {
namespace {

/// A course in a sub-account, with one of each kind of person; a tool in the root account.
struct Canvas {
    World world;
    Tool tool;
    Canvas() {
        world.account.id = 1;
        world.accounts.push_back({.id = 2, .name = "science", .title = "Science", .context_id = std::string(40, 'a')});
        for (auto const* name : {"student", "teacher", "ta", "designer", "observer", "stranger", "admin", "member"}) {
            auto& user = world.users.emplace_back();
            user.id = 10 + static_cast<Id>(world.users.size());
            user.name = name;
        }
        user_named(world, "admin")->account_admin = true;
        auto& course = world.courses.emplace_back();
        course.id = 5;
        course.name = "bio101";
        course.account = 2;
        for (auto const& [name, role] :
             {std::pair{"student", Role::student}, {"teacher", Role::teacher}, {"ta", Role::ta},
              {"designer", Role::designer}, {"observer", Role::observer}})
            course.enrolments.push_back({.user = user_named(world, name)->id, .role = role});
        auto& group = world.groups.emplace_back();
        group.id = 7;
        group.members = {user_named(world, "member")->id};
        tool.id = 3;
    }
    User const* user(std::string_view name) { return name.empty() ? nullptr : user_named(world, name); }
    Context course() { return find_context(world, ContextKind::course, 5); }
    Context account(Id id) { return find_context(world, ContextKind::account, id); }
};

struct Row {
    char const* name;
    char const* placement; ///< as JSON: what is stored of it; "name", "visibility", "enabled", "default" are members
    char const* who;
    bool opens;
    bool shows;
};

Placement made_of(char const* text) {
    auto const parsed = base::parse_json(text);
    auto const& given = parsed->as_object();
    Placement made;
    made.name = base::text_member(given, "name").value_or("course_navigation");
    made.visibility = base::text_member(given, "visibility").value_or("");
    made.on_by_default = base::text_member(given, "default") != "disabled";
    if (auto const* const enabled = given.if_contains("enabled")) made.enabled = enabled->as_bool();
    made.stored = given;
    return made;
}

class Visibility : public testing::TestWithParam<Row> {};

TEST_P(Visibility, InACourse) {
    Canvas canvas;
    auto const placement = made_of(GetParam().placement);
    auto const* const user = canvas.user(GetParam().who);
    EXPECT_EQ(may_open(canvas.tool, placement, user, canvas.course()), GetParam().opens);
    EXPECT_EQ(is_visible(canvas.world, canvas.tool, placement, user, canvas.course()), GetParam().shows);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Visibility,
    testing::Values(
        Row{"Unset_Student", "{}", "student", true, true},
        Row{"Unset_Nobody", "{}", "", true, true},
        Row{"Public_Nobody", R"({"visibility":"public"})", "", true, true},
        Row{"Members_Student", R"({"visibility":"members"})", "student", true, true},
        Row{"Members_Teacher", R"({"visibility":"members"})", "teacher", true, true},
        Row{"Members_Observer", R"({"visibility":"members"})", "observer", false, false},
        Row{"Members_Stranger", R"({"visibility":"members"})", "stranger", false, false},
        Row{"Members_Nobody", R"({"visibility":"members"})", "", false, false},
        Row{"Admins_Student", R"({"visibility":"admins"})", "student", false, false},
        Row{"Admins_Designer", R"({"visibility":"admins"})", "designer", true, true},
        Row{"Admins_Admin", R"({"visibility":"admins"})", "admin", true, true},
        Row{"Admins_Ta", R"({"visibility":"admins"})", "ta", true, true},
        Row{"Disabled_Teacher", R"({"enabled":false})", "teacher", false, false},
        Row{"DefaultDisabled", R"({"default":"disabled"})", "teacher", true, false},
        Row{"DefaultDisabledElsewhere", R"({"name":"editor_button","default":"disabled"})", "teacher", true, true},
        Row{"OnePermission_Teacher", R"({"required_permissions":"manage_grades"})", "teacher", true, true},
        Row{"OnePermission_Student", R"({"required_permissions":"manage_grades"})", "student", false, false},
        Row{"OnePermission_Designer", R"({"required_permissions":"manage_grades"})", "designer", false, false},
        Row{"AllPermissions", R"({"required_permissions":"read_forum, manage_grades"})", "student", false, false},
        Row{"StudentsPermission", R"({"required_permissions":"read_forum"})", "student", true, true},
        Row{"AccountPermission_Teacher", R"({"required_permissions":"manage_account_settings"})", "teacher", false, false},
        Row{"AccountPermission_Admin", R"({"required_permissions":"manage_account_settings"})", "admin", true, true}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(VisibleTool, IsInstalledThereOrAbove) {
    Canvas canvas;
    auto const placement = made_of("{}");
    auto const shows = [&](Context const& place) {
        return is_visible(canvas.world, canvas.tool, placement, canvas.user("admin"), place);
    };
    EXPECT_TRUE(shows(canvas.course()));
    canvas.tool.account = 2;
    EXPECT_TRUE(shows(canvas.course()));
    EXPECT_FALSE(shows(canvas.account(1)));
    canvas.tool.account = 0;
    canvas.tool.course = 6;
    EXPECT_FALSE(shows(canvas.course()));
    canvas.tool.course = 5;
    EXPECT_TRUE(shows(canvas.course()));
    canvas.tool.deleted = true;
    EXPECT_FALSE(shows(canvas.course()));
}

TEST(VisibleTool, ThatIsNotSelectableIsNotOfferedWhereThingsAreSelected) {
    Canvas canvas;
    canvas.tool.not_selectable = true;
    for (auto const& [name, shows] :
         {std::pair{"link_selection", false}, {"assignment_selection", false}, {"resource_selection", false},
          {"editor_button", true}, {"course_navigation", true}}) {
        Placement placement;
        placement.name = name;
        EXPECT_EQ(is_visible(canvas.world, canvas.tool, placement, canvas.user("teacher"), canvas.course()), shows) << name;
    }
}

TEST(VisibleTool, OfTheRootAccountAlone) {
    Canvas canvas;
    auto const shows = [&](char const* placement, Id account) {
        return is_visible(
            canvas.world, canvas.tool, made_of(placement), canvas.user("admin"), canvas.account(account)
        );
    };
    EXPECT_TRUE(shows(R"({"name":"account_navigation"})", 2));
    EXPECT_TRUE(shows(R"({"name":"account_navigation","root_account_only":true})", 1));
    EXPECT_FALSE(shows(R"({"name":"account_navigation","root_account_only":true})", 2));
    EXPECT_FALSE(shows(R"({"name":"account_navigation","root_account_only":"true"})", 2));
    EXPECT_TRUE(shows(R"({"name":"user_navigation"})", 1));
    canvas.tool.account = 2;
    EXPECT_FALSE(shows(R"({"name":"user_navigation"})", 2));
    EXPECT_FALSE(shows(R"({"name":"global_navigation"})", 2));
}

TEST(VisibleTool, ToTheMembersOfAGroup) {
    Canvas canvas;
    auto const place = find_context(canvas.world, ContextKind::group, 7);
    auto const placement = made_of(R"({"visibility":"members"})");
    EXPECT_TRUE(may_open(canvas.tool, placement, canvas.user("member"), place));
    EXPECT_FALSE(may_open(canvas.tool, placement, canvas.user("stranger"), place));
}

} // namespace
} // namespace easel::world
