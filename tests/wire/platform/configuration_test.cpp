// A tool's configuration by URL: servers that mean no good, hosts that are not to be connected to. config-xml.md 4, 5
#include "base/json.hpp"
#include "wire/http/raw_socket.hpp"
#include "wire/platform/calling.hpp"

#include <gmock/gmock.h>

#include <atomic>

namespace easel::platform {
namespace {

using http::raw::Peer;
using http::raw::Socket;
using testing::HasSubstr;
using testing::StartsWith;

std::string const document = R"(<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0"
 xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0"><blti:title>Fetched</blti:title>
 <blti:launch_url>https://lab.example/lti</blti:launch_url></cartridge_basiclti_link>)";

std::string answer(std::string const& body, std::string const& status = "200 OK", std::string const& more = {}) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}
std::string redirect(std::string const& to) {
    return answer("", "302 Found", "Location: " + to + "\r\n");
}

class Configuration : public PlatformTest {
  protected:
    Configuration() {
        Options options;
        options.configuration_time = base::Duration(700);
        platform_ = Platform::start(loop_, std::move(options)).value();
        stage_ = set_stage();
    }

    http::Response install(std::string const& url) {
        auto& world = stage_->world;
        std::string token;
        for (auto const& one : world.tokens)
            if (one.name == "grace") token = one.token;
        http::Request request;
        request.method = "POST";
        request.headers.set("Authorization", "Bearer " + token);
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        request.body = base::form_encode({{"config_type", "by_url"}, {"config_url", url}});
        auto const course = std::to_string(world::course_named(world, "bio101")->id);
        return ask("/api/v1/courses/" + course + "/external_tools", std::move(request));
    }
    /// The first error under config_url; "" for none.
    std::string trouble(std::string const& url) {
        auto const answered = install(url);
        auto const parsed = base::parse_json(answered.body);
        if (!parsed) return answered.body;
        auto const* const message = base::at_pointer(*parsed, "/errors/config_url/0/message");
        return message == nullptr ? "" : std::string(message->as_string());
    }
    /// What the log says of the last fetch.
    std::string noted() {
        std::string error;
        for (auto const& exchange : stage_->log.exchanges())
            if (exchange.kind == traffic::CallKind::tool_configuration) error = exchange.error;
        return error;
    }
    int fetches() {
        int count = 0;
        for (auto const& exchange : stage_->log.exchanges())
            count += exchange.kind == traffic::CallKind::tool_configuration && exchange.from == traffic::Party::platform
                         ? 1
                         : 0;
        return count;
    }

