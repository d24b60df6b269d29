// Pages and scripts: what is blamed, and what only looks odd.
#include "wire_scene.hpp"

#include <gmock/gmock.h>

#include <set>

namespace {

using namespace easel::check;
using namespace easel::check::test;
namespace http = easel::http;
constexpr auto passed = easel::verdict::Verdict::passed;
constexpr auto warned = easel::verdict::Verdict::warned;
constexpr auto informed = easel::verdict::Verdict::informed;
constexpr auto skipped = easel::verdict::Verdict::skipped;
constexpr auto inconclusive = easel::verdict::Verdict::inconclusive;

/// The page of the accepted launch, and that of the refused one.
Exchange& page(Scene& scene) {
    return scene.exchanges[scene.exchanges.size() - 2];
}
Exchange& refusal(Scene& scene) {
    return scene.exchanges.back();
}
Exchange& login(Scene& scene) {
    return scene.exchanges[scene.exchanges.size() - 4];
}

using Spoil = std::function<void(Scene&)>;
Spoil cookie(std::string line) {
    return [line](Scene& s) { page(s).response->headers.set("Set-Cookie", line); };
}
Spoil cookie_over_tls(std::string line) {
    return [line](Scene& s) {
        page(s).url = "https://tool.example/launch";
        page(s).response->headers.set("Set-Cookie", line);
    };
}
Spoil header(std::string name, std::string value) {
    return [name, value](Scene& s) { page(s).response->headers.set(name, value); };
}
Spoil without(std::string name, std::string other = {}, std::string value = {}) {
    return [=](Scene& s) {
        page(s).response->headers.remove(name);
        if (!other.empty()) page(s).response->headers.set(other, value);
    };
}
Spoil body(std::string text) {
    return [text](Scene& s) { page(s).response->body = text; };
}
Spoil refused(std::string text) {
    return [text](Scene& s) { refusal(s).response->body = text; };
}
/// The script of the first login's page; the second login has none then.
Spoil script(std::string code) {
    return [code](Scene& s) {
        login(s).response->body = "<p>One moment.</p><script>" + code + "</script>";
        s.exchanges[s.exchanges.size() - 3].response->body = "<p>One moment.</p>";
    };
}
Spoil both_scripts(std::string code) {
    return [code](Scene& s) {
        for (std::size_t back : {4U, 3U})
            s.exchanges[s.exchanges.size() - back].response->body = "<p>One moment.</p><script>" + code + "</script>";
    };
}

constexpr char const* secret = "session=9d1e4c55aa8a3b2f6e7d";

std::vector<Spoiled> page_rows() {
    auto const all = std::string(secret) + "; Secure; SameSite=None; HttpOnly; Partitioned";
    return {
        {"lax on loopback",
         "SEC-001",
         cookie(std::string(secret) + "; Secure; SameSite=Lax"),
         "only loopback excuses",
         informed},
        {"lax", "SEC-001", cookie_over_tls(std::string(secret) + "; Secure; SameSite=Lax"), "SameSite=lax"},
        {"not secure", "SEC-001", cookie_over_tls(std::string(secret) + "; SameSite=None"), "without Secure"},
        {"bare", "SEC-001", cookie_over_tls(secret), "without Secure and SameSite=None"},
        {"old and new side by side",
         "SEC-001",
         [all](Scene& s) {
             cookie_over_tls(all)(s);
             page(s).response->headers.add("Set-Cookie", "session-legacy=9d1e4c55aa8a3b2f6e7d; Secure");
         },
         "",
         passed},
        {"a preference beside it",
         "SEC-001",
         [all](Scene& s) {
             cookie_over_tls(all)(s);
             auto shown = page(s);
             shown.kind = CallKind::page;
             shown.response->headers.set("Set-Cookie", "theme=solarized-dark-2024; SameSite=Lax");
             s.exchanges.pop_back();
             s.add(shown);
         },
         "",
         passed},
        {"a preference before it",
         "SEC-002",
         [all](Scene& s) {
             cookie("theme=solarized-dark-2024; SameSite=Lax")(s);
             auto shown = page(s);
             shown.kind = CallKind::page;
             shown.response->headers.set("Set-Cookie", all);
             s.exchanges.pop_back();
             s.add(shown);
         },
         "",
         passed},
        {"the login's is no excuse for the session's",
         "SEC-003",
         [all](Scene& s) {
             login(s).response->headers.set("Set-Cookie", all);
             cookie(std::string(secret) + "; Secure; SameSite=None")(s);
         },
         "without Partitioned",
         informed},
        {"words", "SEC-001", cookie_over_tls("timezone=America/New_York; Path=/; SameSite=Lax"), "", passed},
        {"statistics", "SEC-001", cookie_over_tls("_ga=GA1.2.1234567890.1234567890"), "", passed},
        {"a language", "SEC-001", cookie_over_tls("lang=en"), "", passed},
        {"deleted", "SEC-001", cookie_over_tls(std::string(secret) + "; Max-Age=0"), "", passed},
        {"own window",
         "SEC-001",
         [](Scene& s) {
             s.context.embedded = false;
             cookie_over_tls(secret)(s);
         },
         "",
         skipped},
        {"read by scripts",
         "SEC-002",
         cookie(std::string(secret) + "; Secure; SameSite=None"),
         "without HttpOnly",
         warned},
        {"against forged forms", "SEC-002", cookie("csrftoken=9d1e4c55aa8a3b2f6e7d; Secure"), "", passed},
        {"state for scripts",
         "SEC-002",
         [](Scene& s) {
             s.context.state_check_in_browser = true;
             login(s).response->headers.set("Set-Cookie", "state=9d1e4c55aa8a3b2f6e7d; Secure");
         },
         "",
         passed},
        {"not partitioned",
         "SEC-003",
         cookie(std::string(secret) + "; Secure; SameSite=None"),
         "without Partitioned",
         informed},
        {"frames of its own",
         "SEC-004",
         header("Content-Security-Policy", "frame-ancestors 'self'"),
         "keeps its page out"},
        {"no frames", "SEC-004", header("Content-Security-Policy", "frame-ancestors 'none'"), "keeps its page out"},
        {"frames of another",
         "SEC-004",
         header("Content-Security-Policy", "frame-ancestors https://lms.example"),
         "keeps its page out"},
        {"one policy of two",
         "SEC-004",
         [](Scene& s) { page(s).response->headers.add("Content-Security-Policy", "frame-ancestors 'none'"); },
         "keeps its page out"},
        {"older header", "SEC-004", without("Content-Security-Policy", "X-Frame-Options", "DENY"), "X-Frame-Options"},
        {"older header overruled", "SEC-004", header("X-Frame-Options", "SAMEORIGIN"), "", passed},
        {"report only",
         "SEC-004",
         without("Content-Security-Policy", "Content-Security-Policy-Report-Only", "frame-ancestors 'none'"),
         "",
         passed},
        {"hosted Canvas",
         "SEC-004",
         header("Content-Security-Policy", "frame-ancestors https://*.instructure.com"),
         "",
         passed},
        {"any https", "SEC-004", header("Content-Security-Policy", "frame-ancestors https:"), "", passed},
        {"port of any", "SEC-004", header("Content-Security-Policy", "frame-ancestors http://127.0.0.1:*"), "", passed},
        {"redirect",
         "SEC-004",
         [](Scene& s) {
             page(s).response = http::redirect("/app");
             page(s).response->headers.set("X-Frame-Options", "DENY");
         },
         "",
         passed},
        {"no policy", "SEC-005", without("Content-Security-Policy"), "no frame-ancestors", warned},
        {"everybody", "SEC-005", header("Content-Security-Policy", "frame-ancestors *"), "name no platform", warned},
        {"two policies",
         "SEC-005",
         [](Scene& s) { page(s).response->headers.add("Content-Security-Policy", "frame-ancestors *"); },
         "",
         passed},
        {"plain http", "SEC-006", [](Scene& s) { page(s).url = "http://tool.example/launch"; }, "without TLS"},
        {"loopback", "SEC-006", [](Scene& s) { s.context.bundled = false; }, "only loopback excuses", informed},
        {"old TLS",
         "SEC-006",
         [](Scene& s) {
             page(s).url = "https://tool.example/launch";
             s.context.old_tls = {{"https://tool.example", "TLSv1.1"}};
         },
         "TLSv1.1",
         warned},
        {"nothing said", "SEC-007", without("Cache-Control"), "without Cache-Control", warned},
        {"public", "SEC-007", header("Cache-Control", "public, max-age=60"), "public", warned},
        {"private", "SEC-007", header("Cache-Control", "private, max-age=0"), "", passed},
        {"markup in text", "SEC-009", body("<h1>\"><svg/onload=easel1></h1>"), "onload=`easel1`"},
        {"markup behind an attribute", "SEC-009", body("<input value=\"\"><svg/onload=easel1>\">"), "onload=`easel1`"},
        {"markup behind a script",
         "SEC-009",
         body("<script>var n = \"</script><svg/onload=easel1>\";</script>"),
         "onload=`easel1`"},
        {"escaped", "SEC-009", body("<h1>&quot;&gt;&lt;svg/onload=easel1&gt;</h1>"), "", passed},
        {"text within a script", "SEC-009", body("<script>var n = \"\\\"><svg/onload=easel1>\";</script>"), "", passed},
        {"value in single quotes", "SEC-009", body("<input value='\"><svg/onload=easel1>'>"), "", passed},
        {"its own picture", "SEC-009", body("<svg onload=\"draw()\"></svg>"), "", passed},
        {"refused",
         "SEC-009",
         [](Scene& s) { s.context.accepted.clear(); },
         "nothing of the kind",
         skipped},
        {"refused with its input escaped",
         "SEC-009",
         [](Scene& s) {
             s.context.accepted.clear();
             refusal(s).response->body = "<p>No &quot;&gt;&lt;svg/onload=easel1&gt; here</p>";
         },
         "",
         passed},
        {"refused with its input",
         "SEC-009",
         [](Scene& s) {
             s.context.accepted.clear();
             refusal(s).response->body = "<p>No \"><svg/onload=easel1> here</p>";
         },
         "onload=`easel1`"},
        {"plain text",
         "SEC-009",
         [](Scene& s) { page(s).response = http::text(400, "\"><svg/onload=easel1>"); },
         "",
         passed},
        {"Python",
         "SEC-010",
         refused("<pre>Traceback (most recent call last):\n  File</pre>"),
         "stack trace (Python)",
         warned},
        {"JavaScript",
         "SEC-010",
         refused("<pre>Error: no\n    at verify (/srv/app/lti.js:12:7)</pre>"),
         "stack trace (JavaScript)",
         warned},
        {"Java", "SEC-010", refused("at org.example.Lti.verify(Lti.java:77)"), "stack trace (Java)", warned},
        {"PHP", "SEC-010", refused("#0 /var/www/lti.php(12): verify()"), "stack trace (PHP)", warned},
        {"C sharp", "SEC-010", refused("at Lti.Verify(String t) in C:\\lti.cs:line 12"), "stack trace (.NET)", warned},
        {"Ruby", "SEC-010", refused("app/lti.rb:12:in `verify'"), "stack trace (Ruby)", warned},
        {"prose", "SEC-010", refused("Meet us at /about, at 12:30, at Java.html or at room (7)."), "", passed},
        {"key as PEM", "SEC-010", refused("-----BEGIN RSA PRIVATE KEY-----"), "private key", warned},
        {"key as JWK",
         "SEC-010",
         refused("{&quot;kty&quot;:&quot;RSA&quot;,&quot;d&quot;:&quot;x&quot;,&quot;dp&quot;:&quot;y&quot;}"),
         "private key",
         warned},
        {"the token",
         "SEC-010",
         [](Scene& s) { refusal(s).response->body = *easel::base::find(refusal(s).request.form(), "id_token"); },
         "id_token",
         warned},
        {"a token handed on",
         "SEC-010",
         [](Scene& s) { page(s).response->body = *easel::base::find(page(s).request.form(), "id_token"); },
         "",
         passed},
        {"the token on a friendly refusal",
         "SEC-010",
         [](Scene& s) {
             page(s).response->body = *easel::base::find(page(s).request.form(), "id_token");
             s.context.refusals = {page(s).number};
         },
         "id_token",
         warned},
    };
}

std::vector<Spoiled> script_rows() {
    std::string const put = "parent.postMessage({subject: 'lti.put_data', key: 'k' + state, message_id: 'm'}, ";
    std::string const listen = "addEventListener('message', function (e) { ";
    return {
        {"to anybody", "PM-003", script(put + "'*')"), "to `*`", warned},
        {"to anybody by name",
         "PM-003",
         script("const where = \"*\";\nconst message = {\"subject\": "
                "\"lti.get_data\"};\nframe.postMessage(JSON.stringify(message), where)"),
         "to `*`",
         warned},
        {"capabilities to anybody",
         "PM-003",
         script("parent.postMessage({subject: 'lti.capabilities'}, '*');" + put + "origin)"),
         "",
         passed},
        {"only in a comment", "PM-003", script("// " + put + "'*')\n" + put + "origin)"), "", passed},
        {"no storage", "PM-003", both_scripts("parent.postMessage({subject: 'lti.close'}, '*')"), "", skipped},
        {"no origin",
         "PM-004",
         script(put + "o);" + listen + "if (e.data.message_id == 'm') go(location.origin) })"),
         "event.origin",
         warned},
        {"no message id", "PM-004", script(put + "o);" + listen + "if (e.origin == o) go() })"), "message_id", warned},
        {"taken apart",
         "PM-004",
         script(put + "o); onmessage = ({ data, origin }) => origin == o && data.message_id == 'm' && go()"),
         "",
         passed},
        {"script from elsewhere",
         "PM-004",
         [put, listen](Scene& s) {
             script(put + "o);" + listen + "go() })")(s);
             login(s).response->body += "<script src='https://cdn.example/lti.js'></script>";
         },
         "",
         skipped},
        {"for ever", "PM-005", script(put + "o)"), "waits for ever", warned},
        {"much too long", "PM-005", script(put + "o); setTimeout(() => go(), 30000)"), "30000 ms", warned},
        {"two seconds", "PM-005", script(put + "o); setTimeout(function () { go(1, 2); }, 2000)"), "", passed},
        {"a time of its own", "PM-005", script(put + "o); setTimeout(go, patience)"), "", passed},
        {"a way on",
         "PM-005",
         [put](Scene& s) {
             script(put + "o)")(s);
             login(s).response->body += "<a href='/go'>Go on</a>";
         },
         "",
         passed},
        {"one key",
         "PM-006",
         both_scripts("parent.postMessage({subject: 'lti.put_data', key: 'state'}, o)"),
         "which another launch used",
         warned},
        {"one key by name",
         "PM-006",
         both_scripts(
             "var KEY = 'state', message = {subject: \"lti.put_data\", key: KEY}; parent.postMessage(message, o)"
         ),
         "which another launch used",
         warned},
        {"key put together",
         "PM-006",
         both_scripts("parent.postMessage({subject: 'lti.put_data', key: `s-${id}`}, o)"),
         "",
         passed},
        {"one launch only",
         "PM-006",
         script("parent.postMessage({subject: 'lti.put_data', key: 'state'}, o)"),
         "",
         inconclusive},
        {"token to anybody", "PM-007", script("parent.postMessage({id_token: token}, '*')"), "to `*`"},
        {"name to anybody", "PM-007", script("parent.postMessage({who: 'Ada Lovelace'}, \"*\")"), "to `*`"},
        {"height to anybody",
         "PM-007",
         script("parent.postMessage({subject: 'lti.frameResize', height: 9}, '*')"),
         "",
         passed},
        {"name to the platform", "PM-007", script("parent.postMessage({who: 'Ada Lovelace'}, o)"), "", passed},
        {"top window",
         "PM-008",
         script("window.top.postMessage({subject: 'lti.frameResize', height: 9}, o)"),
         "asks `top`",
         informed},
        {"height in words",
         "PM-008",
         script("parent.postMessage({subject: 'lti.frameResize', height: '90px'}, o)"),
         "no whole number",
         informed},
        {"half a pixel",
         "PM-008",
         script("parent.postMessage({subject: 'lti.frameResize', height: 9.5}, o)"),
         "no whole number",
         informed},
        {"measured",
         "PM-008",
         script("opener.postMessage({subject: 'lti.frameResize', height: el.scrollHeight}, o)"),
         "",
         passed},
        {"a file of its own",
         "PM-003",
         [put](Scene& s) {
             login(s).response->body = "<script src='/lti.js'></script>";
             auto file = login(s);
             file.kind = CallKind::other;
             file.url = "http://127.0.0.1:9001/lti.js";
             file.response = http::text(200, put + "'*')");
             file.response->headers.set("Content-Type", "text/javascript");
             s.add(file);
         },
         "to `*`",
         warned},
    };
}

class Pages : public testing::TestWithParam<Spoiled> {};
TEST_P(Pages, AreJudged) {
    expect_judged(GetParam(), correct_with_pages());
}
INSTANTIATE_TEST_SUITE_P(Wire, Pages, testing::ValuesIn(page_rows()), [](auto const& info) {
    return std::to_string(info.index);
});
INSTANTIATE_TEST_SUITE_P(Scripts, Pages, testing::ValuesIn(script_rows()), [](auto const& info) {
    return std::to_string(info.index);
});

TEST(PageRows, BreakEveryRule) {
    std::set<std::string> broken;
    for (auto const& rows : {page_rows(), script_rows()})
        for (auto const& row : rows)
            if (*row.says != '\0') broken.insert(row.requirement);
    for (auto const& id : wire_requirements())
        if (id.starts_with("SEC-") || id.starts_with("PM-")) EXPECT_TRUE(broken.contains(id)) << id;
}

} // namespace
