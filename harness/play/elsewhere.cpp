#include "play/elsewhere.hpp"

#include <utility>

namespace easel::play {

base::Result<std::unique_ptr<Elsewhere>> Elsewhere::start(http::asio::io_context& loop) {
    std::unique_ptr<Elsewhere> made(new Elsewhere);
    auto server = http::Server::listen(loop, [self = made.get()](http::Request request) -> http::awaitable<http::Response> {
        co_return self->answer(std::move(request));
    });
    if (!server) return server.error();
    made->server_ = std::move(*server);
    return made;
}

http::Response Elsewhere::answer(http::Request request) {
    auto response = http::text(404, "nothing is here\n");
    auto const path = request.path();
    auto const name = path.substr(path.empty() ? 0 : 1, path.find('/', 1) - 1);
    auto const found = listeners_.find(name);
    if (found != listeners_.end()) found->second(std::move(request), response);
    return response;
}

} // namespace easel::play
