#pragma once

#include "http/client.hpp"
#include "jose/key.hpp"
#include "platform/platform.hpp"
#include "play/seat.hpp"
#include "replay/substitution.hpp"
#include "replay/todays.hpp"
#include "timing/time.hpp"
#include "traffic/exchange.hpp"
#include "verdict/result.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

/// A tool that does what a recording says: answers the browser and the platform as it did, and makes its calls at their
/// places.
namespace easel::replay {

/// One case's. What a file leaves out or what is made anew is mapped to what it is today; signatures are made with keys
/// of our own, which its key set shows in the place of the tool's.
class RecordedTool : public std::enable_shared_from_this<RecordedTool> {
  public:
    RecordedTool(
        http::asio::io_context& loop,
        http::Client& client,
        platform::Platform& platform,
        verdict::CaseResult const& then,
        play::Seat const& seat,
        Origins origins
    );

    /// A request of the browser or of the platform to the tool.
    [[nodiscard]] http::awaitable<http::Response> answer(http::Request request);
    /// An exchange of the case is complete: what the tool did after it follows.
    void finished(traffic::Exchange const& exchange);

    [[nodiscard]] Substitutions const& table() const { return table_; }
    /// What the file lacks for the case to be judged; "" : nothing.
    [[nodiscard]] std::string const& lacking() const { return lacking_; }
    /// Hops whose signature had to be made: one that was wrong then is right now.
    [[nodiscard]] std::set<int> const& signed_anew() const { return signed_anew_; }

    /// The key that stands for one of the tool's; the recorded one itself where it is a known test key.
    class Keys {
      public:
        /// A key set's text with our keys in the place of those that nobody here can sign with.
        [[nodiscard]] std::string replaced(std::string const& key_set);
        [[nodiscard]] base::json::value replaced(base::json::value const& jwk);
        [[nodiscard]] jose::Key const* find(std::string_view kid) const;

      private:
        std::map<std::string, jose::Key, std::less<>> by_modulus_, by_kid_;
        int strangers_ = 0;
    };

  private:
    using Hop = traffic::Exchange;
    [[nodiscard]] Hop const* take(http::Request const& request);
    [[nodiscard]] std::vector<Hop const*> calls_after(Hop const& trigger) const;
    void follow(std::vector<Hop const*> calls, base::Instant since);
    http::awaitable<void> make(std::vector<Hop const*> calls, base::Instant since, bool waits, timing::Time::Work work);
    http::awaitable<void> call(Hop const& recorded);
    [[nodiscard]] http::Request request_of(Hop const& recorded);
    [[nodiscard]] std::string body_of(Hop const& recorded);
    [[nodiscard]] std::string kid_for(Hop const& recorded) const;
    [[nodiscard]] std::string assertion(Hop const& recorded);
    void sign_header(Hop const& recorded, http::Request& request);
    [[nodiscard]] std::string sign_forms(std::string page, std::string const& url, int hop);
    [[nodiscard]] std::string sign_tokens(std::string text, int hop);
    [[nodiscard]] std::string secret_of(std::string const& consumer_key) const;
    [[nodiscard]] std::string restored(std::string_view text) const;
    [[nodiscard]] http::Response response_of(Hop const& recorded);
    void learn(Hop const& then, Hop const& now);
    void learn_tokens(std::string_view then, std::string_view now, int depth);
    void lacks(std::string what);

    http::asio::io_context& loop_;
    http::Client& client_;
    platform::Platform& platform_;
    verdict::CaseResult const& then_;
    std::shared_ptr<timing::Time> time_;
    std::vector<tool::SharedKey> shared_keys_;
    Origins origins_;
    Substitutions table_;
    Keys keys_;
    std::set<int> answered_;
    std::map<std::string, int> seen_;                        ///< exchanges that came to an end, by what they are
    std::map<std::string, std::string, std::less<>> tokens_; ///< today's, by header and claims of then
    std::map<std::string, Hop const*> last_;                 ///< by method and path
    std::set<int> signed_anew_;
    std::string lacking_;
    int assertions_ = 0;
};

} // namespace easel::replay
