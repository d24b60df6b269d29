#include "base/json.hpp"
#include "report/record.hpp"
#include "report/report.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::report {

namespace json = base::json;

namespace {

json::object run_header(verdict::RunResult const& run, detail::Neutral const& neutral) {
    auto const counts = verdict::summarize(run);
    base::Duration stage_time{0};
    for (auto const& result : run.cases) stage_time += result.took;
    json::object vars;
    for (auto const& [name, value] : run.vars) vars.emplace(name, detail::say(value, neutral));
    json::object target{
        {"name", detail::say(run.tool_name, neutral)},
 // A port differs from run to run; only a run on real time, which is not repeatable to the byte, may show it.
        {"url", run.virtual_clock ? "{tool}" : run.tool_origin},
        {"file", detail::say(run.tool_file, neutral)},
    };
    json::object summary{
        {"cases",             counts.cases            },
        {"passed",            counts.passed           },
        {"failed",            counts.failed           },
        {"warned",            counts.warned           },
        {"informed",          counts.informed         },
        {"expected",          counts.expected         },
        {"unexpected_passes", counts.unexpected_passes},
        {"inconclusive",      counts.inconclusive     },
        {"skipped",           counts.skipped          },
        {"error",             counts.error            },
        {"flaky",             0                       },
    };
    return {
        {"harness",          run.version                                                                         },
        {"seed",             run.seed                                                                            },
        {"clock",
         json::object{{"mode", run.virtual_clock ? "virtual" : "real"}, {"start", base::to_iso8601(run.started)}}},
        {"canvas",           run.canvas                                                                          },
        {"target",           std::move(target)                                                                   },
        {"shard",            nullptr                                                                             },
        {"config_sha256",    run.config_sha256                                                                   },
        {"scenarios_sha256", run.scenarios_sha256                                                                },
        {"duration_ms",      (run.virtual_clock ? stage_time : run.took).count()                                 },
        {"interrupted",      run.interrupted                                                                     },
        {"vars",             std::move(vars)                                                                     },
        {"summary",          std::move(summary)                                                                  },
    };
}

json::object setup_record(verdict::SetupCheck const& check, detail::Neutral const& neutral) {
    return {
        {"id", check.id},
        {"status", verdict::to_string(check.verdict)},
        {"detail", detail::say(check.detail, neutral)},
        {"hint", detail::say(check.hint, neutral)},
    };
}

/// One item per line, so that two results can be compared line by line.
std::string lines(std::vector<std::string> const& items) {
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) out += items[i] + (i + 1 < items.size() ? ",\n" : "\n");
    return out;
}

}  // namespace

std::string result_json(verdict::RunResult const& run) {
    detail::Neutral const neutral(run);
    detail::Bodies bodies;
    std::vector<std::string> setup;
    for (auto const& check : run.setup) setup.push_back(base::dump(setup_record(check, neutral)));

    std::vector<verdict::CaseResult const*> sorted;
    for (auto const& result : run.cases) sorted.push_back(&result);
    std::ranges::stable_sort(sorted, {}, [](auto const* result) -> std::string const& { return result->id; });
    std::vector<std::string> cases;
    for (auto const* const result : sorted) cases.push_back(base::dump(detail::case_record(*result, neutral, &bodies)));

    std::vector<std::string> stored;
    for (auto const& [ref, body] : bodies.all()) stored.push_back("\"" + ref + "\":" + base::dump(body));

    return "{\"schema_version\":" + std::to_string(detail::schema_version) +
           ",\n\"run\":" + base::dump(run_header(run, neutral)) + ",\n\"setup\":[\n" + lines(setup) +
           "],\n\"cases\":[\n" + lines(cases) + "],\n\"bodies\":{\n" + lines(stored) + "},\n\"strings\":{}}\n";
}

}  // namespace easel::report
