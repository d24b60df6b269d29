#include "bench/bench.hpp"
#include "bench/load.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace easel::bench {
namespace {

using Clock = std::chrono::steady_clock;

std::uint16_t free_port() {
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    bool const bound = ::bind(socket, any, size) == 0 && ::getsockname(socket, any, &size) == 0;
    ::close(socket);
    if (!bound) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

/// `easel serve` on a port of its own; ended with its owner.
class Process {
  public:
    explicit Process(std::uint16_t port) {
        auto const number = std::to_string(port);
        std::array<char const*, 6> const words{EASEL_BINARY, "serve", "--quiet", "--port", number.c_str(), nullptr};
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        int const failed =
            ::posix_spawn(&id_, words[0], &actions, nullptr, const_cast<char* const*>(words.data()), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        if (failed != 0) throw std::runtime_error(std::string("cannot start ") + EASEL_BINARY);
    }
    ~Process() {
        ::kill(id_, SIGTERM);
        ::waitpid(id_, nullptr, 0);
    }
    Process(Process const&) = delete;
    Process& operator=(Process const&) = delete;

    [[nodiscard]] bool alive() const {
        siginfo_t ended{};
        return ::waitid(P_PID, static_cast<id_t>(id_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == 0;
    }

    [[nodiscard]] double resident_mib() const {
        std::ifstream in("/proc/" + std::to_string(id_) + "/statm");
        std::size_t all = 0;
        std::size_t resident = 0;
        in >> all >> resident;
        return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
    }

  private:
    pid_t id_ = 0;
};

bool listens(std::uint16_t port) {
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bool const taken = ::connect(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0;
    ::close(socket);
    return taken;
}

} // namespace

Serving measure_serving(std::size_t starts) {
    constexpr auto longest = std::chrono::seconds(20);
    std::vector<double> times;
    std::vector<double> sizes;
    for (std::size_t i = 0; i < starts; ++i) {
        auto const port = free_port();
        auto const started = Clock::now();
        Process const process(port);
        while (!listens(port)) {
            if (!process.alive() || Clock::now() - started > longest)
                throw std::runtime_error("easel serve does not listen");
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - started).count());
        Load load(port, 1);
        bool asked = false;
        auto const result = load.run(
            [&](std::size_t, std::string_view) -> std::string_view {
                if (std::exchange(asked, true)) return {};
                return "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            },
            200
        );
        if (!result.trouble.empty()) throw std::runtime_error(result.trouble);
        sizes.push_back(process.resident_mib());
    }
    return {median_of(times), median_of(sizes)};
}

} // namespace easel::bench
