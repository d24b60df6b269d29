#pragma once

#include "base/json.hpp"
#include "tool_config/tool_config.hpp"

#include <boost/json.hpp>

#include <ostream>
#include <string>
#include <vector>

/// Configurations for the tests: the worked example of developer-key.md 7, and changes to it.
namespace easel::tool_config {

namespace json = base::json;

/// The worked example.
[[nodiscard]] json::value example();
/// A file beside the tests.
[[nodiscard]] json::value document_file(std::string const& name);

/// A JSON pointer and what stands there instead: JSON text, or "~" for nothing at all.
struct Change {
    std::string pointer;
    std::string to;
};
[[nodiscard]] json::value changed(json::value document, std::vector<Change> const& changes);

/// "field: message" of every complaint.
[[nodiscard]] std::vector<std::string> worded(std::vector<Complaint> const& complaints);
[[nodiscard]] bool meets(Read const& read, std::string const& fact);

/// One change, and what Canvas says to it.
struct ConfigRow {
    std::string name;
    std::string fact;
    std::vector<Change> changes;
    std::vector<std::string> complaints = {}; ///< none: it is accepted
    std::string pointer = {};                 ///< of the first complaint
};
void PrintTo(ConfigRow const& row, std::ostream* out);
[[nodiscard]] std::vector<ConfigRow> config_rows();

} // namespace easel::tool_config
