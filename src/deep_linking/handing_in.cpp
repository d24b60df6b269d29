#include "deep_linking/handing_in.hpp"

#include "services/files.hpp"
#include "services/gradebook.hpp"

namespace easel::deep_linking {

bool Homework::is_possible() const {
    auto const* const found = world::assignment_by_id(world, assignment);
    return user != nullptr && found != nullptr && !found->deleted && context.course != nullptr &&
           found->course == context.course->id && world::is_active_student(*context.course, user->id);
}

void hand_in_url(Homework const& homework, std::string type, std::string url) {
    services::Work work;
    work.type = std::move(type);
    work.url = std::move(url);
    work.at = homework.now;
    auto const& assignment = *world::assignment_by_id(homework.world, homework.assignment);
    for (auto const student : services::submitters(homework.world, assignment, homework.user->id))
        services::hand_in(homework.world, world::submission_of(homework.world, assignment.id, student), work, true);
}

void hand_in_file(Homework const& homework, File file) {
    auto& progress = services::queue_file(
        homework.world,
        {homework.assignment, homework.user->id, std::move(file.url), std::move(file.name), std::move(file.media_type)},
        homework.now
    );
    progress.submits = true;
}

void import_file(world::World& world, world::User const& user, File file, base::Instant now) {
    auto& progress = services::queue_file(
        world, {0, user.id, std::move(file.url), std::move(file.name), std::move(file.media_type)}, now
    );
    progress.tag = "content_migration";
}

} // namespace easel::deep_linking
