// The stage of a case: seat, issuers, the probe, the world, and what is installed in it.
#include "keys/keys.hpp"
#include "play/session.hpp"
#include "world_file/world_file.hpp"

#include <algorithm>
#include <tuple>

namespace easel::play {
namespace {

using base::Fault;
using base::FaultKind;
using verdict::Verdict;

/// How many Canvas ids one stage may hand out; courses of different stages never share a number.
constexpr world::Id ids_per_stage = 10'000;

/// Where the probe would be, if anybody asked it: nothing is ever posted there.
constexpr char const* probe_login = "https://probe.example/login";
constexpr char const* probe_launch = "https://probe.example/launch";

/// A tool in every place that Canvas has; where it may pick, it picks.
std::vector<world::Placement> all_placements() {
    std::vector<world::Placement> placements;
    for (auto const& rule : world::placement_rules()) placements.push_back(world::default_placement(rule));
    return placements;
}

} // namespace

/// One registration of the tool under test: its developer key, and where it is installed.
void Session::install(world_file::BuildOptions& options, Registered const& registered) const {
    world::DeveloperKey key;
    key.client_id = registered.client_id;
    key.name = "Tool under test";
    key.scopes = service_scopes();
    key.redirect_uris = seat_.redirect_uris;
    key.public_jwk_url = registered.jwks_url;
    if (!seat_.public_jwk.is_null()) key.public_jwk = seat_.public_jwk;
    options.keys.push_back(std::move(key));
    world::Tool tool;
    tool.name = registered.name;
    tool.client_id = registered.client_id;
    tool.deployment_id = registered.deployments.empty() ? "" : registered.deployments.front();
    tool.title = theatre_.tool != nullptr ? theatre_.tool->name : "Tool under test";
    tool.login_url = seat_.login_url;
    tool.target_link_uri = seat_.target_link_uri;
    options.tools.push_back(std::move(tool));
}

Registered const* Session::registered(std::string_view name) const {
    auto const found = std::find_if(seat_.further.begin(), seat_.further.end(), [&](Registered const& one) {
        return one.name == name;
    });
    return found == seat_.further.end() ? nullptr : &*found;
}

lti13::Issuer& Session::issuer_of(std::string const& registration) const {
    auto const* further = registered(registration);
    return further == nullptr ? *seat_.issuer : *further->issuer;
}

std::string const& Session::client_of_registration(std::string const& registration) const {
    auto const* further = registered(registration);
    return further == nullptr ? seat_.client_id : further->client_id;
}

std::string Session::client_of_launch(scenario::Launch const& step) {
    auto const* tool = step.tool.empty() ? nullptr : world::tool_named(world(), step.tool);
    return tool == nullptr ? client_of_registration(step.registration) : tool->client_id;
}

/// What the tool file would have to name so that this case can play; true: it does.
bool Session::has_registrations() {
    if (case_.is_lti11()) return true;
    for (auto const& [name, reason, text] : {
             std::tuple{"second", "single_registration", "no second registration under the same issuer"},
             std::tuple{"other", "single_issuer", "no registration of another issuer"},
         }) {
        if (!case_.needs_registration(name) || registered(name) != nullptr) continue;
        cannot_judge(
            Verdict::skipped, reason,
            "Not judged because the tool file names " + std::string(text) + " (`lti13: { registrations: [...] }`).", case_.at
        );
        return false;
    }
    return true;
}

base::Result<void> Session::set_stage() {
    auto const seed_text = std::to_string(theatre_.seed);
    auto const hash = base::stable_hash({seed_text, case_.id});
    stage_ = std::make_shared<platform::Stage>();
    stage_->name = case_.id;
    if (case_.needs_tool()) {
        if (theatre_.host == nullptr) return Fault{FaultKind::usage, "this case needs a tool; give one with --tool", case_.id};
        bool const several = case_.needs_registration("second") || case_.needs_registration("other");
        seat_ = theatre_.host->seat(case_.id, several);
        stage_->time = seat_.time;
        if (!speaks_version() || (case_.is_lti11() && !play_lti11())) return {};
        stage_->issuers[seat_.client_id] = seat_.issuer;
        if (!has_registrations()) return {};
        for (auto const& further : seat_.further) {
            if (case_.needs_registration(further.name)) stage_->issuers[further.client_id] = further.issuer;
        }
    } else {
        stage_->time = theatre_.virtual_clock ? timing::virtual_time(theatre_.loop, theatre_.start)
                                              : timing::real_time(theatre_.loop);
    }
    auto const name = base::Random(hash).hex(10);
    stage_->probe_client = std::to_string(20'000'000'000'000 + static_cast<std::int64_t>(hash % 1'000'000'000));
    probe_path_ = "/r/probe-" + name;
    probe_issuer_ = theatre_.platform.add_issuer(probe_path_, "", "easel-probe-" + name);
    stage_->issuers[stage_->probe_client] = probe_issuer_;

    world_file::BuildOptions options;
    // Local ids stay below what Canvas adds for a shard, 10^13; the range is so wide that no two stages meet in it.
    options.first_id = static_cast<world::Id>(hash % 900'000'000 + 100'000'000) * ids_per_stage;
    options.seed = hash;
    options.now = stage_->time->now();
    world::DeveloperKey probe_key;
    probe_key.client_id = stage_->probe_client;
    probe_key.name = "Easel probe";
    probe_key.scopes = service_scopes();
    probe_key.redirect_uris = {probe_launch};
    probe_key.public_jwk = keys::fixture_key("probe").public_jwk("easel-probe");
    options.keys.push_back(probe_key);
    world::Tool probe_tool;
    // Where no tool takes part, the probe is the tool that the world's assignments belong to.
    probe_tool.name = case_.needs_tool() ? "probe" : "tool";
    probe_tool.client_id = stage_->probe_client;
    probe_tool.title = "Easel probe";
    probe_tool.login_url = probe_login;
    probe_tool.target_link_uri = probe_launch;
    probe_tool.placements = all_placements();
    options.tools.push_back(probe_tool);
    if (case_.is_lti11()) {
        install_lti11(options);
    } else if (case_.needs_tool()) {
        install(options, {"tool", seat_.client_id, seat_.deployments, seat_.jwks_url, seat_.issuer});
        for (auto const& further : seat_.further) {
            if (case_.needs_registration(further.name)) install(options, further);
        }
    }
    yaml::Problems problems;
    auto const node = case_.world.is_null() ? theatre_.default_world : world_file::merge(theatre_.default_world, case_.world);
    stage_->world = world_file::build(node, options, problems);
    if (!problems.empty()) {
        return Fault{FaultKind::bad_file, problems.front().message, yaml::to_string(problems.front().at)};
    }
    // Further tools of the world are the harness's own, too.
    for (auto const& key : stage_->world.keys) stage_->issuers.try_emplace(key.client_id, probe_issuer_);
    stand_at_gate();
    theatre_.platform.add(stage_);
    if (case_.needs_tool() && theatre_.elsewhere != nullptr) {
        elsewhere_ = name;
        listen_elsewhere();
    }

    tell_wire_checks();
    wire_.client_id = seat_.client_id;
    wire_.redirect_uris = seat_.redirect_uris;
    if (seat_.issuer) wire_.token_url = seat_.issuer->token_url();
    wire_.authorization_url = seat_.authorization_url;
    return {};
}

/// What a tool sends to the other origin belongs to the case's exchanges.
void Session::listen_elsewhere() {
    theatre_.elsewhere->listen(elsewhere_, [this](http::Request request, http::Response const& response) {
        traffic::Exchange exchange;
        exchange.from = traffic::Party::tool;
        exchange.to = traffic::Party::probe;
        exchange.at = stage_->time->now();
        exchange.url = theatre_.elsewhere->origin() + request.target;
        exchange.request = std::move(request);
        exchange.response = response;
        stage_->log.finish(stage_->log.begin(std::move(exchange)));
        stage_->time->poke();
    });
}

} // namespace easel::play
