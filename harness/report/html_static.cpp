// What index.html says without scripts.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "report/html_parts.hpp"

#include <algorithm>
#include <map>

namespace easel::report::detail {

using verdict::CaseResult;
using verdict::Check;
using verdict::RunResult;
using verdict::Verdict;

namespace {

constexpr std::size_t shown_body = 8 * 1024; ///< bytes of a body; the data holds what the run kept
constexpr std::size_t row_characters = 240;

std::string encoded_id(std::string_view id) {
    // A fragment may hold a slash as it is.
    return base::replace_all(base::percent_encode(id), "%2F", "/");
}

std::string hop_link(CaseResult const& result, int number) {
    auto const n = std::to_string(number);
    auto const there = std::ranges::any_of(result.hops, [&](auto const& hop) { return hop.number == number; });
    return there ? "<a href=\"#c-" + encoded_id(result.id) + "/h" + n + "\">" + n + "</a>" : n;
}

/// "hops 9, 11 to 15": every number a link, runs by their ends.
std::string hop_links(CaseResult const& result, std::vector<int> const& hops) {
    std::string out;
    for (std::size_t i = 0; i < hops.size(); ++i) {
        auto last = i;
        while (last + 1 < hops.size() && hops[last + 1] == hops[last] + 1) ++last;
        out += (out.empty() ? "" : ", ") + hop_link(result, hops[i]);
        if (last < i + 3) continue;
        out += " to " + hop_link(result, hops[last]);
        i = last;
    }
    if (hops.empty()) return {};
    return std::string(hops.size() == 1 ? "hop " : "hops ") + out;
}

std::string_view glyph(Ending how) {
    switch (how) {
        case Ending::passed:
            return "✓";
        case Ending::failed:
        case Ending::expected_failure:
            return "✗";
        case Ending::unexpected_pass:
            return "✓";
        case Ending::warned:
            return "!";
        case Ending::flaky:
            return "±";
        case Ending::inconclusive:
            return "?";
        case Ending::skipped:
            return "–";
        case Ending::error:
            return "E";
    }
    return "E";
}

std::string slug_of(Ending how) {
    return base::replace_all(std::string(to_string(how)), " ", "-");
}

/// One message of a hop as it went over the wire.
std::string message(
    std::string const& first_line, http::Headers const& headers, std::string const& body, std::size_t sent
) {
    auto out = first_line + "\n";
    for (auto const& [name, value] : headers.fields()) out += name + ": " + value + "\n";
    if (body.empty()) return out;
    auto const kept = prefix(body, shown_body);
    out += "\n" + std::string(kept);
    auto const size = std::max(sent, body.size());
    if (kept.size() < size) out += "\n… (" + std::to_string(size - kept.size()) + " more bytes)";
    return out;
}

class Page {
  public:
    Page(RunResult const& run, HtmlOptions const& options)
        : run_(run),
          options_(options) {
        for (auto const& result : run.cases) by_ending_[ending(result, run.threshold)].push_back(&result);
    }

    std::string text() {
        out_ +=
            "<a class=\"skip\" href=\"#failures\">Skip to failures</a>\n<a class=\"skip\" href=\"#others\">Skip to "
            "other cases</a>\n";
        header();
        out_ += "<main>\n";
        setup();
        failures();
        others();
        out_ += "</main>\n";
        return std::move(out_);
    }

  private:
    RunResult const& run_;
    HtmlOptions const& options_;
    std::map<Ending, std::vector<CaseResult const*>> by_ending_;
    std::string out_;
    std::set<Ending> const in_full_{Ending::failed, Ending::unexpected_pass, Ending::error, Ending::expected_failure};

    static std::string t(std::string_view text) { return markup_text(text); }

    void paragraph(std::string_view label, std::string const& markup, std::string_view css = {}) {
        if (markup.empty()) return;
        out_ += "<p" + (css.empty() ? std::string() : " class=\"" + std::string(css) + "\"") + ">";
        if (!label.empty()) out_ += "<strong>" + std::string(label) + "</strong> ";
        out_ += markup + "</p>\n";
    }

