#pragma once

#include "agent/browser.hpp"
#include "check/oracle.hpp"
#include "check/wire.hpp"
#include "play/elsewhere.hpp"
#include "play/gate.hpp"
#include "play/matching.hpp"
#include "play/person.hpp"
#include "play/remote.hpp"
#include "play/seat.hpp"
#include "play/send.hpp"
#include "play/slots.hpp"
#include "play/tamper.hpp"
#include "play/tamper_lti11.hpp"
#include "registration/registration.hpp"
#include "scenario/expression.hpp"
#include "scenario/scenario.hpp"
#include "tool_config/tool_config.hpp"
#include "verdict/result.hpp"
#include "world_file/world_file.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// One case being played: its stage, its browsers, what has been seen so far. The steps' code is split by verb over
/// launching.cpp, refusing.cpp and comparing.cpp (launch), pages.cpp (what is looked at beside it), calls.cpp (act, await, quiet), sending.cpp and send_*.cpp (send), state.cpp (change, gradebook) and rows.cpp (world).
namespace easel::play {

/// B-: what two posts that no tool can accept were answered with. @par Source requirements.md A.5
using Hopeless = std::vector<check::LaunchEvidence>;
/// B+: two valid launches that proved each other, by evidence alone; empty when they did not.
using ValidPair = std::vector<check::LaunchEvidence>;

/// What launches are compared with, by role and placement; played once where all cases share one tool.
struct Comparisons {
    std::map<std::string, Hopeless> hopeless;
    std::map<std::string, ValidPair> valid;
};

/// What every case of a run shares.
struct Theatre {
    http::asio::io_context& loop;
    http::Client& client;
    platform::Platform& platform;
    tool::ToolFile const* tool = nullptr; ///< null: only fact cases can play
    ToolHost* host = nullptr;
    yaml::Node default_world;
    std::uint64_t seed = 1;
    bool virtual_clock = false;
    base::Instant start;
    std::shared_ptr<Person> person; ///< who sits at the terminal and can be asked; null: nobody
    Elsewhere* elsewhere = nullptr; ///< null: no case can lead a tool astray
    Slots* slots = nullptr; ///< null: nobody waits for one
    Gate* gate = nullptr; ///< who looks at what goes out and may hold it; null: nobody
    Remote* remote = nullptr; ///< the Canvas that fact cases go to instead of the mock
    std::shared_ptr<Comparisons> comparisons = std::make_shared<Comparisons>();
};

/// A launch as it was played.
struct LaunchRun {
    check::LaunchEvidence evidence;
    check::Judgement judgement;
    agent::Page page;
    std::optional<agent::Page> second_page; ///< of a delivery at the same time
    std::string platform_refusal; ///< why the platform did not authorize the tool's request; "" when it did
    base::Fields login;  ///< as posted to the tool
    base::Fields form;   ///< as posted to the tool; empty when it never came to that
    std::string form_action;
    std::string course, assignment;
    std::string session; ///< the platform's session cookie of whoever is launched
    std::string registration; ///< "": the tool's first
    std::string return_url;   ///< LTI 1.1: where the launch lets the tool send the user back to
    std::string base_string;  ///< LTI 1.1: what was signed
    int first_hop = 0; ///< of the delivery that was judged, or of the whole launch
    int page_hop = 0;  ///< the last one when its page had come
    std::optional<agent::CookieJar> jar_before; ///< the browser's cookies when the form was first posted
    bool no_state_cookie = false; ///< a state could not be planted: the login set no cookie
    std::shared_ptr<agent::Browser> browser;
    std::vector<agent::Cookie> planted; ///< what the browser had been given of the tool's before
};

/// A launch whose answer has not been delivered yet.
struct HeldLaunch {
    scenario::Launch step;
    LaunchRun run;
    agent::Outgoing outgoing;
};

/// A link that a send step opened, and what the authorization endpoint answered.
struct SentLaunch {
    lti13::LoginInitiation login;
    std::string client_id;
    std::string session; ///< of whoever opened it: the session cookie's value
    base::Fields form;   ///< of the answer; empty when there is none
    std::string action;
    base::json::value claims; ///< of the id_token; null: there is none
    base::json::value header;
};

/// The signed form of an LTI 1.1 launch, and who signed it.
struct Lti11Form {
    std::string action;
    base::Fields fields;
    std::string consumer_key;
    std::string shared_secret;
    int exchange = 0; ///< its number in the log
};

/// The custom parameter by which a launch in a clone of its course is told from others.
inline constexpr char const* canary_parameter = "easel_launch";

/// Reason code of a case during which a started tool ended.
inline constexpr char const* tool_ended = "tool_ended";

/// How a launch step is played.
struct LaunchManner {
    bool tampered = true;
    bool in_clone = false;
    bool watched = true;                         ///< waits for late service calls
    base::json::object const* tamper = nullptr; ///< instead of the step's
};

/// What a launch step opens.
struct OpenedStep {
    lti13::LaunchIntent intent;
    std::shared_ptr<void> mark; ///< while it lives, the user's name in the world holds the launch's mark
};

/// A registration as it was played.
struct RegisterRun {
    std::shared_ptr<lti13::Issuer> issuer;
    std::string path; ///< base path of the issuer
    registration::Begun begun;
    std::string url;    ///< of the tool, as the browser opened it
    agent::Page page;
    base::json::object configuration; ///< as the tool was told it
    std::shared_ptr<agent::Browser> browser;
    std::optional<registration::Kept> kept; ///< what the platform made of it
    int posts = 0;    ///< how often the tool posted a registration
    int fetches = 0;  ///< how often it asked for the configuration
    int status = 0;   ///< of the answer to the last post; 0: none
    std::vector<int> hops;
};

class Session {
  public:
    Session(Theatre& theatre, scenario::Case const& played);
    ~Session();
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;

