#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "cli/options.hpp"
#include "yaml/node.hpp"

#include <optional>
#include <string>
#include <vector>

/// What `easel init` has learned of a tool, and the files that it writes.
namespace easel::cli {

struct Draft {
    std::string source; ///< "asked", "from key.json": for the file's first line
    std::string name;
    std::string login_url; ///< "" : it speaks LTI 1.1 alone
    std::vector<std::string> redirect_uris;
    std::string target_link_uri;
    std::string jwks_url;
    base::json::value public_jwk; ///< null: none
    std::string registration_url;
    std::string client_id = "10000000000001";
    std::string deployment = "1:8865aa05b4b79b64a91a86042e43af5ea8ae79eb";
    std::string launch_url; ///< of LTI 1.1, where there is no login_url
    std::string consumer_key = "easel";
    std::string shared_secret = "secret";
    bool outcomes = true;
    bool deep_linking = false;
    bool ags = false;
    bool nrps = false;
    std::string command; ///< that starts the tool; "" : it runs already
};

/// The tool file, with comments on the hints that are worth adding.
[[nodiscard]] std::string tool_file_text(Draft const& draft, Init const& options);
[[nodiscard]] std::string workflow_text(std::string const& tool_file);

/// What came of looking for a draft: it, or the exit code; what was wrong has been printed.
struct Drafted {
    std::optional<Draft> draft;
    int exit_code = 0;
};
/// By asking on the terminal, or whoever writes to standard input.
[[nodiscard]] Drafted ask_for_draft(Init const& options);
/// From a developer key's JSON.
[[nodiscard]] Drafted draft_from_json(Init const& options);
/// By Dynamic Registration.
[[nodiscard]] Drafted draft_by_registration(Init const& options);

/// What a configuration's scopes and placements say of its features.
void note_scope(Draft& draft, std::string_view scope);

} // namespace easel::cli
