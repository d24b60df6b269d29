#pragma once

#include "http/loop.hpp"

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>

namespace easel::http {

/// One thread beside the loop, for pure computation that would hold up everybody else there. It starts with its first work.
class Aside {
  public:
    Aside();
    ~Aside();
    Aside(Aside const&) = delete;
    Aside& operator=(Aside const&) = delete;

    /// Runs `work` on that thread and resumes on the loop; what it throws is thrown there. After `finish` it runs at once.
    [[nodiscard]] awaitable<void> run(std::function<void()> work);
    /// Waits until what was begun is done. The loop must still be there.
    void finish();

  private:
    std::unique_ptr<asio::thread_pool> thread_;
    bool finished_ = false;
};

} // namespace easel::http
