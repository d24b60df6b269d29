#include "platform/routing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::platform {
namespace {

using traffic::CallKind;
using traffic::Party;

struct Row {
    char const* name;
    char const* method;
    char const* path;
    CallKind kind;
    Party from;
    char const* base_path = "";
    std::optional<world::Id> course = std::nullopt;
    std::optional<world::Id> line_item = std::nullopt;
    bool second_hop = false;
    bool service = false;
    std::optional<world::Id> group = std::nullopt;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Routes : public testing::TestWithParam<Row> {};

TEST_P(Routes, SayWhatARequestIsFor) {
    auto const& row = GetParam();
    auto const found = route(row.method, row.path);
    EXPECT_EQ(found.kind, row.kind) << traffic::to_string(found.kind);
    EXPECT_EQ(found.from, row.from);
    EXPECT_EQ(found.base_path, row.base_path);
    EXPECT_EQ(found.course, row.course);
    EXPECT_EQ(found.line_item, row.line_item);
    EXPECT_EQ(found.second_hop, row.second_hop);
    EXPECT_EQ(found.service, row.service);
    EXPECT_EQ(found.group, row.group);
}

constexpr auto nobody = std::nullopt;

INSTANTIATE_TEST_SUITE_P(
    Platform, Routes,
    testing::ValuesIn<Row>({
        // lti13-launch.md 1, oauth2-token.md 1
        {"first_hop", "GET", "/api/lti/authorize_redirect", CallKind::authorization, Party::browser},
        {"first_hop_by_post", "POST", "/api/lti/authorize_redirect", CallKind::authorization, Party::browser},
        {"second_hop", "GET", "/api/lti/authorize", CallKind::authorization, Party::browser, "", nobody, nobody, true},
        {"longer_than_the_endpoint", "GET", "/api/lti/authorize_redirect/x", CallKind::other, Party::browser},
        {"key_set", "GET", "/api/lti/security/jwks", CallKind::jwks, Party::tool},
        {"token", "POST", "/login/oauth2/token", CallKind::token, Party::tool},
        {"token_with_slash", "POST", "/login/oauth2/token/", CallKind::other, Party::browser},
        // further registrations: the same below a base path
        {"token_of_a_registration", "POST", "/r/2/login/oauth2/token", CallKind::token, Party::tool, "/r/2"},
        {"second_hop_of_a_registration", "GET", "/r/probe-0a/api/lti/authorize", CallKind::authorization, Party::browser,
         "/r/probe-0a", nobody, nobody, true},
        {"base_path_alone", "GET", "/r/2", CallKind::other, Party::browser, "/r/2"},
        {"another_word_with_r", "GET", "/rest/login/oauth2/token", CallKind::other, Party::browser},
        // ags.md 1
        {"line_items", "GET", "/api/lti/courses/11/line_items", CallKind::line_items, Party::tool, "", 11, nobody, false, true},
        {"create", "POST", "/api/lti/courses/11/line_items", CallKind::line_item_create, Party::tool, "", 11, nobody, false, true},
        {"show", "GET", "/api/lti/courses/11/line_items/21", CallKind::line_item, Party::tool, "", 11, 21, false, true},
        {"update", "PUT", "/api/lti/courses/11/line_items/21", CallKind::line_item_update, Party::tool, "", 11, 21, false, true},
        {"delete", "DELETE", "/api/lti/courses/11/line_items/21", CallKind::line_item_delete, Party::tool, "", 11, 21, false, true},
        {"score", "POST", "/api/lti/courses/11/line_items/21/scores", CallKind::score, Party::tool, "", 11, 21, false, true},
        {"results", "GET", "/api/lti/courses/11/line_items/21/results", CallKind::results, Party::tool, "", 11, 21, false, true},
        {"one_result", "GET", "/api/lti/courses/11/line_items/21/results/31", CallKind::results, Party::tool, "", 11, 21, false, true},
        {"method_without_a_route", "PATCH", "/api/lti/courses/11/line_items/21", CallKind::other, Party::tool, "", 11, 21, false, true},
        {"course_is_no_number", "GET", "/api/lti/courses/x/line_items", CallKind::line_items, Party::tool, "", nobody, nobody, false, true},
        {"line_item_is_no_number", "GET", "/api/lti/courses/11/line_items/21x", CallKind::line_item, Party::tool, "", 11, nobody, false, true},
        {"number_too_large", "GET", "/api/lti/courses/99999999999999999999/line_items", CallKind::line_items, Party::tool, "", nobody,
         nobody, false, true},
        {"course_without_a_service", "GET", "/api/lti/courses/11", CallKind::other, Party::browser},
        {"progress", "GET", "/api/lti/courses/11/progress/41", CallKind::progress, Party::tool, "", 11, nobody, false, true},
        // nrps.md 1
        {"roster", "GET", "/api/lti/courses/11/names_and_roles", CallKind::memberships, Party::tool, "", 11, nobody, false, true},
        {"roster_of_a_group", "GET", "/api/lti/groups/12/names_and_roles", CallKind::memberships, Party::tool, "", nobody, nobody, false,
         true, 12},
        {"roster_by_post", "POST", "/api/lti/courses/11/names_and_roles", CallKind::other, Party::tool, "", 11, nobody, false, true},
        // outcomes.md 1
        {"grade_passback", "POST", "/api/lti/v1/tools/7/grade_passback", CallKind::outcome, Party::tool},
        {"ext_grade_passback", "POST", "/api/lti/v1/tools/7/ext_grade_passback", CallKind::outcome, Party::tool},
        {"outcomes_placement", "POST", "/api/lti/v1/turnitin/outcomes_placement/7", CallKind::outcome, Party::tool},
        {"passback_of_no_number", "POST", "/api/lti/v1/tools/x/grade_passback", CallKind::other, Party::browser},
        // deep-linking.md 2
        {"deep_linking_response", "POST", "/courses/11/deep_linking_response", CallKind::deep_link_return, Party::browser, "", 11},
        {"deep_linking_response_of_a_group", "POST", "/groups/12/deep_linking_response", CallKind::deep_link_return, Party::browser, "",
         nobody, nobody, false, false, 12},
        {"deep_linking_response_of_the_account", "POST", "/accounts/1/deep_linking_response", CallKind::deep_link_return, Party::browser},
        {"deep_linking_response_by_get", "GET", "/courses/11/deep_linking_response", CallKind::other, Party::browser},
        // lti11.md 6.2, 6.3, 8
        {"embedded_link", "GET", "/courses/11/external_tools/retrieve?url=x", CallKind::page, Party::browser, "", 11},
        {"embedded_link_by_post", "POST", "/courses/11/external_tools/retrieve", CallKind::other, Party::browser},
        {"another_tool_page", "GET", "/courses/11/external_tools/5", CallKind::other, Party::browser},
        {"content", "POST", "/courses/11/external_content/success/external_tool_dialog", CallKind::content_item_return,
         Party::browser, "", 11},
        {"content_of_a_group", "POST", "/groups/12/external_content/update/external_tool_dialog/3",
         CallKind::content_item_return, Party::browser, "", nobody, nobody, false, false, 12},
        {"content_by_url", "GET", "/courses/11/external_content/success/external_tool_dialog?return_type=url",
         CallKind::content_item_return, Party::browser, "", 11},
        {"dialog_without_content", "GET", "/courses/11/external_content/success/external_tool_dialog?lti_msg=bye",
         CallKind::page, Party::browser, "", 11},
        {"content_by_post_of_no_dialog", "POST", "/courses/11/external_content/success/external_tool_redirect",
         CallKind::page, Party::browser, "", 11},
        // lti13-launch.md 5.3
        {"return_page_of_a_group", "GET", "/groups/12/external_content/success/x", CallKind::page, Party::browser, "", nobody, nobody,
         false, false, 12},
        {"return_page_of_the_account", "GET", "/accounts/1/external_content/success/x", CallKind::page, Party::browser},
        {"return_page", "GET", "/courses/11/external_content/success/external_tool_redirect", CallKind::page, Party::browser, "", 11},
        {"return_page_of_no_course", "GET", "/courses/1a/external_content/success/x", CallKind::page, Party::browser},
        {"other_page_of_a_course", "GET", "/courses/11/assignments", CallKind::other, Party::browser},
        {"root", "GET", "/", CallKind::other, Party::browser},
        {"nothing", "GET", "", CallKind::other, Party::browser},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Parameters, OfTheQueryComeBeforeThoseOfTheForm) {
    auto request = http::form_post("/x?a=query%20a&empty=", {{"a", "form a"}, {"b", "form b"}, {"empty", "form"}});
    EXPECT_EQ(parameter(request, "a"), "query a");
    EXPECT_EQ(parameter(request, "b"), "form b");
    EXPECT_EQ(parameter(request, "empty"), "") << "given is given, even when empty";
    EXPECT_EQ(parameter(request, "c"), "");
    request.headers.set("Content-Type", "application/json");
    EXPECT_EQ(parameter(request, "b"), "");
}

struct CookieRow {
    char const* name;
    char const* header;
    char const* value;
};
void PrintTo(CookieRow const& row, std::ostream* os) {
    *os << row.name;
}
class Cookies : public testing::TestWithParam<CookieRow> {};

TEST_P(Cookies, AreFoundByTheirWholeName) {
    http::Request request;
    request.headers.set("Cookie", GetParam().header);
    EXPECT_EQ(cookie(request, "canvas_session"), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Platform, Cookies,
    testing::ValuesIn<CookieRow>({
        {"alone", "canvas_session=ada", "ada"},
        {"among_others", "a=1; canvas_session=ada; b=2", "ada"},
        {"without_blanks", "a=1;canvas_session=ada;b=2", "ada"},
        {"with_an_equals_sign", "canvas_session=a=b", "a=b"},
        {"longer_name", "my_canvas_session=eve; canvas_session=ada", "ada"},
        {"longer_name_behind", "canvas_session2=eve", ""},
        {"no_value", "canvas_session", ""},
        {"empty", "", ""},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::platform
