#include "report/evidence.hpp"

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "report/neutral.hpp"
#include "report/report.hpp"
#include "report/wording.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace easel::report {

using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;

namespace {

constexpr std::size_t shown_cases = 4; ///< of a test in full, the worst first; the others are named
constexpr std::size_t shown_calls = 12;
constexpr std::size_t quoted = 240; ///< characters of a page's text

/// The worse, the later.
constexpr std::array by_weight{
    Verdict::passed, Verdict::informed, Verdict::skipped, Verdict::inconclusive, Verdict::warned, Verdict::error,
    Verdict::failed,
};

std::size_t weight(Verdict verdict) {
    return static_cast<std::size_t>(std::find(by_weight.begin(), by_weight.end(), verdict) - by_weight.begin());
}

bool is_one_of(std::vector<std::string> const& all, std::string const& id) {
    return std::find(all.begin(), all.end(), id) != all.end();
}

/// A case may speak of more than the test asks: then only those checks count that are about its requirements.
Verdict verdict_for(OfficialTest const& test, CaseResult const& played) {
    if (played.verdict != Verdict::failed && played.verdict != Verdict::warned) return played.verdict;
    auto worst = Verdict::passed;
    bool named = false;
    for (auto const& check : played.checks) {
        if (!is_one_of(test.requirements, check.requirement)) continue;
        named = true;
        if (weight(check.verdict) > weight(worst)) worst = check.verdict;
    }
    return named ? worst : played.verdict;
}

std::vector<CaseResult const*> cases_of(OfficialTest const& test, RunResult const& run) {
    std::vector<CaseResult const*> found;
    for (auto const& played : run.cases) {
        if (is_one_of(test.cases, played.id)) found.push_back(&played);
    }
    std::stable_sort(found.begin(), found.end(), [&](auto const* one, auto const* other) {
        return weight(verdict_for(test, *one)) > weight(verdict_for(test, *other));
    });
    return found;
}

/// The words of a page, without tags, scripts and styles.
std::string text_of_page(std::string_view html) {
    std::string text;
    while (!html.empty()) {
        auto const open = html.find('<');
        text += html.substr(0, open);
        if (open == std::string_view::npos) break;
        html.remove_prefix(open);
        auto end = html.find('>');
        for (std::string_view const name : {"script", "style"}) {
            if (html.substr(1, name.size()) != name) continue;
            auto const close = html.find(std::string("</").append(name));
            end = close == std::string_view::npos ? close : html.find('>', close);
        }
        text += ' ';
        if (end == std::string_view::npos) break;
        html.remove_prefix(end + 1);
    }
    return detail::shorten(detail::visible(detail::flat(text)), quoted);
}

/// A part of a JWT as indented JSON; as it is when it holds none.
std::string part_text(std::string_view part) {
    auto const bytes = base::base64url_decode(part);
    auto const value = bytes ? base::parse_json(*bytes) : base::Result<base::json::value>(base::Fault{});
    return value ? base::dump(*value) : std::string(part);
}

class Pack {
  public:
    explicit Pack(RunResult const& run) : run_(run) {}

    void line(std::string const& text = {}) { out_ += neutral(text, run_) + "\n"; }
    [[nodiscard]] std::string take() { return std::move(out_); }

    void show(OfficialTest const& test, CaseResult const& played) {
        line("### `" + played.id + "`: " + std::string(to_string(verdict_for(test, played))));
        line();
        line(played.title + ".");
        line();
        line("- Played from " + base::to_iso8601(played.started, 3) + " to " +
             base::to_iso8601(played.started + played.took, 3) + (run_.virtual_clock ? " of the stage's clock" : ""));
        auto const* const launch = launch_of(test, played);
        if (launch != nullptr) show_launch(played, *launch);
        show_calls(played, launch == nullptr ? 0 : launch->number);
        if (auto const* cause = played.cause(); cause != nullptr && played.verdict != Verdict::passed) {
            line("- Required: " + cause->required);
            line("- Observed: " + detail::visible(detail::flat(cause->observed)));
            if (!cause->hint.empty()) line("- Hint: " + cause->hint);
        } else if (!played.reason.empty()) {
            line("- Why: " + played.reason);
        }
        line("- Your log of that time:");
        line();
        line("  ```text");
        line();
        line("  ```");
        line();
    }

  private:
    /// The launch that the checks of the test look at, else the last one.
    static traffic::Exchange const* launch_of(OfficialTest const& test, CaseResult const& played) {
        traffic::Exchange const* found = nullptr;
        for (auto const& hop : played.hops) {
            if (hop.kind == traffic::CallKind::launch) found = &hop;
        }
        for (auto const& check : played.checks) {
            if (!is_one_of(test.requirements, check.requirement)) continue;
            for (auto const& hop : played.hops) {
                bool const looked_at = std::find(check.hops.begin(), check.hops.end(), hop.number) != check.hops.end();
                if (looked_at && hop.kind == traffic::CallKind::launch) return &hop;
            }
        }
        return found;
    }

