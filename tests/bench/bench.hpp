#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace easel::bench {

/// How much is measured; the short form only shows that everything works.
struct Effort {
    std::size_t rounds = 9;
    std::chrono::milliseconds span{500}; ///< of one side of one round
};

/// A ratio measured in rounds that alternate between its two sides, so that a busy machine slows both.
struct Ratio {
    std::string name;
    double floor = 0;
    std::vector<double> per_round;
    std::string sides; ///< the medians of both sides, with units
    [[nodiscard]] double median() const;
};

[[nodiscard]] double median_of(std::vector<double> values);

/// The platform's whole part in launches (opening the link, both hops of the authorization endpoint over real sockets)
/// per second, divided by bare RSA-2048 signatures per second.
[[nodiscard]] Ratio launches_to_signatures(Effort const& effort);
/// Score POSTs per second, divided by what a bare Beast server answers per second.
[[nodiscard]] Ratio scores_to_bare_server(Effort const& effort);

/// Outcomes POSTs per second, each signed by a nonce of its own, divided by the platform's own score POSTs per second.
[[nodiscard]] Ratio outcomes_to_scores(Effort const& effort);

/// `easel serve`: from start to the first accepted connection, and what it holds in memory once it has answered.
struct Serving {
    double start_ms = 0;
    double resident_mib = 0;
};
[[nodiscard]] Serving measure_serving(std::size_t starts);

} // namespace easel::bench
