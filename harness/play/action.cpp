#include "play/action.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "check/marker.hpp"
#include "platform/platform.hpp"
#include "scenario/expression.hpp"
#include "tool/process.hpp"

#include <algorithm>
#include <map>

namespace easel::play {
namespace {

namespace json = base::json;

/// Texts of an action with every placeholder filled in; `problem` names the first that could not be.
class Filler {
  public:
    explicit Filler(Stimulus const& stimulus) : stimulus_(stimulus) {
        values_["{tool}"] = stimulus.tool_base;
        if (stimulus.page == nullptr) return;
        values_["{final_url}"] = stimulus.page->url.text();
        values_["{final_url_origin}"] = stimulus.page->url.origin();
        for (auto const& [name, pattern] : stimulus.action.capture) {
            if (auto const found = check::captured(pattern, stimulus.page->response.body)) {
                values_["{capture." + name + "}"] = *found;
            } else if (problem.empty()) {
                problem = "the final page holds nothing for capture '" + name + "'";
            }
        }
    }

    std::string fill(std::string text) {
        for (auto const& [placeholder, value] : values_) text = base::replace_all(std::move(text), placeholder, value);
        auto const evaluated = scenario::evaluate(json::value(text), [&](std::string_view name) -> std::optional<scenario::Value> {
            if (auto const* found = stimulus_.parameters.if_contains(name)) return scenario::Value(*found);
            return std::nullopt;
        });
        if (!evaluated) {
            if (problem.empty()) problem = evaluated.error().message;
            return text;
        }
        return evaluated->is_string() ? std::string(evaluated->as_string()) : base::dump(*evaluated);
    }

    /// A field that is one of the step's parameters and nothing else is left out by steps that do not give it.
    [[nodiscard]] bool lacks(json::value const& field) const {
        auto const* text = field.if_string();
        if (text == nullptr || !text->starts_with("${") || text->find('}') + 1 != text->size()) return false;
        return !stimulus_.parameters.contains(std::string_view(*text).substr(2, text->size() - 3));
    }

    std::string problem;

