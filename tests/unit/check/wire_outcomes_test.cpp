// Requests to the Outcomes service: each rule finds what breaks it, and lets odd but correct tools pass.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/xml_reading.hpp"
#include "oauth1/oauth1.hpp"
#include "wire_scene.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <set>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::base::Fields;
using easel::verdict::Verdict;
namespace base = easel::base;
namespace oauth1 = easel::oauth1;

constexpr char const* service = "http://127.0.0.1:8090/api/lti/v1/tools/7/grade_passback?a=1&b=%2F";
constexpr char const* sourcedid = "7-1-42-9-0123456789abcdef0123456789abcdef01234567";
oauth1::Credentials const who{"key-1", "s3cr&t"};

std::string result_xml(std::string const& result, std::string const& details = "", std::string const& id = sourcedid) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<imsx_POXEnvelopeRequest xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\">"
           "<imsx_POXHeader><imsx_POXRequestHeaderInfo><imsx_version>V1.0</imsx_version>"
           "<imsx_messageIdentifier>m-ID</imsx_messageIdentifier></imsx_POXRequestHeaderInfo></imsx_POXHeader>"
           "<imsx_POXBody><replaceResultRequest>" + details + "<resultRecord><sourcedGUID><sourcedId>" + base::html_escape(id) +
           "</sourcedId></sourcedGUID><result>" + result + "</result></resultRecord></replaceResultRequest></imsx_POXBody>"
           "</imsx_POXEnvelopeRequest>\n";
}
std::string score(std::string const& text) {
    return "<resultScore><language>en</language><textString>" + text + "</textString></resultScore>";
}
std::string question_xml(std::string const& operation, std::string const& more = "") {
    auto xml = base::replace_all(result_xml(""), "replaceResultRequest", operation);
    return base::replace_all(std::move(xml), "<result></result>", more);
}

/// Signs the call anew over what it is now.
void sign(Exchange& call, std::string const& nonce) {
    auto const url = base::parse_url(call.url).value();
    oauth1::Freshness const fresh{nonce, call.at};
    call.request.headers.set("Authorization", oauth1::signed_header("POST", url, call.request.body, who, fresh));
}
void set_xml(Exchange& call, std::string xml, std::string const& id = "m-1") {
    call.request.body = base::replace_all(std::move(xml), "m-ID", id);
    call.request_size = call.request.body.size();
    sign(call, "nonce-" + std::to_string(call.number));
}

Exchange outcome(CallKind kind) {
    Exchange call;
    call.from = easel::traffic::Party::tool;
    call.to = easel::traffic::Party::platform;
    call.kind = kind;
    call.url = service;
    call.request.method = "POST";
    call.request.target = base::parse_url(service).value().target();
    call.request.headers.set("User-Agent", "QuizTool/1.0");
    call.request.headers.set("Content-Type", "application/xml");
    call.response = easel::http::text(200, "");
    return call;
}

/// Two students launched by LTI 1.1, a result of the first, the same changed, one read and one deleted.
Scene correct_with_outcomes() {
    auto scene = correct();
    auto const last = scene.exchanges.back().number;
    auto const launched = [&](char const* user, char const* id) {
        WireContext::Sent sent;
        sent.first_hop = last;
        sent.form = {
            {"oauth_consumer_key", who.consumer_key}, {"user_id", user}, {"resource_link_id", "link-1"},
            {"lis_outcome_service_url", service}, {"lis_result_sourcedid", id},
            {"ext_outcome_data_values_accepted", "url,text"}, {"ext_outcome_result_total_score_accepted", "true"},
            {"ext_outcome_submission_submitted_at_accepted", "true"},
        };
        sent.shared_secret = who.shared_secret;
        scene.context.launches.push_back(sent);
    };
    launched("bob", "7-1-42-10-aa");
    launched("ada", sourcedid);
    auto const add = [&](CallKind kind, std::string const& xml) {
        auto& call = scene.add(outcome(kind));
        set_xml(call, xml, "m-" + std::to_string(call.number));
    };
    add(CallKind::outcome, result_xml(score("0.8"), "<submissionDetails><submittedAt>2026-03-01T10:00:00Z</submittedAt><needsAdditionalReview/></submissionDetails>"));
    add(CallKind::outcome, result_xml(score("0.9") + "<resultData><text>Été &amp; &lt;b&gt;</text></resultData>"));
    add(CallKind::outcome_read, question_xml("readResultRequest"));
    add(CallKind::outcome_delete, question_xml("deleteResultRequest"));
    return scene;
}

