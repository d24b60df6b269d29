// The page `/`: the courses of a world and everything in them that opens a tool.
#include "base/codec.hpp"
#include "cli/serve_page.hpp"
#include "world/context.hpp"

#include <algorithm>
#include <set>

namespace easel::cli {
namespace {

using world::World;

/// Placements of a whole account or of a user; the others show in a course.
bool is_of_account(world::Placement const& placement) {
    static std::set<std::string> const names{"account_navigation", "global_navigation", "user_navigation"};
    return names.contains(placement.name);
}

class Overview {
  public:
    explicit Overview(Visit const& visit)
        : visit_(visit),
          world_(visit.served.stage->world) {
        auto const* chosen = world::user_named(world_, visit.get("as"));
        if (chosen == nullptr && !world_.users.empty()) chosen = &world_.users.front();
        if (chosen != nullptr) as_ = chosen->name;
    }

    std::string text() {
        auto body = std::string() +
            "<h1>Open a tool</h1><p class=\"note\">Choose who you are, then what to open. The browser is logged in to "
            "this "
            "Canvas as that person and sent to the tool, in a frame as Canvas does or in a tab of its own. The " +
            html_link(visit_.console, "console") +
            " does the same beside the calls that come of it, plans faults and moves the clock: open the address that "
            "was printed at the start once.</p>";
        body += tools() + people();
        for (auto const& course : world_.courses)
            if (course.state != world::CourseState::deleted && course.cloned_from.empty()) body += course_text(course);
        return body + account();
    }

  private:
    /// Both ways to open something.
    std::string open(std::string const& what, base::Fields fields) const {
        fields.insert(fields.begin(), {"user", as_});
        return html_link(visit_.link("/open", fields), what) + " <span class=\"note\">(" +
               html_link(visit_.link("/launch", fields), "new tab", "target=\"_blank\" rel=\"noopener\"") + ")</span>";
    }

    std::string tools() const {
        bool const unknown = std::any_of(world_.tools.begin(), world_.tools.end(), [](auto const& tool) {
            return !tool.deleted && !world::is_lti11(tool) && tool.login_url.empty();
        });
        return unknown ? "<p>This Canvas does not know yet where the tool is: name its URLs in a tool file and start "
                         "<code>easel serve --tool FILE</code>, or register it by the control API.</p>"
                       : "";
    }

    std::string people() const {
        std::string text = "<h2>Who you are</h2><table>" + html_row({"Person", "Name", "Courses"}, "th");
        for (auto const& user : world_.users) {
            if (user.deleted) continue;
            std::string places;
            for (auto const& course : world_.courses) {
                if (!course.cloned_from.empty()) continue;
                for (auto const& enrolment : course.enrolments) {
                    if (enrolment.user != user.id) continue;
                    places += (places.empty() ? "" : ", ") + course.name + " (" +
                              std::string(world::to_string(enrolment.role)) +
                              (enrolment.state == world::EnrolmentState::active ? "" : ", not active") + ")";
                }
            }
            bool const here = user.name == as_;
            auto const shown = here ? "<span class=\"now\">" + base::html_escape(user.name) + "</span>"
                                    : html_link(visit_.link("/", {{"as", user.name}}), user.name);
            text += html_row({shown, html_text(user.full_name), html_text(places)});
        }
        return text + "</table>";
    }

    std::string course_text(world::Course const& course) const {
        auto text = "<h2>" + base::html_escape(course.title) + " <span class=\"note\">" +
                    base::html_escape(course.label) + "</span></h2>";
        text += assignments(course) + modules(course) + links(course) + placements(course) + groups(course);
        return text;
    }

    std::string assignments(world::Course const& course) const {
        std::string rows;
        for (auto const& assignment : world_.assignments) {
            if (assignment.course != course.id || assignment.deleted) continue;
            bool const opens = assignment.tool != 0 && !assignment.name.empty();
            auto const title =
                opens ? open(assignment.title, {{"to", assignment.name}}) : base::html_escape(assignment.title);
            auto const due = assignment.due_at ? base::to_iso8601(*assignment.due_at, 0) : std::string("-");
            rows += html_row({title, number_text(assignment.points), due, assignment.published ? "" : "unpublished"});
        }
        return rows.empty() ? ""
                            : "<h3>Assignments</h3><table>" + html_row({"Assignment", "Points", "Due", ""}, "th") +
                                  rows + "</table>";
    }

