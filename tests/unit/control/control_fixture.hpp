#pragma once

#include "control/control.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

/// A served Canvas with the default world, whose control API is asked without a socket.
namespace easel::control {

namespace json = base::json;

struct Answered {
    int status = 0;
    json::value body;
    http::Headers headers;
    /// The text at a JSON pointer of the body; "" when there is none, other values as JSON.
    [[nodiscard]] std::string at(std::string const& pointer) const;
};

class ControlTest : public testing::Test {
  protected:
    ControlTest();

    /// `path` below /easel/v1; `body` as it is sent, "" for none.
    Answered ask(std::string const& method, std::string const& path, std::string body = {});
    Answered send(http::Request request);
    [[nodiscard]] http::Request request(std::string const& method, std::string const& path, std::string body = {})
        const;
    [[nodiscard]] world::World& world(std::string const& name = "default") { return worlds_->find(name)->stage->world; }
    [[nodiscard]] platform::Stage& stage(std::string const& name = "default") { return *worlds_->find(name)->stage; }

    /// Registers a tool by the few addresses; the answer's body.
    json::value register_tool(std::string const& more = "");

    template <class T>
    T run(http::awaitable<T> work) {
        std::optional<T> result;
        http::spawn(loop_, [](http::awaitable<T> inner, std::optional<T>& out, auto& loop) -> http::awaitable<void> {
            out.emplace(co_await std::move(inner));
            loop.stop();
        }(std::move(work), result, loop_));
        loop_.restart();
        loop_.run();
        return std::move(result).value();
    }

    http::asio::io_context loop_{1};
    http::Client client_{loop_};
    std::unique_ptr<platform::Platform> platform_;
    std::unique_ptr<Worlds> worlds_;
    Options options_;
    std::vector<std::string> put_; ///< worlds that were to be kept, in order
    std::vector<std::string> removed_;
};

} // namespace easel::control
