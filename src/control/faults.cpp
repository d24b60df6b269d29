// Planned faults: answers replaced or disturbed.
#include "base/text.hpp"
#include "control/answers.hpp"
#include "platform/fault.hpp"

#include <charconv>

namespace easel::control {
namespace {

json::object describe(platform::Fault const& fault, std::size_t number) {
    return {
        {"number", number},
        {"call", traffic::to_string(fault.kind)},
        {"assignment", optional_text(fault.assignment)},
        {"label", fault.label},
        {"plan", platform::describe(fault)},
        {"left", fault.times < 0 ? json::value("always") : json::value(fault.times)},
        {"struck", fault.struck},
    };
}

/// Those that may still strike, and those that have struck where all are asked for; a number stays with its fault.
http::awaitable<http::Response> list(Call& call) {
    if (auto refused = check_query(call, {"all"})) co_return std::move(*refused);
    auto const wanted = query(call, "all");
    if (!wanted.empty() && wanted != "true" && wanted != "false")
        co_return refuse(400, {"the query's all is true or false", "", "", "bad-value"});
    json::array faults;
    auto const& all = call.served->stage->faults;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].times != 0 || (wanted == "true" && all[i].struck > 0)) faults.push_back(describe(all[i], i + 1));
    json::array known;
    if (call.options.documented_errors)
        for (auto const& name : call.options.documented_errors()) known.emplace_back(name);
    co_return answer_json(200, json::object{{"faults", std::move(faults)}, {"errors", std::move(known)}});
}

http::awaitable<http::Response> plan(Call& call) {
    static auto const any = yaml::Shape::map_of(yaml::Shape::anything());
    auto const body = read_body(call, any);
    if (!body) co_return body.error();
    std::vector<platform::Complaint> found;
    auto fault = platform::fault_from_json(*body, call.options.documented_error, found);
    if (!fault) co_return refuse_all(400, found);
    auto& stage = *call.served->stage;
    if (!fault->assignment.empty() && world::assignment_named(stage.world, fault->assignment) == nullptr)
        co_return refuse(404, unknown("assignment", fault->assignment, stage.world.assignments, "/assignment"));
    stage.faults.push_back(std::move(*fault));
    co_return answer_json(201, describe(stage.faults.back(), stage.faults.size()));
}

/// A number stays with its fault, so it is disarmed and stays where it is.
http::awaitable<http::Response> clear(Call& call) {
    for (auto& fault : call.served->stage->faults) fault.times = 0;
    co_return no_content();
}

http::awaitable<http::Response> remove(Call& call) {
    auto& all = call.served->stage->faults;
    auto const& written = call.names.front();
    std::size_t number = 0;
    auto const* stop = written.data() + written.size();
    auto const [end, error] = std::from_chars(written.data(), stop, number);
    bool const found =
        error == std::errc{} && end == stop && number >= 1 && number <= all.size() && all[number - 1].times != 0;
    if (!found) co_return refuse(404, {"there is no fault '" + written + "'", "", "", "unknown-name"});
    all[number - 1].times = 0;
    co_return no_content();
}

} // namespace

void add_fault_routes(Routes& routes) {
    routes.push_back({"GET", "/worlds/{world}/faults", list});
    routes.push_back({"POST", "/worlds/{world}/faults", plan});
    routes.push_back({"DELETE", "/worlds/{world}/faults", clear});
    routes.push_back({"DELETE", "/worlds/{world}/faults/{number}", remove});
}

} // namespace easel::control
