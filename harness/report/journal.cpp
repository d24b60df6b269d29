#include "base/json.hpp"
#include "report/record.hpp"
#include "report/report.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::report {

namespace json = base::json;

namespace {

base::Fault bad(std::string message, std::string const& file) {
    return {.kind = base::FaultKind::bad_file, .message = std::move(message), .where = file};
}

base::Result<verdict::RunResult> read_header(std::string_view line, std::string const& file) {
    auto const value = base::parse_json(line);
    if (!value || !base::member(*value, "run") || !base::member(*value, "origins")) {
        return bad("this is no journal of an easel run", file);
    }
    auto const* const version = base::member(*value, "schema_version");
    if (!version || *version != json::value(detail::schema_version)) return bad("the journal is of another version of easel", file);
    detail::RecordReader reader(nullptr);
    verdict::RunResult run;
    reader.read_run(*value, run);
    auto const& origins = reader.object(*value, "origins", "");
    run.platform_origin = reader.text(origins, "platform", "origins");
    run.tool_origin = reader.text(origins, "tool", "origins");
    if (!reader.problem().empty()) return bad("the journal is damaged: " + reader.problem(), file);
    return run;
}

}  // namespace

std::string journal_header(verdict::RunResult const& run) {
    detail::Neutral const as_it_is;
    auto about = run;
    about.cases.clear();
    json::array setup;
    for (auto const& check : run.setup) setup.emplace_back(detail::setup_record(check, as_it_is));
    json::object const header{
        {"schema_version", detail::schema_version},
        {"run", detail::run_record(about, as_it_is)},
        {"setup", std::move(setup)},
        {"origins", json::object{{"platform", run.platform_origin}, {"tool", run.tool_origin}}},
    };
    return base::dump(header) + "\n";
}

std::string journal_line(verdict::CaseResult const& result) {
    // Origins stay: the journal's reader knows the run and makes them neutral when it writes the reports.
    return base::dump(detail::case_record(result, detail::Neutral(), nullptr)) + "\n";
}

base::Result<verdict::CaseResult> read_journal_line(std::string_view line, std::string const& file) {
    auto const value = base::parse_json(line);
    if (!value) return bad("the journal line cannot be read: " + value.error().message, file);
    detail::RecordReader reader(nullptr);
    auto result = reader.read_case(*value, "");
    if (!reader.problem().empty()) return bad("not a journal line of a run: " + reader.problem(), file);
    return result;
}

base::Result<verdict::RunResult> read_journal(std::string_view text, std::string const& file) {
    std::optional<verdict::RunResult> run;
    for (int number = 1; !text.empty(); ++number) {
        auto const end = text.find('\n');
        // Every line is written with its end; what has none was being written when the run was killed.
        if (end == std::string_view::npos) break;
        auto const where = file + ":" + std::to_string(number);
        auto const line = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (!run) {
            auto header = read_header(line, where);
            if (!header) return header.error();
            run = *std::move(header);
            continue;
        }
        auto result = read_journal_line(line, where);
        if (!result) return result.error();
        run->cases.push_back(*std::move(result));
    }
    if (!run) return bad("this is no journal of an easel run", file);
    run->interrupted = true;
    std::ranges::sort(run->cases, {}, &verdict::CaseResult::id);
    for (auto const& result : run->cases) run->took = std::max(run->took, result.started + result.took - run->started);
    return *std::move(run);
}

}  // namespace easel::report
