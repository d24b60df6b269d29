#include "agent/browser.hpp"

#include "http/server.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>

#include <exception>
#include <map>

namespace {

using namespace easel;
using easel::agent::Page;
using testing::ElementsAre;
using testing::HasSubstr;

/// A tool and a platform on loopback; pages by path.
class Browsing : public testing::Test {
  protected:
    using Respond = std::function<http::Response(http::Request const&)>;

    void SetUp() override {
        auto tool = http::Server::listen(loop_, [this](http::Request request) { return answer(std::move(request)); });
        auto platform =
            http::Server::listen(loop_, [this](http::Request request) { return answer(std::move(request)); });
        ASSERT_TRUE(tool && platform);
        tool_ = std::move(*tool);
        platform_ = std::move(*platform);
        browser_ = std::make_unique<agent::Browser>(
            client_,
            log_,
            agent::Browser::Settings{
                .limits = {},
                .max_redirects = 10,
                .platform_origin = platform_->origin(),
                .now = [] { return base::Instant{}; },
            }
        );
    }

    http::awaitable<http::Response> answer(http::Request request) {
        seen_.push_back(request);
        auto const found = pages_.find(std::string(request.path()));
        if (found == pages_.end()) co_return http::text(404, "nothing here");
        co_return found->second(request);
    }

    void page(std::string path, http::Response response) {
        pages_[std::move(path)] = [response](http::Request const&) { return response; };
    }

    [[nodiscard]] base::Url at(std::string const& path) const { return *base::parse_url(tool_->origin() + path); }

    Page run(http::awaitable<Page> navigation) {
        Page result;
        auto const work = [](http::awaitable<Page> inner, Page& into, bool& done) -> http::awaitable<void> {
            into = co_await std::move(inner);
            done = true;
        };
        bool done = false;
        http::spawn(loop_, work(std::move(navigation), result, done));
        loop_.restart();
        while (!done && loop_.run_one() > 0) {
        }
        EXPECT_TRUE(done);
        return result;
    }

