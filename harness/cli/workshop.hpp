#pragma once

#include "base/result.hpp"
#include "cli/suites.hpp"
#include "play/elsewhere.hpp"
#include "play/run.hpp"
#include "verdict/result.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What `run`, `doctor` and `replay` share: the loop, the platform, the tool, and the way a run begins and ends.
namespace easel::cli {

/// The clock that a run plays on.
struct ClockChoice {
    bool is_virtual = false;
    base::Instant start; ///< of a virtual clock
};
/// "--clock": "" is virtual for the bundled tool (or none) and real for any other; the fault is one of usage.
[[nodiscard]] base::Result<ClockChoice> choose_clock(std::string const& text, tool::ToolFile const* file);

struct WorkshopOptions {
    ClockChoice clock;
    std::uint64_t seed = 1;
    base::Duration wait_for_tool{0};
    std::string tool_output; ///< file that takes what a started tool prints
    bool needs_lti13 = true; ///< a refused plain launch by LTI 1.3 makes the setup wrong; else it is a warning
    bool needs_lti11 = true; ///< the same by LTI 1.1
    platform::Platform* platform = nullptr; ///< plays on this one, which is there already; null: on one of its own
    std::optional<play::Remote> remote = {}; ///< the Canvas that fact cases go to instead of the mock
};

/// Everything that must live while cases play; members end in the reverse order of their making.
class Workshop {
  public:
    Workshop(std::optional<ChosenTool> const& tool, WorkshopOptions options);
    /// On a loop that somebody else runs: `run` and `leave` are not for this one.
    Workshop(boost::asio::io_context& loop, std::optional<ChosenTool> const& tool, WorkshopOptions options);
    ~Workshop();
    Workshop(Workshop const&) = delete;
    Workshop& operator=(Workshop const&) = delete;

    /// Runs `work` on the loop until it is done, a signal comes, or `limit` (0: none) has passed.
    enum class Ending { done, interrupted, terminated, timed_out };
    [[nodiscard]] Ending run(std::function<http::awaitable<void>()> work, base::Duration limit = base::Duration{0});

    /// Opens the platform, starts the tool and looks at the setup. What is wrong is in `fault` or in the failed checks.
    struct Opened {
        bool looked = false; ///< false: nobody has opened anything
        std::optional<base::Fault> fault;
        std::vector<verdict::SetupCheck> setup;
        [[nodiscard]] bool ok() const;
    };
    [[nodiscard]] http::awaitable<Opened> open();
    /// Ends the tool and closes every listener.
    [[nodiscard]] http::awaitable<void> close();

    /// For a run that was cut short: ends the tool and then this process, whose half-played cases nobody can finish.
    [[noreturn]] void leave(int exit_code);

    [[nodiscard]] http::asio::io_context& loop() { return loop_; }
    [[nodiscard]] play::Theatre& theatre() { return *theatre_; }
    /// Fills in what a result says about its run.
    void describe(verdict::RunResult& result, std::vector<scenario::Case const*> const& cases) const;

  private:
    std::optional<ChosenTool> const& tool_;
    WorkshopOptions options_;
    std::unique_ptr<boost::asio::io_context> own_loop_; ///< null: it is somebody else's
    boost::asio::io_context& loop_;
    http::Client client_;
    std::unique_ptr<platform::Platform> own_platform_;
    platform::Platform* platform_ = nullptr; ///< the one that is played on; null before it is open
    std::unique_ptr<play::Elsewhere> elsewhere_;
    std::unique_ptr<play::ToolHost> host_;
    std::unique_ptr<play::Theatre> theatre_;
};

/// Exit code for a fault's kind.
[[nodiscard]] int exit_code_of(base::Fault const& fault);

} // namespace easel::cli
