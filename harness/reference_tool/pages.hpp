#pragma once

#include "http/message.hpp"
#include "reference_tool/session.hpp"

#include <string>
#include <string_view>

namespace easel::reference_tool {

/// The page of an accepted launch: "Welcome", and what the person may do here ("Configure" or "Start attempt").
[[nodiscard]] http::Response welcome_page(Session const& session, std::string_view base_path);
/// "Launch refused" with the reason.
[[nodiscard]] http::Response refusal_page(int status, std::string_view reason);
/// What came of an action. `failed` puts the text into an element of class "error".
[[nodiscard]] http::Response outcome_page(int status, Session const& session, std::string_view text, bool failed);
/// A page that needs no session.
[[nodiscard]] http::Response plain_page(int status, std::string_view text);

} // namespace easel::reference_tool
