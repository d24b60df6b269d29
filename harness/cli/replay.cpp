// `easel replay FILE[#CASE]`: finds scenario, world and tool of a recorded case, and has it played again.
#include "replay/replay.hpp"
#include "cli/recorded_case.hpp"
#include "cli/replay_print.hpp"
#include "cli/replay_step.hpp"
#include "cli/suites.hpp"
#include "cli/workshop.hpp"

#include <algorithm>
#include <iostream>
#include <map>

#include <unistd.h>

namespace easel::cli {
namespace {

using replay::Kind;
using replay::Outcome;
using replay::Recording;
using replay::Word;
using verdict::CaseResult;

int refused(std::string const& message, int exit_code) {
    std::cerr << "easel: " << message << "\n";
    return exit_code;
}

/// Flags that do not go together; "" : they do.
std::string contradiction(Replay const& options, Kind kind) {
    if (!options.changes.empty() && kind != Kind::what_if) return "--change belongs to --kind what-if";
    if (kind == Kind::what_if && options.changes.empty()) return "--kind what-if needs --change KEY=VALUE; " + replay::known_changes();
    if (options.literal && kind != Kind::tool_side) return "--literal belongs to --kind tool-side";
    if (kind == Kind::from_hop && options.from_hop == 0) return "--kind from-hop needs --from-hop N";
    if (kind == Kind::from_hop && !options.step) return "--from-hop holds before that hop, so it needs --step";
    if (options.from_hop > 0 && kind != Kind::from_hop) return "--from-hop belongs to --kind from-hop or case";
    if (options.step && kind == Kind::mock_side) return "--step needs a tool, which --kind mock-side does without";
    if (options.step && options.case_id.empty()) return "--step needs one case: FILE#CASE";
    if (options.step && options.json) return "--step speaks to a person, --json to a program";
    return {};
}

/// The cases that are meant, or why there are none.
std::vector<CaseResult const*> chosen(Recording const& recording, Replay const& options, Kind kind) {
    std::vector<CaseResult const*> cases;
    for (auto const& one : recording.run.cases) {
        bool const by_itself = kind == Kind::mock_side || replay::is_worth_replaying(one);
        if (options.case_id.empty() ? by_itself : one.id == options.case_id) cases.push_back(&one);
    }
    return cases;
}

/// Prints outcomes as they come and keeps the worst exit code.
struct Tally {
    Replay const& options;
    Kind kind;
    std::uint64_t seed;
    bool alone;
    int worst = exit_ok;
    std::map<Word, int> counts = {};

