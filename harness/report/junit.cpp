#include "base/codec.hpp"
#include "report/neutral.hpp"
#include "report/report.hpp"
#include "report/wording.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace easel::report {

using detail::Ending;
using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;

namespace {

constexpr std::size_t message_characters = 200;  // conventions.md 6, rule 3
constexpr std::size_t summary_characters = 300;  // rule 6: Jenkins keeps the first 500 only
constexpr std::size_t excerpt_bytes = 4096;      // rule 10

/// Text between tags. `>` is always escaped, so `]]>` cannot occur.
std::string escape(std::string_view text) {
    std::string out;
    for (char const c : base::to_valid_utf8(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\r':
                out += "&#13;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

/// An attribute value; readers would turn raw line breaks into blanks.
std::string quote(std::string_view text) {
    std::string out = "\"";
    for (char const c : escape(text)) {
        switch (c) {
            case '"':
                out += "&quot;";
                break;
            case '\n':
                out += "&#10;";
                break;
            case '\t':
                out += "&#9;";
                break;
            default:
                out += c;
        }
    }
    return out += '"';
}

struct Counts {
    int tests = 0, failures = 0, errors = 0, skipped = 0;
    base::Duration took{0};

    void add(Counts const& other) {
        tests += other.tests;
        failures += other.failures;
        errors += other.errors;
        skipped += other.skipped;
        took += other.took;
    }
    [[nodiscard]] std::string attributes() const {
        return " tests=\"" + std::to_string(tests) + "\" failures=\"" + std::to_string(failures) + "\" errors=\"" +
               std::to_string(errors) + "\" skipped=\"" + std::to_string(skipped) + "\"";
    }
};

std::string property(std::string_view name, std::string_view value) {
    return "<property name=" + quote(name) + " value=" + quote(value) + "/>";
}

class Writer {
  public:
    Writer(RunResult const& run, JunitOptions const& options)
        : run_(run),
          options_(options),
          neutral_(run) {}

    std::string document() {
        std::map<std::string, std::vector<CaseResult const*>> groups;
        for (auto const& result : run_.cases) groups[result.group].push_back(&result);
        Counts total;
        std::string suites = setup(total);
        for (auto const& [group, cases] : groups) suites += suite(group, cases, total);
        // Stage times only: under a virtual clock the run's own span would be wall time.
        auto const took = run_.virtual_clock ? total.took : run_.took;
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"easel\"" + total.attributes() +
               " time=\"" + detail::seconds(took, 3) + "\" timestamp=\"" + base::to_iso8601(run_.started, 0) + "\">\n" +
               suites + "</testsuites>\n";
    }

  private:
    RunResult const& run_;
    JunitOptions const& options_;
    detail::Neutral neutral_;

    std::string line(std::string_view text, std::size_t most) const {
        return detail::shorten(detail::flat(neutral_(std::string(text))), most);
    }

    std::string excerpt(std::string_view text) const {
        auto const whole = detail::flat(neutral_(std::string(text)));
        auto const kept = detail::prefix(whole, excerpt_bytes);
        if (kept.size() == whole.size()) return whole;
        return std::string(kept) + "… (" + std::to_string(whole.size() - kept.size()) + " more bytes)";
    }

    std::string opening(std::string_view name, Counts const& counts, base::Instant at, std::string_view file) const {
        return "  <testsuite name=" + quote(name) + counts.attributes() + " time=\"" + detail::seconds(counts.took, 3) +
               "\" timestamp=\"" + base::to_iso8601(at, 0) + "\" hostname=\"localhost\"" +
               (file.empty() ? std::string() : " file=" + quote(neutral_(std::string(file)))) + ">\n" +
               run_properties();
    }

    std::string run_properties() const {
        std::string out = "    <properties>" + property("seed", std::to_string(run_.seed)) +
                          property("clock", run_.virtual_clock ? "virtual" : "real");
        if (auto const profile = run_.vars.find("profile"); profile != run_.vars.end()) {
            out += property("profile", neutral_(profile->second));
        }
        if (!run_.canvas.empty()) out += property("canvas", run_.canvas);
        out += property("harness", run_.version);
        if (run_.interrupted) out += property("interrupted", "true");
        return out + "</properties>\n";
    }

    /// What pre-flight found wrong: the reason why nothing, or less, was judged.
    std::string setup(Counts& total) const {
        Counts counts;
        std::string cases;
        for (auto const& check : run_.setup) {
            if (check.verdict != Verdict::failed && check.verdict != Verdict::error) continue;
            ++counts.tests;
            ++counts.errors;
            auto const message = line(check.detail, message_characters);
            cases += "    <testcase name=" + quote(check.id) +
                     " classname=\"setup\" time=\"0.000\">\n      <error type=\"setup\""
                     " message=" +
                     quote(message) + ">" + escape(message + "\n  " + excerpt(check.detail)) +
                     (check.hint.empty() ? "" : escape("\n  try:      " + excerpt(check.hint))) +
                     "</error>\n    </testcase>\n";
        }
        total.add(counts);
        return counts.tests == 0 ? "" : opening("setup", counts, run_.started, "") + cases + "  </testsuite>\n";
    }

    std::string suite(std::string const& group, std::vector<CaseResult const*> const& cases, Counts& total) const {
        Counts counts;
        auto started = cases.front()->started;
        std::string body;
        std::map<std::string, int> names;
        for (auto const* const result : cases) {
            started = std::min(started, result->started);
            counts.took += result->took;
            ++counts.tests;
            switch (detail::ending(*result, options_.strict)) {
                case Ending::passed:
                case Ending::warned:
                    break;
                case Ending::failed:
                case Ending::unexpected_pass:
                    ++counts.failures;
                    break;
                case Ending::expected_failure:
                case Ending::inconclusive:
                case Ending::skipped:
                    ++counts.skipped;
                    break;
                case Ending::error:
                    ++counts.errors;
                    break;
            }
            auto name = detail::flat(neutral_(result->id + " " + result->title));
            // GitLab drops the second of two cases with the same classname and name.
            if (auto const count = ++names[name]; count > 1) name += " [" + std::to_string(count) + "]";
            body += testcase(*result, name);
        }
        total.add(counts);
        return opening(group, counts, started, cases.front()->at.file) + body + "  </testsuite>\n";
    }

    std::string testcase(CaseResult const& result, std::string const& name) const {
        std::string out = "    <testcase name=" + quote(name) + " classname=" + quote(result.group);
        if (!result.at.file.empty()) {
            out += " file=" + quote(neutral_(result.at.file)) + " line=\"" + std::to_string(result.at.line) + "\"";
        }
        out += " time=\"" + detail::seconds(result.took, 3) + "\"";
        auto const inside = properties(result) + outcome(result) + system_out(result);
        return inside.empty() ? out + "/>\n" : out + ">\n" + inside + "    </testcase>\n";
    }

    std::string properties(CaseResult const& result) const {
        std::string out;
        for (auto const& requirement : result.requirements) out += property("requirement", requirement);
        for (auto const& fact : result.facts) out += property("fact", fact);
        for (auto const& fault : result.faults) out += property("fault", line(fault, message_characters));
        if (detail::ending(result, options_.strict) == Ending::warned) {
            out += property("warning", line(detail::first_sentence(result), message_characters));
        }
        return out.empty() ? "" : "      <properties>" + out + "</properties>\n";
    }

    std::string outcome(CaseResult const& result) const {
        auto const message = line(detail::first_sentence(result), message_characters);
        auto const level = result.level.empty() ? std::string(result.facts.empty() ? "must" : "fact") : result.level;
        switch (detail::ending(result, options_.strict)) {
            case Ending::passed:
            case Ending::warned:
                return {};
            case Ending::failed:
                return element("failure", level, message, result);
            case Ending::unexpected_pass:
                return element("failure", "unexpected-pass", message, result);
            case Ending::error:
                return element("error", "error", message, result);
            case Ending::expected_failure:
                return skipped("expected failure: " + line(result.expected_reason, message_characters));
            case Ending::inconclusive:
                return skipped("inconclusive: " + message);
            case Ending::skipped:
                return skipped(message);
        }
        return {};
    }

    static std::string skipped(std::string const& message) {
        return "      <skipped message=" + quote(message) + "/>\n";
    }

    std::string element(
        std::string const& tag, std::string const& type, std::string const& message, CaseResult const& result
    ) const {
        return "      <" + tag + " type=" + quote(type) + " message=" + quote(message) + ">" +
               escape(details(message, result)) + "</" + tag + ">\n";
    }

    /// The element's text: GitLab shows nothing else, so it repeats the message.
    std::string details(std::string const& message, CaseResult const& result) const {
        std::string out = message;
        auto const row = [&](std::string_view label, std::string_view text) {
            if (!text.empty()) out += "\n  " + std::string(label) + excerpt(text);
        };
        if (excerpt(result.reason) != message) row("reason:   ", result.reason);
        auto const* const cause = result.cause();
        if (cause) out += check(*cause, result);
        for (auto const& other : result.checks) {
            if (&other != cause) out += check(other, result);
        }
        row("reaction: ", result.reaction);
        for (auto const& fault : result.faults) row("fault:    ", fault);
        row("replay:   ", detail::replay_command(options_.result_path, result.id));
        return out;
    }

    std::string check(verdict::Check const& check, CaseResult const& result) const {
        std::string out = "\n  " + check.id + " " + std::string(verdict::to_string(check.verdict));
        if (!check.level.empty()) out += " [" + check.level + "]";
        if (!check.requirement.empty()) out += " " + check.requirement;
        auto const row = [&](std::string_view label, std::string_view text) {
            if (!text.empty()) out += "\n    " + std::string(label) + excerpt(text);
        };
        if (check.verdict == Verdict::passed || check.verdict == Verdict::informed) {
            if (!check.required.empty()) out += ": " + excerpt(check.required);
            return out;
        }
        auto at = check.at.line == 0 ? result.at : check.at;
        if (at.file.empty()) at.file = result.at.file;
        row("at ", yaml::to_string(at));
        row("expected: ", check.required);
        auto const hops = detail::hop_list(check.hops);
        row("observed: ", hops.empty() ? check.observed : check.observed + " (" + hops + ")");
        row("nearest:  ", check.near_miss);
        row("reason:   ", check.reason);
        row("try:      ", check.hint);
        return out;
    }

    std::string system_out(CaseResult const& result) const {
        auto const how = detail::ending(result, options_.strict);
        if (how == Ending::passed) return {};
        auto const why = how == Ending::expected_failure ? result.expected_reason : detail::first_sentence(result);
        auto text = line(std::string(detail::to_string(how)) + ": " + result.id + ": " + why, summary_characters);
        bool const bad = how == Ending::failed || how == Ending::unexpected_pass || how == Ending::error;
        if (bad && !options_.attachment.empty()) text += "\n[[ATTACHMENT|" + options_.attachment + "]]";
        return "      <system-out>" + escape(text) + "</system-out>\n";
    }
};

}  // namespace

std::string junit(RunResult const& run, JunitOptions const& options) {
    return Writer(run, options).document();
}

}  // namespace easel::report
