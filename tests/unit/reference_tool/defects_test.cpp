#include "reference_tool/reference_tool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace easel::reference_tool {
namespace {

std::string const source_dir = EASEL_SOURCE_DIR;

std::string text_of(std::filesystem::path const& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Every id that the sources ask about.
std::set<std::string> switches_in_sources() {
    std::set<std::string> ids;
    std::regex const call("broken\\(\"([^\"]+)\"\\)");
    for (auto const& entry : std::filesystem::directory_iterator(source_dir + "/harness/reference_tool")) {
        if (entry.path().extension() != ".cpp") continue;
        auto const text = text_of(entry.path());
        for (std::sregex_iterator at(text.begin(), text.end(), call), end; at != end; ++at) ids.insert((*at)[1]);
    }
    return ids;
}

std::set<std::string> known_requirements() {
    std::set<std::string> ids;
    auto const text = text_of(source_dir + "/fixtures/requirements.yaml");
    std::regex const line("(^|\n)- id: ([A-Z0-9]+-[0-9]{3})\n");
    for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at) ids.insert((*at)[2]);
    return ids;
}

TEST(Defects, HaveDistinctNamesAndASentence) {
    std::set<std::string> seen;
    for (auto const& defect : defects()) {
        EXPECT_TRUE(seen.insert(defect.id).second) << defect.id;
        EXPECT_THAT(defect.id, testing::MatchesRegex("[a-z0-9-]+"));
        EXPECT_NE(defect.id, "none");
        EXPECT_TRUE(defect.text.ends_with(".")) << defect.id;
    }
    EXPECT_GE(seen.size(), 55U);
}

TEST(Defects, NameRequirementsThatExist) {
    auto const known = known_requirements();
    ASSERT_GT(known.size(), 200U);
    for (auto const& defect : defects()) {
        EXPECT_TRUE(known.contains(defect.primary)) << defect.id << " breaks " << defect.primary;
        std::set<std::string> also;
        for (auto const& requirement : defect.also) {
            EXPECT_TRUE(known.contains(requirement)) << defect.id << " breaks " << requirement;
            EXPECT_NE(requirement, defect.primary) << defect.id;
            also.insert(requirement);
        }
    }
}

TEST(Defects, AreEachSwitchedSomewhere) {
    auto const switches = switches_in_sources();
    std::set<std::string> declared;
    for (auto const& defect : defects()) declared.insert(defect.id);
    EXPECT_EQ(switches, declared);
}

TEST(Defects, AreFoundByName) {
    ASSERT_NE(find_defect("accepts-alg-none"), nullptr);
    EXPECT_EQ(find_defect("accepts-alg-none")->primary, "LAUNCH-005");
    EXPECT_EQ(find_defect("accepts-alg-nun"), nullptr);
    EXPECT_EQ(find_defect(""), nullptr);
}

} // namespace
} // namespace easel::reference_tool
