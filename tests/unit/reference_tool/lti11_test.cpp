// Launches of LTI 1.1 and the Outcomes service, as the reference tool handles them.
#include "reference_tool/lti11.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "fake_platform.hpp"
#include "oauth1/oauth1.hpp"
#include "reference_tool/outcomes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <set>

namespace easel::reference_tool {
namespace {

using namespace std::chrono_literals;
using http::awaitable;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing_support::Stage;

constexpr char const* launch_url = "http://127.0.0.1:9001/t/1/lti11";

/// What came of one launch in a fresh tool.
struct Came {
    http::Response response;
    bool session = false;
};
Came come(std::string defect, std::function<base::Fields(Stage&)> form, std::string target = "/lti11") {
    Stage stage(std::move(defect));
    Came came;
    stage.run([&](Stage& s) -> awaitable<void> {
        auto fields = form(s);
        came.response = co_await s.post(target, std::move(fields));
        http::Request who;
        who.target = "/t/1/me";
        came.session = (co_await s.ask(std::move(who))).status == 200;
    });
    return came;
}
Came come(std::function<base::Fields(Stage&)> form) {
    return come("", std::move(form));
}

TEST(Lti11Launch, ByTheBookIsLetIn) { // L11-001, L11-014
    auto const came = come([](Stage& s) { return s.sign(s.lti11_form(), launch_url); });
    EXPECT_EQ(came.response.status, 200);
    EXPECT_TRUE(came.session);
    EXPECT_THAT(came.response.body, AllOf(HasSubstr("Welcome"), HasSubstr("Start attempt"), HasSubstr("Caf")));
}

struct Refused {
    char const* name;
    std::function<base::Fields(Stage&)> form;
    char const* says;
    int status = 401;
};
void PrintTo(Refused const& row, std::ostream* os) {
    *os << row.name;
}

base::Fields changed(base::Fields form, std::string_view name, std::string value) {
    if (value == "~")
        base::remove(form, name);
    else
        base::set(form, name, std::move(value));
    return form;
}
base::Fields valid(Stage& s) {
    return s.sign(s.lti11_form(), launch_url);
}

class Lti11Refusals : public testing::TestWithParam<Refused> {};
TEST_P(Lti11Refusals, ShowTheReason) { // L11-002 to L11-006, L11-009
    auto const came = come(GetParam().form);
    EXPECT_EQ(came.response.status, GetParam().status);
    EXPECT_FALSE(came.session);
    EXPECT_THAT(came.response.body, AllOf(HasSubstr("Launch refused"), HasSubstr(GetParam().says)));
}
INSTANTIATE_TEST_SUITE_P(
    Rows,
    Lti11Refusals,
    testing::Values(
        Refused{
            "changed signature",
            [](Stage& s) { return changed(valid(s), "oauth_signature", "YOI+HF0vOtfLpYnlEt31pqbz3iI="); },
            "signature"},
        Refused{"another secret", [](Stage& s) { return s.sign(s.lti11_form(), launch_url, "wrong"); }, "signature"},
        Refused{
            "unknown key", [](Stage& s) { return s.sign(s.lti11_form(), launch_url, "", "key-9"); }, "consumer key"},
        Refused{
            "another key's secret",
            [](Stage& s) { return s.sign(s.lti11_form(), launch_url, "other", "key-1"); },
            "signature"},
        Refused{"role changed", [](Stage& s) { return changed(valid(s), "roles", "Instructor"); }, "signature"},
        Refused{"parameter added", [](Stage& s) { return changed(valid(s), "custom_x", "1"); }, "signature"},
        Refused{
            "user twice",
            [](Stage& s) {
                auto form = valid(s);
                form.emplace_back("user_id", "u-2");
                return form;
            },
            "signature"},
        Refused{"no nonce", [](Stage& s) { return changed(valid(s), "oauth_nonce", "~"); }, "oauth_nonce", 400},
        Refused{
            "no signature", [](Stage& s) { return changed(valid(s), "oauth_signature", "~"); }, "oauth_signature", 400},
        Refused{
            "plaintext",
            [](Stage& s) {
                auto form = changed(valid(s), "oauth_signature_method", "PLAINTEXT");
                return changed(std::move(form), "oauth_signature", "s3cr%26t&");
            },
            "kind of signature"},
        Refused{
            "of yesterday",
            [](Stage& s) {
                oauth1::Freshness const old{"n", s.time->tool_now() - 24h};
                return oauth1::signed_form(
                    base::parse_url(launch_url).value(), s.lti11_form(), {"key-1", "s3cr&t"}, old
                );
            },
            "too old"},
        Refused{
            "of tomorrow",
            [](Stage& s) {
                oauth1::Freshness const next{"n", s.time->tool_now() + 24h};
                return oauth1::signed_form(
                    base::parse_url(launch_url).value(), s.lti11_form(), {"key-1", "s3cr&t"}, next
                );
            },
            "of the future"},
        Refused{
            "no link and no way back",
            [](Stage& s) {
                return s.sign(
                    s.lti11_form({{"resource_link_id", "~"}, {"launch_presentation_return_url", "~"}}), launch_url
                );
            },
            "resource_link_id",
            400} // L11-012
    ),
    [](auto const& row) { return base::replace_all(base::slug(row.param.name), "-", "_"); }
);

TEST(Lti11Launch, IsTakenOnce) { // L11-007, L11-008
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        auto const form = valid(s);
        EXPECT_EQ((co_await s.post("/lti11", form)).status, 200);
        EXPECT_EQ((co_await s.post("/lti11", form)).status, 401);
        oauth1::Freshness const same{*base::find(form, "oauth_nonce"), s.time->tool_now()};
        auto const other =
            oauth1::signed_form(base::parse_url(launch_url).value(), s.lti11_form(), {"key-2", "other"}, same);
        EXPECT_EQ((co_await s.post("/lti11", other)).status, 200);
    });
}

