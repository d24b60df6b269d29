#pragma once

#include "base/result.hpp"
#include "http/loop.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace easel::tool {

/// A program started for a run; ended with it. Its output goes to `output_file`.
class Process {
  public:
    /// Runs `command` in a process group of its own, with this process's environment less everything named EASEL_*, plus
    /// `environment`. Fails when the program cannot be started.
    [[nodiscard]] static base::Result<std::unique_ptr<Process>> start(
        std::vector<std::string> const& command, std::map<std::string, std::string> const& environment,
        std::string const& output_file
    );
    ~Process(); ///< kills what is still there
    Process(Process const&) = delete;
    Process& operator=(Process const&) = delete;

    [[nodiscard]] bool running();
    /// "exit code 3" or "signal 9" once it has ended.
    [[nodiscard]] std::string ending() const { return ending_; }
    /// SIGTERM to the group, SIGKILL after two seconds.
    [[nodiscard]] http::awaitable<void> stop();

  private:
    explicit Process(int pid) : pid_(pid) {}
    int pid_;
    bool ended_ = false;
    std::string ending_;
};

/// Runs a command to its end (at most `limit`, then it is killed); the exit code, or 128 + signal.
[[nodiscard]] http::awaitable<base::Result<int>> run_command(
    std::vector<std::string> command, std::map<std::string, std::string> environment, std::chrono::milliseconds limit
);

} // namespace easel::tool
