#include "replay/align.hpp"

#include "base/codec.hpp"
#include "replay/reading.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace easel::replay {
namespace {

using traffic::Exchange;

/// Tags of values that were left out are numbered in the order of their coming.
std::string without_numbers(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        constexpr std::string_view open = "‹redacted:";
        constexpr std::string_view close = "›";
        auto const end = text.substr(at).starts_with(open) ? text.find(close, at) : std::string_view::npos;
        if (end == std::string_view::npos) {
            out += text[at++];
            continue;
        }
        auto const tag = text.substr(at, end - at);
        out += tag.substr(0, tag.find('#'));
        out += close;
        at = end + close.size();
    }
    return out;
}

/// Leaves of both sides by path, in the order of the older one.
void compare(Leaves const& then, Leaves const& now, int hop, Substitutions& table, std::vector<Difference>& out) {
    std::map<std::string_view, std::string const*> after;
    for (auto const& [path, value] : now) after.emplace(path, &value);
    auto const differs = [&](std::string const& path, std::string const& old, std::string const& fresh) {
        if (old == fresh) return;
        auto const name = name_of(path);
        bool const anew = is_regenerated(name);
        bool const known = !anew && (table.apply(old) == fresh || without_numbers(old) == without_numbers(fresh));
        if (anew) table.learn(name, old, fresh, hop);
        out.push_back({path, old, fresh, anew || known});
    };
    for (auto const& [path, value] : then) {
        auto const found = after.find(path);
        differs(path, value, found == after.end() ? std::string() : *found->second);
        if (found != after.end()) after.erase(found);
    }
    for (auto const& [path, value] : now) {
        if (after.contains(path)) differs(path, {}, value);
    }
}

/// The table learns from every pair first: a value may show before the hop that it is made in.
void learn(Leaves const& then, Leaves const& now, int hop, Substitutions& table) {
    std::map<std::string_view, std::string const*> after;
    for (auto const& [path, value] : now) after.emplace(path, &value);
    for (auto const& [path, value] : then) {
        auto const found = after.find(path);
        if (found != after.end() && is_regenerated(name_of(path)))
            table.learn(name_of(path), value, *found->second, hop);
    }
}

/// The expected ones behind the others.
void sort(std::vector<Difference>& differences) {
    std::stable_partition(differences.begin(), differences.end(), [](Difference const& one) { return !one.expected; });
}

} // namespace

bool AlignedHop::is_same() const {
    return then > 0 && now > 0 &&
           std::all_of(differences.begin(), differences.end(), [](auto const& one) { return one.expected; });
}

std::string title_of(Exchange const& exchange) {
    return std::string(traffic::to_string(exchange.from)) + " -> " + std::string(traffic::to_string(exchange.to)) +
           " " + exchange.request.method + " " + path_template(exchange.url);
}

std::vector<AlignedHop> align(
    std::vector<Exchange> const& then, std::vector<Exchange> const& now, Substitutions& table
) {
    std::map<std::string, std::vector<Exchange const*>> waiting;
    for (auto const& hop : now) waiting[title_of(hop)].push_back(&hop);
    std::map<std::string, std::size_t> used;
    std::vector<std::pair<Exchange const*, Exchange const*>> pairs;
    std::map<Exchange const*, bool> matched;
    for (auto const& hop : then) {
        auto const key = title_of(hop);
        auto const& candidates = waiting[key];
        auto& next = used[key];
        auto const* const other = next < candidates.size() ? candidates[next++] : nullptr;
        if (other != nullptr) matched[other] = true;
        pairs.emplace_back(&hop, other);
    }
    // What is new stands behind the last hop of now that comes before it.
    for (auto const& hop : now) {
        if (matched.contains(&hop)) continue;
        auto at = pairs.end();
        while (at != pairs.begin()) {
            auto const* const before = std::prev(at)->second;
            if (before != nullptr && before->number < hop.number) break;
            --at;
        }
        while (at != pairs.end() && at->second == nullptr) ++at; // what is gone before what is new
        pairs.insert(at, {nullptr, &hop});
    }
    for (auto const& [old, fresh] : pairs) {
        if (old == nullptr || fresh == nullptr) continue;
        learn(read_request(*old), read_request(*fresh), old->number, table);
        learn(read_response(*old), read_response(*fresh), old->number, table);
    }
    std::vector<AlignedHop> out;
    for (auto const& [old, fresh] : pairs) {
        AlignedHop row;
        row.title = title_of(old != nullptr ? *old : *fresh);
        if (old != nullptr) row.then = old->number;
        if (fresh != nullptr) row.now = fresh->number;
        if (old != nullptr && fresh != nullptr) {
            compare(read_request(*old), read_request(*fresh), old->number, table, row.differences);
            compare(read_response(*old), read_response(*fresh), old->number, table, row.differences);
            sort(row.differences);
        }
        out.push_back(std::move(row));
    }
    return out;
}

base::json::array to_json(std::vector<AlignedHop> const& hops) {
    base::json::array out;
    for (auto const& hop : hops) {
        base::json::array differences;
        for (auto const& one : hop.differences) {
            base::json::object row{
                {"path", base::to_valid_utf8(one.path)},
                {"then", base::to_valid_utf8(one.then)},
                {"now", base::to_valid_utf8(one.now)},
                {"expected", one.expected}};
            differences.emplace_back(std::move(row));
        }
        base::json::object row;
        row["then"] = hop.then > 0 ? base::json::value(hop.then) : base::json::value();
        row["now"] = hop.now > 0 ? base::json::value(hop.now) : base::json::value();
        row["title"] = base::to_valid_utf8(hop.title);
        row["same"] = hop.is_same();
        row["differences"] = std::move(differences);
        out.emplace_back(std::move(row));
    }
    return out;
}

} // namespace easel::replay
