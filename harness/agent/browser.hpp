#pragma once

#include "base/url.hpp"
#include "http/client.hpp"
#include "traffic/exchange.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The user's browser: cookies, redirects, forms that post themselves. It runs no scripts.
namespace easel::agent {

template <class T>
using awaitable = http::awaitable<T>;

/// What the browser does with cookies of a page in another site's frame. @par Source requirements A.7, H3
enum class FrameCookies {
    allow,
    block,      ///< neither kept nor sent
    partition,  ///< those marked `Partitioned` only
};

struct Cookie {
    std::string name;
    std::string value;
    std::string host;
    std::string path = "/";
    bool host_only = true;
    bool secure = false;
    bool partitioned = false;
    std::optional<base::Instant> expires;
};

/// Cookies of one browser profile. Loopback counts as a trustworthy origin, so `Secure` cookies are kept and sent
/// there; a `SameSite=None` cookie without `Secure` is dropped; ports do not matter. @par Source feasibility.md E; RFC
/// 6265
class CookieJar {
  public:
    void store(
        base::Url const& from, std::string_view set_cookie, base::Instant now, FrameCookies mode = FrameCookies::allow
    );
    /// The Cookie header for a request, or "".
    [[nodiscard]] std::string header_for(
        base::Url const& to, base::Instant now, FrameCookies mode = FrameCookies::allow
    ) const;
    void set(Cookie cookie);
    void clear() { cookies_.clear(); }
    [[nodiscard]] std::vector<Cookie> const& cookies() const { return cookies_; }

  private:
    std::vector<Cookie> cookies_;
};

/// An HTML form as found in a page.
struct Form {
    std::string action;  ///< resolved against the page
    std::string method = "GET";
    base::Fields fields;          ///< what a submit would send, without any submit button's value
    bool submits_itself = false;  ///< a script in the page submits it
    std::string id;
    struct Control {
        std::string tag, type, name, value, id;
    };
    std::vector<Control> controls;
};
[[nodiscard]] std::vector<Form> find_forms(std::string_view html, base::Url const& page);
/// Where `<meta http-equiv=refresh>` or a plain `location = "..."` leads, if anywhere.
[[nodiscard]] std::optional<std::string> find_refresh(std::string_view html);
/// Text a person would see: scripts, styles and tags dropped, entities decoded, blanks folded.
[[nodiscard]] std::string visible_text(std::string_view html);
/// Whether the first element of `markup` is an element of the page, with all its attributes: not where it is text, in
/// an attribute's value, a comment or a script.
[[nodiscard]] bool has_markup(std::string_view html, std::string_view markup);

/// A request the browser is about to send; a hook may change it.
struct Outgoing {
    base::Url url;
    http::Request request;
    base::Fields form;  ///< of a form post; used instead of `request.body`
    bool from_form = false;
};

/// Where a navigation ended.
struct Page {
    base::Url url;
    http::Response response;
    std::vector<std::string> chain;  ///< every URL requested, first to last
    std::vector<int> hops;           ///< numbers of the exchanges it made with tool or platform
    bool needs_script = false;       ///< ended on a page that only a script could leave
    std::string trouble;             ///< why it ended early (limit, connection); "" normally
    bool stopped_by_hook = false;
};

class Browser {
  public:
    struct Hooks {
        /// Before each request; false stops the navigation there (nothing is sent).
        std::function<bool(Outgoing&)> before_send;
        /// What a request is for; default: CallKind::page to the tool.
        std::function<traffic::CallKind(Outgoing const&)> kind_of;
    };
    /// What becomes of a request that was held.
    enum class Held {
        sent,
        sent_again,  ///< and held once more before its answer is followed
        dropped,     ///< the navigation ends as if a hook had stopped it
    };
    struct Settings {
        /// Waited for with every request when it is complete: somebody may look at it and change it. Null: nobody does.
        std::function<awaitable<Held>(Outgoing&)> hold;
        http::ClientLimits limits;
        int max_redirects = 10;
        std::string platform_origin;  ///< requests there are recorded by the platform itself
        std::function<base::Instant()> now;
        FrameCookies frame_cookies = FrameCookies::allow;  ///< for the tool, which the platform's page frames
    };

    /// `log` receives the exchanges with the tool; `client` and `log` must outlive the browser.
    Browser(http::Client& client, traffic::Log& log, Settings settings);

    [[nodiscard]] CookieJar& jar() { return jar_; }
    /// From now on; what the jar holds stays in it.
    void treat_frame_cookies(FrameCookies mode) { settings_.frame_cookies = mode; }
    [[nodiscard]] FrameCookies frame_cookies() const { return settings_.frame_cookies; }

    /// Opens a URL and follows redirects, self-submitting forms, refreshes and PyLTI1p3-like cookie checks to the end.
    [[nodiscard]] awaitable<Page> get(base::Url url, Hooks hooks = {});
    [[nodiscard]] awaitable<Page> post(base::Url url, base::Fields form, Hooks hooks = {});
    /// One request with any method and body, then redirects as above.
    [[nodiscard]] awaitable<Page> request(base::Url url, http::Request request, Hooks hooks = {});

  private:
    [[nodiscard]] awaitable<Page> navigate(Outgoing next, Hooks hooks);
    http::Client& client_;
    traffic::Log& log_;
    Settings settings_;
    CookieJar jar_;
};

}  // namespace easel::agent
