#include "cli/workshop.hpp"

#include "cli/version.hpp"
#include "jose/key.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include <unistd.h>

namespace easel::cli {
namespace {

/// Where a virtual clock starts unless told otherwise: a Monday in term, on the hour.
constexpr std::string_view virtual_start = "2026-01-05T09:00:00Z";

} // namespace

base::Result<ClockChoice> choose_clock(std::string const& text, tool::ToolFile const* file) {
    bool const shares = file == nullptr || (file->start && file->start->bundled);
    ClockChoice choice;
    choice.start = base::parse_iso8601(virtual_start)->at;
    if (text.empty()) {
        choice.is_virtual = shares;
        return choice;
    }
    if (text == "real") return choice;
    if (text != "virtual" && !text.starts_with("virtual:")) {
        return base::Fault{base::FaultKind::usage, "--clock takes real, virtual or virtual:TIME, not '" + text + "'", ""};
    }
    if (!shares) {
        return base::Fault{
            base::FaultKind::usage, "--clock virtual needs a tool that shares Easel's clock, as the bundled one does; this tool keeps its own", ""
        };
    }
    choice.is_virtual = true;
    if (text != "virtual") {
        auto const start = base::parse_iso8601(std::string_view(text).substr(8));
        if (!start) return base::Fault{base::FaultKind::usage, "--clock virtual: takes an ISO 8601 time, not '" + text.substr(8) + "'", ""};
        choice.start = start->at;
    }
    return choice;
}

int exit_code_of(base::Fault const& fault) {
    switch (fault.kind) {
    case base::FaultKind::usage: return exit_usage;
    case base::FaultKind::bad_file: return exit_bad_file;
    case base::FaultKind::unreachable: return exit_unreachable;
    default: return exit_trouble;
    }
}

Workshop::Workshop(std::optional<ChosenTool> const& tool, WorkshopOptions options)
    : tool_(tool),
      options_(std::move(options)),
      own_loop_(std::make_unique<boost::asio::io_context>(1)),
      loop_(*own_loop_),
      client_(loop_, tool ? tool->file.ca_file : options_.remote ? options_.remote->ca_file : "") {}

Workshop::Workshop(boost::asio::io_context& loop, std::optional<ChosenTool> const& tool, WorkshopOptions options)
    : tool_(tool),
      options_(std::move(options)),
      loop_(loop),
      client_(loop_, tool ? tool->file.ca_file : options_.remote ? options_.remote->ca_file : "") {}

Workshop::~Workshop() = default;

Workshop::Ending Workshop::run(std::function<http::awaitable<void>()> work, base::Duration limit) {
    auto ending = Ending::done;
    http::SignalWatch const watch(loop_, [&](int number) {
        ending = number == SIGINT ? Ending::interrupted : Ending::terminated;
        loop_.stop();
    });
    http::spawn(loop_, [](auto body, auto& loop) -> http::awaitable<void> {
        co_await body();
        loop.stop();
    }(std::move(work), loop_));
    loop_.restart();
    if (limit > base::Duration::zero()) {
        auto const deadline = std::chrono::steady_clock::now() + limit;
        loop_.run_until(deadline);
        if (!loop_.stopped()) ending = Ending::timed_out;
    } else {
        loop_.run();
    }
    return ending;
}

bool Workshop::Opened::ok() const {
    return looked && !fault && std::none_of(setup.begin(), setup.end(), [](auto const& check) { return check.verdict == verdict::Verdict::failed; });
}

http::awaitable<Workshop::Opened> Workshop::open() {
    Opened opened;
    opened.looked = true;
    auto const* file = tool_ ? &tool_->file : nullptr;
    platform_ = options_.platform;
    if (platform_ == nullptr) {
        platform::Options listen;
        if (file != nullptr) {
            listen.port = file->platform.port;
            listen.ca_file = file->ca_file;
        }
        auto platform = platform::Platform::start(loop_, listen);
        if (!platform) {
            opened.fault = platform.error();
            co_return opened;
        }
        own_platform_ = std::move(*platform);
        platform_ = own_platform_.get();
    }
    int ignored = 0;
    theatre_ = std::make_unique<play::Theatre>(play::Theatre{
        .loop = loop_,
        .client = client_,
        .platform = *platform_,
        .tool = nullptr,
        .host = nullptr,
        .default_world = load_world("", ignored).value_or(yaml::Node{}),
        .seed = options_.seed,
        .virtual_clock = options_.clock.is_virtual,
        .start = options_.clock.start,
        .person = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 ? std::make_shared<play::Person>(loop_, STDIN_FILENO, std::cerr) : nullptr,
    });
    if (options_.remote) {
        theatre_->remote = &*options_.remote;
        opened.setup = co_await play::check_remote(*options_.remote, client_, options_.seed);
        co_return opened;
    }
    if (file == nullptr) co_return opened;

    play::ToolHost::Options host;
    host.seed = options_.seed;
    host.virtual_clock = options_.clock.is_virtual;
    host.start = options_.clock.start;
    host.output_file = options_.tool_output;
    auto made = play::ToolHost::make(loop_, client_, *platform_, *file, host);
    if (!made) {
        opened.fault = made.error();
        co_return opened;
    }
    host_ = std::move(*made);
    auto elsewhere = play::Elsewhere::start(loop_);
    if (!elsewhere) {
        opened.fault = elsewhere.error();
        co_return opened;
    }
    elsewhere_ = std::move(*elsewhere);
    theatre_->elsewhere = elsewhere_.get();
    theatre_->tool = file;
    theatre_->host = host_.get();
    if (auto const started = co_await host_->start(); !started) {
        opened.fault = started.error();
        co_return opened;
    }
    if (options_.wait_for_tool > base::Duration::zero() && !co_await play::wait_for_tool(*theatre_, options_.wait_for_tool)) {
        opened.fault = base::Fault{
            base::FaultKind::unreachable, "the tool did not answer within " + base::to_string(options_.wait_for_tool), host_->origin()
        };
        co_return opened;
    }
    opened.setup = co_await play::check_setup(*theatre_);
    // Who registered the bundled tool is Easel: what that refuses is its own doing.
    bool const bundled = file->start && file->start->bundled;
    for (auto& check : opened.setup) {
        bool const bearable = (check.id == play::launch_plain && (bundled || !options_.needs_lti13)) ||
                              (check.id == play::lti11_launch && (bundled || !options_.needs_lti11));
        if (bearable && check.verdict == verdict::Verdict::failed) check.verdict = verdict::Verdict::warned;
    }
    co_return opened;
}

http::awaitable<void> Workshop::close() {
    if (host_) co_await host_->stop();
    if (elsewhere_) elsewhere_->close();
    if (own_platform_) own_platform_->close();
}

void Workshop::leave(int exit_code) {
    host_.reset();
    std::cout << std::flush;
    std::_Exit(exit_code);
}

void Workshop::describe(verdict::RunResult& result, std::vector<scenario::Case const*> const& cases) const {
    result.version = version;
    result.seed = options_.seed;
    result.virtual_clock = options_.clock.is_virtual;
    result.started = options_.clock.is_virtual
                         ? options_.clock.start
                         : std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
    if (tool_) {
        result.tool_name = tool_->file.name;
        result.tool_file = tool_->file.file;
        result.vars = tool_->file.vars;
        result.config_sha256 = jose::sha256_hex(*tool_->document.source);
    }
    if (theatre_) result.canvas = theatre_->default_world.find("canvas") != nullptr ? theatre_->default_world.find("canvas")->scalar : "";
    if (platform_ != nullptr) result.platform_origin = platform_->origin();
    if (options_.remote) result.platform_origin = options_.remote->origin;
    if (host_) result.tool_origin = host_->origin();
    if (elsewhere_) result.elsewhere_origin = elsewhere_->origin();
    std::string ids;
    for (auto const* played : cases) ids += played->id + "\n" + base::dump(played->row) + "\n" + std::to_string(played->steps.size()) + "\n";
    result.scenarios_sha256 = jose::sha256_hex(ids);
}

} // namespace easel::cli
