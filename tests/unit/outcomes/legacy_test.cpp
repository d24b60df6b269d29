// The form of BLTI 0.0.4 (7.2).
#include "canvas.hpp"

#include <gtest/gtest.h>

namespace easel::outcomes {
namespace {

traffic::Answer post(Canvas& canvas, base::Fields const& fields, Signing const& how = {}) {
    auto const target = "/api/lti/v1/tools/7/ext_grade_passback";
    return canvas.ask(canvas.signed_request(target, http::form_post(target, fields), how));
}

std::string whole(std::string const& major, std::string const& result = {}) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<message_response>\n"
           "  <lti_message_type/>\n"
           "  <statusinfo><codemajor>" +
           major +
           "</codemajor><severity>Status</severity><codeminor>fullsuccess</codeminor></statusinfo>\n" + result +
           "</message_response>\n";
}

std::string shown(Canvas const& canvas, std::string const& score) {
    return "  <result>\n"
           "    <sourcedid>" +
           canvas.sourcedid() +
           "</sourcedid>\n"
           "    <resultscore><resultvaluesourcedid>decimal</resultvaluesourcedid><textstring>" +
           score + "</textstring><language>en-US</language></resultscore>\n"
                   "  </result>\n";
}

TEST(Legacy, UpdatesReadsAndDeletes) {
    Canvas canvas;
    auto const call = [&](std::string const& type, std::string const& score = {}) {
        base::Fields fields{{"lti_message_type", type}, {"sourcedid", canvas.sourcedid()}};
        if (!score.empty()) fields.emplace_back("result_resultscore_textstring", score);
        return post(canvas, fields);
    };
    auto const updated = call("basic-lis-updateresult", "0.6");
    EXPECT_EQ(updated.response.status, 200);
    EXPECT_EQ(updated.response.headers.get("Content-Type"), "application/xml; charset=utf-8");
    EXPECT_EQ(updated.response.body, whole("Success", shown(canvas, "0.6")));
    EXPECT_EQ(canvas.submission()->score, 12);
    EXPECT_EQ(call("Basic-LIS-ReadResult").response.body, whole("Success", shown(canvas, "0.6")));
    EXPECT_EQ(call("basic-lis-deleteresult").response.body, whole("Success"));
    EXPECT_EQ(call("basic-lis-readresult").response.body, whole("Success"));
}

TEST(Legacy, FailuresAre200) {
    Canvas canvas;
    auto const bad = post(
        canvas,
        {{"lti_message_type", "basic-lis-updateresult"},
         {"sourcedid", canvas.sourcedid()},
         {"result_resultscore_textstring", "1.5"}}
    );
    EXPECT_EQ(bad.response.status, 200);
    EXPECT_EQ(bad.response.body, whole("Failure"));
    EXPECT_EQ(decided_by(bad), "3.2.5c");
    auto const unknown = post(canvas, {{"lti_message_type", "basic-lis-create"}, {"sourcedid", canvas.sourcedid()}});
    EXPECT_EQ(unknown.response.body, whole("Unsupported"));
    EXPECT_EQ(decided_by(unknown), "2.9");
    auto const nobody = post(canvas, {{"lti_message_type", "basic-lis-readresult"}});
    EXPECT_EQ(nobody.response.body, whole("Failure"));
    EXPECT_EQ(decided_by(nobody), "2.10a");
}

TEST(Legacy, SignaturesCountTheForm) {
    Canvas canvas;
    base::Fields const fields{{"lti_message_type", "basic-lis-readresult"}, {"sourcedid", canvas.sourcedid()}};
    EXPECT_EQ(post(canvas, fields, {.secret = "wrong"}).response.status, 401);
    auto const target = "/api/lti/v1/tools/7/ext_grade_passback";
    auto request = canvas.signed_request(target, http::form_post(target, fields));
    request.body += "&more=1";
    EXPECT_EQ(decided_by(canvas.ask(request)), "2.4");
}

TEST(Legacy, ProtocolParametersMayStandInTheForm) {
    Canvas canvas;
    base::Fields const fields{{"lti_message_type", "basic-lis-readresult"}, {"sourcedid", canvas.sourcedid()}};
    auto const target = "/api/lti/v1/tools/7/ext_grade_passback";
    auto request = canvas.signed_request(target, http::form_post(target, fields));
    auto all = fields;
    for (auto const& field : oauth1::read_authorization(request.headers.get("Authorization")).value()) all.push_back(field);
    request.headers.remove("Authorization");
    request.body = base::form_encode(all);
    EXPECT_EQ(decided_by(canvas.ask(request)), "");
}

struct Kind {
    char const* name;
    std::string type;
    traffic::CallKind kind;
};

TEST(Kinds, AreToldByTheBody) {
    Canvas canvas;
    using traffic::CallKind;
    for (auto const& row : std::vector<Kind>{
             {"update", "basic-lis-updateresult", CallKind::outcome},
             {"read", "basic-lis-readresult", CallKind::outcome_read},
             {"deletion", "basic-lis-deleteresult", CallKind::outcome_delete},
             {"unknown", "x", CallKind::outcome},
         })
        EXPECT_EQ(kind_of({Route::What::legacy, 7}, http::form_post("/", {{"lti_message_type", row.type}})), row.kind) << row.name;
    auto const kind = [&](std::string const& body) { return kind_of({Route::What::passback, 7}, canvas.pox(body)); };
    EXPECT_EQ(kind(canvas.replace(Canvas::score("0.5"))), CallKind::outcome);
    EXPECT_EQ(kind(canvas.operation("readResultRequest")), CallKind::outcome_read);
    EXPECT_EQ(kind(canvas.operation("deleteResultRequest")), CallKind::outcome_delete);
    EXPECT_EQ(kind(canvas.replace("<resultData><text>readResultRequest</text></resultData>")), CallKind::outcome);
    EXPECT_EQ(kind(""), CallKind::outcome);
}

} // namespace
} // namespace easel::outcomes
