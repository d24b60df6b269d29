#include "base/json.hpp"
#include "check/catalogue.hpp"

#include <gmock/gmock.h>

namespace {

using namespace easel::check;
using testing::HasSubstr;

ErrorRow const& row(std::string const& name) {
    return catalogues().errors.at(name);
}

struct MatchRow {
    char const* name;
    char const* error;
    int status;
    char const* body;
    char const* differs;  ///< part of the mismatch; "" : matches
};
void PrintTo(MatchRow const& r, std::ostream* os) {
    *os << r.name;
}

class Mismatch : public testing::TestWithParam<MatchRow> {};

TEST_P(Mismatch, SaysWhatDiffers) {
    auto const text = mismatch(row(GetParam().error), GetParam().status, GetParam().body);
    if (*GetParam().differs == '\0')
        EXPECT_EQ(text, "");
    else
        EXPECT_THAT(text, HasSubstr(GetParam().differs));
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Mismatch,
    testing::ValuesIn<MatchRow>({
        {"list", "parameter-missing", 400, R"({"errors":[{"message":"timestamp is missing"}]})", ""},
        {"list_with_report_id",
         "resource-missing",
         404,
         R"({"errors":[{"message":"The specified resource does not exist."}],"error_report_id":7})",
         ""},
        {"list_without_period",
         "resource-missing",
         404,
         R"({"errors":[{"message":"The specified resource does not exist"}]})",
         ""},
        {"list_given_as_object",
         "resource-missing",
         404,
         R"({"errors":{"type":"not_found","message":"The specified resource does not exist."}})",
         "no `errors` list"},
        {"empty_list", "resource-missing", 404, R"({"errors":[]})", "no `errors` list"},
        {"object",
         "not-a-student",
         422,
         R"({"errors":{"type":"unprocessable_entity","message":"User not found in course or is not a student"}})",
         ""},
        {"object_with_period",
         "maximum-missing",
         422,
         R"({"errors":{"type":"unprocessable_entity","message":"ScoreMaximum not supplied when ScoreGiven present."}})",
         ""},
        {"newer_type",
         "not-a-student",
         422,
         R"({"errors":{"type":"unprocessable_content","message":"User not found in course or is not a student"}})",
         ""},
        {"object_given_as_list",
         "not-a-student",
         422,
         R"({"errors":[{"message":"User not found in course or is not a student"}]})",
         "no `errors` object"},
        {"other_type",
         "not-a-student",
         422,
         R"({"errors":{"type":"bad_request","message":"User not found in course or is not a student"}})",
         "errors.type"},
        {"no_type",
         "not-a-student",
         422,
         R"({"errors":{"message":"User not found in course or is not a student"}})",
         "errors.type"},
        {"other_status",
         "not-a-student",
         404,
         R"({"errors":{"type":"unprocessable_entity","message":"User not found in course or is not a student"}})",
         "status is 404, not 422"},
        {"other_message",
         "not-a-student",
         422,
         R"({"errors":{"type":"unprocessable_entity","message":"User not found"}})",
         "`User not found`"},
        {"placeholder",
         "timestamp-invalid",
         400,
         R"({"errors":{"type":"bad_request","message":"Provided timestamp of asdf not a valid timestamp"}})",
         ""},
        {"two_placeholders",
         "timestamp-stale",
         400,
         R"({"errors":{"type":"bad_request","message":"Provided timestamp of 2026-03-01T09:00:00Z before )"
         R"(last updated timestamp of 2026-03-01T10:00:00.000Z"}})",
         ""},
        {"empty_placeholder",
         "timestamp-invalid",
         400,
         R"({"errors":{"type":"bad_request","message":"Provided timestamp of  not a valid timestamp"}})",
         "the message is"},
        {"text_after_the_message",
         "timestamp-invalid",
         400,
         R"({"errors":{"type":"bad_request","message":"Provided timestamp of asdf not a valid timestamp at all"}})",
         "the message is"},
        {"empty_body", "not-a-student", 422, "", "no JSON"},
        {"html", "not-a-student", 422, "<h1>Error</h1>", "no JSON"},
        {"string", "not-a-student", 422, "\"errors\"", "no `errors` object"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(CannedAnswer, FillsThePlaceholders) {
    auto const answer = canned_answer(row("timestamp-stale"), {{"timestamp", "2026-03-01T09:00:00Z"}});
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(
        answer.body,
        R"({"errors":{"type":"bad_request","message":"Provided timestamp of 2026-03-01T09:00:00Z before last )"
        R"(updated timestamp of 2026-03-01T09:00:00Z"}})"
    );
    EXPECT_EQ(
        canned_answer(row("parameter-missing"), {{"parameter", "userId"}}).body,
        R"({"errors":[{"message":"userId is missing"}]})"
    );
    EXPECT_EQ(canned_answer(row("parameter-missing"), {}).body, R"({"errors":[{"message":"parameter is missing"}]})");
}

TEST(CannedAnswer, OfEveryRowMatchesThatRowAndNoOther) {
    for (auto const& [name, error] : catalogues().errors) {
        auto const answer = canned_answer(error, {{"timestamp", "2026-03-01T09:00:00Z"}, {"parameter", "userId"}});
        EXPECT_EQ(mismatch(error, answer.status, answer.body), "") << name;
        EXPECT_EQ(row_matching(answer.status, answer.body), name);
        auto const wrong = answer.status + 1;
        EXPECT_EQ(row_matching(wrong, answer.body), "") << name;
    }
    EXPECT_EQ(row_matching(200, "{}"), "");
    EXPECT_EQ(row_matching(422, ""), "");
}

}  // namespace
