#include "world/world.hpp"

namespace easel::world {

namespace {

/// "quiz1~2" -> "quiz1": clones of clones are named after the original.
std::string original_name(std::string const& name) {
    return name.substr(0, name.find('~'));
}

/// Copies a course's rows; every row that points at another of the course is made to point at the copy.
class Clone {
  public:
    Clone(World& world, Course const& from, int n)
        : world_(world),
          from_(from),
          suffix_("~" + std::to_string(n)) {}

    Course& make() {
        auto& made = course();
        groups(made);
        assignments(made);
        links(made);
        modules(made);
        touch_rest(world_); // ids and random
        return made;
    }

  private:
    using Ids = std::map<Id, Id>;

    /// The copy's name; what has none gets none, for no name is its own.
    std::string renamed(std::string const& name) const { return name.empty() ? name : original_name(name) + suffix_; }

    static Id copy_of(Ids const& copies, Id id) {
        auto const found = copies.find(id);
        return found == copies.end() ? id : found->second;
    }

    /// Adds to the table a copy of every row that `belongs`, changed by `change`; notes the ids.
    template <class Rows, class Belongs, class Change>
    Ids copy(Rows& rows, Belongs const& belongs, Change const& change) {
        Ids ids;
        auto const count = rows.size(); // the copies come behind it
        for (std::size_t i = 0; i != count; ++i) {
            if (!belongs(rows[i])) continue;
            auto made = rows[i];
            auto const old = made.id;
            made.id = ids[old] = world_.next_id++;
            change(made);
            touch(world_, rows.emplace_back(std::move(made)));
        }
        return ids;
    }

    Course& course() {
        Course made = from_;
        made.id = world_.next_id++;
        made.context_id = world_.random.hex(40);
        made.cloned_from = original_name(from_.name);
        made.name = made.cloned_from + suffix_;
        Ids sections;
        for (auto& section : made.sections) {
            auto const old = section.id;
            section.id = sections[old] = world_.next_id++;
            section.name = renamed(section.name);
        }
        for (auto& enrolment : made.enrolments) enrolment.section = copy_of(sections, enrolment.section);
        auto& added = world_.courses.emplace_back(std::move(made));
        touch(world_, added);
        return added;
    }

    void groups(Course const& to) {
        groups_ = copy(
            world_.groups,
            [&](Group const& group) { return group.course == from_.id; },
            [&](Group& group) {
                group.course = to.id;
                group.name = renamed(group.name);
                group.context_id = world_.random.hex(40);
            }
        );
    }

    void assignments(Course const& to) {
        assignments_ = copy(
            world_.assignments,
            [&](Assignment const& assignment) { return assignment.course == from_.id; },
            [&](Assignment& assignment) {
                assignment.course = to.id;
                assignment.name = renamed(assignment.name);
                assignment.link_id = world_.random.uuid();
            }
        );
        copy(
            world_.line_items,
            [&](LineItem const& item) { return assignments_.count(item.assignment) != 0; },
            [&](LineItem& item) { item.assignment = copy_of(assignments_, item.assignment); }
        );
    }

    void links(Course const& to) {
        auto const is_ours = [&](ResourceLink const& link) {
            if (link.context_kind == ContextKind::course) return link.context == from_.id;
            return link.context_kind == ContextKind::group && groups_.count(link.context) != 0;
        };
        links_ = copy(world_.links, is_ours, [&](ResourceLink& link) {
            link.context = link.context_kind == ContextKind::course ? to.id : copy_of(groups_, link.context);
            link.name = renamed(link.name);
            link.link_id = world_.random.uuid();
            link.lookup_uuid = world_.random.uuid();
        });
    }

    void modules(Course const& to) {
        auto const modules = copy(
            world_.modules,
            [&](Module const& module) { return module.course == from_.id; },
            [&](Module& module) {
                module.course = to.id;
                module.name = renamed(module.name);
            }
        );
        copy(
            world_.module_items,
            [&](ModuleItem const& item) { return modules.count(item.module) != 0; },
            [&](ModuleItem& item) {
                item.module = copy_of(modules, item.module);
                item.assignment = copy_of(assignments_, item.assignment);
                item.link = copy_of(links_, item.link);
            }
        );
    }

    World& world_;
    Course const& from_;
    std::string suffix_;
    Ids groups_;
    Ids assignments_;
    Ids links_;
};

} // namespace

Course& clone_course(World& world, Course const& course, int n) {
    return Clone(world, course, n).make();
}

} // namespace easel::world
