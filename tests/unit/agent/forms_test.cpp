#include "agent/browser.hpp"
#include "base/ids.hpp"

#include <gmock/gmock.h>

namespace {

using namespace easel;
using easel::agent::find_forms;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

base::Url const page = *base::parse_url("http://127.0.0.1:9001/lti/login?x=1");

TEST(FindForms, ReadsFieldsAsASubmitWouldSendThem) {
    auto const forms = find_forms(
        R"(<!doctype html><html><body>
        <FORM ACTION='/choose?a=1&amp;b=2' METHOD=post id="f">
          <input type=hidden name=token value="a&amp;b &#39;c&#39;">
          <input name="title" value=Plain><input name=unnamed_value>
          <input type=checkbox name=on checked><input type=checkbox name=off value=1>
          <input type=radio name=r value=1><input type=radio name=r value=2 checked>
          <input type=text name=gone value=1 disabled>
          <input type=file name=upload><input type=submit name=go value=Go><button name=choose value=7>Choose</button>
          <select name=one><option value=a>A<option>B &amp; C</select>
          <select name=picked><option value=a>A</option><option value=b selected>B</option></select>
          <select name=many multiple><option selected>x</option><option>y</option><option selected>z</option></select>
          <textarea name=text>
first <b>line</b> &lt;</textarea>
        </form><input name=outside value=1><input form=f name=joined value=1></body></html>)",
        page
    );
    ASSERT_EQ(forms.size(), 1u);
    auto const& form = forms.front();
    EXPECT_EQ(form.action, "http://127.0.0.1:9001/choose?a=1&b=2");
    EXPECT_EQ(form.method, "POST");
    EXPECT_EQ(form.id, "f");
    EXPECT_FALSE(form.submits_itself);
    EXPECT_THAT(
        form.fields,
        ElementsAre(
            Pair("token", "a&b 'c'"),
            Pair("title", "Plain"),
            Pair("unnamed_value", ""),
            Pair("on", "on"),
            Pair("r", "2"),
            Pair("one", "a"),
            Pair("picked", "b"),
            Pair("many", "x"),
            Pair("many", "z"),
            Pair("text", "first <b>line</b> <"),
            Pair("joined", "1")
        )
    );
    auto const choose = std::ranges::find(form.controls, "choose", &agent::Form::Control::name);
    ASSERT_NE(choose, form.controls.end());
    EXPECT_EQ(choose->tag, "button");
    EXPECT_EQ(choose->type, "submit");
    EXPECT_EQ(choose->value, "7");
}

TEST(FindForms, TakesTheTextOfAnOptionWithoutValue) {
    auto const forms = find_forms("<form><select name=s><option> B  &amp; C </option></select></form>", page);
    EXPECT_THAT(forms.at(0).fields, ElementsAre(Pair("s", "B & C")));
}

