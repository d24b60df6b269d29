#pragma once

#include "base/result.hpp"
#include "report/html.hpp"
#include "verdict/result.hpp"

#include <string>
#include <string_view>

/// What a replay starts from: the file that a run has left.
namespace easel::replay {

struct Recording {
    std::string file;
    verdict::RunResult run;
    report::Surroundings around; ///< as far as the file holds them

    [[nodiscard]] verdict::CaseResult const* find(std::string_view case_id) const;
};

/// Reads a result.json, or the report in one file that embeds one. A file that is truncated, foreign, of a newer
/// version, or that somebody has edited (its digest is another, or it says what cannot be) is a fault of kind bad_file that names the place.
[[nodiscard]] base::Result<Recording> read_recording(std::string_view text, std::string const& file);
[[nodiscard]] base::Result<Recording> load_recording(std::string const& file);

} // namespace easel::replay