Exchange& post(Scene& scene) { return scene.at(CallKind::outcome); }
std::function<void(Scene&)> xml(std::string text) {
    return [text = std::move(text)](Scene& s) { set_xml(post(s), text); };
}
std::function<void(Scene&)> replaced(std::string from, std::string to) {
    return [=](Scene& s) { set_xml(post(s), base::replace_all(post(s).request.body, from, to)); };
}
std::function<void(Scene&)> header(std::string from, std::string to) {
    return [=](Scene& s) {
        auto const old = std::string(post(s).request.headers.get("Authorization"));
        post(s).request.headers.set("Authorization", base::replace_all(old, from, to));
    };
}
/// Signs with these parameters changed before the signature is made; "~" removes one.
std::function<void(Scene&)> resigned(std::string name, std::string value, bool with_query = true, std::string secret = who.shared_secret) {
    return [=](Scene& s) {
        auto& call = post(s);
        auto const url = base::parse_url(call.url).value();
        auto fields = oauth1::protocol_parameters(who, {"nonce-x", call.at});
        fields.emplace_back("oauth_body_hash", oauth1::body_hash(call.request.body));
        if (value == "~")
            base::remove(fields, name);
        else if (!name.empty())
            base::set(fields, name, value);
        auto counted = with_query ? base::form_decode(url.query) : Fields();
        counted.insert(counted.end(), fields.begin(), fields.end());
        fields.emplace_back("oauth_signature", *oauth1::signature("HMAC-SHA1", oauth1::base_string("POST", url, counted), secret));
        call.request.headers.set("Authorization", oauth1::authorization_header(fields));
    };
}
std::function<void(Scene&)> flag(std::string name, std::string value) {
    return [=](Scene& s) {
        for (auto& launch : s.context.launches)
            if (value == "~")
                base::remove(launch.form, name);
            else
                base::set(launch.form, name, value);
    };
}

class Outcomes : public testing::TestWithParam<Spoiled> {};

TEST_P(Outcomes, AreJudgedByWhatTheySend) { expect_judged(GetParam(), correct_with_outcomes()); }

