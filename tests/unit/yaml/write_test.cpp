#include "yaml/write.hpp"

#include "yaml/node.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

namespace easel::yaml {
namespace {

namespace json = base::json;

TEST(Write, ReadsAsTheSameValueAgain) {
    for (auto const* text : {
             R"({"a":"b"})", R"({"a":"5","b":5,"c":5.5,"d":true,"e":"true","f":null,"g":"null","h":"~","i":"yes","j":"0x1f"})",
             R"({"a":"${now - 1h}","b":"x: y","c":"# no comment","d":"a\nb","e":"tab\there","f":"\"","g":"\\","h":"'"})",
             R"({"a":[],"b":{},"c":[1,[2,[]],{"d":{}}],"e":""})", R"({"id_token.claims.https://x/y":"~remove","a b":1,"":2})",
             R"({"steps":[{"launch":{"as":"ada","tamper":{"a.b":[null,1]}},"expect":"accepted"},{"wait":"5s"},{}]})",
             R"({"a":"\u0001\u00e9\u20ac"})", R"({"a":"- b","b":"?","c":"[x]","d":"{x}","e":"*x","f":"&x","g":"!x","h":"%x","i":"@x","j":"`x"})",
             R"([1,"a"])", R"("a")", R"({})", R"(null)",
         }) {
        auto const value = base::parse_json(text).value();
        Problems problems;
        auto const document = parse(write(value), "w.yaml", problems);
        EXPECT_TRUE(problems.empty()) << write(value) << (problems.empty() ? "" : problems.front().message);
        EXPECT_EQ(base::dump(to_json(document.root)), base::dump(value)) << write(value);
    }
}

TEST(Write, StandsAsAPersonWouldWriteIt) {
    auto const value = base::parse_json(R"({"scenario":"One","tags":["a"],"steps":[{"launch":{"as":"ada"},"expect":"accepted"},{"act":"score"}]})").value();
    EXPECT_EQ(
        write(value),
        "scenario: One\n"
        "tags: [a]\n"
        "steps:\n"
        "  - launch: { as: ada }\n"
        "    expect: accepted\n"
        "  - act: score\n"
    );
}

} // namespace
} // namespace easel::yaml
