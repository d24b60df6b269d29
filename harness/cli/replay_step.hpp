#pragma once

#include "http/loop.hpp"
#include "replay/gate.hpp"

#include <iosfwd>
#include <memory>
#include <string>

/// `easel replay --step`: a case, held before each thing that goes out, led from a terminal or a pipe.
namespace easel::cli {

class Stepper {
  public:
    /// Reads commands from the descriptor `input`; everything is shown on `output`.
    Stepper(http::asio::io_context& loop, replay::Gate& gate, int input, std::ostream& output);
    ~Stepper();
    Stepper(Stepper const&) = delete;
    Stepper& operator=(Stepper const&) = delete;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace easel::cli
