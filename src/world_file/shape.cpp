#include "world_file/world_file.hpp"

#include <cctype>

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
        // A number may be written as one; the builder says which ones there are.
        auto const numbers = Shape::either({Shape::integer(1, 599), words});
        fields.push_back({name, std::isdigit(static_cast<unsigned char>(values.front().front())) != 0 ? numbers : words}
        );
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
        {"sis_integration", Shape::text(), false, "SIS integration id"},
        {"observes", Shape::list_of(Shape::text()), false, "users whom this one observes"},
        {"locale", Shape::text(), false, "en, unless given"},
        {"time_zone", Shape::text(), false, "Etc/UTC, unless given"},
        {"avatar", Shape::text(), false, "URL of a picture"},
        {"admin",
         Shape::one_of_text({"account", "site"}),
         false,
         "an administrator of the account, or of the whole site"},
        {"deleted", Shape::boolean()},
    });
}

/// `{}` or nothing at all for what has a name and no more.
Shape object_or_nothing(std::vector<Shape::Field> fields) {
    return Shape::either({Shape::object(std::move(fields)), Shape::nothing()});
}

Shape enrolment() {
    auto const role = Shape::one_of_text({"student", "teacher", "ta", "observer", "designer", "test_student"});
    auto const state = Shape::one_of_text({"active", "invited", "inactive", "completed", "deleted"});
    auto const full = Shape::object({
        {"role", role, true},
        {"state", state},
        {"section", Shape::text(), false, "a section of the course; absent: its default section"},
    });
    return Shape::either({role, full, Shape::list_of(Shape::either({role, full}))});
}

Shape frame() {
    return Shape::object({{"width", Shape::integer(0, 100'000)}, {"height", Shape::integer(0, 100'000)}});
}

Shape custom() {
    return Shape::map_of(Shape::anything());
}

Shape group() {
    return object_or_nothing({
        {"title", Shape::text()},
        {"members", Shape::list_of(Shape::text()), false, "users"},
        {"leader", Shape::text(), false, "one of the members"},
    });
}

Shape link() {
    return Shape::object({
        {"tool", Shape::text(), true, "the tool that it launches"},
        {"title", Shape::text()},
        {"url", Shape::text(), false, "its own target_link_uri"},
        {"custom", custom(), false, "custom parameters of the link"},
        {"frame", frame()},
    });
}

Shape module() {
    auto const item = Shape::either({
        Shape::text(),
        Shape::object({
            {"item", Shape::text(), true, "an assignment or a link of the course"},
            {"title", Shape::text()},
            {"new_tab", Shape::boolean()},
            {"published", Shape::boolean()},
        }),
    });
    return object_or_nothing({
        {"title", Shape::text()},
        {"published", Shape::boolean()},
        {"items", Shape::list_of(item), false, "assignments and links of the course, in their order"},
    });
}

Shape late_policy() {
    return Shape::object({
        {"percent", Shape::number(), true, "deducted for each interval that a submission is late"},
        {"interval", Shape::duration(), false, "1d, unless given"},
        {"minimum", Shape::number(), false, "percent of the points below which no deduction goes"},
    });
}

Shape assignment() {
    return Shape::object({
        {"title", Shape::text()},
        {"description", Shape::text(), false, "HTML"},
        {"points", Shape::either({Shape::number(), Shape::nothing()}), false, "`~`: it has none, which is not 0"},
        {"grading", Shape::one_of_text({"points", "percent", "pass_fail", "letter_grade", "gpa_scale", "not_graded"})},
        {"attempts", Shape::integer(-1, 1000), false, "allowed attempts; absent or -1: unlimited"},
        {"due", time()},
        {"unlock", time()},
        {"lock", time()},
        {"published", Shape::boolean()},
        {"tool", Shape::text(), false, "the external tool that it launches; gives it a line item"},
        {"url", Shape::text(), false, "its own target_link_uri"},
        {"custom", custom(), false, "custom parameters of the link"},
        {"only_for", Shape::list_of(Shape::text()), false, "students it is assigned to; absent: everybody"},
        {"group", Shape::boolean(), false, "handed in and graded by the student's group"},
        {"grade_individually", Shape::boolean(), false, "each member of a group gets a grade of his own"},
        {"frame", frame()},
        {"new_tab", Shape::boolean()},
        {"submission_types", Shape::text(), false, "external_tool with a tool, else online_text_entry"},
    });
}

