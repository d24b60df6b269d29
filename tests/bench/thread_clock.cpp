#include "bench/thread_clock.hpp"

#include <ctime>
#include <pthread.h>

namespace easel::bench {

std::chrono::nanoseconds cpu_time(std::thread& thread) {
    clockid_t clock{};
    timespec spent{};
    if (::pthread_getcpuclockid(thread.native_handle(), &clock) != 0 || ::clock_gettime(clock, &spent) != 0) return {};
    return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

std::chrono::nanoseconds cpu_time() {
    timespec spent{};
    if (::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent) != 0) return {};
    return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

} // namespace easel::bench
