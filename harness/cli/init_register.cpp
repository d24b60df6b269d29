// A tool file by Dynamic Registration: Easel is the platform, opens the tool's page, and writes down what was registered.
#include "agent/browser.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/init_draft.hpp"
#include "cli/suites.hpp"
#include "cli/workshop.hpp"
#include "control/control.hpp"
#include "platform/platform.hpp"
#include "registration/registration.hpp"
#include "world/world.hpp"
#include "world_file/world_file.hpp"

#include <boost/asio/io_context.hpp>

#include <csignal>
#include <iostream>

namespace easel::cli {
namespace {

using base::Fault;
using base::FaultKind;

/// Ids that no earlier registration of the same tool had: it would take the newcomer for one that it knows.
constexpr world::Id fresh_ids = 900'000'000;

std::optional<std::shared_ptr<platform::Stage>> make_stage(boost::asio::io_context& loop, platform::Platform& platform) {
    int ignored = 0;
    auto const world = load_world("", ignored);
    if (!world) return std::nullopt;
    auto stage = std::make_shared<platform::Stage>();
    stage->name = "init";
    stage->time = timing::real_time(loop);
    world_file::BuildOptions options;
    options.seed = base::system_entropy();
    options.first_id = static_cast<world::Id>(options.seed % fresh_ids + 1'000) * 1'000;
    options.now = stage->time->now();
    // The default world's assignments belong to some tool.
    world::DeveloperKey key;
    key.client_id = "1";
    options.keys.push_back(key);
    world::Tool owner;
    owner.name = "tool";
    owner.client_id = key.client_id;
    options.tools.push_back(std::move(owner));
    yaml::Problems problems;
    stage->world = world_file::build(*world, options, problems);
    if (!problems.empty()) return std::nullopt;
    stage->issuers["init"] = platform.add_issuer("", "", control::fresh_secret());
    platform.add(stage);
    return stage;
}

/// What the platform said to the tool's last try, or the tool to the browser.
std::string reason(platform::Stage const& stage, agent::Page const& page) {
    for (auto at = stage.log.exchanges().rbegin(); at != stage.log.exchanges().rend(); ++at) {
        bool const refused = at->kind == traffic::CallKind::registration && at->response && at->response->status >= 400;
        if (refused)
            return "its registration was answered with " + std::to_string(at->response->status) + " " +
                   base::to_valid_utf8(at->response->body.substr(0, 500));
    }
    auto const words = agent::visible_text(page.response.body).substr(0, 300);
    return "its page answered with status " + std::to_string(page.response.status) +
           (words.empty() ? "" : ": " + base::to_valid_utf8(words));
}

http::awaitable<base::Result<world::Tool const*>> register_tool(
    Init const& options, http::Client& client, platform::Stage& stage, std::string platform_origin
) {
    registration::Invitation invitation;
    invitation.registration_url = options.registration;
    auto const begun = stage.invite(stage.issuers.at("init"), invitation);
    auto const url = base::parse_url(begun.tool_url);
    if (!url) co_return Fault{FaultKind::usage, url.error().message, options.registration};
    agent::Browser::Settings settings;
    settings.platform_origin = std::move(platform_origin);
    settings.now = [time = stage.time] { return time->now(); };
    settings.limits.total = base::Duration(static_cast<base::Duration::rep>(options.wait * 1000));
    agent::Browser browser(client, stage.log, std::move(settings));
    auto const page = co_await browser.get(*url);
    auto const made = [&] { return !registration::registrations(stage.world).empty(); };
    if (!made() && page.response.status == 0)
        co_return Fault{FaultKind::unreachable, "the tool did not answer: " + page.trouble, options.registration};
    if (!made() && page.response.status < 400) {
        std::cout << "The tool has not registered itself yet. Should its page ask for something, open it in your browser:\n\n  "
                  << begun.tool_url << "\n\n"
                  << std::flush;
        (void)co_await stage.time->wait_until(made, base::Duration(static_cast<base::Duration::rep>(options.wait * 1000)));
    }
    if (!made())
        co_return Fault{FaultKind::bad_file, "the tool did not register itself: " + reason(stage, page), options.registration};
    co_return registration::registrations(stage.world).front().tool;
}

Draft draft_of(world::World& world, world::Tool const& tool, Init const& options) {
    auto const& key = *world::key_by_client_id(world, tool.client_id);
    Draft draft;
    draft.source = "by Dynamic Registration";
    draft.name = tool.title;
    draft.login_url = tool.login_url;
    draft.redirect_uris = key.redirect_uris;
    draft.target_link_uri = tool.target_link_uri;
    draft.jwks_url = key.public_jwk_url;
    draft.registration_url = options.registration;
    draft.client_id = tool.client_id;
    draft.deployment = tool.deployment_id;
    for (auto const& scope : key.scopes) note_scope(draft, scope);
    for (auto const& placement : tool.placements)
        draft.deep_linking = draft.deep_linking || placement.message_type == "LtiDeepLinkingRequest";
    return draft;
}

int exit_code_for(Fault const& fault) {
    return fault.kind == FaultKind::io ? exit_trouble : exit_code_of(fault);
}

} // namespace

Drafted draft_by_registration(Init const& options) {
    auto const complain = [](Fault const& fault) {
        std::cerr << "easel: " << to_string(fault) << "\n";
        return Drafted{std::nullopt, exit_code_for(fault)};
    };
    if (auto const url = base::parse_url(options.registration); !url)
        return complain({FaultKind::usage, url.error().message, options.registration});
    boost::asio::io_context loop(1);
    http::Client client(loop, options.ca_file);
    platform::Options listen;
    listen.port = options.port;
    listen.ca_file = options.ca_file;
    auto platform = platform::Platform::start(loop, listen);
    if (!platform) return complain(platform.error());
    auto const stage = make_stage(loop, **platform);
    if (!stage) return complain({FaultKind::internal, "the default world cannot be built", ""});

    int ended_by = 0;
    http::SignalWatch const watch(loop, [&](int number) {
        ended_by = number;
        loop.stop();
    });
    base::Result<world::Tool const*> tool = Fault{FaultKind::internal, "nothing was registered", options.registration};
    http::spawn(loop, [](auto const& how, auto& with, auto& on, auto origin, auto& into, auto& io) -> http::awaitable<void> {
        into = co_await register_tool(how, with, on, std::move(origin));
        io.stop();
    }(options, client, **stage, (*platform)->origin(), tool, loop));
    loop.run();
    (*platform)->close();
    if (ended_by != 0) return {std::nullopt, ended_by == SIGINT ? exit_interrupted : exit_terminated};
    if (!tool) return complain(tool.error());
    return {draft_of((*stage)->world, **tool, options), exit_ok};
}

} // namespace easel::cli
