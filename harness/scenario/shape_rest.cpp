// Shapes of the steps that people's programs and admins play at the platform: `rest`, `install`.
#include "scenario/shape_send.hpp"

namespace easel::scenario {

using yaml::key;
using yaml::required;
using yaml::Shape;

namespace {

/// A value that the engine works out when the step plays.
Shape late(Shape const& shape) {
    return shape.or_expression();
}
Shape map() {
    return late(Shape::map_of(Shape::anything()));
}
Shape text() {
    return late(Shape::either({Shape::text(), Shape::nothing()}));
}

} // namespace

Shape rest_shape() {
    return Shape::object({
        key("as", text(), "a user of the world, whose token goes with the call; nobody's otherwise"),
        key("token", text(), "a token of the world by its name, none, or the token itself; that of `as` otherwise"),
        key("method",
            late(Shape::one_of_text({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"})),
            "GET otherwise, POST with a body"),
        required("path", late(Shape::text()), "below /api/v1; with /api in front, or a URL, as it stands"),
        key("query", map(), "nested mappings are written a[b]=c, lists a[]=c"),
        key("form", map(), "sent as application/x-www-form-urlencoded; nested as in a query"),
        key("multipart", map(), "sent as multipart/form-data; nested as in a query"),
        key("json", Shape::anything(), "sent as application/json"),
        key("body", text(), "sent as it stands"),
        key("content_type", text()),
        key("headers", map()),
        key("session", text(), "whose browser session the call carries"),
        key("follow", late(Shape::boolean()), "goes on where the answer leads, with the session that it begins"),
        key("keep", text(), "a name for the answer's body: ${NAME.id} is a member of it"),
    });
}

Shape install_shape() {
    return Shape::object({
        key("in", text(), "a course or sub-account of the world, or account; account otherwise"),
        key("as", text(), "a user of the world, whose token goes with the call; an admin of the account otherwise"),
        key("xml", text(), "configuration XML"),
        key("url", text(), "where configuration XML is"),
        key("json", Shape::anything(), "a developer key's configuration"),
        key("client_id", text(), "of a developer key that is there; beside json, of the key that is made"),
        key("name", text(), "of the tool, or of the developer key"),
        key("key", text(), "consumer key"),
        key("secret", text(), "shared secret"),
        key("privacy", text(), "privacy level"),
        key("form", map(), "further parameters of the API, as with rest"),
        key("keep", text(), "a name: the tool's in the world, and of what the answer says"),
    });
}

namespace {

std::vector<Shape::Field> rest_expectations() {
    return {
        key("status", late(Shape::integer(100, 599))),
        key("message", late(Shape::text()), "the error's message"),
        key("body", Shape::anything(), "members of the answer's body"),
        key("text", late(Shape::text()), "a part of the answer's body"),
        key("headers", map()),
        key("fact", late(Shape::text()), "the fact that must have decided"),
        key("count", late(Shape::integer(0, 100'000)), "how many items came"),
    };
}

} // namespace

Shape rest_expectation_shape() {
    auto fields = rest_expectations();
    fields.push_back(key("form", map(), "fields of the form on the page that came"));
    fields.push_back(key("action", late(Shape::text()), "address of that form"));
    return Shape::object(std::move(fields));
}

Shape install_expectation_shape() {
    auto fields = rest_expectations();
    fields.push_back(key("complaints", late(Shape::list_of(Shape::anything())), "json: what is wrong, in Canvas's order"));
    for (auto const* of_json : {"internal", "key", "tool"})
        fields.push_back(key(of_json, map(), "json: as with send config"));
    return Shape::object(std::move(fields));
}

} // namespace easel::scenario
