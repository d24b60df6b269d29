#pragma once

#include "registration/registration.hpp"
#include "tool_config/tool_config.hpp"
#include "traffic/checks.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Internal to this module.
namespace easel::registration {

namespace json = base::json;

/// Prefix of Canvas's own members and placement names.
inline constexpr std::string_view canvas_prefix = "https://canvas.instructure.com/lti/";

/// What a registration was found to break; each rule leaves its row in the trail once it decides something.
class Review {
  public:
    explicit Review(traffic::Trail& trail) : trail_(trail) {}

    /// Complains unless `holds`; `row` is that of registration.md. True when nothing is wrong.
    bool expect(bool holds, std::string_view row, std::string sentence, std::string const& place);
    /// Notes a rule that was met.
    void meets(std::string_view row);
    [[nodiscard]] std::vector<std::string> const& complaints() const { return complaints_; }

  private:
    traffic::Trail& trail_;
    std::vector<std::string> complaints_;
};

/// The member, unless it is absent or null.
[[nodiscard]] json::value const* present(json::object const& object, std::string_view name);
[[nodiscard]] bool is_web_address(json::value const& value);
[[nodiscard]] std::string quoted(std::string_view text);

/// @par Source canvas/registration.md 2.4
void check_registration(json::object const& sent, Review& review);
void check_tool_configuration(json::object const& sent, Review& review);
/// Scopes that the registration asks for, without `openid`.
[[nodiscard]] std::vector<std::string> scopes_of(json::object const& sent);

/// A placement as a registration writes it, bare; nothing for one that Canvas does not have.
[[nodiscard]] std::optional<std::string> placement_named(std::string_view written);

/// The developer key's configuration that a registration stands for. @par Source canvas/registration.md 2.4
[[nodiscard]] json::object key_configuration(json::object const& sent, Review& review);
/// What is kept of it: the members of 2.4, no others.
[[nodiscard]] json::object stored_members(json::object const& sent);

/// The claims of a registration token of this issuer; null when it is none, or forged.
[[nodiscard]] json::value const* token_claims(lti13::Issuer const& issuer, std::string_view token);
/// Of the query for a configuration, of the Authorization header else; "" for none.
[[nodiscard]] std::string bearer_of(http::Request const& request);

[[nodiscard]] inline world::Id global(world::Id id) {
    return id < world::shard_offset ? world::shard_offset + id : id;
}

} // namespace easel::registration
