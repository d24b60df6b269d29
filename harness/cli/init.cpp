// `easel init`: writes a tool file, whole or not at all.
#include "cli/init_draft.hpp"
#include "cli/suites.hpp"
#include "tool/tool_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <iostream>
#include <sys/stat.h>
#include <unistd.h>

namespace easel::cli {
namespace {

namespace fs = std::filesystem;
using base::Fault;
using base::FaultKind;

constexpr char const* workflow_file = ".github/workflows/easel.yml";

int complain(Fault const& fault, int exit_code) {
    std::cerr << "easel: " << to_string(fault) << "\n";
    return exit_code;
}

bool is_there(std::string const& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

/// Under another name first: nobody ever sees half of it.
std::optional<Fault> write_whole(std::string const& path, std::string const& text, bool replace) {
    auto const fail = [&](std::string const& what) {
        return Fault{FaultKind::io, what + ": " + std::strerror(errno), path};
    };
    auto const folder = fs::path(path).parent_path();
    std::error_code trouble;
    if (!folder.empty()) fs::create_directories(folder, trouble);
    auto const beside = path + "." + std::to_string(::getpid()) + ".tmp";
    int const descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0) return fail("cannot write the file");
    std::size_t written = 0;
    while (written < text.size()) {
        auto const step = ::write(descriptor, text.data() + written, text.size() - written);
        if (step <= 0) break;
        written += static_cast<std::size_t>(step);
    }
    bool const whole = written == text.size() && ::fsync(descriptor) == 0;
    std::optional<Fault> fault;
    if (!whole) fault = fail("cannot write the file");
    ::close(descriptor);
    // A link fails where a file has come into being meanwhile; a rename would replace it.
    bool const placed = !fault && (replace ? ::rename(beside.c_str(), path.c_str()) == 0 : ::link(beside.c_str(), path.c_str()) == 0);
    if (!fault && !placed) fault = fail("cannot write the file");
    if (fault || !replace) ::unlink(beside.c_str());
    return fault;
}

Drafted drafted(Init const& options) {
    if (!options.from_json.empty()) return draft_from_json(options);
    if (!options.registration.empty()) return draft_by_registration(options);
    return ask_for_draft(options);
}

} // namespace

int init(Init const& options) {
    std::vector<std::string> files{options.output};
    if (!options.ci.empty()) files.emplace_back(workflow_file);
    for (auto const& file : files) {
        if (std::error_code ignored; fs::is_directory(file, ignored)) return complain({FaultKind::usage, "this is a folder", file}, exit_usage);
        if (is_there(file) && !options.force)
            return complain({FaultKind::usage, "the file is there already; --force replaces it", file}, exit_usage);
    }
    auto const found = drafted(options);
    if (!found.draft) return found.exit_code;
    auto const text = tool_file_text(*found.draft, options);

    yaml::Problems problems;
    auto const document = yaml::parse(text, options.output, problems);
    if (problems.empty()) tool::tool_file_shape().check(document.root, problems);
    if (problems.empty()) (void)tool::read_tool_file(document, {}, problems);
    if (!problems.empty()) {
        print_problems(problems, {document});
        return exit_bad_file;
    }
    if (auto const fault = write_whole(options.output, text, options.force)) return complain(*fault, exit_trouble);
    std::cout << options.output << " describes " << found.draft->name << ".\n";
    if (!options.ci.empty()) {
        if (auto const fault = write_whole(workflow_file, workflow_text(options.output), options.force))
            return complain(*fault, exit_trouble);
        std::cout << workflow_file << " judges it in CI.\n";
    }
    auto const tool = options.output == "easel.yaml" ? std::string() : " --tool " + options.output;
    std::cout << "Next: easel doctor" << tool << ", then easel run" << tool << "\n";
    return exit_ok;
}

} // namespace easel::cli
