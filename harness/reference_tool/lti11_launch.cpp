// POST /lti11: who came, from where, and where results go. lti11.md 1
#include "base/text.hpp"
#include "base/url.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/exposure.hpp"
#include "reference_tool/lti11.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/placements.hpp"
#include "reference_tool/services.hpp"

#include <charconv>
#include <stdexcept>

namespace easel::reference_tool {
namespace {

bool accepted(base::Fields const& fields, std::string_view extension) {
    return base::value_of(fields, "ext_outcome_" + std::string(extension) + "_accepted") == "true";
}

/// Where results go. Every launch says so anew (requirement O11-010).
OutcomeService outcome_service(base::Fields const& fields) {
    OutcomeService service;
    service.url = base::value_of(fields, "lis_outcome_service_url");
    service.sourcedid = base::value_of(fields, "lis_result_sourcedid");
    for (auto const& kind : base::split(base::value_of(fields, "ext_outcome_data_values_accepted"), ','))
        service.data_values.emplace_back(base::trim(kind));
    service.total_score = accepted(fields, "result_total_score");
    service.submitted_at = accepted(fields, "submission_submitted_at");
    service.prioritize = accepted(fields, "submission_prioritize_non_tool_grade");
    service.review = accepted(fields, "submission_needs_additional_review");
    auto const points = base::value_of(fields, "custom_canvas_assignment_points_possible");
    std::from_chars(points.data(), points.data() + points.size(), service.points);
    return service;
}

/// What a person is called: in full, or as far as the launch tells.
std::string name_of(base::Fields const& fields) {
    auto const full = base::value_of(fields, "lis_person_name_full");
    if (!full.empty()) return full;
    return std::string(
        base::trim(base::value_of(fields, "lis_person_name_given") + " " + base::value_of(fields, "lis_person_name_family"))
    );
}

/// The pages around the tool's: those of whoever is to be returned to or takes results.
std::string frame_ancestors(base::Fields const& fields) {
    std::vector<std::string> origins;
    for (auto const* name : {"launch_presentation_return_url", "lis_outcome_service_url", "content_item_return_url"}) {
        auto const url = base::parse_url(base::value_of(fields, name));
        if (url && std::find(origins.begin(), origins.end(), url->origin()) == origins.end())
            origins.push_back(url->origin());
    }
    return base::join(origins, " ");
}

/// Consumer keys know different people by one user_id (requirement L11-020).
std::string person_of(Installation& tool, std::string const& consumer_key, base::Fields const& fields) {
    auto const user = base::value_of(fields, "user_id");
    auto const email = base::value_of(fields, "lis_person_contact_email_primary");
    if (tool.broken("lti11-knows-people-by-email") && !email.empty())
        return tool.mistakes.user_of_email.emplace(email, consumer_key + " " + user).first->second;
    return user.empty() ? user : consumer_key + " " + user;
}

Session session_from(Installation& tool, SignedLaunch const& launch) {
    auto const& fields = launch.parameters;
    Session session;
    session.id = tool.random.hex(40);
    session.consumer_key = launch.consumer_key;
    session.user = base::value_of(fields, "user_id");
    session.person = person_of(tool, launch.consumer_key, fields);
    session.name = name_of(fields);
    session.email = base::value_of(fields, "lis_person_contact_email_primary");
    session.deployment = launch.consumer_key; // its courses are nobody else's
    session.course = base::value_of(fields, "context_id");
    session.course_title = base::value_of(fields, "context_title");
    session.link = base::value_of(fields, "resource_link_id");
    session.link_title = base::value_of(fields, "resource_link_title");
    session.platform_origin = frame_ancestors(fields);
    // Nobody in particular has nobody's rights.
    if (!session.user.empty())
        session.view = view_of(context_roles(base::value_of(fields, "roles"), tool.defects), Switches());
    session.exercise = base::value_of(fields, "custom_exercise");
    session.chapter = base::value_of(fields, "chapter"); // of the launch URL's query, or its copy
    session.started = tool.now();
    session.outcomes = outcome_service(fields);
    session.picker = content_picker_of(fields);
    if (session.picker) session.picker->id = tool.random.hex(16);
    return session;
}

http::Response refuse(Installation& tool, http::Request const& request, LaunchRefusal const& refusal) {
    auto page = refusal_page(refusal.status, refusal.reason);
    spoil_refusal(tool, request, refusal.reason, page);
    return page;
}

/// Back to where a launch that was signed wants its user returned, with the reason; a page where it names no place.
/// @par Source lti11.md 1.6
http::Response send_back(
    Installation& tool, http::Request const& request, base::Fields const& fields, std::string const& reason
) {
    auto url = base::parse_url(base::value_of(fields, "launch_presentation_return_url"));
    if (!url || tool.broken("lti11-never-sends-back")) return refuse(tool, request, {400, reason});
    url->query +=
        (url->query.empty() ? "" : "&") + base::form_encode({{"lti_errormsg", reason}, {"lti_errorlog", reason}});
    url->has_query = true;
    return http::redirect(url->text());
}

constexpr char const* tool_state_cookie = "easel_tool_state";

/// LTI 1.1.2: the platform is asked to launch once more, with what this browser holds; whoever has another's form in a
/// browser of his own comes no further. Nothing where the platform offers no relaunch, or this is one.
std::optional<http::Response> relaunched(Installation& tool, http::Request const& request, base::Fields const& form) {
    auto const* platform_state = base::find(form, "platform_state");
    auto url = base::parse_url(base::value_of(form, "relaunch_url"));
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

/// What only defects refuse, or crash on.
std::string refused_by_mistake(Installation const& tool, base::Fields const& fields) {
    auto const has = [&](std::string_view name) { return !base::value_of(fields, name).empty(); };
    if (tool.broken("lti11-refuses-all")) return "LTI 1.1 is switched off.";
    if (tool.broken("lti11-refuses-callbacks") && has("oauth_callback")) return "There is no callback here.";
    if (tool.broken("lti11-demands-callbacks") && !has("oauth_callback")) return "oauth_callback is missing.";
    if (tool.broken("lti11-refuses-extensions") &&
        std::any_of(fields.begin(), fields.end(), [](auto const& field) { return field.first.starts_with("ext_"); }))
        return "This tool knows no extensions.";
    if (tool.broken("lti11-crashes-without-email") && !has("lis_person_contact_email_primary"))
        throw std::runtime_error("KeyError: lis_person_contact_email_primary");
    if (tool.broken("lti11-crashes-without-role") && base::value_of(fields, "roles").find("nstructor") == std::string::npos &&
        base::value_of(fields, "roles").find("earner") == std::string::npos)
        throw std::runtime_error("KeyError: role");
    return misplaced_lti11(tool, fields);
}

http::Response accept(Installation& tool, http::Request const& request, SignedLaunch const& launch) {
    auto opened = session_from(tool, launch);
    auto const* old = tool.session_of(request);
    bool const keeps = old != nullptr && old->user != opened.user && tool.broken("lti11-keeps-session-of-first-user");
    if (keeps) return page_of(tool, *old);
    if (old != nullptr) {
        auto const old_id = old->id;
        tool.sessions.close(old_id);
    }
    tool.mistakes.latest_outcomes = opened.outcomes;
    tool.mistakes.first_outcomes.emplace(
        course_key(opened) + "\n" + opened.link + "\n" + opened.user, *opened.outcomes
    );
    tool.scores.reopen(course_key(opened));
    if (opened.picker) {
        constexpr std::size_t most_pickers = 1'000;
        if (tool.pickers.size() >= most_pickers) tool.pickers.erase(tool.pickers.begin());
        tool.pickers.insert_or_assign(opened.picker->id, opened);
    }
    auto const& session = tool.sessions.open(std::move(opened));
    auto response = page_of(tool, session);
    response.headers.add("Set-Cookie", make_cookie(session_cookie, session.id, tool.cookie_path(), {}, tool.defects));
    return response;
}

/// A launch that came by GET as if it had been posted; only a defect takes it.
http::Request as_posted(http::Request request) {
    request.body = std::string(request.target.substr(std::min(request.target.find('?') + 1, request.target.size())));
    request.target = std::string(request.path());
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    return request;
}

http::Response launch(Installation& tool, http::Request const& request) {
    auto const verified = verify_lti11(tool, request);
    if (!verified.launch) {
        // Nobody knows who wrote the return URL: leading there would make an open redirect (requirement L11-023).
        if (tool.broken("lti11-sends-back-unsigned"))
            return send_back(tool, request, request.form(), verified.refusal.reason);
        return refuse(tool, request, verified.refusal);
    }
    auto const& fields = verified.launch->parameters;
    if (auto const trouble = trouble_with_message(fields, tool.defects); !trouble.empty())
        return send_back(tool, request, fields, trouble);
    if (auto const trouble = refused_by_mistake(tool, fields); !trouble.empty())
        return refuse(tool, request, {400, trouble});
    auto relaunch = tool.broken("lti11-asks-for-no-relaunch") ? std::nullopt : relaunched(tool, request, fields);
    if (relaunch) return std::move(*relaunch);
    return accept(tool, request, *verified.launch);
}

} // namespace

http::awaitable<http::Response> receive_lti11(SharedTool tool, http::Request request) {
    if (request.method == "POST") co_return launch(*tool, request);
    if (request.method != "GET") co_return refusal_page(405, "Launches come by POST.");
    if (request.query_value("oauth_signature")) {
        // A signature over GET is another one; only a defect counts it as that.
        if (tool->broken("lti11-takes-get")) co_return launch(*tool, as_posted(std::move(request)));
        co_return refusal_page(405, "Launches come by POST.");
    }
    auto const* session = tool->session_of(request);
    if (session == nullptr && tool->broken("lti11-crashes-without-launch"))
        throw std::runtime_error("KeyError: user_id");
    if (session == nullptr) co_return refusal_page(401, "Nobody has come here from a course.");
    co_return page_of(*tool, *session);
}

} // namespace easel::reference_tool
