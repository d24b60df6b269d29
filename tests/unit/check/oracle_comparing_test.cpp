#include "check/oracle.hpp"

#include <gmock/gmock.h>

namespace {

using namespace easel::check;
using easel::tool::Oracle;
using testing::HasSubstr;

std::string frame(std::string const& inside) {
    return "<body><nav>courses people grades settings help about imprint privacy</nav>" + inside + "</body>";
}
std::string welcome(std::string const& course) {
    return frame("<main><h1>Welcome</h1><p class=course>" + course + "</p><button>Start your attempt now</button></main>");
}
constexpr char const* sorry = "<div class=oops>Sorry, this did not work. Please go back to where you came from.</div>";

LaunchEvidence launched(std::string const& mark, std::string body) {
    LaunchEvidence seen;
    seen.final_status = 200;
    seen.reached_authorization = seen.delivered = true;
    seen.final_url = "http://127.0.0.1:9001/launch";
    seen.final_body = std::move(body);
    seen.canaries = {{"course title", "Biology " + mark}, {"user name", "Ada"}};
    return seen;
}

struct Scene {
    LaunchEvidence seen = launched("kk", welcome("Biology kk"));
    LaunchEvidence twin = launched("gg", welcome("Biology gg"));
    LaunchEvidence other = launched("hh", welcome("Biology hh"));
    std::vector<LaunchEvidence> hopeless{launched("ii", sorry), launched("jj", sorry)};
    Oracle oracle;
    bool twin_accepted = true;
};

struct Row {
    char const* name;
    void (*arrange)(Scene&);
    Outcome outcome;
    std::vector<std::string> codes;
    char const* reason = "";
    char const* says = "";
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class CompareLaunch : public testing::TestWithParam<Row> {};

TEST_P(CompareLaunch, WeighsWhatPagesShow) {
    Scene scene;
    GetParam().arrange(scene);
    auto const judged = judge_launch(
        scene.seen, scene.oracle,
        {.twin = &scene.twin, .other = &scene.other, .hopeless = &scene.hopeless, .twin_accepted = scene.twin_accepted}
    );
    EXPECT_EQ(judged.outcome, GetParam().outcome) << judged.explanation;
    EXPECT_EQ(judged.codes, GetParam().codes);
    EXPECT_EQ(judged.reason, GetParam().reason);
    EXPECT_THAT(judged.explanation, HasSubstr(GetParam().says));
    EXPECT_TRUE(judged.explanation.ends_with('.'));
}

void cookie(Scene& scene) {
    scene.seen.new_cookies = {"session"};
}
void plain_page(Scene& scene) {
    scene.seen.final_body = scene.twin.final_body = scene.other.final_body = frame("<h1>Welcome to the one and only quiz</h1>");
}

// requirements.md A.5: E4 with E5 or E6
INSTANTIATE_TEST_SUITE_P(
    Accepted,
    CompareLaunch,
    testing::ValuesIn<Row>({
        {"page_and_text", [](auto&) {}, Outcome::accepted, {"E4", "E5"}, "", "the course title of this launch"},
        {"page_and_cookie",
         [](auto& s) {
             plain_page(s);
             cookie(s);
         },
         Outcome::accepted,
         {"E4", "E6"}},
        {"twins_prove_each_other", [](auto& s) { s.twin_accepted = false; }, Outcome::accepted, {"E4", "E5"}},
        {"ids_differ_on_every_page",
         [](auto& s) {
             s.seen.final_body += "<i id=8f14e45fceea167a>request 8f3a91</i>";
             s.twin.final_body += "<i id=c9f0f895fb98ab91>request 77be02</i>";
             s.other.final_body += "<i id=45c48cce2e2d7fbd>request 1a2b3c</i>";
         },
         Outcome::accepted,
         {"E4", "E5"}},
        // what tells by itself needs no comparison
        {"service_call_outweighs_likeness",
         [](auto& s) {
             s.seen.final_body = sorry;
             s.seen.service_call = true;
         },
         Outcome::accepted,
         {"E1"}},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

// requirements.md A.5: R5, R6, R7 in pairs
INSTANTIATE_TEST_SUITE_P(
    Rejected,
    CompareLaunch,
    testing::ValuesIn<Row>({
        {"hopeless_page_without_text",
         [](auto& s) { s.seen.final_body = sorry; },
         Outcome::rejected,
         {"R5", "R7"},
         "",
         "the page of a hopeless launch"},
        {"hopeless_page_that_repeats_its_input",
         [](auto& s) {
             s.seen.final_body = s.hopeless.front().final_body = "<div>Sorry, this did not work for you in</div><p>Biology kk</p>";
             s.hopeless.front().canaries = s.seen.canaries;
             s.seen.restarted = true;
         },
         Outcome::rejected,
         {"R5", "R6"}},
        {"login_begun_again_without_text",
         [](auto& s) {
             s.seen.final_body = "<p>Found</p>";
             s.seen.final_status = 302;
             s.seen.restarted = true;
         },
         Outcome::rejected,
         {"R6", "R7"},
         "",
         "went back to log in"},
        {"cookie_on_every_page",
         [](auto& s) {
             s.seen.final_body = sorry;
             cookie(s);
             for (auto& one : s.hopeless) one.new_cookies = {"session"};
         },
         Outcome::rejected,
         {"R5", "R7"}},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

INSTANTIATE_TEST_SUITE_P(
    Undecided,
    CompareLaunch,
    testing::ValuesIn<Row>({
        {"one_shell_for_all",
         [](auto& s) {
             for (auto* one : {&s.seen, &s.twin, &s.other, &s.hopeless[0], &s.hopeless[1]}) one->final_body = frame("Loading");
         },
         Outcome::undecided,
         {},
         "no_marker",
         "100 % like that of a hopeless one"},
        {"likeness_alone", plain_page, Outcome::undecided, {"E4"}, "no_marker"},
        {"cookie_that_everybody_gets",
         [](auto& s) {
             plain_page(s);
             cookie(s);
             s.hopeless.back().new_cookies = {"session"};
         },
         Outcome::undecided,
         {"E4"},
         "no_marker"},
        // an error page may repeat what it was given
        {"text_elsewhere",
         [](auto& s) { s.seen.final_body = frame("<p class=error>Biology kk cannot be opened by you, sorry, go back</p>"); },
         Outcome::undecided,
         {},
         "no_marker"},
        {"text_in_place_on_another_page",
         [](auto& s) {
             s.seen.final_body = "<main><h1>Launch failed</h1><p class=course>Biology kk</p><p>The signature does not fit.</p></main>";
         },
         Outcome::undecided,
         {"E5"},
         "no_marker"},
        {"one_word_of_refusal_in_a_large_frame",
         [](auto& s) {
             std::string large;
             for (char c = 'a'; c <= 'z'; ++c) large += std::string("<li>entry ") + c + c + c + " of the menu</li>";
             for (auto* one : {&s.seen, &s.twin, &s.other}) one->final_body = large + one->final_body;
             s.seen.final_body = "<b>Refused</b>" + s.seen.final_body;
         },
         Outcome::undecided,
         {"E5"},
         "no_marker"},
        {"the_same_text_as_the_twin",
         [](auto& s) { s.seen.canaries = s.twin.canaries; s.seen.final_body = s.twin.final_body; },
         Outcome::undecided,
         {"E4"},
         "no_marker"},
        {"page_of_an_earlier_launch",
         [](auto& s) { s.seen.session_before = true; },
         Outcome::undecided,
         {"E5"},
         "no_marker"},
        {"probe_told_of_the_twin_only",
         [](auto& s) {
             s.oracle.probe_url = "http://t/me";
             for (auto* one : {&s.seen, &s.twin, &s.other}) one->probe_before = false;
             s.seen.probe_after = false;
             s.twin.probe_after = s.other.probe_after = true;
         },
         Outcome::undecided,
         {"E4", "E5"},
         "conflicting_evidence"},
        {"hopeless_page_alone",
         [](auto& s) {
             s.seen.final_body = s.hopeless.front().final_body = "<div>Sorry, this did not work for you in</div><p>Biology kk</p>";
             s.hopeless.front().canaries = s.seen.canaries;
         },
         Outcome::undecided,
         {"R5"},
         "no_marker"},
        {"no_text_alone",
         [](auto& s) { s.seen.final_body = "<p>Something else altogether is shown here</p>"; },
         Outcome::undecided,
         {"R7"},
         "no_marker"},
        {"login_begun_again_alone",
         [](auto& s) {
             s.seen.restarted = true;
             s.seen.final_body = frame("<p>Biology kk</p>");
         },
         Outcome::undecided,
         {"R6"},
         "no_marker"},
        {"twins_refuse_nobody",
         [](auto& s) {
             s.twin_accepted = false;
             s.seen.final_body = sorry;
         },
         Outcome::undecided,
         {},
         "no_marker"},
        {"redirect_without_end",
         [](auto& s) { s.seen.final_status = 304; },
         Outcome::undecided,
         {"E4", "E5"},
         "conflicting_evidence"},
        {"nothing_hopeless_to_compare_with", [](auto& s) { s.hopeless.clear(); }, Outcome::undecided, {}, "no_marker"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Comparable, IsOnlyAPageThatNothingElseTellsOf) {
    Scene scene;
    auto judged = judge_launch(scene.seen, {});
    EXPECT_TRUE(comparable(scene.seen, judged));
    scene.seen.delivered = false;
    EXPECT_FALSE(comparable(scene.seen, judged));
    scene.seen.delivered = true;
    scene.seen.final_status = 403;
    judged = judge_launch(scene.seen, {});
    EXPECT_FALSE(comparable(scene.seen, judged));
}

TEST(LooksHopeless, WhenThePageCouldBeAHopelessOne) {
    Scene scene;
    EXPECT_FALSE(looks_hopeless(scene.seen, scene.hopeless));
    scene.seen.final_body = sorry;
    EXPECT_TRUE(looks_hopeless(scene.seen, scene.hopeless));
    EXPECT_FALSE(looks_hopeless(scene.seen, {}));
}

TEST(ShowsSession, WhenOnlyThatBrowserOpensThePage) {
    Scene const scene;
    auto const page = welcome("Biology kk");
    EXPECT_TRUE(shows_session(page, scene.seen.canaries, scene.twin, sorry));
    EXPECT_FALSE(shows_session(page, scene.seen.canaries, scene.twin, page)) << "everybody can open it";
    EXPECT_FALSE(shows_session(sorry, scene.seen.canaries, scene.twin, sorry)) << "not the twin's page";
}

} // namespace
