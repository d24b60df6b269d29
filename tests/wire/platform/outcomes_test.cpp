// The Outcomes service over real sockets: its bytes, whose request it is, planned faults, the throttle, files.
#include "lti11/sourcedid.hpp"
#include "oauth1/oauth1.hpp"
#include "wire/platform/calling.hpp"

#include "base/url.hpp"

namespace easel::platform {
namespace {

using traffic::CallKind;

class Outcomes : public PlatformTest {
  protected:
    Outcomes()
        : stage_(set_stage()) {
        install(*stage_, "old", "old-key");
    }

    void install(Stage& stage, std::string name, std::string key) {
        world::Tool tool;
        tool.id = stage.world.next_id++;
        tool.name = std::move(name);
        tool.consumer_key = std::move(key);
        tool.shared_secret = "old-secret";
        tool.target_link_uri = "https://old.test/launch";
        stage.world.tools.push_back(tool);
        world::assignment_named(stage.world, "quiz1")->tool = tool.id;
    }

    std::string path(Stage& stage) const {
        return "/api/lti/v1/tools/" + std::to_string(world::assignment_named(stage.world, "quiz1")->tool) + "/grade_passback";
    }

    std::string envelope(Stage& stage, std::string const& operation, std::string const& result = {}) const {
        auto& world = stage.world;
        auto const& quiz = *world::assignment_named(world, "quiz1");
        auto const sourcedid =
            lti11::sourcedid(world, world.dialects, {quiz.tool, quiz.course, quiz.id, world::user_named(world, "ada")->id});
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
               "<imsx_POXEnvelopeRequest xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\"><imsx_POXHeader>"
               "<imsx_POXRequestHeaderInfo><imsx_messageIdentifier>msg-77</imsx_messageIdentifier></imsx_POXRequestHeaderInfo>"
               "</imsx_POXHeader><imsx_POXBody><" +
               operation + "Request><resultRecord><sourcedGUID><sourcedId>" + sourcedid + "</sourcedId></sourcedGUID>" + result +
               "</resultRecord></" + operation + "Request></imsx_POXBody></imsx_POXEnvelopeRequest>";
    }
    static std::string score(std::string const& text) {
        return "<result><resultScore><textString>" + text + "</textString></resultScore></result>";
    }

    http::Response post(Stage& stage, std::string const& target, std::string body) {
        http::Request request;
        request.method = "POST";
        request.headers.set("Content-Type", "application/xml");
        auto const url = base::parse_url(platform_->origin() + target).value();
        request.headers.set(
            "Authorization",
            oauth1::signed_header(
                "POST", url, body, {"old-key", "old-secret"}, {"n" + std::to_string(++nonces_), stage.time->tool_now()}
            )
        );
        request.body = std::move(body);
        return ask(target, std::move(request));
    }
    http::Response post_score(std::string const& text = "0.5") {
        return post(*stage_, path(*stage_), envelope(*stage_, "replaceResult", score(text)));
    }
    [[nodiscard]] traffic::Exchange const& last() const { return stage_->log.exchanges().back(); }

    std::shared_ptr<Stage> stage_;

