// `easel ui`: the replay console over a result.
#include "cli/ui.hpp"

#include "base/codec.hpp"
#include "cli/case_player.hpp"
#include "cli/html_report.hpp"
#include "cli/recorded_case.hpp"
#include "cli/reports.hpp"
#include "cli/secret_file.hpp"
#include "cli/suites.hpp"
#include "cli/workshop.hpp"
#include "control/control.hpp"
#include "web/web.hpp"

#include <boost/json.hpp>

#include <csignal>
#include <iostream>
#include <set>

namespace easel::cli {
namespace {

namespace json = base::json;

/// The texts that the report's parts show: requirements and facts that cases name, prompts of what failed.
json::object extras_of(verdict::RunResult const& run, report::Surroundings const& around) {
    RenderOptions rendering;
    rendering.around = around;
    auto const options = html_options(run, rendering);
    std::set<std::string, std::less<>> named;
    json::object prompts;
    for (auto const& one : run.cases) {
        named.insert(one.requirements.begin(), one.requirements.end());
        named.insert(one.facts.begin(), one.facts.end());
        for (auto const& hop : one.hops)
            for (auto const& made : hop.trail) named.emplace(made.fact.view());
        if (verdict::counts_as_failure(one, run.threshold)) prompts[one.id] = base::to_valid_utf8(report::prompt(run, one, options));
    }
    json::array catalogue;
    for (auto const& row : options.catalogue) {
        if (!named.contains(row.id)) continue;
        catalogue.emplace_back(json::object{{"id", row.id}, {"area", row.area}, {"level", row.level}, {"text", row.text}, {"source", row.source}, {"url", row.url}});
    }
    json::object facts;
    for (auto const& [id, text] : options.facts)
        if (named.contains(id)) facts[id] = text;
    json::object sources;
    for (auto const& [file, text] : options.around.sources) sources[file] = base::to_valid_utf8(text);
    return {{"catalogue", std::move(catalogue)}, {"facts", std::move(facts)}, {"sources", std::move(sources)}, {"prompts", std::move(prompts)}};
}

} // namespace

console::ApiOptions api_options(
    verdict::RunResult const& run, scenario::Suite const& suite, report::Surroundings around, std::string file
) {
    console::ApiOptions options;
    options.file = std::move(file);
    options.explain = [&suite](std::string const& what) { return explanation(what, suite); };
    options.extras = [&run, around = std::move(around)] { return extras_of(run, around); };
    return options;
}

base::Result<std::unique_ptr<console::Console>> open_console(
    http::asio::io_context& loop, verdict::RunResult const& run, console::Player* player, scenario::Suite const& suite, report::Surroundings around,
    ConsoleChoice const& choice, std::string file
) {
    console::Options options;
    options.port = choice.port;
    options.address = choice.address;
    options.remote = choice.remote;
    options.token = control::fresh_secret();
    options.session = control::fresh_secret();
    options.bearer = choice.bearer;
    options.asset = web::asset;
    options.api = api_options(run, suite, std::move(around), std::move(file));
    return console::Console::open(loop, run, player, std::move(options));
}

void print_address(console::Console const& console) {
    std::cout << "Console " << console.address() << "\n" << std::flush;
}

void Follower::began(std::shared_ptr<platform::Stage> const& stage) {
    // Several cases play at once: each stage tells its own.
    stage->log.on_finish = [&console = console_, name = stage->name](traffic::Exchange const& exchange) { console.api().hop(name, exchange); };
}

int ui(Ui const& options) {
    auto const file = options.file.empty() ? std::string("reports/latest") : options.file;
    auto const recorded = load_recorded(file);
    if (!recorded) {
        std::cerr << "easel: " << to_string(recorded.error()) << "\n";
        return exit_code_of(recorded.error());
    }
    auto const suite = load_suites({});
    boost::asio::io_context loop(1);
    CasePlayer player(loop, *recorded, options.tool);
    ConsoleChoice choice{options.port, options.address, options.remote};
    if (!options.token_file.empty()) choice.bearer = control::fresh_secret();
    auto console = open_console(loop, recorded->run, &player, suite, recorded->around, choice, file);
    if (!console) {
        std::cerr << "easel: " << to_string(console.error()) << "\n";
        return exit_code_of(console.error());
    }
    if (!options.token_file.empty()) {
        if (auto const fault = write_secret(options.token_file, choice.bearer)) {
            std::cerr << "easel: " << to_string(*fault) << "\n";
            return exit_code_of(*fault);
        }
    }
    int ended_by = 0;
    http::SignalWatch const watch(loop, [&](int number) {
        ended_by = number;
        loop.stop();
    });
    http::spawn(loop, [](console::Console& open, auto& running) -> http::awaitable<void> {
        co_await open.api().until_end();
        running.stop();
    }(**console, loop));
    print_address(**console);
    std::cout << recorded->run.cases.size() << " cases of " << file << ". The address is good once; Ctrl-C ends the console.\n" << std::flush;
    loop.run();
    return ended_by == SIGTERM ? exit_terminated : exit_ok;
}

} // namespace easel::cli
