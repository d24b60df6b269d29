#include "report/record.hpp"
#include "report/report.hpp"

#include <boost/json.hpp>

namespace easel::report {

std::string journal_line(verdict::CaseResult const& result) {
    // Origins stay: the journal's reader knows the run and makes them neutral when it writes the reports.
    return base::dump(detail::case_record(result, detail::Neutral(), nullptr)) + "\n";
}

base::Result<verdict::CaseResult> read_journal_line(std::string_view line, std::string const& file) {
    auto const bad = [&](std::string message) {
        return base::Fault{.kind = base::FaultKind::bad_file, .message = std::move(message), .where = file};
    };
    auto const value = base::parse_json(line);
    if (!value) return bad("the journal line cannot be read: " + value.error().message);
    detail::RecordReader reader(nullptr);
    auto result = reader.read_case(*value, "");
    if (!reader.problem().empty()) return bad("not a journal line of a run: " + reader.problem());
    return result;
}

}  // namespace easel::report
