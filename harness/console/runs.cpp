#include "console/runs.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "console/editing.hpp"
#include "console/recorded.hpp"
#include "replay/world_change.hpp"
#include "yaml/node.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>

namespace easel::console {

namespace json = base::json;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t most_runs = 50;   ///< of a session; the oldest are forgotten
constexpr std::size_t most_hops = 2'000;
constexpr int most_repeats = 100;
constexpr std::size_t most_changes = 100; ///< of the world at a time

Refusal busy() {
    return {409, "busy", "A case is playing; abort it, or wait until it has ended."};
}
Refusal nothing_held() {
    return {409, "not_paused", "Nothing is held: the run plays, or has ended."};
}
Refusal no_run(int number) {
    return {404, "no_such_run", "There is no run " + std::to_string(number) + "."};
}

Status idle() {
    Status status;
    status.word = "Waiting for you: choose a case and replay it";
    status.actor = "you";
    return status;
}

/// "world.courses.bio101.state": "concluded" as the world that lies over the case's. What changes no world is left to be named.
json::value changed_world(json::object const& what_if, std::vector<Edit>& edits) {
    json::object world;
    for (auto const& [key, value] : what_if) {
        auto const path = base::split(key, '.');
        auto const text = value.is_string() ? std::string(value.get_string()) : base::dump(value);
        if (path.size() < 2 || path[0] != "world") {
            edits.push_back({.what = Edit::What::other, .chip = std::string(key) + "=" + text});
            continue;
        }
        auto* at = &world;
        for (std::size_t i = 1; i + 1 < path.size(); ++i) {
            auto& next = (*at)[path[i]];
            if (!next.is_object()) next = json::object();
            at = &next.get_object();
        }
        yaml::Problems problems;
        auto const parsed = yaml::parse(text, "", problems);
        (*at)[path.back()] = problems.empty() ? yaml::to_json(parsed.root) : json::value(text);
    }
    return world.empty() ? json::value(nullptr) : json::value(world);
}

std::string call_words(scenario::Await const& awaited) {
    std::string words(traffic::to_string(awaited.call));
    return awaited.what.empty() ? words : words + " (" + awaited.what + ")";
}

} // namespace

json::object status_view(Status const& status) {
    json::object view{
        {"kind", status.kind}, {"word", status.word}, {"actor", status.actor}, {"run", status.run == 0 ? json::value(nullptr) : json::value(status.run)},
        {"case", status.case_id.empty() ? json::value(nullptr) : json::value(status.case_id)}, {"step", status.step}, {"steps", status.steps}, {"hop", status.hop},
        {"left_ms", nullptr}, {"limit_ms", nullptr},
    };
    if (status.until) {
        auto const left = std::chrono::duration_cast<base::Duration>(*status.until - steady_clock::now());
        view["left_ms"] = std::max<base::Duration::rep>(0, left.count());
        view["limit_ms"] = status.limit.count();
    }
    return view;
}

Runs::Runs(http::asio::io_context& loop, Player* player, Events& events) : loop_(loop), player_(player), events_(events), status_(idle()) {}

Runs::~Runs() {
    *alive_ = false;
    if (gate_) gate_->end();
}

void Runs::change_status(Status status) {
    status_ = std::move(status);
    events_.publish("state", base::dump(status_view(status_)));
}

// -- a run that is followed -------------------------------------------------------------------------------------------

void Runs::follow(std::size_t cases) {
    followed_cases_ = cases;
    followed(0);
}

void Runs::followed(std::size_t ended) {
    Status status;
    status.kind = "following";
    status.word = "Running: " + std::to_string(ended) + " of " + std::to_string(followed_cases_) + " cases have ended";
    status.actor = "easel";
    status.step = static_cast<int>(ended);
    status.steps = static_cast<int>(followed_cases_);
    change_status(std::move(status));
}

void Runs::follow_ended(std::string const& word) {
    followed_cases_ = 0;
    auto status = idle();
    if (!word.empty()) status.word = word + ". " + status.word;
    change_status(std::move(status));
}

// -- one case again ---------------------------------------------------------------------------------------------------

