#include "cli/secret_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace easel::cli {

std::optional<base::Fault> write_secret(std::string const& file, std::string const& secret) {
    auto const fail = [&] {
        return base::Fault{base::FaultKind::io, "cannot write the token: " + std::string(std::strerror(errno)), file};
    };
    int const descriptor =
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0) return fail();
    auto const text = secret + "\n";
    bool const written = ::fchmod(descriptor, S_IRUSR | S_IWUSR) == 0 &&
                         ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    auto const fault = written ? std::nullopt : std::optional(fail());
    ::close(descriptor);
    return fault;
}

} // namespace easel::cli
