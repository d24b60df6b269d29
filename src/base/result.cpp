#include "base/result.hpp"

#include <stdexcept>

namespace easel::base {

std::string to_string(Fault const& fault) {
    return fault.where.empty() ? fault.message : fault.where + ": " + fault.message;
}

void throw_exception_from_error(Fault const& fault, boost::source_location const&) {
    throw std::runtime_error(to_string(fault));
}

}  // namespace easel::base
