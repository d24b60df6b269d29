#include "tool/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <unistd.h>

namespace easel::tool {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

template <class T>
T run(http::awaitable<T> work) {
    http::asio::io_context loop{1};
    std::optional<T> result;
    http::spawn(loop, [](http::awaitable<T> inner, std::optional<T>& out) -> http::awaitable<void> {
        out.emplace(co_await std::move(inner));
    }(std::move(work), result));
    loop.run();
    return std::move(result).value();
}

/// A shell's way to say it.
std::vector<std::string> shell(std::string script) {
    return {"/bin/sh", "-c", std::move(script)};
}

base::Result<int> command(std::vector<std::string> words, std::map<std::string, std::string> environment = {}, std::chrono::milliseconds limit = 10s) {
    return run(run_command(std::move(words), std::move(environment), limit));
}

/// Waits until the process has ended by itself.
http::awaitable<bool> ended(Process& process) {
    for (auto waited = 0ms; waited < 10s && process.running(); waited += 5ms) co_await http::sleep_wall(5ms);
    co_return !process.running();
}

http::awaitable<bool> stopped(Process& process) {
    co_await process.stop();
    co_return !process.running();
}

class Processes : public testing::Test {
  protected:
    Processes()
        : folder_(std::filesystem::temp_directory_path() / ("easel-process-test-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~Processes() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string output_file() const { return folder_ / "output"; }
    [[nodiscard]] std::string output() const {
        std::ifstream in(output_file());
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    }
    std::unique_ptr<Process> start(std::string script, std::map<std::string, std::string> environment = {}) {
        return Process::start(shell(std::move(script)), environment, output_file()).value();
    }
    /// Until the process has written `text`.
    http::awaitable<bool> wrote(std::string text) {
        for (auto waited = 0ms; waited < 10s; waited += 5ms) {
            if (output().find(text) != std::string::npos) co_return true;
            co_await http::sleep_wall(5ms);
        }
        co_return false;
    }

  private:
    std::filesystem::path folder_;
};

TEST_F(Processes, SeeNothingNamedEasel) { // design.md 6: a started tool must not know who tests it
    setenv("EASEL_TOKEN", "secret", 1);
    setenv("EASELISH", "kept", 1);
    setenv("LTI_ISSUER", "of this process", 1);
    auto process = start("env", {{"LTI_ISSUER", "http://127.0.0.1:8090"}, {"LTI_CLIENT_ID", "1 and 2"}});
    EXPECT_TRUE(run(ended(*process)));
    unsetenv("EASEL_TOKEN");
    unsetenv("EASELISH");
    unsetenv("LTI_ISSUER");
    EXPECT_THAT(output(), Not(HasSubstr("EASEL_")));
    EXPECT_THAT(output(), HasSubstr("EASELISH=kept\n"));
    EXPECT_THAT(output(), HasSubstr("LTI_ISSUER=http://127.0.0.1:8090\n"));
    EXPECT_THAT(output(), Not(HasSubstr("of this process")));
    EXPECT_THAT(output(), HasSubstr("LTI_CLIENT_ID=1 and 2\n"));
}

TEST_F(Processes, WriteBothOutputsToTheFile) {
    auto process = start("echo out; echo err >&2; cat; exit 3"); // nothing to read: cat ends at once
    EXPECT_TRUE(run(ended(*process)));
    EXPECT_EQ(output(), "out\nerr\n");
    EXPECT_EQ(process->ending(), "exit code 3");
}

TEST_F(Processes, EndWithTheTermSignalFirst) {
    auto process = start("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done");
    ASSERT_TRUE(run(wrote("ready")));
    EXPECT_TRUE(process->running());
    EXPECT_EQ(process->ending(), "");
    EXPECT_TRUE(run(stopped(*process)));
    EXPECT_EQ(process->ending(), "exit code 0");
    EXPECT_THAT(output(), HasSubstr("bye"));
    EXPECT_TRUE(run(stopped(*process))) << "stopping twice does no harm";
}

TEST_F(Processes, ThatDoNotHeedItAreKilled) {
    auto process = start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
    ASSERT_TRUE(run(wrote("ready")));
    EXPECT_TRUE(run(stopped(*process)));
    EXPECT_EQ(process->ending(), "signal 9");
}

TEST_F(Processes, TakeTheirChildrenAlong) {
    auto process = start("sleep 60 & echo child $!; wait");
    ASSERT_TRUE(run(wrote("child")));
    auto const child = std::stoi(output().substr(6));
    process.reset(); // no stop: the destructor kills the whole group
    bool gone = false;
    for (int i = 0; i < 400 && !gone; ++i) {
        // A killed child whose parent is gone may be left as a zombie where nobody reaps it.
        std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
        std::string line;
        gone = !std::getline(stat, line) || line.find(") Z ") != std::string::npos;
        if (!gone) run([]() -> http::awaitable<bool> { co_await http::sleep_wall(5ms); co_return true; }());
    }
    EXPECT_TRUE(gone);
}

TEST(MissingProgram, IsAFaultThatNamesIt) {
    auto const started = Process::start({"/nowhere/no-such-tool"}, {}, "");
    ASSERT_FALSE(started.has_value());
    EXPECT_EQ(started.error().kind, base::FaultKind::unreachable);
    EXPECT_THAT(started.error().message, HasSubstr("'/nowhere/no-such-tool'"));
    EXPECT_FALSE(command({"no-such-tool-on-the-path"}).has_value());
}

struct Row {
    char const* name;
    char const* script;
    int code;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}
class Commands : public testing::TestWithParam<Row> {};

TEST_P(Commands, GiveTheirExitCode) {
    auto const code = command(shell(GetParam().script), {{"GIVEN", "yes"}});
    ASSERT_TRUE(code.has_value());
    EXPECT_EQ(*code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Process, Commands,
    testing::ValuesIn<Row>({
        {"success", "exit 0", 0},
        {"failure", "exit 7", 7},
        {"signal", "kill -KILL $$", 128 + SIGKILL},
        {"environment", "test \"$GIVEN\" = yes", 0},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(SlowCommands, AreEnded) {
    auto const begun = std::chrono::steady_clock::now();
    auto const code = command(shell("sleep 60"), {}, 30ms);
    ASSERT_FALSE(code.has_value());
    EXPECT_EQ(code.error().kind, base::FaultKind::timeout);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 30s);
}

} // namespace
} // namespace easel::tool
