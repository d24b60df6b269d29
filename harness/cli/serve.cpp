// `easel serve`: one or more worlds, a page to launch from, and the control API on a port of its own.
#include "base/text.hpp"
#include "certificates/certificates.hpp"
#include "check/catalogue.hpp"
#include "check/outcomes.hpp"
#include "cli/serve_desk.hpp"
#include "cli/secret_file.hpp"
#include "cli/serve_page.hpp"
#include "cli/serve_replay.hpp"
#include "cli/serve_state.hpp"
#include "cli/suites.hpp"
#include "cli/workshop.hpp"
#include "control/control.hpp"
#include "platform/platform.hpp"
#include "play/by_hand.hpp"
#include "play/documented.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace easel::cli {
namespace {

using base::Fault;
using base::FaultKind;

constexpr std::uint16_t default_port = 8090;
/// What a tool is registered as when no tool file says.
constexpr char const* default_client_id = "10000000000001";

/// The tool's LTI 1.1 side, one for each consumer key. The worlds' assignments are opened by it where it is all there is.
void add_lti11_tools(control::Worlds::Options& options, tool::ToolFile const& file) {
    if (!file.lti11) return;
    std::string const name = file.lti13 ? "tool-lti11" : "tool";
    int n = 0;
    for (auto const& key : file.lti11->keys) {
        auto const suffix = ++n == 1 ? std::string() : "-" + std::to_string(n);
        world::Tool tool;
        tool.name = name + suffix;
        tool.title = file.name + (file.lti13 ? " (LTI 1.1)" : "") + suffix;
        tool.consumer_key = key.consumer_key;
        tool.shared_secret = key.shared_secret;
        tool.target_link_uri = file.lti11->launch_url;
        tool.oauth_compliant = file.lti11->oauth_compliant;
        options.tools.push_back(std::move(tool));
    }
}

/// The tool of the served worlds, as the tool file tells; every registration has the same addresses.
void add_tools(control::Worlds::Options& options, tool::ToolFile const& file) {
    add_lti11_tools(options, file);
    if (!file.lti13) return;
    auto const& lti = *file.lti13;
    auto registrations = lti.registrations;
    if (registrations.empty()) registrations.push_back({default_client_id, {}});
    for (auto const& registration : registrations) {
        auto const n = options.keys.size() + 1;
        auto const suffix = n == 1 ? std::string() : "-" + std::to_string(n);
        world::DeveloperKey key;
        key.client_id = registration.client_id;
        key.name = file.name + suffix;
        key.scopes = control::usual_scopes();
        key.redirect_uris = lti.redirect_uris;
        key.public_jwk_url = lti.jwks_url;
        if (!lti.public_jwk.is_null()) key.public_jwk = lti.public_jwk;
        world::Tool tool;
        tool.name = "tool" + suffix;
        tool.title = key.name;
        tool.client_id = key.client_id;
        tool.login_url = lti.login_url;
        tool.target_link_uri = lti.target_link_uri;
        if (!registration.deployments.empty()) tool.deployment_id = registration.deployments.front();
        options.keys.push_back(std::move(key));
        options.tools.push_back(std::move(tool));
    }
}

/// The bundled tool lives inside a run; here it has to be a process of its own.
Fault no_addresses(std::string const& file) {
    auto const advice = "run 'easel tool' and name it in a tool file, or register it by the control API";
    return {FaultKind::usage, "serve starts no tool, and this one has no addresses: " + std::string(advice), file};
}

/// "NAME=FILE" or "FILE": the first file alone is the world `default`, further ones are named as their files are.
struct NamedWorld {
    std::string name;
    std::string file;
};
std::vector<NamedWorld> worlds_of(std::vector<std::string> const& given) {
    std::vector<NamedWorld> all;
    for (auto const& text : given) {
        auto const equals = text.find('=');
        if (equals != std::string::npos)
            all.push_back({text.substr(0, equals), text.substr(equals + 1)});
        else
            all.push_back({all.empty() ? "default" : std::filesystem::path(text).stem().string(), text});
    }
    if (all.empty()) all.push_back({"default", ""});
    return all;
}

/// Reads `--clock` into the options; the text says what is wrong with it.
std::optional<Fault> read_clock(std::string const& text, control::Worlds::Options& options) {
    if (text.empty() || text == "real") return std::nullopt;
    if (text != "virtual" && !text.starts_with("virtual:"))
        return Fault{FaultKind::usage, "--clock takes real, virtual or virtual:TIME, not '" + text + "'", ""};
    options.virtual_clock = true;
    if (text == "virtual") return std::nullopt;
    auto const start = base::parse_iso8601(std::string_view(text).substr(8));
    if (!start)
        return Fault{FaultKind::usage, "--clock virtual: takes an ISO 8601 time, not '" + text.substr(8) + "'", ""};
    options.start = start->at;
    return std::nullopt;
}

/// Where the access log goes; a line is out when its call is over.
class AccessLog {
  public:
    [[nodiscard]] std::optional<Fault> open(std::string const& file) {
        if (file.empty()) return std::nullopt;
        own_.open(file, std::ios::app);
        if (!own_)
            return Fault{FaultKind::io, "cannot write the access log: " + std::string(std::strerror(errno)), file};
        out_ = &own_;
        return std::nullopt;
    }
    void write(std::string const& world, traffic::Exchange const& exchange) {
        *out_ << access_line(world, exchange) << "\n" << std::flush;
    }

