#pragma once

#include "platform/platform.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace easel::bench {

/// The platform with one stage in the default world, on a thread of its own.
class Canvas {
  public:
    static constexpr char const* client_id = "10000000000001";

    Canvas();
    ~Canvas();
    Canvas(Canvas const&) = delete;
    Canvas& operator=(Canvas const&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string const& token() const { return token_; }
    [[nodiscard]] std::chrono::nanoseconds cpu_time();
    /// Does `work` on the platform's thread and waits for its end.
    void on_loop(std::function<void(platform::Stage&)> const& work);

  private:
    boost::asio::io_context loop_{1};
    std::unique_ptr<platform::Platform> platform_;
    std::shared_ptr<platform::Stage> stage_;
    std::uint16_t port_ = 0;
    std::string token_;
    std::thread thread_;
};

} // namespace easel::bench
