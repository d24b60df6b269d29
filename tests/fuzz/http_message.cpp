#include "fuzz/fuzz.hpp"
#include "http/parser.hpp"

#include <algorithm>
#include <optional>

namespace easel::fuzz {
namespace {

constexpr std::size_t header_limit = 4 * 1024;
constexpr std::size_t body_limit = 64 * 1024;

struct Outcome {
    bool broken = false;
    bool done = false;
    std::string start; ///< method and target, or status
    http::Headers headers;
    std::string body;
};

/// Reads `bytes` as they arrive in pieces of `piece`; what is not taken comes again with more behind it.
template <bool is_request>
Outcome read(std::string_view bytes, std::size_t piece) {
    http::detail::Parser<is_request> parser(header_limit, body_limit);
    Outcome outcome;
    std::string waiting;
    while (!outcome.broken && !parser.is_done() && !bytes.empty()) {
        auto const taken = std::min(piece, bytes.size());
        waiting.append(bytes.substr(0, taken));
        bytes.remove_prefix(taken);
        for (bool goes_on = true; goes_on && !parser.is_done();) {
            http::detail::error_code ec;
            auto const used = parser.take({waiting.data(), waiting.size()}, ec);
            require(used <= waiting.size(), "nothing is taken that is not there");
            waiting.erase(0, used);
            outcome.broken = static_cast<bool>(ec);
            goes_on = !outcome.broken && used > 0 && !waiting.empty();
        }
    }
    auto& message = parser.message;
    outcome.done = !outcome.broken && parser.is_done();
    if constexpr (is_request) {
        outcome.start = message.method + " " + message.target;
    } else {
        outcome.start = std::to_string(message.status);
    }
    outcome.headers = std::move(message.headers);
    outcome.body = std::move(message.body);
    return outcome;
}

template <bool is_request>
void check_reading(std::string_view bytes) {
    auto const whole = read<is_request>(bytes, bytes.size());
    std::size_t size = 0;
    for (auto const& [name, value] : whole.headers.fields()) {
        size += name.size() + value.size();
        require(!name.empty() && name.find_first_of(" \t\r\n:") == std::string::npos, "a field has a name: " + name);
        require(value.find_first_of("\r\n") == std::string::npos, "a field is one line");
    }
    require(size <= header_limit || whole.broken, "a head has a limit");
    require(whole.body.size() <= body_limit, "a body has a limit");
    if (!whole.done) return;
    if constexpr (is_request) {
        auto const target = std::string_view(whole.start).substr(whole.start.find(' ') + 1);
        require(!target.empty() && (target.front() == '/' || target == "*"), "a target is a path: " + whole.start);
    }
    for (std::size_t const piece : {std::size_t{1}, std::size_t{7}}) {
        auto const parts = read<is_request>(bytes, piece);
        require(parts.done, "a message may come in pieces");
        require(parts.start == whole.start && parts.body == whole.body, "it says the same in pieces");
        require(parts.headers.fields() == whole.headers.fields(), "its fields are the same in pieces");
    }
}

} // namespace

/// What a peer sends: a request to the platform, or an answer to us.
void http_message(std::string_view input) {
    check_reading<true>(input);
    check_reading<false>(input);
}

} // namespace easel::fuzz
