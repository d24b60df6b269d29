#pragma once

#include "http/client.hpp"
#include "platform/platform.hpp"

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A platform on a loopback port, called over real sockets as browsers and tools call it.
namespace easel::platform {

inline constexpr auto tool_client = "10000000000001";
inline constexpr auto probe_client = "20000000000001";
inline constexpr auto redirect_uri = "https://tool.test/launch";
inline constexpr auto tool_kid = "tool-key";
inline constexpr auto score_type = "application/vnd.ims.lis.v1.score+json";

/// E2 for what is not there (ags.md 2).
inline std::string const no_resource = R"({"errors":[{"message":"The specified resource does not exist."}]})";

/// What differs between the stages of a test.
struct Casting {
    std::string name = "case";
    std::string client_id = tool_client;
    std::string base_path;
    world::Id first_id = 1000;
    std::string jwks_url; ///< "" : the key holds its JWK
    std::uint64_t seed = 1; ///< of the world's random ids
};

class PlatformTest : public testing::Test {
  protected:
    PlatformTest();

    /// The default world with one tool and a probe, at 2026-03-01T10:04:00Z for as long as nobody moves its clock.
    std::shared_ptr<Stage> set_stage(Casting const& casting = {});

    /// Runs one coroutine to its end while the platform goes on answering.
    template <class T>
    T run(http::awaitable<T> work) {
        std::optional<T> result;
        http::spawn(loop_, [](http::awaitable<T> inner, std::optional<T>& out, auto& loop) -> http::awaitable<void> {
            out.emplace(co_await std::move(inner));
            loop.stop();
        }(std::move(work), result, loop_));
        loop_.restart();
        loop_.run();
        return std::move(result).value();
    }

    /// One request to `target`, a path below the platform's origin or a whole URL of it.
    base::Result<http::Response> send(std::string const& target, http::Request request = {});
    /// The same where an answer is sure to come.
    http::Response ask(std::string const& target, http::Request request = {});

    /// POSTs a score for `assignment` and ada, or `user`, as the tool of `stage`.
    http::Response post_score(Stage& stage, std::string const& assignment = "quiz1", std::string const& client_id = "");

    http::asio::io_context loop_{1};
    http::Client client_{loop_};
    std::unique_ptr<Platform> platform_;
    std::map<std::string, std::shared_ptr<lti13::Issuer>> issuers_; ///< by base path
};

[[nodiscard]] base::Instant noon(); ///< 2026-03-01T10:04:00Z

/// Paths of a course's line items, and of an assignment's own one (ags.md 1).
[[nodiscard]] std::string line_items_path(Stage& stage, std::string const& course = "bio101");
[[nodiscard]] std::string line_item_path(Stage& stage, std::string const& assignment = "quiz1");

/// A request with a fresh token of `client_id` with every scope.
[[nodiscard]] http::Request
authorized(Stage& stage, std::string method = "GET", std::string body = {}, std::string const& client_id = tool_client);
/// The usual score of ada with the members of `changes` (a JSON object) put in; "~" takes one out.
[[nodiscard]] std::string score_body(Stage& stage, std::string const& changes = "{}");
/// A client_credentials grant for the score scope, signed with the reference tool's key, as oauth2-token.md 8 shows it.
[[nodiscard]] http::Request token_request(Stage const& stage, std::string const& client_id = tool_client);

/// The tool's authentication request (lti13-launch.md 2.2).
[[nodiscard]] base::Fields authentication_request(lti13::LoginInitiation const& login);

/// The hidden inputs of a page's form; `name` stands before `value` (lti13-launch.md 2.4).
[[nodiscard]] base::Fields hidden_inputs(std::string const& html);
[[nodiscard]] std::string value_of(base::Fields const& fields, std::string_view name);

/// The check that refused, or "".
[[nodiscard]] std::string decided_by(traffic::Trail const& trail);

} // namespace easel::platform