std::vector<Spoiled> signing_rows() {
    auto const passed = Verdict::passed;
    return {
        {"correct address", "O11-001", [](Scene&) {}, "", passed},
        {"query lost", "O11-001", [](Scene& s) { post(s).request.target = "/api/lti/v1/tools/7/grade_passback"; }, "the launch said"},
        {"query decoded", "O11-001", [](Scene& s) { post(s).request.target = "/api/lti/v1/tools/7/grade_passback?a=1&b=/"; }, "b=/"},
        {"OAuth in the address is another matter", "O11-001",
         [](Scene& s) { post(s).request.target += "&oauth_nonce=1"; }, "", passed},
        {"text", "O11-002", [](Scene& s) { post(s).request.headers.set("Content-Type", "text/xml"); }, "`text/xml`"},
        {"a charset", "O11-002", [](Scene& s) { post(s).request.headers.set("Content-Type", "application/xml; charset=utf-8"); }, "", passed},
        {"correct signature", "O11-003", [](Scene&) {}, "", passed},
        {"no header", "O11-003", [](Scene& s) { post(s).request.headers.remove("Authorization"); }, "without OAuth parameters"},
        {"in the address", "O11-003",
         [](Scene& s) {
             post(s).request.headers.remove("Authorization");
             post(s).request.target += "&oauth_consumer_key=key-1&oauth_signature=x";
         },
         "instead of the Authorization header"},
        {"a bearer token", "O11-003", [](Scene& s) { post(s).request.headers.set("Authorization", "Bearer x"); }, "cannot be read"},
        {"no nonce", "O11-003", resigned("oauth_nonce", "~"), "left `oauth_nonce` out"},
        {"raw signature", "O11-003", header("%3D\"", "=\""), "unencoded"},
        {"raw signature after blanks", "O11-003",
         [](Scene& s) {
             header("oauth_signature=", "oauth_signature = ")(s);
             header("%3D\"", "=\"")(s);
         },
         "unencoded"},
        {"raw signature of an escaped name", "O11-003",
         [](Scene& s) {
             header("oauth_signature=", "oauth%5Fsignature=")(s);
             header("%3D\"", "=\"")(s);
         },
         "unencoded"},
        {"blanks around the equals sign", "O11-003", header("oauth_signature=", "oauth_signature = "), "", passed},
        {"plaintext", "O11-003", resigned("oauth_signature_method", "PLAINTEXT"), "PLAINTEXT"},
        {"another version", "O11-003", resigned("oauth_version", "2.0"), "`2.0`"},
        {"no version", "O11-003", resigned("oauth_version", "~"), "", passed},
        {"another key", "O11-003", resigned("oauth_consumer_key", "key-2"), "which no launch had"},
        {"another secret", "O11-003", resigned("", "", true, "other"), "the right base string is `POST&http"},
        {"an empty secret", "O11-003", resigned("", "", true, ""), "its key is empty"},
        {"changed after signing", "O11-003", header("nonce-", "n0nce-"), "the right base string"},
        {"without the query is another matter", "O11-003", resigned("", "", false), "", passed},
        {"a realm", "O11-003", header("OAuth ", "OAuth realm=\"\", "), "", passed},
        {"no hash", "O11-004", resigned("oauth_body_hash", "~"), "without `oauth_body_hash`"},
        {"hash of another body", "O11-004", resigned("oauth_body_hash", oauth1::body_hash("x")), "that of its body is"},
        {"hash in hex", "O11-004",
         [](Scene& s) {
             auto const bytes = base::base64_decode(oauth1::body_hash(post(s).request.body)).value();
             std::string hex;
             for (char const each : bytes) {
                 auto const c = static_cast<unsigned char>(each);
                 hex += "0123456789abcdef"[c >> 4];
                 hex += "0123456789abcdef"[c & 15];
             }
             resigned("oauth_body_hash", hex)(s);
         },
         "in hex"},
        {"hash twice", "O11-004", header("oauth_body_hash", "oauth_body_hash=\"x\", oauth_body_hash"), "2 times"},
        {"query not signed", "O11-005", resigned("", "", false), "left the query of"},
        {"wrong otherwise", "O11-005", resigned("", "", true, "other"), "", passed},
        {"nonce used twice", "O11-006",
         [](Scene& s) { s.add(post(s)).request.headers = post(s).request.headers; }, "once more"},
        {"ten minutes late", "O11-006", [](Scene& s) { resigned("oauth_timestamp", std::to_string(base::to_numeric_date(post(s).at) - 600))(s); }, "10m behind"},
        {"ten minutes early", "O11-006", [](Scene& s) { resigned("oauth_timestamp", std::to_string(base::to_numeric_date(post(s).at) + 600))(s); }, "10m ahead of"},
        {"four minutes late", "O11-006", [](Scene& s) { resigned("oauth_timestamp", std::to_string(base::to_numeric_date(post(s).at) - 240))(s); }, "", passed},
        {"no time", "O11-006", resigned("oauth_timestamp", "now"), "no number of seconds"},
    };
}

