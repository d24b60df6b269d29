#include "store/store.hpp"

#include "http/loop.hpp"
#include "world_file/world_file.hpp"
#include "world_json/world_json.hpp"
#include "yaml/node.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include <unistd.h>

namespace easel::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string bytes_of(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void query(fs::path const& path, char const* sql) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(connection);
    sqlite3_close(connection);
}

world::World small_world() {
    yaml::Problems problems;
    auto const document = yaml::parse(
        R"yaml(
users: { ada: { name: Ada }, grace: { name: Grace } }
keys: { main: { client_id: "10000000000001" } }
tools: { quiz: { key: main } }
courses:
  bio101:
    people: { ada: student, grace: teacher }
    assignments: { quiz1: { points: 10, tool: quiz }, quiz2: { points: 5, tool: quiz } }
)yaml",
        "world.yaml", problems
    );
    auto world = world_file::build(document.root, {}, problems);
    EXPECT_TRUE(problems.empty());
    world.tracks = true;
    return world;
}

class StoreTest : public testing::Test {
  protected:
    StoreTest() : folder_(fs::path(testing::TempDir()) / ("easel_store_" + std::to_string(::getpid()))), file_(folder_ / "state.db") {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    ~StoreTest() override { fs::remove_all(folder_); }

    std::unique_ptr<Store> open() {
        auto store = Store::open(loop_, file_.string());
        EXPECT_TRUE(store) << to_string(store.error());
        return store ? std::move(*store) : nullptr;
    }
    std::string refusal() {
        auto const store = Store::open(loop_, file_.string());
        if (store) return "accepted";
        EXPECT_EQ(store.error().kind, base::FaultKind::io);
        EXPECT_EQ(store.error().where, file_.string());
        return store.error().message;
    }
    base::Result<void> commit(Store& store) {
        std::optional<base::Result<void>> outcome;
        http::spawn(loop_, [](Store& one, std::optional<base::Result<void>>& out) -> http::awaitable<void> {
            out = co_await one.committed();
        }(store, outcome));
        loop_.restart();
        loop_.run();
        return *outcome;
    }
    std::vector<Store::Kept> load() {
        auto const store = open();
        auto worlds = store->load();
        EXPECT_TRUE(worlds) << to_string(worlds.error());
        return worlds ? std::move(*worlds) : std::vector<Store::Kept>();
    }

    http::asio::io_context loop_{1};
    fs::path folder_;
    fs::path file_;
};

TEST_F(StoreTest, GivesBackWhatWasPut) {
    auto const world = small_world();
    {
        auto const store = open();
        store->put("main", world, {{"secret", "s"}});
        store->put("other", world, {});
        ASSERT_TRUE(commit(*store));
    }
    auto const kept = load();
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].name, "main");
    EXPECT_EQ(kept[0].extra.at("secret"), "s");
    EXPECT_EQ(world_json::to_json(kept[0].world), world_json::to_json(world));
    EXPECT_EQ(kept[1].name, "other");
}

TEST_F(StoreTest, KeepsTouchedRowsAndNothingElse) {
    auto world = small_world();
    {
        auto const store = open();
        store->put("main", world, {});
        auto const& quiz = *world::assignment_named(world, "quiz1");
        auto& submission = world::submission_of(world, quiz.id, world::user_named(world, "ada")->id);
        submission.score = 7.5;
        touch(world, submission);
        touch(world, submission);
        world::user_named(world, "grace")->full_name = "Not touched";
        store->collect("main", world);
        EXPECT_TRUE(world.touched.empty());
        ASSERT_TRUE(commit(*store));
    }
    auto kept = load();
    ASSERT_EQ(kept.size(), 1U);
    auto& again = kept[0].world;
    auto const* submission = world::find_submission(
        again, world::assignment_named(again, "quiz1")->id, world::user_named(again, "ada")->id
    );
    ASSERT_NE(submission, nullptr);
    EXPECT_EQ(submission->score, 7.5);
    EXPECT_EQ(world::user_named(again, "grace")->full_name, "Grace");
}

