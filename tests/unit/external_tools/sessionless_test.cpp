// external-tools-api.md 6
#include "external_tools/finding.hpp"
#include "external_tools/external_tools.hpp"
#include "oauth1/oauth1.hpp"
#include "rest/rest.hpp"
#include "traffic/checks.hpp"
#include "world_file/world_file.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <set>

namespace easel::external_tools {
namespace {

namespace json = base::json;

/// The default world with tools of both versions, and what the platform would open for them.
class Sessionless : public testing::Test {
  protected:
    Sessionless() {
        world_file::BuildOptions options;
        options.first_id = 500;
        options.now = now;
        world::DeveloperKey key;
        key.client_id = "10000000000007";
        options.keys.push_back(key);
        options.tools.push_back(made("tool", "https://new.example/launch"));
        options.tools.back().client_id = key.client_id;
        options.tools.push_back(made("old", "https://old.example/launch"));
        options.tools.back().consumer_key = "key-1";
        options.tools.back().shared_secret = "secret";
        yaml::Problems problems;
        auto const document = yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "default.yaml", problems);
        world = world_file::build(document.root, options, problems);
        EXPECT_TRUE(problems.empty());
        world.tokens.push_back({.token = "asking"});
        issuer.origin = "http://127.0.0.1:8090";
        issuer.issuer = issuer.origin;
        issuer.secret = "stage secret";
    }

    static world::Tool made(std::string name, std::string url) {
        world::Tool tool;
        tool.title = name;
        tool.name = std::move(name);
        tool.target_link_uri = std::move(url);
        tool.login_url = "https://new.example/login";
        return tool;
    }

    Context context(std::string session = {}) {
        return {
            world,
            desk,
            issuer.origin,
            now,
            std::move(session),
            [this](lti13::LaunchIntent const& intent, std::string const&) {
                return lti13::open_launch(world, issuer, launches, intent, now);
            },
            [this](lti13::LaunchIntent const& intent) -> base::Result<Waiting> {
                auto launch = lti11::open_launch(world, issuer, intent, now);
                if (!launch) return launch.error();
                Waiting waiting;
                waiting.url = launch->url;
                waiting.fields = lti11::signed_form(*launch, {"nonce", now});
                return waiting;
            }};
    }

    traffic::Answer ask(json::object const& parameters, char const* user = "ada", bool in_account = false) {
        auto const kind = in_account ? world::ContextKind::account : world::ContextKind::course;
        auto const place = world::context_path(kind, in_account ? world.account.id : course().id);
        auto& token = world.tokens.back();
        token.user = world::user_named(world, user)->id;
        token.opens_sessions = opens_sessions;
        base::Fields query;
        for (auto const& [name, value] : parameters) query.emplace_back(name, rest::text(value).value_or(""));
        http::Request request;
        request.target = "/api/v1/" + place + "/external_tools/sessionless_launch?" + base::form_encode(query);
        request.headers.set("Authorization", "Bearer " + token.token);
        return noted(answer(context(), *route("GET", request.path()), request, {}));
    }

    traffic::Answer open(std::string const& url, std::string session = {}) {
        http::Request request;
        request.target = url.starts_with("http") ? url.substr(issuer.origin.size()) : url;
        auto const asked = route("GET", request.path());
        EXPECT_TRUE(asked && asked->what == Route::What::launch_page) << url;
        return noted(answer(context(std::move(session)), *asked, request, {}));
    }

    /// Every fact that an answer names is in the catalogue.
    traffic::Answer noted(traffic::Answer answer) {
        static std::set<std::string> const ids = [] {
            std::set<std::string> all;
            yaml::Problems problems;
            auto const catalogue =
                yaml::load(EASEL_SOURCE_DIR "/fixtures/facts/external-tools-api.yaml", "facts", problems);
            for (auto const& row : catalogue.root.items) all.insert(row.find("id")->scalar);
            return all;
        }();
        for (auto const& check : answer.trail) {
            std::string const fact = check.fact;
            if (fact.starts_with("external-tools-api/")) {
                EXPECT_TRUE(ids.contains(fact)) << fact;
            }
        }
        return answer;
    }
    static std::string decided(traffic::Answer const& answer) {
        for (auto const& check : answer.trail)
            if (!check.passed) return std::string(check.fact).substr(std::string(check.fact).find('/') + 1);
        return "";
    }
    static json::value body(traffic::Answer const& answer) {
        auto const parsed = base::parse_json(answer.response.body);
        return parsed ? *parsed : json::value();
    }
    static std::string url_in(traffic::Answer const& answer) {
        return base::text_member(body(answer), "url").value_or("");
    }
    world::Course& course() { return *world::course_named(world, "bio101"); }
    world::Tool& tool(char const* name) { return *world::tool_named(world, name); }
    std::string id(char const* name) { return std::to_string(tool(name).id); }

