#include "platform/platform.hpp"

#include "base/bounded.hpp"

namespace easel::platform {
namespace {

/// A launch that is forgotten is found by its registration, as any request is that names none.
constexpr std::size_t most_opened = 1'000;
constexpr std::size_t most_invited = 100;

} // namespace

base::Result<lti13::LoginInitiation> Stage::open(lti13::LaunchIntent const& intent, std::string const& client_id) {
    auto const issuer = issuers.find(client_id);
    if (issuer == issuers.end()) {
        return base::Fault{base::FaultKind::internal, "no issuer for client " + client_id, name};
    }
    auto login = lti13::open_launch(world, *issuer->second, launches, intent, time->now());
    if (!login) return login;
    auto const now = time->now();
    base::make_room(
        opened, most_opened, [](base::Instant) { return false; }, [](base::Instant at) { return at; }
    );
    opened.emplace(login->verifier, now);
    return login;
}

base::Result<lti11::Launch> Stage::open_lti11(lti13::LaunchIntent const& intent) {
    if (issuers.empty()) return base::Fault{base::FaultKind::internal, "nobody is the platform here", name};
    auto launch = lti11::open_launch(world, *issuers.begin()->second, intent, time->now());
    if (launch) openers.remember(world, *launch);
    return launch;
}

oauth1::Freshness Stage::freshness() {
    if (!time->is_virtual()) {
        base::Random random(base::system_entropy());
        return {lti11::fresh_nonce(random), time->tool_now()};
    }
    world::touch_rest(world); // nonces must not come again after a restart
    return {lti11::fresh_nonce(world.random), time->tool_now()};
}

registration::Begun Stage::invite(
    std::shared_ptr<lti13::Issuer> issuer, registration::Invitation const& invitation
) {
    auto begun = registration::begin(world, *issuer, invitation, time->now());
    if (invited.size() >= most_invited) invited.pop_front();
    invited.emplace_back(begun.uuid, std::move(issuer));
    return begun;
}

} // namespace easel::platform
