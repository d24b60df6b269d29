#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// A load generator over plain sockets: it must cost less than any server it measures.
namespace easel::bench {

/// The next request of a connection as bytes, given the answer to its last one (head and body; "" before the first).
/// Nothing more to send: "".
using Script = std::function<std::string_view(std::size_t connection, std::string_view answer)>;

struct LoadResult {
    std::size_t answers = 0;
    double seconds = 0;
    std::string trouble; ///< why it ended early; "" normally
};

/// Keep-alive connections to one server on loopback, each with at most one request in flight.
class Load {
  public:
    Load(std::uint16_t port, std::size_t connections);
    ~Load();
    Load(Load const&) = delete;
    Load& operator=(Load const&) = delete;

    [[nodiscard]] std::size_t connections() const { return lines_.size(); }
    /// Follows the script until every connection has nothing more to send. An answer whose status is not `expected` (0:
    /// any) ends it.
    [[nodiscard]] LoadResult run(Script const& script, int expected);
    /// Sends each connection's request again and again until `span` has passed.
    [[nodiscard]] LoadResult repeat(std::vector<std::string> const& requests, std::chrono::milliseconds span);

  private:
    struct Line {
        int socket = -1;
        std::string answer; ///< bytes read so far
    };
    bool send(Line const& line, std::string_view request);

    std::vector<Line> lines_;
    int poll_ = -1;
};

} // namespace easel::bench
