#include "fuzz/canvas.hpp"

#include "keys/keys.hpp"
#include "lti13/scopes.hpp"
#include "world_file/world_file.hpp"

#include <stdexcept>

namespace easel::fuzz {
namespace {

constexpr base::Instant noon{std::chrono::seconds(1'770'000'000)}; // 2026-02-02T02:40:00Z

world::World default_world() {
    world_file::BuildOptions options;
    options.now = noon;
    world::DeveloperKey key;
    key.client_id = Canvas::client_id;
    std::string const ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";
    key.scopes = {ags + "lineitem", ags + "lineitem.readonly", ags + "result.readonly", ags + "score"};
    key.scopes.emplace_back(lti13::nrps_scope);
    key.redirect_uris = {Canvas::redirect_uri};
    key.public_jwk = keys::fixture_key("reference-tool").public_jwk("tool-key");
    options.keys.push_back(std::move(key));
    world::Tool tool;
    tool.name = "tool";
    tool.client_id = Canvas::client_id;
    tool.login_url = "https://tool.example/login";
    tool.target_link_uri = Canvas::redirect_uri;
    options.tools.push_back(std::move(tool));
    yaml::Problems problems;
    auto const document = yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "default.yaml", problems);
    auto made = world_file::build(document.root, options, problems);
    if (!problems.empty()) throw std::runtime_error(yaml::format(problems.front(), nullptr));
    return made;
}

lti13::Issuer issuer_with_keys() {
    lti13::Issuer made;
    made.issuer = "https://canvas.test";
    made.origin = "https://canvas.test";
    made.secret = "the platform's secret";
    made.keys = {
        lti13::PlatformKey{"past", keys::fixture_key("platform-past")},
        lti13::PlatformKey{"present", keys::fixture_key("platform-present")},
        lti13::PlatformKey{"future", keys::fixture_key("platform-future")},
    };
    return made;
}

} // namespace

Canvas::Canvas()
    : now(noon) {
    static world::World const fresh_world = default_world();
    static lti13::Issuer const fresh_issuer = issuer_with_keys();
    world = fresh_world;
    issuer = fresh_issuer;
}

std::string Canvas::line_items_path() {
    return "/api/lti/courses/" + std::to_string(world::course_named(world, "bio101")->id) + "/line_items";
}

std::string Canvas::line_item_path() {
    auto const quiz = world::assignment_named(world, "quiz1")->id;
    return line_items_path() + "/" + std::to_string(world::default_line_item(world, quiz)->id);
}

} // namespace easel::fuzz
