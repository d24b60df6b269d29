#include "reference_tool/logins.hpp"

#include "base/text.hpp"
#include "jose/key.hpp"

#include <algorithm>

namespace easel::reference_tool {
namespace {

constexpr base::Duration login_lifetime{10 * 60'000};
constexpr std::size_t most_pending = 10'000;
constexpr std::string_view cookie_prefix = "easel_login_";

LoginBook::Claim refuse(std::string reason) {
    LoginBook::Claim claim;
    claim.reason = std::move(reason);
    return claim;
}

LoginBook::Claim accept(std::optional<Login> login) {
    LoginBook::Claim claim;
    claim.accepted = true;
    claim.login = std::move(login);
    return claim;
}

std::string counted(std::uint64_t number) {
    std::string digits = std::to_string(number);
    return std::string(12 - std::min<std::size_t>(12, digits.size()), '0') + digits;
}

} // namespace

std::string LoginBook::cookie_name(std::string_view state, Switches const& defects) {
    if (defects.broken("one-login-cookie-for-all")) return std::string(cookie_prefix);
    return std::string(cookie_prefix) + std::string(state.substr(0, 16));
}

void LoginBook::forget_old(base::Instant now, Switches const& defects) {
    if (defects.broken("logins-never-end")) return;
    std::erase_if(pending_, [&](auto const& entry) { return entry.second.begun_at + login_lifetime <= now; });
    std::erase_if(nonces_, [&](auto const& entry) { return entry.second.forget_at <= now; });
    // Logins that nobody finishes must not fill the memory.
    while (pending_.size() > most_pending) {
        auto const oldest = std::min_element(pending_.begin(), pending_.end(), [](auto const& a, auto const& b) {
            return a.second.begun_at < b.second.begun_at;
        });
        nonces_.erase(oldest->second.nonce);
        pending_.erase(oldest);
    }
}

Login LoginBook::begin(
    std::size_t registration,
    base::Random& random,
    base::Instant now,
    Switches const& defects,
    std::string storage_target,
    std::string target
) {
    forget_old(now, defects);
    Login login;
    login.registration = registration;
    login.target = std::move(target);
    login.begun_at = now;
    login.storage_target = std::move(storage_target);
    ++counter_;
    login.state = defects.broken("counts-states") ? counted(counter_) : random.hex(40);
    login.nonce = defects.broken("counts-nonces") ? counted(counter_) : random.hex(40);
    login.binding = random.hex(40);
    pending_.insert_or_assign(login.state, login);
    nonces_.insert_or_assign(login.nonce, Nonce{now + login_lifetime, {}});
    return login;
}

LoginBook::Claim LoginBook::claim(
    std::string const* state,
    http::Headers const& headers,
    base::Instant now,
    Switches const& defects,
    Share const& share
) {
    forget_old(now, defects);
    auto const cookies = cookies_of(headers);
    bool const no_cookies =
        std::none_of(cookies.begin(), cookies.end(), [](auto const& c) { return c.first.starts_with("easel_"); });
    if (defects.broken("skips-checks-without-cookies") && no_cookies) {
        auto claim = accept({});
        claim.nonce_counts = false;
        return claim;
    }
    if (state == nullptr || state->empty()) {
        if (defects.broken("accepts-missing-state")) return accept({});
        return refuse("The state is missing.");
    }
    auto const found = pending_.find(*state);
    if (found == pending_.end()) {
        if (defects.broken("accepts-unknown-state")) return accept({});
        auto const* said = base::find(cookies, cookie_name(*state, defects));
        if (defects.broken("believes-state-cookies") && said != nullptr && *said == *state) return accept({});
        return refuse("The state is not that of a login under way.");
    }
    auto const* binding = base::find(cookies, cookie_name(*state, defects));
    bool const same_browser = binding != nullptr && jose::equal_in_constant_time(*binding, found->second.binding);
    bool const proven = share.proof != nullptr && jose::equal_in_constant_time(*share.proof, found->second.binding);
    bool const believed = defects.broken("state-not-bound-to-browser") ||
                          (defects.broken("trusts-storage-target") && share.names_parent && no_cookies);
    if (!same_browser && !proven && !believed) {
        auto refused = refuse("This browser did not begin the login.");
        refused.wants_proof = share.proof == nullptr && binding == nullptr && !found->second.storage_target.empty();
        refused.login = found->second;
        return refused;
    }
    auto claim = accept(found->second);
    if (defects.broken("states-serve-again")) {
        claim.any_login = found->second.finished;
        found->second.finished = true;
        return claim;
    }
    bool const kept = defects.broken("accepts-tokens-again") || defects.broken("forgets-nonces-soon") ||
                      defects.broken("ends-logins-late");
    if (!kept) pending_.erase(found);
    return claim;
}

bool LoginBook::hold(std::string_view state, base::Fields form) {
    constexpr std::size_t most_held = 1'000;
    auto const found = pending_.find(state);
    auto const kept = std::count_if(pending_.begin(), pending_.end(), [](auto const& entry) { return !entry.second.held.empty(); });
    if (found == pending_.end() || static_cast<std::size_t>(kept) >= most_held) return false;
    found->second.held = std::move(form);
    return true;
}

base::Fields LoginBook::held(std::string_view state) const {
    auto const found = pending_.find(state);
    return found == pending_.end() ? base::Fields() : found->second.held;
}

bool LoginBook::use_nonce(
    std::string_view nonce, Claim const& claim, base::Instant now, base::Instant until, Switches const& defects
) {
    if (!claim.nonce_counts) return true;
    if (nonce.empty()) return defects.broken("accepts-missing-nonce");
    auto const known = nonces_.find(nonce);
    bool const sent = known != nonces_.end();
    bool const used = sent && known->second.used_at.has_value();
    bool fits = claim.login ? nonce == claim.login->nonce : sent;
    if (defects.broken("ignores-nonce")) fits = true;
    if (claim.any_login && sent) fits = true;
    if (defects.broken("nonce-not-bound-to-login") && sent) fits = true;
    if (defects.broken("accepts-any-nonce-it-ever-sent") && sent) return true;
    if (!fits) return false;
    if (used && !defects.broken("accepts-tokens-again")) {
        bool const forgotten = *known->second.used_at + base::Duration{10'000} <= now;
        if (!(defects.broken("forgets-nonces-soon") && forgotten)) return false;
    }
    // Kept for as long as the token could come again.
    nonces_.insert_or_assign(std::string(nonce), Nonce{std::max(until, now + login_lifetime), now});
    return true;
}

base::Fields cookies_of(http::Headers const& headers) {
    base::Fields cookies;
    for (auto const& line : headers.all("Cookie")) {
        for (auto const& part : base::split(line, ';')) {
            auto const pair = base::trim(part);
            auto const equals = pair.find('=');
            if (equals != std::string_view::npos) cookies.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
        }
    }
    return cookies;
}

std::string make_cookie(
    std::string_view name,
    std::string_view value,
    std::string_view path,
    std::optional<int> max_age,
    Switches const& defects
) {
    auto text = std::string(name) + "=" + std::string(value) + "; Path=" + std::string(path);
    if (max_age) text += "; Max-Age=" + std::to_string(*max_age);
    text += defects.broken("cookies-without-samesite") ? "; Secure" : "; Secure; SameSite=None";
    if (!defects.broken("cookies-for-scripts")) text += "; HttpOnly";
    if (!defects.broken("cookies-not-partitioned")) text += "; Partitioned";
    return text;
}

} // namespace easel::reference_tool
