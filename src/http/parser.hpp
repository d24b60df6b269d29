#pragma once

#include "base/text.hpp"
#include "http/message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

// Internal to server.cpp and client.cpp: Beast's incremental parser, filling our own messages.
namespace easel::http::detail {

namespace beast_http = boost::beast::http;
using boost::system::error_code;

template <bool is_request>
class Parser final : public beast_http::basic_parser<is_request> {
  public:
    using Message = std::conditional_t<is_request, Request, Response>;

    Parser(std::size_t header_limit, std::size_t body_limit) : header_limit_(header_limit) {
        constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
        this->header_limit(static_cast<std::uint32_t>(std::min(header_limit, most)));
        this->body_limit(body_limit);
        this->eager(true);
    }

    /// Takes what it can of `waiting` and returns how much; the rest must come again with more behind it.
    /// `ec` tells of broken input and passed limits only.
    std::size_t take(boost::asio::const_buffer waiting, error_code& ec) {
        ec = {};
        // No chunked body ends in less, and Beast 1.81 asserts that a last chunk came with this much.
        constexpr std::size_t last_chunk = std::string_view("0\r\n\r\n").size();
        if (waiting.size() == 0 || (this->is_header_done() && this->chunked() && waiting.size() < last_chunk)) return 0;
        // Beast tells only after a whole line; a peer that speaks something else may never send one.
        if constexpr (!is_request) {
            constexpr std::string_view name = "HTTP/";
            std::string_view const start(
                static_cast<char const*>(waiting.data()), std::min(waiting.size(), name.size())
            );
            if (!line_seen_ && !name.starts_with(start)) ec = Error::bad_version;
            if (ec) return 0;
        }
        auto const taken = this->put(waiting, ec);
        if (ec == Error::need_more) ec = {};
        // Beast waits for the end of a chunk's head however long it gets.
        if (!ec && !this->is_done() && waiting.size() - taken > header_limit_) ec = Error::header_limit;
        return taken;
    }

    Message message;
    bool http10 = false;
    bool expects_continue = false;

  private:
    using View = boost::beast::string_view;
    using Error = beast_http::error;

    static std::string_view view(View text) { return {text.data(), text.size()}; }

    /// Beast holds each line against its limit, and the rest of the header, but never the whole of them.
    void count(std::size_t bytes, error_code& ec) {
        header_bytes_ += bytes;
        if (header_bytes_ > header_limit_) ec = Error::header_limit;
    }

    void on_request_impl(beast_http::verb, View method, View target, int version, error_code& ec) override {
        if constexpr (is_request) {
            constexpr std::size_t usual_fields = 8;
            message.headers.reserve(usual_fields);
            message.method = view(method);
            message.target = origin_form(view(target));
            if (message.target.empty()) ec = Error::bad_target;
            http10 = version == 10;
            count(method.size() + target.size() + 12, ec);
        }
    }

    void on_response_impl(int code, View reason, int version, error_code& ec) override {
        if constexpr (!is_request) {
            line_seen_ = true;
            message.status = code;
            http10 = version == 10;
            count(reason.size() + 15, ec);
        }
    }

    void on_field_impl(beast_http::field name, View text, View value, error_code& ec) override {
        count(text.size() + value.size() + 4, ec);
        if (this->is_header_done()) return; // trailers are dropped (RFC 9110, section 6.5.1)
        if constexpr (is_request) {
            using beast_http::field;
            if (name == field::host) ++hosts_;
            if (name == field::expect) expects_continue = base::equals_ignoring_case(view(value), "100-continue");
            // Any other coding leaves the length of the body open (RFC 9112, section 6.1).
            if (name == field::transfer_encoding && !base::equals_ignoring_case(view(value), "chunked"))
                ec = Error::bad_transfer_encoding;
        }
        message.headers.add(view(text), std::string(view(value)));
    }

    void on_header_impl(error_code& ec) override {
        // RFC 9112, section 3.2: exactly one Host from HTTP/1.1 on.
        if (is_request && (hosts_ > 1 || (hosts_ == 0 && !http10))) ec = Error::bad_field;
    }

    void on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code&) override {
        // A peer that only announces a large body gets no large buffer.
        constexpr std::uint64_t most = 256 * 1024;
        if (length) message.body.reserve(static_cast<std::size_t>(std::min(*length, most)));
    }

    std::size_t on_body_impl(View body, error_code&) override {
        message.body.append(body.data(), body.size());
        return body.size();
    }

    void on_chunk_header_impl(std::uint64_t, View, error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, View body, error_code&) override {
        message.body.append(body.data(), body.size());
        return body.size();
    }

    void on_finish_impl(error_code&) override {}

    /// RFC 9112, section 3.2: the absolute form is taken too; "" for what is neither.
    static std::string origin_form(std::string_view target) {
        if (target.starts_with('/') || target == "*") return std::string(target);
        for (std::string_view const scheme : {"http://", "https://"}) {
            if (!base::equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
            auto const end = target.find_first_of("/?", scheme.size());
            if (end == std::string_view::npos) return "/";
            return (target[end] == '?' ? "/" : "") + std::string(target.substr(end));
        }
        return {};
    }

    std::size_t header_limit_;
    std::size_t header_bytes_ = 2; // the blank line
    int hosts_ = 0;
    bool line_seen_ = false;
};

} // namespace easel::http::detail
