#pragma once

#include "base/json.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "reference_tool/reference_tool.hpp"
#include "timing/time.hpp"

#include <boost/json/object.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace easel::reference_tool::testing_support {

/// A platform just large enough to launch the tool and take its calls, and a browser that keeps its cookies. The
/// answers to scores are scripted; without a script everything is taken.
class Stage {
  public:
    explicit Stage(std::string defect = {});
    ~Stage();

    struct Call {
        std::string method;
        std::string target;
        http::Headers headers;
        std::string body;
        base::Instant at;
    };

    /// Runs a piece of work on the stage's loop to its end.
    void run(std::function<http::awaitable<void>(Stage&)> work);

    /// Sends a request to the tool with the jar's cookies.
    http::awaitable<http::Response> ask(http::Request request);
    http::awaitable<http::Response> post(std::string path, base::Fields fields = {});

    /// A login initiation; the parameters of the authentication request that came of it (empty: none came).
    http::awaitable<base::Fields> login(base::Fields changes = {});
    /// Claims of a valid launch that answers `request`.
    base::json::object claims(base::Fields const& request) const;
    [[nodiscard]] std::string origin() const { return server_->origin(); }
    std::string signed_token(base::json::object const& claims, std::string const& kid = "present") const;
    http::awaitable<http::Response> deliver(std::string token, std::string state);
    /// Login and launch by the book, with changed claims.
    using Change = std::function<void(base::json::object&)>;
    http::awaitable<http::Response> launch(Change change = {});

    /// The form of a launch by LTI 1.1, unsigned; names in `changes` take the place of its own, "~" removes one.
    base::Fields lti11_form(base::Fields const& changes = {}) const;
    /// The same signed and posted: a launch by the book.
    http::awaitable<http::Response> launch_lti11(base::Fields changes = {});
    /// Signs for now, with a nonce of its own.
    base::Fields sign(base::Fields const& fields, std::string const& url, std::string const& secret = "s3cr&t", std::string const& key = "key-1");

    std::vector<Call> calls(std::string_view part) const; ///< calls whose target contains `part`

    http::asio::io_context loop;
    std::shared_ptr<timing::Time> time;
    std::map<std::string, std::string> jar;
    std::vector<Call> log;
    std::deque<http::Response> score_answers;
    std::deque<http::Response> outcome_answers; ///< without one: success
    bool with_line_item = true;
    std::vector<base::json::value> line_items; ///< of the container
    std::function<http::Response(http::Request const&)> roster; ///< answers below /roster
    int expires_in = 3600;
    std::unique_ptr<Tool> tool;

  private:
    http::Response answer(http::Request const& request);

    http::Client client_;
    std::unique_ptr<http::Server> server_;
    int tokens_ = 0;
    int nonces_ = 0;
};

} // namespace easel::reference_tool::testing_support
