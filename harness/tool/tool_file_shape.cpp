#include "scenario/scenario.hpp"
#include "tool/tool_file.hpp"

#include <boost/json.hpp>

namespace easel::tool {

using yaml::key;
using yaml::required;
using yaml::Shape;
using Fields = std::vector<Shape::Field>;

std::vector<std::string> const& action_names() {
    return scenario::action_names();
}

namespace {

/// Values may come from variables, so every scalar may be an expression.
Shape text() {
    return Shape::text();
}
Shape texts() {
    return Shape::list_of(Shape::text());
}
Shape free_map() {
    return Shape::map_of(Shape::anything());
}
Shape scalar() {
    return Shape::either({Shape::text(), Shape::number(), Shape::boolean()});
}
Shape duration() {
    return Shape::duration().or_expression();
}
Shape word(std::vector<std::string> words) {
    return Shape::one_of_text(std::move(words)).or_expression();
}

Shape lti13() {
    auto const registration = Shape::object({
        required("client_id", text(), "in quotes: \"10000000000001\""),
        key("deployments", texts(), "deployment ids that the tool knows"),
        key("issuer", text(), "of a further registration: 'other' or the URL of another platform; the platform's own otherwise"),
        key("jwks_url", text(), "the tool's key set for this platform, where it has one of its own"),
    });
    return Shape::object({
        required("login_url", text(), "OIDC login initiation"),
        required("redirect_uris", texts(), "where id_tokens may be posted"),
        required("target_link_uri", text(), "what a launch opens"),
        key("jwks_url", text(), "the tool's key set"),
        key("public_jwk", free_map(), "the tool's key, instead of jwks_url"),
        key("registration_url", text(), "where the tool registers itself (Dynamic Registration)"),
        key("registrations",
            Shape::list_of(registration),
            "what the tool was told about its client ids; a second one enables more rows"),
    });
}

Shape lti11() {
    auto const pair = Shape::object({
        required("consumer_key", text()),
        required("shared_secret", text()),
    });
    return Shape::object({
        required("launch_url", text(), "where launches are posted"),
        required("consumer_key", text(), "what the tool was told"),
        required("shared_secret", text(), "what launches and outcomes are signed with"),
        key("keys", Shape::list_of(pair), "further consumer keys that the tool knows; one enables more rows"),
        key("oauth_compliant",
            Shape::boolean().or_expression(),
            "Canvas's setting for this tool: the launch URL's query is signed where it stands, not copied"),
    });
}

Shape start() {
    auto const switches = Shape::object({required("defect", text()), key("variant", text())});
    return Shape::one_key_of(
        {
            key("command",
                texts(),
                "program and arguments",
                {
                    key("ready", text(), "URL that answers once the tool is up"),
                    key("within", duration(), "how long that may take; 30s otherwise"),
                    key("env", Shape::map_of(scalar()), "added to its environment"),
                }),
            key("bundled", Shape::either({Shape::boolean(), switches}), "the reference tool inside this process"),
        },
        {}
    );
}

Shape oracle() {
    auto const probe = Shape::object({
        required("url", text(), "fetched with the launch's cookies"),
        key("ok", Shape::integer(100, 599).or_expression(), "the status of a live session"),
    });
    auto const resource = Shape::object({
        required("url", text(), "what a target_link_uri may say"),
        required("marker", text(), "a regular expression that this page alone shows"),
    });
    return Shape::object({
        key("accept_markers", texts(), "regular expressions that only an accepted launch shows"),
        key("reject_markers", texts(), "regular expressions that only a refusal shows"),
        key("teacher_markers", texts(), "what only teachers see"),
        key("student_markers", texts(), "what only students see"),
        key("session_probe", probe),
        key("user_marker", text(), "captures the tool's own user id"),
        key("roster_marker", text(), "captures how many people the tool's roster has"),
        key("result_marker", text(), "captures a result, as a fraction or with its %"),
        key("error_marker", text(), "shows that a service call failed"),
        key("resources", Shape::list_of(resource), "two pages of the tool that a target_link_uri can open"),
        key("state_check", word({"server", "client_js"}), "who compares the state"),
    });
}

Shape policy() {
    return Shape::object({
        key("anonymous", word({"accepted", "rejected"}), "launches without sub"),
        key("deployment", word({"strict", "auto"}), "auto: unknown deployments get an account"),
        key("context", word({"optional", "required"}), "launches without a context"),
        key("embed", word({"iframe", "window"}), "where the platform opens the tool; iframe otherwise"),
        key("trusted_audiences", texts(), "audiences that a token may name beside the tool"),
        key("dl_types", texts(), "content item types that a deep link may hold"),
    });
}

Shape action() {
    auto const http = Shape::object({
        required("url", text()),
        key("method", word({"GET", "POST", "PUT", "PATCH", "DELETE"}), "POST otherwise"),
        key("form", free_map(), "form fields"),
        key("body", text(), "a raw body"),
        key("content_type", text(), "of the raw body"),
    });
    auto const form = Shape::object({
        key("select", text(), "#id or name=value: what is chosen first"),
        key("other", text(), "the same, for cases that need two different things"),
        key("submit", text(), "#id or name=value: the button"),
    });
    auto const given = Shape::one_key_of(
        {
            key("http", http, "a request with the launch's cookies"),
            key("command", texts(), "a program and its arguments"),
            key("form", form, "a form on the launch's final page"),
            key("ask", text(), "a person does it; skipped where none is"),
            key("auto", Shape::one_of_text({"launch"}), "happens by itself at a launch"),
        },
        {
            key("capture",
                Shape::map_of(text()),
                "regular expressions with one group over the final page, for {capture.NAME}"),
            key("expect_fraction", Shape::number().or_expression(), "the score that follows"),
        }
    );
    return Shape::either({Shape::one_of_text({"auto"}), given});
}

Shape tool_file() {
    Fields actions;
    for (auto const& name : action_names()) actions.push_back(key(name, action()));
    return Shape::object({
        required("tool", text(), "its name, for reports"),
        key("vars", Shape::map_of(scalar()), "variables with their defaults, for --set"),
        key("lti13", lti13()),
        key("lti11", lti11(), "the tool's LTI 1.1 side"),
        key("configuration",
            Shape::object({
                key("xml_url", text(), "its XML, for LTI 1.1"),
                key("json_url", text(), "its JSON, for a developer key"),
            }),
            "where the tool shows its own configuration"),
        key("platform",
            Shape::object({
                key("port", Shape::integer(0, 65'535).or_expression(), "0: any"),
                key("issuer", text()),
                key("authorization_query", text(), "of the authorization endpoint it was told, env=beta"),
            }),
            "what the tool was told about its platform"),
        key("start", start(), "how to start the tool; absent: it runs already"),
        key("oracle", oracle(), "how to tell an accepted launch from a refused one"),
        key("policy", policy(), "what the tool does on purpose"),
        key("placements", texts(), "where the tool shows in Canvas, such as course_navigation"),
        key("features", Shape::map_of(Shape::boolean().or_expression()), "what the tool offers"),
        key("limits",
            Shape::object({
                key("t_page", duration(), "a page of the tool; 10s otherwise"),
                key("t_service", duration(), "a call that an action causes; 15s otherwise"),
                key("t_retry", duration(), "how long retries are watched; 60s otherwise"),
                key("t_quiet", duration(), "how long silence is watched; 30s otherwise"),
                key("t_person", duration(), "how long a person is waited for; 5m otherwise"),
            })),
        key("actions", Shape::object(std::move(actions)), "how to make the tool act"),
        key("tls", Shape::object({required("ca", text(), "PEM file")}), "authorities to trust for https tools"),
    });
}

}  // namespace

yaml::Shape const& tool_file_shape() {
    static Shape const shape = tool_file();
    return shape;
}

base::json::object tool_file_schema() {
    base::json::object whole;
    whole["$schema"] = "http://json-schema.org/draft-07/schema#";
    whole["title"] = "Easel tool file";
    for (auto& [key, value] : tool_file_shape().to_schema()) whole[key] = value;
    return whole;
}

}  // namespace easel::tool
