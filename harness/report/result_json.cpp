#include "base/json.hpp"
#include "jose/key.hpp"
#include "report/record.hpp"
#include "report/report.hpp"
#include "report/wording.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::report {

namespace json = base::json;

namespace {

/// One item per line, so that two results can be compared line by line.
std::string lines(std::vector<std::string> const& items) {
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) out += items[i] + (i + 1 < items.size() ? ",\n" : "\n");
    return out;
}

}  // namespace

namespace detail {

std::string result_text(
    verdict::RunResult const& run, std::function<bool(verdict::CaseResult const&)> const& hop_lines_only, std::string const& more
) {
    Neutral const neutral(run);
    Bodies bodies;
    std::vector<std::string> setup;
    for (auto const& check : run.setup) setup.push_back(base::dump(setup_record(check, neutral)));

    std::vector<verdict::CaseResult const*> sorted;
    for (auto const& result : run.cases) sorted.push_back(&result);
    std::ranges::stable_sort(sorted, {}, [](auto const* result) -> std::string const& { return result->id; });
    std::vector<std::string> cases;
    for (auto const* const result : sorted) {
        auto record = case_record(*result, neutral, &bodies);
        if (hop_lines_only) record["replay"].as_object()["command"] = replay_command("index.html", result->id); // the file that is at hand
        if (hop_lines_only && hop_lines_only(*result)) {
            // Without bodies nobody can tell.
            for (auto& hop : record["hops"].as_array()) hop.as_object()["same_as"] = nullptr;
        }
        cases.push_back(base::dump(record));
    }

    std::vector<std::string> stored;
    for (auto const& [ref, body] : bodies.all()) stored.push_back("\"" + ref + "\":" + base::dump(body));

    auto text = "{\"schema_version\":" + std::to_string(schema_version) + ",\n\"run\":" + base::dump(run_record(run, neutral)) +
                ",\n\"setup\":[\n" + lines(setup) + "],\n\"cases\":[\n" + lines(cases) + "],\n\"bodies\":{\n" + lines(stored) +
                "},\n\"strings\":{}" + more;
    // What a reader makes of it again: the same without line ends, of which strings hold none.
    auto plain = text + "}";
    std::erase(plain, '\n');
    return text + ",\n\"digest\":\"" + seal_of(plain) + "\"}\n";
}

std::string seal_of(std::string_view plain) {
    return "sha256:" + jose::sha256_hex(plain);
}

}  // namespace detail

std::string result_json(verdict::RunResult const& run) {
    return detail::result_text(run, nullptr, "");
}

json::object run_json(verdict::RunResult const& run) {
    detail::Neutral const neutral(run);
    json::array setup;
    for (auto const& check : run.setup) setup.emplace_back(detail::setup_record(check, neutral));
    return {{"run", detail::run_record(run, neutral)}, {"setup", std::move(setup)}};
}

json::object case_json(verdict::RunResult const& run, verdict::CaseResult const& result) {
    detail::Bodies bodies;
    json::object out{{"case", detail::case_record(result, detail::Neutral(run), &bodies)}};
    json::object all;
    for (auto const& [ref, body] : bodies.all()) all.emplace(ref, body);
    out["bodies"] = std::move(all);
    return out;
}

}  // namespace easel::report
