// The `outcome` kind of a send step: an Outcomes request as an LTI 1.1 tool would make and sign it, and what is wrong
// with it.
#include "base/url.hpp"
#include "lti11/sourcedid.hpp"
#include "oauth1/oauth1.hpp"
#include "play/send.hpp"

#include <array>

namespace easel::play {
namespace {

namespace json = base::json;

constexpr auto removed = "~remove";
constexpr auto pox_namespace = "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0";

/// What the step says of the request, and whom it is about.
struct Outcome {
    Sender const& sender;
    Parameters asked;
    world::Tool const* tool = nullptr;
    std::string sourcedid;
    bool legacy = false;

    [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise) const {
        return asked.text(name).value_or(std::string(otherwise));
    }
};

std::string element(std::string_view name, std::string const& inside) {
    return "<" + std::string(name) + ">" + inside + "</" + std::string(name) + ">";
}

/// The element with that parameter's text; "" when the step does not name it.
std::string element_of(Outcome const& outcome, std::string_view parameter, std::string_view name) {
    auto const text = outcome.asked.text(parameter);
    return text ? element(name, base::html_escape(*text)) : std::string();
}

std::string score_of(Outcome const& outcome, std::string_view parameter, std::string_view name) {
    auto const text = element_of(outcome, parameter, "textString");
    return text.empty() ? std::string() : element(name, element("language", "en") + text);
}

std::string result(Outcome const& outcome) {
    std::string data;
    for (auto const& [parameter, name] : std::array<std::pair<char const*, char const*>, 5>{{
             {"text", "text"},
             {"url", "url"},
             {"download_url", "downloadUrl"},
             {"document_name", "documentName"},
             {"launch_url", "ltiLaunchUrl"},
         }})
        data += element_of(outcome, parameter, name);
    auto inside = score_of(outcome, "score", "resultScore") + score_of(outcome, "total_score", "resultTotalScore");
    if (!data.empty()) inside += element("resultData", data);
    return inside.empty() ? std::string() : element("result", inside);
}

std::string details(Outcome const& outcome) {
    auto inside = element_of(outcome, "submitted_at", "submittedAt");
    if (outcome.asked.flag("prioritize_non_tool_grade", false)) inside += "<prioritizeNonToolGrade/>";
    if (outcome.asked.flag("needs_additional_review", false)) inside += "<needsAdditionalReview/>";
    return inside.empty() ? std::string() : element("submissionDetails", inside);
}

std::string document(Outcome const& outcome) {
    auto const operation = outcome.text("operation", "replaceResult") + "Request";
    auto const guid = element("sourcedGUID", element("sourcedId", base::html_escape(outcome.sourcedid)));
    auto const id = outcome.text("message_id", outcome.sender.random.uuid());
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<imsx_POXEnvelopeRequest xmlns=\"" + std::string(pox_namespace) +
           "\">" +
           element(
               "imsx_POXHeader",
               element(
                   "imsx_POXRequestHeaderInfo",
                   element("imsx_version", "V1.0") + element("imsx_messageIdentifier", base::html_escape(id))
               )
           ) +
           element(
               "imsx_POXBody", element(operation, details(outcome) + element("resultRecord", guid + result(outcome)))
           ) +
           "</imsx_POXEnvelopeRequest>\n";
}

/// @par Source canvas/outcomes.md 7.2
std::string form(Outcome const& outcome) {
    auto operation = outcome.text("operation", "replaceResult");
    for (auto const& [name, type] : std::array<std::pair<char const*, char const*>, 3>{{
             {"replaceResult", "basic-lis-updateresult"},
             {"readResult", "basic-lis-readresult"},
             {"deleteResult", "basic-lis-deleteresult"},
         }})
        if (operation == name) operation = type;
    base::Fields fields{{"lti_message_type", operation}, {"sourcedid", outcome.sourcedid}};
    if (auto const score = outcome.asked.text("score")) fields.emplace_back("result_resultscore_textstring", *score);
    return base::form_encode(fields);
}

/// The OAuth parameters with what the step changes in them, the signature last.
base::Fields protocol(Outcome const& outcome, http::Request const& request) {
    auto const empty = json::object();
    auto const* const given = outcome.asked.object("oauth");
    Parameters const changes{given == nullptr ? empty : *given};
    auto const& sender = outcome.sender;
    auto const key = outcome.tool == nullptr ? std::string() : outcome.tool->consumer_key;
    auto const secret = changes.text("secret").value_or(outcome.tool == nullptr ? "" : outcome.tool->shared_secret);
    auto parameters = oauth1::protocol_parameters({key, secret}, {sender.random.hex(32), sender.now});
    if (!outcome.legacy) parameters.emplace_back("oauth_body_hash", oauth1::body_hash(request.body));
    for (auto const* name : {"consumer_key", "signature_method", "timestamp", "nonce", "version", "body_hash", "token"}) {
        auto const value = changes.text(name);
        if (!value) continue;
        if (*value == removed) {
            base::remove(parameters, std::string("oauth_") + name);
        } else {
            base::set(parameters, std::string("oauth_") + name, *value);
        }
    }
    for (auto const& name : changes.texts("twice")) {
        auto const* const value = base::find(parameters, "oauth_" + name);
        if (value != nullptr) parameters.emplace_back("oauth_" + name, std::string(*value));
    }
    auto const url = base::parse_url(sender.issuer.origin + request.target);
    auto counted = url ? base::form_decode(url->query) : base::Fields();
    auto const posted = request.form();
    counted.insert(counted.end(), posted.begin(), posted.end());
    counted.insert(counted.end(), parameters.begin(), parameters.end());
    auto const* const method = base::find(parameters, "oauth_signature_method");
    auto const base_string = url ? oauth1::base_string(request.method, *url, counted) : std::string();
    auto made = oauth1::signature(method == nullptr ? oauth1::hmac_sha1 : *method, base_string, secret);
    if (!made) made = oauth1::signature(oauth1::hmac_sha1, base_string, secret);
    auto const signature = changes.text("signature").value_or(*made);
    if (signature != removed) parameters.emplace_back("oauth_signature", signature);
    return parameters;
}

/// Where the parameters stand, and how they are written.
void sign(Outcome const& outcome, http::Request& request) {
    auto const parameters = protocol(outcome, request);
    auto const empty = json::object();
    auto const* const given = outcome.asked.object("oauth");
    Parameters const changes{given == nullptr ? empty : *given};
    auto const place = changes.text("in").value_or("header");
    if (place == "query") {
        request.target += (request.target.find('?') == std::string::npos ? "?" : "&") + base::form_encode(parameters);
        return;
    }
    if (place == "body") {
        request.body += "&" + base::form_encode(parameters);
        return;
    }
    auto header = oauth1::authorization_header(parameters);
    if (changes.flag("unencoded", false)) {
        header = "OAuth";
        for (auto const& [name, value] : parameters)
            header.append(header.size() > 5 ? ", " : " ").append(name).append("=\"").append(value).append("\"");
    }
    if (auto const realm = changes.text("realm")) header.insert(6, "realm=\"" + *realm + "\", ");
    header = changes.text("header").value_or(header);
    if (header != removed) request.headers.set("Authorization", header);
}

std::string path(Outcome const& outcome) {
    auto const id = outcome.text("tool_id", outcome.tool == nullptr ? "0" : std::to_string(outcome.tool->id));
    auto const endpoint = outcome.text("endpoint", "passback");
    if (endpoint == "placement") return "/api/lti/v1/turnitin/outcomes_placement/" + id;
    return "/api/lti/v1/tools/" + id + (outcome.legacy ? "/ext_grade_passback" : "/grade_passback");
}

} // namespace

std::string sourcedid_for(
    world::World& world, world::Assignment const& assignment, world::User const& user, world::Tool const* tool
) {
    auto const* const course = world::course_by_id(world, assignment.course);
    auto const& dialects = course == nullptr ? world.dialects : world::dialects_in(world, *course);
    return lti11::sourcedid(
        world, dialects, {tool == nullptr ? assignment.tool : tool->id, assignment.course, assignment.id, user.id}
    );
}

Call outcome_call(Sender const& sender) {
    auto const empty = json::object();
    auto const* const given = sender.parameters.object("outcome");
    Outcome outcome{.sender = sender, .asked = {given == nullptr ? empty : *given}, .sourcedid = {}};
    outcome.legacy = outcome.asked.text("endpoint") == "legacy";
    auto const* const assignment = world::assignment_named(sender.world, outcome.text("assignment", ""));
    auto const* const user = world::user_named(sender.world, outcome.text("user", ""));
    auto const* const named = world::tool_named(sender.world, outcome.text("tool", ""));
    outcome.tool = named != nullptr || assignment == nullptr ? named : world::tool_by_id(sender.world, assignment->tool);
    if (assignment != nullptr && user != nullptr)
        outcome.sourcedid = sourcedid_for(sender.world, *assignment, *user, outcome.tool);
    if (auto const other = outcome.asked.text("sourcedid")) outcome.sourcedid = *other;

    Call call;
    call.takes_token = false;
    auto& request = call.request;
    request.method = outcome.text("method", "POST");
    request.target = path(outcome);
    base::Fields query;
    if (auto const* const further = outcome.asked.object("query"))
        for (auto const& [name, value] : *further) query.emplace_back(std::string(name), text_of(value));
    if (!query.empty()) request.target += "?" + base::form_encode(query);
    request.body = outcome.asked.text("document").value_or(outcome.legacy ? form(outcome) : document(outcome));
    auto const type = outcome.legacy ? "application/x-www-form-urlencoded" : "application/xml";
    request.headers.set("Content-Type", sender.parameters.text("content_type").value_or(type));
    sign(outcome, request);
    return call;
}

} // namespace easel::play
