#pragma once

#include "agent/browser.hpp"
#include "tool/tool_file.hpp"

#include <optional>
#include <string>
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
    bool new_session_cookie = false;   ///< E6: set at or after the launch, not during the login
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

/// `baseline`: evidence of an accepted twin, for what needs comparing; may be null.
[[nodiscard]] Judgement judge_launch(
    LaunchEvidence const& seen, tool::Oracle const& oracle, LaunchEvidence const* baseline
);

/// "teacher", "student", "neither"; nothing without markers.
[[nodiscard]] std::optional<std::string> view_of(std::string const& body, tool::Oracle const& oracle);

}  // namespace easel::check
