#include "cli/source.hpp"

#include "base/url.hpp"
#include "http/client.hpp"

#include <boost/asio/io_context.hpp>

#include <fstream>

namespace easel::cli {
namespace {

using base::Fault;
using base::FaultKind;

constexpr std::size_t largest = std::size_t{1024} * 1024;
constexpr int most_redirects = 5;

base::Result<Source> read_file(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Fault{FaultKind::bad_file, "cannot read the file", path};
    std::string text(largest + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (in.bad() || (text.empty() && !in.eof())) return Fault{FaultKind::bad_file, "cannot read the file", path};
    if (text.size() > largest) return Fault{FaultKind::bad_file, "the file is larger than 1 MiB", path};
    return Source{std::move(text), ""};
}

/// Whoever does not answer is unreachable; who answers with something else is a bad source.
http::awaitable<base::Result<Source>> fetch(http::Client& client, std::string source, std::string accept) {
    auto url = base::parse_url(source);
    http::ClientLimits limits;
    limits.body = largest;
    for (int hop = 0; url; ++hop) {
        http::Request get;
        get.target = url->target();
        get.headers.set("Accept", accept);
        auto const answer = co_await client.send(*url, std::move(get), limits);
        if (!answer) {
            bool const too_much = answer.error().kind == FaultKind::limit;
            co_return Fault{
                too_much ? FaultKind::bad_file : FaultKind::unreachable, answer.error().message, url->text()};
        }
        auto const location = answer->headers.get("Location");
        if (answer->status >= 300 && answer->status < 400 && !location.empty()) {
            if (hop == most_redirects)
                co_return Fault{
                    FaultKind::bad_file, "it leads on more than " + std::to_string(most_redirects) + " times", source};
            auto next = base::resolve(*url, location);
            if (!next) co_return Fault{FaultKind::bad_file, "it leads to what is no http or https URL", url->text()};
            url = std::move(next);
            continue;
        }
        if (answer->status != 200)
            co_return Fault{
                FaultKind::bad_file, "the answer has status " + std::to_string(answer->status), url->text()};
        co_return Source{answer->body, std::string(answer->content_type())};
    }
    co_return Fault{FaultKind::bad_file, url.error().message, source};
}

} // namespace

bool is_url(std::string const& source) {
    return source.starts_with("http://") || source.starts_with("https://");
}

base::Result<Source> read_source(std::string const& source, std::string const& accept, std::string const& ca_file) {
    if (!is_url(source)) return read_file(source);
    boost::asio::io_context loop(1);
    http::Client client(loop, ca_file);
    base::Result<Source> found = Fault{FaultKind::internal, "nothing was fetched", source};
    http::spawn(
        loop,
        [](http::Client& with, std::string from, std::string as, base::Result<Source>& into, auto& io
        ) -> http::awaitable<void> {
            into = co_await fetch(with, std::move(from), std::move(as));
            io.stop();
        }(client, source, accept, found, loop)
    );
    loop.run();
    return found;
}

} // namespace easel::cli
