#include "base/json.hpp"
#include "report/explanation.hpp"
#include "report/report.hpp"
#include "report/wording.hpp"

#include <boost/json.hpp>

namespace easel::report {

using detail::Ending;
using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;

namespace {

/// A description or a reason: `#` would begin a directive.
std::string escape(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (c == '#' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

/// A YAML scalar: every JSON text is one.
std::string quote(std::string const& text) {
    return base::dump(base::json::value(base::json::string(text)));
}

class Writer {
  public:
    explicit Writer(RunResult const& run)
        : run_(run),
          words_(run, "result.json") {}

    std::string document() const {
        std::string out = "TAP version 14\n1.." + std::to_string(run_.cases.size()) + "\n# easel " + run_.version +
                          ", seed " + std::to_string(run_.seed) +
                          (run_.shard ? ", shard " + verdict::to_string(*run_.shard) : "") + "\n";
        for (std::size_t i = 0; i < run_.cases.size(); ++i) out += point(run_.cases[i], i + 1);
        for (auto const& check : run_.setup) {
            if (check.verdict != Verdict::failed && check.verdict != Verdict::error) continue;
            return out + "Bail out! " + escape(words_.line(check.id + ": " + check.detail)) + "\n";
        }
        if (run_.interrupted) out += "Bail out! the run was interrupted\n";
        return out;
    }

  private:
    RunResult const& run_;
    detail::Explanation words_;

    std::string point(CaseResult const& result, std::size_t number) const {
        auto const how = detail::ending(result, run_.threshold);
        bool const bad = how == Ending::failed || how == Ending::unexpected_pass || how == Ending::error;
        auto out = std::string(bad || how == Ending::expected_failure ? "not ok " : "ok ") + std::to_string(number) +
                   " - " + escape(words_.line(result.id + " " + result.title, 500));
        auto const message = words_.message(result);
        switch (how) {
            case Ending::expected_failure:
                out += " # TODO expected failure: " + escape(words_.line(result.expected_reason));
                break;
            case Ending::inconclusive:
                out += " # SKIP inconclusive: " + escape(message);
                break;
            case Ending::skipped:
                out += " # SKIP " + escape(message);
                break;
            case Ending::passed:
            case Ending::warned:
            case Ending::flaky:
            case Ending::failed:
            case Ending::unexpected_pass:
            case Ending::error:
                break;
        }
        out += "\n";
        if (bad || how == Ending::warned || how == Ending::flaky) out += diagnosis(result, how, message);
        return out;
    }

    std::string diagnosis(CaseResult const& result, Ending how, std::string const& message) const {
        std::string out = "  ---\n";
        auto const row = [&](std::string_view key, std::string const& text) {
            if (!text.empty()) out += "  " + std::string(key) + ": " + quote(text) + "\n";
        };
        row("verdict", std::string(detail::to_string(how)));
        row("message", message);
        row("level", result.level);
        if (auto const* const cause = result.cause()) {
            row("requirement", cause->requirement);
            row("required", words_.excerpt(cause->required));
            row("observed", words_.excerpt(cause->observed));
            row("try", words_.excerpt(cause->hint));
            auto at = cause->at.line == 0 ? result.at : cause->at;
            if (at.file.empty()) at.file = result.at.file;
            row("at", words_.line(yaml::to_string(at)));
        }
        if (result.turns > 1) out += "  turns: " + std::to_string(result.turns) + "\n";
        row("replay", detail::replay_command("result.json", result.id));
        return out + "  ...\n";
    }
};

}  // namespace

std::string tap(RunResult const& run) {
    return Writer(run).document();
}

}  // namespace easel::report
