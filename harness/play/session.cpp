#include "play/session.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "check/catalogue.hpp"
#include "keys/keys.hpp"
#include "play/outcome_hint.hpp"
#include "tool_config/tool_config.hpp"
#include "world_file/world_file.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace easel::play {
namespace {

using base::Fault;
using base::FaultKind;
using verdict::Check;
using verdict::Verdict;
namespace json = base::json;

std::string level_of(std::string const& requirement) {
    auto const& all = check::catalogues().requirements;
    auto const found = all.find(requirement);
    return found == all.end() ? "" : found->second.level;
}

int strictness(std::string_view level) {
    static std::vector<std::string_view> const order{"may", "should", "canvas", "must"};
    return static_cast<int>(std::find(order.begin(), order.end(), level) - order.begin()) % 4;
}

std::string strictest_level(std::vector<std::string> const& requirements) {
    std::string strictest;
    for (auto const& id : requirements) {
        auto const level = level_of(id);
        if (strictest.empty() || strictness(level) > strictness(strictest)) strictest = level;
    }
    return strictest;
}

/// Rows of level must or canvas whose own text says that a violation is a warning, and a failure only with --strict.
bool only_warns(std::string_view requirement) {
    static std::set<std::string_view> const rows{"LAUNCH-022", "LAUNCH-045", "REPLAY-006", "PRIV-002", "PRIV-003", "PRIV-004", "SCORE-027"};
    return rows.contains(requirement);
}

/// What a violation is worth. @par Source requirements.md A.2
Verdict violation_of(std::string_view level, std::string_view requirement) {
    if (requirement == "PRIV-010") return Verdict::failed; // optional to use, but never without the check
    if (level == "should" || only_warns(requirement)) return Verdict::warned;
    if (level == "may") return Verdict::informed;
    return Verdict::failed;
}

/// A plain launch with more to come only sets the scene: what refuses it is judged by a case of its own.
bool is_condition(std::vector<scenario::Step> const& steps, std::size_t index) {
    auto const& launch = std::get<scenario::Launch>(steps[index].action);
    // Whose page it is can only be seen on a page.
    if (launch.another_user || launch.resource > 0) return true;
    auto const rest = steps.begin() + static_cast<std::ptrdiff_t>(index) + 1;
    bool const for_a_visit =
        std::any_of(rest, steps.end(), [](auto const& step) { return std::holds_alternative<scenario::Visit>(step.action); });
    if (for_a_visit && launch.expect == scenario::LaunchExpectation::accepted) return true;
    if (!launch.tamper.empty() || !launch.deliver.empty() || launch.own_page || launch.replay_previous || launch.expect != scenario::LaunchExpectation::accepted) return false;
    for (std::size_t i = 0; i < index; ++i) {
        if (std::holds_alternative<scenario::Launch>(steps[i].action)) return false;
    }
    return std::any_of(rest, steps.end(), [](scenario::Step const& step) {
        return std::holds_alternative<scenario::Launch>(step.action) || std::holds_alternative<scenario::Act>(step.action);
    });
}

int weight(Verdict verdict) {
    switch (verdict) {
    case Verdict::failed: return 6;
    case Verdict::error: return 5;
    case Verdict::inconclusive: return 4;
    case Verdict::skipped: return 3;
    case Verdict::warned: return 2;
    case Verdict::informed: return 1;
    case Verdict::passed: return 0;
    }
    return 0;
}

/// Whether the tool says, or lets see, that it registers itself.
bool registers_itself(tool::ToolFile const& tool) {
    if (auto const said = tool.features.find("dynreg"); said != tool.features.end()) return said->second;
    return tool.lti13 && !tool.lti13->registration_url.empty();
}

/// What the case is about and the tool does not claim to have, or says that it has not; "" for neither. Who offers deep
/// linking says so: a tool without it may take the request for a launch.
std::string lacking_feature(scenario::Case const& played, tool::ToolFile const* tool) {
    struct Area {
        std::string_view prefix;
        char const* feature;
        bool is_usual;
    };
    static constexpr std::array areas{
        Area{"DL-", "deep_linking", false}, Area{"LI-", "ags", true},  Area{"SCORE-", "ags", true},
        Area{"RES-", "ags", true},          Area{"ERR-", "ags", true}, Area{"NRPS-", "nrps", true},
        Area{"O11-", "outcomes", true},
    };
    if (tool == nullptr || played.requirements.empty()) return {};
    for (auto const& area : areas) {
        if (!played.requirements.front().starts_with(area.prefix)) continue;
        auto const told = tool->features.find(area.feature);
        bool const has = told == tool->features.end() ? area.is_usual : told->second;
        return has ? "" : area.feature;
    }
    return {};
}

bool left_without_answer(traffic::Log const& log) {
    auto const& all = log.exchanges();
    return std::any_of(all.begin(), all.end(), [](traffic::Exchange const& one) {
        return one.to == traffic::Party::tool && !one.response && !one.error.empty();
    });
}

} // namespace

