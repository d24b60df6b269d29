#include "tool_xml/tool_xml.hpp"

namespace easel::tool_xml {

Read read(std::string_view) {
    return {{}, "Invalid XML Configuration", {}};
}

} // namespace easel::tool_xml
