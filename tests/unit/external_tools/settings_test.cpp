// A placement's settings: what is kept, what follows from them, what is shown. @par Source external-tools-api.md 4.1, 5.1
#include "external_tools/settings.hpp"

#include <gtest/gtest.h>

#include <set>

namespace easel::external_tools {
namespace {

base::json::object sent(std::string const& json) {
    return base::parse_json(json)->get_object();
}

TEST(Settings, FillTheTypedMembers) {
    world::Placement placement;
    placement.name = "course_navigation";
    apply_settings(
        placement,
        sent(R"({"enabled":"false","text":"Lab","url":"https://t.test/nav","message_type":"basic-lti-launch-request",
                 "custom_fields":{"a":"1"},"selection_width":"500","selection_height":"300","visibility":"admins",
                 "windowTarget":"_blank","display_type":"full_width","default":"disabled","junk":"x","use_tray":"true"})")
    );
    EXPECT_FALSE(placement.enabled);
    EXPECT_EQ(placement.text, "Lab");
    EXPECT_EQ(placement.target_link_uri, "https://t.test/nav");
    EXPECT_EQ(placement.message_type, "basic-lti-launch-request");
    EXPECT_EQ(base::dump(placement.custom), R"({"a":"1"})");
    EXPECT_EQ(placement.width, 500);
    EXPECT_EQ(placement.height, 300);
    EXPECT_EQ(placement.visibility, "admins");
    EXPECT_EQ(placement.window_target, "_blank");
    EXPECT_EQ(placement.display_type, "full_width");
    EXPECT_FALSE(placement.on_by_default);
    EXPECT_FALSE(placement.stored.contains("junk"));
    EXPECT_FALSE(placement.stored.contains("use_tray")) << "of editor_button only";
    EXPECT_EQ(placement.stored.at("selection_width"), 500);
    EXPECT_EQ(placement.stored.at("enabled"), false);
    apply_settings(placement, sent(R"({"text":"New"})"));
    EXPECT_EQ(placement.text, "New");
    EXPECT_EQ(placement.target_link_uri, "https://t.test/nav");
}

TEST(Settings, OfAPlacementThatNobodyStored) {
    auto placement = world::default_placement(*world::placement_rule("course_navigation"));
    placement.target_link_uri = "https://t.test/nav";
    placement.visibility = "members";
    EXPECT_EQ(
        base::dump(settings_of(placement)),
        R"({"message_type":"LtiResourceLinkRequest","target_link_uri":"https://t.test/nav","visibility":"members"})"
    );
    apply_settings(placement, sent(R"({"enabled":false})"));
    EXPECT_EQ(placement.message_type, "LtiResourceLinkRequest");
    EXPECT_EQ(placement.target_link_uri, "https://t.test/nav");
    EXPECT_FALSE(placement.enabled);
}

TEST(Settings, AreShownWithALabelForTheReader) {
    world::Tool tool;
    tool.title = "Title";
    world::Placement placement;
    placement.name = "course_navigation";
    apply_settings(placement, sent(R"({"labels":{"es":"Laboratorio","en":"Lab"}})"));
    EXPECT_EQ(label_of(tool, placement, "es-MX"), "Laboratorio");
    EXPECT_EQ(label_of(tool, placement, "en"), "Lab");
    EXPECT_EQ(label_of(tool, placement, "fr"), "Title");
    tool.text = "Text";
    EXPECT_EQ(label_of(tool, placement, "fr"), "Text");
    apply_settings(placement, sent(R"({"text":"Own"})"));
    EXPECT_EQ(label_of(tool, placement, "fr"), "Own");
    tool.width = 640;
    tool.icon_url = "https://t.test/i";
    EXPECT_EQ(
        base::dump(placement_json(tool, placement, "es")),
        R"({"text":"Own","enabled":true,"label":"Laboratorio","selection_width":640,"selection_height":400,"icon_url":"https://t.test/i"})"
    );
}

TEST(Placements, AreThoseOfCanvas) {
    std::set<std::string_view> const names(placement_names().begin(), placement_names().end());
    EXPECT_EQ(names.size(), placement_names().size());
    for (auto const name : names) EXPECT_NE(world::placement_rule(name), nullptr) << name;
    EXPECT_TRUE(is_placement_name("conference_selection"));
    EXPECT_FALSE(names.contains("conference_selection")) << "behind a flag";
    EXPECT_FALSE(is_placement_name("name"));
}

} // namespace
} // namespace easel::external_tools
