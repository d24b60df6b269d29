#include "content_items/finding.hpp"

#include "base/text.hpp"
#include "base/url.hpp"

#include <charconv>

namespace easel::content_items {
namespace {

std::optional<world::Id> integer(std::string_view text) {
    world::Id id = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size() || id <= 0) return std::nullopt;
    return id;
}

} // namespace

std::optional<Place> place_of(std::vector<std::string> const& parts) {
    if (parts.size() < 3 || !parts[0].empty()) return std::nullopt;
    Place place;
    if (parts[1] == "courses") {
        place.context = world::ContextKind::course;
    } else if (parts[1] == "accounts") {
        place.context = world::ContextKind::account;
    } else if (parts[1] == "groups") {
        place.context = world::ContextKind::group;
    } else {
        return std::nullopt;
    }
    place.id = integer(parts[2]);
    return place;
}

bool reaches(world::Tool const& tool, world::Context const& context) {
    if (tool.deleted || !world::is_lti11(tool)) return false;
    return tool.course == 0 || (context.course != nullptr && tool.course == context.course->id);
}

world::Tool const* tool_of_url(world::World const& world, world::Context const& context, std::string_view written) {
    auto const url = base::parse_url(written);
    if (!url) return nullptr;
    world::Tool const* found = nullptr;
    for (auto const& tool : world.tools) {
        auto const own = base::parse_url(base::trim(tool.target_link_uri));
        bool const fits = reaches(tool, context) && ((own && own->host == url->host) || tool.domain == url->host);
        if (fits && (found == nullptr || (found->course == 0 && tool.course != 0))) found = &tool;
    }
    return found;
}

world::User const* user_of_session(world::World const& world, std::string_view session) {
    if (session.empty()) return nullptr;
    for (auto const& user : world.users)
        if (user.legacy_id == session) return &user;
    return nullptr;
}

} // namespace easel::content_items
