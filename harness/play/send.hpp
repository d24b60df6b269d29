#pragma once

#include "base/codec.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "http/message.hpp"
#include "lti13/issuer.hpp"
#include "play/texts.hpp"
#include "world/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a `send` step puts on the wire. Used inside this module; sending.cpp plays the step.
namespace easel::play {

/// The parameters of a send step, by name.
struct Parameters {
    base::json::object const& all;

    [[nodiscard]] base::json::value const* find(std::string_view name) const { return all.if_contains(name); }
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    [[nodiscard]] base::json::object const* object(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name, bool otherwise) const;
    [[nodiscard]] int integer(std::string_view name, int otherwise) const;
    [[nodiscard]] base::Duration span(std::string_view name) const;
};

/// What the probe signs with, and for whom.
struct Signer {
    jose::Key key;
    std::string kid;
    std::string audience; ///< of client assertions
};

/// Who sends what, where and when.
struct Sender {
    world::World& world;
    lti13::Issuer& issuer;
    std::string client_id;
    Parameters parameters;
    base::Instant now; ///< what a tool's clock shows
    base::Random& random;
    Signer signer;
};

/// The request of a step that is one call, complete but for its bearer token; `takes_token`: one goes with it.
struct Call {
    http::Request request;
    bool takes_token = true;
};
/// Nothing for a kind that is more than one call ("launch") or is none.
[[nodiscard]] std::optional<Call> build_call(std::string_view kind, Sender const& sender);

/// A request to the Outcomes service of LTI 1.1.
[[nodiscard]] Call outcome_call(Sender const& sender);
/// As a launch of the user would hand it to the tool, by default the assignment's.
[[nodiscard]] std::string sourcedid_for(
    world::World& world, world::Assignment const& assignment, world::User const& user, world::Tool const* tool
);

/// Scopes as they are written out in a token: "score" is an AGS scope, "contextmembership.readonly" that of the roster.
[[nodiscard]] std::string whole_scope(std::string const& written);
/// All that this Easel can serve.
[[nodiscard]] std::vector<std::string> service_scopes();

/// Makes the changes that JSON pointers lead to; what is wrong with one, or nothing.
[[nodiscard]] std::optional<std::string> change_document(
    base::json::value& document, base::json::object const* changes
);

/// What `token:` beside a call asks for; nothing: no Authorization header.
[[nodiscard]] std::optional<std::string> bearer_token(Sender const& sender);
/// The form of a client_credentials grant, with the changes that the step asks for.
[[nodiscard]] base::Fields token_form(Sender const& sender);

/// The value of the session cookie that `user` has in the browser; "" for nobody.
[[nodiscard]] std::string session_of(world::World& world, std::string_view user);

/// "roles" -> "https://purl.imsglobal.org/spec/lti/claim/roles"; also the claims of deep linking.
[[nodiscard]] std::string claim_named(std::string_view name);

} // namespace easel::play
