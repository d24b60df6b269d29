#include "check/oracle.hpp"

#include <gmock/gmock.h>

namespace {

using namespace easel::check;
using easel::tool::Oracle;
using testing::HasSubstr;

struct Row {
    char const* name;
    void (*arrange)(LaunchEvidence&, Oracle&);
    Outcome outcome;
    std::vector<std::string> codes;
    char const* reason = "";
    char const* says = "";
    bool crashed = false;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class JudgeLaunch : public testing::TestWithParam<Row> {};

TEST_P(JudgeLaunch, WeighsTheSigns) {
    LaunchEvidence seen;
    seen.final_status = 200;
    seen.final_url = "http://127.0.0.1:9001/app";
    seen.final_body = "<p>a page</p>";
    seen.reached_authorization = seen.delivered = true;
    Oracle oracle;
    GetParam().arrange(seen, oracle);
    auto const judged = judge_launch(seen, oracle);
    EXPECT_EQ(judged.outcome, GetParam().outcome);
    EXPECT_EQ(judged.codes, GetParam().codes);
    EXPECT_EQ(judged.reason, GetParam().reason);
    EXPECT_EQ(judged.crashed, GetParam().crashed);
    EXPECT_THAT(judged.explanation, HasSubstr(GetParam().says));
    EXPECT_TRUE(judged.explanation.ends_with('.'));
}

void probed(LaunchEvidence& seen, bool before, bool after) {
    seen.probe_before = before;
    seen.probe_after = after;
}

// requirements.md, evidence of a launch
INSTANTIATE_TEST_SUITE_P(
    Accepted,
    JudgeLaunch,
    testing::ValuesIn<Row>({
        {"service_call",
         [](auto& s, auto&) {
             s.service_call = true;
             s.service_hops = {9, 12};
         },
         Outcome::accepted,
         {"E1"},
         "",
         "(hops 9, 12)"},
        {"marker_in_the_page",
         [](auto&, auto& o) {
             o.accept_markers = {"nothing", "a p.ge"};
         },
         Outcome::accepted,
         {"E2"},
         "",
         "a p.ge"},
        {"marker_in_the_address", [](auto&, auto& o) { o.accept_markers = {"/app$"}; }, Outcome::accepted, {"E2"}},
        {"session", [](auto& s, auto&) { probed(s, false, true); }, Outcome::accepted, {"E3"}, "", "opened a session"},
        {"all_of_them",
         [](auto& s, auto& o) {
             s.service_call = true;
             probed(s, false, true);
             o.accept_markers = {"page"};
             s.new_cookies = {"session"};
         },
         Outcome::accepted,
         {"E1", "E2", "E3", "E6"}},
        // acting on the launch outweighs what the page says
        {"forbidden_but_acted",
         [](auto& s, auto&) {
             s.final_status = 403;
             s.service_call = true;
         },
         Outcome::accepted,
         {"E1", "R1"},
         "",
         "answered 403"},
        {"crashed_but_acted",
         [](auto& s, auto&) {
             s.final_status = 500;
             s.service_call = true;
         },
         Outcome::accepted,
         {"E1", "R4"}},
        {"returned_but_acted",
         [](auto& s, auto&) {
             s.returned_with_error = true;
             s.service_call = true;
         },
         Outcome::accepted,
         {"E1", "R2"}},
        {"forbidden_but_session",
         [](auto& s, auto&) {
             s.final_status = 401;
             probed(s, false, true);
         },
         Outcome::accepted,
         {"E3", "R1"}},
        {"no_answer_but_acted",
         [](auto& s, auto&) {
             s.final_status = 0;
             s.trouble = "limit: total";
             s.service_call = true;
         },
         Outcome::accepted,
         {"E1"}},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

INSTANTIATE_TEST_SUITE_P(
    Rejected,
    JudgeLaunch,
    testing::ValuesIn<Row>({
        {"status_401", [](auto& s, auto&) { s.final_status = 401; }, Outcome::rejected, {"R1"}, "", "answered 401"},
        {"status_404", [](auto& s, auto&) { s.final_status = 404; }, Outcome::rejected, {"R1"}},
        {"returned_with_error",
         [](auto& s, auto&) { s.returned_with_error = true; },
         Outcome::rejected,
         {"R2"},
         "",
         "back to the platform"},
        {"returned_with_error_and_marker",
         [](auto& s, auto& o) {
             s.returned_with_error = true;
             o.accept_markers = {"page"};
         },
         Outcome::rejected,
         {"E2", "R2"}},
        {"marker", [](auto&, auto& o) { o.reject_markers = {"a page"}; }, Outcome::rejected, {"R3"}},
        {"crash", [](auto& s, auto&) { s.final_status = 500; }, Outcome::rejected, {"R4"}, "", "answered 500", true},
        {"friendly_crash",
         [](auto& s, auto& o) {
             s.final_status = 500;
             o.reject_markers = {"a page"};
         },
         Outcome::rejected,
         {"R3", "R4"}},
        {"status_and_cookie",
         [](auto& s, auto&) {
             s.final_status = 400;
             s.new_cookies = {"session"};
         },
         Outcome::rejected,
         {"E6", "R1"}},
        {"session_was_there_before",
         [](auto& s, auto&) {
             s.final_status = 401;
             probed(s, true, true);
         },
         Outcome::rejected,
         {"R1"}},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

INSTANTIATE_TEST_SUITE_P(
    Undecided,
    JudgeLaunch,
    testing::ValuesIn<Row>({
        {"nothing_tells", [](auto&, auto&) {}, Outcome::undecided, {}, "no_marker", "accept_markers or session_probe"},
        {"marker_did_not_match",
         [](auto&, auto& o) { o.accept_markers = {"Welcome"}; },
         Outcome::undecided,
         {},
         "no_marker",
         "session_probe"},
        {"both_hints_silent",
         [](auto& s, auto& o) {
             o.accept_markers = {"Welcome"};
             o.probe_url = "http://t/me";
             probed(s, false, false);
         },
         Outcome::undecided,
         {},
         "no_marker",
         "reject_markers"},
        {"cookie_alone", [](auto& s, auto&) { s.new_cookies = {"session"}; }, Outcome::undecided, {"E6"}, "no_marker"},
        {"probe_without_before", [](auto& s, auto&) { s.probe_after = true; }, Outcome::undecided, {}, "no_marker"},
        {"marker_against_status",
         [](auto& s, auto& o) {
             s.final_status = 401;
             o.accept_markers = {"page"};
         },
         Outcome::undecided,
         {"E2", "R1"},
         "conflicting_evidence",
         "session_probe"},
        {"marker_against_crash",
         [](auto& s, auto& o) {
             s.final_status = 500;
             o.accept_markers = {"page"};
         },
         Outcome::undecided,
         {"E2", "R4"},
         "conflicting_evidence"},
        {"marker_against_marker",
         [](auto&, auto& o) {
             o.accept_markers = {"page"};
             o.reject_markers = {"a"};
         },
         Outcome::undecided,
         {"E2", "R3"},
         "conflicting_evidence"},
        {"script_page",
         [](auto& s, auto&) {
             s.needs_script = true;
             s.final_body = "<script></script>";
         },
         Outcome::undecided,
         {},
         "needs_browser",
         "session_probe"},
        {"no_answer",
         [](auto& s, auto&) {
             s.final_status = 0;
             s.trouble = "limit: total 10s";
         },
         Outcome::undecided,
         {},
         "timeout",
         "limit: total 10s"},
        {"redirects_in_circles",
         [](auto& s, auto&) {
             s.final_status = 302;
             s.trouble = "limit: more than 10 redirects";
         },
         Outcome::undecided,
         {},
         "timeout",
         "10 redirects"},
        {"stopped_at_the_login",
         [](auto& s, auto&) { s.delivered = s.reached_authorization = false; },
         Outcome::undecided,
         {},
         "no_marker",
         "before any id_token"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(JudgeLaunch, TakesNoMarkerOfALiveSession) {
    LaunchEvidence seen;
    seen.final_status = 200;
    seen.final_body = "Welcome";
    seen.delivered = seen.session_before = true;
    Oracle oracle;
    oracle.accept_markers = {"Welcome"};
    EXPECT_EQ(judge_launch(seen, oracle).outcome, Outcome::accepted);
    seen.page_of_earlier = true;
    auto const judged = judge_launch(seen, oracle);
    EXPECT_EQ(judged.outcome, Outcome::undecided);
    EXPECT_THAT(judged.codes, testing::IsEmpty());
    EXPECT_EQ(judged.reason, "no_marker");
    EXPECT_THAT(judged.explanation, HasSubstr("the session of the launch before opens by itself"));
    seen.final_status = 403;
    EXPECT_EQ(judge_launch(seen, oracle).outcome, Outcome::rejected);
}

TEST(JudgeLaunch, SaysWhereTheTwinDiffered) {
    LaunchEvidence seen, twin;
    seen.final_status = twin.final_status = 200;
    seen.delivered = twin.delivered = twin.service_call = true;
    EXPECT_THAT(judge_launch(seen, {}, {.twin = &twin}).explanation, HasSubstr("the accepted twin called a service"));
}

struct View {
    char const* name;
    std::vector<std::string> teacher, student;
    char const* wanted;
    char const* body;
    std::optional<std::string> shown; ///< nothing: not known
};
void PrintTo(View const& row, std::ostream* os) {
    *os << row.name;
}

class ViewOf : public testing::TestWithParam<View> {};

TEST_P(ViewOf, IsKnownWhereBothSidesHaveMarkers) {
    auto const& row = GetParam();
    Oracle oracle;
    oracle.teacher_markers = row.teacher;
    oracle.student_markers = row.student;
    EXPECT_EQ(view_of(row.body, oracle, row.wanted), row.shown);
}

INSTANTIATE_TEST_SUITE_P(
    Pages,
    ViewOf,
    testing::Values(
        View{"no markers", {}, {}, "teacher", "Configure", {}},
        View{"teacher first", {"Configure"}, {"Start"}, "student", "Configure or Start", "teacher"},
        View{"student", {"Configure"}, {"Start"}, "student", "Start", "student"},
        View{"neither", {"Configure"}, {"Start"}, "teacher", "Hello", "neither"},
        View{"no marker of the student", {"Configure"}, {}, "student", "Start", {}},
        View{"no marker of the student, a teacher wanted", {"Configure"}, {}, "teacher", "Configure", {}},
        View{"no marker of the teacher", {}, {"Start"}, "teacher", "Configure", {}},
        View{"no marker of the teacher, a student wanted", {}, {"Start"}, "student", "Start", {}},
        View{"no marker of what is excluded", {}, {"Start"}, "not_teacher", "Start", {}},
        View{"a marker of what is excluded is enough", {"Configure"}, {}, "not_teacher", "Start", "neither"}
    ),
    [](auto const& info) { return std::to_string(info.index); }
);

}  // namespace