    void take(Outcome const& outcome, std::vector<yaml::Document> const& documents) {
        bool const quiet = kind == Kind::mock_side && !alone && !options.verbose && !options.json && outcome.word == Word::same;
        if (!quiet) print_outcome(options, outcome, kind, seed, documents, alone);
        worst = std::max(worst, outcome.exit_code(kind));
        ++counts[outcome.word];
    }
    void end() const {
        if (alone || options.json) return;
        std::string text;
        for (auto const& [word, count] : counts) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(to_string(word));
        std::cout << text << "\n";
    }
};

int replay_offline(Replay const& options, Recording const& recording, std::vector<CaseResult const*> const& cases) {
    Scenarios scenarios(recording);
    bool needs_tool = false;
    for (auto const* one : cases) {
        auto const* const played = scenarios.find(*one);
        needs_tool = needs_tool || (played != nullptr && played->needs_tool());
    }
    Tally tally{options, Kind::mock_side, recording.run.seed, !options.case_id.empty()};
    auto const choice = choice_of(options.tool, recording);
    std::optional<ChosenTool> tool;
    if (needs_tool) {
        if (auto read = read_tool_offline(choice, recording)) {
            tool = std::move(*read);
        } else if (!options.tool.file.empty()) {
            return refused(base::to_string(read.error()), exit_unreachable);
        } else {
            std::cerr << "easel: " << base::to_string(read.error()) << "\n"; // cases without a tool are judged all the same
        }
    }
    auto const suite = scenarios.together();
    boost::asio::io_context loop(1);
    // Named, so that what it captures is there until the loop has ended.
    auto const work = [&]() -> http::awaitable<void> {
        replay::Offline const offline{recording, suite, tool ? &tool->file : nullptr, world_of(recording), secrets_of(choice, tool)};
        (void)co_await replay::replay_mock_side(loop, offline, cases, [&](Outcome const& outcome) { tally.take(outcome, scenarios.documents()); });
        loop.stop();
    };
    http::spawn(loop, work());
    loop.run();
    tally.end();
    return tally.worst;
}

struct Played {
    CaseResult const* then = nullptr;
    scenario::Case const* scenario = nullptr;
};

http::awaitable<void> play_all(
    Workshop& workshop, Replay const& options, Recording const& recording, replay::Request request, std::vector<Played> const& cases,
    std::vector<std::string> const& secrets, std::vector<yaml::Document> const& documents, Tally& tally
) {
    auto const opened = co_await workshop.open();
    auto const fault = opened.fault ? "Nothing could be judged: " + base::to_string(*opened.fault) + "."
                       : !opened.ok() ? std::string("Nothing could be judged: the setup is wrong; see easel doctor.") : std::string();
    for (auto const& [then, played] : cases) {
        if (played == nullptr) {
            tally.take(replay::not_judged(*then, "Nothing could be judged: the scenario is not there any more (" + then->at.file + ")."), {});
            continue;
        }
        if (!fault.empty()) {
            tally.take(replay::not_judged(*then, fault, true), {});
            continue;
        }
        auto& theatre = workshop.theatre();
        request.case_id = then->id;
        std::optional<replay::Gate> gate;
        std::optional<Stepper> stepper;
        if (options.step) {
            gate.emplace(theatre.loop, replay::Gate::Options{.from_hop = std::max(1, options.from_hop)});
            stepper.emplace(theatre.loop, *gate, STDIN_FILENO, std::cout);
        }
        auto const outcome = co_await replay::replay_live(theatre, recording, *then, *played, request, {secrets, gate ? &*gate : nullptr});
        if (options.from_hop > 0 && outcome.now && (outcome.now->hops.empty() || outcome.now->hops.back().number < options.from_hop))
            std::cerr << "easel: nothing was held: the case ended before hop " << options.from_hop << "\n";
        tally.take(outcome, documents);
    }
    co_await workshop.close();
}

} // namespace

int replay(Replay const& options) {
    auto kind = *replay::kind_named(options.kind);
    if (kind == Kind::whole_case && options.from_hop > 0) kind = Kind::from_hop;
    if (auto const wrong = contradiction(options, kind); !wrong.empty()) return refused(wrong, exit_usage);
    replay::Request request;
    request.kind = kind;
    request.from_hop = options.from_hop;
    request.literal = options.literal;
    request.repeat = options.repeat;
    for (auto const& text : options.changes) {
        auto change = replay::read_change(text);
        if (!change) return refused("--change takes KEY=VALUE, not '" + text + "'; " + replay::known_changes(), exit_usage);
        request.changes.push_back(std::move(*change));
    }
    auto const recording = load_recorded(options.file);
    if (!recording) return refused(base::to_string(recording.error()), exit_bad_file);
    auto const cases = chosen(*recording, options, kind);
    if (cases.empty() && !options.case_id.empty()) return refused(options.file + " holds no case '" + options.case_id + "'", exit_bad_file);
    if (cases.empty()) {
        std::cout << "nothing failed: there is nothing to replay\n";
        return exit_ok;
    }
    if (kind == Kind::mock_side) return replay_offline(options, *recording, cases);

    Scenarios scenarios(*recording);
    std::vector<Played> played;
    bool needs_tool = false;
    WorkshopOptions how;
    how.clock.start = recording->run.started;
    how.seed = recording->run.seed;
    for (auto const* then : cases) {
        played.push_back({then, scenarios.find(*then)});
        auto const* const one = played.back().scenario;
        if (one == nullptr) continue;
        needs_tool = needs_tool || one->needs_tool();
        auto const default_world = world_of(*recording);
        auto const what_if = replay::read_what_if(request.changes, one->world.is_null() ? default_world : world_file::merge(default_world, one->world));
        if (!what_if) return refused(base::to_string(what_if.error()), exit_usage);
        how.clock.start = what_if->start.value_or(how.clock.start);
        how.seed = what_if->seed.value_or(how.seed);
        how.clock.is_virtual = what_if->start.has_value(); // judged below, when the tool is known
    }
    auto const choice = choice_of(options.tool, *recording);
    Tally tally{options, kind, recording->run.seed, !options.case_id.empty()};
    std::optional<ChosenTool> tool;
    if (needs_tool) {
        auto read = read_tool(choice);
        if (!read) {
            for (auto const* one : cases) tally.take(replay::not_judged(*one, "Nothing could be judged: " + base::to_string(read.error()) + ".", true), {});
            tally.end();
            return tally.worst;
        }
        tool = std::move(*read);
    }
    bool const shares_clock = !tool || (tool->file.start && tool->file.start->bundled);
    bool const moves_clock = how.clock.is_virtual;
    if (moves_clock && !shares_clock) return refused("--change clock.start needs a tool that shares Easel's clock, as the bundled one does", exit_usage);
    how.clock.is_virtual = (recording->run.virtual_clock || moves_clock) && shares_clock;
    how.needs_lti13 = how.needs_lti11 = false; // the run has been: a refusal may be what it found
    Workshop workshop(tool, how);
    auto const secrets = secrets_of(choice, tool);
    auto const ending = workshop.run([&] { return play_all(workshop, options, *recording, request, played, secrets, scenarios.documents(), tally); });
    if (ending == Workshop::Ending::interrupted) workshop.leave(exit_interrupted);
    if (ending == Workshop::Ending::terminated) workshop.leave(exit_terminated);
    tally.end();
    return tally.worst;
}

} // namespace easel::cli
