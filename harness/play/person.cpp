#include "play/person.hpp"

#include <ostream>

#include <poll.h>
#include <unistd.h>

namespace easel::play {

Person::Person(http::asio::io_context& loop, int input, std::ostream& output)
    : input_(input),
      output_(output),
      free_(loop) {}

/// What is there of a line; `too_late`: its end has not come yet. One character at a time, so that nothing of the next line
/// is taken, and without ever waiting: the descriptor is the terminal's own and stays a blocking one.
Person::Answer Person::read_line() const {
    for (;;) {
        pollfd one{.fd = input_, .events = POLLIN, .revents = 0};
        if (::poll(&one, 1, 0) <= 0) return Answer::too_late;
        char c = 0;
        if (::read(input_, &c, 1) <= 0) return Answer::gone;
        if (c == '\n') return Answer::given;
    }
}

http::awaitable<Person::Answer> Person::ask(std::string question, base::Duration patience) {
    constexpr std::chrono::milliseconds glance{50};
    while (asked_) co_await free_.wait_for(std::chrono::seconds(60));
    asked_ = true;
    output_ << question << "\nPress Enter when it is done: " << std::flush;
    auto const until = std::chrono::steady_clock::now() + patience;
    auto answer = read_line();
    while (answer == Answer::too_late && std::chrono::steady_clock::now() < until) {
        co_await http::sleep_wall(glance);
        answer = read_line();
    }
    if (answer != Answer::given) output_ << "\n" << std::flush;
    asked_ = false;
    free_.notify();
    co_return answer;
}

} // namespace easel::play
