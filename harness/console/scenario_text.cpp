#include "console/scenario_text.hpp"

#include "yaml/write.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace easel::console {

namespace json = base::json;

namespace {

using scenario::Written;

Written::Line* line_of(Written& written, int step) {
    auto const found = std::find_if(written.steps.begin(), written.steps.end(), [&](auto const& line) { return line.number == step; });
    return found == written.steps.end() ? nullptr : &*found;
}

bool begins_anew(json::object const& step) {
    return step.contains("launch") || step.contains("act") || step.contains("register") || step.contains("deliver");
}

bool tamper(Written& written, Edit const& edit) {
    auto* const line = line_of(written, edit.step);
    if (line == nullptr) return false;
    auto* const launch = line->step.if_contains("launch");
    if (launch == nullptr || !launch->is_object()) return false;
    auto& points = launch->get_object()["tamper"];
    if (points.is_null()) points = json::object();
    if (!points.is_object()) return false; // an expression of the row, which nobody can add to
    for (auto const& [point, value] : edit.points) points.get_object()[point] = value;
    return true;
}

/// The first answer of that kind behind the step that acted is planned where the case awaits the call, else by an await of its own.
bool plan(Written& written, Edit const& edit) {
    auto const* const acting = line_of(written, edit.step);
    if (acting == nullptr) return false;
    // A call may come while a later step waits for it: what planned the answers is the step that acted.
    auto at = static_cast<std::size_t>(acting - written.steps.data());
    while (at > 0 && !begins_anew(written.steps[at].step)) --at;
    std::string const kind(traffic::to_string(edit.call));
    auto end = at + 1;
    auto answer = edit.points;
    if (edit.earlier > 0) answer["after"] = edit.earlier;
    for (; end < written.steps.size() && !begins_anew(written.steps[end].step); ++end) {
        auto* const awaited = written.steps[end].step.if_contains("await");
        if (awaited == nullptr || !awaited->is_object() || !awaited->get_object().contains(kind)) continue;
        if (awaited->get_object().contains("answer")) continue;
        awaited->get_object()["answer"] = std::move(answer);
        return true;
    }
    json::object step{{"await", json::object{{kind, nullptr}, {"optional", true}, {"answer", std::move(answer)}}}};
    written.steps.insert(written.steps.begin() + static_cast<std::ptrdiff_t>(end), {0, std::move(step)});
    return true;
}

/// Behind a step, and behind what was changed there before.
void insert_change(Written& written, Written::Line const& line, json::object change) {
    auto at = &line - written.steps.data() + 1;
    auto const is_change = [](Written::Line const& one) { return one.number == 0 && one.step.contains("change"); };
    while (at < std::ssize(written.steps) && is_change(written.steps[static_cast<std::size_t>(at)])) ++at;
    written.steps.insert(written.steps.begin() + at, {0, json::object{{"change", std::move(change)}}});
}

bool move_clock(Written& written, Edit const& edit) {
    auto* const line = line_of(written, edit.step);
    if (line == nullptr) return false;
    // Between a login and the launch that comes of it only the browser can wait.
    auto* const launch = line->step.if_contains("launch");
    if (launch != nullptr && launch->is_object()) {
        auto& points = launch->get_object()["tamper"];
        if (points.is_null()) points = json::object();
        if (!points.is_object()) return false;
        points.get_object()["deliver.after"] = base::to_string(edit.span);
        return true;
    }
    insert_change(written, *line, {{"clock", base::to_string(edit.span)}});
    return true;
}

/// In the place of the held moment: after the step that plays, and what was changed there before; of a launch that has not
/// begun, before it.
bool change_world(Written& written, Edit const& edit) {
    auto* const line = line_of(written, edit.step);
    if (line == nullptr || edit.points.empty()) return false;
    if (edit.before)
        written.steps.insert(written.steps.begin() + (line - written.steps.data()), {0, json::object{{"change", edit.points}}});
    else
        insert_change(written, *line, edit.points);
    return true;
}

void lay_over(json::object& base, json::object const& over) {
    for (auto const& [name, value] : over) {
        auto* const known = base.if_contains(name);
        if (known != nullptr && known->is_object() && value.is_object())
            lay_over(known->get_object(), value.get_object());
        else
            base[name] = value;
    }
}

} // namespace

base::Result<Saved>
save(scenario::Suite const& suite, scenario::Case const& played, std::vector<Edit> const& edits, json::value const& world) {
    auto written = scenario::written(suite, played);
    if (!written) {
        return base::Fault{base::FaultKind::bad_file, "how the case is written is not at hand: " + played.at.file, ""};
    }
    Saved saved;
    for (auto const& edit : edits) {
        bool said = false;
        switch (edit.what) {
        case Edit::What::tamper: said = tamper(*written, edit); break;
        case Edit::What::answer: said = plan(*written, edit); break;
        case Edit::What::clock: said = move_clock(*written, edit); break;
        case Edit::What::world: said = change_world(*written, edit); break;
        case Edit::What::other: break;
        }
        if (!said) saved.left_out.push_back(edit.chip);
    }
    auto& head = written->head;
    head["scenario"] = played.title + (edits.empty() && world.is_null() ? "" : " (edited)");
    if (world.is_object()) {
        auto& own = head["world"];
        if (own.is_null()) own = json::object();
        lay_over(own.as_object(), world.get_object());
    }
    json::array steps;
    for (auto& line : written->steps) steps.emplace_back(std::move(line.step));
    head["steps"] = std::move(steps);
    saved.yaml = "# From " + played.id + ", with what was changed at the console.\n" + yaml::write(json::value(head));
    return saved;
}

} // namespace easel::console
