#pragma once

#include "world/world.hpp"

#include <optional>
#include <string>
#include <vector>

/// What happens to submissions and results, whoever makes it happen: a score, a file that arrived, a person.
namespace easel::services {

/// Whose submission it is when `user` hands in: the students of the user's group by id, else the user alone.
/// @par Source canvas/ags.md 5.10
[[nodiscard]] std::vector<world::Id> submitters(world::World& world, world::Assignment const& assignment, world::Id user);

/// What is handed in.
struct Work {
    std::string type;
    std::string url;
    std::string body;
    std::vector<world::Attachment> attachments;
    base::Instant at;
};
/// One student's submission; what was there is replaced. `uses_attempt` is decided by the caller. @par Source ags.md 5.7
void hand_in(world::World& world, world::Submission& submission, Work const& work, bool uses_attempt);

/// The score as the gradebook shows it: "4", "4.5", "40%", "B+", "complete".
/// @par Source canvas/ags.md 5.6
[[nodiscard]] std::string grade_text(world::Assignment const& assignment, double score);

enum class Grader { tool, person };
/// A grade of `score` points less what the late policy takes, with `text` for the grade (pass/fail) or none.
/// @par Source canvas/ags.md 5.4
void give_grade(
    world::World& world, world::Assignment const& assignment, world::Submission& submission, double score,
    std::optional<std::string> text, Grader grader
);
/// Takes score and grade away; what was graded is merely handed in then.
void clear_grade(world::World& world, world::Submission& submission);

/// The student's result on the assignment's default line item takes the submission's score where that is no longer
/// `before`; what waited for a person has been graded. @par Source canvas/ags.md 5.11
void follow_in_result(
    world::World& world, world::Assignment const& assignment, world::Submission const& submission,
    std::optional<double> before
);

} // namespace easel::services
