#include "agent/browser.hpp"
#include "base/text.hpp"
#include "fuzz/fuzz.hpp"

namespace easel::fuzz {

/// Each line: the URL, a tab, the Set-Cookie value.
void cookies(std::string_view input) {
    constexpr base::Instant now{std::chrono::seconds(1'770'000'000)};
    agent::CookieJar jar;
    while (!input.empty()) {
        auto const line = take_line(input);
        auto const tab = line.find('\t');
        if (tab == std::string_view::npos) continue;
        auto const url = base::parse_url(line.substr(0, tab));
        if (url) jar.store(*url, line.substr(tab + 1), now);
    }
    for (auto const& cookie : jar.cookies()) {
        require(!cookie.name.empty(), "a cookie has a name");
        require(cookie.path.starts_with('/'), "a cookie has a path");
        require(!cookie.expires || *cookie.expires > now, "what is over is gone");
        require(
            cookie.name.find(';') == std::string::npos && cookie.value.find(';') == std::string::npos, "one pair each"
        );
        require(cookie.name.find('=') == std::string::npos, "a name has no equals sign");
        base::Url to;
        to.scheme = "https";
        to.host = cookie.host;
        to.port = 443;
        to.path = cookie.path;
        auto const header = jar.header_for(to, now);
        require(
            ("; " + header + "; ").find("; " + cookie.name + "=" + cookie.value + "; ") != std::string::npos,
            "a cookie goes home"
        );
        if (cookie.host_only && !base::is_loopback(cookie.host)) {
            to.host = "other." + cookie.host + ".example";
            require(
                jar.header_for(to, now).find(cookie.name + "=" + cookie.value) == std::string::npos ||
                    jar.cookies().size() > 1,
                "a cookie stays with its host"
            );
        }
        if (cookie.secure && !base::is_loopback(cookie.host) && jar.cookies().size() == 1) {
            to.scheme = "http";
            to.host = cookie.host;
            require(jar.header_for(to, now).empty(), "a secure cookie does not go in the clear");
        }
    }
}

} // namespace easel::fuzz
