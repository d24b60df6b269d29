#pragma once

#include "base/json.hpp"
#include "report/neutral.hpp"
#include "verdict/result.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

/// Cases as JSON, shared by result.json and the journal. Internal to the module.
namespace easel::report::detail {

constexpr int schema_version = 1;

/// The bodies of a run, each once, with refs b1, b2, ... in the order of first use.
class Bodies {
  public:
    /// The ref of a body, `{"ref": "b1"}`.
    base::json::value put(std::string key, base::json::object description);
    [[nodiscard]] std::vector<std::pair<std::string, base::json::object>> const& all() const { return all_; }

  private:
    std::map<std::string, std::string> refs_;
    std::vector<std::pair<std::string, base::json::object>> all_;
};

/// @param bodies  where bodies go; null: they stand inline
[[nodiscard]] base::json::object case_record(verdict::CaseResult const& result, Neutral const& neutral, Bodies* bodies);

/// The run without setup and cases, as in result.json.
[[nodiscard]] base::json::object run_record(verdict::RunResult const& run, Neutral const& neutral);
[[nodiscard]] base::json::object setup_record(verdict::SetupCheck const& check, Neutral const& neutral);

/// The whole of result.json.
/// @param hop_lines_only  of a report: says of which cases neither headers nor bodies are there; null: of a result.json
/// @param more  further members, with the comma before them
[[nodiscard]] std::string result_text(
    verdict::RunResult const& run, std::function<bool(verdict::CaseResult const&)> const& hop_lines_only, std::string const& more
);

/// The digest of a result whose JSON, without spaces and without its digest, this is.
[[nodiscard]] std::string seal_of(std::string_view plain);

/// Neutral and valid UTF-8.
[[nodiscard]] base::json::string say(std::string_view text, Neutral const& neutral);

/// Reads records; remembers the first thing that was wrong.
class RecordReader {
  public:
    /// @param bodies  by ref; null: only inline bodies are known
    explicit RecordReader(base::json::object const* bodies)
        : bodies_(bodies) {}
    [[nodiscard]] verdict::CaseResult read_case(base::json::value const& value, std::string const& path);
    /// The members `run` and `setup` of a result or of a journal's first line.
    void read_run(base::json::value const& root, verdict::RunResult& run);
    [[nodiscard]] std::string const& problem() const { return problem_; }  ///< "" : none

    // Members of `owner`; a missing or wrongly typed one is a problem.
    std::string text(base::json::value const& owner, std::string_view key, std::string const& path);
    std::string optional_text(
        base::json::value const& owner, std::string_view key, std::string const& path
    );  ///< null: ""
    std::int64_t integer(base::json::value const& owner, std::string_view key, std::string const& path);
    bool boolean(base::json::value const& owner, std::string_view key, std::string const& path);
    base::Instant instant(base::json::value const& owner, std::string_view key, std::string const& path);
    std::vector<std::string> texts(base::json::value const& owner, std::string_view key, std::string const& path);
    base::json::array const& list(base::json::value const& owner, std::string_view key, std::string const& path);
    base::json::value const& object(base::json::value const& owner, std::string_view key, std::string const& path);
    verdict::Verdict verdict(base::json::value const& owner, std::string_view key, std::string const& path);

  private:
    void wrong(std::string const& path, std::string_view key, std::string_view wanted);
    base::json::value const& wanted(base::json::value const& owner, std::string_view key, std::string const& path);
    std::vector<int> numbers(base::json::value const& owner, std::string_view key, std::string const& path);
    yaml::Position position(base::json::value const& owner, std::string const& path);
    verdict::StepResult step(base::json::value const& value, std::string const& path);
    verdict::Check check(base::json::value const& value, std::string const& path);
    traffic::Exchange hop(base::json::value const& value, std::string const& path);
    traffic::Party party(base::json::value const& owner, std::string_view key, std::string const& path);
    http::Headers headers(base::json::value const& owner, std::string const& path);
    /// @param sent  takes the size on the wire
    std::string body(base::json::value const& owner, std::size_t& sent, std::string const& path);

    base::json::object const* bodies_;
    std::string problem_;
};

}  // namespace easel::report::detail
