#include "report/html.hpp"

#include "base/codec.hpp"
#include "jose/key.hpp"
#include "report/html_parts.hpp"
#include "web/web.hpp"

namespace easel::report {

namespace {

constexpr std::size_t plain_data = 2 * 1024 * 1024; // report-ux.md C9

/// As a content security policy names what may run.
std::string policy_hash(std::string_view text) {
    return "'sha256-" + base::base64_encode(jose::sha256(text)) + "'";
}

/// XML would read markup inside; HTML would show the section's marks. Behind comment signs both take it.
std::string style() {
    return "/*<![CDATA[*/\n" + std::string(web::asset("report.css")) + "\n/*]]>*/";
}

std::string script() {
    return "//<![CDATA[\n" + std::string(web::asset("report.js")) + "\n//]]>";
}

std::string title(verdict::RunResult const& run) {
    return std::string(headline(run)) + " · " +
           (run.tool_name.empty() ? std::string("Easel") : run.tool_name + " · Easel");
}

} // namespace

std::string html(verdict::RunResult const& run, HtmlOptions const& options) {
    auto const recorded = detail::as_recorded(run, options.trace);
    auto const css = style();
    auto const js = script();
    auto data = detail::html_data(recorded, options);
    std::string type = "application/json";
    if (data.size() > plain_data) {
        type = "application/octet-stream+gzip+base64";
        data = base::base64_encode(detail::pack(data));
    }
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " +
           policy_hash(css) + "; script-src " + policy_hash(js) +
           "; img-src data:; base-uri 'none'; form-action 'none'\"/>\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
           "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
           "<meta name=\"generator\" content=\"easel " +
           detail::markup_text(recorded.version) +
           "\"/>\n"
           "<title>" +
           detail::markup_text(title(recorded)) +
           "</title>\n"
           "<style>" +
           css + "</style>\n</head>\n<body>\n<div id=\"app\"></div>\n<div id=\"static\">\n" +
           detail::html_static(recorded, options) + "</div>\n<script type=\"" + type + "\" id=\"easel-data\">" + data +
           "</script>\n<script>" + js + "</script>\n</body>\n</html>\n";
}

} // namespace easel::report
