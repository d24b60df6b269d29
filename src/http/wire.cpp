#include "http/wire.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <initializer_list>
#include <string_view>

namespace easel::http::detail {

namespace {

/// RFC 9110, section 5.6.2.
constexpr auto is_token = [] {
    std::array<bool, 256> table{};
    for (char c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (char c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (char const c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<std::size_t>(c)] = true;
    return table;
}();

bool is_token_char(char c) {
    return is_token[static_cast<unsigned char>(c)];
}

bool is_value_char(char c) {
    return (static_cast<unsigned char>(c) >= 0x20 || c == '\t') && c != 0x7f;
}

/// The characters that are wanted. Nearly always all are, which a loop without a way out tells fastest.
template <typename Wanted>
void append_if(std::string& out, std::string_view text, Wanted wanted) {
    bool all = true;
    for (char const c : text) all &= wanted(c);
    if (all) {
        out += text;
    } else {
        std::copy_if(text.begin(), text.end(), std::back_inserter(out), wanted);
    }
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    auto const start = out.size();
    append_if(out, name, [](char c) { return is_token_char(c); });
    if (out.size() == start) return;
    out += ": ";
    append_if(out, value, [](char c) { return is_value_char(c); });
    out += "\r\n";
}

void append_number(std::string& out, std::size_t number) {
    std::array<char, 24> digits{};
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_length(std::string& out, std::size_t length) {
    out += "Content-Length: ";
    append_number(out, length);
    out += "\r\n";
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> ours) {
    return std::any_of(ours.begin(), ours.end(), [&](auto one) { return base::equals_ignoring_case(name, one); });
}

/// A target that cannot end the request line: blanks and control characters are percent-encoded.
void append_target(std::string& out, std::string_view target) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    if (target.empty()) out += '/';
    for (char const c : target) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte != 0x7f) {
            out += c;
            continue;
        }
        out += '%';
        out += hex[byte >> 4U];
        out += hex[byte & 15U];
    }
}

} // namespace

bool status_has_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

std::string response_head(Response const& response, Framing framing) {
    std::string out;
    out.reserve(256 + 64 * response.headers.fields().size() + std::min(response.body.size(), small_body));
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(std::clamp(response.status, 100, 999)));
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\n";
    for (auto const& [name, value] : response.headers.fields())
        if (!is_one_of(name, {"Content-Length", "Transfer-Encoding", "Connection"})) append_field(out, name, value);
    if (status_has_body(response.status) && !framing.open_ended) append_length(out, response.body.size());
    if (framing.close) {
        out += "Connection: close\r\n";
    } else if (framing.announce_keep_alive) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
    return out;
}

std::string request_head(Request const& request, base::Url const& url, bool keep_alive, std::string_view host) {
    std::string out;
    out.reserve(256 + 64 * request.headers.fields().size() + url.path.size() + url.query.size());
    append_if(out, request.method, [](char c) { return is_token_char(c); });
    out += ' ';
    append_target(out, url.target());
    out += " HTTP/1.1\r\n";
    auto const origin = url.origin();
    append_field(out, "Host", host.empty() ? std::string_view(origin).substr(url.scheme.size() + 3) : host);
    if (!request.headers.has("User-Agent")) out += "User-Agent: easel\r\n";
    for (auto const& [name, value] : request.headers.fields())
        if (!is_one_of(name, {"Host", "Content-Length", "Transfer-Encoding", "Connection"}))
            append_field(out, name, value);
    bool const bodiless = request.body.empty() && is_one_of(request.method, {"GET", "HEAD", "OPTIONS", "TRACE"});
    if (!bodiless) append_length(out, request.body.size());
    out += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
    return out;
}

std::string size_text(std::size_t bytes) {
    constexpr std::size_t kilo = 1024;
    if (bytes != 0 && bytes % (kilo * kilo) == 0) return std::to_string(bytes / (kilo * kilo)) + " MB";
    if (bytes != 0 && bytes % kilo == 0) return std::to_string(bytes / kilo) + " KB";
    return std::to_string(bytes) + " bytes";
}

std::string span_text(base::Duration span) {
    if (span.count() != 0 && span.count() % 1000 == 0) return std::to_string(span.count() / 1000) + " s";
    return std::to_string(span.count()) + " ms";
}

} // namespace easel::http::detail
