// What comes of a configuration that is accepted: developer-key.md 4, 6, 7.
#include "documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace easel::tool_config {
namespace {

Configuration made_of(json::value const& document, Install const& options = {}) {
    auto made = read(document, options);
    EXPECT_EQ(worded(made.complaints), std::vector<std::string>());
    return made.configuration.value();
}

TEST(Internal, IsThatOfTheWorkedExample) {
    auto const made = made_of(example());
    EXPECT_EQ(
        base::dump(made.internal),
        R"({"title":"Quiz Vendor","description":"Quizzes with hints",)"
        R"("target_link_uri":"https://quiz.vendor.example/lti/launch",)"
        R"("oidc_initiation_url":"https://quiz.vendor.example/lti/login",)"
        R"("redirect_uris":["https://quiz.vendor.example/lti/launch"],)"
        R"("public_jwk_url":"https://quiz.vendor.example/lti/jwks",)"
        R"("scopes":["https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",)"
        R"("https://purl.imsglobal.org/spec/lti-ags/scope/score",)"
        R"("https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"],)"
        R"("custom_fields":{"canvas_course":"$Canvas.course.id"},)"
        R"("domain":"quiz.vendor.example","tool_id":"quiz-1","privacy_level":"name_only",)"
        R"("launch_settings":{"text":"Quiz Vendor","icon_url":"https://quiz.vendor.example/icon.png",)"
        R"("selection_width":800,"selection_height":600},)"
        R"("placements":[{"placement":"course_navigation","message_type":"LtiResourceLinkRequest","visibility":"admins",)"
        R"("default":"disabled","windowTarget":"_blank","target_link_uri":"https://quiz.vendor.example/dashboard"},)"
        R"({"placement":"assignment_selection","message_type":"LtiDeepLinkingRequest","text":"Pick a quiz",)"
        R"("target_link_uri":"https://quiz.vendor.example/pick","custom_fields":{"mode":"assignment"}},)"
        R"({"placement":"editor_button","message_type":"LtiDeepLinkingRequest","enabled":false}]})"
    );
}

TEST(Internal, KeepsOtherPlatformsAside) {
    auto document = example();
    auto& extensions = document.as_object()["extensions"].as_array();
    extensions.insert(
        extensions.begin(),
        json::value(json::object{{"platform", "lms.test"}, {"settings", json::object{{"placements", json::array{}}}}})
    );
    auto second = extensions.at(1);
    second.as_object()["domain"] = "late.test";
    extensions.push_back(std::move(second));
    auto const made = made_of(document);
    EXPECT_EQ(made.internal.at("vendor_extensions").as_array().size(), 1U);
    EXPECT_EQ(made.internal.at("vendor_extensions").at(0).at("platform"), "lms.test");
    EXPECT_EQ(made.tool.domain, "quiz.vendor.example"); // only the first entry for Canvas counts
}

TEST(Internal, IsEmptyWithoutACanvasExtension) {
    auto const made = made_of(changed(example(), {{"/extensions", "~"}, {"/scopes", "null"}}));
    EXPECT_EQ(base::dump(made.internal.at("launch_settings")), "{}");
    EXPECT_EQ(base::dump(made.internal.at("placements")), "[]");
    EXPECT_EQ(base::dump(made.internal.at("scopes")), "[]");
    EXPECT_TRUE(made.tool.placements.empty());
    EXPECT_TRUE(made.key.scopes.empty());
    EXPECT_EQ(made.tool.privacy, world::Privacy::anonymous);
}

TEST(Internal, DropsOldKeysNamedAfterPlacements) {
    auto const made = made_of(changed(example(), {{"/extensions/0/settings/editor_button", R"({"enabled":true})"}}));
    EXPECT_FALSE(made.internal.at("launch_settings").as_object().contains("editor_button"));
}

// Members that Canvas does not know are tolerated (developer-key/2.11), but say nothing.
TEST(Internal, IsNotOverwrittenByAnExtension) {
    auto const plain = made_of(example());
    for (auto const& change : std::initializer_list<Change>{
             {"/extensions/0/scopes", R"("x")"},
             {"/extensions/0/scopes", R"(["https://unchecked.test/scope"])"},
             {"/extensions/0/title", "5"},
             {"/extensions/0/redirect_uris", "[]"},
             {"/extensions/0/whatever", "{}"},
         }) {
        auto const made = made_of(changed(example(), {change}));
        EXPECT_EQ(base::dump(made.internal), base::dump(plain.internal)) << change.pointer << " " << change.to;
        EXPECT_EQ(made.key.scopes, plain.key.scopes) << change.pointer << " " << change.to;
    }
}

TEST(Key, HasWhatTheDocumentSays) {
    auto const made = made_of(example(), {"10000000000207", "", {}, {}, "", false});
    EXPECT_EQ(made.key.client_id, "10000000000207");
    EXPECT_EQ(made.key.name, "Quiz Vendor");
    EXPECT_EQ(made.key.scopes.size(), 3U);
    EXPECT_EQ(made.key.public_jwk_url, "https://quiz.vendor.example/lti/jwks");
    EXPECT_FALSE(made.key.public_jwk);
    EXPECT_THAT(made.key.redirect_uris, testing::ElementsAre("https://quiz.vendor.example/lti/launch"));
}

TEST(Key, HasWhatTheInstallerSays) {
    Install options;
    options.key_name = "Quizzes";
    options.redirect_uris = {"https://a.test", "https://b.test"};
    options.privacy_level = "public";
    options.disabled_placements = {"course_navigation"};
    auto const made = made_of(example(), options);
    EXPECT_EQ(made.key.name, "Quizzes");
    EXPECT_THAT(made.key.redirect_uris, testing::ElementsAre("https://a.test", "https://b.test"));
    EXPECT_EQ(made.tool.privacy, world::Privacy::everything);
    EXPECT_FALSE(world::placement_of(made.tool, "course_navigation")->enabled);
    EXPECT_TRUE(world::placement_of(made.tool, "assignment_selection")->enabled);
}

TEST(Tool, HasPlacementsOverSettings) {
    auto const made = made_of(changed(
        example(),
        {{"/extensions/0/settings/custom_fields", R"({"mode":"any"})"},
         {"/extensions/0/settings/target_link_uri", R"("https://quiz.vendor.example/all")"},
         {"/extensions/0/settings/placements/1/selection_width", R"("1024px")"}}
    ));
    auto const& tool = made.tool;
    EXPECT_EQ(tool.title, "Quiz Vendor");
    EXPECT_EQ(tool.login_url, "https://quiz.vendor.example/lti/login");
    EXPECT_EQ(tool.privacy, world::Privacy::name_only);
    EXPECT_EQ(tool.tool_id, "quiz-1");
    EXPECT_EQ(tool.width, 800);
    EXPECT_EQ(base::dump(tool.custom), R"({"canvas_course":"$Canvas.course.id"})");
    ASSERT_EQ(tool.placements.size(), 3U);

    auto const& navigation = tool.placements[0];
    EXPECT_EQ(navigation.name, "course_navigation");
    EXPECT_EQ(navigation.visibility, "admins");
    EXPECT_EQ(navigation.window_target, "_blank");
    EXPECT_FALSE(navigation.on_by_default);
    EXPECT_EQ(navigation.text, "Quiz Vendor");
    EXPECT_EQ(navigation.target_link_uri, "https://quiz.vendor.example/dashboard");
    EXPECT_EQ(base::dump(navigation.custom), R"({"mode":"any"})");
    EXPECT_EQ(navigation.width, 800);
    EXPECT_EQ(base::dump(navigation.other), R"({"icon_url":"https://quiz.vendor.example/icon.png"})");

    auto const& picker = tool.placements[1];
    EXPECT_EQ(picker.message_type, "LtiDeepLinkingRequest");
    EXPECT_EQ(picker.text, "Pick a quiz");
    EXPECT_EQ(base::dump(picker.custom), R"({"mode":"assignment"})");
    EXPECT_EQ(picker.width, 1024);
    EXPECT_EQ(picker.height, 600);

    EXPECT_FALSE(tool.placements[2].enabled);
    EXPECT_EQ(tool.placements[2].target_link_uri, "https://quiz.vendor.example/all");
    EXPECT_TRUE(tool.placements[2].on_by_default);
}

TEST(Tool, ReadsOldCustomFields) {
    auto const made = made_of(changed(example(), {{"/custom_fields", R"("a=1\nb = x=y\nnothing\n=z")"}}));
    EXPECT_EQ(base::dump(made.tool.custom), R"({"a":"1","b":"x=y"})");
}

/// The configuration that Canvas's documentation shows for a tool with grades: no privacy level, a blank behind the
/// title.
TEST(Documented, IsValid) {
    auto const made = made_of(document_file("cool_ags_tool.json"));
    EXPECT_EQ(made.tool.title, "Cool AGS Tool ");
    EXPECT_EQ(made.tool.privacy, world::Privacy::anonymous);
    EXPECT_EQ(made.tool.domain, "agsexample.com");
    ASSERT_EQ(made.tool.placements.size(), 1U);
    EXPECT_EQ(made.tool.placements[0].name, "assignment_selection");
    EXPECT_EQ(made.tool.placements[0].text, "Embed Tool Content as a Canvas Assignment");
    EXPECT_EQ(made.tool.placements[0].target_link_uri, "https://your.target_link_uri/deeplinkexample");
    EXPECT_THAT(made.key.redirect_uris, testing::ElementsAre("https://your.target_link_uri"));
    ASSERT_TRUE(made.key.public_jwk);
    EXPECT_EQ(made.key.public_jwk->at("alg"), "RS256");
    EXPECT_EQ(made.key.scopes.size(), 3U);
}

/// Facts that a case shows by what it looks at, or that cannot come up (the reasons stand in the file).
std::set<std::string> const untraced{
    "developer-key/1.1",
    "developer-key/1.2",
    "developer-key/1.3",
    "developer-key/3.43",
    "developer-key/3.44",
    "developer-key/3.45",
    "developer-key/5.2",
    "developer-key/5.4",
    "developer-key/5.6",
    "developer-key/5.7",
    "developer-key/5.2.1",
    "developer-key/5.2.2"};

TEST(Facts, AreExactlyThoseThatTheTablesReach) {
    std::set<std::string> reached;
    auto const note = [&](Read const& made) {
        for (auto const& each : made.complaints) reached.insert(each.fact);
        reached.insert(made.facts.begin(), made.facts.end());
    };
    for (auto const& row : config_rows()) note(read(changed(example(), row.changes), {}));
    for (auto const& rule : placement_rules()) reached.insert(rule.fact);
    Install options;
    options.privacy_level_required = true;
    note(read(changed(example(), {{"/extensions/0/privacy_level", "~"}}), options));
    options.disabled_placements = {"sidebar"};
    note(read(example(), options));
    note(read(json::array{}, {}));
    auto const good = base::dump(example());
    for (auto const& fetched :
         {Fetched{false, 200, "OK", "text/html", good},
          Fetched{false, 404, "Not Found", "application/json", ""},
          Fetched{false, 200, "OK", "application/json", "x"},
          Fetched{true, 0, "", "", ""},
          Fetched{false, 200, "OK", "application/json", good}})
        note(read_fetched(fetched, {}));

    std::ifstream file(EASEL_SOURCE_DIR "/fixtures/facts/developer-key.yaml");
    std::set<std::string> listed;
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("- id: ")) listed.insert(line.substr(6));
    ASSERT_FALSE(listed.empty());
    for (auto const& fact : reached) EXPECT_TRUE(listed.contains(fact)) << fact << " is not listed";
    for (auto const& fact : listed)
        EXPECT_NE(reached.contains(fact), untraced.contains(fact)) << fact << " is reached by no row";
}

} // namespace
} // namespace easel::tool_config
