// The `register` step: an admin begins a Dynamic Registration, the browser agent opens the tool's page, the tool registers
// itself with a platform of this case, and what came of it is judged. @par Source registration.md 2; requirements REG
#include "base/text.hpp"
#include "check/closing.hpp"
#include "check/marker.hpp"
#include "play/session.hpp"
#include "play/texts.hpp"

#include <algorithm>

namespace easel::play {
namespace {

namespace json = base::json;
using scenario::RegisterExpectation;
using traffic::CallKind;
using traffic::Exchange;
using verdict::Verdict;

constexpr std::string_view of_configuration = "configuration.";
constexpr std::string_view of_answer = "answer.";

/// Sets or takes away a member; those of the platform's own object are found there.
void patch(json::object& document, std::string_view name, json::value const& value) {
    auto* own = document.if_contains(registration::platform_configuration);
    bool const inner = own != nullptr && own->is_object() && !document.contains(name) && own->get_object().contains(name);
    auto& target = inner ? own->get_object() : document;
    constexpr std::string_view append = "~append ";
    auto const* text = value.if_string();
    if (is_removal(value)) {
        target.erase(name);
    } else if (text != nullptr && std::string_view(*text).starts_with(append)) {
        target[name] = base::text_member(target, name).value_or("") + std::string(std::string_view(*text).substr(append.size()));
    } else {
        target[name] = value;
    }
}

void patch_all(json::object& document, json::object const& tamper, std::string_view prefix) {
    for (auto const& [point, value] : tamper) {
        std::string_view const name = point;
        if (name.starts_with(prefix)) patch(document, name.substr(prefix.size()), value);
    }
}

/// What a planned change of an answer does to its JSON body.
void patch_body(http::Response& response, json::object const& tamper, std::string_view prefix) {
    auto parsed = base::parse_json(response.body);
    if (response.status != 200 || !parsed || !parsed->is_object()) return;
    patch_all(parsed->as_object(), tamper, prefix);
    response.body = base::dump(*parsed);
}

bool has_points(json::object const& tamper, std::string_view prefix) {
    return std::any_of(tamper.begin(), tamper.end(), [&](auto const& point) {
        return std::string_view(point.key()).starts_with(prefix);
    });
}

/// What a person reads, without what differs from one registration to the next.
std::string words_of(agent::Page const& page) {
    auto const text = agent::visible_text(page.response.body);
    std::string words;
    for (char const c : text) {
        bool const digit = c >= '0' && c <= '9';
        if (digit && words.ends_with('#')) continue;
        words += digit ? '#' : c;
    }
    return words;
}

std::string ending(RegisterRun const& run) {
    if (run.page.response.status == 0) return "your tool gave no answer (" + run.page.trouble + ")";
    auto text = "the page ended with status " + std::to_string(run.page.response.status);
    if (run.fetches == 0) return text + ", and the platform's configuration was not asked for";
    if (run.posts == 0) return text + ", and no registration was posted";
    return text + ", and the registration was answered with status " + std::to_string(run.status);
}

bool waits_for_somebody(agent::Page const& page) {
    auto const forms = agent::find_forms(page.response.body, page.url);
    return page.needs_script || !forms.empty();
}

/// A page without a word: neither told nor crashed in a friendly way.
bool is_blank(agent::Page const& page) { return agent::visible_text(page.response.body).empty(); }

} // namespace

/// A platform that no tool knows yet: a real tool remembers those of earlier runs, so their names never repeat there.
std::pair<std::shared_ptr<lti13::Issuer>, std::string> Session::new_platform() {
    auto const number = std::to_string(platforms_.size() + 1);
    auto hash = base::stable_hash({std::to_string(theatre_.seed), case_.id, "registration", number});
    if (theatre_.host != nullptr && !theatre_.host->isolates()) hash ^= base::system_entropy();
    auto const name = "reg-" + base::Random(hash).hex(10);
    auto const path = "/r/" + name;
    platforms_.push_back(path);
    return {theatre_.platform.add_issuer(path, theatre_.platform.origin() + path, "easel-" + name), path};
}

/// Plans what the tool is to meet: changed answers, and a configuration that is shown for the token only.
void Session::disturb_registration(scenario::Register const& step, json::object const& tamper, RegisterRun& run) {
    auto const plan = [&](CallKind kind, std::string label, auto change) {
        platform::Fault fault;
        fault.kind = kind;
        fault.times = -1;
        fault.label = std::move(label);
        fault.change = std::move(change);
        stage_->faults.push_back(std::move(fault));
    };
    patch_all(run.configuration, tamper, of_configuration);
    if (has_points(tamper, of_configuration) || step.demands_token) {
        auto const token = step.demands_token ? "Bearer " + run.begun.token : std::string();
        plan(CallKind::configuration, "changed configuration", [tamper, token](http::Request const& asked, http::Response& answer) {
            if (!token.empty() && asked.headers.get("Authorization") != token) {
                answer = http::json(401, R"({"error":"Access token missing."})");
            } else {
                patch_body(answer, tamper, of_configuration);
            }
        });
    }
    if (has_points(tamper, of_answer)) {
        plan(CallKind::registration, "changed answer", [tamper](http::Request const&, http::Response& answer) {
            patch_body(answer, tamper, of_answer);
        });
    }
}

void Session::look_at_registration(RegisterRun& run, int first_hop) {
    run.posts = 0;
    run.fetches = 0;
    run.hops.clear();
    for (auto const& exchange : stage_->log.exchanges()) {
        if (exchange.number < first_hop) continue;
        run.hops.push_back(exchange.number);
        if (exchange.to != traffic::Party::platform) continue;
        if (exchange.kind == CallKind::configuration) ++run.fetches;
        if (exchange.kind != CallKind::registration) continue;
        ++run.posts;
        if (exchange.response) run.status = exchange.response->status;
    }
    run.kept.reset();
    for (auto const& each : registration::registrations(world()))
        if (each.uuid == run.begun.uuid) run.kept = each;
}

http::awaitable<RegisterRun> Session::run_registration(scenario::Register const& step, json::object const& tamper) {
    ++launches_;
    RegisterRun run;
    auto const first_hop = last_hop() + 1;
    if (step.again) {
        run = *last_registration_;
    } else {
        if (step.same_platform && last_registration_) {
            run.issuer = last_registration_->issuer;
            run.path = last_registration_->path;
        } else {
            std::tie(run.issuer, run.path) = new_platform();
        }
        registration::Invitation invitation;
        invitation.registration_url = seat_.registration_url;
        if (auto const* admin = world::user_named(world(), step.as)) invitation.user = admin->id;
        run.begun = stage_->invite(run.issuer, invitation);
        run.configuration = registration::configuration(world(), *run.issuer);
        run.browser = browser_for("");
        auto url = base::parse_url(seat_.registration_url);
        if (!url) {
            run.page.trouble = url.error().message;
            co_return run;
        }
        base::Fields fields{{"openid_configuration", run.begun.configuration_url}};
        if (!step.without_token) fields.emplace_back("registration_token", run.begun.token);
        url->query += (url->query.empty() ? "" : "&") + base::form_encode(fields);
        url->has_query = true;
        run.url = url->text();
    }
    auto const planned = stage_->faults.size();
    disturb_registration(step, tamper, run);
    agent::Browser::Hooks hooks;
    hooks.kind_of = [first = true](agent::Outgoing const&) mutable {
        return std::exchange(first, false) ? CallKind::registration_page : CallKind::page;
    };
    run.page = co_await run.browser->get(*base::parse_url(run.url), hooks);
    look_at_registration(run, first_hop);
    // The tool may register after it has shown its page.
    bool const may_come = run.page.response.status != 0 && run.page.response.status < 400 && run.posts == 0;
    bool const wanted = step.expect != RegisterExpectation::survives && step.expect != RegisterExpectation::refused && !step.again;
    if (may_come && wanted) {
        co_await stage_->time->wait_until(
            [&] {
                look_at_registration(run, first_hop);
                return run.posts > 0 && run.status != 0;
            },
            span_of({{}, "t_service"})
        );
    }
    stage_->faults.erase(stage_->faults.begin() + static_cast<std::ptrdiff_t>(planned), stage_->faults.end());
    co_return run;
}

http::awaitable<void> Session::begin_registration(scenario::Register const& step, std::size_t index) {
    auto const& at = step.expect_at.line != 0 ? step.expect_at : step_->at;
    if (step.again && !last_registration_) {
        cannot_judge(Verdict::error, "no_registration", "There is no earlier registration to load again.", at);
        co_return;
    }
    std::string twin_words;
    std::string hopeless_words; ///< of what nobody could take for a registration: no parameter at all
    if (step.expect == RegisterExpectation::reported) {
        // What the page says when all goes well: a refusal that reads the same has not been told.
        auto const twin = co_await run_registration({}, {});
        if (!twin.kept) {
            cannot_judge(
                Verdict::skipped, "twin_rejected",
                "Not judged because a registration that nobody refused did not go through: " + ending(twin) + ".", at
            );
            co_return;
        }
        twin_words = words_of(twin.page);
        ++launches_;
        if (auto const url = base::parse_url(seat_.registration_url)) {
            hopeless_words = words_of(co_await browser_for("")->get(*url));
        }
    }
    mark_ = last_hop();
    arm_answers(index);
    if (stopped_) co_return;
    json::object tamper;
    if (!step.tamper.empty()) {
        auto evaluated = evaluate(step.tamper.value);
        if (!evaluated || !evaluated->is_object()) {
            cannot_judge(Verdict::error, "bad_value", "The harness cannot work out the changes to the registration.", step.tamper.at);
            co_return;
        }
        tamper = std::move(evaluated->as_object());
    }
    auto run = co_await run_registration(step, tamper);
    // Silence is neither a registration nor a refusal, however far the tool had come.
    if (run.page.response.status == 0 && (run.fetches == 0 || step.expect != RegisterExpectation::none)) {
        cannot_judge(Verdict::error, "unreachable", "The harness got no answer from the registration page: " + run.page.trouble, at);
        co_return;
    }
    condition_ = std::any_of(
        case_.steps.begin() + static_cast<std::ptrdiff_t>(index) + 1, case_.steps.end(), [](scenario::Step const& later) {
            return std::holds_alternative<scenario::Launch>(later.action) || std::holds_alternative<scenario::Register>(later.action);
        }
    );
    switch (step.expect) {
    case RegisterExpectation::none: break;
    case RegisterExpectation::registered: judge_registered(step, run); break;
    case RegisterExpectation::closes: judge_closing(step, run); break;
    case RegisterExpectation::refused: co_await judge_unregistered(step, run); break;
    case RegisterExpectation::reported: {
        auto const words = words_of(run.page);
        bool const same = run.page.response.status < 400 && words == twin_words;
        if (run.posts == 0) {
            cannot_judge(
                waits_for_somebody(run.page) ? Verdict::inconclusive : Verdict::skipped, "not_exercised",
                "Not judged because your tool posted no registration that could be refused: " + ending(run) + ".", at
            );
        } else if (same && words == hopeless_words) {
            cannot_judge(
                Verdict::inconclusive, "needs_browser",
                "Not judged because your tool shows one page for everything, whatever its scripts may make of it.", at
            );
        } else {
            judge(
                !same, at, "the tool says that the platform refused its registration",
                same ? "Your tool showed the same page as for a registration that went through, though this one was answered with status " +
                           std::to_string(run.status) + "."
                     : "the page differs from that of a registration that went through",
                run.hops
            );
            if (!stopped_) co_await judge_unregistered(step, run);
        }
        break;
    }
    case RegisterExpectation::survives: {
        bool const crashed = run.page.response.status >= 500;
        judge_for(
            main_requirement(), !crashed, at, "the tool copes with this registration or refuses it in a friendly way",
            crashed ? "Your tool crashed: " + ending(run) + "." : ending(run), run.hops
        );
        break;
    }
    }
    condition_ = false;
    if (step.switch_on && run.kept && !stopped_) go_on_with(run);
    last_registration_ = std::move(run);
}

void Session::judge_registered(scenario::Register const& step, RegisterRun const& run) {
    auto const& at = step.expect_at;
    if (run.posts == 0 && run.page.response.status < 400 && waits_for_somebody(run.page)) {
        cannot_judge(
            Verdict::inconclusive, "needs_browser",
            "Not judged because your tool's registration page waits for a person or runs scripts before it registers.", at
        );
        return;
    }
    bool const went_through = run.kept.has_value() && run.page.response.status < 400;
    auto const observed = went_through ? ending(run) : "Your tool did not register itself: " + ending(run) + ".";
    std::string const required = "the tool reads the platform's configuration and registers itself";
    // Nothing came, or nothing that the platform could read: this is what the case is about, wherever nothing builds on it.
    bool const nothing_came = run.posts == 0 || run.status == 401 || run.status == 404;
    auto& made = nothing_came && !went_through && !condition_ ? judge_for(main_requirement(), false, at, required, observed, run.hops)
                                                              : judge(went_through, at, required, observed, run.hops);
    if (!went_through) made.hint = "See what the tool sent to the platform, and the platform's answers, in the hops.";
}

/// Does a login of that platform go on to it? Then the tool has taken it for one of its own. Nothing: the login was not answered.
http::awaitable<std::optional<bool>> Session::knows_platform(RegisterRun const& run) {
    auto const login = base::parse_url(seat_.login_url);
    if (!login) co_return std::nullopt;
    auto const text = [&](char const* name) { return base::text_member(run.configuration, name).value_or(""); };
    auto const own = base::parse_url(seat_.login_url)->origin();
    auto const endpoint = text("authorization_endpoint");
    bool onward = false;
    agent::Browser::Hooks hooks;
    hooks.kind_of = [](agent::Outgoing const&) { return CallKind::login; };
    hooks.before_send = [&](agent::Outgoing& outgoing) {
        auto where = outgoing.url;
        where.query.clear();
        where.has_query = false;
        onward = onward || where.text() == endpoint;
        return outgoing.url.origin() == own;
    };
    base::Fields const fields{
        {"iss", text("issuer")},
        {"login_hint", random_.hex(40)},
        {"target_link_uri", seat_.target_link_uri},
    };
    ++launches_;
    auto const page = co_await browser_for("")->post(*login, fields, hooks);
    if (!onward && page.response.status == 0 && !page.stopped_by_hook) co_return std::nullopt;
    co_return onward;
}

/// Nothing was posted where nothing may be, and nothing is kept.
http::awaitable<void> Session::judge_unregistered(scenario::Register const& step, RegisterRun const& run) {
    auto const& at = step.expect_at;
    bool const silent = step.expect == RegisterExpectation::refused;
    bool const blank = run.page.response.status == 500 || (run.page.response.status >= 500 && is_blank(run.page));
    if (silent && run.fetches == 0) {
        cannot_judge(
            waits_for_somebody(run.page) ? Verdict::inconclusive : Verdict::skipped, "not_exercised",
            "Not judged because your tool did not ask for the platform's configuration: " + ending(run) + ".", at
        );
        co_return;
    }
    if (silent && run.posts > 0) {
        judge(
            false, at, "the tool does not register with such a platform",
            "Your tool posted a registration all the same.", run.hops
        );
        co_return;
    }
    if (blank) {
        judge(false, at, "the tool tells of it without crashing", "Your tool crashed: " + ending(run) + ".", run.hops);
        co_return;
    }
    auto const first_hop = last_hop() + 1;
    auto const answered = co_await knows_platform(run);
    if (!answered) {
        cannot_judge(Verdict::error, "unreachable", "The harness got no answer to a login of that platform.", at);
        co_return;
    }
    bool const known = *answered;
    auto hops = run.hops;
    for (int hop = first_hop; hop <= last_hop(); ++hop) hops.push_back(hop);
    judge(
        !known, at, "the tool keeps nothing of this registration",
        known ? "Your tool sent a login of that platform on to the platform's authorization endpoint: it kept the registration."
              : "a login of that platform leads nowhere",
        std::move(hops)
    );
}

void Session::judge_closing(scenario::Register const& step, RegisterRun const& run) {
    auto const& at = step.expect_at;
    if (!run.kept) {
        cannot_judge(
            Verdict::skipped, "blocked", "Not judged because the registration did not go through: " + ending(run) + ".", at
        );
        return;
    }
    if (run.page.needs_script) {
        cannot_judge(
            Verdict::inconclusive, "needs_browser", "Not judged because your tool's last page is drawn by scripts alone.", at
        );
        return;
    }
    auto const told = check::closing_message(run.page.response.body, theatre_.platform.origin());
    if (told.outcome == check::Closing::Outcome::unclear) {
        cannot_judge(Verdict::inconclusive, "needs_browser", "Not judged because " + told.words + ".", at);
        return;
    }
    bool const right = told.outcome == check::Closing::Outcome::told;
    auto& made = judge(
        right, at, "the last page posts {subject: \"org.imsglobal.lti.close\"} to the platform's origin",
        right ? told.words : "Your tool's last page " + told.words + ".", run.hops
    );
    if (!right) made.hint = "Post it to (window.opener || window.parent), addressed to the origin of the configuration's URL.";
}

/// The admin switches the key on; from now on this is the tool of the case.
void Session::go_on_with(RegisterRun const& run) {
    auto& tool = *run.kept->tool;
    registration::switch_on(world(), *run.kept);
    auto const before = seat_.client_id;
    auto* former = world::tool_named(world(), "tool");
    if (former != nullptr && former != &tool) {
        former->name = "former";
        for (auto& assignment : world().assignments)
            if (assignment.tool == former->id) assignment.tool = tool.id;
        for (auto& link : world().links)
            if (link.tool == former->id) link.tool = tool.id;
        for (auto& item : world().line_items)
            if (item.client_id == before) item.client_id = tool.client_id;
    }
    tool.name = "tool";
    auto const* key = world::key_by_client_id(world(), tool.client_id);
    seat_.client_id = tool.client_id;
    seat_.deployments = {tool.deployment_id};
    seat_.login_url = tool.login_url;
    seat_.target_link_uri = tool.target_link_uri;
    seat_.redirect_uris = key->redirect_uris;
    seat_.jwks_url = key->public_jwk_url;
    seat_.public_jwk = nullptr;
    seat_.issuer = run.issuer;
    wire_.client_id = seat_.client_id;
    wire_.redirect_uris = seat_.redirect_uris;
    wire_.token_url = seat_.issuer->token_url();
}

} // namespace easel::play
