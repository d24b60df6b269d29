#pragma once

#include "base/result.hpp"
#include "control/control.hpp"
#include "http/loop.hpp"
#include "store/store.hpp"

#include <memory>
#include <string>

namespace easel::cli {

/// Keeps what `easel serve` serves in a state file: every answer waits until what it changed is committed.
class ServedState {
  public:
    /// @see store::Store::open for what is refused
    [[nodiscard]] static base::Result<std::unique_ptr<ServedState>> open(http::asio::io_context& loop, std::string const& file);

    /// Lets worlds that are made, changed and taken away be kept. To be called before the worlds are.
    void attach(control::Worlds::Options& options);
    /// Puts on every world that the file holds; says how many. To be called before any other is made.
    [[nodiscard]] base::Result<std::size_t> restore(control::Worlds& worlds);
    /// After a call of the control API: what it changed is committed on return.
    [[nodiscard]] http::awaitable<base::Result<void>> keep(control::Worlds& worlds);

  private:
    explicit ServedState(std::unique_ptr<store::Store> store) : store_(std::move(store)) {}
    [[nodiscard]] http::awaitable<void> keep(platform::Stage& stage);

    std::unique_ptr<store::Store> store_;
    control::Worlds* worlds_ = nullptr; ///< those that are kept; there from `restore` on
    bool restoring_ = false;
};

} // namespace easel::cli
