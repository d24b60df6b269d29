#include "lti13/subject.hpp"
#include "services/nrps_call.hpp"

#include <algorithm>
#include <array>

namespace easel::services {
namespace {

namespace json = base::json;
using world::Privacy;

bool tells_name(Privacy privacy) {
    return privacy == Privacy::name_only || privacy == Privacy::everything;
}

bool tells_email(Privacy privacy) {
    return privacy == Privacy::email_only || privacy == Privacy::everything;
}

/// Variables that a roster fills in, of every Canvas; the second list came later (nrps.md 4).
constexpr std::array<std::string_view, 20> old_variables{
    "Caliper.url",
    "Canvas.user.globalId",
    "Canvas.user.id",
    "Canvas.user.loginId",
    "Canvas.user.sisIntegrationId",
    "Canvas.user.sisSourceId",
    "Canvas.xapi.url",
    "Message.locale",
    "Person.address.timezone",
    "Person.email.primary",
    "Person.name.display",
    "Person.name.family",
    "Person.name.full",
    "Person.name.given",
    "Person.sourcedId",
    "User.id",
    "User.image",
    "User.username",
    "vnd.Canvas.Person.email.sis",
    "vnd.instructure.User.uuid"};
constexpr std::array<std::string_view, 16> new_variables{
    "Canvas.course.endAt",
    "Canvas.course.gradePassbackSetting",
    "Canvas.course.hideDistributionGraphs",
    "Canvas.course.id",
    "Canvas.course.name",
    "Canvas.course.previousContextIds",
    "Canvas.course.previousContextIds.recursive",
    "Canvas.course.previousCourseIds",
    "Canvas.course.sectionIds",
    "Canvas.course.sectionRestricted",
    "Canvas.course.sectionSisSourceIds",
    "Canvas.course.sisSourceId",
    "Canvas.course.startAt",
    "Canvas.course.workflowState",
    "Canvas.group.contextIds",
    "com.instructure.User.sectionNames"};

template <class List>
bool contains(List const& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

bool fills_in(RosterCall const& call, std::string_view variable) {
    if (call.group != nullptr && (variable == "Canvas.xapi.url" || variable == "Caliper.url")) return false;
    if (contains(old_variables, variable)) return true;
    return !call.dialects().roster_expands_few_variables && contains(new_variables, variable);
}

/// The launch of the link as the member would see it, cut down to what a roster may tell.
json::object message_json(RosterCall const& call, world::User& user) {
    lti13::Subject subject{call.context.world, call.context.issuer};
    subject.user = &user;
    subject.course = call.group == nullptr ? call.course : nullptr;
    subject.group = call.group;
    subject.assignment = call.assignment;
    subject.link = call.link;
    subject.tool = call.tool;
    subject.key = call.caller.key;
    subject.now = call.context.now;
    json::object message;
    message[lti13::claim("message_type")] = "LtiResourceLinkRequest";
    message["locale"] = user.locale;
    message["https://www.instructure.com/canvas_user_id"] = user.id;
    if (!user.login_id.empty()) message["https://www.instructure.com/canvas_user_login_id"] = user.login_id;
    auto custom = lti13::merged_custom(subject);
    for (auto& field : custom) {
        auto const* const text = field.value().if_string();
        if (text != nullptr && text->starts_with('$') && fills_in(call, std::string_view(*text).substr(1)))
            field.value() = lti13::expanded(field.value(), subject);
    }
    message[lti13::claim("custom")] = std::move(custom);
    return message;
}

/// A value that is not there leaves no key behind.
void put(json::object& member, std::string_view name, std::string const& text) {
    if (!text.empty()) member[name] = text;
}

} // namespace

json::object member_json(RosterCall const& call, Member const& member) {
    auto& user = *member.user;
    auto const privacy = call.tool->privacy;
    json::object shown;
    shown["status"] = "Active";
    if (tells_name(privacy)) put(shown, "name", user.full_name);
    if (privacy == Privacy::everything) shown["picture"] = lti13::avatar_url(call.context.issuer, user);
    if (tells_name(privacy)) {
        put(shown, "given_name", user.given_name);
        put(shown, "family_name", user.family_name);
    }
    if (tells_email(privacy)) put(shown, "email", user.email);
    if (tells_name(privacy)) put(shown, "lis_person_sourcedid", user.sis_id);
    shown["user_id"] = user.lti_id;
    shown["lti11_legacy_user_id"] = user.legacy_id;
    shown["roles"] = json::array(member.roles.begin(), member.roles.end());
    if (!call.rlid.empty()) shown["message"].emplace_array().emplace_back(message_json(call, user));
    return shown;
}

void note_member_rules(RosterCall& call) {
    auto const privacy = call.tool->privacy;
    call.applies("nrps/4.5");
    if (tells_name(privacy)) {
        call.applies("nrps/4.6");
        call.applies("nrps/4.7");
    }
    if (tells_email(privacy)) call.applies("nrps/4.8");
    if (privacy == Privacy::everything) call.applies("nrps/4.9");
    if (call.rlid.empty()) return;
    call.applies("nrps/4.10");
    call.applies("nrps/4.11");
    call.applies(call.dialects().roster_expands_few_variables ? "nrps/4.13" : "nrps/4.12");
    if (call.group != nullptr) call.applies("nrps/4.14");
    call.applies("nrps/4.15");
}

} // namespace easel::services
