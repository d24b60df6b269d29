#pragma once

#include "base/instant.hpp"
#include "http/loop.hpp"

#include <iosfwd>
#include <string>

namespace easel::play {

/// Whoever sits at the terminal. Asked one thing at a time, while timers and other cases go on.
class Person {
  public:
    /// Reads lines from the descriptor `input`, which stays as it is; questions go to `output`.
    Person(http::asio::io_context& loop, int input, std::ostream& output);

    enum class Answer { given, too_late, gone };
    /// Waits for its turn, then for a line, for as long as `patience` of wall time. `gone`: the input has ended.
    [[nodiscard]] http::awaitable<Answer> ask(std::string question, base::Duration patience);

  private:
    [[nodiscard]] Answer read_line() const;

    int input_;
    std::ostream& output_;
    bool asked_ = false;
    http::Signal free_;
};

} // namespace easel::play
