// `/console` of `easel serve`: trouble planned for answers, and the clock; what the other pages do not change.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "check/catalogue.hpp"
#include "cli/serve_page.hpp"
#include "platform/fault.hpp"
#include "play/documented.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::cli {
namespace {

namespace json = base::json;

constexpr std::array calls{
    "token", "jwks", "line_items", "line_item", "line_item_create", "line_item_update", "line_item_delete", "score", "results", "progress",
    "memberships", "outcome", "outcome_read", "outcome_delete", "authorization", "deep_link_return", "rest",
};

std::string option(std::string const& value, std::string const& text) {
    return "<option value=\"" + base::html_escape(value) + "\">" + base::html_escape(text) + "</option>";
}

std::string field(std::string const& id, std::string const& label, std::string const& control) {
    return "<p><label for=\"" + id + "\">" + label + "</label>" + control + "</p>";
}

std::string input(std::string const& id, std::string const& placeholder) {
    return "<input id=\"" + id + "\" name=\"" + id + "\" placeholder=\"" + base::html_escape(placeholder) + "\" autocomplete=\"off\">";
}

std::string form(Visit const& visit, std::string const& what, std::string const& body, std::string const& button) {
    return "<form class=\"install\" method=\"post\" action=\"" + base::html_escape(visit.link("/console")) + "\"><input type=\"hidden\" name=\"do\" value=\"" +
           what + "\">" + body + "<button>" + button + "</button></form>";
}

std::string planned(Visit const& visit) {
    auto const& all = visit.served.stage->faults;
    std::string rows;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].times == 0) continue;
        auto const number = std::to_string(i + 1);
        auto const remove = form(
            visit, "remove", "<input type=\"hidden\" name=\"number\" value=\"" + number + "\">",
            "Remove " + number
        );
        rows += html_row({number, html_text(platform::describe_outcome(all[i])), remove});
    }
    if (rows.empty()) return "<p class=\"note\">None is planned: every answer is Canvas's own.</p>";
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Planned trouble\"><table><thead>" + html_row({"#", "Plan", "Change"}, "th") +
           "</thead><tbody>" + rows + "</tbody></table></div>";
}

std::string plan_form(Visit const& visit) {
    std::string kinds;
    for (auto const* call : calls) kinds += option(call, call);
    std::string assignments = option("", "any");
    for (auto const& one : visit.served.stage->world.assignments) assignments += option(one.name, one.name);
    std::string answers;
    for (auto const* word : {"reset", "stall", "truncated", "throttled"}) answers += option("fault:" + std::string(word), word);
    for (auto const* status : {"400", "401", "403", "404", "422", "429", "500", "502", "503"}) answers += option("status:" + std::string(status), std::string("status ") + status);
    for (auto const& row : check::catalogues().errors) answers += option("error:" + row.first, "error " + row.first);
    for (auto const& row : check::catalogues().outcomes) answers += option("error:" + row.first, "outcome " + row.first);
    return form(
        visit, "plan",
        field("call", "Answers to", "<select id=\"call\" name=\"call\">" + kinds + "</select>") +
            field("assignment", "of the assignment", "<select id=\"assignment\" name=\"assignment\">" + assignments + "</select>") +
            field("answer", "become", "<select id=\"answer\" name=\"answer\">" + answers + "</select>") +
            field("times", "so many times", input("times", "once, always or a number; once")) +
            field("after", "after so many calls", input("after", "0")) + field("delay", "delayed by", input("delay", "250ms; not at all")),
        "Plan it"
    );
}

std::string clock_part(Visit const& visit) {
    auto const& time = *visit.served.stage->time;
    return "<p>" + base::to_iso8601(time.now()) + (time.is_virtual() ? ", a virtual clock: it stands still until it is moved." : ", the system's clock and what it was moved by.") +
           "</p>" + form(visit, "clock", field("advance", "Move it by", input("advance", "5m")), "Move it");
}

http::Response page(Visit const& visit, std::string const& trouble = {}) {
    auto const alert = trouble.empty() ? std::string() : "<div class=\"alert\" role=\"alert\"><p>" + base::html_escape(trouble) + "</p></div>";
    return html_page(
        visit, "Console",
        "<h1>Console</h1>" + alert + "<h2>Trouble</h2><p class=\"note\">What is planned here strikes answers to the tool, as the control API's faults do. " +
            html_link(visit.link("/traffic"), "Traffic") + " shows what it struck.</p>" + planned(visit) + "<h3>Plan some</h3>" + plan_form(visit) +
            "<h2>Clock</h2>" + clock_part(visit),
        trouble.empty() ? 200 : 400
    );
}

http::Response again(Visit const& visit) {
    auto response = http::redirect(visit.link("/console"));
    response.status = 303;
    return response;
}

/// What the form says, as the control API takes it.
json::object plan_of(http::Request const& request) {
    json::object plan;
    auto const text = [&](char const* name) { return std::string(base::trim(request.form_value(name).value_or(""))); };
    plan["call"] = text("call");
    if (auto const assignment = text("assignment"); !assignment.empty()) plan["assignment"] = assignment;
    auto const answer = text("answer");
    auto const colon = answer.find(':');
    auto const kind = answer.substr(0, colon);
    auto const value = colon == std::string::npos ? std::string() : answer.substr(colon + 1);
    if (kind == "status") {
        plan["status"] = base::whole_number(value).value_or(0);
    } else {
        plan[kind] = value;
    }
    auto const number_or_text = [&](char const* name) {
        auto const written = text(name);
        if (written.empty()) return;
        auto const number = base::whole_number(written);
        plan[name] = number ? json::value(*number) : json::value(written);
    };
    number_or_text("times");
    number_or_text("after");
    if (auto const delay = text("delay"); !delay.empty()) plan["delay"] = delay;
    return plan;
}

} // namespace

http::Response console_page(Visit const& visit) {
    return page(visit);
}

http::awaitable<http::Response> change_console(Visit const& visit, http::Request const& request) {
    if (!is_own_form(visit, request)) co_return foreign_form(visit);
    auto const stage = visit.served.stage;
    auto const what = request.form_value("do").value_or("");
    if (what == "plan") {
        std::vector<platform::Complaint> complaints;
        auto const now = stage->time->now();
        auto fault = platform::fault_from_json(plan_of(request), [&](std::string_view name) { return play::documented_error(name, now); }, complaints);
        if (!fault) co_return page(visit, complaints.front().pointer + " " + complaints.front().message);
        stage->faults.push_back(std::move(*fault));
        co_return again(visit);
    }
    if (what == "remove") {
        auto const number = base::whole_number(request.form_value("number").value_or("")).value_or(0);
        if (number < 1 || static_cast<std::size_t>(number) > stage->faults.size()) co_return page(visit, "There is no such plan.");
        stage->faults[static_cast<std::size_t>(number) - 1].times = 0; // a number stays with its plan
        co_return again(visit);
    }
    if (what == "clock") {
        auto const span = base::parse_duration(base::trim(request.form_value("advance").value_or("")));
        if (!span) co_return page(visit, "The clock moves by a span such as 5m.");
        auto const name = visit.served.name;
        auto& worlds = visit.worlds;
        co_await stage->time->advance(*span);
        auto const* served = worlds.find(name); // it may have been taken away meanwhile
        if (served == nullptr || served->stage != stage) co_return http::redirect("/");
        worlds.put_extra(*served);
        co_return again(visit);
    }
    co_return page(visit, "The console does no such thing.");
}

} // namespace easel::cli