    /// Plays every step up to the first that cannot be judged or fails, then looks at the wire. Never throws.
    [[nodiscard]] http::awaitable<verdict::CaseResult> play();

  private:
    // launching.cpp
    http::awaitable<void> launch(scenario::Launch const& step);
    http::awaitable<LaunchRun> run_launch(scenario::Launch const& step, LaunchManner manner);
    [[nodiscard]] OpenedStep open_step(scenario::Launch const& step, LaunchManner const& manner, LaunchRun& run);
    [[nodiscard]] std::optional<base::json::object>
    tamper_of(scenario::Launch const& step, LaunchManner const& manner, LaunchRun& run);
    http::awaitable<LaunchRun> replay_previous(scenario::Launch const& step);
    // launching_url.cpp
    http::awaitable<void> launch_by_url(scenario::Launch const& step);
    http::awaitable<std::optional<agent::Outgoing>> open_by_url(scenario::Launch const& step, LaunchRun& run);
    void note_opened(agent::Outgoing const& opened, LaunchRun& run);
    // launching_lti11.cpp
    http::awaitable<LaunchRun> run_launch_lti11(scenario::Launch const& step, LaunchManner manner);
    static void note_canaries(base::Fields const& parameters, LaunchRun& run);
    void note_sent(scenario::Launch const& step, LaunchRun const& run, SignedLaunch const& posted, int first_hop);
    [[nodiscard]] bool speaks_version();
    [[nodiscard]] bool play_lti11();
    void install_lti11(world_file::BuildOptions& options) const;
    void check_led_astray(LaunchRun const& run);
    void judge_relaunch(LaunchRun const& run, yaml::Position const& at);
    // twice.cpp
    http::awaitable<void> deliver_twice(agent::Outgoing outgoing, LaunchRun& run);
    http::awaitable<void> judge_two_deliveries(scenario::Launch const& step, LaunchRun const& run, yaml::Position const& at);
    http::awaitable<void> abandon_logins(base::Url login_url, base::Fields login, int count);
    http::awaitable<agent::Page> deliver(agent::Outgoing outgoing, Delivery how, LaunchRun& run);
    http::awaitable<void> conclude_launch(scenario::Launch const& step, LaunchRun run);
    bool lacks_placement(scenario::Launch const& step);
    [[nodiscard]] bool lacks_hint(scenario::Launch const& step);
    http::awaitable<std::optional<bool>> session_probe(agent::Browser& browser);
    http::awaitable<void> gather(LaunchRun& run, int first_hop, bool wait_for_calls);
    void look_at_calls(LaunchRun& run, int first_hop) const;
    void note_accepted(LaunchRun const& run);
    void check_no_hint_invented(LaunchRun const& run, int first_hop);
    void note_claims(std::string const& id_token);
    static void note_canaries(std::string const& id_token, LaunchRun& run);
    [[nodiscard]] std::shared_ptr<agent::Browser> browser_for(std::string const& jar);

