#include "report/explanation.hpp"

#include "report/html.hpp"
#include "report/wording.hpp"

namespace easel::report::detail {

using verdict::CaseResult;
using verdict::Verdict;

std::string Explanation::line(std::string_view text, std::size_t most) const {
    return shorten(flat(neutral_(std::string(text))), most);
}

std::string Explanation::excerpt(std::string_view text) const {
    auto const whole = flat(neutral_(std::string(text)));
    auto const kept = prefix(whole, excerpt_bytes);
    if (kept.size() == whole.size()) return whole;
    return std::string(kept) + "… (" + std::to_string(whole.size() - kept.size()) + " more bytes)";
}

std::string Explanation::message(CaseResult const& result) const {
    return line(first_sentence(result));
}

std::string Explanation::level(CaseResult const& result) {
    if (!result.level.empty()) return result.level;
    return result.facts.empty() ? "must" : "fact";
}

std::string Explanation::details(CaseResult const& result) const {
    auto const head = message(result);
    auto out = head;
    auto const row = [&](std::string_view label, std::string_view text) {
        if (!text.empty()) out += "\n  " + std::string(label) + excerpt(text);
    };
    if (excerpt(result.reason) != head) row("reason:   ", result.reason);
    auto const* const cause = result.cause();
    if (cause) out += check(*cause, result);
    for (auto const& other : result.checks) {
        if (&other != cause) out += check(other, result);
    }
    row("reaction: ", result.reaction);
    for (auto const& fault : result.faults) row("fault:    ", fault);
    row("report:   ", case_address("", result.id));
    row("replay:   ", replay_command(result_path_, result.id));
    return out;
}

std::string Explanation::check(verdict::Check const& check, CaseResult const& result) const {
    std::string out = "\n  " + check.id + " " + std::string(verdict::to_string(check.verdict));
    if (!check.level.empty()) out += " [" + check.level + "]";
    if (!check.requirement.empty()) out += " " + check.requirement;
    auto const row = [&](std::string_view label, std::string_view text) {
        if (!text.empty()) out += "\n    " + std::string(label) + excerpt(text);
    };
    if (check.verdict == Verdict::passed || check.verdict == Verdict::informed) {
        if (!check.required.empty()) out += ": " + excerpt(check.required);
        return out;
    }
    auto at = check.at.line == 0 ? result.at : check.at;
    if (at.file.empty()) at.file = result.at.file;
    row("at ", yaml::to_string(at));
    row("expected: ", check.required);
    auto const hops = hop_list(check.hops);
    row("observed: ", hops.empty() ? check.observed : check.observed + " (" + hops + ")");
    row("nearest:  ", check.near_miss);
    row("reason:   ", check.reason);
    row("try:      ", check.hint);
    return out;
}

}  // namespace easel::report::detail