TEST(Lti11Launch, CountsTheQueryWhereItStandsOrWhereItWasCopied) { // L11-013; lti11.md 4.1
    for (bool const copied : {false, true}) {
        auto const came = come(
            "",
            [&](Stage& s) {
                auto form = s.lti11_form();
                if (copied) form.emplace_back("chapter", "cells");
                return s.sign(form, copied ? launch_url : std::string(launch_url) + "?chapter=cells");
            },
            "/lti11?chapter=cells"
        );
        EXPECT_EQ(came.response.status, 200) << copied;
        EXPECT_THAT(came.response.body, HasSubstr("Chapter: cells")) << copied;
    }
}

struct SentBack {
    char const* name;
    char const* value;
};
TEST(Lti11Launch, WithAWrongMessageReturnsTheUser) { // L11-010 to L11-012
    for (auto const& [name, value] :
         {SentBack{"lti_version", "LTI-2p0"},
          SentBack{"lti_version", "~"},
          SentBack{"lti_message_type", "a-basic-lti-launch-request"},
          SentBack{"resource_link_id", "~"}}) {
        auto const came = come([&](Stage& s) { return s.sign(s.lti11_form({{name, value}}), launch_url); });
        EXPECT_EQ(came.response.status, 302) << name << value;
        auto const url = base::parse_url(came.response.headers.get("Location")).value();
        EXPECT_EQ(url.path, "/back");
        auto const query = base::form_decode(url.query);
        EXPECT_EQ(*base::find(query, "x"), "1");
        EXPECT_NE(*base::find(query, "lti_errormsg"), "");
        EXPECT_FALSE(came.session);
    }
}

