#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "lti13/issuer.hpp"
#include "traffic/answer.hpp"
#include "world/world.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace easel::lti13 {

/// Whom to launch where. Names are the world's. The context is that of the assignment or link, else the course, else
/// the group, else the account. With a placement the assignment is the one on whose page the placement was opened.
struct LaunchIntent {
    std::string user;       ///< "" : nobody is logged in
    std::string assignment; ///< an external tool assignment; or ""
    std::string course;
    std::string tool;      ///< a tool of the world; "" : that of the assignment or link
    std::string placement; ///< "" for a plain link or assignment launch; decides the message (developer-key.md 3)
    std::string group = {};
    std::string link = {};                        ///< a resource link, as in a module
    std::string module = {};                      ///< the module in which the link, or whose menu, is opened
    bool storage_target = true;                   ///< the page offers platform storage (lti_storage_target)
    std::optional<std::string> message_type = {}; ///< instead of the placement's
    std::string student = {};                     ///< whose card it is (student_context_card)
    std::string masquerader = {};                 ///< the admin who acts as `user`
    std::string editor_contents = {};             ///< of editor_button
    std::string editor_selection = {};
    world::Id content_item = 0; ///< LTI 1.1: the content item that a picker is to edit; 0: a new one
    std::string account = {};   ///< a sub-account that is the context, where no course or group is
    world::Id module_item = 0;  ///< the line of a module that is opened, instead of `assignment`, `link` and `module`
    world::Id resource_link = 0; ///< a link by its number: those that tools made have no name
    std::string url = {};       ///< opened instead of what the link, the placement and the tool say
    bool sessionless = false;   ///< the REST API asked for it: the way back is the context's page
    base::Fields further = {};  ///< LTI 1.1: parameters that whoever asked for it adds
};

/// The payload is fixed when the link is opened and kept for five minutes (lti13-launch.md 3.3).
struct StoredLaunch {
    base::json::object claims; ///< complete but for `nonce` and what is signed with it
    std::string client_id;
    std::string login_hint;
    std::string course; ///< world names
    std::string assignment;
    std::string user;
    base::Instant opened_at;
    std::string legacy_secret; ///< of the LTI 1.1 tool that this one replaced; "" : none
    traffic::Trail rests_on;   ///< facts, for the answer that delivers it
};

/// Stored launches by verifier; each is read once.
using LaunchStore = std::map<std::string, StoredLaunch>;

struct LoginInitiation {
    std::string url;      ///< the tool's oidc_initiation_url
    base::Fields fields;  ///< in Canvas's order; to be posted as a form
    std::string verifier; ///< key into the store
};

/// Builds the whole payload and the login initiation. Refused (FaultKind::bad_file) when the intent names nothing that
/// exists, or what Canvas would not launch. @par Source canvas/lti13-launch.md 2.1, 5, 6
[[nodiscard]] base::Result<LoginInitiation> open_launch(
    world::World& world, Issuer const& issuer, LaunchStore& store, LaunchIntent const& intent, base::Instant now
);

/// The claims of 5.1-5.8 for an intent; `nonce` left out.
[[nodiscard]] base::Result<base::json::object> launch_claims(
    world::World& world, Issuer const& issuer, LaunchIntent const& intent, base::Instant now
);

/// First hop: GET or POST <base>/api/lti/authorize_redirect. @par Source canvas/lti13-launch.md 2.3
[[nodiscard]] traffic::Answer authorize_redirect(Issuer const& issuer, http::Request const& request, base::Instant now);

/// Second hop: GET <base>/api/lti/authorize. `session_user` is the login hint of whoever is logged in to Canvas in that
/// browser ("" : nobody). @par Source canvas/lti13-launch.md 3, in its order and with its overwriting
/// The id_token is signed by the answer's `rest`.
[[nodiscard]] traffic::Answer authorize(
    world::World& world,
    Issuer const& issuer,
    LaunchStore& store,
    http::Request const& request,
    std::string const& session_user,
    base::Instant now
);

/// Does a registered redirect URI cover the requested one? @par Source canvas/lti13-launch.md 3.2
[[nodiscard]] bool redirect_uri_matches(std::string_view registered, std::string_view requested);

/// The verifier inside a lti_message_hint that this issuer signed, whatever its age; used to find the stage.
[[nodiscard]] std::optional<std::string> hint_verifier(Issuer const& issuer, std::string_view hint);

} // namespace easel::lti13