    void header() {
        auto const verdict = std::string(headline(run_));
        bool const bad = verdict == "NOT CONFORMANT";
        bool const good = verdict.starts_with("CONFORMANT");
        auto const partial = options_.partial.empty() ? why_partial(run_) : options_.partial;
        out_ += std::string("<header class=\"") +
                (bad    ? "verdict-bad"
                 : good ? "verdict-good"
                        : "verdict-none") +
                "\">\n";
        if (!partial.empty())
            out_ += "<p class=\"partial\"><strong>NOTHING FURTHER JUDGED</strong>: " + t(partial) + "</p>\n";
        out_ += "<p>LTI conformance · tool <strong>" + t(run_.tool_name.empty() ? "none" : run_.tool_name) +
                "</strong>" + (run_.canvas.empty() ? "" : " · Canvas profile " + t(run_.canvas)) + "</p>\n";
        out_ += "<h1>" + std::string(bad ? "✗ " : good ? "✓ " : "? ") + verdict + "</h1>\n<p>";
        std::string counts;
        for (auto const& [how, cases] : by_ending_) {
            counts += counts.empty() ? "" : " · ";
            counts += "<a href=\"#s-" + slug_of(how) + "\">" + std::to_string(cases.size()) + " " +
                      std::string(to_string(how)) + "</a>";
        }
        out_ += (counts.empty() ? "no case was played" : counts) + "</p>\n<p>seed " + std::to_string(run_.seed) +
                " · clock " + (run_.virtual_clock ? "virtual" : "real") + " · started " +
                base::to_iso8601(run_.started, 0) + " · " + std::to_string(run_.cases.size()) + " of " +
                std::to_string(std::max(run_.selected, static_cast<int>(run_.cases.size()))) + " cases" +
                (run_.shard ? " · shard " + verdict::to_string(*run_.shard) : std::string()) + " · easel " +
                t(run_.version) + "</p>\n</header>\n";
    }

    void setup() {
        if (run_.setup.empty()) return;
        auto const wrong =
            std::ranges::count_if(run_.setup, [](auto const& check) { return check.verdict != Verdict::passed; });
        out_ += "<section class=\"setup\">\n<h2>Setup</h2>\n<details" +
                std::string(wrong == 0 ? "" : " open=\"open\"") + ">\n<summary>" +
                (wrong == 0 ? "✓ " + std::to_string(run_.setup.size()) + " checks"
                            : std::to_string(wrong) + " of " + std::to_string(run_.setup.size()) +
                                  " checks are not as they should be") +
                "</summary>\n<ul>\n";
        for (auto const& check : run_.setup) {
            bool const bad = check.verdict == Verdict::failed || check.verdict == Verdict::error;
            out_ += "<li>" + std::string(check.verdict == Verdict::passed ? "✓ " : "✗ ") +
                    std::string(verdict::to_string(check.verdict)) + " <code>" + t(check.id) +
                    "</code>: " + (bad ? "Your setup: " : "") + t(check.detail) +
                    (check.hint.empty() ? "" : " <em>Try: " + t(check.hint) + "</em>") + "</li>\n";
        }
        out_ += "</ul>\n</details>\n</section>\n";
    }

    void failures() {
        auto const cases = gravest_first(run_, in_full_);
        out_ += "<section id=\"failures\">\n<h2>Failures (" + std::to_string(cases.size()) + ")</h2>\n";
        if (cases.empty()) out_ += "<p>None.</p>\n";
        // The counts above lead to lists of exactly so many.
        for (auto const& [how, some] : by_ending_) {
            if (!in_full_.contains(how)) continue;
            out_ += "<nav id=\"s-" + slug_of(how) + "\" aria-label=\"" + std::string(to_string(how)) + "\">\n<h3>" +
                    std::string(to_string(how)) + " (" + std::to_string(some.size()) + ")</h3>\n<ul>\n";
            for (auto const* const result : gravest_first(run_, {how})) {
                out_ += "<li><a href=\"#c-" + encoded_id(result->id) + "\">" + t(result->id) + "</a> " +
                        t(result->title) + "</li>\n";
            }
            out_ += "</ul>\n</nav>\n";
        }
        for (auto const* const result : cases) article(*result);
        out_ += "</section>\n";
    }

