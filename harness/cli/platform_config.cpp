#include "cli/platform_config.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/suites.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace easel::cli {
namespace {

using yaml::key;
using yaml::Node;
using yaml::required;
using yaml::Shape;

Shape id() {
    return Shape::either({Shape::integer(1, 9'000'000'000'000'000'000), Shape::text()});
}

std::string text(Node const& node, std::string_view name, std::string otherwise = {}) {
    auto const* value = node.find(name);
    return value == nullptr || value->scalar.empty() ? std::move(otherwise) : value->scalar;
}

world::Id number(Node const* node) {
    world::Id value = 0;
    if (node != nullptr) std::from_chars(node->scalar.data(), node->scalar.data() + node->scalar.size(), value);
    return value;
}

/// A mapping of names to ids; what is no id becomes a problem.
std::map<std::string, world::Id, std::less<>> ids(Node const& root, std::string_view name, yaml::Problems& problems) {
    std::map<std::string, world::Id, std::less<>> found;
    auto const* node = root.find(name);
    if (node == nullptr) return found;
    for (auto const& member : node->members) {
        auto const value = number(&member.value);
        if (value == 0)
            problems.push_back(
                {member.value.at, "'" + member.value.scalar + "' is no id of Canvas", "", "wrong-type", 1}
            );
        found[member.key.scalar] = value;
    }
    return found;
}

std::optional<std::string> file_text(std::filesystem::path const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

void read_key(Node const& root, std::string const& config, play::Remote& remote, yaml::Problems& problems) {
    auto const* node = root.find("private_key");
    auto const path = std::filesystem::path(config).parent_path() / node->scalar;
    auto const pem = file_text(path);
    if (!pem) {
        problems.push_back({node->at, "'" + path.generic_string() + "' cannot be read", "", "unreadable", 1});
        return;
    }
    auto read = jose::Key::from_pem(*pem);
    if (!read || !read->is_private()) {
        problems.push_back(
            {node->at, "'" + path.generic_string() + "' holds no private RSA key in PEM form", "", "wrong-type", 1}
        );
        return;
    }
    remote.key = std::move(*read);
}

play::Remote read(Node const& root, std::string const& platform, std::string const& config, yaml::Problems& problems) {
    play::Remote remote;
    remote.origin = platform;
    Node const none;
    auto const* given = root.find("urls");
    auto const& urls = given == nullptr ? none : *given;
    remote.token_url = text(urls, "token", platform + "/login/oauth2/token");
    remote.jwks_url = text(urls, "jwks", platform + "/api/lti/security/jwks");
    remote.audience = text(urls, "audience", remote.token_url);
    remote.issuer = text(urls, "issuer", "https://canvas.instructure.com");
    remote.client_id = text(root, "client_id");
    remote.kid = text(root, "kid", "easel-probe");
    if (auto const file = text(root, "ca_file"); !file.empty()) {
        remote.ca_file = (std::filesystem::path(config).parent_path() / file).generic_string();
    }
    if (auto const* scopes = root.find("scopes")) {
        for (auto const& scope : scopes->items) remote.scopes.push_back(play::whole_scope(scope.scalar));
    } else {
        remote.scopes = play::service_scopes();
    }
    remote.courses = ids(root, "courses", problems);
    remote.groups = ids(root, "groups", problems);
    remote.line_items = ids(root, "line_items", problems);
    if (auto const* users = root.find("users")) {
        for (auto const& user : users->members) {
            remote.users[user.key.scalar] = {number(user.value.find("id")), text(user.value, "lti_id")};
        }
    }
    if (auto const* links = root.find("link_ids")) {
        for (auto const& link : links->members) remote.link_ids[link.key.scalar] = link.value.scalar;
    }
    read_key(root, config, remote, problems);
    return remote;
}

} // namespace

Shape const& platform_config_shape() {
    static Shape const shape = Shape::object({
        required("client_id", Shape::text(), "of our developer key, in quotes"),
        required("private_key", Shape::text(), "PEM file beside this one; its public half is the key's public_jwk"),
        key("kid", Shape::text(), "its id; easel-probe otherwise"),
        key("scopes", Shape::list_of(Shape::text()), "what the key may ask for; all services otherwise"),
        key("urls",
            Shape::object({
                key("token", Shape::text(), "token endpoint"),
                key("jwks", Shape::text(), "the platform's key set"),
                key("audience", Shape::text(), "aud of client assertions; the token endpoint otherwise"),
                key("issuer", Shape::text(), "iss of launches"),
            }),
            "where they are not below --platform"),
        key("ca_file", Shape::text(), "PEM file of an authority to trust"),
        key("courses", Shape::map_of(id()), "ids of the default world's courses"),
        key("users",
            Shape::map_of(Shape::object(
                {required("lti_id", Shape::text(), "`sub` of launches"), key("id", id(), "Canvas's own id")}
            )),
            "the default world's people"),
        key("groups", Shape::map_of(id()), "ids of groups"),
        key("line_items", Shape::map_of(id()), "of assignments; made and removed by each case otherwise"),
        key("link_ids", Shape::map_of(Shape::text()), "resource link ids of assignments"),
    });
    return shape;
}

std::optional<play::Remote> load_remote(Run const& options, int& exit_code) {
    auto const usage = [&](std::string const& message) {
        std::cerr << "easel: " << message << "\n";
        exit_code = exit_usage;
        return std::nullopt;
    };
    if (options.platform_config.empty())
        return usage("--platform needs --platform-config FILE, which says who we are there");
    auto const url = base::parse_url(options.platform);
    if (!url) return usage("--platform: " + to_string(url.error()));
    yaml::Problems problems;
    auto const document = yaml::load(options.platform_config, options.platform_config, problems);
    play::Remote remote;
    if (problems.empty() && platform_config_shape().check(document.root, problems)) {
        remote = read(document.root, url->origin(), options.platform_config, problems);
    }
    if (!problems.empty()) {
        print_problems(problems, {document});
        exit_code = exit_bad_file;
        return std::nullopt;
    }
    return remote;
}

} // namespace easel::cli
