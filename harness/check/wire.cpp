#include "check/wire.hpp"

#include "base/text.hpp"
#include "check/catalogue.hpp"
#include "check/wire_inspection.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace easel::check {
namespace {

using verdict::Verdict;
using Weight = wire::Findings::Weight;

constexpr std::size_t most_named = 3;

std::array<std::span<wire::Rule const>, 19> all_rules() {
    return {
        wire::login_rules(),
        wire::token_rules(),
        wire::line_item_rules(),
        wire::line_item_use_rules(),
        wire::result_rules(),
        wire::membership_rules(),
        wire::paging_rules(),
        wire::score_rules(),
        wire::canvas_score_rules(),
        wire::privacy_rules(),
        wire::page_rules(),
        wire::script_rules(),
        wire::key_rules(),
        wire::deep_linking_rules(),
        wire::picker_rules(),
        wire::registration_rules(),
        wire::outcome_signing_rules(),
        wire::outcome_rules(),
        wire::configuration_rules(),
    };
}

wire::Rule const* find_rule(std::string_view requirement) {
    for (auto const rules : all_rules()) {
        auto const found = std::ranges::find(rules, requirement, &wire::Rule::requirement);
        if (found != rules.end()) return &*found;
    }
    return nullptr;
}

Verdict of_level(std::string_view level) {
    if (level == "should") return Verdict::warned;
    if (level == "may") return Verdict::informed;
    return Verdict::failed;
}

Verdict of(wire::Findings::Offence const& offence, std::string_view level) {
    switch (offence.weight) {
        case Weight::warning:
            return level == "may" ? Verdict::informed : Verdict::warned;
        case Weight::by_level:
            return of_level(level);
        case Weight::failure:
            return Verdict::failed;
        case Weight::note:
            return Verdict::informed;
    }
    return Verdict::failed;
}

int severity(Verdict verdict) {
    if (verdict == Verdict::failed) return 2;
    return verdict == Verdict::warned ? 1 : 0;
}

/// "Your tool sent ... (hop 4); it sent ... (hop 9)."
std::string sentence(std::vector<wire::Findings::Offence> const& offences) {
    std::string out = "Your tool ";
    for (std::size_t i = 0; i < std::min(offences.size(), most_named); ++i) {
        if (i > 0) out += "; it ";
        out += offences[i].what;
        if (offences[i].hop > 0) out += " (hop " + std::to_string(offences[i].hop) + ")";
    }
    if (offences.size() > most_named) out += "; and so " + std::to_string(offences.size() - most_named) + " more times";
    return out + ".";
}

}  // namespace

base::Instant WireContext::tool_time(base::Instant stage_time) const {
    auto shown = stage_time;
    for (auto const& advance : advances) {
        if (stage_time >= advance.at + advance.by) shown -= advance.by;
    }
    return shown;
}

bool WireContext::Aside::covers(traffic::Exchange const& exchange) const {
    // A call for a course of the case is the case's, whenever it comes.
    if (!exchange.course.empty()) return courses.contains(exchange.course);
    return std::ranges::any_of(hops, [&](auto const& range) {
        return exchange.number >= range.first && exchange.number <= range.second;
    });
}

bool is_wire_requirement(std::string_view requirement) {
    return find_rule(requirement) != nullptr;
}

std::vector<std::string> wire_requirements() {
    std::vector<std::string> ids;
    for (auto const rules : all_rules()) {
        for (auto const& rule : rules) ids.emplace_back(rule.requirement);
    }
    std::ranges::sort(ids);
    return ids;
}

verdict::Check judge_wire(
    std::string_view requirement, std::deque<traffic::Exchange> const& exchanges, WireContext const& context
) {
    verdict::Check check;
    check.requirement = std::string(requirement);
    auto const* rule = find_rule(requirement);
    auto const row = catalogues().requirements.find(requirement);
    if (rule == nullptr || row == catalogues().requirements.end()) {
        check.verdict = Verdict::error;
        check.observed = "The harness could not judge " + std::string(requirement) + ": it has no check on the wire.";
        return check;
    }
    check.level = row->second.level;
    check.required = row->second.text + ".";

    std::deque<traffic::Exchange> own;
    auto const aside = [&](traffic::Exchange const& exchange) { return context.aside.covers(exchange); };
    bool const compared = std::ranges::any_of(exchanges, aside);
    if (compared) std::ranges::remove_copy_if(exchanges, std::back_inserter(own), aside);

    wire::Findings found;
    rule->inspect({compared ? own : exchanges, context, exchanges}, found);

    auto const subject = std::string(rule->subject);
    if (!found.offences().empty()) {
        auto offences = found.offences();
        std::ranges::stable_sort(offences, std::ranges::greater{}, [&](auto const& offence) {
            return severity(of(offence, check.level));
        });
        check.verdict = of(offences.front(), check.level);
        check.observed = sentence(offences);
        check.hint = std::string(rule->hint);
        for (auto const& offence : offences) {
            if (offence.hop > 0 && std::ranges::find(check.hops, offence.hop) == check.hops.end()) {
                check.hops.push_back(offence.hop);
            }
        }
    } else if (!found.reason().empty()) {
        check.verdict = Verdict::inconclusive;
        check.reason = found.reason();
        check.observed = found.why();
        check.hops = found.seen();
    } else if (found.seen().empty()) {
        check.verdict = Verdict::skipped;
        check.reason = "not_exercised";
        check.observed = "Not judged because nothing of the kind was seen: " + subject + ".";
    } else {
        check.verdict = Verdict::passed;
        check.hops = found.seen();
        std::erase(check.hops, 0);
        check.observed = "Your tool complied; " + subject + " seen: " + std::to_string(found.seen().size()) + ".";
    }
    return check;
}

}  // namespace easel::check
