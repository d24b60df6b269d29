// What the platform does behind an answer: it fetches the files that scores name (ags.md 5.8).
#include "wire/platform/calling.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace easel::platform {
namespace {

using testing::HasSubstr;
using traffic::CallKind;
using traffic::Party;
using world::ProgressState;

class Jobs : public PlatformTest {
  protected:
    Jobs() : stage_(set_stage()) {
        tool_ = http::Server::listen(loop_, [this](http::Request request) -> http::awaitable<http::Response> {
                    asked_.push_back(request.target);
                    if (request.target.starts_with("/moved")) co_return http::redirect("/essay.pdf");
                    if (request.target.starts_with("/circle")) co_return http::redirect("/circle");
                    if (request.target.starts_with("/gone")) co_return http::text(404, "gone");
                    if (request.target.starts_with("/large")) co_return http::text(200, std::string(17 << 20, 'x'));
                    http::Response file = http::text(200, "%PDF-1.7");
                    file.headers.set("Content-Type", "application/pdf");
                    file.delay = std::chrono::milliseconds(20);
                    co_return file;
                }).value();
    }

    /// A score whose submission has the file at `path` of the tool.
    http::Response hand_in(std::string const& path) {
        auto const url = path.find("://") == std::string::npos ? tool_->origin() + path : path;
        auto const extension = R"({"https://canvas.instructure.com/lti/submission":{"content_items":[{"type":"file","url":")" + url +
                               R"(","title":"essay.pdf"}]}})";
        return ask(line_item_path(*stage_) + "/scores", authorized(*stage_, "POST", score_body(*stage_, extension)));
    }
    /// Waits a minute of stage time, or until the job is done.
    bool is_done() {
        return run([](Stage& stage) -> http::awaitable<bool> {
            co_return co_await stage.time->wait_until([&] {
                auto const state = stage.world.progresses.front().state;
                return state == ProgressState::completed || state == ProgressState::failed;
            }, std::chrono::minutes(1));
        }(*stage_));
    }
    [[nodiscard]] world::Progress const& progress() const { return stage_->world.progresses.front(); }
    [[nodiscard]] std::vector<traffic::Exchange> fetched() const {
        std::vector<traffic::Exchange> found;
        for (auto const& exchange : stage_->log.exchanges()) {
            if (exchange.kind == CallKind::file) found.push_back(exchange);
        }
        return found;
    }

    std::shared_ptr<Stage> stage_;
    std::unique_ptr<http::Server> tool_;
    std::vector<std::string> asked_;
};

TEST_F(Jobs, FetchTheFileBehindTheAnswer) {
    EXPECT_EQ(hand_in("/essay.pdf").status, 200);
    ASSERT_EQ(stage_->world.progresses.size(), 1U);
    EXPECT_EQ(progress().state, ProgressState::running);
    ASSERT_TRUE(is_done());
    EXPECT_EQ(progress().state, ProgressState::completed);
    EXPECT_EQ(stage_->time->now(), noon()) << "no wait overtakes it";
    ASSERT_EQ(fetched().size(), 1U);
    EXPECT_EQ(fetched()[0].from, Party::platform);
    EXPECT_EQ(fetched()[0].to, Party::tool);
    EXPECT_EQ(fetched()[0].url, tool_->origin() + "/essay.pdf");
    EXPECT_EQ(fetched()[0].response->status, 200);
    auto const& submission = stage_->world.submissions.front();
    ASSERT_EQ(submission.attachments.size(), 1U);
    EXPECT_EQ(submission.attachments[0].size, 8);
}

TEST_F(Jobs, GoWhereTheFileMoved) {
    hand_in("/moved");
    ASSERT_TRUE(is_done());
    EXPECT_EQ(progress().state, ProgressState::completed);
    EXPECT_EQ(asked_, (std::vector<std::string>{"/moved", "/essay.pdf"}));
    EXPECT_EQ(fetched().size(), 2U);
}

struct Row {
    char const* name;
    char const* path;
    char const* message;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}
class BadFiles : public Jobs, public testing::WithParamInterface<Row> {};

TEST_P(BadFiles, FailTheirProgressOnly) {
    EXPECT_EQ(hand_in(GetParam().path).status, 200);
    ASSERT_TRUE(is_done());
    EXPECT_EQ(progress().state, ProgressState::failed);
    EXPECT_THAT(progress().message, HasSubstr(GetParam().message));
    EXPECT_EQ(stage_->world.results.size(), 1U) << "the score stays";
}

