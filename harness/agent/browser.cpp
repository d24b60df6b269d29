#include "agent/browser.hpp"

#include "agent/html.hpp"
#include "base/result.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace easel::agent {
namespace {

constexpr char const* user_agent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";
constexpr char const* accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
/// Marks a page that asks the browser to prove that it keeps cookies. @par Source feasibility.md D
constexpr char const* cookie_check = "lti1p3_new_window";

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_page(http::Response const& response) {
    auto const type = response.content_type();
    if (type == "text/html" || type == "application/xhtml+xml") return true;
    return type.empty() && base::trim(response.body).starts_with('<');
}

/// What the request line and the headers still lack. Cookies that a hook has set stay, in front of the jar's.
void complete(Outgoing& next, std::string const& cookies) {
    auto& request = next.request;
    request.target = next.url.target();
    if (!next.form.empty()) {
        request.body = base::form_encode(next.form);
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    }
    if (!request.headers.has("User-Agent")) request.headers.set("User-Agent", user_agent);
    if (!request.headers.has("Accept")) request.headers.set("Accept", accept);
    if (!request.headers.has("Accept-Language")) request.headers.set("Accept-Language", "en");
    if (cookies.empty()) return;
    auto const given = std::string(request.headers.get("Cookie"));
    request.headers.set("Cookie", given.empty() ? cookies : given + "; " + cookies);
}

Outgoing opening(base::Url url) {
    Outgoing next;
    next.url = std::move(url);
    return next;
}

/// The request that a redirect makes of the last one (RFC 9110, section 15.4).
Outgoing redirected(Outgoing const& last, base::Url url, int status) {
    auto next = opening(std::move(url));
    auto const& method = last.request.method;
    bool const keeps = status == 307 || status == 308;
    if (keeps || method == "GET" || method == "HEAD") next.request.method = method;
    if (!keeps) return next;
    next.form = last.form;
    next.request.body = last.request.body;
    for (std::string_view const name : {"Content-Type", "Accept", "Origin"}) {
        if (last.request.headers.has(name)) next.request.headers.set(name, std::string(last.request.headers.get(name)));
    }
    return next;
}

Outgoing submitted(Form const& form, base::Url url, base::Url const& page) {
    auto next = opening(std::move(url));
    next.from_form = true;
    if (form.method == "POST") {
        next.request.method = "POST";
        next.form = form.fields;
        next.request.headers.set("Origin", page.origin());
        next.request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    } else {
        next.url.query = base::form_encode(form.fields);
        next.url.has_query = !form.fields.empty();
    }
    return next;
}

/// The same login once more as GET, as the page's script would do when cookies work.
std::optional<Outgoing> passed_cookie_check(Outgoing const& last, http::Response const& response) {
    if (response.body.find(cookie_check) == std::string::npos) return std::nullopt;
    auto fields = base::form_decode(last.url.query);
    fields.insert(fields.end(), last.form.begin(), last.form.end());
    if (base::find(fields, cookie_check) != nullptr) return std::nullopt;
    if (base::find(fields, "iss") == nullptr && base::find(fields, "login_hint") == nullptr) return std::nullopt;
    base::set(fields, cookie_check, "1");
    auto next = opening(last.url);
    next.url.query = base::form_encode(fields);
    next.url.has_query = true;
    return next;
}

/// What the browser does next by itself.
struct Onward {
    std::optional<Outgoing> next;
    std::string trouble;
};

Onward lead(Outgoing const& last, std::string_view reference, int status) {
    auto url = base::resolve(last.url, base::trim(reference));
    if (!url) {
        return {
            std::nullopt,
            "the page leads to `" + base::to_valid_utf8(reference.substr(0, 200)) + "`, which is no http or https URL"};
    }
    return {redirected(last, *url, status), {}};
}

/// @param keeps_cookies  false: a page that asks for a proof of that gets none
Onward onward(Outgoing const& last, http::Response const& response, bool keeps_cookies) {
    if (is_redirect(response.status)) {
        auto const location = response.headers.get("Location");
        if (location.empty()) return {};
        return lead(last, location, response.status);
    }
    constexpr int as_get = 303;
    if (is_page(response)) {
        if (keeps_cookies) {
            if (auto next = passed_cookie_check(last, response)) return {std::move(next), {}};
        }
        auto const forms = find_forms(response.body, last.url);
        auto const form = std::ranges::find(forms, true, &Form::submits_itself);
        if (form != forms.end()) {
            auto url = base::resolve(last.url, form->action);
            if (!url) {
                return {
                    std::nullopt,
                    "the form posts itself to `" + base::to_valid_utf8(form->action.substr(0, 200)) +
                        "`, which is no http or https URL"};
            }
            return {submitted(*form, *url, last.url), {}};
        }
        // A refresh to the page itself is polling, not a way on.
        if (auto const target = find_refresh(response.body)) {
            auto const url = base::resolve(last.url, *target);
            if (!url || url->text() != last.url.text()) return lead(last, *target, as_get);
        }
    }
    if (auto const refresh = response.headers.get("Refresh"); !refresh.empty()) {
        auto const markup = "<meta http-equiv=refresh content=\"" + base::html_escape(refresh) + "\">";
        if (auto const target = find_refresh(markup)) return lead(last, *target, as_get);
    }
    return {};
}

/// A page without a word or a control, but with a script: an application that would draw itself.
bool only_script_could_leave(http::Response const& response, base::Url const& url) {
    if (response.status >= 300 || !is_page(response)) return false;
    HtmlReader reader(response.body);
    HtmlToken token;
    bool script = false;
    while (reader.next(token)) script = script || (token.kind == HtmlToken::Kind::start && token.name == "script");
    if (!script || !visible_text(response.body).empty()) return false;
    auto const forms = find_forms(response.body, url);
    return std::ranges::none_of(forms, [](Form const& form) {
        return std::ranges::any_of(form.controls, [](auto const& control) { return control.type != "hidden"; });
    });
}

/// The log's exchange of that number, if it has not been pushed out since.
traffic::Exchange* find_exchange(traffic::Log& log, int number) {
    auto& all = log.exchanges();
    auto const found = std::ranges::lower_bound(all, number, {}, &traffic::Exchange::number);
    return found != all.end() && found->number == number ? &*found : nullptr;
}

int last_number(traffic::Log const& log) {
    return log.exchanges().empty() ? 0 : log.exchanges().back().number;
}

/// The number that the platform gave to this request in the shared log; nothing when it logs elsewhere.
std::optional<int> platform_hop(traffic::Log const& log, int after, Outgoing const& sent) {
    auto const& all = log.exchanges();
    for (auto it = all.rbegin(); it != all.rend() && it->number > after; ++it) {
        bool const fits = it->to == traffic::Party::platform && it->from == traffic::Party::browser &&
                          it->request.method == sent.request.method && it->request.target == sent.request.target;
        if (fits) return it->number;
    }
    return std::nullopt;
}

}  // namespace