    // replaying.cpp
    void weigh_calls_of_replay(LaunchRun const& before, LaunchRun& run) const;
    http::awaitable<bool> shows_live_session(LaunchRun const& run);
    [[nodiscard]] std::shared_ptr<agent::Browser> browser_of_replay(LaunchRun const& before, std::string const& jar);

    // refusing.cpp
    http::awaitable<void> judge_rejection(scenario::Launch const& step);
    [[nodiscard]] bool twin_fails(LaunchRun const& twin, std::string const& which, yaml::Position const& at);
    [[nodiscard]] bool needs_real_browser() const;
    void judge_anonymous(LaunchRun const& run, std::vector<std::string> const& earlier, yaml::Position const& at);
    void check_refusal_status(LaunchRun const& run);
    void check_returned(LaunchRun const& run, yaml::Position const& at);
    void check_view(scenario::Launch const& step, LaunchRun const& run);

    // comparing.cpp
    class Aside;
    [[nodiscard]] bool scripts_key_set() const;
    [[nodiscard]] Comparisons& comparisons();
    http::awaitable<Hopeless const*> hopeless_of(scenario::Launch const& step);
    http::awaitable<void> compare_with_valid(scenario::Launch const& step, LaunchRun& run);
    http::awaitable<void> compare_twins(scenario::Launch const& step, LaunchRun& one, LaunchRun& other);
    http::awaitable<void> compare_with_twins(scenario::Launch const& step, LaunchRun& run, LaunchRun const& one, LaunchRun const& other);
    http::awaitable<std::string> session_left_behind(LaunchRun& run, LaunchRun const& twin);
    [[nodiscard]] std::string launch_mark() const;
    void mark_clone(world::Course& course, world::Assignment* assignment, std::string const& mark);
    // delivering.cpp
    http::awaitable<void> deliver_later(scenario::Launch const& step);
    http::awaitable<LaunchRun> deliver_held(HeldLaunch held);
    http::awaitable<void> check_page(scenario::Launch const& step, LaunchRun const& run);
    http::awaitable<void> check_user(scenario::Launch const& step, LaunchRun const& run);
    void check_own_page(scenario::Launch const& step, LaunchRun const& run);
    void check_resource(scenario::Launch const& step, LaunchRun const& run);
    http::awaitable<void> visit(scenario::Visit const& step, yaml::Position const& at);
    http::awaitable<void> visit_as_stranger(yaml::Position const& at);
    void plant_state(agent::Outgoing& outgoing, LaunchRun& run);

    // pages.cpp
    void tell_wire_checks();
    http::awaitable<void> look_closer();
    http::awaitable<void> fetch_scripts();
    void judge_explanation(LaunchRun const& run, yaml::Position const& at);
    http::awaitable<std::vector<agent::Cookie>> plant_cookies(agent::Browser& browser);
    http::awaitable<void> check_planted(LaunchRun const& run, yaml::Position const& at);

    // own_configuration.cpp
    http::awaitable<void> fetch_own_configuration(scenario::OwnConfiguration const& step, yaml::Position const& at);

