#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

/// Fuzz targets: `void <name>(std::string_view input)` in <name>.cpp takes any bytes. It throws `Broken` when something
/// that must always hold does not.
namespace easel::fuzz {

struct Broken : std::logic_error {
    using std::logic_error::logic_error;
};

inline void require(bool holds, std::string const& what) {
    if (!holds) throw Broken(what);
}

/// Cuts off what stands before the next newline; the rest stays in `input`.
inline std::string_view take_line(std::string_view& input) {
    auto const end = input.find('\n');
    auto const line = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return line;
}

} // namespace easel::fuzz
