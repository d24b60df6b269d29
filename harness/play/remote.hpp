#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "http/client.hpp"
#include "jose/key.hpp"
#include "play/send.hpp"
#include "scenario/scenario.hpp"
#include "verdict/result.hpp"
#include "world/world.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// Another Canvas that the fact cases are played against, over HTTP and as one of its tools.
namespace easel::play {

/// Who we are on that Canvas, and what the default world's names stand for there.
struct Remote {
    std::string origin; ///< of the services, "https://school.instructure.com"
    std::string token_url;
    std::string jwks_url;
    std::string audience; ///< `aud` of assertions
    std::string issuer;
    std::string client_id;
    std::string kid;
    jose::Key key;
    std::vector<std::string> scopes; ///< what the key may ask for
    std::string ca_file;             ///< trusted besides the system's authorities; "" : none

    struct Person {
        world::Id id = 0;   ///< 0: not known
        std::string lti_id; ///< `sub`
    };
    std::map<std::string, world::Id, std::less<>> courses;
    std::map<std::string, world::Id, std::less<>> groups;
    std::map<std::string, Person, std::less<>> users;
    std::map<std::string, world::Id, std::less<>> line_items; ///< of assignments
    std::map<std::string, std::string, std::less<>> link_ids; ///< of assignments

    struct Token {
        std::string text;
        base::Instant until;
    };
    std::map<std::string, Token> tokens; ///< by scopes
};

/// Why a case cannot be played there, in words that go on after "Not judged because"; nothing: it can.
/// @param world  the default world, which tells what a name is
[[nodiscard]] std::optional<std::string> obstacle(
    Remote const& remote, scenario::Case const& played, world::World& world
);

/// Names of assignments whose line items the case needs and the configuration lacks.
[[nodiscard]] std::vector<std::string> missing_line_items(
    Remote const& remote, scenario::Case const& played, world::World& world
);

/// Gives the world's rows the ids that they have there.
void adopt_ids(Remote const& remote, world::World& world);
/// The same for one assignment's line item.
void adopt_line_item(world::World& world, std::string_view assignment, world::Id id);

/// Where a call of this kind goes there: the token URL and the key set have their own addresses and keep the query.
[[nodiscard]] std::string address_of(Remote const& remote, std::string_view kind, std::string const& target);

/// An access token for the scopes, asked for anew when none is left.
[[nodiscard]] http::awaitable<base::Result<std::string>> remote_token(
    Remote& remote, http::Client& client, std::vector<std::string> const& scopes, base::Random& random
);

/// Is it there, does it know us, may we use the courses? A failed check means that nothing can be judged.
[[nodiscard]] http::awaitable<std::vector<verdict::SetupCheck>> check_remote(
    Remote& remote, http::Client& client, std::uint64_t seed
);

} // namespace easel::play
