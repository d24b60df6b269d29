// Dynamic Registration by hand: an admin types the tool's address, the tool's page opens in a frame, and the key that it
// made is switched on. @par Source registration.md 2
#include "base/url.hpp"
#include "cli/serve_page.hpp"
#include "registration/registration.hpp"

namespace easel::cli {
namespace {

std::string hidden(std::string const& name, std::string const& value) {
    return "<input type=\"hidden\" name=\"" + name + "\" value=\"" + base::html_escape(value) + "\">";
}

std::string world_field(Visit const& visit) {
    return visit.worlds.all().size() > 1 ? hidden("world", visit.served.name) : "";
}

std::string registered(Visit const& visit) {
    auto& world = visit.served.stage->world;
    std::string rows;
    for (auto const& kept : registration::registrations(world)) {
        auto const* key = world::key_by_client_id(world, kept.tool->client_id);
        bool const on = key != nullptr && key->state == world::KeyState::active && key->on_for_account;
        auto const button = "<form method=\"post\" action=\"" + base::html_escape(visit.link("/register")) + "\">" +
                            hidden("id", std::to_string(kept.id)) + "<button>Switch on</button></form>";
        rows += html_row(
            {html_text(kept.tool->title), html_text(kept.tool->client_id), html_text(kept.tool->deployment_id),
             on ? "on" : button}
        );
    }
    return rows.empty() ? ""
                        : "<h2>Registered</h2><table>" + html_row({"Tool", "Client id", "Deployment id", "Key"}, "th") + rows +
                              "</table>";
}

} // namespace

http::Response register_page(Visit const& visit) {
    auto const url = visit.get("registration_url");
    std::string body =
        "<h1>Register a tool</h1><p class=\"note\">The tool registers itself (Dynamic Registration): type its registration "
        "URL. Its key is off until you switch it on.</p><form method=\"get\" action=\"/register\">" +
        world_field(visit) + "<label>Registration URL <input name=\"registration_url\" size=\"60\" value=\"" +
        base::html_escape(url) + "\"></label> <button>Begin</button></form>";
    if (!url.empty() && !base::parse_url(url)) {
        body += "<p>That is no http or https URL.</p>";
    } else if (!url.empty()) {
        registration::Invitation invitation;
        invitation.registration_url = url;
        auto const begun = visit.served.stage->invite(visit.served.issuer, invitation);
        body += "<p class=\"note\">" + html_link(begun.tool_url, "Open in a new tab", "target=\"_blank\" rel=\"opener\"") +
                " &middot; " + html_link(visit.link("/register"), "Done") +
                "</p><iframe name=\"tool_registration\" title=\"Registration\" src=\"" + base::html_escape(begun.tool_url) +
                "\"></iframe>";
    }
    return html_page(visit, "Register a tool", body + registered(visit));
}

http::Response switch_on_page(Visit const& visit, http::Request const& request) {
    if (!is_own_form(visit, request)) return foreign_form(visit);
    auto& world = visit.served.stage->world;
    auto const id = request.form_value("id").value_or("");
    for (auto const& kept : registration::registrations(world)) {
        if (std::to_string(kept.id) != id) continue;
        registration::switch_on(world, kept);
        visit.worlds.put(visit.served);
        auto response = http::redirect(visit.link("/register"));
        response.status = 303;
        return response;
    }
    return html_page(visit, "No such registration", "<h1>There is no such registration</h1>", 404);
}

} // namespace easel::cli
