#include "reference_tool/pages.hpp"

#include "base/codec.hpp"

namespace easel::reference_tool {
namespace {

std::string const& head() {
    static std::string const text =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Easel reference tool</title></head>\n";
    return text;
}

http::Response page(int status, std::string body) {
    auto response = http::html(status, head() + std::move(body) + "</html>\n");
    // Names and grades are nobody's but the reader's (requirement SEC-007).
    response.headers.set("Cache-Control", "no-store");
    return response;
}

/// Platforms show the tool in a frame; nobody else may (requirements SEC-004, SEC-005).
http::Response framed(http::Response response, Session const& session) {
    if (!session.platform_origin.empty())
        response.headers.set("Content-Security-Policy", "frame-ancestors " + session.platform_origin);
    return response;
}

std::string body_tag(Session const& session) {
    return "<body data-user=\"" + base::html_escape(session.person) + "\" data-course=\"" +
           base::html_escape(session.course) + "\">\n";
}

std::string button(
    std::string_view base_path, std::string_view action, std::string_view label, std::string_view field
) {
    return "<form method=\"post\" action=\"" + base::html_escape(base_path) + std::string(action) + "\">" +
           std::string(field) + "<button>" + std::string(label) + "</button></form>\n";
}

/// Asks the window around the page for as much height as it needs. @par Source post-message.md 2
std::string resizing_script(Session const& session) {
    auto const origin = session.platform_origin.substr(0, session.platform_origin.find(' '));
    if (origin.empty()) return {};
    return "<script>\nwindow.parent.postMessage(\n"
           "  {subject: \"lti.frameResize\", height: Math.ceil(document.documentElement.scrollHeight)}, \"" +
           base::html_escape(origin) + "\");\n</script>\n";
}

} // namespace

http::Response welcome_page(Session const& session, std::string_view base_path) {
    auto body = body_tag(session) + "<main id=\"app\">\n<h1>Welcome" +
                (session.name.empty() ? std::string() : ", " + base::html_escape(session.name)) + "</h1>\n";
    if (!session.exercise.empty())
        body += "<p class=\"exercise\">Exercise " + base::html_escape(session.exercise) + "</p>\n";
    if (!session.link_title.empty()) body += "<p class=\"link\">" + base::html_escape(session.link_title) + "</p>\n";
    if (!session.course_title.empty())
        body += "<p class=\"course\">" + base::html_escape(session.course_title) + "</p>\n";
    if (!session.chapter.empty())
        body += "<p class=\"chapter\">Chapter: " + base::html_escape(session.chapter) + "</p>\n";
    if (session.view == View::teacher) {
        body += "<h2>Configure</h2>\n" + button(base_path, "/line-item", "Add a column", "") +
                button(base_path, "/line-item/update", "Rename it", "") +
                button(base_path, "/line-item/delete", "Take it away", "") +
                button(base_path, "/results", "Show all results", "") +
                button(base_path, "/roster", "Who is here", "");
    } else if (session.view == View::student) {
        body += "<h2>Start attempt</h2>\n" +
                button(base_path, "/grade", "Hand in", "<input name=\"fraction\" value=\"1\">") +
                button(base_path, "/results", "Show my result", "");
    } else {
        body += "<p>You can look around here.</p>\n";
    }
    return framed(page(200, body + "</main>\n" + resizing_script(session) + "</body>"), session);
}

http::Response picker_page(
    Session const& session, std::string_view base_path, std::vector<Offer> const& offers, bool title_as_markup
) {
    auto const called = session.picker ? session.picker->title : std::string();
    auto body = body_tag(session) + "<main id=\"app\">\n<h1>Welcome" +
                (session.name.empty() ? std::string() : ", " + base::html_escape(session.name)) + "</h1>\n" +
                "<h2>Choose" + (called.empty() ? "" : " for " + (title_as_markup ? called : base::html_escape(called))) +
                "</h2>\n<form method=\"post\" action=\"" + base::html_escape(base_path) + "/pick\">\n";
    if (session.picker)
        body += "<input type=\"hidden\" name=\"picker\" value=\"" + base::html_escape(session.picker->id) + "\">\n";
    auto const kind = std::string(session.picker && session.picker->several ? "checkbox" : "radio");
    int number = 0;
    for (auto const& offer : offers) {
        auto const id = "item-" + std::to_string(++number);
        body += "<p><input type=\"" + kind + "\" name=\"item\" value=\"" + base::html_escape(offer.id) + "\" id=\"" +
                id + "\"> <label for=\"" + id + "\">" + base::html_escape(offer.title) + "</label></p>\n";
    }
    if (offers.empty()) body += "<p>This tool has nothing of the kind that is wanted.</p>\n";
    body +=
        "<button id=\"choose\" name=\"do\" value=\"choose\">Choose</button>\n"
        "<button id=\"cancel\" name=\"do\" value=\"cancel\">Cancel</button>\n</form>\n";
    return framed(page(200, body + "</main></body>"), session);
}

http::Response posting_page(Session const& session, std::string_view action, base::Fields const& fields) {
    auto body =
        body_tag(session) + "<form id=\"answer\" method=\"post\" action=\"" + base::html_escape(action) + "\">\n";
    for (auto const& [name, value] : fields)
        body += "<input type=\"hidden\" name=\"" + base::html_escape(name) + "\" value=\"" + base::html_escape(value) +
                "\">\n";
    body +=
        "<noscript><button>Back to the course</button></noscript>\n</form>\n"
        "<script>document.getElementById(\"answer\").submit();</script>\n";
    return framed(page(200, body + "</body>"), session);
}

http::Response refusal_page(int status, std::string_view reason) {
    return page(status, "<body><h1>Launch refused</h1>\n<p>" + base::html_escape(reason) + "</p></body>");
}

http::Response registered_page(std::string_view platform_origin) {
    // An origin holds nothing that could end the text or the script.
    return page(
        200,
        "<body><h1>Registered</h1>\n<p>An administrator can switch this tool on now.</p>\n"
        "<script>(window.opener || window.parent).postMessage({subject: \"org.imsglobal.lti.close\"}, \"" +
            std::string(platform_origin) + "\");</script></body>"
    );
}

http::Response unregistered_page(int status, std::string_view reason) {
    return page(status, "<body><h1>Not registered</h1>\n<p>" + base::html_escape(reason) + "</p></body>");
}

http::Response outcome_page(int status, Session const& session, std::string_view text, bool failed) {
    auto const element =
        std::string("<p class=\"") + (failed ? "error" : "done") + "\">" + base::html_escape(text) + "</p>\n";
    return framed(page(status, body_tag(session) + element + "</body>"), session);
}

http::Response counted_page(
    Session const& session, std::string_view text, std::string_view name, std::string_view value
) {
    auto const element = "<p class=\"done\" data-" + std::string(name) + "=\"" + base::html_escape(value) + "\">" +
                         base::html_escape(text) + "</p>\n";
    return framed(page(200, body_tag(session) + element + "</body>"), session);
}

http::Response picture() {
    auto response = http::text(
        200, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><circle cx=\"4\" cy=\"4\" r=\"3\"/></svg>\n"
    );
    response.headers.set("Content-Type", "image/svg+xml");
    return response;
}

http::Response course_archive() {
    auto response = http::text(200, std::string("PK\5\6", 4) + std::string(18, '\0'));
    response.headers.set("Content-Type", "application/zip");
    return response;
}

http::Response plain_page(int status, std::string_view text) {
    return page(status, "<body><p>" + base::html_escape(text) + "</p></body>");
}

} // namespace easel::reference_tool
