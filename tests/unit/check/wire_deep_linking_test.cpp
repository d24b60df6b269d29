// What a tool returns from its picker: each rule finds what breaks it, and lets odd but correct answers pass.
#include "check/catalogue.hpp"
#include "wire_scene.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <functional>
#include <set>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::verdict::Verdict;
using testing::HasSubstr;
namespace json = easel::base::json;

using Row = Spoiled;

class Pickers : public testing::TestWithParam<Row> {};

TEST_P(Pickers, AreJudgedByWhatTheyReturn) {
    expect_judged(GetParam(), correct_with_pickers());
}

Exchange& answer(Scene& scene) {
    return scene.at(CallKind::deep_link_return);
}
json::value parsed(std::string_view text) {
    return easel::base::parse_json(text).value();
}
std::function<void(Scene&)> claim(std::string name, json::value value) {
    return [name, value](Scene& s) { set_answer_claim(answer(s), name, value); };
}
std::function<void(Scene&)> header(std::string name, json::value value) {
    return [name, value](Scene& s) { set_answer_header(answer(s), name, value); };
}
std::function<void(Scene&)> items(char const* text) {
    return [text](Scene& s) { set_answer_claim(answer(s), dl("content_items"), parsed(text)); };
}
std::string lti(char const* name) {
    return std::string("https://purl.imsglobal.org/spec/lti/claim/") + name;
}