  private:
    int nonces_ = 0;
};

TEST_F(Outcomes, AnswerInTheseBytes) {
    auto const answer = post_score("1.5");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/xml; charset=utf-8");
    EXPECT_EQ(
        answer.body,
        R"(<?xml version="1.0" encoding="UTF-8"?>
<imsx_POXEnvelopeResponse xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0">
  <imsx_POXHeader>
    <imsx_POXResponseHeaderInfo>
      <imsx_version>V1.0</imsx_version>
      <imsx_messageIdentifier/>
      <imsx_statusInfo>
        <imsx_codeMajor>failure</imsx_codeMajor>
        <imsx_severity>status</imsx_severity>
        <imsx_description>Score is not between 0 and 1
[EID_1]</imsx_description>
        <imsx_messageRefIdentifier>msg-77</imsx_messageRefIdentifier>
        <imsx_operationRefIdentifier>replaceResult</imsx_operationRefIdentifier>
        <ext_canvas_error_code>bad_score</ext_canvas_error_code>
      </imsx_statusInfo>
    </imsx_POXResponseHeaderInfo>
  </imsx_POXHeader>
  <imsx_POXBody>
    <replaceResultResponse/>
  </imsx_POXBody>
</imsx_POXEnvelopeResponse>
)"
    );
    EXPECT_EQ(decided_by(last().trail), "outcomes/3.2.5c");
}

TEST_F(Outcomes, AreLoggedForWhatTheyAre) {
    EXPECT_EQ(post_score().status, 200);
    EXPECT_EQ(last().kind, CallKind::outcome);
    EXPECT_EQ(last().from, traffic::Party::tool);
    EXPECT_EQ(last().client_id, "old-key");
    EXPECT_EQ(last().course, "bio101");
    EXPECT_EQ(last().assignment, "quiz1");
    EXPECT_EQ(last().user, "ada");
    EXPECT_EQ(post(*stage_, path(*stage_), envelope(*stage_, "readResult")).status, 200);
    EXPECT_EQ(last().kind, CallKind::outcome_read);
    EXPECT_EQ(post(*stage_, path(*stage_), envelope(*stage_, "deleteResult")).status, 200);
    EXPECT_EQ(last().kind, CallKind::outcome_delete);
}

TEST_F(Outcomes, FindTheStageOfTheirTool) {
    auto const other = set_stage({.name = "other", .first_id = 5000});
    install(*other, "old", "old-key");
    EXPECT_EQ(post(*other, path(*other), envelope(*other, "replaceResult", score("0.9"))).status, 200);
    EXPECT_EQ(other->log.exchanges().size(), 1U);
    EXPECT_TRUE(stage_->log.exchanges().empty());
    EXPECT_EQ(post_score().status, 200);
    EXPECT_EQ(stage_->log.exchanges().size(), 1U);
}

TEST_F(Outcomes, OfAnUnknownToolBelongToWhoeverSignedThem) {
    auto const answer = post(*stage_, "/api/lti/v1/tools/99/grade_passback", "<x/>");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.body, no_resource);
    EXPECT_EQ(decided_by(last().trail), "outcomes/2.1");
    auto const other = set_stage({.name = "other", .first_id = 5000});
    install(*other, "old", "old-key");
    EXPECT_EQ(post(*stage_, "/api/lti/v1/tools/99/grade_passback", "<x/>").status, 404);
    EXPECT_EQ(stage_->log.exchanges().size(), 1U) << "two could be meant";
    EXPECT_EQ(ask("/api/lti/v1/tools/99/grade_passback").status, 404);
}

TEST_F(Outcomes, MeetPlannedAnswers) {
    Fault fault;
    fault.kind = CallKind::outcome;
    fault.assignment = "quiz1";
    fault.times = 1;
    fault.answer = http::text(503, "busy");
    stage_->faults.push_back(fault);
    EXPECT_EQ(post(*stage_, path(*stage_), envelope(*stage_, "readResult")).status, 200) << "a read is no outcome";
    EXPECT_EQ(post_score().status, 503);
    EXPECT_EQ(last().assignment, "quiz1") << "by the sourcedid alone";
    EXPECT_EQ(last().user, "ada");
    EXPECT_TRUE(last().trail.empty()) << "nothing was checked";
    EXPECT_EQ(post_score().status, 200);
}

TEST_F(Outcomes, AreThrottledByTheToolsDomain) {
    stage_->world.throttle.cost_per_request = 700;
    stage_->world.throttle.outflow = 0;
    EXPECT_EQ(post_score().headers.get("X-Rate-Limit-Remaining"), "-100.0");
    auto const refused = post_score();
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.body, "403 Forbidden (Rate Limit Exceeded)\n");
    EXPECT_TRUE(stage_->buckets.all().contains("tool:old.test"));
}

TEST_F(Outcomes, SurviveAnythingThatIsPosted) {
    std::string deep;
    for (int i = 0; i < 50'000; ++i) deep += "<imsx_POXBody>";
    for (auto const& body : {std::string(), std::string("{}"), std::string("\0\0", 2), "<a>" + deep, std::string(1024 * 1024, '<')})
        EXPECT_EQ(post(*stage_, path(*stage_), body).status, 422) << body.substr(0, 20);
    EXPECT_EQ(post(*stage_, path(*stage_), std::string(1024 * 1024 + 1, 'x')).status, 413);
    EXPECT_EQ(post_score().status, 200);
}

} // namespace
} // namespace easel::platform
