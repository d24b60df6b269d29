#include "canvas.hpp"

#include "world_file/world_file.hpp"
#include "yaml/node.hpp"

#include <algorithm>
#include <stdexcept>

namespace easel::external_tools {

namespace {

constexpr char const* file = R"(
account: { name: Mock University }
accounts:
  science: { title: Science }
  arts: { title: Arts }
users:
  ada: { name: Ada Lovelace }
  grace: { name: Grace Hopper }
  tom: { name: Tom Bauer }
  mallory: { name: Mallory Gray }
  ruth: { name: Ruth Adler, admin: account }
courses:
  bio:
    title: Biology
    account: science
    people: { ada: student, grace: teacher, tom: ta }
    groups: { red: { title: Team Red, members: [ada] } }
  chem:
    title: Chemistry
    people: { grace: teacher }
tokens: { ada: {}, grace: {}, tom: {}, mallory: {}, ruth: {} }
)";

} // namespace

Canvas::Canvas() : now(base::parse_iso8601("2026-03-01T10:00:00Z")->at) {
    world_file::BuildOptions options;
    options.now = now;
    options.first_id = 100;
    yaml::Problems problems;
    auto const document = yaml::parse(file, "world.yaml", problems);
    world = world_file::build(document.root, options, problems);
    if (!problems.empty()) throw std::logic_error("the world of this test");
    for (auto& token : world.tokens) token.token = token.name;
}

std::string Canvas::course() const {
    return "/courses/" + std::to_string(world.courses.front().id);
}

std::string Canvas::science() const {
    return "/accounts/" + std::to_string(world.accounts.front().id);
}

std::string Canvas::group() const {
    return "/groups/" + std::to_string(world.groups.front().id);
}

traffic::Answer Canvas::send(http::Request request, std::string const& who) {
    if (!who.empty()) request.headers.set("Authorization", "Bearer " + who);
    auto const asked = route(request.method, request.path());
    if (!asked) throw std::logic_error("no route: " + request.method + " " + request.target);
    Context const context{world, desk, "https://canvas.test", now, "", {}, {}};
    return answer(context, *asked, request, {});
}

traffic::Answer
Canvas::call(std::string const& method, std::string const& path, std::string const& who, std::string form) {
    http::Request request;
    request.method = method;
    request.target = "/api/v1" + path;
    if (!form.empty()) request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.body = std::move(form);
    return send(std::move(request), who);
}

world::Id Canvas::install(std::string const& where, std::string const& name, std::string const& form) {
    auto const made = call(
        "POST",
        where + "/external_tools",
        "ruth",
        "name=" + name + "&consumer_key=k&shared_secret=s&url=https%3A%2F%2Ftool.test%2Flti" + (form.empty() ? "" : "&") + form
    );
    if (made.response.status != 200) throw std::logic_error("not installed: " + made.response.body);
    return body_of(made).at("id").as_int64();
}

base::json::value body_of(traffic::Answer const& answer) {
    return base::parse_json(answer.response.body).value();
}

std::vector<std::string> rows_of(traffic::Answer const& answer) {
    constexpr std::string_view file_of_facts = "external-tools-api/";
    std::vector<std::string> rows;
    for (auto const& check : answer.trail) {
        if (!check.fact.starts_with(file_of_facts)) continue;
        rows.push_back((check.passed ? "" : "!") + std::string(check.fact.view().substr(file_of_facts.size())));
    }
    return rows;
}

bool rests_on(traffic::Answer const& answer, std::string const& row) {
    auto const rows = rows_of(answer);
    return std::find(rows.begin(), rows.end(), row) != rows.end();
}

} // namespace easel::external_tools
