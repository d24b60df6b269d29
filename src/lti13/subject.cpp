#include "lti13/subject.hpp"

#include "jose/key.hpp"
#include "lti13/hint.hpp"
#include "world/context.hpp"
#include "world/visibility.hpp"


namespace easel::lti13 {

namespace {

base::Fault refused(std::string message) {
    return {base::FaultKind::bad_file, std::move(message), {}};
}

/// What was deleted is not there.
template <class Row>
Row* there(Row* row) {
    return row == nullptr || row->deleted ? nullptr : row;
}

/// Looks an intent up, step by step; each step says what is wrong, if anything is.
class Finder {
  public:
    using Trouble = std::optional<base::Fault>;

    Finder(Subject& subject, LaunchIntent const& intent)
        : subject_(subject),
          world_(subject.world),
          intent_(intent) {}

    Trouble find() {
        for (auto const step :
             {&Finder::people, &Finder::line, &Finder::place, &Finder::module, &Finder::tool, &Finder::reach})
            if (auto trouble = (this->*step)()) return trouble;
        return {};
    }

  private:
    Trouble people() {
        if (!intent_.user.empty()) {
            subject_.user = world::user_named(world_, intent_.user);
            if (subject_.user == nullptr || subject_.user->deleted)
                return refused("there is no user '" + intent_.user + "' to launch as");
        }
        if (!intent_.student.empty()) {
            subject_.student = world::user_named(world_, intent_.student);
            if (subject_.student == nullptr) return refused("there is no student '" + intent_.student + "'");
        }
        if (!intent_.masquerader.empty()) {
            subject_.masquerader = world::user_named(world_, intent_.masquerader);
            if (subject_.masquerader == nullptr) return refused("there is no user '" + intent_.masquerader + "'");
        }
        return {};
    }

    /// The line of a module stands for what it leads to.
    Trouble line() {
        if (intent_.module_item == 0) return {};
        auto const* const item = there(world::module_item_by_id(world_, intent_.module_item));
        auto const* const module = item == nullptr ? nullptr : there(world::module_by_id(world_, item->module));
        if (module == nullptr) return refused("there is no such line of a module");
        subject_.item = item;
        subject_.module = module;
        if (item->assignment != 0) subject_.assignment = there(world::assignment_by_id(world_, item->assignment));
        if (item->link != 0) subject_.link = there(world::link_by_id(world_, item->link));
        if (subject_.assignment == nullptr && subject_.link == nullptr)
            return refused("the line of the module leads nowhere");
        return in_course(module->course);
    }

    Trouble place() {
        if (subject_.item != nullptr) return {};
        if (!intent_.assignment.empty()) {
            auto* const found = world::assignment_named(world_, intent_.assignment);
            if (found == nullptr || found->deleted)
                return refused("there is no assignment '" + intent_.assignment + "' to launch");
            (intent_.placement.empty() ? subject_.assignment : subject_.about) = found;
            return in_course(found->course);
        }
        if (!intent_.link.empty() || intent_.resource_link != 0) {
            bool const by_name = !intent_.link.empty();
            subject_.link = there(
                by_name ? world::link_named(world_, intent_.link) : world::link_by_id(world_, intent_.resource_link)
            );
            if (subject_.link == nullptr)
                return refused(
                    by_name ? "there is no link '" + intent_.link + "' to launch"
                            : "there is no link " + std::to_string(intent_.resource_link) + " to launch"
                );
            if (subject_.link->context_kind == world::ContextKind::group)
                return in_group(world::group_by_id(world_, subject_.link->context));
            return subject_.link->context_kind == world::ContextKind::course ? in_course(subject_.link->context)
                                                                             : Trouble{};
        }
        if (!intent_.course.empty()) {
            subject_.course = world::course_named(world_, intent_.course);
            if (subject_.course == nullptr)
                return refused("there is no course '" + intent_.course + "' to launch from");
        } else if (!intent_.group.empty()) {
            return in_group(world::group_named(world_, intent_.group));
        } else if (!intent_.account.empty()) {
            subject_.account = world::account_named(world_, intent_.account);
            if (subject_.account == nullptr)
                return refused("there is no account '" + intent_.account + "' to launch from");
        }
        return {};
    }

