#include "console/editing.hpp"

#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "oauth1/oauth1.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

namespace easel::console {
namespace {

namespace json = base::json;

class Editing : public testing::Test {
  protected:
    Editing() {
        issuer_->keys = {
            lti13::PlatformKey{"past", keys::fixture_key("platform-past")},
            lti13::PlatformKey{"present", keys::fixture_key("platform-present")},
            lti13::PlatformKey{"future", keys::fixture_key("platform-future")},
        };
        stage_->time = timing::virtual_time(loop_, base::Instant(std::chrono::hours(490'000)));
        stage_->issuers["1000"] = issuer_;
        world::Tool old;
        old.name = "old";
        old.consumer_key = "key";
        old.shared_secret = "secret";
        stage_->world.tools.push_back(old);
    }

    /// A browser's post to the tool.
    play::Moment posted(base::Fields const& form) {
        play::Moment moment;
        moment.what = play::Moment::What::request;
        moment.hop = 3;
        moment.stage = stage_;
        moment.exchange.to = traffic::Party::tool;
        moment.exchange.url = "http://tool.example/launch";
        moment.exchange.request = http::form_post("/launch", form);
        return moment;
    }
    play::Moment launch() {
        json::object const header{{"alg", "RS256"}, {"kid", "present"}};
        json::object const claims{{"aud", "1000"}, {"sub", "ada"}};
        return posted({{"id_token", jose::sign(header, claims, issuer_->signing_key().key)}, {"state", "s"}});
    }
    play::Moment lti11() {
        oauth1::Freshness const fresh{"nonce", base::Instant(std::chrono::hours(490'000))};
        return posted(oauth1::signed_form(*base::parse_url("http://tool.example/launch"), {{"roles", "Learner"}, {"oauth_callback", "about:blank"}}, {"key", "secret"}, fresh));
    }
    play::Moment answered(int status, std::string body) {
        play::Moment moment;
        moment.what = play::Moment::What::answer;
        moment.hop = 9;
        moment.stage = stage_;
        moment.exchange.kind = traffic::CallKind::score;
        moment.exchange.response = http::json(status, std::move(body));
        return moment;
    }
    static json::object wanted(std::string const& text) { return base::parse_json(text).value().as_object(); }

    http::asio::io_context loop_;
    std::shared_ptr<platform::Stage> stage_ = std::make_shared<platform::Stage>();
    std::shared_ptr<lti13::Issuer> issuer_ = std::make_shared<lti13::Issuer>();
};

TEST_F(Editing, NothingWantedLetsItGoAsItIs) {
    auto const made = edit(launch(), {}, {});
    ASSERT_TRUE(made);
    EXPECT_FALSE(made->decision.request);
    EXPECT_TRUE(made->edits.empty());
}

TEST_F(Editing, ClaimsAreSignedAgainByTheWorldsKey) {
    auto const made = edit(launch(), wanted(R"({"tamper":{"id_token.claims.sub":"bob"}})"), {2, 0});
    ASSERT_TRUE(made);
    auto const token = jose::decode(made->decision.request->form_value("id_token").value());
    ASSERT_TRUE(token);
    EXPECT_EQ(base::dump(token->claims), R"({"aud":"1000","sub":"bob"})");
    EXPECT_TRUE(jose::verifies(*token, keys::fixture_key("platform-present")));
    EXPECT_EQ(made->decision.request->form_value("state"), "s");
    ASSERT_EQ(made->edits.size(), 1u);
    EXPECT_EQ(made->edits[0].step, 2);
    EXPECT_EQ(base::dump(made->edits[0].points), R"({"id_token.claims.sub":"bob"})");
}

struct Signature {
    char const* word;
    char const* header;
    bool genuine;
};

TEST_F(Editing, TheMenuOfSignaturesMakesWhatItsWordsSay) {
    for (auto const& row : {
             Signature{"world", R"({"alg":"RS256","kid":"present"})", true},
             Signature{"unknown_key", R"({"alg":"RS256","kid":"present"})", false},
             Signature{"no_kid", R"({"alg":"RS256"})", true},
             Signature{"none", R"({"alg":"none","kid":"present"})", false},
         }) {
        auto const made = edit(launch(), json::object{{"sign", row.word}, {"tamper", json::object{{"id_token.claims.sub", 5}}}}, {});
        ASSERT_TRUE(made) << row.word;
        auto const token = jose::decode(made->decision.request->form_value("id_token").value());
        ASSERT_TRUE(token) << row.word;
        EXPECT_EQ(base::dump(token->header), row.header) << row.word;
        EXPECT_EQ(base::dump(token->claims), R"({"aud":"1000","sub":5})") << "a claim may get a wrong type";
        EXPECT_EQ(jose::verifies(*token, keys::fixture_key("platform-present")), row.genuine) << row.word;
    }
    EXPECT_FALSE(edit(launch(), wanted(R"({"sign":"mine"})"), {}));
}

TEST_F(Editing, FieldsOfTheFormBecomePoints) {
    auto const token = launch().exchange.request.form_value("id_token").value();
    auto const made = edit(launch(), json::object{{"request", json::object{{"form", json::array{json::array{"id_token", token}, json::array{"extra", "1"}}}}}}, {});
    ASSERT_TRUE(made);
    EXPECT_EQ(base::dump(made->edits.at(0).points), R"({"response.extra":"1","response.state":"~remove"})");
    EXPECT_EQ(made->decision.request->form_value("extra"), "1");
    EXPECT_FALSE(made->decision.request->form_value("state"));
}

TEST_F(Editing, AnLti11FormIsSignedAgainBeforeOrChangedAfterSigning) {
    auto const before = edit(lti11(), wanted(R"({"tamper":{"parameters.roles":"Instructor"}})"), {});
    ASSERT_TRUE(before);
    auto const url = base::parse_url("http://tool.example/launch").value();
    EXPECT_EQ(before->decision.request->form_value("roles"), "Instructor");
    EXPECT_EQ(before->decision.request->form_value("oauth_callback"), "about:blank");
    EXPECT_TRUE(oauth1::is_signed_by("secret", "POST", url, before->decision.request->form()));
    auto const after = edit(lti11(), wanted(R"({"tamper":{"posted.roles":"Instructor"}})"), {});
    ASSERT_TRUE(after);
    EXPECT_FALSE(oauth1::is_signed_by("secret", "POST", url, after->decision.request->form()));
}

struct AnswerRow {
    char const* wanted;
    int status;
    char const* body;
    char const* points;
};

TEST_F(Editing, AnAnswerIsReplacedOrDisturbed) {
    for (auto const& row : {
             AnswerRow{R"({"answer":{"status":503}})", 503, R"({"a":1})", R"({"status":503,"body":{"a":1},"headers":{"Content-Type":"application/json; charset=utf-8"}})"},
             AnswerRow{R"({"answer":{"body":"no"}})", 422, "no", R"({"status":422,"body":"no","headers":{"Content-Type":"application/json; charset=utf-8"}})"},
             AnswerRow{R"({"answer":{"status":429,"headers":[["Retry-After","2"]],"body":""}})", 429, "", R"({"status":429,"headers":{"Retry-After":"2"}})"},
             AnswerRow{R"({"fault":"reset"})", 422, R"({"a":1})", R"({"fault":"reset"})"},
             AnswerRow{R"({"delay_ms":250})", 422, R"({"a":1})", R"({"delay":"250ms"})"},
         }) {
        auto const made = edit(answered(422, R"({"a":1})"), wanted(row.wanted), {4, 1});
        ASSERT_TRUE(made) << row.wanted;
        ASSERT_TRUE(made->decision.response) << row.wanted;
        EXPECT_EQ(made->decision.response->status, row.status) << row.wanted;
        EXPECT_EQ(made->decision.response->body, row.body) << row.wanted;
        ASSERT_EQ(made->edits.size(), 1u);
        EXPECT_EQ(base::dump(made->edits[0].points), row.points) << row.wanted;
        EXPECT_EQ(made->edits[0].earlier, 1);
        EXPECT_EQ(made->edits[0].call, traffic::CallKind::score);
    }
    EXPECT_EQ(edit(answered(200, "{}"), wanted(R"({"fault":"stall"})"), {})->decision.response->delivery, http::Delivery::stall);
}

TEST_F(Editing, ADocumentedErrorIsNamed) {
    auto const made = edit(answered(200, "{}"), wanted(R"({"answer":{"error":"timestamp-stale"}})"), {});
    ASSERT_TRUE(made) << to_string(made.error());
    EXPECT_EQ(base::dump(made->edits.at(0).points), R"({"error":"timestamp-stale"})");
    EXPECT_GE(made->decision.response->status, 400);
}

TEST_F(Editing, SaysWhatItCannotDo) {
    for (auto const* bad : {
             R"({"answer":5})", R"({"answer":{"status":99}})", R"({"answer":{"status":"x"}})", R"({"answer":{"body":5}})", R"({"answer":{"headers":{}}})",
             R"({"answer":{"error":"nobody"}})", R"({"fault":"explode"})", R"({"delay_ms":-1})", R"({"tamper":{}})", R"({"sign":"none"})", R"({"lunch":1})",
         })
        EXPECT_FALSE(edit(answered(200, "{}"), wanted(bad), {})) << bad;
    for (auto const* bad : {
             R"({"answer":{"status":500}})", R"({"fault":"reset"})", R"({"tamper":{"id_token.claim.sub":1}})", R"({"tamper":{"id_token.key":"mine"}})",
             R"({"tamper":{"deliver.after":"5m"}})", R"({"request":{"form":{"a":"b"}}})",
         })
        EXPECT_FALSE(edit(launch(), wanted(bad), {})) << bad;
}

TEST_F(Editing, TheRecordedMessageIsAnEdit) {
    replay::Counterpart recorded;
    recorded.hop = 7;
    recorded.response = http::json(503, R"({"late":true})");
    auto const made = edit_as_recorded(answered(200, "{}"), recorded, {3, 1});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->decision.response->status, 503);
    ASSERT_EQ(made->edits.size(), 1u);
    EXPECT_EQ(made->edits[0].what, Edit::What::answer) << "a scenario says it as an answer";
    EXPECT_EQ(made->edits[0].points.at("status"), 503);
    EXPECT_EQ(base::dump(made->edits[0].points.at("body")), R"({"late":true})");
    EXPECT_EQ(made->edits[0].earlier, 1);
    EXPECT_EQ(made->edits[0].chip, "hop 9: answer 503 as recorded (hop 7)");

    replay::Counterpart asked;
    asked.hop = 2;
    asked.request = http::form_post("/launch", {{"a", "b"}});
    auto const sent = edit_as_recorded(launch(), asked, {});
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->decision.request->form_value("a"), "b");
    EXPECT_EQ(sent->edits.at(0).what, Edit::What::other);

    replay::Counterpart none;
    none.lacking = "Nothing.";
    EXPECT_EQ(edit_as_recorded(launch(), none, {}).error().message, "Nothing.");
}

TEST_F(Editing, WhatIsHeldIsShownWhole) {
    auto const view = moment_view(launch());
    EXPECT_EQ(view.at("what"), "request");
    EXPECT_EQ(view.at("message"), "launch");
    EXPECT_EQ(base::dump(view.at("token").at("claims")), R"({"aud":"1000","sub":"ada"})");
    EXPECT_EQ(moment_view(posted({{"login_hint", "x"}, {"iss", "y"}})).at("message"), "login");
    EXPECT_EQ(moment_view(lti11()).at("message"), "lti11_launch");
    auto const answer = moment_view(answered(422, "\xff"));
    EXPECT_EQ(answer.at("response").at("status"), 422);
    EXPECT_EQ(answer.at("response").at("body").at("base64"), "/w==");
}

} // namespace
} // namespace easel::console
