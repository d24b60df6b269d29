// A tool file from a Canvas developer key's JSON, read as Canvas reads it.
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/json_place.hpp"
#include "cli/init_draft.hpp"
#include "cli/source.hpp"
#include "cli/suites.hpp"
#include "tool_config/tool_config.hpp"

#include <fstream>
#include <iostream>

namespace easel::cli {
namespace {

namespace json = base::json;

Draft draft_of(tool_config::Configuration const& configuration) {
    auto const& [internal, key, tool] = configuration;
    Draft draft;
    draft.name = tool.title;
    draft.login_url = tool.login_url;
    draft.redirect_uris = key.redirect_uris;
    draft.target_link_uri = tool.target_link_uri;
    draft.jwks_url = key.public_jwk_url;
    if (draft.jwks_url.empty() && key.public_jwk) draft.public_jwk = *key.public_jwk;
    for (auto const& scope : key.scopes) note_scope(draft, scope);
    for (auto const& placement : tool.placements)
        draft.deep_linking = draft.deep_linking || placement.message_type == "LtiDeepLinkingRequest";
    return draft;
}

/// Canvas takes any text for an address; a tool file wants a URL.
void check_addresses(Draft const& draft, std::string const& text, std::string const& file, yaml::Problems& problems) {
    auto const check = [&](std::string const& address, char const* pointer) {
        if (base::parse_url(address)) return;
        problems.push_back({check::place_in_json(text, pointer, file), "'" + address + "' is no http or https URL", "", "bad-url"});
    };
    check(draft.login_url, "/oidc_initiation_url");
    check(draft.target_link_uri, "/target_link_uri");
    if (!draft.jwks_url.empty()) check(draft.jwks_url, "/public_jwk_url");
}

} // namespace

Drafted draft_from_json(Init const& options) {
    auto const& source = options.from_json;
    auto const read_there = read_source(source, "application/json", options.ca_file);
    if (!read_there) {
        std::cerr << "easel: " << to_string(read_there.error()) << "\n";
        return {std::nullopt, read_there.error().kind == base::FaultKind::unreachable ? exit_unreachable : exit_bad_file};
    }
    auto const* const text = &read_there->text;
    yaml::Document document;
    document.file = source;
    document.source = std::make_shared<std::string const>(*text);
    yaml::Problems problems;
    auto const parsed = base::parse_json(*text);
    std::optional<Draft> draft;
    if (!parsed) {
        auto trouble = check::json_trouble(parsed.error().message, *text, source);
        problems.push_back({std::move(trouble.at), std::move(trouble.message), "", "not-json"});
    } else {
        auto const read = tool_config::read(*parsed, {});
        for (auto const& complaint : read.complaints)
            problems.push_back({check::place_in_json(*text, complaint.pointer, source), complaint.message, "", base::replace_all(complaint.field, "_", "-")});
        if (read.configuration) {
            draft = draft_of(*read.configuration);
            draft->source = "from " + (is_url(source) ? source : source.substr(source.rfind('/') + 1));
            check_addresses(*draft, *text, source, problems);
        }
    }
    if (!problems.empty()) {
        print_problems(problems, {document});
        return {std::nullopt, exit_bad_file};
    }
    return {draft, exit_ok};
}

} // namespace easel::cli
