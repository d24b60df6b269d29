#pragma once

#include "http/aside.hpp"
#include "http/client.hpp"
#include "lti13/launch.hpp"
#include "lti13/token.hpp"
#include "platform/platform.hpp"
#include "platform/routing.hpp"
#include "traffic/answer.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The inside of the platform. Split by subject: finding.cpp (whose request it is), fetching.cpp (what the platform
/// gets from a tool), answering.cpp (the way of a request).
namespace easel::platform {

using StagePtr = std::shared_ptr<Stage>;
using IssuerPtr = std::shared_ptr<lti13::Issuer>;

/// Who of the stage's clients sent the bearer token, and whose token it is; null when nobody did.
struct Sender {
    IssuerPtr issuer;
    std::string client_id;
};
[[nodiscard]] Sender sender_of(Stage const& stage, http::Request const& request);

/// The stage a request belongs to, and whether that is certain: what several stages share (a registration's token
/// endpoint and key set) is answered by the first of them but recorded by none. Null: it is nobody's.
struct Found {
    StagePtr stage;
    bool certain = false;
};

struct Platform::State {
    State(http::asio::io_context& io, Options chosen)
        : loop(io),
          options(std::move(chosen)),
          client(io, options.ca_file) {}

    http::asio::io_context& loop;
    Options options;
    http::Client client;
    http::Aside aside; ///< signs the launches
    std::unique_ptr<http::Server> server;
    std::string origin;
    std::map<std::string, IssuerPtr, std::less<>> issuers; ///< by base path
    IssuerPtr own; ///< of no registration: shows the platform's keys where nobody has the plain paths
    std::vector<StagePtr> stages;
    traffic::Log lost{100};
    FrontPage front_page;
    bool is_lent = false; ///< what belongs here waits until it may come back
    std::map<std::string, std::string, std::less<>> secrets; ///< of issuers that wait, by base path

    // finding.cpp
    [[nodiscard]] IssuerPtr issuer_at(std::string_view base_path) const;
    [[nodiscard]] Found find_stage(Route const& where, IssuerPtr const& issuer, http::Request const& request) const;
    [[nodiscard]] Found first_that(std::function<bool(Stage const&)> const& fits) const;
    [[nodiscard]] Found find_of_registration(Route const& where, IssuerPtr const& issuer, http::Request const& request)
        const;
    [[nodiscard]] Found find_of_invitation(IssuerPtr const& issuer, http::Request const& request) const;
    [[nodiscard]] Found find_of_passback(outcomes::Route const& asked, http::Request const& request) const;
    [[nodiscard]] Found find_of_tools_api(Route const& where, http::Request const& request) const;
    [[nodiscard]] Found find_by_browser(http::Request const& request) const;

    // answering.cpp
    /// `self` may be null: the platform is gone.
    static http::awaitable<http::Response> answer(std::shared_ptr<State> self, http::Request request);
    http::awaitable<http::Response> answer_nobody(Route where, IssuerPtr issuer, http::Request request);
    /// A call of the External Tools API: a configuration that it names by URL comes first.
    http::awaitable<traffic::Answer> answer_tools_api(
        Stage& stage, traffic::Log& log, external_tools::Route asked, http::Request request
    );
    /// A token request or a deep linking response: the tool's key set comes first.
    http::awaitable<traffic::Answer> answer_after_fetching(
        Stage& stage, traffic::Log& log, IssuerPtr issuer, traffic::CallKind kind, http::Request request
    );

    /// Does what is left of an answer: beside the loop, unless the clock is virtual, which no thread's pace may touch.
    http::awaitable<void> complete(Stage const& stage, traffic::Answer& answer);
    /// Waits until whoever keeps the stage's world has written it down; says what went wrong with that.
    static http::awaitable<base::Result<void>> keep(StagePtr stage);

    // fetching.cpp
    /// The tool's key set, as its developer key says where; not needed where it has none.
    http::awaitable<lti13::FetchedJwks> fetch_jwks(
        Stage& stage, traffic::Log& log, std::optional<std::string> client_id
    );
    /// A tool's configuration at that URL, over redirects.
    http::awaitable<external_tools::Fetched> fetch_configuration(Stage& stage, traffic::Log& log, std::string url);
    /// Begins to fetch the files that wait in the stage's world, behind the answer; only those of the progresses from
    /// `first` on.
    static void fetch_files(std::shared_ptr<State> const& self, StagePtr const& stage, std::size_t first = 0);
    static http::awaitable<void> fetch_file(
        std::shared_ptr<State> self, StagePtr stage, world::Id progress, std::string url, timing::Time::Work work
    );
};

} // namespace easel::platform
