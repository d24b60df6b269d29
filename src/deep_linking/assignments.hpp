#pragma once

#include "deep_linking/creation.hpp"

#include <optional>

namespace easel::deep_linking {

/// One link's line item made into an unpublished assignment, or into an edit of the one that `data` names when `edits`.
/// Null: it cannot be, and the item says why in `errors`. The item gets title and assignment_id.
/// @par Source canvas/deep-linking.md 3.1, 3.2
[[nodiscard]] world::Assignment* make_assignment(
    Submission& submission, world::Tool const& tool, json::object& item, bool edits, traffic::Trail& trail
);

/// Whether an assignment can be saved under that title. @par Source canvas/deep-linking.md 3.2, row 2
[[nodiscard]] bool is_title(std::string_view text);

// -- members of an item, read as Canvas does
// ----------------------------------------------------------------------------
/// A number, or a text that is one from end to end.
[[nodiscard]] std::optional<double> number_of(json::value const* value);
/// `iframe.width` or `iframe.height` in whole pixels.
[[nodiscard]] std::optional<int> frame_of(json::object const& item, std::string_view side);
/// `custom` without what is no plain value.
[[nodiscard]] json::object custom_of(json::object const& item);
/// `window.targetName` is `_blank`.
[[nodiscard]] bool opens_new_tab(json::object const& item);

} // namespace easel::deep_linking
