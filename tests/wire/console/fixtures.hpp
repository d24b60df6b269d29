#pragma once

#include "base/json.hpp"
#include "console/console.hpp"
#include "wire/http/raw_socket.hpp"
#include "world_file/world_file.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace easel::console {

namespace json = base::json;

struct Answer {
    int status = 0;
    std::string head;
    std::string body;
    [[nodiscard]] json::object object() const {
        auto parsed = base::parse_json(body);
        return parsed && parsed->is_object() ? parsed->as_object() : json::object();
    }
    [[nodiscard]] std::string code() const {
        auto const whole = object();
        auto const* error = whole.if_contains("error");
        return error == nullptr ? "" : base::text_member(*error, "code").value_or("");
    }
};

/// Plays nothing: stands before the gate at an answer and, when it is let go, ends with the word.
class Scripted final : public Player {
  public:
    explicit Scripted(http::asio::io_context& loop) : loop_(loop) {}
    base::Result<void> check(Wanted const& wanted) override {
        if (wanted.kind != "case") return base::Fault{base::FaultKind::usage, "no such kind", ""};
        return {};
    }
    http::awaitable<Played> play(Wanted wanted, replay::Gate& gate) override {
        auto const stage = std::make_shared<platform::Stage>();
        stage->time = timing::virtual_time(loop_, base::Instant(std::chrono::hours(490'000)));
        yaml::Problems problems;
        stage->world = world_file::build(world(wanted), {}, problems);
        gate.began(stage);
        play::Moment moment;
        moment.what = play::Moment::What::answer;
        moment.hop = 3;
        moment.stage = stage;
        moment.exchange.number = 3;
        moment.exchange.kind = traffic::CallKind::score;
        moment.exchange.request.method = "POST";
        moment.exchange.url = "http://canvas.example/scores?secret=1";
        moment.exchange.response = http::json(422, "{}");
        Played played;
        if (gate.holds(moment.what, moment.exchange)) {
            auto const decision = co_await gate.arrive(moment);
            if (decision.response) moment.exchange.response = decision.response;
            played.why = base::to_iso8601(stage->time->now());
        }
        gate.finished(moment.exchange);
        played.word = moment.exchange.response->status == 422 ? "SAME" : "FIXED";
        played.now.emplace();
        played.now->id = wanted.case_id;
        co_return played;
    }
    replay::Counterpart recorded(std::string const& case_id, play::Moment const& moment) override {
        verdict::CaseResult then;
        then.id = case_id;
        if (case_id == "ags.score/late") {
            then.hops.push_back(moment.exchange);
            then.hops.back().number = 2;
            then.hops.back().request.headers.set("Host", "canvas.example");
            then.hops.back().response = http::json(418, R"({"at":"{platform}/scores"})");
        }
        return replay::counterpart(then, moment, {"http://canvas.example", "", ""});
    }
    yaml::Node world(Wanted const&) override {
        yaml::Problems problems;
        return yaml::parse("courses: { bio101: { title: Biology } }", "", problems).root;
    }
    std::string changes() const override { return "nothing"; }
    scenario::Suite const& suite() override { return suite_; }

  private:
    http::asio::io_context& loop_;
    scenario::Suite suite_;
};

/// A console on a thread of its own, for a blocking peer in the test.
class ConsoleTest : public testing::Test {
  protected:
    ConsoleTest() {
        for (auto const* id : {"ags.score/late", "launch/plain"}) {
            verdict::CaseResult one;
            one.id = id;
            one.title = std::string("Case ") + id;
            one.verdict = one.id == "launch/plain" ? verdict::Verdict::passed : verdict::Verdict::failed;
            run_.cases.push_back(one);
        }
    }
    ~ConsoleTest() override { stop(); }

    void start(std::function<void(Options&)> const& change = {}) {
        Options options;
        options.token = "token";
        options.session = "session";
        options.asset = [](std::string_view name) { return name == "console.js" ? std::string_view("1;") : std::string_view(); };
        options.api.explain = [](std::string const& code) { return code == "ags/5.2.13" ? std::optional<std::string>("a fact") : std::nullopt; };
        if (change) change(options);
        auto opened = Console::open(loop_, run_, &player_, options);
        ASSERT_TRUE(opened) << to_string(opened.error());
        console_ = std::move(*opened);
        port_ = console_->port();
        thread_ = std::thread([this] { loop_.run(); });
    }
    void stop() {
        if (!thread_.joinable()) return;
        http::asio::post(loop_, [this] {
            console_.reset();
            loop_.stop();
        });
        thread_.join();
    }
    /// Runs on the loop's thread.
    void on_loop(std::function<void()> work) {
        std::promise<void> done;
        http::asio::post(loop_, [&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }

    [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::string cookie() const { return "Cookie: easel_console_" + std::to_string(port_) + "=session\r\n"; }

    Answer raw(std::string const& request) {
        auto socket = http::raw::connect_to(port_);
        socket.send(request);
        auto const whole = socket.receive_message();
        Answer answer;
        auto const end = whole.find("\r\n\r\n");
        if (whole.size() > 12) answer.status = std::stoi(whole.substr(9, 3));
        answer.head = whole.substr(0, end);
        if (end != std::string::npos) answer.body = whole.substr(end + 4);
        return answer;
    }
    Answer get(std::string const& path) { return raw("GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n" + cookie() + "\r\n"); }
    Answer post(std::string const& path, std::string const& body = "{}") {
        return raw(
            "POST " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n" + cookie() + "Origin: http://" + host() +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body
        );
    }
    /// A follower, past the head of its stream.
    http::raw::Socket follow(std::string const& query = "", std::string const& more = "") {
        auto socket = http::raw::connect_to(port_);
        socket.send("GET /easel/v1/replay/events" + query + " HTTP/1.1\r\nHost: " + host() + "\r\n" + cookie() + more + "\r\n");
        auto const head = socket.receive_until("\r\n\r\n");
        EXPECT_NE(head.find("Content-Type: text/event-stream"), std::string::npos) << head;
        EXPECT_EQ(socket.receive_until("\n\n"), "retry: 1000\n\n");
        return socket;
    }

    http::asio::io_context loop_{1};
    verdict::RunResult run_;
    Scripted player_{loop_};
    std::unique_ptr<Console> console_;
    std::uint16_t port_ = 0;

  private:
    http::asio::executor_work_guard<http::asio::io_context::executor_type> work_ = http::asio::make_work_guard(loop_);
    std::thread thread_;
};

/// One event of a stream: its kind and data.
struct Event {
    std::string id, kind, data;
    [[nodiscard]] json::object object() const { return base::parse_json(data).value().as_object(); }
};
inline Event next_event(http::raw::Socket& socket) {
    Event event;
    auto const text = socket.receive_until("\n\n");
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size());
        auto const line = text.substr(at, end - at);
        if (line.starts_with("id: ")) event.id = line.substr(4);
        if (line.starts_with("event: ")) event.kind = line.substr(7);
        if (line.starts_with("data: ")) event.data = line.substr(6);
        at = end + 1;
    }
    return event;
}
/// The first event of that kind from here on.
inline Event next_of(http::raw::Socket& socket, std::string const& kind) {
    for (int i = 0; i < 1'000; ++i) {
        auto event = next_event(socket);
        if (event.kind == kind || event.kind.empty()) return event;
    }
    return {};
}

} // namespace easel::console
