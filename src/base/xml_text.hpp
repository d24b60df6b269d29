#pragma once

#include <string>
#include <string_view>

namespace easel::base {

/// Raw XML text with its references resolved. What follows a stray `&` as a name goes with it, as when a broken
/// document is recovered: `a&b` is "a". Entities that a document defines itself are none here, so that nothing grows.
[[nodiscard]] std::string recovered_xml_text(std::string_view raw);

} // namespace easel::base