  private:
    std::ofstream own_;
    std::ostream* out_ = &std::cout;
};

void print_endpoints(control::Served const& served, bool only) {
    auto& world = served.stage->world;
    auto const* tool = world::tool_named(world, "tool");
    if (!only) std::cout << "World " << served.name << ":\n\n";
    if (tool == nullptr) return;
    if (world::is_lti11(*tool)) {
        std::cout << "  LTI 1.1, consumer key " << tool->consumer_key << "\n\n";
        return;
    }
    auto const& issuer = *served.issuer;
    std::cout << "  LTI_ISSUER         " << issuer.issuer << "\n"
              << "  LTI_CLIENT_ID      " << tool->client_id << "\n"
              << "  LTI_DEPLOYMENT_ID  " << tool->deployment_id << "\n"
              << "  LTI_AUTH_URL       " << issuer.authorization_url() << "\n"
              << "  LTI_TOKEN_URL      " << issuer.token_url() << "\n"
              << "  LTI_JWKS_URL       " << issuer.jwks_url() << "\n\n";
}

/// Where the local authority lives unless `--ca-dir` says.
base::Result<std::string> ca_folder(std::string const& wanted) {
    if (!wanted.empty()) return wanted;
    auto const* const data = std::getenv("XDG_DATA_HOME");
    if (data != nullptr && *data == '/') return std::string(data) + "/easel/ca";
    auto const* const home = std::getenv("HOME");
    if (home != nullptr && *home == '/') return std::string(home) + "/.local/share/easel/ca";
    return Fault{FaultKind::usage, "--tls needs --ca-dir DIR where HOME is not set", ""};
}

bool is_loopback(std::string const& address) {
    return address == "localhost" || address == "::1" || address.starts_with("127.");
}

/// The names that browsers and tools may call this server by.
std::vector<std::string> own_hosts(Serve const& options) {
    std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1"};
    auto const add = [&](std::string const& host) {
        if (!host.empty() && host != "0.0.0.0" && host != "::" && std::find(hosts.begin(), hosts.end(), host) == hosts.end()) {
            hosts.push_back(host);
        }
    };
    add(options.address);
    if (auto const url = base::parse_url(options.public_url)) add(url->host);
    return hosts;
}

void print_start(
    control::Worlds const& worlds, std::string const& origin, std::string const& console, std::string const& control,
    std::string const& token, std::string const& ca_file
) {
    auto const all = worlds.in_order();
    std::cout << "Easel is a Canvas at " << origin << "/ (Ctrl-C ends it). Tell your tool:\n\n";
    for (auto const* served : all) print_endpoints(*served, all.size() == 1);
    auto const* tool = world::tool_named(all.front()->stage->world, "tool");
    if (tool != nullptr && !world::is_lti11(*tool) && tool->login_url.empty()) {
        std::cout << "To launch it from " << origin
                  << "/, name your tool's URLs in a tool file and give it with --tool, or register\n"
                  << "it by the control API.\n\n";
    }
    if (!ca_file.empty()) {
        std::cout << "Tool and browser must trust this certificate authority:\n\n  " << ca_file << "\n\n";
    }
    std::cout << "Console     " << console << "\n"
              << "Control API " << control << "/easel/v1\n"
              << "Token       " << token << "\n\n"
              << "Not built, answered 404:";
    for (auto const& path : platform::unbuilt_paths()) std::cout << "\n  " << path;
    std::cout << "\nNor is page content (postMessage lti.getPageContent).\n\n" << std::flush;
}

std::optional<http::Response> documented_error(std::string_view name) {
    return play::documented_error(name, std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now()));
}

