#include "base/json.hpp"
#include "report/compare.hpp"
#include "report/html_parts.hpp"
#include "report/record.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::report::detail {

namespace json = base::json;
using verdict::CaseResult;
using verdict::RunResult;

namespace {

constexpr std::size_t quiet_url = 200; ///< characters of an address in a hop line
constexpr std::size_t cause_characters = 300;

/// What a hop line says; the reason of a refusal is in what failed of the trail.
CaseResult hop_lines_of(CaseResult const& result) {
    auto out = result;
    for (auto& hop : out.hops) {
        hop.request.headers = {};
        hop.request.body.clear();
        hop.request_size = 0;
        if (hop.response) {
            hop.response->headers = {};
            hop.response->body.clear();
        }
        hop.response_size = 0;
        std::erase_if(hop.trail, [](auto const& check) { return check.passed; });
    }
    return out;
}

/// A failure without a hint of its own still says where to begin.
void add_hint(CaseResult& result) {
    if (result.verdict != verdict::Verdict::failed) return;
    auto const cause = std::ranges::find(result.checks, result.first_cause, &verdict::Check::id);
    if (cause == result.checks.end() || !cause->hint.empty()) return;
    auto id = cause->requirement;
    if (id.empty() && !result.requirements.empty()) id = result.requirements.front();
    if (!cause->hops.empty()) cause->hint = "Look at hop " + std::to_string(cause->hops.back()) + " first. ";
    cause->hint +=
        "`easel explain " + (id.empty() ? result.id : id) + "` says what is asked for, and how it is judged.";
}

/// Without what would end a script element, confuse a reader of XML, or turn the direction of writing.
std::string harmless(std::string_view json_text) {
    std::string out;
    out.reserve(json_text.size() + json_text.size() / 16);
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::size_t i = 0; i < json_text.size(); ++i) {
        auto const byte = static_cast<unsigned char>(json_text[i]);
        if (byte == '<' || byte == '>' || byte == '&' || byte == 0x7F) {
            out += "\\u00";
            out += digits[byte >> 4U];
            out += digits[byte & 0xFU];
            continue;
        }
        // U+2000 to U+207F and U+FFC0 to U+FFFF, of which some are; JSON says the others likewise.
        auto const second = i + 2 < json_text.size() ? static_cast<unsigned char>(json_text[i + 1]) : 0U;
        bool const turns = byte == 0xE2 && (second == 0x80 || second == 0x81);
        bool const forbidden = byte == 0xEF && second == 0xBF;
        if (!turns && !forbidden) {
            out += json_text[i];
            continue;
        }
        auto const third = static_cast<unsigned char>(json_text[i + 2]);
        auto const code = (byte & 0xFU) << 12U | (second & 0x3FU) << 6U | (third & 0x3FU);
        bool const is_turning = code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
                                (code >= 0x2066 && code <= 0x2069);
        if ((turns && !is_turning) || (forbidden && code < 0xFFFE)) {
            out.append(json_text.substr(i, 3));
        } else {
            out += "\\u";
            for (unsigned shift = 16; shift > 0; shift -= 4) out += digits[code >> (shift - 4U) & 0xFU];
        }
        i += 2;
    }
    return out;
}

json::object row_of(CaseResult const& result, RunResult const& run) {
    auto const cause = spoken_cause(result, run.threshold);
    return {
        {"status", verdict::to_string(result.verdict)},
        {"reaction", result.reaction.empty() ? json::value() : json::value(json::string(result.reaction))},
        {"cause", cause.empty() ? json::value() : json::value(json::string(shorten(cause, cause_characters)))},
        {"danger", result.false_accept},
    };
}

json::object column_of(std::string const& name, RunResult const& run) {
    json::object cases;
    for (auto const& result : run.cases) cases.emplace(result.id, row_of(result, run));
    return {
        {"name", name},
        {"run", run_record(run, Neutral())},
        {"cases", std::move(cases)},
    };
}

json::value comparison(RunResult const& recorded, Part const& earlier) {
    auto const before = as_recorded(earlier.run, false);
    auto out = column_of(earlier.file, before);
    for (auto const& one : compare(before, recorded)) {
        if (one.before == nullptr) continue;
        auto& row = out["cases"].as_object()[one.id].as_object();
        row["change"] = to_string(one.change);
    }
    return out;
}

void add_facts(json::object& into, HtmlOptions const& options, std::set<std::string, std::less<>> const& named) {
    for (auto const& id : named) {
        if (auto const found = options.facts.find(id); found != options.facts.end()) into.emplace(id, found->second);
    }
}

