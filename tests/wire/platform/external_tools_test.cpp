// The External Tools API over real sockets: the bytes of its main answers, pages, multipart forms as curl sends them.
#include "base/json.hpp"
#include "wire/platform/calling.hpp"
#include "world/world.hpp"

namespace easel::platform {
namespace {

class ExternalTools : public PlatformTest {
  protected:
    ExternalTools()
        : stage_(set_stage()),
          path_("/api/v1/courses/" + std::to_string(world::course_named(stage_->world, "bio101")->id) + "/external_tools") {}

    [[nodiscard]] std::string token(std::string const& who) const {
        for (auto const& each : stage_->world.tokens)
            if (each.name == who) return each.token;
        return "";
    }

    http::Response as(
        std::string const& who,
        std::string method,
        std::string const& target,
        std::string body = {},
        std::string type = "application/x-www-form-urlencoded"
    ) {
        http::Request request;
        request.method = std::move(method);
        request.headers.set("Authorization", "Bearer " + token(who));
        if (!body.empty()) request.headers.set("Content-Type", std::move(type));
        request.body = std::move(body);
        return ask(target, std::move(request));
    }

    std::shared_ptr<Stage> stage_;
    std::string path_;
};

TEST_F(ExternalTools, RefuseInTheseBytes) {
    auto const nobody = ask(path_);
    EXPECT_EQ(nobody.status, 401);
    EXPECT_EQ(nobody.headers.get("WWW-Authenticate"), R"(Bearer realm="canvas-lms")");
    EXPECT_EQ(nobody.headers.get("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(nobody.body, R"({"status":"unauthenticated","errors":[{"message":"user authorization required"}]})");

    auto const stranger = as("mallory", "GET", path_);
    EXPECT_EQ(stranger.status, 403);
    EXPECT_FALSE(stranger.headers.has("WWW-Authenticate"));
    EXPECT_EQ(stranger.body, R"({"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]})");

    auto const unknown = as("grace", "GET", path_ + "/0");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(unknown.body, no_resource);

    auto const empty = as("grace", "POST", path_);
    EXPECT_EQ(empty.status, 400);
    EXPECT_EQ(
        empty.body,
        R"({"errors":{"name":[{"attribute":"name","type":"blank","message":"can't be blank"}],)"
        R"("consumer_key":[{"attribute":"consumer_key","type":"blank","message":"can't be blank"}],)"
        R"("shared_secret":[{"attribute":"shared_secret","type":"blank","message":"can't be blank"}],)"
        R"("url":[{"attribute":"url","type":"Either the url or domain should be set.","message":"Either the url or domain should be set."}],)"
        R"("domain":[{"attribute":"domain","type":"Either the url or domain should be set.","message":"Either the url or domain should be set."}]}})"
    );
    EXPECT_EQ(stage_->log.exchanges().back().kind, traffic::CallKind::rest);
    EXPECT_EQ(stage_->log.exchanges().back().user, "grace");
}

TEST_F(ExternalTools, TakeAFormAsCurlSendsIt) {
    std::string body;
    for (auto const& [name, value] : base::Fields{
             {"name", "LTI Example"},
             {"consumer_key", "asdfg"},
             {"shared_secret", "lkjh"},
             {"url", "https://example.com/ims/lti"},
             {"privacy_level", "name_only"},
             {"custom_fields[key1]", "value1"},
             {"custom_fields[key2]", "value2"},
             {"course_navigation[text]", "Course Materials"},
             {"course_navigation[default]", "false"},
             {"course_navigation[enabled]", "true"}})
        body += "--------------------------d74496d66958873e\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" +
                value + "\r\n";
    body += "--------------------------d74496d66958873e--\r\n";
    auto const made = as("grace", "POST", path_, body, "multipart/form-data; boundary=------------------------d74496d66958873e");
    ASSERT_EQ(made.status, 200) << made.body;
    auto const id = std::to_string(base::parse_json(made.body)->at("id").as_int64());
    EXPECT_TRUE(made.body.starts_with(
        "{\"id\":" + id +
        R"(,"name":"LTI Example","description":null,"url":"https://example.com/ims/lti","domain":null,"consumer_key":"asdfg",)"
        R"("created_at":"2026-03-01T10:04:00Z","updated_at":"2026-03-01T10:04:00Z","privacy_level":"name_only",)"
        R"("custom_fields":{"key1":"value1","key2":"value2"},"workflow_state":"name_only","vendor_help_link":null,)"
        R"("account_navigation":null,)"
    )) << made.body;
    EXPECT_NE(
        made.body.find(
            R"("course_navigation":{"text":"Course Materials","default":"false","enabled":true,"label":"Course Materials",)"
            R"("selection_width":800,"selection_height":400})"
        ),
        std::string::npos
    ) << made.body;
    EXPECT_EQ(as("ada", "GET", path_ + "/" + id + ".json").body, made.body);
    EXPECT_EQ(as("ada", "GET", path_).body, "[" + made.body + "]");
    EXPECT_EQ(as("grace", "PUT", path_ + "/" + id, "name=Public+Example&privacy_level=public").status, 200);
    auto const gone = as("grace", "DELETE", path_ + "/" + id);
    EXPECT_EQ(gone.status, 200);
    EXPECT_NE(gone.body.find(R"("name":"Public Example")"), std::string::npos);
    EXPECT_NE(gone.body.find(R"("workflow_state":"deleted")"), std::string::npos);
    EXPECT_EQ(as("grace", "GET", path_ + "/" + id).status, 404);
}

TEST_F(ExternalTools, ComeInPages) { // the worked example of external-tools-api.md 3
    for (int i = 0; i < 7; ++i)
        ASSERT_EQ(as("grace", "POST", path_, "name=T&consumer_key=k&shared_secret=s&domain=t.example").status, 200);
    auto const url = platform_->origin() + path_;
    EXPECT_EQ(
        as("ada", "GET", path_ + "?per_page=3&access_token=").headers.get("Link"),
        "<" + url + "?page=1&per_page=3>; rel=\"current\",<" + url + "?page=2&per_page=3>; rel=\"next\",<" + url +
            "?page=1&per_page=3>; rel=\"first\",<" + url + "?page=3&per_page=3>; rel=\"last\""
    );
}

} // namespace
} // namespace easel::platform
