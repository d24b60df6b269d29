// Many clients post scores in one breath (ags.md 5.2 checks 12 and 13, 5.4, 5.5): nothing is lost, and no older score
// ever replaces a newer one.
#include "base/json.hpp"
#include "wire/platform/calling.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace easel::platform {
namespace {

constexpr int clients = 64;

class ScoresAtOnce : public PlatformTest {
  protected:
    ScoresAtOnce() : stage_(set_stage()) { stage_->world.throttle.enabled = false; }

    /// All requests are on their way before the first is answered; the answers come in the order of the requests.
    std::vector<http::Response> post_all(std::vector<http::Request> requests, std::string const& path) {
        auto const url = base::parse_url(platform_->origin() + path).value();
        std::vector<http::Response> answers(requests.size());
        std::size_t open = requests.size();
        for (std::size_t i = 0; i != requests.size(); ++i) {
            http::spawn(loop_, post(url, std::move(requests[i]), answers[i], open));
        }
        loop_.restart();
        loop_.run();
        return answers;
    }

    http::awaitable<void> post(base::Url url, http::Request request, http::Response& into, std::size_t& open) {
        auto answer = co_await client_.send(url, std::move(request));
        EXPECT_TRUE(answer.has_value()) << answer.error().message;
        if (answer) into = std::move(*answer);
        if (--open == 0) loop_.stop();
    }

    static std::ptrdiff_t count(std::vector<http::Response> const& answers, int status) {
        return std::count_if(answers.begin(), answers.end(), [&](auto const& each) { return each.status == status; });
    }

    [[nodiscard]] std::string scores() const { return line_item_path(*stage_) + "/scores"; }
    world::Assignment& quiz() { return *world::assignment_named(stage_->world, "quiz1"); }

    std::shared_ptr<Stage> stage_;
};

std::string second(int n) {
    return "2026-03-01T10:0" + std::to_string(n / 60) + (n % 60 < 10 ? ":0" : ":") + std::to_string(n % 60) + ".000Z";
}

TEST_F(ScoresAtOnce, OfOneStudentKeepTheNewest) {
    std::vector<http::Request> requests;
    for (int n = 0; n != clients; ++n) {
        int const mixed = (n * 37) % clients; // every second once, in no order
        requests.push_back(authorized(
            *stage_, "POST",
            score_body(*stage_, R"({"scoreMaximum":100,"scoreGiven":)" + std::to_string(mixed) + R"(,"timestamp":")" +
                                    second(mixed) + "\"}")
        ));
    }
    auto const answers = post_all(std::move(requests), scores());

    // The log has them in the order in which they were worked out.
    auto const& ada = *world::user_named(stage_->world, "ada");
    std::string newest;
    int taken = 0;
    int refused = 0;
    for (auto const& exchange : stage_->log.exchanges()) {
        auto const sent = base::parse_json(exchange.request.body).value();
        auto const timestamp = base::text_member(sent, "timestamp").value();
        ASSERT_TRUE(exchange.response.has_value());
        if (timestamp >= newest) {
            EXPECT_EQ(exchange.response->status, 200) << timestamp;
            newest = timestamp;
            ++taken;
        } else {
            EXPECT_EQ(exchange.response->status, 400) << timestamp;
            EXPECT_EQ(decided_by(exchange.trail), "ags/5.2.13");
            EXPECT_NE(exchange.response->body.find("before last updated timestamp of " + newest), std::string::npos);
            ++refused;
        }
    }
    EXPECT_EQ(taken + refused, clients);
    EXPECT_EQ(newest, second(clients - 1)) << "the newest is never refused";
    EXPECT_EQ(count(answers, 200), taken);
    EXPECT_EQ(count(answers, 400), refused);

    ASSERT_EQ(stage_->world.results.size(), 1U);
    auto const& result = stage_->world.results.front();
    EXPECT_EQ(result.score, clients - 1);
    EXPECT_EQ(base::to_iso8601(result.updated_at), second(clients - 1));
    auto const* submission = world::find_submission(stage_->world, quiz().id, ada.id);
    ASSERT_NE(submission, nullptr);
    EXPECT_DOUBLE_EQ(submission->score.value_or(-1), (clients - 1) / 10.0);
}

TEST_F(ScoresAtOnce, OfManyStudentsAreAllKept) {
    auto& course = *world::course_named(stage_->world, "bio101");
    std::vector<world::Id> students;
    std::vector<http::Request> requests;
    for (int n = 0; n != clients; ++n) {
        world::User user;
        user.id = stage_->world.next_id++;
        user.name = "student" + std::to_string(n);
        user.lti_id = stage_->world.random.uuid();
        stage_->world.users.push_back(user);
        course.enrolments.push_back({user.id, world::Role::student, world::EnrolmentState::active});
        students.push_back(user.id);
        requests.push_back(authorized(
            *stage_, "POST",
            score_body(*stage_, R"({"scoreMaximum":100,"userId":")" + user.lti_id + R"(","scoreGiven":)" +
                                    std::to_string(n) + "}")
        ));
    }
    auto const answers = post_all(std::move(requests), scores());

    std::map<std::string, int> urls;
    for (auto const& answer : answers) {
        EXPECT_EQ(answer.status, 200) << answer.body;
        ++urls[base::text_member(base::parse_json(answer.body).value(), "resultUrl").value()];
    }
    EXPECT_EQ(urls.size(), static_cast<std::size_t>(clients)) << "a result of his own for each";
    EXPECT_EQ(stage_->world.results.size(), static_cast<std::size_t>(clients));
    auto const& item = *world::default_line_item(stage_->world, quiz().id);
    for (int n = 0; n != clients; ++n) {
        auto const student = students[static_cast<std::size_t>(n)];
        auto const* result = world::find_result(stage_->world, item.id, student);
        ASSERT_NE(result, nullptr);
        EXPECT_EQ(result->score, n);
        auto const* submission = world::find_submission(stage_->world, quiz().id, student);
        ASSERT_NE(submission, nullptr);
        EXPECT_EQ(submission->attempt, 1);
        EXPECT_DOUBLE_EQ(submission->score.value_or(-1), n / 10.0);
    }
}

TEST_F(ScoresAtOnce, UseNoAttemptTooMany) { // check 19
    quiz().allowed_attempts = 5;
    std::vector<http::Request> requests;
    for (int n = 0; n != clients; ++n) {
        auto const at = "2026-03-01T09:00:" + std::to_string(10 + n % 50) + "." + std::to_string(100 + n) + "Z";
        auto const body = score_body(*stage_, R"({"submission":{"submittedAt":")" + at + "\"}}");
        requests.push_back(authorized(*stage_, "POST", body));
    }
    auto const answers = post_all(std::move(requests), scores());
    EXPECT_EQ(count(answers, 200), 5);
    for (auto const& answer : answers) {
        bool const exhausted = answer.body.find("maximum number of allowed attempts") != std::string::npos;
        EXPECT_TRUE(answer.status == 200 || exhausted);
    }
    auto const& ada = *world::user_named(stage_->world, "ada");
    EXPECT_EQ(world::find_submission(stage_->world, quiz().id, ada.id)->attempt, 5);
}

} // namespace
} // namespace easel::platform
