#include "tool/process.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // NOLINT: POSIX has no header for it

namespace easel::tool {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> environment_for_child(std::map<std::string, std::string> const& extra) {
    std::vector<std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        std::string_view const text = *entry;
        auto const name = text.substr(0, text.find('='));
        if (name.starts_with("EASEL_") || extra.contains(std::string(name))) continue;
        all.emplace_back(text);
    }
    for (auto const& [name, value] : extra) all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

std::string describe(int status) {
    if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
    return "signal " + std::to_string(WTERMSIG(status));
}

} // namespace

base::Result<std::unique_ptr<Process>> Process::start(
    std::vector<std::string> const& command, std::map<std::string, std::string> const& environment,
    std::string const& output_file
) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    auto const* output = output_file.empty() ? "/dev/null" : output_file.c_str();
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);

    auto arguments = command;
    auto variables = environment_for_child(environment);
    pid_t pid = 0;
    auto const error =
        posix_spawnp(&pid, arguments.front().c_str(), &files, &attributes, pointers(arguments).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) {
        return base::Fault{
            base::FaultKind::unreachable, "cannot start '" + command.front() + "': " + std::strerror(error), ""
        };
    }
    return std::unique_ptr<Process>(new Process(pid));
}

Process::~Process() {
    if (running()) {
        kill(-pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
}

bool Process::running() {
    if (ended_) return false;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
        ended_ = true;
        ending_ = describe(status);
    }
    return !ended_;
}

http::awaitable<void> Process::stop() {
    if (!running()) co_return;
    kill(-pid_, SIGTERM);
    for (auto waited = 0ms; waited < 2s && running(); waited += 10ms) co_await http::sleep_wall(10ms);
    if (running()) kill(-pid_, SIGKILL);
    while (running()) co_await http::sleep_wall(10ms);
}

http::awaitable<base::Result<int>> run_command(
    std::vector<std::string> command, std::map<std::string, std::string> environment, std::chrono::milliseconds limit
) {
    auto process = Process::start(command, environment, "");
    if (!process) co_return process.error();
    auto const deadline = std::chrono::steady_clock::now() + limit;
    while ((*process)->running()) {
        if (std::chrono::steady_clock::now() >= deadline) {
            co_return base::Fault{base::FaultKind::timeout, "command did not end in time", command.front()};
        }
        co_await http::sleep_wall(10ms);
    }
    auto const ending = (*process)->ending();
    auto const code = std::stoi(ending.substr(ending.rfind(' ') + 1));
    co_return ending.starts_with("exit") ? code : 128 + code;
}

} // namespace easel::tool
