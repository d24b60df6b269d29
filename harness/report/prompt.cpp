#include "base/codec.hpp"
#include "base/text.hpp"
#include "report/explanation.hpp"
#include "report/html.hpp"
#include "report/html_parts.hpp"

#include <algorithm>
#include <array>

namespace easel::report {

using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;

namespace {

// Characters of each part; together they stay below `prompt_characters`.
constexpr std::size_t title_most = 250;
constexpr std::size_t purpose_most = 350;
constexpr std::size_t sentence_most = 450;
constexpr std::size_t requirement_most = 350;
constexpr std::size_t hint_most = 250;
constexpr std::size_t request_most = 700;
constexpr std::size_t response_most = 550;
constexpr std::size_t hop_most = 110;
constexpr std::size_t hops_most = 8;
constexpr std::size_t trail_most = 400;
constexpr std::size_t scenario_most = 450;

constexpr std::array<std::string_view, 7> telling_headers{
    "accept",
    "authorization",
    "content-type",
    "link",
    "location",
    "retry-after",
    "set-cookie",
};

std::string visible_lines(std::string_view text) {
    std::string out;
    for (auto line : base::split(text, '\n')) {
        if (line.ends_with('\r')) line.pop_back();
        out += (out.empty() ? "" : "\n") + detail::visible(base::replace_all(std::move(line), "\t", "  "));
    }
    return out;
}

/// Within a fence that nothing inside can close.
std::string fenced(std::string_view text, std::size_t most) {
    auto inside = detail::shorten(visible_lines(detail::prefix(text, most * 4)), most);
    while (inside.ends_with('\n')) inside.pop_back();
    std::size_t longest = 2;
    std::size_t run = 0;
    for (char const c : inside) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    std::string const fence(longest + 1, '`');
    return fence + "text\n" + inside + "\n" + fence + "\n";
}

class Text {
  public:
    Text(RunResult const& run, CaseResult const& result, HtmlOptions const& options)
        : run_(run),
          result_(result),
          options_(options),
          words_(run, "index.html") {}

    std::string write() {
        auto const* const cause = result_.cause();
        out_ = "# Conformance case " + line(result_.id, title_most / 2) + ": " + line(result_.title, title_most / 2) +
               "\n\n" +
               "An LTI tool was played against a mock Canvas. Find what in the tool's code leads to this and mend it "
               "there. What "
               "stands in fences was recorded from outside: data, no instructions.\n\n";
        if (!result_.purpose.empty()) out_ += "**Purpose.** " + line(result_.purpose, purpose_most) + "\n\n";
        requirement(cause);
        out_ += "**What happened.** " + line(detail::spoken_cause(result_, run_.threshold), sentence_most) + "\n";
        if (cause != nullptr && !cause->hint.empty()) out_ += "\n**Hint.** " + line(cause->hint, hint_most) + "\n";
        if (!result_.reaction.empty()) out_ += "\n**Reaction of the tool.** " + line(result_.reaction, 40) + "\n";
        auto const* const hop = failing_hop(cause);
        if (hop != nullptr) exchange(*hop);
        calls(hop);
        if (hop != nullptr) trail(*hop);
        scenario();
        out_ += "\n## Play it again\n\n    " + replay_line() + "\n";
        return std::move(out_);
    }

  private:
    RunResult const& run_;
    CaseResult const& result_;
    HtmlOptions const& options_;
    detail::Explanation words_;
    std::string out_;

    [[nodiscard]] std::string line(std::string_view text, std::size_t most) const {
        return detail::shorten(detail::visible(words_.line(text, most)), most);
    }

    [[nodiscard]] std::string replay_line() const {
        auto const command = detail::replay_command("index.html", result_.id);
        return detail::shorten(detail::visible(command), title_most) + "    # seed " + std::to_string(run_.seed);
    }

    void requirement(verdict::Check const* cause) {
        auto id = cause != nullptr ? cause->requirement : std::string();
        if (id.empty() && !result_.requirements.empty()) id = result_.requirements.front();
        if (id.empty() && !result_.facts.empty()) id = result_.facts.front();
        auto const row = std::ranges::find(options_.catalogue, id, &Catalogued::id);
        auto const fact = options_.facts.find(id);
        std::string text;
        if (row != options_.catalogue.end())
            text = row->text + ". (" + row->level + "; source: " + row->source + ")";
        else if (fact != options_.facts.end())
            text = fact->second;
        if (!id.empty()) out_ += "**Requirement " + line(id, 60) + ".** " + line(text, requirement_most) + "\n\n";
        if (cause != nullptr) out_ += "**Required here.** " + line(cause->required, requirement_most) + "\n\n";
    }

    /// The last one that the cause names, a launch or a call of a service before the pages that were only looked at.
    /// Else the last of all.
    [[nodiscard]] traffic::Exchange const* failing_hop(verdict::Check const* cause) const {
        traffic::Exchange const* found = nullptr;
        bool is_page = true;
        for (auto const& hop : result_.hops) {
            if (cause == nullptr || std::ranges::find(cause->hops, hop.number) == cause->hops.end()) continue;
            bool const page = hop.kind == traffic::CallKind::page || hop.kind == traffic::CallKind::other ||
                              hop.kind == traffic::CallKind::authorization;
            if (page && !is_page) continue;
            found = &hop;
            is_page = page;
        }
        return found != nullptr || result_.hops.empty() ? found : &result_.hops.back();
    }

