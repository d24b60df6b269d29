#pragma once

#include "yaml/node.hpp"

#include <optional>
#include <string>
#include <vector>

namespace easel::scenario {

/// Replaces `${case.KEY}` by the row's values. A text that is nothing but such an expression becomes the row's node;
/// where the row lacks the key, the value is dropped. Inside longer texts and expressions the row's scalar is spliced
/// in. Run-time expressions stay.
class Substitution {
  public:
    /// @param row   of the case, or null when the scenario has no `cases`
    /// @param keys  own keys of all rows of the scenario: what is in none of them is a slip
    Substitution(yaml::Node const* row, std::vector<std::string> const& keys, yaml::Problems& problems)
        : row_(row),
          keys_(keys),
          problems_(problems) {}

    /// Nothing: drop the value.
    [[nodiscard]] std::optional<yaml::Node> apply(yaml::Node const& node);

  private:
    /// The row's node for "case.KEY..."; null when the row lacks it.
    [[nodiscard]] yaml::Node const* find(std::string_view dotted, yaml::Node const& user);
    [[nodiscard]] std::optional<yaml::Node> apply_text(yaml::Node const& node);
    /// The row's value as text for splicing; nothing when there is none, which is a problem by then.
    [[nodiscard]] std::optional<std::string> splice(
        std::string_view dotted, yaml::Node const& user, bool in_expression
    );
    bool count(yaml::Node const& node);
    void report(yaml::Node const& node, std::string message, std::string hint, std::string code);

    yaml::Node const* row_;
    std::vector<std::string> const& keys_;
    yaml::Problems& problems_;
    std::size_t nodes_ = 0;
    bool too_many_ = false;
};

}  // namespace easel::scenario
