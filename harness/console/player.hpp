#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "http/loop.hpp"
#include "replay/counterpart.hpp"
#include "replay/gate.hpp"
#include "scenario/scenario.hpp"
#include "verdict/result.hpp"
#include "yaml/node.hpp"

#include <optional>
#include <string>

/// What the console needs from outside: somebody who plays recorded cases again.
namespace easel::console {

struct Wanted {
    std::string case_id;
    std::string kind = "case";      ///< case, from-hop, tool-side, mock-side, what-if
    int from_hop = 0;
    base::json::object what_if{};
    bool literal = false;
    int repeat = 1;
};

struct Played {
    std::string word;                        ///< FIXED, SAME, DIFFERENT, FLAKY, ERROR
    std::string why;                         ///< one sentence
    std::optional<verdict::CaseResult> now;  ///< redacted; nothing: nothing was played
    base::json::array substitutions{};
    base::json::array hops{};                ///< aligned, recorded and now
};

class Player {
  public:
    virtual ~Player() = default;
    /// What is wrong with what is wanted, before anything is played: no such case, a change that means nothing.
    [[nodiscard]] virtual base::Result<void> check(Wanted const& wanted) = 0;
    [[nodiscard]] virtual http::awaitable<Played> play(Wanted wanted, replay::Gate& gate) = 0;
    /// What is recorded of the message that the case of that id is held at.
    [[nodiscard]] virtual replay::Counterpart recorded(std::string const& case_id, play::Moment const& moment) = 0;
    /// The world file that the wanted case plays in, with what it changes of it.
    [[nodiscard]] virtual yaml::Node world(Wanted const& wanted) = 0;
    /// What a what-if may change, one sentence.
    [[nodiscard]] virtual std::string changes() const = 0;
    /// How the cases are written, those at least that were checked; good until the next call.
    [[nodiscard]] virtual scenario::Suite const& suite() = 0;
};

} // namespace easel::console
