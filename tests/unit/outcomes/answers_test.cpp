// The bytes of the answers (section 6), as outcomes.md prints them; its blanks between elements are Easel's.
#include "canvas.hpp"

#include <gtest/gtest.h>

namespace easel::outcomes {
namespace {

std::string answer_of(std::string const& status, std::string const& body) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<imsx_POXEnvelopeResponse xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\">\n"
           "  <imsx_POXHeader>\n"
           "    <imsx_POXResponseHeaderInfo>\n"
           "      <imsx_version>V1.0</imsx_version>\n"
           "      <imsx_messageIdentifier/>\n"
           "      <imsx_statusInfo>\n" +
           status +
           "      </imsx_statusInfo>\n"
           "    </imsx_POXResponseHeaderInfo>\n"
           "  </imsx_POXHeader>\n" +
           body + "</imsx_POXEnvelopeResponse>\n";
}

TEST(Answers, ToASuccess) {
    Canvas canvas;
    auto const answer = canvas.post(canvas.replace(Canvas::score("0.75")));
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.response.headers.get("Content-Type"), "application/xml; charset=utf-8");
    EXPECT_EQ(
        answer.response.body,
        answer_of(
            "        <imsx_codeMajor>success</imsx_codeMajor>\n"
            "        <imsx_severity>status</imsx_severity>\n"
            "        <imsx_description/>\n"
            "        <imsx_messageRefIdentifier>msg-77</imsx_messageRefIdentifier>\n"
            "        <imsx_operationRefIdentifier>replaceResult</imsx_operationRefIdentifier>\n",
            "  <imsx_POXBody>\n"
            "    <replaceResultResponse/>\n"
            "  </imsx_POXBody>\n"
        )
    );
}

TEST(Answers, ToAFailure) {
    Canvas canvas;
    canvas.desk.next_report = 4711;
    EXPECT_EQ(
        canvas.post(canvas.replace(Canvas::score("1.5"))).response.body,
        answer_of(
            "        <imsx_codeMajor>failure</imsx_codeMajor>\n"
            "        <imsx_severity>status</imsx_severity>\n"
            "        <imsx_description>Score is not between 0 and 1\n[EID_4711]</imsx_description>\n"
            "        <imsx_messageRefIdentifier>msg-77</imsx_messageRefIdentifier>\n"
            "        <imsx_operationRefIdentifier>replaceResult</imsx_operationRefIdentifier>\n"
            "        <ext_canvas_error_code>bad_score</ext_canvas_error_code>\n",
            "  <imsx_POXBody>\n"
            "    <replaceResultResponse/>\n"
            "  </imsx_POXBody>\n"
        )
    );
}

TEST(Answers, ToWhatIsNoRequest) {
    Canvas canvas;
    EXPECT_EQ(
        canvas.post("").response.body,
        answer_of(
            "        <imsx_codeMajor>unsupported</imsx_codeMajor>\n"
            "        <imsx_severity>status</imsx_severity>\n"
            "        <imsx_description>Request could not be handled. \xC2\xAF\\_(\xE3\x83\x84)_/\xC2\xAF\n[EID_1]</imsx_description>\n"
            "        <imsx_messageRefIdentifier/>\n"
            "        <imsx_operationRefIdentifier/>\n",
            "  <imsx_POXBody/>\n"
        )
    );
}

