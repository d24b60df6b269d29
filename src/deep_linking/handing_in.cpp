#include "deep_linking/handing_in.hpp"

#include "services/gradebook.hpp"

namespace easel::deep_linking {
namespace {

world::Progress& queue(world::World& world, world::User const& user, File file, base::Instant now) {
    auto& progress = world.progresses.emplace_back();
    progress.file = world.next_id++;
    progress.id = world.next_id++;
    progress.user = user.id;
    progress.created_at = now;
    progress.updated_at = now;
    auto name = file.url.substr(0, file.url.find_first_of("?#"));
    name.erase(0, name.rfind('/') + 1);
    progress.file_name = file.name.empty() ? name : std::move(file.name);
    progress.file_url = std::move(file.url);
    progress.media_type = file.media_type.empty() ? "unknown/unknown" : std::move(file.media_type);
    world::touch_rest(world);
    return progress;
}

} // namespace

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
    auto& progress = queue(homework.world, *homework.user, std::move(file), homework.now);
    progress.assignment = homework.assignment;
    progress.submits = true;
    world::touch(homework.world, progress);
}

void import_file(world::World& world, world::User const& user, File file, base::Instant now) {
    auto& progress = queue(world, user, std::move(file), now);
    progress.tag = "content_migration";
    world::touch(world, progress);
}

} // namespace easel::deep_linking
