// How a tool reads lists in pages, how fast it calls, and where it takes its credentials: each rule finds what breaks it, and lets odd but
// correct requests pass.
#include "check/links.hpp"
#include "wire_scene.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::traffic::Party;
using easel::verdict::Verdict;
using testing::ElementsAre;
using testing::IsEmpty;

std::string const path = "/api/lti/courses/1/names_and_roles";

class Paging : public testing::TestWithParam<Spoiled> {};

TEST_P(Paging, IsJudgedByTheLinks) {
    expect_judged(GetParam(), correct_with_rosters());
}

/// The first page, the one after it, and their link.
Exchange& first(Scene& scene) {
    return scene.at(CallKind::memberships);
}
Exchange& second(Scene& scene) {
    return scene.exchanges.back();
}
std::function<void(Scene&)> linked(std::string name, std::string value, std::string asked) {
    return [=](Scene& scene) {
        first(scene).response->headers.remove("Link");
        first(scene).response->headers.set(name, value);
        set_target(second(scene), asked);
    };
}
std::string to(std::string const& query) {
    return "<" + (platform + path) + query + ">";
}
void ask(Scene& scene, std::string target) {
    set_target(scene.repeat(CallKind::memberships), std::move(target));
}
/// The first page leads to another origin, and this came there.
std::function<void(Scene&)> led_away(std::function<void(Exchange&)> change) {
    return [change = std::move(change)](Scene& scene) {
        first(scene).response->headers.set("Link", "<http://127.0.0.1:9/x>; rel=\"next\"");
        Exchange came;
        came.from = Party::tool;
        came.to = Party::probe;
        came.url = "http://127.0.0.1:9/x";
        change(came);
        scene.add(came);
    };
}
std::function<void(Scene&)> in_circles(int pages, std::chrono::milliseconds apart) {
    return [=](Scene& scene) {
        for (int i = 1; i <= pages; ++i) scene.repeat(CallKind::memberships).at = first(scene).at + apart * i;
    };
}

