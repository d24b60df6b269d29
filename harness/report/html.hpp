#pragma once

#include "report/report.hpp"
#include "verdict/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The report in one file: index.html, which opens from disk, loads nothing, and holds the run it speaks of.
/// @par Source report-ux.md C2 to C11
namespace easel::report {

/// A requirement as its catalogue has it.
struct Catalogued {
    std::string id;
    std::string area;
    std::string level;
    std::string text;
    std::string source;
    std::string url = {}; ///< where that source can be read; "": nowhere
};

/// What a run was made of, as text: with it the file alone is enough to read a case, and to play it again.
struct Surroundings {
    std::map<std::string, std::string> sources; ///< scenario files by the path that positions name
    std::map<std::string, std::string> worlds;  ///< world files by path
    std::string tool;                           ///< the tool file without its secrets; "": not known
};

struct HtmlOptions {
    std::vector<Catalogued> catalogue;        ///< all there is; the report takes what its cases name
    std::map<std::string, std::string> facts; ///< likewise, sentences by fact id
    Surroundings around;                      ///< likewise
    std::string partial;                      ///< why nothing further was judged, where the run does not know; else ""
    std::optional<Part> compare;              ///< an earlier run
    std::vector<Part> matrix;                 ///< runs against other tools
    bool trace = false;                       ///< passing cases keep headers and bodies, too
};

/// Deterministic: same run, same options, same bytes.
[[nodiscard]] std::string html(verdict::RunResult const& run, HtmlOptions const& options);

/// What an index.html holds; of a result.json the run alone.
struct Recording {
    verdict::RunResult run;
    Surroundings around;
};
/// The text of a file that should be a result, a report or a journal. One that cannot be read, or is larger than 1 GiB (a
/// device never ends), is a fault of kind bad_file.
[[nodiscard]] base::Result<std::string> load_result(std::string const& file);
/// Is this text a report rather than a result.json?
[[nodiscard]] bool is_html(std::string_view text);
/// The JSON of a result.json, or of a report, packed or plain. A file that is cut off, foreign or damaged is a fault of kind
/// bad_file.
[[nodiscard]] base::Result<base::json::value> parse_recording(std::string_view text, std::string const& file);
/// Whether its digest is that of everything else it holds: nothing was changed since easel wrote it. Line ends and spaces
/// between its values do not matter.
[[nodiscard]] bool is_untouched(base::json::value const& root);
/// The run in it. A newer or damaged one is a fault of kind bad_file.
[[nodiscard]] base::Result<Recording> recording_of(base::json::value const& root, std::string const& file);
/// Both.
[[nodiscard]] base::Result<Recording> read_recording(std::string_view text, std::string const& file);

/// "NOT CONFORMANT" and the like: what the verdict card says first.
[[nodiscard]] std::string_view headline(verdict::RunResult const& run);
/// Why nothing further was judged, as one sentence; "" for a run that went to its end.
[[nodiscard]] std::string why_partial(verdict::RunResult const& run);

/// Where a case stands: "index.html#/c/launch.untrusted/no-kid"; `folder` "" or with a slash at its end.
[[nodiscard]] std::string case_address(std::string_view folder, std::string_view case_id);

/// A failing case in Markdown, for whoever (or whatever) is to mend the tool: at most 6,000 characters.
/// @par Source report-ux.md C11
[[nodiscard]] std::string prompt(
    verdict::RunResult const& run, verdict::CaseResult const& result, HtmlOptions const& options
);
constexpr std::size_t prompt_characters = 6'000;

/// HTTP Archive 1.2: a page per case, an entry per exchange; fixtures/schemas/har.schema.json describes what of it is
/// used.
/// @param case_id  this case alone; "": all
[[nodiscard]] std::string har(verdict::RunResult const& run, std::string_view case_id = {});

} // namespace easel::report
