#include "cli/case_player.hpp"

#include "cli/workshop.hpp"
#include "world_file/world_file.hpp"

#include <boost/json.hpp>

#include <utility>

namespace easel::cli {

using base::Fault;
using base::FaultKind;
using replay::Kind;
using replay::Outcome;

struct CasePlayer::Cast {
    replay::Request request;
    verdict::CaseResult const* then = nullptr;
    scenario::Case const* played = nullptr;
    replay::WhatIf what_if;
};

CasePlayer::CasePlayer(http::asio::io_context& loop, replay::Recording recording, ToolChoice tool, Venue venue)
    : loop_(loop),
      tool_(std::move(tool)),
      venue_(std::move(venue)) {
    put(std::move(recording));
}

void CasePlayer::put(replay::Recording recording) {
    recording_ = std::move(recording);
    scenarios_.emplace(recording_);
}

void CasePlayer::prepare() {
    for (auto const& one : recording_.run.cases) (void)scenarios_->find(one);
}

std::string CasePlayer::changes() const {
    return replay::known_changes();
}

base::Result<CasePlayer::Cast> CasePlayer::cast(console::Wanted const& wanted) {
    auto const usage = [](std::string message) { return Fault{FaultKind::usage, std::move(message), ""}; };
    Cast made;
    auto const kind = replay::kind_named(wanted.kind);
    if (!kind) return usage("kind takes case, from-hop, tool-side, mock-side or what-if, not '" + wanted.kind + "'");
    made.request.kind = *kind;
    made.request.case_id = wanted.case_id;
    made.request.from_hop = wanted.from_hop;
    made.request.literal = wanted.literal;
    made.request.repeat = wanted.repeat;
    if (*kind == Kind::from_hop && wanted.from_hop < 1) return usage("from-hop needs from_hop, a hop's number");
    if (*kind == Kind::what_if && wanted.what_if.empty()) return usage("what-if needs what_if: " + replay::known_changes());
    if (*kind != Kind::what_if && !wanted.what_if.empty()) return usage("what_if belongs to the kind what-if");
    if (*kind != Kind::tool_side && wanted.literal) return usage("literal belongs to the kind tool-side");
    for (auto const& [key, value] : wanted.what_if)
        made.request.changes.push_back({std::string(key), value.is_string() ? std::string(value.get_string()) : base::dump(value)});
    made.then = recording_.find(wanted.case_id);
    if (made.then == nullptr) return Fault{FaultKind::bad_file, "the recording holds no case '" + wanted.case_id + "'", ""};
    made.played = scenarios_->find(*made.then);
    if (made.played == nullptr) return Fault{FaultKind::bad_file, "the scenario is not there any more (" + made.then->at.file + ")", ""};
    auto const world = world_of(recording_);
    auto what_if = replay::read_what_if(made.request.changes, made.played->world.is_null() ? world : world_file::merge(world, made.played->world));
    if (!what_if) return what_if.error();
    made.what_if = std::move(*what_if);
    return made;
}

base::Result<void> CasePlayer::check(console::Wanted const& wanted) {
    auto const made = cast(wanted);
    if (!made) return made.error();
    return {};
}

http::awaitable<console::Played> CasePlayer::play(console::Wanted wanted, replay::Gate& gate) {
    console::Played played;
    auto const made = cast(wanted);
    if (!made) {
        played.word = "ERROR";
        played.why = base::to_string(made.error());
        co_return played;
    }
    bool const offline = made->request.kind == Kind::mock_side;
    auto outcome = offline ? co_await play_offline(*made) : co_await play_live(*made, gate);
    auto const told = replay::to_json(outcome, made->request.kind);
    played.word = replay::to_string(outcome.word);
    played.why = std::move(outcome.why);
    played.now = std::move(outcome.now);
    if (auto const* all = told.if_contains("substitutions"); all != nullptr && all->is_array()) played.substitutions = all->get_array();
    if (auto const* all = told.if_contains("hops"); all != nullptr && all->is_array()) played.hops = all->get_array();
    co_return played;
}

http::awaitable<Outcome> CasePlayer::play_live(Cast const& cast, replay::Gate& gate) {
    auto const choice = choice_of(tool_, recording_);
    std::optional<ChosenTool> tool;
    if (cast.played->needs_tool()) {
        auto read = read_tool(choice);
        if (!read) co_return replay::not_judged(*cast.then, "Nothing could be judged: " + base::to_string(read.error()) + ".", true);
        tool = std::move(*read);
        // A Canvas that is there already has its tool beside it: whoever serves it has started that.
        auto& start = tool->file.start;
        if (venue_.platform != nullptr && start && !start->bundled) start.reset();
    }
    bool const shares_clock = !tool || (tool->file.start && tool->file.start->bundled);
    if (cast.what_if.start && !shares_clock)
        co_return replay::not_judged(*cast.then, "Nothing could be judged: clock.start needs a tool that shares Easel's clock, as the bundled one does.");
    WorkshopOptions how;
    how.clock.start = cast.what_if.start.value_or(recording_.run.started);
    how.clock.is_virtual = (recording_.run.virtual_clock || cast.what_if.start) && shares_clock;
    how.seed = cast.what_if.seed.value_or(recording_.run.seed);
    how.needs_lti13 = how.needs_lti11 = false; // the run has been: a refusal may be what it found
    how.platform = venue_.platform;
    auto const room = venue_.enter ? venue_.enter() : nullptr; // outlives what plays there
    Workshop workshop(loop_, tool, how);
    auto const opened = co_await workshop.open();
    std::optional<Outcome> outcome;
    if (opened.fault) {
        outcome = replay::not_judged(*cast.then, "Nothing could be judged: " + base::to_string(*opened.fault) + ".", true);
    } else if (!opened.ok()) {
        outcome = replay::not_judged(*cast.then, "Nothing could be judged: the setup is wrong; see easel doctor.", true);
    } else {
        auto& theatre = workshop.theatre();
        auto const origin_of = [](auto const* there) { return there == nullptr ? std::string() : there->origin(); };
        origins_ = {theatre.platform.origin(), origin_of(theatre.host), origin_of(theatre.elsewhere)};
        outcome = co_await replay::replay_live(theatre, recording_, *cast.then, *cast.played, cast.request, {secrets_of(choice, tool), &gate});
    }
    co_await workshop.close();
    co_return std::move(*outcome);
}

http::awaitable<Outcome> CasePlayer::play_offline(Cast const& cast) {
    auto const choice = choice_of(tool_, recording_);
    std::optional<ChosenTool> tool;
    if (cast.played->needs_tool()) {
        auto read = read_tool_offline(choice, recording_);
        if (!read) co_return replay::not_judged(*cast.then, "Nothing could be judged: " + base::to_string(read.error()) + ".", true);
        tool = std::move(*read);
    }
    auto const all = scenarios_->together();
    replay::Offline const offline{recording_, all, tool ? &tool->file : nullptr, world_of(recording_), secrets_of(choice, tool)};
    auto outcomes = co_await replay::replay_mock_side(loop_, offline, {cast.then}, [](Outcome const&) {});
    if (outcomes.empty()) co_return replay::not_judged(*cast.then, "Nothing was played.");
    co_return std::move(outcomes.front());
}

replay::Counterpart CasePlayer::recorded(std::string const& case_id, play::Moment const& moment) {
    auto const* const then = recording_.find(case_id);
    if (then == nullptr) return {.hop = 0, .request = {}, .response = {}, .lacking = "The recording holds no such case."};
    return replay::counterpart(*then, moment, origins_);
}

yaml::Node CasePlayer::world(console::Wanted const& wanted) {
    auto const made = cast(wanted);
    auto const world = world_of(recording_);
    if (!made) return world;
    auto const own = replay::changed(*made->played, made->what_if).world;
    return own.is_null() ? world : world_file::merge(world, own);
}

scenario::Suite const& CasePlayer::suite() {
    suite_ = scenarios_->together();
    suite_.documents = scenarios_->documents();
    return suite_;
}

} // namespace easel::cli
