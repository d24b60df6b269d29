// Shapes of the steps that people's programs and admins play at the platform: `rest`, `install`.
#include "scenario/shape_send.hpp"

namespace easel::scenario {

using yaml::key;
using yaml::required;
using yaml::Shape;

Shape rest_shape() {
    return Shape::object({
        key("as", late_text(), "a user of the world, whose token goes with the call; nobody's otherwise"),
        key("token", late_text(), "a token of the world by its name, none, or the token itself; that of `as` otherwise"),
        key("method",
            late(Shape::one_of_text({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"})),
            "GET otherwise, POST with a body"),
        required("path", late(Shape::text()), "below /api/v1; with /api in front, or a URL, as it stands"),
        key("query", late_map(), "nested mappings are written a[b]=c, lists a[]=c"),
        key("form", late_map(), "sent as application/x-www-form-urlencoded; nested as in a query"),
        key("multipart", late_map(), "sent as multipart/form-data; nested as in a query"),
        key("json", Shape::anything(), "sent as application/json"),
        key("body", late_text(), "sent as it stands"),
        key("content_type", late_text()),
        key("headers", late_map()),
        key("session", late_text(), "whose browser session the call carries"),
        key("follow", late(Shape::boolean()), "goes on where the answer leads, with the session that it begins"),
        key("keep", late_text(), "a name for the answer's body: ${NAME.id} is a member of it"),
    });
}

Shape install_shape() {
    return Shape::object({
        key("in", late_text(), "a course or sub-account of the world, or account; account otherwise"),
        key("as", late_text(), "a user of the world, whose token goes with the call; an admin of the account otherwise"),
        key("xml", late_text(), "configuration XML"),
        key("url", late_text(), "where configuration XML is"),
        key("json", Shape::anything(), "a developer key's configuration"),
        key("client_id", late_text(), "of a developer key that is there; beside json, of the key that is made"),
        key("name", late_text(), "of the tool, or of the developer key"),
        key("key", late_text(), "consumer key"),
        key("secret", late_text(), "shared secret"),
        key("privacy", late_text(), "privacy level"),
        key("form", late_map(), "further parameters of the API, as with rest"),
        key("keep", late_text(), "a name: the tool's in the world, and of what the answer says"),
    });
}

namespace {

std::vector<Shape::Field> rest_expectations() {
    auto fields = answer_expectations();
    fields.push_back(key("text", late(Shape::text()), "a part of the answer's body"));
    return fields;
}

} // namespace

Shape rest_expectation_shape() {
    auto fields = rest_expectations();
    fields.push_back(key("form", late_map(), "fields of the form on the page that came"));
    fields.push_back(key("action", late(Shape::text()), "address of that form"));
    return Shape::object(std::move(fields));
}

Shape install_expectation_shape() {
    auto fields = rest_expectations();
    fields.push_back(key("complaints", late_list(), "json: what is wrong, in Canvas's order"));
    for (auto const* of_json : {"internal", "key", "tool"})
        fields.push_back(key(of_json, late_map(), "json: as with send config"));
    return Shape::object(std::move(fields));
}

} // namespace easel::scenario
