#pragma once

#include "base/json.hpp"
#include "lti13/issuer.hpp"
#include "world/world.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace easel::lti13 {

/// What a placement's picker may answer. @par Source canvas/deep-linking.md 1.1
struct PickerRules {
    std::vector<std::string> accept_types;
    std::vector<std::string> document_targets;
    std::string accept_media_types;
    bool accept_multiple = false;
    bool auto_create = false;
    bool modal = false; ///< of the `data` claim (1.2)
};
/// Nothing for a placement that has no deep linking.
[[nodiscard]] std::optional<PickerRules> picker_rules(std::string_view placement);

/// What a return URL's `data` remembers (1.2); 0: does not apply.
struct ReturnData {
    std::string nonce;
    std::string placement;
    bool modal = false;
    world::Id context_module_id = 0;
    world::Id assignment_id = 0;
    world::Id content_item_id = 0;
};
[[nodiscard]] std::string sign_return_data(Issuer const& issuer, ReturnData const& data, base::Instant now);
/// Nothing when it is no JWT of this issuer; its age does not matter.
[[nodiscard]] std::optional<ReturnData> read_return_data(Issuer const& issuer, std::string_view text);

/// The claim `deep_linking_settings` for a picker opened in a context.
[[nodiscard]] base::json::object deep_linking_settings(
    Issuer const& issuer,
    world::ContextKind kind,
    world::Id context,
    PickerRules const& rules,
    ReturnData const& data,
    base::Instant now
);

} // namespace easel::lti13
