#include "cli/sharding.hpp"

#include "base/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

namespace easel::cli {
namespace {

namespace json = base::json;

constexpr int version = 1;
/// No case takes nothing, whatever the stage's clock says.
constexpr base::Duration least_case{20};

base::Fault bad(std::string message, std::string const& file) { return {base::FaultKind::bad_file, std::move(message), file}; }

} // namespace

base::Result<Timings> read_timings(std::string_view text, std::string const& file) {
    auto const parsed = base::parse_json(text);
    if (!parsed) return bad("the timings cannot be read: " + parsed.error().message, file);
    auto const* const written = base::member(*parsed, "version");
    auto const* const all = base::member(*parsed, "ms");
    if (written == nullptr || *written != json::value(version) || all == nullptr || !all->is_object()) {
        return bad("these are no timings: an object with `version` 1 and `ms` is wanted", file);
    }
    Timings timings;
    for (auto const& [id, value] : all->get_object()) {
        auto const* const span = value.if_int64();
        if (span == nullptr || *span < 0) return bad("the time of '" + std::string(id) + "' is no number of milliseconds", file);
        timings[std::string(id)] = base::Duration(*span);
    }
    return timings;
}

base::Result<Timings> load_timings(std::string const& flag) {
    auto const file = flag.empty() ? std::string(timings_name) : flag;
    if (flag.empty() && !std::filesystem::exists(file)) return Timings();
    std::ifstream in(file, std::ios::binary);
    if (!in) return bad("the timings cannot be read", file);
    std::ostringstream text;
    text << in.rdbuf();
    return read_timings(text.str(), file);
}

std::string timings_json(Timings known, verdict::RunResult const& run) {
    // A virtual clock's hours cost nobody anything: there every case is about as dear as the next.
    for (auto const& result : run.cases) known[result.id] = run.virtual_clock ? least_case : result.took;
    std::string out = "{\"version\":" + std::to_string(version) + ",\n\"ms\":{\n";
    std::size_t left = known.size();
    for (auto const& [id, took] : known) {
        out += base::dump(json::value(json::string(id))) + ":" + std::to_string(took.count()) + (--left == 0 ? "\n" : ",\n");
    }
    return out + "}}\n";
}

std::vector<std::size_t> part_of(std::vector<std::string> const& ids, Timings const& timings, verdict::Shard const& shard) {
    auto const count = static_cast<std::size_t>(shard.count);
    auto const wanted = static_cast<std::size_t>(shard.index - 1);
    std::vector<base::Duration> recorded;
    for (auto const& id : ids) {
        if (auto const found = timings.find(id); found != timings.end()) recorded.push_back(found->second);
    }
    std::vector<std::size_t> part;
    if (recorded.empty()) {
        for (std::size_t i = wanted; i < ids.size(); i += count) part.push_back(i);
        return part;
    }
    std::sort(recorded.begin(), recorded.end());
    auto const median = recorded[recorded.size() / 2];
    auto const span = [&](std::size_t i) {
        auto const found = timings.find(ids[i]);
        return std::max(found == timings.end() ? median : found->second, least_case);
    };
    std::vector<std::size_t> order(ids.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return span(a) != span(b) ? span(a) > span(b) : ids[a] < ids[b];
    });
    std::vector<base::Duration> load(count, base::Duration{0});
    for (auto const i : order) {
        auto const least = std::min_element(load.begin(), load.end());
        *least += span(i);
        if (static_cast<std::size_t>(least - load.begin()) == wanted) part.push_back(i);
    }
    std::sort(part.begin(), part.end());
    return part;
}

} // namespace easel::cli
