#include "load_support.hpp"
#include "support/doc_examples.hpp"

#include <gmock/gmock.h>

namespace easel::scenario {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

/// What is printed in docs/scenario-language.md can be loaded as it stands: whole scenarios, lists of steps, and the
/// one included file.
TEST(ScenarioLanguagePage, ExamplesLoad) {
    auto const examples = support::yaml_examples("docs/scenario-language.md");
    ASSERT_GE(examples.size(), 10U);
    int included = 0;
    for (auto const& example : examples) {
        Suite suite;
        if (example.starts_with("about:")) {
            ++included;
            suite = load_one(
                "scenario: s\ncases: [ { name: a, user: ada } ]\nsteps: [ { include: open-quiz.yaml } ]\n",
                {
                    {"suite/launch/open-quiz.yaml", example}
            }
            );
        } else {
            suite = load_one(example.starts_with("- ") ? "scenario: s\nsteps:\n" + example : example);
        }
        EXPECT_THAT(suite.problems, IsEmpty()) << told(suite);
        EXPECT_FALSE(suite.cases.empty()) << example;
    }
    EXPECT_EQ(included, 1);
}

}  // namespace
}  // namespace easel::scenario
