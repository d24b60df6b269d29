#include "cli/terminal.hpp"
#include "cli/workshop.hpp"

#include <iostream>

namespace easel::cli {

int doctor(Doctor const& options) {
    int exit_code = exit_ok;
    std::optional<ChosenTool> const tool = load_tool(options.tool, exit_code);
    if (!tool) return exit_code;
    WorkshopOptions how;
    how.clock = *choose_clock("", &tool->file);
    how.wait_for_tool = base::Duration(static_cast<base::Duration::rep>(options.wait_for_tool * 1000));
    Workshop workshop(tool, how);
    Workshop::Opened opened;
    auto const ending = workshop.run([&]() -> http::awaitable<void> {
        opened = co_await workshop.open();
        co_await workshop.close();
    });
    if (ending == Workshop::Ending::interrupted) workshop.leave(exit_interrupted);
    if (ending == Workshop::Ending::terminated) workshop.leave(exit_terminated);
    if (opened.fault) {
        std::cerr << "easel: " << to_string(*opened.fault) << "\n";
        return exit_code_of(*opened.fault);
    }
    bool const color = wants_color(options.color);
    auto const paint = [&](char const* code, std::string const& text) { return color ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text; };
    for (auto const& check : opened.setup) {
        auto const word = check.verdict == verdict::Verdict::passed   ? paint("32", "ok     ")
                          : check.verdict == verdict::Verdict::failed ? paint("31", "failed ")
                                                                      : paint("33", "warning");
        std::cout << word << "  " << check.id << "  " << check.detail << "\n";
        if (check.verdict != verdict::Verdict::passed && !check.hint.empty()) std::cout << "         " << check.hint << "\n";
    }
    return opened.ok() ? exit_ok : exit_unreachable;
}

} // namespace easel::cli
