// What a recorded tool did, done again to today's mock.
#include "base/text.hpp"
#include "base/url.hpp"
#include "http/server.hpp"
#include "play/bundled_seat.hpp"
#include "play/run.hpp"
#include "replay/recorded_tool.hpp"
#include "replay/replay.hpp"

#include <algorithm>
#include <utility>

namespace easel::replay {
namespace {

using traffic::Party;
using verdict::CaseResult;

std::string origin_of(tool::ToolFile const& file) {
    auto const url = base::parse_url(file.lti13 ? file.lti13->login_url : file.lti11 ? file.lti11->launch_url : "");
    return url ? url->origin() : "";
}

bool is_bundled(tool::ToolFile const& file) {
    return file.start && file.start->bundled;
}

/// The tool file of a tool that is somewhere else now.
tool::ToolFile moved(tool::ToolFile file, std::string const& to) {
    auto const from = origin_of(file);
    auto const move = [&](std::string& url) {
        if (!from.empty()) url = base::replace_all(std::move(url), from, to);
    };
    file.start.reset();
    // An issuer that is the platform's own address is that of today.
    auto const own_port = ":" + std::to_string(file.platform.port);
    if (file.platform.port != 0 && file.platform.issuer.ends_with(own_port)) file.platform.issuer.clear();
    file.platform.port = 0;
    if (file.lti13) {
        auto& lti = *file.lti13;
        for (auto* url : {&lti.login_url, &lti.target_link_uri, &lti.jwks_url, &lti.registration_url}) move(*url);
        for (auto& url : lti.redirect_uris) move(url);
        for (auto& one : lti.registrations) move(one.jwks_url);
    }
    if (file.lti11) move(file.lti11->launch_url);
    for (auto* url : {&file.configuration.xml_url, &file.configuration.json_url, &file.oracle.probe_url}) move(*url);
    for (auto& resource : file.oracle.resources) move(resource.url);
    for (auto& [name, action] : file.actions) move(action.url);
    return file;
}

/// Seats for a recorded tool: client ids, issuers and addresses as they were, below one server of our own.
class RecordedHost final : public play::ToolHost {
  public:
    RecordedHost(http::asio::io_context& loop, http::Client& client, platform::Platform& platform, std::uint64_t seed)
        : loop_(loop),
          client_(client),
          platform_(platform),
          seed_(seed) {}

    /// @param file  as given; `tool()` is what the theatre takes
    base::Result<void> open(tool::ToolFile const& file) {
        auto server = http::Server::listen(loop_, [this](http::Request request) { return answer(std::move(request)); });
        if (!server) return server.error();
        server_ = std::move(*server);
        bundled_ = is_bundled(file);
        file_ = bundled_ ? file : moved(file, server_->origin());
        if (bundled_) return {};
        if (file_.lti13 && !file_.lti13->public_jwk.is_null()) {
            shown_key_ = file_.lti13->public_jwk;
            RecordedTool::Keys keys;
            file_.lti13->public_jwk = keys.replaced(file_.lti13->public_jwk);
        }
        auto inner = play::ToolHost::make(
            loop_, client_, platform_, file_, {.seed = seed_, .virtual_clock = false, .start = {}, .output_file = {}}
        );
        if (!inner) return inner.error();
        inner_ = std::move(*inner);
        return {};
    }

    void put_on(CaseResult const& then, std::string elsewhere) {
        then_ = &then;
        elsewhere_ = std::move(elsewhere);
        tool_.reset();
    }
    [[nodiscard]] tool::ToolFile const& tool_file() const { return file_; }
    [[nodiscard]] RecordedTool* tool() const { return tool_.get(); }

    http::awaitable<base::Result<void>> start() override { co_return base::Result<void>(); }
    http::awaitable<void> stop() override {
        if (server_) server_->close();
        co_return;
    }
    play::Seat seat(std::string const& case_id, bool several) override {
        play::Seat seat;
        if (bundled_) {
            auto made =
                play::bundled_seat(platform_, origin(), file_.platform.authorization_query, seed_, case_id, several);
            seat = std::move(made.seat);
            seat.keeps = std::shared_ptr<void>(nullptr, [this, paths = made.platform_paths](void*) {
                for (auto const& path : paths) platform_.remove_issuer(path);
            });
        } else {
            seat = inner_->seat(case_id, several);
        }
        seat.time = timing::virtual_time(loop_, then_->started);
        auto told = seat;
        if (!shown_key_.is_null()) told.public_jwk = shown_key_; // whose kid the tool's assertions name
        tool_ = std::make_shared<RecordedTool>(
            loop_, client_, platform_, *then_, told, Origins{platform_.origin(), origin(), elsewhere_}
        );
        return seat;
    }
    bool isolates() const override { return true; }
    std::string origin() const override { return server_ ? server_->origin() : ""; }

