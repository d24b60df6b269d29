#include "canvas.hpp"
#include "jose/jwt.hpp"

#include <boost/json.hpp>

namespace easel::deep_linking {
namespace {

TEST(Routes, NameTheContext) {
    struct Row {
        char const* path;
        std::optional<world::ContextKind> kind;
        std::optional<world::Id> id;
    };
    using world::ContextKind;
    std::vector<Row> const rows{
        {"/courses/5/deep_linking_response", ContextKind::course, 5},
        {"/accounts/1/deep_linking_response", ContextKind::account, 1},
        {"/groups/77/deep_linking_response", ContextKind::group, 77},
        {"/courses/five/deep_linking_response", ContextKind::course, std::nullopt},
        {"/courses/-5/deep_linking_response", ContextKind::course, std::nullopt},
        {"/courses/5/deep_linking_response/", std::nullopt, std::nullopt},
        {"/users/5/deep_linking_response", std::nullopt, std::nullopt},
        {"/courses/5/assignments", std::nullopt, std::nullopt},
        {"/deep_linking_response", std::nullopt, std::nullopt},
        {"", std::nullopt, std::nullopt},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.path);
        auto const route = return_route(row.path);
        ASSERT_EQ(route.has_value(), row.kind.has_value());
        if (!route) continue;
        EXPECT_EQ(route->context, *row.kind);
        EXPECT_EQ(route->id, row.id);
    }
}

TEST(Routes, TellWhoseKeySetIsNeeded) {
    auto const request = [](json::object const& claims) {
        return http::form_post("/", {{"JWT", jose::unsigned_token({{"alg", "none"}}, claims)}});
    };
    json::object const text{{"iss", "10000000000207"}, {"aud", "x"}};
    json::object const number{{"iss", 10000000000207}, {"aud", "x"}};
    json::object const none{{"iss", nullptr}, {"aud", "x"}};
    EXPECT_EQ(response_client(request(text)), client);
    EXPECT_EQ(response_client(request(number)), client);
    EXPECT_EQ(response_client(request(none)), std::nullopt);
    EXPECT_EQ(response_client(http::form_post("/", {{"JWT", "x"}})), std::nullopt);
    EXPECT_EQ(response_client(http::form_post("/", {})), std::nullopt);
}

} // namespace
} // namespace easel::deep_linking
