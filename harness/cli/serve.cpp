#include "cli/serve_page.hpp"
#include "cli/workshop.hpp"
#include "keys/keys.hpp"
#include "world_file/world_file.hpp"

#include <iostream>

namespace easel::cli {
namespace {

constexpr std::uint16_t default_port = 8090;
/// What a tool is registered as when no tool file says.
constexpr char const* default_client_id = "10000000000001";

std::vector<std::string> scopes() {
    std::string const ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";
    return {ags + "lineitem", ags + "lineitem.readonly", ags + "result.readonly", ags + "score"};
}

/// The tool of the served world, as far as the tool file tells.
void add_tool(world_file::BuildOptions& options, tool::ToolFile const* file) {
    world::DeveloperKey key;
    key.client_id = default_client_id;
    key.name = "Tool";
    key.scopes = scopes();
    world::Tool tool;
    tool.name = "tool";
    tool.title = "Tool";
    if (file != nullptr && file->lti13) {
        auto const& lti = *file->lti13;
        tool.title = key.name = file->name;
        key.redirect_uris = lti.redirect_uris;
        key.public_jwk_url = lti.jwks_url;
        if (!lti.public_jwk.is_null()) key.public_jwk = lti.public_jwk;
        tool.login_url = lti.login_url;
        tool.target_link_uri = lti.target_link_uri;
        if (!lti.registrations.empty()) {
            key.client_id = lti.registrations.front().client_id;
            if (!lti.registrations.front().deployments.empty()) tool.deployment_id = lti.registrations.front().deployments.front();
        }
    }
    tool.client_id = key.client_id;
    options.keys.push_back(std::move(key));
    options.tools.push_back(std::move(tool));
}

void print_endpoints(platform::Stage& stage, lti13::Issuer const& issuer) {
    auto const& tool = *world::tool_named(stage.world, "tool");
    std::cout << "Easel is a Canvas at " << issuer.origin << "/ (Ctrl-C ends it). Tell your tool:\n\n"
              << "  LTI_ISSUER         " << issuer.issuer << "\n"
              << "  LTI_CLIENT_ID      " << tool.client_id << "\n"
              << "  LTI_DEPLOYMENT_ID  " << tool.deployment_id << "\n"
              << "  LTI_AUTH_URL       " << issuer.authorization_url() << "\n"
              << "  LTI_TOKEN_URL      " << issuer.token_url() << "\n"
              << "  LTI_JWKS_URL       " << issuer.jwks_url() << "\n\n";
    if (tool.login_url.empty()) {
        std::cout << "To launch it from " << issuer.origin << "/, name your tool's URLs in a tool file and give it with --tool.\n\n";
    }
    std::cout << std::flush;
}

/// "09:00:00 tool POST /api/lti/... 422 ags/5.2.13"
void print_access(traffic::Exchange const& exchange) {
    auto const time = base::to_iso8601(exchange.at).substr(11, 8);
    std::cout << time << " " << traffic::to_string(exchange.from) << " " << exchange.request.method << " " << exchange.request.target.substr(0, 200);
    if (exchange.response) {
        std::cout << " " << exchange.response->status;
        for (auto const& check : exchange.trail) {
            if (!check.passed) std::cout << " because of " << check.fact;
        }
    } else {
        std::cout << " " << exchange.error;
    }
    std::cout << "\n" << std::flush;
}

} // namespace

int serve(Serve const& options) {
    int exit_code = exit_ok;
    std::optional<ChosenTool> tool;
    if (!options.tool.file.empty()) {
        tool = load_tool(options.tool, exit_code);
        if (!tool) return exit_code;
    }
    auto const world_node = load_world(options.world, exit_code);
    if (!world_node) return exit_code;

    boost::asio::io_context loop(1);
    platform::Options listen;
    listen.address = options.address;
    listen.port = options.port != 0 ? options.port : tool && tool->file.platform.port != 0 ? tool->file.platform.port : default_port;
    listen.public_url = options.public_url;
    if (tool) listen.ca_file = tool->file.ca_file;
    auto platform = platform::Platform::start(loop, listen);
    if (!platform) {
        std::cerr << "easel: " << to_string(platform.error()) << "\n";
        return exit_trouble;
    }
    auto const issuer = (*platform)->add_issuer("", tool ? tool->file.platform.issuer : "", base::Random(base::system_entropy()).hex(64));
    auto stage = std::make_shared<platform::Stage>();
    stage->name = "serve";
    stage->time = timing::real_time(loop);
    world_file::BuildOptions build;
    build.seed = options.seed;
    build.now = stage->time->now();
    add_tool(build, tool ? &tool->file : nullptr);
    yaml::Problems problems;
    stage->world = world_file::build(*world_node, build, problems);
    if (!problems.empty()) {
        print_problems(problems, {});
        return exit_bad_file;
    }
    stage->issuers[build.keys.front().client_id] = issuer;
    if (!options.quiet) stage->log.on_finish = print_access;
    (*platform)->add(stage);
    (*platform)->set_front_page([stage](http::Request const& request) { return serve_page(*stage, request); });
    print_endpoints(*stage, *issuer);

    int ended_by = 0;
    http::SignalWatch const watch(loop, [&](int number) {
        ended_by = number;
        loop.stop();
    });
    loop.run();
    (*platform)->close();
    return ended_by == 0 ? exit_ok : 128 + ended_by;
}

} // namespace easel::cli