Browser::Browser(http::Client& client, traffic::Log& log, Settings settings)
    : client_(client),
      log_(log),
      settings_(std::move(settings)) {}

awaitable<Page> Browser::get(base::Url url, Hooks hooks) {
    co_return co_await navigate(opening(std::move(url)), std::move(hooks));
}

awaitable<Page> Browser::post(base::Url url, base::Fields form, Hooks hooks) {
    auto next = opening(std::move(url));
    next.request.method = "POST";
    next.request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    next.form = std::move(form);
    co_return co_await navigate(std::move(next), std::move(hooks));
}

awaitable<Page> Browser::request(base::Url url, http::Request request, Hooks hooks) {
    auto next = opening(std::move(url));
    next.request = std::move(request);
    co_return co_await navigate(std::move(next), std::move(hooks));
}

awaitable<Page> Browser::navigate(Outgoing next, Hooks hooks) {
    Page page;
    page.url = next.url;
    auto held = Held::sent;
    for (int step = 0;; ++step) {
        if (step > settings_.max_redirects) {
            page.trouble = "limit: more than " + std::to_string(settings_.max_redirects) + " redirects";
            co_return page;
        }
        bool const is_repeated = held == Held::sent_again; // as it was: nothing is added to it twice
        if (!is_repeated && hooks.before_send && !hooks.before_send(next)) {
            page.stopped_by_hook = true;
            co_return page;
        }
        bool const to_platform = next.url.origin() == settings_.platform_origin;
        auto const cookies = to_platform ? FrameCookies::allow : settings_.frame_cookies;
        if (!is_repeated) complete(next, jar_.header_for(next.url, settings_.now(), cookies));
        if (settings_.hold) held = co_await settings_.hold(next);
        if (held == Held::dropped) {
            page.stopped_by_hook = true;
            co_return page;
        }
        page.chain.push_back(next.url.text());
        page.url = next.url;
        auto const now = settings_.now();

        auto number = last_number(log_);
        if (!to_platform) {
            traffic::Exchange exchange;
            exchange.from = traffic::Party::browser;
            exchange.to = traffic::Party::tool;
            exchange.kind = hooks.kind_of ? hooks.kind_of(next) : traffic::CallKind::page;
            exchange.at = now;
            exchange.url = next.url.text();
            exchange.request = next.request;
            number = log_.begin(std::move(exchange)).number;
            page.hops.push_back(number);
        }
        auto const answer = co_await client_.send(next.url, next.request, settings_.limits);
        auto const then = settings_.now();
        if (to_platform) {
            if (auto const hop = platform_hop(log_, number, next)) page.hops.push_back(*hop);
        } else if (auto* exchange = find_exchange(log_, number)) {
            exchange->took = then - now;
            if (answer)
                exchange->response = *answer;
            else
                exchange->error = base::to_string(answer.error());
            log_.finish(*exchange);
        }
        if (!answer) {
            page.response = {.status = 0};
            page.trouble = base::to_string(answer.error());
            co_return page;
        }
        page.response = *answer;
        for (auto const& line : page.response.headers.all("Set-Cookie")) jar_.store(next.url, line, then, cookies);
        if (held == Held::sent_again) continue;

        auto way = onward(next, page.response, cookies == FrameCookies::allow);
        page.trouble = way.trouble;
        if (!way.next) {
            page.needs_script = way.trouble.empty() && only_script_could_leave(page.response, page.url);
            co_return page;
        }
        next = std::move(*way.next);
    }
}

}  // namespace easel::agent
