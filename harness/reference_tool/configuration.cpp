// The configurations that the tool shows of itself.
#include "reference_tool/actions.hpp"

#include <boost/json.hpp>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

std::string property(std::string const& name, std::string const& value) {
    return "<lticm:property name=\"" + name + "\">" + base::html_escape(value) + "</lticm:property>";
}

std::string options(std::string const& name, std::string const& inside) {
    return "    <lticm:options name=\"" + name + "\">" + inside + "</lticm:options>\n";
}

/// Where the tool is: host and port.
std::string domain_of(Installation const& tool) {
    auto const& origin = tool.options.origin;
    return origin.substr(origin.find("://") + 3);
}

std::string launch_url(Installation const& tool) {
    if (tool.broken("configures-no-address") || tool.broken("configures-placements-nowhere")) return {};
    auto const url = tool.url("/lti11?chapter=cells&lang=en");
    return "  <blti:launch_url>" + (tool.broken("configures-bare-ampersands") ? url : base::html_escape(url)) +
           "</blti:launch_url>\n";
}

std::string editor_button(Installation const& tool) {
    auto button =
        property("enabled", "true") + property("url", tool.url("/lti11")) + property("selection_height", "600");
    button += property(
        "message_type",
        tool.broken("misspells-message-types") ? "ContentItemSelection-Request" : "ContentItemSelectionRequest"
    );
    if (!tool.broken("configures-button-without-icon")) button += property("icon_url", tool.url("/cells.svg"));
    if (!tool.broken("configures-button-without-size")) button += property("selection_width", "800");
    return options("editor_button", button);
}

std::string extension(Installation const& tool) {
    auto const domain = tool.broken("configures-domain-with-scheme")  ? "https://" + domain_of(tool)
                        : tool.broken("configures-domain-of-another") ? std::string("cells.example")
                                                                      : domain_of(tool);
    auto text = "    " + property("tool_id", "easel_reference_tool") + "\n";
    text += "    " + property("privacy_level", tool.broken("makes-up-privacy-levels") ? "everything" : "public") + "\n";
    if (!tool.broken("configures-no-address")) text += "    " + property("domain", domain) + "\n";
    if (tool.broken("shows-icons-by-http"))
        text += "    " + property("icon_url", "http://pictures.example/cells.svg") + "\n";
    bool const nowhere = tool.broken("configures-placements-nowhere");
    auto const menu = property("text", "Cell Lab") + property("visibility", "members");
    auto const name = tool.broken("misspells-placements") ? "course_navigaton" : "course_navigation";
    text += options(name, (nowhere ? "" : property("enabled", "true")) + menu);
    return text + editor_button(tool);
}

} // namespace

http::Response configuration_xml(Installation const& tool) {
    if (tool.broken("asks-admins-to-log-in")) return http::text(401, "Log in first.\n");
    std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>
<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0"
)";
    if (!tool.broken("forgets-namespaces"))
        text += "    xmlns:blti=\"http://www.imsglobal.org/xsd/imsbasiclti_v1p0\"\n";
    text += "    xmlns:lticm=\"http://www.imsglobal.org/xsd/imslticm_v1p0\">\n";
    if (!tool.broken("configures-no-title")) text += "  <blti:title>Easel reference tool</blti:title>\n";
    text += "  <blti:description>Looks at cells</blti:description>\n";
    text += launch_url(tool);
    text += "  <blti:custom>" + property("level", "2") + "</blti:custom>\n";
    text += "  <blti:extensions platform=\"canvas.instructure.com\">\n" + extension(tool);
    if (!tool.broken("shows-broken-xml")) text += "  </blti:extensions>\n";
    text += "</cartridge_basiclti_link>\n";
    http::Response response;
    response.status = 200;
    response.headers.set(
        "Content-Type", tool.broken("shows-xml-as-html") ? "text/html; charset=utf-8" : "application/xml; charset=utf-8"
    );
    response.body = std::move(text);
    return response;
}

http::Response configuration_json(Installation const& tool) {
    if (tool.broken("loses-its-json")) return http::text(404, "There is no such page.\n");
    json::array scopes{
        "https://purl.imsglobal.org/spec/lti-ags/scope/score",
        "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"};
    if (tool.broken("configures-unknown-scopes"))
        scopes.emplace_back("https://purl.imsglobal.org/spec/lti-ags/scope/everything");
    json::object const menu{
        {"placement", "course_navigation"},
        {"message_type", "LtiResourceLinkRequest"},
        {"text", "Cell Lab"},
        {"target_link_uri", tool.url("/launch")}};
    json::object const picker{
        {"placement", "assignment_selection"},
        {"message_type", "LtiDeepLinkingRequest"},
        {"target_link_uri", tool.url("/launch")}};
    json::object const settings{
        {"platform", "canvas.instructure.com"}, {"text", "Cell Lab"}, {"placements", json::array{menu, picker}}};
    json::object const canvas{
        {"platform", "canvas.instructure.com"},
        {"privacy_level", "public"},
        {"domain", domain_of(tool)},
        {"tool_id", "easel_reference_tool"},
        {"settings", settings}};
    json::object document{
        {"title", "Easel reference tool"},
        {"description", "Looks at cells"},
        {"target_link_uri", tool.url("/launch")},
        {"oidc_initiation_url", tool.url("/login")},
        {"public_jwk_url", tool.url("/jwks.json")},
        {"scopes", scopes},
        {"custom_fields", json::object{{"level", "2"}}},
        {"extensions", json::array{canvas}}};
    if (tool.broken("configures-no-login")) document.erase("oidc_initiation_url");
    auto response = http::json(200, base::dump(document));
    if (tool.broken("shows-json-as-text")) response.headers.set("Content-Type", "text/plain");
    return response;
}

} // namespace easel::reference_tool
