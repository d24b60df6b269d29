// The `launch` step by a URL: a page of the platform that opens the tool by itself, as a sessionless launch has it.
// @par Source canvas/external-tools-api.md 6.4
#include "base/url.hpp"
#include "lti13/launch.hpp"
#include "play/session.hpp"

namespace easel::play {

namespace json = base::json;

http::awaitable<void> Session::launch_by_url(scenario::Launch const& step) {
    auto run = co_await run_launch(step, {});
    // What it is compared with is opened from the platform's pages: this one opens once.
    auto as_ever = step;
    as_ever.url = {};
    if (as_ever.to.empty()) as_ever.to = run.assignment.empty() ? run.course : run.assignment;
    co_await conclude_launch(as_ever, std::move(run));
}

/// Goes to the page in the launch's browser, up to what it posts to the tool; nothing where it posts nothing, and why is
/// the run's trouble then.
http::awaitable<std::optional<agent::Outgoing>> Session::open_by_url(scenario::Launch const& step, LaunchRun& run) {
    ++launches_;
    auto const written = evaluate(step.url.value);
    auto const url = written ? base::parse_url(text_of(*written)) : written.error();
    if (!url) {
        run.evidence.trouble = "the launch has no URL: " + url.error().message;
        co_return std::nullopt;
    }
    std::optional<agent::Outgoing> opened;
    agent::Browser::Hooks hooks;
    hooks.before_send = [&, platform = theatre_.platform.origin()](agent::Outgoing& outgoing) {
        if (outgoing.url.origin() == platform) return true;
        opened = outgoing;
        return false;
    };
    auto const page = co_await browser_for(step.jar)->get(*url, hooks);
    if (!opened || !opened->from_form) {
        run.page = page;
        run.evidence.trouble = "the page of the launch sends no form to the tool: " +
                               (page.trouble.empty() ? "status " + std::to_string(page.response.status) + " " + page.response.body.substr(0, 200)
                                                     : page.trouble);
        co_return std::nullopt;
    }
    note_opened(*opened, run);
    co_return opened;
}

/// Which course and assignment of the world the form is about, as far as it says so.
void Session::note_opened(agent::Outgoing const& opened, LaunchRun& run) {
    auto const link = base::value_of(opened.form, "resource_link_id");
    for (auto const& course : world().courses)
        if (course.context_id == base::value_of(opened.form, "context_id")) run.course = course.name;
    for (auto const& assignment : world().assignments)
        if (assignment.link_id == link) run.assignment = assignment.name;
    for (auto const& [client, issuer] : stage_->issuers) {
        auto const verifier = lti13::hint_verifier(*issuer, base::value_of(opened.form, "lti_message_hint"));
        auto const stored = verifier ? stage_->launches.find(*verifier) : stage_->launches.end();
        if (stored == stage_->launches.end()) continue;
        run.course = stored->second.course;
        run.assignment = stored->second.assignment;
    }
}

} // namespace easel::play
