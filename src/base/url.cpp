#include "base/url.hpp"

#include "base/text.hpp"

#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>

#include <charconv>
#include <vector>

namespace easel::base {
namespace {

Fault bad_url(std::string_view text, std::string message) {
    return Fault{FaultKind::bad_file, std::move(message), std::string(text)};
}

std::uint16_t default_port(std::string_view scheme) {
    return scheme == "https" ? 443 : 80;
}

bool has_control(std::string_view text) {
    for (char const c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
    }
    return false;
}

/// Percent-encodes what must not stand on a request line, as browsers do; everything else stays as it came.
std::string tidy(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        bool const encode =
            static_cast<unsigned char>(c) >= 0x80 || std::string_view(" \"<>\\^`{|}").find(c) != std::string_view::npos;
        if (encode) {
            out += percent_encode(std::string_view(&c, 1));
        } else {
            out += c;
        }
    }
    return out;
}

/// A reference in its five parts (RFC 3986, appendix B); the fragment is dropped.
struct Parts {
    std::string_view scheme;
    bool has_scheme = false;
    std::string_view authority;
    bool has_authority = false;
    std::string_view path;
    std::string_view query;
    bool has_query = false;
};

Parts take_apart(std::string_view text) {
    Parts parts;
    text = text.substr(0, text.find('#'));
    if (auto const mark = text.find('?'); mark != std::string_view::npos) {
        parts.query = text.substr(mark + 1);
        parts.has_query = true;
        text = text.substr(0, mark);
    }
    auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (auto const colon = text.find_first_of(":/");
        colon != std::string_view::npos && text[colon] == ':' && colon > 0 && is_letter(text.front())) {
        parts.scheme = text.substr(0, colon);
        parts.has_scheme = true;
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        auto const end = text.find('/');
        parts.authority = text.substr(0, end);
        parts.has_authority = true;
        text.remove_prefix(parts.authority.size());
    }
    parts.path = text;
    return parts;
}

/// RFC 3986, section 5.2.4, for a path that begins with a slash.
std::string remove_dot_segments(std::string_view path) {
    std::vector<std::string> kept;
    auto const segments = split(path.substr(1), '/');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        auto const plain = replace_all(to_lower(segments[i]), "%2e", ".");  // browsers read %2e as a dot here
        if (plain == "..") {
            if (!kept.empty()) kept.pop_back();
        } else if (plain != ".") {
            kept.push_back(segments[i]);
            continue;
        }
        if (i + 1 == segments.size()) kept.emplace_back();  // a final dot segment leaves its slash
    }
    return "/" + join(kept, "/");
}

Result<Url> read_authority(std::string_view whole, std::string_view scheme, std::string_view authority) {
    Url url;
    url.scheme = to_lower(scheme);
    url.port = default_port(url.scheme);
    if (authority.find('@') != std::string_view::npos) {
        return bad_url(whole, "a URL with a user name or password is not supported");
    }
    std::string_view port;
    if (authority.starts_with('[')) {
        auto const end = authority.find(']');
        if (end == std::string_view::npos) return bad_url(whole, "the bracket around the host is not closed");
        url.host = to_lower(authority.substr(1, end - 1));
        if (!boost::urls::parse_ipv6_address(url.host)) {
            return bad_url(whole, "the host in brackets is no IPv6 address");
        }
        port = authority.substr(end + 1);
        if (!port.empty() && port.front() != ':') return bad_url(whole, "unexpected text after the host");
    } else {
        auto const colon = authority.find(':');
        url.host = to_lower(authority.substr(0, colon));
        if (colon != std::string_view::npos) port = authority.substr(colon);
        for (char const c : url.host) {
            bool const allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
            if (!allowed) return bad_url(whole, "the host has a character that no host name holds");
        }
        if (url.host.empty()) return bad_url(whole, "the URL has no host");
    }
    if (port.size() > 1) {  // a lone colon means the default port (RFC 3986, section 3.2.3)
        port.remove_prefix(1);
        auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
        if (error != std::errc() || end != port.data() + port.size()) {
            return bad_url(whole, "the port is no number up to 65535");
        }
    }
    return url;
}

bool is_http(std::string_view scheme) {
    return equals_ignoring_case(scheme, "http") || equals_ignoring_case(scheme, "https");
}

}  // namespace

std::string Url::origin() const {
    std::string out = scheme + "://";
    out += host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != default_port(scheme)) out += ":" + std::to_string(port);
    return out;
}

std::string Url::target() const {
    return has_query ? path + "?" + query : path;
}

std::string Url::text() const {
    return origin() + target();
}

Result<Url> parse_url(std::string_view text) {
    if (has_control(text)) return bad_url(text, "the URL has a control character");
    auto const parts = take_apart(text);
    if (!parts.has_scheme) return bad_url(text, "the URL is not absolute");
    if (!is_http(parts.scheme)) return bad_url(text, "the URL's scheme is neither http nor https");
    if (!parts.has_authority) return bad_url(text, "the URL has no host");
    auto url = read_authority(text, parts.scheme, parts.authority);
    if (!url) return url.error();
    url->path = parts.path.empty() ? "/" : tidy(parts.path);
    url->query = tidy(parts.query);
    url->has_query = parts.has_query;
    return url;
}

Result<Url> resolve(Url const& base, std::string_view reference) {
    reference = trim(reference);
    if (has_control(reference)) return bad_url(reference, "the URL has a control character");
    auto const parts = take_apart(reference);
    if (parts.has_scheme && (!is_http(parts.scheme) || parts.has_authority)) {
        auto url = parse_url(reference);
        if (url) url->path = remove_dot_segments(url->path);
        return url;
    }
    if (parts.has_scheme && !equals_ignoring_case(parts.scheme, base.scheme)) {
        return bad_url(reference, "the URL has no host");
    }
    Url url = base;
    if (parts.has_authority) {
        auto other = read_authority(reference, base.scheme, parts.authority);
        if (!other) return other.error();
        url = std::move(*other);
    }
    std::string const path = tidy(parts.path);
    if (parts.has_authority || !path.empty()) {
        if (path.empty()) {
            url.path = "/";
        } else if (path.front() == '/') {
            url.path = remove_dot_segments(path);
        } else {
            url.path = remove_dot_segments(base.path.substr(0, base.path.rfind('/') + 1) + path);
        }
    }
    if (parts.has_authority || !path.empty() || parts.has_query) {
        url.query = tidy(parts.query);
        url.has_query = parts.has_query;
    }
    return url;
}

bool is_loopback(std::string_view host) {
    auto const name = to_lower(host);
    if (name == "localhost" || name.ends_with(".localhost")) return true;
    if (auto const address = boost::urls::parse_ipv4_address(name)) return address->is_loopback();
    if (auto const address = boost::urls::parse_ipv6_address(name)) return address->is_loopback();
    return false;
}

}  // namespace easel::base