INSTANTIATE_TEST_SUITE_P(
    Platform, BadFiles,
    testing::ValuesIn<Row>({
        {"not_there", "/gone", "404"},
        {"in_circles", "/circle", "more than 10 times"},
        {"too_large", "/large", "16 MB"},
        {"nobody_listens", "http://127.0.0.1:1/essay.pdf", "refused"},
        {"no_url", "ftp://127.0.0.1/essay.pdf", "the URL of the file is none"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST_F(Jobs, AreWrittenDownByWhoeverKeepsTheWorld) {
    std::vector<ProgressState> seen;
    stage_->before_answer = [&]() -> http::awaitable<void> {
        seen.push_back(stage_->world.progresses.front().state);
        co_return;
    };
    hand_in("/essay.pdf");
    ASSERT_TRUE(is_done());
    EXPECT_EQ(seen, (std::vector{ProgressState::running, ProgressState::completed}));
}

TEST_F(Jobs, GoOnWhenTheyCannotBeWrittenDown) {
    stage_->before_answer = [&]() -> http::awaitable<void> {
        if (stage_->world.progresses.front().state == ProgressState::completed) throw std::runtime_error("disk full");
        co_return;
    };
    EXPECT_EQ(hand_in("/essay.pdf").status, 200);
    EXPECT_TRUE(is_done());
    EXPECT_EQ(hand_in("/essay.pdf").status, 500) << "the platform still answers";
}

TEST_F(Jobs, BeginAnewInAWorldThatWasKept) {
    platform_->remove(*stage_);
    auto& waiting = stage_->world.progresses.emplace_back();
    waiting.id = stage_->world.next_id++;
    waiting.file = stage_->world.next_id++;
    waiting.assignment = world::assignment_named(stage_->world, "quiz1")->id;
    waiting.user = world::user_named(stage_->world, "ada")->id;
    waiting.state = ProgressState::running; // its process was killed
    waiting.file_url = tool_->origin() + "/essay.pdf";
    platform_->add(stage_);
    ASSERT_TRUE(is_done());
    EXPECT_EQ(progress().state, ProgressState::completed);
    EXPECT_EQ(asked_, std::vector<std::string>{"/essay.pdf"});
}

TEST_F(Jobs, OfAStageThatWasTakenOffAreNotWrittenDown) {
    int kept = 0;
    stage_->before_answer = [&]() -> http::awaitable<void> {
        ++kept;
        co_return;
    };
    hand_in("/essay.pdf");
    EXPECT_EQ(kept, 1);
    platform_->remove(*stage_);
    ASSERT_TRUE(is_done());
    EXPECT_EQ(kept, 1);
    EXPECT_FALSE(stage_->before_answer);
}

TEST_F(Jobs, OutliveTheirStageAndThePlatform) {
    hand_in("/essay.pdf");
    auto const watched = std::weak_ptr(stage_);
    run([](auto& platform, auto& own, std::weak_ptr<Stage> stage) -> http::awaitable<bool> {
        platform->remove(*own);
        own.reset();
        platform.reset(); // on the loop, as a server wants it
        for (int i = 0; i < 500 && !stage.expired(); ++i) co_await http::sleep_wall(std::chrono::milliseconds(10));
        co_return true;
    }(platform_, stage_, watched));
    EXPECT_TRUE(watched.expired()) << "ended by itself";
}

using Keeping = PlatformTest;

TEST_F(Keeping, ComesBeforeAnAnswerIsSent) {
    auto const stage = set_stage();
    int kept = 0;
    bool answered = true;
    stage->before_answer = [&]() -> http::awaitable<void> {
        ++kept;
        answered = stage->log.exchanges().back().response.has_value();
        EXPECT_EQ(stage->world.results.size(), 1U) << "the answer is worked out by then";
        co_await http::sleep_wall(std::chrono::milliseconds(5));
    };
    EXPECT_EQ(post_score(*stage).status, 200);
    EXPECT_EQ(kept, 1);
    EXPECT_FALSE(answered);
}

TEST_F(Keeping, ThatFailsIsAnsweredAndLogged) {
    auto const stage = set_stage();
    int finished = 0;
    stage->log.on_finish = [&](traffic::Exchange const&) { ++finished; };
    stage->before_answer = []() -> http::awaitable<void> {
        throw std::runtime_error("disk full");
        co_return;
    };
    auto const answer = post_score(*stage);
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body, R"({"errors":[{"message":"disk full"}]})");
    EXPECT_EQ(finished, 1);
    ASSERT_TRUE(stage->log.exchanges().back().response);
    EXPECT_EQ(stage->log.exchanges().back().response->status, 500);
}

} // namespace
} // namespace easel::platform
