#include "cli/replay_step.hpp"

#include "base/text.hpp"
#include "replay/align.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <poll.h>
#include <sstream>
#include <unistd.h>
#include <utility>

namespace easel::cli {
namespace {

using play::Decision;
using play::Moment;

constexpr char const* help =
    "n next, c continue, i inspect, r resend, q quit, e edit: e | e status 500 | e header NAME: VALUE | e body TEXT | "
    "e fault reset|stall|truncated | e delay MS\n";

/// What is held, as text that can be edited: first line, headers, a blank line, the body.
std::string as_text(Moment const& moment) {
    std::string text;
    bool const is_answer = moment.what == Moment::What::answer;
    auto const& exchange = moment.exchange;
    if (is_answer)
        text = std::to_string(exchange.response->status) + "\n";
    else
        text = exchange.request.method + " " + exchange.request.target + "\n";
    auto const& headers = is_answer ? exchange.response->headers : exchange.request.headers;
    for (auto const& [name, value] : headers.fields()) text += name + ": " + value + "\n";
    return text + "\n" + (is_answer ? exchange.response->body : exchange.request.body);
}

/// The other way; false: the text says nothing that can go out.
bool take_text(std::string const& text, Moment& moment) {
    auto const blank = text.find("\n\n");
    auto const head = base::split(std::string_view(text).substr(0, blank), '\n');
    auto const body = blank == std::string::npos ? std::string() : text.substr(blank + 2);
    http::Headers headers;
    for (std::size_t i = 1; i < head.size(); ++i) {
        auto const colon = head[i].find(':');
        if (colon == std::string::npos || colon == 0) return false;
        headers.add(head[i].substr(0, colon), std::string(base::trim(std::string_view(head[i]).substr(colon + 1))));
    }
    if (moment.what == Moment::What::answer) {
        auto const status = base::whole_number(base::trim(head.front()));
        if (!status || *status < 100 || *status > 599) return false;
        auto& response = *moment.exchange.response;
        response.status = static_cast<int>(*status);
        response.headers = std::move(headers);
        response.body = body;
        return true;
    }
    auto const words = base::split(base::trim(head.front()), ' ');
    if (words.size() != 2 || !words[1].starts_with('/')) return false;
    auto& request = moment.exchange.request;
    request.method = words[0];
    request.target = words[1];
    request.headers = std::move(headers);
    request.body = body;
    return true;
}

/// Opens $EDITOR on the text. The loop stands meanwhile, as does the case.
std::optional<std::string> edited_by_hand(std::string const& text) {
    char const* editor = std::getenv("EDITOR");
    if (editor == nullptr || *editor == '\0') return std::nullopt;
    std::string path = (std::filesystem::temp_directory_path() / "easel-edit-XXXXXX").string();
    int const file = ::mkstemp(path.data());
    if (file < 0) return std::nullopt;
    ::close(file);
    std::ofstream(path, std::ios::binary) << text;
    auto const command = std::string(editor) + " '" + path + "'";
    int const ended = std::system(command.c_str()); // NOLINT: the person's own editor, as they have set it
    std::ostringstream changed;
    changed << std::ifstream(path, std::ios::binary).rdbuf();
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    if (ended != 0) return std::nullopt;
    return std::move(changed).str();
}

} // namespace

struct Stepper::State : std::enable_shared_from_this<Stepper::State> {
    State(http::asio::io_context& on, replay::Gate& at, int from, std::ostream& to)
        : loop(on),
          gate(at),
          input(from),
          output(to) {}

    http::asio::io_context& loop;
    replay::Gate& gate;
    int input;
    std::ostream& output;
    std::optional<Moment> moment; ///< with the edits so far
    bool is_edited = false;
    bool reads = false;
    bool is_over = false;
    bool has_ended = false; ///< the input
    std::string pending;

    void changed() {
        auto const* held = gate.held();
        if (held == nullptr || reads || is_over) return;
        moment = *held;
        is_edited = false;
        announce();
        reads = true;
        http::spawn(loop, read(shared_from_this()));
    }

    void announce() {
        auto const& hop = moment->exchange;
        output << "hop " << moment->hop << (moment->what == Moment::What::request ? "  request  " : "  answer   ")
               << replay::title_of(hop);
        if (moment->what == Moment::What::answer) output << "  " << hop.response->status;
        for (auto const& check : hop.trail)
            if (!check.passed) output << "  (" << check.fact << ")";
        output << "\n> " << std::flush;
    }

    /// One line, if it is there; the descriptor may be a terminal or a pipe.
    bool take_line(std::string& line) {
        for (;;) {
            auto const end = pending.find('\n');
            if (end != std::string::npos || (has_ended && !pending.empty())) {
                line = pending.substr(0, end);
                pending.erase(0, end == std::string::npos ? end : end + 1);
                return true;
            }
            pollfd one{input, POLLIN, 0};
            if (has_ended || ::poll(&one, 1, 0) <= 0) return false;
            char buffer[512];
            auto const got = ::read(input, buffer, sizeof buffer);
            if (got <= 0)
                has_ended = true;
            else
                pending.append(buffer, static_cast<std::size_t>(got));
        }
    }

