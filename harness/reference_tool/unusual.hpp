#pragma once

#include "http/message.hpp"
#include "reference_tool/installation.hpp"

#include <functional>
#include <string>
#include <string_view>

/// The benign variants: what a correct tool may do that few do. Each stands around the usual routes and changes nothing of
/// what is checked.
namespace easel::reference_tool {

using Route = http::awaitable<http::Response> (*)(SharedTool, http::Request);

/// Answers as the variant that is switched on would; `usual` answers as ever.
[[nodiscard]] http::awaitable<http::Response> answer_unusually(SharedTool tool, http::Request request, Route usual);

// -- unusual_pages.cpp ------------------------------------------------------------------------------------------------

/// One page for everything.
[[nodiscard]] http::Response shell_page();
/// Tags and attributes in capitals, values without quotes where they need none.
[[nodiscard]] std::string loud(std::string_view html);
/// The page with ids, classes and a token that no other has.
[[nodiscard]] std::string with_random_ids(std::string html, base::Random& random);
/// Exercise, configuration and picker on one page, as far as the variant has them there.
[[nodiscard]] http::Response everything_page(Installation const& tool, Session const& session);
/// "Launch refused", with what the launch said of course, link and person where a welcome has them.
[[nodiscard]] http::Response repeating_page(http::Request const& request);
/// A page that asks for name and password.
[[nodiscard]] http::Response sign_in_page();
/// A page that posts `ticket` to `action` by itself, or leads to `action` by a refresh.
[[nodiscard]] http::Response step_by_form(std::string_view action, std::string_view ticket);
[[nodiscard]] http::Response step_by_refresh(std::string_view address);

} // namespace easel::reference_tool
