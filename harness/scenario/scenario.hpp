#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "traffic/exchange.hpp"
#include "yaml/node.hpp"
#include "yaml/shape.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The scenario language as plain data: what a loaded and checked YAML file says. Nothing here plays anything.
namespace easel::scenario {

using base::Duration;
using yaml::Position;

/// A value whose texts may hold expressions (`${now - 1h}`), worked out when the step plays.
struct Template {
    base::json::value value;  ///< null: absent
    Position at;
    [[nodiscard]] bool empty() const { return value.is_null(); }
};

/// A span of time, or the name of one of the tool file's limits ("t_page", "t_service", "t_retry", "t_quiet").
struct Window {
    Duration span{0};
    std::string limit;  ///< "" : `span` counts
};

/// What the browser does with the tool's cookies, which come from a frame. @par Source requirements A.7, H3
enum class Cookies { allow, block, partition };

enum class LaunchExpectation {
    none,  ///< plays, judges nothing but the wire
    accepted,
    rejected,       ///< between two accepted twins
    survives,       ///< accepted, or refused in a friendly way: anything but 5xx and silence
    explained,  ///< accepted, or the page asks the platform's storage or tells the person what to do
    returned,       ///< refused by sending the user back to the platform with an error; between two accepted twins
    login_refused,  ///< the tool must not go on to the authorization endpoint
    once,           ///< delivered twice at the same time, accepted once at most
};

struct Launch {
    std::string as;  ///< a user of the world
    std::string to;  ///< an assignment, link or course of the world; "picked", "picked before": what deep linking made
    std::string placement;
    std::string tool; ///< of the world, instead of the one under test; its addresses are that one's
    Template url; ///< a page of the platform that opens the tool by itself, instead of what the platform's pages show
    bool lti11 = false;  ///< a form signed by OAuth 1.0a instead of a login and an id_token
    /// "": the tool's first; "second": another client of the same issuer (LTI 1.1: another consumer key); "other": one of
    /// another issuer
    std::string registration;
    std::string hold;          ///< a name: the platform's answer stays with the browser until a deliver step
    std::string deliver;       ///< the name under which an earlier launch is held: this step is its delivery, nothing else
    std::string jar;           ///< "" : a fresh cookie jar; a name: that jar, kept during the case
    Cookies cookies = Cookies::allow;
    bool planted = false;  ///< the browser comes with a session cookie of somebody else's choice
    bool login_by_get = false;
    bool replay_previous = false;  ///< posts the previous launch's id_token and state once more
    int abandoned = 0;  ///< so many logins are begun before it and left unfinished
    Template tamper;               ///< object: dotted point -> value or "~remove"
    LaunchExpectation expect = LaunchExpectation::none;
    std::string worst;     ///< "warned", "informed": no violation of this step is graver, whatever its requirement says
    bool differs = false;  ///< the page must differ from the previous launch's
    std::string view;  ///< "", "teacher", "student", "not_teacher": what markers must say
    bool another_user = false;  ///< the page must not be the earlier launch's user's
    bool own_page = false;      ///< the page must not be that of another launch of the case
    int resource = 0;           ///< the page must be the tool file's resource of that number
    Position expect_at;
};

enum class RegisterExpectation {
    none,
    registered, ///< the tool registers itself
    refused,    ///< it does not: nothing is posted, and nothing is kept
    reported,   ///< the platform refuses: the tool says so and keeps nothing
    survives,   ///< anything but a crash and silence
    closes,     ///< the last page tells the platform's page that it is done
};

/// A Dynamic Registration begun by an admin, played in the browser.
struct Register {
    std::string as;              ///< the admin; "" : somebody unnamed
    bool without_token = false;  ///< the tool's URL gets no registration_token
    bool demands_token = false;  ///< the configuration is refused without the token as bearer
    bool again = false;          ///< the previous registration's page is loaded once more
    bool same_platform = false;  ///< at the platform of the previous registration; else at a new one
    bool switch_on = false;      ///< the admin switches the key on, and the case goes on with it
    Template tamper;             ///< object: "configuration.NAME" or "answer.NAME" -> value or "~remove"
    RegisterExpectation expect = RegisterExpectation::none;
    Position expect_at;
};

/// Opens the page that the latest launch ended on in another browser of the case, which must not see it; or in one that was
/// never launched, which must be answered.
struct Visit {
    std::string jar;        ///< "" : a stranger's
};

/// Fetches the configuration that the tool shows of itself, for the requirements CFG.
struct OwnConfiguration {
    bool json = false;  ///< a developer key's JSON; else the XML
};

struct Act {
    std::string action;  ///< a fixed action name, "score", "regrade", ...
    Template with;       ///< parameters, e.g. {fraction: 0.8}
    std::string jar;     ///< "" : the jar of the last launch
    bool on_previous = false;  ///< on the page of the launch before the last one
    Template expect;           ///< what the page must show: result, members, error, or
    Position expect_at;
};

struct Await {
    traffic::CallKind call = traffic::CallKind::other;
    std::string what;  ///< an assignment of the world; "" : any
    std::string user;  ///< "" : any
    Window within{Duration{0}, "t_service"};
    bool optional = false;  ///< nothing came: no failure, the steps after it that need it are skipped
    Template answer;        ///< {error: row} or {status, body, headers}, {fault: reset|stall|truncated}, {delay: 2s};
                            ///< `times` beside the call is added here as `times` (-1: always)
    Template given;         ///< {request: ...}: what the call must have, or the case is not exercised
    Template expect;        ///< checks on request and answer
    Position expect_at;
};

struct Quiet {
    traffic::CallKind call = traffic::CallKind::other;
    std::string what;
    bool from_start = false;  ///< counts every call of the case
    bool same_body = false;  ///< counts only repeats of the awaited call's body
    Window span{Duration{0}, "t_retry"};
    int at_most = 0;   ///< passed
    int tolerate = 0;  ///< above `at_most` up to this: warned; above: failed
};

/// Time passes: on a virtual clock at once, else really.
struct Wait {
    Window span;
};

/// A call of the platform as a tool would make it.
struct Send {
    std::string kind;          ///< one of `send_kinds()`, or a verb of its own: "rest", "install"
    Template request;          ///< object: the kind's own value under the kind's name, and every key beside it but `as`
    std::string as = "probe";  ///< or "tool"
    Template expect;
    Position expect_at;
};

struct Change {
    std::string what;  ///< a part of the world ("course", "assignment", ...), "token", "keys", "clock"
    Template to;
};

struct Gradebook {
    Template expected;  ///< assignment -> user -> {score, attempt, state, ...}
};

/// Checks rows of the world.
struct WorldCheck {
    Template expected;  ///< table -> row -> members, or null
};

struct Step {
    std::variant<Launch, Register, Visit, OwnConfiguration, Act, Await, Quiet, Wait, Send, Change, Gradebook, WorldCheck> action;
    Position at;
    int number = 0;  ///< 1, 2, ... within its case
    [[nodiscard]] std::string_view verb() const;
};

/// One row of a scenario: the unit that gets a verdict.
struct Case {
    std::string id;       ///< "launch.untrusted/alg-none"
    std::string group;    ///< "launch.untrusted"
    std::string title;    ///< the scenario's sentence, and the row's name
    std::string name;     ///< the row's name; "" when the scenario has one case only
    std::string purpose;  ///< one line
    std::vector<std::string> requirements;
    std::vector<std::string> facts;
    std::vector<std::string> tags;
    Position at;
    yaml::Node world;        ///< inline world, or null
    base::json::object row;  ///< the row's own keys, `case.*`
    std::vector<Step> steps;