    void article(CaseResult const& result) {
        auto const how = ending(result, run_.threshold);
        out_ += "<article class=\"case\" id=\"c-" + t(result.id) + "\">\n<h3><span class=\"status\">" +
                std::string(glyph(how)) + " " +
                base::replace_all(std::string(to_string(how)), "expected failure", "failed as expected") +
                "</span> <span class=\"level\">" + t(result.level.empty() ? "fact" : result.level) + "</span> " +
                t(result.title) + " <code>" + t(result.id) + "</code></h3>\n";
        if (result.false_accept) out_ += "<p class=\"danger\"><strong>ACCEPTED A FORGED LAUNCH</strong></p>\n";
        paragraph("First cause:", t(spoken_cause(result, run_.threshold)));
        if (auto const* const cause = result.cause()) columns(result, *cause);
        if (!result.reason.empty() && result.cause() != nullptr) paragraph("Reason:", t(result.reason));
        paragraph("Reaction:", t(result.reaction));
        if (result.reaction == "retried-blindly") {
            paragraph("Likely:", "the retry loop does not tell permanent (4xx) from transient failures");
        }
        paragraph("Foreseen:", t(result.expected_reason));
        for (auto const& fault : result.faults) paragraph("Fault:", t(fault));
        paragraph("What this checks:", t(result.purpose));
        requirements(result);
        place(result);
        further_checks(result);
        steps(result);
        hops(result);
        if (!result.other_turns.empty()) {
            paragraph(
                "Turns:",
                std::to_string(result.turns) + ", of which " + std::to_string(result.other_turns.size()) +
                    " ended otherwise"
            );
        }
        paragraph(
            "Replay:",
            "<code>" + t(replay_command("index.html", result.id)) + "</code> (seed " + std::to_string(run_.seed) + ")",
            "replay"
        );
        out_ += "</article>\n";
    }

    void columns(CaseResult const& result, Check const& check) {
        out_ += "<table class=\"both\" id=\"c-" + t(result.id) + "/" + t(check.id) + "\">\n<caption>Check " +
                t(check.id) + "</caption>\n<thead><tr><th scope=\"col\">Required" +
                (check.level.empty() ? "" : " (" + t(check.level) + ")") +
                "</th><th scope=\"col\">Observed</th></tr></thead>\n<tbody><tr><td class=\"required\">" +
                t(check.required) +
                (check.requirement.empty() ? "" : "<br/>by <code>" + t(check.requirement) + "</code>") +
                "</td><td class=\"observed\">" + t(check.observed);
        if (auto const links = hop_links(result, check.hops); !links.empty()) out_ += "<br/>" + links;
        if (!check.evidence.empty()) out_ += "<br/>evidence " + t(base::join(check.evidence, ", "));
        out_ += "</td></tr></tbody>\n</table>\n";
        paragraph("Nearest:", t(check.near_miss));
        paragraph("Try:", t(check.hint), "hint");
    }

    void requirements(CaseResult const& result) {
        auto ids = result.requirements;
        for (auto const& check : result.checks) {
            if (check.verdict == Verdict::passed || check.requirement.empty()) continue;
            if (std::ranges::find(ids, check.requirement) == ids.end()) ids.push_back(check.requirement);
        }
        ids.insert(ids.end(), result.facts.begin(), result.facts.end());
        std::string items;
        std::set<std::string> said;
        for (auto const& id : ids) {
            if (!said.insert(id).second) continue;
            auto const row = std::ranges::find(options_.catalogue, id, &Catalogued::id);
            auto const fact = options_.facts.find(id);
            items += "<li><code>" + t(id) + "</code>";
            if (row != options_.catalogue.end()) {
                items += " [" + t(row->level) + "] " + t(row->text) +
                         ". <span class=\"source\">Source: " + t(row->source) + "</span>";
            } else if (fact != options_.facts.end()) {
                items += " Canvas: " + t(fact->second);
            }
            items += "</li>\n";
        }
        if (!items.empty()) out_ += "<h4>Requirements</h4>\n<ul>\n" + items + "</ul>\n";
    }

    void place(CaseResult const& result) {
        auto const at = place_of(result);
        if (at.line == 0) return;
        out_ += "<h4>Scenario</h4>\n<p><code>" + t(yaml::to_string(at)) + "</code></p>\n";
        if (result.at.file == at.file && result.at.line != at.line && result.at.line != 0) excerpt(result.at, 0, 3);
        excerpt(at, 3, 2);
    }

    void excerpt(yaml::Position const& at, int before, int after) {
        auto const source = options_.around.sources.find(at.file);
        if (source == options_.around.sources.end()) return;
        auto const text = numbered_lines(source->second, at.line, before, after);
        if (!text.empty()) out_ += "<pre tabindex=\"0\">" + t(text) + "</pre>\n";
    }

    void further_checks(CaseResult const& result) {
        auto const* const cause = result.cause();
        for (auto const& check : result.checks) {
            bool const met = check.verdict == Verdict::passed || check.verdict == Verdict::informed;
            if (&check != cause && !met) columns(result, check);
        }
    }

