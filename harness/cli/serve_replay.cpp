#include "cli/serve_replay.hpp"

#include "base/json.hpp"
#include "cli/serve_page.hpp"
#include "cli/suites.hpp"
#include "cli/ui.hpp"
#include "console/access.hpp"

#include <boost/json.hpp>

#include <utility>

namespace easel::cli {
namespace {

namespace json = base::json;

/// The pages of serve are not there; whatever else a tool calls is answered as in any run.
http::awaitable<std::optional<http::Response>> occupied(http::Request const& request) {
    if (!is_page(request.path())) co_return std::nullopt;
    auto response = http::html(
        503,
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>A case is playing</title><p>A recorded case plays on "
        "this port. Canvas is back when it has ended.</p></html>\n"
    );
    response.headers.set("Retry-After", "1");
    co_return response;
}

} // namespace

/// A result with everything that must live as long as its API.
struct ServeReplay::Opened {
    Opened(http::asio::io_context& loop, std::string const& file, replay::Recording recording, ToolChoice const& tool, Venue venue)
        : suite(load_suites({})),
          player(loop, std::move(recording), tool, std::move(venue)),
          api(loop, player.recording().run, &player,
              api_options(player.recording().run, suite, player.recording().around, file)) {
        player.prepare();
    }

    scenario::Suite suite;
    CasePlayer player;
    console::Api api;
};

ServeReplay::ServeReplay(
    http::asio::io_context& loop, std::shared_ptr<platform::Platform> platform, control::Worlds& worlds, ToolChoice tool
)
    : loop_(loop),
      platform_(std::move(platform)),
      worlds_(std::make_shared<control::Worlds*>(&worlds)),
      tool_(std::move(tool)) {}

ServeReplay::~ServeReplay() { *worlds_ = nullptr; }

Venue ServeReplay::venue() const {
    // A replay that is cut short ends with its loop, after everything else here.
    return {platform_.get(), [platform = platform_, worlds = worlds_]() -> std::shared_ptr<void> {
        auto const tell = [worlds] {
            if (*worlds != nullptr) (*worlds)->note_change();
        };
        std::shared_ptr<void> room = platform->lend(occupied);
        tell();
        return {nullptr, [platform, room = std::move(room), tell](void*) mutable {
            room.reset();
            tell();
        }};
    }};
}

base::Result<std::unique_ptr<ServeReplay::Opened>> ServeReplay::load(std::string const& file) const {
    auto recorded = load_recorded(file);
    if (!recorded) return recorded.error();
    return std::make_unique<Opened>(loop_, file, std::move(*recorded), tool_, venue());
}

base::Result<void> ServeReplay::open(std::string const& file) {
    auto loaded = load(file);
    if (!loaded) return loaded.error();
    opened_ = std::move(*loaded);
    return {};
}

http::awaitable<http::Response> ServeReplay::open_another(http::Request const& request) {
    using console::answer_error;
    auto const busy = [this] { return opening_ || (opened_ && opened_->api.is_playing()); };
    auto const body = base::parse_json(request.body);
    auto const file = body ? base::text_member(*body, "file") : std::nullopt;
    if (!file || file->empty() || body->as_object().size() != 1) {
        co_return answer_error(
            400, "bad_request", "A result is opened by its file: {\"file\": \"reports/latest\"}, seen from where easel serve was started."
        );
    }
    if (busy()) co_return answer_error(409, "busy", "A case plays, or a result is being read; wait, or abort the case.");
    opening_ = true;
    base::Result<std::unique_ptr<Opened>> loaded = std::unique_ptr<Opened>();
    try {
        co_await aside_.run([&] { loaded = load(*file); });
    } catch (...) {
        opening_ = false;
        throw;
    }
    opening_ = false;
    if (!loaded) co_return answer_error(400, "bad_file", to_string(loaded.error()));
    if (busy()) co_return answer_error(409, "busy", "A case plays; wait until it has ended, or abort it.");
    opened_ = std::move(*loaded);
    (*worlds_)->note_change();
    http::Request again;
    again.method = "GET";
    again.target = console::api_path;
    co_return opened_->api.answer(again);
}

http::awaitable<http::Response> ServeReplay::answer(http::Request request) {
    auto const path = request.path();
    bool const whole = path == console::api_path;
    if (whole && request.method == "POST") co_return co_await open_another(request);
    if (!opened_) {
        bool const reads = request.method == "GET" || request.method == "HEAD";
        co_return whole && reads ? console::nothing_open()
                  : whole ? console::answer_error(405, "method", "This path takes GET, POST.")
                          : console::answer_error(404, "nothing_open", "No result is open; POST /easel/v1/replay opens one.");
    }
    bool const ends = request.method == "POST" && path == std::string(console::api_path) + "/end";
    if (ends && opened_->api.is_playing())
        co_return console::answer_error(409, "busy", "A case plays; abort it, or wait until it has ended.");
    auto response = opened_->api.answer(request);
    if (opened_->api.is_ended()) {
        opened_.reset();
        (*worlds_)->note_change();
    }
    co_return response;
}

std::optional<http::Streaming> ServeReplay::stream(http::Request const& request) {
    return opened_ ? opened_->api.stream(request) : std::nullopt;
}

} // namespace easel::cli
