#include "replay/world_change.hpp"

#include "base/text.hpp"
#include "control/patch.hpp"
#include "lti13/token.hpp"
#include "play/changing.hpp"
#include "world_file/world_file.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

namespace easel::replay {
namespace {

namespace json = base::json;
using Path = std::span<std::string const>;

constexpr std::size_t most_rows = 100; ///< of a table that is shown

constexpr std::array course_states{"available", "unpublished", "completed", "deleted"};
constexpr std::array enrolment_states{"active", "invited", "inactive", "completed", "deleted"};

template <class Words, class Read, class State>
std::string_view word_of(Words const& words, Read const& read, State state) {
    auto const found = std::find_if(words.begin(), words.end(), [&](auto const* word) { return read(word) == state; });
    return found == words.end() ? std::string_view() : std::string_view(*found);
}

template <class Words>
bool is_one_of(Words const& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// {a: {b: value}} of a, b.
json::value nested(Path path, json::value value) {
    for (auto i = path.size(); i > 0; --i) {
        json::object outer;
        outer[path[i - 1]] = std::move(value);
        value = std::move(outer);
    }
    return value;
}

/// Members that a `change` step calls as the world file does. @par Source docs/scenario-language.md, change
bool is_member(std::string_view of, std::string_view name) {
    static constexpr std::array<std::string_view, 9> course{
        "state", "title", "end_at", "term_end_at", "restrict_dates", "public", "late_policy", "canvas", "dialects"};
    static constexpr std::array<std::string_view, 11> assignment{
        "title",
        "points",
        "grading",
        "attempts",
        "due",
        "unlock",
        "lock",
        "published",
        "only_for",
        "group",
        "grade_individually"};
    static constexpr std::array<std::string_view, 9> user{
        "name", "given", "family", "email", "login", "sis", "sis_integration", "locale", "time_zone"};
    static constexpr std::array<std::string_view, 3> person{"role", "state", "section"};
    static constexpr std::array<std::string_view, 3> link{"title", "url", "custom"};
    static constexpr std::array<std::string_view, 2> section{"title", "sis"};
    static constexpr std::array<std::string_view, 8> tool{
        "privacy", "title", "login_url", "target_link_uri", "custom", "domain", "width", "height"};
    if (of == "course") return is_one_of(course, name);
    if (of == "assignment") return is_one_of(assignment, name);
    if (of == "user") return is_one_of(user, name);
    if (of == "enrolment") return is_one_of(person, name);
    if (of == "link") return is_one_of(link, name);
    if (of == "section") return is_one_of(section, name);
    if (of == "tool") return is_one_of(tool, name);
    return false;
}

/// What one line means.
struct Meaning {
    std::string problem;
    json::object step;   ///< one member, as under `change`; empty: no words
    yaml::Node patch;    ///< then this, in the world file's keys
    std::string dated{}; ///< the dated set that the dialects of `step` are those of
};

Meaning problem(std::string text) {
    return {.problem = std::move(text), .step = {}, .patch = {}};
}

Meaning step(std::string_view what, json::value to) {
    Meaning meaning{.problem = {}, .step = {}, .patch = {}};
    meaning.step[what] = std::move(to);
    return meaning;
}

/// Below `world.courses`.
std::optional<Meaning> of_course(world::World& world, Path path, json::value const& value) {
    auto const& name = path[0];
    auto const* const course = world::course_named(world, name);
    if (course == nullptr) {
        std::vector<std::string> known;
        for (auto const& one : world.courses) known.push_back(one.name);
        return problem("the world has no course '" + name + "'; known: " + base::join(known, ", "));
    }
    if (path.size() < 2) return std::nullopt;
    auto const& table = path[1];
    if (is_member("course", table)) return step("course", nested(path, value));
    if (path.size() < 3) return std::nullopt;
    auto const& row = path[2];
    bool const one_member = path.size() >= 4;
    if (table == "people" && path.size() <= 4) {
        auto const member = one_member ? path[3] : std::string(value.is_object() ? "" : "role");
        if (member.empty() || !is_member("enrolment", member)) return std::nullopt;
        std::array<std::string, 3> const place{name, row, member};
        return step("enrolment", nested(place, value));
    }
    if (!one_member) return std::nullopt;
    if (table == "assignments") {
        auto const* const found = world::assignment_named(world, row);
        if (found == nullptr || found->course != course->id)
            return problem("the course '" + name + "' has no assignment '" + row + "'");
        if (path[3] == "url" && path.size() == 4)
            return step("assignment", json::object{{row, json::object{{"target_link_uri", value}}}});
        if (is_member("assignment", path[3])) return step("assignment", nested(path.subspan(2), value));
    }
    if (table == "links" && is_member("link", path[3])) return step("link", nested(path.subspan(2), value));
    if (table == "sections" && is_member("section", path[3]))
        return step("section", json::object{{name, nested(path.subspan(2), value)}});
    return std::nullopt;
}

/// Another dated set, as the dialects that it changes.
Meaning of_dated_set(world::World const& world, std::string const& name) {
    auto const dialects = world::dialects_of(name);
    if (!dialects)
        return problem("there is no dated set '" + name + "'; known: " + base::join(world::dated_sets(), ", "));
    json::object to;
    for (auto const& [dialect, values] : world::dialect_words()) {
        auto const word = world::dialect_value(*dialects, dialect);
        if (word != world::dialect_value(world.dialects, dialect)) to[dialect] = word;
    }
    auto meaning = step("dialect", std::move(to));
    meaning.dated = name;
    return meaning;
}

/// In words of the scenario language, where it has any.
std::optional<Meaning> in_words(world::World& world, Path path, json::value const& value) {
    auto const& first = path.front();
    if (first == "canvas" && path.size() == 1) return of_dated_set(world, play::text_of(value));
    if (path.size() < 2) return std::nullopt;
    auto const rest = path.subspan(1);
    if (first == "courses") return of_course(world, rest, value);
    if (first == "dialects" && rest.size() == 1) return step("dialect", nested(rest, value));
    if (first == "throttle" && rest.size() == 1) return step("throttle", nested(rest, value));
    if (first == "file_service" && rest.size() == 1) return step("file_service", nested(rest, value));
    if (first == "users" && rest.size() == 2) {
        if (rest[1] == "deleted" && value.is_bool())
            return step(
                "user", json::object{{rest[0], json::object{{"state", value.get_bool() ? "deleted" : "active"}}}}
            );
        if (is_member("user", rest[1])) return step("user", nested(rest, value));
    }
    if (first == "tools" && rest.size() == 4 && rest[0] == "tool" && rest[1] == "placements")
        return step("placement", nested(rest.subspan(2), value));
    if (first == "tools" && rest.size() >= 2 && is_member("tool", rest[1])) return step("tool", nested(rest, value));
    return std::nullopt;
}

/// What is wrong with a what-if is told of a key that the reader sees anyway.
std::string without_flag(std::string const& message, std::string const& key) {
    auto const start = "--change " + key + ": ";
    return message.starts_with(start) ? message.substr(start.size()) : message;
}

Meaning meaning_of(world::World& world, yaml::Node const& definition, Change const& change) {
    yaml::Problems problems;
    auto const parsed = yaml::parse(change.value, "", problems);
    if (!problems.empty()) return problem("the value is no YAML: " + problems.front().message);
    auto const value = yaml::to_json(parsed.root);
    auto path = base::split(change.key, '.');
    if (std::any_of(path.begin(), path.end(), [](auto const& part) { return part.empty(); }))
        return problem("a part of the key is empty");
    auto const word = play::text_of(value);
    if (change.key == "token") return word == "expired" ? step("token", value) : problem("a token can be 'expired'");
    if (change.key == "keys") return word == "rotated" ? step("keys", value) : problem("keys can be 'rotated'");
    if (path.front() == "world" && path.size() > 1)
        path.erase(path.begin());
    else if (path.front() != "canvas" || path.size() != 1)
        return problem("nothing of that name can be changed while a run is held; " + known_world_changes());
    if (auto meaning = in_words(world, path, value)) return *std::move(meaning);
    auto what_if = read_what_if({change}, definition);
    if (!what_if) return problem(without_flag(what_if.error().message, change.key));
    return {.problem = {}, .step = {}, .patch = std::move(what_if->world)};
}

/// What the world is built with besides its file.
world_file::BuildOptions build_of(world::World const& live, yaml::Node const& definition, base::Instant now) {
    world_file::BuildOptions options;
    options.now = now;
    auto const in_file = [&](std::string_view table, std::string const& row) {
        auto const* const rows = definition.find(table);
        return rows != nullptr && rows->find(row) != nullptr;
    };
    for (auto const& key : live.keys)
        if (!in_file("keys", key.name)) options.keys.push_back(key);
    for (auto const& tool : live.tools)
        if (!in_file("tools", tool.name)) options.tools.push_back(tool);
    return options;
}

std::string lay(world::World& live, yaml::Node& definition, yaml::Node const& patch, base::Instant now) {
    auto const options = build_of(live, definition, now);
    yaml::Problems old_ones;
    auto const before = world_file::build(definition, options, old_ones);
    auto changed = world_file::merge(definition, patch);
    yaml::Problems problems;
    auto const after = world_file::build(changed, options, problems);
    if (!problems.empty() && old_ones.empty()) return problems.front().message;
    control::carry_over(live, before, after, patch);
    definition = std::move(changed);
    return {};
}

/// The client of the tool under test, or of the probe that stands for it; "" : it speaks LTI 1.1.
std::string client_of_tool(world::World& world) {
    auto const* const tool = world::tool_named(world, "tool");
    return tool == nullptr ? std::string() : tool->client_id;
}

lti13::Issuer* issuer_of_tool(platform::Stage& stage) {
    auto const found = stage.issuers.find(client_of_tool(stage.world));
    return found == stage.issuers.end() ? nullptr : found->second.get();
}

std::string change_step(platform::Stage const& stage, world::World& world, Meaning const& meaning) {
    auto const& [what, to] = *meaning.step.begin();
    auto const client = client_of_tool(world);
    auto const client_of = [&](std::string const& name) { return name == "tool" ? client : stage.probe_client; };
    play::Changing changing{world, stage.time->tool_now(), client, client_of};
    auto const failed = play::change_world(changing, what, to);
    if (!failed && !meaning.dated.empty()) world.canvas = meaning.dated;
    return failed.value_or("");
}

/// Of what no world holds.
bool is_of_issuer(Meaning const& meaning) {
    return meaning.step.contains("token") || meaning.step.contains("keys");
}

void change_issuer(lti13::Issuer& issuer, Meaning const& meaning, base::Instant now) {
    if (meaning.step.contains("token"))
        (void)lti13::expire_tokens(issuer);
    else
        lti13::rotate_keys(issuer, now);
}

} // namespace

std::string known_world_changes() {
    return "known: world.TABLE.ROW.MEMBER, canvas (a dated set of dialects), token (expired), keys (rotated)";
}

WorldChanges change_world(platform::Stage& stage, yaml::Node& definition, std::vector<Change> const& changes) {
    WorldChanges out;
    std::vector<Meaning> meanings;
    // All on a copy first: what is wrong with the last must not leave the first behind.
    auto trial = stage.world;
    auto tried = definition;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        auto meaning = meaning_of(trial, tried, changes[i]);
        auto wrong = meaning.problem;
        if (wrong.empty() && is_of_issuer(meaning))
            wrong = issuer_of_tool(stage) == nullptr
                        ? "the tool has neither tokens nor keys of the platform: it speaks LTI 1.1"
                        : "";
        else if (wrong.empty() && meaning.step.empty())
            wrong = lay(trial, tried, meaning.patch, stage.time->now());
        else if (wrong.empty())
            wrong = change_step(stage, trial, meaning);
        if (!wrong.empty()) {
            out.bad = BadChange{i, std::move(wrong)};
            return out;
        }
        meanings.push_back(std::move(meaning));
    }
    for (std::size_t i = 0; i < changes.size(); ++i) {
        auto& meaning = meanings[i];
        if (is_of_issuer(meaning))
            change_issuer(*issuer_of_tool(stage), meaning, stage.time->now());
        else if (meaning.step.empty())
            (void)lay(stage.world, definition, meaning.patch, stage.time->now());
        else
            (void)change_step(stage, stage.world, meaning);
        out.made.push_back({changes[i], std::move(meaning.step)});
    }
    return out;
}

json::object world_view(world::World& world) {
    json::array courses;
    for (auto const& course : world.courses) {
        json::array people, assignments;
        for (auto const& enrolment : course.enrolments) {
            if (people.size() >= most_rows) break;
            auto const* const user = world::user_by_id(world, enrolment.user);
            people.emplace_back(json::object{
                {"name", user == nullptr ? std::string() : user->name},
                {"state", word_of(enrolment_states, world::enrolment_state_from, enrolment.state)}});
        }
        for (auto const& one : world.assignments) {
            if (one.course != course.id || one.deleted || assignments.size() >= most_rows) continue;
            assignments.emplace_back(json::object{
                {"name", one.name},
                {"attempts", one.allowed_attempts ? json::value(*one.allowed_attempts) : json::value(nullptr)}});
        }
        if (courses.size() >= most_rows) break;
        courses.emplace_back(json::object{
            {"name", course.name},
            {"state", word_of(course_states, world::course_state_from, course.state)},
            {"people", std::move(people)},
            {"assignments", std::move(assignments)},
        });
    }
    json::array sets;
    for (auto const& name : world::dated_sets()) sets.emplace_back(name);
    return {{"courses", std::move(courses)}, {"canvas", world.canvas}, {"dated_sets", std::move(sets)}};
}

} // namespace easel::replay