    /// An LTI 1.1 launch as it was posted, one field on a line.
    void show_form(base::Fields const& form) {
        line("- Sent as form:");
        line();
        line("  ```text");
        for (auto const& [name, value] : form) line("  " + detail::visible(detail::flat(name + "=" + value)));
        line("  ```");
        line();
    }

    void show_launch(CaseResult const& played, traffic::Exchange const& launch) {
        if (launch.request.form_value("oauth_consumer_key")) show_form(launch.request.form());
        if (auto const token = launch.request.form_value("id_token")) {
            auto const first = token->find('.');
            auto const second = first == std::string::npos ? first : token->find('.', first + 1);
            if (second == std::string::npos) {
                line("- Sent as id_token: `" + detail::shorten(*token, quoted) + "`");
            } else {
                line("- Sent as id_token, header: `" + part_text(token->substr(0, first)) + "`");
                line("- Sent as id_token, claims:");
                line();
                line("  ```json");
                line("  " + part_text(token->substr(first + 1, second - first - 1)));
                line("  ```");
                line();
            }
        }
        // What the tool showed in the end: where its redirections led.
        auto const* answer = &launch;
        for (auto const& hop : played.hops) {
            bool const leads_on = answer->response && answer->response->status / 100 == 3;
            if (hop.number <= answer->number || !leads_on) continue;
            if (hop.kind == traffic::CallKind::page && hop.to == traffic::Party::tool) answer = &hop;
        }
        if (!answer->response) {
            line("- The tool did not answer: " + answer->error);
            return;
        }
        auto const words = text_of_page(answer->response->body);
        line("- The tool answered " + std::to_string(answer->response->status) +
             (words.empty() ? std::string(" without a word") : ": “" + words + "”"));
    }

    void show_calls(CaseResult const& played, int after) {
        std::size_t shown = 0;
        for (auto const& hop : played.hops) {
            if (hop.number <= after || hop.from != traffic::Party::tool || hop.to != traffic::Party::platform) continue;
            if (shown == 0) line("- The tool then called:");
            if (++shown > shown_calls) continue;
            line("  - `" + hop.request.method + " " + hop.url + "` → " +
                 (hop.response ? std::to_string(hop.response->status) : "no answer"));
        }
        if (shown > shown_calls) line("  - and " + std::to_string(shown - shown_calls) + " more");
        if (shown == 0) line("- The tool then called nothing.");
    }

    RunResult const& run_;
    std::string out_;
};

} // namespace

Verdict verdict_of(OfficialTest const& test, RunResult const& run) {
    auto const played = cases_of(test, run);
    if (played.empty()) return Verdict::skipped;
    // What some case shows is shown, though another one could not be played.
    auto const worst = verdict_for(test, *played.front());
    bool const some_passed = std::any_of(played.begin(), played.end(), [&](auto const* each) {
        return verdict_for(test, *each) == Verdict::passed;
    });
    return worst == Verdict::skipped && some_passed ? Verdict::passed : worst;
}

std::string evidence_pack(RunResult const& run, std::string const& profile, std::vector<OfficialTest> const& tests) {
    Pack pack(run);
    pack.line("# Evidence pack: " + (run.tool_name.empty() ? "a tool" : run.tool_name));
    pack.line();
    pack.line("A rehearsal with the profile `" + profile + "` of Easel " + run.version + ", seed " +
              std::to_string(run.seed) + ". The official tests are attested by hand: this page holds for each of them what "
              "was sent, what the tool answered and called, and in which span of time to look into the tool's own log.");
    pack.line();
    pack.line("| Block | Official test | Requirements | Cases | Verdict |");
    pack.line("|---|---|---|---|---|");
    for (auto const& test : tests) {
        pack.line("| " + test.block + " | " + test.name + " | " + base::join(test.requirements, ", ") + " | " +
                  std::to_string(cases_of(test, run).size()) + " | " + std::string(to_string(verdict_of(test, run))) + " |");
    }
    for (auto const& test : tests) {
        pack.line();
        pack.line("## " + test.name + " (" + test.block + ")");
        pack.line();
        auto const played = cases_of(test, run);
        if (played.empty()) {
            pack.line("No case of it was played.");
            continue;
        }
        for (std::size_t i = 0; i != std::min(played.size(), shown_cases); ++i) pack.show(test, *played[i]);
        for (std::size_t i = shown_cases; i < played.size(); ++i) {
            pack.line("- `" + played[i]->id + "`: " + std::string(to_string(verdict_for(test, *played[i]))));
        }
    }
    return pack.take();
}

} // namespace easel::report
