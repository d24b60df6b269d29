#include "content_items/creation.hpp"

#include "deep_linking/assignments.hpp"
#include "deep_linking/handing_in.hpp"
#include "world/visibility.hpp"

#include <boost/json.hpp>

#include <limits>

namespace easel::content_items {
namespace {

std::optional<int> pixels(json::object const& item, std::string_view side) {
    auto const* const advice = item.if_contains("placementAdvice");
    auto const* const value = advice == nullptr ? nullptr : base::member(*advice, side);
    auto const number = value == nullptr ? std::nullopt : base::number(*value);
    if (!number || *number < 0 || *number > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<int>(*number);
}

std::string title_of(json::object const& item) {
    return base::text_member(item, "title").value_or(base::text_member(item, "text").value_or(""));
}

json::object custom_of(json::object const& item) {
    auto const* const custom = item.if_contains("custom");
    return custom != nullptr && custom->is_object() ? custom->get_object() : json::object();
}

class Maker {
  public:
    Maker(Creation const& creation, traffic::Trail& trail)
        : creation_(creation),
          world_(creation.world),
          trail_(trail),
          placement_(creation.opener == nullptr ? std::string_view() : std::string_view(creation.opener->placement)) {}

    void make(json::object const& item) {
        auto const url = base::text_member(item, "url").value_or("");
        if (placement_ == "homework_submission") return hand_in(item, url);
        if (!world::is_staff(creation_.context, creation_.user)) return;
        if (placement_ == "migration_selection" && base::text_member(item, "@type") == "FileItem") {
            applies("9.6");
            return deep_linking::import_file(world_, *creation_.user, file_of(item, url), creation_.now);
        }
        if (!is_lti_link(item)) return;
        auto const* const tool = creation_.tool_of(url);
        if (tool == nullptr) return;
        if (placement_ == "assignment_selection" && creation_.context.kind == world::ContextKind::course)
            return make_assignment(item, url, *tool);
        if (placement_ == "editor_button") applies("9.7");
        auto const& link = make_link(item, url, *tool);
        add_to_module(link);
    }

  private:
    void applies(std::string_view row) { trail_.push_back({{"lti11/", row}, true}); }

    static deep_linking::File file_of(json::object const& item, std::string const& url) {
        return {url, title_of(item), base::text_member(item, "mediaType").value_or("")};
    }

    void hand_in(json::object const& item, std::string const& url) {
        deep_linking::Homework const homework{
            world_, creation_.context, creation_.user, creation_.opener->assignment, creation_.now};
        if (!homework.is_possible()) return;
        if (is_lti_link(item)) {
            applies("9.3");
            return deep_linking::hand_in_url(homework, "basic_lti_launch", url);
        }
        if (base::text_member(item, "@type") == "FileItem") {
            applies("9.5");
            return deep_linking::hand_in_file(homework, file_of(item, url));
        }
        if (base::text_member(item, "@type") != "ContentItem") return;
        applies("9.4");
        deep_linking::hand_in_url(homework, "online_url", url);
    }

    world::ResourceLink& make_link(json::object const& item, std::string const& url, world::Tool const& tool) {
        world::ResourceLink link;
        link.context_kind = creation_.context.kind;
        link.context = creation_.context.id;
        link.tool = tool.id;
        link.title = title_of(item);
        link.url = url;
        link.custom = custom_of(item);
        link.frame_width = pixels(item, "displayWidth");
        link.frame_height = pixels(item, "displayHeight");
        return world::add_link(world_, std::move(link));
    }

    /// Where the picker was opened to fill a module, the link is one of its lines.
    void add_to_module(world::ResourceLink const& link) {
        if (placement_ != "link_selection" && placement_ != "resource_selection") return;
        auto const* const module = world::module_by_id(world_, creation_.opener->module);
        auto const* const course = creation_.context.course;
        if (module == nullptr || module->deleted || course == nullptr || module->course != course->id) return;
        applies("9.1");
        world::add_module_line(world_, *module, {.link = link.id, .title = link.title});
    }

    /// The assignment form is filled in and saved, without points; it takes no title that is too long.
    void make_assignment(json::object const& item, std::string const& url, world::Tool const& tool) {
        applies("9.2");
        auto title = title_of(item).empty() ? tool.title : title_of(item);
        if (!deep_linking::is_title(title)) return;
        auto& made = world_.assignments.emplace_back();
        made.id = world_.next_id++;
        made.course = creation_.context.id;
        made.name = "tool-made-" + std::to_string(made.id);
        made.title = std::move(title);
        made.link_id = world_.random.uuid();
        made.tool = tool.id;
        made.no_points = true;
        made.target_link_uri = url;
        made.custom = custom_of(item);
        made.frame_width = pixels(item, "displayWidth");
        made.frame_height = pixels(item, "displayHeight");
        made.published = false;
        world::add_coupled_line_item(world_, made, tool.client_id);
        world::touch(world_, made);
        world::touch_rest(world_);
    }

    Creation const& creation_;
    world::World& world_;
    traffic::Trail& trail_;
    std::string_view placement_;
};

} // namespace

void create(Creation const& creation, json::array const& items, traffic::Trail& trail) {
    Maker maker(creation, trail);
    for (auto const& each : items) maker.make(each.as_object());
}

} // namespace easel::content_items