/// Twelve scores, so many of them at a time.
std::function<void(Scene&)> a_class(int at_once) {
    return [=](Scene& scene) {
        for (int i = 0; i < 11; ++i) scene.repeat(CallKind::score);
        scene.context.most_scores_at_once = at_once;
    };
}
/// The first score is answered with so much left; twelve more follow.
std::function<void(Scene&)> with_left(std::string left, std::chrono::milliseconds apart) {
    return [=](Scene& scene) {
        for (int i = 1; i <= 12; ++i) scene.repeat(CallKind::score).at = scene.at(CallKind::score).at + apart * i;
        scene.at(CallKind::score).response->headers.set("X-Rate-Limit-Remaining", left);
        scene.drop(CallKind::memberships);
        scene.drop(CallKind::results);
    };
}
/// The endpoint has the query env=beta, and the tool appends this to what it asks.
std::function<void(Scene&)> at_endpoint(std::string appended) {
    return [=](Scene& scene) {
        scene.context.authorization_url = std::string(platform) + "/api/lti/authorize_redirect?env=beta";
        auto& login = scene.at(CallKind::authorization);
        set_target(login, login.request.target + appended);
    };
}
std::function<void(Scene&)> logins(int count, int slow) {
    return [=](Scene& scene) {
        for (int i = 0; i < count; ++i)
            scene.context.login_times.emplace_back(std::chrono::milliseconds(i < slow ? 3'100 : 40));
    };
}
/// The tool changes its key; the set then has these.
std::function<void(Scene&)> key_sets_then(std::vector<std::string> kids) {
    return [=](Scene& scene) {
        scene.repeat(CallKind::jwks);
        easel::base::json::array keys;
        for (auto const& kid : kids) keys.emplace_back(other_key().public_jwk(kid));
        scene.context.key_sets.push_back(easel::base::dump(easel::base::json::object{{"keys", std::move(keys)}}));
    };
}
std::function<void(Scene&)> score_with_token(std::string header) {
    return [=](Scene& scene) {
        scene.at(CallKind::score).request.headers.set("Authorization", header);
        scene.at(CallKind::score).client_id.clear(); // the platform knows nobody by it
    };
}

std::vector<Spoiled> rows() {
    auto const passed = Verdict::passed;
    auto const warned = Verdict::warned;
    auto const skipped = Verdict::skipped;
    auto const informed = Verdict::informed;
    return {
        {"ten at a time", "THR-005", a_class(10), "", passed},
        {"all at once", "THR-005", a_class(12), "sent 12 scores with more than 10", warned},
        {"one score", "THR-005", [](Scene&) {}, "nothing of the kind", skipped},
        {"slowed down", "THR-006", with_left("80.0", std::chrono::milliseconds(500)), "", passed},
        {"full speed", "THR-006", with_left("80.0", std::chrono::milliseconds(10)), "made 12 calls within a second", informed},
        {"much left", "THR-006", with_left("580.0", std::chrono::milliseconds(10)), "nothing of the kind", skipped},
        {"query kept", "OIDC-019", at_endpoint("&env=beta"), "", passed},
        {"query lost", "OIDC-019", at_endpoint(""), "lost `env=beta`", warned},
        {"second question mark", "OIDC-019", at_endpoint("&env=beta?x=1"), "a second question mark", warned},
        {"no query", "OIDC-019", [](Scene&) {}, "nothing of the kind", skipped},
        {"in time", "OIDC-021", logins(20, 1), "", passed},
        {"too slow", "OIDC-021", logins(20, 2), "took more than 3s", warned},
        {"too few to tell", "OIDC-021", logins(19, 19), "nothing of the kind", skipped},
        {"old key kept", "KEY-017", key_sets_then({"k1", "k2"}), "", passed},
        {"old key withdrawn", "KEY-017", key_sets_then({"k2"}), "withdrew the key `k1`", warned},
        {"key never changed", "KEY-017", key_sets_then({"k1"}), "nothing of the kind", skipped},
        {"as it came", "TOKEN-014", [](Scene&) {}, "", passed},
        {"cut", "TOKEN-014", score_with_token("Bearer eyJ0.access"), "`eyJ0.access`, which is no token"},
        {"without", "TOKEN-014", score_with_token(""), "without its token"},
        {"of before",
         "TOKEN-014",
         [](Scene& s) {
             score_with_token("Bearer older")(s);
             s.at(CallKind::score).client_id = "10000000000001";
         },
         "",
         passed},
        {"no deployment", "TOKEN-022", [](Scene&) {}, "named no deployment", informed},
        {"with deployment",
         "TOKEN-022",
         [](Scene& s) {
             for (auto& e : s.exchanges)
                 if (e.kind == CallKind::token) set_claim(e, "https://purl.imsglobal.org/spec/lti/claim/deployment_id", "1:abc");
         },
         "",
         passed},
        {"as named", "THR-007", [](Scene&) {}, "", passed},
        {"lower case", "THR-007", linked("link", to("?page=2") + "; rel=\"next\"", path + "?page=2"), "", passed},
        {"lower case, missed", "THR-007", linked("link", to("?page=2") + "; rel=\"next\"", "/x"), "did not ask for the next page"},
        {"no next", "THR-007", [](Scene& s) { first(s).response->headers.remove("Link"); }, "nothing of the kind", skipped},
        {"an altered request is no miss", "THR-008", linked("Link", to("?page=A") + "; rel=next", path + "?page=a"), "", passed},
        {"last followed",
         "THR-008",
         linked("Link", to("?page=2") + "; rel=next, " + to("?page=9") + "; rel=last", path + "?page=9"),
         "did not ask for the next page"},
        {"last read besides",
         "THR-008",
         [](Scene& s) {
             linked("Link", to("?page=2") + "; rel=next, " + to("?page=9") + "; rel=last", path + "?page=2")(s);
             ask(s, path + "?page=9");
         },
         "no next page but `last`"},
        {"begun again",
         "THR-008",
         [](Scene& s) {
             linked("Link", to("?x=1") + "; rel=current, " + to("?page=2") + "; rel=next", path + "?page=2")(s);
             ask(s, path + "?x=1");
         },
         "",
         passed},
        {"byte for byte", "THR-009", [](Scene&) {}, "", passed},
        {"in lower case", "THR-009", linked("Link", to("?page=W%3D") + "; rel=next", path + "?page=w%3d"), "where the next page is"},
        {"decoded", "THR-009", linked("Link", to("?page=b%3AW") + "; rel=next", path + "?page=b:W"), "where the next page is"},
        {"missed is another matter", "THR-009", linked("Link", to("?page=2") + "; rel=next", "/x"), "nothing of the kind", skipped},
        {"limit added", "THR-010", linked("Link", to("?page=2") + "; rel=next", path + "?page=2&limit=9"), "added parameters"},
        {"limit doubled", "THR-010", linked("Link", to("?page=2&limit=9") + "; rel=next", path + "?page=2&limit=9&limit=9"), "added parameters"},
        {"nothing added", "THR-010", linked("Link", to("?page=2&limit=9") + "; rel=next", path + "?page=2&limit=9"), "", passed},
        {"sixty pages", "THR-012", in_circles(56, std::chrono::milliseconds(10)), "", passed},
        {"a hundred pages", "THR-012", in_circles(98, std::chrono::milliseconds(10)), "goes in circles", warned},
        {"a hundred pages in a long time", "THR-012", in_circles(98, std::chrono::seconds(2)), "", passed},
        {"token taken away",
         "THR-013",
         led_away([](Exchange& e) { e.request.headers.set("Authorization", "Bearer t"); }),
         "to another origin",
         warned},
        {"went there without", "THR-013", led_away([](Exchange&) {}), "", passed},
        {"never led away", "THR-013", [](Scene&) {}, "nothing of the kind", skipped},
        {"assertion taken away",
         "TOKEN-020",
         led_away([](Exchange& e) { e.request.body = "grant_type=x&client_assertion=y"; }),
         "sent its client_assertion to another origin",
         warned},
        {"no redirect", "TOKEN-020", [](Scene&) {}, "nothing of the kind", skipped},
    };
}

INSTANTIATE_TEST_SUITE_P(Wire, Paging, testing::ValuesIn(rows()), [](auto const& info) {
    std::string name = std::string(info.param.requirement) + "_" + info.param.name;
    for (auto& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    return name;
});

TEST(Links, AreReadByRule) { // RFC 8288 3
    auto const read = [](std::string value) {
        std::vector<std::string> found;
        for (auto const& link : links_of({{"link", std::move(value)}}))
            for (auto const& relation : link.relations) found.push_back(relation + " " + link.target);
        return found;
    };
    EXPECT_THAT(read("</a?b=1,2;c>; rel=\"next\", </z>; REL=Last"), ElementsAre("next /a?b=1,2;c", "last /z"));
    EXPECT_THAT(read("</a>; title=\"x, \\\"y\\\"; rel=prev\"; rel = next"), ElementsAre("next /a"));
    EXPECT_THAT(read("</a>; rel=\"start  NEXT\"; rel=prev"), ElementsAre("start /a", "next /a"));
    EXPECT_THAT(read("</a"), IsEmpty());
    EXPECT_THAT(read("</a>"), IsEmpty());
    EXPECT_EQ(next_link_of({{"Link", "</a>; rel=first"}, {"Link", "</b>; rel=next"}}), "/b");
    EXPECT_EQ(next_link_of({}), "");
}

} // namespace
