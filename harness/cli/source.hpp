#pragma once

#include "base/result.hpp"

#include <string>

namespace easel::cli {

/// A document that a person named by file or URL.
struct Source {
    std::string text;
    std::string media_type; ///< of an answer; "" : a file
};

[[nodiscard]] bool is_url(std::string const& source);
/// At most 1 MiB, and over at most five redirects. FaultKind::unreachable when nobody answers, else
/// FaultKind::bad_file.
[[nodiscard]] base::Result<Source> read_source(
    std::string const& source, std::string const& accept, std::string const& ca_file
);

} // namespace easel::cli