  private:
    Stimulus const& stimulus_;
    std::map<std::string, std::string> values_;
};

Performed ended_on(agent::Page const& page) {
    return {page, page.response.status == 0 || !page.trouble.empty() ? page.trouble : ""};
}

/// The user is logged in to the platform, where an action may lead (deep linking).
agent::Browser::Hooks hooks_for(Stimulus const& stimulus) {
    agent::Browser::Hooks hooks;
    hooks.kind_of = [](agent::Outgoing const&) { return traffic::CallKind::action; };
    hooks.before_send = [origin = stimulus.platform_origin, session = stimulus.session](agent::Outgoing& outgoing) {
        if (!session.empty() && outgoing.url.origin() == origin)
            outgoing.request.headers.set("Cookie", std::string(platform::session_cookie) + "=" + session);
        return true;
    };
    return hooks;
}

http::awaitable<Performed> send(Stimulus& stimulus, Filler& filler) {
    auto const& action = stimulus.action;
    auto url = base::parse_url(filler.fill(action.url));
    base::Fields fields;
    for (auto const& [name, value] : action.fields) {
        if (filler.lacks(value)) continue;
        fields.emplace_back(name, filler.fill(value.is_string() ? std::string(value.as_string()) : base::dump(value)));
    }
    auto body = action.body.empty() ? base::form_encode(fields) : filler.fill(action.body);
    if (!filler.problem.empty()) co_return Performed{std::nullopt, filler.problem};
    if (!url) co_return Performed{std::nullopt, url.error().message};
    http::Request request;
    request.method = action.method;
    if (action.method == "GET") {
        if (!fields.empty()) {
            url->query += (url->has_query ? "&" : "") + base::form_encode(fields);
            url->has_query = true;
        }
    } else {
        request.body = std::move(body);
        request.headers.set("Content-Type", action.body_type.empty() ? "application/x-www-form-urlencoded" : action.body_type);
    }
    auto const hooks = hooks_for(stimulus);
    auto const page = co_await stimulus.browser->request(*url, std::move(request), hooks);
    co_return ended_on(page);
}

bool selects(agent::Form::Control const& control, std::string_view selector) {
    if (selector.starts_with('#')) return control.id == selector.substr(1);
    auto const equals = selector.find('=');
    if (equals == std::string_view::npos) return control.name == selector;
    auto strip = [](std::string_view text) {
        auto const open = text.find('[');
        if (open != std::string_view::npos) text.remove_prefix(open + 1);
        while (!text.empty() && (text.back() == ']' || text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
        while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
        return text;
    };
    auto const attribute = strip(selector.substr(0, equals));
    auto const value = strip(selector.substr(equals + 1));
    if (attribute == "name") return control.name == value;
    if (attribute == "value") return control.value == value;
    return control.name == attribute && control.value == value;
}

http::awaitable<Performed> submit_form(Stimulus& stimulus) {
    auto const& page = *stimulus.page;
    auto const& select = stimulus.parameters.contains("choice") ? stimulus.action.other : stimulus.action.select;
    for (auto const& form : agent::find_forms(page.response.body, page.url)) {
        auto fields = form.fields;
        bool chosen = select.empty();
        bool submitted = stimulus.action.submit.empty();
        for (auto const& control : form.controls) {
            if (!select.empty() && selects(control, select)) {
                base::set(fields, control.name, control.value);
                chosen = true;
            }
            if (!stimulus.action.submit.empty() && selects(control, stimulus.action.submit)) {
                if (!control.name.empty()) base::set(fields, control.name, control.value);
                submitted = true;
            }
        }
        if (!chosen || !submitted) continue;
        auto url = base::parse_url(form.action);
        if (!url) co_return Performed{std::nullopt, url.error().message};
        auto const hooks = hooks_for(stimulus);
        agent::Page answered;
        if (base::equals_ignoring_case(form.method, "POST")) {
            answered = co_await stimulus.browser->post(*url, fields, hooks);
        } else {
            url->query = base::form_encode(fields);
            url->has_query = true;
            answered = co_await stimulus.browser->get(*url, hooks);
        }
        co_return ended_on(answered);
    }
    co_return Performed{std::nullopt, "the final page has no form with what the action selects"};
}

http::awaitable<Performed> run(Stimulus& stimulus, Filler& filler) {
    std::vector<std::string> command;
    for (auto const& word : stimulus.action.command) command.push_back(filler.fill(word));
    if (!filler.problem.empty()) co_return Performed{std::nullopt, filler.problem};
    auto const code = co_await tool::run_command(std::move(command), {}, std::chrono::seconds(30));
    if (!code) co_return Performed{std::nullopt, to_string(code.error())};
    co_return Performed{std::nullopt, *code == 0 ? "" : "the command ended with code " + std::to_string(*code)};
}

} // namespace

http::awaitable<Performed> perform(Stimulus stimulus) {
    Filler filler(stimulus);
    switch (stimulus.action.form) {
    case tool::Action::Form::http: co_return co_await send(stimulus, filler);
    case tool::Action::Form::form: co_return co_await submit_form(stimulus);
    case tool::Action::Form::command: co_return co_await run(stimulus, filler);
    case tool::Action::Form::ask: {
        auto question = filler.fill(stimulus.action.ask);
        if (!filler.problem.empty() || stimulus.person == nullptr) co_return Performed{std::nullopt, filler.problem.empty() ? "nobody is there to ask" : filler.problem};
        switch (co_await stimulus.person->ask(std::move(question), stimulus.patience)) {
        case Person::Answer::given: break;
        case Person::Answer::too_late: co_return Performed{std::nullopt, "nobody answered within " + base::to_string(stimulus.patience)};
        case Person::Answer::gone: co_return Performed{std::nullopt, "nobody is at the terminal any more"};
        }
        co_return Performed{};
    }
    case tool::Action::Form::automatic: co_return Performed{};
    }
    co_return Performed{};
}

} // namespace easel::play
