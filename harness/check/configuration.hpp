#pragma once

#include <string>
#include <string_view>
#include <vector>

/// A tool's own configuration, as it shows it to admins: what Canvas would make of it.
/// @par Source requirements CFG; canvas/config-xml.md; canvas/developer-key.md
namespace easel::check {

/// Something in a configuration that breaks a requirement.
struct ConfigurationFlaw {
    std::string requirement; ///< "CFG-004"
    int line = 0;            ///< 1, 2, ...
    int column = 0;          ///< in bytes
    std::string text;        ///< a clause: "`launch_url` has an `&` that is not escaped"
    bool doubtful = false;   ///< tolerable whatever the requirement's level
};

struct ConfigurationCheck {
    std::vector<ConfigurationFlaw> flaws;  ///< in the order of the document
    std::vector<std::string> requirements; ///< that could be judged
};

/// A Common Cartridge link, in UTF-8 or UTF-16. What is no XML is judged by CFG-002 and CFG-004 alone.
[[nodiscard]] ConfigurationCheck judge_xml_configuration(std::string_view text);
/// A developer key's JSON.
[[nodiscard]] ConfigurationCheck judge_json_configuration(std::string_view text);

/// Is a body of this media type taken for XML? @par Source requirements CFG-012
[[nodiscard]] bool is_xml_type(std::string_view media_type);

} // namespace easel::check
