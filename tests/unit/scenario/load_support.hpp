#pragma once

#include "scenario/scenario.hpp"

#include <map>
#include <string>

namespace easel::scenario {

using Files = std::map<std::string, std::string>;

inline Catalogue test_catalogue() {
    return {
        .requirements = {"LAUNCH-005", "LAUNCH-008", "LAUNCH-009", "LAUNCH-025", "ERR-003"},
        .facts = {"ags/5.2.10", "ags/5.2.13", "lti13-launch/3.1.2", "registration/2.4.2", "outcomes/3.2.5c"},
        .errors = {"timestamp-stale", "not-a-student", "bad_score", "timestamp-expired"},
    };
}

/// Loads one scenario as suite/launch/untrusted.yaml; `files` are what it may include.
inline Suite load_one(std::string const& text, Files const& files = {}) {
    Loader loader(test_catalogue());
    loader.add(text, "suite/launch/untrusted.yaml", "launch.untrusted", [&](std::string const& path) {
        auto const found = files.find(path);
        return found == files.end() ? std::nullopt : std::optional(found->second);
    });
    return loader.finish();
}

/// All problems in compiler form, for failing assertions.
inline std::string told(Suite const& suite) {
    std::string text;
    for (auto const& problem : suite.problems) {
        std::string const* source = nullptr;
        for (auto const& document : suite.documents)
            if (document.file == problem.at.file) source = document.source.get();
        text += format(problem, source) + "\n";
    }
    return text;
}

}  // namespace easel::scenario