    // registering.cpp
    http::awaitable<void> begin_registration(scenario::Register const& step, std::size_t index);
    http::awaitable<RegisterRun> run_registration(scenario::Register const& step, base::json::object const& tamper);
    void disturb_registration(scenario::Register const& step, base::json::object const& tamper, RegisterRun& run);
    [[nodiscard]] std::pair<std::shared_ptr<lti13::Issuer>, std::string> new_platform();
    void look_at_registration(RegisterRun& run, int first_hop);
    void judge_registered(scenario::Register const& step, RegisterRun const& run);
    http::awaitable<void> judge_unregistered(scenario::Register const& step, RegisterRun const& run);
    void judge_closing(scenario::Register const& step, RegisterRun const& run);
    http::awaitable<std::optional<bool>> knows_platform(RegisterRun const& run);
    void go_on_with(RegisterRun const& run);

    // send_registration.cpp
    http::awaitable<void> send_registration(Sender const& sender, scenario::Send const& step);

    // holding.cpp
    void stand_at_gate();
    [[nodiscard]] agent::Browser::Settings browser_settings() const;
    [[nodiscard]] std::chrono::steady_clock::time_point wall_now() const; ///< less what somebody has held the case for
    [[nodiscard]] bool was_ended_by_hand() const { return ended_by_hand_ && *ended_by_hand_; }

    // calls.cpp
    http::awaitable<void> act(scenario::Act const& step, std::size_t index);
    http::awaitable<void> await_call(scenario::Await const& step);
    http::awaitable<void> quiet(scenario::Quiet const& step);
    void arm_answers(std::size_t after_step);
    http::awaitable<bool> wait_until(std::function<bool()> done, base::Duration span);
    [[nodiscard]] bool explained_by_wire() const;
    void check_page_came(yaml::Position const& at, std::chrono::steady_clock::duration took, std::vector<int> hops);
    [[nodiscard]] traffic::Exchange const* find_call(scenario::Await const& step) const;
    [[nodiscard]] base::Duration span_of(scenario::Window const& window) const;
    [[nodiscard]] bool is_given(scenario::Await const& step, traffic::Exchange const& call);
    void check_call(scenario::Await const& step, traffic::Exchange const& call);
    void check_surfaced(traffic::Exchange const& call, yaml::Position const& at);

    // showing.cpp
    void check_shown(scenario::Act const& step);
    [[nodiscard]] std::optional<std::string> picked(std::size_t back);
    void check_differs(scenario::Launch const& step, LaunchRun const& run);

    // remote_play.cpp
    [[nodiscard]] std::string service_origin() const;
    [[nodiscard]] Signer signer() const;
    http::awaitable<void> enter_remote();
    http::awaitable<void> leave_remote();
    http::awaitable<std::optional<std::string>> granted_token(Sender const& sender);
    http::awaitable<std::optional<traffic::Exchange>> call_remote(std::string_view kind, http::Request request);
    http::awaitable<base::Result<http::Response>> ask_remote(http::Request request);

    // sending.cpp
    http::awaitable<void> send(scenario::Send const& step);
    http::awaitable<void> send_call(Sender const& sender, scenario::Send const& step);
    /// Sends below the platform's origin; nothing when it could not be judged, which has been noted then.
    http::awaitable<std::optional<traffic::Exchange>> call_platform(http::Request request);
    [[nodiscard]] std::optional<base::json::object> expectation(scenario::Send const& step);
    void judge_sent(scenario::Send const& step, Difference const& differs, traffic::Exchange const& exchange);

    // send_rest.cpp
    http::awaitable<void> send_rest(Sender const& sender, scenario::Send const& step);
    [[nodiscard]] std::optional<std::string> token_of_step(Parameters const& parameters); ///< "": none; nothing: it was noted

    // install.cpp
    http::awaitable<void> install_tool(Sender const& sender, scenario::Send const& step);
    void install_key(Sender const& sender, world::Installed const& place, scenario::Send const& step);

