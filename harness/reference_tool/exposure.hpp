#pragma once

#include "http/message.hpp"
#include "reference_tool/installation.hpp"

#include <string_view>

/// What defects do to pages on their way to the browser; without one, nothing.
namespace easel::reference_tool {

/// Frames and caches. @par Source requirements SEC-004, SEC-005, SEC-007
void spoil_headers(Installation const& tool, http::Response& response);
/// The page of a session. @par Source requirements SEC-009, PM-007, PM-008
void spoil_page(Installation const& tool, Session const& session, http::Response& response);
/// The page of a refusal. @par Source requirements SEC-009, SEC-010, PM-001
void spoil_refusal(
    Installation const& tool, http::Request const& request, std::string_view reason, http::Response& response
);

} // namespace easel::reference_tool
