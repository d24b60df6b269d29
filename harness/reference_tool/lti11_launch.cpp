// POST /lti11: a launch by LTI 1.1, one form signed with a secret that tool and platform share. lti11.md 1 and 4.
#include "base/text.hpp"
#include "base/url.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/exposure.hpp"
#include "reference_tool/lti11_verify.hpp"
#include "reference_tool/pages.hpp"

namespace easel::reference_tool {
namespace {

std::string value_of(base::Fields const& form, std::string_view name) {
    auto const* value = base::find(form, name);
    return value == nullptr ? std::string() : *value;
}

http::Response refuse(Installation& tool, http::Request const& request, LaunchRefusal const& refusal) {
    auto page = refusal_page(refusal.status, refusal.reason);
    spoil_refusal(tool, request, refusal.reason, page);
    return page;
}

/// Where the launch, whose signature is right, lets the user go back to; nothing where it names no address.
std::optional<base::Url> way_back(base::Fields const& form) {
    auto const url = base::parse_url(value_of(form, "launch_presentation_return_url"));
    return url ? std::optional(*url) : std::nullopt;
}

http::Response send_back(base::Url url, std::string const& reason) {
    url.query += (url.query.empty() ? "" : "&") + base::form_encode({{"lti_errormsg", reason}});
    url.has_query = true;
    return http::redirect(url.text());
}

/// Origins whose pages show this tool.
std::string frame_ancestor(base::Fields const& form) {
    for (auto const* name : {"launch_presentation_return_url", "lis_outcome_service_url"})
        if (auto const url = base::parse_url(value_of(form, name))) return url->origin();
    return {};
}

constexpr char const* tool_state_cookie = "easel_tool_state";

/// LTI 1.1.2: the platform is asked to launch once more, with what this browser holds; whoever has another's form in a
/// browser of his own comes no further. Nothing where the platform offers no relaunch, or this is one.
std::optional<http::Response> relaunched(Installation& tool, http::Request const& request, base::Fields const& form) {
    auto const* platform_state = base::find(form, "platform_state");
    auto url = base::parse_url(value_of(form, "relaunch_url"));
    if (platform_state == nullptr || !url) return std::nullopt;
    if (auto const* sent = base::find(form, "tool_state")) {
        auto const cookies = cookies_of(request.headers);
        auto const* kept = base::find(cookies, tool_state_cookie);
        if (kept != nullptr && *kept == *sent) return std::nullopt;
        return refuse(tool, request, {401, "The launch began in another browser."});
    }
    auto const state = tool.random.hex(32);
    url->query += (url->query.empty() ? "" : "&") +
                  base::form_encode({{"platform_state", *platform_state}, {"tool_state", state}});
    url->has_query = true;
    auto response = http::redirect(url->text());
    response.headers.add("Set-Cookie", make_cookie(tool_state_cookie, state, tool.cookie_path(), {}, tool.defects));
    return response;
}

Session session_from(Installation& tool, base::Fields const& form, base::Url const& url) {
    Session session;
    session.id = tool.random.hex(40);
    session.consumer_key = value_of(form, "oauth_consumer_key");
    session.deployment = session.consumer_key; // its courses and people are nobody else's
    session.user = value_of(form, "user_id");
    session.person = session.user.empty() ? std::string() : session.consumer_key + " " + session.user;
    session.name = value_of(form, "lis_person_name_full");
    session.email = value_of(form, "lis_person_contact_email_primary");
    session.course = value_of(form, "context_id");
    session.course_title = value_of(form, "context_title");
    session.link = value_of(form, "resource_link_id");
    session.link_title = value_of(form, "resource_link_title");
    session.exercise = value_of(form, "custom_exercise");
    session.started = tool.now();
    auto const query = base::form_decode(url.query);
    session.chapter = value_of(query, "chapter");
    session.platform_origin = frame_ancestor(form);
    // Nobody in particular has nobody's rights.
    if (!session.user.empty()) session.view = view_of(context_roles(value_of(form, "roles")), tool.defects);
    return session;
}

http::Response open(Installation& tool, http::Request const& request, base::Fields const& form, base::Url const& url) {
    auto const opened = session_from(tool, form, url);
    // A new launch gets a session of its own, whoever was here before.
    if (auto const* old = tool.session_of(request)) {
        auto const old_id = old->id;
        tool.sessions.close(old_id);
    }
    tool.sessions.open(opened);
    auto response = page_of(tool, opened);
    response.headers.add("Set-Cookie", make_cookie(session_cookie, opened.id, tool.cookie_path(), {}, tool.defects));
    return response;
}

} // namespace

http::Response receive_lti11_launch(Installation& tool, http::Request const& request) {
    if (request.method != "POST") return refusal_page(405, "Launches come by POST.");
    auto const url = base::parse_url(tool.options.origin + request.target);
    if (!url) return refusal_page(400, "That is no address.");
    auto const form = request.form();
    if (auto const wrong = verify_form(tool.options.lti11, *url, form, tool.now(), tool.nonces))
        return refuse(tool, request, *wrong);
    if (auto const wrong = verify_message(form)) {
        if (auto const back = way_back(form)) return send_back(*back, wrong->reason);
        return refuse(tool, request, *wrong);
    }
    if (auto relaunch = relaunched(tool, request, form)) return std::move(*relaunch);
    return open(tool, request, form, *url);
}

} // namespace easel::reference_tool