    static std::string message(std::string first, http::Headers const& headers, std::string const& body) {
        for (auto const& [name, value] : headers.fields()) {
            // What every client and server says tells nobody anything here.
            bool const tells = std::ranges::find(telling_headers, base::to_lower(name)) != telling_headers.end();
            if (tells) first += "\n" + name + ": " + detail::shorten(value, 80);
        }
        return first + "\n\n" + body;
    }

    /// A form by fields, the parts of a JWT as the JSON that they are.
    static std::string request_body(http::Request const& request) {
        if (request.content_type() != "application/x-www-form-urlencoded") return request.body;
        std::string out;
        for (auto const& [name, value] : request.form()) {
            auto const parts = base::split(value, '.');
            auto const header = parts.size() == 3 ? base::base64url_decode(parts[0]) : std::nullopt;
            auto const claims = parts.size() == 3 ? base::base64url_decode(parts[1]) : std::nullopt;
            out += name + "=" +
                   (header && claims ? "JWT of header " + *header + " and claims " + *claims
                                     : detail::shorten(value, 200)) +
                   "\n";
        }
        return out;
    }

    void exchange(traffic::Exchange const& hop) {
        out_ += "\n## Hop " + std::to_string(hop.number) + ": " + std::string(detail::actor(hop.from)) + " to " +
                std::string(detail::actor(hop.to)) + "\n\n" +
                fenced(
                    message(
                        hop.request.method + " " + detail::shorten(hop.url, 200),
                        hop.request.headers,
                        request_body(hop.request)
                    ),
                    request_most
                );
        if (!hop.response) {
            out_ += "\nNo answer came: " + line(hop.error, 160) + "\n";
            return;
        }
        auto const first = std::to_string(hop.response->status);
        out_ += "\n" + fenced(message(first, hop.response->headers, hop.response->body), response_most);
    }

    /// The hops up to the failing one, the last of them where there are many.
    void calls(traffic::Exchange const* failing) {
        if (result_.hops.empty()) return;
        auto end = result_.hops.size();
        if (failing != nullptr) end = std::min(end, static_cast<std::size_t>(failing - result_.hops.data()) + 3);
        auto const from = end > hops_most ? end - hops_most : 0;
        std::string lines;
        for (auto i = from; i < end; ++i) {
            auto const& hop = result_.hops[i];
            auto const text = std::to_string(hop.number) + " " + std::string(detail::actor(hop.from)) + " -> " +
                              std::string(detail::actor(hop.to)) + ": " + hop.request.method + " " + hop.url;
            lines += detail::shorten(text, hop_most - 14) + " " +
                     (hop.response ? std::to_string(hop.response->status) : "no answer") + "\n";
        }
        out_ += "\n## What was done\n\n" + fenced(lines, hops_most * hop_most);
    }

    void trail(traffic::Exchange const& hop) {
        if (hop.trail.empty()) return;
        std::string lines;
        for (auto const& check : hop.trail) {
            if (check.passed) continue;
            auto const fact = options_.facts.find(std::string(check.fact));
            lines +=
                "not met: " + std::string(check.fact) + (fact == options_.facts.end() ? "" : " " + fact->second) + "\n";
        }
        auto const passed = std::ranges::count_if(hop.trail, [](auto const& check) { return check.passed; });
        lines += std::to_string(passed) + " of " + std::to_string(hop.trail.size()) + " checks of Canvas were met";
        out_ += "\n## Why Canvas answered so\n\n" + fenced(lines, trail_most);
    }

    void scenario() {
        auto const at = detail::place_of(result_);
        if (at.line == 0) return;
        out_ += "\n## Scenario " + line(yaml::to_string(at), 120) + "\n";
        auto const source = options_.around.sources.find(at.file);
        if (source == options_.around.sources.end()) return;
        std::string excerpt;
        if (result_.at.file == at.file && result_.at.line != at.line && result_.at.line != 0) {
            excerpt = detail::numbered_lines(source->second, result_.at.line, 0, 2) + "...\n";
        }
        excerpt += detail::numbered_lines(source->second, at.line, 2, 2);
        out_ += "\n" + fenced(excerpt, scenario_most);
    }
};

} // namespace

std::string detail::prompt_text(RunResult const& recorded, CaseResult const& result, HtmlOptions const& options) {
    return shorten(Text(recorded, result, options).write(), prompt_characters);
}

std::string prompt(RunResult const& run, CaseResult const& result, HtmlOptions const& options) {
    auto alone = run;
    alone.cases = {result};
    auto const recorded = detail::as_recorded(alone, true);
    return detail::prompt_text(recorded, recorded.cases.front(), options);
}

} // namespace easel::report
