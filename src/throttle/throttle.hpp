#pragma once

#include "base/instant.hpp"
#include "http/message.hpp"
#include "world/world.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Canvas's request throttle: one leaking bucket per client, on the stage's clock. @par Source
/// canvas/throttling-pagination.md
namespace easel::throttle {

struct Bucket {
    double count = 0;
    base::Instant last;
    int requests = 0;
    bool refused = false; ///< the last one was
};

/// Facts of throttling-pagination.md that an answer rests on, "3.9"; where it was refused, the last one decided.
using Rows = std::vector<std::string_view>;

class Buckets {
  public:
    /// Before a request: the pre-flight cost. The refusal when the bucket is full (or the client is blocked), complete
    /// with its headers; nothing: the request may run and must be `leave`d.
    /// @param dialects  of the course that is called, or the world's: the status of a refusal is disputed
    [[nodiscard]] std::optional<http::Response> enter(
        world::World const& world,
        world::Dialects const& dialects,
        std::string const& client,
        base::Instant now,
        Rows& rows
    );
    /// After it: the real cost in place of the pre-flight one, and the two headers on the answer.
    void leave(
        world::World const& world, std::string const& client, base::Instant now, http::Response& response, Rows& rows
    );
    [[nodiscard]] std::map<std::string, Bucket> const& all() const { return buckets_; }
    void clear() { buckets_.clear(); }

  private:
    std::map<std::string, Bucket> buckets_;
};

/// The answer of a full bucket.
[[nodiscard]] http::Response refusal(world::Dialects const& dialects, double remaining);

/// Who shares a bucket: "lti_advantage:<client id>" for a service call with a good token, "token:<hash>" for any other
/// bearer, "ip:" else; "" for a browser session, which is not metered. Where a request came from is not known here: all
/// callers without a name share one bucket. @par Source 3, table
/// @param client_id  whose good token it is; "" : none came, or a bad one
[[nodiscard]] std::string bucket_of(
    http::Request const& request, std::string const& client_id, bool of_service, bool has_session
);

/// The bucket of an LTI 1.1 tool, which sends no token: "tool:<domain>". @par Source 3.21
[[nodiscard]] std::string bucket_of_tool(world::Tool const& tool);

} // namespace easel::throttle
