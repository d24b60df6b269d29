#include "cli/options.hpp"

#include <exception>
#include <iostream>
#include <variant>

namespace {

using namespace easel::cli;

struct Obey {
    int operator()(Run const& options) const { return run(options); }
    int operator()(Serve const& options) const { return serve(options); }
    int operator()(Init const& options) const { return init(options); }
    int operator()(Doctor const& options) const { return doctor(options); }
    int operator()(List const& options) const { return list(options); }
    int operator()(Validate const& options) const { return validate(options); }
    int operator()(CheckConfig const& options) const { return check_config(options); }
    int operator()(Explain const& options) const { return explain(options); }
    int operator()(Schema const& options) const { return schema(options); }
    int operator()(ToolVerb const& options) const { return tool(options); }
    int operator()(Replay const& options) const { return replay(options); }
    int operator()(Ui const& options) const { return ui(options); }
    int operator()(Coverage const& options) const { return coverage(options); }
    int operator()(Report const& options) const { return report_verb(options); }
    int operator()(BaselineVerb const& options) const { return baseline(options); }
};

} // namespace

int main(int argc, char** argv) {
    try {
        int exit_code = exit_ok;
        auto const command = read_command_line(argc, argv, exit_code);
        return command ? std::visit(Obey{}, *command) : exit_code;
    } catch (std::exception const& error) {
        std::cerr << "easel: internal error: " << error.what() << "\n";
        return exit_trouble;
    }
}
