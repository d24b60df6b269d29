#include "http/client.hpp"

#include "http/link.hpp"
#include "http/parser.hpp"
#include "http/wire.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace easel::http {

namespace {

using base::Fault;
using base::FaultKind;
using base::Result;
using detail::Clock;
using detail::error_code;
using detail::Link;

/// One request, its limits and the moments at which they end.
struct Job {
    base::Url url;
    Request request;
    ClientLimits limits;
    std::string host = {}; ///< "" : that of the URL
    Clock::time_point start = Clock::now();

    [[nodiscard]] Fault fault(FaultKind kind, std::string message) const {
        return {kind, std::move(message), url.text()};
    }
    [[nodiscard]] Fault over_limit(std::string_view what, std::size_t limit) const {
        return fault(FaultKind::limit, std::string(what) + detail::size_text(limit));
    }
    [[nodiscard]] Fault no_answer() const {
        return fault(FaultKind::timeout, "no answer within " + detail::span_text(limits.total));
    }
};

/// What came of one attempt on one connection.
struct Attempt {
    Result<Response> result;
    bool answered = false; ///< at least one byte came back
    bool reusable = false;
};

Fault parse_fault(Job const& job, error_code ec) {
    using Error = detail::beast_http::error;
    if (ec == Error::body_limit) return job.over_limit("response body exceeds the limit of ", job.limits.body);
    if (ec == Error::header_limit) return job.over_limit("response headers exceed the limit of ", job.limits.headers);
    return job.fault(FaultKind::io, "not an HTTP answer: " + ec.message());
}

Fault read_fault(Job const& job, Link const& link, error_code ec) {
    if (link.expired()) return job.no_answer();
    if (ec == asio::error::eof) return job.fault(FaultKind::io, "connection closed before a complete answer");
    if (ec == asio::error::connection_reset || ec == asio::error::broken_pipe)
        return job.fault(FaultKind::io, "connection reset before a complete answer");
    return job.fault(FaultKind::io, "cannot read the answer: " + ec.message());
}

awaitable<void> send_request(Link& link, Job const& job) {
    constexpr std::size_t small = 64 * 1024;
    auto head = detail::request_head(job.request, job.url, job.limits.keep_alive, job.host);
    bool const together = job.request.body.size() <= small;
    if (together) head += job.request.body;
    // A peer may answer (413, say) without reading everything; what reading then brings is the better news.
    auto const ec = co_await link.write(head);
    if (!ec && !together) co_await link.write(job.request.body);
}

/// Reads until the end of one final answer.
awaitable<Attempt> receive(Link& link, Job const& job) {
    constexpr std::size_t room = 64 * 1024;
    constexpr int most_interim = 10;
    int interim = 0;
    bool answered = false;
    boost::beast::flat_buffer buffer;
    std::optional<detail::Parser<false>> parser;
    auto const restart = [&] {
        parser.emplace(job.limits.headers, job.limits.body);
        parser->skip(job.request.method == "HEAD");
    };
    restart();
    for (;;) {
        if (buffer.size() != 0) {
            error_code ec;
            buffer.consume(parser->take(buffer.cdata(), ec));
            if (ec) co_return Attempt{parse_fault(job, ec), answered};
            if (parser->is_done()) {
                int const status = parser->message.status;
                if (status >= 200 || status == 101) {
                    bool const reusable = parser->keep_alive() && buffer.size() == 0;
                    co_return Attempt{std::move(parser->message), answered, reusable};
                }
                if (++interim > most_interim)
                    co_return Attempt{job.fault(FaultKind::limit, "more than 10 interim answers"), answered};
                restart();
                continue;
            }
        }
        if (link.expired()) co_return Attempt{job.no_answer(), answered};
        auto const into = buffer.prepare(room);
        auto const [ec, n] = co_await link.read(into.data(), into.size());
        buffer.commit(n);
        answered = answered || n != 0;
        if (!ec) continue;
        if (ec != asio::error::eof || !parser->is_header_done() || !parser->need_eof())
            co_return Attempt{read_fault(job, link, ec), answered};
        error_code ended;
        parser->put_eof(ended);
        if (ended) co_return Attempt{parse_fault(job, ended), answered};
        co_return Attempt{std::move(parser->message), answered};
    }
}

} // namespace

struct Client::State {
    State(asio::io_context& io, std::string ca_file) : loop(io), authorities(std::move(ca_file)) {}

    /// The youngest usable connection left open to `origin`.
    std::unique_ptr<Link> take(std::string const& origin) {
        auto& links = kept[origin];
        while (!links.empty()) {
            auto link = std::move(links.back());
            links.pop_back();
            if (link->is_fresh()) return link;
        }
        return nullptr;
    }

    void keep(std::string const& origin, std::unique_ptr<Link> link) {
        constexpr std::size_t most = 16;
        auto& links = kept[origin];
        if (closed || links.size() >= most) return;
        link->rest();
        links.push_back(std::move(link));
    }

    static awaitable<Result<Response>> send(std::shared_ptr<State> state, Job job) {
        auto const total = job.start + job.limits.total;
        auto const origin = job.url.origin();
        auto link = job.limits.keep_alive ? state->take(origin) : nullptr;
        bool kept = link != nullptr;
        for (;;) {
            if (!kept) {
                auto const connect = std::min(job.limits.connect, job.limits.total);
                link = std::make_unique<Link>(state->loop, job.start + connect);
                auto const opened = co_await link->open(job.url, state->authorities);
                if (!opened) {
                    auto fault = opened.error();
                    fault.where = job.url.text();
                    if (fault.kind == FaultKind::timeout)
                        fault.message = "no connection within " + detail::span_text(connect);
                    co_return fault;
                }
            }
            link->set_deadline(total);
            co_await send_request(*link, job);
            auto attempt = co_await receive(*link, job);
            if (attempt.reusable && job.limits.keep_alive) state->keep(origin, std::move(link));
            bool const broken = !attempt.result && attempt.result.error().kind == FaultKind::io;
            bool const stale = kept && !attempt.answered && broken;
            if (!stale) co_return std::move(attempt.result);
            kept = false;
        }
    }

    asio::io_context& loop;
    detail::Authorities authorities;
    std::map<std::string, std::vector<std::unique_ptr<Link>>> kept;
    bool closed = false;
};

Client::Client(asio::io_context& loop, std::string ca_file)
    : state_(std::make_shared<State>(loop, std::move(ca_file))) {}

Client::~Client() {
    state_->closed = true;
    state_->kept.clear();
}

awaitable<base::Result<Response>> Client::send(base::Url url, Request request, ClientLimits limits, std::string host) {
    return State::send(state_, Job{std::move(url), std::move(request), limits, std::move(host)});
}

} // namespace easel::http
