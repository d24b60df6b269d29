#include "cli/last_run.hpp"

#include "base/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace easel::cli {
namespace {

namespace json = base::json;

base::Fault bad(std::string message, std::string const& file) { return {base::FaultKind::bad_file, std::move(message), file}; }

json::array as_array(std::vector<std::string> const& texts) {
    json::array out;
    for (auto const& text : texts) out.emplace_back(text);
    return out;
}

} // namespace

std::string last_run_file(std::string const& output) { return (output.empty() ? "reports" : output) + "/.last-run.json"; }

base::Result<LastRun> read_last_run(std::string_view text, std::string const& file) {
    auto const parsed = base::parse_json(text);
    auto const* const version = parsed ? base::member(*parsed, "version") : nullptr;
    if (version == nullptr || *version != json::value(1)) return bad("this says nothing about a last run", file);
    LastRun last;
    for (auto const& [key, into] : {std::pair{"paths", &last.paths}, {"failed", &last.failed}}) {
        auto const* const member = base::member(*parsed, key);
        auto const* const list = member == nullptr ? nullptr : member->if_array();
        if (list == nullptr) return bad("`" + std::string(key) + "` is no list", file);
        for (auto const& item : *list) {
            if (!item.is_string()) return bad("`" + std::string(key) + "` is no list of texts", file);
            into->emplace_back(item.get_string());
        }
    }
    return last;
}

base::Result<LastRun> load_last_run(std::string const& output) {
    auto const file = last_run_file(output);
    std::ifstream in(file, std::ios::binary);
    if (!in) return bad("no run has been recorded here", file);
    std::ostringstream text;
    text << in.rdbuf();
    return read_last_run(text.str(), file);
}

std::string last_run_json(LastRun const& last) {
    return base::dump(json::object{{"version", 1}, {"paths", as_array(last.paths)}, {"failed", as_array(last.failed)}}) + "\n";
}

std::vector<std::string> failed_now(verdict::RunResult const& run, std::vector<std::string> const& before) {
    std::set<std::string> failed(before.begin(), before.end());
    for (auto const& result : run.cases) {
        bool const bad_end = verdict::counts_as_failure(result, run.threshold) || result.verdict == verdict::Verdict::error;
        if (bad_end) failed.insert(result.id);
        else failed.erase(result.id);
    }
    return {failed.begin(), failed.end()};
}

} // namespace easel::cli
