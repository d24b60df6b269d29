#pragma once

#include "jose/key.hpp"

#include <string_view>

namespace easel::keys {

/// The private key that `fixtures/keys/<name>.pem` held when this was built: "platform-past", "platform-present",
/// "platform-future", "platform-other", "probe", "reference-tool", "reference-tool-next",
/// "reference-tool-other" or "attacker". All are read at the first call; the reference stays
/// good. Throws std::logic_error for another name. They are public: see fixtures/keys/README.md.
[[nodiscard]] jose::Key const& fixture_key(std::string_view name);

} // namespace easel::keys
