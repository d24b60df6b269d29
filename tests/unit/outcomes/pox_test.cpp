// What of a document is read, and how leniently (2.1, 3.1).
#include "canvas.hpp"
#include "outcomes/call.hpp"

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include <functional>

namespace easel::outcomes {
namespace {

auto const guid = std::string("<sourcedGUID><sourcedId>id-1</sourcedId></sourcedGUID>");
auto const score = std::string("<result><resultScore><textString>0.5</textString></resultScore></result>");

std::string request() {
    return Canvas::envelope("<replaceResultRequest><resultRecord>" + guid + score + "</resultRecord></replaceResultRequest>");
}

std::string replaced(std::string text, std::string const& from, std::string const& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

auto const ims = std::string(" xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\"");

struct Row {
    char const* name;
    std::string document;
    bool read; ///< operation, sourcedid and score are found
    std::string rule;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Leniency : public testing::TestWithParam<Row> {};

TEST_P(Leniency, IsCanvassOwn) {
    auto const asked = read_pox(GetParam().document);
    EXPECT_EQ(asked.operation, GetParam().read ? "replaceResult" : "");
    if (GetParam().read) {
        EXPECT_EQ(asked.sourcedid, "id-1");
        EXPECT_EQ(asked.score, "0.5");
    }
    auto const& rules = asked.applied;
    EXPECT_TRUE(std::find(rules.begin(), rules.end(), GetParam().rule) != rules.end()) << GetParam().rule;
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Leniency,
    testing::Values(
        Row{"usual", request(), true, "2.1.1"},
        Row{"other_namespace", replaced(request(), ims, " xmlns=\"urn:other\""), true, "2.1.2"},
        Row{"no_namespace", replaced(request(), ims, ""), true, "2.1.2"},
        Row{"other_root", replaced(request(), "imsx_POXEnvelopeRequest", "anything"), true, "2.1.2"},
        Row{"namespace_on_the_body_only",
            replaced(replaced(request(), ims, ""), "<imsx_POXBody", "<imsx_POXBody" + ims), false, "2.1.2"},
        Row{"prefixed",
            replaced(replaced(replaced(request(), ims, " xmlns:ims=\"x\""), "<imsx_POXBody", "<ims:imsx_POXBody"),
                     "</imsx_POXBody", "</ims:imsx_POXBody"), false, "2.1.2"},
        Row{"truncated", request().substr(0, request().find("</result>")), true, "2.1.5"},
        Row{"without_end_tags", request().substr(0, request().find("</imsx_POXBody>")), true, "2.1.5"},
        Row{"cut_within_the_score", request().substr(0, request().find("</textString>")), true, "2.1.5"},
        Row{"mismatched_end", replaced(request(), "</resultScore>", "</wrong>"), true, "2.1.5"},
        Row{"empty", "", false, "2.1.5"},
        Row{"json", "{\"score\": 1}", false, "2.1.5"},
        Row{"not_utf8", "\xFF\xFE\x00", false, "2.1.5"},
        Row{"comment_first", replaced(request(), "<imsx_POXBody>", "<imsx_POXBody><!-- c --> "), true, "2.1.1"},
        Row{"with_cdata", replaced(request(), ">id-1<", "><![CDATA[id-1]]><"), true, "2.1.1"},
        Row{"with_references", replaced(request(), ">id-1<", ">i&#100;&#x2d;1<"), true, "2.1.1"},
        Row{"with_a_document_type", replaced(request(), "<imsx_POXEnvelopeRequest", "<!DOCTYPE a [<!ENTITY e \"eee\">]><imsx_POXEnvelopeRequest"), true, "2.1.1"}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

std::string text_of(std::string const& written) {
    return read_pox(Canvas::envelope(
                        "<replaceResultRequest><resultRecord><result><resultData><text>" + written +
                        "</text></resultData></result></resultRecord></replaceResultRequest>"
    )).text.value_or("absent");
}

struct Name {
    char const* name;
    std::string element;
    std::string operation; ///< "": none
};
void PrintTo(Name const& row, std::ostream* out) {
    *out << row.name;
}

class Operation : public testing::TestWithParam<Name> {};

TEST_P(Operation, IsNamedAsAnElementCanBe) {
    auto const document = Canvas::envelope("<" + GetParam().element + "><sourcedGUID/></" + GetParam().element + ">");
    EXPECT_EQ(read_pox(document).operation, GetParam().operation);
    Canvas canvas;
    auto const answer = canvas.post(document);
    EXPECT_EQ(decided_by(answer), GetParam().operation.empty() ? "2.9" : "2.10a");
    pugi::xml_document parsed;
    EXPECT_TRUE(parsed.load_string(answer.response.body.c_str())) << answer.response.body;
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Operation,
    testing::Values(
        Name{"letter", "readResultRequest", "readResult"}, Name{"underscore", "_aRequest", "_a"},
        Name{"prefixed", "b:aRequest", "a"}, Name{"other_letter", "\xC3\xA9Request", "\xC3\xA9"},
        Name{"digit_within", "a1-.Request", "a1-."}, Name{"digit", "b:1Request", ""}, Name{"hyphen", "b:-aRequest", ""},
        Name{"dot", "b:.Request", ""}, Name{"nothing", "b:Request", ""}, Name{"sign", "\xC3\x97Request", ""},
        Name{"sign_within", "a\xC3\xB7Request", ""}, Name{"combining_mark", "\xCC\x81Request", ""},
        Name{"prefix_alone", "b:", ""}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Text, LosesWhatABrokenReferenceTakes) {
    EXPECT_EQ(text_of("a&amp;b &lt;c&gt; &quot;d&quot; &apos;e&apos;"), "a&b <c> \"d\" 'e'");
    EXPECT_EQ(text_of("a&b"), "a");
    EXPECT_EQ(text_of("a & b"), "a  b");
    EXPECT_EQ(text_of("a&unknown;b"), "ab");
    EXPECT_EQ(text_of("&#233;&#x1F600;"), "\xC3\xA9\xF0\x9F\x98\x80");
    EXPECT_EQ(text_of("&#0;&#xD800;&#99999999;x"), "x");
    EXPECT_EQ(text_of("<b>bold</b> and <![CDATA[<raw>&amp;]]>"), "bold and <raw>&amp;");
    EXPECT_EQ(text_of("\xC3"), "\xEF\xBF\xBD");
    EXPECT_EQ(text_of(""), "");
}

TEST(Elements, AreReadWhereTheyBelong) {
    auto const asked = read_pox(Canvas::envelope(
        "<replaceResultRequest><submissionDetails><submittedAt> 2017-04-16 </submittedAt><prioritizeNonToolGrade/>"
        "<needsAdditionalReview/></submissionDetails><resultRecord>" +
        guid +
        "<result><resultData><text>t</text><url>u</url><downloadUrl>d</downloadUrl><documentName>n</documentName>"
        "<ltiLaunchUrl>l</ltiLaunchUrl></resultData><resultTotalScore><textString>5</textString></resultTotalScore>"
        "<resultScore><textString>0.5</textString></resultScore></result></resultRecord></replaceResultRequest>"
    ));
    EXPECT_EQ(asked.message_id, "msg-77");
    EXPECT_EQ(asked.submitted_at, " 2017-04-16 ");
    EXPECT_TRUE(asked.prioritizes_non_tool_grade);
    EXPECT_TRUE(asked.needs_additional_review);
    EXPECT_EQ(asked.text, "t");
    EXPECT_EQ(asked.url, "u");
    EXPECT_EQ(asked.download_url, "d");
    EXPECT_EQ(asked.document_name, "n");
    EXPECT_EQ(asked.launch_url, "l");
    EXPECT_EQ(asked.total_score, "5");
    EXPECT_EQ(asked.score, "0.5");
}

TEST(Elements, ElsewhereDoNotCount) {
    auto const asked = read_pox(Canvas::envelope(
        "<replaceResultRequest><resultRecord><submissionDetails><submittedAt>x</submittedAt><needsAdditionalReview/>"
        "</submissionDetails>" +
        guid + "<resultScore><textString>0.5</textString></resultScore><resultData><text>t</text></resultData></resultRecord></replaceResultRequest>"
    ));
    EXPECT_FALSE(asked.submitted_at);
    EXPECT_FALSE(asked.needs_additional_review);
    EXPECT_FALSE(asked.score);
    EXPECT_FALSE(asked.text);
    EXPECT_EQ(asked.sourcedid, "id-1");
}

TEST(Elements, OfTheFirstPathThatIsWhole) {
    auto const asked = read_pox(Canvas::envelope(
        "<replaceResultRequest><resultRecord/><resultRecord><result/>" + score + "</resultRecord></replaceResultRequest>"
    ));
    EXPECT_EQ(asked.score, "0.5");
    EXPECT_EQ(read_pox(Canvas::envelope("<deleteResultRequest><a><b>" + guid + "</b></a></deleteResultRequest>")).sourcedid, "id-1");
}

TEST(Hostile, DocumentsDoNoHarm) {
    std::string laughs = "<!DOCTYPE a [<!ENTITY l0 \"lol\">";
    for (int i = 1; i < 30; ++i) {
        auto const before = "&l" + std::to_string(i - 1) + ";";
        laughs += "<!ENTITY l" + std::to_string(i) + " \"" + before + before + before + before + "\">";
    }
    laughs += "]>";
    auto const asked = read_pox(laughs + replaced(request().substr(request().find('\n')), "id-1", "&l29;"));
    EXPECT_EQ(asked.sourcedid, "") << "no entity grows";
    EXPECT_EQ(read_pox("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + replaced(request().substr(request().find('\n')), "id-1", "&x;")).sourcedid, "");

    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<imsx_POXBody>";
    EXPECT_EQ(read_pox("<a>" + deep).operation, "imsx_POXBody") << "the outermost counts";
    deep.clear();
    for (int i = 0; i < 100'000; ++i) deep += "<b>";
    EXPECT_EQ(read_pox("<a>" + deep + request()).operation, "") << "what lies too deep does not count";
    EXPECT_EQ(text_of(deep), "");

    std::string attributes = "<a";
    for (int i = 0; i < 20'000; ++i) attributes += " a" + std::to_string(i) + "=\"1\"";
    EXPECT_EQ(read_pox(attributes + "><imsx_POXBody><x/></imsx_POXBody></a>").operation, "x");
}

} // namespace
} // namespace easel::outcomes
