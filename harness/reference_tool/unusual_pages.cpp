#include "base/codec.hpp"
#include "base/text.hpp"
#include "jose/jwt.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/deep_linking.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/unusual.hpp"
#include "reference_tool/verify.hpp"

#include <algorithm>
#include <cctype>

namespace easel::reference_tool {
namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

char upper(char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}

/// One tag, from `<` to `>`; the tool's own pages always quote with `"`.
std::string loud_tag(std::string_view tag) {
    std::string out;
    std::size_t at = 0;
    while (at < tag.size()) {
        auto const quote = tag.find('"', at);
        auto const end = quote == std::string_view::npos ? tag.size() : quote;
        for (auto const c : tag.substr(at, end - at)) out += upper(c);
        if (quote == std::string_view::npos) break;
        auto const close = tag.find('"', quote + 1);
        auto const value = tag.substr(quote + 1, close - quote - 1);
        bool const bare = !value.empty() && std::ranges::all_of(value, is_word);
        out += bare ? std::string(value) : "\"" + std::string(value) + "\"";
        at = close == std::string_view::npos ? tag.size() : close + 1;
    }
    return out;
}

std::string main_of(std::string const& body) {
    constexpr std::string_view begins = "<main id=\"app\">", ends = "</main>";
    auto const from = body.find(begins);
    auto const to = body.find(ends);
    if (from == std::string::npos || to == std::string::npos) return {};
    return body.substr(from + begins.size(), to - from - begins.size());
}

http::Response with_more(http::Response page, std::string const& more) {
    page.body = base::replace_all(std::move(page.body), "</main>", more + "</main>");
    return page;
}

std::string titled(base::json::object const& claims, std::string_view claim) {
    auto const* object = lti_claim(claims, claim);
    return object == nullptr ? std::string() : base::text_member(*object, "title").value_or("");
}

} // namespace

http::Response shell_page() {
    return http::html(
        200,
        "<!doctype html>\n<html lang=\"en\"><head><title>Exercises</title><script src=\"app.js\" defer></script></head>\n"
        "<body><div id=\"root\">One moment, please.</div></body></html>\n"
    );
}

std::string loud(std::string_view html) {
    std::string out;
    std::size_t at = 0;
    while (at < html.size()) {
        auto const open = html.find('<', at);
        out += html.substr(at, open == std::string_view::npos ? open : open - at);
        if (open == std::string_view::npos) break;
        auto const close = std::min(html.find('>', open), html.size() - 1);
        auto const tag = html.substr(open, close - open + 1);
        out += loud_tag(tag);
        at = close + 1;
        if (!tag.starts_with("<script")) continue;
        auto const end = std::min(html.find("</script", at), html.size()); // what it says is no markup
        out += html.substr(at, end - at);
        at = end;
    }
    return out;
}

std::string with_random_ids(std::string html, base::Random& random) {
    html = base::replace_all(
        std::move(html), "<body", "<body class=\"css-" + random.hex(6) + "\" data-request=\"" + random.uuid() + "\""
    );
    return base::replace_all(
        std::move(html), "</body>",
        "<input type=\"hidden\" name=\"csrf\" value=\"" + random.hex(32) + "\"><footer>Request " + random.uuid() +
            "</footer></body>"
    );
}

http::Response everything_page(Installation const& tool, Session const& session) {
    auto const& path = tool.options.base_path;
    if (tool.unusual("one-page-for-all-people")) {
        if (session.picker) return page_of(tool, session);
        auto teacher = session, student = session;
        teacher.view = View::teacher;
        student.view = View::student;
        return with_more(welcome_page(student, path), main_of(welcome_page(teacher, path).body));
    }
    auto const offers = session.picker ? offers_for(tool, *session.picker) : std::vector<Offer>();
    return with_more(welcome_page(session, path), main_of(picker_page(session, path, offers).body));
}

http::Response repeating_page(http::Request const& request) {
    auto const jwt = jose::decode(request.form_value("id_token").value_or(""));
    Session said;
    if (jwt) {
        said.name = base::text_member(base::json::value(jwt->claims), "name").value_or("");
        said.course_title = titled(jwt->claims, "context");
        said.link_title = titled(jwt->claims, "resource_link");
    }
    auto page = welcome_page(said, "");
    page.body = base::replace_all(std::move(page.body), "<h1>Welcome", "<h1>Refused");
    page.body = base::replace_all(
        std::move(page.body), "<p>You can look around here.</p>", "<p>This launch cannot be taken. Go back and try again.</p>"
    );
    return page;
}

http::Response sign_in_page() {
    return http::html(
        200,
        "<!doctype html>\n<html lang=\"en\"><head><title>Sign in</title></head><body>\n<h1>Sign in</h1>\n"
        "<form method=\"post\" action=\"sign-in\"><label>Name <input name=\"name\"></label>"
        "<label>Password <input name=\"password\" type=\"password\"></label><button>Sign in</button></form>\n</body></html>\n"
    );
}

http::Response step_by_form(std::string_view action, std::string_view ticket) {
    return http::html(
        200, "<!doctype html>\n<html lang=\"en\"><head><title>One moment</title></head>\n<body onload=\"document.forms[0].submit()\">"
             "<form method=\"post\" action=\"" +
                 base::html_escape(action) + "\"><input type=\"hidden\" name=\"ticket\" value=\"" +
                 base::html_escape(ticket) + "\"></form></body></html>\n"
    );
}

http::Response step_by_refresh(std::string_view address) {
    return http::html(
        200, "<!doctype html>\n<html lang=\"en\"><head><title>One moment</title><meta http-equiv=\"refresh\" content=\"0; url=" +
                 base::html_escape(address) + "\"></head>\n<body>One moment, please.</body></html>\n"
    );
}

} // namespace easel::reference_tool
