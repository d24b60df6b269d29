// Ids as texts, and refusals. @par Source external-tools-api.md 3, 4
#include "rest/rest.hpp"

#include <gtest/gtest.h>

namespace easel::rest {
namespace {

TEST(Ids, BecomeTextsWhereTheClientWants) {
    http::Request request;
    EXPECT_FALSE(wants_text_ids(request));
    request.headers.set("Accept", "application/json+canvas-string-ids, application/json");
    EXPECT_TRUE(wants_text_ids(request));
    base::json::value value = *base::parse_json(
        R"([{"id":7,"context_id":5,"ids":[1,2],"rce_favorite_tool_ids":[3],"width":800,"in":{"tool_id":9},"x_id":null,"y_id":"a"}])"
    );
    write_ids_as_texts(value);
    EXPECT_EQ(
        base::dump(value),
        R"([{"id":"7","context_id":"5","ids":["1","2"],"rce_favorite_tool_ids":["3"],"width":800,"in":{"tool_id":"9"},"x_id":null,"y_id":"a"}])"
    );
}

TEST(Refusals, AreInTheseBytes) {
    EXPECT_EQ(not_found().status, 404);
    EXPECT_EQ(not_found().body, R"({"errors":[{"message":"The specified resource does not exist."}]})");
    world::Dialects dialects;
    EXPECT_EQ(not_permitted(dialects).status, 403);
    dialects.rest_unauthorized_is_401 = true;
    EXPECT_EQ(not_permitted(dialects).status, 401);
    EXPECT_EQ(
        not_permitted(dialects).body,
        R"({"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]})"
    );
    EXPECT_EQ(
        invalid({{"name", "blank", "can't be blank"}, {"url", "", "No."}, {"name", "", "Bad."}}).body,
        R"({"errors":{"name":[{"attribute":"name","type":"blank","message":"can't be blank"},)"
        R"({"attribute":"name","type":"Bad.","message":"Bad."}],"url":[{"attribute":"url","type":"No.","message":"No."}]}})"
    );
}

} // namespace
} // namespace easel::rest
