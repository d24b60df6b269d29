#include "base/json.hpp"
#include "report/explanation.hpp"
#include "report/record.hpp"
#include "report/report.hpp"
#include "report/wording.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <set>

namespace easel::report {

namespace json = base::json;
using detail::Ending;
using verdict::CaseResult;
using verdict::RunResult;

namespace {

std::string_view status(Ending ending) {
    switch (ending) {
        case Ending::passed:
        case Ending::warned:
        case Ending::flaky:
            return "passed";
        case Ending::failed:
        case Ending::unexpected_pass:
            return "failed";
        case Ending::expected_failure:
        case Ending::inconclusive:
        case Ending::skipped:
            return "skipped";
        case Ending::error:
            return "other";
    }
    return "other";
}

std::int64_t epoch_ms(base::Instant at) {
    return at.time_since_epoch().count();
}

class Writer {
  public:
    explicit Writer(RunResult const& run)
        : run_(run),
          neutral_(run),
          words_(run, "result.json") {}

    json::object document() {
        json::array tests;
        std::set<std::string_view> suites;
        base::Duration stage_time{0};
        for (auto const& result : run_.cases) {
            suites.insert(result.group);
            stage_time += result.took;
            tests.emplace_back(test(result));
        }
        auto const took = run_.virtual_clock ? stage_time : run_.took;
        json::object summary{
            {"tests", tests.size()},
        };
        for (std::string_view const word : {"passed", "failed", "skipped", "pending", "other"}) {
            summary[word] = std::ranges::count(statuses_, word);
        }
        summary["flaky"] = verdict::summarize(run_).flaky;
        summary["suites"] = suites.size();
        summary["start"] = epoch_ms(run_.started);
        summary["stop"] = epoch_ms(run_.started + took);
        json::object extra{
            {"seed", run_.seed},
            {"clock", run_.virtual_clock ? "virtual" : "real"},
            {"level", verdict::to_string(run_.threshold)},
            {"interrupted", run_.interrupted},
            {"target", detail::say(run_.tool_name, neutral_)},
        };
        if (run_.shard) extra["shard"] = verdict::to_string(*run_.shard);
        json::array setup;
        for (auto const& check : run_.setup) {
            if (check.verdict == verdict::Verdict::passed) continue;
            setup.emplace_back(words_.line(check.id + ": " + check.detail));
        }
        if (!setup.empty()) extra["setup"] = std::move(setup);
        json::object results{
            {"tool", json::object{{"name", "easel"}, {"version", run_.version}}},
            {"summary", std::move(summary)},
            {"tests", std::move(tests)},
            {"extra", std::move(extra)},
        };
        return {
            {"reportFormat", "CTRF"},
            {"specVersion", "0.0.0"},
            {"timestamp", base::to_iso8601(run_.started, 0)},
            {"generatedBy", "easel " + run_.version},
            {"results", std::move(results)},
        };
    }

  private:
    RunResult const& run_;
    detail::Neutral neutral_;
    detail::Explanation words_;
    std::vector<std::string_view> statuses_;

    json::object test(CaseResult const& result) {
        auto const how = detail::ending(result, run_.threshold);
        statuses_.push_back(status(how));
        json::array suite;
        for (auto const& part : parts(result.group)) suite.emplace_back(detail::say(part, neutral_));
        json::object out{
            {"name", words_.line(result.id + " " + result.title, 500)},
            {"status", status(how)},
            {"duration", result.took.count()},
            {"start", epoch_ms(result.started)},
            {"stop", epoch_ms(result.started + result.took)},
            {"suite", std::move(suite)},
            {"rawStatus", detail::to_string(how)},
        };
        if (!result.tags.empty()) out["tags"] = texts(result.tags);
        if (!result.at.file.empty()) {
            out["filePath"] = detail::say(result.at.file, neutral_);
            out["line"] = result.at.line;
        }
        auto const message = how == Ending::expected_failure
                                 ? words_.line("expected failure: " + result.expected_reason)
                                 : words_.message(result);
        if (!message.empty()) out["message"] = message;
        if (how == Ending::failed || how == Ending::unexpected_pass || how == Ending::error) {
            out["trace"] = words_.details(result);
        }
        auto labels = labels_of(result, how);
        if (!labels.empty()) out["labels"] = std::move(labels);
        if (result.turns > 1) add_turns(out, result);
        return out;
    }

    static std::vector<std::string> parts(std::string const& group) {
        if (group.empty()) return {"cases"};
        std::vector<std::string> out{""};
        for (char const c : group) {
            if (c == '.') {
                out.emplace_back();
            } else {
                out.back() += c;
            }
        }
        return out;
    }

    json::array texts(std::vector<std::string> const& all) const {
        json::array out;
        for (auto const& text : all) out.emplace_back(detail::say(text, neutral_));
        return out;
    }

    json::object labels_of(CaseResult const& result, Ending how) const {
        json::object out;
        if (!result.requirements.empty()) out["requirements"] = texts(result.requirements);
        if (!result.facts.empty()) out["facts"] = texts(result.facts);
        if (!result.level.empty()) out["level"] = result.level;
        if (how == Ending::warned) out["warning"] = words_.message(result);
        if (result.false_accept) out["danger"] = true;
        return out;
    }

    /// The other turns by what became of them; then the one that decided.
    void add_turns(json::object& out, CaseResult const& result) const {
        out["retries"] = result.turns - 1;
        out["flaky"] = result.flaky;
        json::array attempts;
        for (auto const& turn : result.other_turns) {
            auto const how = detail::ending(turn, run_.threshold);
            attempts.emplace_back(json::object{
                {"attempt", attempts.size() + 1},
                {"status", status(how)},
                {"duration", turn.took.count()},
                {"message", words_.message(turn)},
                {"trace", words_.details(turn)},
            });
        }
        attempts.emplace_back(json::object{
            {"attempt", attempts.size() + 1},
            {"status", out["status"]},
            {"duration", result.took.count()},
        });
        out["retryAttempts"] = std::move(attempts);
    }
};

}  // namespace

std::string ctrf(RunResult const& run) {
    return base::dump(Writer(run).document()) + "\n";
}

}  // namespace easel::report