std::vector<std::string> documented_errors() {
    std::vector<std::string> names;
    for (auto const& row : check::catalogues().errors) names.push_back(row.first);
    for (auto const& row : check::catalogues().outcomes) names.push_back(row.first);
    return names;
}

base::json::object facts() {
    base::json::object all;
    for (auto const& row : check::catalogues().facts) all[row.first] = row.second.text;
    return all;
}

base::Result<std::unique_ptr<http::Server>> listen_for_control(
    http::asio::io_context& loop, http::Handler handler, http::ServerOptions listen, Serve const& options,
    std::uint16_t port
) {
    listen.address = options.address;
    listen.port = options.control_port != 0 ? options.control_port : static_cast<std::uint16_t>(port + 1);
    auto server = http::Server::listen(loop, handler, listen);
    if (server || options.control_port != 0) return server;
    listen.port = 0;
    return http::Server::listen(loop, std::move(handler), listen);
}

/// What a program changed by the control API is kept before it hears so.
http::awaitable<http::Response>
answer_control(
    control::Worlds& worlds, control::Options const& options, Desk& desk, ServedState* state, http::Request request
) {
    if (auto page = desk.answer(request)) co_return std::move(*page);
    auto response = co_await control::answer(worlds, options, std::move(request));
    if (state == nullptr) co_return response;
    if (auto const kept = co_await state->keep(worlds); !kept) {
        co_return http::json(500, base::dump(base::json::object{{"error", to_string(kept.error())}}));
    }
    co_return response;
}

/// A kept world is as it was; what would make another one of it changes nothing.
void tell_what_counts_no_more(std::string const& name, std::string const& file, Serve const& options) {
    std::vector<std::string> ignored;
    if (!file.empty()) ignored.push_back("its file " + file);
    if (!options.tool.file.empty()) ignored.emplace_back("--tool");
    if (options.clock != Serve{}.clock) ignored.emplace_back("--clock");
    if (options.seed != Serve{}.seed) ignored.emplace_back("--seed");
    if (ignored.empty()) return;
    std::cerr << "easel: the world '" << name << "' is kept in " << options.state << " as it was; "
              << base::join(ignored, ", ") << " would count for a new one only\n";
}

int trouble(Fault const& fault) {
    std::cerr << "easel: " << to_string(fault) << "\n";
    return exit_code_of(fault);
}

} // namespace