TEST(Lti11Picker, ReturnsASignedSelection) { // lti11.md 6.1, 6.2
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        auto const page = co_await s.launch_lti11({
            {"lti_message_type", "ContentItemSelectionRequest"},
            {"resource_link_id", "~"},
            {"roles", "Instructor"},
            {"data", "kept"},
            {"accept_media_types", "application/vnd.ims.lti.v1.ltilink"},
            {"content_item_return_url", s.origin() + "/selected?x=1"},
        });
        EXPECT_THAT(page.body, HasSubstr("item-1"));
        auto const item = page.body.substr(page.body.find("name=\"item\" value=\"") + 19);
        auto const answer = co_await s.post("/pick", {{"do", "choose"}, {"item", item.substr(0, item.find('"'))}});
        EXPECT_THAT(answer.body, HasSubstr("action=\"" + s.origin() + "/selected?x=1\""));
        base::Fields sent;
        for (auto at = answer.body.find("name=\""); at != std::string::npos; at = answer.body.find("name=\"", at + 1)) {
            auto const name = answer.body.substr(at + 6, answer.body.find('"', at + 6) - at - 6);
            auto const value = answer.body.find("value=\"", at) + 7;
            sent.emplace_back(
                name, base::html_unescape(answer.body.substr(value, answer.body.find('"', value) - value))
            );
        }
        EXPECT_EQ(*base::find(sent, "data"), "kept");
        EXPECT_EQ(*base::find(sent, "lti_message_type"), "ContentItemSelection");
        EXPECT_THAT(*base::find(sent, "content_items"), HasSubstr("\"@type\":\"LtiLinkItem\""));
        auto counted = sent;
        counted.emplace_back("x", "1");
        EXPECT_TRUE(
            oauth1::is_signed_by("s3cr&t", "POST", base::parse_url(s.origin() + "/selected?x=1").value(), counted)
        );
    });
}

TEST(Lti11Launch, ByGetIsRefused) { // L11-022
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        http::Request request;
        request.target = "/t/1/lti11?" + base::form_encode(valid(s));
        EXPECT_EQ((co_await s.ask(std::move(request))).status, 405);
    });
}

TEST(Lti11Roles, OfTheContextCount) { // L11-016 to L11-018
    struct Row {
        char const* roles;
        View view;
    };
    for (auto const& row : {
             Row{"Instructor", View::teacher},
             Row{"urn:lti:role:ims/lis/Instructor", View::teacher},
             Row{"urn:lti:role:ims/lis/Instructor/PrimaryInstructor", View::teacher},
             Row{"urn:non:ims/something/Else, Instructor ,urn:lti:instrole:ims/lis/Alumni", View::teacher},
             Row{"urn:non:ims/something/Else,urn:lti:role:ims/lis/Learner", View::student},
             Row{"Learner", View::student},
             Row{"urn:lti:instrole:ims/lis/Instructor,Learner", View::student},
             Row{"urn:lti:role:ims/lis/Learner/Instructor", View::student},
             Row{"urn:lti:instrole:ims/lis/Instructor", View::neither},
             Row{"urn:lti:instrole:ims/lis/Learner", View::neither},
             Row{"urn:lti:sysrole:ims/lis/None", View::neither},
             Row{"NotALearner", View::neither},
             Row{"", View::neither},
         })
        EXPECT_EQ(view_of(context_roles(row.roles, Switches()), Switches()), row.view) << row.roles;
}

// -- Outcomes ---------------------------------------------------------------------------------------------------------

awaitable<http::Response> grade(Stage& s, base::Fields fields = {{"fraction", "0.8"}}) {
    co_return co_await s.post("/outcome", std::move(fields));
}

