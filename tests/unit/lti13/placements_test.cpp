#include "stage.hpp"

#include <gmock/gmock.h>

namespace easel::lti13 {
namespace {

using base::json::object;

constexpr char const* ags = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
constexpr char const* nrps = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";

class Placements : public Stage {
  protected:
    object claims(LaunchIntent const& intent) {
        auto made = launch_claims(world, issuer, intent, now);
        EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().message);
        return made ? *made : object{};
    }
    std::string trouble(LaunchIntent const& intent) {
        auto const made = launch_claims(world, issuer, intent, now);
        return made ? std::string("none") : made.error().message;
    }
    LaunchIntent at(std::string placement) { return {"grace", {}, "bio101", "tool", std::move(placement)}; }
    world::Placement& place(std::string name, std::string message = {}) {
        std::erase_if(tool->placements, [&](world::Placement const& each) { return each.name == name; });
        world::Placement made;
        made.name = std::move(name);
        made.message_type = std::move(message);
        return tool->placements.emplace_back(std::move(made));
    }
    world::Course& bio() { return *world::course_named(world, "bio101"); }
    world::Group& add_group() {
        world::Group made;
        made.id = world.next_id++;
        made.name = "green";
        made.title = "Green";
        made.context_id = std::string(40, 'a');
        made.course = bio().id;
        made.members = {world::user_named(world, "ada")->id};
        return world.groups.emplace_back(std::move(made));
    }
    world::ResourceLink& add_link() {
        world::ResourceLink made;
        made.id = world.next_id++;
        made.name = "notes";
        made.link_id = "11111111-2222-4333-8444-555555555555";
        made.context = bio().id;
        made.tool = tool->id;
        made.title = "Reading room";
        made.url = "https://tool.example/reading";
        made.custom = {{"level", "link"}};
        return world.links.emplace_back(std::move(made));
    }
};

struct MessageRow {
    char const* placement;
    char const* configured; ///< message type; "" : none
    char const* message;    ///< or what is wrong
};

// lti13-launch/5.8.*, developer-key.md 3
TEST_F(Placements, DecideTheMessage) {
    std::string const link = "LtiResourceLinkRequest";
    std::string const deep = "LtiDeepLinkingRequest";
    for (auto const& [name, configured, message] : std::initializer_list<MessageRow>{
             {"course_navigation", "", "LtiResourceLinkRequest"},
             {"course_navigation", "LtiDeepLinkingRequest", "does not send"},
             {"link_selection", "", "LtiResourceLinkRequest"},
             {"link_selection", "LtiDeepLinkingRequest", "LtiDeepLinkingRequest"},
             {"assignment_selection", "LtiResourceLinkRequest", "LtiResourceLinkRequest"},
             {"homework_submission", "LtiDeepLinkingRequest", "LtiDeepLinkingRequest"},
             {"editor_button", "", "LtiDeepLinkingRequest"},
             {"editor_button", "LtiResourceLinkRequest", "does not send"},
             {"ActivityAssetProcessor", "", "LtiDeepLinkingRequest"},
             {"module_index_menu_modal", "LtiDeepLinkingRequest", "LtiDeepLinkingRequest"},
             {"course_assignments_menu", "LtiDeepLinkingRequest", "LtiDeepLinkingRequest"},
             {"quiz_menu", "LtiEulaRequest", "no message that this platform sends"},
         }) {
        SCOPED_TRACE(std::string(name) + " " + configured);
        tool->placements.clear();
        place(name, configured);
        auto const made = launch_claims(world, issuer, at(name), now);
        if (std::string_view(message).starts_with("Lti")) {
            ASSERT_TRUE(made.has_value());
            EXPECT_EQ(made->at(c("message_type")).as_string(), message);
            EXPECT_EQ(made->contains(c("resource_link")), message == link);
            EXPECT_EQ(
                made->contains("https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"), message == deep
            );
        } else {
            ASSERT_FALSE(made.has_value());
            EXPECT_THAT(made.error().message, testing::HasSubstr(message));
        }
    }
}

// lti13-launch/5.8.12, 5.8.13
TEST_F(Placements, FallBackWhileTheirFlagIsOff) {
    place("course_assignments_menu", "LtiDeepLinkingRequest");
    place("module_index_menu_modal", "LtiDeepLinkingRequest");
    auto const message = [&](char const* name) {
        return std::string(claims(at(name)).at(c("message_type")).as_string());
    };
    world.dialects.deep_linking_line_items = false;
    EXPECT_EQ(message("course_assignments_menu"), "LtiResourceLinkRequest");
    EXPECT_EQ(message("module_index_menu_modal"), "LtiDeepLinkingRequest");
    bio().dialects = world.dialects; // a course's own dialects win
    bio().dialects->deep_linking_line_items = true;
    bio().dialects->deep_linking_module_index = false;
    EXPECT_EQ(message("course_assignments_menu"), "LtiDeepLinkingRequest");
    EXPECT_EQ(message("module_index_menu_modal"), "LtiResourceLinkRequest");
}

TEST_F(Placements, MayBeAskedForTheOtherMessage) {
    auto intent = at("link_selection");
    intent.message_type = "LtiDeepLinkingRequest";
    EXPECT_EQ(claims(intent).at(c("message_type")).as_string(), "LtiDeepLinkingRequest");
    intent.placement = "";
    EXPECT_THAT(trouble(intent), testing::HasSubstr("needs a placement"));
}

// lti13-launch/2.1.6, 6.4, 5.3.10, developer-key.md 6
TEST_F(Placements, HaveAddressesCustomAndSizesOfTheirOwn) {
    auto& placed = place("course_navigation");
    tool->custom = {{"level", "tool"}, {"only", "tool"}};
    tool->width = 800;
    tool->height = 600;
    auto made = claims(at("course_navigation"));
    EXPECT_EQ(made.at(c("target_link_uri")).as_string(), "https://tool.example/quiz");
    EXPECT_EQ(made.at(c("launch_presentation")).at("width").as_int64(), 800);
    EXPECT_EQ(made.at(c("launch_presentation")).at("height").as_int64(), 600);
    placed.target_link_uri = "https://tool.example/navigation";
    placed.custom = {{"level", "placement"}};
    placed.width = 500;
    made = claims(at("course_navigation"));
    EXPECT_EQ(made.at(c("target_link_uri")).as_string(), "https://tool.example/navigation");
    EXPECT_EQ(base::dump(made.at(c("custom"))), R"({"level":"placement","only":"tool"})");
    EXPECT_EQ(made.at(c("launch_presentation")).at("width").as_int64(), 500);
    EXPECT_EQ(made.at(c("launch_presentation")).at("height").as_int64(), 600);
    // The link's own size wins; a new tab is called iframe all the same (5.3.11).
    auto& quiz = *world::assignment_named(world, "quiz1");
    quiz.frame_width = 300;
    quiz.new_tab = true;
    made = claims({"ada", "quiz1", {}, {}, {}});
    EXPECT_EQ(made.at(c("launch_presentation")).at("width").as_int64(), 300);
    EXPECT_EQ(made.at(c("launch_presentation")).at("document_target").as_string(), "iframe");
}

// lti13-launch/5.8.5, 5.8.10
TEST_F(Placements, OnAnAssignmentsPageKnowTheAssignment) {
    tool->custom = {{"id", "$Canvas.assignment.id"}};
    place("homework_submission", "LtiResourceLinkRequest");
    auto const& quiz = *world::assignment_named(world, "quiz1");
    for (auto const* name : {"homework_submission", "assignment_view", "assignment_edit", "post_grades"}) {
        auto const made = claims({"ada", "quiz1", {}, "tool", name});
        SCOPED_TRACE(name);
        EXPECT_EQ(made.at(c("custom")).at("id").as_int64(), quiz.id);
        EXPECT_EQ(made.at(c("resource_link")).at("id").as_string(), bio().context_id);
        EXPECT_FALSE(made.at(ags).as_object().contains("lineitem"));
        EXPECT_EQ(made.at("https://www.instructure.com/placement").as_string(), name);
    }
}

// lti13-launch/5.7.3, 5.8.9
TEST_F(Placements, CardNamesTheStudent) {
    auto intent = at("student_context_card");
    intent.student = "ada";
    EXPECT_EQ(
        claims(intent).at("https://www.instructure.com/lti_student_id").as_string(),
        std::to_string(world::user_named(world, "ada")->id)
    );
    intent.placement = "course_navigation";
    EXPECT_FALSE(claims(intent).contains("https://www.instructure.com/lti_student_id"));
}

// lti13-launch/5.3.9, 5.4.18, 5.6.3, 5.6.7
TEST_F(Placements, InAGroup) {
    auto const& group = add_group();
    LaunchIntent intent{.user = "ada", .assignment = {}, .course = {}, .tool = "tool", .placement = "editor_button"};
    intent.group = "green";
    auto const made = claims(intent);
    auto const& context = made.at(c("context"));
    EXPECT_EQ(context.at("id").as_string(), group.context_id);
    EXPECT_EQ(context.at("title").as_string(), "Green");
    EXPECT_EQ(base::dump(context.at("type")), R"(["http://purl.imsglobal.org/vocab/lis/v2/course#Group"])");
    EXPECT_FALSE(context.as_object().contains("label"));
    EXPECT_EQ(
        made.at(ags).at("lineitems").as_string(),
        "http://127.0.0.1:8090/api/lti/courses/" + std::to_string(bio().id) + "/line_items"
    );
    EXPECT_EQ(
        made.at(nrps).at("context_memberships_url").as_string(),
        "http://127.0.0.1:8090/api/lti/groups/" + std::to_string(group.id) + "/names_and_roles"
    );
    EXPECT_THAT(base::dump(made.at(c("roles"))), testing::Not(testing::HasSubstr("membership#")));
    EXPECT_THAT(base::dump(made.at(c("roles"))), testing::HasSubstr("institution/person#Student"));
}

// lti13-launch/5.8.3, 5.5.2, 5.5.3
TEST_F(Placements, LinkInAModule) {
    auto& link = add_link();
    world::Module module;
    module.id = world.next_id++;
    module.course = bio().id;
    module.name = "week9";
    world.modules.push_back(module);
    world::ModuleItem item;
    item.id = world.next_id++;
    item.module = module.id;
    item.link = link.id;
    item.title = "Read this";
    world.module_items.push_back(item);
    tool->custom = {{"level", "tool"}, {"module", "$Canvas.module.id"}, {"item", "$Canvas.moduleItem.id"}};
    link.frame_height = 321;
    LaunchIntent intent;
    intent.user = "ada";
    intent.link = "notes";
    intent.module = "week9";
    auto const made = claims(intent);
    auto const& resource = made.at(c("resource_link"));
    EXPECT_EQ(resource.at("id").as_string(), link.link_id);
    EXPECT_EQ(resource.at("title").as_string(), "Reading room");
    EXPECT_TRUE(resource.at("description").is_null());
    EXPECT_EQ(made.at(c("target_link_uri")).as_string(), "https://tool.example/reading");
    EXPECT_EQ(made.at(c("custom")).at("level").as_string(), "link");
    EXPECT_EQ(made.at(c("custom")).at("module").as_int64(), module.id);
    EXPECT_EQ(made.at(c("custom")).at("item").as_int64(), item.id);
    EXPECT_EQ(made.at(c("launch_presentation")).at("height").as_int64(), 321);
    EXPECT_FALSE(made.at(ags).as_object().contains("lineitem"));
    EXPECT_TRUE(made.at("https://www.instructure.com/placement").is_null());
    link.title.clear();
    EXPECT_EQ(claims(intent).at(c("resource_link")).at("title").as_string(), "Read this");
    intent.module.clear();
    EXPECT_EQ(claims(intent).at(c("resource_link")).at("title").as_string(), bio().title);
    EXPECT_EQ(claims(intent).at(c("custom")).at("item").as_string(), "$Canvas.moduleItem.id");
    link.deleted = true;
    EXPECT_THAT(trouble(intent), testing::HasSubstr("no link 'notes'"));
}

TEST_F(Placements, LineOfAModuleLeadsToWhatIsThere) {
    world::Module module;
    module.id = world.next_id++;
    module.course = bio().id;
    world.modules.push_back(module);
    auto& link = add_link();
    auto const line_of = [&](world::ModuleItem line) {
        line.id = world.next_id++;
        line.module = module.id;
        return world.module_items.emplace_back(line).id;
    };
    auto& quiz = *world::assignment_named(world, "quiz1");
    struct Row {
        char const* name;
        bool* deleted; ///< what goes
        world::Id line;
        char const* want;
    };
    auto const to_quiz = line_of({.assignment = quiz.id});
    auto const to_link = line_of({.link = link.id});
    auto const row = world.module_items.end() - 1;
    auto& placed = world.modules.back();
    for (auto const& [name, deleted, line, want] : std::initializer_list<Row>{
             {"assignment", &quiz.deleted, to_quiz, "leads nowhere"},
             {"link", &link.deleted, to_link, "leads nowhere"},
             {"the line itself", &row->deleted, to_link, "no such line"},
             {"its module", &placed.deleted, to_quiz, "no such line"},
         }) {
        LaunchIntent intent;
        intent.user = "ada";
        intent.module_item = line;
        EXPECT_EQ(trouble(intent), "none") << name;
        *deleted = true;
        EXPECT_THAT(trouble(intent), testing::HasSubstr(want)) << name;
        *deleted = false;
    }
    LaunchIntent by_number;
    by_number.user = "ada";
    by_number.resource_link = link.id;
    EXPECT_EQ(trouble(by_number), "none");
    link.deleted = true;
    EXPECT_EQ(trouble(by_number), "there is no link " + std::to_string(link.id) + " to launch");
}

TEST_F(Placements, OpenInADeletedCourse) {
    auto& course = bio();
    course.state = world::CourseState::deleted;
    EXPECT_EQ(trouble(at("quiz_menu")), "none");
}

struct RefusedRow {
    char const* name;
    LaunchIntent intent;
    char const* want;
};

TEST_F(Placements, RefuseWhatCanvasWouldNotOpen) {
    world::DeveloperKey rival;
    rival.client_id = "10000000000999";
    world.keys.push_back(rival);
    world::Tool other;
    other.id = world.next_id++;
    other.name = "rival";
    other.client_id = rival.client_id;
    world.tools.push_back(other);
    other.id = world.next_id++;
    other.name = "in chemistry";
    other.client_id = key->client_id;
    other.course = world::course_named(world, "chem202")->id;
    world.tools.push_back(other);
    place("course_navigation").enabled = false;
    for (auto const& [name, intent, want] : std::initializer_list<RefusedRow>{
             // lti13-launch/5.5.7
             {"another tool's assignment",
              {"ada", "quiz1", {}, "rival", {}},
              "Assignment not configured for launches with specified tool"},
             {"another course's tool",
              {"ada", {}, "bio101", "in chemistry", "quiz_menu"},
              "installed in another course"},
             {"switched off", {"ada", {}, "bio101", "tool", "course_navigation"}, "switched off the placement"},
             {"nobody in a closed course", {"", {}, "bio101", "tool", "quiz_menu"}, "nobody is logged in"},
             {"nobody in the account", {"", {}, {}, "tool", "account_navigation"}, "nobody is logged in"},
             {"no tool named", {"ada", {}, "bio101", {}, "quiz_menu"}, "names no tool"},
         })
        EXPECT_THAT(trouble(intent), testing::HasSubstr(want)) << name;
    EXPECT_EQ(trouble({"ada", {}, "chem202", "in chemistry", "quiz_menu"}), "none");
    auto const& clone = world::clone_course(world, *world::course_named(world, "chem202"), 1);
    EXPECT_EQ(trouble({"ada", {}, clone.name, "in chemistry", "quiz_menu"}), "none");
}

// lti13-launch/5.4.15, 5.4.16
TEST_F(Placements, AdminsHaveRolesOfTheInstitution) {
    auto& mallory = *world::user_named(world, "mallory");
    auto const roles = [&] { return base::dump(claims({"mallory", "quiz1", {}, {}, {}}).at(c("roles"))); };
    mallory.account_admin = true;
    EXPECT_EQ(
        roles(),
        R"(["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",)"
        R"("http://purl.imsglobal.org/vocab/lis/v2/system/person#User"])"
    );
    mallory.site_admin = true;
    EXPECT_THAT(roles(), testing::HasSubstr("system/person#SysAdmin"));
}

// lti13-launch/5.3.4
TEST_F(Placements, SpeakTheCoursesLanguageElseTheUsers) {
    auto const locale = [&] { return std::string(claims(at("quiz_menu")).at("locale").as_string()); };
    EXPECT_EQ(locale(), "en");
    world::user_named(world, "grace")->locale = "de";
    EXPECT_EQ(locale(), "de");
    bio().locale = "fr";
    EXPECT_EQ(locale(), "fr");
    EXPECT_EQ(claims(at("quiz_menu")).at(c("launch_presentation")).at("locale").as_string(), "fr");
}

} // namespace
} // namespace easel::lti13
