#pragma once

#include "http/message.hpp"
#include "reference_tool/session.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace easel::reference_tool {

/// The page of an accepted launch: "Welcome", and what the person may do here ("Configure" or "Start attempt").
[[nodiscard]] http::Response welcome_page(Session const& session, std::string_view base_path);
/// One thing that the picker offers.
struct Offer {
    std::string id;
    std::string title;
};
/// "Welcome" and what can be chosen; the first offer has the element id `item-1`, the buttons `choose` and `cancel`.
[[nodiscard]] http::Response
picker_page(
    Session const& session,
    std::string_view base_path,
    std::vector<Offer> const& offers,
    bool title_as_markup = false ///< only a defect does so
);
/// A form that the browser posts by itself, or its user where it runs no scripts.
[[nodiscard]] http::Response
posting_page(Session const& session, std::string_view action, base::Fields const& fields);
/// "Registered": tells the page that opened the tool, which is `platform_origin`'s, that it may close this one.
[[nodiscard]] http::Response registered_page(std::string_view platform_origin);
/// "Not registered" with the reason.
[[nodiscard]] http::Response unregistered_page(int status, std::string_view reason);
/// "Launch refused" with the reason.
[[nodiscard]] http::Response refusal_page(int status, std::string_view reason);
/// What came of an action. `failed` puts the text into an element of class "error".
[[nodiscard]] http::Response outcome_page(int status, Session const& session, std::string_view text, bool failed);
/// What came of an action as a number, too: `<p class="done" data-NAME="VALUE">`.
[[nodiscard]] http::Response
counted_page(Session const& session, std::string_view text, std::string_view name, std::string_view value);
/// What the picker offers as files: a picture, and a course without content.
[[nodiscard]] http::Response picture();
[[nodiscard]] http::Response course_archive();
/// A page that needs no session.
[[nodiscard]] http::Response plain_page(int status, std::string_view text);

} // namespace easel::reference_tool