    Trouble in_course(world::Id id) {
        subject_.course = world::course_by_id(world_, id);
        if (subject_.course == nullptr) return refused("the course of the link is gone");
        return {};
    }

    Trouble in_group(world::Group* group) {
        if (group == nullptr || group->deleted)
            return refused("there is no group '" + intent_.group + "' to launch from");
        subject_.group = group;
        return {};
    }

    Trouble module() {
        if (intent_.module.empty() || subject_.item != nullptr) return {};
        auto const* const module = world::module_named(world_, intent_.module);
        if (module == nullptr || module->deleted) return refused("there is no module '" + intent_.module + "'");
        subject_.module = module;
        for (auto const& item : world_.module_items) {
            if (item.module != module->id || item.deleted) continue;
            bool const opened = (subject_.assignment != nullptr && item.assignment == subject_.assignment->id) ||
                                (subject_.link != nullptr && item.link == subject_.link->id);
            if (opened) subject_.item = &item;
        }
        return {};
    }

    Trouble tool() {
        auto* const named = intent_.tool.empty() ? nullptr : world::tool_named(world_, intent_.tool);
        if (!intent_.tool.empty() && named == nullptr)
            return refused("there is no tool '" + intent_.tool + "' to launch");
        if (subject_.assignment != nullptr) {
            // lti13-launch.md 5.5: refused with 400 and these texts when the link is opened.
            subject_.tool = world::tool_by_id(world_, subject_.assignment->tool);
            if (subject_.tool == nullptr)
                return refused("'" + intent_.assignment + "': Assignment not configured for external tool launches");
            if (named != nullptr && (named->client_id != subject_.tool->client_id ||
                                     (world::is_lti11(*named) && named->id != subject_.tool->id)))
                return refused(
                    "'" + intent_.assignment + "': Assignment not configured for launches with specified tool"
                );
        } else if (subject_.link != nullptr) {
            subject_.tool = world::tool_by_id(world_, subject_.link->tool);
        } else if (named == nullptr && subject_.about != nullptr) {
            subject_.tool = world::tool_by_id(world_, subject_.about->tool);
        } else {
            subject_.tool = named;
        }
        if (subject_.tool == nullptr) return refused("the launch names no tool");
        auto const& tool = *subject_.tool;
        if (tool.deleted) return refused("the tool '" + tool.name + "' is deleted");
        if (world::is_lti11(tool)) return {};
        subject_.key = world::key_by_client_id(world_, tool.client_id);
        if (subject_.key == nullptr)
            return refused("the tool '" + tool.name + "' has no developer key '" + tool.client_id + "'");
        return {};
    }

    /// Can this person open it there?
    Trouble reach() {
        auto const& tool = *subject_.tool;
        auto const place = subject_.context();
        if (!world::reaches(world_, place, tool))
            return refused(
                "the tool '" + tool.name + "' is installed in another " + (tool.course != 0 ? "course" : "account")
            );
        auto const* const placed = subject_.placed();
        // A tool that somebody made by hand, without configuration and placements, shows everywhere.
        bool const configured = !tool.placements.empty() || !tool.configuration.empty();
        if (placed == nullptr && !subject_.placement.empty() && configured)
            return refused("the tool '" + tool.name + "' has no placement '" + subject_.placement + "'");
        if (placed != nullptr && !placed->enabled)
            return refused("the tool '" + tool.name + "' has switched off the placement '" + placed->name + "'");
        // external-tools-api.md 7: who does not see it is not authorized.
        if (placed != nullptr && !world::may_open(tool, *placed, subject_.user, place))
            return refused("the placement '" + placed->name + "' of the tool '" + tool.name + "' is not for this person");
        bool const open = subject_.course != nullptr && subject_.course->is_public &&
                          subject_.course->state == world::CourseState::available;
        if (subject_.user == nullptr && !open)
            return refused("nobody is logged in, and only an available public course lets such a visitor in");
        return {};
    }

