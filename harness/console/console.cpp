// The console's port: who may ask, what is asked, who answers.
#include "console/console.hpp"

#include "console/access.hpp"
#include "http/server.hpp"

#include <optional>
#include <utility>

namespace easel::console {

struct Console::State {
    State(http::asio::io_context& loop, verdict::RunResult const& run, Player* player, Options how)
        : options(std::move(how)),
          api(loop, run, player, std::move(options.api)) {}

    Options options;
    Api api;
    std::optional<Access> access; ///< made when the port is known
    std::unique_ptr<http::Server> server;

    /// Asked for every request, before anything else of it is looked at.
    [[nodiscard]] http::Response answer(http::Request const& request) {
        if (auto exchanged = access->exchange(request)) return std::move(*exchanged);
        if (auto refused = access->refusal(request)) return std::move(*refused);
        auto const path = request.path();
        if (is_api(path)) return api.answer(request);
        if (request.method != "GET" && request.method != "HEAD") return answer_error(405, "method", "This path takes GET.");
        if (path == "/") return answer_page(console_page);
        if (auto file = answer_file(console_page, path, options.asset)) return std::move(*file);
        return answer_error(404, "not_found", "There is nothing here.");
    }
    [[nodiscard]] std::optional<http::Streaming> stream(http::Request const& request) {
        if (!is_api(request.path()) || access->refusal(request)) return std::nullopt;
        return api.stream(request);
    }
};

Console::Console(std::shared_ptr<State> state) : state_(std::move(state)) {}

Console::~Console() {
    state_->server.reset();
}

base::Result<std::unique_ptr<Console>>
Console::open(http::asio::io_context& loop, verdict::RunResult const& run, Player* player, Options options) {
    auto state = std::make_shared<State>(loop, run, player, std::move(options));
    http::ServerOptions listen;
    listen.address = state->options.address;
    listen.port = state->options.port;
    listen.loopback_only = !state->options.remote;
    std::weak_ptr<State> const weak = state;
    // The server lives no longer than the state, and calls nobody when it is gone.
    listen.stream = [weak](http::Request const& request) {
        auto const alive = weak.lock();
        return alive ? alive->stream(request) : std::nullopt;
    };
    auto server = http::Server::listen(loop, [weak](http::Request request) -> http::awaitable<http::Response> {
        auto const alive = weak.lock();
        co_return alive ? alive->answer(request) : answer_error(503, "ended", "The console has ended.");
    }, listen);
    if (!server) return server.error();
    AccessOptions access;
    access.port = (*server)->port();
    access.token = state->options.token;
    access.session = state->options.session;
    access.bearer = state->options.bearer;
    access.names = state->options.names;
    access.any_address = state->options.remote;
    state->access.emplace(std::move(access));
    state->server = std::move(*server);
    return std::unique_ptr<Console>(new Console(std::move(state)));
}

std::string Console::address() const {
    return state_->server->origin() + "/?token=" + state_->options.token;
}

std::uint16_t Console::port() const {
    return state_->server->port();
}

Api& Console::api() {
    return state_->api;
}

} // namespace easel::console
