#pragma once

#include "traffic/exchange.hpp"

#include <string>
#include <string_view>

namespace easel::traffic {

/// Notes a check that an answer rests on, and says whether it passed.
bool note(Trail& trail, FactId const& fact, bool passed);
/// The outcome that `note` would note.
[[nodiscard]] bool holds(FactId const& fact, bool passed);

/// From now on the check of this fact passes whatever it finds, in the whole process: a platform that lacks it, for
/// tests which prove that a case would notice. "" switches all checks on again.
void switch_off(std::string_view fact);

} // namespace easel::traffic