std::string line_items_path(world::Course const& course) {
    return "/api/lti/courses/" + std::to_string(course.id) + "/line_items";
}

std::optional<std::string> line_item_path(world::World& world, world::Assignment const& assignment) {
    auto const* item = world::default_line_item(world, assignment.id);
    auto const* course = world::course_by_id(world, assignment.course);
    if (item == nullptr || course == nullptr) return std::nullopt;
    return line_items_path(*course) + "/" + std::to_string(item->id);
}

Session::Session(Theatre& theatre, scenario::Case const& played)
    : theatre_(theatre),
      case_(played),
      random_(base::stable_hash({std::to_string(theatre.seed), played.id, "session"})) {
    result_.id = played.id;
    result_.group = played.group;
    result_.title = played.title;
    result_.name = played.name;
    result_.purpose = played.purpose;
    result_.requirements = played.requirements;
    result_.facts = played.facts;
    result_.tags = played.tags;
    result_.at = played.at;
    result_.level = strictest_level(played.requirements);
    result_.steps.reserve(played.steps.size());
}

Session::~Session() {
    if (stage_) theatre_.platform.remove(*stage_);
    if (probe_issuer_) theatre_.platform.remove_issuer(probe_path_);
    if (!elsewhere_.empty()) theatre_.elsewhere->forget(elsewhere_);
    for (auto const& path : platforms_) theatre_.platform.remove_issuer(path);
}

http::awaitable<verdict::CaseResult> Session::play() {
    if (theatre_.remote != nullptr && case_.needs_tool()) {
        cannot_judge(Verdict::skipped, "not_there", "Not judged because it needs a tool under test.", case_.at);
        conclude();
        co_return std::move(result_);
    }
    auto const staged = set_stage();
    result_.started = stage_->time ? stage_->time->now() : theatre_.start;
    if (!staged) {
        cannot_judge(Verdict::error, "no_stage", to_string(staged.error()), case_.at);
    }
    if (auto const lacking = lacking_feature(case_, theatre_.tool); !lacking.empty()) {
        bool const denied = theatre_.tool->features.contains(lacking);
        auto const says = denied ? "says that your tool has no " + lacking + " (`features: { " + lacking + ": false }`)."
                                 : "does not say that your tool has deep linking (`features: { deep_linking: true }`).";
        cannot_judge(Verdict::skipped, "not_offered", "Not judged because the tool file " + says, case_.at);
    }
    bool const registers = std::any_of(case_.steps.begin(), case_.steps.end(), [](scenario::Step const& step) {
        return std::holds_alternative<scenario::Register>(step.action);
    });
    if (staged && registers && theatre_.tool != nullptr && (!registers_itself(*theatre_.tool) || seat_.registration_url.empty())) {
        cannot_judge(
            Verdict::skipped, "feature_off",
            "Not judged because the tool file does not say where your tool registers itself (`lti13: { registration_url: ... }`).", case_.at
        );
    }
    auto* const started = case_.needs_tool() ? theatre_.host : nullptr;
    if (staged && started != nullptr && !stopped_) {
        if (auto const up = co_await started->revive(); !up) {
            cannot_judge(Verdict::error, "unreachable", "The harness could not start your tool again: " + to_string(up.error()), case_.at);
        }
    }
    int const endings = started == nullptr ? 0 : started->endings();
    if (staged && theatre_.remote != nullptr) co_await enter_remote();
    for (std::size_t i = 0; i < case_.steps.size() && !stopped_ && !was_ended_by_hand(); ++i) co_await play_step(i);
    if (staged && theatre_.remote != nullptr) co_await leave_remote();
    if (started != nullptr) {
        bool const troubled = std::any_of(result_.checks.begin(), result_.checks.end(), [](Check const& one) { return one.verdict == Verdict::error; });
        // The last step may expect nothing, and a process outlives its connections by a moment.
        if (troubled || left_without_answer(stage_->log)) co_await started->look_after_trouble(troubled);
        if (started->endings() != endings) {
            cannot_judge(
                Verdict::error, tool_ended, "Not judged because your tool ended (" + started->last_ending() + ") while this case was played.", case_.at
            );
        }
    }
    if (staged && stage_->time) {
        // What the platform does behind its answers (files) is part of the case; on real time nobody waits for it.
        co_await stage_->time->wait_until([] { return true; }, base::Duration::zero());
        co_await fetch_key_set();
        co_await look_closer();
        judge_wire();
        judge_facts();
        result_.took = stage_->time->tool_now() - result_.started; // what the clock was moved by took no time
    }
    conclude();
    co_return std::move(result_);
}

