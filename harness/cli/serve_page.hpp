#pragma once

#include "http/message.hpp"
#include "platform/platform.hpp"

#include <optional>

/// The few pages that `easel serve` shows: who is there, what can be launched, and the launch itself.
namespace easel::cli {

/// `/` lists users, courses and assignments with launch links; `/launch?user=..&to=..` logs the browser in to Canvas as that
/// user and posts the login initiation to the tool; `/gradebook` shows scores. Nothing for any other path.
[[nodiscard]] std::optional<http::Response> serve_page(platform::Stage& stage, http::Request const& request);

} // namespace easel::cli
