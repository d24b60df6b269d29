#include "control/control.hpp"

#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "world_json/world_json.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::fuzz {
namespace {

namespace json = base::json;

/// One platform for all inputs; each input has worlds of its own.
struct Host {
    http::asio::io_context loop{1};
    std::unique_ptr<platform::Platform> platform = platform::Platform::start(loop, {}).value();
    yaml::Node default_world;

    Host() {
        yaml::Problems problems;
        default_world = yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "default.yaml", problems).root;
    }
};

class Session {
  public:
    explicit Session(Host& host) : host_(host), worlds_(host.loop, *host.platform, settings(host)) {
        yaml::Problems problems;
        require(worlds_.create({.name = "default"}, problems).has_value(), "the default world is made");
        options_.token = "secret";
        options_.hosts = {"127.0.0.1:8091"};
        options_.documented_error = [](std::string_view name) {
            return name == "timestamp-stale" ? std::optional(http::json(400, R"({"errors":{}})")) : std::nullopt;
        };
        options_.documented_errors = [] { return std::vector<std::string>{"timestamp-stale"}; };
    }
    ~Session() {
        std::vector<std::string> names;
        for (auto const& each : worlds_.all()) names.push_back(each.first);
        for (auto const& name : names) worlds_.remove(name);
    }
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;

    http::Response ask(std::string method, std::string target, std::string body) {
        http::Request request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.headers.set("Host", "127.0.0.1:8091");
        request.headers.set("Authorization", "Bearer secret");
        request.headers.set("Content-Type", "application/json");
        request.body = std::move(body);
        std::optional<http::Response> response;
        auto const play = [](Session& self, http::Request asked, auto& out) -> http::awaitable<void> {
            out = co_await control::answer(self.worlds_, self.options_, std::move(asked));
            self.host_.loop.stop();
        };
        http::spawn(host_.loop, play(*this, std::move(request), response));
        host_.loop.restart();
        host_.loop.run();
        return std::move(response).value();
    }
    [[nodiscard]] control::Worlds const& worlds() const { return worlds_; }

  private:
    static control::Worlds::Options settings(Host const& host) {
        control::Worlds::Options made;
        made.default_world = host.default_world;
        made.virtual_clock = true;
        made.start = base::Instant(std::chrono::seconds(1'770'000'000));
        return made;
    }

    Host& host_;
    control::Worlds worlds_;
    control::Options options_;
};

/// docs/openapi.yaml: what is wrong is told by a text and a pointer into the body.
void check_answer(http::Response const& response, std::string const& asked) {
    constexpr std::array statuses{200, 201, 204, 400, 404, 405, 409, 422};
    bool const known = std::ranges::find(statuses, response.status) != statuses.end();
    require(known, "the status is documented: " + std::to_string(response.status) + " " + response.body);
    if (response.status == 204) return require(response.body.empty(), "no content is none");
    require(base::is_valid_utf8(response.body), "an answer is text");
    auto const body = base::parse_json(response.body);
    require(body && body->is_object(), "an answer is an object: " + response.body);
    if (response.status < 400) return;
    auto const error = base::text_member(*body, "error");
    require(error && !error->empty(), "a refusal says why: " + response.body);
    auto const pointer = base::text_member(*body, "pointer").value_or("");
    auto const given = base::parse_json(asked);
    if (pointer.empty() || !given) return;
    auto const parent = pointer.substr(0, pointer.rfind('/'));
    bool const inside = base::at_pointer(*given, pointer) != nullptr || base::at_pointer(*given, parent) != nullptr;
    require(inside, "a pointer leads into the body: " + pointer + " " + asked);
}

/// A wait for calls costs wall time, and nobody calls here.
bool waits(std::string const& target) {
    http::Request request;
    request.target = target;
    auto const query = request.query();
    return base::find(query, "wait") != nullptr;
}

} // namespace

/// Pairs of lines: "METHOD path" below /easel/v1, then the body. {w} stands for the default world.
void control(std::string_view input) {
    static Host host;
    Session session(host);
    for (int asked = 0; asked < 6 && !input.empty(); ++asked) {
        auto const line = take_line(input);
        std::string const body(take_line(input));
        auto const blank = line.find(' ');
        auto target = "/easel/v1" + (blank == std::string_view::npos ? "" : std::string(line.substr(blank + 1)));
        target = base::replace_all(std::move(target), "{w}", "/worlds/default");
        if (waits(target)) continue;
        check_answer(session.ask(std::string(line.substr(0, blank)), target, body), body);
    }
    for (auto const& [name, served] : session.worlds().all()) {
        auto const kept = world_json::to_json(served->stage->world);
        auto const back = world_json::from_json(kept);
        require(back.has_value(), "a world can be kept whatever is done to it");
        require(base::dump(world_json::to_json(*back)) == base::dump(kept), "it comes back as it was: " + name);
    }
}

} // namespace easel::fuzz
