#include "lti13/deep_linking_request.hpp"

#include "jose/jwt.hpp"
#include "stage.hpp"

#include <gmock/gmock.h>

namespace easel::lti13 {
namespace {

constexpr char const* settings_claim = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings";

struct PickerRow {
    char const* placement;
    std::vector<std::string> types;
    std::vector<std::string> targets;
    char const* media;
    bool multiple;
    bool auto_create;
    bool modal;
};

// deep-linking.md 1.1
TEST(PickerRules, AreCanvassForEachPlacement) {
    std::string const link = "application/vnd.ims.lti.v1.ltilink";
    std::vector<std::string> const links{"ltiResourceLink"};
    std::vector<std::string> const both{"iframe", "window"};
    for (auto const& row : std::initializer_list<PickerRow>{
             {"assignment_selection", links, both, link.c_str(), false, false, true},
             {"collaboration", links, {"iframe"}, link.c_str(), false, true, false},
             {"conference_selection", {"link", "html"}, both, "text/html,*/*", false, true, false},
             {"course_assignments_menu", links, both, link.c_str(), true, false, true},
             {"editor_button",
              {"link", "file", "html", "ltiResourceLink", "image"},
              {"embed", "iframe", "window"},
              "image/*,text/html,application/vnd.ims.lti.v1.ltilink,*/*",
              true,
              false,
              true},
             {"homework_submission", {"file", "ltiResourceLink"}, {"iframe"}, "*/*", false, false, false},
             {"link_selection", links, both, link.c_str(), true, false, true},
             {"migration_selection",
              {"file"},
              {"iframe"},
              "application/vnd.ims.imsccv1p1,application/vnd.ims.imsccv1p2,application/vnd.ims.imsccv1p3,"
              "application/zip,application/xml",
              false,
              false,
              true},
             {"module_index_menu_modal", links, both, link.c_str(), true, true, true},
             {"module_menu_modal", links, both, link.c_str(), true, true, true},
             {"submission_type_selection", links, both, link.c_str(), false, false, false},
             {"ActivityAssetProcessor", {"ltiAssetProcessor"}, both, "", true, false, false},
             {"ActivityAssetProcessorContribution", {"ltiAssetProcessor"}, both, "", true, false, false},
         }) {
        SCOPED_TRACE(row.placement);
        auto const rules = picker_rules(row.placement);
        ASSERT_TRUE(rules.has_value());
        EXPECT_EQ(rules->accept_types, row.types);
        EXPECT_EQ(rules->document_targets, row.targets);
        EXPECT_EQ(rules->accept_media_types, row.media);
        EXPECT_EQ(rules->accept_multiple, row.multiple);
        EXPECT_EQ(rules->auto_create, row.auto_create);
        EXPECT_EQ(rules->modal, row.modal);
    }
    for (auto const* none : {"", "course_navigation", "resource_selection", "tool_configuration"})
        EXPECT_FALSE(picker_rules(none).has_value()) << none;
}

using Picker = Stage;

// deep-linking.md 1.2
TEST_F(Picker, DataComesBackWhateverItsAge) {
    ReturnData const data{"a-nonce", "module_menu_modal", true, 7, 8, 9};
    auto const text = sign_return_data(issuer, data, now);
    auto const token = jose::decode(text);
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(token->header.at("alg").as_string(), "HS256");
    auto const read = read_return_data(issuer, text);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->nonce, "a-nonce");
    EXPECT_EQ(read->placement, "module_menu_modal");
    EXPECT_TRUE(read->modal);
    EXPECT_EQ(read->context_module_id, 7);
    EXPECT_EQ(read->assignment_id, 8);
    EXPECT_EQ(read->content_item_id, 9);
    // Issued long ago: still read.
    EXPECT_TRUE(read_return_data(issuer, sign_return_data(issuer, data, now - std::chrono::hours(100))).has_value());
    auto const plain = jose::decode(sign_return_data(issuer, {"n", "editor_button", false, 0, 0, 0}, now));
    for (auto const* absent : {"context_module_id", "assignment_id", "content_item_id"})
        EXPECT_FALSE(plain->claims.contains(absent)) << absent;
}

TEST_F(Picker, DataOfOthersIsNotRead) {
    ReturnData const data{"a-nonce", "editor_button", true, 0, 0, 0};
    auto other = issuer;
    other.secret = "another secret";
    EXPECT_FALSE(read_return_data(issuer, sign_return_data(other, data, now)).has_value());
    EXPECT_FALSE(read_return_data(issuer, "junk").has_value());
    EXPECT_FALSE(read_return_data(issuer, *base::find(open().fields, "lti_message_hint")).has_value());
    EXPECT_FALSE(read_return_data(issuer, mint_token(issuer, key->client_id, {}, now)).has_value());
}

// lti13-launch/5.5.6, deep-linking.md 1
TEST_F(Picker, RequestCarriesSettingsAndNoLink) {
    world::Module module;
    module.id = world.next_id++;
    module.course = world::course_named(world, "bio101")->id;
    module.name = "week9";
    world.modules.push_back(module);
    LaunchIntent intent;
    intent.user = "grace";
    intent.course = "bio101";
    intent.tool = "tool";
    intent.placement = "module_menu_modal";
    intent.module = "week9";
    intent.message_type = "LtiDeepLinkingRequest";
    auto const made = launch_claims(world, issuer, intent, now);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->at(c("message_type")).as_string(), "LtiDeepLinkingRequest");
    EXPECT_FALSE(made->contains(c("resource_link")));
    EXPECT_TRUE(made->contains("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"));
    auto const& settings = made->at(settings_claim).as_object();
    EXPECT_TRUE(settings.at("accept_multiple").as_bool());
    EXPECT_TRUE(settings.at("auto_create").as_bool());
    for (auto const* never : {"title", "text", "data", "accept_lineitem"})
        EXPECT_FALSE(settings.contains(never)) << never;
    std::string const url(settings.at("deep_link_return_url").as_string());
    auto const begin =
        "http://127.0.0.1:8090/courses/" + std::to_string(module.course) + "/deep_linking_response?data=";
    ASSERT_THAT(url, testing::StartsWith(begin));
    auto const data = read_return_data(issuer, url.substr(begin.size()));
    ASSERT_TRUE(data.has_value());
    EXPECT_EQ(data->placement, "module_menu_modal");
    EXPECT_EQ(data->context_module_id, module.id);
    EXPECT_TRUE(data->modal);
}

