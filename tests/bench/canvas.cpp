#include "bench/canvas.hpp"

#include "base/url.hpp"
#include "bench/thread_clock.hpp"
#include "keys/keys.hpp"
#include "lti13/token.hpp"
#include "world_file/world_file.hpp"

#include <boost/asio/post.hpp>

#include <future>
#include <stdexcept>
#include <vector>

namespace easel::bench {
namespace {

std::vector<std::string> scopes() {
    std::string const ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";
    return {ags + "lineitem", ags + "result.readonly", ags + "score"};
}

world::World default_world(base::Instant now) {
    world_file::BuildOptions options;
    options.now = now;
    world::DeveloperKey key;
    key.client_id = Canvas::client_id;
    key.scopes = scopes();
    key.redirect_uris = {"https://tool.example/launch"};
    key.public_jwk = keys::fixture_key("reference-tool").public_jwk("tool-key");
    options.keys.push_back(std::move(key));
    world::Tool tool;
    tool.name = "tool";
    tool.client_id = Canvas::client_id;
    tool.login_url = "https://tool.example/login";
    tool.target_link_uri = "https://tool.example/launch";
    options.tools.push_back(std::move(tool));
    yaml::Problems problems;
    auto const document = yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "default.yaml", problems);
    auto world = world_file::build(document.root, options, problems);
    if (!problems.empty()) throw std::runtime_error(yaml::format(problems.front(), nullptr));
    return world;
}

} // namespace

Canvas::Canvas() {
    platform_ = platform::Platform::start(loop_, {}).value();
    port_ = base::parse_url(platform_->origin()).value().port;
    auto const issuer = platform_->add_issuer("", "", "the secret of a benchmark");
    stage_ = std::make_shared<platform::Stage>();
    stage_->name = "bench";
    stage_->time = timing::real_time(loop_);
    stage_->world = default_world(stage_->time->now());
    stage_->issuers[client_id] = issuer;
    token_ = lti13::mint_token(*issuer, client_id, scopes(), stage_->time->now());
    platform_->add(stage_);
    thread_ = std::thread([this] { loop_.run(); });
}

Canvas::~Canvas() {
    loop_.stop();
    thread_.join();
}

std::chrono::nanoseconds Canvas::cpu_time() {
    return bench::cpu_time(thread_);
}

void Canvas::on_loop(std::function<void(platform::Stage&)> const& work) {
    std::packaged_task<void()> task([&] { work(*stage_); });
    auto done = task.get_future();
    boost::asio::post(loop_, [&task] { task(); });
    done.get();
}

} // namespace easel::bench
