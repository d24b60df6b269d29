#include "world_file/world_file.hpp"

namespace easel::world_file {

namespace {

using yaml::Shape;

Shape time() {
    return Shape::text().described("ISO 8601, or a span from now: \"+7d\", \"-1h30m\"");
}

Shape dialects() {
    std::vector<Shape::Field> fields;
    for (auto const& [name, values] : world::dialect_words()) {
        auto const words = Shape::one_of_text(values);
        // A status is written as a number; the builder says which ones there are.
        auto const statuses = Shape::either({Shape::integer(400, 499), words});
        fields.push_back({name, name == "concluded" ? statuses : words});
    }
    return Shape::object(std::move(fields)).described("where Canvas differs by date, flag or reading");
}

Shape user() {
    return Shape::object({
        {"name", Shape::text(), false, "full name; absent: the user has none"},
        {"given", Shape::text(), false, "first word of the name, unless given"},
        {"family", Shape::text(), false, "the rest of the name, unless given"},
        {"email", Shape::text()},
        {"login", Shape::text(), false, "login id; the user's key, unless given"},
        {"sis", Shape::text(), false, "SIS id"},
        {"observes", Shape::list_of(Shape::text()), false, "users whom this one observes"},
    });
}

Shape enrolment() {
    auto const role = Shape::one_of_text({"student", "teacher", "ta", "observer", "designer", "test_student"});
    auto const state = Shape::one_of_text({"active", "invited", "inactive", "completed", "deleted"});
    return Shape::either({
        role, Shape::object({{"role", role, true}, {"state", state}}
         )
    });
}

Shape assignment() {
    return Shape::object({
        {"title", Shape::text()},
        {"description", Shape::text(), false, "HTML"},
        {"points", Shape::number()},
        {"grading", Shape::one_of_text({"points", "pass_fail"})},
        {"attempts", Shape::integer(-1, 1000), false, "allowed attempts; absent or -1: unlimited"},
        {"due", time()},
        {"unlock", time()},
        {"published", Shape::boolean()},
        {"tool", Shape::text(), false, "the external tool that it launches; gives it a line item"},
        {"url", Shape::text(), false, "its own target_link_uri"},
        {"custom", Shape::map_of(Shape::anything()), false, "custom parameters of the link"},
    });
}

Shape course() {
    return Shape::object({
        {"title", Shape::text()},
        {"label", Shape::text(), false, "course code"},
        {"sis", Shape::text(), false, "SIS id"},
        {"state", Shape::one_of_text({"available", "unpublished", "completed", "deleted"})},
        {"end_at", time()},
        {"restrict_dates", Shape::boolean(), false, "people can take part between the course's dates only"},
        {"term_end_at", time()},
        {"people", Shape::map_of(enrolment())},
        {"assignments", Shape::map_of(assignment())},
    });
}

Shape key() {
    return Shape::object({
        {"client_id", Shape::text(), true},
        {"state", Shape::one_of_text({"active", "inactive", "deleted"})},
        {"on_for_account", Shape::boolean()},
        {"scopes", Shape::list_of(Shape::text())},
        {"public_jwk", Shape::map_of(Shape::anything())},
        {"public_jwk_url", Shape::text()},
        {"client_secret", Shape::text()},
        {"redirect_uris", Shape::list_of(Shape::text())},
    });
}

Shape tool() {
    return Shape::object({
        {"key", Shape::text(), true, "a key of this world, or a client id"},
        {"deployment_id", Shape::text(), false, "\"<id>:<context id>\", unless given"},
        {"course", Shape::text(), false, "where it is installed; absent: in the account"},
        {"deleted", Shape::boolean()},
        {"privacy", Shape::one_of_text({"anonymous", "email_only", "name_only", "public"})},
        {"title", Shape::text()},
        {"login_url", Shape::text()},
        {"target_link_uri", Shape::text()},
        {"custom", Shape::map_of(Shape::anything()), false, "custom parameters of the tool"},
    });
}

}  // namespace

Shape const& shape() {
    static Shape const world = Shape::object({
        {"canvas", Shape::one_of_text(world::dated_sets()), false, "dated set of dialects"},
        {"dialects", dialects()},
        {"account", Shape::object({{"name", Shape::text()}, {"guid", Shape::text()}})},
        {"users", Shape::map_of(user())},
        {"courses", Shape::map_of(course())},
        {"keys", Shape::map_of(key())},
        {"tools", Shape::map_of(tool())},
    });
    return world;
}

}  // namespace easel::world_file