TEST_F(StoreTest, ChangedRowsKeepTheirPlace) {
    // Which line item is an assignment's default goes by age.
    auto world = small_world();
    {
        auto const store = open();
        store->put("main", world, {});
        auto& quiz1 = *world::assignment_named(world, "quiz1");
        quiz1.title = "Changed";
        touch(world, quiz1);
        store->collect("main", world);
        ASSERT_TRUE(commit(*store));
    }
    auto const kept = load();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].world.assignments.at(0).title, "Changed");
    EXPECT_EQ(kept[0].world.assignments.at(1).name, "quiz2");
}

TEST_F(StoreTest, ForgetsWorldsThatWereRemovedAndRowsThatWereReplaced) {
    auto const world = small_world();
    auto smaller = small_world();
    smaller.assignments.pop_back();
    {
        auto const store = open();
        store->put("main", world, {});
        store->put("other", world, {});
        store->put("main", smaller, {});
        store->remove("other");
        ASSERT_TRUE(commit(*store));
    }
    auto const kept = load();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].world.assignments.size(), 1U);
}

TEST_F(StoreTest, WritesWhatIsQueuedWhenItEnds) {
    { open()->put("main", small_world(), {}); }
    EXPECT_EQ(load().size(), 1U);
}

TEST_F(StoreTest, ManyAnswersShareACommit) {
    auto world = small_world();
    auto const store = open();
    store->put("main", world, {});
    constexpr int answers = 500;
    for (int i = 0; i < answers; ++i) {
        touch(world, world.assignments.front());
        store->collect("main", world);
    }
    ASSERT_TRUE(commit(*store));
    EXPECT_LT(store->transactions(), answers) << "how many share one depends on the machine";
}

TEST_F(StoreTest, NothingQueuedNothingWaits) {
    auto const store = open();
    EXPECT_TRUE(commit(*store));
    EXPECT_EQ(store->transactions(), 0U);
}

TEST_F(StoreTest, OneAtATime) {
    auto const store = open();
    store->put("main", small_world(), {});
    ASSERT_TRUE(commit(*store));
    auto const before = bytes_of(file_);
    EXPECT_EQ(refusal(), "is in use by another process");
    EXPECT_EQ(bytes_of(file_), before);
}

struct Spoiled {
    char const* name;
    std::function<void(fs::path const&)> spoil;
    char const* says;
};

class Refused : public StoreTest, public testing::WithParamInterface<Spoiled> {};

TEST_P(Refused, AndLeftAsItIs) {
    {
        auto const store = open();
        store->put("main", small_world(), {});
        ASSERT_TRUE(commit(*store));
    }
    GetParam().spoil(file_);
    auto const before = bytes_of(file_);
    EXPECT_THAT(refusal(), HasSubstr(GetParam().says));
    EXPECT_EQ(bytes_of(file_), before);
}

void overwrite(fs::path const& path, std::streamoff at, std::size_t count) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << std::string(count, '\xee');
}

INSTANTIATE_TEST_SUITE_P(
    Files, Refused,
    testing::Values(
        Spoiled{"newer", [](fs::path const& path) { query(path, "PRAGMA user_version = 2"); }, "has format 2, newer than 1"},
        Spoiled{"foreign", [](fs::path const& path) { query(path, "PRAGMA application_id = 7"); }, "some other program"},
        Spoiled{
            "text", [](fs::path const& path) { std::ofstream(path) << "these are my notes, not a database\n"; },
            "is no state file of Easel"
        },
        Spoiled{"damaged", [](fs::path const& path) { overwrite(path, 4096, 8192); }, "is corrupt"},
        Spoiled{
            "cut", [](fs::path const& path) { fs::resize_file(path, fs::file_size(path) / 2 / 4096 * 4096); }, "is corrupt"
        },
        Spoiled{
            "without_tables", [](fs::path const& path) { query(path, "ALTER TABLE entry RENAME COLUMN json TO text"); },
            "has other tables"
        }
    ),
    [](auto const& row) { return std::string(row.param.name); }
);

TEST_F(StoreTest, AFolderIsNoFile) {
    fs::create_directories(file_);
    EXPECT_NE(refusal(), "accepted");
}

} // namespace
} // namespace easel::store