Allowed<Runs::Breaks> Runs::read_breaks(json::object const& wanted, Breaks now) {
    for (auto const& [name, value] : wanted) {
        if (name == "from_hop") {
            auto const hop = base::number(value);
            if (!hop || *hop < 0 || *hop > 100'000) return Refusal{400, "bad_break", "from_hop takes a hop's number, or 0."};
            now.from_hop = static_cast<int>(*hop);
        } else if (name == "hops") {
            if (!value.is_array()) return Refusal{400, "bad_break", "hops takes a list of numbers."};
            now.hops.clear();
            for (auto const& one : value.get_array()) {
                auto const hop = base::number(one);
                if (!hop || *hop < 1 || *hop > 100'000 || now.hops.size() >= 1'000) return Refusal{400, "bad_break", "hops takes numbers of hops."};
                now.hops.insert(static_cast<int>(*hop));
            }
        } else if (name == "calls") {
            if (!value.is_array()) return Refusal{400, "bad_break", "calls takes a list of names."};
            now.kinds.clear();
            for (auto const& one : value.get_array()) {
                auto const kind = one.is_string() ? traffic::call_kind(one.get_string()) : std::nullopt;
                if (!kind) return Refusal{400, "bad_break", "calls takes names of calls, such as score or token."};
                now.kinds.insert(*kind);
            }
        } else {
            return Refusal{400, "bad_break", "A break has from_hop, hops and calls."};
        }
    }
    return now;
}

void Runs::arm() {
    if (!gate_) return;
    gate_->clear_breakpoints();
    gate_->hold_from(breaks_.from_hop);
    for (auto const hop : breaks_.hops) gate_->break_at(hop);
    for (auto const kind : breaks_.kinds) gate_->break_on(kind);
}

Allowed<void> Runs::set_breaks(json::object const& wanted) {
    auto breaks = read_breaks(wanted, breaks_);
    if (!breaks) return breaks.error();
    breaks_ = std::move(*breaks);
    arm();
    events_.publish("breaks", base::dump(breaks_view()));
    return {};
}

json::object Runs::breaks_view() const {
    json::array kinds;
    for (auto const kind : breaks_.kinds) kinds.emplace_back(traffic::to_string(kind));
    return {{"from_hop", breaks_.from_hop}, {"hops", json::array(breaks_.hops.begin(), breaks_.hops.end())}, {"calls", std::move(kinds)}};
}

Allowed<int> Runs::start(Wanted wanted, json::object const& breaks) {
    if (player_ == nullptr) return Refusal{409, "cannot_play", "This console only shows; start it with easel ui to replay."};
    if (followed_cases_ != 0) return Refusal{409, "busy", "The run is still playing; cases can be replayed when it has ended."};
    if (current_) return busy();
    if (wanted.repeat < 1 || wanted.repeat > most_repeats) return Refusal{400, "bad_repeat", "repeat takes 1 to 100."};
    auto armed = read_breaks(breaks, breaks_);
    if (!armed) return armed.error();
    if (auto const good = player_->check(wanted); !good) {
        bool const bad_wish = good.error().kind == base::FaultKind::usage;
        return Refusal{bad_wish ? 400 : 409, bad_wish ? "bad_request" : "cannot_play", good.error().message};
    }
    breaks_ = std::move(*armed);
    if (wanted.from_hop > 0) breaks_.from_hop = wanted.from_hop;
    auto run = std::make_shared<Run>();
    run->number = next_++;
    run->wanted = std::move(wanted);
    runs_.push_back(run);
    if (runs_.size() > most_runs) runs_.pop_front();
    current_ = run;
    replay::Gate::Options options;
    options.from_hop = 0;
    gate_ = std::make_unique<replay::Gate>(loop_, options);
    gate_->on_change = [this] { gate_changed(); };
    gate_->on_step = [this](scenario::Step const& step, std::size_t count) { step_began(step, count); };
    gate_->on_hop = [this](traffic::Exchange const& exchange) { hop_ended(exchange); };
    arm();
    step_ = 0;
    calls_.clear();
    Status status;
    status.kind = "running";
    status.word = "Running: the tool and the world are being set up";
    status.actor = "easel";
    status.run = run->number;
    status.case_id = run->wanted.case_id;
    change_status(std::move(status));
    events_.publish("run", base::dump(line(*run)));
    http::spawn(loop_, play(alive_, *this, run));
    return run->number;
}

http::awaitable<void> Runs::play(std::shared_ptr<bool> alive, Runs& runs, std::shared_ptr<Run> run) {
    Played played;
    try {
        played = co_await runs.player_->play(run->wanted, *runs.gate_);
    } catch (std::exception const& unexpected) {
        if (!*alive) co_return;
        played.word = "ERROR";
        played.why = std::string("The harness could not play this case: ") + unexpected.what();
    }
    if (!*alive) co_return;
    if (run->aborted) {
        played.word = "ERROR";
        played.why = "Somebody ended it.";
    }
    run->played = std::move(played);
    run->ended = true;
    runs.gate_.reset();
    runs.current_.reset();
    // What to hold from was for this run alone.
    runs.breaks_.from_hop = 0;
    runs.events_.publish("verdict", base::dump(runs.line(*run)));
    Status status;
    status.kind = "finished";
    status.word = "Finished: " + run->played->word;
    status.actor = "you";
    status.run = run->number;
    status.case_id = run->wanted.case_id;
    runs.change_status(std::move(status));
}

void Runs::step_began(scenario::Step const& step, std::size_t count) {
    if (!current_) return;
    step_ = step.number;
    auto const* const awaited = std::get_if<scenario::Await>(&step.action);
    auto const* const acted = std::get_if<scenario::Act>(&step.action);
    if (std::holds_alternative<scenario::Launch>(step.action) || acted != nullptr) calls_.clear();
    Status status;
    status.run = current_->number;
    status.case_id = current_->wanted.case_id;
    status.step = step.number;
    status.steps = static_cast<int>(count);
    if (awaited != nullptr) {
        status.kind = "waiting";
        status.word = "Waiting for your tool to send: " + call_words(*awaited);
        status.actor = "tool";
        if (awaited->within.limit.empty()) {
            status.limit = awaited->within.span;
            status.until = steady_clock::now() + status.limit;
        }
    } else {
        status.kind = "running";
        status.word = "Running step " + std::to_string(step.number) + " of " + std::to_string(count) + ": " + std::string(step.verb());
        status.actor = acted != nullptr ? "tool" : "easel";
    }
    change_status(std::move(status));
}

void Runs::gate_changed() {
    if (!current_ || !gate_) return;
    auto const* const held = gate_->held();
    if (held == nullptr) {
        if (status_.kind == "paused") change_status(before_pause_);
        return;
    }
    if (status_.kind == "paused" && status_.hop == held->hop) return;
    if (status_.kind != "paused") before_pause_ = status_;
    auto status = before_pause_;
    status.kind = "paused";
    bool const answers = held->what == play::Moment::What::answer;
    status.word = "Paused before " + std::string(answers ? "the answer of hop " : "hop ") + std::to_string(held->hop) + ". Waiting for you: continue, edit or abort";
    status.actor = "you";
    status.hop = held->hop;
    status.limit = gate_->patience();
    status.until = steady_clock::now() + status.limit;
    change_status(std::move(status));
}

void Runs::hop_ended(traffic::Exchange const& exchange) {
    if (!current_) return;
    ++calls_[exchange.kind];
    auto hop = hop_line(exchange);
    json::object event{{"run", current_->number}, {"case", current_->wanted.case_id}, {"hop", hop}};
    current_->hops.push_back(std::move(hop));
    if (current_->hops.size() > most_hops) current_->hops.pop_front();
    events_.publish("hop", base::dump(event));
}

Allowed<Edited> Runs::edit_of(play::Moment const& moment, json::object const& wanted) const {
    auto const seen = calls_.find(moment.exchange.kind);
    Place const place{step_, seen == calls_.end() ? 0 : seen->second};
    auto const refuse = [](std::string message) { return Refusal{400, "bad_edit", std::move(message)}; };
    auto const* const recorded = wanted.if_contains("recorded");
    if (recorded == nullptr) {
        auto made = edit(moment, wanted, place);
        if (!made) return refuse(made.error().message);
        return std::move(*made);
    }
    bool const alone = std::all_of(wanted.begin(), wanted.end(), [](auto const& one) { return one.key() == "recorded" || one.key() == "then"; });
    if (!recorded->is_bool() || !recorded->get_bool() || !alone) return refuse("recorded takes true, and nothing beside it but then");
    auto made = edit_as_recorded(moment, player_->recorded(current_->wanted.case_id, moment), place);
    if (!made) return Refusal{409, "not_recorded", made.error().message};
    return std::move(*made);
}

void Runs::note(Edit edit) {
    events_.publish("edit", base::dump(json::object{{"run", current_->number}, {"hop", edit.hop}, {"chip", base::to_valid_utf8(edit.chip)}}));
    current_->edits.push_back(std::move(edit));
}

Allowed<void> Runs::go_on(int number, json::object const& wanted) {
    if (!find(number)) return no_run(number);
    if (!current_ || current_->number != number || !gate_ || gate_->held() == nullptr) return nothing_held();
    auto made = edit_of(*gate_->held(), wanted);
    if (!made) return made.error();
    auto const then = base::text_member(wanted, "then").value_or("run");
    if (then != "run" && then != "next") return Refusal{400, "bad_edit", "then takes run or next."};
    breaks_.from_hop = then == "next" ? 1 : 0;
    arm();
    for (auto& one : made->edits) note(std::move(one));
    gate_->decide(std::move(made->decision));
    return {};
}

Allowed<json::object> Runs::sign(json::object const& wanted) const {
    if (!gate_ || gate_->held() == nullptr) return nothing_held();
    auto moment = *gate_->held();
    auto const made = edit(moment, wanted, {});
    if (!made) return Refusal{400, "bad_edit", made.error().message};
    if (made->decision.request) moment.exchange.request = *made->decision.request;
    return moment_view(moment);
}

Allowed<void> Runs::abort(int number) {
    if (!find(number)) return no_run(number);
    if (!current_ || current_->number != number) return Refusal{409, "ended", "This run has ended already."};
    current_->aborted = true;
    gate_->end();
    return {};
}

Allowed<json::object> Runs::clock(json::object const& wanted) {
    if (!current_ || !gate_ || gate_->held() == nullptr) return nothing_held();
    auto const& moment = *gate_->held();
    auto& time = *moment.stage->time;
    auto const now = time.now();
    base::Duration span{0};
    if (auto const text = base::text_member(wanted, "advance")) {
        auto const read = base::parse_duration(*text);
        if (!read) return Refusal{400, "bad_time", "advance takes a span such as 5m."};
        span = *read;
    } else if (auto const at = base::text_member(wanted, "set")) {
        auto const read = base::parse_iso8601(*at);
        if (!read || read->at < now) return Refusal{400, "bad_time", "set takes a time (ISO 8601) that is not in the past of this clock."};
        span = std::chrono::duration_cast<base::Duration>(read->at - now);
    } else if (wanted.contains("freeze")) {
        if (!time.is_virtual()) return Refusal{409, "real_clock", "This tool keeps real time, which nobody can stop; waits do not run out while the run is held."};
    } else {
        return Refusal{400, "bad_time", "A clock takes advance, set or freeze."};
    }
    constexpr base::Duration longest = std::chrono::hours(24 * 3'660);
    if (span > longest) return Refusal{400, "bad_time", "A clock moves by ten years at most."};
    if (span > base::Duration::zero()) {
        time.jump(span);
        note({.what = Edit::What::clock, .hop = moment.hop, .step = step_, .span = span, .chip = "hop " + std::to_string(moment.hop) + ": clock +" + base::to_string(span)});
    }
    json::object view{{"now", base::to_iso8601(time.now())}, {"virtual", time.is_virtual()}};
    events_.publish("clock", base::dump(view));
    return view;
}

Allowed<json::object> Runs::world(json::object const& wanted) {
    if (!current_ || !gate_ || gate_->held() == nullptr) return nothing_held();
    auto const& moment = *gate_->held();
    auto const* const lines = wanted.if_contains("changes");
    if (lines == nullptr || !lines->is_object() || wanted.size() != 1)
        return Refusal{400, "bad_change", "A world takes changes, an object of keys and values.", "/changes"};
    auto const pointer = [](std::string_view key) {
        return "/changes/" + base::replace_all(base::replace_all(std::string(key), "~", "~0"), "/", "~1");
    };
    std::vector<replay::Change> changes;
    for (auto const& [key, value] : lines->get_object())
        changes.push_back({std::string(key), value.is_string() ? std::string(value.get_string()) : base::dump(value)});
    if (changes.empty()) return Refusal{400, "bad_change", "No change is given; " + replay::known_world_changes() + ".", "/changes"};
    if (changes.size() > most_changes) return Refusal{400, "bad_change", "Too many changes at a time.", "/changes"};
    if (!current_->world) current_->world = player_->world(current_->wanted);
    auto const done = replay::change_world(*moment.stage, *current_->world, changes);
    if (done.bad) {
        auto const& key = changes[done.bad->at].key;
        return Refusal{400, "bad_change", key + ": " + done.bad->message + ".", pointer(key)};
    }
    json::array chips;
    for (auto const& [change, step] : done.made) {
        Edit edit{.what = Edit::What::world, .hop = moment.hop, .step = step_, .points = step};
        edit.before = message_of(moment) == Message::login;
        edit.chip = "hop " + std::to_string(moment.hop) + ": " + change.key + "=" + change.value;
        chips.emplace_back(base::to_valid_utf8(edit.chip));
        note(std::move(edit));
    }
    events_.publish("world", base::dump(json::object{{"run", current_->number}, {"hop", moment.hop}, {"edits", chips}}));
    return json::object{{"edits", std::move(chips)}, {"world", replay::world_view(moment.stage->world)}};
}

// -- views ------------------------------------------------------------------------------------------------------------

std::shared_ptr<Runs::Run> Runs::find(int number) const {
    auto const found = std::find_if(runs_.begin(), runs_.end(), [&](auto const& run) { return run->number == number; });
    return found == runs_.end() ? nullptr : *found;
}

json::object Runs::line(Run const& run) const {
    json::array chips;
    for (auto const& edit : run.edits) chips.emplace_back(base::to_valid_utf8(edit.chip));
    return {
        {"run", run.number},
        {"case", run.wanted.case_id},
        {"kind", run.wanted.kind},
        {"from_hop", run.wanted.from_hop},
        {"what_if", run.wanted.what_if},
        {"state", run.ended ? "finished" : "running"},
        {"word", run.played ? json::value(run.played->word) : json::value(nullptr)},
        {"why", run.played ? json::value(base::to_valid_utf8(run.played->why)) : json::value(nullptr)},
        {"edits", std::move(chips)},
        {"hops", run.hops.size()},
    };
}

json::array Runs::list(std::string const& case_id) const {
    json::array lines;
    for (auto const& run : runs_)
        if (case_id.empty() || run->wanted.case_id == case_id) lines.emplace_back(line(*run));
    return lines;
}

Allowed<json::object> Runs::view(int number) const {
    auto const run = find(number);
    if (!run) return no_run(number);
    auto view = line(*run);
    json::array hops;
    for (auto const& hop : run->hops) hops.emplace_back(hop);
    view["live_hops"] = std::move(hops);
    view["substitutions"] = run->played ? run->played->substitutions : json::array();
    return view;
}

Allowed<json::object> Runs::diff(int number) const {
    auto const run = find(number);
    if (!run) return no_run(number);
    if (!run->played) return Refusal{409, "playing", "This run has not ended yet."};
    return json::object{{"run", number}, {"hops", run->played->hops}, {"substitutions", run->played->substitutions}};
}

verdict::CaseResult const* Runs::result(int number) const {
    auto const run = find(number);
    return run && run->played && run->played->now ? &*run->played->now : nullptr;
}

json::value Runs::held() const {
    if (!gate_ || gate_->held() == nullptr) return nullptr;
    auto const& moment = *gate_->held();
    auto view = moment_view(moment);
    view["run"] = current_ ? current_->number : 0;
    auto const recorded = player_->recorded(current_ ? current_->wanted.case_id : "", moment);
    view["recorded"] = json::object{
        {"hop", recorded.hop > 0 ? json::value(recorded.hop) : json::value(nullptr)},
        {"lacking", recorded.lacking.empty() ? json::value(nullptr) : json::value(base::to_valid_utf8(recorded.lacking))},
    };
    view["world"] = replay::world_view(moment.stage->world);
    view["clock"] = json::object{{"now", base::to_iso8601(moment.stage->time->now())}, {"virtual", moment.stage->time->is_virtual()}};
    return view;
}

Allowed<json::object> Runs::scenario(int number) const {
    auto const run = find(number);
    if (!run) return no_run(number);
    if (player_ == nullptr) return Refusal{409, "cannot_play", "This console only shows."};
    auto const& suite = player_->suite();
    auto const& cases = suite.cases;
    auto const played = std::find_if(cases.begin(), cases.end(), [&](auto const& one) { return one.id == run->wanted.case_id; });
    if (played == cases.end()) return Refusal{409, "no_scenario", "How this case is written is not at hand."};
    auto edits = run->edits;
    auto const world = changed_world(run->wanted.what_if, edits);
    auto const saved = save(suite, *played, edits, world);
    if (!saved) return Refusal{409, "no_scenario", saved.error().message};
    json::array left_out;
    for (auto const& one : saved->left_out) left_out.emplace_back(one);
    return json::object{{"yaml", base::to_valid_utf8(saved->yaml)}, {"left_out", std::move(left_out)}};
}

} // namespace easel::console
