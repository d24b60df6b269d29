#include "cli/baseline.hpp"

#include "base/text.hpp"
#include "yaml/shape.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace easel::cli {

using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;
using Expect = BaselineEntry::Expect;

namespace {

yaml::Shape const& shape() {
    using yaml::Shape;
    static Shape const value = Shape::either({Shape::text(), Shape::number()});
    static Shape const all = Shape::list_of(Shape::object({
        {.name = "case",
         .shape = Shape::text(),
         .required = true,
         .description = "Case id; * and ? match as in a shell"},
        {.name = "when",
         .shape = Shape::map_of(value),
         .description = "Run variables and the condition each must meet"},
        {.name = "expect", .shape = Shape::one_of_text({"fail", "warn", "flaky"}), .description = "fail if absent"},
        {.name = "reason", .shape = Shape::text(), .required = true, .description = "Why this is known and accepted"},
        {.name = "ticket", .shape = Shape::text(), .description = "Where it is followed up"},
        {.name = "until", .shape = Shape::text(), .description = "Last day, YYYY-MM-DD; after it the entry fails"},
    }));
    return all;
}

std::string text_of(yaml::Node const& entry, std::string_view key) {
    auto const* const node = entry.find(key);
    return node ? node->scalar : std::string();
}

std::optional<int> number_of(std::string_view digits) {
    int value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || digits[0] == '-' || error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

std::optional<std::chrono::sys_days> date_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const year = number_of(text.substr(0, 4));
    auto const month = number_of(text.substr(5, 2));
    auto const day = number_of(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    std::chrono::year_month_day const date{
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day)),
    };
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

std::optional<BaselineEntry> entry_of(yaml::Node const& node, yaml::Problems& problems) {
    BaselineEntry entry{
        .pattern = text_of(node, "case"), .reason = text_of(node, "reason"), .ticket = text_of(node, "ticket")};
    entry.at = node.at;
    auto const wrong = [&](std::string_view key, std::string message, std::string hint, std::string code) {
        auto const* const value = node.find(key);
        problems.push_back(
            {.at = value->at,
             .message = std::move(message),
             .hint = std::move(hint),
             .code = std::move(code),
             .width = static_cast<int>(value->scalar.size()) + (value->quoted ? 2 : 0)}
        );
        return std::nullopt;
    };
    if (base::trim(entry.pattern).empty()) return wrong("case", "a case id is wanted", "", "empty-value");
    if (base::trim(entry.reason).empty()) {
        return wrong(
            "reason", "a reason is wanted: whoever meets this entry next year must know why", "", "empty-value"
        );
    }
    auto const expect = text_of(node, "expect");
    if (expect == "warn") entry.expect = Expect::warn;
    if (expect == "flaky") entry.expect = Expect::flaky;
    if (auto const* const when = node.find("when")) {
        for (auto const& member : when->members) entry.when[member.key.scalar] = member.value.scalar;
    }
    if (auto const* const until = node.find("until")) {
        entry.until = date_of(until->scalar);
        if (!entry.until)
            return wrong("until", "'" + until->scalar + "' is no date", "write it as 2026-09-01", "bad-date");
    }
    return entry;
}

// -- conditions -------------------------------------------------------------------------------------------------------

// Dotted parts, numbers by value: 2.10 is above 2.9, 2.4 equals 2.4.0. A number is above a word: 2.4 is above 2.4.rc1.
int compare_versions(std::string const& a, std::string const& b) {
    auto const left = base::split(a, '.');
    auto const right = base::split(b, '.');
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
        auto const l = i < left.size() ? left[i] : std::string("0");
        auto const r = i < right.size() ? right[i] : std::string("0");
        auto const ln = number_of(l);
        auto const rn = number_of(r);
        if (ln && rn && *ln != *rn) return *ln < *rn ? -1 : 1;
        if (ln.has_value() != rn.has_value()) return ln ? 1 : -1;
        if (!ln && l != r) return l < r ? -1 : 1;
    }
    return 0;
}

bool holds(std::string_view condition, std::string const& value) {
    condition = base::trim(condition);
    // Longer operators first.
    for (std::string_view const sign : {"<=", ">=", "!=", "==", "<", ">", "="}) {
        if (!condition.starts_with(sign)) continue;
        auto const order = compare_versions(value, std::string(base::trim(condition.substr(sign.size()))));
        if (sign == "<") return order < 0;
        if (sign == "<=") return order <= 0;
        if (sign == ">") return order > 0;
        if (sign == ">=") return order >= 0;
        if (sign == "!=") return order != 0;
        return order == 0;
    }
    return base::glob_match(condition, value);
}

