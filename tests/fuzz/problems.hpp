#pragma once

#include "base/codec.hpp"
#include "fuzz/fuzz.hpp"
#include "yaml/node.hpp"

namespace easel::fuzz {

/// Every problem can be shown, has a code and a place.
inline void check_problems(yaml::Problems const& problems, std::string const& source) {
    for (auto const& problem : problems) {
        require(!problem.code.empty() && !problem.message.empty(), "a problem says what it is");
        require(problem.at.line >= 0 && problem.at.column >= 0, "a problem is somewhere");
        auto const text = yaml::format(problem, &source);
        require(text.find(problem.code) != std::string::npos, "a printed problem shows its code");
        require(!yaml::format(problem, nullptr).empty(), "a problem can be shown without its source");
        if (base::is_valid_utf8(source)) require(base::is_valid_utf8(text), "what is printed is text: " + text);
    }
}

} // namespace easel::fuzz
