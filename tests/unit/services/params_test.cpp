#include "services/params.hpp"

#include <gtest/gtest.h>

namespace easel::services {
namespace {

http::Request request(std::string target, std::string type = {}, std::string body = {}) {
    http::Request made;
    made.method = "POST";
    made.target = std::move(target);
    if (!type.empty()) made.headers.set("Content-Type", std::move(type));
    made.body = std::move(body);
    return made;
}

std::string dumped(Params const& params, std::string_view name) {
    auto const* value = params.find(name);
    return value == nullptr ? "absent" : base::dump(*value);
}

TEST(Params, TheBodyWinsOverTheQuery) {
    auto const params = Params::read(request("/x?a=1&b=2", "application/json", R"({"a":3,"n":null})"));
    ASSERT_TRUE(params);
    EXPECT_EQ(dumped(*params, "a"), "3");
    EXPECT_EQ(dumped(*params, "b"), "\"2\"");
    EXPECT_EQ(dumped(*params, "n"), "null");
    EXPECT_EQ(dumped(*params, "c"), "absent");
}

TEST(Params, FormsNest) {
    auto const params = Params::read(request(
        "/x", "application/x-www-form-urlencoded",
        "s[a]=1&s[b]=2&l[]=x&l[]=y&c[][t]=f&c[][u]=1&c[][t]=g&a=1&a=2&z[=1&[q]=3"
    ));
    ASSERT_TRUE(params);
    EXPECT_EQ(dumped(*params, "s"), R"({"a":"1","b":"2"})");
    EXPECT_EQ(dumped(*params, "l"), R"(["x","y"])");
    EXPECT_EQ(dumped(*params, "c"), R"([{"t":"f","u":"1"},{"t":"g"}])");
    EXPECT_EQ(dumped(*params, "a"), "\"2\"");
    EXPECT_EQ(dumped(*params, "z["), "\"1\"");
    EXPECT_EQ(dumped(*params, "[q]"), "\"3\"");
    EXPECT_EQ(params->scalar("s"), nullptr);
    EXPECT_NE(params->scalar("a"), nullptr);
}

TEST(Params, WhatCannotBeReadIsRefused) {
    std::string const form = "application/x-www-form-urlencoded";
    EXPECT_FALSE(Params::read(request("/x", "application/json", "{")));
    EXPECT_FALSE(Params::read(request("/x", "application/json", "\xff")));
    EXPECT_FALSE(Params::read(request("/x", form, "a=%ff")));
    EXPECT_FALSE(Params::read(request("/x?a=%ff")));
    EXPECT_FALSE(Params::read(request("/x", form, "a=1&a[b]=2")));
    EXPECT_FALSE(Params::read(request("/x", form, "a[]=1&a[b]=2")));
    std::string deep = "a";
    for (int i = 0; i < 100; ++i) deep += "[b]";
    EXPECT_FALSE(Params::read(request("/x", form, deep + "=1")));
}

TEST(Params, OtherBodiesStayUnread) {
    auto const params = Params::read(request("/x", "text/plain", R"({"a":3})"));
    ASSERT_TRUE(params);
    EXPECT_TRUE(params->has_unread_body());
    EXPECT_EQ(dumped(*params, "a"), "absent");
    auto const list = Params::read(request("/x", "application/json", "[1]"));
    ASSERT_TRUE(list);
    EXPECT_FALSE(list->has_unread_body());
}

} // namespace
} // namespace easel::services
