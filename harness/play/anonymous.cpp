// Launches without a user, where the tool file says that the tool takes them.
#include "check/marker.hpp"
#include "play/session.hpp"

#include <algorithm>

namespace easel::play {

using verdict::Verdict;

/// A tool that takes launches without a user must not take them for somebody's. @par Source requirements LAUNCH-044
void Session::judge_anonymous(LaunchRun const& run, std::vector<std::string> const& earlier, yaml::Position const& at) {
    auto const& marker = theatre_.tool->oracle.user_marker;
    if (marker.empty()) {
        cannot_judge(
            Verdict::inconclusive, "no_user_marker",
            "Not judged because the tool file has no user_marker to tell for whom the tool took a launch without a user.", at
        );
        return;
    }
    auto const user = check::captured(marker, run.page.response.body);
    bool const taken = user && std::find(earlier.begin(), earlier.end(), *user) != earlier.end();
    auto& made = judge(
        !taken, at, "the tool takes a launch without a user for nobody's",
        taken ? "Your tool took it for the launch of `" + *user + "`, who came before." : "the launch was accepted, and its page names nobody who came before", run.evidence.hops
    );
    made.evidence = run.judgement.codes;
    if (made.verdict == Verdict::failed) result_.false_accept = true;
}

} // namespace easel::play