/// For cases about the tool's own keys: reads its key set, as Canvas does for every grant.
http::awaitable<void> Session::fetch_key_set() {
    auto const about_keys = [](std::string const& id) { return id.starts_with("KEY-01") || id == "TOKEN-003" || id == "SEC-006"; };
    auto const url = base::parse_url(seat_.jwks_url);
    if (!url || std::none_of(case_.requirements.begin(), case_.requirements.end(), about_keys)) co_return;
    co_await fetch_from_tool(*url, traffic::CallKind::jwks, "application/json", {});
}

http::awaitable<std::string> Session::fetch_from_tool(
    base::Url url, traffic::CallKind kind, std::string accept, http::ClientLimits limits
) {
    http::Request get;
    get.target = url.target();
    get.headers.set("Accept", std::move(accept));
    traffic::Exchange exchange;
    exchange.from = traffic::Party::platform;
    exchange.to = traffic::Party::tool;
    exchange.kind = kind;
    exchange.at = stage_->time->now();
    exchange.url = url.text();
    exchange.request = get;
    auto const number = stage_->log.begin(std::move(exchange)).number;
    auto answer = co_await theatre_.client.send(url, std::move(get), limits);
    bool const moved = answer && answer->status >= 300 && answer->status < 400;
    auto const location = moved ? std::string(answer->headers.get("Location")) : std::string();
    if (auto* recorded = stage_->log.find(number)) {
        recorded->took = stage_->time->now() - recorded->at;
        if (answer)
            recorded->response = std::move(*answer);
        else
            recorded->error = answer.error().message;
        stage_->log.finish(*recorded);
    }
    co_return location;
}