    std::string modules(world::Course const& course) const {
        std::string text;
        for (auto const& module : world_.modules) {
            if (module.course != course.id || module.deleted) continue;
            text += "<h3>Module " + base::html_escape(module.title) +
                    (module.published ? "" : " <span class=\"note\">unpublished</span>") + "</h3><ul>";
            for (auto const& item : world_.module_items)
                if (item.module == module.id && !item.deleted) text += "<li>" + module_item(item) + "</li>";
            text += "</ul>";
        }
        return text;
    }

    std::string module_item(world::ModuleItem const& item) const {
        if (auto const* assignment = world::assignment_by_id(world_, item.assignment);
            assignment != nullptr && assignment->tool != 0 && !assignment->name.empty())
            return open(item.title, {{"to", assignment->name}});
        auto const link = std::find_if(world_.links.begin(), world_.links.end(), [&](auto const& each) {
            return each.id == item.link;
        });
        if (link != world_.links.end()) return open(item.title, {{"link", link->link_id}});
        return base::html_escape(item.title);
    }

    std::string links(world::Course const& course) const {
        std::string text;
        for (auto const& link : world_.links) {
            if (link.deleted || link.context_kind != world::ContextKind::course || link.context != course.id) continue;
            bool const in_module =
                std::any_of(world_.module_items.begin(), world_.module_items.end(), [&](auto const& item) {
                    return item.link == link.id && !item.deleted;
                });
            if (!in_module)
                text +=
                    "<li>" + open(link.title.empty() ? link.link_id : link.title, {{"link", link.link_id}}) + "</li>";
        }
        return text.empty() ? "" : "<h3>Links</h3><ul>" + text + "</ul>";
    }

    /// A row of a tool's placements; `fields` name the context.
    std::string row(world::Tool const& tool, bool of_account, base::Fields const& fields) const {
        std::string shown;
        for (auto const& placement : tool.placements) {
            if (!placement.enabled || is_of_account(placement) != of_account) continue;
            auto all = fields;
            all.emplace_back("tool", tool.name);
            all.emplace_back("placement", placement.name);
            bool const picks = placement.message_type == "LtiDeepLinkingRequest" ||
                               placement.message_type == "ContentItemSelectionRequest";
            shown += (shown.empty() ? "" : "<br>") + open(placement.name, std::move(all)) +
                     (picks ? " <span class=\"note\">picker</span>" : "");
        }
        auto const title = base::html_escape(tool.title.empty() ? tool.name : tool.title) +
                           (world::is_lti11(tool) ? " <span class=\"note\">LTI 1.1</span>" : "");
        return shown.empty() ? "" : html_row({title, shown});
    }

    /// In the course or in an account above it.
    bool is_there(world::Tool const& tool, world::Course const& course) const {
        auto const chain = world::chain_of(world_, course);
        return std::any_of(chain.begin(), chain.end(), [&](auto const& place) { return world::is_installed(world_, tool, place); });
    }

    std::string placements(world::Course const& course) const {
        std::string rows;
        for (auto const& tool : world_.tools)
            if (!tool.deleted && is_there(tool, course))
                rows += row(tool, false, {{"course", course.name}});
        return rows.empty() ? ""
                            : "<details><summary>Placements</summary><table>" + html_row({"Tool", "Placement"}, "th") +
                                  rows + "</table></details>";
    }

    std::string groups(world::Course const& course) const {
        std::string text;
        for (auto const& group : world_.groups) {
            if (group.course != course.id || group.deleted) continue;
            std::string members;
            for (auto const id : group.members)
                if (auto const* user = world::user_by_id(world_, id))
                    members += (members.empty() ? "" : ", ") + user->name;
            std::string tools;
            for (auto const& tool : world_.tools)
                if (!tool.deleted && tool.course == 0)
                    tools += " " + open(tool.title, {{"group", group.name}, {"tool", tool.name}});
            text +=
                html_row({base::html_escape(group.title.empty() ? group.name : group.title), html_text(members), tools}
                );
        }
        return text.empty()
                   ? ""
                   : "<h3>Groups</h3><table>" + html_row({"Group", "Members", "Open"}, "th") + text + "</table>";
    }

    std::string account() const {
        std::string rows;
        for (auto const& tool : world_.tools)
            if (!tool.deleted && tool.course == 0 && tool.account == 0) rows += row(tool, true, {{"account", "true"}});
        if (rows.empty()) return "";
        return "<h2>" + base::html_escape(world_.account.name) + " <span class=\"note\">account</span></h2><table>" +
               html_row({"Tool", "Placement"}, "th") + rows + "</table>";
    }

    Visit const& visit_;
    World& world_;
    std::string as_;
};

} // namespace

http::Response overview_page(Visit const& visit) {
    return html_page(visit, "Easel, a mock Canvas", Overview(visit).text());
}

} // namespace easel::cli
