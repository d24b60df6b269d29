#include "play/seat.hpp"

#include "base/ids.hpp"
#include "base/url.hpp"
#include "keys/keys.hpp"
#include "play/bundled_seat.hpp"

#include <algorithm>
#include <chrono>

namespace easel::play {
namespace {

using base::Fault;
using base::FaultKind;
using namespace std::chrono_literals;

std::string origin_of(std::string const& url) {
    auto const parsed = base::parse_url(url);
    return parsed ? parsed->origin() : url;
}

/// The authorization endpoint as the tool is told it. @par Source RFC 6749 3.1: it may have a query of its own
std::string told_authorization_url(lti13::Issuer const& issuer, std::string const& query) {
    return issuer.authorization_url() + (query.empty() ? "" : "?" + query);
}

std::string hex_name(std::uint64_t seed, std::string const& case_id) {
    return base::Random(base::stable_hash({std::to_string(seed), case_id})).hex(10);
}

/// Another platform beside the first: it signs with a key that the first one does not have.
void give_own_keys(lti13::Issuer& issuer) {
    char const* const names[] = {"past", "present", "future"};
    for (std::size_t i = 0; i < issuer.keys.size(); ++i) {
        issuer.keys[i] = {std::string("2026-01-01T00:00:00Z_other_") + names[i], keys::fixture_key("platform-other")};
    }
}

constexpr char const* other_suffix = "-other";

/// Two consumer keys; whoever plays with one of them never meets the other.
std::vector<tool::SharedKey> shared_keys(std::string const& name) {
    std::vector<tool::SharedKey> made;
    for (auto const* called : {"first", "second"}) {
        base::Random random(base::stable_hash({name, "lti11", called}));
        made.push_back({"easel-" + random.hex(10), random.hex(32)});
    }
    return made;
}

/// One more client of the same issuer, and one of another issuer.
std::vector<Registered> further(platform::Platform& platform, std::string const& name, std::uint64_t id, Seat const& first) {
    std::vector<Registered> made;
    for (auto const* called : {"second", "other"}) {
        base::Random random(base::stable_hash({name, called}));
        Registered one;
        one.name = called;
        one.client_id = std::to_string(std::stoll(first.client_id) + static_cast<long long>(made.size() + 1) * 1'000'000'000);
        one.deployments = {std::to_string(id % 900 + 102 + made.size()) + ":" + random.hex(40)};
        one.jwks_url = first.jwks_url;
        one.issuer = first.issuer;
        made.push_back(std::move(one));
    }
    auto const path = "/r/" + name + other_suffix;
    made.back().issuer = platform.add_issuer(path, first.issuer->origin + path, "easel-" + name + other_suffix);
    give_own_keys(*made.back().issuer);
    return made;
}

/// One server that holds an installation of the reference tool per case, each below a path of its own.
class BundledHost final : public ToolHost {
  public:
    BundledHost(http::asio::io_context& loop, http::Client& client, platform::Platform& platform, tool::ToolFile const& file, Options options)
        : loop_(loop), client_(client), platform_(platform), start_(*file.start), query_(file.platform.authorization_query), trusted_(file.policy.trusted_audiences), options_(std::move(options)) {}

    http::awaitable<base::Result<void>> start() override {
        auto server = http::Server::listen(
            loop_, [this](http::Request request) { return answer(std::move(request)); }, {}
        );
        if (!server) co_return server.error();
        server_ = std::move(*server);
        co_return base::Result<void>();
    }

    http::awaitable<void> stop() override {
        if (server_) server_->close();
        co_return;
    }

    Seat seat(std::string const& case_id, bool several) override {
        auto made = bundled_seat(platform_, server_->origin(), query_, options_.seed, case_id, several);
        auto seat = std::move(made.seat);
        auto const tool_path = made.tool_path;
        seat.time = options_.virtual_clock ? timing::virtual_time(loop_, options_.start) : timing::real_time(loop_);

        reference_tool::Options told;
        told.origin = server_->origin();
        told.base_path = tool_path;
        told.registrations = {registration(*seat.issuer, seat.client_id, seat.deployments)};
        told.registrations.front().authorization_url = seat.authorization_url;
        for (auto const& one : seat.further) {
            told.registrations.push_back(registration(*one.issuer, one.client_id, one.deployments));
        }
        for (auto const& key : seat.lti11->keys) told.lti11.keys.push_back({key.consumer_key, key.shared_secret});
        told.defect = start_.defect;
        told.variant = start_.variant == "none" ? "" : start_.variant;
        told.seed = base::stable_hash({hex_name(options_.seed, case_id)});
        told.key = reference_tool::fixture_key();
        told.other_key = reference_tool::other_fixture_key();
        auto installed = std::make_shared<reference_tool::Tool>(loop_, client_, seat.time, std::move(told));
        tools_[tool_path] = installed;
        seat.keeps = std::shared_ptr<void>(nullptr, [this, tool_path, paths = made.platform_paths, installed](void*) {
            tools_.erase(tool_path);
            for (auto const& path : paths) platform_.remove_issuer(path);
        });
        return seat;
    }

    bool isolates() const override { return true; }
    std::string origin() const override { return server_ ? server_->origin() : ""; }

  private:
    [[nodiscard]] reference_tool::Registration
    registration(lti13::Issuer const& issuer, std::string const& client_id, std::vector<std::string> const& deployments) const {
        return {
            issuer.issuer, client_id, deployments, issuer.authorization_url(), issuer.token_url(), issuer.jwks_url(), trusted_
        };
    }

    http::awaitable<http::Response> answer(http::Request request) {
        auto const path = request.path();
        auto const end = path.find('/', 3);
        auto const found = tools_.find(std::string(path.substr(0, end)));
        if (found == tools_.end()) co_return http::text(404, "no such installation\n");
        auto const keep = found->second; // the case may end while this request is in flight
        co_return co_await keep->answer(std::move(request));
    }

    http::asio::io_context& loop_;
    http::Client& client_;
    platform::Platform& platform_;
    tool::Start start_;
    std::string query_; ///< of the authorization endpoint
    std::vector<std::string> trusted_;
    Options options_;
    std::unique_ptr<http::Server> server_;
    std::map<std::string, std::shared_ptr<reference_tool::Tool>> tools_;
};

/// A tool in a process of its own, started by us or not.
class ExternalHost final : public ToolHost {
  public:
    ExternalHost(
        http::asio::io_context& loop, http::Client& client, platform::Platform& platform, tool::ToolFile const& file, Options options
    )
        : loop_(loop), client_(client), file_(file), options_(std::move(options)) {
        // A fixed secret: access tokens that the tool kept from an earlier run still find their registration.
        issuer_ = platform.add_issuer("", file.platform.issuer, "easel-external-tool");
        add_further(platform);
    }

    http::awaitable<base::Result<void>> start() override {
        if (!file_.start || file_.start->command.empty()) co_return base::Result<void>();
        co_return co_await start_process();
    }

    http::awaitable<base::Result<void>> revive() override {
        while (reviving_) co_await http::sleep_wall(20ms);
        (void)endings();
        if (!watched() || process_) co_return base::Result<void>();
        if (endings_ > most_endings) {
            co_return Fault{FaultKind::unreachable, "your tool has ended " + std::to_string(endings_) + " times, the last time with " + ending_, file_.file};
        }
        reviving_ = true;
        auto started = co_await start_process();
        reviving_ = false;
        co_return started;
    }

    http::awaitable<void> look_after_trouble(bool ends_hung) override {
        if (!watched() || !process_ || reviving_) co_return;
        auto const url = base::parse_url(file_.start->ready);
        if (!url) co_return;
        http::Request get;
        get.target = url->target();
        auto const answer = co_await client_.send(*url, std::move(get), {.connect = 1s, .total = 2s});
        if (answer || reviving_) co_return;
        for (int i = 0; i < 25; ++i) { // it may be on its way out
            (void)endings();
            if (!process_ || reviving_) co_return;
            co_await http::sleep_wall(20ms);
        }
        if (!ends_hung || !process_ || reviving_) co_return;
        reviving_ = true; // nobody starts it again before it is gone
        auto const hung = std::move(process_);
        ++endings_;
        ending_ = "no answer to " + file_.start->ready;
        co_await hung->stop();
        reviving_ = false;
    }

    int endings() override {
        if (watched() && process_ && !reviving_ && !process_->running()) {
            ++endings_;
            ending_ = process_->ending();
            process_.reset();
        }
        return endings_;
    }
    std::string last_ending() const override { return ending_; }

    http::awaitable<void> stop() override {
        if (process_) co_await process_->stop();
    }

    Seat seat(std::string const&, bool) override {
        Seat seat;
        seat.time = timing::real_time(loop_);
        if (file_.lti13) {
            auto const& lti = *file_.lti13;
            seat.client_id = lti.registrations.front().client_id;
            seat.deployments = lti.registrations.front().deployments;
            seat.login_url = lti.login_url;
            seat.redirect_uris = lti.redirect_uris;
            seat.target_link_uri = lti.target_link_uri;
            seat.jwks_url = lti.jwks_url;
            seat.public_jwk = lti.public_jwk;
            seat.registration_url = lti.registration_url;
        }
        seat.lti11 = file_.lti11;
        seat.base = origin();
        seat.issuer = issuer_;
        seat.authorization_url = told_authorization_url(*issuer_, file_.platform.authorization_query);
        seat.further = further_;
        return seat;
    }

    bool isolates() const override { return false; }
    std::string origin() const override { return origin_of(file_.lti13 ? file_.lti13->login_url : file_.lti11->launch_url); }

  private:
    /// Every other issuer has a base path of its own, `/r/2` and on; scenarios play on the first of each kind.
    void add_further(platform::Platform& platform) {
        if (!file_.lti13) return;
        auto const& all = file_.lti13->registrations;
        std::map<std::string, std::shared_ptr<lti13::Issuer>> by_name;
        for (std::size_t i = 1; i < all.size(); ++i) {
            bool const other = !all[i].issuer.empty() && all[i].issuer != issuer_->issuer;
            auto& issuer = other ? by_name[all[i].issuer] : issuer_;
            if (!issuer) {
                auto const path = "/r/" + std::to_string(by_name.size() + 1);
                auto const told = all[i].issuer == "other" ? issuer_->issuer + path : all[i].issuer;
                issuer = platform.add_issuer(path, told, "easel-external-tool" + path);
                give_own_keys(*issuer);
            }
            issuers_.push_back(issuer);
            auto const* name = other ? "other" : "second";
            bool const first = std::none_of(further_.begin(), further_.end(), [&](Registered const& one) { return one.name == name; });
            if (!first) continue;
            auto const& keys = all[i].jwks_url.empty() ? file_.lti13->jwks_url : all[i].jwks_url;
            further_.push_back({name, all[i].client_id, all[i].deployments, keys, issuer});
        }
    }

    /// A command without `ready` may have ended long ago and left the tool running.
    bool watched() const { return file_.start && !file_.start->command.empty() && !file_.start->ready.empty(); }

    http::awaitable<base::Result<void>> start_process() {
        auto environment = file_.start->environment;
        auto const numbered = [](int n) { return n == 1 ? std::string() : "_" + std::to_string(n); };
        auto const registrations = file_.lti13 ? file_.lti13->registrations : std::vector<tool::Registration>();
        int n = 1;
        for (auto const& registration : registrations) {
            auto const suffix = numbered(n);
            auto const& issuer = n == 1 ? *issuer_ : *issuers_[static_cast<std::size_t>(n - 2)];
            environment["LTI_ISSUER" + suffix] = issuer.issuer;
            environment["LTI_AUTH_URL" + suffix] = told_authorization_url(issuer, file_.platform.authorization_query);
            environment["LTI_TOKEN_URL" + suffix] = issuer.token_url();
            environment["LTI_JWKS_URL" + suffix] = issuer.jwks_url();
            environment["LTI_CLIENT_ID" + suffix] = registration.client_id;
            if (!registration.deployments.empty()) {
                environment["LTI_DEPLOYMENT_ID" + suffix] = registration.deployments.front();
            }
            ++n;
        }
        auto const shared = file_.lti11 ? file_.lti11->keys : std::vector<tool::SharedKey>();
        n = 1;
        for (auto const& key : shared) {
            environment["LTI11_KEY" + numbered(n)] = key.consumer_key;
            environment["LTI11_SECRET" + numbered(n)] = key.shared_secret;
            ++n;
        }
        auto process = tool::Process::start(file_.start->command, environment, options_.output_file);
        if (!process) co_return process.error();
        process_ = std::move(*process);
        if (file_.start->ready.empty()) co_return base::Result<void>();
        co_return co_await wait_ready();
    }

    http::awaitable<base::Result<void>> wait_ready() {
        auto const url = base::parse_url(file_.start->ready);
        if (!url) co_return url.error();
        auto const deadline = std::chrono::steady_clock::now() + file_.start->within;
        std::string last = "no answer";
        while (std::chrono::steady_clock::now() < deadline) {
            if (!process_->running()) {
                co_return Fault{
                    FaultKind::unreachable, "the tool ended with " + process_->ending() + " before it was ready",
                    options_.output_file
                };
            }
            http::Request get;
            get.target = url->target();
            auto const response = co_await client_.send(*url, std::move(get), {.connect = 1s, .total = 2s});
            if (response && response->status < 500) co_return base::Result<void>();
            last = response ? "status " + std::to_string(response->status) : response.error().message;
            co_await http::sleep_wall(50ms);
        }
        co_return Fault{
            FaultKind::unreachable,
            "the tool was not ready within " + base::to_string(file_.start->within) + " (" + last + ")", file_.start->ready
        };
    }

    http::asio::io_context& loop_;
    http::Client& client_;
    tool::ToolFile const& file_;
    Options options_;
    std::shared_ptr<lti13::Issuer> issuer_;
    std::vector<std::shared_ptr<lti13::Issuer>> issuers_; ///< of the registrations behind the first, in their order
    std::vector<Registered> further_;
    static constexpr int most_endings = 20;
    std::unique_ptr<tool::Process> process_;
    bool reviving_ = false;
    int endings_ = 0;
    std::string ending_;
};

} // namespace

BundledSeat bundled_seat(
    platform::Platform& platform, std::string const& tool_origin, std::string const& query, std::uint64_t seed,
    std::string const& case_id, bool several
) {
    auto const name = hex_name(seed, case_id);
    auto const id = base::stable_hash({name});
    BundledSeat made;
    auto& seat = made.seat;
    seat.client_id = std::to_string(10'000'000'000'000 + static_cast<std::int64_t>(id % 1'000'000'000));
    base::Random deployments(id);
    for (auto const tool : {id % 900 + 100, id % 900 + 101}) {
        seat.deployments.push_back(std::to_string(tool) + ":" + deployments.hex(40));
    }
    auto const platform_path = "/r/" + name;
    seat.issuer = platform.add_issuer(platform_path, "", "easel-" + name);
    made.tool_path = "/t/" + name;
    seat.base = tool_origin + made.tool_path;
    seat.login_url = seat.base + "/login";
    seat.redirect_uris = {seat.base + "/launch"};
    seat.target_link_uri = seat.base + "/launch";
    seat.jwks_url = seat.base + "/jwks.json";
    seat.authorization_url = told_authorization_url(*seat.issuer, query);
    seat.registration_url = seat.base + "/register";
    seat.lti11 = tool::Lti11{seat.base + "/lti11", shared_keys(name), false};
    if (several) seat.further = further(platform, name, id, seat);
    made.platform_paths = {platform_path, platform_path + other_suffix};
    return made;
}

base::Result<std::unique_ptr<ToolHost>> ToolHost::make(
    http::asio::io_context& loop, http::Client& client, platform::Platform& platform, tool::ToolFile const& file, Options options
) {
    if (file.start && file.start->bundled) {
        auto const& defect = file.start->defect;
        if (!defect.empty() && defect != "none" && reference_tool::find_defect(defect) == nullptr) {
            return Fault{FaultKind::usage, "unknown defect '" + defect + "'; see easel list defects", file.file};
        }
        auto const& variant = file.start->variant;
        if (!variant.empty() && variant != "none" && reference_tool::find_variant(variant) == nullptr) {
            return Fault{FaultKind::usage, "unknown variant '" + variant + "'; see easel list variants", file.file};
        }
        return std::unique_ptr<ToolHost>(std::make_unique<BundledHost>(loop, client, platform, file, std::move(options)));
    }
    if (!file.lti13 && !file.lti11) return Fault{FaultKind::bad_file, "the tool file has neither lti13 nor lti11", file.file};
    return std::unique_ptr<ToolHost>(std::make_unique<ExternalHost>(loop, client, platform, file, std::move(options)));
}

} // namespace easel::play