std::vector<Row> rows() {
    auto const passed = Verdict::passed;
    auto const seconds = easel::base::to_numeric_date(time_of(14));
    return {
        {"by GET", "DL-005", [](Scene& s) { answer(s).request.method = "GET"; }, "by `GET`"},
        {"other field",
         "DL-005",
         [](Scene& s) {
             auto const fields = answer(s).request.form();
             set_body(answer(s), easel::base::form_encode({{"id_token", fields.front().second}}));
         },
         "`id_token`"},
        {"further field", "DL-005", [](Scene& s) { set_parameter(answer(s), "state", "1"); }, "further form fields"},
        {"by the tool itself", "DL-005", [](Scene& s) { answer(s).from = easel::traffic::Party::tool; }, "itself"},
        {"query dropped",
         "DL-006",
         [](Scene& s) { set_target(answer(s), "/courses/1/deep_linking_response"); },
         "instead of the deep_link_return_url"},
        {"query encoded anew",
         "DL-006",
         [](Scene& s) { set_target(answer(s), "/courses/1/deep_linking_response?data=a%2bb.c"); },
         "instead of the deep_link_return_url"},
        {"elsewhere",
         "DL-006",
         [](Scene& s) { set_target(answer(s), "/courses/2/deep_linking_response?data=a"); },
         "where no picker was to return"},
        {"no algorithm", "DL-007", header("alg", "none"), "alg `none`"},
        {"RS512", "DL-007", header("alg", "RS512"), "alg `RS512`"},
        {"unknown kid", "DL-007", header("kid", "k9"), "kid `k9`"},
        {"no kid", "DL-007", header("kid", "~"), "no `kid`"},
        {"bad signature",
         "DL-007",
         [](Scene& s) {
             auto const fields = answer(s).request.form();
             auto const& token = fields.front().second;
             set_parameter(answer(s), "JWT", token.substr(0, token.rfind('.') + 1) + "c2lnbmF0dXJl");
         },
         "does not fit"},
        {"no key set", "DL-007", [](Scene& s) { s.context.key_sets.clear(); }, "no key set", Verdict::inconclusive},
        {"issuer", "DL-008", claim("iss", "https://tool.example"), "not its client_id"},
        {"no issuer", "DL-008", claim("iss", "~"), "missing"},
        {"audience", "DL-009", claim("aud", "http://127.0.0.1:8090/login/oauth2/token"), "not the platform's issuer"},
        {"several audiences", "DL-009", claim("aud", parsed(R"(["x","http://127.0.0.1:8090"])")), "", passed},
        {"iat a text", "DL-010", claim("iat", json::value(std::to_string(seconds))), "`iat`"},
        {"no exp", "DL-010", claim("exp", "~"), "`exp` is missing"},
        {"expired", "DL-010", claim("exp", seconds - 120), "had expired"},
        {"from the future", "DL-010", claim("iat", seconds + 120), "in the future"},
        {"two hours", "DL-010", claim("exp", seconds + 7200), "more than an hour", Verdict::warned},
        {"fractions", "DL-010", claim("iat", static_cast<double>(seconds) + 0.5), "", passed},
        {"no nonce", "DL-011", claim("nonce", "~"), "without `nonce`"},
        {"nonce again", "DL-011", claim("nonce", "nonce-16"), "second deep linking response"},
        {"message type", "DL-012", claim(lti("message_type"), "LtiDeepLinkingRequest"), "message_type"},
        {"version", "DL-012", claim(lti("version"), "~"), "version"},
        {"no deployment", "DL-013", claim(lti("deployment_id"), "~"), "missing"},
        {"other deployment", "DL-013", claim(lti("deployment_id"), "2:abc"), "instead of"},
        {"data lost", "DL-014", [](Scene& s) { set_answer_claim(s.exchanges.back(), dl("data"), "~"); }, "not at all"},
        {"data changed",
         "DL-014",
         [](Scene& s) { set_answer_claim(s.exchanges.back(), dl("data"), "state=1"); },
         "state=1"},
        {"data invented", "DL-015", claim(dl("data"), "x"), "where none had come"},
        {"data null", "DL-015", claim(dl("data"), nullptr), "as null", Verdict::warned},
        {"an object", "DL-016", items(R"({"type":"html","html":"x"})"), "no list"},
        {"no type", "DL-016", items(R"([{"html":"x"}])"), "without `type`"},
        {"a text", "DL-016", items(R"(["x"])"), "without `type`"},
        {"nothing chosen", "DL-016", claim(dl("content_items"), "~"), "", passed},
        {"link without url", "DL-017", items(R"([{"type":"link"}])"), "no absolute `url`"},
        {"file with a path", "DL-017", items(R"([{"type":"file","url":"/a"}])"), "no absolute `url`"},
        {"link of the tool without url", "DL-017", items(R"([{"type":"ltiResourceLink"}])"), "", passed},
        {"html without html", "DL-017", items(R"([{"type":"html"}])"), "no `html`"},
        {"custom number", "DL-017", items(R"([{"type":"ltiResourceLink","custom":{"a":1}}])"), "custom value"},
        {"no maximum", "DL-017", items(R"([{"type":"ltiResourceLink","lineItem":{"tag":"a"}}])"), "scoreMaximum"},
        {"maximum a text",
         "DL-017",
         items(R"([{"type":"ltiResourceLink","lineItem":{"scoreMaximum":"5"}}])"),
         "scoreMaximum"},
        {"maximum zero",
         "DL-017",
         items(R"([{"type":"ltiResourceLink","lineItem":{"scoreMaximum":0}}])"),
         "scoreMaximum"},
        {"width a text", "DL-017", items(R"([{"type":"ltiResourceLink","iframe":{"width":"800px"}}])"), "iframe.width"},
        {"date", "DL-017", items(R"([{"type":"ltiResourceLink","available":{"startDateTime":"soon"}}])"), "ISO 8601"},
        {"null in custom", "DL-018", items(R"([{"type":"ltiResourceLink","custom":{"a":null}}])"), "custom.a"},
        {"null in line item",
         "DL-018",
         items(R"([{"type":"ltiResourceLink","lineItem":{"scoreMaximum":1,"tag":null}}])"),
         "lineItem.tag"},
        {"null elsewhere", "DL-018", items(R"([{"type":"ltiResourceLink","text":null}])"), "text", Verdict::warned},
        {"other type", "DL-019", items(R"([{"type":"link","url":"https://a.example/"}])"), "`link`"},
        {"another accepted type", "DL-019", items(R"([{"type":"html","html":"x"}])"), "", passed},
        {"two items", "DL-020", items(R"([{"type":"html","html":"x"},{"type":"html","html":"y"}])"), "2 content items"},
        {"no way back", "DL-024", [](Scene& s) {
             auto& last = s.exchanges.back(); // somebody pressed a button, and stayed
             last.kind = CallKind::action;
             last.to = easel::traffic::Party::tool;
             last.url = "http://127.0.0.1:9001/pick";
             last.request.target = "/pick";
         }, "without a way back", Verdict::warned},
        {"unknown claim", "DL-025", claim(dl("message"), "x"), "does not know"},
        {"blank in a claim", "DL-025", claim(dl("msg "), "x"), "does not know"},
        {"every message", "DL-025", claim(dl("errorlog"), "x"), "", passed},
    };
}

INSTANTIATE_TEST_SUITE_P(Wire, Pickers, testing::ValuesIn(rows()), [](auto const& info) {
    return std::to_string(info.index);
});

TEST(PickerRows, BreakEveryRule) {
    auto broken = broken_by_service_rows();
    for (auto const& row : rows())
        if (row.verdict == Verdict::failed || row.verdict == Verdict::warned) broken.insert(row.requirement);
    for (auto const& id : wire_requirements())
        if (id.starts_with("DL-")) EXPECT_TRUE(broken.contains(id)) << id;
}

} // namespace
