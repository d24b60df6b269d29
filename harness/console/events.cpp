#include "console/events.hpp"

#include <algorithm>
#include <utility>

namespace easel::console {

Events::Events(http::asio::io_context& loop, EventLimits limits) : limits_(limits), came_(loop) {}

void Events::publish(std::string_view kind, std::string data) {
    std::string text = "id: " + std::to_string(next_) + "\nevent: " + std::string(kind) + "\ndata: " + std::move(data) + "\n\n";
    bytes_ += text.size();
    ring_.push_back(std::move(text));
    ++next_;
    while (ring_.size() > 1 && (ring_.size() > limits_.events || bytes_ > limits_.bytes)) {
        bytes_ -= ring_.front().size();
        ring_.pop_front();
    }
    came_.notify();
}

Events::Batch Events::after(std::uint64_t seen, std::size_t most) const {
    Batch batch{{}, seen};
    auto const first = next_ - ring_.size();
    if (seen >= next_) { // of a console that was here before this one
        batch.text = "event: lost\ndata: {\"from\":0,\"to\":0,\"count\":0,\"restarted\":true}\n\n";
        batch.seen = seen = 0;
    }
    if (seen + 1 < first) {
        batch.text += "id: " + std::to_string(first - 1) + "\nevent: lost\ndata: {\"from\":" + std::to_string(seen + 1) +
                      ",\"to\":" + std::to_string(first - 1) + ",\"count\":" + std::to_string(first - 1 - seen) + "}\n\n";
        batch.seen = first - 1;
    }
    for (auto i = batch.seen + 1 - first; i < ring_.size() && batch.text.size() < most; ++i) {
        batch.text += ring_[static_cast<std::size_t>(i)];
        ++batch.seen;
    }
    return batch;
}

} // namespace easel::console
