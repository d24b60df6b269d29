#include "cli/serve_page.hpp"

#include "base/codec.hpp"

namespace easel::cli {
namespace {

std::string page(std::string const& title, std::string const& body) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + base::html_escape(title) +
           "</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1d2125}"
           "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .75rem;border-bottom:1px solid #d0d7de}"
           "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}.note{color:#57606a}a{color:#0b57d0}</style></head><body>" +
           body + "</body></html>\n";
}

std::string row(std::vector<std::string> const& cells, char const* tag = "td") {
    std::string text = "<tr>";
    for (auto const& cell : cells) text += "<" + std::string(tag) + ">" + cell + "</" + tag + ">";
    return text + "</tr>";
}

std::string launch_link(std::string const& user, std::string const& to, std::string const& shown) {
    return "<a href=\"/launch?" + base::html_escape(base::form_encode({{"user", user}, {"to", to}})) + "\">" + base::html_escape(shown) + "</a>";
}

http::Response overview(platform::Stage& stage) {
    auto& world = stage.world;
    std::string body = "<h1>Easel, a mock Canvas</h1><p class=\"note\">Choose who opens what. The browser is logged in to this Canvas as that "
                       "person and sent to the tool. <a href=\"/gradebook\">Gradebook</a></p>";
    for (auto const& course : world.courses) {
        body += "<h2>" + base::html_escape(course.title) + " <span class=\"note\">" + base::html_escape(course.label) + "</span></h2><table>";
        body += row({"Assignment", "Points", "Open it as"}, "th");
        for (auto const& assignment : world.assignments) {
            if (assignment.course != course.id || assignment.deleted) continue;
            std::string people;
            for (auto const& enrolment : course.enrolments) {
                auto const* user = world::user_by_id(world, enrolment.user);
                if (user == nullptr) continue;
                auto const shown = user->name + " (" + std::string(world::to_string(enrolment.role)) + ")";
                people += (people.empty() ? "" : ", ") + launch_link(user->name, assignment.name, shown);
            }
            body += row({base::html_escape(assignment.title), std::to_string(static_cast<int>(assignment.points)), people});
        }
        body += "</table>";
    }
    return http::html(200, page("Easel, a mock Canvas", body));
}

http::Response gradebook(platform::Stage& stage) {
    auto& world = stage.world;
    std::string body = "<h1>Gradebook</h1><p class=\"note\"><a href=\"/\">Back</a></p><table>";
    body += row({"Student", "Assignment", "Score", "State", "Attempt", "Submitted"}, "th");
    for (auto const& submission : world.submissions) {
        auto const* user = world::user_by_id(world, submission.user);
        auto const* assignment = world::assignment_by_id(world, submission.assignment);
        if (user == nullptr || assignment == nullptr) continue;
        std::string score = "-";
        if (submission.score) score = base::dump(base::json::value(*submission.score)) + " of " + base::dump(base::json::value(assignment->points));
        body += row({
            base::html_escape(user->full_name),
            base::html_escape(assignment->title),
            score,
            std::string(world::to_string(submission.state)),
            std::to_string(submission.attempt),
            submission.submitted_at ? base::to_iso8601(*submission.submitted_at, 0) : "-",
        });
    }
    body += "</table>";
    if (world.submissions.empty()) body += "<p>No score yet.</p>";
    return http::html(200, page("Gradebook", body));
}

http::Response trouble(int status, std::string const& text) {
    return http::html(status, page("Not launched", "<h1>Not launched</h1><p>" + base::html_escape(text) + "</p><p><a href=\"/\">Back</a></p>"));
}

http::Response launch(platform::Stage& stage, http::Request const& request) {
    auto const query = request.query();
    auto const* user = base::find(query, "user");
    auto const* to = base::find(query, "to");
    if (user == nullptr || to == nullptr) return trouble(400, "A launch needs user and to.");
    lti13::LaunchIntent intent;
    intent.user = *user;
    intent.assignment = *to;
    auto const login = stage.open(intent, stage.issuers.begin()->first);
    if (!login) return trouble(400, login.error().message);
    if (login->url.empty()) return trouble(400, "This Canvas does not know where the tool is: start it with --tool FILE.");
    std::string form = "<h1>Opening the tool</h1><form id=\"login\" method=\"POST\" action=\"" + base::html_escape(login->url) + "\">";
    for (auto const& [name, value] : login->fields) {
        form += "<input type=\"hidden\" name=\"" + base::html_escape(name) + "\" value=\"" + base::html_escape(value) + "\">";
    }
    form += "<noscript><button>Go on</button></noscript></form><script>document.getElementById('login').submit()</script>";
    auto response = http::html(200, page("Opening the tool", form));
    auto const* hint = base::find(login->fields, "login_hint");
    response.headers.set("Set-Cookie", std::string(platform::session_cookie) + "=" + (hint == nullptr ? "" : *hint) + "; Path=/; HttpOnly; SameSite=Lax");
    return response;
}

} // namespace

std::optional<http::Response> serve_page(platform::Stage& stage, http::Request const& request) {
    if (request.method != "GET") return std::nullopt;
    auto const path = request.path();
    if (path == "/") return overview(stage);
    if (path == "/gradebook") return gradebook(stage);
    if (path == "/launch") return launch(stage, request);
    return std::nullopt;
}

} // namespace easel::cli