    // send_launch.cpp
    http::awaitable<void> send_launch(Sender const& sender, scenario::Send const& step);
    [[nodiscard]] std::string client_of(lti13::LaunchIntent const& intent);
    [[nodiscard]] std::string default_tool() const; ///< of a send step that names none
    [[nodiscard]] base::Result<void> open_link(Sender const& sender);
    http::awaitable<std::optional<traffic::Exchange>> authorize(Sender const& sender);
    void refused_to_open(scenario::Send const& step, base::Fault const& fault);
    [[nodiscard]] Difference launch_difference(base::json::object const& expected, traffic::Exchange const& exchange) const;
    [[nodiscard]] std::optional<scenario::Value> lookup_in_launch(std::string_view rest) const;

    // send_content_item.cpp
    [[nodiscard]] world::Tool const* tool_of(lti13::LaunchIntent const& intent);
    [[nodiscard]] base::Result<Lti11Form> open_lti11(lti13::LaunchIntent const& intent);
    void send_lti11_launch(lti13::LaunchIntent const& intent, scenario::Send const& step);
    http::awaitable<void> send_content_item(Sender const& sender, scenario::Send const& step);

    // send_deep_link.cpp, send_config.cpp
    http::awaitable<void> send_deep_link(Sender const& sender, scenario::Send const& step);
    void send_config(Sender const& sender, scenario::Send const& step);
    void judge_read(scenario::Send const& step, base::json::object const& expected, tool_config::Read const& read);

    // state.cpp
    http::awaitable<void> change(scenario::Change const& step);
    void gradebook(scenario::Gradebook const& step);

    // rows.cpp
    http::awaitable<void> world_rows(scenario::WorldCheck const& step);

    // session.cpp
    http::awaitable<void> play_step(std::size_t index);
    [[nodiscard]] base::Result<void> set_stage();
    void listen_elsewhere();
    [[nodiscard]] bool has_registrations();
    void install(world_file::BuildOptions& options, Registered const& registered) const;
    [[nodiscard]] Registered const* registered(std::string_view name) const; ///< null: the tool file names none
    [[nodiscard]] lti13::Issuer& issuer_of(std::string const& registration) const;
    [[nodiscard]] std::string const& client_of_registration(std::string const& registration) const;
    [[nodiscard]] std::string client_of_launch(scenario::Launch const& step);
    http::awaitable<void> fetch_key_set();
    /// Fetches a document of the tool's as a platform does; the exchange stands in the log. Where the answer leads on:
    /// empty when it does not, or none came.
    http::awaitable<std::string> fetch_from_tool(
        base::Url url, traffic::CallKind kind, std::string accept, http::ClientLimits limits
    );
    [[nodiscard]] std::optional<scenario::Value> lookup(std::string_view name) const;
    [[nodiscard]] std::optional<scenario::Value> lookup_in_world(std::string_view head, std::string_view rest) const;
    [[nodiscard]] base::Result<base::json::value>
    evaluate(base::json::value const& value, scenario::InstantStyle style = scenario::InstantStyle::iso8601);
    verdict::Check& add_check(verdict::Check check);
    /// A check on what the tool did, for the case's own requirement; a violation counts by that requirement's level. Where it
    /// is a mere condition (a scene-setting launch, a case about the wire alone) and does not hold, nothing can be judged.
    verdict::Check& judge(bool holds, yaml::Position const& at, std::string required, std::string observed, std::vector<int> hops);
    /// A check on what the platform did.
    verdict::Check& judge_for(std::string requirement, bool holds, yaml::Position const& at, std::string required, std::string observed, std::vector<int> hops);
    verdict::Check& judge_platform(bool holds, yaml::Position const& at, std::string required, std::string observed, std::vector<int> hops);
    void cannot_judge(verdict::Verdict why, std::string reason, std::string sentence, yaml::Position const& at);
    void judge_wire();
    void judge_facts();
    void conclude();
    [[nodiscard]] std::string main_requirement() const;
    [[nodiscard]] bool names(std::string_view requirement) const;
    [[nodiscard]] int last_hop() const;
    [[nodiscard]] world::World& world() { return stage_->world; }
    [[nodiscard]] std::string client_named(std::string const& as) const; ///< "tool" or "probe"

