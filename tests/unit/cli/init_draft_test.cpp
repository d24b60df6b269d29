// Whatever a draft holds, the written file reads back as it.
#include "cli/init_draft.hpp"
#include "tool/tool_file.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <string>

namespace {

using namespace easel::cli;

Draft plain() {
    Draft draft;
    draft.source = "by asking";
    draft.name = "Quiz";
    draft.login_url = "http://127.0.0.1:9001/login";
    draft.redirect_uris = {"http://127.0.0.1:9001/launch", "http://127.0.0.1:9001/pick?a=1"};
    draft.target_link_uri = "http://127.0.0.1:9001/launch";
    draft.jwks_url = "http://127.0.0.1:9001/jwks.json";
    return draft;
}

easel::tool::ToolFile read_back(Draft const& draft, Init const& options = {}) {
    easel::yaml::Problems problems;
    auto const document = easel::yaml::parse(tool_file_text(draft, options), "easel.yaml", problems);
    auto file = easel::tool::read_tool_file(document, {}, problems);
    for (auto const& problem : problems) ADD_FAILURE() << problem.message;
    return file;
}

struct Row {
    char const* name;
    void (*change)(Draft&);
};
void PrintTo(Row const& row, std::ostream* os) { *os << row.name; }

class Drafts : public testing::TestWithParam<Row> {};

TEST_P(Drafts, ReadBackAsTheyAre) {
    auto draft = plain();
    GetParam().change(draft);
    auto const file = read_back(draft);
    ASSERT_TRUE(file.lti13.has_value());
    EXPECT_EQ(file.name, draft.name);
    EXPECT_EQ(file.lti13->login_url, draft.login_url);
    EXPECT_EQ(file.lti13->redirect_uris, draft.redirect_uris);
    EXPECT_EQ(file.lti13->target_link_uri, draft.target_link_uri);
    EXPECT_EQ(file.lti13->jwks_url, draft.public_jwk.is_null() ? draft.jwks_url : "");
    EXPECT_EQ(file.lti13->public_jwk, draft.public_jwk);
    EXPECT_EQ(file.lti13->registration_url, draft.registration_url);
    ASSERT_EQ(file.lti13->registrations.size(), 1U);
    EXPECT_EQ(file.lti13->registrations[0].client_id, draft.client_id);
    EXPECT_THAT(file.lti13->registrations[0].deployments, testing::ElementsAre(draft.deployment));
    EXPECT_EQ(file.features.at("ags"), draft.ags);
    EXPECT_EQ(file.features.at("deep_linking"), draft.deep_linking);
    EXPECT_EQ(file.features.at("nrps"), draft.nrps);
    EXPECT_EQ(file.features.at("dynreg"), !draft.registration_url.empty());
    EXPECT_EQ(file.start.has_value(), !draft.command.empty());
    EXPECT_EQ(file.platform.port, 8090);
}

INSTANTIATE_TEST_SUITE_P(
    Init,
    Drafts,
    testing::Values(
        Row{"plain", [](Draft&) {}},
        Row{"quotes and colons in the name", [](Draft& d) { d.name = "A \"tool\": it's #1 \\ ünder"; }},
        Row{"a key instead of a key set",
            [](Draft& d) { d.public_jwk = boost::json::object{{"kty", "RSA"}, {"n", "abc"}, {"e", "AQAB"}}; }},
        Row{"every feature",
            [](Draft& d) {
                d.ags = d.nrps = d.deep_linking = true;
                d.registration_url = "http://127.0.0.1:9001/register";
            }},
        Row{"a command", [](Draft& d) { d.command = "python3 app.py --name 'my tool'"; }}
    ),
    [](auto const& info) { return std::to_string(info.index); }
);

TEST(Init, OfLti11AloneReadsBackAsItIs) {
    Draft draft;
    draft.source = "by asking";
    draft.name = "Old quiz";
    draft.launch_url = "http://127.0.0.1:9001/lti?course=5";
    draft.consumer_key = "key: \"one\"";
    draft.shared_secret = "s#1 & 2";
    auto const file = read_back(draft);
    EXPECT_FALSE(file.lti13);
    ASSERT_TRUE(file.lti11);
    EXPECT_EQ(file.lti11->launch_url, draft.launch_url);
    ASSERT_EQ(file.lti11->keys.size(), 1U);
    EXPECT_EQ(file.lti11->keys[0].consumer_key, draft.consumer_key);
    EXPECT_EQ(file.lti11->keys[0].shared_secret, draft.shared_secret);
    EXPECT_TRUE(file.features.at("outcomes"));
    EXPECT_EQ(file.platform.port, 8090);
}

TEST(Drafts, NameNoExpression) {
    auto draft = plain();
    draft.name = "${env.HOME}";
    EXPECT_EQ(read_back(draft).name, "{env.HOME}");
}

TEST(Drafts, TellTheHintsWorthAdding) {
    auto draft = plain();
    draft.ags = true;
    auto const text = tool_file_text(draft, {});
    for (auto const* word : {"accept_markers", "session_probe", "teacher_markers", "# actions:", "#   score:"})
        EXPECT_THAT(text, testing::HasSubstr(word));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("roster:")));
}

TEST(Drafts, KnowServicesByTheirScopes) {
    Draft draft;
    note_scope(draft, "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly");
    EXPECT_TRUE(draft.nrps);
    EXPECT_FALSE(draft.ags);
    note_scope(draft, "https://purl.imsglobal.org/spec/lti-ags/scope/score");
    EXPECT_TRUE(draft.ags);
}

} // namespace