int serve(Serve const& options) {
    int exit_code = exit_ok;
    std::optional<ChosenTool> tool;
    if (!options.tool.file.empty()) {
        tool = load_tool(options.tool, exit_code);
        if (!tool) return exit_code;
        if (!tool->file.lti13 && !tool->file.lti11) return trouble(no_addresses(options.tool.file));
    }
    control::Worlds::Options settings;
    if (auto const fault = read_clock(options.clock, settings)) return trouble(*fault);
    settings.default_world = *load_world("", exit_code);
    settings.seed = options.seed;
    if (tool) {
        settings.issuer = tool->file.platform.issuer;
        add_tools(settings, tool->file);
    }
    AccessLog log;
    if (auto const fault = log.open(options.access_log)) return trouble(*fault);
    auto const named = worlds_of(options.worlds);
    if (!options.quiet) {
        // A state file may hold more worlds than the command line names.
        settings.on_stage = [&log, several = named.size() > 1 || !options.state.empty()](platform::Stage& stage) {
            stage.log.on_finish = [&log, world = several ? stage.name : ""](traffic::Exchange const& exchange) {
                log.write(world, exchange);
            };
        };
    }

    boost::asio::io_context loop(1);
    platform::Options listen;
    listen.address = options.address;
    listen.port = options.port != 0                       ? options.port
                  : tool && tool->file.platform.port != 0 ? tool->file.platform.port
                                                          : default_port;
    listen.public_url = options.public_url;
    if (tool) listen.ca_file = tool->file.ca_file;
    listen.fresh_keys = !is_loopback(options.address);
    std::string ca_file;
    if (options.tls) {
        auto const folder = ca_folder(options.ca_dir);
        if (!folder) return trouble(folder.error());
        auto const now = std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
        auto const local = certificates::local(*folder, own_hosts(options), now);
        if (!local) return trouble(local.error());
        listen.tls = http::TlsIdentity{local->server.certificate, local->server.key};
        ca_file = local->ca_file;
    }
    auto started = platform::Platform::start(loop, listen);
    if (!started) return trouble(started.error());
    std::shared_ptr<platform::Platform> const platform = std::move(*started);

    std::unique_ptr<ServedState> state;
    if (!options.state.empty()) {
        auto opened = ServedState::open(loop, options.state);
        if (!opened) return trouble(opened.error());
        state = std::move(*opened);
        state->attach(settings);
    }
    control::Worlds worlds(loop, *platform, std::move(settings));
    if (state) {
        if (auto const restored = state->restore(worlds); !restored) return trouble(restored.error());
    }
    for (auto const& [name, file] : named) {
        if (worlds.find(name) != nullptr) { // kept from an earlier time
            tell_what_counts_no_more(name, file, options);
            continue;
        }
        yaml::Problems problems;
        control::Worlds::Wanted wanted{.name = name};
        yaml::Document document;
        if (!file.empty()) {
            document = yaml::load(file, file, problems);
            wanted.over = document.root;
        }
        auto const made = problems.empty() ? worlds.create(std::move(wanted), problems) : nullptr;
        if (!problems.empty()) {
            print_problems(problems, {document});
            return exit_bad_file;
        }
        if (!made) return trouble(made.error());
    }

    ServeReplay replay(loop, platform, worlds, options.tool);
    if (!options.replay.empty())
        if (auto const opened = replay.open(options.replay); !opened) return trouble(opened.error());

    http::Client client(loop, listen.ca_file);
    control::Options control;
    control.token = control::fresh_secret();
    control.client = &client;
    control.lost = &platform->lost();
    control.documented_error = documented_error;
    control.documented_errors = documented_errors;
    control.facts = facts;
    control.replay = [&](http::Request request) { return replay.answer(std::move(request)); };
    for (auto const& [method, path] : console::api_routes()) control.replay_routes.emplace_back(method, "/replay" + std::string(path));
    control.replay_stream = [&](http::Request const& request) { return replay.stream(request); };
    control.tamper = play::change_launch;
    std::optional<Desk> desk; // knows its port once somebody listens there
    http::ServerOptions listen_control;
    listen_control.stream = [&](http::Request const& request) { return control::stream(worlds, control, request); };
    auto server = listen_for_control(
        loop,
        [&](http::Request request) { return answer_control(worlds, control, *desk, state.get(), std::move(request)); },
        std::move(listen_control),
        options,
        listen.port
    );
    if (!server) return trouble(server.error());
    auto const canvas_port = std::to_string(listen.port);
    auto const canvas = platform->origin() + " http://127.0.0.1:" + canvas_port + " http://localhost:" + canvas_port;
    desk.emplace((*server)->origin(), (*server)->port(), std::vector{options.address}, canvas);
    control.own_page = [&](http::Request const& request) { return desk->asks(request); };
    control.page_address = [&] { return desk->address(); };
    auto const port = ":" + std::to_string((*server)->port());
    control.hosts = {"127.0.0.1" + port, "localhost" + port, "[::1]" + port, options.address + port};
    if (!options.token_file.empty())
        if (auto const fault = write_secret(options.token_file, control.token)) return trouble(*fault);
    auto hosts = own_hosts(options);
    hosts.push_back(options.address);
    platform->set_front_page([&worlds, &platform = *platform, hosts = std::move(hosts),
                                 console = (*server)->origin() + "/"](http::Request const& request) {
        return serve_page(worlds, platform, hosts, console, request);
    });
    int ended_by = 0;
    // Before anybody learns that we are here, and may end us.
    http::SignalWatch const watch(loop, [&](int number) {
        ended_by = number;
        loop.stop();
    });
    print_start(worlds, platform->origin(), desk->address(), (*server)->origin(), control.token, ca_file);

    loop.run();
    (*server)->close();
    platform->close();
    return ended_by == 0 ? exit_ok : 128 + ended_by;
}

} // namespace easel::cli
