#include "check/oracle.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "check/marker.hpp"

#include <algorithm>
#include <functional>

namespace easel::check {
namespace {

/// The signs of one launch, each by itself; `judge` weighs them. @par Source requirements.md, evidence of a launch
struct Signs {
    bool e1 = false, e2 = false, e3 = false, e4 = false, e5 = false, e6 = false;
    bool r1 = false, r2 = false, r3 = false, r4 = false, r5 = false, r6 = false, r7 = false;
    std::string accept_marker, reject_marker;
    std::optional<double> like_twin, like_hopeless; ///< when the page was compared
    std::string canary;                             ///< E5: the kind that was found
    bool hint_silent = false; ///< the twin showed a marker or a session, this launch does not

    [[nodiscard]] bool tells_acceptance() const { return e1 || e2 || e3; }
};

constexpr double alike = 0.90;
constexpr double unlike = 0.60;
constexpr double apart = 0.25;  ///< how much liker to the twin than to a hopeless launch
constexpr double noise = 0.03;  ///< how much more than its twins differ from each other

Signs read_signs(LaunchEvidence const& seen, tool::Oracle const& oracle) {
    Signs signs;
    signs.e1 = seen.service_call;
    auto const* accepts = first_match(oracle.accept_markers, seen.final_body);
    if (accepts == nullptr) accepts = first_match(oracle.accept_markers, seen.final_url);
    if (accepts != nullptr) signs.accept_marker = *accepts;
    if (auto const* rejects = first_match(oracle.reject_markers, seen.final_body)) signs.reject_marker = *rejects;
    signs.e2 = !signs.accept_marker.empty() && !seen.page_of_earlier;
    signs.e3 = seen.probe_before == false && seen.probe_after == true;
    signs.e6 = !seen.new_cookies.empty();
    signs.r6 = seen.restarted;
    signs.r1 = seen.final_status >= 400 && seen.final_status <= 499;
    signs.r2 = seen.returned_with_error;
    signs.r3 = !signs.reject_marker.empty();
    signs.r4 = seen.final_status >= 500 && seen.final_status <= 599;
    return signs;
}

bool shows(LaunchEvidence const& seen, Canary const& canary) {
    return !canary.text.empty() && !positions_of(seen.final_body, canary.text).empty();
}

/// The canary of `seen` of the same kind; null when there is none, or none of its own.
Canary const* own_canary(LaunchEvidence const& seen, Canary const& of_twin) {
    for (auto const& canary : seen.canaries) {
        if (canary.kind == of_twin.kind && canary.text != of_twin.text) return &canary;
    }
    return nullptr;
}

/// E5: this launch's own text stands where the twin's stood. An error page that repeats its input has it elsewhere, and
/// what both launches carry proves nothing.
std::string canary_in_place(LaunchEvidence const& seen, LaunchEvidence const& twin) {
    for (auto const& of_twin : twin.canaries) {
        auto const* own = own_canary(seen, of_twin);
        if (own == nullptr || shows(seen, of_twin)) continue;
        auto const there = positions_of(twin.final_body, of_twin.text);
        auto const here = positions_of(seen.final_body, own->text);
        if (std::ranges::any_of(here, [&](auto const& place) { return there.contains(place); })) return own->kind;
    }
    return {};
}

double likeness(Shingles const& page, LaunchEvidence const& other) {
    return similarity(page, shingles_of(other.final_body, other.canaries));
}

double likeness_to(Shingles const& page, std::vector<LaunchEvidence> const& hopeless) {
    double most = 0;
    for (auto const& one : hopeless) most = std::max(most, likeness(page, one));
    return most;
}

/// Words that neither of two valid launches showed: whatever they say, this page is another one.
bool says_something_else(LaunchEvidence const& seen, Baselines const& by) {
    if (by.other == nullptr) return false;
    auto known = plain_words(by.twin->final_body, by.twin->canaries);
    known.merge(plain_words(by.other->final_body, by.other->canaries));
    auto const words = plain_words(seen.final_body, seen.canaries);
    return std::ranges::any_of(words, [&](auto const& word) { return !known.contains(word); });
}

/// E4 to E6 and R5 to R7, which need something to compare with.
void compare(Signs& signs, LaunchEvidence const& seen, tool::Oracle const& oracle, Baselines const& by) {
    auto const page = shingles_of(seen.final_body, seen.canaries);
    auto const twin = likeness(page, *by.twin);
    auto const hopeless = likeness_to(page, *by.hopeless);
    auto const usual = by.other == nullptr ? twin : likeness(shingles_of(by.twin->final_body, by.twin->canaries), *by.other);
    signs.like_twin = twin;
    signs.like_hopeless = hopeless;
    signs.e4 = !seen.session_before && twin >= std::max(alike, usual - noise) && twin - hopeless >= apart && !says_something_else(seen, by);
    signs.canary = canary_in_place(seen, *by.twin);
    signs.e5 = !signs.canary.empty();
    signs.e6 = std::ranges::any_of(seen.new_cookies, [&](auto const& name) {
        return std::ranges::none_of(*by.hopeless, [&](LaunchEvidence const& one) {
            return std::ranges::find(one.new_cookies, name) != one.new_cookies.end();
        });
    });
    auto const of_twin = read_signs(*by.twin, oracle);
    signs.hint_silent = (of_twin.e2 && !signs.e2) || (of_twin.e3 && seen.probe_after == false);
    if (!by.twin_accepted) return;
    signs.r5 = hopeless >= alike && twin <= unlike;
    auto const on_twin = [&](Canary const& canary) { return shows(*by.twin, canary); };
    auto const on_seen = [&](Canary const& canary) { return shows(seen, canary); };
    signs.r7 = std::ranges::any_of(by.twin->canaries, on_twin) && std::ranges::none_of(seen.canaries, on_seen);
}

std::string percent(double share) {
    return std::to_string(static_cast<int>(share * 100)) + " %";
}

std::vector<std::string> codes_of(Signs const& signs) {
    std::vector<std::string> codes;
    auto const note = [&codes](bool present, char const* code) {
        if (present) codes.emplace_back(code);
    };
    note(signs.e1, "E1");
    note(signs.e2, "E2");
    note(signs.e3, "E3");
    note(signs.e4, "E4");
    note(signs.e5, "E5");
    note(signs.e6, "E6");
    note(signs.r1, "R1");
    note(signs.r2, "R2");
    note(signs.r3, "R3");
    note(signs.r4, "R4");
    note(signs.r5, "R5");
    note(signs.r6, "R6");
    note(signs.r7, "R7");
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
    if (seen.page_of_earlier) parts.push_back("showed a page that the session of the launch before opens by itself");
    if (signs.e3) parts.push_back("opened a session");
    if (signs.r2) parts.push_back("sent the user back to the platform with an error");
    if (signs.r3) parts.push_back("showed what reject_markers `" + signs.reject_marker + "` looks for");
    if (signs.r6) parts.push_back("went back to log in");
    if (signs.e4) parts.push_back("showed the page of a valid launch");
    if (signs.e5) parts.push_back("showed the " + signs.canary + " of this launch where a valid launch shows its own");
    if (signs.r5) parts.push_back("showed the page of a hopeless launch");
    if (signs.r7) parts.push_back("showed nothing of what this launch carried");
    if (signs.like_twin) {
        parts.push_back("gave a page that is " + percent(*signs.like_twin) + " like that of a valid launch, " +
                        percent(*signs.like_hopeless) + " like that of a hopeless one");
    }
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

Judgement
undecided(LaunchEvidence const& seen, Signs const& signs, tool::Oracle const& oracle, Baselines const& by) {
    Judgement out;
    auto const told = "Your tool " + what_was_seen(seen, signs);
    bool const contradicts = (signs.e2 && (signs.r1 || signs.r3 || signs.r4)) ||
                             (signs.e4 && (signs.e5 || signs.e6)); // while a hint is silent, or signs of refusal weigh as much
    if (contradicts) {
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
        if (by.twin != nullptr && by.twin->service_call && seen.delivered) {
            out.explanation += " (the accepted twin called a service, this launch did not)";
        }
        out.explanation += "; " + missing_hint(oracle) + ".";
    }
    return out;
}

}  // namespace

Judgement judge_launch(LaunchEvidence const& seen, tool::Oracle const& oracle, Baselines const& baselines) {
    auto signs = read_signs(seen, oracle);
    bool const acted = signs.e1 || signs.e3;
    // A marker alone does not outweigh an error status: an error page may well hold the tool's frame.
    bool const marked = signs.e2 && !signs.r1 && !signs.r3 && !signs.r4;
    bool accepted = signs.e1 || ((signs.e3 || marked) && !signs.r2);
    bool rejected = signs.r2 || (!acted && !signs.e2 && (signs.r1 || signs.r3 || signs.r4));

    bool const told = accepted || rejected || signs.tells_acceptance();
    bool const shown = seen.delivered && seen.final_status >= 200 && seen.final_status <= 399 && seen.trouble.empty();
    if (!told && shown && baselines.twin != nullptr && baselines.hopeless != nullptr && !baselines.hopeless->empty()) {
        compare(signs, seen, oracle, baselines);
        int const against = (signs.r5 ? 1 : 0) + (signs.r6 ? 1 : 0) + (signs.r7 ? 1 : 0);
        bool const ended_well = seen.final_status <= 299;
        accepted = signs.e4 && (signs.e5 || signs.e6) && ended_well && !signs.hint_silent && against < 2;
        rejected = !accepted && against >= 2 && !signs.e4;
    }

    Judgement out;
    if (accepted || rejected) {
        out.outcome = accepted ? Outcome::accepted : Outcome::rejected;
        out.explanation = "Your tool " + what_was_seen(seen, signs) + ".";
        out.crashed = rejected && !accepted && signs.r4 && !signs.r2 && !signs.r3;
    } else {
        out = undecided(seen, signs, oracle, baselines);
    }
    out.codes = codes_of(signs);
    return out;
}

bool comparable(LaunchEvidence const& seen, Judgement const& judged) {
    bool const page_alone = judged.reason == "no_marker" || judged.reason == "needs_browser";
    return judged.outcome == Outcome::undecided && page_alone && seen.delivered && seen.final_status >= 200 &&
           seen.final_status <= 399;
}

bool looks_hopeless(LaunchEvidence const& seen, std::vector<LaunchEvidence> const& hopeless) {
    return likeness_to(shingles_of(seen.final_body, seen.canaries), hopeless) > 1 - apart;
}

bool shows_session(
    std::string const& page, std::vector<Canary> const& canaries, LaunchEvidence const& twin, std::string const& anonymous
) {
    auto const shown = shingles_of(page, canaries);
    return likeness(shown, twin) >= alike && similarity(shown, shingles_of(anonymous, canaries)) <= 1 - apart;
}

std::optional<std::string> view_of(std::string const& body, tool::Oracle const& oracle, std::string_view wanted) {
    bool const needs_student = wanted != "not_teacher";
    if (oracle.teacher_markers.empty() || (needs_student && oracle.student_markers.empty())) return std::nullopt;
    if (first_match(oracle.teacher_markers, body) != nullptr) return "teacher";
    if (first_match(oracle.student_markers, body) != nullptr) return "student";
    return "neither";
}

}  // namespace easel::check
