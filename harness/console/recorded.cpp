#include "console/recorded.hpp"

#include "base/codec.hpp"
#include "console/filter.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <vector>

namespace easel::console {

namespace json = base::json;

namespace {

json::string plain(std::string_view text) {
    return json::string(base::to_valid_utf8(text));
}

} // namespace

json::object case_line(verdict::CaseResult const& result) {
    json::array tags;
    for (auto const& tag : result.tags) tags.emplace_back(plain(tag));
    json::array requirements;
    for (auto const& id : result.requirements) requirements.emplace_back(plain(id));
    auto const* cause = result.cause();
    return {
        {"id", plain(result.id)},
        {"title", plain(result.title)},
        {"name", plain(result.name)},
        {"group", plain(result.group)},
        {"level", result.level},
        {"status", verdict::to_string(result.verdict)},
        {"word", status_word(result)},
        {"reaction", plain(result.reaction)},
        {"danger", result.false_accept},
        {"expected", result.expected},
        {"flaky", result.flaky},
        {"tags", std::move(tags)},
        {"requirements", std::move(requirements)},
        {"ms", result.took.count()},
        {"hops", result.hops.size()},
        {"cause", plain(cause == nullptr ? result.reason : cause->observed)},
    };
}

base::Result<json::object> cases_view(verdict::RunResult const& run, std::string_view text) {
    auto const filter = Filter::parse(text);
    if (!filter) return filter.error();
    std::vector<verdict::CaseResult const*> meant;
    for (auto const& one : run.cases)
        if (filter->holds(one)) meant.push_back(&one);
    std::sort(meant.begin(), meant.end(), [](auto const* a, auto const* b) { return a->id < b->id; });
    json::array lines;
    for (auto const* one : meant) lines.emplace_back(case_line(*one));
    return json::object{{"cases", std::move(lines)}, {"total", run.cases.size()}};
}

json::object hop_line(traffic::Exchange const& hop) {
    std::string rule;
    for (auto const& made : hop.trail)
        if (!made.passed) rule = made.fact;
    // What stands in a query may be a secret, and who follows needs the path only.
    auto const path = hop.url.substr(0, hop.url.find('?'));
    return {
        {"n", hop.number},
        {"from", traffic::to_string(hop.from)},
        {"to", traffic::to_string(hop.to)},
        {"kind", traffic::to_string(hop.kind)},
        {"t_virtual", base::to_iso8601(hop.at)},
        {"method", plain(hop.request.method)},
        {"url", plain(path)},
        {"status", hop.response ? json::value(hop.response->status) : json::value(nullptr)},
        {"error", plain(hop.error)},
        {"rule", rule},
        {"fault", plain(hop.fault)},
        {"ms", hop.took.count()},
    };
}

verdict::CaseResult const* find_case(verdict::RunResult const& run, std::string_view id) {
    auto const found = std::find_if(run.cases.begin(), run.cases.end(), [&](auto const& one) { return one.id == id; });
    return found == run.cases.end() ? nullptr : &*found;
}

} // namespace easel::console
