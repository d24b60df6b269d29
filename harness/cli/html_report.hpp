#pragma once

#include "report/html.hpp"

#include <string>
#include <vector>

/// What the report in one file says beside its run: catalogues, scenario files, worlds and the tool file.
namespace easel::cli {

struct RenderOptions {
    report::Surroundings around;      ///< what is known already, of a run that was read from its report
    std::vector<std::string> secrets; ///< what reports must not show
    bool trace = false;               ///< the report keeps headers and bodies of passing cases, too
    std::string partial;              ///< why nothing further was judged; "": what the run says
    std::optional<report::Part> compare = {};
    std::vector<report::Part> matrix = {};
};

/// Catalogues from the binary; scenario files of cases that did not pass, the world and the tool file from `options`,
/// else from the binary, else from disk. A tool file that has changed since the run is left out.
[[nodiscard]] report::HtmlOptions html_options(verdict::RunResult const& run, RenderOptions const& options);

/// The text of a tool file without the values of keys that name secrets.
[[nodiscard]] std::string without_secrets(std::string const& tool_file, std::vector<std::string> secrets);

/// The file that is meant: itself, or what of result.json, journal.ndjson and index.html the folder holds.
[[nodiscard]] base::Result<std::string> result_file(std::string const& path);
/// A result.json, an index.html, a journal, or a folder with one of them.
[[nodiscard]] base::Result<report::Recording> read_recording(std::string const& path);

/// "FILE#CASE"; without a case, and where a file has that name, the file alone.
struct CaseName {
    std::string file;
    std::string case_id; ///< "" : none was given
};
[[nodiscard]] CaseName split_case(std::string const& text);

/// What to call a run that was read from `path`: its tool, and its folder or file where `others` have the same.
[[nodiscard]] std::string name_of(
    verdict::RunResult const& run, std::string const& path, std::vector<std::string> const& others
);

} // namespace easel::cli
