#pragma once

#include "verdict/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace easel::report::detail {

/// `report::neutral`, prepared once for many texts. Internal to the module.
class Neutral {
  public:
    Neutral() = default;  ///< changes nothing
    explicit Neutral(verdict::RunResult const& run);
    [[nodiscard]] std::string operator()(std::string text) const;

  private:
    struct Form {
        std::string written;
        std::string instead;
        bool bare = false;  ///< host and port without a scheme
    };
    void add(std::string const& origin, std::string const& name);
    [[nodiscard]] std::string plain(std::string text) const;
    std::vector<Form> forms_;
};

}  // namespace easel::report::detail
