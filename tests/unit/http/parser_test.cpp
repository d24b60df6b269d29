#include "http/parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::http::detail {
namespace {

using Error = beast_http::error;
using testing::ElementsAre;
using testing::Pair;

/// Feeds `bytes` in pieces of `step`, keeping what the parser leaves.
template <bool is_request>
error_code feed(Parser<is_request>& parser, std::string_view bytes, std::size_t step) {
    std::string waiting;
    error_code ec;
    while (!bytes.empty() && !parser.is_done()) {
        waiting += bytes.substr(0, step);
        bytes.remove_prefix(std::min(step, bytes.size()));
        waiting.erase(0, parser.take(boost::asio::const_buffer(waiting.data(), waiting.size()), ec));
        if (ec) return ec;
    }
    return ec;
}

constexpr std::size_t kilo = 1024;

struct RefusedRow {
    char const* name;
    std::string bytes;
    Error error;
};
void PrintTo(RefusedRow const& row, std::ostream* os) {
    *os << row.name;
}

class RefusedRequests : public testing::TestWithParam<RefusedRow> {};

TEST_P(RefusedRequests, WhetherWholeOrInPieces) {
    for (std::size_t const step : {std::size_t{1}, std::size_t{7}, 64 * kilo}) {
        Parser<true> parser(kilo, 100);
        EXPECT_EQ(feed(parser, GetParam().bytes, step), error_code(GetParam().error)) << "pieces of " << step;
    }
}

std::string many_fields(std::size_t count) {
    std::string out = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (std::size_t i = 0; i < count; ++i) out += "X-Filler: 0123456789\r\n";
    return out + "\r\n";
}

std::string get(std::string const& target, std::string const& fields) {
    return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}

std::string post(std::string const& fields, std::string const& body = {}) {
    return "POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
}

std::string const chunked = "Transfer-Encoding: chunked\r\n";

INSTANTIATE_TEST_SUITE_P(
    Http, RefusedRequests,
    testing::ValuesIn<RefusedRow>({
        {"garbage", "\x16\x03\x01\x02", Error::bad_method},
        {"http_2", "PRI * HTTP/2.0\r\n\r\n", Error::bad_version},
        {"no_host", get("/", ""), Error::bad_field},
        {"two_hosts", get("/", "Host: a\r\nHost: b\r\n"), Error::bad_field},
        {"relative_target", get("x", "Host: h\r\n"), Error::bad_target},
        {"foreign_scheme", get("ftp://h/", "Host: h\r\n"), Error::bad_target},
        {"blank_before_colon", get("/", "Host : h\r\n"), Error::bad_field},
        {"control_in_value", get("/", "Host: h\r\nX: a\x01\r\n"), Error::bad_value},
        {"bare_lf", "GET / HTTP/1.1\nHost: h\n\n\r\n\r\n", Error::bad_version},
        {"length_not_a_number", post("Content-Length: x\r\n"), Error::bad_content_length},
        {"two_lengths", post("Content-Length: 1\r\nContent-Length: 2\r\n"), Error::multiple_content_length},
        {"length_and_chunks", post("Content-Length: 1\r\n" + chunked), Error::bad_transfer_encoding},
        {"other_coding", post("Transfer-Encoding: gzip\r\n"), Error::bad_transfer_encoding},
        {"chunk_size", post(chunked, "zz\r\n\r\n\r\n"), Error::bad_chunk},
        {"announced_body", post("Content-Length: 101\r\n"), Error::body_limit},
        {"chunked_body", post(chunked, "65\r\nabc"), Error::body_limit},
        {"long_target", get("/" + std::string(2 * kilo, 'a'), "Host: h\r\n"), Error::header_limit},
        {"long_field", get("/", "Host: h\r\nX: " + std::string(2 * kilo, 'a') + "\r\n"), Error::header_limit},
        {"many_fields", many_fields(100), Error::header_limit},
        {"endless_trailers", post(chunked, "0\r\n" + many_fields(100).substr(25)), Error::header_limit},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(RequestParser, TheWholeHeaderCountsNotOnlyItsLines) {
    // 2 + (3 + 1 + 12) + (4 + 1 + 4) bytes, and 22 for each filler.
    std::size_t const exact = 27 + 10 * 22;
    Parser<true> fits(exact, 100);
    EXPECT_EQ(feed(fits, many_fields(10), 5), error_code());
    EXPECT_TRUE(fits.is_done());
    Parser<true> tight(exact - 1, 100);
    EXPECT_EQ(feed(tight, many_fields(10), 5), error_code(Error::header_limit));
}

TEST(RequestParser, AnEmptyChunkedBodyMayComeByteByByte) {
    Parser<true> parser(kilo, 100);
    EXPECT_FALSE(feed(parser, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 1));
    EXPECT_TRUE(parser.is_done());
}

TEST(RequestParser, AChunkHeadHasALimitToo) {
    Parser<true> parser(kilo, 100);
    auto const endless = "1;" + std::string(4 * kilo, 'x');
    EXPECT_EQ(
        feed(parser, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + endless, 100),
        error_code(Error::header_limit)
    );
}

TEST(RequestParser, ChunksAreJoinedAndTrailersDropped) {
    Parser<true> parser(kilo, 100);
    auto const ec = feed(
        parser,
        "POST /x?y HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: 1\r\n\r\n",
        3
    );
    EXPECT_FALSE(ec) << ec.message();
    ASSERT_TRUE(parser.is_done());
    EXPECT_EQ(parser.message.method, "POST");
    EXPECT_EQ(parser.message.target, "/x?y");
    EXPECT_EQ(parser.message.body, "abcde");
    EXPECT_FALSE(parser.message.headers.has("X-Late"));
}

struct TargetRow {
    char const* name;
    char const* sent;
    char const* seen;
};
void PrintTo(TargetRow const& row, std::ostream* os) {
    *os << row.name;
}

class RequestTargets : public testing::TestWithParam<TargetRow> {};

TEST_P(RequestTargets, BecomePathAndQuery) {
    Parser<true> parser(kilo, 100);
    EXPECT_FALSE(feed(parser, "GET " + std::string(GetParam().sent) + " HTTP/1.1\r\nHost: h\r\n\r\n", 64 * kilo));
    EXPECT_EQ(parser.message.target, GetParam().seen);
}

INSTANTIATE_TEST_SUITE_P(
    Http, RequestTargets,
    testing::ValuesIn<TargetRow>({
        {"origin_form", "/a?b", "/a?b"},
        {"absolute", "http://h:1/a?b", "/a?b"},
        {"absolute_https", "HTTPS://h/a", "/a"},
        {"absolute_bare", "http://h", "/"},
        {"absolute_query", "http://h?b", "/?b"},
        {"asterisk", "*", "*"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(RequestParser, Version10NeedsNoHostAndDoesNotStay) {
    Parser<true> parser(kilo, 100);
    EXPECT_FALSE(feed(parser, "GET / HTTP/1.0\r\n\r\n", 64 * kilo));
    EXPECT_TRUE(parser.http10);
    EXPECT_FALSE(parser.keep_alive());
}

TEST(ResponseParser, KeepsStatusFieldsAndBody) {
    Parser<false> parser(kilo, 100);
    EXPECT_FALSE(feed(parser, "HTTP/1.1 302 Moved\r\nLocation: /x\r\nContent-Length: 2\r\n\r\nok", 2));
    EXPECT_EQ(parser.message.status, 302);
    EXPECT_EQ(parser.message.body, "ok");
    EXPECT_THAT(parser.message.headers.fields(), ElementsAre(Pair("Location", "/x"), Pair("Content-Length", "2")));
}

} // namespace
} // namespace easel::http::detail
