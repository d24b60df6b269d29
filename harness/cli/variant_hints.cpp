#include "cli/variant_hints.hpp"

#include "reference_tool/reference_tool.hpp"

namespace easel::cli {

void fit_hints(tool::ToolFile& file, std::string_view variant) {
    auto const* shown = reference_tool::find_variant(variant);
    if (shown == nullptr) return;
    auto& oracle = file.oracle;
    auto const drop = [&file](tool::Action::Form form) {
        std::erase_if(file.actions, [form](auto const& action) { return action.second.form == form; });
    };
    for (auto const& kind : shown->silent) {
        if (kind == "markers") {
            oracle.accept_markers.clear();
            oracle.reject_markers.clear();
        } else if (kind == "views") {
            oracle.teacher_markers.clear();
            oracle.student_markers.clear();
        } else if (kind == "probe") {
            oracle.probe_url.clear();
        } else if (kind == "user") {
            oracle.user_marker.clear();
        } else if (kind == "error") {
            oracle.error_marker.clear();
        } else if (kind == "posts") {
            drop(tool::Action::Form::http);
        } else if (kind == "forms") {
            drop(tool::Action::Form::form);
        }
    }
}

} // namespace easel::cli
