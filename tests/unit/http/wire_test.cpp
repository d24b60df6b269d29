#include "http/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::http::detail {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ResponseHead, IsStatusLineFieldsLength) {
    auto const response = text(422, "hello");
    EXPECT_EQ(
        response_head(response, {}),
        "HTTP/1.1 422 Unprocessable Content\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Length: 5\r\n"
        "\r\n"
    );
}

TEST(ResponseHead, UnknownStatusHasAnEmptyReason) {
    Response response;
    response.status = 599;
    EXPECT_THAT(response_head(response, {}), StartsWith("HTTP/1.1 599 \r\n"));
}

TEST(ResponseHead, SaysWhetherTheConnectionEnds) {
    Response const response;
    EXPECT_THAT(response_head(response, {.close = true}), HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(response_head(response, {.announce_keep_alive = true}), HasSubstr("Connection: keep-alive\r\n"));
    EXPECT_THAT(response_head(response, {}), Not(HasSubstr("Connection")));
}

TEST(ResponseHead, FramingIsNotTheHandlers) {
    auto response = text(200, "12345");
    response.headers.add("content-length", "2");
    response.headers.add("Transfer-Encoding", "chunked");
    response.headers.add("Connection", "upgrade");
    EXPECT_EQ(
        response_head(response, {}),
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\n"
    );
}

TEST(ResponseHead, BodilessStatusHasNoLength) {
    for (int const status : {204, 304}) {
        Response response;
        response.status = status;
        EXPECT_THAT(response_head(response, {}), Not(HasSubstr("Content-Length"))) << status;
        EXPECT_FALSE(status_has_body(status));
    }
    EXPECT_TRUE(status_has_body(200));
}

struct FieldRow {
    char const* name;
    std::string field;
    std::string value;
    std::string line; ///< what goes out; "" for nothing
};
void PrintTo(FieldRow const& row, std::ostream* os) {
    *os << row.name;
}

class FieldsOnTheWire : public testing::TestWithParam<FieldRow> {};

TEST_P(FieldsOnTheWire, AreOneLine) {
    Response response;
    response.headers.add(GetParam().field, GetParam().value);
    EXPECT_EQ(response_head(response, {}), "HTTP/1.1 200 OK\r\n" + GetParam().line + "Content-Length: 0\r\n\r\n");
    Request request;
    request.headers.add(GetParam().field, GetParam().value);
    EXPECT_EQ(
        request_head(request, base::Url{.scheme = "http", .host = "h"}, true),
        "GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: easel\r\n" + GetParam().line + "\r\n"
    );
}

INSTANTIATE_TEST_SUITE_P(
    Http, FieldsOnTheWire,
    testing::ValuesIn<FieldRow>({
        {"plain", "X-A", "b c\td", "X-A: b c\td\r\n"},
        {"crlf_in_value", "Location", "/x\r\nSet-Cookie: a=b", "Location: /xSet-Cookie: a=b\r\n"},
        {"lf_in_value", "X-A", "1\n\n<html>", "X-A: 1<html>\r\n"},
        {"nul_in_value", "X-A", std::string("a\0b", 3), "X-A: ab\r\n"},
        {"crlf_in_name", "X-A\r\nSet-Cookie", "v", "X-ASet-Cookie: v\r\n"},
        {"colon_in_name", "X-A: 1", "v", "X-A1: v\r\n"},
        {"empty_name", "\r\n", "v", ""},
        {"utf8_value", "X-A", "grün", "X-A: grün\r\n"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

base::Url url_of(std::string_view text) {
    auto const url = base::parse_url(text);
    EXPECT_TRUE(url.has_value()) << text;
    return *url;
}

TEST(RequestHead, TargetIsTheUrls) {
    Request request;
    request.target = "/other";
    EXPECT_EQ(
        request_head(request, url_of("http://127.0.0.1:9001/a%20b?c=d"), false),
        "GET /a%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1:9001\r\nUser-Agent: easel\r\nConnection: close\r\n\r\n"
    );
}

TEST(RequestHead, HostAndFramingAreOursUserAgentMayBeTheCallers) {
    auto request = form_post("/", {{"a", "b"}});
    request.headers.add("host", "evil");
    request.headers.add("Content-Length", "99");
    request.headers.add("user-agent", "Mozilla");
    EXPECT_EQ(
        request_head(request, url_of("https://tool.example/login"), true),
        "POST /login HTTP/1.1\r\nHost: tool.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "user-agent: Mozilla\r\nContent-Length: 3\r\n\r\n"
    );
}

TEST(RequestHead, EmptyPostSaysSo) {
    Request request;
    request.method = "POST";
    EXPECT_THAT(request_head(request, url_of("http://h/"), true), HasSubstr("Content-Length: 0\r\n"));
}

TEST(RequestHead, TargetAndMethodCannotEndTheLine) {
    Request request;
    request.method = "GET / HTTP/1.1\r\nX: y\r\n";
    base::Url const url{.scheme = "http", .host = "h", .path = "/a b\r\nX: y"};
    EXPECT_THAT(
        request_head(request, url, true), StartsWith("GETHTTP1.1Xy /a%20b%0D%0AX:%20y HTTP/1.1\r\nHost: h\r\n")
    );
}

TEST(Texts, NameSizesAndSpans) {
    EXPECT_EQ(size_text(4 * 1024 * 1024), "4 MB");
    EXPECT_EQ(size_text(64 * 1024), "64 KB");
    EXPECT_EQ(size_text(1000), "1000 bytes");
    EXPECT_EQ(size_text(0), "0 bytes");
    EXPECT_EQ(span_text(base::Duration(10'000)), "10 s");
    EXPECT_EQ(span_text(base::Duration(250)), "250 ms");
    EXPECT_EQ(span_text(base::Duration(0)), "0 ms");
}

} // namespace
} // namespace easel::http::detail