    base::Instant now{std::chrono::seconds(1'770'000'000)};
    world::World world;
    Desk desk;
    lti13::Issuer issuer;
    lti13::LaunchStore launches;
    bool opens_sessions = false;
};

TEST_F(Sessionless, GivesAnAddressThatOpensOnceForFiveMinutes) {
    auto const asked = ask({{"id", id("old")}});
    EXPECT_EQ(asked.response.status, 200);
    EXPECT_EQ(base::text_member(body(asked), "name"), "old");
    auto const url = url_in(asked);
    auto const path = issuer.origin + "/courses/" + std::to_string(course().id) + "/external_tools/sessionless_launch?verifier=";
    ASSERT_TRUE(url.starts_with(path)) << url;
    auto const verifier = url.substr(path.size());
    EXPECT_EQ(verifier.size(), 128u);
    EXPECT_EQ(verifier.find_first_not_of("0123456789abcdef"), std::string::npos);

    now += sessionless_life - std::chrono::seconds(1);
    auto const page = open(url);
    EXPECT_EQ(page.response.status, 200);
    EXPECT_NE(page.response.body.find("https://old.example/launch"), std::string::npos);
    auto const again = open(url);
    EXPECT_EQ(again.response.status, 404);
    EXPECT_EQ(again.response.body, "Cannot locate launch request, please try again.");
    EXPECT_TRUE(again.response.content_type().starts_with("text/plain"));
}

TEST_F(Sessionless, PageIsGoneAfterFiveMinutes) {
    auto const url = url_in(ask({{"id", id("old")}}));
    now += sessionless_life;
    auto const page = open(url);
    EXPECT_EQ(page.response.status, 404);
    EXPECT_EQ(decided(page), "6.4.2");
    EXPECT_TRUE(desk.waiting.empty());
}

TEST_F(Sessionless, PageBelongsToCoursesNotToOne) {
    auto const verifier = url_in(ask({{"id", id("old")}})).substr(url_in(ask({{"id", id("old")}})).find("verifier="));
    EXPECT_EQ(open("/accounts/1/external_tools/sessionless_launch?" + verifier).response.status, 404);
    EXPECT_EQ(open("/courses/1/external_tools/sessionless_launch?" + verifier).response.status, 200);
    EXPECT_EQ(open("/courses/1/external_tools/sessionless_launch").response.status, 404);
}

TEST_F(Sessionless, SessionTokenLogsInOnceAndLeavesTheAddress) {
    opens_sessions = true;
    auto const url = url_in(ask({{"id", id("old")}}));
    EXPECT_NE(url.find("?session_token=eyJ"), std::string::npos) << url;
    auto const first = open(url);
    EXPECT_EQ(first.response.status, 302);
    auto const hint = world::user_named(world, "ada")->legacy_id;
    EXPECT_TRUE(first.response.headers.get("Set-Cookie").starts_with(std::string(session_cookie) + "=" + hint));
    auto const location = std::string(first.response.headers.get("Location"));
    EXPECT_EQ(location.find("session_token"), std::string::npos);
    EXPECT_FALSE(open(url).response.headers.has("Set-Cookie"));
    EXPECT_EQ(open(location).response.status, 200);
}

TEST_F(Sessionless, LoginOfLti13IsForWhoeverIsLoggedIn) {
    EXPECT_EQ(decided(ask({{"id", id("tool")}})), "6.2.13b");
    opens_sessions = true;
    auto url = url_in(ask({{"id", id("tool")}}));
    auto const location = std::string(open(url).response.headers.get("Location"));
    auto const nobody = open(location);
    EXPECT_EQ(nobody.response.status, 302);
    EXPECT_EQ(nobody.response.headers.get("Location"), issuer.origin + "/login");
    auto const page = open(location, world::user_named(world, "bob")->legacy_id);
    EXPECT_EQ(page.user, "bob");
    EXPECT_NE(page.response.body.find("https://new.example/login"), std::string::npos);
    EXPECT_NE(page.response.body.find("login_hint"), std::string::npos);
    EXPECT_EQ(open(location, world::user_named(world, "bob")->legacy_id).response.status, 404);
}

TEST_F(Sessionless, AccountIsForAnybodyWhoIsLoggedIn) {
    EXPECT_EQ(ask({{"id", id("old")}}, "mallory", true).response.status, 200);
    EXPECT_EQ(decided(ask({{"id", id("old")}}, "mallory")), "6.2.3");
}

TEST_F(Sessionless, WhatWaitsIsBounded) {
    for (int i = 0; i < 1'200; ++i) (void)ask({{"id", id("old")}});
    EXPECT_LE(desk.waiting.size(), 1'000u);
}

struct Refusal {
    char const* name;
    json::object parameters;
    char const* row;
    int status;
};

TEST_F(Sessionless, Refuses) {
    auto& quiz = *world::assignment_named(world, "quiz1");
    quiz.tool = tool("old").id;
    auto const quiz_id = std::to_string(quiz.id);
    auto const lab = std::to_string(world::assignment_named(world, "lab1")->id);
    auto& paper = *world::assignment_named(world, "survey");
    paper.tool = 0;
    tool("tool").target_link_uri.clear();
    for (auto const& [name, parameters, row, status] : std::vector<Refusal>{
             {"nothing", {}, "6.2.8", 400},
             {"empty texts", {{"id", ""}, {"url", ""}}, "6.2.8", 400},
             {"a placement alone", {{"launch_type", "course_navigation"}}, "6.2.8", 400},
             {"no stored link", {{"resource_link_lookup_uuid", "nobody"}, {"id", id("old")}}, "6.2.5", 400},
             {"no module item", {{"launch_type", "module_item"}}, "6.2.6", 400},
             {"unknown module item", {{"launch_type", "module_item"}, {"module_item_id", 3}}, "6.2.6b", 404},
             {"no number", {{"launch_type", "module_item"}, {"module_item_id", "x"}}, "6.2.6b", 404},
             {"no assignment", {{"launch_type", "assessment"}}, "6.2.7", 400},
             {"another course's", {{"launch_type", "assessment"}, {"assignment_id", lab}}, "6.2.7b", 404},
             {"no tool", {{"launch_type", "assessment"}, {"assignment_id", std::to_string(paper.id)}}, "6.2.7e", 400},
             {"nobody's URL", {{"url", "https://nobody.example/"}}, "6.2.10", 200},
             {"no URL", {{"url", "::"}}, "6.2.10", 200},
             {"nowhere", {{"id", id("tool")}}, "6.2.10", 200},
             {"no tool of that id", {{"id", 3}}, "6.2.11", 302},
             {"no placement", {{"id", id("old")}, {"launch_type", "garden"}}, "6.2.11", 302},
         }) {
        auto const answer = ask(parameters);
        EXPECT_EQ(answer.response.status, status) << name;
        EXPECT_EQ(decided(answer), row) << name;
    }
}

// A check that is left out lets nothing through that cannot be: what cannot go on is answered with 500.
TEST_F(Sessionless, AnswersWhatCannotGoOnWithoutACheck) {
    for (auto& placement : tool("old").placements)
        if (placement.name == "course_navigation") placement.visibility = "admins";
    for (auto const& [name, parameters, row, status] : std::vector<Refusal>{
             {"no stored link", {{"resource_link_lookup_uuid", "nobody"}}, "6.2.5", 500},
             {"no assignment", {{"launch_type", "assessment"}, {"assignment_id", 3}}, "6.2.7b", 500},
             {"nobody's URL", {{"url", "https://nobody.example/"}}, "6.2.10", 500},
             {"no URL", {{"url", "::"}}, "6.2.10", 500},
             {"no tool of that id", {{"id", 3}}, "6.2.11", 200},
             {"not for a student", {{"id", id("old")}, {"launch_type", "course_navigation"}}, "7.10", 500},
         }) {
        traffic::switch_off("external-tools-api/" + std::string(row));
        auto const answer = ask(parameters);
        traffic::switch_off("");
        EXPECT_EQ(answer.response.status, status) << name;
    }
}

TEST_F(Sessionless, AssignmentIsForThoseWhoMayHandIn) {
    auto& quiz = *world::assignment_named(world, "quiz1");
    quiz.tool = tool("old").id;
    json::object const parameters{{"launch_type", "assessment"}, {"assignment_id", quiz.id}};
    auto const row_for = [&](char const* user) { return decided(ask(parameters, user)); };
    EXPECT_EQ(row_for("ada"), "");
    quiz.published = false;
    EXPECT_EQ(row_for("ada"), "6.2.7c");
    EXPECT_EQ(row_for("grace"), "");
    quiz.published = true;
    quiz.lock_at = now;
    EXPECT_EQ(row_for("ada"), "6.2.7d");
    EXPECT_EQ(row_for("grace"), "");
    quiz.lock_at.reset();
    quiz.unlock_at = now + std::chrono::seconds(1);
    EXPECT_EQ(row_for("ada"), "6.2.7d");
    quiz.unlock_at.reset();
    quiz.only_for = {world::user_named(world, "bob")->id};
    EXPECT_EQ(row_for("ada"), "6.2.7d");
    EXPECT_EQ(row_for("bob"), "");
    world::submission_of(world, quiz.id, world::user_named(world, "bob")->id).excused = true;
    EXPECT_EQ(row_for("bob"), "6.2.7d");
}

TEST_F(Sessionless, LinesOfModulesOpenWhatTheyLeadTo) {
    auto const opened = [&](char const* link, char const* assignment) {
        for (auto const& item : world.module_items) {
            bool const fits = (item.link != 0 && item.link == (world::link_named(world, link) ? world::link_named(world, link)->id : -1)) ||
                              (item.assignment != 0 && item.assignment == world::assignment_named(world, assignment)->id);
            if (!fits) continue;
            return open(url_in(ask({{"launch_type", "module_item"}, {"module_item_id", item.id}}))).response.body;
        }
        return std::string();
    };
    for (auto& link : world.links) link.tool = tool("old").id;
    for (auto& assignment : world.assignments) assignment.tool = tool("old").id;
    auto const reading = opened("reading", "survey");
    EXPECT_NE(reading.find("Reading on cells"), std::string::npos);
    EXPECT_EQ(reading.find("lis_outcome_service_url"), std::string::npos);
    auto const quiz = opened("nobody", "quiz1");
    EXPECT_NE(quiz.find("lis_outcome_service_url"), std::string::npos);
}

// What is deleted takes its lines along.
TEST_F(Sessionless, LinesOfModulesGoWithWhatTheyLeadTo) {
    for (auto& link : world.links) link.tool = tool("old").id;
    for (auto& assignment : world.assignments) assignment.tool = tool("old").id;
    auto& link = *world::link_named(world, "reading");
    auto& quiz = *world::assignment_named(world, "quiz1");
    for (auto const& item : world.module_items) {
        bool* const deleted = item.link == link.id ? &link.deleted : item.assignment == quiz.id ? &quiz.deleted : nullptr;
        if (deleted == nullptr) continue;
        json::object const parameters{{"launch_type", "module_item"}, {"module_item_id", item.id}};
        EXPECT_EQ(decided(ask(parameters)), "") << item.title;
        *deleted = true;
        EXPECT_EQ(decided(ask(parameters)), "6.2.6b") << item.title;
    }
    EXPECT_TRUE(link.deleted);
    EXPECT_TRUE(quiz.deleted);
}

struct Fit {
    char const* name;
    char const* url;
    char const* preferred; ///< "" : none
    char const* found;     ///< "" : none
    char const* how;
};

TEST_F(Sessionless, FindsToolsByUrl) {
    auto const add = [&](char const* name, char const* url, char const* domain, bool old, world::Id in_course = 0) {
        auto& one = world.tools.emplace_back(made(name, url));
        one.id = world.next_id++;
        one.domain = domain;
        one.course = in_course;
        if (!old) one.client_id = "10000000000007";
    };
    add("wide", "", "example.org", true);
    add("narrow", "", "deep.example.org", true);
    add("near", "https://both.example/a", "both.example", true, course().id);
    add("far", "https://both.example/b", "both.example", true);
    add("modern", "https://two.example/x", "", false);
    add("outdated", "https://two.example/x", "", true);
    add("ported", "", "port.example:8443", true);
    auto const place = world::find_context(world, world::ContextKind::course, course().id);
    for (auto const& [name, url, preferred, found, how] : {
             Fit{"exactly", "https://old.example/launch", "", "old", "6.3.5"},
             Fit{"with more pairs", "https://old.example/launch?a=1", "", "old", "6.3.6"},
             Fit{"by domain", "https://www.example.org/x", "", "wide", "6.3.7"},
             Fit{"by the narrower domain", "https://deep.example.org/x", "", "narrow", "6.3.7"},
             Fit{"by the domain's port", "https://port.example:8443/", "", "ported", "6.3.7"},
             Fit{"not at another port", "https://port.example/", "", "", ""},
             Fit{"not by half a name", "https://badexample.org/", "", "", ""},
             Fit{"the nearer", "https://both.example/c", "", "near", "6.3.7"},
             Fit{"the exact before the nearer", "https://both.example/b", "", "far", "6.3.5"},
             Fit{"the preferred", "https://both.example/c", "far", "far", "6.3.8"},
             Fit{"not one of another host", "https://both.example/c", "old", "near", "6.3.7"},
             Fit{"1.3 before 1.1", "https://two.example/x", "", "modern", "6.3.5"},
             Fit{"1.3 although 1.1 is preferred", "https://two.example/x", "outdated", "modern", "6.3.5"},
         }) {
        std::optional<world::Id> wanted;
        if (*preferred != '\0') wanted = tool(preferred).id;
        auto const match = tool_by_url(world, place, url, wanted);
        EXPECT_EQ(match.tool == nullptr ? "" : match.tool->name, found) << name;
        EXPECT_EQ(match.how, how) << name;
    }
}

} // namespace
} // namespace easel::external_tools
