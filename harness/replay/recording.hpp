#pragma once

#include "base/result.hpp"
#include "verdict/result.hpp"

#include <map>
#include <string>
#include <string_view>

/// What a replay starts from: the file that a run has left.
namespace easel::replay {

struct Recording {
    std::string file;
    verdict::RunResult run;
    std::map<std::string, std::string> sources; ///< scenario files by path, as far as the file holds them
    std::map<std::string, std::string> worlds;  ///< likewise
    std::string tool; ///< the tool file's text, secrets left out; "" : the file does not hold it

    [[nodiscard]] verdict::CaseResult const* find(std::string_view case_id) const;
};

/// Reads a result.json, or the report in one file that embeds one. A file that is truncated, foreign, of a newer
/// version, or that says what cannot be (somebody has edited it) is a fault of kind bad_file that names the place.
[[nodiscard]] base::Result<Recording> read_recording(std::string_view text, std::string const& file);
[[nodiscard]] base::Result<Recording> load_recording(std::string const& file);

} // namespace easel::replay
