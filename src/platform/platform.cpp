#include "platform/platform.hpp"

#include "jose/key.hpp"
#include "keys/keys.hpp"
#include "platform/state.hpp"
#include "services/files.hpp"

#include <algorithm>

namespace easel::platform {

void Flights::begin(traffic::CallKind kind) {
    auto& flying = kinds_[kind];
    std::erase_if(flying.held, [now = std::chrono::steady_clock::now()](auto until) { return until <= now; });
    auto const waiting = ++flying.open + static_cast<int>(flying.held.size());
    flying.most = std::max(flying.most, waiting);
}

void Flights::end(traffic::CallKind kind, base::Duration delay) {
    auto& flying = kinds_[kind];
    --flying.open;
    if (delay > base::Duration::zero()) flying.held.push_back(std::chrono::steady_clock::now() + delay);
}

int Flights::most(traffic::CallKind kind) const {
    auto const found = kinds_.find(kind);
    return found == kinds_.end() ? 0 : found->second.most;
}
namespace {

using Keys = std::array<lti13::PlatformKey, 3>;

Keys test_keys() {
    return {
        lti13::PlatformKey{"2025-12-01T00:00:00Z_past", keys::fixture_key("platform-past")},
        lti13::PlatformKey{"2026-01-01T00:00:00Z_present", keys::fixture_key("platform-present")},
        lti13::PlatformKey{"2026-02-01T00:00:00Z_future", keys::fixture_key("platform-future")},
    };
}

/// A tool remembers keys by their kid, so another key has another one.
base::Result<Keys> fresh_keys() {
    auto made = test_keys();
    for (auto& [kid, key] : made) {
        auto generated = jose::Key::generate();
        if (!generated) return generated.error();
        key = std::move(*generated);
        kid = kid.substr(0, kid.find('_') + 1) + jose::sha256_hex(key.public_pem()).substr(0, 16);
    }
    return made;
}

IssuerPtr make_issuer(std::string const& origin, Keys const& keys) {
    auto made = std::make_shared<lti13::Issuer>();
    made->issuer = origin;
    made->origin = origin;
    made->keys = keys;
    return made;
}

} // namespace

Platform::Platform(std::shared_ptr<State> state) : state_(std::move(state)) {}
Platform::~Platform() { close(); }

base::Result<std::unique_ptr<Platform>> Platform::start(http::asio::io_context& loop, Options options) {
    auto state = std::make_shared<State>(loop, std::move(options));
    auto signing = state->options.fresh_keys ? fresh_keys() : test_keys();
    if (!signing) return signing.error();
    http::ServerOptions listen;
    listen.address = state->options.address;
    listen.port = state->options.port;
    listen.tls = state->options.tls;
    std::weak_ptr<State> const weak = state;
    auto server = http::Server::listen(
        loop,
        [weak](http::Request request) { return State::answer(weak.lock(), std::move(request)); },
        listen
    );
    if (!server) return server.error();
    state->server = std::move(*server);
    state->origin = state->options.public_url.empty() ? state->server->origin() : state->options.public_url;
    state->own = make_issuer(state->origin, *signing);
    return std::unique_ptr<Platform>(new Platform(std::move(state)));
}

std::string const& Platform::origin() const { return state_->origin; }

std::shared_ptr<lti13::Issuer>
Platform::add_issuer(std::string base_path, std::string issuer, std::string secret) {
    auto made = make_issuer(state_->origin, state_->own->keys);
    if (!issuer.empty()) made->issuer = std::move(issuer);
    made->base_path = base_path;
    // A tool keeps its access token, whoever has the port.
    auto const waiting = state_->secrets.find(base_path);
    made->secret = waiting == state_->secrets.end() ? std::move(secret) : waiting->second;
    state_->issuers[std::move(base_path)] = made;
    return made;
}

void Platform::remove_issuer(std::string const& base_path) { state_->issuers.erase(base_path); }
void Platform::add(std::shared_ptr<Stage> stage) {
    stage->chance = stage->world.random; // the same seed, the same faults
    services::requeue_files(stage->world); // a world that was kept: its process ended while it fetched
    state_->stages.push_back(stage);
    State::fetch_files(state_, stage);
}
void Platform::remove(Stage const& stage) {
    auto& stages = state_->stages;
    auto const found =
        std::find_if(stages.begin(), stages.end(), [&](StagePtr const& own) { return own.get() == &stage; });
    if (found == stages.end()) return;
    (*found)->hold_answer = nullptr;
    (*found)->before_answer = nullptr; // what is still under way must not be kept over what comes after it
    stages.erase(found);
}
traffic::Log const& Platform::lost() const { return state_->lost; }
http::awaitable<http::Response> Platform::ask(http::Request request) {
    return State::answer(state_, std::move(request));
}
void Platform::set_front_page(FrontPage page) { state_->front_page = std::move(page); }

std::shared_ptr<void> Platform::lend(FrontPage meanwhile) {
    struct Own {
        std::weak_ptr<State> state; ///< nobody gets the port back when it is gone
        std::map<std::string, IssuerPtr, std::less<>> issuers;
        std::vector<StagePtr> stages;
        FrontPage front_page;

        void swap(State& with) {
            std::swap(issuers, with.issuers);
            std::swap(stages, with.stages);
            std::swap(front_page, with.front_page);
        }
        ~Own() {
            auto const alive = state.lock();
            if (!alive) return;
            swap(*alive);
            alive->is_lent = false;
            alive->secrets.clear();
        }
    };
    auto own = std::make_shared<Own>();
    own->state = state_;
    own->front_page = std::move(meanwhile);
    own->swap(*state_);
    state_->is_lent = true;
    for (auto const& [path, issuer] : own->issuers) state_->secrets[path] = issuer->secret;
    return own;
}
bool Platform::is_lent() const { return state_->is_lent; }

void Platform::close() {
    if (state_->server) state_->server->close();
    state_->aside.finish();
}

} // namespace easel::platform
