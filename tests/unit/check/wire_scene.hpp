#pragma once

#include "base/json.hpp"
#include "check/wire.hpp"
#include "jose/key.hpp"

#include <deque>
#include <functional>
#include <iosfwd>
#include <set>
#include <string>
#include <string_view>

/// A launch and the calls of a correct tool after it; tests spoil one thing at a time.
namespace easel::check::test {

using traffic::CallKind;
using traffic::Exchange;

struct Scene {
    std::deque<Exchange> exchanges;
    WireContext context;

    /// The first exchange of a kind.
    Exchange& at(CallKind kind);
    /// Removes every exchange of a kind.
    void drop(CallKind kind);
    /// Appends an exchange with the next number.
    Exchange& add(Exchange exchange);
    /// Appends a copy of the first exchange of a kind.
    Exchange& repeat(CallKind kind);
};

/// Everything a correct tool does in one case: login, launch, token, line items, a score, results.
[[nodiscard]] Scene correct();

/// The same, then two pickers opened and answered, the second with `data`.
[[nodiscard]] Scene correct_with_pickers();
/// The same, then a roster of two pages with a token of its own.
[[nodiscard]] Scene correct_with_rosters();
/// The same, then line items of a second course made and changed, progress, all results, and what the rarer rules judge.
[[nodiscard]] Scene correct_with_all();
/// The same, then pages in the platform's frame: two logins that use its storage, a launch, a refusal.
[[nodiscard]] Scene correct_with_pages();
/// The same at an endpoint with a query, with twenty logins, a key change, a whole class graded on little rate limit, and
/// links and redirects that lead to another origin.
[[nodiscard]] Scene correct_in_trouble();
/// The same again, then a tool that registers itself twice, the second time without a token.
[[nodiscard]] Scene correct_with_registrations();
/// The same again, then a tool that shows its configurations.
[[nodiscard]] Scene correct_with_configurations();
[[nodiscard]] std::string right_xml();
[[nodiscard]] std::string right_json();
/// Signs the picker's response anew with one claim (or header member) changed; "~" removes it.
void set_answer_claim(Exchange& exchange, std::string_view name, base::json::value value);
void set_answer_header(Exchange& exchange, std::string_view name, base::json::value value);
[[nodiscard]] std::string dl(std::string const& name);

/// Sets a query parameter of the authorization request, or a form field of a token request; "~" removes it.
void set_parameter(Exchange& exchange, std::string_view name, std::string value);
void set_body(Exchange& exchange, std::string body);
/// Sets a member of a JSON body.
void set_member(Exchange& exchange, std::string_view name, base::json::value value);
void remove_member(Exchange& exchange, std::string_view name);
/// Signs the token request's assertion anew with one claim (or header member) changed; "~" removes it.
void set_claim(Exchange& exchange, std::string_view name, base::json::value value);
void set_header(Exchange& exchange, std::string_view name, base::json::value value);
/// Signs the assertion with `key`, its kid unchanged.
void sign_with(Exchange& exchange, jose::Key const& key);
/// Sends it to another path and query.
void set_target(Exchange& exchange, std::string target);
/// Changes a member of the first published key; "~" removes it.
void set_key_member(Scene& scene, std::string_view name, base::json::value value);

/// One thing spoiled in a scene, and what is to come of it.
struct Spoiled {
    char const* name;
    char const* requirement;
    std::function<void(Scene&)> spoil;
    char const* says; ///< a part of what is observed; "" : nothing is blamed
    verdict::Verdict verdict = verdict::Verdict::failed;
};
void PrintTo(Spoiled const& row, std::ostream* os);
/// Spoils the scene and holds the rule's judgement against the row; whatever is blamed names the tool, a hop and a remedy.
void expect_judged(Spoiled const& row, Scene scene);

/// Requirements that wire_services_test.cpp breaks.
[[nodiscard]] std::set<std::string> broken_by_service_rows();

[[nodiscard]] jose::Key const& tool_key();
[[nodiscard]] jose::Key const& other_key();
[[nodiscard]] jose::Key const& short_key();

inline constexpr char const* platform = "http://127.0.0.1:8090";
inline constexpr char const* ada_sub = "a3f0c1d2-77aa-4d11-9a55-0d8f0e2a51c9";
inline constexpr char const* access_token = "eyJ0.access.token-of-this-case";
/// Stage time of the exchange numbered `hop`.
[[nodiscard]] base::Instant time_of(int hop);

}  // namespace easel::check::test
