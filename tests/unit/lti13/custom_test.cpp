#include "stage.hpp"

namespace easel::lti13 {
namespace {

class Custom : public Stage {
  protected:
    /// The expansion of one value, as JSON.
    std::string expand(base::json::value value, LaunchIntent const& intent) {
        tool->custom = {
            {"it", std::move(value)}
        };
        auto const made = launch_claims(world, issuer, intent, now);
        EXPECT_TRUE(made.has_value());
        return base::dump(made->at(c("custom")).at("it"));
    }
    std::string expand(base::json::value value) { return expand(std::move(value), {"ada", "quiz1", {}, {}, {}}); }
};

// lti13-launch/6.1 to 6.3
TEST_F(Custom, LinkOverridesToolAndPrefixIsCut) {
    EXPECT_EQ(base::dump(launch_claims(world, issuer, {"ada", "quiz1", {}, {}, {}}, now)->at(c("custom"))), "{}");
    tool->custom = {
        {"custom_level", "tool"},
        {"both",         "tool"}
    };
    world::assignment_named(world, "quiz1")->custom = {
        {"both", "link"},
        {"only", 3     }
    };
    auto const made = launch_claims(world, issuer, {"ada", "quiz1", {}, {}, {}}, now);
    EXPECT_EQ(base::dump(made->at(c("custom"))), R"({"level":"tool","both":"link","only":3})");
}

// lti13-launch/6.1.1, 6.1.2, 6.2.*
TEST_F(Custom, ExpandsWhatTheWorldKnows) {
    auto const& user = *world::user_named(world, "ada");
    auto const& bio = *world::course_named(world, "bio101");
    auto& quiz = *world::assignment_named(world, "quiz1");
    quiz.unlock_at = now;
    world::submission_of(world, quiz.id, user.id).attempt = 2;
    struct Row {
        char const* value;
        std::string want;
    };
    for (auto const& [value, want] : std::initializer_list<Row>{
             {"plain", "\"plain\""},
             {"$Nobody.knows.this", "\"$Nobody.knows.this\""},
             {"not $User.id", "\"not $User.id\""},
             {"$Canvas.user.id", std::to_string(user.id)},
             {"$Canvas.user.globalId", std::to_string(user.id + world::shard_offset)},
             {"$Canvas.user.prefersHighContrast", "false"},
             {"$Canvas.course.id", std::to_string(bio.id)},
             {"$Canvas.course.workflowState", "\"active\""},
             {"$Canvas.assignment.id", std::to_string(quiz.id)},
             {"$Canvas.assignment.title", "\"Cells quiz\""},
             {"$Canvas.assignment.pointsPossible", "10"},
             {"$Canvas.assignment.published", "true"},
             {"$Canvas.assignment.dueAt.iso8601", "\"" + base::to_iso8601(*quiz.due_at, 0) + "\""},
             {"$Canvas.assignment.unlockAt.iso8601", "\"" + base::to_iso8601(now, 0) + "\""},
             {"$Canvas.assignment.lockAt.iso8601", "\"$Canvas.assignment.lockAt.iso8601\""},
             {"$Canvas.assignment.allowedAttempts", "\"$Canvas.assignment.allowedAttempts\""},
             {"$Canvas.assignment.submission.studentAttempts", "2"},
             {"$ResourceLink.id", "\"" + quiz.link_id + "\""},
             {"$Context.id", "\"" + bio.context_id + "\""},
             {"$Context.sourcedId", "\"BIO-101-S1\""},
             {"$com.instructure.contextLabel", "\"BIO-101\""},
             {"$Person.name.full", "\"Ada Lovelace\""},
             {"$com.instructure.Person.name_sortable", "\"Lovelace, Ada\""},
             {"$Person.email.primary", "\"ada@mock.example\""},
             {"$Person.sourcedId", "\"sis_ada\""},
             {"$User.username", "\"ada\""},
             {"$Canvas.membership.roles", "\"StudentEnrollment\""},
             {"$Canvas.enrollment.enrollmentState", "\"active\""},
             {"$Canvas.api.domain", "\"127.0.0.1:8090\""},
             {"$Canvas.api.baseUrl", "\"http://127.0.0.1:8090\""},
             {"$Message.documentTarget", "\"iframe\""},
    })
        EXPECT_EQ(expand(value), want) << value;
    EXPECT_EQ(expand(true), "true");
}

// lti13-launch/6.2.8, 6.1.1
TEST_F(Custom, LeavesUnavailableVariablesLiteral) {
    LaunchIntent const navigation{"ada", {}, "bio101", "tool", "course_navigation"};
    EXPECT_EQ(expand("$Canvas.assignment.id", navigation), "\"$Canvas.assignment.id\"");
    EXPECT_EQ(expand("$Canvas.course.name", navigation), "\"Biology for Beginners\"");
    world::course_named(world, "bio101")->is_public = true;
    LaunchIntent const visitor{{}, {}, "bio101", "tool", "course_navigation"};
    EXPECT_EQ(expand("$Canvas.user.id", visitor), "\"$Canvas.user.id\"");
    EXPECT_EQ(expand("$Canvas.membership.roles", visitor), "\"$Canvas.membership.roles\"");
    LaunchIntent const account{"ada", {}, {}, "tool", "account_navigation"};
    EXPECT_EQ(expand("$Canvas.course.id", account), "\"$Canvas.course.id\"");
    EXPECT_EQ(expand("$Person.name.full", {"anna", "quiz1", {}, {}, {}}), "\"$Person.name.full\"");
    EXPECT_EQ(
        expand("$Canvas.assignment.submission.studentAttempts", {"grace", "quiz1", {}, {}, {}}),
        "\"$Canvas.assignment.submission.studentAttempts\""
    );
}

// lti13-launch/6.2.9
TEST_F(Custom, TellsTheEnrolmentState) {
    EXPECT_EQ(expand("$Canvas.enrollment.enrollmentState", {"ivo", "quiz1", {}, {}, {}}), "\"inactive\"");
    EXPECT_EQ(expand("$Canvas.enrollment.enrollmentState", {"mallory", "quiz1", {}, {}, {}}), "\"\"");
}

}  // namespace
}  // namespace easel::lti13
