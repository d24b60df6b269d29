#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "check/wire.hpp"
#include "jose/jwt.hpp"

#include <functional>
#include <initializer_list>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Internal to the wire checks: what a rule reads, and where it notes what it found.
namespace easel::check::wire {

using traffic::CallKind;
using traffic::Exchange;

/// What a rule may look at.
struct Case {
    std::deque<Exchange> const& exchanges;
    WireContext const& context;
    /// With those of play that only compared launches: what the tool was told there, it knows.
    std::deque<Exchange> const& everything;

    /// The tool's own calls of these kinds, in order.
    [[nodiscard]] std::vector<Exchange const*> tool_calls(std::initializer_list<CallKind> kinds) const;
    /// The same of `everything`.
    [[nodiscard]] std::vector<Exchange const*> all_tool_calls(std::initializer_list<CallKind> kinds) const;
    /// What the browser brought from the tool to the authorization endpoint: the first hop only.
    [[nodiscard]] std::vector<Exchange const*> authorization_requests() const;
};

/// Notes what was seen and what was wrong with it.
class Findings {
  public:
    /// One more request of the kind that the rule judges.
    void saw(Exchange const& exchange) { saw(exchange.number); }
    void saw(int hop) { seen_.push_back(hop); }
    /// Violates the requirement: failed, warned or informed by its level. `what` goes on after "Your tool ".
    void violated(Exchange const& exchange, std::string what) {
        note(exchange.number, std::move(what), Weight::by_level);
    }
    void violated(int hop, std::string what) { note(hop, std::move(what), Weight::by_level); }
    /// Tolerable whatever the level, as the row says.
    void doubtful(Exchange const& exchange, std::string what) {
        note(exchange.number, std::move(what), Weight::warning);
    }
    void doubtful(int hop, std::string what) { note(hop, std::move(what), Weight::warning); }
    /// Fails whatever the level, as the row says.
    void grave(Exchange const& exchange, std::string what) { note(exchange.number, std::move(what), Weight::failure); }
    /// Worth knowing whatever the level, as the row says.
    void worth_knowing(int hop, std::string what) { note(hop, std::move(what), Weight::note); }
    /// Cannot be judged; `why` is a sentence.
    void undecidable(std::string reason, std::string why);

    enum class Weight { note, warning, by_level, failure };
    struct Offence {
        int hop = 0;
        std::string what;
        Weight weight = Weight::by_level;
    };
    [[nodiscard]] std::vector<int> const& seen() const { return seen_; }
    [[nodiscard]] std::vector<Offence> const& offences() const { return offences_; }
    [[nodiscard]] std::string const& reason() const { return reason_; }
    [[nodiscard]] std::string const& why() const { return why_; }

