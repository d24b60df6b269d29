#include "base/codec.hpp"
#include "bench/bench.hpp"
#include "bench/canvas.hpp"
#include "bench/load.hpp"
#include "bench/thread_clock.hpp"
#include "keys/keys.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace easel::bench {
namespace {

constexpr std::size_t connections = 8;

/// One browser's way through a launch: the first hop, then where it leads.
struct Walk {
    std::string first;
    std::string cookie;
};

std::string get(std::string_view target, std::string_view cookie) {
    std::string request("GET ");
    request.append(target).append(
        " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\nCookie: "
    );
    request.append(cookie).append("\r\n\r\n");
    return request;
}

/// Path and query of the answer's Location.
std::string_view location(std::string_view answer) {
    constexpr std::string_view field = "\r\nLocation: http://";
    auto const at = answer.find(field);
    if (at == std::string_view::npos) throw std::runtime_error("no Location in: " + std::string(answer));
    auto const path = answer.find('/', at + field.size());
    return answer.substr(path, answer.find('\r', path) - path);
}

Walk begin(platform::Stage& stage, std::size_t number) {
    auto const login = stage.open(
        {.user = "ada", .assignment = "quiz1", .course = {}, .tool = {}, .placement = {}}, Canvas::client_id
    );
    if (!login) throw std::runtime_error(to_string(login.error()));
    auto const hint = *base::find(login->fields, "login_hint");
    base::Fields const sent{
        {"scope", "openid"},
        {"response_type", "id_token"},
        {"response_mode", "form_post"},
        {"prompt", "none"},
        {"client_id", Canvas::client_id},
        {"redirect_uri", "https://tool.example/launch"},
        {"login_hint", hint},
        {"lti_message_hint", *base::find(login->fields, "lti_message_hint")},
        {"state", "state-" + std::to_string(number)},
        {"nonce", "nonce-" + std::to_string(number)},
    };
    auto const cookie = std::string(platform::session_cookie) + "=" + hint;
    return {get("/api/lti/authorize_redirect?" + base::form_encode(sent), cookie), cookie};
}

/// Launches per second.
double play(Canvas& canvas, Load& load, std::size_t count) {
    auto const started = std::chrono::steady_clock::now();
    // Few links stand open at a time, as with people who click.
    std::vector<Walk> walks;
    walks.reserve(count);
    auto const open_more = [&] {
        canvas.on_loop([&](platform::Stage& stage) {
            auto const some = std::min(count, walks.size() + 4 * connections);
            while (walks.size() < some) walks.push_back(begin(stage, walks.size()));
        });
    };
    std::size_t next = 0;
    std::vector<Walk const*> under_way(load.connections(), nullptr);
    std::vector<std::string> sent(load.connections());
    auto const page_is_there = [](std::string_view answer) {
        if (answer.find("name=\"id_token\"") == std::string_view::npos)
            throw std::runtime_error("no id_token in: " + std::string(answer));
    };
    Script const script = [&](std::size_t i, std::string_view answer) -> std::string_view {
        if (answer.starts_with("HTTP/1.1 302")) return sent[i] = get(location(answer), under_way[i]->cookie);
        if (!answer.empty()) page_is_there(answer);
        if (next == count) return {};
        if (next == walks.size()) open_more();
        under_way[i] = &walks[next++];
        return under_way[i]->first;
    };
    auto const result = load.run(script, 0);
    if (!result.trouble.empty()) throw std::runtime_error(result.trouble);
    return static_cast<double>(count) /
           std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

struct Signed {
    double rate = 0; ///< per second
    double cost = 0; ///< processor time of one, in microseconds
};

/// RSA-2048 signatures of a text as long as a launch's.
Signed sign(std::chrono::milliseconds span) {
    auto const& key = keys::fixture_key("platform-present");
    std::string const text(3'000, 'x');
    auto const started = std::chrono::steady_clock::now();
    auto const before = cpu_time();
    std::size_t count = 0;
    while (std::chrono::steady_clock::now() - started < span) {
        for (int i = 0; i < 16; ++i, ++count) {
            if (key.sign_rs256(text).empty()) throw std::runtime_error("the key does not sign");
        }
    }
    auto const signatures = static_cast<double>(count);
    return {
        signatures / std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(),
        std::chrono::duration<double, std::micro>(cpu_time() - before).count() / signatures
    };
}

} // namespace

Ratio launches_to_signatures(Effort const& effort) {
    Canvas canvas;
    Load load(canvas.port(), connections);
    auto const per_span = [&](double rate) {
        return static_cast<std::size_t>(rate * std::chrono::duration<double>(effort.span).count()) + connections;
    };
    auto const count = per_span(play(canvas, load, 4 * connections)); // warms up, too
    Ratio ratio{"launches to RSA-2048 signatures", 0.8, {}, {}};
    std::vector<double> launches;
    std::vector<double> costs; // the platform's processor time, in microseconds
    std::vector<double> signatures;
    std::vector<double> signing_costs;
    for (std::size_t i = 0; i < effort.rounds; ++i) {
        auto const made = sign(effort.span);
        signatures.push_back(made.rate);
        signing_costs.push_back(made.cost);
        auto const before = canvas.cpu_time();
        launches.push_back(play(canvas, load, count));
        auto const spent = std::chrono::duration<double, std::micro>(canvas.cpu_time() - before);
        costs.push_back(spent.count() / static_cast<double>(count));
        ratio.per_round.push_back(launches.back() / signatures.back());
    }
    char text[160];
    std::snprintf(
        text,
        sizeof text,
        "%.0f launches/s at %.0f us of processor time, %.0f signatures/s at %.0f us",
        median_of(launches),
        median_of(costs),
        median_of(signatures),
        median_of(signing_costs)
    );
    ratio.sides = text;
    return ratio;
}

} // namespace easel::bench
