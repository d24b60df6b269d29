#include "canvas.hpp"
#include "services/files.hpp"

#include <gtest/gtest.h>

namespace easel::services {
namespace {

constexpr auto one_file =
    R"({"https://canvas.instructure.com/lti/submission":{"content_items":[)"
    R"({"type":"file","url":"https://t.test/a.zzz"}]}})";

class AgsFiles : public testing::Test {
  protected:
    AgsFiles() { canvas_.score(one_file); }
    world::Progress& progress() { return canvas_.world.progresses.back(); }
    Canvas canvas_;
    base::Instant later_ = at("2026-03-01T10:05:00Z");
};

TEST_F(AgsFiles, AreTakenOnce) {
    auto const id = progress().id;
    EXPECT_EQ(queued_files(canvas_.world), std::vector<world::Id>{id});
    EXPECT_EQ(begin_file(canvas_.world, id, later_), "https://t.test/a.zzz");
    EXPECT_EQ(progress().updated_at, later_);
    EXPECT_TRUE(queued_files(canvas_.world).empty());
    EXPECT_EQ(begin_file(canvas_.world, id, later_), std::nullopt);
    EXPECT_EQ(begin_file(canvas_.world, 999, later_), std::nullopt);
}

TEST_F(AgsFiles, AreQueuedUnderTheNameThatTheyHave) {
    struct Case {
        char const* url;
        char const* name;
        char const* queued_as;
    };
    for (auto const& [url, name, queued_as] : std::vector<Case>{
             {"https://t.test/a.pdf", "Essay.pdf", "Essay.pdf"},
             {"https://t.test/my%20essay.pdf?v=2#top", "", "my essay.pdf"},
             {"https://t.test/folder/", "", "file"},
             {"https://t.test", "", "file"},
         }) {
        auto const& queued = queue_file(canvas_.world, {0, 1, url, name, {}}, later_);
        EXPECT_EQ(queued.file_name, queued_as) << url;
        EXPECT_EQ(queued.file_url, url);
        EXPECT_EQ(queued.media_type, "unknown/unknown");
        EXPECT_EQ(queued.state, world::ProgressState::queued);
        EXPECT_EQ(queued.created_at, later_);
        EXPECT_NE(queued.file, 0);
        EXPECT_NE(queued.file, queued.id);
    }
    EXPECT_EQ(queue_file(canvas_.world, {0, 1, "https://t.test/", "", "a/b"}, later_).media_type, "a/b");
}

TEST_F(AgsFiles, TellWhatWentWrong) {
    struct Case {
        FetchedFile file;
        char const* message;
    };
    for (auto const& [file, message] : std::vector<Case>{
             {{std::nullopt, "", 0, "connection refused"}, "connection refused"},
             {{std::nullopt, "", 0, ""}, "The request timed out: https://t.test/a.zzz"},
             {{302, "", 0, ""}, "Invalid response code, expected 200 got 302"},
             {{200, "", 0, "larger than 4 MB"}, "larger than 4 MB"},
         }) {
        progress().state = world::ProgressState::running;
        finish_file(canvas_.world, progress().id, file, later_);
        EXPECT_EQ(progress().state, world::ProgressState::failed);
        EXPECT_EQ(progress().message, message);
        EXPECT_TRUE(progress().results.is_null());
    }
}

TEST_F(AgsFiles, TakeTheAnswersTypeWhereTheNameTellsNone) {
    EXPECT_EQ(progress().media_type, "unknown/unknown");
    finish_file(canvas_.world, progress().id, {200, "image/webp", 12, ""}, later_);
    ASSERT_EQ(canvas_.ada().attachments.size(), 1U);
    EXPECT_EQ(canvas_.ada().attachments.front().media_type, "image/webp");
    EXPECT_EQ(canvas_.ada().attachments.front().size, 12);
}

TEST_F(AgsFiles, AreSettledOnce) {
    finish_file(canvas_.world, progress().id, {200, "", 1, ""}, canvas_.now);
    finish_file(canvas_.world, progress().id, {500, "", 1, ""}, later_);
    finish_file(canvas_.world, 999, {200, "", 1, ""}, later_);
    EXPECT_EQ(progress().state, world::ProgressState::completed);
    EXPECT_EQ(progress().updated_at, canvas_.now);
}

TEST(AgsFileJobs, HandInForTheWholeGroup) {
    Canvas canvas;
    canvas.world.dialects.multiple_files = false;
    canvas.quiz().group_assignment = true;
    canvas.world.groups.push_back({.id = 70, .name = "red", .course = 11, .members = {43, 42}});
    canvas.score(one_file);
    auto const id = canvas.world.progresses.back().id;
    finish_file(canvas.world, id, {200, "", 1, ""}, canvas.now);
    for (world::Id const member : {42, 43}) {
        EXPECT_EQ(world::submission_of(canvas.world, 301, member).attempt, 1);
        EXPECT_EQ(world::submission_of(canvas.world, 301, member).attachments.size(), 1U);
    }
}

TEST(AgsFileJobs, LeaveAnAssignmentAloneThatIsGone) {
    Canvas canvas;
    canvas.world.dialects.multiple_files = false;
    canvas.score(one_file);
    canvas.world.progresses.back().assignment = 999;
    finish_file(canvas.world, canvas.world.progresses.back().id, {200, "", 1, ""}, canvas.now);
    EXPECT_EQ(canvas.ada().attempt, 0);
}

} // namespace
} // namespace easel::services
