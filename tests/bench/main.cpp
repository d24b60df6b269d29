// Ratios, each measured within one run of one program on one machine, and their floors. Exit code 1: a floor was
// missed.
#include "bench/bench.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string_view>

namespace easel::bench {

double median_of(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    auto const middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double Ratio::median() const {
    return median_of(per_round);
}

namespace {

/// True when the floor holds.
bool print(Ratio const& ratio) {
    auto const [least, most] = std::minmax_element(ratio.per_round.begin(), ratio.per_round.end());
    bool const holds = ratio.median() >= ratio.floor;
    std::printf(
        "%-38s %.2f (%.2f to %.2f in %zu rounds; floor %.2f%s)\n    %s\n",
        ratio.name.c_str(),
        ratio.median(),
        *least,
        *most,
        ratio.per_round.size(),
        ratio.floor,
        holds ? "" : ": MISSED",
        ratio.sides.c_str()
    );
    std::fflush(stdout);
    return holds;
}

} // namespace
} // namespace easel::bench

int main(int argc, char** argv) {
    using namespace easel::bench;
    bool const is_short = argc == 2 && std::string_view(argv[1]) == "--short";
    if (argc > 1 && !is_short) {
        std::fputs(
            "usage: easel_bench [--short]\n  --short  one brief round that holds no floor: does it all still work?\n",
            stderr
        );
        return 2;
    }
    try {
        Effort effort;
        if (is_short) effort = {.rounds = 1, .span = std::chrono::milliseconds(30)};
        bool const launches = print(launches_to_signatures(effort));
        bool const scores = print(scores_to_bare_server(effort));
        bool const outcomes = print(outcomes_to_scores(effort));
        auto const serving = measure_serving(is_short ? 1 : 5);
        std::printf(
            "%-38s %.0f ms from start to listening, %.1f MiB resident\n",
            "easel serve",
            serving.start_ms,
            serving.resident_mib
        );
        return is_short || (launches && scores && outcomes) ? 0 : 1;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "easel_bench: %s\n", e.what());
        return 1;
    }
}
