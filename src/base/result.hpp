#pragma once

#include <boost/system/result.hpp>

#include <string>

namespace easel::base {

/// What kind of trouble kept us from doing something; decides the exit code.
enum class FaultKind {
    io = 1,      ///< socket, process or file trouble (exit 5)
    timeout,     ///< a deadline passed; the message names it
    limit,       ///< a documented limit was hit; the message names it
    bad_file,    ///< a scenario, world or tool file is wrong (exit 3)
    usage,       ///< a command line is wrong (exit 2)
    unreachable, ///< the tool, or something it names, does not answer (exit 4)
    internal,    ///< our own bug (exit 5)
};

/// We could not do it. Never the tool's fault, never Canvas's answer (those are a verdict and a refusal).
struct Fault {
    FaultKind kind = FaultKind::internal;
    std::string message; ///< our words, one sentence, no final period
    std::string where;   ///< `file:line:column`, URL or exchange at fault; may be empty
};

/// `message`, preceded by `where` when there is one.
[[nodiscard]] std::string to_string(Fault const& fault);

[[noreturn]] void throw_exception_from_error(Fault const& fault, boost::source_location const& at);

template <class T>
using Result = boost::system::result<T, Fault>;

} // namespace easel::base
