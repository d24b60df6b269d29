// Every fact that a trail names is listed, and every check and decision that is listed is reached by some test.
#include "canvas.hpp"

namespace easel::deep_linking {
namespace {

class Catalogue : public testing::Environment {
  public:
    void TearDown() override {
        if (testing::UnitTest::GetInstance()->test_to_run_count() !=
            testing::UnitTest::GetInstance()->total_test_count())
            return; // a filtered run reaches less
        auto const listed = listed_facts();
        EXPECT_FALSE(listed.empty());
        for (auto const& fact : reached_facts()) EXPECT_TRUE(listed.contains(fact)) << fact << " is not listed";
        // How answers look, what stays untouched, and what pages do afterwards stands in no trail.
        std::set<std::string> const untraced{"2.2.16", "3.14", "3.15", "3.16", "3.17", "3.18", "3.19"};
        for (auto const& fact : listed) {
            auto const id = fact.substr(fact.find('/') + 1);
            bool const checked = id.starts_with("2.1.") || id.starts_with("2.2.") || id.starts_with("3.2.") ||
                                 (id.starts_with("3.") && !id.starts_with("3.1."));
            if (checked && !untraced.contains(id))
                EXPECT_TRUE(reached_facts().contains(fact)) << fact << " is not reached";
        }
    }
};

auto* const registered = testing::AddGlobalTestEnvironment(new Catalogue);

TEST(CatalogueTest, IsCheckedAtTheEnd) {
    EXPECT_NE(registered, nullptr);
}

} // namespace
} // namespace easel::deep_linking
