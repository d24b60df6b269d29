#include "yaml/node.hpp"

#include <gmock/gmock.h>

namespace easel::yaml {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST(Format, ShowsTheLineAndTheCaret) {
    std::string const source = "scenario: x\nsteps:\n  - lunch: {}\n";
    Problem const problem{
        {"s.yaml", 3, 5},
        "unknown key 'lunch'", "did you mean 'launch'?", "unknown-key", 5
    };
    EXPECT_EQ(
        format(problem, &source),
        "s.yaml:3:5: error: unknown key 'lunch' [unknown-key]\n"
        "    3 |   - lunch: {}\n"
        "      |     ^^^^^ did you mean 'launch'?"
    );
}

TEST(Format, WithoutASourceTheHintStays) {
    Problem const problem{
        {"s.yaml", 3, 5},
        "unknown key 'lunch'", "did you mean 'launch'?", "unknown-key", 5
    };
    EXPECT_EQ(format(problem, nullptr), "s.yaml:3:5: error: unknown key 'lunch' [unknown-key] did you mean 'launch'?");
}

TEST(Format, CaretStandsUnderCharactersNotBytes) {
    std::string const source = "größe: übel\n";
    EXPECT_THAT(
        format(
            {
                {"s", 1, 8},
                "m", "", "c", 4
    },
            &source
        ),
        EndsWith("    1 | größe: übel\n      |        ^^^^")
    );
}

TEST(Format, ALongLineIsShownAroundTheCaret) {
    auto const source = std::string(5000, 'a') + "HERE" + std::string(5000, 'b');
    auto const text = format(
        {
            {"s", 1, 5001},
            "m", "", "c", 4
    },
        &source
    );
    EXPECT_LT(text.size(), 500U);
    auto const lines = text.find("HERE");
    ASSERT_NE(lines, std::string::npos);
    auto const excerpt_start = text.rfind('\n', lines) + 1;
    auto const caret = text.find('^');
    EXPECT_EQ(caret - (text.rfind('\n', caret) + 1), lines - excerpt_start);
    EXPECT_THAT(text, EndsWith("^^^^"));
}

TEST(Format, PlacesOutsideTheTextDoNoHarm) {
    std::string const source = "a: 1";
    for (Position const& at : {
             Position{"s", 9,  1  },
             Position{"s", 1,  900},
             Position{"s", 1,  -5 },
             Position{"s", -1, 0  }
    })
        EXPECT_THAT(format({at, "message", "", "code", 1'000'000}, &source), HasSubstr("message [code]"));
}

TEST(Format, TabsAndCarriageReturnsAreBlanks) {
    std::string const source = "a:\t\"x\"\r\n";
    EXPECT_THAT(
        format(
            {
                {"s", 1, 4},
                "m", "", "c", 3
    },
            &source
        ),
        EndsWith("    1 | a: \"x\"\n      |    ^^^")
    );
}

}  // namespace
}  // namespace easel::yaml
