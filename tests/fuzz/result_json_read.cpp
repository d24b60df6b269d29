#include "fuzz/fuzz.hpp"
#include "report/report.hpp"

namespace easel::fuzz {

void result_json_read(std::string_view input) {
    if (auto const run = report::read_result_json(input, "result.json")) {
        auto const printed = report::result_json(*run);
        auto const again = report::read_result_json(printed, "result.json");
        require(again.has_value(), "a result reads as it was printed");
        require(report::result_json(*again) == printed, "a result is printed as it was read");
        (void)report::junit(*run, {});
        (void)report::summary_lines(*run, {});
        (void)report::ctrf(*run);
        (void)report::tap(*run);
        (void)report::github_annotations(*run);
        require(report::github_summary(*run, 10'000).size() <= 10'000, "a summary stays within its room");
        auto const merged = report::merge({{"result.json", *run}}, true);
        require(merged.has_value(), "a result is a whole of one part");
    } else {
        require(!run.error().message.empty(), "a damaged result is explained");
    }
    if (auto const run = report::read_journal(input, "journal.ndjson")) {
        require(report::read_result_json(report::result_json(*run), "result.json").has_value(), "a journal makes a result");
    }
    if (auto const result = report::read_journal_line(input, "journal.ndjson")) {
        auto const printed = report::journal_line(*result);
        auto const again = report::read_journal_line(printed, "journal.ndjson");
        require(again.has_value(), "a journal line reads as it was printed");
        require(report::journal_line(*again) == printed, "a journal line is printed as it was read");
        (void)report::failure_block(*result, {}, [](yaml::Position const&) { return std::nullopt; });
    }
}

} // namespace easel::fuzz