struct ActionRow {
    char const* name;
    char const* html;
    char const* action;
};
void PrintTo(ActionRow const& row, std::ostream* os) {
    *os << row.name;
}
class FormActions : public testing::TestWithParam<ActionRow> {};
TEST_P(FormActions, AreResolvedAgainstThePage) {
    auto const forms = find_forms(GetParam().html, page);
    ASSERT_FALSE(forms.empty());
    EXPECT_EQ(forms.front().action, GetParam().action);
}
INSTANTIATE_TEST_SUITE_P(
    Pages,
    FormActions,
    testing::ValuesIn<ActionRow>({
        {"absent", "<form></form>", "http://127.0.0.1:9001/lti/login?x=1"},
        {"empty", "<form action=''></form>", "http://127.0.0.1:9001/lti/login?x=1"},
        {"relative", "<form action=launch></form>", "http://127.0.0.1:9001/lti/launch"},
        {"rooted", "<form action='/a'></form>", "http://127.0.0.1:9001/a"},
        {"absolute", "<form action='https://canvas.example/x?y=1'></form>", "https://canvas.example/x?y=1"},
        {"blanks", "<form action=' /a '></form>", "http://127.0.0.1:9001/a"},
        {"base", "<base href='http://127.0.0.1:9002/b/'><form action='a'></form>", "http://127.0.0.1:9002/b/a"},
        {"script_url", "<form action='javascript:void(0)'></form>", "javascript:void(0)"},
        {"slash_in_unquoted_value", "<form action=/a/b method=post></form>", "http://127.0.0.1:9001/a/b"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

struct SubmitRow {
    char const* name;
    char const* html;
    bool submits;
};
void PrintTo(SubmitRow const& row, std::ostream* os) {
    *os << row.name;
}
class SelfSubmitting : public testing::TestWithParam<SubmitRow> {};
TEST_P(SelfSubmitting, IsTold) {
    auto const forms = find_forms(GetParam().html, page);
    ASSERT_FALSE(forms.empty());
    EXPECT_EQ(forms.front().submits_itself, GetParam().submits);
}
INSTANTIATE_TEST_SUITE_P(
    Pages,
    SelfSubmitting,
    testing::ValuesIn<SubmitRow>({
        {"script_by_index",
         "<form method=post><input type=hidden name=a></form><script>document.forms[0].submit();</script>",
         true},
        {"script_by_id",
         "<form id=ltiForm method=post></form><script>document.getElementById('ltiForm').submit()</script>",
         true},
        {"script_by_name",
         "<form name=f method=post></form><form id=g></form><script>document.f.submit()</script>",
         true},
        {"names_the_other",
         "<form id=a></form><form id=b></form><script>document.getElementById('b').submit()</script>",
         false},
        {"onload", "<body onload=\"document.forms[0].submit()\"><form method=post></form></body>", true},
        {"onload_by_id", "<body onload='document.getElementById(\"x\").submit()'><form id=x></form></body>", true},
        {"load_listener",
         "<form method=post></form><script>window.addEventListener('load', function () { "
         "document.querySelector('form').submit(); });</script>",
         true},
        {"ready",
         "<form method=post></form><script>$(document).ready(function(){ $('form')[0].submit(); })</script>",
         true},
        {"on_click_only",
         "<form method=post><input name=q></form><script>b.addEventListener('click', () => f.submit())</script>",
         false},
        {"inside_a_function",
         "<form method=post><input name=q></form><script>function go(){ document.forms[0].submit(); }</script>",
         false},
        {"hidden_and_script_file",
         "<form method=post action=/x><input type=hidden name=JWT value=a></form><script src=go.js></script>",
         true},
        {"hidden_with_noscript_button",
         "<form method=post><input type=hidden name=a value=1><noscript><input type=submit>"
         "</noscript></form><script src=go.js></script>",
         true},
        {"hidden_without_script", "<form method=post><input type=hidden name=a value=1></form>", false},
        {"logout_button",
         "<form method=post><input type=hidden name=csrf value=1><button>Log out</button></form><script></script>",
         false},
        {"hidden_until_somebody_answers",
         "<form method=post><input type=hidden name=a></form><script>addEventListener('message', function (e) { "
         "document.forms[0].submit(); })</script>",
         false},
        {"hidden_form_of_an_application",
         "<form method=post><input type=hidden name=csrf value=1></form><script src=app.js></script>"
         "<main>A page with enough to read that nobody takes it for a mere stop on the way. A page with enough to read "
         "that nobody "
         "takes it for a mere stop on the way. A page with enough to read that nobody takes it for a mere stop on the "
         "way. A page "
         "with enough to read that nobody takes it for a mere stop on the way.</main>",
         false},
        {"no_script", "<form method=post><input name=q><input type=submit></form>", false},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(FindForms, SurvivesAnyBytes) {
    std::vector<std::string> pages{
        "",
        "<",
        "<form",
        "<form action",
        "<form action=",
        "<form action='",
        "<form><input name='",
        "<!--",
        "<!",
        "</",
        "</form",
        "<script>",
        "<script",
        "<textarea name=a>",
        "<form><select><option",
        "<form><form><form>",
        "</form></form><input>",
        "<form><textarea name=a></form>",
        std::string("<form \0name=a>", 14),
        "<form ====\"\"''>",
        "<option><option></select>",
        "<input form=none name=a>",
        "<\xff\xfe><form>",
        "<form><input name=a value=&#x110000;>",
    };
    for (auto const& html : pages) {
        (void)find_forms(html, page);
        (void)agent::find_refresh(html);
        (void)agent::visible_text(html);
    }
    // Pages put together from the pieces that the reader looks for.
    std::vector<std::string> const pieces{
        "<form ",
        "<input ",
        "name=",
        "\"",
        "'",
        ">",
        "</form>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<select>",
        "<option>",
        "</",
        "<textarea>",
        "=",
        " ",
        "\\",
        ".submit(",
        "location",
        "=\"",
        "&#",
        "<meta http-equiv=refresh content=",
        "0;url=",
        "\x80",
        std::string(1, '\0')};
    base::Random random(7);
    for (int i = 0; i < 2'000; ++i) {
        std::string html;
        for (auto n = random.below(40); n > 0; --n) html += pieces[random.below(pieces.size())];
        (void)find_forms(html, page);
        (void)agent::find_refresh(html);
        (void)agent::visible_text(html);
    }
}

TEST(FindForms, IsBounded) {
    std::string many;
    for (int i = 0; i < 20'000; ++i) many += "<form><input name=a></form>";
    EXPECT_LE(find_forms(many, page).size(), 200u);
    std::string deep(200'000, '<');
    EXPECT_THAT(find_forms(deep, page), IsEmpty());
    std::string attributes = "<form";
    for (int i = 0; i < 10'000; ++i) attributes += " a" + std::to_string(i);
    EXPECT_EQ(find_forms(attributes + ">", page).size(), 1u);
}

TEST(VisibleText, IsWhatAPersonWouldSee) {
    EXPECT_EQ(
        agent::visible_text(
            "<title>T</title><style>x{}</style><h1>Welcome,&nbsp; &lt;Ada&gt;</h1>\n <p>to<b>day</b></p>"
            "<script>var a = '<p>no</p>'</script><!-- no --><noscript>no</noscript>"
        ),
        agent::visible_text("<h1>Welcome,&nbsp; &lt;Ada&gt;</h1> <p>to <b>day</b></p>")
    );
    EXPECT_EQ(agent::visible_text("<p>a</p>\n\n<p> b &amp; c</p>"), "a b & c");
    EXPECT_EQ(agent::visible_text("1 < 2"), "1 < 2");
    EXPECT_EQ(agent::visible_text("<div id=root></div><script src=app.js></script>"), "");
}

}  // namespace
