#pragma once

#include "base/codec.hpp"
#include "http/message.hpp"

#include <string>

namespace easel::lti13 {

/// A page that posts `fields` to `action` by itself. @par Source lti13-launch.md 2.4: `name` stands before `value`
[[nodiscard]] http::Response form_page(std::string const& action, base::Fields const& fields);

} // namespace easel::lti13