Shape course() {
    return Shape::object({
        {"title", Shape::text()},
        {"label", Shape::text(), false, "course code"},
        {"sis", Shape::text(), false, "SIS id"},
        {"account", Shape::text(), false, "the sub-account that it is in; absent: the root account"},
        {"state", Shape::one_of_text({"available", "unpublished", "completed", "deleted"})},
        {"end_at", time()},
        {"restrict_dates", Shape::boolean(), false, "people can take part between the course's dates only"},
        {"term_end_at", time()},
        {"public", Shape::boolean(), false, "anybody may look, logged in or not"},
        {"locale", Shape::text(), false, "the user's, unless given"},
        {"time_zone", Shape::text(), false, "Etc/UTC, unless given"},
        {"late_policy", late_policy()},
        {"past_contexts",
         Shape::list_of(Shape::text()),
         false,
         "context ids of courses it was copied from, newest first"},
        {"canvas", Shape::one_of_text(world::dated_sets()), false, "its own dated set of dialects"},
        {"dialects", dialects()},
        {"sections", Shape::map_of(object_or_nothing({{"title", Shape::text()}, {"sis", Shape::text()}}))},
        {"people", Shape::map_of(enrolment())},
        {"groups", Shape::map_of(group())},
        {"assignments", Shape::map_of(assignment())},
        {"links", Shape::map_of(link()), false, "links to tools that are no assignments"},
        {"modules", Shape::map_of(module())},
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

Shape placement() {
    return object_or_nothing({
        {"message_type",
         Shape::one_of_text(
             {"LtiResourceLinkRequest",
              "LtiDeepLinkingRequest",
              "basic-lti-launch-request",
              "ContentItemSelectionRequest"}
         ),
         false,
         "deep linking where the placement allows it, unless given; with LTI 1.1 (the last two) an ordinary launch"},
        {"enabled", Shape::boolean()},
        {"text", Shape::text(), false, "the tool's title, unless given"},
        {"target_link_uri", Shape::text()},
        {"custom", custom(), false, "custom parameters of the placement"},
        {"width", Shape::integer(0, 100'000)},
        {"height", Shape::integer(0, 100'000)},
        {"visibility", Shape::one_of_text({"admins", "members", "public"})},
        {"window_target", Shape::text(), false, "_blank: a new tab"},
        {"display_type", Shape::text()},
        {"default", Shape::one_of_text({"enabled", "disabled"}), false, "navigation only"},
    });
}

Shape tool() {
    return Shape::object({
        {"key", Shape::text(), false, "a key of this world, or a client id; an LTI 1.1 tool has none"},
        {"consumer_key", Shape::text(), false, "of an LTI 1.1 tool, which is launched at its target_link_uri"},
        {"shared_secret", Shape::text(), false, "what LTI 1.1 launches are signed with"},
        {"oauth_compliant", Shape::boolean(), false, "LTI 1.1: the launch URL's query is not copied into the form"},
        {"post_only", Shape::boolean(), false, "LTI 1.1: the launch URL's query is in the form alone"},
        {"deployment_id", Shape::text(), false, "\"<id>:<context id>\", unless given"},
        {"course", Shape::text(), false, "where it is installed; absent: in the account"},
        {"account", Shape::text(), false, "the sub-account where it is installed; absent: the root account"},
        {"deleted", Shape::boolean()},
        {"privacy", Shape::one_of_text({"anonymous", "email_only", "name_only", "public"})},
        {"title", Shape::text()},
        {"login_url", Shape::text()},
        {"target_link_uri", Shape::text()},
        {"custom", custom(), false, "custom parameters of the tool"},
        {"description", Shape::text()},
        {"domain", Shape::text(), false, "whose URLs are the tool's"},
        {"tool_id", Shape::text(), false, "the vendor's own"},
        {"not_selectable", Shape::boolean(), false, "not offered where links and assignments are made"},
        {"icon_url", Shape::text()},
        {"text", Shape::text(), false, "shown instead of the title"},
        {"width", Shape::integer(0, 100'000)},
        {"height", Shape::integer(0, 100'000)},
        {"placements",
         Shape::either({Shape::map_of(placement()), Shape::list_of(Shape::text())}),
         false,
         "every placement, unless given"},
        {"lti11",
         Shape::object({{"key", Shape::text(), true}, {"secret", Shape::text(), true}}),
         false,
         "the LTI 1.1 tool that it replaced"},
    });
}

Shape account() {
    return Shape::object({
        {"name", Shape::text()},
        {"guid", Shape::text()},
        {"groups", Shape::map_of(group())},
    });
}

Shape sub_account() {
    return object_or_nothing({
        {"title", Shape::text()},
        {"parent", Shape::text(), false, "the sub-account above it; absent: the root account"},
    });
}

Shape access_token() {
    return object_or_nothing({
        {"user", Shape::text(), false, "whose it is; absent: the user of the token's name"},
        {"token", Shape::text(), false, "what is sent as bearer; made up, unless given"},
        {"key", Shape::text(), false, "the key it was granted to, or a client id; absent: made by hand"},
        {"scopes", Shape::list_of(Shape::text()), false, "url:GET|/api/v1/...; absent: none are enforced"},
        {"expires", time(), false, "from when on it is refused and may be refreshed"},
        {"ends", time(), false, "from when on it is refused for good"},
        {"revoked", Shape::boolean()},
        {"opens_sessions", Shape::boolean(), false, "its sessionless launches log the person in; true, unless given"},
    });
}

Shape throttle() {
    return Shape::object({
        {"enabled", Shape::boolean()},
        {"maximum", Shape::number()},
        {"high_water_mark", Shape::number(), false, "full at or above"},
        {"outflow", Shape::number(), false, "per second"},
        {"up_front_cost", Shape::number()},
        {"cost_per_request", Shape::number(), false, "what a request is taken to have cost"},
        {"after_requests", Shape::integer(0, 1'000'000), false, "refuse every request after so many"},
        {"blocked", Shape::list_of(Shape::text()), false, "keys, tools or client ids that are always refused"},
    });
}

Shape file_service() {
    return Shape::object({
        {"status", Shape::integer(0, 599), false, "answered instead of taking the file; 0: nothing before the timeout"},
        {"body", Shape::text(), false, "of that answer"},
    });
}

} // namespace

Shape const& shape() {
    static Shape const world = Shape::object({
        {"canvas", Shape::one_of_text(world::dated_sets()), false, "dated set of dialects"},
        {"dialects", dialects()},
        {"account", account()},
        {"accounts", Shape::map_of(sub_account()), false, "accounts below the root account"},
        {"users", Shape::map_of(user())},
        {"courses", Shape::map_of(course())},
        {"keys", Shape::map_of(key())},
        {"tools", Shape::map_of(tool())},
        {"tokens", Shape::map_of(access_token()), false, "tokens of people for the REST API"},
        {"throttle", throttle().described("how requests are metered")},
        {"file_service", file_service().described("what fetches the files that scores name")},
        {"configuration_hosts",
         Shape::map_of(Shape::either({Shape::text(), Shape::nothing()})),
         false,
         "hosts that configurations may be fetched from, and the local origin that stands for each; ~: themselves"},
    });
    return world;
}

} // namespace easel::world_file
