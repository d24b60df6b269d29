#pragma once

#include "base/instant.hpp"
#include "http/message.hpp"
#include "traffic/fact_id.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::traffic {

/// Who speaks on a hop. `probe` is the harness calling the platform as a client of its own.
enum class Party { browser, tool, platform, probe };
[[nodiscard]] std::string_view to_string(Party party);

/// What a request is for, told from its method and path (platform) or its role in a launch (tool).
enum class CallKind {
    other,
    login,            ///< login initiation to the tool
    authorization,    ///< either hop of the authorization endpoint
    launch,           ///< id_token (or error) posted to the tool
    page,             ///< any further page of the tool
    action,           ///< an action of the tool file
    jwks,             ///< somebody's key set
    token,
    score,
    line_items,       ///< GET the container
    line_item_create,
    line_item,        ///< GET one
    line_item_update,
    line_item_delete,
    results,
    progress,
    memberships,      ///< the roster
    deep_link_return, ///< the picker's answer, posted through the browser
    file,             ///< a file of the tool, fetched by the platform
    registration_page,   ///< a registration opened at the tool in the browser
    configuration,       ///< the openid configuration
    registration,        ///< a tool registers itself
    registration_read,
    registration_update,
    outcome,        ///< replaceResult, and whatever else is posted to the Outcomes service (LTI 1.1)
    outcome_read,   ///< readResult
    outcome_delete, ///< deleteResult
    content_item_return, ///< an LTI 1.1 picker's answer, through the browser
    rest,                ///< Canvas's REST API, by a person's token
    tool_configuration,  ///< a tool's configuration XML, fetched by the platform
};
/// The names used in scenarios: "score", "line_items", ...
[[nodiscard]] std::string_view to_string(CallKind kind);
[[nodiscard]] std::optional<CallKind> call_kind(std::string_view name);
[[nodiscard]] std::vector<std::string> call_kind_names();

/// One check that an answer rests on, by fact id, in the order Canvas makes them.
struct Check {
    FactId fact; ///< e.g. "ags/5.2.13"
    bool passed = true;
};
using Trail = std::vector<Check>;

/// One request and what came of it.
struct Exchange {
    int number = 0; ///< 1, 2, ... within its log
    Party from = Party::browser;
    Party to = Party::platform;
    CallKind kind = CallKind::other;
    base::Instant at;             ///< stage time of the request
    base::Duration took{0};       ///< stage time until the answer
    std::string url;              ///< absolute
    http::Request request;
    std::optional<http::Response> response; ///< absent: none came, see `error`
    std::size_t request_size = 0;  ///< bytes of the request's body before `finish` cut it
    std::size_t response_size = 0; ///< the same of the response's body
    std::string error;            ///< why no response came, naming the limit hit
    Trail trail;                  ///< platform answers only
    std::string fault;            ///< what replaced or disturbed the answer; "" normally
    std::string course;           ///< the world's name of the course concerned, if any
    std::string assignment;       ///< the world's name of the assignment concerned, if any
    std::string user;             ///< the world's name of the user concerned, if any
    std::string client_id;        ///< who called a service, if known
};

/// What the log keeps of a body.
inline constexpr std::size_t kept_body_size = 64 * 1024;

/// The exchanges of one stage in order of their requests. Bounded: bodies above `kept_body_size` are cut, exchanges
/// above `capacity` push out the oldest (`dropped` counts them). A case has some dozens; a log that outgrows the
/// processor's cache slows every request.
class Log {
  public:
    explicit Log(std::size_t capacity = 2'000) : capacity_(capacity) {}
    /// Reserves the next number. Keep the number, not the reference, across a suspension: the log may drop the
    /// exchange.
    Exchange& begin(Exchange exchange);
    /// The exchange of that number; null when there is none (any more).
    [[nodiscard]] Exchange* find(int number);
    [[nodiscard]] Exchange const* find(int number) const;
    /// Notes the sizes of the bodies, cuts them, and tells the observer that `exchange` is complete.
    void finish(Exchange& exchange);
    [[nodiscard]] std::deque<Exchange> const& exchanges() const { return exchanges_; }
    [[nodiscard]] std::deque<Exchange>& exchanges() { return exchanges_; }
    [[nodiscard]] std::size_t dropped() const { return dropped_; }
    /// Called after each `finish`.
    std::function<void(Exchange const&)> on_finish;

  private:
    std::size_t capacity_;
    std::size_t dropped_ = 0;
    int next_ = 1;
    std::deque<Exchange> exchanges_;
};

} // namespace easel::traffic
