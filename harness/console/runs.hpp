#pragma once

#include "console/editing.hpp"
#include "console/events.hpp"
#include "console/player.hpp"
#include "console/scenario_text.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

/// Cases that are played again from the console, one at a time, and where each of them stands.
namespace easel::console {

/// Whose turn it is, in words. @par Source report-ux.md C6, state words
struct Status {
    std::string kind = "idle"; ///< idle, following, running, waiting, paused, finished
    std::string word;          ///< "Paused before hop 8"
    std::string actor;         ///< you, tool, easel
    int run = 0;               ///< 0: none
    std::string case_id;
    int step = 0;
    int steps = 0;
    int hop = 0;
    std::optional<std::chrono::steady_clock::time_point> until; ///< when it ends by itself
    base::Duration limit{0};
};
[[nodiscard]] base::json::object status_view(Status const& status);

/// Why something cannot be done now: the answer's status and the code of the error.
struct Refusal {
    Refusal() = default;
    /// Three parts and no fewer: a result of a number must not take it for a refusal.
    Refusal(int answered, std::string called, std::string said, std::string leads_to = {})
        : status(answered), code(std::move(called)), message(std::move(said)), pointer(std::move(leads_to)) {}
    int status = 400;
    std::string code;
    std::string message;
    std::string pointer; ///< into the request's body (RFC 6901); "" : nowhere in particular
};
template <class T>
using Allowed = boost::system::result<T, Refusal>;

class Runs {
  public:
    /// @param player  null: nothing can be played here
    Runs(http::asio::io_context& loop, Player* player, Events& events);
    ~Runs();

    /// Somebody follows a run that is still playing: nothing else can be played meanwhile.
    void follow(std::size_t cases);
    void followed(std::size_t ended);
    void follow_ended(std::string const& word);

    [[nodiscard]] Allowed<int> start(Wanted wanted, base::json::object const& breaks);
    /// The held launch as it would go out with these points and that signature; nothing is sent.
    [[nodiscard]] Allowed<base::json::object> sign(base::json::object const& wanted) const;
    /// Lets go what is held.
    [[nodiscard]] Allowed<void> go_on(int run, base::json::object const& wanted);
    [[nodiscard]] Allowed<void> abort(int run);
    /// Breakpoints of the run that plays, and of those to come.
    [[nodiscard]] Allowed<void> set_breaks(base::json::object const& breaks);
    [[nodiscard]] Allowed<base::json::object> clock(base::json::object const& wanted);
    /// The live world of the run that is held: `changes`, an object of keys and values.
    [[nodiscard]] Allowed<base::json::object> world(base::json::object const& wanted);

    [[nodiscard]] bool can_play() const { return player_ != nullptr; }
    [[nodiscard]] bool is_playing() const { return current_ != nullptr; }
    [[nodiscard]] std::string changes() const { return player_ == nullptr ? "" : player_->changes(); }
    [[nodiscard]] Status const& status() const { return status_; }
    [[nodiscard]] base::json::array list(std::string const& case_id = {}) const;
    [[nodiscard]] Allowed<base::json::object> view(int run) const;
    [[nodiscard]] Allowed<base::json::object> diff(int run) const;
    /// The run's edits as a scenario.
    [[nodiscard]] Allowed<base::json::object> scenario(int run) const;
    /// What the run found out; null while it plays, and when it found out nothing.
    [[nodiscard]] verdict::CaseResult const* result(int run) const;
    /// What is held, as it is; null: nothing.
    [[nodiscard]] base::json::value held() const;
    [[nodiscard]] base::json::object breaks_view() const;

  private:
    struct Run {
        int number = 0;
        Wanted wanted;
        bool ended = false;
        bool aborted = false;
        std::optional<Played> played;
        std::vector<Edit> edits;
        std::deque<base::json::object> hops;
        std::optional<yaml::Node> world; ///< its file, with what was changed by hand; read when somebody does
    };
    /// Where everything is held from, and what besides.
    struct Breaks {
        int from_hop = 0;
        std::set<int> hops;
        std::set<traffic::CallKind> kinds;
    };

    [[nodiscard]] static Allowed<Breaks> read_breaks(base::json::object const& wanted, Breaks now);
    static http::awaitable<void> play(std::shared_ptr<bool> alive, Runs& runs, std::shared_ptr<Run> run);
    [[nodiscard]] Allowed<Edited> edit_of(play::Moment const& moment, base::json::object const& wanted) const;
    void note(Edit edit);
    void arm();
    void gate_changed();
    void step_began(scenario::Step const& step, std::size_t count);
    void hop_ended(traffic::Exchange const& exchange);
    void change_status(Status status);
    [[nodiscard]] std::shared_ptr<Run> find(int run) const;
    [[nodiscard]] base::json::object line(Run const& run) const;

    http::asio::io_context& loop_;
    Player* player_;
    Events& events_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::deque<std::shared_ptr<Run>> runs_;
    std::shared_ptr<Run> current_;
    std::unique_ptr<replay::Gate> gate_;
    Breaks breaks_;
    Status status_;
    Status before_pause_;
    int next_ = 1;
    int step_ = 0;
    std::map<traffic::CallKind, int> calls_; ///< of the step that acted, by kind
    std::size_t followed_cases_ = 0;
};

} // namespace easel::console
