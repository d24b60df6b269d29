// Replays seeds and old crashes through every fuzz target.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace easel::fuzz {

#define TARGET(name) void name(std::string_view input);
#include "targets.inc"
#undef TARGET

namespace {

namespace fs = std::filesystem;
using Target = void (*)(std::string_view);

std::map<std::string, Target> const targets{
#define TARGET(name) {#name, &name},
#include "targets.inc"
#undef TARGET
};

fs::path folder(char const* kind, std::string const& target) {
    return fs::path(EASEL_SOURCE_DIR "/tests/fuzz") / kind / target;
}

struct Input {
    std::string target;
    fs::path file;
};
void PrintTo(Input const& input, std::ostream* out) {
    *out << input.target << ": " << input.file.filename().string();
}

std::vector<Input> inputs() {
    std::vector<Input> all;
    for (auto const& [name, target] : targets) {
        for (auto const* kind : {"seeds", "old_crashes"}) {
            if (!fs::is_directory(folder(kind, name))) continue;
            for (auto const& entry : fs::directory_iterator(folder(kind, name))) all.push_back({name, entry.path()});
        }
    }
    std::ranges::sort(all, {}, [](Input const& input) { return input.file; });
    return all;
}

class FuzzRegression : public testing::TestWithParam<Input> {};

TEST_P(FuzzRegression, TheTargetTakesIt) {
    std::ifstream in(GetParam().file, std::ios::binary);
    std::string const text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_NO_THROW(targets.at(GetParam().target)(text));
}

INSTANTIATE_TEST_SUITE_P(All, FuzzRegression, testing::ValuesIn(inputs()), [](auto const& info) {
    auto name = info.param.target + "_" + info.param.file.parent_path().parent_path().filename().string() + "_" +
                info.param.file.stem().string();
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_'
    );
    return name;
});

TEST(FuzzTargets, EveryTargetTakesNothingAndAllBytes) {
    std::string every;
    for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
    for (auto const& [name, target] : targets) {
        EXPECT_NO_THROW(target("")) << name;
        EXPECT_NO_THROW(target(every)) << name;
    }
}

TEST(FuzzTargets, EveryTargetHasSeeds) {
    for (auto const& [name, target] : targets)
        EXPECT_TRUE(fs::is_directory(folder("seeds", name)) && !fs::is_empty(folder("seeds", name))) << name;
}

TEST(FuzzTargets, EveryFolderBelongsToATarget) {
    for (auto const* kind : {"seeds", "old_crashes"}) {
        auto const root = fs::path(EASEL_SOURCE_DIR "/tests/fuzz") / kind;
        if (!fs::is_directory(root)) continue;
        for (auto const& entry : fs::directory_iterator(root))
            EXPECT_TRUE(targets.contains(entry.path().filename())) << entry.path();
    }
}

} // namespace
} // namespace easel::fuzz
