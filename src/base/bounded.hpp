#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <vector>

namespace easel::base {

/// Makes room in a map that requests fill: once it holds `most` entries, those go for which `is_over(value)` holds, and when
/// more than half remain, the oldest by `time_of(value)` until half remain. So adding to it costs nothing most times.
template <class Map, class IsOver, class TimeOf>
void make_room(Map& map, std::size_t most, IsOver const& is_over, TimeOf const& time_of) {
    if (map.size() < most) return;
    std::erase_if(map, [&](auto const& entry) { return is_over(entry.second); });
    if (map.size() <= most / 2) return;
    std::vector<decltype(time_of(map.begin()->second))> times;
    times.reserve(map.size());
    for (auto const& entry : map) times.push_back(time_of(entry.second));
    auto surplus = map.size() - most / 2;
    auto const last = times.begin() + static_cast<std::ptrdiff_t>(surplus - 1);
    std::nth_element(times.begin(), last, times.end());
    std::erase_if(map, [&](auto const& entry) {
        if (surplus == 0 || time_of(entry.second) > *last) return false;
        --surplus;
        return true;
    });
}

} // namespace easel::base
