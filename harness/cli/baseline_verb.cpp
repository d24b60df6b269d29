// `easel baseline check|update`: the expected-failures file by itself, and against a result.
#include "cli/baseline_update.hpp"
#include "cli/reports.hpp"
#include "cli/suites.hpp"
#include "cli/workshop.hpp"

#include <chrono>
#include <filesystem>
#include <iostream>

namespace easel::cli {
namespace {

std::chrono::sys_days today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

std::vector<std::string> known_ids() {
    std::vector<std::string> ids;
    for (auto const& known : load_suites({}).cases) ids.push_back(known.id);
    return ids;
}

/// The file; what is wrong with it has been printed.
std::optional<Baseline> read_file(std::string const& file, yaml::Document& document) {
    yaml::Problems problems;
    document = yaml::load(file, file, problems);
    Baseline known;
    if (problems.empty()) known = read_baseline(*document.source, document.file, problems);
    if (problems.empty()) return known;
    print_problems(problems, {document});
    return std::nullopt;
}

std::string plural(std::size_t count) { return std::to_string(count) + (count == 1 ? " entry" : " entries"); }

/// Without a result: do the patterns fit cases that there are?
int check_patterns(Baseline const& baseline) {
    verdict::RunResult everything;
    for (auto const& id : known_ids()) everything.cases.emplace_back().id = id;
    int code = exit_ok;
    auto const all = sayings(everything, baseline, today());
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const& entry = baseline.entries[i];
        auto const where = yaml::to_string(entry.at);
        if (all[i].ended) {
            std::cerr << where << ": the entry for '" << entry.pattern << "' ended on " << date_text(*entry.until) << "\n";
            code = exit_failed;
        }
        if (all[i].fits.empty()) std::cerr << where << ": '" << entry.pattern << "' matches no case that comes with Easel\n";
    }
    if (code == exit_ok) std::cout << plural(baseline.entries.size()) << ", all readable\n";
    return code;
}

int check_against(Baseline const& baseline, verdict::RunResult& run) {
    forget_baseline(run);
    auto const findings = apply(run, baseline, today());
    for (auto const& line : findings.warnings) std::cerr << line << "\n";
    for (auto const& line : findings.failures) std::cerr << line << "\n";
    std::size_t foreseen = 0;
    std::size_t wrong = findings.failures.size();
    for (auto const& result : run.cases) {
        if (result.expected) ++foreseen;
        if (!verdict::counts_as_failure(result, run.threshold)) continue;
        ++wrong;
        std::cout << (result.unexpected_pass ? "passes now, remove its entry: " : "fails, and no entry foresees it: ") << result.id << "\n";
    }
    std::cout << plural(baseline.entries.size()) << ", " << foreseen << (foreseen == 1 ? " case" : " cases") << " as foreseen, " << wrong
              << " not as the file says\n";
    return wrong == 0 ? exit_ok : exit_failed;
}

int update(BaselineVerb const& options, Baseline const& baseline, std::string const& text, verdict::RunResult const& run) {
    auto const updated = update_baseline(text, baseline, run, known_ids(), today());
    if (!updated) {
        std::cerr << "easel: " << to_string(updated.error()) << "; " << options.file << " stays as it is\n";
        return exit_code_of(updated.error());
    }
    for (auto const& line : updated->left) std::cerr << line << "\n";
    if (updated->changes.empty()) {
        std::cout << "nothing to change\n";
        return exit_ok;
    }
    if (auto const written = write_whole(options.file, updated->text); !written) {
        std::cerr << "easel: " << to_string(written.error()) << "\n";
        return exit_trouble;
    }
    for (auto const& line : updated->changes) std::cout << line << "\n";
    return exit_ok;
}

} // namespace

int baseline(BaselineVerb const& options) {
    yaml::Document document;
    Baseline known;
    std::string text;
    // The first update makes the file.
    if (!options.update || std::filesystem::exists(options.file)) {
        auto read = read_file(options.file, document);
        if (!read) return exit_bad_file;
        known = *std::move(read);
        text = *document.source;
    }
    if (!options.update && options.result.empty()) return check_patterns(known);
    auto run = read_result(options.result.empty() ? "reports/latest" : options.result);
    if (!run) {
        std::cerr << "easel: " << to_string(run.error()) << "\n";
        return exit_bad_file;
    }
    return options.update ? update(options, known, text, *run) : check_against(known, *run);
}

} // namespace easel::cli
