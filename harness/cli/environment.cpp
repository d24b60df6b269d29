#include "cli/environment.hpp"

#include "base/text.hpp"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace easel::cli {
namespace {

namespace fs = std::filesystem;

base::Fault misused(std::string message) { return {base::FaultKind::usage, std::move(message), ""}; }

std::optional<std::int64_t> whole_number(std::string const& text) {
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

} // namespace

std::optional<std::string> variable(char const* name) {
    auto const* value = std::getenv(name);
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::string(value);
}

base::Result<std::optional<verdict::Shard>> choose_shard(std::string const& flag) {
    if (auto const status = variable("TEST_SHARD_STATUS_FILE")) std::ofstream(*status, std::ios::app).flush();
    if (!flag.empty()) {
        auto const shard = verdict::shard_named(flag);
        if (!shard) return misused("--shard takes NUMBER/COUNT, 1/4 to 4/4 for four, not '" + flag + "'");
        return std::optional(*shard);
    }
    auto const total = variable("TEST_TOTAL_SHARDS");
    auto const index = variable("TEST_SHARD_INDEX");
    if (!total && !index) return std::optional<verdict::Shard>();
    auto const number = index ? whole_number(*index) : std::nullopt;
    auto const shard = total && number ? verdict::shard_named(std::to_string(*number + 1) + "/" + *total) : std::nullopt;
    if (!shard) {
        return misused(
            "TEST_SHARD_INDEX '" + index.value_or("") + "' of TEST_TOTAL_SHARDS '" + total.value_or("") + "' is no part of a selection"
        );
    }
    return std::optional(*shard);
}

base::Result<std::optional<base::Instant>> source_date() {
    auto const text = variable("SOURCE_DATE_EPOCH");
    if (!text) return std::optional<base::Instant>();
    auto const seconds = whole_number(*text);
    constexpr std::int64_t end_of_9999 = 253'402'300'799;
    if (!seconds || *seconds > end_of_9999) return misused("SOURCE_DATE_EPOCH is '" + *text + "', no number of seconds");
    return std::optional(base::Instant(std::chrono::seconds(*seconds)));
}

std::string choose_output(std::string const& flag) {
    if (!flag.empty()) return flag;
    auto const outputs = variable("TEST_UNDECLARED_OUTPUTS_DIR");
    return outputs ? (fs::path(*outputs) / "easel").generic_string() : "";
}

std::vector<std::string> bazel_filter() {
    std::vector<std::string> words;
    for (auto const& word : base::split(variable("TESTBRIDGE_TEST_ONLY").value_or(""), ':')) {
        if (!word.empty()) words.push_back(word);
    }
    return words;
}

void tell_bazel(std::vector<std::string> const& warnings) {
    auto const path = variable("TEST_WARNINGS_OUTPUT_FILE");
    if (!path || warnings.empty()) return;
    std::ofstream out(*path, std::ios::app);
    for (auto const& line : warnings) out << line << "\n";
}

PrematureExitFile::PrematureExitFile() : path_(variable("TEST_PREMATURE_EXIT_FILE")) {
    if (path_) std::ofstream(*path_) << "easel has not ended yet\n";
}

PrematureExitFile::~PrematureExitFile() {
    std::error_code ignored;
    if (path_) fs::remove(*path_, ignored);
}

} // namespace easel::cli
