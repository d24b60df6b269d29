#include "canvas.hpp"

#include "world_file/world_file.hpp"

#include <fstream>
#include <set>

namespace easel::lti11 {
namespace {

bool is_catalogued(std::string const& fact) {
    static std::set<std::string> const ids = [] {
        std::set<std::string> all;
        std::ifstream file(EASEL_SOURCE_DIR "/fixtures/facts/lti11.yaml");
        for (std::string line; std::getline(file, line);)
            if (line.starts_with("- id: ")) all.insert(line.substr(6));
        return all;
    }();
    return ids.contains(fact);
}

} // namespace

Canvas::Canvas() {
    world_file::BuildOptions options;
    options.first_id = 500;
    options.seed = 3;
    options.now = now;
    world::Tool installed;
    installed.name = "tool";
    installed.title = "Quiz maker";
    installed.consumer_key = "key-1";
    installed.shared_secret = "s3cr&t key";
    installed.target_link_uri = "https://tool.example/launch";
    options.tools.push_back(installed);
    yaml::Problems problems;
    auto const document = yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "default.yaml", problems);
    world = world_file::build(document.root, options, problems);
    EXPECT_TRUE(problems.empty());
    tool = world::tool_named(world, "tool");
    issuer.issuer = "https://canvas.instructure.com";
    issuer.origin = "http://127.0.0.1:8090";
    issuer.secret = "stage secret";
}

void Canvas::TearDown() {
    for (auto const& [fact, unused] : named_) EXPECT_TRUE(is_catalogued(fact)) << fact;
}

Launch Canvas::open(lti13::LaunchIntent const& intent) {
    auto opened = open_launch(world, issuer, intent, now);
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().message);
    if (!opened) return {};
    for (auto const& check : opened->rests_on) named_[check.fact] = true;
    return std::move(*opened);
}

std::map<std::string, std::string> Canvas::fields(lti13::LaunchIntent const& intent) {
    auto const launch = open(intent);
    return {launch.fields.begin(), launch.fields.end()};
}

std::string Canvas::trouble(lti13::LaunchIntent const& intent) {
    auto const opened = open_launch(world, issuer, intent, now);
    return opened ? "none" : opened.error().message;
}

world::Placement& Canvas::place(std::string name, std::string message) {
    std::erase_if(tool->placements, [&](world::Placement const& each) { return each.name == name; });
    world::Placement made;
    made.name = std::move(name);
    made.message_type = std::move(message);
    return tool->placements.emplace_back(std::move(made));
}

} // namespace easel::lti11
