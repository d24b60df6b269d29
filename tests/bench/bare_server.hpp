#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

namespace easel::bench {

/// What an HTTP service costs at the least: Beast coroutines on one thread that read a request, parse its body as JSON
/// and answer 200 with a fixed JSON body. No limits on time, no log, no checks.
class BareServer {
  public:
    BareServer();
    ~BareServer();
    BareServer(BareServer const&) = delete;
    BareServer& operator=(BareServer const&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::chrono::nanoseconds cpu_time() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace easel::bench
