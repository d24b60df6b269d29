// Worlds come and go: made from YAML, put on, reset, taken off.
#include "base/text.hpp"
#include "control/breakpoints.hpp"
#include "control/control.hpp"
#include "timing/time.hpp"
#include "world/context.hpp"
#include "world_file/world_file.hpp"

#include <algorithm>
#include <utility>

namespace easel::control {
namespace {

using IssuerPtr = std::shared_ptr<lti13::Issuer>;

/// How far apart the ids of two worlds begin: course ids tell a request's world.
constexpr world::Id ids_per_world = 1'000'000;

bool is_name(std::string_view name) {
    auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= 64 && plain(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return plain(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_there(world::World& world, world::Installed const& place) {
    return (place.course == 0 || world::course_by_id(world, place.course) != nullptr) &&
           (place.account == 0 || world::account_by_id(world, place.account) != nullptr);
}

} // namespace

std::string fresh_secret() {
    std::string secret;
    for (int i = 0; i < 4; ++i) secret += base::Random(base::system_entropy()).hex(16);
    return secret;
}

std::vector<std::string> usual_scopes() {
    std::string const ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";
    return {
        ags + "lineitem",
        ags + "lineitem.readonly",
        ags + "result.readonly",
        ags + "score",
        "https://canvas.instructure.com/lti-ags/progress/scope/show",
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
    };
}

Worlds::Worlds(http::asio::io_context& loop, platform::Platform& platform, Options options)
    : loop_(loop),
      platform_(platform),
      options_(std::move(options)) {}

Served* Worlds::find(std::string_view name) {
    auto const found = worlds_.find(name);
    return found == worlds_.end() ? nullptr : found->second.get();
}

std::vector<Served*> Worlds::in_order() const {
    std::vector<Served*> all;
    for (auto const& each : worlds_) all.push_back(each.second.get());
    std::sort(all.begin(), all.end(), [](auto const* a, auto const* b) { return a->number < b->number; });
    return all;
}

world::World Worlds::build(Served const& served, base::Instant now, yaml::Problems& problems) const {
    world_file::BuildOptions build;
    build.first_id = (served.number - 1) * ids_per_world + 1;
    build.seed = served.seed;
    build.now = now;
    build.keys = options_.keys;
    build.tools = options_.tools;
    if (served.number > 1 && !build.keys.empty()) {
        // Another Canvas knows the same tool, under a client id of its own; what LTI 1.1 knows it by is the tool's.
        auto const first = build.keys.front().client_id;
        build.keys.resize(1);
        build.keys.front().client_id = std::to_string(world::shard_offset + served.number);
        bool found = false;
        std::erase_if(build.tools, [&](world::Tool const& tool) {
            return !world::is_lti11(tool) && (tool.client_id != first || std::exchange(found, true));
        });
        for (auto& tool : build.tools) {
            if (world::is_lti11(tool)) continue;
            tool.client_id = build.keys.front().client_id;
            tool.deployment_id.clear();
        }
    }
    auto const* own = served.definition.find("tools");
    bool const brings_one = own != nullptr && own->find("tool") != nullptr;
    if (build.tools.empty() && !brings_one) {
        // The platform is what its tool reads first; its own addresses come with its registration.
        world::DeveloperKey key;
        key.client_id = std::to_string(world::shard_offset + served.number);
        key.name = "Tool";
        key.scopes = usual_scopes();
        world::Tool tool;
        tool.name = "tool";
        tool.title = "Tool";
        tool.client_id = key.client_id;
        build.keys.push_back(std::move(key));
        build.tools.push_back(std::move(tool));
    }
    for (auto& key : build.keys)
        if (key.scopes.empty()) key.scopes = usual_scopes();
    return world_file::build(served.definition, build, problems);
}

base::Result<Served*> Worlds::create(Wanted wanted, yaml::Problems& problems) {
    if (!is_name(wanted.name)) {
        return base::Fault{
            base::FaultKind::usage,
            "'" + wanted.name + "' is no name for a world: lower-case letters, digits, '-', '_' and '.'",
            ""};
    }
    if (find(wanted.name) != nullptr)
        return base::Fault{base::FaultKind::usage, "there is a world '" + wanted.name + "' already", ""};
    auto served = std::make_unique<Served>();
    served->name = wanted.name;
    served->number = made_ + 1;
    served->seed = wanted.seed.value_or(options_.seed);
    served->virtual_clock = wanted.virtual_clock.value_or(options_.virtual_clock);
    served->origin = world_file::merge(options_.default_world, wanted.over);
    served->definition = served->origin;
    equip(*served);
    auto const clock = timing::real_time(loop_);
    if (served->virtual_clock) served->start = wanted.start ? *wanted.start : options_.start.value_or(clock->now());
    auto world = build(*served, served->start.value_or(clock->now()), problems);
    if (!problems.empty())
        return base::Fault{base::FaultKind::bad_file, problems.front().message, to_string(problems.front().at)};

    ++made_;
    auto const base_path = free_base_path(*served);
    served->issuer = platform_.add_issuer(base_path, served->number == 1 ? options_.issuer : "", fresh_secret());
    base_paths_.insert(base_path);
    auto& placed = *(worlds_[wanted.name] = std::move(served));
    set_on(placed, std::move(world), {});
    put(placed);
    return &placed;
}

void Worlds::equip(Served& served) {
    served.called = std::make_shared<http::Signal>(loop_);
    served.breakpoints = std::make_shared<Breakpoints>(loop_, [called = served.called] { called->notify(); });
}

void Worlds::set_on(Served& served, world::World world, std::map<std::string, IssuerPtr> issuers) {
    auto stage = std::make_shared<platform::Stage>();
    stage->name = served.name;
    stage->time = served.start ? timing::virtual_time(loop_, *served.start) : timing::real_time(loop_);
    stage->world = std::move(world);
    stage->issuers = std::move(issuers);
    for (auto const& key : stage->world.keys) stage->issuers.try_emplace(key.client_id, served.issuer);
    // Tools of LTI 1.1 have no key, and still somebody is the platform.
    if (stage->issuers.empty()) stage->issuers.try_emplace("lti11", served.issuer);
    if (options_.on_stage) options_.on_stage(*stage);
    stage->log.on_finish = [own = std::move(stage->log.on_finish),
                            called = served.called](traffic::Exchange const& exchange) {
        if (own) own(exchange);
        called->notify();
    };
    served.breakpoints->watch(stage);
    served.stage = stage;
    platform_.add(std::move(stage));
}

void Worlds::set_off(Served const& served) {
    served.breakpoints->calls.clear();
    served.breakpoints->send_all();
    platform_.remove(*served.stage);
}

base::Result<void> Worlds::reset(Served& served, bool keep_tools) {
    auto const changed = std::exchange(served.definition, served.origin);
    yaml::Problems problems;
    auto world = build(served, served.start.value_or(timing::real_time(loop_)->now()), problems);
    if (!problems.empty()) {
        served.definition = changed;
        return base::Fault{base::FaultKind::bad_file, problems.front().message, to_string(problems.front().at)};
    }
    auto& before = served.stage->world;
    std::map<std::string, IssuerPtr> issuers;
    if (keep_tools) {
        // The seed is the same, so courses and accounts have the ids that they had.
        for (auto const& key : before.keys) {
            if (key.state == world::KeyState::deleted) continue;
            auto* known = world::key_by_client_id(world, key.client_id);
            (known != nullptr ? *known : world.keys.emplace_back()) = key;
        }
        for (auto const& tool : before.tools) {
            if (tool.deleted || !is_there(world, {tool.course, tool.account})) continue;
            auto* known = world::tool_by_id(world, tool.id);
            (known != nullptr ? *known : world.tools.emplace_back()) = tool;
            world.next_id = std::max(world.next_id, tool.id + 1);
        }
        issuers = served.stage->issuers;
    }
    set_off(served);
    if (!keep_tools) {
        std::vector<std::string> further;
        for (auto const& [client_id, issuer] : served.stage->issuers)
            if (issuer != served.issuer) further.push_back(client_id);
        for (auto const& client_id : further) unregister_client(served, client_id);
    }
    set_on(served, std::move(world), std::move(issuers));
    served.called->notify(); // whoever follows its calls begins anew
    put(served);
    return {};
}

void Worlds::remove(std::string_view name) {
    auto const found = worlds_.find(name);
    if (found == worlds_.end()) return;
    auto const served = std::move(found->second);
    worlds_.erase(found);
    set_off(*served);
    std::set<std::string> paths{served->issuer->base_path};
    for (auto const& each : served->stage->issuers) paths.insert(each.second->base_path);
    for (auto const& path : paths) {
        platform_.remove_issuer(path);
        base_paths_.erase(path);
    }
    served->called->notify();
    if (options_.on_removed) options_.on_removed(served->name);
}

void Worlds::note_change() {
    ++changes_;
    for (auto const& each : worlds_) each.second->called->notify();
}

void Worlds::put(Served const& served) const {
    if (options_.on_put) options_.on_put(served);
}

void Worlds::put_extra(Served const& served) const {
    if (options_.on_extra) options_.on_extra(served);
}

} // namespace easel::control
