#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace easel::base {

/// Raw XML text with its references resolved. What follows a stray `&` as a name goes with it, as when a broken
/// document is recovered: `a&b` is "a". Entities that a document defines itself are none here, so that nothing grows.
[[nodiscard]] std::string recovered_xml_text(std::string_view raw);

/// Where a comment, CDATA section, instruction or declaration that begins at `at` is over; npos when none begins there.
[[nodiscard]] std::size_t end_of_xml_section(std::string_view text, std::size_t at);

/// UTF-16 with its byte order mark as UTF-8 without one; nothing for any other text, and for one that is broken.
[[nodiscard]] std::optional<std::string> utf8_of_utf16(std::string_view text);

} // namespace easel::base
