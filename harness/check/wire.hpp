#pragma once

#include "base/codec.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "traffic/exchange.hpp"
#include "verdict/result.hpp"

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Checks on requests that a tool sends by itself: the W(x) rows of requirements.md.
namespace easel::check {

/// What the wire checks need to know besides the exchanges.
struct WireContext {
    std::string client_id;
    std::vector<std::string> redirect_uris;
    std::string token_url;
    std::string authorization_url = {};         ///< as the tool was told it
    std::vector<std::string> announced_scopes;  ///< of every AGS/NRPS claim sent in this case
    std::vector<std::string> key_sets;          ///< JWKS bodies of the tool, as fetched during the case
    struct Sent {                               ///< one login initiation and the launch that followed
        std::string login_hint, message_hint, target_link_uri, sub, line_item_url;
        int first_hop = 0;
        std::string line_items_url;  ///< the AGS claim's container; "" : none was sent
        bool learner = true;         ///< launched as a learner of the course
        std::string memberships_url = {};  ///< the NRPS claim's; "" : none was sent
        std::string client_id = {};        ///< of the registration that was launched
        std::string course = {};           ///< the world's name of it
        base::Fields form = {};            ///< LTI 1.1: as it was posted to the tool
        std::string shared_secret = {};    ///< LTI 1.1: what the form was signed with
        bool aside = false;                ///< played only to compare with
    };
    std::vector<Sent> launches;
    struct Acted {                     ///< something that the tool was made to do in an LTI 1.1 launch
        int hop = 0;                   ///< the last one before it
        std::string sourcedid = {};    ///< of the launch that it was done in
    };
    std::vector<Acted> acts;
    /// Stage time that was skipped without the tool's clock seeing it; empty when the tool shares the clock.
    struct Advance {
        base::Instant at;  ///< stage time just before
        base::Duration by{0};
    };
    std::vector<Advance> advances;
    std::string platform_origin;         ///< whose pages show the tool in a frame
    bool embedded = true;                ///< policy embed: the tool lives in a frame, not in a window of its own
    bool state_check_in_browser = false; ///< a script of the tool reads the state cookie
    bool bundled = false;                ///< the tool plays in this process; its addresses are the harness's
    std::set<int> refusals;              ///< hops that showed the page of a refused launch
    std::set<int> accepted;              ///< hops of launches that were accepted
    /// What the harness played only to compare launches with: the tool was told things there, but what it did is no
    /// evidence of the case.
    struct Aside {
        std::vector<std::pair<int, int>> hops;  ///< first and last of each piece of play
        std::set<std::string> courses;          ///< clones that were made for it, which the tool may still call
        [[nodiscard]] bool covers(traffic::Exchange const& exchange) const;
    };
    Aside aside;
    struct OldTls {                      ///< an address of the tool that takes TLS older than 1.2
        std::string url, version;
    };
    std::vector<OldTls> old_tls;
    std::vector<base::Duration> login_times;    ///< wall time until each login was answered
    int most_scores_at_once = 0;                ///< that waited for their answers
    std::optional<double> expect_fraction;  ///< for SCORE-014; nothing: not judged here

    /// What the tool's own clock could show when an exchange happens at `stage_time`.
    [[nodiscard]] base::Instant tool_time(base::Instant stage_time) const;
};

/// True when the requirement is judged by looking at the wire.
[[nodiscard]] bool is_wire_requirement(std::string_view requirement);
[[nodiscard]] std::vector<std::string> wire_requirements();

/// Judges one requirement over all exchanges of a case: passed (at least one request seen), failed, warned or informed
/// (first three offenders named), skipped ("not_exercised"), inconclusive when what it needs to compare with is
/// missing. The check's `id` and `at` are left for the caller.
[[nodiscard]] verdict::Check judge_wire(
    std::string_view requirement, std::deque<traffic::Exchange> const& exchanges, WireContext const& context
);

}  // namespace easel::check
