#include "canvas.hpp"

#include "base/codec.hpp"
#include "base/url.hpp"

namespace easel::outcomes {
namespace {

world::Tool tool_of(world::Id id, std::string key, std::string secret, std::string url) {
    world::Tool made;
    made.id = id;
    made.name = "tool" + std::to_string(id);
    made.consumer_key = std::move(key);
    made.shared_secret = std::move(secret);
    made.target_link_uri = std::move(url);
    return made;
}

world::User user_of(world::Id id, std::string name) {
    world::User made;
    made.id = id;
    made.name = std::move(name);
    return made;
}

} // namespace

base::Instant at(std::string const& text) {
    return base::parse_iso8601(text).value().at;
}

Canvas::Canvas() {
    issuer.origin = "https://canvas.test";
    issuer.issuer = "https://canvas.test";
    world.account.guid = "guid";
    world.next_id = 1000;
    world.tools = {
        tool_of(tool, "key-1", "s3cret", "https://tool.test/launch"),
        tool_of(other_tool, "key-2", "other", "https://other.test/launch")};
    world.users = {user_of(student, "ada"), user_of(teacher, "grace"), user_of(11, "bob")};
    world::Course made;
    made.id = course;
    made.name = "bio101";
    made.enrolments = {{student, world::Role::student}, {teacher, world::Role::teacher}, {11, world::Role::student}};
    world.courses.push_back(std::move(made));
    world::Assignment quiz;
    quiz.id = assignment;
    quiz.course = course;
    quiz.name = "quiz1";
    quiz.points = 20;
    quiz.tool = tool;
    world.assignments.push_back(std::move(quiz));
}

std::string Canvas::sourcedid(world::Id user) const {
    return lti11::sourcedid(world, world.dialects, {tool, course, assignment, user});
}

std::string Canvas::envelope(std::string const& body) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<imsx_POXEnvelopeRequest xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\">"
           "<imsx_POXHeader><imsx_POXRequestHeaderInfo><imsx_version>V1.0</imsx_version>"
           "<imsx_messageIdentifier>msg-77</imsx_messageIdentifier></imsx_POXRequestHeaderInfo></imsx_POXHeader>"
           "<imsx_POXBody>" +
           body + "</imsx_POXBody></imsx_POXEnvelopeRequest>";
}

std::string Canvas::replace(std::string const& result, std::string const& details) const {
    auto const inside = details.empty() ? "" : "<submissionDetails>" + details + "</submissionDetails>";
    return envelope(
        "<replaceResultRequest>" + inside + "<resultRecord><sourcedGUID><sourcedId>" + sourcedid() +
        "</sourcedId></sourcedGUID><result>" + result + "</result></resultRecord></replaceResultRequest>"
    );
}

std::string Canvas::score(std::string const& text) {
    return "<resultScore><language>en</language><textString>" + text + "</textString></resultScore>";
}

std::string Canvas::total(std::string const& text) {
    return "<resultTotalScore><language>en</language><textString>" + text + "</textString></resultTotalScore>";
}

std::string Canvas::operation(std::string const& name) const {
    return envelope(
        "<" + name + "><resultRecord><sourcedGUID><sourcedId>" + sourcedid() +
        "</sourcedId></sourcedGUID></resultRecord></" + name + ">"
    );
}

http::Request Canvas::signed_request(std::string const& target, http::Request request, Signing const& how) {
    request.method = "POST";
    request.target = target;
    request.headers.set("Host", "canvas.test");
    auto parameters = oauth1::protocol_parameters(
        {"key-1", how.secret}, {how.nonce.empty() ? "nonce-" + std::to_string(++nonces_) : how.nonce, tool_now + how.ahead}
    );
    base::set(parameters, "oauth_signature_method", how.method);
    bool const is_form = request.content_type() == "application/x-www-form-urlencoded";
    if (!is_form) parameters.emplace_back("oauth_body_hash", oauth1::body_hash(request.body));
    for (auto const& [name, value] : how.parameters) {
        if (value == "~") {
            base::remove(parameters, name);
        } else {
            base::set(parameters, name, value);
        }
    }
    auto const url = base::parse_url("https://canvas.test" + target).value();
    auto counted = base::form_decode(url.query);
    auto const form = request.form();
    counted.insert(counted.end(), form.begin(), form.end());
    counted.insert(counted.end(), parameters.begin(), parameters.end());
    auto const signature = oauth1::signature(how.method, oauth1::base_string("POST", url, counted), how.secret);
    if (base::find(parameters, "oauth_signature") == nullptr) parameters.emplace_back("oauth_signature", signature.value_or("none"));
    request.headers.set("Authorization", how.header.empty() ? oauth1::authorization_header(parameters) : how.header);
    return request;
}

http::Request Canvas::pox(std::string body, Signing const& how) {
    http::Request request;
    request.headers.set("Content-Type", "application/xml");
    request.body = std::move(body);
    return signed_request("/api/lti/v1/tools/7/grade_passback", std::move(request), how);
}

traffic::Answer Canvas::ask(http::Request const& request) {
    return answer({world, desk, issuer, now, tool_now}, route(request.path()).value(), request);
}

world::Submission* Canvas::submission(world::Id user) {
    return world::find_submission(world, assignment, user);
}

world::Assignment& Canvas::the_assignment() {
    return *world::assignment_by_id(world, assignment);
}

std::string decided_by(traffic::Answer const& answer) {
    std::string decided;
    for (auto const& check : answer.trail)
        if (!check.passed) decided = std::string(check.fact.view()).substr(std::string_view("outcomes/").size());
    return decided;
}

bool applied(traffic::Answer const& answer, std::string const& rule) {
    for (auto const& check : answer.trail)
        if (check.fact == "outcomes/" + rule) return true;
    return false;
}

std::string element(traffic::Answer const& answer, std::string const& name) {
    auto const& body = answer.response.body;
    auto const begin = body.find("<" + name + ">");
    if (begin == std::string::npos) return {};
    auto const text = begin + name.size() + 2;
    return body.substr(text, body.find("</" + name + ">", text) - text);
}

std::string description(traffic::Answer const& answer) {
    auto const text = element(answer, "imsx_description");
    return text.substr(0, text.find('\n'));
}

} // namespace easel::outcomes
