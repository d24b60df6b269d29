#include "base/json.hpp"
#include "report/record.hpp"
#include "report/report.hpp"

#include <boost/json.hpp>

namespace easel::report {

namespace json = base::json;

namespace {

std::uint64_t seed_of(detail::RecordReader& reader, json::value const& run) {
    auto const* const seed = base::member(run, "seed");
    if (seed && seed->is_uint64()) return seed->get_uint64();  // above 2^63 it is parsed as unsigned
    return static_cast<std::uint64_t>(reader.integer(run, "seed", "run"));
}

void read_run(detail::RecordReader& reader, json::value const& run, verdict::RunResult& out) {
    out.version = reader.text(run, "harness", "run");
    out.seed = seed_of(reader, run);
    auto const& clock = reader.object(run, "clock", "run");
    out.virtual_clock = reader.text(clock, "mode", "run.clock") == "virtual";
    out.started = reader.instant(clock, "start", "run.clock");
    out.canvas = reader.text(run, "canvas", "run");
    auto const& target = reader.object(run, "target", "run");
    out.tool_name = reader.text(target, "name", "run.target");
    out.tool_file = reader.text(target, "file", "run.target");
    // "{tool}" is what origins were replaced by, not an origin.
    if (auto const url = reader.text(target, "url", "run.target"); url != "{tool}") out.tool_origin = url;
    out.config_sha256 = reader.text(run, "config_sha256", "run");
    out.scenarios_sha256 = reader.text(run, "scenarios_sha256", "run");
    out.took = base::Duration(reader.integer(run, "duration_ms", "run"));
    out.interrupted = reader.boolean(run, "interrupted", "run");
    auto const& vars = reader.object(run, "vars", "run");
    if (auto const* const members = vars.if_object()) {
        for (auto const& member : *members) {
            out.vars[std::string(member.key())] = reader.text(vars, member.key(), "run.vars");
        }
    }
}

}  // namespace

base::Result<verdict::RunResult> read_result_json(std::string_view text, std::string const& file) {
    auto const bad = [&](std::string message) {
        return base::Fault{.kind = base::FaultKind::bad_file, .message = std::move(message), .where = file};
    };
    auto const parsed = base::parse_json(text);
    if (!parsed) return bad("the result cannot be read: " + parsed.error().message);
    auto const& root = *parsed;
    auto const* const version = base::member(root, "schema_version");
    if (!version || !version->is_int64() || !base::member(root, "run") || !base::member(root, "cases")) {
        return bad("this is no result of an easel run");
    }
    if (version->get_int64() != detail::schema_version) {
        auto const relation = version->get_int64() > detail::schema_version ? "newer than" : "not";
        return bad(
            "the result has schema_version " + std::to_string(version->get_int64()) + ", which is " + relation +
            " the one this easel reads (" + std::to_string(detail::schema_version) + ")"
        );
    }
    auto const* const bodies = base::member(root, "bodies");
    detail::RecordReader reader(bodies ? bodies->if_object() : nullptr);
    verdict::RunResult run;
    read_run(reader, reader.object(root, "run", ""), run);
    auto const& setup = reader.list(root, "setup", "");
    for (std::size_t i = 0; i < setup.size(); ++i) {
        auto const path = "setup[" + std::to_string(i) + "]";
        run.setup.push_back({
            .id = reader.text(setup[i], "id", path),
            .verdict = reader.verdict(setup[i], "status", path),
            .detail = reader.text(setup[i], "detail", path),
            .hint = reader.text(setup[i], "hint", path),
        });
    }
    auto const& cases = reader.list(root, "cases", "");
    for (std::size_t i = 0; i < cases.size(); ++i) {
        run.cases.push_back(reader.read_case(cases[i], "cases[" + std::to_string(i) + "]"));
    }
    if (!reader.problem().empty()) return bad("the result is damaged: " + reader.problem());
    return run;
}

}  // namespace easel::report
