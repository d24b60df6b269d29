#include "base/codec.hpp"
#include "report/explanation.hpp"
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

constexpr std::size_t summary_characters = 300;  // conventions.md 6, rule 6: Jenkins keeps the first 500 only

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
          neutral_(run),
          words_(run, options.result_path) {}

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
    detail::Explanation words_;

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
        if (run_.threshold != verdict::Threshold::must) out += property("level", verdict::to_string(run_.threshold));
        if (run_.shard) out += property("shard", verdict::to_string(*run_.shard));
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
            auto const message = words_.line(check.detail);
            cases += "    <testcase name=" + quote(check.id) +
                     " classname=\"setup\" time=\"0.000\">\n      <error type=\"setup\""
                     " message=" +
                     quote(message) + ">" + escape(message + "\n  " + words_.excerpt(check.detail)) +
                     (check.hint.empty() ? "" : escape("\n  try:      " + words_.excerpt(check.hint))) +
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
            switch (detail::ending(*result, run_.threshold)) {
                case Ending::passed:
                case Ending::warned:
                case Ending::flaky:
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
        auto const inside = properties(result) + outcome(result) + other_turns(result) + system_out(result);
        return inside.empty() ? out + "/>\n" : out + ">\n" + inside + "    </testcase>\n";
    }

    std::string properties(CaseResult const& result) const {
        std::string out;
        for (auto const& requirement : result.requirements) out += property("requirement", requirement);
        for (auto const& fact : result.facts) out += property("fact", fact);
        for (auto const& fault : result.faults) out += property("fault", words_.line(fault));
        if (detail::ending(result, run_.threshold) == Ending::warned) {
            out += property("warning", words_.message(result));
        }
        if (result.turns > 1) out += property("turns", std::to_string(result.turns));
        if (result.flaky) out += property("flaky", "true");
        return out.empty() ? "" : "      <properties>" + out + "</properties>\n";
    }

    std::string outcome(CaseResult const& result) const {
        auto const message = words_.message(result);
        switch (detail::ending(result, run_.threshold)) {
            case Ending::passed:
            case Ending::warned:
            case Ending::flaky:
                return {};
            case Ending::failed:
                return element("failure", detail::Explanation::level(result), message, words_.details(result));
            case Ending::unexpected_pass:
                return element("failure", "unexpected-pass", message, words_.details(result));
            case Ending::error:
                return element("error", "error", message, words_.details(result));
            case Ending::expected_failure:
                return skipped("expected failure: " + words_.line(result.expected_reason));
            case Ending::inconclusive:
                return skipped("inconclusive: " + message);
            case Ending::skipped:
                return skipped(message);
        }
        return {};
    }

    /// Rule 9: the last turn decides; those before it are told of by what became of the case.
    std::string other_turns(CaseResult const& result) const {
        auto const how = detail::ending(result, run_.threshold);
        bool const bad = how == Ending::failed || how == Ending::error;
        if (how != Ending::flaky && !bad) return {};
        std::string out;
        for (auto const& turn : result.other_turns) {
            if (!verdict::counts_as_failure(turn, run_.threshold) && turn.verdict != Verdict::error) continue;
            auto const type = turn.verdict == Verdict::error ? "error" : detail::Explanation::level(turn);
            std::string const tag = bad ? "rerunFailure" : "flakyFailure";
            out += "      <" + tag + " type=" + quote(type) + " message=" + quote(words_.message(turn)) +
                   "><stackTrace>" + escape(words_.details(turn)) + "</stackTrace></" + tag + ">\n";
        }
        return out;
    }

    static std::string skipped(std::string const& message) {
        return "      <skipped message=" + quote(message) + "/>\n";
    }

    /// GitLab shows nothing but the text, so it repeats the message.
    static std::string element(
        std::string const& tag, std::string const& type, std::string const& message, std::string const& text
    ) {
        return "      <" + tag + " type=" + quote(type) + " message=" + quote(message) + ">" + escape(text) + "</" +
               tag + ">\n";
    }

    std::string system_out(CaseResult const& result) const {
        auto const how = detail::ending(result, run_.threshold);
        if (how == Ending::passed) return {};
        auto const why = how == Ending::expected_failure ? result.expected_reason : detail::first_sentence(result);
        auto text = words_.line(std::string(detail::to_string(how)) + ": " + result.id + ": " + why, summary_characters);
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
