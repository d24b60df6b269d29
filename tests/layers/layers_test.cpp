// Arrows go one way: a module includes only what its CMakeLists.txt names, `src` never knows `harness`, and nobody uses a
// module of its own row or above.
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// The house from the ground up; a module may use rows below its own.
std::vector<std::vector<std::string>> const rows{
    {"base", "web"},
    {"jose", "http", "yaml", "world", "certificates", "tool_xml"},
    {"keys", "oauth1", "timing", "traffic", "scenario", "throttle", "world_json", "tool_config"},
    {"world_file", "lti13", "verdict", "store", "rest"},
    {"lti11", "services", "registration", "agent", "tool", "reference_tool", "report"},
    {"deep_linking", "outcomes", "external_tools"},
    {"content_items"},
    {"check", "platform"},
    {"play", "control"},
    {"replay"},
    {"console"},
    {"cli"},
};
/// These go up or sideways on purpose; each with its reason.
std::set<std::pair<std::string, std::string>> const agreed{
    {"scenario", "traffic"}, // names of call kinds
};

std::string read(fs::path const& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

struct Module {
    std::string name;
    fs::path folder;
    bool in_harness = false;
    std::set<std::string> declared;
    std::map<std::string, std::string> included; ///< module -> a file that includes it
};

std::vector<Module> modules() {
    std::vector<Module> all;
    for (auto const* tree : {"src", "harness"}) {
        for (auto const& entry : fs::directory_iterator(fs::path(EASEL_SOURCE_DIR) / tree)) {
            if (entry.is_directory()) all.push_back({entry.path().filename(), entry.path(), std::string(tree) == "harness", {}, {}});
        }
    }
    std::set<std::string> names;
    for (auto const& module : all) names.insert(module.name);
    static std::regex const include("#include \"([a-z0-9_]+)/");
    for (auto& module : all) {
        auto const lists = read(module.folder / "CMakeLists.txt");
        auto const deps = lists.find("DEPS");
        EXPECT_NE(deps == std::string::npos && module.name != "base", true) << module.name << " declares no DEPS";
        if (deps != std::string::npos) {
            std::istringstream words(lists.substr(deps + 4, lists.find(')', deps) - deps - 4));
            for (std::string word; words >> word && word != "PRIVATE" && word != "PUBLIC";) module.declared.insert(word);
        }
        for (auto const& entry : fs::recursive_directory_iterator(module.folder)) {
            auto const text = read(entry.path());
            for (std::sregex_iterator at(text.begin(), text.end(), include), end; at != end; ++at) {
                auto const used = (*at)[1].str();
                if (used != module.name && names.contains(used)) module.included.emplace(used, entry.path().filename());
            }
        }
    }
    return all;
}

int row_of(std::string const& name) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (std::find(rows[i].begin(), rows[i].end(), name) != rows[i].end()) return static_cast<int>(i);
    }
    return -1;
}

TEST(Layers, EveryModuleHasARow) {
    for (auto const& module : modules()) EXPECT_GE(row_of(module.name), 0) << module.name;
}

TEST(Layers, AModuleIncludesOnlyWhatItDeclares) {
    for (auto const& module : modules()) {
        for (auto const& [used, file] : module.included) {
            EXPECT_TRUE(module.declared.contains(used)) << module.name << "/" << file << " includes " << used << ", which is not among its DEPS";
        }
    }
}

TEST(Layers, AModuleDeclaresOnlyWhatItIncludes) {
    for (auto const& module : modules()) {
        for (auto const& declared : module.declared) {
            EXPECT_TRUE(module.included.contains(declared)) << module.name << " declares " << declared << " and does not include it";
        }
    }
}

TEST(Layers, ArrowsGoDown) {
    for (auto const& module : modules()) {
        for (auto const& [used, file] : module.included) {
            if (agreed.contains({module.name, used})) continue;
            EXPECT_LT(row_of(used), row_of(module.name)) << module.name << "/" << file << " includes " << used;
        }
    }
}

TEST(Layers, ThePlatformKnowsNothingOfTheHarness) {
    auto const all = modules();
    std::set<std::string> harness;
    for (auto const& module : all) {
        if (module.in_harness) harness.insert(module.name);
    }
    for (auto const& module : all) {
        if (module.in_harness) continue;
        for (auto const& [used, file] : module.included) EXPECT_FALSE(harness.contains(used)) << module.name << "/" << file;
    }
}

} // namespace
