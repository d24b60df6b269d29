#include "web/web.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace easel::web {
namespace embedded {
/// Written by easel_embed.
std::vector<std::pair<std::string_view, std::string_view>> const& files();
} // namespace embedded

std::string_view asset(std::string_view name) {
    for (auto const& [known, text] : embedded::files()) {
        if (known == name) return text;
    }
    throw std::logic_error("web/ makes no " + std::string(name));
}

} // namespace easel::web
