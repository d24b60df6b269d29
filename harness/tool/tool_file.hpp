#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "yaml/node.hpp"
#include "yaml/shape.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The description of a tool under test: where it is, what it was told, how it shows what it did.
namespace easel::tool {

using base::Duration;

struct Registration {
    std::string client_id;
    std::vector<std::string> deployments;
    std::string issuer = {};    ///< "" : the platform's own; "other" or a URL: that of another platform
    std::string jwks_url = {};  ///< "" : as for the others
};

struct Lti13 {
    std::string login_url;
    std::vector<std::string> redirect_uris;
    std::string target_link_uri;
    std::string jwks_url;  ///< or `public_jwk`
    base::json::value public_jwk;
    std::string registration_url; ///< Dynamic Registration; "" : none
    std::vector<Registration> registrations;
};

/// One consumer key and what is signed with it.
struct SharedKey {
    std::string consumer_key;
    std::string shared_secret;
};

/// The tool's LTI 1.1 side.
struct Lti11 {
    std::string launch_url;
    std::vector<SharedKey> keys;   ///< what the tool knows; at least one
    bool oauth_compliant = false;  ///< Canvas's setting for this tool: the launch URL's query is not copied into the form
};

/// The tool's own configurations, as an admin would fetch them. May begin with {tool}; "" : none.
struct Configurations {
    std::string xml_url;  ///< a Common Cartridge link (LTI 1.1)
    std::string json_url; ///< a developer key's JSON
};

/// What the tool was told about its platform. Port 0 and no issuer: any free port (bundled tool).
struct PlatformSettings {
    std::uint16_t port = 0;
    std::string issuer;
    std::string authorization_query; ///< of the authorization endpoint that the tool was told; "" : it has none
};

struct Start {
    bool bundled = false;  ///< the reference tool inside this process; shares clock and seed
    std::string defect;    ///< for the bundled tool: a defect id, "" or "none": correct
    std::string variant;   ///< likewise: an unusual way of being right, "" or "none": as usual
    std::vector<std::string> command;
    std::string ready;  ///< URL that answers below 500 once the tool is up
    Duration within{30'000};
    std::map<std::string, std::string> environment;
};

/// A page of the tool that a target_link_uri can open.
struct Resource {
    std::string url;     ///< may begin with {tool}
    std::string marker;  ///< regular expression that this page alone shows
};

struct Oracle {
    std::vector<std::string> accept_markers;  ///< regular expressions over the final body
    std::vector<std::string> reject_markers;
    std::vector<std::string> teacher_markers;
    std::vector<std::string> student_markers;
    std::string probe_url;  ///< session probe; "" : none
    int probe_ok = 200;
    std::string user_marker;
    std::string roster_marker;  ///< captures how many people a roster has
    std::string result_marker;  ///< captures a result: a fraction, or a percentage with its %
    std::string error_marker;
    std::vector<Resource> resources;
    bool state_check_in_browser = false;  ///< state_check: client_js
};

struct Policy {
    bool anonymous_accepted = false;
    bool deployment_auto = false;
    bool context_required = false;
    bool embedded = true;  ///< embed: the tool lives in the platform's frame; false: in a window of its own
    std::vector<std::string> trusted_audiences = {};  ///< that a token may name beside the tool
    std::vector<std::string> dl_types;  ///< content item types that a deep link may hold; empty: not told
};

struct Limits {
    Duration page{10'000};
    Duration service{15'000};
    Duration retry{60'000};
    Duration quiet{30'000};
    Duration person{300'000};
};

/// How one action of the tool is triggered.
struct Action {
    enum class Form { http, command, form, ask, automatic } form = Form::automatic;
    std::string method = "POST";
    std::string url;            ///< may hold {final_url_origin}, {final_url}, {capture.NAME} and ${parameters}
    base::json::object fields;  ///< form fields; values may hold ${parameters}
    std::string body;
    std::string body_type;
    std::vector<std::string> command;
    std::string select;  ///< form: CSS-like selectors "#id", "name=value"
    std::string other;   ///< form: what is chosen instead by steps that want a second thing
    std::string submit;
    std::string ask;                             ///< text for a person
    std::map<std::string, std::string> capture;  ///< name -> regular expression with one group, over the final page
    std::optional<double> expect_fraction;
};

struct ToolFile {
    std::string name;
    std::string file;                         ///< as shown
    std::map<std::string, std::string> vars;  ///< declared variables with their defaults, --set applied
    std::optional<Lti13> lti13;
    std::optional<Lti11> lti11;
    Configurations configuration;
    PlatformSettings platform;
    std::optional<Start> start;
    Oracle oracle;
    Policy policy;
    std::map<std::string, bool> features;
    /// Says that the tool does not have it.
    [[nodiscard]] bool denies(std::string const& feature) const {
        auto const said = features.find(feature);
        return said != features.end() && !said->second;
    }
    std::vector<std::string> placements; ///< where the tool shows, by Canvas's names
    /// The bundled tool shows everywhere.
    [[nodiscard]] bool shows_at(std::string_view placement) const {
        if (placements.empty() && start && start->bundled) return true;
        return std::find(placements.begin(), placements.end(), placement) != placements.end();
    }
    std::map<std::string, Action> actions;
    Limits limits;
    std::string ca_file;  ///< authorities to trust for https tools
};

/// Values from the command line and the environment.
struct Settings {
    std::map<std::string, std::string> vars;     ///< --set
    std::map<std::string, std::string> secrets;  ///< --secret, as ${secret.NAME}
};

/// Reads a tool file; `${env.NAME}`, `${vars.NAME}`, `${secret.NAME}` are replaced at once, other expressions stay for
/// the action that holds them. Everything wrong becomes a problem at its place.
[[nodiscard]] ToolFile read_tool_file(
    yaml::Document const& document, Settings const& settings, yaml::Problems& problems
);

[[nodiscard]] yaml::Shape const& tool_file_shape();
/// JSON Schema (draft-07), as `easel schema tool` prints it.
[[nodiscard]] base::json::object tool_file_schema();
/// The fixed action names.
[[nodiscard]] std::vector<std::string> const& action_names();

}  // namespace easel::tool