http::awaitable<void> Session::play_step(std::size_t index) {
    auto const& step = case_.steps[index];
    verdict::StepResult made;
    made.number = step.number;
    made.verb = std::string(step.verb());
    made.at = step.at;
    result_.steps.push_back(std::move(made));
    step_ = &result_.steps.back();
    auto const first_hop = last_hop() + 1;
    if (theatre_.gate != nullptr) theatre_.gate->step_began(*stage_, step, case_.steps.size());
    if (!std::holds_alternative<scenario::Quiet>(step.action)) quiet_since_.reset();
    std::string trouble;
    try {
        if (auto const* launched = std::get_if<scenario::Launch>(&step.action)) {
            mark_ = last_hop();
            arm_answers(index);
            condition_ = is_condition(case_.steps, index);
            worst_ = launched->worst;
            co_await launch(*launched);
            condition_ = false;
            worst_.clear();
            if (last_launch_ && !launched->jar.empty()) launched_in_.insert_or_assign(launched->jar, *last_launch_);
        } else if (auto const* registers = std::get_if<scenario::Register>(&step.action)) {
            co_await begin_registration(*registers, index);
        } else if (auto const* visited = std::get_if<scenario::Visit>(&step.action)) {
            co_await visit(*visited, step.at);
        } else if (auto const* shown = std::get_if<scenario::OwnConfiguration>(&step.action)) {
            co_await fetch_own_configuration(*shown, step.at);
        } else if (auto const* acted = std::get_if<scenario::Act>(&step.action)) {
            co_await act(*acted, index);
        } else if (auto const* awaited = std::get_if<scenario::Await>(&step.action)) {
            co_await await_call(*awaited);
        } else if (auto const* watched = std::get_if<scenario::Quiet>(&step.action)) {
            co_await quiet(*watched);
        } else if (auto const* passed = std::get_if<scenario::Wait>(&step.action)) {
            co_await wait_until([] { return false; }, span_of(passed->span));
        } else if (auto const* sent = std::get_if<scenario::Send>(&step.action)) {
            co_await send(*sent);
        } else if (auto const* changed = std::get_if<scenario::Change>(&step.action)) {
            co_await change(*changed);
        } else if (auto const* book = std::get_if<scenario::Gradebook>(&step.action)) {
            gradebook(*book);
        } else {
            co_await world_rows(std::get<scenario::WorldCheck>(step.action));
        }
    } catch (std::exception const& unexpected) {
        trouble = unexpected.what();
    }
    if (!trouble.empty()) cannot_judge(Verdict::error, "internal", "The harness could not play this step: " + trouble, step.at);
    for (int hop = first_hop; hop <= last_hop(); ++hop) step_->hops.push_back(hop);
    for (auto const& check : result_.checks) {
        if (std::find(step_->checks.begin(), step_->checks.end(), check.id) == step_->checks.end()) continue;
        if (weight(check.verdict) > weight(step_->verdict)) step_->verdict = check.verdict;
    }
    step_ = nullptr;
}

int Session::last_hop() const {
    auto const& all = stage_->log.exchanges();
    return all.empty() ? 0 : all.back().number;
}

std::string Session::main_requirement() const {
    for (auto const& id : case_.requirements) {
        if (!check::is_wire_requirement(id) && id != "LAUNCH-048") return id;
    }
    return case_.requirements.empty() ? "" : case_.requirements.front();
}

std::string Session::client_named(std::string const& as) const {
    return as == "tool" && case_.needs_tool() ? seat_.client_id : stage_->probe_client;
}

Check& Session::add_check(Check check) {
    check.id = "k" + std::to_string(result_.checks.size() + 1);
    if (step_ != nullptr) step_->checks.push_back(check.id);
    // Whatever the tool does after its first fault, or after something that could not be judged, proves nothing more.
    if (weight(check.verdict) >= weight(Verdict::skipped)) stopped_ = true;
    result_.checks.push_back(std::move(check));
    return result_.checks.back();
}

Check& Session::judge(bool holds, yaml::Position const& at, std::string required, std::string observed, std::vector<int> hops) {
    auto const requirement = main_requirement();
    auto& made = judge_for(requirement, holds, at, std::move(required), std::move(observed), std::move(hops));
    if (!holds && (condition_ || check::is_wire_requirement(requirement) || requirement == "LAUNCH-048")) {
        made.verdict = Verdict::skipped;
        made.reason = "blocked";
        made.observed = "Not judged because what it rests on did not hold: " + made.observed;
        stopped_ = true;
    }
    return made;
}

