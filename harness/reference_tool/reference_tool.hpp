#pragma once

#include "base/ids.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "jose/key.hpp"
#include "oauth1/oauth1.hpp"
#include "timing/time.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A correct LTI 1.3 tool, small enough to read in one sitting, with switches that break it in one known way each. Shares
/// nothing with the platform but codecs, JOSE and HTTP.
namespace easel::reference_tool {

/// What the tool was told about one platform.
struct Registration {
    std::string issuer;
    std::string client_id;
    std::vector<std::string> deployments;
    std::string authorization_url;
    std::string token_url;
    std::string jwks_url;
    std::vector<std::string> trusted_audiences = {}; ///< that a token may name beside the tool
};

/// What the tool was told for LTI 1.1.
struct Lti11 {
    std::vector<oauth1::Credentials> keys; ///< every consumer key that it knows; none: it takes no such launch
};

/// One way of being wrong.
struct Defect {
    std::string id;                ///< "accepts-alg-none"
    std::string primary;           ///< the requirement it breaks
    std::vector<std::string> also; ///< requirements that break unavoidably with it
    std::string text;              ///< one sentence
};
[[nodiscard]] std::vector<Defect> const& defects();
[[nodiscard]] Defect const* find_defect(std::string_view id);

/// A requirement that is no defect's `primary`.
struct Unbroken {
    std::string requirement;
    std::string reason; ///< one sentence
};
[[nodiscard]] std::vector<Unbroken> const& unbroken();

/// One way of being right that looks unusual.
struct Variant {
    std::string id;                    ///< "one-shell"
    std::string text;                  ///< one sentence
    std::vector<std::string> silent;   ///< hints of the bundled tool file that say nothing of it: see `hint_kinds`
    std::vector<std::string> may_warn; ///< recommendations that it truly does not follow
    bool tells = true;                 ///< false: nothing whatever shows that it accepts a launch
};
[[nodiscard]] std::vector<Variant> const& variants();
[[nodiscard]] Variant const* find_variant(std::string_view id);
/// "markers", "views", "probe", "user", "error", "posts" (actions by request), "forms" (actions by a form of the page).
[[nodiscard]] std::vector<std::string> const& hint_kinds();

struct Options {
    std::string origin;     ///< "http://127.0.0.1:9001" : its own, for URLs it makes
    std::string base_path;  ///< "" or "/t/<n>"
    std::deque<Registration> registrations; ///< a deque: references stay good while platforms register themselves
    Lti11 lti11 = {};
    std::string defect;     ///< id; "" or "none": correct
    std::string variant;    ///< id; "" or "none": nothing unusual
    std::uint64_t seed = 1; ///< source of state, nonce, jti, session ids
    jose::Key key;          ///< signs client assertions
    std::string kid = "easel-reference-tool-1";
    jose::Key other_key = {}; ///< signs towards every issuer but the first registration's
    std::string other_kid = "easel-reference-tool-other-1";
};

/// One installation of the tool: its sessions, its token cache, its clock.
class Tool {
  public:
    Tool(http::asio::io_context& loop, http::Client& client, std::shared_ptr<timing::Time> time, Options options);
    ~Tool();
    Tool(Tool const&) = delete;
    Tool& operator=(Tool const&) = delete;

    /// Answers a request whose target starts with the base path.
    [[nodiscard]] http::awaitable<http::Response> answer(http::Request request);

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// The key pair that ships with Easel for this tool.
[[nodiscard]] jose::Key fixture_key();
/// The one for further platforms.
[[nodiscard]] jose::Key other_fixture_key();

} // namespace easel::reference_tool
