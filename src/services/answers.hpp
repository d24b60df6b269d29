#pragma once

#include "base/json.hpp"
#include "http/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The shapes of Canvas's answers to LTI services. @par Source canvas/ags.md 2
namespace easel::services {

inline constexpr std::string_view no_such_resource = "The specified resource does not exist.";

/// `value` rendered as Rails does it, with "; charset=utf-8" behind the media type.
[[nodiscard]] http::Response success(int status, std::string_view media_type, base::json::value const& value);
/// The same of what is rendered already.
[[nodiscard]] http::Response rendered(int status, std::string_view media_type, std::string body);

/// E0: nothing.
[[nodiscard]] http::Response empty_answer(int status);
/// E1: `{"errors":{"type":"<status symbol>","message":"..."}}`
[[nodiscard]] http::Response object_error(int status, std::string_view message);
/// E2: `{"errors":[{"message":"..."}]}`
[[nodiscard]] http::Response list_error(int status, std::string_view message);
/// E2 as the framework words what nobody foresaw: "An error occurred." and the status symbol.
[[nodiscard]] http::Response unforeseen_error(int status);

/// One complaint of a model's validation.
struct FieldError {
    std::string field;
    std::string message;
    std::optional<std::string> code;  ///< nothing: null
};
/// E3, always 422.
[[nodiscard]] http::Response field_errors(std::vector<FieldError> const& errors);
/// E4: `{"error":"..."}`
[[nodiscard]] http::Response text_error(int status, std::string_view message);

}  // namespace easel::services
