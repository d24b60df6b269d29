#pragma once

#include <chrono>
#include <thread>

namespace easel::bench {

/// Processor time that a thread of this process has used.
[[nodiscard]] std::chrono::nanoseconds cpu_time(std::thread& thread);
/// The same of the calling thread.
[[nodiscard]] std::chrono::nanoseconds cpu_time();

} // namespace easel::bench
