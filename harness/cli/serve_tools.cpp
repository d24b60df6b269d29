// The page `/tools`: what is installed where, at which placements; a form that installs a tool; tokens of the REST API.
// @par Source external-tools-api.md, config-xml.md, developer-key.md
#include "base/text.hpp"
#include "cli/serve_page.hpp"
#include "play/rest_call.hpp"
#include "tool_config/tool_config.hpp"
#include "world/context.hpp"

#include <algorithm>
#include <array>

namespace easel::cli {
namespace {

namespace json = base::json;
using world::World;

/// What one can choose for a tool that is described field by field; the others take more than an address.
constexpr std::array offered{
    "account_navigation", "assignment_selection", "course_home_sub_navigation", "course_navigation", "editor_button",
    "homework_submission", "link_selection", "migration_selection", "resource_selection", "tool_configuration",
    "user_navigation",
};
constexpr std::array privacy_levels{"anonymous", "name_only", "email_only", "public"};

/// A place where tools are installed, as the form's list names it.
struct Place {
    std::string value; ///< "course bio101", "account science", "account"
    std::string title;
    world::Installed where;
};

std::vector<Place> places_of(World const& world) {
    std::vector<Place> all{{"account", world.account.name, {}}};
    for (auto const& account : world.accounts)
        all.push_back({"account " + account.name, account.title.empty() ? account.name : account.title, {.account = account.id}});
    for (auto const& course : world.courses)
        if (course.state != world::CourseState::deleted && course.cloned_from.empty())
            all.push_back({"course " + course.name, course.title, {.course = course.id}});
    return all;
}

std::string kind_of(Place const& place) {
    return place.where.course != 0 ? "course" : place.where.account != 0 ? "sub-account" : "account";
}

/// What was typed, so that nobody has to type it again.
struct Typed {
    base::Fields fields;
    std::vector<std::string> problems;

