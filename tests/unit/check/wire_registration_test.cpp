// What a tool sends when it registers itself: each rule finds what breaks it, and lets odd but correct tools pass.
#include "base/codec.hpp"
#include "wire_scene.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <set>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::verdict::Verdict;
namespace json = easel::base::json;

constexpr char const* own = "https://purl.imsglobal.org/spec/lti-tool-configuration";

class Registrations : public testing::TestWithParam<Spoiled> {};

TEST_P(Registrations, AreJudgedByWhatTheySend) { expect_judged(GetParam(), correct_with_registrations()); }

Exchange& post(Scene& scene) { return scene.at(CallKind::registration); }
Exchange& fetch(Scene& scene) { return scene.at(CallKind::configuration); }

std::function<void(Scene&)> member(char const* name, char const* text) {
    return [name, text](Scene& s) { set_member(post(s), name, easel::base::parse_json(text).value()); };
}
std::function<void(Scene&)> without(char const* name) {
    return [name](Scene& s) { remove_member(post(s), name); };
}
/// Changes a member of the tool's own object; "~" removes it.
std::function<void(Scene&)> tool(char const* name, char const* text) {
    return [name, text](Scene& s) {
        auto body = easel::base::parse_json(post(s).request.body).value().as_object();
        auto& object = body[own].as_object();
        if (std::string_view(text) == "~")
            object.erase(name);
        else
            object[name] = easel::base::parse_json(text).value();
        set_body(post(s), easel::base::dump(body));
    };
}

std::vector<Spoiled> rows() {
    auto const passed = Verdict::passed;
    auto const warned = Verdict::warned;
    return {
        {"query lost", "REG-001", [](Scene& s) { set_target(fetch(s), "/r/reg/api/lti/security/openid-configuration"); }, "instead of"},
        {"no token", "REG-001", [](Scene& s) { fetch(s).request.headers.remove("Authorization"); }, "without `Authorization"},
        {"no header with the first try only",
         "REG-001",
         [](Scene& s) {
             auto first = fetch(s);
             first.request.headers.remove("Authorization");
             auto& all = s.exchanges;
             auto const at = std::find_if(all.begin(), all.end(), [](auto const& one) { return one.kind == CallKind::configuration; });
             all.insert(at, first);
         },
         "",
         passed},
        {"a form", "REG-002", [](Scene& s) { post(s).request.headers.set("Content-Type", "application/x-www-form-urlencoded"); }, "not as a JSON"},
        {"no JSON", "REG-002", [](Scene& s) { set_body(post(s), "a=b"); }, "not as a JSON"},
        {"another token", "REG-002", [](Scene& s) { post(s).request.headers.set("Authorization", "Bearer other"); }, "without `Authorization"},
        {"elsewhere", "REG-002", [](Scene& s) { set_target(post(s), "/api/lti/registrations"); }, "the configuration says"},
        {"a charset", "REG-002", [](Scene& s) { post(s).request.headers.set("Content-Type", "application/json; charset=utf-8"); }, "", passed},
        {"native", "REG-003", member("application_type", R"("native")"), "application_type"},
        {"no response types", "REG-003", without("response_types"), "response_types"},
        {"one grant", "REG-003", member("grant_types", R"(["implicit"])"), "grant_types"},
        {"no login", "REG-003", without("initiate_login_uri"), "initiate_login_uri"},
        {"no key set", "REG-003", without("jwks_uri"), "jwks_uri"},
        {"relative redirect", "REG-003", member("redirect_uris", R"(["/launch"])"), "redirect_uris"},
        {"no name", "REG-003", without("client_name"), "client_name"},
        {"a secret", "REG-003", member("token_endpoint_auth_method", R"("client_secret_post")"), "token_endpoint_auth_method"},
        {"scopes in a list", "REG-003", member("scope", "[]"), "scope"},
        {"no scope", "REG-003", without("scope"), "", passed},
        {"further members", "REG-003", member("contacts", R"(["a@b.example"])"), "", passed},
        {"no tool object", "REG-004", without(own), "without the object"},
        {"no domain", "REG-004", tool("domain", "~"), "without `domain`"},
        {"no port", "REG-004", tool("domain", R"("127.0.0.1")"), "the host of its target_link_uri"},
        {"no target", "REG-004", tool("target_link_uri", "~"), "target_link_uri"},
        {"no claims", "REG-004", tool("claims", "~"), "`claims`"},
        {"messages no list", "REG-004", tool("messages", "{}"), "`messages`"},
        {"misnamed message", "REG-005", tool("messages", R"([{"type":"LtiDeepLinking"}])"), "LtiDeepLinking"},
        {"no type", "REG-005", tool("messages", "[{}]"), "without a type"},
        {"a message of another document", "REG-005", tool("messages", R"([{"type":"LtiSubmissionReviewRequest"}])"), "", passed},
        {"a further scope", "REG-006", member("scope", R"("https://purl.imsglobal.org/spec/lti-ags/scope/lineitem")"), "does not offer", warned},
        {"a further placement",
         "REG-006",
         tool("messages", R"([{"type":"LtiResourceLinkRequest","placements":["editor_button"]}])"),
         "editor_button",
         warned},
        {"openid", "REG-006", member("scope", R"("openid https://purl.imsglobal.org/spec/lti-ags/scope/score")"), "", passed},
        {"again",
         "REG-012",
         [](Scene& s) {
             s.repeat(CallKind::registration_page);
             s.repeat(CallKind::registration);
         },
         "with a token that it had registered with before",
         warned},
        {"again after a failure",
         "REG-012",
         [](Scene& s) {
             post(s).response->status = 503;
             s.repeat(CallKind::registration).response->status = 200;
         },
         "",
         passed},
        {"undefined", "REG-013", [](Scene& s) { s.exchanges.back().request.headers.set("Authorization", "Bearer undefined"); }, "undefined"},
        {"None", "REG-013", [](Scene& s) { s.exchanges.back().request.headers.set("Authorization", "Bearer None"); }, "None"},
        {"empty", "REG-013", [](Scene& s) { s.exchanges.back().request.headers.set("Authorization", "Bearer "); }, "Bearer"},
        {"the token of the configuration's URL",
         "REG-013",
         [](Scene& s) { s.exchanges.back().request.headers.set("Authorization", "Bearer t0ken"); },
         "",
         passed},
    };
}

INSTANTIATE_TEST_SUITE_P(Wire, Registrations, testing::ValuesIn(rows()), [](auto const& info) { return std::to_string(info.index); });

TEST(RegistrationRows, BreakEveryRule) {
    std::set<std::string> broken;
    for (auto const& row : rows())
        if (row.verdict != Verdict::passed) broken.insert(row.requirement);
    for (auto const& id : wire_requirements())
        if (id.starts_with("REG-")) EXPECT_TRUE(broken.contains(id)) << id;
}

} // namespace