TEST(Answers, ToAReadAndADeletion) {
    Canvas canvas;
    (void)canvas.post(canvas.replace(Canvas::total("8")));
    auto const status = [](std::string const& operation) {
        return "        <imsx_codeMajor>success</imsx_codeMajor>\n"
               "        <imsx_severity>status</imsx_severity>\n"
               "        <imsx_description/>\n"
               "        <imsx_messageRefIdentifier>msg-77</imsx_messageRefIdentifier>\n"
               "        <imsx_operationRefIdentifier>" +
               operation + "</imsx_operationRefIdentifier>\n";
    };
    auto const read = [](std::string const& text) {
        return "  <imsx_POXBody>\n"
               "    <readResultResponse>\n"
               "      <result>\n"
               "        <resultScore>\n"
               "          <language>en</language>\n"
               "          " +
               text +
               "\n"
               "        </resultScore>\n"
               "      </result>\n"
               "    </readResultResponse>\n"
               "  </imsx_POXBody>\n";
    };
    EXPECT_EQ(
        canvas.post(canvas.operation("readResultRequest")).response.body,
        answer_of(status("readResult"), read("<textString>0.4</textString>"))
    );
    EXPECT_EQ(
        canvas.post(canvas.operation("deleteResultRequest")).response.body,
        answer_of(status("deleteResult"), "  <imsx_POXBody>\n    <deleteResultResponse/>\n  </imsx_POXBody>\n")
    );
    EXPECT_EQ(
        canvas.post(canvas.operation("readResultRequest")).response.body,
        answer_of(status("readResult"), read("<textString/>"))
    );
}

TEST(Answers, EscapeWhatTheyRepeat) {
    Canvas canvas;
    auto body = canvas.replace(Canvas::score("&lt;0.5&amp;&gt;"));
    body.replace(body.find("msg-77"), 6, "&lt;b&gt; &amp;");
    auto const answer = canvas.post(body);
    EXPECT_EQ(element(answer, "imsx_messageRefIdentifier"), "&lt;b&gt; &amp;");
    EXPECT_EQ(element(answer, "imsx_description"), "Unable to parse resultScore: &lt;0.5&amp;&gt;\n\n[EID_1]");
}

TEST(Answers, NameTheOperationThatCanvasDoesNotKnow) {
    Canvas canvas;
    auto const answer = canvas.post(canvas.operation("createResultRequest"));
    EXPECT_EQ(element(answer, "imsx_operationRefIdentifier"), "createResult");
    EXPECT_NE(answer.response.body.find("<imsx_POXBody/>"), std::string::npos);
    auto const sourcedid = canvas.post(Canvas::envelope("<createResultRequest/>"));
    EXPECT_NE(sourcedid.response.body.find("<createResultResponse/>"), std::string::npos);
}

struct Row {
    char const* name;
    double points;
    double score;
    std::string shown;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Reading : public testing::TestWithParam<Row> {};

TEST_P(Reading, RoundsAsCanvasDoes) {
    Canvas canvas;
    (void)canvas.post(canvas.replace(Canvas::total(std::to_string(GetParam().score))));
    canvas.the_assignment().points = GetParam().points;
    base::Fields const fields{{"lti_message_type", "basic-lis-readresult"}, {"sourcedid", canvas.sourcedid()}};
    auto const old = "/api/lti/v1/tools/7/ext_grade_passback";
    auto const legacy = canvas.ask(canvas.signed_request(old, http::form_post(old, fields)));
    EXPECT_EQ(element(legacy, "textstring"), GetParam().shown);
    EXPECT_EQ(element(canvas.post(canvas.operation("readResultRequest")), "textString"), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Reading,
    testing::Values(
        Row{"whole", 20, 20, "1.0"}, Row{"zero", 20, 0, "0.0"}, Row{"two_fifths", 20, 8, "0.4"},
        Row{"two_decimals_of_a_percent", 15, 13.85, "0.9233"}, Row{"above_the_maximum", 20, 30, "1.5"},
        Row{"no_points", 0, 8, "0.08"}, Row{"too_large_to_round", 20, 1e308, "5.0e+306"},
        Row{"far_below_zero", 20, -1e308, "-5.0e+306"}, Row{"without_end", 0.001, 1e308, "Infinity"}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Reading, ShowsNothingThatIsNotGraded) {
    Canvas canvas;
    EXPECT_EQ(element(canvas.post(canvas.operation("readResultRequest")), "textString"), "");
    (void)canvas.post(canvas.replace(Canvas::score("0.5"), "<needsAdditionalReview/>"));
    EXPECT_EQ(element(canvas.post(canvas.operation("readResultRequest")), "textString"), "") << "a person has to look";
}

} // namespace
} // namespace easel::outcomes