    static http::awaitable<void> read(std::shared_ptr<State> self) {
        constexpr std::chrono::milliseconds glance{20};
        while (!self->is_over && self->gate.held() != nullptr) {
            std::string line;
            if (!self->take_line(line)) {
                if (self->has_ended) { // nobody is there to lead any more
                    self->output << "the input has ended\n" << std::flush;
                    self->gate.end();
                    break;
                }
                co_await http::sleep_wall(glance);
                continue;
            }
            if (self->obey(std::string(base::trim(line)))) break;
            self->output << "> " << std::flush;
        }
        self->reads = false;
        // What is held next has to be announced, too.
        if (self->gate.held() != nullptr && !self->is_over) self->changed();
    }

    /// True: the moment is gone.
    bool obey(std::string const& line) {
        if (line == "n" || line.empty()) return let_go(Decision::Way::go_on);
        if (line == "c") {
            gate.hold_from(0);
            return let_go(Decision::Way::go_on);
        }
        if (line == "q") return let_go(Decision::Way::end);
        if (line == "r") {
            if (moment->what == Moment::What::request) return let_go(Decision::Way::again);
            output << "only what the browser sends can be sent again\n";
            return false;
        }
        if (line == "i") {
            inspect();
        } else if (line == "e" || line.starts_with("e ")) {
            edit(line.substr(1));
        } else {
            output << help;
        }
        return false;
    }

    bool let_go(Decision::Way way) {
        Decision decision;
        decision.way = way;
        if (is_edited && moment->what == Moment::What::request) decision.request = moment->exchange.request;
        if (is_edited && moment->what == Moment::What::answer) decision.response = moment->exchange.response;
        gate.decide(std::move(decision));
        return true;
    }

    void inspect() {
        auto const& hop = moment->exchange;
        if (moment->what == Moment::What::answer) {
            output << hop.request.method << " " << hop.request.target << "\n";
            for (auto const& [name, value] : hop.request.headers.fields()) output << name << ": " << value << "\n";
            output << "\n" << hop.request.body << (hop.request.body.empty() ? "" : "\n\n");
        }
        output << as_text(*moment) << "\n";
        for (auto const& check : hop.trail) output << (check.passed ? "  ok    " : "  fails ") << check.fact << "\n";
    }

    void edit(std::string const& rest) {
        auto const words = std::string(base::trim(rest));
        auto const blank = words.find(' ');
        auto const what = words.substr(0, blank);
        auto const value =
            blank == std::string::npos ? std::string() : std::string(base::trim(std::string_view(words).substr(blank)));
        bool const is_answer = moment->what == Moment::What::answer;
        auto& hop = moment->exchange;
        bool good = true;
        if (what.empty()) {
            auto const text = edited_by_hand(as_text(*moment));
            good = text && take_text(*text, *moment);
            if (!text) output << "no editor: set EDITOR, or say what to edit\n";
        } else if (what == "body") {
            (is_answer ? hop.response->body : hop.request.body) = value;
        } else if (what == "header" && value.find(':') != std::string::npos && value.find(':') > 0) {
            auto const colon = value.find(':');
            auto& headers = is_answer ? hop.response->headers : hop.request.headers;
            headers.set(value.substr(0, colon), std::string(base::trim(std::string_view(value).substr(colon + 1))));
        } else if (what == "status" && is_answer) {
            auto const status = base::whole_number(value);
            good = status && *status >= 100 && *status <= 599;
            if (good) hop.response->status = static_cast<int>(*status);
        } else if (what == "fault" && is_answer) {
            good = value == "reset" || value == "stall" || value == "truncated";
            if (good)
                hop.response->delivery = value == "reset"   ? http::Delivery::reset
                                         : value == "stall" ? http::Delivery::stall
                                                            : http::Delivery::truncated;
        } else if (what == "delay" && is_answer) {
            auto const span = base::whole_number(value);
            constexpr std::int64_t most = 60'000;
            good = span && *span >= 0 && *span <= most;
            if (good) hop.response->delay = base::Duration(*span);
        } else {
            good = false;
        }
        if (!good) {
            output << "nothing was edited\n" << help;
            return;
        }
        is_edited = true;
        output << "edited; n sends it\n";
    }
};

Stepper::Stepper(http::asio::io_context& loop, replay::Gate& gate, int input, std::ostream& output)
    : state_(std::make_shared<State>(loop, gate, input, output)) {
    gate.on_change = [state = std::weak_ptr(state_)] {
        if (auto const alive = state.lock()) alive->changed();
    };
    gate.on_hop = [&output](traffic::Exchange const& hop) {
        output << "hop " << hop.number << "  done     " << replay::title_of(hop) << "  "
               << (hop.response ? std::to_string(hop.response->status) : "no answer") << "\n";
    };
}

Stepper::~Stepper() {
    state_->is_over = true;
}

} // namespace easel::cli