    Theatre& theatre_;
    scenario::Case const& case_;
    Seat seat_;
    std::shared_ptr<lti13::Issuer> probe_issuer_;
    std::string probe_path_;
    std::string elsewhere_; ///< this case's name on the other origin; "" : it has none
    std::shared_ptr<platform::Stage> stage_;
    verdict::CaseResult result_;
    verdict::StepResult* step_ = nullptr;
    bool stopped_ = false;
    bool condition_ = false; ///< the launch being played only sets the scene
    std::string worst_;      ///< the gravest verdict that the launch being played can have; "" : by the requirement's level
    std::shared_ptr<bool> ended_by_hand_; ///< null: nobody stands at the gate
    bool comparing_ = false; ///< what is being played is there to compare with, no part of the case

    Comparisons comparisons_; ///< where each case has a tool of its own
    std::map<std::string, std::shared_ptr<agent::Browser>> jars_;
    std::optional<LaunchRun> last_launch_;
    std::map<std::string, LaunchRun> launched_in_; ///< the latest launch of each jar that has a name
    std::optional<LaunchRun> previous_launch_; ///< the one before it
    std::optional<RegisterRun> last_registration_;
    std::vector<std::string> platforms_; ///< base paths of issuers made for registrations
    std::optional<registration::Begun> sent_registration_;
    std::map<std::string, HeldLaunch> held_; ///< by the name that the scenario holds them under
    std::string user_shown_; ///< what user_marker captured of the latest accepted launch
    int launches_ = 0;
    int clones_ = 0;
    int mark_ = 0;          ///< number of the last exchange before the latest launch or act
    int awaited_ = 0;       ///< number of the call that the latest await found
    std::optional<base::Instant> quiet_since_; ///< when the first of the quiet steps in a row began
    std::optional<agent::Page> last_action_; ///< the page that the latest act ended on
    base::json::value last_answer_; ///< JSON body of the latest send's answer
    std::map<std::string, base::json::value, std::less<>> kept_; ///< answers by the names that the case keeps them under
    std::optional<SentLaunch> sent_launch_;
    std::optional<Lti11Form> lti11_form_; ///< of the latest LTI 1.1 launch that a send step looked at
    std::string spent_return_; ///< query of the latest return URL of a picker
    std::vector<std::string> made_there_; ///< paths of line items made on another Canvas
    check::WireContext wire_;
    mutable base::Random random_;
};

/// A span, or a limit of the tool file.
[[nodiscard]] base::Duration span_of(scenario::Window const& window, tool::Limits const& limits);
/// For a navigation that begins with the form posted to the tool. It ends where the tool begins a new login: the token of
/// that one would be good, and prove nothing of the form.
[[nodiscard]] agent::Browser::Hooks launch_first(std::string const& platform_origin, check::LaunchEvidence& seen);

/// Where the platform serves a course's line items, below its origin (ags.md 1).
[[nodiscard]] std::string line_items_path(world::Course const& course);
/// The same of an assignment's default line item; nothing when it has none.
[[nodiscard]] std::optional<std::string> line_item_path(world::World& world, world::Assignment const& assignment);

/// The URL with these fields behind its query.
[[nodiscard]] base::Url with_query(base::Url url, base::Fields const& fields);
/// Trouble that says nothing of the launch itself: the tool was not there, or a limit of the browser was hit.
[[nodiscard]] bool could_not_finish(LaunchRun const& run);
[[nodiscard]] agent::FrameCookies frame_cookies(scenario::Launch const& step);
/// The launch ended on a page that shows nothing yet and first asks the platform's storage. @par Source requirements PM-002
[[nodiscard]] bool asks_storage_first(LaunchRun const& run);
/// Names alone: many tools send a cookie's value anew with each answer. What is random in a name does not count.
[[nodiscard]] std::set<std::string> cookie_names(agent::CookieJar const& jar, std::string const& host);

/// A sentence about how a launch ended, for `observed`.
[[nodiscard]] std::string describe(LaunchRun const& run);

} // namespace easel::play
