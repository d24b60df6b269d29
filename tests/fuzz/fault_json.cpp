#include "platform/editing.hpp"
#include "platform/fault.hpp"

#include "fuzz/fuzz.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::fuzz {
namespace {

namespace json = base::json;

bool is_token(std::string_view name) { // RFC 9110, section 5.6.2
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return c > ' ' && c < 0x7f && std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
    });
}

void check_answer(http::Response const& response) {
    require(response.status >= 100 && response.status <= 599, "an answer has a status");
    for (auto const& [name, value] : response.headers.fields()) {
        require(is_token(name), "a header has a name: " + name);
        require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos, "a header is one line");
    }
}

/// The same text as what somebody wants sent instead of an answer that is held.
void check_edit(json::value const& value, platform::DocumentedError const& documented) {
    if (!value.is_object()) return;
    auto const held = http::json(200, "{}");
    std::vector<platform::Complaint> complaints;
    auto const edited = platform::edit_answer(value.get_object(), held, documented, complaints);
    require(edited.has_value() == complaints.empty(), "an answer is edited, or it is said why not");
    for (auto const& complaint : complaints)
        require(base::at_pointer(value, complaint.pointer) != nullptr, "a pointer leads to " + complaint.pointer);
    if (!edited) return;
    check_answer(edited->response);
    require(edited->points.empty() == edited->words.empty(), "what is changed is told");
    require(edited->response.delay <= std::chrono::minutes(10), "a delay is bounded");
}

} // namespace

/// A fault as the control API and a scenario describe it.
void fault_json(std::string_view input) {
    auto const value = base::parse_json(input);
    if (!value) return;
    auto const documented = [](std::string_view name) {
        return name == "timestamp-stale" ? std::optional(http::json(400, R"({"errors":{}})")) : std::nullopt;
    };
    check_edit(*value, documented);
    std::vector<platform::Complaint> complaints;
    auto const read = platform::fault_from_json(*value, documented, complaints);
    require(read.has_value() == complaints.empty(), "a fault is read, or it is said why not");
    for (auto const& complaint : complaints) {
        require(!complaint.message.empty(), "a complaint says something");
        auto const end = complaint.pointer.rfind('/');
        require(complaint.pointer.empty() || end != std::string::npos, "a complaint is somewhere");
        bool const missing = complaint.message.starts_with("is missing");
        if (!missing)
            require(base::at_pointer(*value, complaint.pointer) != nullptr, "a pointer leads to " + complaint.pointer);
    }
    if (!read) return;
    if (read->answer) check_answer(*read->answer);
    require(read->delay >= base::Duration::zero() && read->delay <= std::chrono::minutes(10), "a delay is bounded");
    require(read->times == -1 || read->times > 0, "a fault strikes");
    auto const plan = platform::describe(*read);
    require(!plan.empty(), "a plan is told");

    std::deque<platform::Fault> faults{*read};
    base::Random chance(1);
    int struck = 0;
    for (int i = 0; i < 100; ++i)
        if (platform::strike(faults, read->kind, read->assignment, chance) != nullptr) ++struck;
    require(struck == faults.front().struck, "strokes are counted");
    require(read->times < 0 || struck <= read->times, "no more than planned");
    require(struck <= std::max(0, 100 - read->after), "the first calls go by");
    if (read->probability >= 1) {
        auto const chances = std::max(0, 100 - read->after);
        auto const wanted = read->times < 0 ? chances : std::min(read->times, chances);
        require(struck == wanted, "a sure fault strikes every time");
    }
    require(platform::describe(faults.front()) == plan, "the plan stays the plan");
    require(platform::describe_outcome(faults.front()).starts_with(plan), "an outcome tells the plan, too");
}

} // namespace easel::fuzz