    http::asio::io_context loop_;
    http::Client client_{loop_};
    traffic::Log log_;
    std::unique_ptr<http::Server> tool_, platform_;
    std::unique_ptr<agent::Browser> browser_;
    std::map<std::string, Respond> pages_;
    std::vector<http::Request> seen_;
};

http::Response redirect_as(int status, std::string location) {
    auto response = http::redirect(std::move(location));
    response.status = status;
    return response;
}

TEST_F(Browsing, LooksLikeABrowserAndIsRecorded) {
    page("/a", http::html(200, "<p>hello</p>"));
    auto const result = run(browser_->get(at("/a?x=1")));
    EXPECT_EQ(result.response.status, 200);
    EXPECT_EQ(result.trouble, "");
    EXPECT_FALSE(result.needs_script);
    ASSERT_EQ(seen_.size(), 1u);
    EXPECT_THAT(std::string(seen_[0].headers.get("User-Agent")), HasSubstr("Mozilla/5.0"));
    EXPECT_THAT(std::string(seen_[0].headers.get("Accept")), HasSubstr("text/html"));
    ASSERT_EQ(log_.exchanges().size(), 1u);
    auto const& exchange = log_.exchanges().front();
    EXPECT_EQ(exchange.from, traffic::Party::browser);
    EXPECT_EQ(exchange.to, traffic::Party::tool);
    EXPECT_EQ(exchange.kind, traffic::CallKind::page);
    EXPECT_EQ(exchange.url, tool_->origin() + "/a?x=1");
    ASSERT_TRUE(exchange.response);
    EXPECT_EQ(exchange.response->status, 200);
    EXPECT_THAT(result.hops, ElementsAre(1));
}

TEST_F(Browsing, KeepsCookiesOverRedirects) {
    auto first = http::redirect("b?y=2");
    first.headers.add("Set-Cookie", "state=1; Path=/; Secure; SameSite=None");
    page("/x/a", first);
    page("/x/b", http::html(200, "here"));
    auto const result = run(browser_->get(at("/x/a")));
    EXPECT_EQ(result.url.text(), tool_->origin() + "/x/b?y=2");
    EXPECT_THAT(result.chain, ElementsAre(tool_->origin() + "/x/a", tool_->origin() + "/x/b?y=2"));
    EXPECT_EQ(seen_.at(1).headers.get("Cookie"), "state=1");
}

struct MethodRow {
    int status;
    char const* method;
    char const* body;
};
TEST_F(Browsing, KeepsOrDropsMethodAndBodyByStatus) {
    for (auto const& row :
         {MethodRow{301, "GET", ""},
          MethodRow{302, "GET", ""},
          MethodRow{303, "GET", ""},
          MethodRow{307, "POST", "a=b+c"},
          MethodRow{308, "POST", "a=b+c"}}) {
        seen_.clear();
        page("/a", redirect_as(row.status, "/b"));
        page("/b", http::html(200, "here"));
        (void)run(browser_->post(at("/a"), {{"a", "b c"}}));
        ASSERT_EQ(seen_.size(), 2u) << row.status;
        EXPECT_EQ(seen_[0].body, "a=b+c");
        EXPECT_EQ(seen_[1].method, row.method) << row.status;
        EXPECT_EQ(seen_[1].body, row.body) << row.status;
        if (*row.body != '\0') EXPECT_EQ(seen_[1].content_type(), "application/x-www-form-urlencoded");
    }
}

TEST_F(Browsing, GivesUpAfterTenRedirects) {
    page("/round", http::redirect("/round"));
    auto const result = run(browser_->get(at("/round")));
    EXPECT_THAT(result.trouble, HasSubstr("more than 10 redirects"));
    EXPECT_EQ(seen_.size(), 11u);
    EXPECT_EQ(result.response.status, 302);
}

TEST_F(Browsing, EndsAtSchemesItDoesNotKnow) {
    page("/a", http::redirect("javascript:alert(1)"));
    auto const result = run(browser_->get(at("/a")));
    EXPECT_THAT(result.trouble, HasSubstr("javascript:alert(1)"));
    EXPECT_EQ(seen_.size(), 1u);
}

TEST_F(Browsing, NamesAConnectionThatFails) {
    auto const gone = at("/a");
    tool_->close();
    auto const result = run(browser_->get(gone));
    EXPECT_NE(result.trouble, "");
    EXPECT_EQ(result.response.status, 0);
    ASSERT_EQ(log_.exchanges().size(), 1u);
    EXPECT_FALSE(log_.exchanges().front().response);
    EXPECT_NE(log_.exchanges().front().error, "");
}

TEST_F(Browsing, SubmitsFormsThatSubmitThemselves) {
    auto const target = at("/launch").text();
    page(
        "/authorize",
        http::html(
            200,
            "<form id=f method=post action='" + target +
                "'><input type=hidden name=id_token value='a.b.c'>"
                "<input type=hidden name=state value='s&amp;t'></form><script>document.forms[0].submit()</script>"
        )
    );
    page("/launch", http::html(200, "Welcome"));
    auto const start = *base::parse_url(platform_->origin() + "/authorize");
    auto const result = run(browser_->get(start));
    EXPECT_EQ(result.url.text(), target);
    ASSERT_EQ(seen_.size(), 2u);
    EXPECT_EQ(seen_[1].method, "POST");
    EXPECT_EQ(seen_[1].body, "id_token=a.b.c&state=s%26t");
    EXPECT_EQ(seen_[1].headers.get("Origin"), platform_->origin());
    // The platform records its own requests.
    ASSERT_EQ(log_.exchanges().size(), 1u);
    EXPECT_EQ(log_.exchanges().front().url, target);
}

TEST_F(Browsing, NumbersWhatThePlatformRecordsInTheSameLog) {
    pages_["/authorize"] = [this](http::Request const& request) {
        traffic::Exchange exchange;
        exchange.request = request;
        log_.begin(std::move(exchange));
        return http::redirect(at("/end").text());
    };
    page("/end", http::html(200, "here"));
    auto const result = run(browser_->get(*base::parse_url(platform_->origin() + "/authorize?a=1")));
    EXPECT_THAT(result.hops, ElementsAre(1, 2));
}

TEST_F(Browsing, FollowsRefreshesButNotPolling) {
    page("/a", http::html(200, "<meta http-equiv=refresh content='0; url=b'>"));
    page("/b", http::html(200, "<script>window.location.href = '/c'</script>"));
    page("/c", http::html(200, "<meta http-equiv=refresh content='1; url=/c'>waiting"));
    auto const result = run(browser_->get(at("/a")));
    EXPECT_EQ(result.url.path, "/c");
    EXPECT_EQ(seen_.size(), 3u);
    EXPECT_EQ(result.trouble, "");
}

TEST_F(Browsing, FollowsTheRefreshHeader) {
    auto first = http::html(200, "wait");
    first.headers.set("Refresh", "0; url=/b");
    page("/a", first);
    page("/b", http::html(200, "here"));
    EXPECT_EQ(run(browser_->get(at("/a"))).url.path, "/b");
}

// feasibility.md D: the login answers with a page that repeats it once cookies are known to work
TEST_F(Browsing, PassesCookieCheckPages) {
    pages_["/login"] = [](http::Request const& request) {
        auto const query = request.query();
        if (base::find(query, "lti1p3_new_window") == nullptr) {
            return http::html(200, "<script>var p = 'lti1p3_new_window=1'; function check() { }</script>");
        }
        return http::html(200, "<p>" + *base::find(query, "iss") + " " + *base::find(query, "login_hint") + "</p>");
    };
    auto const result = run(browser_->post(at("/login?p=1"), {{"iss", "https://canvas.test"}, {"login_hint", "a b"}}));
    EXPECT_EQ(result.response.body, "<p>https://canvas.test a b</p>");
    ASSERT_EQ(seen_.size(), 2u);
    EXPECT_EQ(seen_[1].method, "GET");
    EXPECT_EQ(seen_[1].target, "/login?p=1&iss=https%3A%2F%2Fcanvas.test&login_hint=a+b&lti1p3_new_window=1");
}

TEST_F(Browsing, FailsCookieChecksWhereFramesHaveNoCookies) {
    auto check = http::html(200, "<script>var p = 'lti1p3_new_window=1'; function check() { }</script>");
    check.headers.set("Set-Cookie", "probe=1; Path=/; Secure; SameSite=None");
    page("/login", check);
    browser_->treat_frame_cookies(agent::FrameCookies::block);
    auto const result = run(browser_->post(at("/login"), {{"iss", "https://canvas.test"}}));
    EXPECT_TRUE(result.needs_script);
    EXPECT_EQ(seen_.size(), 1u);
    EXPECT_TRUE(browser_->jar().cookies().empty());
}

TEST_F(Browsing, TellsPagesThatOnlyAScriptCouldFill) {
    page("/app", http::html(200, "<div id=root></div><script src=/app.js></script>"));
    page("/words", http::html(200, "<p>Sorry</p><script src=/app.js></script>"));
    EXPECT_TRUE(run(browser_->get(at("/app"))).needs_script);
    EXPECT_FALSE(run(browser_->get(at("/words"))).needs_script);
}

TEST_F(Browsing, LetsAHookChangeOrStopARequest) {
    page("/a", http::redirect("/b"));
    agent::Browser::Hooks hooks;
    hooks.before_send = [](agent::Outgoing& next) {
        if (next.url.path == "/b") return false;
        base::set(next.form, "state", "forged");
        next.request.headers.set("Cookie", "given=1");
        return true;
    };
    hooks.kind_of = [](agent::Outgoing const&) { return traffic::CallKind::launch; };
    browser_->jar().store(at("/"), "own=2; Path=/", base::Instant{});
    auto const result = run(browser_->post(at("/a"), {{"state", "good"}}, hooks));
    EXPECT_TRUE(result.stopped_by_hook);
    ASSERT_EQ(seen_.size(), 1u);
    EXPECT_EQ(seen_[0].body, "state=forged");
    EXPECT_EQ(seen_[0].headers.get("Cookie"), "given=1; own=2");
    EXPECT_EQ(log_.exchanges().front().kind, traffic::CallKind::launch);
    EXPECT_EQ(result.url.path, "/a");
}

TEST_F(Browsing, SendsAnyRequest) {
    page("/api", http::json(200, "{}"));
    http::Request request{
        .method = "PUT", .target = "", .headers = {{"Content-Type", "application/json"}}, .body = "{\"a\":1}"};
    (void)run(browser_->request(at("/api?x=1"), request));
    ASSERT_EQ(seen_.size(), 1u);
    EXPECT_EQ(seen_[0].method, "PUT");
    EXPECT_EQ(seen_[0].target, "/api?x=1");
    EXPECT_EQ(seen_[0].body, "{\"a\":1}");
}

}  // namespace
