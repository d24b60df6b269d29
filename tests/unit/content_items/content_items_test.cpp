// lti11.md 6.2, 6.3, 8
#include "content_items/content_items.hpp"

#include "content_items/finding.hpp"
#include "lti11/content_item_request.hpp"
#include "lti11/launch.hpp"
#include "world_file/world_file.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include <algorithm>

namespace easel::content_items {
namespace {

namespace json = base::json;
using testing::HasSubstr;

class Returned : public testing::Test {
  protected:
    Returned() {
        world_file::BuildOptions options;
        options.first_id = 500;
        world::Tool installed;
        installed.name = "tool";
        installed.consumer_key = "key-1";
        installed.shared_secret = "secret";
        installed.target_link_uri = "https://tool.example/launch";
        options.tools.push_back(installed);
        yaml::Problems problems;
        auto const document = yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "default.yaml", problems);
        world = world_file::build(document.root, options, problems);
        EXPECT_TRUE(problems.empty());
        issuer.origin = "http://127.0.0.1:8090";
        issuer.secret = "stage secret";
        dialog = "/courses/" + std::to_string(course().id) + "/external_content/success/external_tool_dialog";
    }

    world::Course& course() { return *world::course_named(world, "bio101"); }
    std::string session(char const* name) { return world::user_named(world, name)->legacy_id; }

    base::Fields form(std::string const& items) {
        return {
            {"lti_message_type", "ContentItemSelection"},
            {"lti_version", "LTI-1p0"},
            {"content_items", items},
            {"data", lti11::sign_data(issuer, data)},
        };
    }
    traffic::Answer post(std::string const& target, base::Fields const& fields, char const* user = "grace") {
        return answer_return(world, issuer, http::form_post(target, fields), session(user));
    }
    traffic::Answer get(std::string const& target) {
        http::Request request;
        request.target = target;
        return answer_return(world, issuer, request, session("grace"));
    }
    static json::value told(traffic::Answer const& answer) {
        auto const& page = answer.response.body;
        auto const begin = page.find('>', page.find("id=\"external_content\"")) + 1;
        auto const parsed = base::parse_json(std::string_view(page).substr(begin, page.find("</script", begin) - begin));
        EXPECT_TRUE(parsed.has_value()) << page;
        return parsed ? *parsed : json::value();
    }
    static json::array items(traffic::Answer const& answer) {
        auto const all = told(answer);
        auto const* const list = base::member(all, "retrieved_data");
        return list == nullptr ? json::array() : list->as_array();
    }