std::map<std::string, std::string> run_info(RunResult const& run) {
    auto info = run.vars;
    info["tool"] = run.tool_name;
    info["canvas"] = run.canvas;
    info["clock"] = run.virtual_clock ? "virtual" : "real";
    info["easel"] = run.version;
    return info;
}

void mark(CaseResult& result, BaselineEntry const& entry) {
    auto const expected = [&] {
        result.expected = true;
        result.expected_reason = entry.ticket.empty() ? entry.reason : entry.reason + " (" + entry.ticket + ")";
    };
    switch (result.verdict) {
        case Verdict::failed:
            if (entry.expect != Expect::warn) expected();
            break;
        case Verdict::warned:
            expected();
            break;
        case Verdict::passed:
        case Verdict::informed:
            if (entry.expect == Expect::flaky) {
                // Nobody is surprised when its turns differ.
                if (result.flaky) expected();
                break;
            }
            result.unexpected_pass = true;
            result.expected_reason = entry.reason;
            break;
        case Verdict::inconclusive:
        case Verdict::skipped:
        case Verdict::error:
            break;
    }
}

}  // namespace

Baseline read_baseline(std::string text, std::string file, yaml::Problems& problems) {
    auto const document = yaml::parse(std::move(text), std::move(file), problems);
    Baseline baseline;
    if (document.root.is_null()) return baseline;  // an empty file foresees nothing
    if (!document.root.is_sequence()) {
        shape().check(document.root, problems);
        return baseline;
    }
    auto const one_entry = [](yaml::Node const& node) {
        yaml::Node list;
        list.kind = yaml::Node::Kind::sequence;
        list.items = {node};
        list.at = node.at;
        return list;
    };
    for (auto const& node : document.root.items) {
        if (!shape().check(one_entry(node), problems)) continue;
        if (auto entry = entry_of(node, problems)) baseline.entries.push_back(*std::move(entry));
    }
    return baseline;
}

std::string date_text(std::chrono::sys_days day) {
    return base::to_iso8601(day, 0).substr(0, 10);
}

std::vector<Say> sayings(RunResult const& run, Baseline const& baseline, std::chrono::sys_days today) {
    auto const info = run_info(run);
    std::set<std::size_t> decided;
    std::vector<Say> all;
    for (auto const& entry : baseline.entries) {
        auto& say = all.emplace_back();
        say.ended = entry.until && today > *entry.until;
        for (auto const& [name, condition] : entry.when) {
            auto const value = info.find(name);
            if (value == info.end()) say.unknown_variable = name;
            say.applies = say.applies && value != info.end() && holds(condition, value->second);
        }
        for (std::size_t i = 0; i < run.cases.size(); ++i) {
            if (!base::glob_match(entry.pattern, run.cases[i].id)) continue;
            say.fits.push_back(i);
            if (say.applies && !say.ended && decided.insert(i).second) say.decides.push_back(i);
        }
    }
    return all;
}

BaselineFindings apply(
    RunResult& run, Baseline const& baseline, std::chrono::sys_days today, std::vector<std::string> const& others
) {
    BaselineFindings findings;
    auto const all = sayings(run, baseline, today);
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const& entry = baseline.entries[i];
        auto const& say = all[i];
        auto const line = [&](std::string const& text) { return yaml::to_string(entry.at) + ": " + text; };
        if (say.ended) {
            findings.failures.push_back(line(
                "the entry for '" + entry.pattern + "' ended on " + date_text(*entry.until) +
                ": mend the tool, or renew the entry"
            ));
            continue;
        }
        if (!say.unknown_variable.empty()) {
            findings.warnings.push_back(
                line("no run variable is named '" + say.unknown_variable + "', so this entry does not apply")
            );
        }
        if (!say.applies) continue;
        bool const fits_another =
            std::ranges::any_of(others, [&](auto const& id) { return base::glob_match(entry.pattern, id); });
        if (say.fits.empty() && !fits_another) {
            findings.warnings.push_back(line("'" + entry.pattern + "' matches no case that was played"));
        }
        for (auto const position : say.decides) mark(run.cases[position], entry);
    }
    return findings;
}

}  // namespace easel::cli
