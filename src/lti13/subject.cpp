#include "lti13/subject.hpp"

#include "lti13/hint.hpp"

namespace easel::lti13 {

namespace {

base::Fault refused(std::string message) {
    return {base::FaultKind::bad_file, std::move(message), {}};
}

}  // namespace

std::string const& Subject::context_id() const {
    return course != nullptr ? course->context_id : world.account.context_id;
}

std::string const& Subject::context_title() const {
    return course != nullptr ? course->title : world.account.name;
}

std::string const& Subject::target_link_uri() const {
    return assignment != nullptr && !assignment->target_link_uri.empty() ? assignment->target_link_uri
                                                                         : tool->target_link_uri;
}

std::string const& Subject::link_id() const {
    return assignment != nullptr ? assignment->link_id : context_id();
}

std::string const& Subject::link_title() const {
    return assignment != nullptr ? assignment->title : context_title();
}

std::string Subject::login_hint() const {
    return user != nullptr ? user->legacy_id : public_login_hint();
}

base::Result<Subject> find_subject(
    world::World& world, Issuer const& issuer, LaunchIntent const& intent, base::Instant now
) {
    Subject subject{world, issuer};
    subject.placement = intent.placement;
    subject.now = now;
    if (!intent.user.empty()) {
        subject.user = world::user_named(world, intent.user);
        if (subject.user == nullptr) return refused("there is no user '" + intent.user + "' to launch as");
    }
    if (!intent.assignment.empty()) {
        subject.assignment = world::assignment_named(world, intent.assignment);
        if (subject.assignment == nullptr || subject.assignment->deleted)
            return refused("there is no assignment '" + intent.assignment + "' to launch");
        subject.course = world::course_by_id(world, subject.assignment->course);
        for (auto& tool : world.tools)
            if (tool.id == subject.assignment->tool) subject.tool = &tool;
        // lti13-launch.md 5.5: such a launch is refused when the link is opened, with 400 and a text of Canvas's own.
        if (subject.tool == nullptr)
            return refused("'" + intent.assignment + "': Assignment not configured for external tool launches");
    } else {
        if (!intent.course.empty()) {
            subject.course = world::course_named(world, intent.course);
            if (subject.course == nullptr) return refused("there is no course '" + intent.course + "' to launch from");
        }
        subject.tool = world::tool_named(world, intent.tool);
        if (subject.tool == nullptr) return refused("there is no tool '" + intent.tool + "' to launch");
    }
    if (subject.tool->deleted) return refused("the tool '" + subject.tool->name + "' is deleted");
    subject.key = world::key_by_client_id(world, subject.tool->client_id);
    if (subject.key == nullptr)
        return refused("the tool '" + subject.tool->name + "' has no developer key '" + subject.tool->client_id + "'");
    return subject;
}

std::string claim(std::string_view name) {
    return "https://purl.imsglobal.org/spec/lti/claim/" + std::string(name);
}

std::string authority(Issuer const& issuer) {
    auto const slashes = issuer.origin.find("://");
    return slashes == std::string::npos ? issuer.origin : issuer.origin.substr(slashes + 3);
}

std::string avatar_url(Issuer const& issuer) {
    return issuer.origin + "/images/messages/avatar-50.png";
}

}  // namespace easel::lti13