    world::World world;
    lti13::Issuer issuer;
    lti11::ContentItemData data{"https://tool.example/launch", 0, {}};
    std::string dialog;
};

struct PathRow {
    char const* path;
    bool is_one;
    bool updates;
};

TEST(ReturnPath, IsTold) {
    for (auto const& [path, is_one, updates] : std::initializer_list<PathRow>{
             {"/courses/7/external_content/success/external_tool_dialog", true, false},
             {"/accounts/1/external_content/success/external_tool_redirect", true, false},
             {"/groups/1/external_content/update/external_tool_dialog/12", true, true},
             {"/courses/7/external_content/update/external_tool_dialog", false, false},
             {"/courses/7/external_content/success/external_tool_dialog/12", false, false},
             {"/courses/7/external_content/cancel/external_tool_dialog", false, false},
             {"/users/7/external_content/success/external_tool_dialog", false, false},
             {"/courses/7/external_content/success", false, false},
             {"", false, false},
         }) {
        auto const route = return_route(path);
        EXPECT_EQ(route.has_value(), is_one) << path;
        if (route) EXPECT_EQ(route->updates, updates) << path;
    }
    std::string const success = "/courses/7/external_content/success/";
    EXPECT_TRUE(brings_content("POST", success + "external_tool_dialog"));
    EXPECT_FALSE(brings_content("POST", success + "external_tool_redirect"));
    EXPECT_FALSE(brings_content("GET", success + "external_tool_dialog?lti_msg=bye"));
    EXPECT_TRUE(brings_content("GET", success + "external_tool_redirect?embed_type=link"));
}

struct ItemRow {
    char const* item;
    char const* canvas_url; ///< behind "/courses/7/external_tools/retrieve?"; "" : none
    char const* embed;      ///< a part
};

// 6.2.10 to 6.2.14, 8.1, 8.2
TEST_F(Returned, ItemsAreFilledIn) {
    for (auto const& row : std::initializer_list<ItemRow>{
             {R"({"@type":"LtiLinkItem","url":"tool.example/a","placementAdvice":{"presentationDocumentTarget":"iframe"}})",
              "", ""}, // no URL
             {R"({"@type":"LtiLinkItem","url":"https://tool.example/5","placementAdvice":{"presentationDocumentTarget":"iframe","displayWidth":640}})",
              "display=borderless&url=https%3A%2F%2Ftool.example%2F5", "\" width=\"640\"></iframe>"},
             {R"({"@type":"LtiLinkItem","placementAdvice":{"presentationDocumentTarget":"window"},"title":"T"})",
              "display=borderless&url=https%3A%2F%2Ftool.example%2Flaunch", " target=\"_blank\">T</a>"},
             {R"({"@type":"LtiLinkItem","placementAdvice":{"presentationDocumentTarget":"frame"}})",
              "url=https%3A%2F%2Ftool.example%2Flaunch", "<iframe src=\"/courses/"},
             {R"({"@type":"LtiLinkItem","text":"<b>"})", "url=https%3A%2F%2Ftool.example%2Flaunch", ">&lt;b&gt;</a>"},
             {R"({"@type":"ContentItem","mediaType":"text/html","url":"https://tool.example/x","placementAdvice":{"presentationDocumentTarget":"iframe"}})",
              "", "<iframe src=\"https://tool.example/x\"></iframe>"},
             {R"({"@type":"ContentItem","mediaType":"image/png","url":"https://tool.example/x.png","text":"x"})", "",
              "<img src=\"https://tool.example/x.png\" alt=\"x\" width=\"800\" height=\"600\">"},
             {R"({"@type":"FileItem","url":"https://tool.example/x.pdf"})", "", "<a href=\"https://tool.example/x.pdf\">"},
             {R"({"@type":"SomethingElse","url":"https://tool.example/x"})", "", ""},
             {R"({"@type":"FileItem"})", "", ""},
             {"5", "", ""},
         }) {
        SCOPED_TRACE(row.item);
        auto const answer = post(dialog, form("{\"@graph\":[" + std::string(row.item) + "]}"));
        EXPECT_EQ(answer.response.status, 200);
        auto const found = items(answer);
        ASSERT_EQ(found.size(), *row.embed == '\0' ? 0U : 1U);
        if (found.empty()) continue;
        auto const canvas = base::text_member(found[0], "canvasURL").value_or("");
        auto const expected = "/courses/" + std::to_string(course().id) + "/external_tools/retrieve?" + row.canvas_url;
        EXPECT_EQ(canvas, *row.canvas_url == '\0' ? "" : expected);
        EXPECT_THAT(base::text_member(found[0], "embed").value_or(""), HasSubstr(row.embed));
    }
}

// 6.2.13
TEST_F(Returned, ItemsWithoutAdviceHaveTheDefault) {
    auto const found = items(post(dialog, form(R"({"@graph":[{"@type":"LtiLinkItem"}]})")));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(
        base::dump(found[0].at("placementAdvice")),
        R"({"presentationDocumentTarget":"default","displayWidth":800,"displayHeight":600})"
    );
}

// 6.2.4: without data an item needs a URL of its own
TEST_F(Returned, ItemsNeedAUrlOrData) {
    for (auto const* bad : {"", "no token", "a.b.c"}) {
        auto fields = form(R"({"@graph":[{"@type":"LtiLinkItem"}]})");
        base::set(fields, "data", bad);
        EXPECT_TRUE(items(post(dialog, fields)).empty()) << bad;
    }
}

// What comes of links, and of whom they are taken
TEST_F(Returned, LinksAreKept) {
    auto const fields = form(
        R"({"@graph":[{"@type":"LtiLinkItem","title":"Five","url":"https://tool.example/5","custom":{"page":"5"},)"
        R"("placementAdvice":{"presentationDocumentTarget":"iframe","displayWidth":640,"displayHeight":480}},)"
        R"({"@type":"LtiLinkItem","title":"Elsewhere","url":"https://elsewhere.example/"}]})"
    );
    auto const before = world.links.size();
    static_cast<void>(post(dialog, fields, "ada")); // a student manages nothing
    EXPECT_EQ(world.links.size(), before);
    static_cast<void>(post(dialog, fields));
    ASSERT_EQ(world.links.size(), before + 1);
    auto const& link = world.links.back();
    EXPECT_EQ(link.title, "Five");
    EXPECT_EQ(link.url, "https://tool.example/5");
    EXPECT_EQ(link.tool, world::tool_named(world, "tool")->id);
    EXPECT_EQ(link.frame_width, 640);
    EXPECT_EQ(link.frame_height, 480);
    EXPECT_EQ(base::text_member(link.custom, "page"), "5");
}

// 6.2.5, 1.6.5
TEST_F(Returned, MessagesAreShown) {
    auto fields = form(R"({"@graph":[]})");
    fields.emplace_back("lti_msg", "Well <done>");
    fields.emplace_back("lti_errormsg", "");
    fields.emplace_back("lti_log", "</script>");
    auto const answer = post(dialog, fields);
    EXPECT_THAT(answer.response.body, HasSubstr("role=\"status\">Well &lt;done&gt;</p>"));
    EXPECT_THAT(answer.response.body, Not(HasSubstr("role=\"alert\"")));
    EXPECT_EQ(base::dump(told(answer).at("lti_response_messages")), R"({"lti_msg":"Well <done>","lti_log":"</script>"})");
}

// 6.2.15
TEST_F(Returned, WhatIsNoJsonIsRefused) {
    EXPECT_EQ(post(dialog, form("{")).response.status, 400);
    EXPECT_EQ(post(dialog, form("[]")).response.status, 200);
    EXPECT_EQ(post(dialog, form("")).response.status, 200);
    EXPECT_EQ(get("/courses/1/external_content/success/external_tool_dialog?return_type=url").response.status, 404);
}

struct UpdateRow {
    char const* what;
    char const* key;
    char const* secret;
    world::Id item;
    char const* data_key;
    char const* fact; ///< that decides; "" : it is taken
};

// 6.2.7 to 6.2.9
TEST_F(Returned, AnUpdateIsChecked) {
    auto const path =
        "/courses/" + std::to_string(course().id) + "/external_content/update/external_tool_dialog/12";
    auto const url = *base::parse_url(issuer.origin + path);
    auto other = *world::tool_named(world, "tool");
    other.name = "other";
    other.id = world.next_id++;
    other.consumer_key = "key-2";
    world.tools.push_back(other);
    for (auto const& row : std::initializer_list<UpdateRow>{
             {"right", "key-1", "secret", 12, "key-1", ""},
             {"another secret", "key-1", "guessed", 12, "key-1", "lti11/6.2.7"},
             {"an unknown key", "nobody", "secret", 12, "key-1", "lti11/6.2.7"},
             {"another item", "key-1", "secret", 13, "key-1", "lti11/6.2.8"},
             {"another tool's picker", "key-2", "secret", 12, "key-1", "lti11/6.2.9"},
         }) {
        SCOPED_TRACE(row.what);
        data.content_item_id = row.item;
        data.consumer_key = row.data_key;
        auto const fields = oauth1::signed_form(url, form(R"({"@graph":[]})"), {row.key, row.secret}, {"n", {}});
        auto const answer = post(path, fields);
        EXPECT_EQ(answer.response.status, *row.fact == '\0' ? 200 : 401);
        if (*row.fact != '\0') {
            ASSERT_FALSE(answer.trail.empty());
            EXPECT_EQ(answer.trail.back().fact, row.fact);
            EXPECT_FALSE(answer.trail.back().passed);
        } else {
            EXPECT_EQ(base::text_member(told(answer), "service_id"), "12");
        }
    }
    EXPECT_EQ(post(path, form(R"({"@graph":[]})")).response.status, 401); // unsigned
}

// 5.1, 8.2, 8.3
TEST_F(Returned, AnEmbeddedLinkLaunchesWhoeverLooks) {
    auto const page = [&](std::string const& place, std::string const& url, std::string const& session) {
        http::Request request;
        request.target = place + "/external_tools/retrieve?display=borderless&url=" + base::percent_encode(url);
        return answer_retrieval(world, issuer, request, session, {}, {"nonce", {}});
    };
    auto const here = "/courses/" + std::to_string(course().id);
    auto const answer = page(here, "https://tool.example/5?page=7", session("ada"));
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.user, "ada");
    auto const& text = answer.response.body;
    EXPECT_THAT(text, HasSubstr("action=\"https://tool.example/5?page=7\""));
    EXPECT_THAT(text, HasSubstr("name=\"user_id\" value=\"" + session("ada") + "\""));
    EXPECT_THAT(text, HasSubstr("name=\"page\" value=\"7\""));
    EXPECT_THAT(text, HasSubstr("name=\"oauth_signature\""));
    EXPECT_THAT(text, Not(HasSubstr("lis_outcome_service_url")));
    EXPECT_EQ(page("/groups/" + std::to_string(world::group_named(world, "red")->id), "https://tool.example/5", session("ada")).response.status, 200);
    EXPECT_EQ(page("/accounts/1", "https://tool.example/5", session("ruth")).response.status, 200);
    EXPECT_EQ(page(here, "https://tool.example/5", "").response.status, 401) << "nobody is logged in";
    EXPECT_EQ(page(here, "https://elsewhere.example/5", session("ada")).response.status, 404);
    EXPECT_EQ(page(here, "tool.example", session("ada")).response.status, 404);
    EXPECT_EQ(page("/courses/99", "https://tool.example/5", session("ada")).response.status, 404);
}

// outcomes.md 2.2
TEST_F(Returned, AUrlFindsTheToolThatItIsOf) {
    auto const install = [&](char const* name, char const* url, char const* domain, world::Id course) {
        world::Tool tool;
        tool.id = world.next_id++;
        tool.name = name;
        tool.consumer_key = name;
        tool.shared_secret = "secret";
        tool.target_link_uri = url;
        tool.domain = domain;
        tool.course = course;
        world.tools.push_back(tool);
    };
    install("other port", "http://127.0.0.1:9002/launch", "", 0);
    install("this port", "http://127.0.0.1:9001/launch", "", 0);
    install("a", "https://two.example/a/launch", "", 0);
    install("b", "https://two.example/b/launch", "", 0);
    install("below", "https://login.below.example/", "below.example", 0);
    install("its own", "https://two.example/b/launch", "", course().id);
    world::SubAccount sciences{.id = world.next_id++, .name = "sciences"};
    world::SubAccount const biology{.id = world.next_id++, .name = "biology", .parent = sciences.id};
    world.accounts = {sciences, biology};
    install("root's", "https://three.example/launch", "", 0);
    install("faculty's", "https://three.example/launch", "", 0);
    world.tools.back().account = sciences.id;
    install("institute's", "https://three.example/launch", "", 0);
    world.tools.back().account = biology.id;
    install("other institute's", "https://four.example/launch", "", 0);
    world.tools.back().account = biology.id;
    auto below = course();
    below.account = biology.id;
    world::Context const institute{.course = &below, .found = true};
    world::Context const faculty{
        .kind = world::ContextKind::account, .account = &world.accounts.front(), .found = true};
    world::Context here;
    here.found = true;
    here.course = &course();
    world::Context const account{.found = true};
    struct Row {
        char const* url;
        world::Context const& context;
        char const* tool;
    };
    for (auto const& row : {
             Row{"http://127.0.0.1:9001/launch?page=7", account, "this port"},
             Row{"http://127.0.0.1:9002/pages/7", account, "other port"},
             Row{"http://127.0.0.1:9003/launch", account, ""},
             Row{"https://two.example/b/pages/7", account, "b"},
             Row{"https://two.example/a/pages/7", account, "a"},
             Row{"https://two.example/b/launch", here, "its own"},
             Row{"https://pages.below.example/7", account, "below"},
             Row{"https://pages.below.example:8443/7", account, ""},
             Row{"https://three.example/launch", account, "root's"},
             Row{"https://three.example/launch", faculty, "faculty's"},
             Row{"https://three.example/launch", institute, "institute's"},
             Row{"https://four.example/launch", institute, "other institute's"},
             Row{"https://four.example/launch", faculty, ""},
         }) {
        auto const* const found = tool_of_url(world, row.context, row.url);
        EXPECT_EQ(found == nullptr ? "" : found->name, row.tool) << row.url;
    }
}

struct LegacyRow {
    char const* query;
    char const* item; ///< without canvasURL and embed; "" : none
};

// 6.3.1 to 6.3.11
TEST_F(Returned, LegacyReturnsBecomeItems) {
    for (auto const& [query, item] : std::initializer_list<LegacyRow>{
             {"return_type=lti_launch_url&url=https%3A%2F%2Ftool.example%2F5&text=Five&title=T",
              R"({"@type":"LtiLinkItem","url":"https://tool.example/5","text":"Five","title":"T","mediaType":"application/vnd.ims.lti.v1.ltilink","placementAdvice":{"presentationDocumentTarget":"frame"}})"},
             {"return_type=url&url=https%3A%2F%2Ftool.example%2F5&text=Five",
              R"({"@type":"ContentItem","url":"https://tool.example/5","text":"Five","mediaType":"text/html","placementAdvice":{"presentationDocumentTarget":"window"}})"},
             {"return_type=image_url&url=https%3A%2F%2Ftool.example%2Fa.PNG&alt=A&width=10&height=20",
              R"({"@type":"ContentItem","url":"https://tool.example/a.PNG","text":"A","mediaType":"image/png","placementAdvice":{"presentationDocumentTarget":"embed","displayWidth":10,"displayHeight":20}})"},
             {"return_type=image_url&url=https%3A%2F%2Ftool.example%2Fa&alt=&width=x",
              R"({"@type":"ContentItem","url":"https://tool.example/a","mediaType":"image","placementAdvice":{"presentationDocumentTarget":"embed"}})"},
             {"return_type=iframe&url=https%3A%2F%2Ftool.example%2F5&width=10&height=20",
              R"({"@type":"ContentItem","url":"https://tool.example/5","mediaType":"text/html","placementAdvice":{"presentationDocumentTarget":"iframe","displayWidth":10,"displayHeight":20}})"},
             {"return_type=oembed&url=https%3A%2F%2Ftool.example%2F5&endpoint=https%3A%2F%2Ftool.example%2Foembed",
              R"({"@type":"oembed","url":"https://tool.example/5","endpoint":"https://tool.example/oembed"})"},
             {"return_type=file&url=https%3A%2F%2Ftool.example%2F5&text=a.pdf",
              R"({"@type":"FileItem","url":"https://tool.example/5","text":"a.pdf","mediaType":"application/pdf","placementAdvice":{"presentationDocumentTarget":"download"}})"},
             {"return_type=file&url=https%3A%2F%2Ftool.example%2F5&text=a.pdf&content_type=text%2Fcsv",
              R"({"@type":"FileItem","url":"https://tool.example/5","text":"a.pdf","mediaType":"text/csv","placementAdvice":{"presentationDocumentTarget":"download"}})"},
             {"embed_type=basic_lti&url=https%3A%2F%2Ftool.example%2F5",
              R"({"@type":"LtiLinkItem","url":"https://tool.example/5","mediaType":"application/vnd.ims.lti.v1.ltilink","placementAdvice":{"presentationDocumentTarget":"frame"}})"},
             {"return_type=link&url=https%3A%2F%2Ftool.example%2F5",
              R"({"@type":"ContentItem","url":"https://tool.example/5","mediaType":"text/html","placementAdvice":{"presentationDocumentTarget":"window"}})"},
             {"return_type=url&url=tool.example%2F5", ""},
             {"return_type=oembed&url=https%3A%2F%2Ftool.example%2F5", ""},
             {"return_type=hologram&url=https%3A%2F%2Ftool.example%2F5", ""},
         }) {
        SCOPED_TRACE(query);
        auto found = items(get(dialog + "?" + query));
        ASSERT_EQ(found.size(), *item == '\0' ? 0U : 1U);
        if (found.empty()) continue;
        found[0].as_object().erase("canvasURL");
        found[0].as_object().erase("embed");
        EXPECT_EQ(found[0], *base::parse_json(item)) << base::dump(found[0]);
    }
}

/// What a picker's page makes of the item that `user` brings back.
class Confirmed : public Returned {
  protected:
    traffic::Answer bring(char const* user, std::string placement, std::string const& item, char const* module = "") {
        lti13::LaunchIntent intent;
        intent.user = user;
        intent.course = "bio101";
        intent.placement = std::move(placement);
        intent.module = module;
        if (intent.placement == "homework_submission") intent.assignment = "essay";
        intent.tool = "tool";
        intent.message_type = lti11::content_item_request;
        auto const launch = lti11::open_launch(world, issuer, intent, now);
        EXPECT_TRUE(launch.has_value()) << (launch ? "" : launch.error().message);
        Openers openers;
        if (launch) openers.remember(world, *launch);
        auto const content = form(R"({"@graph":[)" + item + "]}");
        return answer_return(world, issuer, http::form_post(dialog, content), session(user), openers, now);
    }
    world::Submission const* essay_of(char const* user) {
        return world::find_submission(
            world, world::assignment_named(world, "essay")->id, world::user_named(world, user)->id
        );
    }
    static bool rests_on(traffic::Answer const& answer, std::string const& fact) {
        return std::any_of(answer.trail.begin(), answer.trail.end(), [&](auto const& check) {
            return std::string(check.fact) == fact;
        });
    }
    base::Instant now{std::chrono::seconds(1'770'000'000)};
};

constexpr char const* link_item = R"({"@type":"LtiLinkItem","url":"https://tool.example/5","title":"Five"})";
constexpr char const* file_item =
    R"({"@type":"FileItem","url":"https://tool.example/a.pdf","text":"a.pdf","mediaType":"application/pdf"})";

TEST_F(Confirmed, LinkFillsTheModule) {
    auto const lines = world.module_items.size();
    EXPECT_TRUE(rests_on(bring("grace", "resource_selection", link_item, "week1"), "lti11/9.1"));
    ASSERT_EQ(world.module_items.size(), lines + 1);
    auto const& line = world.module_items.back();
    EXPECT_EQ(line.module, world::module_named(world, "week1")->id);
    EXPECT_EQ(line.title, "Five");
    EXPECT_FALSE(line.published);
    EXPECT_EQ(line.link, world.links.back().id);
}

TEST_F(Confirmed, LinkOfNoModuleIsKept) {
    auto const lines = world.module_items.size();
    (void)bring("grace", "link_selection", link_item);
    EXPECT_EQ(world.module_items.size(), lines);
    EXPECT_EQ(world.links.back().url, "https://tool.example/5");
}

TEST_F(Confirmed, LinkMakesAnAssignment) {
    auto const links = world.links.size();
    EXPECT_TRUE(rests_on(bring("grace", "assignment_selection", link_item), "lti11/9.2"));
    auto const& made = world.assignments.back();
    EXPECT_EQ(made.title, "Five");
    EXPECT_EQ(made.target_link_uri, "https://tool.example/5");
    EXPECT_EQ(made.tool, world::tool_named(world, "tool")->id);
    EXPECT_FALSE(made.published);
    EXPECT_TRUE(made.no_points);
    EXPECT_EQ(world.links.size(), links);
}

TEST_F(Confirmed, AssignmentTitleHasALimit) {
    auto const item = [](std::size_t length) {
        return R"({"@type":"LtiLinkItem","url":"https://tool.example/5","title":")" + std::string(length, 'x') + R"("})";
    };
    auto const before = world.assignments.size();
    EXPECT_TRUE(rests_on(bring("grace", "assignment_selection", item(256)), "lti11/9.2"));
    EXPECT_EQ(world.assignments.size(), before);
    (void)bring("grace", "assignment_selection", item(255));
    EXPECT_EQ(world.assignments.size(), before + 1);
}

/// A launch at a picker's placement as somebody opened it somewhere.
lti11::Launch picker(char const* user, world::ContextKind kind, world::Id context, world::Id module = 0) {
    lti11::Launch launch;
    launch.user = user;
    launch.context_kind = kind;
    launch.context = context;
    launch.placement = "link_selection";
    launch.module = module;
    return launch;
}

TEST_F(Returned, OpenersAreKeptByPersonAndContext) {
    using enum world::ContextKind;
    Openers openers;
    openers.remember(world, picker("grace", course, 7, 1));
    openers.remember(world, picker("grace", account, 7, 2));
    openers.remember(world, picker("ruth", course, 7, 3));
    openers.remember(world, picker("grace", group, 7, 4));
    openers.remember(world, picker("grace", group, 7, 5)); // the latest counts
    openers.remember(world, picker("", course, 7, 6));     // nobody is logged in
    auto plain = picker("ruth", course, 8);
    plain.placement = "course_navigation"; // picks nothing
    openers.remember(world, plain);
    auto const module = [&](char const* user, world::ContextKind kind, world::Id id) {
        auto const* const found = openers.find(session(user), kind, id);
        return found == nullptr ? 0 : found->module;
    };
    EXPECT_EQ(module("grace", course, 7), 1);
    EXPECT_EQ(module("grace", account, 7), 2);
    EXPECT_EQ(module("ruth", course, 7), 3);
    EXPECT_EQ(module("grace", group, 7), 5);
    EXPECT_EQ(module("ruth", course, 8), 0);
    EXPECT_EQ(openers.find("", course, 7), nullptr);
}

TEST_F(Returned, TheOldestOpenersAreForgotten) {
    using enum world::ContextKind;
    Openers openers;
    // Ids count down, so that neither the order of the keys nor a clock tells which is the oldest.
    for (world::Id id = 1'001; id >= 1; --id) openers.remember(world, picker("grace", course, id));
    EXPECT_EQ(openers.find(session("grace"), course, 1'001), nullptr);
    EXPECT_EQ(openers.find(session("grace"), course, 502), nullptr);
    for (world::Id id = 1; id <= 501; ++id) EXPECT_NE(openers.find(session("grace"), course, id), nullptr) << id;
}

TEST_F(Confirmed, HomeworkIsHandedIn) {
    EXPECT_TRUE(rests_on(bring("ada", "homework_submission", link_item), "lti11/9.3"));
    ASSERT_NE(essay_of("ada"), nullptr);
    EXPECT_EQ(essay_of("ada")->type, "basic_lti_launch");
    EXPECT_EQ(essay_of("ada")->url, "https://tool.example/5");
    EXPECT_EQ(essay_of("ada")->attempt, 1);
    EXPECT_EQ(essay_of("ada")->submitted_at, now);
    auto const text = R"({"@type":"ContentItem","url":"https://tool.example/6","mediaType":"text/html"})";
    EXPECT_TRUE(rests_on(bring("ada", "homework_submission", text), "lti11/9.4"));
    EXPECT_EQ(essay_of("ada")->type, "online_url");
    EXPECT_EQ(essay_of("ada")->attempt, 2);
}

TEST_F(Confirmed, HomeworkFileIsFetchedFirst) {
    EXPECT_TRUE(rests_on(bring("ada", "homework_submission", file_item), "lti11/9.5"));
    EXPECT_EQ(essay_of("ada"), nullptr);
    ASSERT_EQ(world.progresses.size(), 1u);
    auto const& progress = world.progresses.back();
    EXPECT_EQ(progress.file_url, "https://tool.example/a.pdf");
    EXPECT_EQ(progress.file_name, "a.pdf");
    EXPECT_TRUE(progress.submits);
    EXPECT_EQ(progress.assignment, world::assignment_named(world, "essay")->id);
}

TEST_F(Confirmed, HomeworkIsOfStudentsAlone) {
    (void)bring("grace", "homework_submission", link_item);
    EXPECT_EQ(essay_of("grace"), nullptr);
    EXPECT_TRUE(world.progresses.empty());
}

TEST_F(Confirmed, ImportIsFetched) {
    EXPECT_TRUE(rests_on(bring("grace", "migration_selection", file_item), "lti11/9.6"));
    ASSERT_EQ(world.progresses.size(), 1u);
    EXPECT_EQ(world.progresses.back().tag, "content_migration");
    (void)bring("ada", "migration_selection", file_item);
    EXPECT_EQ(world.progresses.size(), 1u) << "students import nothing";
}

} // namespace
} // namespace easel::content_items
