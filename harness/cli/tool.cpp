// `easel tool`: the bundled reference tool as a process of its own, told about its platform as any started tool is.
#include "base/ids.hpp"
#include "cli/options.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "reference_tool/reference_tool.hpp"
#include "timing/time.hpp"

#include <cstdlib>
#include <iostream>

namespace easel::cli {
namespace {

std::string variable(std::string const& name) {
    auto const* value = std::getenv(name.c_str());
    return value == nullptr ? "" : value;
}

/// LTI_CLIENT_ID, LTI_CLIENT_ID_2, ...; what is not told of a further one (issuer, URLs) is as with the first.
std::deque<reference_tool::Registration> registrations() {
    std::deque<reference_tool::Registration> all;
    for (int n = 1;; ++n) {
        auto const suffix = n == 1 ? std::string() : "_" + std::to_string(n);
        auto const client_id = variable("LTI_CLIENT_ID" + suffix);
        if (client_id.empty()) return all;
        auto const told = [&](std::string const& name) {
            auto own = variable(name + suffix);
            return own.empty() ? variable(name) : own;
        };
        reference_tool::Registration one;
        one.client_id = client_id;
        one.issuer = told("LTI_ISSUER");
        one.authorization_url = told("LTI_AUTH_URL");
        one.token_url = told("LTI_TOKEN_URL");
        one.jwks_url = told("LTI_JWKS_URL");
        one.deployments = {variable("LTI_DEPLOYMENT_ID" + suffix)};
        all.push_back(std::move(one));
    }
}

/// LTI11_KEY and LTI11_SECRET, LTI11_KEY_2 and LTI11_SECRET_2, ...
reference_tool::Lti11 shared_keys() {
    reference_tool::Lti11 told;
    for (int n = 1;; ++n) {
        auto const suffix = n == 1 ? std::string() : "_" + std::to_string(n);
        auto const key = variable("LTI11_KEY" + suffix);
        if (key.empty()) return told;
        told.keys.push_back({key, variable("LTI11_SECRET" + suffix)});
    }
}

} // namespace

int tool(ToolVerb const& options) {
    if (!options.defect.empty() && reference_tool::find_defect(options.defect) == nullptr) {
        std::cerr << "easel: unknown defect '" << options.defect << "'; see easel list defects\n";
        return exit_usage;
    }
    if (!options.variant.empty() && reference_tool::find_variant(options.variant) == nullptr) {
        std::cerr << "easel: unknown variant '" << options.variant << "'; see easel list variants\n";
        return exit_usage;
    }
    auto known = registrations();
    auto lti11 = shared_keys();
    if (known.empty() && lti11.keys.empty()) {
        std::cerr << "easel: tell the tool about its platform with LTI_ISSUER, LTI_CLIENT_ID, LTI_DEPLOYMENT_ID, LTI_AUTH_URL, "
                     "LTI_TOKEN_URL and LTI_JWKS_URL; 'easel serve' prints them. For LTI 1.1: LTI11_KEY and LTI11_SECRET\n";
        return exit_usage;
    }
    boost::asio::io_context loop(1);
    http::Client client(loop);
    std::shared_ptr<reference_tool::Tool> installed;
    http::ServerOptions listen;
    listen.port = options.port;
    auto server = http::Server::listen(
        loop,
        [&installed](http::Request request) -> http::awaitable<http::Response> {
            auto const keep = installed;
            co_return co_await keep->answer(std::move(request));
        },
        listen
    );
    if (!server) {
        std::cerr << "easel: " << to_string(server.error()) << "\n";
        return exit_trouble;
    }
    reference_tool::Options told;
    told.origin = (*server)->origin();
    told.registrations = std::move(known);
    told.lti11 = std::move(lti11);
    told.defect = options.defect;
    told.variant = options.variant;
    told.seed = options.seed != 0 ? options.seed : base::system_entropy();
    told.key = reference_tool::fixture_key();
    told.other_key = reference_tool::other_fixture_key();
    installed = std::make_shared<reference_tool::Tool>(loop, client, timing::real_time(loop), std::move(told));

    int ended_by = 0;
    http::SignalWatch const watch(loop, [&](int number) {
        ended_by = number;
        loop.stop();
    });
    std::cout << "The reference tool listens on " << (*server)->origin() << " (login /login, launch /launch, key set /jwks.json; "
                 "LTI 1.1 launch /lti11)\n"
              << std::flush;
    loop.run();
    (*server)->close();
    return ended_by == 0 ? exit_ok : 128 + ended_by;
}

} // namespace easel::cli
