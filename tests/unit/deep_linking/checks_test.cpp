// deep-linking.md 2.2: every check, its body, and the order.
#include "canvas.hpp"
#include "jose/algorithms.hpp"
#include "keys/keys.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <algorithm>

namespace easel::deep_linking {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::int64_t seconds(Canvas const& canvas) {
    return base::to_numeric_date(canvas.now);
}

void by_url(Canvas& canvas) {
    canvas.key->public_jwk.reset();
    canvas.key->public_jwk_url = "https://tool.example/jwks";
    canvas.jwks.outcome = lti13::FetchedJwks::Outcome::fetched;
    canvas.jwks.body = base::dump(json::object{{"keys", json::array{canvas.signer.public_jwk("tool-key-1")}}});
}

struct Refusal {
    char const* name;
    std::function<void(Canvas&)> act;
    char const* fact;
    char const* group;
    std::vector<std::string> texts;
};

std::vector<Refusal> refusals() {
    std::string const failure = "JWT verification failure";
    return {
        {"no token", [](Canvas& c) { c.token = "x"; }, "2", "jwt", {"JWT format is invalid"}},
        {"two parts", [](Canvas& c) { c.token = "e30.e30"; }, "2", "jwt", {"JWT format is invalid"}},
        {"unknown client", [](Canvas& c) { c.claims["iss"] = "10000000000999"; }, "2b", "jwt", {"Client not found"}},
        {"no iss", [](Canvas& c) { c.claims.erase("iss"); }, "2b", "jwt", {"Client not found"}},
        {"iss is an address",
         [](Canvas& c) { c.claims["iss"] = "https://tool.example"; },
         "2b",
         "jwt",
         {"Client not found"}},
        {"set not fetched",
         [](Canvas& c) {
             by_url(c);
             c.jwks = {.outcome = lti13::FetchedJwks::Outcome::unreachable, .body = {}};
         },
         "3a",
         "jwt",
         {"Fetching JWK from public_jwk_url failed", failure}},
        {"set is no JSON",
         [](Canvas& c) {
             by_url(c);
             c.jwks.body = "<html>";
         },
         "3a",
         "jwt",
         {"Fetching JWK from public_jwk_url failed", failure}},
        {"kid not in the set",
         [](Canvas& c) {
             by_url(c);
             c.header["kid"] = "other";
         },
         "3b",
         "jwt",
         {"JSON::JWK::Set::KidNotFound", failure}},
        {"no kid for a set",
         [](Canvas& c) {
             by_url(c);
             c.header.erase("kid");
         },
         "3b",
         "jwt",
         {"JSON::JWK::Set::KidNotFound", failure}},
        {"signature wrong, set",
         [](Canvas& c) {
             by_url(c);
             c.signer = keys::fixture_key("attacker");
         },
         "3b",
         "jwt",
         {"JSON::JWS::VerificationFailed", failure}},
        {"signature wrong, stored key",
         [](Canvas& c) { c.signer = keys::fixture_key("attacker"); },
         "3c",
         "jwt",
         {failure}},
        {"no key at all", [](Canvas& c) { c.key->public_jwk.reset(); }, "3c", "jwt", {failure}},
        {"HS256",
         [](Canvas& c) {
             c.token = jose::sign_hmac({{"alg", "HS256"}}, c.claims, "secret");
         },
         "3d",
         "jwt",
         {"JWT has unexpected alg"}},
        {"none",
         [](Canvas& c) {
             c.token = jose::unsigned_token({{"alg", "none"}}, c.claims);
         },
         "3d",
         "jwt",
         {"JWT has unexpected alg"}},
        {"stored key of an unknown kind",
         [](Canvas& c) { c.key->public_jwk = object(R"({"kty":"XYZ","kid":"tool-key-1"})"); },
         "3e",
         "jwt",
         {"JWT exception"}},
        {"no claims",
         [](Canvas& c) {
             for (auto const* name : {"aud", "exp", "iat"}) c.claims.erase(name);
         },
         "4",
         "base",
         {"the following assertions are missing: aud,exp,iat"}},
        {"null counts as missing",
         [](Canvas& c) { c.claims["exp"] = nullptr; },
         "4",
         "base",
         {"the following assertions are missing: exp"}},
        {"aud",
         [](Canvas& c) { c.claims["aud"] = "http://127.0.0.1:8090/login/oauth2/token"; },
         "4",
         "base",
         {"the 'aud' is invalid"}},
        {"exp a text", [](Canvas& c) { c.claims["exp"] = "soon"; }, "4", "base", {"the 'exp' must be a number"}},
        {"expired", [](Canvas& c) { c.claims["exp"] = seconds(c) - 1; }, "4", "base", {"the JWT has expired"}},
        {"iat a text", [](Canvas& c) { c.claims["iat"] = "now"; }, "4", "base", {"the 'iat' must be a number"}},
        {"iat old",
         [](Canvas& c) { c.claims["iat"] = seconds(c) - 301; },
         "4",
         "base",
         {"the 'iat' must be less than 300 seconds old"}},
        {"iat ahead",
         [](Canvas& c) { c.claims["iat"] = seconds(c) + 31; },
         "4",
         "base",
         {"the 'iat' must not be in the future"}},
        {"the first fault only",
         [](Canvas& c) {
             c.claims["aud"] = "else";
             c.claims["exp"] = 5;
             c.claims["iat"] = 5;
         },
         "4",
         "base",
         {"the 'aud' is invalid"}},
        {"binding off",
         [](Canvas& c) { c.key->on_for_account = false; },
         "5",
         "developer_key",
         {"Developer key inactive in context"}},
        {"key inactive",
         [](Canvas& c) { c.key->state = world::KeyState::inactive; },
         "6",
         "developer_key",
         {"Developer key inactive"}},
        {"key deleted",
         [](Canvas& c) { c.key->state = world::KeyState::deleted; },
         "6",
         "developer_key",
         {"Developer key inactive"}},
        {"no data", [](Canvas& c) { c.with_data = false; }, "7", "data_jwt", {"presence_required"}},
        {"data of somebody else",
         [](Canvas& c) {
             auto const secret = c.issuer.secret;
             c.issuer.secret = "mine";
             c.data_text = lti13::sign_return_data(c.issuer, {.nonce = "n", .placement = "editor_button"}, c.now);
             c.issuer.secret = secret;
         },
         "8",
         "data_jwt",
         {"invalid_or_malformed"}},
        {"data no JWT", [](Canvas& c) { c.data_text = "x"; }, "8", "data_jwt", {"invalid_or_malformed"}},
        {"used", [](Canvas& c) { c.post(); }, "9", "data_jwt", {"already_used"}},
    };
}

TEST(Checks, RefuseWithTheirTexts) {
    for (auto const& row : refusals()) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        row.act(canvas);
        canvas.post();
        EXPECT_EQ(canvas.answer.response.status, 400);
        EXPECT_EQ(canvas.answer.response.headers.get("Content-Type"), "application/json; charset=utf-8");
        EXPECT_EQ(canvas.complaints(row.group), row.texts) << canvas.answer.response.body;
        EXPECT_EQ(canvas.decided(), "deep-linking/2.2." + std::string(row.fact));
    }
}

