#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace easel::reference_tool {

/// Which defect is switched on, if any. Every deviation from correct behaviour stands behind one `broken("id")`.
class Switches {
  public:
    explicit Switches(std::string active = {})
        : active_(std::move(active)) {}
    [[nodiscard]] bool broken(std::string_view id) const { return active_ == id; }

  private:
    std::string active_;
};

} // namespace easel::reference_tool