  private:
    http::awaitable<http::Response> answer(http::Request request) {
        auto const playing = tool_;
        if (!playing) co_return http::text(404, "nobody plays\n");
        co_return co_await playing->answer(std::move(request));
    }

    http::asio::io_context& loop_;
    http::Client& client_;
    platform::Platform& platform_;
    std::uint64_t seed_;
    std::unique_ptr<http::Server> server_;
    bool bundled_ = false;
    tool::ToolFile file_;
    base::json::value shown_key_;
    std::unique_ptr<play::ToolHost> inner_;
    CaseResult const* then_ = nullptr;
    std::string elsewhere_;
    std::shared_ptr<RecordedTool> tool_;
};

/// Tells the recorded tool what has come to an end.
class Prompter final : public play::Gate {
  public:
    explicit Prompter(RecordedHost* host)
        : host_(host) {}
    void finished(traffic::Exchange const& exchange) override {
        if (host_ != nullptr && host_->tool() != nullptr) host_->tool()->finished(exchange);
    }
    bool holds(play::Moment::What, traffic::Exchange const&) const override { return false; }
    http::awaitable<play::Decision> arrive(play::Moment) override { co_return play::Decision{}; }
    base::Duration patience() const override { return base::Duration{0}; }

  private:
    RecordedHost* host_;
};

bool concerns_mock(traffic::Exchange const& hop) {
    return hop.to == Party::platform || hop.from == Party::platform;
}

std::vector<traffic::Exchange> of_mock(std::vector<traffic::Exchange> const& hops) {
    std::vector<traffic::Exchange> out;
    std::copy_if(hops.begin(), hops.end(), std::back_inserter(out), concerns_mock);
    return out;
}

/// Why this case cannot be judged without its tool; "" : it can.
std::string obstacle(CaseResult const& then, scenario::Case const& played, tool::ToolFile const* tool) {
    if (then.turns > 1)
        return "it was played " + std::to_string(then.turns) + " times, and a file does not say which turn a hop is of";
    bool const bare = !then.hops.empty() && std::all_of(then.hops.begin(), then.hops.end(), [](auto const& hop) {
        return hop.request.headers.fields().empty() && (!hop.response || hop.response->headers.fields().empty());
    });
    if (bare) return "the file holds no headers and bodies of this case; the result.json of the run does";
    if (!played.needs_tool()) return {};
    if (tool == nullptr) return "the tool file is missing: give it with --tool";
    for (auto const& step : played.steps) {
        auto const* const act = std::get_if<scenario::Act>(&step.action);
        auto const action = act == nullptr ? tool->actions.end() : tool->actions.find(act->action);
        if (action == tool->actions.end()) continue;
        using Form = tool::Action::Form;
        if (action->second.form == Form::command)
            return "its action '" + act->action + "' was a command, which is not run again without the tool";
        if (action->second.form == Form::ask) return "its action '" + act->action + "' was done by a person";
    }
    return {};
}

/// A value as far as a line has room for it.
std::string brief(std::string const& text) {
    constexpr std::size_t most = 120;
    return text.empty() ? "nothing" : "'" + (text.size() > most ? text.substr(0, most) + "..." : text) + "'";
}

std::string describe(AlignedHop const& row) {
    if (row.now == 0) return "hop " + std::to_string(row.then) + ", " + row.title + ", does not come any more";
    if (row.then == 0) return row.title + " is new";
    auto const differs =
        std::find_if(row.differences.begin(), row.differences.end(), [](auto const& one) { return !one.expected; });
    return "hop " + std::to_string(row.then) + ", " + row.title + ": " + differs->path + " was " +
           brief(differs->then) + " and is " + brief(differs->now);
}

/// A request that the mock refused then and accepts now, for a signature that had to be made up.
bool is_made_up(AlignedHop const& row, Outcome const& outcome, RecordedTool const* tool) {
    if (tool == nullptr || !tool->signed_anew().contains(row.then)) return false;
    auto const of = [&](std::vector<traffic::Exchange> const& hops, int number) {
        auto const found =
            std::find_if(hops.begin(), hops.end(), [&](auto const& hop) { return hop.number == number; });
        return found != hops.end() && found->response ? found->response->status : 0;
    };
    return of(outcome.then.hops, row.then) >= 400 && of(outcome.now->hops, row.now) < 400;
}

void judge(Outcome& outcome, RecordedTool const* tool) {
    outcome.word = Word::same;
    outcome.why = outcome.hops.empty() ? "The case has no exchange with the mock." : "The mock answers as then.";
    auto const differs =
        std::find_if(outcome.hops.begin(), outcome.hops.end(), [](auto const& row) { return !row.is_same(); });
    if (differs == outcome.hops.end()) return;
    outcome.word = Word::different;
    outcome.why = "The mock has changed: " + describe(*differs) + ".";
    if (tool == nullptr) return;
    if (!tool->lacking().empty() || is_made_up(*differs, outcome, tool)) {
        outcome.word = Word::error;
        outcome.why = "Nothing could be judged: " +
                      (tool->lacking().empty() ? "the signature of hop " + std::to_string(differs->then) +
                                                     " was wrong then, and a file does not hold it"
                                               : tool->lacking()) +
                      ".";
    }
}

} // namespace

http::awaitable<std::vector<Outcome>> replay_mock_side(
    http::asio::io_context& loop,
    Offline const& offline,
    std::vector<CaseResult const*> cases,
    std::function<void(Outcome const&)> const& finished
) {
    std::vector<Outcome> outcomes;
    auto const fail_all = [&](base::Fault const& fault) {
        for (auto const* then : cases) {
            outcomes.push_back(not_judged(*then, "Nothing could be judged: " + base::to_string(fault) + ".", true));
            finished(outcomes.back());
        }
    };
    auto const& run = offline.recording.run;
    auto platform = platform::Platform::start(loop, {});
    auto elsewhere = play::Elsewhere::start(loop);
    if (!platform || !elsewhere) {
        fail_all(platform ? elsewhere.error() : platform.error());
        co_return outcomes;
    }
    http::Client client(loop);
    RecordedHost host(loop, client, **platform, run.seed);
    if (offline.tool != nullptr) {
        if (auto const opened = host.open(*offline.tool); !opened) {
            fail_all(opened.error());
            co_return outcomes;
        }
    }
    Prompter prompter(offline.tool == nullptr ? nullptr : &host);
    play::Theatre theatre{
        .loop = loop,
        .client = client,
        .platform = **platform,
        .tool = offline.tool == nullptr ? nullptr : &host.tool_file(),
        .host = offline.tool == nullptr ? nullptr : &host,
        .default_world = offline.default_world,
        .seed = run.seed,
        .virtual_clock = true,
        .start = run.started,
        .person = nullptr,
        .elsewhere = elsewhere->get(),
        .slots = nullptr,
        .gate = &prompter,
    };
    auto about = run;
    about.cases.clear();
    about.platform_origin = (*platform)->origin();
    about.tool_origin = host.origin();
    about.elsewhere_origin = (*elsewhere)->origin();
    auto secrets = offline.secrets;
    if (offline.tool != nullptr && offline.tool->lti11)
        for (auto const& key : offline.tool->lti11->keys) secrets.push_back(key.shared_secret);
    for (auto const* then : cases) {
        auto const found = std::find_if(offline.suite.cases.begin(), offline.suite.cases.end(), [&](auto const& one) {
            return one.id == then->id;
        });
        auto const why = found == offline.suite.cases.end()
                             ? "its scenario is not there any more (" + then->at.file + ")"
                             : obstacle(*then, *found, offline.tool);
        if (!why.empty()) {
            outcomes.push_back(not_judged(*then, "Nothing could be judged: " + why + "."));
            finished(outcomes.back());
            continue;
        }
        host.put_on(*then, (*elsewhere)->origin());
        theatre.start = then->started;
        auto results = co_await play::play_cases(
            theatre, {&*found}, {.jobs = 1, .finished = {}, .repeat = 1, .retries = 0, .not_good_enough = {}}
        );
        Outcome outcome;
        outcome.then = *then;
        outcome.now = as_recorded(std::move(results.front()), about, secrets);
        Substitutions table;
        outcome.hops = align(of_mock(then->hops), of_mock(outcome.now->hops), table);
        outcome.substitutions = host.tool() == nullptr ? table.all() : host.tool()->table().all();
        judge(outcome, host.tool());
        outcomes.push_back(std::move(outcome));
        finished(outcomes.back());
    }
    co_await host.stop();
    (*elsewhere)->close();
    (*platform)->close();
    co_return outcomes;
}

} // namespace easel::replay
