// The send kinds that are one call: what each puts into method, path and body.
#include "base/url.hpp"
#include "play/send.hpp"
#include "play/session.hpp"

#include <array>

namespace easel::play {
namespace {

namespace json = base::json;

constexpr std::string_view submission_extension = "https://canvas.instructure.com/lti/submission";
constexpr std::string_view submission_type_extension = "https://canvas.instructure.com/lti/submission_type";

constexpr std::string_view membership_roles = "http://purl.imsglobal.org/vocab/lis/v2/membership#";

/// `extra` members are added, `omit`ted ones dropped; `body` replaces everything.
std::string finish_body(json::object body, Parameters const& parameters) {
    if (auto const* whole = parameters.find("body")) return text_of(*whole);
    if (auto const* extra = parameters.object("extra")) {
        for (auto const& [name, value] : *extra) body[name] = value;
    }
    for (auto const& name : parameters.texts("omit")) body.erase(name);
    return base::dump(body);
}

/// Moves what the step says under `name` to the body's `member`.
struct Member {
    std::string_view name;
    std::string_view member;
};

void put(json::object& body, Parameters const& parameters, std::initializer_list<Member> members) {
    for (auto const& [name, member] : members) {
        if (auto const* value = parameters.find(name)) body[member] = *value;
    }
}

/// `sub` of somebody the world knows, else the text itself.
std::string lti_id(world::World& world, std::string const& user) {
    auto const* found = world::user_named(world, user);
    return found != nullptr ? found->lti_id : user;
}

/// The path of a URL, or a path as it stands.
std::string path_of(std::string const& written) {
    auto const url = base::parse_url(written);
    return url ? url->target() : written;
}

/// The container of a course, or of an assignment's course.
std::string container(Sender const& sender, std::string const& what) {
    auto const* assignment = world::assignment_named(sender.world, what);
    auto const* course = assignment != nullptr ? world::course_by_id(sender.world, assignment->course)
                                               : world::course_named(sender.world, what);
    return course == nullptr ? path_of(what) : line_items_path(*course);
}

/// A line item's own path: the URL that the step gives, or that of the assignment's default line item.
std::string line_item(Sender const& sender, std::string_view kind) {
    auto const what = sender.parameters.text(kind).value_or("");
    auto const* assignment = world::assignment_named(sender.world, what);
    if (auto const given = sender.parameters.text("line_item"); given && (kind != "line_item" || assignment == nullptr))
        return path_of(*given);
    auto const path = assignment == nullptr ? std::nullopt : line_item_path(sender.world, *assignment);
    return path ? *path : container(sender, what);
}

Call with_body(std::string method, std::string target, std::string body, std::string_view type, Sender const& sender) {
    Call call;
    call.request.method = std::move(method);
    call.request.target = std::move(target);
    call.request.body = std::move(body);
    call.request.headers.set("Content-Type", sender.parameters.text("content_type").value_or(std::string(type)));
    return call;
}

Call without_body(std::string method, std::string target, base::Fields const& query = {}) {
    Call call;
    call.request.method = std::move(method);
    call.request.target = std::move(target);
    if (!query.empty()) call.request.target += "?" + base::form_encode(query);
    return call;
}

Call score(Sender const& sender) {
    auto const& parameters = sender.parameters;
    json::object body;
    if (auto const user = parameters.text("user")) body["userId"] = lti_id(sender.world, *user);
    body["activityProgress"] = "Completed";
    body["gradingProgress"] = "FullyGraded";
    body["timestamp"] = base::to_iso8601(sender.now);
    put(body,
        parameters,
        {{"activity", "activityProgress"},
         {"grading", "gradingProgress"},
         {"timestamp", "timestamp"},
         {"given", "scoreGiven"},
         {"of", "scoreMaximum"},
         {"comment", "comment"},
         {"resource_link_id", "resourceLinkId"},
         {"submission", submission_extension}});
    if (auto const* submitted = parameters.find("submitted_at"))
        body["submission"] = json::object{{"submittedAt", *submitted}};
    return with_body(
        "POST",
        line_item(sender, "score") + "/scores",
        finish_body(std::move(body), parameters),
        "application/vnd.ims.lis.v1.score+json",
        sender
    );
}

Call line_item_call(Sender const& sender, std::string method, std::string target) {
    json::object body;
    put(body,
        sender.parameters,
        {{"label", "label"},
         {"maximum", "scoreMaximum"},
         {"tag", "tag"},
         {"resource_id", "resourceId"},
         {"resource_link_id", "resourceLinkId"},
         {"start", "startDateTime"},
         {"end", "endDateTime"},
         {"extension", submission_type_extension}});
    return with_body(
        std::move(method),
        std::move(target),
        finish_body(std::move(body), sender.parameters),
        "application/vnd.ims.lis.v2.lineitem+json",
        sender
    );
}

Call create_line_item(Sender const& sender) {
    return line_item_call(sender, "POST", container(sender, sender.parameters.text("line_item_create").value_or("")));
}
Call update_line_item(Sender const& sender) {
    return line_item_call(sender, "PUT", line_item(sender, "line_item_update"));
}
Call delete_line_item(Sender const& sender) {
    return without_body("DELETE", line_item(sender, "line_item_delete"));
}
Call show_line_item(Sender const& sender) {
    return without_body("GET", line_item(sender, "line_item"));
}

/// The filters of a list, as its query names them (ags.md 6.3).
Call list_line_items(Sender const& sender) {
    base::Fields query;
    for (auto const* name : {"tag", "resource_id", "resource_link_id"}) {
        if (auto const value = sender.parameters.text(name)) query.emplace_back(name, *value);
    }
    return without_body("GET", container(sender, sender.parameters.text("line_items").value_or("")), query);
}

Call list_results(Sender const& sender) {
    base::Fields query;
    if (auto const user = sender.parameters.text("user")) query.emplace_back("user_id", lti_id(sender.world, *user));
    return without_body("GET", line_item(sender, "results") + "/results", query);
}

/// By URL as a score's answer has it, or by id below the course of its assignment (ags.md 8).
Call show_progress(Sender const& sender) {
    auto const what = sender.parameters.text("progress").value_or("");
    if (what.find('/') != std::string::npos) return without_body("GET", path_of(what));
    auto const course_id = [&]() -> std::string {
        if (auto const named = sender.parameters.text("course")) {
            auto const* course = world::course_named(sender.world, *named);
            return course == nullptr ? *named : std::to_string(course->id);
        }
        for (auto const& progress : sender.world.progresses) {
            auto const* assignment = world::assignment_by_id(sender.world, progress.assignment);
            if (std::to_string(progress.id) == what && assignment != nullptr) return std::to_string(assignment->course);
        }
        return sender.world.courses.empty() ? "0" : std::to_string(sender.world.courses.front().id);
    };
    return without_body("GET", "/api/lti/courses/" + course_id() + "/progress/" + what);
}

/// @par Source nrps.md 1
Call memberships(Sender const& sender) {
    auto const& parameters = sender.parameters;
    std::string target;
    if (auto const* of = parameters.object("memberships")) {
        auto const name = Parameters{*of}.text("group").value_or("");
        auto const* group = world::group_named(sender.world, name);
        target = "/api/lti/groups/" + (group == nullptr ? name : std::to_string(group->id)) + "/names_and_roles";
    } else {
        auto const name = parameters.text("memberships").value_or("");
        auto const* course = world::course_named(sender.world, name);
        target =
            course == nullptr ? path_of(name) : "/api/lti/courses/" + std::to_string(course->id) + "/names_and_roles";
    }
    base::Fields query;
    if (auto const link = parameters.text("rlid")) {
        auto const* assignment = world::assignment_named(sender.world, *link);
        auto const* other = world::link_named(sender.world, *link);
        query.emplace_back(
            "rlid",
            assignment != nullptr ? assignment->link_id
            : other != nullptr    ? other->link_id
                                  : *link
        );
    }
    if (auto const role = parameters.text("role")) {
        bool const whole = role->find_first_of(":/") != std::string::npos || role->empty();
        query.emplace_back("role", whole ? *role : std::string(membership_roles) + *role);
    }
    for (auto const* name : {"limit", "page"}) {
        if (auto const value = parameters.text(name)) query.emplace_back(name, *value);
    }
    return without_body("GET", target, query);
}

Call raw(Sender const& sender, std::string_view kind, std::string method) {
    auto const target = path_of(sender.parameters.text(kind).value_or(""));
    bool const has_body = sender.parameters.find("body") != nullptr || sender.parameters.find("extra") != nullptr;
    if (method != "POST" && method != "PUT" && !has_body) return without_body(std::move(method), target);
    return with_body(std::move(method), target, finish_body({}, sender.parameters), "application/json", sender);
}
Call get(Sender const& sender) {
    return raw(sender, "get", "GET");
}
Call post(Sender const& sender) {
    return raw(sender, "post", "POST");
}
Call put_call(Sender const& sender) {
    return raw(sender, "put", "PUT");
}
Call delete_call(Sender const& sender) {
    return raw(sender, "delete", "DELETE");
}

Call token(Sender const& sender) {
    return {http::form_post(sender.issuer.base_path + "/login/oauth2/token", token_form(sender)), false};
}

Call key_set(Sender const& sender) {
    auto call = without_body("GET", sender.issuer.base_path + "/api/lti/security/jwks");
    call.takes_token = false;
    return call;
}

struct Kind {
    std::string_view name;
    Call (*build)(Sender const&);
};
constexpr std::array<Kind, 16> kinds{{
    {"score", score},
    {"results", list_results},
    {"line_items", list_line_items},
    {"line_item", show_line_item},
    {"line_item_create", create_line_item},
    {"line_item_update", update_line_item},
    {"line_item_delete", delete_line_item},
    {"progress", show_progress},
    {"memberships", memberships},
    {"outcome", outcome_call},
    {"token", token},
    {"jwks", key_set},
    {"get", get},
    {"post", post},
    {"put", put_call},
    {"delete", delete_call},
}};

/// What may stand beside every kind: query, session and headers, the last of which win.
void dress(http::Request& request, Sender const& sender) {
    base::Fields query;
    if (auto const* further = sender.parameters.object("query")) {
        for (auto const& [name, value] : *further) query.emplace_back(std::string(name), text_of(value));
    }
    if (!query.empty()) {
        request.target += (request.target.find('?') == std::string::npos ? "?" : "&") + base::form_encode(query);
    }
    if (auto const user = sender.parameters.text("session")) {
        auto const session = session_of(sender.world, *user);
        if (!session.empty()) request.headers.set("Cookie", std::string(platform::session_cookie) + "=" + session);
    }
    if (auto const* headers = sender.parameters.object("headers")) {
        for (auto const& [name, value] : *headers) {
            if (value.is_string()) request.headers.set(std::string_view(name), std::string(value.as_string()));
        }
    }
}

} // namespace

std::optional<Call> build_call(std::string_view kind, Sender const& sender) {
    for (auto const& each : kinds) {
        if (each.name != kind) continue;
        auto call = each.build(sender);
        dress(call.request, sender);
        return call;
    }
    return std::nullopt;
}

} // namespace easel::play
