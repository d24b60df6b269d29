#include "control/answers.hpp"

#include "base/text.hpp"

namespace easel::control {

http::Response answer_json(int status, json::value const& body) {
    auto response = http::json(status, base::dump(body));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

http::Response no_content() {
    http::Response response;
    response.status = 204;
    return response;
}

http::Response refuse_all(int status, std::vector<Complaint> const& complaints) {
    json::array problems;
    for (auto const& one : complaints) {
        json::object problem{{"error", base::to_valid_utf8(one.error)}, {"pointer", base::to_valid_utf8(one.pointer)}};
        if (!one.hint.empty()) problem["hint"] = base::to_valid_utf8(one.hint);
        if (!one.code.empty()) problem["code"] = one.code;
        problems.emplace_back(std::move(problem));
    }
    auto body = problems.front().as_object();
    if (problems.size() > 1) body["problems"] = std::move(problems);
    return answer_json(status, body);
}

http::Response refuse(int status, Complaint complaint) {
    return refuse_all(status, std::vector<Complaint>{std::move(complaint)});
}

http::Response refuse_all(int status, yaml::Problems const& problems) {
    std::vector<Complaint> complaints;
    for (auto const& problem : problems) {
        // What stands in the world file, not in the body, says so.
        auto where = problem.at.line > 0 ? to_string(problem.at) + ": " : std::string();
        complaints.push_back({where + problem.message, problem.at.pointer, problem.hint, problem.code});
    }
    return refuse_all(status, complaints);
}

http::Response refuse_all(int status, std::vector<platform::Complaint> const& complaints) {
    std::vector<Complaint> told;
    for (auto const& one : complaints) told.push_back({one.message, one.pointer, "", one.code});
    return refuse_all(status, told);
}

Read<json::object> read_body(Call const& call, yaml::Shape const& shape) {
    auto const& request = call.request;
    if (request.body.empty()) {
        yaml::Problems problems;
        if (shape.check(yaml::pointed_from_json(json::object{}), problems)) return json::object{};
        return refuse_all(400, problems);
    }
    // Also keeps pages of other sites out, which could post a form or text without being asked.
    if (request.content_type() != "application/json") return refuse(415, {"the body must be application/json"});
    auto body = base::parse_json(request.body);
    if (!body) {
        auto const where = body.error().where.empty() ? "" : " (" + body.error().where + ")";
        return refuse(400, {"the body is no JSON: " + body.error().message + where, "", "", "json"});
    }
    if (!body->is_object()) return refuse(400, {"the body must be a JSON object", "", "", "wrong-type"});
    yaml::Problems problems;
    if (!shape.check(yaml::pointed_from_json(*body), problems)) return refuse_all(400, problems);
    return std::move(body->as_object());
}

std::string text(json::object const& body, std::string_view key, std::string otherwise) {
    auto const* found = body.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::move(otherwise);
}

bool flag(json::object const& body, std::string_view key, bool otherwise) {
    auto const* found = body.if_contains(key);
    return found != nullptr && found->is_bool() ? found->as_bool() : otherwise;
}

std::vector<std::string> texts(json::object const& body, std::string_view key) {
    std::vector<std::string> all;
    auto const* found = body.if_contains(key);
    if (found == nullptr || !found->is_array()) return all;
    for (auto const& each : found->as_array())
        if (each.is_string()) all.emplace_back(each.as_string());
    return all;
}

std::string query(Call const& call, std::string_view name) {
    auto const* found = base::find(call.query, name);
    return found == nullptr ? "" : *found;
}

std::optional<http::Response> check_query(Call const& call, std::vector<std::string> const& known) {
    for (auto const& [name, value] : call.query)
        if (std::find(known.begin(), known.end(), name) == known.end())
            return refuse(400, unknown_name("query parameter", name, known));
    return std::nullopt;
}

Complaint unknown_name(
    std::string_view kind, std::string_view name, std::vector<std::string> const& names, std::string pointer
) {
    Complaint complaint{
        "there is no " + std::string(kind) + " '" + std::string(name) + "'", std::move(pointer), "", "unknown-name"};
    if (auto const near = base::nearest(name, names)) complaint.hint = "did you mean '" + *near + "'?";
    return complaint;
}

json::value optional_text(std::string const& text) {
    return text.empty() ? json::value() : json::value(text);
}
json::value optional_time(std::optional<base::Instant> at) {
    return at ? json::value(base::to_iso8601(*at)) : json::value();
}
json::value optional_number(std::optional<double> number) {
    return number ? json::value(*number) : json::value();
}

} // namespace easel::control
