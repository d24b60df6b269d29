// Whoever is asked at the terminal: a line, a deadline, the end of the input; meanwhile everything else goes on.
#include "play/person.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>

#include <array>
#include <sstream>

#include <unistd.h>

namespace easel::play {
namespace {

using namespace std::chrono_literals;
using Answer = Person::Answer;

/// What stands in for the terminal.
struct Pipe {
    Pipe() { EXPECT_EQ(::pipe(ends.data()), 0); }
    ~Pipe() {
        ::close(ends[0]);
        hang_up();
    }
    Pipe(Pipe const&) = delete;
    Pipe& operator=(Pipe const&) = delete;
    void type(std::string const& text) const {
        EXPECT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    void hang_up() {
        if (ends[1] >= 0) ::close(ends[1]);
        ends[1] = -1;
    }
    std::array<int, 2> ends{-1, -1};
};

class Asked : public testing::Test {
  protected:
    http::awaitable<void> ask(std::string question, base::Duration patience) {
        answers_.push_back(co_await person_.ask(std::move(question), patience));
    }
    std::vector<Answer> answers() {
        loop_.run();
        return answers_;
    }

    http::asio::io_context loop_;
    Pipe pipe_;
    std::ostringstream shown_;
    std::vector<Answer> answers_;
    Person person_{loop_, pipe_.ends[0], shown_};
};

TEST_F(Asked, AnswersByALine) {
    pipe_.type("done\n");
    http::spawn(loop_, ask("Grade the quiz.", 1min));
    EXPECT_THAT(answers(), testing::ElementsAre(Answer::given));
    EXPECT_EQ(shown_.str(), "Grade the quiz.\nPress Enter when it is done: ");
}

TEST_F(Asked, IsNotWaitedForLongerThanSaid) {
    pipe_.type("half a line");
    http::spawn(loop_, ask("Grade the quiz.", 120ms));
    EXPECT_THAT(answers(), testing::ElementsAre(Answer::too_late));
}

TEST_F(Asked, MayBeGone) {
    pipe_.hang_up();
    http::spawn(loop_, ask("Grade the quiz.", 1min));
    EXPECT_THAT(answers(), testing::ElementsAre(Answer::gone));
}

TEST_F(Asked, OneThingAtATimeWhileTheLoopGoesOn) {
    auto const answer_when_asked = [this]() -> http::awaitable<void> {
        while (shown_.str().find("First.") == std::string::npos) co_await http::sleep_wall(1ms);
        EXPECT_EQ(shown_.str().find("Second."), std::string::npos);
        pipe_.type("\n\n"); // the second line is left for whoever asks next
    };
    http::spawn(loop_, ask("First.", 1min));
    http::spawn(loop_, ask("Second.", 1min));
    http::spawn(loop_, answer_when_asked());
    EXPECT_THAT(answers(), testing::ElementsAre(Answer::given, Answer::given));
    EXPECT_LT(shown_.str().find("First."), shown_.str().find("Second."));
}

} // namespace
} // namespace easel::play
