#include "keys/keys.hpp"

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace easel::keys {
namespace embedded {

/// Generated from fixtures/keys: names and texts.
std::vector<std::pair<std::string_view, std::string_view>> const& files();

}  // namespace embedded

namespace {

using Keys = std::map<std::string, jose::Key, std::less<>>;

Keys read_all() {
    Keys keys;
    for (auto const& [file, pem] : embedded::files()) {
        keys.emplace(file.substr(0, file.rfind('.')), jose::Key::from_pem(pem).value());
    }
    return keys;
}

}  // namespace

jose::Key const& fixture_key(std::string_view name) {
    static Keys const keys = read_all();
    auto const found = keys.find(name);
    if (found == keys.end()) throw std::logic_error("there is no fixture key " + std::string(name));
    return found->second;
}

}  // namespace easel::keys