TEST(Outcome, IsSignedAndSaysWhatThePlatformTakes) { // O11-001 to O11-009, O11-011, O11-015, O11-016, O11-024
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch_lti11();
        auto const page = co_await grade(
            s,
            {{"fraction", "0.8"},
             {"text", "Été & <b>"},
             {"url", "http://a.example"},
             {"submitted_at", "2026-03-01T09:00:00Z"},
             {"review", "yes"}}
        );
        EXPECT_THAT(page.body, HasSubstr("Score sent"));
    });
    auto const calls = stage.calls("/outcomes");
    ASSERT_EQ(calls.size(), 1U);
    auto const& call = calls[0];
    EXPECT_EQ(call.method, "POST");
    EXPECT_EQ(call.target, "/outcomes?a=1&b=%2F");
    EXPECT_EQ(call.headers.get("Content-Type"), "application/xml");
    EXPECT_EQ(call.headers.get("User-Agent"), "EaselReferenceTool/1");
    auto sent = oauth1::read_authorization(call.headers.get("Authorization")).value();
    EXPECT_EQ(*base::find(sent, "oauth_body_hash"), oauth1::body_hash(call.body));
    auto const url = base::parse_url(stage.origin() + call.target).value();
    for (auto const& field : base::form_decode(url.query)) sent.push_back(field);
    EXPECT_TRUE(oauth1::is_signed_by("s3cr&t", "POST", url, sent));
    EXPECT_THAT(
        call.body,
        HasSubstr("<replaceResultRequest><submissionDetails><submittedAt>2026-03-01T09:00:00.000Z</"
                  "submittedAt><needsAdditionalReview/></submissionDetails><resultRecord>")
    );
    EXPECT_THAT(call.body, HasSubstr("<sourcedId>7-1&lt;42&gt;&amp;9</sourcedId>"));
    EXPECT_THAT(
        call.body,
        HasSubstr("<resultScore><language>en</language><textString>0.8</textString></resultScore><resultData><text>Été "
                  "&amp; &lt;b&gt;</text></resultData>")
    );
}

TEST(Outcome, LeavesOutWhatIsNotOffered) { // O11-013 to O11-016
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        base::Fields changes;
        for (auto const* name :
             {"data_values",
              "result_total_score",
              "submission_submitted_at",
              "submission_prioritize_non_tool_grade",
              "submission_needs_additional_review"})
            changes.emplace_back("ext_outcome_" + std::string(name) + "_accepted", "~");
        co_await s.launch_lti11(changes);
        co_await grade(s, {{"total", "5"}, {"text", "work"}, {"prioritize", "1"}, {"review", "1"}});
    });
    auto const calls = stage.calls("/outcomes");
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_THAT(
        calls[0].body,
        HasSubstr("<result><resultScore><language>en</language><textString>0.25</textString></resultScore></result>")
    );
    EXPECT_THAT(calls[0].body, Not(HasSubstr("submissionDetails")));
}

TEST(Outcome, IsSentAgainWithANonceAndAnIdOfItsOwn) { // O11-006, O11-008, O11-022
    Stage stage;
    stage.outcome_answers = {http::text(503, "busy"), http::text(403, "403 Forbidden (Rate Limit Exceeded)")};
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch_lti11();
        EXPECT_THAT((co_await grade(s)).body, HasSubstr("sent again by itself"));
        co_await s.time->advance(60s);
    });
    auto const calls = stage.calls("/outcomes");
    ASSERT_EQ(calls.size(), 3U);
    std::set<std::string> nonces, ids;
    for (auto const& call : calls) {
        auto const sent = oauth1::read_authorization(call.headers.get("Authorization")).value();
        nonces.insert(*base::find(sent, "oauth_nonce"));
        ids.insert(call.body.substr(call.body.find("<imsx_messageIdentifier>"), 62));
    }
    EXPECT_EQ(nonces.size(), 3U);
    EXPECT_EQ(ids.size(), 3U);
}

TEST(Outcome, OfATeacherIsNone) { // O11-019
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch_lti11();
        co_await s.launch_lti11({{"user_id", "t-1"}, {"roles", "Instructor"}, {"lis_result_sourcedid", "~"}});
        EXPECT_EQ((co_await grade(s)).status, 403);
        co_await s.launch_lti11({{"lis_result_sourcedid", "~"}});
        EXPECT_THAT((co_await grade(s)).body, HasSubstr("class=\"error\""));
    });
    EXPECT_TRUE(stage.calls("/outcomes").empty());
}

