#include "base/json.hpp"
#include "lti13/variables.hpp"

namespace easel::lti13 {

using base::json::array;
using base::json::object;
using base::json::value;

namespace {

constexpr char const* brand_md5 = "3fd3ba18dd7bf1ae2d1c3cb9ef1f2a4a"; ///< part of the file names; any will do

std::string brand_file(Subject const& s, std::string_view ending) {
    return s.issuer.origin + "/dist/brandable_css/default/variables-" + brand_md5 +
           std::string(ending); // form inferred
}

void add_styles(VariableTable& table) {
    table["com.instructure.brandConfigJSON.url"] = {
        "6.2.34", [](Subject const& s) { return Expansion(brand_file(s, ".json")); }};
    table["com.instructure.brandConfigJS.url"] = {
        "6.2.34", [](Subject const& s) { return Expansion(brand_file(s, ".js")); }};
    table["com.instructure.brandConfigJSON"] = {"6.2.34", [](Subject const&) {
                                                    object const brand{
                                                        {"ic-brand-primary", "#0374B5"},
                                                        {"ic-brand-font-color-dark", "#2D3B45"},
                                                        {"ic-link-color", "#0374B5"},
                                                    };
                                                    return Expansion(base::dump(brand));
                                                }};
    table["Canvas.css.common"] = {
        "6.2.34", [](Subject const& s) { return Expansion(s.issuer.origin + "/dist/brandable_css/common.css"); }};
}

/// What an index page or a menu offers to the tool: "assignment_index_menu" knows of assignments.
std::optional<std::string> resource_type(Subject const& s) {
    if (s.course == nullptr || s.placement.find("_menu") == std::string::npos) return std::nullopt;
    static std::vector<std::pair<std::string_view, std::string_view>> const types{
        {"assignment_group_", "assignment_group"},
        {"assignment_", "assignment"},
        {"course_assignments_", "assignment"},
        {"discussion_topic_", "discussion_topic"},
        {"file_", "file"},
        {"module_", "module"},
        {"quiz_", "quiz"},
        {"wiki_", "page"},
    };
    for (auto const& [prefix, type] : types)
        if (s.placement.starts_with(prefix)) return std::string(type);
    return std::nullopt;
}

array available_resources(Subject const& s, std::string_view type) {
    array all;
    auto const add = [&](auto const& things) {
        for (auto const& thing : things)
            if (thing.course == s.course->id && !thing.deleted)
                all.push_back(object{{"id", std::to_string(thing.id)}, {"name", thing.title}});
    };
    if (type == "assignment") add(s.world.assignments);
    if (type == "module") add(s.world.modules);
    return all;
}

template <class Read>
Variable of_menu(Read read) {
    return {"6.2.35", [read](Subject const& s) -> Expansion {
                auto const type = resource_type(s);
                if (!type) return std::nullopt;
                return Expansion(read(s, *type));
            }};
}

} // namespace

void add_page_variables(VariableTable& table) {
    add_styles(table);
    auto const of_editor = [](std::string Subject::*member) {
        return Variable{"6.2.32", [member](Subject const& s) {
                            return s.placement == "editor_button" ? Expansion(s.*member) : Expansion{};
                        }};
    };
    table["com.instructure.Editor.contents"] = of_editor(&Subject::editor_contents);
    table["com.instructure.Editor.selection"] = of_editor(&Subject::editor_selection);
    table["com.instructure.PostMessageToken"] = {
        "6.2.33", [](Subject const& s) { return Expansion(s.world.random.uuid()); }};
    auto const type_itself = [](Subject const&, std::string const& type) { return value(type); };
    table["com.instructure.Course.accept_canvas_resource_types"] = of_menu(type_itself);
    table["com.instructure.Course.canvas_resource_type"] = of_menu(type_itself);
    table["com.instructure.Course.allow_canvas_resource_selection"] = of_menu([](Subject const& s, std::string const&) {
        return value(
            s.placement.find("_index_menu") != std::string::npos
        ); // only whole lists leave a choice (inferred)
    });
    table["com.instructure.Course.available_canvas_resources"] =
        of_menu([](Subject const& s, std::string const& type) { return value(available_resources(s, type)); });
}

} // namespace easel::lti13
