// The page behind a sessionless launch. @par Source canvas/external-tools-api.md 6.4
#include "base/codec.hpp"
#include "external_tools/sessionless.hpp"
#include "lti13/form_page.hpp"
#include "traffic/checks.hpp"

namespace easel::external_tools {
namespace {

class Page {
  public:
    Page(Context const& context, Route const& route, http::Request const& request)
        : context_(context),
          route_(route),
          request_(request) {}

    traffic::Answer run() {
        if (auto const token = request_.query_value("session_token")) return logged_in(*token);
        auto const verifier = request_.query_value("verifier").value_or("");
        auto& all = context_.desk.waiting;
        auto const found = all.find(verifier);
        bool const waits = found != all.end() && found->second.context == route_.place.context;
        if (!waits) {
            passes("6.4.6", false);
            return answered(cannot_locate());
        }
        auto const waiting = found->second;
        if (waiting.until > context_.now && waiting.intent && context_.session.empty()) {
            // Canvas's own page of the tool: whoever is not logged in is asked to be; nothing is used up.
            applies("6.4.13");
            return answered(http::redirect(context_.origin + "/login"));
        }
        all.erase(found);
        applies("6.4.3");
        if (!passes("6.4.2", waiting.until > context_.now)) return answered(cannot_locate());
        applies("6.4.4");
        answer_.trail.insert(answer_.trail.end(), waiting.rests_on.begin(), waiting.rests_on.end());
        if (waiting.intent) return login(*waiting.intent, waiting.client_id);
        applies("6.4.14");
        return answered(lti13::form_page(waiting.url, waiting.fields));
    }

  private:
    bool passes(std::string_view row, bool passed) {
        return traffic::note(answer_.trail, {"external-tools-api/", row}, passed);
    }
    void applies(std::string_view row) { answer_.trail.push_back({{"external-tools-api/", row}, true}); }
    traffic::Answer answered(http::Response response) {
        answer_.response = std::move(response);
        return std::move(answer_);
    }
    static http::Response cannot_locate() {
        return http::text(404, "Cannot locate launch request, please try again.");
    }

    /// The token is taken off the address, whether it was any good or not.
    traffic::Answer logged_in(std::string const& token) {
        applies("6.4.5");
        auto query = request_.query();
        base::remove(query, "session_token");
        auto response = http::redirect(context_.origin + std::string(request_.path()) + "?" + base::form_encode(query));
        auto& tokens = context_.desk.session_tokens;
        if (auto const found = tokens.find(token); found != tokens.end()) {
            if (found->second.until > context_.now)
                response.headers.set(
                    "Set-Cookie", std::string(session_cookie) + "=" + found->second.login_hint + "; path=/; HttpOnly"
                );
            tokens.erase(found);
        }
        return answered(std::move(response));
    }

    /// LTI 1.3: the login initiation, for whoever is logged in by now.
    traffic::Answer login(lti13::LaunchIntent intent, std::string const& client_id) {
        applies("6.4.12");
        auto const* const user = world::user_by_login_hint(context_.world, context_.session);
        if (user != nullptr) intent.user = user->name;
        answer_.user = intent.user;
        answer_.client_id = client_id;
        auto const opened = context_.open(intent, client_id);
        if (!opened) return answered(rest::not_permitted(context_.world.dialects));
        return answered(lti13::form_page(opened->url, opened->fields));
    }

    Context const& context_;
    Route const& route_;
    http::Request const& request_;
    traffic::Answer answer_;
};

} // namespace

traffic::Answer answer_launch_page(Context const& context, Route const& route, http::Request const& request) {
    return Page(context, route, request).run();
}

} // namespace easel::external_tools