TEST(Checks, BodiesHaveRailsShape) { // 2.3
    Canvas canvas;
    canvas.signer = keys::fixture_key("attacker");
    canvas.post();
    EXPECT_EQ(
        canvas.answer.response.body,
        R"({"errors":{"jwt":[{"attribute":"jwt","type":"JWT verification failure","message":"JWT verification failure"}]}})"
    );
    Canvas twice;
    twice.post();
    twice.post();
    EXPECT_EQ(
        twice.answer.response.body,
        R"({"errors":{"data_jwt":[{"attribute":"?data=JWT","type":"already_used",)"
        R"("message":"Do not attempt to submit content items multiple times."}]}})"
    );
    Canvas without;
    without.with_data = false;
    without.post();
    EXPECT_THAT(
        without.answer.response.body, HasSubstr(R"("message":"Do not modify the deep_link_return_url in any way.")")
    );
}

TEST(Checks, ClaimsBindingAndKeyAreToldTogether) { // 2.2.13
    Canvas canvas;
    canvas.claims["aud"] = "else";
    canvas.key->on_for_account = false;
    canvas.key->state = world::KeyState::inactive;
    canvas.post();
    EXPECT_THAT(canvas.complaints("base"), ElementsAre("the 'aud' is invalid"));
    EXPECT_THAT(
        canvas.complaints("developer_key"), ElementsAre("Developer key inactive in context", "Developer key inactive")
    );
    EXPECT_TRUE(canvas.reached("deep-linking/2.2.13"));
}