    [[nodiscard]] bool needs_tool() const;  ///< launches, acts, awaits or watches
    /// Launches by LTI 1.1: the world's tool `tool` is the tool under test's LTI 1.1 side then.
    [[nodiscard]] bool is_lti11() const;
    [[nodiscard]] bool has_tag(std::string_view tag) const;
    /// Looks at state or at what a message says: what it finds there proves a fact that no trail names.
    [[nodiscard]] bool looks_at_content() const;
    /// Plays on the tool's registration `called` ("second", "other") besides its first.
    [[nodiscard]] bool needs_registration(std::string_view called) const;
    /// Watches token grants or changes what belongs to a whole registration.
    [[nodiscard]] bool needs_registration_alone() const;
};

/// Ids that a scenario may name.
struct Catalogue {
    std::vector<std::string> requirements;
    std::vector<std::string> facts;
    std::vector<std::string> errors = {};  ///< rows of the documented error table; empty: names are not checked
};

struct Suite {
    std::vector<Case> cases;  ///< sorted by id
    yaml::Problems problems;
    std::vector<yaml::Document> documents;  ///< every file read, for excerpts
};

/// One case as it is written, for a scenario of its own: the row filled in, included steps in their places. Expressions that
/// are worked out as it plays stay.
struct Written {
    base::json::object head;  ///< every key of the file but `steps` and `cases`
    struct Line {
        int number = 0;  ///< of the step, as in `Step::number`
        base::json::object step;
    };
    std::vector<Line> steps;
};
/// Nothing: the suite's documents do not hold the case.
[[nodiscard]] std::optional<Written> written(Suite const& suite, Case const& played);

/// Reads files into a suite. `root` is the suite root that ids are relative to.
/// @param files  (path shown, text); every problem is collected, none is thrown
class Loader {
  public:
    explicit Loader(Catalogue catalogue)
        : catalogue_(std::move(catalogue)) {}
    /// One scenario file. `id_base` is its path under the suite root without ".yaml", dots for slashes. `read` gives
    /// the text of an included file or nothing; it is asked for the path as shown, that is the written one resolved
    /// against the folder of the including file ("scenarios/launch/common.yaml").
    void add(
        std::string text,
        std::string file,
        std::string id_base,
        std::function<std::optional<std::string>(std::string const&)> const& read
    );
    [[nodiscard]] Suite finish();

  private:
    Catalogue catalogue_;
    Suite suite_;
    std::map<std::string, Position, std::less<>> ids_;
};

/// The fixed names of a tool's actions: "score", "regrade", ...
[[nodiscard]] std::vector<std::string> const& action_names();

/// What a send step may send; where several stand in one step, the first one is what is sent.
[[nodiscard]] std::vector<std::string> const& send_kinds();
/// The tables that a world step may look into.
[[nodiscard]] std::vector<std::string> const& world_table_names();

/// The shape of a scenario file.
[[nodiscard]] yaml::Shape const& shape();
/// JSON Schema (draft-07) of a scenario file, as `easel schema` prints it.
[[nodiscard]] base::json::object schema();

}  // namespace easel::scenario
