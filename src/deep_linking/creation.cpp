#include "deep_linking/creation.hpp"

#include "deep_linking/assignments.hpp"
#include "traffic/checks.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace easel::deep_linking {

namespace {

constexpr std::array<std::string_view, 5> with_line_items{
    "course_assignments_menu",
    "module_index_menu_modal",
    "assignment_selection",
    "link_selection",
    "module_menu_modal"};
constexpr std::array<std::string_view, 2> with_new_module{"course_assignments_menu", "module_index_menu_modal"};

template <std::size_t Size>
bool holds(std::array<std::string_view, Size> const& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_line_item(json::object const& item) {
    auto const* const line_item = item.if_contains("lineItem");
    return line_item != nullptr && line_item->is_object();
}

/// One link and what became of it.
struct Link {
    json::object* item;
    world::Assignment* assignment = nullptr;
    [[nodiscard]] bool failed() const { return item->contains("errors"); }
};

class Creation {
  public:
    Creation(Submission& submission, Plan const& plan, traffic::Trail& trail)
        : submission_(submission),
          world_(submission.world),
          plan_(plan),
          trail_(trail) {
        for (auto& item : submission.items)
            if (is_link(item)) links_.push_back({&item.as_object()});
    }

    Created run() {
        auto const& data = submission_.data;
        if (plan_.line_items_in_play) applies("3.9");
        if (plan_.line_items_ignored) applies("3.10");
        if (data.placement == "link_selection" && links_.size() == 1 && !plan_.line_items_in_play) return row("3.1");
        if (data.placement == "collaboration") return row("3.2");
        bool const now = data.placement == "assignment_selection" || plan_.new_module || data.context_module_id != 0 ||
                         plan_.line_items_in_play;
        if (!now) {
            for (auto& link : links_) give_lookup(*link.item);
            return row("3.3");
        }
        if (data.placement == "assignment_selection") return row("3.4");

        auto* module = data.context_module_id == 0 ? nullptr : world::module_by_id(world_, data.context_module_id);
        if (module != nullptr && (module->deleted || submission_.context.course == nullptr ||
                                  module->course != submission_.context.course->id))
            module = nullptr;
        bool const there = data.context_module_id == 0 || module != nullptr;
        if (!there && !traffic::note(trail_, "deep-linking/3.13", false)) return {.module_missing = true};

        made_.reload_page = true;
        if (plan_.line_items_in_play) make_assignments();
        bool const all_failed =
            std::all_of(links_.begin(), links_.end(), [](Link const& link) { return link.failed(); });
        if (all_failed) {
            if (!links_.empty()) applies("3.2.3");
            return row("3.6");
        }
        bool const all_graded =
            std::all_of(links_.begin(), links_.end(), [](Link const& link) { return has_line_item(*link.item); });
        if (data.placement == "course_assignments_menu" && plan_.line_items_in_play && all_graded) return row("3.7");
        if (plan_.new_module) module = &make_module();
        if (module != nullptr)
            for (auto& link : links_)
                if (!link.failed()) add_to(*module, link);
        return row("3.8");
    }

  private:
    void applies(std::string_view row) { trail_.push_back({{"deep-linking/", row}, true}); }
    Created row(std::string const& row) {
        applies(row);
        return made_;
    }

    void make_assignments() {
        applies("3.5");
        bool edits = submission_.data.assignment_id != 0; // the first link becomes the assignment that is edited
        for (auto& link : links_) {
            if (!has_line_item(*link.item)) continue;
            link.assignment = make_assignment(submission_, *submission_.tool, *link.item, edits, trail_);
            edits = false;
        }
    }

    world::ResourceLink& make_link(json::object const& item) {
        world::ResourceLink link;
        link.context_kind = submission_.context.kind;
        link.context = submission_.context.id;
        link.tool = submission_.tool->id;
        link.title = base::text_member(item, "title").value_or("");
        link.url = base::text_member(item, "url").value_or("");
        link.custom = custom_of(item);
        link.frame_width = frame_of(item, "width");
        link.frame_height = frame_of(item, "height");
        applies("3.12");
        return world::add_link(world_, std::move(link));
    }

    /// Without a deployment there is nothing that a link could lead to; nobody asked for one (check 11).
    void give_lookup(json::object& item) {
        if (submission_.tool != nullptr) item["lookup_uuid"] = make_link(item).lookup_uuid;
    }

    world::Module& make_module() {
        auto& module = world_.modules.emplace_back();
        module.id = world_.next_id++;
        module.course = submission_.context.course->id;
        module.name = "tool-made-" + std::to_string(module.id);
        module.title = "New Content From App";
        module.published = false;
        world::touch(world_, module);
        made_.module_created = true;
        return module;
    }

    void add_to(world::Module const& module, Link const& link) {
        auto const content = link.assignment == nullptr ? make_link(*link.item).id : link.assignment->id;
        world::ModuleItem line;
        (link.assignment == nullptr ? line.link : line.assignment) = content;
        line.title = link.assignment != nullptr ? link.assignment->title
                                                : base::text_member(*link.item, "title").value_or("");
        line.new_tab = opens_new_tab(*link.item);
        world::add_module_line(world_, module, std::move(line));
    }

    Submission& submission_;
    world::World& world_;
    Plan const& plan_;
    traffic::Trail& trail_;
    std::vector<Link> links_;
    Created made_;
};

} // namespace

bool is_link(json::value const& item) {
    return base::text_member(item, "type") == "ltiResourceLink";
}

Plan plan_for(Submission const& submission) {
    Plan plan;
    auto const& data = submission.data;
    auto const& dialects = world::dialects_in(submission.world, submission.context);
    bool const in_course = submission.context.kind == world::ContextKind::course;
    bool const graded = std::any_of(submission.items.begin(), submission.items.end(), [](json::value const& item) {
        return is_link(item) && has_line_item(item.get_object());
    });
    plan.line_items_in_play =
        graded && in_course && dialects.deep_linking_line_items && holds(with_line_items, data.placement);
    plan.line_items_ignored = graded && !plan.line_items_in_play;
    plan.new_module = in_course && dialects.deep_linking_module_index && holds(with_new_module, data.placement);
    plan.needs_rights = data.placement == "assignment_selection" || data.context_module_id != 0 || plan.new_module ||
                        plan.line_items_in_play;
    return plan;
}

Created create(Submission& submission, Plan const& plan, traffic::Trail& trail) {
    return Creation(submission, plan, trail).run();
}

} // namespace easel::deep_linking
