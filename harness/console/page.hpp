#pragma once

#include "http/message.hpp"

#include <functional>
#include <optional>
#include <string_view>

/// The one page of a console and the files that it runs by.
namespace easel::console {

struct Page {
    std::string_view name;  ///< of its files: "console" has /console.js and /console.css
    std::string_view title;
    std::string_view without_scripts; ///< said where no script runs
    std::string_view ancestors = "'none'"; ///< whose pages may frame it, as in a Content-Security-Policy
};

[[nodiscard]] http::Response answer_page(Page const& page);
/// Its script or its style; nothing for every other path.
/// @param asset  a file by its name; "" where there is none
[[nodiscard]] std::optional<http::Response> answer_file(
    Page const& page, std::string_view path, std::function<std::string_view(std::string_view)> const& asset
);

} // namespace easel::console