std::vector<Spoiled> content_rows() {
    auto const passed = Verdict::passed;
    auto const warned = Verdict::warned;
    auto const skipped = Verdict::skipped;
    auto const text = [](std::string const& inside) { return result_xml(score("1") + "<resultData>" + inside + "</resultData>"); };
    return {
        {"correct envelope", "O11-007", [](Scene&) {}, "", passed},
        {"no XML", "O11-007", xml("{}"), "no well-formed XML"},
        {"a bare ampersand", "O11-007", xml(text("<text>a & b</text>")), "a bare `&`, line 2"},
        {"another namespace", "O11-007", replaced("ltiv1p1/xsd/imsoms_v1p0", "lis/oms1p0/pox"), "into the namespace"},
        {"no namespace", "O11-007", replaced(" xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\"", ""), "namespace ``"},
        {"another document", "O11-007", replaced("imsx_POXEnvelopeRequest", "imsx_POXEnvelopeResponse"), "is no `imsx_POXEnvelopeRequest`"},
        {"no header", "O11-007", replaced("imsx_POXHeader", "header"), "without `imsx_POXHeader`"},
        {"another version", "O11-007", replaced("V1.0", "V2.0"), "`V2.0`"},
        {"no operation", "O11-007", xml(base::replace_all(result_xml(""), "imsx_POXBody", "imsx_Body")), "without an operation"},
        {"indented", "O11-007", replaced("><", ">\n   <"), "", passed},
        {"a comment", "O11-007", replaced("<result>", "<!-- a & b --><result>"), "", passed},
        {"one id for two", "O11-008", [](Scene& s) { set_xml(s.add(post(s)), result_xml(score("1"))); set_xml(post(s), result_xml(score("1"))); }, "once more", warned},
        {"no id", "O11-008", replaced("imsx_messageIdentifier", "id"), "without `imsx_messageIdentifier`", warned},
        {"correct sourcedid", "O11-009", [](Scene&) {}, "", passed},
        {"another sourcedid", "O11-009", xml(result_xml(score("1"), "", "7-1-42-9")), "the launch said"},
        {"no sourcedid", "O11-009", xml(result_xml(score("1"), "", "")), "without a sourcedId"},
        {"padded", "O11-009", replaced(sourcedid, std::string(" ") + sourcedid + " "), "blanks around it", warned},
        {"another launch's sourcedid", "O11-009", [](Scene& s) { s.context.acts = {{post(s).number - 1, "7-1-42-10-aa"}}; }, "of another launch"},
        {"sent late", "O11-009", [](Scene& s) { s.context.acts = {{1, sourcedid}, {2, "7-1-42-10-aa"}}; }, "", passed},
        {"latest launch", "O11-010", [](Scene&) {}, "", passed},
        {"old sourcedid", "O11-010",
         [](Scene& s) {
             auto again = s.context.launches.back();
             base::set(again.form, "lis_result_sourcedid", "new");
             again.first_hop += 1;
             s.context.launches.push_back(again);
         },
         "said `new`"},
        {"old address", "O11-010",
         [](Scene& s) {
             auto again = s.context.launches.back();
             base::set(again.form, "lis_outcome_service_url", "http://127.0.0.1:8090/api/lti/v1/tools/7/grade_passback?new=1");
             again.first_hop += 1;
             s.context.launches.push_back(again);
         },
         "new=1"},
        {"another person's launch", "O11-010",
         [](Scene& s) {
             auto other = s.context.launches.back();
             base::set(other.form, "lis_result_sourcedid", "new");
             base::set(other.form, "user_id", "cleo");
             s.context.launches.push_back(other);
         },
         "", passed},
        {"percent", "O11-011", xml(result_xml(score("80"))), "does not lie between 0 and 1"},
        {"negative", "O11-011", xml(result_xml(score("-0.1"))), "does not lie between 0 and 1"},
        {"a comma", "O11-011", xml(result_xml(score("0,8"))), "no decimal number"},
        {"a percent sign", "O11-011", xml(result_xml(score("80%"))), "no decimal number"},
        {"not a number", "O11-011", xml(result_xml(score("nan"))), "no decimal number"},
        {"an exponent", "O11-011", xml(result_xml(score("8e-1"))), "exponent", warned},
        {"whole one", "O11-011", xml(result_xml(score("1"))), "", passed},
        {"many digits", "O11-011", xml(result_xml(score("0.33333333333333331"))), "", passed},
        {"more digits than a stack has room for", "O11-011", xml(result_xml(score("0.8" + std::string(200'000, '0')))), "", passed},
        {"more digits and a letter", "O11-011", xml(result_xml(score("0.8" + std::string(200'000, '0') + "x"))), "no decimal number"},
        {"two signs", "O11-011", xml(result_xml(score("+-0"))), "no decimal number"},
        {"a plus", "O11-011", xml(result_xml(score("+0.5"))), "", passed},
        {"no digit before the point", "O11-011", xml(result_xml(score(".5"))), "", passed},
        {"no digit after the point", "O11-011", xml(result_xml(score("1."))), "", passed},
        {"an exponent in capitals", "O11-011", xml(result_xml(score("8E-1"))), "exponent", warned},
        {"blanks around", "O11-011", xml(result_xml(score("\n  0.5\n"))), "", passed},
        {"an empty score", "O11-011", xml(result_xml(score(""))), "without a number"},
        {"points unasked", "O11-013",
         [](Scene& s) {
             flag("ext_outcome_result_total_score_accepted", "~")(s);
             set_xml(post(s), result_xml("<resultTotalScore><textString>5</textString></resultTotalScore>"));
         },
         "did not offer"},
        {"points", "O11-013", xml(result_xml("<resultTotalScore><textString>5</textString></resultTotalScore>")), "", passed},
        {"text unasked", "O11-014", flag("ext_outcome_data_values_accepted", "url"), "was `url`"},
        {"nothing asked", "O11-014", flag("ext_outcome_data_values_accepted", "~"), "was ``"},
        {"two kinds", "O11-014", xml(text("<text>a</text><url>http://a.example</url>")), "text and url at once"},
        {"a launch URL", "O11-014", xml(text("<ltiLaunchUrl>http://a.example</ltiLaunchUrl>")), "", passed},
        {"time unasked", "O11-015", flag("ext_outcome_submission_submitted_at_accepted", "false"), "did not offer"},
        {"time in the record", "O11-015", replaced("<sourcedGUID>", "<submittedAt>2026-03-01T10:00:00Z</submittedAt><sourcedGUID>"), "", passed},
        {"time in the record only", "O11-015", xml(base::replace_all(result_xml(score("1")), "<sourcedGUID>", "<submittedAt>2026-03-01T10:00:00Z</submittedAt><sourcedGUID>")), "below `resultRecord`"},
        {"a number of seconds", "O11-015", replaced("2026-03-01T10:00:00Z", "1700000000"), "no ISO 8601"},
        {"blanks around the time", "O11-015", replaced("2026-03-01T10:00:00Z", "\n 2017-04-16T18:54:36.736+00:00 \n"), "", passed},
        {"flag elsewhere", "O11-016", xml(result_xml(score("1") + "<needsAdditionalReview/>")), "below `result`"},
        {"flag with a value", "O11-016", replaced("<needsAdditionalReview/>", "<needsAdditionalReview>false</needsAdditionalReview>"), "whose presence alone counts"},
        {"cut", "O11-020",
         [](Scene& s) {
             auto& call = s.add(post(s));
             call.request.body = result_xml(score("1") + "<resultData><text>été</text></resultData>");
             call.request.body.resize(call.request.body.size() - 3);
             call.request_size = call.request.body.size();
         },
         "end in the middle"},
        {"only ASCII", "O11-020", [](Scene& s) { for (auto& one : s.exchanges) if (one.kind == CallKind::outcome) one.request.body = "<a/>"; }, "", skipped},
        {"unescaped", "O11-021", xml(text("<text>a < b</text>")), "no well-formed XML"},
        {"the end of a section", "O11-021", xml(text("<text>x]]>y</text>")), "`]]>`"},
        {"a section", "O11-021", xml(text("<text><![CDATA[a < b & c]]></text>")), "", passed},
        {"no agent", "O11-024", [](Scene& s) { post(s).request.headers.set("User-Agent", ""); }, "without a `User-Agent`"},
        {"a question with a result", "O11-025", [](Scene& s) { set_xml(s.at(CallKind::outcome_read), question_xml("readResultRequest", "<result/>")); }, "put a `result` into"},
        {"a question about nobody", "O11-025", [](Scene& s) { set_xml(s.at(CallKind::outcome_delete), base::replace_all(question_xml("deleteResultRequest"), "sourcedGUID", "guid")); }, "without resultRecord"},
        {"questions", "O11-025", [](Scene&) {}, "", passed},
    };
}

std::string named(testing::TestParamInfo<Spoiled> const& info) {
    return base::replace_all(base::slug(std::string(info.param.requirement) + " " + info.param.name), "-", "_");
}
INSTANTIATE_TEST_SUITE_P(Signing, Outcomes, testing::ValuesIn(signing_rows()), named);
INSTANTIATE_TEST_SUITE_P(Content, Outcomes, testing::ValuesIn(content_rows()), named);

TEST(OutcomeRules, AreMetByACorrectToolAndNotJudgedWithoutACall) {
    auto const scene = correct_with_outcomes();
    for (auto const& id : wire_requirements()) {
        if (!id.starts_with("O11-")) continue;
        auto const check = judge_wire(id, scene.exchanges, scene.context);
        EXPECT_EQ(check.verdict, Verdict::passed) << id << ": " << check.observed;
        EXPECT_EQ(judge_wire(id, {}, {}).verdict, Verdict::skipped) << id;
    }
}

TEST(OutcomeRules, AreEachBrokenBySomeRow) {
    std::set<std::string> covered;
    for (auto const& rows : {signing_rows(), content_rows()})
        for (auto const& row : rows)
            if (row.verdict != Verdict::passed) covered.insert(row.requirement);
    for (auto const& id : wire_requirements())
        if (id.starts_with("O11-")) EXPECT_TRUE(covered.contains(id)) << id;
}

TEST(OutcomeRules, LeaveFormsOfTheOlderServiceAlone) { // outcomes.md 7.2
    auto scene = correct();
    auto call = outcome(CallKind::outcome);
    call.request.target = "/api/lti/v1/tools/7/ext_grade_passback";
    call.request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    call.request.body = "sourcedid=1";
    scene.add(call);
    for (auto const* id : {"O11-002", "O11-003", "O11-004", "O11-007", "O11-009"})
        EXPECT_EQ(judge_wire(id, scene.exchanges, scene.context).verdict, Verdict::skipped) << id;
}

TEST(Xml, TroubleIsNamedWithItsLine) {
    struct Row {
        char const* text;
        char const* says;
    };
    for (auto const& row : {
             Row{"<a/>", ""},
             Row{"\xEF\xBB\xBF<?xml version=\"1.0\"?><a>&#228;&#xE4;&quot;</a>", ""},
             Row{"<a b='1&amp;2'><![CDATA[&<>]]><!-- & --><?p & ?></a>\n", ""},
             Row{"", "nothing"},
             Row{"text", "No document element"},
             Row{"<a/><b/>", "several"},
             Row{"<a>\n<b></a>", "line 2"},
             Row{"<a>\n&nbsp;</a>", "`&nbsp;`, which XML does not know, line 2"},
             Row{"<!DOCTYPE a><a>&nbsp;</a>", ""},
             Row{"<a>&nbsp</a>", "bare `&`, line 1"},
             Row{"<a>&#xZ;</a>", "bare `&`"},
             Row{"<a>&#00000000000000038;</a>", ""},
             Row{"<a>&;</a>", "bare `&`"},
             Row{"<a b='<'/>", "attribute"},
             Row{"<a>\x01</a>", "control character"},
             Row{"<a>\xFF</a>", "UTF-8"},
             Row{"\n<?xml version=\"1.0\"?><a/>", "before the XML declaration"},
         }) {
        auto const trouble = xml::trouble(row.text);
        if (*row.says == '\0')
            EXPECT_EQ(trouble, "") << row.text;
        else
            EXPECT_THAT(trouble, testing::HasSubstr(row.says)) << row.text;
    }
}

TEST(Xml, FlawsAreAllNamed) {
    auto const found = xml::flaws("<a b='<'>&x &amp; ]]>&nbsp;\x01</a>");
    std::string places;
    for (auto const& flaw : found) places += std::to_string(flaw.offset) + (flaw.is_ampersand ? "& " : " ");
    EXPECT_EQ(places, "6 9& 18 21& 27 ");
    EXPECT_EQ(xml::flaws("<a>" + std::string(1000, '&') + "</a>").size(), xml::most_flaws);
    EXPECT_EQ(xml::trouble(std::string_view("\xFE\xFF\0<\0a\0/\0>", 10)), "");
    EXPECT_EQ(xml::trouble(std::string_view("\xFE\xFF\0<\0a\0>", 8)).empty(), false);
}

} // namespace