TEST_F(Picker, AnswersGoToTheContext) {
    auto const rules = *picker_rules("editor_button");
    struct Row {
        world::ContextKind kind;
        char const* path;
    };
    for (auto const& [kind, path] : std::initializer_list<Row>{
             {world::ContextKind::course, "/courses/12/"},
             {world::ContextKind::account, "/accounts/12/"},
             {world::ContextKind::group, "/groups/12/"},
         }) {
        auto const settings =
            deep_linking_settings(issuer, kind, 12, rules, {"n", "editor_button", true, 0, 0, 0}, now);
        EXPECT_THAT(
            std::string(settings.at("deep_link_return_url").as_string()),
            testing::StartsWith("http://127.0.0.1:8090" + std::string(path) + "deep_linking_response?data=")
        );
    }
}

// lti13-launch/5.8.11
TEST_F(Picker, OfAnAssetProcessorNamesTheActivity) {
    tool->placements.push_back(world::default_placement(*world::placement_rule("ActivityAssetProcessor")));
    auto const made = launch_claims(world, issuer, {"grace", "quiz1", {}, "tool", "ActivityAssetProcessor"}, now);
    ASSERT_TRUE(made.has_value());
    auto const& quiz = *world::assignment_named(world, "quiz1");
    EXPECT_EQ(base::dump(made->at(c("activity"))), R"({"id":")" + quiz.link_id + R"(","title":"Cells quiz"})");
    auto const& settings = made->at(settings_claim).as_object();
    EXPECT_FALSE(settings.contains("accept_media_types"));
    EXPECT_EQ(base::dump(settings.at("accept_types")), R"(["ltiAssetProcessor"])");
}

} // namespace
} // namespace easel::lti13
