#pragma once

#include "check/wire_inspection.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Internal to the wire checks: what the tool sent to the browser, taken apart.
namespace easel::check::wire {

/// A Set-Cookie line of the tool.
struct SetCookie {
    std::string name, value;
    std::string same_site; ///< in lower case; "" : not said
    bool secure = false;
    bool http_only = false;
    bool partitioned = false;
    bool deletes = false;
};
[[nodiscard]] std::vector<SetCookie> cookies_set(http::Response const& response);

/// Cookies of one answer that look like those of a login or a session: not deleted, long enough to be secret, and
/// neither of known statistics or load balancers nor against forged forms.
[[nodiscard]] std::vector<SetCookie> session_cookies(http::Response const& response);

/// Answers of the tool to the browser, in order.
[[nodiscard]] std::vector<Exchange const*> answers_to_browser(Case const& run);
[[nodiscard]] bool is_html(http::Response const& response);
/// The log kept all of the answer's body.
[[nodiscard]] bool is_whole_answer(Exchange const& exchange);
/// A page that a frame of the platform showed: a successful HTML answer to a login, a launch or what followed.
[[nodiscard]] bool is_shown_page(Exchange const& exchange);

/// The sources of every `frame-ancestors` in force, one list for each policy; empty: none is there.
[[nodiscard]] std::vector<std::vector<std::string>> frame_ancestors(http::Response const& response);
/// Whether a page of `origin` may be the ancestor that `sources` allow. @par Source CSP Level 3, 6.4.2
[[nodiscard]] bool allows_ancestor(std::vector<std::string> const& sources, std::string_view origin);

/// The value of the first `onload` of an `svg` element that begins with the canary's word; nothing: none got through.
[[nodiscard]] std::optional<std::string> canary_element(std::string_view html);
/// What scenarios put into texts: `"><svg/onload=easel1>`.
inline constexpr std::string_view canary_word = "easel";
inline constexpr std::string_view canary_text = "onload=easel";

/// The kind of stack trace that the text shows ("Python"); "" : none.
[[nodiscard]] std::string_view stack_trace(std::string_view text);
/// Whether the text holds a private key, as PEM or JWK.
[[nodiscard]] bool shows_private_key(std::string_view text);

// -- scripts ----------------------------------------------------------------------------------------------------------

/// A page's own scripts: inline ones, and those of its origin that were fetched in this case.
struct PageScripts {
    Exchange const* page = nullptr;
    std::string code;     ///< without comments
    std::string raw;      ///< as written: what is not even in a comment is not there
    bool complete = true; ///< nothing was cut, and none comes from elsewhere
};
[[nodiscard]] std::vector<PageScripts> scripts_of_pages(Case const& run);

/// One call `receiver.name(arguments)` in a script.
struct ScriptCall {
    std::string receiver;               ///< "window.parent"
    std::vector<std::string> arguments; ///< as written, trimmed
};
[[nodiscard]] std::vector<ScriptCall> calls_of(std::string_view code, std::string_view name);
/// The script without `//` and `/* */` comments; texts stay.
[[nodiscard]] std::string without_comments(std::string_view code);
/// The text that an expression is: a literal, or a name that is given one literal and nothing else.
[[nodiscard]] std::optional<std::string> text_value(std::string_view expression, std::string_view code);
/// An object literal: the expression itself, or what a name is given; "" : neither.
[[nodiscard]] std::string object_value(std::string_view expression, std::string_view code);
/// The expression behind `key:` in an object literal; "" : not there.
[[nodiscard]] std::string member_value(std::string_view object, std::string_view key);

} // namespace easel::check::wire