TEST(Outcome, ReadAndDeletedBySourcedidAlone) { // O11-023, O11-025
    Stage stage;
    auto const answer = [](std::string const& score) {
        return http::text(
            200,
            "<imsx_POXEnvelopeResponse><imsx_POXHeader><imsx_POXResponseHeaderInfo><imsx_statusInfo><imsx_codeMajor>"
            "success</imsx_codeMajor></imsx_statusInfo></imsx_POXResponseHeaderInfo></"
            "imsx_POXHeader><imsx_POXBody><readResultResponse><result><resultScore><textString>" +
                score +
                "</textString></resultScore></result></readResultResponse></imsx_POXBody></imsx_POXEnvelopeResponse>"
        );
    };
    stage.outcome_answers = {answer("0.5"), answer("")};
    stage.run([](Stage& s) -> awaitable<void> {
        co_await s.launch_lti11();
        EXPECT_THAT((co_await s.post("/results")).body, HasSubstr("data-result=\"0.5"));
        EXPECT_THAT((co_await s.post("/outcome/read")).body, HasSubstr("no result yet"));
        EXPECT_THAT((co_await s.post("/outcome/delete")).body, HasSubstr("taken back"));
    });
    auto const calls = stage.calls("/outcomes");
    ASSERT_EQ(calls.size(), 3U);
    EXPECT_THAT(
        calls[0].body, AllOf(HasSubstr("<readResultRequest><resultRecord><sourcedGUID>"), Not(HasSubstr("<result>")))
    );
    EXPECT_THAT(
        calls[2].body, AllOf(HasSubstr("<deleteResultRequest><resultRecord><sourcedGUID>"), Not(HasSubstr("<result>")))
    );
}

struct Answered {
    char const* name;
    int status;
    std::string body;
    Assessment::Meaning meaning;
    char const* says = "";
};
std::string pox(std::string const& status) {
    return "<imsx_POXEnvelopeResponse><imsx_POXHeader><imsx_POXResponseHeaderInfo><imsx_statusInfo>" + status +
           "</imsx_statusInfo></imsx_POXResponseHeaderInfo></imsx_POXHeader></imsx_POXEnvelopeResponse>";
}
TEST(OutcomeAnswers, AreReadAsXml) { // O11-017, O11-018, O11-022
    using Meaning = Assessment::Meaning;
    for (auto const& row : {
             Answered{"success", 200, pox("<imsx_codeMajor>success</imsx_codeMajor>"), Meaning::done},
             Answered{"blanks", 200, pox("<imsx_codeMajor>\n success </imsx_codeMajor>"), Meaning::done},
             Answered{"CDATA", 200, pox("<imsx_codeMajor><![CDATA[success]]></imsx_codeMajor>"), Meaning::done},
             Answered{
                 "failure",
                 422,
                 pox("<imsx_codeMajor>failure</imsx_codeMajor><imsx_description>Score is not between 0 and "
                     "1\n[EID_4]</imsx_description>"),
                 Meaning::refused,
                 "Score is not between 0 and 1"},
             Answered{
                 "failure with 200",
                 200,
                 pox("<imsx_codeMajor>failure</imsx_codeMajor><imsx_description>success</imsx_description>"),
                 Meaning::refused,
                 "success"},
             Answered{
                 "processing", 200, pox("<imsx_codeMajor>processing</imsx_codeMajor>"), Meaning::refused, "processing"},
             Answered{"success with 500", 500, pox("<imsx_codeMajor>success</imsx_codeMajor>"), Meaning::later},
             Answered{"unreadable", 200, "<html>", Meaning::unknown, "cannot be read"},
             Answered{"empty", 200, "", Meaning::unknown, "cannot be read"},
             Answered{
                 "JSON",
                 401,
                 R"({"errors":[{"message":"Duplicate nonce detected"}]})",
                 Meaning::refused,
                 "Duplicate nonce"},
             Answered{"throttled", 403, "403 Forbidden (Rate Limit Exceeded)", Meaning::later},
         }) {
        Reply reply;
        reply.status = row.status;
        reply.body = row.body;
        auto const found = assess_outcome(reply, Switches());
        EXPECT_EQ(found.meaning, row.meaning) << row.name;
        EXPECT_THAT(found.message, HasSubstr(row.says)) << row.name;
    }
}

} // namespace
} // namespace easel::reference_tool
