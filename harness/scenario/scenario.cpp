#include "scenario/scenario.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::scenario {

namespace {

/// What is played as if it were sent, and is a verb of its own.
bool is_verb(Send const& step) {
    return step.kind == "rest" || step.kind == "install";
}

} // namespace

std::string_view Step::verb() const {
    struct Names {
        std::string_view operator()(Launch const& step) const { return step.deliver.empty() ? "launch" : "deliver"; }
        std::string_view operator()(Register const&) const { return "register"; }
        std::string_view operator()(Visit const&) const { return "visit"; }
        std::string_view operator()(OwnConfiguration const&) const { return "configuration"; }
        std::string_view operator()(Act const&) const { return "act"; }
        std::string_view operator()(Await const&) const { return "await"; }
        std::string_view operator()(Quiet const&) const { return "quiet"; }
        std::string_view operator()(Wait const&) const { return "wait"; }
        std::string_view operator()(Send const& step) const { return is_verb(step) ? std::string_view(step.kind) : "send"; }
        std::string_view operator()(Change const&) const { return "change"; }
        std::string_view operator()(Gradebook const&) const { return "gradebook"; }
        std::string_view operator()(WorldCheck const&) const { return "world"; }
    };
    return std::visit(Names{}, action);
}

bool Case::needs_tool() const {
    return std::any_of(steps.begin(), steps.end(), [](Step const& step) {
        if (auto const* send = std::get_if<Send>(&step.action)) return send->as == "tool";
        return !std::holds_alternative<Wait>(step.action) && !std::holds_alternative<Change>(step.action) && !std::holds_alternative<Gradebook>(step.action) &&
               !std::holds_alternative<WorldCheck>(step.action);
    });
}

bool Case::needs_registration(std::string_view called) const {
    return std::any_of(steps.begin(), steps.end(), [&](Step const& step) {
        auto const* launch = std::get_if<Launch>(&step.action);
        return launch != nullptr && launch->registration == called;
    });
}

bool Case::is_lti11() const {
    return std::any_of(steps.begin(), steps.end(), [](Step const& step) {
        auto const* launch = std::get_if<Launch>(&step.action);
        return launch != nullptr && launch->lti11;
    });
}

bool Case::has_tag(std::string_view tag) const {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

namespace {

/// What a send step may compare besides an answer that carries a trail.
constexpr std::array<std::string_view, 21> content{
    "login",
    "claims",
    "header",
    "roles",
    "form",
    "action",
    "signed",
    "refused",
    "response",
    "complaints",
    "internal",
    "key",
    "tool",
    "code_major",
    "error_code",
    "description",
    "severity",
    "message_ref",
    "operation_ref",
    "operation_body",
    "result",
};

bool looks_at_content(Step const& step) {
    if (std::holds_alternative<Gradebook>(step.action) || std::holds_alternative<WorldCheck>(step.action)) return true;
    auto const* send = std::get_if<Send>(&step.action);
    auto const* expected = send == nullptr ? nullptr : send->expect.value.if_object();
    return expected != nullptr && std::any_of(content.begin(), content.end(), [&](std::string_view key) {
               return expected->contains(key);
           });
}

bool belongs_to_registration(traffic::CallKind call) {
    return call == traffic::CallKind::token || call == traffic::CallKind::jwks;
}

bool wants_registration_alone(Step const& step) {
    if (auto const* await = std::get_if<Await>(&step.action)) return belongs_to_registration(await->call);
    if (auto const* quiet = std::get_if<Quiet>(&step.action)) return belongs_to_registration(quiet->call);
    if (auto const* change = std::get_if<Change>(&step.action))
        return change->what == "key" || change->what == "keys" || change->what == "token";
    auto const* launch = std::get_if<Launch>(&step.action);
    auto const* points = launch == nullptr ? nullptr : launch->tamper.value.if_object();
    return points != nullptr && std::any_of(points->begin(), points->end(), [](auto const& point) {
               return std::string_view(point.key()).starts_with("jwks");
           });
}

}  // namespace

bool Case::looks_at_content() const {
    return std::any_of(steps.begin(), steps.end(), [](Step const& step) { return scenario::looks_at_content(step); });
}

bool Case::needs_registration_alone() const {
    return has_tag("alone") || std::any_of(steps.begin(), steps.end(), wants_registration_alone);
}

base::json::object schema() {
    base::json::object whole;
    whole["$schema"] = "http://json-schema.org/draft-07/schema#";
    whole["title"] = "Easel scenario";
    for (auto& [key, value] : shape().to_schema()) whole[key] = value;
    return whole;
}

}  // namespace easel::scenario