/// What cases name: their requirements and facts, those of their checks, and the files they come from.
struct Named {
    std::set<std::string, std::less<>> requirements;
    std::set<std::string, std::less<>> facts;
    std::set<std::string, std::less<>> files;

    Named(RunResult const& run) {
        for (auto const& result : run.cases) {
            requirements.insert(result.requirements.begin(), result.requirements.end());
            facts.insert(result.facts.begin(), result.facts.end());
            for (auto const& check : result.checks) {
                requirements.insert(check.requirement);
                facts.insert(check.requirement);
            }
            for (auto const& hop : result.hops) {
                for (auto const& check : hop.trail) facts.insert(std::string(check.fact));
            }
            if (is_quiet(result, run.threshold)) continue;
            files.insert(result.at.file);
            for (auto const& check : result.checks) files.insert(check.at.file);
            for (auto const& step : result.steps) files.insert(step.at.file);
        }
    }
};

std::string report_member(RunResult const& run, HtmlOptions const& options) {
    Named const named(run);
    json::array catalogue;
    for (auto const& row : options.catalogue) {
        if (!named.requirements.contains(row.id)) continue;
        catalogue.emplace_back(json::object{
            {"id", row.id},
            {"area", row.area},
            {"level", row.level},
            {"text", row.text},
            {"source", row.source},
            {"url", row.url},
        });
    }
    json::object facts;
    add_facts(facts, options, named.facts);
    json::object sources;
    for (auto const& [file, text] : options.around.sources) {
        if (named.files.contains(file)) sources.emplace(file, text);
    }
    json::object worlds;
    for (auto const& [file, text] : options.around.worlds) worlds.emplace(file, text);
    json::object sentences;
    json::object prompts;
    for (auto const& result : run.cases) {
        if (is_quiet(result, run.threshold) && result.verdict != verdict::Verdict::skipped) continue;
        sentences.emplace(result.id, spoken_cause(result, run.threshold));
        auto const how = ending(result, run.threshold);
        bool const fails = how == Ending::failed || how == Ending::unexpected_pass || how == Ending::error ||
                           how == Ending::expected_failure;
        if (fails) prompts.emplace(result.id, prompt_text(run, result, options));
    }
    json::value matrix;
    if (!options.matrix.empty()) {
        auto& columns = matrix.emplace_array();
        columns.emplace_back(column_of(run.tool_name.empty() ? "no tool" : run.tool_name, run));
        for (auto const& other : options.matrix)
            columns.emplace_back(column_of(other.file, as_recorded(other.run, false)));
    }
    auto const partial = options.partial.empty() ? why_partial(run) : options.partial;
    return base::dump(json::object{
        {"headline", headline(run)},
        {"partial", partial.empty() ? json::value() : json::value(json::string(partial))},
        {"catalogue", std::move(catalogue)},
        {"facts", std::move(facts)},
        {"sources", std::move(sources)},
        {"worlds", std::move(worlds)},
        {"tool", options.around.tool},
        {"sentences", std::move(sentences)},
        {"prompts", std::move(prompts)},
        {"compare", options.compare ? comparison(run, *options.compare) : json::value()},
        {"matrix", std::move(matrix)},
    });
}

} // namespace

RunResult as_recorded(RunResult const& run, bool trace) {
    Neutral const neutral(run);
    json::array setup;
    for (auto const& check : run.setup) setup.emplace_back(setup_record(check, neutral));
    RecordReader reader(nullptr);
    RunResult out;
    reader.read_run(json::object{{"run", run_record(run, neutral)}, {"setup", std::move(setup)}}, out);
    for (auto const& result : run.cases) {
        bool const lines = !trace && is_quiet(result, run.threshold);
        out.cases.push_back(
            reader.read_case(case_record(lines ? hop_lines_of(result) : result, neutral, nullptr), result.id)
        );
        add_hint(out.cases.back());
        if (!lines) continue;
        for (auto& hop : out.cases.back().hops) hop.url = shorten(hop.url, quiet_url);
    }
    std::ranges::stable_sort(out.cases, {}, &CaseResult::id);
    return out;
}

std::string html_data(RunResult const& recorded, HtmlOptions const& options) {
    auto const quiet = [&](CaseResult const& result) { return !options.trace && is_quiet(result, recorded.threshold); };
    return harmless(result_text(recorded, quiet, ",\n\"report\":" + report_member(recorded, options)));
}

} // namespace easel::report::detail
