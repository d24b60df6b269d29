#include "console/recorded.hpp"

#include "base/codec.hpp"
#include "console/filter.hpp"
#include "report/report.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <vector>

namespace easel::console {

namespace json = base::json;

namespace {

/// The run as it stands without its cases.
verdict::RunResult without_cases(verdict::RunResult const& run) {
    verdict::RunResult about;
    about.version = run.version;
    about.seed = run.seed;
    about.virtual_clock = run.virtual_clock;
    about.started = run.started;
    about.took = run.took;
    about.tool_name = run.tool_name;
    about.tool_file = run.tool_file;
    about.canvas = run.canvas;
    about.scenarios_sha256 = run.scenarios_sha256;
    about.config_sha256 = run.config_sha256;
    about.setup = run.setup;
    about.interrupted = run.interrupted;
    about.threshold = run.threshold;
    about.shard = run.shard;
    about.selected = run.selected;
    about.vars = run.vars;
    about.platform_origin = run.platform_origin;
    about.tool_origin = run.tool_origin;
    about.elsewhere_origin = run.elsewhere_origin;
    return about;
}

/// As result.json would have it.
json::object record_of(verdict::RunResult const& run) {
    auto parsed = base::parse_json(report::result_json(run));
    return parsed && parsed->is_object() ? std::move(parsed->get_object()) : json::object();
}

json::object summary_of(verdict::RunResult const& run) {
    auto const count = verdict::summarize(run);
    return {
        {"cases", count.cases},       {"passed", count.passed},   {"failed", count.failed},
        {"warned", count.warned},     {"informed", count.informed}, {"expected", count.expected},
        {"unexpected_passes", count.unexpected_passes}, {"inconclusive", count.inconclusive},
        {"skipped", count.skipped},   {"error", count.error},     {"flaky", count.flaky},
    };
}

json::string plain(std::string_view text) {
    return json::string(base::to_valid_utf8(text));
}

} // namespace

json::object run_view(verdict::RunResult const& run) {
    auto record = record_of(without_cases(run));
    auto& about = record["run"];
    if (about.is_object()) about.get_object()["summary"] = summary_of(run);
    return {{"run", std::move(about)}, {"setup", std::move(record["setup"])}};
}

json::object case_line(verdict::CaseResult const& result) {
    json::array tags;
    for (auto const& tag : result.tags) tags.emplace_back(plain(tag));
    json::array requirements;
    for (auto const& id : result.requirements) requirements.emplace_back(plain(id));
    auto const* cause = result.cause();
    return {
        {"id", plain(result.id)},
        {"title", plain(result.title)},
        {"name", plain(result.name)},
        {"group", plain(result.group)},
        {"level", result.level},
        {"status", verdict::to_string(result.verdict)},
        {"word", status_word(result)},
        {"reaction", plain(result.reaction)},
        {"danger", result.false_accept},
        {"expected", result.expected},
        {"flaky", result.flaky},
        {"tags", std::move(tags)},
        {"requirements", std::move(requirements)},
        {"ms", result.took.count()},
        {"hops", result.hops.size()},
        {"cause", plain(cause == nullptr ? result.reason : cause->observed)},
    };
}

base::Result<json::object> cases_view(verdict::RunResult const& run, std::string_view text) {
    auto const filter = Filter::parse(text);
    if (!filter) return filter.error();
    std::vector<verdict::CaseResult const*> meant;
    for (auto const& one : run.cases)
        if (filter->holds(one)) meant.push_back(&one);
    std::sort(meant.begin(), meant.end(), [](auto const* a, auto const* b) { return a->id < b->id; });
    json::array lines;
    for (auto const* one : meant) lines.emplace_back(case_line(*one));
    return json::object{{"cases", std::move(lines)}, {"total", run.cases.size()}};
}

json::object case_view(verdict::RunResult const& run, verdict::CaseResult const& result) {
    auto alone = without_cases(run);
    alone.cases.push_back(result);
    auto record = record_of(alone);
    auto& cases = record["cases"];
    json::value first;
    if (cases.is_array() && !cases.get_array().empty()) first = std::move(cases.get_array().front());
    return {{"case", std::move(first)}, {"bodies", std::move(record["bodies"])}};
}

json::object hop_line(traffic::Exchange const& hop) {
    std::string rule;
    for (auto const& made : hop.trail)
        if (!made.passed) rule = made.fact;
    // What stands in a query may be a secret, and who follows needs the path only.
    auto const path = hop.url.substr(0, hop.url.find('?'));
    return {
        {"n", hop.number},
        {"from", traffic::to_string(hop.from)},
        {"to", traffic::to_string(hop.to)},
        {"kind", traffic::to_string(hop.kind)},
        {"t_virtual", base::to_iso8601(hop.at)},
        {"method", plain(hop.request.method)},
        {"url", plain(path)},
        {"status", hop.response ? json::value(hop.response->status) : json::value(nullptr)},
        {"error", plain(hop.error)},
        {"rule", rule},
        {"fault", plain(hop.fault)},
        {"ms", hop.took.count()},
    };
}

verdict::CaseResult const* find_case(verdict::RunResult const& run, std::string_view id) {
    auto const found = std::find_if(run.cases.begin(), run.cases.end(), [&](auto const& one) { return one.id == id; });
    return found == run.cases.end() ? nullptr : &*found;
}

} // namespace easel::console
