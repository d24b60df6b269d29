#pragma once

#include "agent/browser.hpp"
#include "check/similarity.hpp"
#include "tool/tool_file.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Was a launch accepted? Evidence codes and decision of requirements.md A.5.
namespace easel::check {

/// What was seen of one launch. Plain data; gathered by the engine.
struct LaunchEvidence {
    int final_status = 0;  ///< 0: no answer
    std::string final_body;
    std::string final_url;
    std::string trouble;  ///< the browser's, e.g. a limit that was hit
    bool needs_script = false;
    bool reached_authorization = false;
    bool delivered = false;     ///< the id_token was posted to the tool
    bool service_call = false;  ///< E1: a call to a URL unique to this launch
    std::vector<int> service_hops;
    std::optional<bool> probe_before;  ///< session probe ok before / after; absent: no probe
    std::optional<bool> probe_after;
    std::vector<std::string> new_cookies; ///< names that the browser has had since the delivery only
    std::vector<Canary> canaries;         ///< what the platform told of this launch and of no other
    bool session_before = false;          ///< the page may be an earlier launch's, whose session lives in this browser
    bool page_of_earlier = false;         ///< the earlier launch's session shows this page by itself
    bool restarted = false;               ///< R6: the tool went back to the authorization endpoint after the delivery
    bool returned_with_error = false;  ///< R2: went to return_url with lti_errormsg or lti_errorlog
    std::vector<int> hops;
};

enum class Outcome { accepted, rejected, undecided };

struct Judgement {
    Outcome outcome = Outcome::undecided;
    std::vector<std::string> codes;  ///< "E1", "R4", ... in this order of the table
    bool crashed = false;            ///< refused by a 5xx only (R4)
    std::string reason;  ///< undecided: reason code ("no_marker", "needs_browser", "conflicting_evidence", "timeout")
    std::string explanation;  ///< one sentence: what was seen; undecided: and which hint of the tool file would decide
};

/// What a page is compared with where its own signs do not decide (E4 to E6, R5 to R7).
struct Baselines {
    LaunchEvidence const* twin = nullptr;  ///< B+: a valid launch like this one
    LaunchEvidence const* other = nullptr; ///< a second one, which tells how much valid pages differ anyway; may be null
    std::vector<LaunchEvidence> const* hopeless = nullptr; ///< B-: posts that no tool can accept
    /// That `twin` was accepted is known. If not, the two may only prove each other: nothing is refused by comparison.
    bool twin_accepted = true;
};

/// Weighs the signs of one launch; compares only where they do not decide and there is something to compare with.
[[nodiscard]] Judgement
judge_launch(LaunchEvidence const& seen, tool::Oracle const& oracle, Baselines const& baselines = {});

/// Whether comparing may tell more: the tool answered a delivered launch, and nothing but its page is left to judge by.
[[nodiscard]] bool comparable(LaunchEvidence const& seen, Judgement const& judged);
/// Whether the page is so much like a hopeless launch's that it can prove no acceptance.
[[nodiscard]] bool looks_hopeless(LaunchEvidence const& seen, std::vector<LaunchEvidence> const& hopeless);

/// Whether `page`, opened in the browser of a refused launch, is the page of its accepted twin, while somebody without any
/// cookie is shown another one: the refused launch made a session. @par Source requirements.md A.5, session rule
[[nodiscard]] bool shows_session(
    std::string const& page, std::vector<Canary> const& canaries, LaunchEvidence const& twin, std::string const& anonymous
);

/// "teacher", "student", "neither"; nothing without markers of what `wanted` ("teacher", "student", "not_teacher") asks for
/// and of what it excludes.
[[nodiscard]] std::optional<std::string>
view_of(std::string const& body, tool::Oracle const& oracle, std::string_view wanted);

}  // namespace easel::check
