#pragma once

#include "world/context.hpp"

#include <string>

/// What becomes of what a picker brought for homework or an import, in LTI 1.3 and 1.1 alike.
/// @par Source canvas/deep-linking.md 3.15, 3.16; canvas/lti11.md 9
namespace easel::deep_linking {

/// Who hands in what, where; and whether that is possible: an active student, an assignment of the context.
struct Homework {
    world::World& world;
    world::Context const& context;
    world::User const* user;
    world::Id assignment;
    base::Instant now;
    [[nodiscard]] bool is_possible() const;
};
/// Work that is an address: `online_url`, or `basic_lti_launch` for one that opens the tool.
void hand_in_url(Homework const& homework, std::string type, std::string url);

struct File {
    std::string url;
    std::string name;
    std::string media_type; ///< "" : as it is answered
};
/// Canvas fetches the file behind the answer, then it is handed in.
void hand_in_file(Homework const& homework, File file);
/// Canvas fetches the file behind the answer, as course content.
void import_file(world::World& world, world::User const& user, File file, base::Instant now);

} // namespace easel::deep_linking
