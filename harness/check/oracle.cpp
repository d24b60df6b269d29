#include "check/oracle.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "check/marker.hpp"

#include <algorithm>

namespace easel::check {
namespace {

/// The signs of one launch, each by itself; `judge` weighs them. @par Source requirements.md, evidence of a launch
struct Signs {
    bool e1 = false, e2 = false, e3 = false, e6 = false;
    bool r1 = false, r2 = false, r3 = false, r4 = false;
    std::string accept_marker, reject_marker;
};

Signs read_signs(LaunchEvidence const& seen, tool::Oracle const& oracle) {
    Signs signs;
    signs.e1 = seen.service_call;
    auto const* accepts = first_match(oracle.accept_markers, seen.final_body);
    if (accepts == nullptr) accepts = first_match(oracle.accept_markers, seen.final_url);
    if (accepts != nullptr) signs.accept_marker = *accepts;
    if (auto const* rejects = first_match(oracle.reject_markers, seen.final_body)) signs.reject_marker = *rejects;
    signs.e2 = !signs.accept_marker.empty();
    signs.e3 = seen.probe_before == false && seen.probe_after == true;
    signs.e6 = seen.new_session_cookie;
    signs.r1 = seen.final_status >= 400 && seen.final_status <= 499;
    signs.r2 = seen.returned_with_error;
    signs.r3 = !signs.reject_marker.empty();
    signs.r4 = seen.final_status >= 500 && seen.final_status <= 599;
    return signs;
}

std::vector<std::string> codes_of(Signs const& signs) {
    std::vector<std::string> codes;
    auto const note = [&codes](bool present, char const* code) {
        if (present) codes.emplace_back(code);
    };
    note(signs.e1, "E1");
    note(signs.e2, "E2");
    note(signs.e3, "E3");
    note(signs.e6, "E6");
    note(signs.r1, "R1");
    note(signs.r2, "R2");
    note(signs.r3, "R3");
    note(signs.r4, "R4");
    return codes;
}

/// "answered 403, called a service of this launch (hops 9, 12) and ..."
std::string what_was_seen(LaunchEvidence const& seen, Signs const& signs) {
    std::vector<std::string> parts;
    parts.push_back(seen.final_status == 0 ? "gave no answer" : "answered " + std::to_string(seen.final_status));
    if (signs.e1) {
        std::vector<std::string> hops;
        for (auto const hop : seen.service_hops) hops.push_back(std::to_string(hop));
        auto const where =
            hops.empty() ? std::string() : (hops.size() == 1 ? " (hop " : " (hops ") + base::join(hops, ", ") + ")";
        parts.push_back("called a service at a URL of this launch" + where);
    }
    if (signs.e2) parts.push_back("showed what accept_markers `" + signs.accept_marker + "` looks for");
    if (signs.e3) parts.push_back("opened a session");
    if (signs.r2) parts.push_back("sent the user back to the platform with an error");
    if (signs.r3) parts.push_back("showed what reject_markers `" + signs.reject_marker + "` looks for");
    if (parts.size() == 1) return parts.front();
    auto const last = parts.back();
    parts.pop_back();
    return base::join(parts, ", ") + " and " + last;
}

std::string missing_hint(tool::Oracle const& oracle) {
    if (!oracle.accept_markers.empty() && !oracle.probe_url.empty()) {
        return "an accept_markers or reject_markers expression of the tool file that fits this page would decide";
    }
    if (!oracle.accept_markers.empty())
        return "session_probe in the tool file, or a reject_markers expression, would decide";
    return "accept_markers or session_probe in the tool file would decide";
}

Judgement undecided(
    LaunchEvidence const& seen, Signs const& signs, tool::Oracle const& oracle, LaunchEvidence const* baseline
) {
    Judgement out;
    auto const told = "Your tool " + what_was_seen(seen, signs);
    if (signs.e2 && (signs.r1 || signs.r3 || signs.r4)) {
        out.reason = "conflicting_evidence";
        out.explanation = told +
                          ", which contradicts itself; an accept_markers expression that only an accepted launch "
                          "shows, or session_probe in the tool file, would decide.";
    } else if (seen.final_status == 0 || !seen.trouble.empty()) {
        out.reason = "timeout";
        out.explanation = "The launch did not come to an end: " +
                          (seen.trouble.empty() ? std::string("no answer came") : base::to_valid_utf8(seen.trouble)) +
                          ".";
    } else if (seen.needs_script) {
        out.reason = "needs_browser";
        out.explanation =
            told + " with a page that only a script could fill; session_probe in the tool file would decide.";
    } else {
        out.reason = "no_marker";
        out.explanation = told + (seen.delivered ? std::string() : std::string(" before any id_token was delivered")) +
                          ", and nothing that tells an accepted launch from a refused one";
        if (baseline != nullptr && baseline->service_call && seen.delivered) {
            out.explanation += " (the accepted twin called a service, this launch did not)";
        }
        out.explanation += "; " + missing_hint(oracle) + ".";
    }
    return out;
}

}  // namespace

Judgement judge_launch(LaunchEvidence const& seen, tool::Oracle const& oracle, LaunchEvidence const* baseline) {
    auto const signs = read_signs(seen, oracle);
    bool const acted = signs.e1 || signs.e3;
    // A marker alone does not outweigh an error status: an error page may well hold the tool's frame.
    bool const marked = signs.e2 && !signs.r1 && !signs.r3 && !signs.r4;
    bool const accepted = signs.e1 || ((signs.e3 || marked) && !signs.r2);
    bool const rejected = signs.r2 || (!acted && !signs.e2 && (signs.r1 || signs.r3 || signs.r4));

    Judgement out;
    if (accepted || rejected) {
        out.outcome = accepted ? Outcome::accepted : Outcome::rejected;
        out.explanation = "Your tool " + what_was_seen(seen, signs) + ".";
        out.crashed = rejected && !accepted && signs.r4 && !signs.r2 && !signs.r3;
    } else {
        out = undecided(seen, signs, oracle, baseline);
    }
    out.codes = codes_of(signs);
    return out;
}

std::optional<std::string> view_of(std::string const& body, tool::Oracle const& oracle) {
    if (oracle.teacher_markers.empty() && oracle.student_markers.empty()) return std::nullopt;
    if (first_match(oracle.teacher_markers, body) != nullptr) return "teacher";
    if (first_match(oracle.student_markers, body) != nullptr) return "student";
    return "neither";
}

}  // namespace easel::check
