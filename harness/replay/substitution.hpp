#pragma once

#include "base/json.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Values that a replay makes anew, and what became of them: old -> new wherever they recur.
namespace easel::replay {

struct Substitution {
    std::string name; ///< "nonce", "access_token", "cookie session"
    std::string then;
    std::string now;
    int hop = 0; ///< of the recording, where it was first met
};

/// Whether a value of this name is made anew with every launch, request or token. The last part of a path counts.
[[nodiscard]] bool is_regenerated(std::string_view name);

class Substitutions {
  public:
    /// Notes that `then` is `now` from here on; the first note of a value stands. Equal values and empty ones are no
    /// substitution.
    void learn(std::string_view name, std::string_view then, std::string_view now, int hop);
    /// Every old value in a text is replaced by its new one, the longest first, however it is written (plain,
    /// percent-encoded, for HTML, in JSON). Values shorter than `least_searched` only count where they are all of the
    /// text.
    [[nodiscard]] std::string apply(std::string_view text) const;
    /// The new value of exactly this old one.
    [[nodiscard]] std::optional<std::string> of(std::string_view then) const;
    [[nodiscard]] std::vector<Substitution> const& all() const { return all_; }

    static constexpr std::size_t least_searched = 8;

  private:
    std::vector<Substitution> all_;
    std::map<std::string, std::size_t, std::less<>> by_value_;
    struct Written {
        std::string then, now;
    };
    std::array<std::vector<Written>, 256> written_; ///< by first byte, the longest first
};

[[nodiscard]] base::json::array to_json(std::vector<Substitution> const& all);

} // namespace easel::replay
