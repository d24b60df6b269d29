// What every launch begins with, whatever its version: what is opened as whom, in which browser, and how it is described.
#include "base/text.hpp"
#include "play/session.hpp"
#include "traffic/exchange.hpp"

#include <map>
#include <set>

namespace easel::play {
namespace {

namespace json = base::json;
using check::Outcome;
using traffic::CallKind;

std::string outcome_word(Outcome outcome) {
    switch (outcome) {
    case Outcome::accepted: return "accepted";
    case Outcome::rejected: return "refused";
    case Outcome::undecided: return "neither clearly accepted nor clearly refused";
    }
    return {};
}

/// The name of whoever launches in a clone, with the launch's mark behind it for as long as the launch goes on.
class MarkedName {
  public:
    MarkedName(world::World& world, std::string user, std::string const& mark)
        : world_(world), user_(std::move(user)) {
        auto* marked = world::user_named(world_, user_);
        if (marked == nullptr || marked->full_name.empty() || mark.empty()) return;
        was_ = marked->full_name;
        marked->full_name += " " + mark;
        world::touch(world_, *marked);
    }
    ~MarkedName() {
        auto* marked = world::user_named(world_, user_);
        if (was_.empty() || marked == nullptr) return;
        marked->full_name = was_;
        world::touch(world_, *marked);
    }
    MarkedName(MarkedName const&) = delete;
    MarkedName& operator=(MarkedName const&) = delete;

  private:
    world::World& world_;
    std::string user_, was_;
};

/// @par Source requirements.md A.5
std::string evidence_words(std::string const& code) {
    static std::map<std::string, std::string> const words{
        {"E1", "it called services of this launch"}, {"E2", "accept marker"},    {"E3", "session probe"},
        {"E4", "page of a valid launch"},            {"E5", "text of this launch in its place"},
        {"E6", "new session cookie"},                {"R1", "refusing status"},  {"R2", "returned to Canvas with an error"},
        {"R3", "reject marker"},                     {"R4", "crashing status"},  {"R5", "page of a hopeless launch"},
        {"R6", "login begun again"},                 {"R7", "no text of this launch"},
    };
    auto const found = words.find(code);
    return found == words.end() ? code : found->second + " " + code;
}

} // namespace

bool is_authorization(base::Url const& url, std::string const& platform_origin) {
    return url.origin() == platform_origin && url.path.find("/api/lti/authorize") != std::string::npos;
}

base::Url with_query(base::Url url, base::Fields const& fields) {
    url.query += (url.has_query ? "&" : "") + base::form_encode(fields);
    url.has_query = true;
    return url;
}

std::set<std::string> cookie_names(agent::CookieJar const& jar, std::string const& host) {
    std::set<std::string> names;
    for (auto const& cookie : jar.cookies()) {
        if (cookie.host == host) names.insert(check::plain_text(cookie.name));
    }
    return names;
}

agent::Browser::Hooks launch_first(std::string const& platform_origin, check::LaunchEvidence& seen) {
    agent::Browser::Hooks hooks;
    hooks.before_send = [platform_origin, &seen](agent::Outgoing& outgoing) {
        seen.restarted = is_authorization(outgoing.url, platform_origin);
        return !seen.restarted;
    };
    hooks.kind_of = [first = true](agent::Outgoing const&) mutable {
        return std::exchange(first, false) ? CallKind::launch : CallKind::page;
    };
    return hooks;
}

std::string describe(LaunchRun const& run) {
    auto const& evidence = run.evidence;
    std::string text = "the launch was " + outcome_word(run.judgement.outcome) + " (";
    text += evidence.final_status == 0 ? "no answer" : "status " + std::to_string(evidence.final_status);
    for (auto const& code : run.judgement.codes) text += ", " + evidence_words(code);
    text += ")";
    if (!evidence.trouble.empty()) text += "; " + evidence.trouble;
    return text;
}

std::shared_ptr<agent::Browser> Session::browser_for(std::string const& jar) {
    auto const name = jar.empty() ? "launch " + std::to_string(launches_) : jar;
    auto& browser = jars_[name];
    if (!browser) {
        agent::Browser::Settings settings;
        if (theatre_.tool != nullptr) settings.limits.total = theatre_.tool->limits.page;
        settings.platform_origin = theatre_.platform.origin();
        settings.now = [time = stage_->time] { return time->now(); };
        browser = std::make_shared<agent::Browser>(theatre_.client, stage_->log, std::move(settings));
    }
    return browser;
}

http::awaitable<std::optional<bool>> Session::session_probe(agent::Browser& browser) {
    auto const& oracle = theatre_.tool->oracle;
    auto const url = base::parse_url(base::replace_all(oracle.probe_url, "{tool}", seat_.base));
    if (oracle.probe_url.empty() || !url) co_return std::nullopt;
    auto const page = co_await browser.get(*url);
    co_return page.response.status == oracle.probe_ok;
}

/// From where, and as whom; in a clone of the course, if so.
OpenedStep Session::open_step(scenario::Launch const& step, LaunchManner const& manner, LaunchRun& run) {
    ++launches_;
    OpenedStep made;
    auto const mark = manner.in_clone ? launch_mark() : std::string();
    made.mark = std::make_shared<MarkedName>(world(), step.as, mark);
    auto& intent = made.intent;
    intent.user = step.as;
    intent.placement = step.placement;
    intent.tool = step.registration.empty() ? "tool" : step.registration;
    run.registration = step.registration;
    auto const* assignment = world::assignment_named(world(), step.to);
    auto const* link = assignment == nullptr ? world::link_named(world(), step.to) : nullptr;
    auto const* course = assignment != nullptr ? world::course_by_id(world(), assignment->course)
                         : link != nullptr     ? world::course_by_id(world(), link->context)
                                               : world::course_named(world(), step.to);
    if (course != nullptr) {
        run.course = course->name;
        if (assignment != nullptr) run.assignment = assignment->name;
        if (manner.in_clone) {
            auto const suffix = "~" + std::to_string(++clones_);
            auto& copy = world::clone_course(world(), *course, clones_);
            run.course += suffix;
            if (!run.assignment.empty()) run.assignment += suffix;
            mark_clone(copy, world::assignment_named(world(), run.assignment), mark);
        }
    }
    intent.assignment = run.assignment;
    intent.course = run.course;
    if (link != nullptr) intent.link = link->name;
    return made;
}

/// The step's tampering worked out; nothing when it cannot be, and why is the run's trouble then.
std::optional<json::object>
Session::tamper_of(scenario::Launch const& step, LaunchManner const& manner, LaunchRun& run) {
    if (manner.tamper != nullptr) return *manner.tamper;
    if (!manner.tampered || step.tamper.empty()) return json::object();
    auto evaluated = evaluate(step.tamper.value, scenario::InstantStyle::numeric_date);
    if (evaluated && evaluated->is_object()) return std::move(evaluated->as_object());
    run.evidence.trouble = "the tamper values cannot be worked out: " +
                           (evaluated ? std::string("not a mapping") : evaluated.error().message);
    return std::nullopt;
}

} // namespace easel::play
