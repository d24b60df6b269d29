#include "services/ags.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace easel::services {
namespace {

using traffic::CallKind;

struct Case {
    char const* name;
    char const* method;
    char const* path;
    std::optional<CallKind> kind;
    std::optional<world::Id> course;
};
void PrintTo(Case const& row, std::ostream* out) { *out << row.method << " " << row.path; }

class AgsRoutes : public testing::TestWithParam<Case> {};

TEST_P(AgsRoutes, SayWhatIsAskedFor) {
    auto const& [name, method, path, kind, course] = GetParam();
    EXPECT_EQ(ags_kind(method, path), kind);
    EXPECT_EQ(ags_course(path), course);
}

INSTANTIATE_TEST_SUITE_P(
    Canvas, AgsRoutes,
    testing::Values(
        Case{"list", "GET", "/api/lti/courses/11/line_items", CallKind::line_items, 11},
        Case{"list_with_slash", "GET", "/api/lti/courses/11/line_items/", CallKind::line_items, 11},
        Case{"list_with_query", "GET", "/api/lti/courses/11/line_items?a=/b", CallKind::line_items, 11},
        Case{"create", "POST", "/api/lti/courses/11/line_items", CallKind::line_item_create, 11},
        Case{"show", "GET", "/api/lti/courses/11/line_items/2", CallKind::line_item, 11},
        Case{"update", "PUT", "/api/lti/courses/11/line_items/2", CallKind::line_item_update, 11},
        Case{"patch", "PATCH", "/api/lti/courses/11/line_items/2", CallKind::other, 11},
        Case{"remove", "DELETE", "/api/lti/courses/11/line_items/2", CallKind::line_item_delete, 11},
        Case{"score", "POST", "/api/lti/courses/11/line_items/2/scores", CallKind::score, 11},
        Case{"read_scores", "GET", "/api/lti/courses/11/line_items/2/scores", CallKind::other, 11},
        Case{"results", "GET", "/api/lti/courses/11/line_items/2/results", CallKind::results, 11},
        Case{"result", "GET", "/api/lti/courses/11/line_items/2/results/3", CallKind::results, 11},
        Case{"deeper", "GET", "/api/lti/courses/11/line_items/2/results/3/4", CallKind::other, 11},
        Case{"progress", "GET", "/api/lti/courses/11/progress/3", CallKind::progress, 11},
        Case{"course_no_number", "GET", "/api/lti/courses/x1/line_items", CallKind::line_items, std::nullopt},
        Case{"course_too_large", "GET", "/api/lti/courses/99999999999999999999/line_items", CallKind::line_items,
             std::nullopt},
        Case{"memberships", "GET", "/api/lti/courses/11/names_and_roles", std::nullopt, std::nullopt},
        Case{"elsewhere", "GET", "/api/v1/courses/11/line_items", std::nullopt, std::nullopt},
        Case{"bare", "GET", "/api/lti/courses/", std::nullopt, std::nullopt},
        Case{"nothing", "", "", std::nullopt, std::nullopt}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::services
