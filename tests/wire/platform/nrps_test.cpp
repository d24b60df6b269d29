// Rosters over real sockets, byte by byte (nrps.md).
#include "base/json.hpp"
#include "lti13/token.hpp"
#include "wire/platform/calling.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

namespace easel::platform {
namespace {

constexpr char const* roster_type = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json; charset=utf-8";

class Rosters : public PlatformTest {
  protected:
    std::string course_path(Stage& stage) {
        return "/api/lti/courses/" + std::to_string(world::course_named(stage.world, "bio101")->id) +
               "/names_and_roles";
    }
    http::Request with_token(Stage& stage) {
        http::Request request;
        auto& issuer = *stage.issuers.at(tool_client);
        auto const token = lti13::mint_token(
            issuer,
            tool_client,
            {"https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"},
            stage.time->tool_now()
        );
        request.headers.set("Authorization", "Bearer " + token);
        return request;
    }
};

TEST_F(Rosters, ListACourse) {
    auto const stage = set_stage();
    auto const path = course_path(*stage);
    auto const response = ask(path + "?limit=1", with_token(*stage));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.get("Content-Type"), roster_type);
    auto const page = "<" + platform_->origin() + path + "?page=";
    EXPECT_EQ(
        response.headers.get("Link"),
        page + "1&per_page=1>; rel=\"current\"," + page + "2&per_page=1>; rel=\"next\"," + page +
            "1&per_page=1>; rel=\"first\"," + page + "10&per_page=1>; rel=\"last\""
    );
    auto const& ada = *world::user_named(stage->world, "ada");
    auto const& course = *world::course_named(stage->world, "bio101");
    EXPECT_EQ(
        response.body,
        R"({"id":")" + platform_->origin() + path + R"(?limit=1","context":{"id":")" + course.context_id +
            R"(","label":"BIO-101","title":"Biology for Beginners"},"members":[{"status":"Active","name":"Ada Lovelace",)" +
            R"("picture":")" + platform_->origin() + R"(/images/messages/avatar-50.png","given_name":"Ada",)" +
            R"("family_name":"Lovelace","email":"ada@mock.example","lis_person_sourcedid":"sis_ada","user_id":")" +
            ada.lti_id + R"(","lti11_legacy_user_id":")" + ada.legacy_id +
            R"(","roles":["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]}]})"
    );
}

TEST_F(Rosters, AreFollowedPageByPage) {
    auto const stage = set_stage();
    auto target = course_path(*stage) + "?limit=4";
    std::vector<std::size_t> sizes;
    while (!target.empty() && sizes.size() < 9) {
        auto const response = ask(target, with_token(*stage));
        auto const body = base::parse_json(response.body).value();
        sizes.push_back(body.at("members").as_array().size());
        auto const link = std::string(response.headers.get("Link"));
        auto const next = link.find(">; rel=\"next\"");
        target =
            next == std::string::npos ? "" : link.substr(link.rfind('<', next) + 1, next - link.rfind('<', next) - 1);
    }
    EXPECT_THAT(sizes, testing::ElementsAre(4, 4, 2));
}

TEST_F(Rosters, ListAGroup) {
    auto const stage = set_stage();
    auto const& group = *world::group_named(stage->world, "red");
    auto const response = ask("/api/lti/groups/" + std::to_string(group.id) + "/names_and_roles", with_token(*stage));
    EXPECT_EQ(response.status, 200);
    auto const body = base::parse_json(response.body).value();
    EXPECT_EQ(body.at("members").as_array().size(), 2U);
    EXPECT_EQ(base::dump(body.at("context")), R"({"id":")" + group.context_id + R"(","title":"Team Red"})");
}

TEST_F(Rosters, AreFoundByTheGlobalIdOfTheCourse) {
    auto const stage = set_stage();
    auto const id = world::course_named(stage->world, "bio101")->id + world::shard_offset;
    EXPECT_EQ(ask("/api/lti/courses/" + std::to_string(id) + "/names_and_roles", with_token(*stage)).status, 200);
}

struct Refusal {
    char const* name;
    char const* query;
    bool token;
    int status;
    char const* body;
};
void PrintTo(Refusal const& row, std::ostream* out) {
    *out << row.name;
}
class RosterRefusals : public Rosters, public testing::WithParamInterface<Refusal> {};

TEST_P(RosterRefusals, AreCanvass) {
    auto const& row = GetParam();
    auto const stage = set_stage();
    auto const response = ask(course_path(*stage) + row.query, row.token ? with_token(*stage) : http::Request{});
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(response.headers.get("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(response.body, row.body);
}

INSTANTIATE_TEST_SUITE_P(
    Canvas,
    RosterRefusals,
    testing::Values(
        Refusal{"no_token", "", false, 401, R"({"errors":{"type":"unauthorized","message":"Missing access token"}})"},
        Refusal{
            "no_such_link",
            "?rlid=x",
            true,
            400,
            R"({"errors":{"type":"bad_request","message":"Invalid 'rlid' parameter"}})"},
        Refusal{
            "page_zero", "?page=0", true, 404, R"({"errors":[{"message":"The specified resource does not exist."}]})"}
    ),
    [](auto const& info) { return info.param.name; }
);

} // namespace
} // namespace easel::platform
