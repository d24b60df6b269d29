#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <cstddef>

namespace easel::base {

inline constexpr std::size_t most_names = 4'096; ///< steps of all names together, `a[b]` being two
inline constexpr int deepest_name = 32;          ///< of `a[b][c]`

/// Fields as one object, by their names as Rack reads them: `a[b]=1` is `{"a":{"b":"1"}}`, `a[]=1` is `{"a":["1"]}`; of a
/// name that repeats the last counts. FaultKind::bad_file for what is no UTF-8 or is both a value and a container,
/// FaultKind::limit beyond the bounds above.
[[nodiscard]] Result<json::object> nested(Fields const& fields);

} // namespace easel::base
