#include "fuzz/fuzz.hpp"
#include "report/html.hpp"
#include "report/html_parts.hpp"
#include "report/report.hpp"

namespace easel::fuzz {

namespace {

constexpr std::size_t most_data = std::size_t{1} << 20U;

/// A report's page around data that is packed or plain.
std::string page(std::string_view type, std::string_view data) {
    return "<!DOCTYPE html>\n<script type=\"" + std::string(type) + "\" id=\"easel-data\">" + std::string(data) +
           "</script>\n";
}

void read(std::string_view text, bool writes) {
    auto const root = report::parse_recording(text, "index.html");
    auto const recording = report::read_recording(text, "index.html");
    if (!root) {
        require(!recording.has_value(), "what cannot be parsed is no recording");
        require(!root.error().message.empty() && !recording.error().message.empty(), "a damaged report is explained");
        return;
    }
    auto const run = report::read_result(*root, "index.html");
    require(run.has_value() == recording.has_value(), "a recording is what its run is");
    if (!recording || !writes) return;
    auto const printed = report::result_json(recording->run);
    require(printed == report::result_json(*run), "a recording holds the run that the page holds");
    require(
        report::read_recording(printed, "result.json").has_value(), "a recording is printed as a result that reads"
    );
    report::HtmlOptions options;
    options.around = recording->around;
    options.trace = true;
    auto const again = report::read_recording(report::html(recording->run, options), "index.html");
    require(again.has_value(), "a recording is written as a report that reads");
    require(again->run.cases.size() == recording->run.cases.size(), "no case is lost on the way");
}

} // namespace

void report_read(std::string_view input) {
    read(input, true);
    // What stands in a page by itself: as plain data, as something packed, and packed anew.
    read(page("application/json", input), false);
    read(page("application/octet-stream+gzip+base64", input), false);
    auto const packed = report::detail::pack(input);
    auto const unpacked = report::detail::unpack(packed, most_data);
    require(unpacked.has_value() == (input.size() <= most_data), "what was packed is unpacked, up to its limit");
    require(!unpacked || *unpacked == input, "packing changes nothing");
    (void)report::detail::unpack(input, most_data);
}

} // namespace easel::fuzz
