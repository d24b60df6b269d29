#include "cli/baseline_update.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <optional>
#include <set>

namespace easel::cli {
namespace {

using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;
using Expect = BaselineEntry::Expect;
using Lines = std::vector<std::string>;

constexpr std::size_t reason_bytes = 160;

/// A YAML scalar: every JSON text is one.
std::string quote(std::string const& text) { return base::dump(base::json::value(base::json::string(text))); }

/// Ids are plain scalars as they are.
std::string scalar(std::string const& text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
    bool const harmless = !text.empty() && text.find_first_not_of(plain) == std::string::npos && text.front() >= 'a' && text.front() <= 'z';
    return harmless ? text : quote(text);
}

std::string first_words(std::string text) {
    text = base::replace_all(std::move(text), "\n", " ");
    if (text.size() <= reason_bytes) return text;
    auto end = reason_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "…";
}

Lines entry_lines(BaselineEntry const& entry, std::string const& indent) {
    Lines lines{indent + "- case: " + scalar(entry.pattern)};
    auto const row = [&](std::string const& key, std::string const& value) { lines.push_back(indent + "  " + key + ": " + value); };
    if (entry.expect != Expect::fail) row("expect", entry.expect == Expect::warn ? "warn" : "flaky");
    row("reason", quote(entry.reason));
    if (!entry.ticket.empty()) row("ticket", quote(entry.ticket));
    if (!entry.when.empty()) {
        std::string all;
        for (auto const& [name, condition] : entry.when) all += (all.empty() ? "" : ", ") + quote(name) + ": " + quote(condition);
        row("when", "{ " + all + " }");
    }
    if (entry.until) row("until", date_text(*entry.until));
    return lines;
}

BaselineEntry entry_for(CaseResult const& result) {
    BaselineEntry entry;
    entry.pattern = result.id;
    if (result.verdict == Verdict::warned) entry.expect = Expect::warn;
    auto const* cause = result.cause();
    entry.reason = cause != nullptr && !cause->observed.empty() ? cause->observed : result.reason;
    if (entry.reason.empty()) entry.reason = result.title;
    entry.reason = first_words(entry.reason);
    return entry;
}

bool is_news(CaseResult const& result, verdict::Threshold threshold) {
    return !result.unexpected_pass && verdict::counts_as_failure(result, threshold);
}

std::string_view left_trimmed(std::string_view line) {
    auto const start = line.find_first_not_of(" \t");
    return start == std::string_view::npos ? std::string_view() : line.substr(start);
}

/// The line where an entry's `-` stands; nothing where the list is written otherwise.
std::optional<std::size_t> dash_line(Lines const& lines, yaml::Position const& at) {
    for (auto line = static_cast<std::size_t>(std::max(at.line, 1)); line-- > 0;) {
        if (line >= lines.size()) continue;
        auto const text = left_trimmed(lines[line]);
        if (text == "-" || text.starts_with("- ")) return line;
        bool const between = text.empty() || text.starts_with("#") || line + 1 == static_cast<std::size_t>(at.line);
        if (!between) return std::nullopt;
    }
    return std::nullopt;
}

/// The comment at the end of a line with something else; "" for none. In doubt it is one.
std::string comment_of(std::string const& line) {
    char quote = '\0';
    char before = ':';
    for (std::size_t i = 0; i < line.size(); ++i) {
        char const c = line[i];
        if (quote != '\0') {
            if (c == '\\' && quote == '"') ++i;
            else if (c == quote) quote = '\0';
            continue;
        }
        bool const opens = std::string_view(":,[{-").find(before) != std::string_view::npos;
        if ((c == '"' || c == '\'') && opens) quote = c;
        if (c == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) return line.substr(i);
        if (c != ' ' && c != '\t') before = c;
    }
    return "";
}

/// What is left of an entry's lines when it goes.
Lines comments_of(Lines const& lines, std::size_t from, std::size_t to, std::string const& indent) {
    Lines kept;
    for (auto i = from; i < to; ++i) {
        auto const text = left_trimmed(lines[i]);
        if (text.empty() || text.starts_with("#")) kept.push_back(lines[i]);
        else if (auto const comment = comment_of(lines[i]); !comment.empty()) kept.push_back(indent + comment);
    }
    return kept;
}

bool better(BaselineEntry const& entry, CaseResult const& result) {
    return entry.expect != Expect::flaky && (result.verdict == Verdict::passed || result.verdict == Verdict::informed);
}
bool worse(BaselineEntry const& entry, CaseResult const& result) {
    return entry.expect == Expect::warn && result.verdict == Verdict::failed;
}

/// Entries for what an entry still speaks for.
std::vector<BaselineEntry>
single_entries(BaselineEntry const& entry, Say const& say, RunResult const& run, std::vector<std::string> const& known) {
    std::vector<BaselineEntry> singles;
    auto const add = [&](std::string const& id, Expect expect) {
        auto one = entry;
        one.pattern = id;
        one.expect = expect;
        singles.push_back(std::move(one));
    };
    std::set<std::string_view> played;
    for (auto const i : say.fits) played.insert(run.cases[i].id);
    for (auto const i : say.decides) {
        auto const& result = run.cases[i];
        if (!better(entry, result)) add(result.id, worse(entry, result) ? Expect::fail : entry.expect);
    }
    for (auto const& id : known) {
        if (!played.contains(id) && base::glob_match(entry.pattern, id)) add(id, entry.expect);
    }
    return singles;
}

base::Fault unreadable(Baseline const& baseline) {
    auto const where = baseline.entries.empty() ? std::string() : yaml::to_string(baseline.entries.front().at);
    return {base::FaultKind::bad_file, "only a list with a `-` and lines of its own for each entry can be brought up to date", where};
}

} // namespace

void forget_baseline(RunResult& run) {
    for (auto& result : run.cases) {
        result.expected = false;
        result.unexpected_pass = false;
        result.expected_reason.clear();
    }
}

std::string entries_for_news(RunResult const& run) {
    std::string out;
    for (auto const& result : run.cases) {
        if (!is_news(result, run.threshold)) continue;
        for (auto const& line : entry_lines(entry_for(result), "")) out += line + "\n";
    }
    return out.empty() ? out : "for the expected-failures file, if this is known and accepted:\n" + out;
}

namespace {

base::Result<BaselineUpdate> update_once(
    std::string const& text, Baseline const& baseline, RunResult& run, std::vector<std::string> const& known, std::chrono::sys_days today
) {
    forget_baseline(run);
    auto lines = base::split(text, '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    std::vector<std::size_t> starts;
    for (auto const& entry : baseline.entries) {
        auto const start = dash_line(lines, entry.at);
        if (!start || (!starts.empty() && *start <= starts.back())) return unreadable(baseline);
        starts.push_back(*start);
    }
    std::string indent;
    if (!starts.empty()) {
        auto const& first = lines[starts.front()];
        indent = first.substr(0, first.find('-'));
    }
    auto const all = sayings(run, baseline, today);
    BaselineUpdate update;
    Lines out(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(starts.empty() ? lines.size() : starts.front()));
    std::set<std::string_view> ended;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        auto const& entry = baseline.entries[i];
        auto const& say = all[i];
        auto const end = i + 1 < starts.size() ? starts[i + 1] : lines.size();
        if (say.ended) {
            for (auto const position : say.fits) ended.insert(run.cases[position].id);
            update.left.push_back(
                yaml::to_string(entry.at) + ": the entry for '" + entry.pattern + "' ended on " + date_text(*entry.until) +
                "; renew or remove it"
            );
        }
        bool const is_true = std::none_of(say.decides.begin(), say.decides.end(), [&](std::size_t position) {
            return better(entry, run.cases[position]) || worse(entry, run.cases[position]);
        });
        if (is_true) {
            out.insert(out.end(), lines.begin() + static_cast<std::ptrdiff_t>(starts[i]), lines.begin() + static_cast<std::ptrdiff_t>(end));
            continue;
        }
        auto const singles = single_entries(entry, say, run, known);
        update.changes.push_back(
            singles.empty() ? "removed '" + entry.pattern + "', which passes now"
                            : "'" + entry.pattern + "' became " + std::to_string(singles.size()) +
                                  (singles.size() == 1 ? " entry" : " entries") + " for what it still says"
        );
        for (auto const& single : singles) {
            for (auto& line : entry_lines(single, indent)) out.push_back(std::move(line));
        }
        for (auto& line : comments_of(lines, starts[i], end, indent)) out.push_back(std::move(line));
    }
    (void)apply(run, baseline, today);
    for (auto const& result : run.cases) {
        bool const spoken_for = std::any_of(all.begin(), all.end(), [&](Say const& say) {
            return std::any_of(say.decides.begin(), say.decides.end(), [&](auto position) { return &run.cases[position] == &result; });
        });
        if (spoken_for || ended.contains(result.id) || !is_news(result, run.threshold)) continue;
        update.changes.push_back("added '" + result.id + "'");
        for (auto& line : entry_lines(entry_for(result), indent)) out.push_back(std::move(line));
    }
    for (auto const& line : out) update.text += line + "\n";
    if (update.changes.empty()) update.text = text;
    return update;
}

} // namespace

base::Result<BaselineUpdate> update_baseline(
    std::string const& text, Baseline const& baseline, RunResult run, std::vector<std::string> const& known, std::chrono::sys_days today
) {
    auto update = update_once(text, baseline, run, known, today);
    if (!update || update->changes.empty()) return update;
    // Where an entry went, one below it may speak for its cases now; each round leaves fewer patterns.
    for (std::size_t rounds = 0; rounds <= baseline.entries.size() + 1; ++rounds) {
        yaml::Problems problems;
        auto const now = read_baseline(update->text, "", problems);
        if (!problems.empty()) break;
        auto next = update_once(update->text, now, run, known, today);
        if (!next) return next.error();
        if (next->changes.empty()) return update;
        update->text = next->text;
        for (auto& change : next->changes) {
            auto const known_already = std::find(update->changes.begin(), update->changes.end(), change) != update->changes.end();
            if (!known_already) update->changes.push_back(std::move(change));
        }
    }
    // What was added is not read as it was meant: it stands in a scalar without an end, say.
    return unreadable(baseline);
}

} // namespace easel::cli
