#include "base/codec.hpp"
#include "report/report.hpp"

#include <gtest/gtest.h>

#include <string>

namespace easel::report {
namespace {

struct Row {
    char const* name;
    std::string text;
    std::string want;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class NeutralTexts : public testing::TestWithParam<Row> {};

TEST_P(NeutralTexts, NamesOrigins) {
    verdict::RunResult run;
    run.platform_origin = "http://127.0.0.1:8090";
    run.tool_origin = "http://127.0.0.1:80901";
    EXPECT_EQ(neutral(GetParam().text, run), GetParam().want);
}

std::string jwt(std::string const& claims) {
    return base::base64url_encode(R"({"alg":"none"})") + "." + base::base64url_encode(claims);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Report, NeutralTexts,
    testing::ValuesIn<Row>({
        {"both", "http://127.0.0.1:8090/a then http://127.0.0.1:80901/b", "{platform}/a then {tool}/b"},
        {"other_port",
         "http://127.0.0.1:809/a http://127.0.0.1:80902",
         "http://127.0.0.1:809/a http://127.0.0.1:80902"},
        {"sentence_end", "at http://127.0.0.1:8090.", "at {platform}."},
        {"host_header", "127.0.0.1:8090", "{platform.host}"},
        {"host_in_a_base_string", "a%3D127.0.0.1%253A8090%26b", "a%3D{platform.host}%26b"},
        {"percent_encoded", "u=http%3A%2F%2F127.0.0.1%3A8090%2Fx", "u={platform}%2Fx"},
        {"percent_encoded_lower", "u=http%3a%2f%2f127.0.0.1%3a8090%2fx", "u={platform}%2fx"},
        {"colon_left", "u=http:%2F%2F127.0.0.1:80901%2Fx", "u={tool}%2Fx"},
        {"json_slashes", R"("http:\/\/127.0.0.1:8090\/x")", R"("{platform}\/x")"},
        {"in_jwt", jwt(R"({"iss":"http://127.0.0.1:8090"})") + ".x", jwt(R"({"iss":"{platform}"})") + ".x"},
        {"in_jwt_of_a_form",
         "id_token=" + jwt(R"({"iss":"http://127.0.0.1:8090"})") + ".&a=b",
         "id_token=" + jwt(R"({"iss":"{platform}"})") + ".&a=b"},
        {"jwt_without_origin", jwt(R"({"a":1})") + ".x", jwt(R"({"a":1})") + ".x"},
        {"nothing", "plain words", "plain words"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);
// clang-format on

TEST(Neutral, LeavesBareHostsAlone) {
    verdict::RunResult run;
    run.tool_origin = "https://quizly.test";
    EXPECT_EQ(
        neutral("https://quizly.test/a quizly.test https://quizly.test:8443/b", run),
        "{tool}/a quizly.test https://quizly.test:8443/b"
    );
}

}  // namespace
}  // namespace easel::report
