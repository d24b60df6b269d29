#pragma once

#include "base/ids.hpp"
#include "http/client.hpp"
#include "reference_tool/logins.hpp"
#include "reference_tool/nonces.hpp"
#include "reference_tool/platform_keys.hpp"
#include "reference_tool/reference_tool.hpp"
#include "reference_tool/scores.hpp"
#include "reference_tool/session.hpp"
#include "reference_tool/switches.hpp"

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace easel::reference_tool {

/// A course as the tool knows it, with a page of its own.
struct CourseRecord {
    std::size_t registration = 0;
    std::string deployment;
    std::string course; ///< context id
    std::string title;
    [[nodiscard]] bool belongs_to(Session const& session) const {
        return registration == session.registration && deployment == session.deployment && course == session.course;
    }
};

/// An access token and until when it is used.
struct AccessToken {
    std::string text;
    base::Instant use_until;
};

/// A roster that was read, and where its changes can be read (NRPS, "differences").
struct KnownRoster {
    std::map<std::string, bool> people; ///< by user id: whether they teach
    std::string differences;
};

/// Everything one installation of the tool knows. Shared by the requests in progress and by retries in the background.
struct Installation {
    Installation(
        http::asio::io_context& io, http::Client& http_client, std::shared_ptr<timing::Time> clock, Options given
    );

    http::asio::io_context& loop;
    http::Client& client;
    std::shared_ptr<timing::Time> time;
    Options options;
    Switches defects;
    /// Seeded, so that runs repeat byte for byte; a tool that is no test fixture draws from the system's generator.
    base::Random random;
    bool closed = false; ///< the tool is gone: retries in the background end

    LoginBook logins;
    std::vector<std::pair<std::string, jose::Key>> retired; ///< own keys that signed before, by kid
    int rotations = 0;                                     ///< of the own key
    SessionBook sessions;
    NonceBook lti11_nonces;
    std::deque<KeyCache> keys;                                         ///< by registration
    std::map<std::pair<std::size_t, std::string>, AccessToken> tokens; ///< by registration and scope
    ScoreBook scores;
    std::vector<CourseRecord> courses; ///< opened from a course's navigation; a page's number is its place
    std::map<std::string, std::string> own_line_items; ///< by course and link: where it scores to
    std::map<std::string, Session> pickers;            ///< opened ones by id, each with whom it was opened for
    std::map<std::string, KnownRoster> rosters;        ///< by course, where the platform tells what changed since
    std::map<std::string, std::map<std::string, std::string>> visitors; ///< by course: email by user who came
    std::set<std::string> spent_invitations; ///< registration tokens that were used
    /// What only defects need to know.
    struct Mistakes {
        std::map<std::string, std::string> accepted_tokens; ///< id_token to session id
        std::set<std::string> trusted_kids;
        std::map<std::string, std::string> user_of_email;
        std::string anonymous_user;
        std::map<std::string, std::string> user_of_legacy_id;
        std::size_t latest_login = 0; ///< its registration
        std::string first_roster; ///< URL
        std::string first_link;   ///< resource link id
        std::set<std::string> people_with_keys; ///< for whom the platform's keys were fetched
        std::map<std::string, std::string> first_line_items;   ///< by course and link
        std::map<std::string, base::json::object> score_before; ///< by person and line item
        std::string assertion_id;
        std::vector<std::string> kids; ///< of the platform, in the order of their first use
        int unknown_kids = 0;
        int logins = 0;
        bool exhausted = false; ///< serves nothing any more
        std::optional<OutcomeService> latest_outcomes;        ///< of whichever launch came last
        std::map<std::string, OutcomeService> first_outcomes; ///< by person and link
        std::string outcome_nonce;
    } mistakes;

    /// What only unusual ways of being right need to keep (unusual.cpp).
    struct Kept {
        std::map<std::string, http::Response> pages; ///< of launches that wait for their second step
        std::map<std::string, base::Fields> logins;  ///< to be begun again
        int outcomes = 0;                            ///< that were sent
    } kept;

    /// The tool's own clock.
    [[nodiscard]] base::Instant now() const { return time->tool_now(); }
    [[nodiscard]] bool broken(std::string_view id) const { return defects.broken(id); }
    [[nodiscard]] bool unusual(std::string_view variant) const { return options.variant == variant; }
    [[nodiscard]] std::string url(std::string_view path) const {
        return options.origin + options.base_path + std::string(path);
    }
    [[nodiscard]] std::string cookie_path() const { return options.base_path.empty() ? "/" : options.base_path; }
    [[nodiscard]] Registration const& registration(std::size_t index) const { return options.registrations.at(index); }
    /// What an LTI 1.1 session's calls are signed with.
    [[nodiscard]] oauth1::Credentials consumer(Session const& session) const;
    /// True for a platform that is not the first registration's.
    [[nodiscard]] bool is_other_platform(std::size_t index) const {
        return registration(index).issuer != options.registrations.front().issuer;
    }
    /// The tool's own name for a person: platforms know different people by one `sub` (LTI Core 5.3.6).
    [[nodiscard]] std::string person(std::size_t index, std::string const& sub) const;
    /// Towards each platform the tool signs with a key that no other platform gets to see (requirement KEY-019).
    struct SigningKey {
        jose::Key const& key;
        std::string const& kid;
    };
    [[nodiscard]] SigningKey signing_key(std::size_t index) const;
    /// The session of the request's cookie, or null.
    [[nodiscard]] Session* session_of(http::Request const& request);

    /// Lets one piece of work at a time hold `name`, in the order of asking.
    class Turn {
      public:
        Turn(std::shared_ptr<Installation> tool, std::string name)
            : tool_(std::move(tool)),
              name_(std::move(name)) {}
        ~Turn();
        Turn(Turn&&) = default;
        Turn(Turn const&) = delete;
        Turn& operator=(Turn const&) = delete;
        Turn& operator=(Turn&&) = delete;

      private:
        std::shared_ptr<Installation> tool_; ///< empty after a move
        std::string name_;
    };
    [[nodiscard]] static http::awaitable<Turn> take_turn(std::shared_ptr<Installation> tool, std::string name);

  private:
    std::map<std::string, std::deque<std::uint64_t>> queues_; ///< tickets by name; the front one holds it
    std::uint64_t next_ticket_ = 0;
    http::Signal turn_over_;
};

using SharedTool = std::shared_ptr<Installation>;

inline constexpr char const* session_cookie = "easel_session";
/// Begins the path of a course's page; its number follows.
inline constexpr std::string_view course_page = "/course/";

} // namespace easel::reference_tool
