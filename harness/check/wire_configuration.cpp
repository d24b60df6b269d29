// The configuration that a tool shows of itself. @par Source requirements CFG
#include "check/configuration.hpp"
#include "check/wire_inspection.hpp"

#include <algorithm>

namespace easel::check::wire {
namespace {

enum class Form { xml, json };

/// Fetches of the tool's configuration: the harness's own say which form they are after.
std::vector<Exchange const*> fetches(Case const& run, Form form) {
    std::vector<Exchange const*> found;
    for (auto const& exchange : run.exchanges) {
        if (exchange.to != traffic::Party::tool || exchange.kind != CallKind::tool_configuration) continue;
        auto const accepted = exchange.request.headers.get("Accept");
        if (accepted.find(form == Form::xml ? "xml" : "json") != std::string_view::npos) found.push_back(&exchange);
    }
    return found;
}

bool is_redirect(Exchange const& exchange) {
    return exchange.response && exchange.response->status >= 300 && exchange.response->status < 400 &&
           exchange.response->headers.has("Location");
}
bool has_document(Exchange const& exchange) {
    return exchange.response && exchange.response->status == 200;
}

/// Is it there at all?
void inspect_answer(Case const& run, Findings& out, Form form) {
    for (auto const* fetch : fetches(run, form)) {
        if (is_redirect(*fetch)) continue;
        out.saw(*fetch);
        if (!fetch->response)
            out.violated(
                *fetch,
                "does not show its configuration: " + (fetch->error.empty() ? "there is no answer" : fetch->error)
            );
        else if (fetch->response->status != 200)
            out.violated(
                *fetch,
                "answers with status " + std::to_string(fetch->response->status) + " instead of its configuration"
            );
        else if (form == Form::json && fetch->response->content_type() != "application/json")
            out.violated(
                *fetch,
                "shows its configuration as " + quoted(fetch->response->content_type()) +
                    " instead of `application/json`"
            );
    }
}

void inspect_document(Case const& run, Findings& out, Form form, std::string_view requirement) {
    for (auto const* fetch : fetches(run, form)) {
        if (!has_document(*fetch)) continue;
        auto const& body = fetch->response->body;
        auto const judged = form == Form::xml ? judge_xml_configuration(body) : judge_json_configuration(body);
        auto const& known = judged.requirements;
        if (std::find(known.begin(), known.end(), requirement) == known.end()) continue;
        out.saw(*fetch);
        for (auto const& flaw : judged.flaws) {
            if (flaw.requirement != requirement) continue;
            auto text = "shows a configuration where, in line " + std::to_string(flaw.line) + ", column " +
                        std::to_string(flaw.column) + ", " + flaw.text;
            if (flaw.doubtful)
                out.doubtful(*fetch, std::move(text));
            else
                out.violated(*fetch, std::move(text));
        }
    }
}

void type_of_xml(Case const& run, Findings& out) {
    for (auto const* fetch : fetches(run, Form::xml)) {
        if (!has_document(*fetch)) continue;
        out.saw(*fetch);
        auto const type = fetch->response->content_type();
        if (!is_xml_type(type))
            out.violated(*fetch, "shows its XML as " + quoted(type) + " instead of `application/xml`");
    }
}

constexpr auto shown = "configurations that the tool shows";

constexpr Rule rules[]{
    {"CFG-001",
     shown,
     [](Case const& run, Findings& out) { inspect_answer(run, out, Form::xml); },
     "Answer a GET of the XML's address with 200 and the document, without asking who it is."},
    {"CFG-002",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-002"); },
     "Write it with an XML library, and declare the namespaces at the root."},
    {"CFG-003",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-003"); },
     "Give it a title, and a launch_url with https or a domain."},
    {"CFG-004",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-004"); },
     "Escape `&` as `&amp;` in every URL."},
    {"CFG-005",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-005"); },
     "Name placements as docs/canvas/developer-key.md 3 does."},
    {"CFG-006",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-006"); },
     "Give each placement `enabled` or a `url`."},
    {"CFG-007",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-007"); },
     "Give editor_button an icon_url, a selection_width and a selection_height."},
    {"CFG-008",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-008"); },
     "Spell message_type as Canvas does."},
    {"CFG-009",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-009"); },
     "Choose one of the four privacy levels."},
    {"CFG-010",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-010"); },
     "Write the domain as a host that all URLs belong to."},
    {"CFG-011",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::xml, "CFG-011"); },
     "Serve icons by https."},
    {"CFG-012", shown, type_of_xml, "Send `Content-Type: application/xml`."},
    {"CFG-013",
     shown,
     [](Case const& run, Findings& out) { inspect_answer(run, out, Form::json); },
     "Answer a GET of the JSON's address with 200 and `Content-Type: application/json`."},
    {"CFG-014",
     shown,
     [](Case const& run, Findings& out) { inspect_document(run, out, Form::json, "CFG-014"); },
     "Compare with docs/canvas/developer-key.md 2."},
};

} // namespace

std::span<Rule const> configuration_rules() {
    return rules;
}

} // namespace easel::check::wire