    std::shared_ptr<Stage> stage_;
};

constexpr auto invalid_url = "Invalid URL";
constexpr auto invalid_xml = "Invalid XML Configuration";
constexpr auto timed_out = "could not retrieve configuration, the server response timed out";

TEST_F(Configuration, IsFetchedAndInstalled) {
    std::string asked;
    Peer peer([&](Socket& socket, int) {
        asked = socket.receive_message();
        socket.send(answer(document));
    });
    auto const installed = install(peer.url("/config.xml?a=b"));
    EXPECT_EQ(installed.status, 200) << installed.body;
    EXPECT_THAT(installed.body, HasSubstr(R"("name":"Fetched")"));
    EXPECT_THAT(asked, StartsWith("GET /config.xml?a=b HTTP/1.1\r\n"));
}

TEST_F(Configuration, IsReadWhateverItsStatus) { // config-xml/4.2
    Peer peer([&](Socket& socket, int) {
        socket.receive_message();
        socket.send(answer(document, "500 Internal Server Error"));
    });
    EXPECT_EQ(install(peer.url()).status, 200);
}

TEST_F(Configuration, OfAMappedHostComesFromWhereTheWorldSays) {
    std::string asked;
    Peer peer([&](Socket& socket, int) {
        asked = socket.receive_message();
        socket.send(answer(document));
    });
    stage_->world.configuration_hosts["lab.example"] = "http://127.0.0.1:" + std::to_string(peer.port());
    EXPECT_EQ(install("https://Lab.example/config.xml").status, 200);
    EXPECT_THAT(asked, HasSubstr("\r\nHost: lab.example\r\n"));
}

TEST_F(Configuration, OfAnyOtherHostIsNotConnectedTo) {
    for (auto const* url :
         {"https://elsewhere.example/config.xml",
          "http://10.0.0.1/",
          "http://[2001:db8::1]/",
          "http://169.254.169.254/latest",
          "http://127.0.0.1.elsewhere.example/",
          "http://user@elsewhere.example/",
          "//127.0.0.1/",
          "ftp://127.0.0.1/",
          "",
          "lab"})
        EXPECT_EQ(trouble(url), *url == 0 ? "can't be blank" : invalid_url) << url;
}

TEST_F(Configuration, FollowsTenRedirects) { // config-xml/4.1
    for (int const hops : {10, 11}) {
        Peer peer([&](Socket& socket, int number) {
            socket.receive_message();
            socket.send(number < hops ? redirect("/" + std::to_string(number)) : answer(document));
        });
        EXPECT_EQ(install(peer.url()).status, hops == 10 ? 200 : 400) << hops;
    }
}

TEST_F(Configuration, GoesInNoCircle) {
    Peer peer([&](Socket& socket, int) {
        socket.receive_message();
        socket.send(redirect("/again"));
    });
    EXPECT_EQ(trouble(peer.url()), invalid_url);
    EXPECT_EQ(fetches(), 11);
}

TEST_F(Configuration, IsNotFollowedToAnotherHost) {
    for (auto const* to :
         {"https://elsewhere.example/config.xml", "//10.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/"}) {
        Peer peer([&](Socket& socket, int) {
            socket.receive_message();
            socket.send(redirect(to));
        });
        EXPECT_EQ(trouble(peer.url()), invalid_url) << to;
    }
}

TEST_F(Configuration, FromOneHostLeadsToAnotherThatIsListed) {
    Peer second([&](Socket& socket, int) {
        socket.receive_message();
        socket.send(answer(document));
    });
    Peer first([&](Socket& socket, int) {
        socket.receive_message();
        socket.send(redirect("https://second.example/config.xml"));
    });
    stage_->world.configuration_hosts["second.example"] = "http://127.0.0.1:" + std::to_string(second.port());
    EXPECT_EQ(install(first.url()).status, 200);
}

TEST_F(Configuration, ThatNeverComesTimesOut) { // config-xml/5.4
    Peer peer([&](Socket& socket, int) { socket.receive_all(); });
    EXPECT_EQ(trouble(peer.url()), timed_out);
}

TEST_F(Configuration, ThatStopsHalfWayTimesOut) {
    Peer peer([&](Socket& socket, int) {
        socket.receive_message();
        socket.send(answer(document).substr(0, 200));
        socket.receive_all();
    });
    EXPECT_EQ(trouble(peer.url()), timed_out);
}

TEST_F(Configuration, BehindARedirectHasNoMoreTime) {
    Peer peer([&](Socket& socket, int number) {
        socket.receive_message();
        if (number < 2) socket.send(redirect("/again"));
        if (number >= 2) socket.receive_all();
    });
    EXPECT_EQ(trouble(peer.url()), timed_out);
    EXPECT_EQ(fetches(), 3);
}

TEST_F(Configuration, WithoutEndIsCutOff) {
    Peer peer([&](Socket& socket, int) {
        socket.receive_message();
        socket.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        std::string const block(64 * 1024, ' ');
        while (socket.send(block)) {
        }
    });
    EXPECT_EQ(trouble(peer.url()), invalid_url);
    EXPECT_THAT(noted(), HasSubstr("limit of 1 MB"));
}

TEST_F(Configuration, ThatIsHugeIsNotRead) {
    Peer peer([&](Socket& socket, int) {
        socket.receive_message();
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n<");
        socket.receive_all();
    });
    EXPECT_EQ(trouble(peer.url()), invalid_url);
}

TEST_F(Configuration, ThatIsNoHttpIsRefused) {
    for (auto const* bytes :
         {"\x16\x03\x01\x02", "220 mail ready\r\n", "HTTP/1.1 banana\r\n\r\n", "\r\n\r\n\r\n", ""}) {
        Peer peer([&](Socket& socket, int) {
            socket.receive_message();
            socket.send(bytes);
        });
        EXPECT_EQ(trouble(peer.url()), invalid_url) << bytes;
    }
}

TEST_F(Configuration, OfWhoeverHangsUpIsRefused) {
    Peer peer([&](Socket& socket, int) {
        socket.receive_message();
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<cart");
        socket.reset();
    });
    EXPECT_EQ(trouble(peer.url()), invalid_url);
    EXPECT_EQ(trouble("http://127.0.0.1:" + std::to_string(http::raw::dead_port()) + "/"), invalid_url);
}

TEST_F(Configuration, ThatIsSomethingElseIsNoConfiguration) {
    std::string deep;
    for (int i = 0; i < 200'000; ++i) deep += "<a>";
    for (auto const& body : {std::string("bob"), std::string("{}"), std::string("\0\1\2", 3), std::string(), deep}) {
        Peer peer([&](Socket& socket, int) {
            socket.receive_message();
            socket.send(answer(body));
        });
        EXPECT_EQ(trouble(peer.url()), invalid_xml);
    }
}

TEST_F(Configuration, IsFetchedForThoseWhoMayInstall) {
    std::atomic<int> asked = 0;
    Peer peer([&](Socket& socket, int) {
        ++asked;
        socket.receive_message();
        socket.send(answer(document));
    });
    for (auto& token : stage_->world.tokens)
        if (token.name == "grace") token.user = world::user_named(stage_->world, "ada")->id;
    EXPECT_EQ(install(peer.url()).status, 403);
    EXPECT_EQ(fetches(), 0);
    EXPECT_EQ(asked, 0);
}

TEST_F(Configuration, LeavesThePlatformAtWork) {
    Peer silent([&](Socket& socket, int) { socket.receive_all(); });
    Peer good([&](Socket& socket, int) {
        socket.receive_message();
        socket.send(answer(document));
    });
    EXPECT_EQ(trouble(silent.url()), timed_out);
    EXPECT_EQ(install(good.url()).status, 200);
}

} // namespace
} // namespace easel::platform
