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
    return "<body data-user=\"" + base::html_escape(session.user) + "\" data-course=\"" +
           base::html_escape(session.course) + "\">\n";
}

std::string button(
    std::string_view base_path, std::string_view action, std::string_view label, std::string_view field
) {
    return "<form method=\"post\" action=\"" + base::html_escape(base_path) + std::string(action) + "\">" +
           std::string(field) + "<button>" + std::string(label) + "</button></form>\n";
}

} // namespace

http::Response welcome_page(Session const& session, std::string_view base_path) {
    auto body = body_tag(session) + "<main id=\"app\">\n<h1>Welcome" +
                (session.name.empty() ? std::string() : ", " + base::html_escape(session.name)) + "</h1>\n";
    if (!session.link_title.empty()) body += "<p class=\"link\">" + base::html_escape(session.link_title) + "</p>\n";
    if (!session.course_title.empty())
        body += "<p class=\"course\">" + base::html_escape(session.course_title) + "</p>\n";
    if (session.view == View::teacher) {
        body += "<h2>Configure</h2>\n" + button(base_path, "/line-item", "Add a column", "");
    } else if (session.view == View::student) {
        body += "<h2>Start attempt</h2>\n" +
                button(base_path, "/grade", "Hand in", "<input name=\"fraction\" value=\"1\">") +
                button(base_path, "/results", "Show my result", "");
    } else {
        body += "<p>You can look around here.</p>\n";
    }
    return framed(page(200, body + "</main></body>"), session);
}

http::Response refusal_page(int status, std::string_view reason) {
    return page(status, "<body><h1>Launch refused</h1>\n<p>" + base::html_escape(reason) + "</p></body>");
}

http::Response outcome_page(int status, Session const& session, std::string_view text, bool failed) {
    auto const element =
        std::string("<p class=\"") + (failed ? "error" : "done") + "\">" + base::html_escape(text) + "</p>\n";
    return framed(page(status, body_tag(session) + element + "</body>"), session);
}

http::Response plain_page(int status, std::string_view text) {
    return page(status, "<body><p>" + base::html_escape(text) + "</p></body>");
}

} // namespace easel::reference_tool
