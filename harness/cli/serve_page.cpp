// The frame that all pages of `easel serve` share, and which page a path means.
#include "cli/serve_page.hpp"

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <map>

namespace easel::cli {
namespace {

constexpr char const* style =
    "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto 3rem;max-width:72rem;padding:0 "
    "1rem;color:#1d2125;background:#fff}"
    "header{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:baseline;border-bottom:1px solid "
    "#d0d7de;padding:.75rem 0;"
    "margin-bottom:1rem}header strong{margin-right:auto}"
    "table{border-collapse:collapse;width:100%;margin:.25rem 0 1rem}th,td{text-align:left;vertical-align:top;"
    "padding:.35rem .75rem .35rem 0;border-bottom:1px solid #d0d7de}th{font-weight:600}td.wide{overflow-wrap:anywhere}"
    "h1{font-size:1.4rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .25rem}h3{font-size:1rem;margin:1rem 0 0}"
    ".note{color:#57606a}a{color:#0b57d0}a:focus-visible{outline:2px solid #0b57d0}.now{font-weight:600;color:#1d2125}"
    "summary{white-space:nowrap}.scroll{overflow-x:auto}iframe{width:100%;height:75vh;border:1px solid #d0d7de}"
    "form.install p{margin:.5rem 0;max-width:48rem}form.install label{display:block;font-weight:600}"
    "form.install input:not([type]),form.install select,textarea{box-sizing:border-box;width:100%;font:inherit;padding:.35rem;"
    "color:inherit;background:transparent;border:1px solid #6e7781}textarea{font-family:ui-monospace,monospace;font-size:.9rem}"
    "fieldset{border:1px solid #d0d7de;margin:1rem 0;padding:.25rem 1rem .75rem}legend{font-weight:600;padding:0 .25rem}"
    ".choice,form.install p.choice{display:inline-flex;gap:.35rem;align-items:baseline;margin:.15rem 1.5rem .15rem 0}"
    "form.install .choice label{font-weight:400}button{font:inherit;padding:.35rem .9rem}"
    "button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,summary:focus-visible,"
    "[tabindex]:focus-visible{outline:2px solid #0b57d0;outline-offset:1px}"
    ".beside{display:grid;gap:1rem}.beside iframe{height:60vh}@media(min-width:90rem){body:has(.beside){max-width:none}"
    ".beside{grid-template-columns:3fr 2fr}.beside iframe{height:80vh}}"
    ".alert{border:2px solid #b3261e;padding:0 1rem;margin:1rem 0}tbody th{font-weight:400}option{color:#1d2125;background:#fff}"
    "@media(prefers-color-scheme:dark){body{background:#1b1f24;color:#e6edf3}a{color:#79b8ff}.note{color:#9aa4ae}"
    ".now{color:#e6edf3}th,td,header,iframe{border-color:#3d444d}iframe{background:#fff}}";

/// A Host header without its port and brackets.
std::string_view host_name(std::string_view host) {
    if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
    return host.substr(0, host.find(':'));
}

using ShowPage = http::Response(Visit const&);

ShowPage* page_at(std::string_view path) {
    static std::map<std::string_view, ShowPage*> const pages{
        {"/", overview_page},
        {"/open", open_page},
        {"/launch", launch_page},
        {"/gradebook", gradebook_page},
        {"/submissions", submissions_page},
        {"/register", register_page},
        {"/tools", tools_page},
    };
    auto const found = pages.find(path);
    return found == pages.end() ? nullptr : found->second;
}

std::string header(Visit const& visit) {
    std::string text = "<header><strong>Easel, a mock Canvas</strong>";
    auto const all = visit.worlds.in_order();
    if (all.size() > 1) {
        text += "<nav aria-label=\"Worlds\">World:";
        for (auto const* served : all) {
            bool const here = served == &visit.served;
            text += " " + (here ? "<span class=\"now\">" + base::html_escape(served->name) + "</span>"
                                : html_link("/?" + base::form_encode({{"world", served->name}}), served->name));
        }
        text += "</nav>";
    }
    text += "<nav aria-label=\"Pages\">" + html_link(visit.link("/"), "Courses") + " &middot; " +
            html_link(visit.link("/gradebook"), "Gradebook") + " &middot; " +
            html_link(visit.link("/submissions"), "Submissions") + " &middot; " +
            html_link(visit.link("/tools"), "Tools") + " &middot; " + html_link(visit.link("/register"), "Register a tool") + " &middot; " +
            html_link(visit.console, "Console") + "</nav>";
    return text + "<span class=\"note\">" + base::to_iso8601(visit.served.stage->time->now(), 0) + "</span></header>";
}

} // namespace

bool is_page(std::string_view path) { return page_at(path) != nullptr; }

std::string Visit::get(std::string_view name) const {
    auto const* found = base::find(query, name);
    return found == nullptr ? "" : *found;
}

std::string Visit::link(std::string const& path, base::Fields fields) const {
    if (worlds.all().size() > 1) fields.emplace_back("world", served.name);
    return fields.empty() ? path : path + "?" + base::form_encode(fields);
}

std::string html_text(std::string const& text) {
    return text.empty() ? "-" : base::html_escape(text);
}

std::string number_text(double number) {
    auto text = base::dump(base::json::value(number));
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

std::string html_link(std::string const& href, std::string const& text, std::string const& attributes) {
    return "<a href=\"" + base::html_escape(href) + "\"" + (attributes.empty() ? "" : " " + attributes) + ">" +
           base::html_escape(text) + "</a>";
}

std::string html_row(std::vector<std::string> const& cells, std::string const& tag) {
    std::string text = "<tr>";
    for (auto const& cell : cells) text += "<" + tag + ">" + cell + "</" + tag + ">";
    return text + "</tr>";
}

http::Response html_page(Visit const& visit, std::string const& title, std::string const& body, int status) {
    auto response = http::html(
        status,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>" +
            base::html_escape(title) + "</title><style>" + style + "</style></head><body>" + header(visit) + "<main>" +
            body + "</main></body></html>\n"
    );
    response.headers.set("Cache-Control", "no-store");
    // Names come from worlds and from tools: whatever they hold, nothing of it runs or is fetched.
    response.headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-src *");
    return response;
}

std::string access_line(std::string const& world, traffic::Exchange const& exchange) {
    auto line = base::to_iso8601(exchange.at).substr(11, 8) + " ";
    if (!world.empty()) line += world + " ";
    line += std::string(traffic::to_string(exchange.from)) + " " + exchange.request.method + " ";
    for (char const c : exchange.request.target.substr(0, 200)) line += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    if (!exchange.response) return line + " " + exchange.error;
    auto const delivery = exchange.response->delivery;
    bool const arrived = delivery != http::Delivery::reset && delivery != http::Delivery::stall;
    line += " " + (arrived ? std::to_string(exchange.response->status) : "-");
    std::string decided;
    for (auto const& check : exchange.trail)
        if (!check.passed) decided = check.fact;
    if (!decided.empty()) line += " because of " + decided;
    if (!exchange.fault.empty()) line += " by fault: " + exchange.fault;
    return line;
}

bool is_own_form(Visit const& visit, http::Request const& request) {
    auto const origin = request.headers.get("Origin");
    return origin.empty() || origin == visit.served.issuer->origin ||
           origin.ends_with("//" + std::string(request.headers.get("Host")));
}

http::Response foreign_form(Visit const& visit) {
    return html_page(visit, "Not allowed", "<h1>Not allowed</h1><p>This was asked by another page.</p>", 403);
}

http::awaitable<std::optional<http::Response>> serve_page(
    control::Worlds& worlds, platform::Platform& platform, std::vector<std::string> const& hosts, std::string const& console,
    http::Request const& request
) {
    auto const path = request.path();
    bool const switches = request.method == "POST" && path == "/register";
    bool const installs = request.method == "POST" && path == "/tools";
    if (request.method != "GET" && !switches && !installs) co_return std::nullopt;
    auto* const page = page_at(path);
    if (page == nullptr) co_return std::nullopt;
    auto const name = host_name(request.headers.get("Host"));
    bool const own = std::any_of(hosts.begin(), hosts.end(), [&](std::string const& host) {
        return base::equals_ignoring_case(host, name);
    });
    if (!own) co_return http::html(403, "<!DOCTYPE html><title>Foreign Host</title><p>This port has another name.</p>\n");
    auto query = request.query();
    auto const* wanted = base::find(query, "world");
    auto const all = worlds.in_order();
    auto* served = wanted == nullptr ? (all.empty() ? nullptr : all.front()) : worlds.find(*wanted);
    if (served == nullptr)
        co_return http::html(404, "<!DOCTYPE html><title>No such world</title><p>There is no such world here.</p>\n");
    Visit const visit{worlds, *served, std::move(query), console};
    if (!installs && !switches) co_return page(visit);
    auto response = installs ? co_await install_page(visit, platform, request) : switch_on_page(visit, request);
    worlds.note_change();
    co_return response;
}

} // namespace easel::cli
