// deep-linking.md 2.4: what the page holds and how it holds it.
#include "canvas.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

namespace easel::deep_linking {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Page, HoldsTheResponseWithoutNulls) {
    Canvas canvas;
    canvas.items.clear();
    canvas.post();
    ASSERT_EQ(canvas.answer.response.status, 200);
    EXPECT_EQ(canvas.answer.response.content_type(), "text/html");
    auto const expected = object(
        R"({"placement":"editor_button","content_items":[],"ltiEndpoint":"http://127.0.0.1:8090/courses/)" +
        std::to_string(canvas.course().id) + R"(/external_tools/retrieve","reloadpage":false,"moduleCreated":false})"
    );
    EXPECT_EQ(canvas.response(), expected);
}

TEST(Page, MembersComeWhenTheyApply) {
    struct Row {
        char const* name;
        std::function<void(Canvas&)> act;
        char const* member;
        std::function<json::value(Canvas&)> value; ///< null: absent
    };
    auto const editor = [](Canvas& c) {
        c.claims["https://canvas.instructure.com/lti/replace_editor_contents"] = true;
    };
    auto const scope = [](Canvas& c) {
        c.key->scopes.emplace_back("https://canvas.instructure.com/lti/replace_editor_contents");
    };
    auto const absent = [](Canvas&) { return json::value(); };
    auto const yes = [](Canvas&) { return json::value(true); };
    std::vector<Row> const rows{
        {"service_id", [](Canvas& c) { c.content_item_id = 8; }, "service_id", [](Canvas&) { return json::value(8); }},
        {"tool_id of a collaboration",
         [](Canvas& c) { c.placement = "collaboration"; },
         "tool_id",
         [](Canvas& c) { return json::value(c.tool->id); }},
        {"no tool_id elsewhere", [](Canvas&) {}, "tool_id", absent},
        {"msg", [](Canvas& c) { c.claims[dl("msg")] = "Done"; }, "msg", [](Canvas&) { return json::value("Done"); }},
        {"msg null", [](Canvas& c) { c.claims[dl("msg")] = nullptr; }, "msg", absent},
        {"msg an object",
         [](Canvas& c) { c.claims[dl("msg")] = object(R"({"html":"<b>","n":[1,null]})"); },
         "msg",
         [](Canvas&) { return json::value(R"({"html"=>"<b>", "n"=>[1, nil]})"); }},
        {"errorlog a number",
         [](Canvas& c) { c.claims[dl("errorlog")] = 5; },
         "errorlog",
         [](Canvas&) { return json::value("5"); }},
        {"editor, scope, claim",
         [&](Canvas& c) {
             editor(c);
             scope(c);
         },
         "replaceEditorContents",
         yes},
        {"editor, claim only", editor, "replaceEditorContents", absent},
        {"editor, scope only", scope, "replaceEditorContents", absent},
        {"claim and scope, other placement",
         [&](Canvas& c) {
             editor(c);
             scope(c);
             c.placement = "link_selection";
         },
         "replaceEditorContents",
         absent},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        row.act(canvas);
        canvas.post();
        auto const response = canvas.response();
        auto const wanted = row.value(canvas);
        auto const* const found = response.if_contains(row.member);
        ASSERT_EQ(found != nullptr, !wanted.is_null());
        if (found != nullptr) {
            EXPECT_EQ(*found, wanted);
        }
    }
}

TEST(Page, TellsItsOpener) { // 2.4.6
    Canvas canvas;
    canvas.post();
    EXPECT_THAT(canvas.answer.response.body, HasSubstr("subject: 'LtiDeepLinkingResponse'"));
    EXPECT_THAT(canvas.answer.response.body, HasSubstr("postMessage(message, \"http://127.0.0.1:8090\")"));
    EXPECT_THAT(canvas.answer.response.body, HasSubstr("window.opener"));
}

TEST(Page, NothingThatAToolSendsLeavesItsPlace) {
    Canvas canvas;
    std::string const attack = "</script><script>alert(1)</script><!--\xE2\x80\xA8'\"&";
    canvas.claims[dl("msg")] = attack;
    canvas.claims[dl("errormsg")] = attack;
    canvas.items = array(R"([{"type":"html","html":"</script><script>alert(2)</script>"}])");
    canvas.post();
    auto const& body = canvas.answer.response.body;
    EXPECT_THAT(body, Not(HasSubstr("<script>alert")));
    EXPECT_THAT(body, Not(HasSubstr("<!--")));
    EXPECT_THAT(body, HasSubstr("role=\"status\">&lt;/script&gt;"));
    EXPECT_THAT(body, HasSubstr("role=\"alert\">&lt;/script&gt;"));
    EXPECT_EQ(canvas.response().at("msg").as_string(), attack);
    EXPECT_EQ(canvas.response().at("content_items").at(0).at("html"), "</script><script>alert(2)</script>");
}

TEST(Page, SaysWhoseAnswerItIs) {
    Canvas canvas;
    canvas.post();
    EXPECT_EQ(canvas.answer.course, "bio101");
    EXPECT_EQ(canvas.answer.user, "grace");
    EXPECT_EQ(canvas.answer.client_id, client);
}

} // namespace
} // namespace easel::deep_linking