    void steps(CaseResult const& result) {
        if (result.steps.empty()) return;
        out_ += "<h4>Steps</h4>\n<ol>\n";
        for (auto const& step : result.steps) {
            bool const well = step.verdict == Verdict::passed || step.verdict == Verdict::informed;
            out_ += "<li>" + std::string(well ? "✓ " : "✗ ") + std::string(verdict::to_string(step.verdict)) +
                    " <code>" + t(step.verb) + "</code>";
            if (step.at.line != 0) out_ += " " + t(yaml::to_string(step.at));
            if (auto const links = hop_links(result, step.hops); !links.empty()) out_ += ", " + links;
            out_ += "</li>\n";
        }
        out_ += "</ol>\n";
    }

    void hops(CaseResult const& result) {
        if (result.hops.empty()) return;
        out_ += "<h4>Hops (" + std::to_string(result.hops.size()) + ")</h4>\n";
        for (auto const& hop : result.hops) {
            auto const status = hop.response ? std::to_string(hop.response->status) : std::string("no answer");
            out_ += "<details class=\"hop\" id=\"c-" + t(result.id) + "/h" + std::to_string(hop.number) +
                    "\"><summary>" + std::to_string(hop.number) + " · " + base::to_iso8601(hop.at).substr(11, 12) +
                    " · " + std::string(actor(hop.from)) + " → " + std::string(actor(hop.to)) + " · " +
                    t(hop.request.method) + " " + t(shorten(hop.url, 160)) + " · " + status + " · " +
                    std::to_string(hop.took.count()) + " ms</summary>\n";
            paragraph("Fault:", t(hop.fault));
            paragraph("No answer:", t(hop.error));
            trail(hop.trail);
            out_ +=
                "<pre tabindex=\"0\">" +
                t(message(hop.request.method + " " + hop.url, hop.request.headers, hop.request.body, hop.request_size)
                ) +
                "</pre>\n";
            if (hop.response) {
                auto const& answer = *hop.response;
                out_ += "<pre tabindex=\"0\">" + t(message(status, answer.headers, answer.body, hop.response_size)) +
                        "</pre>\n";
            }
            out_ += "</details>\n";
        }
    }

    void trail(traffic::Trail const& trail) {
        if (trail.empty()) return;
        std::string lines;
        for (auto const& check : trail) {
            auto const fact = options_.facts.find(std::string(check.fact));
            lines += std::string(check.passed ? "✓ " : "✗ ") + std::string(check.fact) +
                     (fact == options_.facts.end() ? "" : "  " + fact->second) + "\n";
        }
        out_ +=
            "<p>Why this answer: the first check that fails decides.</p>\n<pre tabindex=\"0\">" + t(lines) + "</pre>\n";
    }

    void others() {
        out_ += "<section id=\"others\">\n<h2>Other cases</h2>\n";
        std::size_t count = 0;
        for (auto const& [how, cases] : by_ending_) {
            if (in_full_.contains(how)) continue;
            ++count;
            auto const name = std::string(to_string(how));
            bool const quiet = how == Ending::passed || how == Ending::skipped;
            out_ += "<details" + std::string(quiet ? "" : " open=\"open\"") + "><summary>" + std::string(glyph(how)) +
                    " " + std::to_string(cases.size()) + " " + name +
                    "</summary>\n<table class=\"others\">\n<caption>" + name +
                    "</caption>\n<thead><tr><th scope=\"col\">Case</th><th scope=\"col\">What it came "
                    "to</th></tr></thead>\n<tbody id=\"s-" +
                    slug_of(how) + "\">";
            // No blanks between the rows: there may be thousands, and each would be a node of the page.
            for (auto const* const result : cases) {
                auto const cause = how == Ending::passed
                                       ? std::string()
                                       : shorten(spoken_cause(*result, run_.threshold), row_characters);
                out_ += "<tr id=\"c-" + t(result->id) + "\"><th scope=\"row\">" + t(result->id) + "</th><td>" +
                        t(result->title) + (cause.empty() ? "" : ": " + t(cause)) + "</td></tr>";
            }
            out_ += "</tbody>\n</table>\n</details>\n";
        }
        if (count == 0) out_ += "<p>None.</p>\n";
        out_ += "</section>\n";
    }
};

} // namespace

std::string markup_text(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        bool const stop = i == text.size() || text[i] == '\n' || text[i] == '\t';
        if (!stop) continue;
        auto part = text.substr(at, i - at);
        if (i < text.size() && text[i] == '\n' && part.ends_with('\r')) part.remove_suffix(1);
        out += base::html_escape(visible(part));
        if (i < text.size()) out += text[i];
        at = i + 1;
    }
    return out;
}

std::string html_static(RunResult const& recorded, HtmlOptions const& options) {
    return Page(recorded, options).text();
}

} // namespace easel::report::detail
