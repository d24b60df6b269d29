#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "http/message.hpp"
#include "traffic/exchange.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::platform {

/// Replaces or disturbs answers of one kind. @par Source design.md 4, Faults
struct Fault {
    traffic::CallKind kind = traffic::CallKind::other;
    std::string assignment;               ///< world name; "" : any
    int times = 1;                        ///< how many answers are left to disturb; -1: always
    int after = 0;                        ///< so many matching calls go by first
    int every = 1;                        ///< of those after, only each so many-th, the first included
    double probability = 1;               ///< of each matching call after those
    std::string label;                    ///< shown in reports
    std::optional<http::Response> answer; ///< replaces the platform's answer, which is then not computed at all
    bool throttled = false;               ///< answered as by a full bucket
    http::Delivery delivery = http::Delivery::whole;
    base::Duration delay{0}; ///< wall time before the answer
    /// Changes the platform's own answer instead of replacing it.
    std::function<void(http::Request const&, http::Response&)> change;

    int seen = 0;   ///< matching calls so far
    int struck = 0; ///< answers disturbed so far
};

/// The fault that strikes this call, already counted; null for none. Earlier ones come first; `chance` decides about
/// those that have a probability.
[[nodiscard]] Fault* strike(
    std::deque<Fault>& faults, traffic::CallKind kind, std::string const& assignment, base::Random& chance
);

/// What a documented error's name stands for; nothing when there is no such row.
using DocumentedError = std::function<std::optional<http::Response>(std::string_view)>;

/// What is wrong with a JSON text, and where (RFC 6901; "" : the whole).
struct Complaint {
    std::string pointer;
    std::string message;
    std::string code = {}; ///< as the control API's other errors have
};

/// `{"call": "score", "assignment": "quiz1", "times": 2, "after": 1, "every": 2, "probability": 0.5, "delay": "250ms", ...}` with
/// one of `"error": row`, `"status": 503` (with `body` and `headers`), `"fault": reset|stall|truncated|throttled`;
/// `truncated` may stand beside an error or a status. `times` may be "once" and "always". Nothing when there are
/// complaints.
[[nodiscard]] std::optional<Fault> fault_from_json(
    base::json::value const& value, DocumentedError const& documented, std::vector<Complaint>& complaints
);

/// The plan in words: "status 503 for score of quiz1, 2 times, after 1 call, with probability 0.5, delayed by 250ms".
[[nodiscard]] std::string describe(Fault const& fault);
/// The plan and what has become of it: "...; struck once, still armed".
[[nodiscard]] std::string describe_outcome(Fault const& fault);

} // namespace easel::platform
