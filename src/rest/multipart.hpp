#pragma once

#include "base/codec.hpp"
#include "base/result.hpp"

#include <string_view>

namespace easel::rest {

/// The parts of a multipart/form-data body (RFC 7578), each by its name with its content, files too.
/// FaultKind::bad_file when the body has no boundary, ends too early or has a part without a name; FaultKind::limit
/// beyond `base::most_names`.
/// @param content_type  the header's whole value
[[nodiscard]] base::Result<base::Fields> read_multipart(std::string_view content_type, std::string_view body);

} // namespace easel::rest
