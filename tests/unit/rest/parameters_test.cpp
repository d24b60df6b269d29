// Parameters as Rails reads them: nested names, form, multipart, JSON, limits.
#include "base/nested.hpp"
#include "rest/multipart.hpp"
#include "rest/rest.hpp"

#include <gtest/gtest.h>

namespace easel::rest {
namespace {

http::Request request(std::string target, std::string type = {}, std::string body = {}) {
    http::Request made;
    made.method = body.empty() ? "GET" : "POST";
    made.target = std::move(target);
    if (!type.empty()) made.headers.set("Content-Type", std::move(type));
    made.body = std::move(body);
    return made;
}

std::string read(http::Request const& sent) {
    auto const all = parameters(sent);
    return all ? base::dump(*all) : "fault " + std::to_string(static_cast<int>(all.error().kind));
}

std::string const bad = "fault " + std::to_string(static_cast<int>(base::FaultKind::bad_file));
std::string const limit = "fault " + std::to_string(static_cast<int>(base::FaultKind::limit));

constexpr char const* form = "application/x-www-form-urlencoded";

TEST(Names, AreNestedAsRackDoes) {
    struct Row {
        char const* name;
        char const* query;
        std::string expected;
    };
    std::vector<Row> const rows{
        {"plain", "a=1&b=x+y%26", R"({"a":"1","b":"x y&"})"},
        {"the last counts", "a=1&a=2", R"({"a":"2"})"},
        {"a member", "a[b]=1&a[c]=2", R"({"a":{"b":"1","c":"2"}})"},
        {"deeper", "a[b][c][d]=1", R"({"a":{"b":{"c":{"d":"1"}}}})"},
        {"a list", "a[]=1&a[]=2", R"({"a":["1","2"]})"},
        {"a list in a member", "a[b][]=1&a[b][]=2", R"({"a":{"b":["1","2"]}})"},
        {"a list of objects", "a[][x]=1&a[][y]=2&a[][x]=3", R"({"a":[{"x":"1","y":"2"},{"x":"3"}]})"},
        {"a list of deep objects", "a[][x][p]=1&a[][x][q]=2", R"({"a":[{"x":{"p":"1","q":"2"}}]})"},
        {"a list in a list's object", "a[][b][]=1&a[][b][]=2", R"({"a":[{"b":["1","2"]}]})"},
        {"encoded brackets", "a%5Bb%5D=1", R"({"a":{"b":"1"}})"},
        {"a bracket that never closes", "a[b=1", R"({"a":{"[b":"1"}})"},
        {"a lone bracket at the end", "a[=1", R"({"a[":"1"})"},
        {"a blank within", "a[b c]=1", R"({"a":{"b c":"1"}})"},
        {"brackets within brackets", "t[f[a b]]=1", R"({"t":{"f[a b":{"]":"1"}}})"},
        {"no value", "a", R"({"a":""})"},
        {"no name", "=1", R"({})"},
        {"a value and a container", "a=1&a[b]=2", bad},
        {"a list and an object", "a[]=1&a[b]=2", bad},
        {"no UTF-8", "a=%ff", bad},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(read(request("/x?" + std::string(row.query))), row.expected);
        EXPECT_EQ(read(request("/x", form, row.query)), row.expected);
    }
}

TEST(Body, GoesOverTheQuery) {
    EXPECT_EQ(read(request("/x?a=1&b=2", form, "a=3")), R"({"a":"3","b":"2"})");
}

TEST(Body, MayBeJson) {
    struct Row {
        char const* name;
        char const* body;
        std::string expected;
    };
    std::vector<Row> const rows{
        {"an object", R"({"a":{"b":[1,true,null]}})", R"({"a":{"b":[1,true,null]}})"},
        {"no object", "[1]", R"({"_json":[1]})"},
        {"broken", "{", bad},
        {"trailing text", "{}x", bad},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(read(request("/x", "application/json; charset=utf-8", row.body)), row.expected);
    }
    EXPECT_EQ(read(request("/x?a=1", "text/plain", "a=2")), R"({"a":"1"})");
}

/// A part as curl -F sends it.
std::string part(std::string const& head, std::string const& content) {
    return "--XyZ\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + content + "\r\n";
}

TEST(Body, MayBeMultipart) {
    struct Row {
        char const* name;
        std::string body;
        std::string expected;
    };
    std::string const end = "--XyZ--\r\n";
    std::vector<Row> const rows{
        {"two parts", part(R"(name="a")", "1") + part(R"(name="b[c]")", "x y&z") + end, R"({"a":"1","b":{"c":"x y&z"}})"},
        {"an unquoted name", part("name=a", "1") + end, R"({"a":"1"})"},
        {"an escaped name", part(R"(name="a\"b\\")", "1") + end, R"({"a\"b\\":"1"})"},
        {"a name that is percent-encoded", part(R"(name="a%22")", "1") + end, R"({"a\"":"1"})"},
        {"a file", part("name=\"a\"; filename=\"x.xml\"\r\nContent-Type: text/xml", "<x/>") + end, R"({"a":"<x/>"})"},
        {"an empty part", part(R"(name="a")", "") + end, R"({"a":""})"},
        {"several lines", part(R"(name="a")", "1\r\n\r\n2\r\n--Xy") + end, R"({"a":"1\r\n\r\n2\r\n--Xy"})"},
        {"a preamble", "hello\r\n" + part(R"(name="a")", "1") + end, R"({"a":"1"})"},
        {"an epilogue", part(R"(name="a")", "1") + end + "bye", R"({"a":"1"})"},
        {"no part", end, "{}"},
        {"no end", part(R"(name="a")", "1"), bad},
        {"cut within a part", "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", bad},
        {"cut within a head", "--XyZ\r\nContent-Disposition: form-data", bad},
        {"no name", part("filename=x", "1") + end, bad},
        {"no head", "--XyZ\r\n\r\n1\r\n" + end, bad},
        {"a quote that never closes", part(R"(name="a)", "1") + end, bad},
        {"another boundary", "--other\r\n", bad},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(read(request("/x", "multipart/form-data; boundary=XyZ", row.body)), row.expected);
        EXPECT_EQ(read(request("/x", "Multipart/Form-Data; charset=utf-8; boundary=\"XyZ\"", row.body)), row.expected);
    }
    for (auto const* type : {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary"})
        EXPECT_EQ(read(request("/x", type, part(R"(name="a")", "1") + end)), bad) << type;
    EXPECT_FALSE(read_multipart("multipart/form-data; boundary=" + std::string(71, 'b'), end));
}

TEST(Limits, Hold) {
    std::string deep = "a";
    for (int i = 0; i <= base::deepest_name; ++i) deep += "[b]";
    EXPECT_EQ(read(request("/x", form, deep + "=1")), limit);
    std::string many;
    for (std::size_t i = 0; i <= base::most_names; ++i) many += "a" + std::to_string(i) + "=1&";
    EXPECT_EQ(read(request("/x", form, many)), limit);
    std::string parts;
    for (std::size_t i = 0; i <= base::most_names; ++i) parts += part("name=a", "1");
    EXPECT_EQ(read(request("/x", "multipart/form-data; boundary=XyZ", parts + "--XyZ--")), limit);
}

TEST(Values, AreReadAsRailsDoes) {
    auto const sent =
        base::parse_json(R"({"t":"x","n":2,"d":1.5,"b":true,"z":null,"o":{},"l":[1,"",null,"b"],"on":"on","Y":"YES","f":"0"})")
            ->get_object();
    EXPECT_EQ(text(sent, "t"), "x");
    EXPECT_EQ(text(sent, "n"), "2");
    EXPECT_EQ(text(sent, "d"), "1.5");
    EXPECT_EQ(text(sent, "b"), "true");
    for (auto const* name : {"z", "o", "l", "absent"}) EXPECT_EQ(text(sent, name), std::nullopt) << name;
    EXPECT_EQ(texts(sent, "l"), (std::vector<std::string>{"1", "b"}));
    EXPECT_EQ(texts(sent, "t"), std::vector<std::string>{"x"});
    EXPECT_TRUE(texts(sent, "absent").empty());
    for (auto const* name : {"b", "on", "Y"}) EXPECT_EQ(truth(sent, name), true) << name;
    for (auto const* name : {"t", "n", "z", "o", "f"}) EXPECT_EQ(truth(sent, name), false) << name;
    EXPECT_EQ(truth(sent, "absent"), std::nullopt);
}

} // namespace
} // namespace easel::rest
