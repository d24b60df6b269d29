#include "platform/platform.hpp"

namespace easel::platform {

base::Result<lti13::LoginInitiation> Stage::open(lti13::LaunchIntent const& intent, std::string const& client_id) {
    auto const issuer = issuers.find(client_id);
    if (issuer == issuers.end()) {
        return base::Fault{base::FaultKind::internal, "no issuer for client " + client_id, name};
    }
    auto login = lti13::open_launch(world, *issuer->second, launches, intent, time->now());
    if (login) opened.insert(login->verifier);
    return login;
}

} // namespace easel::platform