    [[nodiscard]] std::string get(std::string_view name) const { return base::value_of(fields, name); }
    [[nodiscard]] bool has(std::string_view name, std::string_view value) const {
        return std::find(fields.begin(), fields.end(), base::Fields::value_type(name, value)) != fields.end();
    }
};

// -- what is there -----------------------------------------------------------------------------------------------------

std::string placement_text(world::Placement const& placement) {
    auto text = base::html_escape(placement.name);
    if (!placement.text.empty()) text += " <span class=\"note\">&ldquo;" + base::html_escape(placement.text) + "&rdquo;</span>";
    if (!placement.visibility.empty()) text += " <span class=\"note\">for " + base::html_escape(placement.visibility) + "</span>";
    return text + (placement.enabled ? "" : " <span class=\"note\">(off)</span>");
}

std::string placements_text(world::Tool const& tool) {
    if (tool.placements.empty()) return "-";
    if (tool.placements.size() == 1) return placement_text(tool.placements.front());
    std::string items;
    for (auto const& placement : tool.placements) items += "<li>" + placement_text(placement) + "</li>";
    return "<details><summary>" + std::to_string(tool.placements.size()) + " placements</summary><ul>" + items + "</ul></details>";
}

std::string installed(World& world) {
    std::string text;
    for (auto const& place : places_of(world)) {
        std::string rows;
        for (auto const& tool : world.tools) {
            if (tool.deleted || !(world::Installed{tool.course, tool.account} == place.where)) continue;
            bool const old = world::is_lti11(tool);
            auto const address = tool.target_link_uri.empty() ? tool.domain : tool.target_link_uri;
            rows += "<tr id=\"tool-" + std::to_string(tool.id) + "\"><th scope=\"row\">" +
                    html_text(tool.title.empty() ? tool.name : tool.title) + "</th><td>" + std::to_string(tool.id) + "</td><td>" +
                    (old ? "1.1" : "1.3") + "</td><td class=\"wide\">" + html_text(address) + "</td><td class=\"wide\">" +
                    html_text(old ? tool.consumer_key : tool.client_id) + "</td><td>" +
                    std::string(world::to_string(tool.privacy)) + "</td><td>" + placements_text(tool) + "</td></tr>";
        }
        if (rows.empty()) continue;
        text += "<h3>" + base::html_escape(place.title) + " <span class=\"note\">" + kind_of(place) + "</span></h3>" +
                "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Tools of " + base::html_escape(place.title) +
                "\"><table><thead><tr>";
        for (auto const* head : {"Tool", "Id", "LTI", "Address", "Consumer key or client id", "Privacy", "Placements"})
            text += "<th scope=\"col\">" + std::string(head) + "</th>";
        text += "</tr></thead><tbody>" + rows + "</tbody></table></div>";
    }
    return text.empty() ? "<p>No tool is installed.</p>" : text;
}

std::string token_state(world::AccessToken const& token, base::Instant now) {
    if (token.revoked) return "revoked";
    if ((token.ends_at && *token.ends_at <= now) || (token.expires_at && *token.expires_at <= now)) return "expired";
    return "good";
}

std::string tokens(World& world, base::Instant now) {
    std::string rows;
    for (auto const& token : world.tokens) {
        auto const* user = world::user_by_id(world, token.user);
        auto const scopes = token.scopes ? base::join(*token.scopes, ", ") : std::string("all");
        rows += "<tr><th scope=\"row\">" + html_text(user == nullptr ? token.name : user->name) + "</th><td class=\"wide\"><code>" +
                base::html_escape(token.token) + "</code></td><td class=\"wide\">" + html_text(scopes) + "</td><td>" +
                token_state(token, now) + "</td></tr>";
    }
    if (rows.empty()) return "";
    return "<h2 id=\"tokens\">Tokens</h2><p class=\"note\">Of Canvas's REST API: <code>Authorization: Bearer TOKEN</code>.</p>"
           "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Tokens\"><table><thead><tr><th scope=\"col\">Person</th>"
           "<th scope=\"col\">Token</th><th scope=\"col\">Scopes</th><th scope=\"col\">State</th></tr></thead><tbody>" +
           rows + "</tbody></table></div>";
}

// -- the form ----------------------------------------------------------------------------------------------------------

std::string input(Typed const& typed, std::string const& name, std::string const& label, std::string const& more = "") {
    return "<p><label for=\"" + name + "\">" + label + "</label><input id=\"" + name + "\" name=\"" + name + "\" value=\"" +
           base::html_escape(typed.get(name)) + "\"" + more + "></p>";
}

std::string area(Typed const& typed, std::string const& name, std::string const& label) {
    return "<p><label for=\"" + name + "\">" + label + "</label><textarea id=\"" + name + "\" name=\"" + name +
           "\" rows=\"8\" spellcheck=\"false\">" + base::html_escape(typed.get(name)) + "</textarea></p>";
}

std::string choice(Typed const& typed, std::string const& value, std::string const& label, bool first = false) {
    bool const chosen = typed.get("by").empty() ? first : typed.get("by") == value;
    return "<p class=\"choice\"><input type=\"radio\" id=\"by-" + value + "\" name=\"by\" value=\"" + value + "\"" +
           (chosen ? " checked" : "") + "><label for=\"by-" + value + "\">" + label + "</label></p>";
}

std::string form(Visit const& visit, Typed const& typed) {
    auto const& world = visit.served.stage->world;
    std::string where, privacy, placements;
    for (auto const& place : places_of(world))
        where += "<option value=\"" + base::html_escape(place.value) + "\"" + (typed.get("where") == place.value ? " selected" : "") +
                 ">" + base::html_escape(place.title + " (" + kind_of(place) + ")") + "</option>";
    for (auto const* level : privacy_levels)
        privacy += "<option" + std::string(typed.get("privacy") == level ? " selected" : "") + ">" + level + "</option>";
    for (std::string const name : offered)
        placements += "<span class=\"choice\"><input type=\"checkbox\" id=\"at-" + name + "\" name=\"placement\" value=\"" + name +
                      "\"" + (typed.has("placement", name) ? " checked" : "") + "><label for=\"at-" + name + "\">" + name +
                      "</label></span>";
    return "<h2 id=\"install\">Install a tool</h2><form class=\"install\" method=\"post\" action=\"" +
           base::html_escape(visit.link("/tools")) + "\">" +
           "<p><label for=\"where\">Where</label><select id=\"where\" name=\"where\">" + where + "</select></p>" +
           "<fieldset><legend>Described by</legend>" + choice(typed, "fields", "the fields below (LTI 1.1)", true) +
           choice(typed, "xml", "configuration XML (LTI 1.1)") + choice(typed, "url", "the URL of configuration XML (LTI 1.1)") +
           choice(typed, "json", "a developer key's JSON (LTI 1.3)") + "</fieldset>" + input(typed, "name", "Name") +
           "<fieldset><legend>LTI 1.1</legend>" + input(typed, "consumer_key", "Consumer key") +
           input(typed, "shared_secret", "Shared secret", " autocomplete=\"off\"") + "</fieldset>" +
           "<fieldset><legend>Fields</legend>" + input(typed, "url", "Launch URL", " inputmode=\"url\"") +
           input(typed, "icon_url", "Icon URL (an editor button needs one)", " inputmode=\"url\"") +
           "<p><label for=\"privacy\">Privacy level</label><select id=\"privacy\" name=\"privacy\">" + privacy + "</select></p>" +
           "<fieldset class=\"inner\"><legend>Placements</legend>" + placements + "</fieldset></fieldset>" +
           "<fieldset><legend>Configuration</legend>" + area(typed, "xml", "Configuration XML") +
           input(typed, "config_url", "URL of configuration XML", " inputmode=\"url\"") + area(typed, "json", "Developer key's JSON") +
           "</fieldset><p><button>Install</button></p></form>";
}

std::string problems(Typed const& typed) {
    if (typed.problems.empty()) return "";
    std::string items;
    for (auto const& problem : typed.problems) items += "<li>" + base::html_escape(problem) + "</li>";
    return "<div role=\"alert\" class=\"alert\"><p>The tool was not installed:</p><ul>" + items + "</ul></div>";
}

http::Response page(Visit const& visit, Typed const& typed, int status) {
    auto& stage = *visit.served.stage;
    std::string body = "<h1>Tools</h1>" + problems(typed);
    if (auto const* made = world::tool_by_id(stage.world, base::whole_number(visit.get("installed")).value_or(0)))
        body += "<p role=\"status\">" + base::html_escape(made->title) + " is installed: " +
                html_link("#tool-" + std::to_string(made->id), "see it below") + ".</p>";
    body += "<p class=\"note\">What Canvas's External Tools API lists, by place. " + html_link("#install", "Install a tool") + " &middot; " +
            html_link("#tokens", "Tokens of the REST API") + "</p><h2>Installed</h2>" + installed(stage.world) + form(visit, typed) +
            tokens(stage.world, stage.time->now());
    return html_page(visit, typed.problems.empty() ? "Tools" : "Not installed", body, status);
}

http::Response refused(Visit const& visit, Typed typed, std::vector<std::string> found, int status = 400) {
    typed.problems = std::move(found);
    return page(visit, typed, status);
}

http::Response done(Visit const& visit, world::Id tool) {
    visit.worlds.put(visit.served);
    auto response = http::redirect(visit.link("/tools", {{"installed", std::to_string(tool)}}));
    response.status = 303;
    return response;
}

// -- installing --------------------------------------------------------------------------------------------------------

http::Response install_key(Visit const& visit, Typed const& typed, world::Installed const& where) {
    auto& world = visit.served.stage->world;
    auto const document = base::parse_json(typed.get("json"));
    if (!document) return refused(visit, typed, {"the developer key's configuration is no JSON: " + document.error().message});
    tool_config::Install options;
    options.key_name = typed.get("name");
    options.privacy_level_required = world.dialects.privacy_level_required;
    auto read = tool_config::read(*document, options);
    if (!read.configuration) {
        std::vector<std::string> all;
        for (auto const& one : read.complaints) all.push_back(one.message + (one.pointer.empty() ? "" : " (at " + one.pointer + ")"));
        return refused(visit, typed, std::move(all));
    }
    auto const name = world::free_tool_name(world, base::slug(read.configuration->tool.title));
    auto const& made = tool_config::install(world, std::move(*read.configuration), where, name, visit.served.stage->time->now());
    visit.worlds.register_client(visit.served, made.client_id);
    return done(visit, made.id);
}

json::object parameters_of(Typed const& typed) {
    auto const by = typed.get("by");
    json::object made{{"consumer_key", typed.get("consumer_key")}, {"shared_secret", typed.get("shared_secret")}};
    if (!typed.get("name").empty()) made["name"] = typed.get("name"); // else the configuration's own
    if (by == "xml") {
        made["config_type"] = "by_xml";
        made["config_xml"] = typed.get("xml");
    } else if (by == "url") {
        made["config_type"] = "by_url";
        made["config_url"] = typed.get("config_url");
    } else {
        made["url"] = typed.get("url");
        made["privacy_level"] = typed.get("privacy");
        if (!typed.get("icon_url").empty()) made["icon_url"] = typed.get("icon_url");
        for (std::string const name : offered)
            if (typed.has("placement", name)) made[name] = json::object{{"enabled", "true"}};
    }
    return made;
}

/// What the API finds wrong, one sentence for each.
std::vector<std::string> complaints_in(http::Response const& answer) {
    std::vector<std::string> all;
    auto const body = base::parse_json(answer.body);
    auto const* errors = body ? base::member(*body, "errors") : nullptr;
    auto const add = [&](std::string_view attribute, json::value const& list) {
        if (!list.is_array()) return;
        for (auto const& one : list.as_array())
            if (auto const message = base::text_member(one, "message"))
                all.push_back((attribute.empty() ? "" : std::string(attribute) + ": ") + *message);
    };
    if (errors != nullptr && errors->is_object())
        for (auto const& [attribute, list] : errors->as_object()) add(attribute, list);
    else if (errors != nullptr)
        add("", *errors);
    if (all.empty()) all.push_back("Canvas answered " + std::to_string(answer.status) + ": " + base::to_valid_utf8(answer.body.substr(0, 300)));
    return all;
}

} // namespace

http::Response tools_page(Visit const& visit) {
    return page(visit, {}, 200);
}

http::awaitable<http::Response> install_page(Visit const& visit, platform::Platform& platform, http::Request const& request) {
    if (!is_own_form(visit, request)) co_return foreign_form(visit);
    Typed const typed{request.form(), {}};
    auto& world = visit.served.stage->world;
    auto const places = places_of(world);
    auto const place = std::find_if(places.begin(), places.end(), [&](Place const& one) { return one.value == typed.get("where"); });
    if (place == places.end()) co_return refused(visit, typed, {"There is no such place any more."});
    auto const where = place->where;
    if (typed.get("by") == "json") co_return install_key(visit, typed, where);
    auto const* const admin = play::some_admin(world);
    if (admin == nullptr) co_return refused(visit, typed, {"This Canvas has no admin who could install it: give a user `admin: account`."});
    auto call = http::form_post("/api/v1" + play::tools_path(world, where), play::nested_fields(parameters_of(typed)));
    call.headers.set(platform::stage_header, visit.served.stage->name); // worlds have accounts of the same id
    call.headers.set("Authorization", "Bearer " + play::person_token(world, admin->name, world.random));
    auto const world_name = visit.served.name;
    auto const answer = co_await platform.ask(std::move(call));
    if (visit.worlds.find(world_name) != &visit.served) // taken away while a configuration was fetched
        co_return http::html(404, "<!DOCTYPE html><title>No such world</title><p>There is no such world here any more.</p>\n");
    auto const body = base::parse_json(answer.body);
    auto const* made = body ? base::member(*body, "id") : nullptr;
    if (answer.status != 200 || made == nullptr) co_return refused(visit, typed, complaints_in(answer));
    co_return done(visit, static_cast<world::Id>(base::number(*made).value_or(0)));
}

} // namespace easel::cli