  private:
    void note(int hop, std::string what, Weight weight);
    std::vector<int> seen_;
    std::vector<Offence> offences_;
    std::string reason_;
    std::string why_;
};

/// One requirement that is judged on the wire.
struct Rule {
    std::string_view requirement;
    std::string_view subject;  ///< what is looked at, in the plural: "token requests"
    void (*inspect)(Case const&, Findings&);
    std::string_view hint;  ///< what to change
};

[[nodiscard]] std::span<Rule const> login_rules();
[[nodiscard]] std::span<Rule const> token_rules();
[[nodiscard]] std::span<Rule const> line_item_rules();
[[nodiscard]] std::span<Rule const> line_item_use_rules();
[[nodiscard]] std::span<Rule const> result_rules();
[[nodiscard]] std::span<Rule const> membership_rules();
[[nodiscard]] std::span<Rule const> paging_rules();
[[nodiscard]] std::span<Rule const> score_rules();
[[nodiscard]] std::span<Rule const> canvas_score_rules();
[[nodiscard]] std::span<Rule const> privacy_rules();
[[nodiscard]] std::span<Rule const> page_rules();
[[nodiscard]] std::span<Rule const> script_rules();
[[nodiscard]] std::span<Rule const> key_rules();
[[nodiscard]] std::span<Rule const> deep_linking_rules();
[[nodiscard]] std::span<Rule const> picker_rules();
[[nodiscard]] std::span<Rule const> registration_rules();
[[nodiscard]] std::span<Rule const> outcome_signing_rules();
[[nodiscard]] std::span<Rule const> outcome_rules();
[[nodiscard]] std::span<Rule const> configuration_rules();

// -- reading ----------------------------------------------------------------------------------------------------------

/// Path and query of a URL; what is none, as it stands.
[[nodiscard]] std::string target_of(std::string const& url);
/// A value as reports quote it: in backticks, cut, control characters shown.
[[nodiscard]] std::string quoted(std::string_view value);
[[nodiscard]] std::string quoted(base::json::value const& value);
/// Query and form parameters of a request, in this order.
[[nodiscard]] base::Fields parameters(http::Request const& request);
/// How often a parameter occurs.
[[nodiscard]] std::size_t count(base::Fields const& fields, std::string_view name);
/// The JSON object in a request's body; nothing when it is none (or the log kept only a part of it).
[[nodiscard]] std::optional<base::json::object> json_body(Exchange const& exchange);
[[nodiscard]] bool is_whole(Exchange const& exchange);
[[nodiscard]] std::string_view path_of(std::string_view target);
[[nodiscard]] std::string_view query_of(std::string_view target);
/// The target of the Link with relation `next`; "" when there is none.
[[nodiscard]] std::string next_of(http::Response const& response);
[[nodiscard]] std::string linked_as(http::Response const& response, std::string_view relation);
/// Judges pages of a list: each next one that the platform names is asked for, after it or in an earlier sweep.
void inspect_pages(std::vector<Exchange const*> const& calls, Findings& out);
/// Whether a list header ("Accept") names the media type.
[[nodiscard]] bool names_media_type(std::string_view header, std::string_view type);
/// The token of `Authorization: Bearer`; "" without one.
[[nodiscard]] std::string bearer_token(http::Request const& request);
/// The client assertion of a token request, taken apart; nothing when there is none or it is no JWT.
[[nodiscard]] std::optional<jose::Jwt> assertion_of(Exchange const& exchange);
/// A key of the tool as published, and the snapshot (0, 1, ...) of the key set it stands in.
struct PublishedKey {
    base::json::object jwk;
    std::string kid;
    std::size_t snapshot = 0;
};
[[nodiscard]] std::vector<PublishedKey> published_keys(WireContext const& context);
[[nodiscard]] bool signed_by(jose::Jwt const& token, PublishedKey const& key);
/// Every URL of a line item that the platform has told the tool so far (before hop `before`): launches, lists,
/// creations.
[[nodiscard]] std::vector<std::string> known_line_items(Case const& run, int before);
/// The URL (without origin) was handed out in a Link header before.
[[nodiscard]] bool was_linked(Case const& run, Exchange const& exchange);

inline constexpr std::string_view ags_scope = "https://purl.imsglobal.org/spec/lti-ags/scope/";
inline constexpr std::string_view roster_scope =
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
/// The scopes that the platform granted to an access token in this case; nothing for a token from elsewhere.
[[nodiscard]] std::optional<std::set<std::string>> scopes_of(Case const& run, std::string const& token);
/// Judges calls by the granted scopes: any of `enough` must be among them.
void inspect_scope(
    Case const& run,
    std::vector<Exchange const*> const& calls,
    std::initializer_list<std::string_view> enough,
    Findings& out
);
/// "GET `/api/lti/...`"
[[nodiscard]] std::string call_name(Exchange const& call);
/// Judges the Accept header of the tool's calls of a kind.
void inspect_accept(Case const& run, CallKind kind, std::string_view type, Findings& out);
/// Judges `<line item>/scores` and `<line item>/results` URLs: appended to the path, query kept.
void inspect_appended(Case const& run, std::string_view suffix, Findings& out);

}  // namespace easel::check::wire
