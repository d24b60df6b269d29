// What a result says about its run, and back.
#include "report/record.hpp"

#include <boost/json.hpp>

namespace easel::report::detail {

namespace json = base::json;

namespace {

std::uint64_t seed_of(RecordReader& reader, json::value const& run) {
    auto const* const seed = base::member(run, "seed");
    if (seed && seed->is_uint64()) return seed->get_uint64();  // above 2^63 it is parsed as unsigned
    return static_cast<std::uint64_t>(reader.integer(run, "seed", "run"));
}

}  // namespace

json::object run_record(verdict::RunResult const& run, Neutral const& neutral) {
    auto const counts = verdict::summarize(run);
    base::Duration stage_time{0};
    for (auto const& result : run.cases) stage_time += result.took;
    json::object vars;
    for (auto const& [name, value] : run.vars) vars.emplace(name, say(value, neutral));
    json::object target{
        {"name", say(run.tool_name, neutral)},
 // A port differs from run to run; only a run on real time, which is not repeatable to the byte, may show it.
        {"url", run.virtual_clock ? "{tool}" : run.tool_origin},
        {"file", say(run.tool_file, neutral)},
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
        {"flaky",             counts.flaky            },
    };
    return {
        {"harness",          run.version                                                                         },
        {"seed",             run.seed                                                                            },
        {"clock",
         json::object{{"mode", run.virtual_clock ? "virtual" : "real"}, {"start", base::to_iso8601(run.started)}}},
        {"canvas",           run.canvas                                                                          },
        {"target",           std::move(target)                                                                   },
        {"shard",            run.shard ? json::value(json::string(verdict::to_string(*run.shard))) : json::value()},
        {"selected",         run.selected                                                                        },
        {"level",            verdict::to_string(run.threshold)                                                   },
        {"config_sha256",    run.config_sha256                                                                   },
        {"scenarios_sha256", run.scenarios_sha256                                                                },
        {"duration_ms",      (run.virtual_clock ? stage_time : run.took).count()                                 },
        {"interrupted",      run.interrupted                                                                     },
        {"vars",             std::move(vars)                                                                     },
        {"summary",          std::move(summary)                                                                  },
    };
}

json::object setup_record(verdict::SetupCheck const& check, Neutral const& neutral) {
    return {
        {"id", check.id},
        {"status", verdict::to_string(check.verdict)},
        {"detail", say(check.detail, neutral)},
        {"hint", say(check.hint, neutral)},
    };
}

void RecordReader::read_run(json::value const& root, verdict::RunResult& out) {
    auto const& run = object(root, "run", "");
    out.version = text(run, "harness", "run");
    out.seed = seed_of(*this, run);
    auto const& clock = object(run, "clock", "run");
    out.virtual_clock = text(clock, "mode", "run.clock") == "virtual";
    out.started = instant(clock, "start", "run.clock");
    out.canvas = text(run, "canvas", "run");
    auto const& target = object(run, "target", "run");
    out.tool_name = text(target, "name", "run.target");
    out.tool_file = text(target, "file", "run.target");
    // "{tool}" is what origins were replaced by, not an origin.
    if (auto const url = text(target, "url", "run.target"); url != "{tool}") out.tool_origin = url;
    out.config_sha256 = text(run, "config_sha256", "run");
    out.scenarios_sha256 = text(run, "scenarios_sha256", "run");
    out.took = base::Duration(integer(run, "duration_ms", "run"));
    out.interrupted = boolean(run, "interrupted", "run");
    auto const& vars = object(run, "vars", "run");
    if (auto const* const members = vars.if_object()) {
        for (auto const& member : *members) {
            out.vars[std::string(member.key())] = text(vars, member.key(), "run.vars");
        }
    }
    // Results of older versions hold none of these.
    if (base::member(run, "selected")) out.selected = static_cast<int>(integer(run, "selected", "run"));
    if (base::member(run, "level")) {
        auto const threshold = verdict::threshold_named(text(run, "level", "run"));
        if (!threshold) wrong("run", "level", "no level");
        out.threshold = threshold.value_or(verdict::Threshold::must);
    }
    if (auto const* const shard = base::member(run, "shard"); shard && !shard->is_null()) {
        out.shard = verdict::shard_named(text(run, "shard", "run"));
        if (!out.shard) wrong("run", "shard", "no part of a selection such as 1/4");
    }
    auto const& setup = list(root, "setup", "");
    for (std::size_t i = 0; i < setup.size(); ++i) {
        auto const path = "setup[" + std::to_string(i) + "]";
        out.setup.push_back({
            .id = text(setup[i], "id", path),
            .verdict = verdict(setup[i], "status", path),
            .detail = text(setup[i], "detail", path),
            .hint = text(setup[i], "hint", path),
        });
    }
}

}  // namespace easel::report::detail