Check& Session::judge_for(
    std::string requirement, bool holds, yaml::Position const& at, std::string required, std::string observed, std::vector<int> hops
) {
    Check made;
    made.level = level_of(requirement);
    made.verdict = holds ? Verdict::passed : violation_of(made.level, requirement);
    bool const of_deployments = requirement == "LAUNCH-038" || requirement == "LAUNCH-040";
    if (made.verdict == Verdict::failed && of_deployments && theatre_.tool != nullptr && theatre_.tool->policy.deployment_auto) {
        made.verdict = Verdict::warned; // unknown deployments get an account of their own: the tool's policy
    }
    if (!holds && made.verdict != Verdict::informed && !worst_.empty())
        made.verdict = worst_ == "informed" ? Verdict::informed : Verdict::warned;
    made.requirement = std::move(requirement);
    made.at = at;
    made.required = std::move(required);
    made.observed = std::move(observed);
    made.hops = std::move(hops);
    if (!holds) made.hint = outcome_hint(stage_->log.exchanges());
    return add_check(std::move(made));
}

bool Session::names(std::string_view requirement) const {
    return std::find(case_.requirements.begin(), case_.requirements.end(), requirement) != case_.requirements.end();
}

Check&
Session::judge_platform(bool holds, yaml::Position const& at, std::string required, std::string observed, std::vector<int> hops) {
    auto& made = judge_for(case_.facts.empty() ? "" : case_.facts.front(), true, at, std::move(required), std::move(observed), std::move(hops));
    if (!holds) {
        made.verdict = Verdict::failed;
        stopped_ = true;
    }
    return made;
}

void Session::cannot_judge(Verdict why, std::string reason, std::string sentence, yaml::Position const& at) {
    Check made;
    made.verdict = why;
    made.requirement = main_requirement();
    made.level = level_of(made.requirement);
    made.at = at;
    made.observed = std::move(sentence);
    made.reason = std::move(reason);
    add_check(std::move(made));
}

void Session::judge_wire() {
    for (auto const& exchange : stage_->log.exchanges()) {
        if (exchange.kind != traffic::CallKind::jwks || exchange.to != traffic::Party::tool || !exchange.response) continue;
        wire_.key_sets.push_back(exchange.response->body);
    }
    if (wire_.key_sets.empty() && !seat_.public_jwk.is_null()) {
        wire_.key_sets.push_back(base::dump(json::object{{"keys", json::array{seat_.public_jwk}}}));
    }
    wire_.most_scores_at_once = stage_->flights.most(traffic::CallKind::score);
    for (auto const& id : case_.requirements) {
        if (!check::is_wire_requirement(id)) continue;
        auto made = check::judge_wire(id, stage_->log.exchanges(), wire_);
        made.at = case_.at;
        if (made.verdict == Verdict::skipped && stopped_) continue; // what stopped the case says why nothing came
        add_check(std::move(made));
    }
}

void Session::judge_facts() {
    if (stopped_ || theatre_.remote != nullptr) return; // no other Canvas tells why it answers so
    for (auto const& fact : case_.facts) {
        bool seen = false;
        for (auto const& exchange : stage_->log.exchanges()) {
            for (auto const& made : exchange.trail) seen = seen || made.fact == fact;
        }
        // A side effect leaves no trail; what the case looked at has proven it then.
        if (seen || case_.looks_at_content()) continue;
        judge_platform(false, case_.at, "an answer of this case rests on " + fact, "no trail names it", {});
    }
}

void Session::conclude() {
    // What came after that shows the hand, not the tool.
    if (was_ended_by_hand()) {
        result_.checks.clear();
        for (auto& step : result_.steps) step.checks.clear();
        cannot_judge(Verdict::error, ended_by_hand, "Not judged because somebody ended the case.", case_.at);
    }
    for (auto const& check : result_.checks) {
        if (weight(check.verdict) <= weight(result_.verdict)) continue;
        result_.verdict = check.verdict;
        result_.first_cause = check.id;
        result_.reason = check.observed;
    }
    if (result_.verdict == Verdict::failed) result_.reason.clear();
    if (stage_) {
        for (auto const& fault : stage_->faults) result_.faults.push_back(platform::describe_outcome(fault));
        for (auto const& exchange : stage_->log.exchanges()) result_.hops.push_back(exchange);
    }
}

} // namespace easel::play
