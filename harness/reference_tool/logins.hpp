#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "http/message.hpp"
#include "reference_tool/switches.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace easel::reference_tool {

/// One login on its way: begun here, not yet come back as a launch.
struct Login {
    std::size_t registration = 0; ///< index into the tool's registrations
    std::string state;
    std::string nonce;
    std::string binding; ///< secret value of the state cookie; ties the login to one browser
    std::string storage_target; ///< where the platform offers its storage; "" : nowhere
    std::string target; ///< what the unsigned login wanted opened; believed by a defect only
    base::Instant begun_at;
    bool finished = false; ///< led to a launch; only a defect keeps it then
    base::Fields held; ///< the launch, while the browser's share is asked for; empty: none
};

/// What a launch brings instead of the login's cookie.
struct Share {
    std::string const* proof = nullptr; ///< from the platform's storage
    bool names_parent = false;          ///< its form offers the storage of the window around it
};

/// Logins under way and nonces sent. A state serves once, in the browser that began it, within ten minutes; a nonce
/// serves once, together with its state.
/// @par Source Security Framework 5.1.1.4, 5.1.3-9 and 7.3.1
class LoginBook {
  public:
    Login begin(
        std::size_t registration,
        base::Random& random,
        base::Instant now,
        Switches const& defects,
        std::string storage_target = {},
        std::string target = {}
    );

    /// Takes the login that a launch belongs to, or says why there is none. The login is gone afterwards, so that of
    /// two launches that arrive together one at most goes on.
    struct Claim {
        bool accepted = false;
        std::optional<Login> login; ///< absent in an accepted claim only where a defect looks away
        bool nonce_counts = true;   ///< false only where a defect looks away
        bool any_login = false;     ///< the nonce may be another login's; true only where a defect looks away
        bool wants_proof = false; ///< refused for now: the share of this browser may lie in the platform's storage
        std::string reason;
    };
    Claim claim(
        std::string const* state,
        http::Headers const& headers,
        base::Instant now,
        Switches const& defects,
        Share const& share = {}
    );
    /// Keeps the form of a launch that wants proof; false when too many are kept.
    bool hold(std::string_view state, base::Fields form);
    /// The form kept for that state; empty: none.
    [[nodiscard]] base::Fields held(std::string_view state) const;

    /// True when the nonce of a verified token is the login's and was not seen before; it is used up then.
    /// @param until  how long the token that carries it stays valid
    bool use_nonce(
        std::string_view nonce, Claim const& claim, base::Instant now, base::Instant until, Switches const& defects
    );

    /// Ends a login by hand; only a defect has to.
    void end(std::string const& state) { pending_.erase(state); }
    [[nodiscard]] std::size_t pending() const { return pending_.size(); }

    static std::string cookie_name(std::string_view state, Switches const& defects);

  private:
    struct Nonce {
        base::Instant forget_at;
        std::optional<base::Instant> used_at;
    };
    void forget_old(base::Instant now, Switches const& defects);

    std::map<std::string, Login, std::less<>> pending_; ///< by state
    std::map<std::string, Nonce, std::less<>> nonces_;
    std::uint64_t counter_ = 0; ///< for the defects that count instead of drawing
};

/// The cookies of a request.
[[nodiscard]] base::Fields cookies_of(http::Headers const& headers);
/// A Set-Cookie value that browsers keep inside a platform's frame; `max_age` 0 removes it, nothing: until they close.
/// @par Source requirements SEC-001 to SEC-003
[[nodiscard]] std::string make_cookie(
    std::string_view name,
    std::string_view value,
    std::string_view path,
    std::optional<int> max_age = {},
    Switches const& defects = Switches()
);

} // namespace easel::reference_tool
