#include "keys/keys.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/pages.hpp"

#include <boost/json.hpp>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

/// A modulus that belongs to no key: odd, its top bit set.
std::string made_up_modulus(std::size_t bits) {
    std::string bytes(bits / 8, '\x5b');
    bytes.front() = '\xc3';
    return base::base64url_encode(bytes);
}

} // namespace

http::Response key_set(Installation const& tool) {
    auto const own = tool.options.key.public_jwk(tool.options.kid);
    json::array keys;
    keys.emplace_back(own);
    for (auto const& [kid, key] : tool.retired) keys.emplace_back(key.public_jwk(kid));
    // The defects add a second, faulty key, so that the first one still serves.
    json::object second = own;
    second["kid"] = tool.options.kid + "-second";
    bool added = true;
    if (tool.broken("publishes-key-without-kid")) {
        second.erase("kid");
    } else if (tool.broken("publishes-key-without-alg")) {
        second.erase("alg");
        second.erase("use");
    } else if (tool.broken("publishes-private-key")) {
        // Only the member's name matters here: no real secret is shown.
        second["d"] = made_up_modulus(2048);
    } else if (tool.broken("publishes-short-key")) {
        second["n"] = made_up_modulus(1024);
    } else if (tool.broken("reuses-kid")) {
        second["kid"] = tool.options.kid;
        second["n"] = made_up_modulus(2048);
    } else {
        added = false;
    }
    if (added) keys.emplace_back(std::move(second));
    for (std::size_t i = 0; i < tool.options.registrations.size(); ++i) {
        if (!tool.is_other_platform(i) || !tool.options.other_key.is_private()) continue;
        keys.emplace_back(tool.options.other_key.public_jwk(tool.options.other_kid));
        break;
    }
    json::object set;
    set["keys"] = std::move(keys);
    auto response = http::json(200, base::dump(set));
    response.headers.set("Cache-Control", "public, max-age=300");
    return response;
}

http::Response rotate_keys(Installation& tool) {
    auto& own = tool.options;
    if (!tool.broken("withdraws-its-old-key-at-once")) tool.retired.emplace_back(own.kid, own.key);
    ++tool.rotations;
    // Making a key takes up to a second; two that are at hand take turns, each time under a new name.
    own.key = keys::fixture_key(tool.rotations % 2 == 1 ? "reference-tool-next" : "reference-tool");
    own.kid = "easel-reference-tool-" + std::to_string(tool.rotations + 1);
    return plain_page(200, "A new key signs from now on.");
}

} // namespace easel::reference_tool
