#pragma once

#include "base/codec.hpp"
#include "http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace easel::lti13 {

/// A page that posts `fields` to `action` by itself. @par Source lti13-launch.md 2.4: `name` stands before `value`
[[nodiscard]] http::Response form_page(std::string const& action, base::Fields const& fields);

struct PostedForm {
    std::string action;
    base::Fields fields;
};
/// What `form_page` was given to make this page; nothing for any other page, and for one that was changed since.
[[nodiscard]] std::optional<PostedForm> read_form_page(std::string_view page);

} // namespace easel::lti13
