// lti11.md 1.5, 3, 4, 6.1
#include "canvas.hpp"
#include "lti11/content_item_request.hpp"
#include "lti11/parameters.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace easel::lti11 {
namespace {

using lti13::LaunchIntent;
using testing::Contains;
using testing::Key;
using testing::Not;

class Opening : public Canvas {
  protected:
    LaunchIntent const quiz_as_ada{"ada", "quiz1", {}, {}, {}};
    LaunchIntent at(std::string placement) { return {"grace", {}, "bio101", "tool", std::move(placement)}; }
    base::Fields posted(Launch const& launch) { return signed_form(launch, {fresh_nonce(world.random), now}); }
    std::string value(Launch const& launch, std::string_view name) {
        auto const* const found = base::find(launch.fields, name);
        return found == nullptr ? "(absent)" : *found;
    }
    bool counts(Launch const& launch, std::string const& fact) {
        return std::any_of(launch.rests_on.begin(), launch.rests_on.end(), [&](auto const& each) {
            return each.fact == "lti11/" + fact;
        });
    }
};

struct NameRow {
    char const* written;
    char const* name;
};

// 3.1, 3.2
TEST(CustomName, FollowsTheRule) {
    for (auto const& [written, name] : std::initializer_list<NameRow>{
             {"chapter", "custom_chapter"},
             {"@$Odd$#", "custom___odd__"},
             {"custom_ready", "custom_ready"},
             {"Custom_Ready", "custom_ready"},
             {"a-b.c d", "custom_a_b_c_d"},
             {"größe", "custom_gr__e"},
             {"", "custom_"},
         })
        EXPECT_EQ(custom_name(written), name) << written;
}

// 3.3, 3.4, 1.5
TEST_F(Opening, LaysCustomFieldsOverEachOther) {
    tool->custom = {{"level", "tool"}, {"Of Tool", "1"}};
    place("course_navigation").custom = {{"level", "placement"}};
    EXPECT_EQ(value(open(at("course_navigation")), "custom_level"), "placement");
    quiz().custom = {{"level", "link"}, {"ext_shape", "round"}, {"custom_size", 3}};
    auto const launch = open(quiz_as_ada);
    EXPECT_EQ(value(launch, "custom_level"), "link");
    EXPECT_EQ(value(launch, "custom_of_tool"), "1");
    EXPECT_EQ(value(launch, "Of Tool"), "(absent)");
    EXPECT_EQ(value(launch, "ext_shape"), "round");
    EXPECT_EQ(value(launch, "custom_size"), "3");
    EXPECT_TRUE(counts(launch, "3.4"));
}

// 3.5 to 3.19
TEST_F(Opening, ReplacesVariables) {
    tool->custom = {
        {"user", "$Canvas.user.id"},
        {"login", "$Canvas.user.loginId"},
        {"points", "$Canvas.assignment.pointsPossible"},
        {"state", "$Canvas.course.workflowState"},
        {"enrolment", "$Canvas.enrollment.enrollmentState"},
        {"roles", "$Canvas.xuser.allRoles"},
        {"root", "$Canvas.root_account.id"},
        {"root_sis", "$Canvas.root_account.sisSourceId"},
        {"module", "$Canvas.module.id"},
        {"unknown", "$Canvas.moon.phase"},
        {"within", "a $Canvas.user.id"},
        {"number", 7},
    };
    auto const launch = open(quiz_as_ada);
    for (auto const& [name, expected] : std::map<std::string, std::string>{
             {"custom_user", std::to_string(user("ada").id)},
             {"custom_login", "ada"},
             {"custom_points", "10"},
             {"custom_state", "available"},
             {"custom_enrolment", "active"},
             {"custom_roles", value(launch, "ext_roles")},
             {"custom_root", "1"},
             {"custom_root_sis", "$Canvas.root_account.sisSourceId"},
             {"custom_module", "$Canvas.module.id"},
             {"custom_unknown", "$Canvas.moon.phase"},
             {"custom_within", "a $Canvas.user.id"},
             {"custom_number", "7"},
         })
        EXPECT_EQ(value(launch, name), expected) << name;
    bio().state = world::CourseState::unpublished;
    EXPECT_EQ(value(open(quiz_as_ada), "custom_state"), "claimed");
}

// 4.1.1 to 4.1.3
TEST_F(Opening, CopiesTheQuery) {
    tool->target_link_uri = " https://tool.example/launch?assignment=7&assignment=8&user_id=evil ";
    auto const launch = open(quiz_as_ada);
    EXPECT_EQ(launch.url, "https://tool.example/launch?assignment=7&assignment=8&user_id=evil");
    EXPECT_EQ(launch.signed_url.text(), "https://tool.example/launch");
    EXPECT_EQ(value(launch, "assignment"), "7");
    EXPECT_EQ(value(launch, "user_id"), user("ada").legacy_id);
    auto const form = posted(launch);
    EXPECT_EQ(std::count_if(form.begin(), form.end(), [](auto const& each) { return each.first == "assignment"; }), 1);
    EXPECT_TRUE(oauth1::is_signed_by("s3cr&t key", "POST", launch.signed_url, form));
    for (auto const* fact : {"4.1.1", "4.1.2", "4.1.3", "4.1.11"}) EXPECT_TRUE(counts(launch, fact)) << fact;
}

// 4.1.5 to 4.1.7, 4.1.9
TEST_F(Opening, SignsTheQueryWhereItStands) {
    tool->target_link_uri = "https://tool.example/launch?assignment=7&user_id=evil";
    auto const own = [&] {
        auto const launch = open(quiz_as_ada);
        EXPECT_EQ(launch.url, tool->target_link_uri);
        EXPECT_EQ(value(launch, "assignment"), "(absent)");
        auto all = base::form_decode(launch.signed_url.query);
        auto const form = posted(launch);
        EXPECT_FALSE(oauth1::is_signed_by("s3cr&t key", "POST", launch.signed_url, form));
        all.insert(all.end(), form.begin(), form.end());
        EXPECT_TRUE(oauth1::is_signed_by("s3cr&t key", "POST", launch.signed_url, all));
        return counts(launch, "4.1.9");
    };
    tool->oauth_compliant = true;
    EXPECT_FALSE(own());
    tool->oauth_compliant = false;
    world.dialects.signs_posts_compliantly = true;
    EXPECT_TRUE(own());
}

// 4.1.4, 4.1.8
TEST_F(Opening, TreatsLineBreaksByItsMode) {
    tool->custom = {{"poem", "one\ntwo\r\nthree"}};
    EXPECT_EQ(value(open(quiz_as_ada), "custom_poem"), "one\ntwo\r\nthree");
    tool->oauth_compliant = true;
    EXPECT_EQ(value(open(quiz_as_ada), "custom_poem"), "one\r\ntwo\r\nthree");
    tool->oauth_compliant = false;
    world.dialects.signs_posts_compliantly = true; // without any query
    EXPECT_EQ(value(open(quiz_as_ada), "custom_poem"), "one\r\ntwo\r\nthree");
}

// 4.1.10
TEST_F(Opening, PostsOnlyTheForm) {
    tool->target_link_uri = "https://tool.example/launch?assignment=7";
    tool->post_only = true;
    auto const launch = open(quiz_as_ada);
    EXPECT_EQ(launch.url, "https://tool.example/launch");
    EXPECT_EQ(value(launch, "assignment"), "7");
}

// 4.1.12, 4.2.1
TEST_F(Opening, SignsAnEmptyPathAsASlash) {
    tool->target_link_uri = "https://Tool.Example:443";
    auto const launch = open(quiz_as_ada);
    EXPECT_EQ(oauth1::base_uri(launch.signed_url), "https://tool.example/");
    EXPECT_TRUE(counts(launch, "4.1.12"));
}

// 1.1.22, 1.1.24, 4.2.5, 4.2.6
TEST_F(Opening, OrdersTheForm) {
    auto const form = posted(open(quiz_as_ada));
    std::vector<std::string> names;
    for (auto const& each : form) names.push_back(each.first);
    ASSERT_GT(names.size(), 10U);
    EXPECT_EQ(
        (std::vector<std::string>(names.begin(), names.begin() + 5)),
        (std::vector<std::string>{
            "oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_version"})
    );
    EXPECT_EQ(names.back(), "oauth_signature");
    EXPECT_TRUE(std::is_sorted(names.begin() + 5, names.end() - 1));
    EXPECT_EQ(*base::find(form, "oauth_timestamp"), "1770000000");
    auto const nonce = *base::find(form, "oauth_nonce");
    EXPECT_EQ(nonce.size(), 43U);
    EXPECT_TRUE(std::all_of(nonce.begin(), nonce.end(), [](unsigned char c) { return std::isalnum(c) != 0; }));
    EXPECT_NE(nonce, *base::find(posted(open(quiz_as_ada)), "oauth_nonce"));
}

struct PickerRow {
    char const* placement;
    char const* media;
    char const* targets;
    char const* is_unsigned;
    char const* creates;
    char const* copies;
    char const* extensions;
};

// 6.1.1 to 6.1.7, 6.1.11 to 6.1.15, 6.1.17
TEST_F(Opening, AsksAPicker) {
    std::string const link = "application/vnd.ims.lti.v1.ltilink";
    char const* const no = "(absent)";
    for (auto const& row : std::initializer_list<PickerRow>{
             {"editor_button", "image/*,text/html,application/vnd.ims.lti.v1.ltilink,*/*", "embed,frame,iframe,window",
              "true", "false", no, no},
             {"resource_selection", link.c_str(), "frame,window", "true", "false", no, no},
             {"link_selection", link.c_str(), "frame,window", "true", "false", no, no},
             {"assignment_selection", link.c_str(), "frame,window", "true", "false", no, no},
             {"submission_type_selection", link.c_str(), "frame,window", "true", "false", no, no},
             {"collaboration", link.c_str(), "window", "false", "true", no, no},
             {"migration_selection",
              "application/vnd.ims.imsccv1p1,application/vnd.ims.imsccv1p2,application/vnd.ims.imsccv1p3,"
              "application/zip,application/xml",
              "download", "true", "false", "true", "zip,imscc,mbz,xml"},
             {"assignment_index_menu", no, no, no, no, no, no},
             {"module_group_menu", no, no, no, no, no, no},
         }) {
        SCOPED_TRACE(row.placement);
        place(row.placement, content_item_request);
        auto const launch = open(at(row.placement));
        EXPECT_EQ(value(launch, "accept_media_types"), row.media);
        EXPECT_EQ(value(launch, "accept_presentation_document_targets"), row.targets);
        EXPECT_EQ(value(launch, "accept_unsigned"), row.is_unsigned);
        EXPECT_EQ(value(launch, "auto_create"), row.creates);
        EXPECT_EQ(value(launch, "accept_copy_advice"), row.copies);
        EXPECT_EQ(value(launch, "ext_content_file_extensions"), row.extensions);
        EXPECT_EQ(
            value(launch, "accept_multiple"), std::string_view(row.placement) == "editor_button" ? "true" : "false"
        );
        EXPECT_EQ(value(launch, "lti_message_type"), "ContentItemSelectionRequest");
        EXPECT_EQ(
            value(launch, "content_item_return_url"),
            "http://127.0.0.1:8090/courses/" + std::to_string(bio().id) +
                "/external_content/success/external_tool_dialog"
        );
        for (auto const* name :
             {"resource_link_id",
              "resource_link_title",
              "launch_presentation_return_url",
              "tool_consumer_info_product_family_code",
              "lis_person_name_full",
              "ext_lti_assignment_id"})
            EXPECT_EQ(value(launch, name), no) << name;
        for (auto const* name : {"context_id", "roles", "ext_roles", "user_id", "oauth_callback", "data"})
            EXPECT_NE(value(launch, name), no) << name;
    }
}

// 6.1.9, 6.1.16
TEST_F(Opening, AsksForHomeworkOfTheAssignment) {
    place("homework_submission", content_item_request);
    auto intent = at("homework_submission");
    intent.assignment = "quiz1";
    for (auto const& [types, targets, copies] : std::initializer_list<std::array<char const*, 3>>{
             {"online_upload", "none", "true"},
             {"online_url", "window", "false"},
             {"online_url,online_upload", "window,none", "true"},
         }) {
        quiz().submission_types = types;
        auto const launch = open(intent);
        EXPECT_EQ(value(launch, "accept_media_types"), "*/*");
        EXPECT_EQ(value(launch, "accept_presentation_document_targets"), targets) << types;
        EXPECT_EQ(value(launch, "accept_copy_advice"), copies) << types;
        EXPECT_EQ(value(launch, "accept_unsigned"), "(absent)");
        EXPECT_EQ(value(launch, "ext_lti_assignment_id"), quiz().link_id);
    }
}

// 6.1.4, 6.1.7, 6.1.8
TEST_F(Opening, SignsTheDataOfAPicker) {
    place("collaboration", content_item_request);
    auto intent = at("collaboration");
    auto const made = read_data(issuer, value(open(intent), "data"));
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->default_launch_url, "https://tool.example/launch");
    EXPECT_EQ(made->content_item_id, 0);
    intent.content_item = 12;
    auto const launch = open(intent);
    EXPECT_TRUE(value(launch, "content_item_return_url").ends_with("/external_content/update/external_tool_dialog/12"));
    auto const edited = read_data(issuer, value(launch, "data"));
    ASSERT_TRUE(edited.has_value());
    EXPECT_EQ(edited->content_item_id, 12);
    EXPECT_EQ(edited->consumer_key, "key-1");
    auto other = issuer;
    other.secret = "another";
    EXPECT_FALSE(read_data(other, value(launch, "data")).has_value());
    EXPECT_FALSE(read_data(issuer, "no.such.token").has_value());
}

// 6.1.18 and what no tool of LTI 1.1 is asked
TEST_F(Opening, SaysWhyItOpensNothing) {
    place("course_navigation", content_item_request);
    EXPECT_THAT(trouble(at("course_navigation")), testing::HasSubstr("Content-Item not supported at this placement"));
    auto intent = at("link_selection");
    intent.message_type = "LtiDeepLinkingRequest";
    EXPECT_THAT(trouble(intent), testing::HasSubstr("no message of LTI 1.1"));
    intent = quiz_as_ada;
    intent.message_type = content_item_request;
    EXPECT_THAT(trouble(intent), testing::HasSubstr("needs a placement"));
    tool->target_link_uri.clear();
    EXPECT_THAT(trouble(quiz_as_ada), testing::HasSubstr("has no launch URL"));
    tool->deleted = true;
    EXPECT_THAT(trouble(quiz_as_ada), testing::HasSubstr("deleted"));
}

} // namespace
} // namespace easel::lti11
