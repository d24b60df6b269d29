#include "scenario/shape_send.hpp"

#include "scenario/scenario.hpp"

namespace easel::scenario {

using yaml::key;
using yaml::required;
using yaml::Shape;
using Fields = std::vector<Shape::Field>;

Shape late(Shape const& shape) {
    return shape.or_expression();
}
Shape late_text() {
    return late(Shape::either({Shape::text(), Shape::nothing()}));
}
Shape late_map() {
    return late(Shape::map_of(Shape::anything()));
}
Shape late_list() {
    return late(Shape::list_of(Shape::anything()));
}

namespace {

Shape scalar() {
    return late(Shape::either({Shape::text(), Shape::number(), Shape::nothing()}));
}
Shape word(std::vector<std::string> words) {
    return late(Shape::one_of_text(std::move(words)));
}
Shape texts() {
    return late(Shape::list_of(Shape::text()));
}
Shape yes_or_no() {
    return late(Shape::boolean());
}
Shape span() {
    return late(Shape::duration());
}
Shape times() {
    return late(Shape::integer(1, 9));
}

Fields score() {
    auto const any = Shape::anything();
    return {
        key("user", scalar(), "a user of the world"),
        key("given", any, "scoreGiven"),
        key("of", any, "scoreMaximum"),
        key("resource_link_id", scalar(), "resourceLinkId"),
        key("timestamp", any),
        key("activity", any, "activityProgress"),
        key("grading", any, "gradingProgress"),
        key("comment", any),
        key("submitted_at", any, "submission.submittedAt"),
        key("submission", any, "the Canvas submission extension"),
    };
}

Fields filters() {
    return {key("tag", scalar()), key("resource_id", scalar()), key("resource_link_id", scalar())};
}

Fields line_item_members() {
    auto const any = Shape::anything();
    auto fields = filters();
    fields.push_back(key("label", any));
    fields.push_back(key("maximum", any, "scoreMaximum"));
    fields.push_back(key("start", any, "startDateTime"));
    fields.push_back(key("end", any, "endDateTime"));
    fields.push_back(key("extension", any, "the Canvas submission_type extension"));
    return fields;
}

Fields with(Fields fields, Shape::Field further) {
    fields.push_back(std::move(further));
    return fields;
}

Shape launch() {
    return late(Shape::object({
        key("as", late(Shape::text()), "a user of the world, or nobody"),
        key("to", late(Shape::text()), "an assignment, course, group or link, or account"),
        key("placement", late_text()),
        key("module", late_text(), "the module whose menu it is"),
        key("about", late_text(), "the assignment on whose page the placement is opened"),
        key("selection", late_text(), "what is selected in the editor"),
        key("item", scalar(), "LTI 1.1: the content item that the picker edits"),
        key("tool", late_text(), "a tool of the world; the probe otherwise"),
        key("message", late_text(), "message type instead of the placement's"),
        key("storage", yes_or_no(), "whether the page offers platform storage"),
        key("authorize", late_map(), "parameters that differ; omit: a list of those left out"),
        key("session", late_text(), "whose browser session it is, or none"),
        key("hint", word({"valid", "expired", "garbage", "forged", "missing"})),
        key("method", word({"get", "post"}), "of the first hop"),
        key("hop", word({"both", "first", "second"})),
        key("wait", span(), "between opening and authorization"),
        key("times", times(), "how often the authorization is asked"),
        key("until", word({"login"}), "only opens the link"),
        key("from", word({"login"}), "goes on from the previous launch's login initiation"),
    }));
}

Shape deep_link() {
    return late(Shape::object({
        required("as", late(Shape::text()), "a user of the world"),
        required("to", late(Shape::text()), "a course or group, or account"),
        required("placement", late(Shape::text())),
        key("module", late_text(), "the module whose menu it is"),
        key("tool", late_text(), "a tool of the world; the probe otherwise"),
        key("items", late(Shape::anything()), "content items"),
        key("claims", late_map(), "claims that differ"),
        key("header", late_map(), "members of the token's header that differ"),
        key("key", word({"probe", "attacker", "none"}), "whose key signs"),
        key("jwt", late_text(), "instead of the whole token"),
        key("omit", texts(), "fields of the form left out"),
        key("data", word({"keep", "missing", "tampered", "reused"}), "what becomes of the return URL's data"),
        key("to_context", late_text(), "where it is posted instead"),
        key("session", late_text(), "whose browser session it is, or none"),
        key("wait", span(), "between the picker's opening and the response"),
        key("age", span(), "between the response's making and its post"),
        key("times", times(), "how often the response is posted"),
    }));
}

Shape outcome() {
    auto const oauth = Shape::object({
        key("consumer_key", scalar()),
        key("secret", late_text(), "signs instead of the tool's"),
        key("signature_method", scalar()),
        key("timestamp", scalar()),
        key("nonce", scalar()),
        key("version", scalar()),
        key("body_hash", scalar()),
        key("token", scalar()),
        key("signature", late_text(), "instead of the right one"),
        key("twice", texts(), "parameters that are sent twice"),
        key("in", word({"header", "query", "body"}), "where the parameters stand; header otherwise"),
        key("unencoded", yes_or_no(), "values of the header are not percent-encoded"),
        key("realm", late_text(), "before the parameters of the header"),
        key("header", late_text(), "instead of the whole header"),
    });
    return late(Shape::object({
        key("assignment", late_text(), "an assignment of the world"),
        key("user", late_text(), "a user of the world"),
        key("tool", late_text(), "a tool of the world; the assignment's otherwise"),
        key("tool_id", scalar(), "in the address instead of the tool's"),
        key("endpoint", word({"passback", "legacy", "placement"}), "passback otherwise"),
        key("method", word({"GET", "POST", "PUT", "DELETE"})),
        key("operation", late_text(), "replaceResult otherwise"),
        key("sourcedid", late_text(), "instead of the right one"),
        key("message_id", scalar(), "imsx_messageIdentifier; a fresh one otherwise"),
        key("score", scalar(), "textString of resultScore"),
        key("total_score", scalar(), "textString of resultTotalScore"),
        key("text", late_text()),
        key("url", late_text()),
        key("launch_url", late_text(), "ltiLaunchUrl"),
        key("download_url", late_text(), "downloadUrl"),
        key("document_name", late_text(), "documentName"),
        key("submitted_at", late_text(), "submittedAt"),
        key("prioritize_non_tool_grade", yes_or_no()),
        key("needs_additional_review", yes_or_no()),
        key("document", late_text(), "instead of the whole body"),
        key("query", late_map(), "of the address; signed"),
        key("oauth", late(oauth), "parameters that differ before the request is signed; ~remove leaves one out"),
    }));
}

Shape content_item() {
    return late(Shape::object({
        required("as", late(Shape::text()), "a user of the world"),
        required("to", late(Shape::text()), "a course or assignment, or account"),
        required("placement", late(Shape::text())),
        key("tool", late_text(), "an LTI 1.1 tool of the world; tool otherwise"),
        key("item", scalar(), "the content item that the picker edits"),
        key("module", late_text(), "the module that is to be filled"),
        key("items", late(Shape::anything()), "the items of the graph"),
        key("content_items", late_text(), "instead of the whole JSON"),
        key("fields", late_map(), "fields of the form that differ; ~remove leaves one out"),
        key("data", word({"keep", "missing", "tampered"}), "what becomes of the request's data"),
        key("signed", yes_or_no(), "whether the form is signed; it is otherwise"),
        key("key", late_text(), "consumer key instead of the tool's"),
        key("secret", late_text(), "shared secret instead of the tool's"),
        key("path", late_text(), "where it is posted instead"),
        key("legacy", late_map(), "comes back by URL instead, with these parameters"),
        key("session", late_text(), "whose browser session it is, or none"),
    }));
}

Shape config() {
    auto const fetched = Shape::object({
        key("status", late(Shape::integer(0, 599))),
        key("reason", late_text()),
        key("content_type", late_text()),
        key("body", Shape::anything()),
        key("timed_out", yes_or_no()),
    });
    return late(Shape::object({
        key("document", Shape::anything(), "the configuration; a correct one otherwise"),
        key("change", late_map(), "JSON pointers into it, each with its new value or ~remove"),
        key("fetched", late(fetched), "what came from a configuration URL"),
        key("privacy", late_text(), "chosen at installing"),
        key("privacy_required", yes_or_no()),
        key("disabled", texts(), "placements switched off at installing"),
        key("redirect_uris", texts(), "given at installing"),
        key("name", late_text(), "of the key"),
    }));
}

Shape registration() {
    return late(Shape::object({
        key("ask",
            word({"create", "begin", "configuration", "read", "update", "show", "view"}),
            "what is asked; create otherwise"),
        key("document", Shape::anything(), "the registration; a correct one otherwise"),
        key("change", late_map(), "JSON pointers into it, each with its new value or ~remove"),
        key("token",
            word({"valid", "none", "garbage", "forged", "previous"}),
            "the registration token; a new one otherwise"),
        key("claims", late_map(), "claims of the token that differ"),
        key("existing", word({"previous"}), "the token is for changing the previous registration"),
        key("id", scalar(), "of the registration that is read, changed or shown; the previous one's otherwise"),
        key("client", word({"registered", "probe"}), "whose access token reads or changes it"),
        key("session", late_text(), "whose browser session asks"),
        key("wait", span(), "between the beginning and what is asked"),
    }));
}

} // namespace

std::vector<std::string> const& send_kinds() {
    // `line_item` and `token` last: beside another kind they are the line item's URL and the bearer token.
    static std::vector<std::string> const kinds{
        "score",
        "line_items",
        "line_item_create",
        "line_item_update",
        "line_item_delete",
        "results",
        "progress",
        "memberships",
        "outcome",
        "jwks",
        "get",
        "post",
        "put",
        "delete",
        "launch",
        "deep_link",
        "content_item",
        "config",
        "registration",
        "line_item",
        "token",
    };
    return kinds;
}

Shape send_shape(bool written) {
    auto const token = Shape::either({
        Shape::one_of_text({"valid", "none", "garbage", "expired", "wrong_signature", "no_scope"}),
        Shape::object({key("scopes", texts()), key("claims", late_map())}),
    });
    auto const client = Shape::one_of_text({"probe", "tool"});
    Fields const everywhere{
        key("as", written ? client.or_expression() : client, "probe otherwise"),
        key("token", late(token), "the bearer token; a valid one otherwise"),
        key("query", late_map()),
        key("headers", late_map()),
        key("body", Shape::anything(), "replaces the body: a raw text, or a mapping sent as JSON"),
        key("content_type", late_text()),
        key("extra", late_map(), "further members of the body"),
        key("omit", texts(), "members that the body leaves out"),
        key("session", late_text(), "whose browser session the call carries"),
    };
    auto const line_item = key("line_item", late_text(), "URL of the line item");
    Fields const token_request{
        key("assertion", late_map(), "changes to the client assertion, dotted"),
        key("scope", late_text()),
        key("grant_type", late_text()),
    };
    Fields const roster{
        key("role", scalar()),
        key("rlid", scalar(), "an assignment or link of the world, or a text"),
        key("limit", scalar()),
        key("page", scalar()),
    };
    auto const group = Shape::object({required("group", late(Shape::text()), "a group of the world")});

    auto const kind = [](char const* name, char const* value, Fields own) {
        return key(name, late_text(), value, std::move(own));
    };
    return Shape::one_key_of(
        {
            kind("score", "an assignment", with(score(), line_item)),
            kind("token", "nothing", token_request),
            kind("line_items", "a course or an assignment of it", filters()),
            kind("line_item", "an assignment", {line_item}),
            kind("line_item_create", "a course", line_item_members()),
            kind("line_item_update", "an assignment", with(line_item_members(), line_item)),
            kind("line_item_delete", "an assignment", {line_item}),
            kind("results", "an assignment", {line_item, key("user", scalar(), "a user of the world")}),
            key("progress",
                scalar(),
                "URL or id of a progress",
                {key("course", late_text(), "for an id that belongs to no course")}),
            key("memberships", late(Shape::either({Shape::text(), group})), "a course, or {group: GROUP}", roster),
            key("outcome", outcome(), "an LTI 1.1 tool posts a result, reads or deletes it"),
            kind("jwks", "nothing", {}),
            kind("get", "a path or URL of the platform", {}),
            kind("post", "a path or URL of the platform", {}),
            kind("put", "a path or URL of the platform", {}),
            kind("delete", "a path or URL of the platform", {}),
            key("launch", launch(), "opens a launch of the probe and asks for its authorization"),
            key("deep_link", deep_link(), "opens a picker of the probe and posts its response"),
            key("content_item", content_item(), "opens a picker of an LTI 1.1 tool and brings its content back"),
            key("registration", registration(), "asks what a tool asks that registers itself"),
            key("config", config(), "reads a developer key's configuration"),
        },
        everywhere
    );
}

std::vector<Shape::Field> answer_expectations() {
    return {
        key("status", late(Shape::integer(100, 599))),
        key("message", late(Shape::text()), "the error's message"),
        key("body", Shape::anything(), "members of the answer's body"),
        key("headers", late_map()),
        key("fact", late(Shape::text()), "the fact that must have decided"),
        key("count", late(Shape::integer(0, 100'000)), "how many items came"),
    };
}

std::vector<Shape::Field> call_expectations() {
    auto fields = answer_expectations();
    for (auto& further : Fields{
             key("answered", late(Shape::text()), "row of the error table that answered"),
             key("error", late(Shape::text()), "row of the error table"),
             key("form", late_map(), "fields of the request"),
             key("request", Shape::anything(), "members of the request's body"),
             key("code_major", late(Shape::text()), "outcome: imsx_codeMajor"),
             key("error_code", late(Shape::text()), "outcome: ext_canvas_error_code"),
             key("description", late(Shape::text()), "outcome: the first line of imsx_description"),
             key("severity", late(Shape::text()), "outcome: imsx_severity"),
             key("message_ref", late(Shape::text()), "outcome: imsx_messageRefIdentifier"),
             key("operation_ref", late(Shape::text()), "outcome: imsx_operationRefIdentifier"),
             key("operation_body", late(Shape::text()), "outcome: name of the element below imsx_POXBody"),
             key("result", scalar(), "outcome: the textString of a score that was read"),
         })
        fields.push_back(std::move(further));
    return fields;
}

Shape send_expectation_shape() {
    auto fields = call_expectations();
    for (auto& further : Fields{
             key("text", late(Shape::text()), "a part of the answer's body"),
             key("login", late_map(), "launch: fields of the login initiation"),
             key("claims", late_map(), "launch: members of the id_token"),
             key("header", late_map(), "launch: members of the id_token's header"),
             key("roles", late_list(), "launch: the roles claim, exactly"),
             key("error_description", late(Shape::text()), "launch: of the answer form"),
             key("action", late(Shape::text()), "launch: address of the answer form"),
             key("signed",
                 word({"without_query", "with_query"}),
                 "launch: what the signature of an LTI 1.1 launch counts"),
             key("refused", late(Shape::text()), "launch, deep_link, content_item: why the link is not opened at all"),
             key("response", late_map(), "deep_link, content_item: members of what the page hands on"),
             key("complaints", late_list(), "config: what is wrong, in Canvas's order"),
             key("internal", late_map(), "config: members of the internal form"),
             key("key", late_map(), "config: members of the developer key"),
             key("tool", late_map(), "config: members of the tool"),
         })
        fields.push_back(std::move(further));
    return Shape::object(std::move(fields));
}

} // namespace easel::scenario