    Subject& subject_;
    world::World& world_;
    LaunchIntent const& intent_;
};

} // namespace

void Subject::note(std::initializer_list<std::string_view> rows) const {
    if (noted == nullptr) return;
    for (auto const row : rows) noted->push_back({{"lti13-launch/", row}, true});
}

world::Context Subject::context() const {
    return world::find_context(world, context_kind(), context_number());
}

world::ContextKind Subject::context_kind() const {
    if (course != nullptr) return world::ContextKind::course;
    return group != nullptr ? world::ContextKind::group : world::ContextKind::account;
}

world::Id Subject::context_number() const {
    if (course != nullptr) return course->id;
    if (group != nullptr) return group->id;
    return account != nullptr ? account->id : world.account.id;
}

std::string const& Subject::context_id() const {
    if (course != nullptr) return course->context_id;
    if (group != nullptr) return group->context_id;
    return account != nullptr ? account->context_id : world.account.context_id;
}

std::string const& Subject::context_title() const {
    if (course != nullptr) return course->title;
    if (group != nullptr) return group->title;
    return account != nullptr ? account->title : world.account.name;
}

std::string Subject::context_path() const {
    return world::context_path(context_kind(), context_number());
}

world::SubAccount const* Subject::nearest_account() const {
    auto const* const where = graded_course();
    return where == nullptr ? account : world::account_by_id(world, where->account);
}

world::Course* Subject::graded_course() const {
    if (course != nullptr || group == nullptr) return course;
    return world::course_by_id(world, group->course);
}

world::Dialects const& Subject::dialects() const {
    auto const* const where = graded_course();
    return where == nullptr ? world.dialects : world::dialects_in(world, *where);
}

world::Assignment* Subject::known_assignment() const {
    return assignment != nullptr ? assignment : about;
}

world::Placement const* Subject::placed() const {
    return placement.empty() ? nullptr : world::placement_of(*tool, placement);
}

std::string const& Subject::target_link_uri() const {
    if (!url.empty()) return url;
    if (assignment != nullptr && !assignment->target_link_uri.empty()) return assignment->target_link_uri;
    if (link != nullptr && !link->url.empty()) return link->url;
    auto const* const configured = placed();
    return configured != nullptr && !configured->target_link_uri.empty() ? configured->target_link_uri
                                                                         : tool->target_link_uri;
}

std::string const& Subject::link_id() const {
    if (assignment != nullptr) return assignment->link_id;
    return link != nullptr ? link->link_id : context_id();
}

std::string const& Subject::link_title() const {
    if (link != nullptr && !link->title.empty()) return link->title;
    if (assignment != nullptr) return assignment->title;
    if (item != nullptr && !item->title.empty()) return item->title;
    return context_title();
}

std::string Subject::locale() const {
    if (course != nullptr && !course->locale.empty()) return course->locale;
    return user != nullptr ? user->locale : "en";
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
    subject.editor_contents = intent.editor_contents;
    subject.editor_selection = intent.editor_selection;
    subject.url = intent.url;
    subject.sessionless = intent.sessionless;
    subject.further = intent.further;
    if (auto trouble = Finder(subject, intent).find()) return std::move(*trouble);
    if (subject.key == nullptr) return subject; // LTI 1.1 has messages of its own
    auto message = message_of(subject, intent.message_type);
    if (!message) return message.error();
    subject.message_type = std::move(*message);
    return subject;
}

base::Fault not_by_login(Subject const& subject) {
    return refused("the tool '" + subject.tool->name + "' speaks LTI 1.1; its launches are no logins");
}

std::string claim(std::string_view name) {
    return "https://purl.imsglobal.org/spec/lti/claim/" + std::string(name);
}

std::string authority(Issuer const& issuer) {
    auto const slashes = issuer.origin.find("://");
    return slashes == std::string::npos ? issuer.origin : issuer.origin.substr(slashes + 3);
}

std::string avatar_url(Issuer const& issuer, world::User const& user) {
    return user.avatar_url.empty() ? issuer.origin + "/images/messages/avatar-50.png" : user.avatar_url;
}

std::string legacy_link_id(std::string_view link_id) {
    return jose::sha1_hex("link " + std::string(link_id));
}

std::string uuid_of(std::string_view lti_id) {
    return jose::sha1_hex("uuid " + std::string(lti_id));
}

} // namespace easel::lti13