/// Each row breaks this check and every later one that can be broken beside it; the earlier one answers.
TEST(Checks, ComeInOrder) {
    struct Row {
        char const* name;
        std::vector<std::function<void(Canvas&)>> acts;
        char const* fact;
    };
    auto const no_course = [](Canvas& c) { c.path = "/courses/99/deep_linking_response"; };
    auto const no_token = [](Canvas& c) { c.token = "x"; };
    auto const no_client = [](Canvas& c) { c.claims["iss"] = "1"; };
    auto const forged = [](Canvas& c) { c.signer = keys::fixture_key("attacker"); };
    auto const expired = [](Canvas& c) { c.claims["exp"] = 5; };
    auto const no_data = [](Canvas& c) { c.with_data = false; };
    auto const student = [](Canvas& c) {
        c.user = "ada";
        c.placement = "assignment_selection";
    };
    std::vector<Row> const rows{
        {"context first", {no_course, no_token, no_data}, "1"},
        {"token before client", {no_token, no_client, no_data}, "2"},
        {"client before signature", {no_client, forged, expired, no_data}, "2b"},
        {"signature before claims", {forged, expired, no_data, student}, "3c"},
        {"claims before data", {expired, no_data, student}, "4"},
        {"data before rights", {no_data, student}, "7"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        for (auto const& act : row.acts) act(canvas);
        canvas.post();
        EXPECT_EQ(canvas.decided(), "deep-linking/2.2." + std::string(row.fact));
    }
}

TEST(Checks, ContextMustExist) { // 2.2.1
    for (auto const* path :
         {"/courses/99/deep_linking_response",
          "/accounts/99/deep_linking_response",
          "/groups/99/deep_linking_response",
          "/courses/x/deep_linking_response"}) {
        SCOPED_TRACE(path);
        Canvas canvas;
        canvas.path = path;
        canvas.post();
        EXPECT_EQ(canvas.answer.response.status, 404);
        EXPECT_EQ(canvas.answer.response.content_type(), "text/html");
        canvas.accept = "application/json";
        canvas.post();
        EXPECT_EQ(canvas.answer.response.body, R"({"errors":[{"message":"The specified resource does not exist."}]})");
    }
    Canvas deleted;
    deleted.course().state = world::CourseState::deleted;
    deleted.post();
    EXPECT_EQ(deleted.answer.response.status, 404);
}

TEST(Checks, EveryAlgorithmOfTheKeyPasses) { // 2.2.17
    for (auto const* alg : {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}) {
        SCOPED_TRACE(alg);
        Canvas canvas;
        canvas.header["alg"] = alg;
        canvas.post();
        EXPECT_EQ(canvas.answer.response.status, 200) << canvas.answer.response.body;
        EXPECT_EQ(canvas.reached("deep-linking/2.2.17"), std::string_view(alg) != "RS256");
        canvas.signer = keys::fixture_key("attacker");
        canvas.fresh();
        canvas.post();
        EXPECT_EQ(canvas.decided(), "deep-linking/2.2.3c");
    }
}

TEST(Checks, AStoredKeyIgnoresTheKid) { // 2.2.18
    Canvas canvas;
    canvas.header["kid"] = "nobody";
    canvas.post();
    EXPECT_EQ(canvas.answer.response.status, 200);
    canvas.header.erase("kid");
    canvas.fresh();
    canvas.post();
    EXPECT_EQ(canvas.answer.response.status, 200);
    EXPECT_TRUE(canvas.reached("deep-linking/2.2.18"));
}

TEST(Checks, WhatCanvasDoesNotLookAtPasses) { // 2.1
    struct Row {
        char const* name;
        std::function<void(Canvas&)> act;
        char const* fact;
    };
    std::vector<Row> const rows{
        {"other message type", [](Canvas& c) { c.claims[lti("message_type")] = "LtiResourceLinkRequest"; }, "2.1.4"},
        {"no version", [](Canvas& c) { c.claims.erase(lti("version")); }, "2.1.4"},
        {"no deployment", [](Canvas& c) { c.claims.erase(lti("deployment_id")); }, "2.1.4"},
        {"no nonce", [](Canvas& c) { c.claims.erase("nonce"); }, "2.1.3"},
        {"several audiences",
         [](Canvas& c) {
             c.claims["aud"] = json::array{"https://tool.example", "https://canvas.instructure.com"};
         },
         "2.1.2"},
        {"data claimed", [](Canvas& c) { c.claims[dl("data")] = "x"; }, "2.1.7"},
        {"no sub", [](Canvas& c) { c.claims.erase("sub"); }, "2.1.9"},
        {"iss a number", [](Canvas& c) { c.claims["iss"] = 10000000000207; }, "2.2.12"},
        {"no items", [](Canvas& c) { c.with_items = false; }, "2.1.5"},
        {"items null",
         [](Canvas& c) {
             c.with_items = false;
             c.claims[dl("content_items")] = nullptr;
         },
         "2.1.5"},
        {"iat at the edge", [](Canvas& c) { c.claims["iat"] = seconds(c) - 300; }, "2.2.12"},
        {"iat a little ahead", [](Canvas& c) { c.claims["iat"] = seconds(c) + 30; }, "2.2.12"},
        {"by a fetched set", by_url, "2.2.12"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        row.act(canvas);
        canvas.post();
        EXPECT_EQ(canvas.answer.response.status, 200) << canvas.answer.response.body;
        EXPECT_TRUE(canvas.reached("deep-linking/" + std::string(row.fact)));
        EXPECT_EQ(canvas.decided(), "");
    }
}

TEST(Checks, ARefusedTokenLeavesTheReturnUrlUnused) { // 2.2.14
    Canvas canvas;
    for (auto const& act : std::vector<std::function<void(Canvas&)>>{
             [](Canvas& c) { c.token = "x"; },
             [](Canvas& c) { c.claims["exp"] = 5; },
             [](Canvas& c) { c.key->on_for_account = false; },
             [](Canvas& c) { c.key->state = world::KeyState::inactive; },
         }) {
        auto const token = canvas.token;
        auto const claims = canvas.claims;
        act(canvas);
        canvas.post();
        EXPECT_EQ(canvas.answer.response.status, 400);
        canvas.token = token;
        canvas.claims = claims;
        canvas.key->on_for_account = true;
        canvas.key->state = world::KeyState::active;
    }
    EXPECT_TRUE(canvas.world.spent_returns.empty());
    canvas.post();
    EXPECT_EQ(canvas.answer.response.status, 200);
}

TEST(Checks, AReturnUrlIsRememberedForAnHour) { // 2.2.9
    Canvas canvas;
    canvas.post();
    canvas.now += std::chrono::minutes(59);
    canvas.claims["iat"] = seconds(canvas);
    canvas.claims["exp"] = seconds(canvas) + 300;
    canvas.post();
    EXPECT_EQ(canvas.decided(), "deep-linking/2.2.9");
    canvas.now += std::chrono::minutes(1);
    canvas.claims["iat"] = seconds(canvas);
    canvas.claims["exp"] = seconds(canvas) + 300;
    canvas.post();
    EXPECT_EQ(canvas.answer.response.status, 200);
}

struct Rights {
    char const* name;
    char const* user;
    char const* placement;
    bool tool_deleted;
    char const* fact; ///< that refuses; "" : none
};

TEST(Checks, RightsAreAskedWhereSomethingIsMade) { // 2.2.10, 2.2.11, 3.11
    std::vector<Rights> const rows{
        {"teacher", "grace", "assignment_selection", false, ""},
        {"assistant", "tom", "assignment_selection", false, ""},
        {"designer", "dana", "module_index_menu_modal", false, ""},
        {"student", "ada", "assignment_selection", false, "2.2.10"},
        {"student, new module", "ada", "module_index_menu_modal", false, "2.2.10"},
        {"observer", "olga", "course_assignments_menu", false, "2.2.10"},
        {"stranger", "mallory", "assignment_selection", false, "2.2.10"},
        {"nobody logged in", "", "assignment_selection", false, "2.2.10"},
        {"nobody, nothing made", "", "editor_button", false, ""},
        {"student hands in", "ada", "homework_submission", false, ""},
        {"tool gone", "grace", "assignment_selection", true, "2.2.11"},
        {"rights before tool", "ada", "assignment_selection", true, "2.2.10"},
        {"tool gone, nothing made", "grace", "link_selection", true, ""},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        canvas.user = row.user;
        canvas.placement = row.placement;
        canvas.tool->deleted = row.tool_deleted;
        canvas.post();
        std::string const fact = row.fact;
        EXPECT_EQ(canvas.answer.response.status, fact.empty() ? 200 : 401);
        EXPECT_EQ(canvas.decided(), fact.empty() ? "" : "deep-linking/" + fact);
        if (!fact.empty()) {
            canvas.post(); // 2.2.15: spent all the same
            EXPECT_EQ(canvas.decided(), "deep-linking/2.2.9");
        }
    }
}

TEST(Checks, RightsAnswerProgramsInJson) {
    Canvas canvas;
    canvas.user = "ada";
    canvas.placement = "assignment_selection";
    canvas.accept = "application/json";
    canvas.post();
    EXPECT_EQ(
        canvas.answer.response.body,
        R"({"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]})"
    );
}

TEST(Checks, AccountsAreForAdministrators) {
    Canvas canvas;
    canvas.path = "/accounts/" + std::to_string(canvas.world.account.id) + "/deep_linking_response";
    canvas.placement = "assignment_selection";
    canvas.post();
    EXPECT_EQ(canvas.decided(), "deep-linking/2.2.10");
    world::user_named(canvas.world, "mallory")->account_admin = true;
    canvas.user = "mallory";
    canvas.fresh();
    canvas.post();
    EXPECT_EQ(canvas.answer.response.status, 200);
}

} // namespace
} // namespace easel::deep_linking
