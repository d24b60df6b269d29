#include "cli/init_draft.hpp"

#include "base/text.hpp"
#include "base/url.hpp"

namespace easel::cli {
namespace {

/// A text as YAML takes it in any case: in JSON's quotes.
std::string quoted(std::string const& text) {
    return base::dump(base::json::value(text));
}

/// What another side says is no expression: only whoever runs Easel may name their environment.
std::string plain(std::string const& text) {
    return quoted(base::replace_all(text, "${", "{"));
}
/// The same of a URL, which stays the same URL.
std::string plain_url(std::string const& url) {
    return quoted(base::replace_all(url, "${", "%24{"));
}

std::string word(bool truth) { return truth ? "true" : "false"; }

} // namespace

void note_scope(Draft& draft, std::string_view scope) {
    draft.ags = draft.ags || scope.find("/lti-ags/scope/") != std::string_view::npos;
    draft.nrps = draft.nrps || scope.find("/lti-nrps/scope/") != std::string_view::npos;
}

namespace {

std::string first_lines(Draft const& draft) {
    return "# yaml-language-server: $schema=./easel.tool.schema.json\n"
           "# Written by easel init, " + draft.source + ". docs/tool-file.md has every key.\n"
           "tool: " + plain(draft.name) + "\n";
}

std::string lti11_text(Draft const& draft, std::string const& port) {
    return "lti11:\n"
           "  launch_url: " + plain_url(draft.launch_url) + "\n"
           "  # What your tool knows. The environment keeps a secret out of this file: \"${env.LTI11_SECRET}\".\n"
           "  consumer_key: " + plain(draft.consumer_key) + "\n"
           "  shared_secret: " + quoted(draft.shared_secret) + "\n"
           "  # keys: [{ consumer_key: ..., shared_secret: ... }]   # a second one enables more requirements\n"
           "# Where launches come from. Your tool need not be told: each launch says where its result goes, below\n"
           "#   http://127.0.0.1:" + port + "/api/lti/v1/tools/\n"
           "platform: { port: " + port + ", issuer: \"http://127.0.0.1:" + port + "\" }\n"
           "# What your tool offers; the rest is skipped.\n"
           "features: { outcomes: " + word(draft.outcomes) + " }\n";
}

std::string lti13_text(Draft const& draft, std::string const& port) {
    std::string redirects;
    for (auto const& uri : draft.redirect_uris) redirects += (redirects.empty() ? "" : ", ") + plain_url(uri);
    std::string text = "lti13:\n"
                       "  login_url: " + plain_url(draft.login_url) + "\n"
                       "  redirect_uris: [" + redirects + "]\n"
                       "  target_link_uri: " + plain_url(draft.target_link_uri) + "\n";
    if (!draft.public_jwk.is_null())
        text += "  public_jwk: " + base::replace_all(base::dump(draft.public_jwk), "${", "{") + "\n";
    else if (!draft.jwks_url.empty())
        text += "  jwks_url: " + plain_url(draft.jwks_url) + "\n";
    if (!draft.registration_url.empty()) text += "  registration_url: " + plain_url(draft.registration_url) + "\n";
    text += "  # What your tool knows. A second client id enables more requirements.\n"
            "  registrations:\n"
            "    - { client_id: " + plain(draft.client_id) + ", deployments: [" + plain(draft.deployment) + "] }\n"
            "# Where it speaks LTI 1.1, too:\n"
            "# lti11: { launch_url: ..., consumer_key: ..., shared_secret: ... }\n"
            "# What your tool was told about its platform: the issuer, and the URLs below it\n"
            "#   authorization  http://127.0.0.1:" + port + "/api/lti/authorize_redirect\n"
            "#   token          http://127.0.0.1:" + port + "/login/oauth2/token\n"
            "#   key set        http://127.0.0.1:" + port + "/api/lti/security/jwks\n"
            "platform: { port: " + port + ", issuer: \"http://127.0.0.1:" + port + "\" }\n"
            "# What your tool offers; the rest is skipped.\n"
            "features: { ags: " + word(draft.ags) + ", deep_linking: " + word(draft.deep_linking) + ", dynreg: " +
            word(!draft.registration_url.empty()) + ", nrps: " + word(draft.nrps) + " }\n";
    return text;
}

} // namespace

std::string tool_file_text(Draft const& draft, Init const& options) {
    auto const port = std::to_string(options.port);
    bool const lti11 = draft.login_url.empty();
    auto const target = base::parse_url(lti11 ? draft.launch_url : draft.target_link_uri);
    auto const origin = target ? target->origin() : std::string("http://127.0.0.1:9001");
    auto text = first_lines(draft) + (lti11 ? lti11_text(draft, port) : lti13_text(draft, port));
    if (!options.ca_file.empty()) text += "tls: { ca: " + quoted(options.ca_file) + " }\n";
    if (!draft.command.empty())
        text += "start:\n  command: [sh, -c, " + quoted(draft.command) + "]\n  ready: " + quoted(origin + "/") + "\n";
    else
        text += "# Lets Easel start your tool:\n"
                "# start: { command: [python3, app.py], ready: " + quoted(origin + "/") + " }\n";
    text += "\n"
            "# Hints worth adding: each makes fewer cases inconclusive, none makes a wrong tool pass.\n"
            "# oracle:\n"
            "#   accept_markers: [\"Welcome\"]           # only the page of an accepted launch has it\n"
            "#   reject_markers: [\"Launch refused\"]    # only the page of a refused launch has it\n"
            "#   teacher_markers: [\"Configure\"]        # what only teachers see: judges roles\n"
            "#   student_markers: [\"Start attempt\"]    # what only students see\n"
            "#   session_probe: { url: " + quoted(origin + "/me") + ", ok: 200 }  # answers so in a live session only\n"
            "#   user_marker: 'data-user=\"([^\"]+)\"'    # captures your tool's own user id\n"
            "#   error_marker: \"not saved\"             # how a failed service call shows\n";
    bool const outcomes = lti11 && draft.outcomes;
    if (draft.ags || draft.nrps || draft.deep_linking || outcomes) text += "# How to make your tool act; without these its services are not exercised:\n# actions:\n";
    if (draft.ags || outcomes)
        text += "#   score: { http: { method: POST, url: \"{final_url_origin}/grade\", form: { fraction: \"${fraction}\" } } }\n"
                "#   regrade: { http: { method: POST, url: \"{final_url_origin}/grade\", form: { fraction: \"${fraction}\" } } }\n"
                "#   score_zero: { http: { method: POST, url: \"{final_url_origin}/grade\", form: { fraction: 0 } } }\n";
    if (outcomes)
        text += "#   outcome: { http: { method: POST, url: \"{final_url_origin}/grade\", form: { fraction: \"${fraction}\" } } }\n";
    if (draft.nrps) text += "#   roster: { http: { method: POST, url: \"{final_url_origin}/roster\" } }\n";
    if (draft.deep_linking)
        text += "#   deep_link_submit: { form: { select: \"#item-1\", submit: \"name=choose\" } }\n";
    return text;
}

std::string workflow_text(std::string const& tool_file) {
    return "# Judges the tool on every push. Needs the program `easel` on the runner.\n"
           "name: LTI conformance\n"
           "on: [push, pull_request]\n"
           "jobs:\n"
           "  easel:\n"
           "    runs-on: ubuntu-latest\n"
           "    steps:\n"
           "      - uses: actions/checkout@v4\n"
           "      # Start your tool here, unless " + quoted(tool_file) + " says how.\n"
           "      - name: Check the setup\n"
           "        run: easel doctor --tool " + quoted(tool_file) + " --wait-for-tool 30\n"
           "      - name: Judge the tool\n"
           "        run: easel run --tool " + quoted(tool_file) + " --output reports/easel\n"
           "      - uses: actions/upload-artifact@v4\n"
           "        if: always()\n"
           "        with:\n"
           "          name: easel\n"
           "          path: reports/easel\n";
}

} // namespace easel::cli
