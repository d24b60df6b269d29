// The table of what the Outcomes service refuses, and the reading of its answers.
#include "check/outcomes.hpp"

#include <gtest/gtest.h>

#include <set>

namespace easel::check {
namespace {

TEST(OutcomeTable, IsMatchedByItsOwnAnswers) {
    auto const& rows = catalogues().outcomes;
    EXPECT_EQ(rows.size(), 22U);
    for (auto const& [name, row] : rows) {
        auto const canned = canned_answer(row, "abc");
        EXPECT_EQ(mismatch(row, canned.status, canned.body), "") << name;
        auto const* const found = outcome_row_matching(canned.status, canned.body);
        ASSERT_NE(found, nullptr) << name;
        EXPECT_EQ(found->name, name);
        EXPECT_NE(mismatch(row, 299, canned.body), "") << name;
        EXPECT_NE(mismatch(row, canned.status, "text"), "") << name;
        EXPECT_EQ(canned.content_type, row.code_major.empty() ? "application/json; charset=utf-8" : "application/xml; charset=utf-8");
    }
    EXPECT_EQ(outcome_row_matching(200, "{}"), nullptr);
}

TEST(OutcomeTable, TellsCauseAndRemedyOfEach) {
    std::set<std::string> causes;
    for (auto const& [name, row] : catalogues().outcomes) {
        EXPECT_GT(row.cause.size(), 20U) << name;
        EXPECT_GT(row.remedy.size(), 20U) << name;
        EXPECT_TRUE(causes.insert(row.cause).second) << name;
        if (row.code_major == "failure") EXPECT_EQ(row.error_code, name);
    }
}

struct Row {
    char const* name;
    std::string from;
    std::string to;
    std::string differs; ///< a part of it
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class OutcomeMismatch : public testing::TestWithParam<Row> {};

TEST_P(OutcomeMismatch, SaysWhatDiffers) {
    auto const& row = catalogues().outcomes.at("bad_score");
    auto body = canned_answer(row, "").body;
    body.replace(body.find(GetParam().from), GetParam().from.size(), GetParam().to);
    EXPECT_NE(mismatch(row, 422, body).find(GetParam().differs), std::string::npos) << mismatch(row, 422, body);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    OutcomeMismatch,
    testing::Values(
        Row{"code", "failure", "success", "imsx_codeMajor"}, Row{"description", "Score is", "Score was", "imsx_description"},
        Row{"error_code", ">bad_score<", ">no_score<", "ext_canvas_error_code"}, Row{"no_document", "<imsx_POXHeader>", "<", "no Outcomes answer"}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(OutcomeAnswer, IsReadFromEitherEndpoint) {
    auto const pox = read_outcome_answer(
        "<n:imsx_POXEnvelopeResponse xmlns:n=\"x\"><n:imsx_POXHeader><n:imsx_POXResponseHeaderInfo><n:imsx_statusInfo>"
        "<n:imsx_codeMajor> success </n:imsx_codeMajor><n:imsx_messageRefIdentifier>m</n:imsx_messageRefIdentifier>"
        "</n:imsx_statusInfo></n:imsx_POXResponseHeaderInfo></n:imsx_POXHeader><n:imsx_POXBody><n:readResultResponse><n:result>"
        "<n:resultScore><n:textString>0.4</n:textString></n:resultScore></n:result></n:readResultResponse></n:imsx_POXBody>"
        "</n:imsx_POXEnvelopeResponse>"
    );
    ASSERT_TRUE(pox);
    EXPECT_EQ(pox->code_major, "success");
    EXPECT_EQ(pox->message_ref, "m");
    EXPECT_EQ(pox->body, "readResultResponse");
    EXPECT_EQ(pox->score, "0.4");

    auto const legacy = read_outcome_answer(
        "<message_response><statusinfo><codemajor>Failure</codemajor></statusinfo></message_response>"
    );
    ASSERT_TRUE(legacy);
    EXPECT_EQ(legacy->code_major, "failure");
    EXPECT_FALSE(legacy->score);
    for (auto const* text : {"", "{}", "<other/>", "<message_response>"}) EXPECT_FALSE(read_outcome_answer(text)) << text;
}

} // namespace
} // namespace easel::check
